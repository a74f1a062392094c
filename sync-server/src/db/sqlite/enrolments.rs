//! Table `certificates`, and the one transaction that joins invitation, device and certificates.

use cunfa_core::{Area, DeviceId, KeyId, PersonId, Standing};
use rusqlite::{Connection, Row, params};

use super::{devices, forgotten, founding, invitations, people, revocations, row};
use crate::db::value::{code, standing};
use crate::db::{DbError, DbResult, Enrolled, Enrolment, NewDevice, Reissue, Revoke, StoredCertificate, Use};

const SELECT: &str = "SELECT key, county, device, person, standing, from_sequence, bytes FROM certificates";

pub(super) fn enrol(tx: &Connection, enrolment: &Enrolment, revoke: &Revoke<'_>) -> DbResult<Enrolled> {
    let invitation = invitations::one(tx, &enrolment.code_hash)?.ok_or(DbError::NoSuch("invitation"))?;
    if invitation.used.is_some() {
        return Ok(Enrolled::Overtaken);
    }
    let has_new_key = !enrolment.certificates.is_empty();
    let joins = has_new_key && enrolment.lost.is_empty();
    if joins && is_there(tx, enrolment.device, enrolment.person)? {
        return Ok(Enrolled::PersonThere);
    }
    match &enrolment.new_device {
        Some(_) if devices::by_key(tx, &enrolment.device_key)?.is_some() => return Ok(Enrolled::Overtaken),
        Some(new) => add_device(tx, enrolment, new)?,
        None => keep_device(tx, enrolment)?,
    }
    for key in &enrolment.lost {
        revocations::add(tx, &enrolment.county, *key, None, revoke)?;
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
    if !enrolment.had.is_empty() {
        let now = people::on_device(tx, enrolment.device)?;
        forgotten::changed(tx, enrolment.device, &enrolment.had, &now)?;
    }
    devices::one(tx, enrolment.device)?
        .map(Enrolled::Done)
        .ok_or(DbError::NoSuch("device"))
}

/// Lets the county's directory grow. A device with a further person starts its log again once it holds this version.
fn grow(tx: &Connection, enrolment: &Enrolment) -> DbResult<()> {
    let version = founding::grow_directory(tx, &enrolment.county)?;
    if enrolment.new_device.is_none() {
        forgotten::grew(tx, enrolment.device, version)?;
    }
    Ok(())
}

/// Whether the person has a key on the device that is not revoked.
fn is_there(tx: &Connection, device: DeviceId, person: PersonId) -> DbResult<bool> {
    let mut statement = tx.prepare_cached(
        "SELECT 1 FROM certificates WHERE device = ?1 AND person = ?2
         AND NOT EXISTS (SELECT 1 FROM revocations WHERE revocations.key = certificates.key)",
    )?;
    Ok(statement.exists(params![device.as_bytes(), person.as_bytes()])?)
}

fn add_device(tx: &Connection, enrolment: &Enrolment, new: &NewDevice) -> DbResult<()> {
    let token_hash = enrolment.token_hash.ok_or(DbError::NoSuch("token"))?;
    let number = number(tx, enrolment, new)?;
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

/// The number the device had if nobody has it, else the next of the county.
fn number(tx: &Connection, enrolment: &Enrolment, new: &NewDevice) -> DbResult<i64> {
    let county = enrolment.county.as_str();
    if let Some(had) = new.number {
        let mut taken = tx.prepare_cached("SELECT 1 FROM devices WHERE county = ?1 AND number = ?2")?;
        if !taken.exists(params![county, had])? {
            tx.execute(
                "UPDATE shards SET last_device_number = max(last_device_number, ?2) WHERE county = ?1",
                params![county, had],
            )?;
            return Ok(i64::from(had));
        }
    }
    let sql =
        "UPDATE shards SET last_device_number = last_device_number + 1 WHERE county = ?1 RETURNING last_device_number";
    Ok(tx.query_row(sql, params![county], |row| row.get(0))?)
}

fn keep_device(tx: &Connection, enrolment: &Enrolment) -> DbResult<()> {
    if let Some(token_hash) = enrolment.token_hash {
        tx.execute(
            "UPDATE devices SET token_hash = ?2 WHERE id = ?1",
            params![enrolment.device.as_bytes(), token_hash.as_bytes()],
        )?;
    }
    Ok(())
}

fn add_certificate(tx: &Connection, certificate: &StoredCertificate) -> DbResult<()> {
    tx.execute(
        "INSERT INTO certificates (key, county, device, person, standing, from_sequence, bytes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            certificate.key.as_bytes(),
            certificate.county.as_str(),
            certificate.device.as_bytes(),
            certificate.person.as_ref().map(PersonId::as_bytes),
            code(certificate.standing),
            row::signed(certificate.from_sequence, "sequence")?,
            certificate.bytes
        ],
    )?;
    Ok(())
}

/// Stores a provisional certificate with its claim; `false` when the person has another key on the device.
pub(super) fn claim(tx: &Connection, certificate: &StoredCertificate, claim: &[u8]) -> DbResult<bool> {
    if !certificates_of(tx, certificate.key)?.is_empty() {
        return Ok(true);
    }
    let person = certificate.person.ok_or(DbError::NoSuch("person"))?;
    if is_there(tx, certificate.device, person)? {
        return Ok(false);
    }
    add_certificate(tx, certificate)?;
    tx.execute(
        "UPDATE certificates SET claim = ?2 WHERE key = ?1",
        params![certificate.key.as_bytes(), claim],
    )?;
    founding::grow_directory(tx, &certificate.county)?;
    Ok(true)
}

/// Stores a confirmation unless the key has one or is revoked; says whether it is confirmed.
pub(super) fn confirm(tx: &Connection, certificate: &StoredCertificate) -> DbResult<bool> {
    if revocations::of(tx, certificate.key)?.is_some() {
        return Ok(false);
    }
    let held = certificates_of(tx, certificate.key)?;
    let of_this =
        |one: &StoredCertificate| (one.from_sequence, one.standing) == (certificate.from_sequence, Standing::Confirmed);
    if held.iter().any(of_this) {
        return Ok(true);
    }
    add_certificate(tx, certificate)?;
    founding::grow_directory(tx, &certificate.county)?;
    Ok(true)
}

/// The keys of a person that are not revoked.
pub(super) fn keys_of(tx: &Connection, person: PersonId) -> DbResult<Vec<KeyId>> {
    let mut statement = tx.prepare_cached(
        "SELECT DISTINCT key FROM certificates WHERE person = ?1
         AND NOT EXISTS (SELECT 1 FROM revocations WHERE revocations.key = certificates.key) ORDER BY key",
    )?;
    row::all(&mut statement.query(params![person.as_bytes()])?, |row| {
        row::id(row, "key", KeyId::from_slice, "key id")
    })
}

/// Gives a key another scope from the next sequence on; gives its device.
pub(super) fn reissue(tx: &Connection, key: KeyId, reissue: &Reissue<'_>) -> DbResult<DeviceId> {
    let held = certificates_of(tx, key)?;
    let county = &held.first().ok_or(DbError::NoSuch("certificate"))?.county;
    let shard = founding::shard(tx, county)?.ok_or(DbError::NoSuch("county"))?;
    let next = shard.last_sequence + 1;
    let certificate = reissue(&held, next).ok_or(DbError::Unreadable("certificate"))?;
    // No batch lies between: nothing was judged by one from the same place.
    tx.execute(
        "DELETE FROM certificates WHERE key = ?1 AND from_sequence = ?2",
        params![key.as_bytes(), row::signed(next, "sequence")?],
    )?;
    add_certificate(tx, &certificate)?;
    Ok(certificate.device)
}

/// The keys on a device: the people's and its own.
pub(super) fn keys_on(tx: &Connection, device: DeviceId) -> DbResult<Vec<KeyId>> {
    let mut statement = tx.prepare_cached("SELECT DISTINCT key FROM certificates WHERE device = ?1 ORDER BY key")?;
    row::all(&mut statement.query(params![device.as_bytes()])?, |row| {
        row::id(row, "key", KeyId::from_slice, "key id")
    })
}

pub(super) fn certificates_of(tx: &Connection, key: KeyId) -> DbResult<Vec<StoredCertificate>> {
    let mut statement = tx.prepare_cached(&format!("{SELECT} WHERE key = ?1 ORDER BY place"))?;
    row::all(&mut statement.query(params![key.as_bytes()])?, read)
}

pub(super) fn certificates(tx: &Connection, county: &Area) -> DbResult<Vec<StoredCertificate>> {
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
        standing: row::code(row, "standing", standing, "standing")?,
        from_sequence: row::unsigned(row.get("from_sequence")?, "sequence")?,
        bytes: row.get("bytes")?,
    })
}
