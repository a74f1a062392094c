//! The sync centre: the true state, a pass now, a parked item back into the queue, the demo's switch.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use cunfa_protocol::Code;
use cunfa_protocol::command::{CutNetwork, RetryParked};
use cunfa_protocol::view::{self, ItemState, RecordsNotice, SyncItem, Topic};
use cunfa_store::{BlobTotals, Left, RootNotice, UnsentItem};

use crate::app::Shared;
use crate::attachments::room;
use crate::desk::{Desk, code_of};
use crate::entries::places::Places;
use crate::sync::engine::Input;
use crate::sync::note::Note;
use crate::sync::{driver, filling, round};

/// Most items shown.
const MOST_ITEMS: u32 = 200;

/// The state. The counts are the device's; items are shown only to those who may see the village.
pub(crate) async fn status(shared: &Arc<Shared>) -> Result<view::Sync, Code> {
    let (running, next_try_ms) = shared.engine(|engine| (engine.is_running(), engine.next_try_ms()));
    let cut = shared.link.is_cut();
    let mut sync = shared.at_desk_at_once(state).await?;
    if !running {
        // Left behind by a pass that failed: on its way again only when the next one takes it up.
        for item in &mut sync.items {
            if item.state == ItemState::Sending {
                item.state = ItemState::Pending;
            }
        }
    }
    sync.filling = sync.filling.map(|filling| shared.rate.estimate(filling, running));
    sync.photos.up.moved_bytes = shared.traffic.up.load(Ordering::Relaxed);
    sync.photos.down.moved_bytes = shared.traffic.down.load(Ordering::Relaxed);
    Ok(view::Sync {
        running,
        cut,
        next_try_ms,
        ..sync
    })
}

/// Starts a pass; the answer is the state as it starts.
pub(crate) async fn now(shared: &Arc<Shared>) -> Result<view::Sync, Code> {
    let before = status(shared).await?;
    let task = Arc::clone(shared);
    shared.in_background(async move {
        driver::pass_asked_for(&task).await;
    });
    Ok(view::Sync {
        running: true,
        ..before
    })
}

/// Puts a parked batch back and tries.
pub(crate) async fn retry_parked(shared: &Arc<Shared>, with: RetryParked) -> Result<view::Sync, Code> {
    let retry = move |desk: &mut Desk| {
        desk.session()?;
        desk.store_mut()?.retry_parked(with.batch).map_err(code_of)?;
        desk.told().topic(Topic::Sync);
        desk.told().unsent = true;
        Ok(())
    };
    shared.at_desk(retry).await?;
    status(shared).await
}

/// Somebody read that the log began anew, and which villages went.
pub(crate) async fn read_records_notice(shared: &Arc<Shared>) -> Result<view::Sync, Code> {
    let read = |desk: &mut Desk| {
        desk.session()?;
        desk.store_mut()?.root_notice_read().map_err(code_of)?;
        desk.store_mut()?.forgotten_read().map_err(code_of)?;
        desk.told().topic(Topic::Sync);
        Ok(())
    };
    shared.at_desk(read).await?;
    status(shared).await
}

/// Cuts or restores the network of a demo.
pub(crate) async fn cut_network(shared: &Arc<Shared>, with: CutNetwork) -> Result<view::Sync, Code> {
    if !shared.config.demo {
        return Err(Code::NotNow);
    }
    shared.link.set_cut(with.cut);
    if !with.cut {
        shared.feed(Input::Online);
    }
    shared.tell_topics(&[Topic::Sync, Topic::Session]);
    status(shared).await
}

fn state(desk: &mut Desk) -> Result<view::Sync, Code> {
    desk.session()?;
    let store = desk.store()?;
    let note = Note::read(&store.pass_note().map_err(code_of)?);
    let token = store.time_token().map_err(code_of)?;
    let unsent = store.unsent().map_err(code_of)?;
    let registrations = store.count_waiting_registrations().map_err(code_of)?;
    let items = store.unsent_items(MOST_ITEMS).map_err(code_of)?;
    let newer = store.count_newer().map_err(code_of)?;
    let photos = photos(&store.blob_totals().map_err(code_of)?);
    let filling = filling::of(&store.filling().map_err(code_of)?);
    let records = store.root_notice().map_err(code_of)?.map(|notice| match notice {
        RootNotice::Refused { .. } => RecordsNotice::Differ,
        RootNotice::BeganAnew => RecordsNotice::BeganAnew,
    });
    let differs = store
        .differs()
        .map_err(code_of)?
        .then_some(RecordsNotice::VillageDiffers);
    let records = records.or(differs);
    let session = desk.session()?;
    let (person, key) = (&session.person, session.key.id());
    let forgotten = store.forgotten().map_err(code_of)?;
    let places = Places::of_session(desk)?.and_forgotten(&forgotten);
    let mut shown = Vec::new();
    for item in items {
        // What somebody wrote in a village that is theirs no more waits for them, and is shown to nobody else.
        if person.covers(&item.village) || store.wrote(item.entry, person.id, key).map_err(code_of)? {
            shown.push(sync_item(item, &places));
        }
    }
    let unread = forgotten.into_iter().filter(|village| village.unread);
    Ok(view::Sync {
        forgotten: unread.map(|village| village.name).collect(),
        running: false,
        cut: false,
        outcome: note.outcome,
        last_done_ms: note.last_done_ms,
        next_try_ms: None,
        records,
        delivered: unsent.entries == 0 && registrations == 0 && store.has_delivered().map_err(code_of)?,
        unsent: unsent.entries.saturating_add(registrations),
        parked: unsent.parked,
        unsent_bytes: unsent.bytes,
        last_bytes_up: note.bytes_up,
        last_bytes_down: note.bytes_down,
        clock_skew_ms: token.map(|held| held.device_time_ms.saturating_sub(held.server_time_ms)),
        unsent_since_ms: unsent.since_ms,
        newer,
        filling,
        photos,
        room: room::little(desk),
        items: shown,
    })
}

fn photos(totals: &BlobTotals) -> view::Photos {
    let moving = |left: Left| view::Moving {
        items: left.items,
        bytes: left.bytes,
        moved_bytes: 0,
    };
    view::Photos {
        up: moving(totals.up),
        down: moving(totals.down),
        refused: totals.refused,
        lost: totals.lost,
    }
}

fn sync_item(item: UnsentItem, places: &Places) -> SyncItem {
    SyncItem {
        entry: item.entry,
        number: item.number,
        is_need: item.is_need,
        village_name: places.name(&item.village),
        matter: item.matter,
        state: match item.state {
            cunfa_store::ItemState::Pending => ItemState::Pending,
            cunfa_store::ItemState::Sending => ItemState::Sending,
            cunfa_store::ItemState::Waits => ItemState::Waits,
            cunfa_store::ItemState::Parked { batch, reason } => ItemState::Parked {
                batch,
                reason: round::view_reason(reason),
            },
        },
    }
}
