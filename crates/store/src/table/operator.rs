//! Who runs the server, as it said last.

use cunfa_core::Operator;
use rusqlite::{Connection, OptionalExtension as _};

use crate::{Store, StoreError};

impl Store {
    /// Who runs the server; empty texts for what was never given.
    ///
    /// # Errors
    /// As every read.
    pub fn operator(&self) -> Result<Operator, StoreError> {
        let sql = "SELECT name, icp_filing, app_filing, contact FROM operator";
        let read = self.connection.prepare_cached(sql)?.query_row([], |row| {
            Ok(Operator {
                name: row.get(0)?,
                icp_filing: row.get(1)?,
                app_filing: row.get(2)?,
                contact: row.get(3)?,
            })
        });
        Ok(read.optional()?.unwrap_or_default())
    }
}

/// Puts it in the place of what was said before.
pub(crate) fn put(connection: &Connection, operator: &Operator) -> Result<(), StoreError> {
    let sql = "INSERT OR REPLACE INTO operator (one, name, icp_filing, app_filing, contact) VALUES (1, ?1, ?2, ?3, ?4)";
    let Operator {
        name,
        icp_filing,
        app_filing,
        contact,
    } = operator;
    connection
        .prepare_cached(sql)?
        .execute((name, icp_filing, app_filing, contact))?;
    Ok(())
}
