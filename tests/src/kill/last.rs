//! Everything comes to rest, and is looked at: what devices show, what their files hold, what the server's file holds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use cunfa_core::{Area, BatchId, EntryId};
use cunfa_document::EntryDoc;
use cunfa_evidence::act::SignedAct;
use cunfa_evidence::batch::Batch;
use cunfa_server::db::sqlite::SqliteDb;
use cunfa_server::db::{Db, Pull};
use rusqlite::Connection;

use super::check::{Last, Log, Observed};
use super::device::Shown;
use super::history::{Marked, Seen, mark, read};
use super::stage::Stage;
use super::{DEVICES, Stats};
use crate::harness::raw;
use crate::harness::server::COUNTY;
use crate::sim::check::without_looker;

/// Brings everything to rest and looks at it.
pub(super) fn observe(mut stage: Stage) -> Result<Observed, String> {
    stage.end_devices()?;
    // A server that was never shut down in order is what the devices meet.
    stage.kill_server()?;
    stage.server.serve()?;
    for _ in 0..2 {
        for place in 0..DEVICES {
            stage.to_its_end("quiet", place, &[])?;
        }
    }
    let mut devices = Vec::new();
    for place in 0..DEVICES {
        let shown = stage.to_its_end("show", place, &[])?;
        let shown: Shown = serde_json::from_str(&shown).map_err(|error| format!("device {place} shows: {error}"))?;
        devices.push(last(&stage, place, shown)?);
    }
    let histories = (0..DEVICES).map(|place| read(&stage.history(place)));
    let histories = histories.collect::<Result<_, _>>()?;
    stage.kill_server()?;
    Ok(Observed {
        histories,
        devices,
        log: log(&stage.server.database())?,
    })
}

fn last(stage: &Stage, place: usize, shown: Shown) -> Result<Last, String> {
    let folder = stage.folders.get(place).ok_or("no such device")?;
    let audit = raw::store(folder)?
        .audit()
        .map_err(|error| format!("auditing device {place}: {error}"))?;
    let mut damage: Vec<String> = audit.iter().map(|fault| format!("{fault:?}")).collect();
    damage.extend(integrity(&raw::connection(folder)?)?);
    Ok(Last {
        seen: shown
            .views
            .iter()
            .map(|view| (view.row.entry, Seen::of(view)))
            .collect(),
        whole: shown
            .views
            .iter()
            .map(|view| (view.row.entry, format!("{:#?}", without_looker(view))))
            .collect(),
        drafts: shown.drafts.into_iter().collect(),
        waiting: (shown.sync.unsent, shown.sync.parked),
        receipts: raw::receipts(folder)?,
        damage,
    })
}

/// What SQLite finds wrong with a file.
pub(super) fn integrity(connection: &Connection) -> Result<Vec<String>, String> {
    let asked = || -> rusqlite::Result<Vec<String>> {
        let mut statement = connection.prepare("PRAGMA integrity_check")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        rows.collect()
    };
    let lines = asked().map_err(|error| format!("checking a file: {error}"))?;
    Ok(lines.into_iter().filter(|line| line != "ok").collect())
}

/// The server's log as its file holds it.
pub(super) fn log(file: &Path) -> Result<Log, String> {
    let plain = Connection::open(file).map_err(|error| format!("opening the server's file: {error}"))?;
    let damage = integrity(&plain)?;
    drop(plain);
    let db = SqliteDb::open(file).map_err(|error| format!("opening the server's file: {error}"))?;
    let county: Area = COUNTY.parse().map_err(|error| format!("{error}"))?;
    let (scope, without) = ([county.clone()], BTreeSet::new());
    let pull = Pull {
        county: &county,
        after: 0,
        head: u64::MAX >> 1,
        scope: &scope,
        without: &without,
        bytes_max: u64::MAX >> 1,
    };
    let pulled = db
        .pull(&pull)
        .map_err(|error| format!("reading the server's log: {error}"))?;
    let mut log = Log {
        damage,
        ..Log::default()
    };
    let mut changes: BTreeMap<EntryId, Vec<Vec<u8>>> = BTreeMap::new();
    for logged in pulled.batches {
        let (id, batch): (BatchId, Batch) = (
            logged.sealed.id(),
            logged.sealed.open().map_err(|error| format!("{error}"))?,
        );
        log.batches.push((logged.sequence, id, logged.receipt));
        for bytes in &batch.acts {
            let act = SignedAct::read(bytes).map_err(|error| format!("{error}"))?;
            log.acts.insert(act.id(), batch.entry);
        }
        changes.entry(batch.entry).or_default().extend(batch.changes);
    }
    for (entry, changes) in changes {
        let doc =
            EntryDoc::load(entry, changes.iter().map(Vec::as_slice)).map_err(|error| format!("{entry}: {error}"))?;
        let fields = doc.fields();
        let of = |field, key: &str| fields.get(key).and_then(|text| mark(field, text));
        let marks = (of(Marked::Matter, "matter"), of(Marked::Advice, "advice"));
        log.marks.insert(entry, marks);
    }
    Ok(log)
}

impl Observed {
    /// Adds what is seen to the figures.
    pub(super) fn count(&self, stats: &mut Stats) {
        for history in &self.histories {
            let counts = super::check::counts(history);
            stats.asked += counts.asked;
            stats.acknowledged += counts.acknowledged;
            stats.unanswered += counts.unanswered;
        }
        stats.entries = self.log.marks.len();
        stats.acts = self.log.acts.len();
        stats.batches = self.log.batches.len();
    }
}
