//! Table `batches`: the log. Appended, never changed. What does not wait for an answer travels together, so that a push costs
//! two journeys to the database.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use cunfa_core::{Area, BatchId, EntryId, VillageCode};
use cunfa_evidence::batch::SealedBatch;
use futures_util::future::{try_join_all, try_join3, try_join4};
use tokio_postgres::Row;

use super::row::{self, Param, Tx, params};
use super::{attachments, digests, entries, founding, inks, tree};
use crate::db::choice::{Choice, PAGE, Place};
use crate::db::{
    Appended, Ask, DbError, DbResult, EntryRow, Held, Issue, LogBatch, Naming, NewBatch, Project, Pull, Pulled,
    Renewal, Shard,
};

const COLUMNS: &str = "sequence, village, bytes, signature, receipt, received_ms, ruling";
const RECEIPTS: &str = "SELECT id, receipt FROM batches WHERE id = ANY ($1)";
/// All batches of an entry are of one village.
const ENTRIES: &str =
    "SELECT entry, min(village) AS village, count(*) AS count FROM batches WHERE entry = ANY ($1) GROUP BY entry";
const LAST: &str =
    "SELECT village, max(sequence) AS last FROM batches WHERE county = $1 AND village = ANY ($2) GROUP BY village";
const PLACE: &str = "SELECT sequence, village, size, id FROM batches";
/// So many batches are fetched in one journey.
const TOGETHER: usize = 32;
/// Who reads no more villages than this has each looked up by itself.
const FEW: usize = 16;

pub(super) async fn receipt(tx: &Tx, batch: BatchId) -> DbResult<Option<Vec<u8>>> {
    let sql = "SELECT receipt FROM batches WHERE id = $1";
    row::first(tx, sql, params![batch.as_bytes()], |row| row::get(row, "receipt")).await
}

pub(super) async fn of_entry(tx: &Tx, entry: EntryId) -> DbResult<Vec<LogBatch>> {
    let sql = format!("SELECT {COLUMNS} FROM batches WHERE entry = $1 ORDER BY sequence");
    row::all(tx, &sql, params![entry.as_bytes()], read).await
}

/// Every entry of the log.
pub(super) async fn entries(tx: &Tx) -> DbResult<Vec<EntryId>> {
    row::all(tx, "SELECT DISTINCT entry FROM batches ORDER BY entry", &[], |row| {
        row::id(row, "entry", EntryId::from_slice, "entry id")
    })
    .await
}

/// What batches are judged by, in one journey.
pub(super) async fn held(tx: &Tx, ask: &Ask) -> DbResult<Held> {
    let ids: Vec<&[u8]> = ask.batches.iter().map(BatchId::as_bytes).collect();
    let entries: Vec<&[u8]> = ask.entries.iter().map(EntryId::as_bytes).collect();
    let villages: Vec<&str> = ask.villages.iter().map(VillageCode::as_str).collect();
    let log = format!("SELECT entry, {COLUMNS} FROM batches WHERE entry = ANY ($1) ORDER BY sequence");
    let village = "SELECT code FROM villages WHERE code = ANY ($1)";
    let (receipts, batches, villages) = try_join3(
        row::all(tx, RECEIPTS, params![ids], read_receipt),
        row::all(tx, &log, params![entries], |row| Ok((entry(row)?, read(row)?))),
        row::all(tx, village, params![villages], |row| {
            row::parsed(row, "code", "village code")
        }),
    )
    .await?;
    let mut logs: BTreeMap<EntryId, Vec<LogBatch>> = BTreeMap::new();
    for (entry, batch) in batches {
        logs.entry(entry).or_default().push(batch);
    }
    Ok(Held {
        receipts: receipts.into_iter().collect(),
        logs,
        villages: villages.into_iter().collect(),
    })
}

fn read_receipt(row: &Row) -> DbResult<(BatchId, Vec<u8>)> {
    let id = row::id(row, "id", BatchId::from_slice, "batch id")?;
    Ok((id, row::get(row, "receipt")?))
}

fn entry(row: &Row) -> DbResult<EntryId> {
    row::id(row, "entry", EntryId::from_slice, "entry id")
}

/// Two journeys, however many batches: what is there, then what is new.
pub(super) async fn append(
    tx: &Tx,
    county: &Area,
    batches: &[NewBatch],
    now_ms: i64,
    issue: &Issue<'_>,
    project: &Project<'_>,
) -> DbResult<Vec<Appended>> {
    let mut log = Log::of(tx, county, batches, now_ms).await?;
    let mut answers = Vec::with_capacity(batches.len());
    let mut grows = false;
    for batch in batches {
        let stood = log.shard.last_sequence;
        answers.push(log.append(tx, batch, issue, project).await?);
        grows |= batch.grows_directory && log.shard.last_sequence > stood;
    }
    log.write(tx).await?;
    if grows {
        founding::grow_directory(tx, county).await?;
    }
    Ok(answers)
}

/// A county's log while it is held.
struct Log<'b> {
    shard: Shard,
    now_ms: i64,
    known: tree::Known,
    receipts: BTreeMap<BatchId, Vec<u8>>,
    /// Village and number of batches of the entries.
    entries: BTreeMap<EntryId, (VillageCode, usize)>,
    /// The last sequences of the villages that batches were judged by whole.
    last: BTreeMap<VillageCode, u64>,
    /// What is not told to the engine yet, with the rows that the entries have by it.
    added: Vec<Added<'b>>,
    rows: BTreeMap<EntryId, NewRow>,
}

/// A batch that was given its place.
struct Added<'b> {
    batch: &'b NewBatch,
    sequence: u64,
    receipt: Vec<u8>,
    growth: tree::Growth,
}

struct NewRow {
    row: Option<EntryRow>,
    /// There is none yet.
    is_first: bool,
}

impl<'b> Log<'b> {
    /// Holds the county and reads what is there of these batches, in one journey. The engine must know the statements before:
    /// what is read before the county is held may change.
    async fn of(tx: &Tx, county: &Area, batches: &[NewBatch], now_ms: i64) -> DbResult<Log<'b>> {
        let ids: Vec<&[u8]> = batches.iter().map(|batch| batch.id.as_bytes()).collect();
        let of: Vec<&[u8]> = batches.iter().map(|batch| batch.entry.as_bytes()).collect();
        let (hold, receipts, entries) = (
            tx.prepare_cached(founding::HOLD).await?,
            tx.prepare_cached(RECEIPTS).await?,
            tx.prepare_cached(ENTRIES).await?,
        );
        let (held, receipts, entries) = try_join3(
            tx.query_opt(&hold, params![county.as_str()]),
            tx.query(&receipts, params![ids]),
            tx.query(&entries, params![of]),
        )
        .await?;
        let held = held.as_ref().ok_or(DbError::NoSuch("county"))?;
        Ok(Log {
            shard: founding::read(held)?,
            last: last_of(tx, county, batches).await?,
            now_ms,
            known: tree::Known::default(),
            receipts: receipts.iter().map(read_receipt).collect::<DbResult<_>>()?,
            entries: entries.iter().map(read_entry).collect::<DbResult<_>>()?,
            added: Vec::with_capacity(batches.len()),
            rows: BTreeMap::new(),
        })
    }

    async fn append(
        &mut self,
        tx: &Tx,
        batch: &'b NewBatch,
        issue: &Issue<'_>,
        project: &Project<'_>,
    ) -> DbResult<Appended> {
        if let Some(receipt) = self.receipts.get(&batch.id) {
            return Ok(Appended::Stored(receipt.clone()));
        }
        let before = self.entries.get(&batch.entry);
        if before.is_some_and(|(village, _)| *village != batch.village) {
            return Ok(Appended::OtherVillage);
        }
        let count = before.map_or(0, |(_, count)| *count);
        if batch.is_overtaken(self.shard.directory, &self.last) {
            return Ok(Appended::Overtaken);
        }
        let sequence = self.shard.last_sequence + 1;
        let receipt = issue(self.shard.epoch, sequence, batch.id);
        let growth = tree::grow(tx, &mut self.shard, &mut self.known, sequence, &batch.acts).await?;
        self.added.push(Added {
            batch,
            sequence,
            receipt: receipt.clone(),
            growth,
        });
        self.shard.last_sequence = sequence;
        self.receipts.insert(batch.id, receipt.clone());
        self.entries.insert(batch.entry, (batch.village.clone(), count + 1));
        let row = match &batch.row {
            Some(known) if count == known.after => known.row.clone(),
            Some(_) | None => {
                self.write(tx).await?;
                project(batch.entry, &of_entry(tx, batch.entry).await?)
            }
        };
        // Of several batches of an entry the last one's row stands; whether there is one already was seen by the first.
        let is_first = self.rows.get(&batch.entry).map_or(count == 0, |row| row.is_first);
        self.rows.insert(batch.entry, NewRow { row, is_first });
        Ok(Appended::Stored(receipt))
    }

    /// Tells the engine what is new, in one journey.
    async fn write(&mut self, tx: &Tx) -> DbResult<()> {
        let (added, rows) = (std::mem::take(&mut self.added), std::mem::take(&mut self.rows));
        if added.is_empty() && rows.is_empty() {
            return Ok(());
        }
        let county = &self.shard.county;
        let put = added.iter().map(
            async |Added {
                       batch,
                       sequence,
                       receipt,
                       growth,
                   }| {
                try_join4(
                    insert(tx, county, *sequence, batch, receipt, self.now_ms),
                    inks::add(tx, &batch.inks),
                    attachments::add(tx, county, &Naming::of(batch, *sequence)),
                    tree::store(tx, county, *sequence, growth),
                )
                .await
            },
        );
        let rows = rows
            .iter()
            .map(async |(entry, new)| entries::put(tx, *entry, new.row.as_ref(), new.is_first).await);
        let mut villages = digests::Added::new();
        for one in &added {
            digests::note(&mut villages, &one.batch.village, one.sequence, one.batch.id);
        }
        let villages = villages.into_iter();
        let villages = villages.map(async |(village, added)| digests::add(tx, county, village, added).await);
        try_join4(
            try_join_all(put),
            try_join_all(rows),
            try_join_all(villages),
            founding::set_log(tx, &self.shard),
        )
        .await?;
        Ok(())
    }
}

/// A further journey, for registers alone. The county is held.
async fn last_of(tx: &Tx, county: &Area, batches: &[NewBatch]) -> DbResult<BTreeMap<VillageCode, u64>> {
    let judged = batches.iter().filter(|batch| batch.judged_upto.is_some());
    let villages: BTreeSet<&str> = judged.map(|batch| batch.village.as_str()).collect();
    if villages.is_empty() {
        return Ok(BTreeMap::new());
    }
    let villages: Vec<&str> = villages.into_iter().collect();
    let read = |row: &Row| -> DbResult<(VillageCode, u64)> {
        let village = row::parsed(row, "village", "village code")?;
        Ok((village, row::number(row, "last", "sequence")?))
    };
    let last = row::all(tx, LAST, params![county.as_str(), villages], read).await?;
    Ok(last.into_iter().collect())
}

fn read_entry(row: &Row) -> DbResult<(EntryId, (VillageCode, usize))> {
    let count = row::number(row, "count", "count")?;
    let count = usize::try_from(count).map_err(|_| DbError::Unreadable("count"))?;
    Ok((entry(row)?, (row::parsed(row, "village", "village code")?, count)))
}

async fn insert(tx: &Tx, county: &Area, sequence: u64, batch: &NewBatch, receipt: &[u8], now_ms: i64) -> DbResult<()> {
    let sql = "INSERT INTO batches (id, county, sequence, village, entry, device, received_ms, size, receipt, signature, bytes, ruling)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let params = params![
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
    ];
    row::run(tx, sql, params).await?;
    Ok(())
}

/// Makes every receipt of a county anew, and its leaves from the log. The tree was cleared.
pub(super) async fn renew(tx: &Tx, shard: &mut Shard, renewal: &Renewal<'_>) -> DbResult<()> {
    let mut known = tree::Known::default();
    for sequence in 1..=shard.last_sequence {
        let found = at(tx, &shard.county, &[sequence]).await?;
        let batch = found.first().ok_or(DbError::NoSuch("batch"))?;
        let receipt = (renewal.issue)(&shard.county, shard.epoch, batch);
        let place = row::signed(sequence, "sequence")?;
        let sql = "UPDATE batches SET receipt = $3, size = size - length(receipt) + length(CAST($3 AS BYTEA))
                   WHERE county = $1 AND sequence = $2";
        row::run(tx, sql, params![shard.county.as_str(), place, receipt]).await?;
        let growth = tree::grow(tx, shard, &mut known, sequence, &(renewal.acts)(batch)).await?;
        tree::store(tx, &shard.county, sequence, &growth).await?;
    }
    Ok(())
}

/// What it takes in memory, whatever it takes on the disk.
fn size(batch: &NewBatch, receipt: &[u8]) -> DbResult<i64> {
    let size = batch.sealed.bytes.len() + batch.sealed.signature.len() + receipt.len();
    i64::try_from(size).map_err(|_| DbError::Unreadable("size"))
}

/// Looks at the places after the cursor page by page; only the batches that are sent are read. Each statement may see a later state
/// than the one before it, but all of them see the log up to the head, which does not change.
///
/// Left to itself, the engine walks the county's log from the cursor on, which is in the wanted order, and looks up the village of
/// every batch: then a device of one village pays for what all the others wrote. So few villages are asked for one by one.
pub(super) async fn pull(tx: &Tx, pull: &Pull<'_>) -> DbResult<Pulled> {
    let mut choice = Choice::new(pull);
    if !choice.goes_on() {
        return Ok(choice.with(Vec::new()));
    }
    let few = few_villages(tx, pull).await?;
    while choice.goes_on() {
        let page = match &few {
            Some(villages) => page_of_few(tx, pull.county, villages, choice.cursor).await?,
            None => page(tx, pull, choice.cursor).await?,
        };
        choice.take(&page)?;
    }
    let mut batches = Vec::with_capacity(choice.sequences.len());
    for some in choice.sequences.chunks(TOGETHER) {
        batches.extend(at(tx, pull.county, some).await?);
    }
    Ok(choice.with(batches))
}

/// The villages that are read, when they are few.
async fn few_villages(tx: &Tx, pull: &Pull<'_>) -> DbResult<Option<Vec<VillageCode>>> {
    if let Some(villages) = pull.villages().filter(|villages| villages.len() <= FEW) {
        return Ok(Some(villages));
    }
    let Some(bounds) = pull.bounds() else { return Ok(None) };
    let limit = i64::try_from(FEW + 1).unwrap_or(i64::MAX);
    let mut sql = "SELECT code FROM villages WHERE".to_owned();
    let mut params: Vec<Param<'_>> = vec![&limit];
    within(&mut sql, &mut params, &bounds);
    sql.push_str(" ORDER BY code LIMIT $1");
    let found = row::all(tx, &sql, &params, |row| row::parsed(row, "code", "village code")).await?;
    Ok((found.len() <= FEW).then_some(found))
}

/// Adds a condition: one of these areas.
fn within<'p>(sql: &mut String, params: &mut Vec<Param<'p>>, bounds: &'p [(&'p str, String)]) {
    for (number, (from, to)) in bounds.iter().enumerate() {
        let word = if number == 0 { "" } else { " OR" };
        let place = params.len() + 1;
        // Writing to a text does not fail.
        let _ = write!(sql, "{word} (code >= ${place} AND code < ${})", place + 1);
        params.extend([from as Param<'_>, to]);
    }
}

async fn page(tx: &Tx, pull: &Pull<'_>, after: u64) -> DbResult<Vec<Place>> {
    let (county, after) = (pull.county.as_str(), row::signed(after, "sequence")?);
    let limit = i64::try_from(PAGE).unwrap_or(i64::MAX);
    let bounds = pull.bounds().unwrap_or_default();
    let mut sql = format!("{PLACE} WHERE county = $1 AND sequence > $2");
    let mut params: Vec<Param<'_>> = vec![&county, &after, &limit];
    if !bounds.is_empty() {
        sql.push_str(" AND village IN (SELECT code FROM villages WHERE");
        within(&mut sql, &mut params, &bounds);
        sql.push(')');
    }
    sql.push_str(" ORDER BY sequence LIMIT $3");
    row::all(tx, &sql, &params, read_place).await
}

/// The first places of these villages after a sequence, in one journey.
async fn page_of_few(tx: &Tx, county: &Area, villages: &[VillageCode], after: u64) -> DbResult<Vec<Place>> {
    let after = row::signed(after, "sequence")?;
    let limit = i64::try_from(PAGE).unwrap_or(i64::MAX);
    let sql = format!("{PLACE} WHERE county = $1 AND village = $2 AND sequence > $3 ORDER BY sequence LIMIT $4");
    let each = try_join_all(villages.iter().map(async |village| {
        let params = params![county.as_str(), village.as_str(), after, limit];
        row::all(tx, &sql, params, read_place).await
    }))
    .await?;
    let mut places: Vec<Place> = each.into_iter().flatten().collect();
    places.sort_unstable_by_key(|place| place.sequence);
    places.truncate(PAGE);
    Ok(places)
}

fn read_place(row: &Row) -> DbResult<Place> {
    Ok(Place {
        sequence: row::number(row, "sequence", "sequence")?,
        village: row::parsed(row, "village", "village code")?,
        size: row::number(row, "size", "size")?,
        id: row::id(row, "id", BatchId::from_slice, "batch id")?,
    })
}

async fn at(tx: &Tx, county: &Area, sequences: &[u64]) -> DbResult<Vec<LogBatch>> {
    let sequences = sequences.iter().map(|sequence| row::signed(*sequence, "sequence"));
    let sequences = sequences.collect::<DbResult<Vec<i64>>>()?;
    let sql = format!("SELECT {COLUMNS} FROM batches WHERE county = $1 AND sequence = ANY ($2) ORDER BY sequence");
    row::all(tx, &sql, params![county.as_str(), sequences], read).await
}

fn read(row: &Row) -> DbResult<LogBatch> {
    Ok(LogBatch {
        sequence: row::number(row, "sequence", "sequence")?,
        village: row::parsed(row, "village", "village code")?,
        sealed: SealedBatch::unpack(row::get(row, "bytes")?, row::get(row, "signature")?),
        receipt: row::get(row, "receipt")?,
        received_ms: row::get(row, "received_ms")?,
        ruling: row::get(row, "ruling")?,
    })
}
