//! Table `digests`: what each village's log comes to. Derived from the log, in the transaction that appends to it.

use std::collections::BTreeMap;

use cunfa_core::{Area, BatchId, VillageCode};
use futures_util::future::try_join_all;
use tokio_postgres::Row;

use super::row::{self, Tx, after_area, params};
use crate::db::{DbResult, KeptDigest};

/// So many batches of an older log are read in one journey.
const TOGETHER: i64 = 4096;

const LOG: &str =
    "SELECT village, sequence, id FROM batches WHERE county = $1 AND sequence > $2 ORDER BY sequence LIMIT $3";

/// What is appended to villages: their last places, and the exclusive or of the words.
pub(super) type Added<'b> = BTreeMap<&'b VillageCode, (u64, u64)>;

/// Notes a batch among what is appended.
pub(super) fn note<'b>(added: &mut Added<'b>, village: &'b VillageCode, place: u64, batch: BatchId) {
    let (last, digest) = added.entry(village).or_default();
    *last = (*last).max(place);
    *digest ^= batch.word();
}

/// Keeps what was appended to one village. The county is held.
pub(super) async fn add(tx: &Tx, county: &Area, village: &VillageCode, added: (u64, u64)) -> DbResult<()> {
    let (last, digest) = (row::signed(added.0, "sequence")?, added.1.cast_signed());
    // The exclusive or of two numbers, in words that every engine knows.
    let sql = "UPDATE digests SET last = $3, digest = (digest | CAST($4 AS BIGINT)) - (digest & CAST($4 AS BIGINT))
               WHERE county = $1 AND village = $2";
    let params = params![county.as_str(), village.as_str(), last, digest];
    if row::run(tx, sql, params).await? == 0 {
        let sql = "INSERT INTO digests (county, village, last, digest) VALUES ($1, $2, $3, $4)";
        row::run(tx, sql, params).await?;
    }
    Ok(())
}

/// Those of a county in these areas, by code, without its seat.
pub(super) async fn of(tx: &Tx, county: &Area, areas: &[Area]) -> DbResult<Vec<KeptDigest>> {
    let sql = "SELECT village, last, digest FROM digests WHERE county = $1 AND village >= $2 AND village < $3";
    let each = try_join_all(areas.iter().map(async |area| {
        row::all(
            tx,
            sql,
            params![county.as_str(), area.as_str(), after_area(area.as_str())],
            read,
        )
        .await
    }))
    .await?;
    let found = each
        .into_iter()
        .flatten()
        .map(|digest| (digest.village.clone(), digest));
    let mut found: BTreeMap<VillageCode, KeptDigest> = found.collect();
    found.retain(|village, _| !village.is_seat());
    Ok(found.into_values().collect())
}

/// Makes the table's rows from a log that is older than the table.
pub(super) async fn fill(tx: &Tx) -> DbResult<()> {
    let counties = row::all(tx, "SELECT county FROM shards ORDER BY county", &[], |row| {
        row::parsed::<Area>(row, "county", "county")
    });
    for county in counties.await? {
        let mut after = 0;
        loop {
            let page = row::all(tx, LOG, params![county.as_str(), after, TOGETHER], place).await?;
            let Some((_, last, _)) = page.last() else { break };
            after = row::signed(*last, "sequence")?;
            let mut added = Added::new();
            for (village, place, batch) in &page {
                note(&mut added, village, *place, *batch);
            }
            for (village, added) in added {
                add(tx, &county, village, added).await?;
            }
        }
    }
    Ok(())
}

fn place(row: &Row) -> DbResult<(VillageCode, u64, BatchId)> {
    let village = row::parsed(row, "village", "village code")?;
    let batch = row::id(row, "id", BatchId::from_slice, "batch id")?;
    Ok((village, row::number(row, "sequence", "sequence")?, batch))
}

fn read(row: &Row) -> DbResult<KeptDigest> {
    Ok(KeptDigest {
        village: row::parsed(row, "village", "village code")?,
        last: row::number(row, "last", "sequence")?,
        digest: row::get::<i64>(row, "digest")?.cast_unsigned(),
    })
}
