//! The device as the server knows it, and the secret of its batch key. At most one row.

use cunfa_core::{Area, DeviceId};
use rusqlite::{Connection, OptionalExtension as _, Row};
use zeroize::Zeroizing;

use crate::{Store, StoreError};

/// This device.
#[derive(Clone)]
pub struct Device {
    /// Identity.
    pub id: DeviceId,
    /// Short number within the county, for entry numbers.
    pub number: u32,
    /// Bearer token.
    pub token: String,
    /// The county.
    pub shard: Area,
    /// The county's public key.
    pub county_key: Vec<u8>,
    /// Server address.
    pub server: String,
    /// What the office calls the device.
    pub name: String,
    /// Secret of the batch key.
    pub secret: Zeroizing<[u8; 32]>,
}

impl std::fmt::Debug for Device {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Device({})", self.id)
    }
}

impl Store {
    /// This device; `None` until it is enrolled.
    ///
    /// # Errors
    /// As every read.
    pub fn device(&self) -> Result<Option<Device>, StoreError> {
        get(&self.connection)
    }

    /// Replaces the bearer token.
    ///
    /// # Errors
    /// As every write; [`StoreError::NotNow`] when the device is not enrolled.
    pub fn set_token(&mut self, token: &str) -> Result<(), StoreError> {
        self.write(|transaction, _| set_token(transaction, token))
    }

    /// The server knows this device again, by this token and number.
    ///
    /// # Errors
    /// As every write; [`StoreError::NotNow`] when the device is not enrolled.
    pub fn signed_in(&mut self, token: &str, number: u32) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            set_token(transaction, token)?;
            transaction.execute("UPDATE device SET number = ?1", [number])?;
            Ok(())
        })
    }
}

pub(crate) fn get(connection: &Connection) -> Result<Option<Device>, StoreError> {
    let sql = "SELECT id, number, token, shard, county_key, server, name, secret FROM device";
    connection
        .prepare_cached(sql)?
        .query_row([], |row| Ok(read(row)))
        .optional()?
        .transpose()
}

/// The device, where one is needed.
pub(crate) fn needed(connection: &Connection) -> Result<Device, StoreError> {
    get(connection)?.ok_or(StoreError::NotNow("reading the device"))
}

fn read(row: &Row<'_>) -> Result<Device, StoreError> {
    let shard: String = row.get(3)?;
    Ok(Device {
        id: DeviceId(row.get(0)?),
        number: row.get(1)?,
        token: row.get(2)?,
        shard: shard.parse().map_err(|_| StoreError::Shape("the device's county"))?,
        county_key: row.get(4)?,
        server: row.get(5)?,
        name: row.get(6)?,
        secret: Zeroizing::new(row.get(7)?),
    })
}

pub(crate) fn insert(connection: &Connection, device: &Device) -> Result<(), StoreError> {
    if get(connection)?.is_some() {
        return Err(StoreError::NotNow("enrolling the device"));
    }
    let sql = "INSERT INTO device (one, id, number, token, shard, county_key, server, name, secret)
               VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    connection.prepare_cached(sql)?.execute((
        device.id.as_bytes(),
        device.number,
        &device.token,
        device.shard.as_str(),
        &device.county_key,
        &device.server,
        &device.name,
        device.secret.as_slice(),
    ))?;
    Ok(())
}

pub(crate) fn set_token(connection: &Connection, token: &str) -> Result<(), StoreError> {
    match connection.execute("UPDATE device SET token = ?1", [token])? {
        0 => Err(StoreError::NotNow("replacing the token")),
        _ => Ok(()),
    }
}
