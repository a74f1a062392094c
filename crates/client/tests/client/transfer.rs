//! Photos on their way: after their entry, chunk by chunk, each kept on arrival; delivered by the server's word only.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use cunfa_client::Room;
use cunfa_core::entry::to_fields;
use cunfa_core::{Attachment, AttachmentKind, BlobId, EntryId, Form};
use cunfa_protocol::Code;
use cunfa_protocol::command as c;
use cunfa_protocol::view::{Moving, SyncOutcome, Topic};
use cunfa_protocol::wire::{self, BlobFault, CHUNKS_PATH, Refusal, SYNC_PATH};
use cunfa_store::{Append, BlobState};

use crate::support::link::{html, refusal};
use crate::support::*;

/// Four chunks.
const FOUR: usize = 32 * 1024;
/// What a chunk weighs more than its bytes, and a request without chunks, at most.
const AROUND: usize = 1_000;

/// So many bytes; another seed, other bytes.
fn photo(seed: u32, length: usize) -> Vec<u8> {
    let mut state = seed + 1;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    (0..length).map(|_| next()).collect()
}

fn id(bytes: &[u8]) -> BlobId {
    BlobId(cunfa_evidence::hash(bytes).0)
}

/// Keeps photos and names them in the entry.
async fn attach(device: &Device, entry: EntryId, photos: &[Vec<u8>]) {
    let photos = photos.to_vec();
    let attach = move |store: &mut cunfa_store::Store| {
        let record = store.open_entry(entry).unwrap().unwrap();
        let (mut doc, mut text) = (record.doc, record.current);
        for (number, bytes) in photos.iter().enumerate() {
            let blob = store.keep_blob(bytes).unwrap();
            text.attachments.push(Attachment {
                row: format!("{number:02}-{}", &blob.to_string()[..4]),
                kind: AttachmentKind::Photo,
                blob,
                length: u32::try_from(bytes.len()).unwrap(),
            });
        }
        let change = doc.edit(&to_fields(&text), [77; 16]).unwrap().unwrap();
        let append = Append {
            entry,
            village: &text.village,
            changes: &[change],
            acts: &[],
            draft_done: None,
            now_ms: 1,
        };
        store.append(&append).unwrap();
    };
    device.app.with_store(attach).await.unwrap();
}

async fn state(device: &Device, bytes: &[u8]) -> BlobState {
    let blob = id(bytes);
    let state = device.app.with_store(move |store| store.blob_state(blob).unwrap());
    state.await.unwrap()
}

async fn here(device: &Device, bytes: &[u8]) -> bool {
    let blob = id(bytes);
    let here = device.app.with_store(move |store| store.blob(blob).unwrap());
    here.await.unwrap().as_deref() == Some(bytes)
}

/// A tablet with an entry that names photos, nothing of which is on the server.
async fn with_photos(county: &Arc<County>, photos: &[Vec<u8>]) -> (Device, EntryId) {
    let device = Device::field(county).await;
    device.app.sync_pass().await;
    let entry = device.write(visit()).await;
    attach(&device, entry, photos).await;
    (device, entry)
}

/// An office's desk that has the entries and none of the photos.
async fn desk(county: &Arc<County>) -> Device {
    let desk = Device::enrolled(county, Invited::Office).await;
    desk.link.chunks(Fate::Lost);
    desk.app.sync_pass().await;
    desk.link.chunks(Fate::Arrive);
    desk
}

#[tokio::test]
async fn photos_go_up_after_their_entry_and_come_down_byte_for_byte() {
    let county = County::new();
    let photos: Vec<Vec<u8>> = [1, FOUR, FOUR + 1, 5 * FOUR + 7, 20 * FOUR]
        .iter()
        .zip(0..)
        .map(|(length, seed)| photo(seed, *length))
        .collect();
    let (tablet, entry) = with_photos(&county, &photos).await;
    let before = tablet.link.count();
    assert_eq!(tablet.app.sync_pass().await, SyncOutcome::Done);
    let paths = tablet.link.paths().split_off(before);
    assert_eq!(paths[0], SYNC_PATH);
    assert!(paths[1..].iter().all(|path| path == CHUNKS_PATH), "{paths:?}");
    assert!((2..=7).contains(&paths.len()), "{paths:?}");
    for photo in &photos {
        assert_eq!(county.shelf.lock().unwrap().whole.get(&id(photo)), Some(photo));
        assert!(state(&tablet, photo).await.on_server);
    }
    let desk = desk(&county).await;
    let mut events = desk.app.subscribe();
    assert_eq!(desk.app.sync_pass().await, SyncOutcome::Done);
    for photo in &photos {
        assert!(here(&desk, photo).await);
    }
    let mut told = BTreeSet::new();
    while let Ok(event) = events.try_recv() {
        if event.topics.contains(&Topic::Entries) {
            told.extend(event.entries);
        }
    }
    assert_eq!(told, BTreeSet::from([entry]));
    let shelf = county.shelf.lock().unwrap();
    assert_eq!((shelf.repeated, shelf.given), (0, shelf.came));
}

/// A disk with so many MiB left.
struct Left(AtomicU64);

impl Room for Left {
    fn left_bytes(&self, _: &Path) -> Option<u64> {
        Some(self.0.load(Ordering::SeqCst) * 1024 * 1024)
    }
}

#[tokio::test]
async fn photos_stay_away_from_the_room_that_texts_need_and_come_when_there_is_more() {
    let county = County::new();
    let (tablet, _) = with_photos(&county, &[photo(1, FOUR)]).await;
    assert_eq!(tablet.app.sync_pass().await, SyncOutcome::Done);
    let mut desk = desk(&county).await;
    let left = Arc::new(Left(AtomicU64::new(39)));
    let room = Arc::clone(&left);
    desk.restart_with(move |config| config.room = room);
    desk.unlock(1, PIN).await.unwrap();
    let matter = "盘快满时写的".to_owned();
    let late = tablet.write(Form { matter, ..visit() }).await;
    assert_eq!(tablet.app.sync_pass().await, SyncOutcome::Done);
    assert_eq!(desk.app.sync_pass().await, SyncOutcome::Done);
    assert_eq!(state(&desk, &photo(1, FOUR)).await.here, 0);
    assert_eq!(desk.entry(late).await.entry.matter, "盘快满时写的", "texts come");
    let status = desk.status().await;
    assert!(status.room.is_some_and(|room| room.texts_only));
    assert_eq!(status.photos.down.items, 1, "it is still wanted");
    left.0.store(5_000, Ordering::SeqCst);
    assert_eq!(desk.app.sync_pass().await, SyncOutcome::Done);
    assert!(here(&desk, &photo(1, FOUR)).await);
    assert_eq!(desk.status().await.room, None);
}

#[tokio::test]
async fn older_records_are_changed_here_and_from_elsewhere_while_photos_and_what_is_fetched_wait_for_room() {
    let county = County::new();
    let (tablet, older) = with_photos(&county, &[photo(1, FOUR)]).await;
    let another = tablet.write(visit()).await;
    assert_eq!(tablet.app.sync_pass().await, SyncOutcome::Done);
    let mut laptop = Device::enrolled(&county, Invited::Counsel).await;
    laptop.link.chunks(Fate::Lost);
    laptop.app.sync_pass().await;
    laptop.link.chunks(Fate::Arrive);
    let left = Arc::new(Left(AtomicU64::new(39)));
    let room = Arc::clone(&left);
    laptop.restart_with(move |config| config.room = room);
    laptop.unlock(1, PIN).await.unwrap();
    let change = async |device: &Device, entry: EntryId, matter: &str| {
        let start = c::StartDraft {
            kind: None,
            village: None,
            corrects: None,
            changes: Some(entry),
        };
        let draft = device.ask(start).await.unwrap();
        let form = Form {
            matter: matter.to_owned(),
            ..draft.form
        };
        let draft = draft.draft;
        device.ask(c::SaveEntry { draft, form }).await.unwrap();
    };
    change(&laptop, older, "盘快满时改的").await;
    change(&tablet, another, "别处改的").await;
    for device in [&tablet, &laptop, &tablet] {
        assert_eq!(device.app.sync_pass().await, SyncOutcome::Done);
    }
    for device in [&tablet, &laptop] {
        assert_eq!(device.entry(older).await.entry.matter, "盘快满时改的");
        assert_eq!(device.entry(another).await.entry.matter, "别处改的");
        assert_eq!(device.status().await.unsent, 0);
    }
    let status = laptop.status().await;
    assert!(status.room.is_some_and(|room| room.texts_only));
    assert_eq!(
        (state(&laptop, &photo(1, FOUR)).await.here, status.photos.down.items),
        (0, 1)
    );
}

#[tokio::test]
async fn nothing_is_asked_when_nothing_is_to_move() {
    let county = County::new();
    let (tablet, _) = with_photos(&county, &[photo(1, 100)]).await;
    tablet.app.sync_pass().await;
    let before = tablet.link.count();
    assert_eq!(tablet.app.sync_pass().await, SyncOutcome::Done);
    assert_eq!(tablet.link.count() - before, 1);
}

#[tokio::test]
async fn a_link_that_breaks_after_every_so_many_bytes_still_carries_ten_photos_and_no_break_costs_more_than_a_chunk() {
    for bytes in [FOUR + AROUND, 75_000, 100_001] {
        let county = County::new();
        let photos: Vec<Vec<u8>> = (0..10).map(|seed| photo(seed, 2 * FOUR + 500)).collect();
        let total = photos.iter().map(Vec::len).sum::<usize>();
        let (tablet, _) = with_photos(&county, &photos).await;
        let up = carry(&tablet, bytes, async || {
            county.shelf.lock().unwrap().whole.len() == 10 && tablet.status().await.photos.up.items == 0
        });
        let (sent, _, breaks) = up.await;
        {
            let shelf = county.shelf.lock().unwrap();
            assert_eq!((shelf.repeated, shelf.came), (0, 90), "{bytes}");
        }
        // The bytes of the bodies up to each break: all there is to send, less than a chunk more for each break, and the heads.
        let most = |breaks| total + breaks * (FOUR / 4 + AROUND) + 60 * AROUND;
        assert!(sent <= most(breaks), "{bytes}: {sent} bytes with {breaks} breaks");
        let desk = desk(&county).await;
        let down = carry(&desk, bytes, async || desk.status().await.photos.down.items == 0);
        let (_, received, breaks) = down.await;
        assert!(
            breaks > 0 && received <= most(breaks),
            "{bytes}: {received} bytes with {breaks} breaks"
        );
        for photo in &photos {
            assert!(here(&desk, photo).await);
        }
        assert_eq!(kept_twice(&desk), 0, "{bytes}");
    }
}

/// Passes over a link that breaks after so many bytes, until it is done; gives the bytes of chunk requests that left, those of all
/// answers that came, and the breaks.
async fn carry(device: &Device, bytes: usize, done: impl AsyncFn() -> bool) -> (usize, usize, usize) {
    device.link.chunks(Fate::Break(bytes));
    let (mut breaks, mut received) = (0, 0);
    for _ in 0..200 {
        let outcome = device.app.sync_pass().await;
        breaks += usize::from(outcome == SyncOutcome::NoNetwork);
        received += usize::try_from(device.status().await.last_bytes_down).unwrap();
        if done().await {
            let requests = device.link.requests.lock().unwrap();
            let sent = requests.iter().filter(|(path, _)| path == CHUNKS_PATH);
            return (sent.map(|(_, body)| body.len().min(bytes)).sum(), received, breaks);
        }
    }
    panic!("not done after 200 passes")
}

/// Chunks that were asked for although an earlier request of the device's did not ask for them any more.
fn kept_twice(device: &Device) -> usize {
    let requests = device.link.requests.lock().unwrap();
    let mut before: Option<BTreeSet<(BlobId, u32)>> = None;
    let mut again = 0;
    for (_, body) in requests.iter().filter(|(path, _)| path == CHUNKS_PATH) {
        let mut items = wire::Items::default();
        items.push(body);
        let request: wire::ChunksRequest = wire::decode(&items.take().unwrap().unwrap()).unwrap();
        let wanted: BTreeSet<_> = request
            .want
            .iter()
            .flat_map(|want| want.missing.iter().map(|span| (want.blob, span)))
            .flat_map(|(blob, span)| (span.from..span.to).map(move |index| (blob, index)))
            .collect();
        again += before.map_or(0, |before| wanted.difference(&before).count());
        before = Some(wanted);
    }
    again
}

#[tokio::test]
async fn cut_at_every_byte_of_the_answer_a_photo_is_never_delivered_early() {
    let county = County::new();
    let bytes = photo(1, 3_000);
    let (tablet, _) = with_photos(&county, std::slice::from_ref(&bytes)).await;
    tablet.link.next([Fate::Arrive, Fate::AnswerLost]);
    assert_eq!(tablet.app.sync_pass().await, SyncOutcome::NoNetwork);
    assert!(county.shelf.lock().unwrap().whole.contains_key(&id(&bytes)));
    let (_, body) = tablet.link.requests.lock().unwrap().last().unwrap().clone();
    let whole = county.answer(CHUNKS_PATH, Some("token"), &body, 0).body.len();
    for cut in 0..whole {
        tablet.link.next([Fate::Arrive, Fate::Cut(cut)]);
        assert_eq!(tablet.app.sync_pass().await, SyncOutcome::NoNetwork, "{cut} of {whole}");
        assert!(!state(&tablet, &bytes).await.on_server, "{cut} of {whole}");
        assert_eq!(tablet.status().await.photos.up.items, 1);
    }
    assert_eq!(tablet.app.sync_pass().await, SyncOutcome::Done);
    assert!(state(&tablet, &bytes).await.on_server);
}

#[tokio::test]
async fn a_server_that_never_holds_a_photo_leaves_it_on_the_way_and_the_pass_ends() {
    let county = County::new();
    let bytes = photo(1, 3 * FOUR);
    let (tablet, _) = with_photos(&county, std::slice::from_ref(&bytes)).await;
    county.shelf.lock().unwrap().forgetful = true;
    assert_eq!(tablet.app.sync_pass().await, SyncOutcome::Done);
    assert!(!state(&tablet, &bytes).await.on_server);
    county.shelf.lock().unwrap().forgetful = false;
    tablet.app.sync_pass().await;
    assert!(state(&tablet, &bytes).await.on_server);
}

#[tokio::test]
async fn killed_in_the_middle_of_a_download_the_device_asks_only_for_what_is_not_here() {
    let county = County::new();
    let bytes = photo(1, 10 * FOUR);
    let (tablet, _) = with_photos(&county, std::slice::from_ref(&bytes)).await;
    tablet.app.sync_pass().await;
    let mut desk = desk(&county).await;
    desk.link.chunks(Fate::Break(3 * FOUR + 2_000));
    desk.app.sync_pass().await;
    let kept = state(&desk, &bytes).await;
    assert_eq!((kept.here, kept.of, kept.whole), (12, 40, false));
    desk.restart();
    desk.unlock(1, PIN).await.unwrap();
    desk.link.chunks(Fate::Arrive);
    let given = county.shelf.lock().unwrap().given;
    assert_eq!(desk.app.sync_pass().await, SyncOutcome::Done);
    assert!(here(&desk, &bytes).await);
    assert_eq!(county.shelf.lock().unwrap().given - given, 28);
    assert_eq!(
        desk.status().await.photos.down,
        Moving {
            items: 0,
            bytes: 0,
            moved_bytes: 7 * FOUR as u64
        }
    );
}

#[tokio::test]
async fn the_sync_centre_counts_photos_and_bytes() {
    let county = County::new();
    let photos = [photo(1, 10 * FOUR), photo(2, 700)];
    let (tablet, _) = with_photos(&county, &photos).await;
    let up = tablet.status().await.photos.up;
    assert_eq!((up.items, up.bytes), (2, 10 * FOUR as u64 + 700));
    tablet.link.next([Fate::Arrive, Fate::Arrive, Fate::Lost]);
    tablet.app.sync_pass().await;
    let up = tablet.status().await.photos.up;
    assert_eq!((up.items, up.moved_bytes), (2, 4 * FOUR as u64));
    tablet.app.sync_pass().await;
    let up = tablet.status().await.photos.up;
    assert_eq!((up.items, up.bytes, up.moved_bytes), (0, 0, 6 * FOUR as u64 + 700));
}

#[tokio::test]
async fn every_kind_of_trouble_keeps_the_photo_and_says_what_it_is() {
    let cases = [
        (refusal(401, Refusal::SignInAgain, None), SyncOutcome::SignInAgain),
        (refusal(403, Refusal::DeviceRevoked, None), SyncOutcome::Revoked),
        (refusal(429, Refusal::Busy, Some(60)), SyncOutcome::Busy),
        (refusal(503, Refusal::Busy, Some(60)), SyncOutcome::Busy),
        (refusal(404, Refusal::Unreadable, None), SyncOutcome::NotOurServer),
        (html(), SyncOutcome::NotOurServer),
    ];
    for (answer, outcome) in cases {
        let county = County::new();
        let bytes = photo(1, 3 * FOUR);
        let (tablet, entry) = with_photos(&county, std::slice::from_ref(&bytes)).await;
        tablet.link.chunks(Fate::Instead(answer.clone()));
        assert_eq!(tablet.app.sync_pass().await, outcome, "{answer:?}");
        assert_eq!(
            delivery(&tablet, entry).await,
            cunfa_protocol::view::Delivery::Delivered
        );
        assert!(!state(&tablet, &bytes).await.on_server);
        if answer.retry_after_s.is_some() {
            let next = tablet.status().await.next_try_ms.unwrap();
            assert!(next >= cunfa_client::Clock::now_ms(tablet.clock.as_ref()) + 60_000);
        }
        tablet.link.chunks(Fate::Arrive);
        assert_eq!(tablet.app.sync_pass().await, SyncOutcome::Done);
        assert!(state(&tablet, &bytes).await.on_server);
    }
}

#[tokio::test]
async fn a_server_that_finds_it_too_much_gets_fewer_chunks_at_once() {
    let county = County::new();
    let bytes = photo(1, 6 * FOUR);
    let (tablet, _) = with_photos(&county, std::slice::from_ref(&bytes)).await;
    let too_large = || Fate::Instead(refusal(413, Refusal::TooLarge, None));
    tablet.link.next([Fate::Arrive, too_large(), too_large()]);
    assert_eq!(tablet.app.sync_pass().await, SyncOutcome::NotOurServer);
    assert_eq!(tablet.app.sync_pass().await, SyncOutcome::Done);
    assert!(state(&tablet, &bytes).await.on_server);
    let requests = tablet.link.requests.lock().unwrap();
    let lengths: Vec<usize> = requests
        .iter()
        .filter(|(path, _)| path == CHUNKS_PATH)
        .map(|(_, body)| body.len() / FOUR)
        .collect();
    assert_eq!(lengths, [4, 0, 0, 2, 2, 2]);
}

#[tokio::test]
async fn a_full_disk_keeps_the_chunks_that_came_and_the_rest_come_when_there_is_room() {
    let county = County::new();
    let bytes = photo(1, 8 * FOUR);
    let (tablet, _) = with_photos(&county, std::slice::from_ref(&bytes)).await;
    tablet.app.sync_pass().await;
    let desk = desk(&county).await;
    let limit = |pages| desk.app.with_store(move |store| store.limit_growth(pages).unwrap());
    limit(60).await.unwrap();
    assert_eq!(desk.app.sync_pass().await, SyncOutcome::DiskFull);
    let kept = state(&desk, &bytes).await.here;
    assert!((1..32).contains(&kept), "{kept}");
    limit(1_000_000).await.unwrap();
    let given = county.shelf.lock().unwrap().given;
    assert_eq!(desk.app.sync_pass().await, SyncOutcome::Done);
    assert!(here(&desk, &bytes).await);
    assert_eq!(county.shelf.lock().unwrap().given - given, 32 - kept as usize);
}

#[tokio::test]
async fn a_photo_of_which_a_server_gives_wrong_bytes_is_not_taken_and_comes_when_they_are_right() {
    let county = County::new();
    let bytes = photo(1, 3 * FOUR);
    let (tablet, _) = with_photos(&county, std::slice::from_ref(&bytes)).await;
    tablet.app.sync_pass().await;
    let desk = desk(&county).await;
    county.shelf.lock().unwrap().garble = true;
    assert_eq!(desk.app.sync_pass().await, SyncOutcome::Done);
    assert_eq!(state(&desk, &bytes).await.here, 0);
    county.shelf.lock().unwrap().garble = false;
    desk.app.sync_pass().await;
    assert!(here(&desk, &bytes).await);
}

#[tokio::test]
async fn refused_photos_are_counted_and_one_over_the_share_is_tried_again() {
    let county = County::new();
    let bytes = photo(1, 3 * FOUR);
    let (tablet, _) = with_photos(&county, std::slice::from_ref(&bytes)).await;
    county.shelf.lock().unwrap().refuse = Some(BlobFault::Quota);
    assert_eq!(tablet.app.sync_pass().await, SyncOutcome::Done);
    assert_eq!(tablet.status().await.photos.refused, 0);
    county.shelf.lock().unwrap().refuse = Some(BlobFault::NotAllowed);
    assert_eq!(tablet.app.sync_pass().await, SyncOutcome::Done);
    let photos = tablet.status().await.photos;
    assert_eq!((photos.refused, photos.up.items), (1, 1));
    assert!(here(&tablet, &bytes).await);
}

#[tokio::test]
async fn a_damaged_photo_comes_again_from_the_server_and_one_that_is_nowhere_is_told_as_lost() {
    let county = County::new();
    let photos = [photo(1, 3 * FOUR), photo(2, 3 * FOUR)];
    let (tablet, _) = with_photos(&county, &photos[..1]).await;
    tablet.app.sync_pass().await;
    let later = tablet.write(visit()).await;
    attach(&tablet, later, &photos[1..]).await;
    let [blob, other] = [id(&photos[0]), id(&photos[1])];
    let mended = tablet.app.with_store(move |store| {
        store.damage_chunk(blob, 0).unwrap();
        store.damage_chunk(other, 1).unwrap();
        store.mend_blob(blob).unwrap()
    });
    assert_eq!(mended.await.unwrap(), 1);
    tablet.app.sync_pass().await;
    assert!(here(&tablet, &photos[0]).await);
    assert!(state(&tablet, &photos[1]).await.lost);
    assert_eq!(tablet.status().await.photos.lost, 1);
    let desk = desk(&county).await;
    desk.app.sync_pass().await;
    assert!(here(&desk, &photos[0]).await);
    assert!(state(&desk, &photos[1]).await.lost);
    let photos_left = desk.status().await.photos;
    assert_eq!((photos_left.lost, photos_left.down.items), (1, 0));
}

#[tokio::test]
async fn photos_of_a_locked_device_go_on_and_nobody_else_can_look() {
    let county = County::new();
    let bytes = photo(1, 3 * FOUR);
    let (tablet, _) = with_photos(&county, std::slice::from_ref(&bytes)).await;
    tablet.ask(c::Lock {}).await.unwrap();
    assert_eq!(tablet.app.sync_pass().await, SyncOutcome::Done);
    assert_eq!(tablet.ask(c::SyncStatus {}).await, Err(Code::Locked));
    tablet.unlock(1, PIN).await.unwrap();
    assert!(state(&tablet, &bytes).await.on_server);
}
