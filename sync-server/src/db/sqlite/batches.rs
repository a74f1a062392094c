//! Table `batches`: the log. Appended, never changed.

use cunfa_core::{Area, BatchId, EntryId, VillageCode};
use cunfa_evidence::batch::SealedBatch;
use rusqlite::{Row, Transaction, params};

use super::{attachments, entries, founding, inks, row, tree};
use crate::db::{Appended, DbError, DbResult, Issue, LogBatch, NewBatch, Project, Pull, Pulled, Renewal, Shard};

const SELECT: &str = "SELECT sequence, village, bytes, signature, receipt, received_ms FROM batches";

pub(super) fn receipt(tx: &Transaction<'_>, batch: BatchId) -> DbResult<Option<Vec<u8>>> {
    let mut statement = tx.prepare_cached("SELECT receipt FROM batches WHERE id = ?1")?;
    row::first(&mut statement.query(params![batch.as_bytes()])?, |row| Ok(row.get(0)?))
}

pub(super) fn of_entry(tx: &Transaction<'_>, entry: EntryId) -> DbResult<Vec<LogBatch>> {
    let mut statement = tx.prepare_cached(&format!("{SELECT} WHERE entry = ?1 ORDER BY sequence"))?;
    row::all(&mut statement.query(params![entry.as_bytes()])?, read)
}

/// Every entry of the log.
pub(super) fn entries(tx: &Transaction<'_>) -> DbResult<Vec<EntryId>> {
    let mut statement = tx.prepare_cached("SELECT DISTINCT entry FROM batches ORDER BY entry")?;
    row::all(&mut statement.query([])?, |row| {
        row::id(row, "entry", EntryId::from_slice, "entry id")
    })
}

pub(super) fn append(
    tx: &Transaction<'_>,
    county: &Area,
    batches: &[NewBatch],
    now_ms: i64,
    issue: &Issue<'_>,
    project: &Project<'_>,
) -> DbResult<Vec<Appended>> {
    let mut shard = founding::shard(tx, county)?.ok_or(DbError::NoSuch("county"))?;
    let mut answers = Vec::with_capacity(batches.len());
    for batch in batches {
        answers.push(append_one(tx, &mut shard, batch, now_ms, issue, project)?);
    }
    founding::set_log(tx, &shard)?;
    Ok(answers)
}

fn append_one(
    tx: &Transaction<'_>,
    shard: &mut Shard,
    batch: &NewBatch,
    now_ms: i64,
    issue: &Issue<'_>,
    project: &Project<'_>,
) -> DbResult<Appended> {
    if let Some(receipt) = receipt(tx, batch.id)? {
        return Ok(Appended::Stored(receipt));
    }
    if village_of(tx, batch.entry)?.is_some_and(|village| village != batch.village) {
        return Ok(Appended::OtherVillage);
    }
    let sequence = shard.last_sequence + 1;
    let receipt = issue(shard.epoch, sequence, batch.id);
    insert(tx, &shard.county, sequence, batch, &receipt, now_ms)?;
    inks::add(tx, &batch.inks)?;
    attachments::add(tx, &shard.county, sequence, batch)?;
    shard.last_sequence = sequence;
    tree::append(tx, shard, sequence, &batch.acts)?;
    entries::project_one(tx, batch.entry, project)?;
    Ok(Appended::Stored(receipt))
}

fn village_of(tx: &Transaction<'_>, entry: EntryId) -> DbResult<Option<VillageCode>> {
    let mut statement = tx.prepare_cached("SELECT village FROM batches WHERE entry = ?1 LIMIT 1")?;
    row::first(&mut statement.query(params![entry.as_bytes()])?, |row| {
        row::parsed(row, "village", "village code")
    })
}

fn insert(
    tx: &Transaction<'_>,
    county: &Area,
    sequence: u64,
    batch: &NewBatch,
    receipt: &[u8],
    now_ms: i64,
) -> DbResult<()> {
    let mut statement = tx.prepare_cached(
        "INSERT INTO batches (id, county, sequence, village, entry, device, received_ms, size, receipt, signature, bytes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?;
    statement.execute(params![
        batch.id.as_bytes(),
        county.as_str(),
        row::signed(sequence, "sequence")?,
        batch.village.as_str(),
        batch.entry.as_bytes(),
        batch.device.as_bytes(),
        now_ms,
        size(&batch.sealed, receipt)?,
        receipt,
        batch.sealed.signature,
        batch.sealed.bytes
    ])?;
    Ok(())
}

/// Makes every receipt of a county anew, and its leaves from the log.
pub(super) fn renew(tx: &Transaction<'_>, shard: &mut Shard, renewal: &Renewal<'_>) -> DbResult<()> {
    let mut change =
        tx.prepare_cached("UPDATE batches SET receipt = ?3, size = ?4 WHERE county = ?1 AND sequence = ?2")?;
    for sequence in 1..=shard.last_sequence {
        let batch = at(tx, &shard.county, sequence)?;
        let receipt = (renewal.issue)(&shard.county, shard.epoch, &batch);
        change.execute(params![
            shard.county.as_str(),
            row::signed(sequence, "sequence")?,
            receipt,
            size(&batch.sealed, &receipt)?
        ])?;
        tree::append(tx, shard, sequence, &(renewal.acts)(&batch))?;
    }
    Ok(())
}

fn size(sealed: &SealedBatch, receipt: &[u8]) -> DbResult<i64> {
    let size = sealed.bytes.len() + sealed.signature.len() + receipt.len();
    i64::try_from(size).map_err(|_| DbError::Unreadable("size"))
}

/// Walks the index from the cursor on; only the batches that are sent are read.
pub(super) fn pull(tx: &Transaction<'_>, pull: &Pull<'_>) -> DbResult<Pulled> {
    let mut statement = tx.prepare_cached(
        "SELECT sequence, village, size, id FROM batches WHERE county = ?1 AND sequence > ?2 ORDER BY sequence",
    )?;
    let mut rows = statement.query(params![pull.county.as_str(), row::signed(pull.after, "sequence")?])?;
    let mut pulled = Pulled {
        batches: Vec::new(),
        cursor: pull.after,
        more: false,
    };
    let mut bytes = 0u64;
    while let Some(row) = rows.next()? {
        let sequence = row::unsigned(row.get("sequence")?, "sequence")?;
        if wanted(row, pull)? {
            bytes = bytes.saturating_add(row::unsigned(row.get("size")?, "size")?);
            if bytes > pull.bytes_max && !pulled.batches.is_empty() {
                pulled.more = true;
                break;
            }
            pulled.batches.push(at(tx, pull.county, sequence)?);
        }
        pulled.cursor = sequence;
    }
    Ok(pulled)
}

fn wanted(row: &Row<'_>, pull: &Pull<'_>) -> DbResult<bool> {
    let village: VillageCode = row::parsed(row, "village", "village code")?;
    let id = row::id(row, "id", BatchId::from_slice, "batch id")?;
    Ok(pull.scope.iter().any(|area| area.covers(&village)) && !pull.without.contains(&id))
}

fn at(tx: &Transaction<'_>, county: &Area, sequence: u64) -> DbResult<LogBatch> {
    let mut statement = tx.prepare_cached(&format!("{SELECT} WHERE county = ?1 AND sequence = ?2"))?;
    let found = row::first(
        &mut statement.query(params![county.as_str(), row::signed(sequence, "sequence")?])?,
        read,
    )?;
    found.ok_or(DbError::NoSuch("batch"))
}

fn read(row: &Row<'_>) -> DbResult<LogBatch> {
    Ok(LogBatch {
        sequence: row::unsigned(row.get("sequence")?, "sequence")?,
        village: row::parsed(row, "village", "village code")?,
        sealed: SealedBatch {
            bytes: row.get("bytes")?,
            signature: row.get("signature")?,
        },
        receipt: row.get("receipt")?,
        received_ms: row.get("received_ms")?,
    })
}
