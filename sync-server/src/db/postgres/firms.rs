//! Tables `firm_accounts` and `firm_sessions`: codes, what passphrases open, and sessions of firms. Codes and tokens are known by their hashes only.

use cunfa_core::{Digest, EntryId};
use cunfa_evidence::pin::Cost;
use tokio_postgres::Row;

use super::PostgresDb;
use super::row::{self, Tx, params};
use crate::db::{
    DbError, DbResult, FirmDb, FirmKey, FirmOffer, FirmRuns, FirmSession, FirmState, FirmTries, StoredFirm,
};

/// What an account is read from.
const COLUMNS: &str = "firm, county, expires_ms, salt, sealed, memory_kib, passes, lanes, opened_ms";

impl FirmDb for PostgresDb {
    fn invite_firm(&self, offer: &FirmOffer) -> DbResult<()> {
        self.road.write(async |tx: &Tx| invite(tx, offer).await)
    }
    fn stop_firm(&self, firm: EntryId) -> DbResult<bool> {
        self.road.write(async |tx: &Tx| stop(tx, firm).await)
    }
    fn firms(&self) -> DbResult<Vec<StoredFirm>> {
        self.road.one(all)
    }
    fn firm(&self, firm: EntryId) -> DbResult<Option<StoredFirm>> {
        self.road.one(async |tx: &Tx| one(tx, firm).await)
    }
    fn invited_firm(&self, code_hash: &Digest, now_ms: i64) -> DbResult<Option<StoredFirm>> {
        self.road.one(async |tx: &Tx| invited(tx, code_hash, now_ms).await)
    }
    fn open_firm(&self, code_hash: &Digest, key: &FirmKey, now_ms: i64) -> DbResult<Option<EntryId>> {
        self.road.one(async |tx: &Tx| open(tx, code_hash, key, now_ms).await)
    }
    fn try_firm(&self, firm: EntryId, tries: FirmTries, now_ms: i64) -> DbResult<bool> {
        self.road.one(async |tx: &Tx| try_once(tx, firm, tries, now_ms).await)
    }
    fn begin_firm_session(&self, session: &FirmSession<'_>) -> DbResult<bool> {
        self.road.write(async |tx: &Tx| begin(tx, session).await)
    }
    fn firm_session(&self, token_hash: &Digest, runs: FirmRuns, now_ms: i64) -> DbResult<Option<StoredFirm>> {
        self.road
            .write(async |tx: &Tx| session(tx, token_hash, runs, now_ms).await)
    }
    fn end_firm_session(&self, token_hash: &Digest) -> DbResult<()> {
        self.road.one(async |tx: &Tx| end(tx, token_hash).await)
    }
    fn sweep_firm_sessions(&self, runs: FirmRuns) -> DbResult<u64> {
        self.road.one(async |tx: &Tx| sweep(tx, runs).await)
    }
}

async fn invite(tx: &Tx, offer: &FirmOffer) -> DbResult<()> {
    // The account first: whoever holds its row decides over its sessions.
    let sql = "INSERT INTO firm_accounts (firm, county, given_by, device, given_ms, code_hash, expires_ms)
               VALUES ($1, $2, $3, $4, $5, $6, $7)
               ON CONFLICT (firm) DO UPDATE SET county = excluded.county, given_by = excluded.given_by,
                   device = excluded.device, given_ms = excluded.given_ms, code_hash = excluded.code_hash,
                   expires_ms = excluded.expires_ms, salt = NULL, sealed = NULL, memory_kib = NULL, passes = NULL,
                   lanes = NULL, opened_ms = NULL, tries = 0, tries_since_ms = 0";
    let by = offer.by.as_ref();
    let (person, device) = (
        by.map(|(person, _)| person.as_bytes()),
        by.map(|(_, device)| device.as_bytes()),
    );
    let (firm, county, code_hash) = (offer.firm.as_bytes(), offer.county.as_str(), offer.code_hash.as_bytes());
    let values = params![firm, county, person, device, offer.at_ms, code_hash, offer.expires_ms];
    row::run(tx, sql, values).await?;
    end_all(tx, offer.firm).await
}

async fn end_all(tx: &Tx, firm: EntryId) -> DbResult<()> {
    let sql = "DELETE FROM firm_sessions WHERE firm = $1";
    row::run(tx, sql, params![firm.as_bytes()]).await?;
    Ok(())
}

async fn stop(tx: &Tx, firm: EntryId) -> DbResult<bool> {
    let sql = "SELECT firm FROM firm_accounts WHERE firm = $1 FOR UPDATE";
    row::first(tx, sql, params![firm.as_bytes()], |_| Ok(())).await?;
    end_all(tx, firm).await?;
    let sql = "DELETE FROM firm_accounts WHERE firm = $1";
    Ok(row::run(tx, sql, params![firm.as_bytes()]).await? > 0)
}

async fn all(tx: &Tx) -> DbResult<Vec<StoredFirm>> {
    let sql = format!("SELECT {COLUMNS} FROM firm_accounts ORDER BY county, firm");
    row::all(tx, &sql, params![], read).await
}

async fn one(tx: &Tx, firm: EntryId) -> DbResult<Option<StoredFirm>> {
    let sql = format!("SELECT {COLUMNS} FROM firm_accounts WHERE firm = $1");
    row::first(tx, &sql, params![firm.as_bytes()], read).await
}

async fn invited(tx: &Tx, code_hash: &Digest, now_ms: i64) -> DbResult<Option<StoredFirm>> {
    let sql = format!("SELECT {COLUMNS} FROM firm_accounts WHERE code_hash = $1 AND expires_ms > $2");
    row::first(tx, &sql, params![code_hash.as_bytes(), now_ms], read).await
}

/// One statement: a code that two use at once is used by one of them.
async fn open(tx: &Tx, code_hash: &Digest, key: &FirmKey, now_ms: i64) -> DbResult<Option<EntryId>> {
    let sql = "UPDATE firm_accounts SET code_hash = NULL, expires_ms = NULL, salt = $3, sealed = $4, memory_kib = $5,
                   passes = $6, lanes = $7, opened_ms = $2
               WHERE code_hash = $1 AND expires_ms > $2
               RETURNING firm";
    let (salt, sealed) = (key.salt.as_slice(), key.sealed.as_slice());
    let (memory_kib, passes, lanes) = (
        i64::from(key.cost.memory_kib),
        i64::from(key.cost.passes),
        i64::from(key.cost.lanes),
    );
    let values = params![code_hash.as_bytes(), now_ms, salt, sealed, memory_kib, passes, lanes];
    row::first(tx, sql, values, |row| {
        row::id(row, "firm", EntryId::from_slice, "firm id")
    })
    .await
}

async fn try_once(tx: &Tx, firm: EntryId, tries: FirmTries, now_ms: i64) -> DbResult<bool> {
    let sql = "UPDATE firm_accounts SET tries = CASE WHEN tries_since_ms < $2 THEN 1 ELSE tries + 1 END,
                   tries_since_ms = CASE WHEN tries_since_ms < $2 THEN $3 ELSE tries_since_ms END
               WHERE firm = $1
               RETURNING tries";
    let values = params![firm.as_bytes(), tries.since_ms, now_ms];
    let made: Option<i64> = row::first(tx, sql, values, |row| row::get(row, "tries")).await?;
    Ok(made.is_some_and(|made| made <= i64::from(tries.most)))
}

/// The account's row is held, so that no code that is given meanwhile leaves a session behind.
async fn begin(tx: &Tx, session: &FirmSession<'_>) -> DbResult<bool> {
    let sql = "UPDATE firm_accounts SET tries = 0, tries_since_ms = 0 WHERE firm = $1 AND sealed = $2";
    let (firm, sealed) = (session.firm.as_bytes(), session.key.sealed.as_slice());
    if row::run(tx, sql, params![firm, sealed]).await? == 0 {
        return Ok(false);
    }
    let sql = "INSERT INTO firm_sessions (token_hash, firm, began_ms, seen_ms) VALUES ($1, $2, $3, $3)";
    let values = params![session.token_hash.as_bytes(), firm, session.at_ms];
    Ok(row::run(tx, sql, values).await? == 1)
}

async fn session(tx: &Tx, token_hash: &Digest, runs: FirmRuns, now_ms: i64) -> DbResult<Option<StoredFirm>> {
    let sql = "UPDATE firm_sessions SET seen_ms = $2 WHERE token_hash = $1 AND began_ms > $3 AND seen_ms > $4";
    let values = params![token_hash.as_bytes(), now_ms, runs.began_after_ms, runs.seen_after_ms];
    if row::run(tx, sql, values).await? == 0 {
        return Ok(None);
    }
    let sql = format!(
        "SELECT {COLUMNS} FROM firm_accounts WHERE firm = (SELECT firm FROM firm_sessions WHERE token_hash = $1)"
    );
    row::first(tx, &sql, params![token_hash.as_bytes()], read).await
}

async fn end(tx: &Tx, token_hash: &Digest) -> DbResult<()> {
    let sql = "DELETE FROM firm_sessions WHERE token_hash = $1";
    row::run(tx, sql, params![token_hash.as_bytes()]).await?;
    Ok(())
}

async fn sweep(tx: &Tx, runs: FirmRuns) -> DbResult<u64> {
    let sql = "DELETE FROM firm_sessions WHERE began_ms <= $1 OR seen_ms <= $2";
    row::run(tx, sql, params![runs.began_after_ms, runs.seen_after_ms]).await
}

fn read(row: &Row) -> DbResult<StoredFirm> {
    Ok(StoredFirm {
        firm: row::id(row, "firm", EntryId::from_slice, "firm id")?,
        county: row::parsed(row, "county", "county")?,
        state: state(row)?,
    })
}

fn state(row: &Row) -> DbResult<FirmState> {
    let Some(sealed) = row::get::<Option<Vec<u8>>>(row, "sealed")? else {
        return Ok(FirmState::Invited {
            expires_ms: row::get(row, "expires_ms")?,
        });
    };
    let salt: &[u8] = row::get(row, "salt")?;
    Ok(FirmState::Open {
        since_ms: row::get(row, "opened_ms")?,
        key: FirmKey {
            salt: salt.try_into().map_err(|_| DbError::Unreadable("salt"))?,
            cost: Cost {
                memory_kib: cost(row, "memory_kib")?,
                passes: cost(row, "passes")?,
                lanes: cost(row, "lanes")?,
            },
            sealed,
        },
    })
}

fn cost(row: &Row, column: &str) -> DbResult<u32> {
    let stored: i64 = row::get(row, column)?;
    u32::try_from(stored).map_err(|_| DbError::Unreadable("cost"))
}
