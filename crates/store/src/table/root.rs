//! The last root this device accepted, and what a person is to be told about roots. Kept in the one row of `sync`, so that a
//! root is stored with the answer that brought it or not at all.

use cunfa_evidence::root::Root;
use rusqlite::{Connection, OptionalExtension as _};

use super::device;
use crate::{Store, StoreError};

/// What a person is to be told about roots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RootNotice {
    /// An answer was refused because of its root, and no root was accepted since.
    Refused {
        /// Why, as the client named it.
        code: String,
    },
    /// The log began anew with another epoch, and nobody has read that yet.
    BeganAnew,
}

impl Store {
    /// The last root accepted; `None` when none came yet.
    ///
    /// # Errors
    /// As every read; [`StoreError::Shape`] when the stored root does not verify any more.
    pub fn accepted_root(&self) -> Result<Option<Root>, StoreError> {
        let bytes: Vec<u8> = self
            .connection
            .prepare_cached("SELECT root FROM sync")?
            .query_row([], |row| row.get(0))?;
        if bytes.is_empty() {
            return Ok(None);
        }
        let device = device::needed(&self.connection)?;
        let root = Root::read(&bytes, &device.county_key).map_err(|_| StoreError::Shape("the last root"))?;
        Ok(Some(root))
    }

    /// Notes that an answer was refused because of its root.
    ///
    /// # Errors
    /// As every write.
    pub fn note_root_refused(&mut self, code: &str) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            transaction.execute("UPDATE sync SET root_refused = ?1", [code])?;
            Ok(())
        })
    }

    /// What is to be told. A refusal goes before a new epoch.
    ///
    /// # Errors
    /// As every read.
    pub fn root_notice(&self) -> Result<Option<RootNotice>, StoreError> {
        let sql = "SELECT root_refused, began_anew FROM sync";
        let row = self.connection.prepare_cached(sql)?.query_row([], |row| {
            let (refused, anew): (String, bool) = (row.get(0)?, row.get(1)?);
            Ok((refused, anew))
        });
        let (code, anew) = row.optional()?.unwrap_or_default();
        Ok(match (code.is_empty(), anew) {
            (false, _) => Some(RootNotice::Refused { code }),
            (true, true) => Some(RootNotice::BeganAnew),
            (true, false) => None,
        })
    }

    /// Somebody read that the log began anew. A refusal stays.
    ///
    /// # Errors
    /// As every write.
    pub fn root_notice_read(&mut self) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            transaction.execute("UPDATE sync SET began_anew = 0", [])?;
            Ok(())
        })
    }
}

/// Keeps a root that was accepted; a refusal before it is over. One the county key did not sign is left out.
pub(crate) fn accept(connection: &Connection, county_key: &[u8], bytes: &[u8]) -> Result<(), StoreError> {
    if Root::read(bytes, county_key).is_ok() {
        connection.execute("UPDATE sync SET root = ?1, root_refused = ''", [bytes])?;
    }
    Ok(())
}

/// Notes that the log began anew.
pub(crate) fn began_anew(connection: &Connection) -> Result<(), StoreError> {
    connection.execute("UPDATE sync SET began_anew = 1", [])?;
    Ok(())
}
