//! Table `invitations`: one-time codes, known by their hash only.

use cunfa_core::{DeviceId, Digest, PersonId};
use rusqlite::{Connection, Row, params};

use super::row;
use crate::db::{DbError, DbResult, Invitation, Offer, Use};

pub(super) fn add(tx: &Connection, offer: &Offer) -> DbResult<()> {
    tx.execute(
        "INSERT INTO invitations (code_hash, person, device, given_by, created_ms, expires_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            offer.code_hash.as_bytes(),
            offer.person.as_bytes(),
            offer.device.as_ref().map(DeviceId::as_bytes),
            offer.by.as_ref().map(PersonId::as_bytes),
            offer.created_ms,
            offer.expires_ms
        ],
    )?;
    Ok(())
}

pub(super) fn one(tx: &Connection, code_hash: &Digest) -> DbResult<Option<Invitation>> {
    let mut statement = tx.prepare_cached(
        "SELECT code_hash, person, device, given_by, created_ms, expires_ms, claimed_person_key, used_person_key,
                used_device_key, used_device, gave_token
         FROM invitations WHERE code_hash = ?1",
    )?;
    row::first(&mut statement.query(params![code_hash.as_bytes()])?, read)
}

pub(super) fn claim(tx: &Connection, code_hash: &Digest, person_key: &[u8]) -> DbResult<bool> {
    let changed = tx.execute(
        "UPDATE invitations SET claimed_person_key = ?2
         WHERE code_hash = ?1 AND used_device IS NULL AND coalesce(claimed_person_key, ?2) = ?2",
        params![code_hash.as_bytes(), person_key],
    )?;
    Ok(changed == 1)
}

pub(super) fn mark_used(tx: &Connection, code_hash: &Digest, used: &Use) -> DbResult<()> {
    let changed = tx.execute(
        "UPDATE invitations SET used_person_key = ?2, used_device_key = ?3, used_device = ?4, gave_token = ?5
         WHERE code_hash = ?1 AND used_device IS NULL",
        params![
            code_hash.as_bytes(),
            used.person_key,
            used.device_key,
            used.device.as_bytes(),
            i64::from(used.gave_token)
        ],
    )?;
    if changed == 1 {
        Ok(())
    } else {
        Err(DbError::NoSuch("invitation"))
    }
}

fn read(row: &Row<'_>) -> DbResult<Invitation> {
    let (person_key, device_key): (Option<Vec<u8>>, Option<Vec<u8>>) =
        (row.get("used_person_key")?, row.get("used_device_key")?);
    let device: Option<Vec<u8>> = row.get("used_device")?;
    let used = match (person_key, device_key, device) {
        (Some(person_key), Some(device_key), Some(device)) => Some(Use {
            person_key,
            device_key,
            device: DeviceId::from_slice(&device).ok_or(DbError::Unreadable("device id"))?,
            gave_token: row.get::<_, i64>("gave_token")? == 1,
        }),
        _ => None,
    };
    let offer = Offer {
        code_hash: row::id(row, "code_hash", Digest::from_slice, "code hash")?,
        person: row::id(row, "person", PersonId::from_slice, "person id")?,
        device: optional(row, "device", DeviceId::from_slice, "device id")?,
        by: optional(row, "given_by", PersonId::from_slice, "person id")?,
        created_ms: row.get("created_ms")?,
        expires_ms: row.get("expires_ms")?,
    };
    Ok(Invitation {
        offer,
        claimed: row.get("claimed_person_key")?,
        used,
    })
}

fn optional<T>(
    row: &Row<'_>,
    column: &str,
    of: impl Fn(&[u8]) -> Option<T>,
    what: &'static str,
) -> DbResult<Option<T>> {
    let bytes: Option<Vec<u8>> = row.get(column)?;
    bytes
        .map(|bytes| of(&bytes).ok_or(DbError::Unreadable(what)))
        .transpose()
}
