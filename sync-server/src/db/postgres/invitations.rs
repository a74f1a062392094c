//! Table `invitations`: one-time codes, known by their hash only.

use cunfa_core::{DeviceId, Digest, PersonId};
use tokio_postgres::Row;

use super::row::{self, Tx, params};
use crate::db::{DbError, DbResult, Invitation, Offer, Use};

const SELECT: &str =
    "SELECT code_hash, person, device, given_by, created_ms, expires_ms, claimed_person_key, used_person_key,
     used_device_key, used_device, gave_token FROM invitations WHERE code_hash = $1";

pub(super) async fn add(tx: &Tx, offer: &Offer) -> DbResult<()> {
    let sql = "INSERT INTO invitations (code_hash, person, device, given_by, created_ms, expires_ms)
               VALUES ($1, $2, $3, $4, $5, $6)";
    let (device, by) = (
        offer.device.as_ref().map(DeviceId::as_bytes),
        offer.by.as_ref().map(PersonId::as_bytes),
    );
    let (code_hash, person) = (offer.code_hash.as_bytes(), offer.person.as_bytes());
    row::run(
        tx,
        sql,
        params![code_hash, person, device, by, offer.created_ms, offer.expires_ms],
    )
    .await?;
    Ok(())
}

pub(super) async fn one(tx: &Tx, code_hash: &Digest) -> DbResult<Option<Invitation>> {
    row::first(tx, SELECT, params![code_hash.as_bytes()], read).await
}

/// Held to the end of the transaction: nobody claims or uses it meanwhile.
pub(super) async fn hold(tx: &Tx, code_hash: &Digest) -> DbResult<Option<Invitation>> {
    let sql = format!("{SELECT} FOR UPDATE");
    row::first(tx, &sql, params![code_hash.as_bytes()], read).await
}

pub(super) async fn claim(tx: &Tx, code_hash: &Digest, person_key: &[u8]) -> DbResult<bool> {
    let sql = "UPDATE invitations SET claimed_person_key = $2
               WHERE code_hash = $1 AND used_device IS NULL AND (claimed_person_key IS NULL OR claimed_person_key = $2)";
    Ok(row::run(tx, sql, params![code_hash.as_bytes(), person_key]).await? == 1)
}

pub(super) async fn mark_used(tx: &Tx, code_hash: &Digest, used: &Use) -> DbResult<()> {
    let sql = "UPDATE invitations SET used_person_key = $2, used_device_key = $3, used_device = $4, gave_token = $5
               WHERE code_hash = $1 AND used_device IS NULL";
    let Use {
        person_key,
        device_key,
        device,
        gave_token,
    } = used;
    let params = params![
        code_hash.as_bytes(),
        person_key,
        device_key,
        device.as_bytes(),
        gave_token
    ];
    if row::run(tx, sql, params).await? == 1 {
        Ok(())
    } else {
        Err(DbError::NoSuch("invitation"))
    }
}

fn read(row: &Row) -> DbResult<Invitation> {
    let person_key: Option<Vec<u8>> = row::get(row, "used_person_key")?;
    let device_key: Option<Vec<u8>> = row::get(row, "used_device_key")?;
    let device = row::optional_id(row, "used_device", DeviceId::from_slice, "device id")?;
    let used = match (person_key, device_key, device) {
        (Some(person_key), Some(device_key), Some(device)) => Some(Use {
            person_key,
            device_key,
            device,
            gave_token: row::get(row, "gave_token")?,
        }),
        _ => None,
    };
    Ok(Invitation {
        offer: Offer {
            code_hash: row::id(row, "code_hash", Digest::from_slice, "code hash")?,
            person: row::id(row, "person", PersonId::from_slice, "person id")?,
            device: row::optional_id(row, "device", DeviceId::from_slice, "device id")?,
            by: row::optional_id(row, "given_by", PersonId::from_slice, "person id")?,
            created_ms: row::get(row, "created_ms")?,
            expires_ms: row::get(row, "expires_ms")?,
        },
        claimed: row::get(row, "claimed_person_key")?,
        used,
    })
}
