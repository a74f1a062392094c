//! The official texts of many entries, for a table of them. Where the text now is the official one, which its row says by the digest, no
//! act is looked at.

use cunfa_core::{Entry, EntryId};
use rusqlite::OptionalExtension as _;

use crate::state::{EntryState, Verifier, current, document};
use crate::{Store, StoreError};

impl Store {
    /// The official text of each entry, in the order asked; `None` for what is not here or cannot be read by this program.
    ///
    /// # Errors
    /// [`StoreError::EntryDamaged`], and as every read.
    pub fn texts(&self, entries: &[EntryId]) -> Result<Vec<Option<Entry>>, StoreError> {
        let verifier = Verifier::new(&self.connection)?;
        entries.iter().map(|entry| self.text(&verifier, *entry)).collect()
    }

    fn text(&self, verifier: &Verifier<'_>, entry: EntryId) -> Result<Option<Entry>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT heads, content FROM entries WHERE entry = ?1")?;
        let row = statement.query_row([entry.as_bytes()], |row| {
            Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?))
        });
        let Some((heads, official)) = row.optional()? else {
            return Ok(None);
        };
        let Some(doc) = document(&self.connection, entry)? else {
            return Ok(None);
        };
        if doc.heads().iter().flat_map(|head| head.0).ne(heads) {
            return Err(StoreError::EntryDamaged(entry));
        }
        match current(&doc) {
            Some(text) if text.content.as_bytes() == official => Ok(Some(text.entry)),
            _ => {
                let state = EntryState::load(&self.connection, verifier, entry)?;
                Ok(state
                    .and_then(|state| state.readable)
                    .map(|readable| readable.official.entry))
            }
        }
    }
}
