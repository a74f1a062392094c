//! Table `certificates`, and the one transaction that joins invitation, device and certificates. Whoever decides on a key holds
//! its county first.

use cunfa_core::{Area, DeviceId, KeyId, PersonId, Standing};
use tokio_postgres::Row;

use super::row::{self, Tx, params};
use super::{devices, forgotten, founding, invitations, people, revocations};
use crate::db::{DbError, DbResult, Enrolled, Enrolment, NewDevice, Reissue, Revoke, Shard, StoredCertificate, Use};

const SELECT: &str = "SELECT key, county, device, person, standing, from_sequence, bytes FROM certificates";

pub(super) async fn enrol(tx: &Tx, enrolment: &Enrolment, revoke: &Revoke<'_>) -> DbResult<Enrolled> {
    let shard = founding::hold(tx, &enrolment.county).await?;
    let invitation = invitations::hold(tx, &enrolment.code_hash).await?;
    if invitation.ok_or(DbError::NoSuch("invitation"))?.used.is_some() {
        return Ok(Enrolled::Overtaken);
    }
    let has_new_key = !enrolment.certificates.is_empty();
    let joins = has_new_key && enrolment.lost.is_empty();
    if joins && is_there(tx, enrolment.device, enrolment.person).await? {
        return Ok(Enrolled::PersonThere);
    }
    match &enrolment.new_device {
        Some(_) if devices::by_key(tx, &enrolment.device_key).await?.is_some() => return Ok(Enrolled::Overtaken),
        Some(new) => add_device(tx, enrolment, new).await?,
        None => keep_device(tx, enrolment).await?,
    }
    for key in &enrolment.lost {
        revocations::add(tx, &shard, *key, None, revoke).await?;
    }
    for certificate in &enrolment.certificates {
        add_certificate(tx, certificate).await?;
    }
    let used = Use {
        person_key: enrolment.person_key.clone(),
        device_key: enrolment.device_key.clone(),
        device: enrolment.device,
        gave_token: enrolment.token_hash.is_some(),
    };
    invitations::mark_used(tx, &enrolment.code_hash, &used).await?;
    if joins {
        grow(tx, enrolment).await?;
    } else if has_new_key {
        founding::grow_directory(tx, &enrolment.county).await?;
    }
    if !enrolment.had.is_empty() {
        let now = people::on_device(tx, enrolment.device).await?;
        let shard = founding::hold(tx, &enrolment.county).await?;
        forgotten::changed(tx, enrolment.device, shard.directory, &enrolment.had, &now).await?;
    }
    let device = devices::one(tx, enrolment.device).await?;
    device.map(Enrolled::Done).ok_or(DbError::NoSuch("device"))
}

/// Lets the county's directory grow. A device with a further person starts its log again once it holds this version.
async fn grow(tx: &Tx, enrolment: &Enrolment) -> DbResult<()> {
    let version = founding::grow_directory(tx, &enrolment.county).await?;
    if enrolment.new_device.is_none() {
        forgotten::grew(tx, enrolment.device, version).await?;
    }
    Ok(())
}

/// Whether the person has a key on the device that is not revoked.
async fn is_there(tx: &Tx, device: DeviceId, person: PersonId) -> DbResult<bool> {
    let sql = "SELECT 1 FROM certificates WHERE device = $1 AND person = $2
               AND NOT EXISTS (SELECT 1 FROM revocations WHERE revocations.key = certificates.key)";
    let found = row::all(tx, sql, params![device.as_bytes(), person.as_bytes()], |_| Ok(())).await?;
    Ok(!found.is_empty())
}

async fn add_device(tx: &Tx, enrolment: &Enrolment, new: &NewDevice) -> DbResult<()> {
    let token_hash = enrolment.token_hash.ok_or(DbError::NoSuch("token"))?;
    let number = number(tx, enrolment, new).await?;
    let sql = "INSERT INTO devices (id, county, number, name, public_key, token_hash, enrolled_ms)
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let (id, county, name) = (
        enrolment.device.as_bytes(),
        enrolment.county.as_str(),
        row::text(&new.name),
    );
    let params = params![
        id,
        county,
        number,
        name,
        new.key,
        token_hash.as_bytes(),
        enrolment.now_ms
    ];
    row::run(tx, sql, params).await?;
    Ok(())
}

/// The number the device had if nobody has it, else the next of the county.
async fn number(tx: &Tx, enrolment: &Enrolment, new: &NewDevice) -> DbResult<i64> {
    let Some(had) = new.number.map(i64::from) else {
        return founding::next_device(tx, &enrolment.county).await;
    };
    founding::hold(tx, &enrolment.county).await?;
    let county = enrolment.county.as_str();
    let sql = "SELECT 1 FROM devices WHERE county = $1 AND number = $2";
    let taken = row::all(tx, sql, params![county, had], |_| Ok(())).await?;
    if !taken.is_empty() {
        return founding::next_device(tx, &enrolment.county).await;
    }
    let sql = "UPDATE shards SET last_device_number = greatest(last_device_number, $2) WHERE county = $1";
    row::run(tx, sql, params![county, had]).await?;
    Ok(had)
}

async fn keep_device(tx: &Tx, enrolment: &Enrolment) -> DbResult<()> {
    if let Some(token_hash) = enrolment.token_hash {
        let sql = "UPDATE devices SET token_hash = $2 WHERE id = $1";
        row::run(tx, sql, params![enrolment.device.as_bytes(), token_hash.as_bytes()]).await?;
    }
    Ok(())
}

async fn add_certificate(tx: &Tx, certificate: &StoredCertificate) -> DbResult<()> {
    let place = founding::next_place(tx, &certificate.county).await?;
    let sql = "INSERT INTO certificates (key, standing, county, place, device, person, bytes, from_sequence)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let StoredCertificate {
        key,
        county,
        device,
        person,
        standing,
        from_sequence,
        bytes,
    } = certificate;
    let (standing, person) = (row::code(*standing), person.as_ref().map(PersonId::as_bytes));
    let params = params![
        key.as_bytes(),
        standing,
        county.as_str(),
        place,
        device.as_bytes(),
        person,
        bytes,
        row::signed(*from_sequence, "sequence")?
    ];
    row::run(tx, sql, params).await?;
    Ok(())
}

/// Stores a provisional certificate with its claim; `false` when the person has another key on the device.
pub(super) async fn claim(tx: &Tx, certificate: &StoredCertificate, claim: &[u8]) -> DbResult<bool> {
    founding::hold(tx, &certificate.county).await?;
    if !certificates_of(tx, certificate.key).await?.is_empty() {
        return Ok(true);
    }
    let person = certificate.person.ok_or(DbError::NoSuch("person"))?;
    if is_there(tx, certificate.device, person).await? {
        return Ok(false);
    }
    add_certificate(tx, certificate).await?;
    let sql = "UPDATE certificates SET claim = $2 WHERE key = $1";
    row::run(tx, sql, params![certificate.key.as_bytes(), claim]).await?;
    founding::grow_directory(tx, &certificate.county).await?;
    Ok(true)
}

/// Stores a confirmation unless the key has one or is revoked; says whether it is confirmed.
pub(super) async fn confirm(tx: &Tx, certificate: &StoredCertificate) -> DbResult<bool> {
    founding::hold(tx, &certificate.county).await?;
    if revocations::of(tx, certificate.key).await?.is_some() {
        return Ok(false);
    }
    let held = certificates_of(tx, certificate.key).await?;
    let of_this =
        |one: &StoredCertificate| (one.from_sequence, one.standing) == (certificate.from_sequence, Standing::Confirmed);
    if held.iter().any(of_this) {
        return Ok(true);
    }
    add_certificate(tx, certificate).await?;
    founding::grow_directory(tx, &certificate.county).await?;
    Ok(true)
}

/// The keys of a person that are not revoked, with their counties.
pub(super) async fn keys_of(tx: &Tx, person: PersonId) -> DbResult<Vec<(KeyId, Area)>> {
    let sql = "SELECT DISTINCT key, county FROM certificates WHERE person = $1
               AND NOT EXISTS (SELECT 1 FROM revocations WHERE revocations.key = certificates.key) ORDER BY key";
    row::all(tx, sql, params![person.as_bytes()], |row| {
        let key = row::id(row, "key", KeyId::from_slice, "key id")?;
        Ok((key, row::parsed(row, "county", "county")?))
    })
    .await
}

/// Gives a key another scope from the next sequence on; gives its device. The county is held.
pub(super) async fn reissue(tx: &Tx, shard: &Shard, key: KeyId, reissue: &Reissue<'_>) -> DbResult<DeviceId> {
    let held = certificates_of(tx, key).await?;
    let next = shard.last_sequence + 1;
    let certificate = reissue(&held, next).ok_or(DbError::Unreadable("certificate"))?;
    // No batch lies between: nothing was judged by one from the same place.
    let sql = "DELETE FROM certificates WHERE key = $1 AND from_sequence = $2";
    row::run(tx, sql, params![key.as_bytes(), row::signed(next, "sequence")?]).await?;
    add_certificate(tx, &certificate).await?;
    Ok(certificate.device)
}

/// The keys on a device: the people's and its own.
pub(super) async fn keys_on(tx: &Tx, device: DeviceId) -> DbResult<Vec<KeyId>> {
    let sql = "SELECT DISTINCT key FROM certificates WHERE device = $1 ORDER BY key";
    row::all(tx, sql, params![device.as_bytes()], |row| {
        row::id(row, "key", KeyId::from_slice, "key id")
    })
    .await
}

pub(super) async fn certificates_of(tx: &Tx, key: KeyId) -> DbResult<Vec<StoredCertificate>> {
    let sql = format!("{SELECT} WHERE key = $1 ORDER BY place");
    row::all(tx, &sql, params![key.as_bytes()], read).await
}

pub(super) async fn certificates(tx: &Tx, county: &Area) -> DbResult<Vec<StoredCertificate>> {
    let sql = format!("{SELECT} WHERE county = $1 ORDER BY place");
    row::all(tx, &sql, params![county.as_str()], read).await
}

fn read(row: &Row) -> DbResult<StoredCertificate> {
    Ok(StoredCertificate {
        key: row::id(row, "key", KeyId::from_slice, "key id")?,
        county: row::parsed(row, "county", "county")?,
        device: row::id(row, "device", DeviceId::from_slice, "device id")?,
        person: row::optional_id(row, "person", PersonId::from_slice, "person id")?,
        standing: row::coded(row, "standing", row::standing, "standing")?,
        from_sequence: row::number(row, "from_sequence", "sequence")?,
        bytes: row::get(row, "bytes")?,
    })
}
