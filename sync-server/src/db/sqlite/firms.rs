//! Tables `firm_accounts` and `firm_sessions`: codes, what passphrases open, and sessions of firms. Codes and tokens are known by their hashes only.

use cunfa_core::{Digest, EntryId};
use cunfa_evidence::pin::Cost;
use rusqlite::{Connection, Row, params};

use super::{SqliteDb, row};
use crate::db::{
    DbError, DbResult, FirmDb, FirmKey, FirmOffer, FirmRuns, FirmSession, FirmState, FirmTries, StoredFirm,
};

/// What an account is read from.
const COLUMNS: &str = "firm, county, expires_ms, salt, sealed, memory_kib, passes, lanes, opened_ms";

impl FirmDb for SqliteDb {
    fn invite_firm(&self, offer: &FirmOffer) -> DbResult<()> {
        self.write(|tx| invite(tx, offer))
    }
    fn stop_firm(&self, firm: EntryId) -> DbResult<bool> {
        self.write(|tx| stop(tx, firm))
    }
    fn firms(&self) -> DbResult<Vec<StoredFirm>> {
        self.read(all)
    }
    fn firm(&self, firm: EntryId) -> DbResult<Option<StoredFirm>> {
        self.read(|tx| one(tx, firm))
    }
    fn invited_firm(&self, code_hash: &Digest, now_ms: i64) -> DbResult<Option<StoredFirm>> {
        self.read(|tx| invited(tx, code_hash, now_ms))
    }
    fn open_firm(&self, code_hash: &Digest, key: &FirmKey, now_ms: i64) -> DbResult<Option<EntryId>> {
        self.write(|tx| open(tx, code_hash, key, now_ms))
    }
    fn try_firm(&self, firm: EntryId, tries: FirmTries, now_ms: i64) -> DbResult<bool> {
        self.write(|tx| try_once(tx, firm, tries, now_ms))
    }
    fn begin_firm_session(&self, session: &FirmSession<'_>) -> DbResult<bool> {
        self.write(|tx| begin(tx, session))
    }
    fn firm_session(&self, token_hash: &Digest, runs: FirmRuns, now_ms: i64) -> DbResult<Option<StoredFirm>> {
        self.write(|tx| session(tx, token_hash, runs, now_ms))
    }
    fn end_firm_session(&self, token_hash: &Digest) -> DbResult<()> {
        self.write(|tx| end(tx, token_hash))
    }
    fn sweep_firm_sessions(&self, runs: FirmRuns) -> DbResult<u64> {
        self.write(|tx| sweep(tx, runs))
    }
}

fn invite(tx: &Connection, offer: &FirmOffer) -> DbResult<()> {
    end_all(tx, offer.firm)?;
    let sql = "INSERT INTO firm_accounts (firm, county, given_by, device, given_ms, code_hash, expires_ms)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
               ON CONFLICT (firm) DO UPDATE SET county = excluded.county, given_by = excluded.given_by,
                   device = excluded.device, given_ms = excluded.given_ms, code_hash = excluded.code_hash,
                   expires_ms = excluded.expires_ms, salt = NULL, sealed = NULL, memory_kib = NULL, passes = NULL,
                   lanes = NULL, opened_ms = NULL, tries = 0, tries_since_ms = 0";
    let by = offer.by.as_ref();
    tx.prepare_cached(sql)?.execute(params![
        offer.firm.as_bytes(),
        offer.county.as_str(),
        by.map(|(person, _)| person.as_bytes()),
        by.map(|(_, device)| device.as_bytes()),
        offer.at_ms,
        offer.code_hash.as_bytes(),
        offer.expires_ms
    ])?;
    Ok(())
}

fn end_all(tx: &Connection, firm: EntryId) -> DbResult<()> {
    let sql = "DELETE FROM firm_sessions WHERE firm = ?1";
    tx.prepare_cached(sql)?.execute(params![firm.as_bytes()])?;
    Ok(())
}

fn stop(tx: &Connection, firm: EntryId) -> DbResult<bool> {
    end_all(tx, firm)?;
    let sql = "DELETE FROM firm_accounts WHERE firm = ?1";
    Ok(tx.prepare_cached(sql)?.execute(params![firm.as_bytes()])? > 0)
}

fn all(tx: &Connection) -> DbResult<Vec<StoredFirm>> {
    let sql = format!("SELECT {COLUMNS} FROM firm_accounts ORDER BY county, firm");
    let mut statement = tx.prepare_cached(&sql)?;
    row::all(&mut statement.query([])?, read)
}

fn one(tx: &Connection, firm: EntryId) -> DbResult<Option<StoredFirm>> {
    let sql = format!("SELECT {COLUMNS} FROM firm_accounts WHERE firm = ?1");
    let mut statement = tx.prepare_cached(&sql)?;
    row::first(&mut statement.query(params![firm.as_bytes()])?, read)
}

fn invited(tx: &Connection, code_hash: &Digest, now_ms: i64) -> DbResult<Option<StoredFirm>> {
    let sql = format!("SELECT {COLUMNS} FROM firm_accounts WHERE code_hash = ?1 AND expires_ms > ?2");
    let mut statement = tx.prepare_cached(&sql)?;
    row::first(&mut statement.query(params![code_hash.as_bytes(), now_ms])?, read)
}

fn open(tx: &Connection, code_hash: &Digest, key: &FirmKey, now_ms: i64) -> DbResult<Option<EntryId>> {
    let Some(account) = invited(tx, code_hash, now_ms)? else {
        return Ok(None);
    };
    let sql = "UPDATE firm_accounts SET code_hash = NULL, expires_ms = NULL, salt = ?2, sealed = ?3, memory_kib = ?4,
                   passes = ?5, lanes = ?6, opened_ms = ?7
               WHERE firm = ?1";
    tx.prepare_cached(sql)?.execute(params![
        account.firm.as_bytes(),
        key.salt.as_slice(),
        key.sealed,
        key.cost.memory_kib,
        key.cost.passes,
        key.cost.lanes,
        now_ms
    ])?;
    Ok(Some(account.firm))
}

fn try_once(tx: &Connection, firm: EntryId, tries: FirmTries, now_ms: i64) -> DbResult<bool> {
    let sql = "UPDATE firm_accounts SET tries = CASE WHEN tries_since_ms < ?2 THEN 1 ELSE tries + 1 END,
                   tries_since_ms = CASE WHEN tries_since_ms < ?2 THEN ?3 ELSE tries_since_ms END
               WHERE firm = ?1";
    tx.prepare_cached(sql)?
        .execute(params![firm.as_bytes(), tries.since_ms, now_ms])?;
    let sql = "SELECT EXISTS (SELECT 1 FROM firm_accounts WHERE firm = ?1 AND tries <= ?2)";
    let mut statement = tx.prepare_cached(sql)?;
    Ok(statement.query_row(params![firm.as_bytes(), tries.most], |row| row.get(0))?)
}

fn begin(tx: &Connection, session: &FirmSession<'_>) -> DbResult<bool> {
    let sql = "INSERT INTO firm_sessions (token_hash, firm, began_ms, seen_ms)
               SELECT ?1, firm, ?3, ?3 FROM firm_accounts WHERE firm = ?2 AND sealed = ?4";
    let begun = tx.prepare_cached(sql)?.execute(params![
        session.token_hash.as_bytes(),
        session.firm.as_bytes(),
        session.at_ms,
        session.key.sealed
    ])?;
    if begun == 0 {
        return Ok(false);
    }
    let sql = "UPDATE firm_accounts SET tries = 0, tries_since_ms = 0 WHERE firm = ?1";
    tx.prepare_cached(sql)?.execute(params![session.firm.as_bytes()])?;
    Ok(true)
}

fn session(tx: &Connection, token_hash: &Digest, runs: FirmRuns, now_ms: i64) -> DbResult<Option<StoredFirm>> {
    let sql = "UPDATE firm_sessions SET seen_ms = ?2 WHERE token_hash = ?1 AND began_ms > ?3 AND seen_ms > ?4";
    let seen = tx.prepare_cached(sql)?.execute(params![
        token_hash.as_bytes(),
        now_ms,
        runs.began_after_ms,
        runs.seen_after_ms
    ])?;
    if seen == 0 {
        return Ok(None);
    }
    let sql = format!(
        "SELECT {COLUMNS} FROM firm_accounts WHERE firm = (SELECT firm FROM firm_sessions WHERE token_hash = ?1)"
    );
    let mut statement = tx.prepare_cached(&sql)?;
    row::first(&mut statement.query(params![token_hash.as_bytes()])?, read)
}

fn end(tx: &Connection, token_hash: &Digest) -> DbResult<()> {
    let sql = "DELETE FROM firm_sessions WHERE token_hash = ?1";
    tx.prepare_cached(sql)?.execute(params![token_hash.as_bytes()])?;
    Ok(())
}

fn sweep(tx: &Connection, runs: FirmRuns) -> DbResult<u64> {
    let sql = "DELETE FROM firm_sessions WHERE began_ms <= ?1 OR seen_ms <= ?2";
    let gone = tx
        .prepare_cached(sql)?
        .execute(params![runs.began_after_ms, runs.seen_after_ms])?;
    Ok(u64::try_from(gone).unwrap_or(u64::MAX))
}

fn read(row: &Row<'_>) -> DbResult<StoredFirm> {
    Ok(StoredFirm {
        firm: row::id(row, "firm", EntryId::from_slice, "firm id")?,
        county: row::parsed(row, "county", "county")?,
        state: state(row)?,
    })
}

fn state(row: &Row<'_>) -> DbResult<FirmState> {
    let Some(sealed) = row.get::<_, Option<Vec<u8>>>("sealed")? else {
        return Ok(FirmState::Invited {
            expires_ms: row.get("expires_ms")?,
        });
    };
    let salt: Vec<u8> = row.get("salt")?;
    Ok(FirmState::Open {
        since_ms: row.get("opened_ms")?,
        key: FirmKey {
            salt: salt.try_into().map_err(|_| DbError::Unreadable("salt"))?,
            cost: Cost {
                memory_kib: row.get("memory_kib")?,
                passes: row.get("passes")?,
                lanes: row.get("lanes")?,
            },
            sealed,
        },
    })
}
