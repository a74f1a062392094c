//! Table `certificates`, and the one transaction that joins invitation, device and certificates.

use cunfa_core::{Area, DeviceId, KeyId, PersonId};
use rusqlite::{Row, Transaction, params};

use super::{devices, founding, invitations, row};
use crate::db::{DbError, DbResult, Enrolled, Enrolment, NewDevice, StoredCertificate, Use};

const SELECT: &str = "SELECT key, county, device, person, bytes FROM certificates";

pub(super) fn enrol(tx: &Transaction<'_>, enrolment: &Enrolment) -> DbResult<Enrolled> {
    let invitation = invitations::one(tx, &enrolment.code_hash)?.ok_or(DbError::NoSuch("invitation"))?;
    if invitation.used.is_some() {
        return Ok(Enrolled::Overtaken);
    }
    let has_new_key = !enrolment.certificates.is_empty();
    let joins = has_new_key && enrolment.revoked.is_empty();
    if joins && is_there(tx, enrolment.device, enrolment.person)? {
        return Ok(Enrolled::PersonThere);
    }
    match &enrolment.new_device {
        Some(_) if devices::by_key(tx, &enrolment.device_key)?.is_some() => return Ok(Enrolled::Overtaken),
        Some(new) => add_device(tx, enrolment, new)?,
        None => keep_device(tx, enrolment)?,
    }
    for certificate in &enrolment.revoked {
        replace_certificate(tx, certificate)?;
    }
    for certificate in &enrolment.certificates {
        add_certificate(tx, certificate)?;
    }
    let used = Use {
        person_key: enrolment.person_key.clone(),
        device_key: enrolment.device_key.clone(),
        device: enrolment.device,
        gave_token: enrolment.token_hash.is_some(),
    };
    invitations::mark_used(tx, &enrolment.code_hash, &used)?;
    if joins {
        grow(tx, enrolment)?;
    } else if has_new_key {
        founding::grow_directory(tx, &enrolment.county)?;
    }
    devices::one(tx, enrolment.device)?
        .map(Enrolled::Done)
        .ok_or(DbError::NoSuch("device"))
}

/// Lets the county's directory grow. A device with a further person starts its log again once it holds this version.
fn grow(tx: &Transaction<'_>, enrolment: &Enrolment) -> DbResult<()> {
    let version = founding::grow_directory(tx, &enrolment.county)?;
    if enrolment.new_device.is_none() {
        let since = row::signed(version, "directory")?;
        tx.execute(
            "UPDATE devices SET scope_since = ?2 WHERE id = ?1",
            params![enrolment.device.as_bytes(), since],
        )?;
    }
    Ok(())
}

fn is_there(tx: &Transaction<'_>, device: DeviceId, person: PersonId) -> DbResult<bool> {
    let mut statement = tx.prepare_cached("SELECT 1 FROM certificates WHERE device = ?1 AND person = ?2")?;
    Ok(statement.exists(params![device.as_bytes(), person.as_bytes()])?)
}

fn add_device(tx: &Transaction<'_>, enrolment: &Enrolment, new: &NewDevice) -> DbResult<()> {
    let token_hash = enrolment.token_hash.ok_or(DbError::NoSuch("token"))?;
    let number: i64 = tx.query_row(
        "UPDATE shards SET last_device_number = last_device_number + 1 WHERE county = ?1 RETURNING last_device_number",
        params![enrolment.county.as_str()],
        |row| row.get(0),
    )?;
    tx.execute(
        "INSERT INTO devices (id, county, number, name, public_key, token_hash, enrolled_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            enrolment.device.as_bytes(),
            enrolment.county.as_str(),
            number,
            new.name,
            new.key,
            token_hash.as_bytes(),
            enrolment.now_ms
        ],
    )?;
    Ok(())
}

fn keep_device(tx: &Transaction<'_>, enrolment: &Enrolment) -> DbResult<()> {
    if let Some(token_hash) = enrolment.token_hash {
        tx.execute(
            "UPDATE devices SET token_hash = ?2 WHERE id = ?1",
            params![enrolment.device.as_bytes(), token_hash.as_bytes()],
        )?;
    }
    Ok(())
}

fn add_certificate(tx: &Transaction<'_>, certificate: &StoredCertificate) -> DbResult<()> {
    tx.execute(
        "INSERT INTO certificates (key, county, device, person, bytes) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            certificate.key.as_bytes(),
            certificate.county.as_str(),
            certificate.device.as_bytes(),
            certificate.person.as_ref().map(PersonId::as_bytes),
            certificate.bytes
        ],
    )?;
    Ok(())
}

pub(super) fn replace_certificate(tx: &Transaction<'_>, certificate: &StoredCertificate) -> DbResult<()> {
    let changed = tx.execute(
        "UPDATE certificates SET bytes = ?2 WHERE key = ?1",
        params![certificate.key.as_bytes(), certificate.bytes],
    )?;
    if changed == 1 {
        Ok(())
    } else {
        Err(DbError::NoSuch("certificate"))
    }
}

pub(super) fn certificate(tx: &Transaction<'_>, key: KeyId) -> DbResult<Option<StoredCertificate>> {
    let mut statement = tx.prepare_cached(&format!("{SELECT} WHERE key = ?1"))?;
    row::first(&mut statement.query(params![key.as_bytes()])?, read)
}

pub(super) fn certificates(tx: &Transaction<'_>, county: &Area) -> DbResult<Vec<StoredCertificate>> {
    let mut statement = tx.prepare_cached(&format!("{SELECT} WHERE county = ?1 ORDER BY place"))?;
    row::all(&mut statement.query(params![county.as_str()])?, read)
}

fn read(row: &Row<'_>) -> DbResult<StoredCertificate> {
    let person: Option<Vec<u8>> = row.get("person")?;
    let person = person
        .map(|bytes| PersonId::from_slice(&bytes).ok_or(DbError::Unreadable("person id")))
        .transpose()?;
    Ok(StoredCertificate {
        key: row::id(row, "key", KeyId::from_slice, "key id")?,
        county: row::parsed(row, "county", "county")?,
        device: row::id(row, "device", DeviceId::from_slice, "device id")?,
        person,
        bytes: row.get("bytes")?,
    })
}
