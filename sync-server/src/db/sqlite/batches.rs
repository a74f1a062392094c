//! Table `batches`: the log. Appended, never changed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use cunfa_core::{Area, BatchId, EntryId, VillageCode};
use cunfa_evidence::batch::SealedBatch;
use rusqlite::{Connection, Row, ToSql, params};

use super::{attachments, digests, entries, founding, inks, row, tree, villages};
use crate::db::choice::{Choice, PAGE, Place};
use crate::db::{
    Appended, Ask, DbError, DbResult, Held, Issue, LogBatch, Naming, NewBatch, Project, Pull, Pulled, Renewal, Shard,
};

const SELECT: &str = "SELECT sequence, village, bytes, signature, receipt, received_ms, ruling FROM batches";

pub(super) fn receipt(tx: &Connection, batch: BatchId) -> DbResult<Option<Vec<u8>>> {
    let mut statement = tx.prepare_cached("SELECT receipt FROM batches WHERE id = ?1")?;
    row::first(&mut statement.query(params![batch.as_bytes()])?, |row| Ok(row.get(0)?))
}

pub(super) fn of_entry(tx: &Connection, entry: EntryId) -> DbResult<Vec<LogBatch>> {
    let mut statement = tx.prepare_cached(&format!("{SELECT} WHERE entry = ?1 ORDER BY sequence"))?;
    row::all(&mut statement.query(params![entry.as_bytes()])?, read)
}

fn count(tx: &Connection, entry: EntryId) -> DbResult<usize> {
    let mut statement = tx.prepare_cached("SELECT count(*) FROM batches WHERE entry = ?1")?;
    let count = row::first(&mut statement.query(params![entry.as_bytes()])?, |row| Ok(row.get(0)?))?;
    usize::try_from(count.unwrap_or(0i64)).map_err(|_| DbError::Unreadable("count"))
}

pub(super) fn held(tx: &Connection, ask: &Ask) -> DbResult<Held> {
    let mut held = Held::default();
    for batch in &ask.batches {
        held.receipts
            .extend(receipt(tx, *batch)?.map(|receipt| (*batch, receipt)));
    }
    for entry in &ask.entries {
        let log = of_entry(tx, *entry)?;
        held.logs.extend((!log.is_empty()).then_some((*entry, log)));
    }
    for village in &ask.villages {
        held.villages
            .extend(villages::one(tx, village)?.map(|village| village.code));
    }
    Ok(held)
}

/// Every entry of the log.
pub(super) fn entries(tx: &Connection) -> DbResult<Vec<EntryId>> {
    let mut statement = tx.prepare_cached("SELECT DISTINCT entry FROM batches ORDER BY entry")?;
    row::all(&mut statement.query([])?, |row| {
        row::id(row, "entry", EntryId::from_slice, "entry id")
    })
}

pub(super) fn append(
    tx: &Connection,
    county: &Area,
    batches: &[NewBatch],
    now_ms: i64,
    issue: &Issue<'_>,
    project: &Project<'_>,
) -> DbResult<Vec<Appended>> {
    let mut shard = founding::shard(tx, county)?.ok_or(DbError::NoSuch("county"))?;
    let last = last_of(tx, county, batches)?;
    let (mut answers, mut grows) = (Vec::with_capacity(batches.len()), false);
    for batch in batches {
        let stood = shard.last_sequence;
        answers.push(append_one(tx, &mut shard, (batch, &last), now_ms, issue, project)?);
        grows |= batch.grows_directory && shard.last_sequence > stood;
    }
    founding::set_log(tx, &shard)?;
    if grows {
        founding::grow_directory(tx, county)?;
    }
    Ok(answers)
}

/// The last sequences of the villages that batches were judged by whole.
fn last_of(tx: &Connection, county: &Area, batches: &[NewBatch]) -> DbResult<BTreeMap<VillageCode, u64>> {
    let judged = batches.iter().filter(|batch| batch.judged_upto.is_some());
    let villages: BTreeSet<&VillageCode> = judged.map(|batch| &batch.village).collect();
    let mut found = BTreeMap::new();
    for village in villages {
        found.extend(last(tx, county, village)?.map(|sequence| (village.clone(), sequence)));
    }
    Ok(found)
}

/// The last sequence of a village; none while there is nothing of it.
pub(super) fn last(tx: &Connection, county: &Area, village: &VillageCode) -> DbResult<Option<u64>> {
    let sql = "SELECT sequence FROM batches WHERE county = ?1 AND village = ?2 ORDER BY sequence DESC LIMIT 1";
    let mut statement = tx.prepare_cached(sql)?;
    row::first(
        &mut statement.query(params![county.as_str(), village.as_str()])?,
        |row| row::unsigned(row.get(0)?, "sequence"),
    )
}

fn append_one(
    tx: &Connection,
    shard: &mut Shard,
    (batch, last): (&NewBatch, &BTreeMap<VillageCode, u64>),
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
    if batch.is_overtaken(shard.directory, last) {
        return Ok(Appended::Overtaken);
    }
    let sequence = shard.last_sequence + 1;
    let receipt = issue(shard.epoch, sequence, batch.id);
    insert(tx, &shard.county, sequence, batch, &receipt, now_ms)?;
    digests::add(tx, &shard.county, &batch.village, sequence, batch.id)?;
    inks::add(tx, &batch.inks)?;
    attachments::add(tx, &shard.county, &Naming::of(batch, sequence))?;
    shard.last_sequence = sequence;
    tree::append(tx, shard, sequence, &batch.acts)?;
    match &batch.row {
        // This batch is in the log already.
        Some(known) if count(tx, batch.entry)? == known.after + 1 => entries::put(tx, batch.entry, known.row.as_ref())?,
        Some(_) | None => entries::project_one(tx, batch.entry, project)?,
    };
    Ok(Appended::Stored(receipt))
}

fn village_of(tx: &Connection, entry: EntryId) -> DbResult<Option<VillageCode>> {
    let mut statement = tx.prepare_cached("SELECT village FROM batches WHERE entry = ?1 LIMIT 1")?;
    row::first(&mut statement.query(params![entry.as_bytes()])?, |row| {
        row::parsed(row, "village", "village code")
    })
}

fn insert(
    tx: &Connection,
    county: &Area,
    sequence: u64,
    batch: &NewBatch,
    receipt: &[u8],
    now_ms: i64,
) -> DbResult<()> {
    let mut statement = tx.prepare_cached(
        "INSERT INTO batches (id, county, sequence, village, entry, device, received_ms, size, receipt, signature, bytes, ruling)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?;
    statement.execute(params![
        batch.id.as_bytes(),
        county.as_str(),
        row::signed(sequence, "sequence")?,
        batch.village.as_str(),
        batch.entry.as_bytes(),
        batch.device.as_bytes(),
        now_ms,
        size(batch, receipt)?,
        receipt,
        batch.sealed.signature,
        batch.packed,
        batch.ruling
    ])?;
    Ok(())
}

/// Makes every receipt of a county anew, and its leaves from the log.
pub(super) fn renew(tx: &Connection, shard: &mut Shard, renewal: &Renewal<'_>) -> DbResult<()> {
    let mut change = tx.prepare_cached(
        "UPDATE batches SET receipt = ?3, size = size - length(receipt) + length(?3)
         WHERE county = ?1 AND sequence = ?2",
    )?;
    for sequence in 1..=shard.last_sequence {
        let batch = at(tx, &shard.county, sequence)?;
        let receipt = (renewal.issue)(&shard.county, shard.epoch, &batch);
        change.execute(params![
            shard.county.as_str(),
            row::signed(sequence, "sequence")?,
            receipt
        ])?;
        tree::append(tx, shard, sequence, &(renewal.acts)(&batch))?;
    }
    Ok(())
}

/// What it takes in memory, whatever it takes on the disk.
fn size(batch: &NewBatch, receipt: &[u8]) -> DbResult<i64> {
    let size = batch.sealed.bytes.len() + batch.sealed.signature.len() + receipt.len();
    i64::try_from(size).map_err(|_| DbError::Unreadable("size"))
}

/// Looks at the places after the cursor page by page; only the batches that are sent are read.
pub(super) fn pull(tx: &Connection, pull: &Pull<'_>) -> DbResult<Pulled> {
    let mut choice = Choice::new(pull);
    while choice.goes_on() {
        let page = page(tx, pull, choice.cursor)?;
        choice.take(&page)?;
    }
    let batches = choice.sequences.iter().map(|sequence| at(tx, pull.county, *sequence));
    let batches = batches.collect::<DbResult<Vec<_>>>()?;
    Ok(choice.with(batches))
}

fn page(tx: &Connection, pull: &Pull<'_>, after: u64) -> DbResult<Vec<Place>> {
    let (county, after) = (pull.county.as_str(), row::signed(after, "sequence")?);
    let bounds = pull.bounds();
    // Left to itself, SQLite walks the county's whole log, which is in the wanted order.
    let index = if bounds.is_some() {
        "batches_of_village"
    } else {
        "batches_in_scope"
    };
    let mut sql = format!(
        "SELECT sequence, village, size, id FROM batches INDEXED BY {index} WHERE county = ?1 AND sequence > ?2"
    );
    let limit = i64::try_from(PAGE).unwrap_or(i64::MAX);
    let villages = pull.villages().filter(|_| bounds.is_some()).unwrap_or_default();
    let codes: Vec<&str> = villages.iter().map(VillageCode::as_str).collect();
    let bounds = bounds.unwrap_or_default();
    let mut params: Vec<&dyn ToSql> = vec![&county, &after, &limit];
    if codes.is_empty() {
        within(&mut sql, &mut params, &bounds);
    } else {
        among(&mut sql, &mut params, &codes);
    }
    sql.push_str(" ORDER BY sequence LIMIT ?3");
    let mut statement = tx.prepare_cached(&sql)?;
    row::all(&mut statement.query(params.as_slice())?, |row| {
        Ok(Place {
            sequence: row::unsigned(row.get("sequence")?, "sequence")?,
            village: row::parsed(row, "village", "village code")?,
            size: row::unsigned(row.get("size")?, "size")?,
            id: row::id(row, "id", BatchId::from_slice, "batch id")?,
        })
    })
}

/// Adds a condition: a village of the register in one of these areas; none, when there are none.
fn within<'p>(sql: &mut String, params: &mut Vec<&'p dyn ToSql>, bounds: &'p [(&'p str, String)]) {
    for (number, (from, to)) in bounds.iter().enumerate() {
        let word = if number == 0 {
            "AND village IN (SELECT code FROM villages WHERE"
        } else {
            "OR"
        };
        let place = params.len() + 1;
        // Writing to a text does not fail.
        let _ = write!(sql, " {word} (code >= ?{place} AND code < ?{})", place + 1);
        params.extend([from as &dyn ToSql, to]);
    }
    sql.push_str(if bounds.is_empty() { "" } else { ")" });
}

/// Adds a condition: one of these villages, in the register or not.
fn among<'p>(sql: &mut String, params: &mut Vec<&'p dyn ToSql>, codes: &'p [&'p str]) {
    for (number, code) in codes.iter().enumerate() {
        let word = if number == 0 { " AND village IN (" } else { ", " };
        // Writing to a text does not fail.
        let _ = write!(sql, "{word}?{}", params.len() + 1);
        params.push(code);
    }
    sql.push(')');
}

fn at(tx: &Connection, county: &Area, sequence: u64) -> DbResult<LogBatch> {
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
        sealed: SealedBatch::unpack(row.get("bytes")?, row.get("signature")?),
        receipt: row.get("receipt")?,
        received_ms: row.get("received_ms")?,
        ruling: row.get("ruling")?,
    })
}
