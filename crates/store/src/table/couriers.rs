//! Files that were sealed for a courier: the key each answer is sealed to, until it came, and what the file carried. The newest are
//! kept; an answer to one that is gone from here is read by nobody, and what it says comes by the next file or by the network.

use rusqlite::{Connection, OptionalExtension as _, Row};
use zeroize::Zeroizing;

use crate::{Store, StoreError};

/// How many are kept.
const KEPT: u32 = 32;

/// One file.
#[derive(Clone, PartialEq, Eq)]
pub struct Courier {
    /// How its answer names its reader.
    pub reader: [u8; 16],
    /// Secret of the answer's key; zeros once the answer was taken in.
    pub secret: Zeroizing<[u8; 32]>,
    /// When it was made, device clock, ms since 1970.
    pub made_ms: i64,
    /// The cursor then.
    pub cursor: u64,
    /// The root then, as it was signed; empty when there was none.
    pub root: Vec<u8>,
    /// What it carries, as the client wrote it.
    pub sent: Vec<u8>,
    /// Entries of which it carries something.
    pub entries: u32,
    /// Photos it carries.
    pub photos: u32,
    /// When its answer was taken in.
    pub taken_ms: Option<i64>,
}

impl std::fmt::Debug for Courier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Courier({}, {} entries)", self.made_ms, self.entries)
    }
}

impl Store {
    /// The file whose answer names this reader.
    ///
    /// # Errors
    /// As every read.
    pub fn courier(&self, reader: [u8; 16]) -> Result<Option<Courier>, StoreError> {
        let sql = "SELECT reader, secret, made_ms, cursor, root, sent, entries, photos, taken_ms FROM couriers WHERE reader = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row([reader], read).optional()?)
    }

    /// The newest file; `None` when none was made.
    ///
    /// # Errors
    /// As every read.
    pub fn last_courier(&self) -> Result<Option<Courier>, StoreError> {
        let sql = "SELECT reader, secret, made_ms, cursor, root, sent, entries, photos, taken_ms FROM couriers
                   ORDER BY position DESC LIMIT 1";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row([], read).optional()?)
    }

    /// Keeps what belongs to a file that is about to appear.
    ///
    /// # Errors
    /// As every write.
    pub fn keep_courier(&mut self, courier: &Courier) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            let sql = "INSERT INTO couriers (reader, secret, made_ms, cursor, root, sent, entries, photos)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
            let row = (
                courier.reader,
                courier.secret.as_slice(),
                courier.made_ms,
                courier.cursor.cast_signed(),
                &courier.root,
                &courier.sent,
                courier.entries,
                courier.photos,
            );
            transaction.prepare_cached(sql)?.execute(row)?;
            let sql = "DELETE FROM couriers WHERE position <= (SELECT max(position) FROM couriers) - ?1";
            transaction.execute(sql, [KEPT])?;
            Ok(())
        })
    }

    /// Forgets a file that did not appear after all.
    ///
    /// # Errors
    /// As every write.
    pub fn drop_courier(&mut self, reader: [u8; 16]) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            transaction.execute("DELETE FROM couriers WHERE reader = ?1", [reader])?;
            Ok(())
        })
    }

    /// Notes that an answer was taken in whole; its key is gone then.
    ///
    /// # Errors
    /// As every write.
    pub fn courier_taken(&mut self, reader: [u8; 16], now_ms: i64) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            let sql = "UPDATE couriers SET taken_ms = ?2, secret = zeroblob(32), sent = x'' WHERE reader = ?1";
            transaction.prepare_cached(sql)?.execute((reader, now_ms))?;
            Ok(())
        })
    }

    /// The county's signed courier key; empty until the directory brought it.
    ///
    /// # Errors
    /// As every read.
    pub fn courier_key(&self) -> Result<Vec<u8>, StoreError> {
        courier_key(&self.connection)
    }
}

fn courier_key(connection: &Connection) -> Result<Vec<u8>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT courier_key FROM sync")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Courier> {
    Ok(Courier {
        reader: row.get(0)?,
        secret: Zeroizing::new(row.get(1)?),
        made_ms: row.get(2)?,
        cursor: row.get::<_, i64>(3)?.cast_unsigned(),
        root: row.get(4)?,
        sent: row.get(5)?,
        entries: row.get(6)?,
        photos: row.get(7)?,
        taken_ms: row.get(8)?,
    })
}
