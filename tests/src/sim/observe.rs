//! What can be seen from outside after a run: every entry on every device, the server's log, and what was acknowledged.

use std::collections::{BTreeMap, BTreeSet};

use cunfa_core::entry::{FieldMap, from_fields};
use cunfa_core::{ActId, BatchId, BlobId, Digest, EntryId};
use cunfa_document::{DocumentKind, EntryDoc};
use cunfa_evidence::act::SignedAct;
use cunfa_evidence::canonical;
use cunfa_evidence::root::Root;
use cunfa_evidence::tree::{Tree, leaf};
use cunfa_protocol::Code;
use cunfa_protocol::command as c;
use cunfa_protocol::view::{EntryRow, EntryView, NeedView, Sync, VolumeFilter};

use super::above::AboveSeen;
use super::registers::RegistersSeen;
use super::revoke::Closed;
use super::world::Promises;
use super::{World, projection};
use crate::harness::photos::is_blob;
use crate::harness::{PhotoSeen, TestDevice, TestServer, Who, raw};

/// Everything the checks look at.
#[derive(Clone)]
pub struct Observed {
    /// Device by device.
    pub devices: Vec<DeviceSeen>,
    /// The server's log.
    pub log: LogIndex,
    /// The tree over the acts of that log.
    pub tree: Tree,
    /// Entry rows of the server's projection as they stand, and made again from the log alone.
    pub projections: [Vec<String>; 2],
    /// What was acknowledged.
    pub promises: Promises,
    /// Whether the server was put back from a backup.
    pub restored: bool,
    /// The device that was revoked.
    pub closed: Option<ClosedSeen>,
    /// The county's device.
    pub above: AboveSeen,
    /// What the operator was told, as the server keeps it.
    pub feedback: Vec<String>,
    /// The county's registers.
    pub registers: RegistersSeen,
}

/// A revoked device, and what came of it.
#[derive(Clone)]
pub struct ClosedSeen {
    /// Its name.
    pub name: String,
    /// Sequences of batches of it that the log took in afterwards.
    pub late: Vec<u64>,
    /// Changes and acts in the quarantine, raw, by entry.
    pub quarantine: BTreeMap<EntryId, BTreeSet<Vec<u8>>>,
    /// Photos that only it ever had.
    pub photos: BTreeSet<BlobId>,
}

/// One device.
#[derive(Clone)]
pub struct DeviceSeen {
    /// For messages.
    pub name: String,
    /// The person the device is open for.
    pub who: Who,
    /// Every entry.
    pub views: BTreeMap<EntryId, EntryView>,
    /// Every need.
    pub needs: BTreeMap<EntryId, NeedView>,
    /// What waits.
    pub sync: Sync,
    /// What the store finds wrong with itself.
    pub audit: Vec<String>,
    /// Every photo that the log's entries name.
    pub photos: BTreeMap<BlobId, PhotoSeen>,
    /// Every receipt it holds.
    pub receipts: Vec<(BatchId, Vec<u8>)>,
    /// The last root it accepted.
    pub root: Option<Root>,
    /// How often it read the log once more because of a digest.
    pub read_again: u32,
}

/// The server's log, opened.
#[derive(Clone, Default)]
pub struct LogIndex {
    /// Entry by entry.
    pub entries: BTreeMap<EntryId, EntryLog>,
    /// The changes of every need, raw.
    pub needs: BTreeMap<EntryId, BTreeSet<Vec<u8>>>,
    /// Every act.
    pub acts: BTreeSet<ActId>,
    /// The receipt of every batch.
    pub receipts: BTreeMap<BatchId, Vec<u8>>,
    /// Every photo that an entry names now, by which entries, and whether the server has it whole and unchanged.
    pub photos: BTreeMap<BlobId, (BTreeSet<EntryId>, bool)>,
}

/// One entry in the log.
#[derive(Clone)]
pub struct EntryLog {
    /// Every change, raw.
    pub changes: BTreeSet<Vec<u8>>,
    /// Every act with the digest of the content at its heads; `None` when the heads are unknown or no entry.
    pub acts: BTreeMap<ActId, ActSeen>,
    /// The document.
    pub doc: EntryDoc,
}

/// One act in the log.
#[derive(Clone)]
pub struct ActSeen {
    /// The act.
    pub act: SignedAct,
    /// Digest of the content at its heads, derived from the log alone.
    pub content: Option<Digest>,
    /// Whether its signature holds for that content with the key that a certificate names.
    pub holds: bool,
}

impl LogIndex {
    /// Reads the server's log.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(server: &TestServer) -> Result<LogIndex, String> {
        let keys = server.keys()?;
        let mut index = LogIndex::default();
        for (entry, batches) in server.batches()? {
            // Records of the registers are no documents (`registers`).
            if batches.iter().any(|batch| batch.village.is_seat()) {
                continue;
            }
            let changes: BTreeSet<Vec<u8>> = batches.iter().flat_map(|batch| batch.changes.iter().cloned()).collect();
            let doc = EntryDoc::load(entry, changes.iter().map(Vec::as_slice))
                .map_err(|error| format!("{entry}: {error}"))?;
            if doc.kind() == Some(DocumentKind::Need) {
                index.needs.insert(entry, changes);
                continue;
            }
            let digest = |fields: &FieldMap| {
                from_fields(fields)
                    .ok()
                    .map(|content| canonical::digest(entry, &content))
            };
            let mut acts = BTreeMap::new();
            for bytes in batches.iter().flat_map(|batch| &batch.acts) {
                let act = SignedAct::read(bytes).map_err(|error| format!("{entry}: {error}"))?;
                let said = &act.statement().act;
                let over = said.body.is_over_text();
                let fields = over.then(|| doc.fields_at(&said.heads)).flatten();
                let content = fields.and_then(|fields| digest(&fields));
                let key = keys.get(&said.key);
                let signed = if over { content } else { Some(canonical::no_text()) };
                let holds = signed
                    .zip(key)
                    .is_some_and(|(content, key)| act.verify(content, key).is_ok());
                acts.insert(act.id(), ActSeen { act, content, holds });
            }
            index.acts.extend(acts.keys().copied());
            index.entries.insert(entry, EntryLog { changes, acts, doc });
        }
        for (entry, log) in &index.entries {
            for attachment in from_fields(&log.doc.fields()).map_or_else(|_| Vec::new(), |entry| entry.attachments) {
                let blob = attachment.blob;
                let sound = server.blob(blob)?.is_some_and(|bytes| is_blob(&bytes, blob));
                let (entries, _) = index.photos.entry(blob).or_insert_with(|| (BTreeSet::new(), sound));
                entries.insert(*entry);
            }
        }
        index.receipts = server
            .log()?
            .into_iter()
            .map(|batch| (batch.sealed.id(), batch.receipt))
            .collect();
        Ok(index)
    }
}

/// The tree over the acts of the log, made from the log alone.
fn tree_of(server: &TestServer) -> Result<Tree, String> {
    let mut tree = Tree::default();
    for logged in server.log()? {
        let batch = logged.sealed.open().map_err(|error| format!("{error}"))?;
        for act in &batch.acts {
            tree.push(leaf(logged.sequence, cunfa_evidence::hash(act)));
        }
    }
    Ok(tree)
}

/// Every row the open person sees on a device.
///
/// # Errors
/// When the list is refused.
pub async fn rows(device: &TestDevice) -> Result<Vec<EntryRow>, String> {
    let mut rows = Vec::new();
    loop {
        let (filter, offset) = (VolumeFilter::default(), u32::try_from(rows.len()).unwrap_or(u32::MAX));
        let ask = c::Volume {
            village: None,
            year: None,
            filter,
            search: String::new(),
            offset,
        };
        let page = device.ask(ask).await.map_err(|code| format!("listing: {code:?}"))?;
        let empty = page.rows.is_empty();
        rows.extend(page.rows);
        if empty || u32::try_from(rows.len()).is_ok_and(|seen| seen >= page.total) {
            return Ok(rows);
        }
    }
}

/// Every entry the open person sees on a device and that is here.
///
/// # Errors
/// When one cannot be opened, or the list shows it otherwise than the entry itself.
pub async fn views(device: &TestDevice) -> Result<BTreeMap<EntryId, EntryView>, String> {
    let mut views = BTreeMap::new();
    for row in rows(device).await? {
        let view = match device.entry(row.entry).await {
            Ok(view) => view,
            // The index came, and the device was revoked before the log did.
            Err(Code::NotHereYet { row: told }) if *told == row => continue,
            Err(code) => return Err(format!("opening {}: {code:?}", row.entry)),
        };
        if view.row != row {
            return Err(format!(
                "{}: the list shows {row:?}, the entry {:?}",
                row.entry, view.row
            ));
        }
        views.insert(row.entry, view);
    }
    Ok(views)
}

/// Every need the open person sees on a device.
///
/// # Errors
/// When the list is refused, one cannot be opened, or the list shows it otherwise.
pub async fn needs(device: &TestDevice) -> Result<Vec<NeedView>, String> {
    let mut views: Vec<NeedView> = Vec::new();
    loop {
        let ask = c::Needs {
            village: None,
            open: false,
            search: String::new(),
            offset: u32::try_from(views.len()).unwrap_or(u32::MAX),
        };
        let page = device.ask(ask).await;
        let page = page.map_err(|code| format!("listing needs: {code:?}"))?;
        let is_last = page.rows.is_empty();
        for row in page.rows {
            let view = device.ask(c::OpenNeed { need: row.id }).await;
            let view = view.map_err(|code| format!("opening need {}: {code:?}", row.id))?;
            if view.row != row {
                return Err(format!("the list shows {row:?}, the need {:?}", view.row));
            }
            views.push(view);
        }
        if is_last || u32::try_from(views.len()).is_ok_and(|seen| seen >= page.total) {
            return Ok(views);
        }
    }
}

/// Looks at everything after a run.
///
/// # Errors
/// When something cannot be read at all.
pub async fn observe(world: &World) -> Result<Observed, String> {
    let log = LogIndex::of(&world.scene.server)?;
    let mut devices = Vec::new();
    for seat in &world.seats {
        let who = *seat.people.first().ok_or("nobody on the device")?;
        let sync = seat.device.sync_status().await.map_err(|code| format!("{code:?}"))?;
        let (views, audit) = (views(&seat.device).await?, seat.device.audit()?);
        let receipts = raw::receipts(seat.device.folder())?;
        let needs = needs(&seat.device).await?;
        devices.push(DeviceSeen {
            name: seat.name.to_owned(),
            who,
            views,
            needs: needs.into_iter().map(|view| (view.row.id, view)).collect(),
            sync,
            audit,
            photos: seat.device.photos(log.photos.keys().copied().collect()).await?,
            receipts,
            root: raw::store(seat.device.folder())?
                .accepted_root()
                .map_err(|error| format!("{error}"))?,
            read_again: raw::read_again(seat.device.folder())?,
        });
    }
    let projections = [projection::stored(&world.scene.server)?, projection::rebuilt(&log)];
    Ok(Observed {
        devices,
        log,
        tree: tree_of(&world.scene.server)?,
        projections,
        promises: world.promises.clone(),
        restored: world.stats.restored > 0,
        closed: world.closed.map(|closed| closed_seen(world, closed)).transpose()?,
        above: world.seen_above()?,
        registers: world.seen_registers().await?,
        feedback: world
            .scene
            .server
            .feedback()?
            .into_iter()
            .map(|told| told.text)
            .collect(),
    })
}

fn closed_seen(world: &World, closed: Closed) -> Result<ClosedSeen, String> {
    let (seat, server) = (world.seat(closed.place)?, &world.scene.server);
    let device = seat.device.id()?;
    let mut late = Vec::new();
    for logged in server.log_after(closed.sequence)? {
        let batch = logged.sealed.open().map_err(|error| format!("{error}"))?;
        if batch.device == device {
            late.push(logged.sequence);
        }
    }
    let mut quarantine: BTreeMap<EntryId, BTreeSet<Vec<u8>>> = BTreeMap::new();
    for batch in server.quarantined()? {
        let items = quarantine.entry(batch.entry).or_default();
        items.extend(batch.changes.into_iter().chain(batch.acts));
    }
    let photos = world
        .promises
        .photos
        .iter()
        .filter(|(_, place)| **place == closed.place);
    Ok(ClosedSeen {
        name: seat.name.to_owned(),
        late,
        quarantine,
        photos: photos.map(|(blob, _)| *blob).collect(),
    })
}
