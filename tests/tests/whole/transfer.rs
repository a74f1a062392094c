//! Photos between real apps and the real server: any cut, any order, and nothing is delivered before it is there.

use std::collections::BTreeSet;

use cunfa_core::{BlobId, EntryId};
use cunfa_protocol::view::{Delivery, SyncOutcome};
use cunfa_protocol::wire::{self, CHUNKS_PATH};
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::link::Request;
use cunfa_tests::harness::{Dice, Fault, Scene, TestDevice, photos};

use super::{scene, village};

/// Four chunks.
const FOUR: usize = 32 * 1024;

/// A tablet with an entry that names photos of these lengths, nothing of which is on the server.
async fn with_photos(scene: &mut Scene, lengths: &[usize]) -> (TestDevice, EntryId, Vec<Vec<u8>>) {
    let tablet = scene.tablet().await.unwrap();
    let entry = tablet.write(consultation(&village(), "宅基地界址")).await.unwrap();
    let mut dice = Dice::new(5);
    let photos: Vec<Vec<u8>> = lengths.iter().map(|length| photos::bytes(&mut dice, *length)).collect();
    let entry = entry.row.entry;
    tablet.attach(entry, photos.clone(), [9; 16]).await.unwrap();
    (tablet, entry, photos)
}

async fn all_there(device: &TestDevice, photos: &[Vec<u8>]) -> bool {
    let blobs = photos.iter().map(|bytes| photos::id(bytes)).collect();
    let seen = device.photos(blobs).await.unwrap();
    seen.values().all(|photo| photo.sound && photo.state.on_server)
}

/// What a link that is cut after so many bytes carried of requests for chunks: the bytes, the chunks, and how often it was cut.
fn carried(requests: &[Request], cut: usize) -> (usize, Vec<(BlobId, u32)>, usize) {
    let (mut bytes, mut chunks, mut cuts) = (0, Vec::new(), 0);
    for request in requests.iter().filter(|request| request.path == CHUNKS_PATH) {
        let arrived = &request.body[..request.body.len().min(cut)];
        cuts += usize::from(arrived.len() < request.body.len());
        bytes += arrived.len();
        let mut items = wire::Items::default();
        items.push(arrived);
        items.take().unwrap();
        while let Some(item) = items.take().unwrap() {
            let chunk: wire::Chunk = wire::decode(&item).unwrap();
            chunks.push((chunk.blob, chunk.index));
        }
    }
    (bytes, chunks, cuts)
}

// S5
#[tokio::test]
async fn an_entry_is_taken_before_its_photos_and_ten_photos_with_any_cuts_make_one_entry_and_ten_photos() {
    for seed in 0..4 {
        let mut scene = scene();
        let mut dice = Dice::new(seed);
        let lengths: Vec<usize> = (0..10).map(|_| 1 + dice.below(4 * FOUR)).collect();
        let (tablet, entry, photos) = with_photos(&mut scene, &lengths).await;
        let mut first = true;
        tablet.link.fate(Box::new(move || {
            // The entry arrives, then nothing.
            let fault = if first { Fault::None } else { Fault::DropRequest };
            first = false;
            fault
        }));
        assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::NoNetwork);
        assert_eq!(tablet.entry(entry).await.unwrap().row.delivery, Delivery::Delivered);
        assert_eq!(tablet.sync_status().await.unwrap().photos.up.items, 10);
        let desk = scene.office().await.unwrap();
        desk.sync().await.unwrap();
        assert_eq!(desk.sync_status().await.unwrap().photos.down.items, 10);
        let mut cuts = dice.fork();
        tablet.link.fate(Box::new(move || match cuts.below(4) {
            0 => Fault::CutRequest(cuts.below(5 * FOUR)),
            1 => Fault::CutAnswer(cuts.below(400)),
            2 => Fault::DropAnswer,
            _ => Fault::None,
        }));
        let mut cuts = dice.fork();
        desk.link.fate(Box::new(move || match cuts.below(3) {
            0 => Fault::CutAnswer(cuts.below(5 * FOUR)),
            1 => Fault::Twice,
            _ => Fault::None,
        }));
        let mut rounds = 0;
        while !(all_there(&tablet, &photos).await && all_there(&desk, &photos).await) {
            tablet.sync().await.unwrap();
            desk.sync().await.unwrap();
            rounds += 1;
            assert!(rounds < 60, "seed {seed}");
        }
        assert_eq!(scene.server.batches().unwrap().len(), 1);
        for photo in &photos {
            assert_eq!(scene.server.blob(photos::id(photo)).unwrap().as_ref(), Some(photo));
        }
    }
}

// S13
#[tokio::test]
async fn a_link_that_is_cut_every_so_many_bytes_sends_no_chunk_again_that_arrived() {
    // 30 kbit/s for 20 s are 75,000 bytes.
    for cut in [FOUR + 1_000, 75_000] {
        let mut scene = scene();
        let (tablet, _, photos) = with_photos(&mut scene, &[2 * FOUR + 500; 10]).await;
        let total = photos.iter().map(Vec::len).sum::<usize>();
        tablet.link.remember();
        tablet.link.always(Fault::CutRequest(cut));
        let mut passes = 0;
        while !all_there(&tablet, &photos).await {
            tablet.sync().await.unwrap();
            passes += 1;
            assert!(passes < 100, "{cut}");
        }
        let (bytes, chunks, cuts) = carried(&tablet.link.remembered(), cut);
        let each: BTreeSet<(BlobId, u32)> = chunks.iter().copied().collect();
        assert_eq!((each.len(), chunks.len()), (90, 90), "{cut}");
        let most = total + cuts * FOUR / 4 + 2 * passes * 2_000;
        assert!(
            cuts > 3 && bytes <= most,
            "{cut}: {bytes} bytes, {cuts} cuts, {passes} passes"
        );
        println!("cut every {cut} bytes: {bytes} bytes for {total}, {cuts} cuts, {passes} passes");
    }
}

// S1
#[tokio::test]
async fn an_answer_cut_at_any_byte_never_makes_a_photo_delivered() {
    let mut scene = scene();
    let (tablet, _, photos) = with_photos(&mut scene, &[700]).await;
    let mut fates = vec![Fault::DropAnswer, Fault::None];
    tablet
        .link
        .fate(Box::new(move || fates.pop().unwrap_or(Fault::DropAnswer)));
    tablet.sync().await.unwrap();
    assert!(scene.server.holds(photos::id(&photos[0])).unwrap());
    let whole = tablet.link.tally().last_whole_bytes;
    assert!(whole > 30, "an answer about a photo has {whole} bytes");
    for cut in 0..whole {
        let mut fates = vec![Fault::CutAnswer(cut), Fault::None];
        tablet
            .link
            .fate(Box::new(move || fates.pop().unwrap_or(Fault::DropAnswer)));
        assert_ne!(tablet.sync().await.unwrap(), SyncOutcome::Done, "cut at {cut}");
        assert!(!all_there(&tablet, &photos).await, "cut at {cut}");
    }
    tablet.link.always(Fault::None);
    assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Done);
    assert!(all_there(&tablet, &photos).await);
}
