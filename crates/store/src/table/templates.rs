//! Templates of a person, on this device only.

use cunfa_core::{Kind, PersonId, Template};
use rusqlite::Row;

use crate::{Store, StoreError};

/// A template as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptTemplate {
    /// The template.
    pub template: Template,
    /// A built-in one that the person deleted.
    pub dropped: bool,
}

impl Store {
    /// A person's templates, in the order in which they were first kept.
    ///
    /// # Errors
    /// As every read.
    pub fn templates(&self, owner: PersonId) -> Result<Vec<KeptTemplate>, StoreError> {
        let sql = "SELECT key, kind, name, matter, advice, result, dropped FROM templates WHERE owner = ?1 ORDER BY position, key";
        let mut statement = self.connection.prepare_cached(sql)?;
        statement.query_and_then([owner.as_bytes()], read)?.collect()
    }

    /// Keeps one under its key, in the place of the one that stood there.
    ///
    /// # Errors
    /// As every write.
    pub fn put_template(&mut self, owner: PersonId, kept: &KeptTemplate) -> Result<(), StoreError> {
        let sql = "INSERT INTO templates (owner, key, kind, name, matter, advice, result, dropped, position)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, (SELECT coalesce(max(position), 0) + 1 FROM templates WHERE owner = ?1))
                   ON CONFLICT (owner, key) DO UPDATE SET kind = excluded.kind, name = excluded.name, matter = excluded.matter,
                   advice = excluded.advice, result = excluded.result, dropped = excluded.dropped";
        let template = &kept.template;
        self.write(|transaction, _| {
            let row = (
                owner.as_bytes(),
                &template.key,
                template.kind.code(),
                &template.name,
                &template.matter,
                &template.advice,
                &template.result,
                kept.dropped,
            );
            transaction.prepare_cached(sql)?.execute(row)?;
            Ok(())
        })
    }

    /// Removes one. Of one that is not there nothing is said.
    ///
    /// # Errors
    /// As every write.
    pub fn remove_template(&mut self, owner: PersonId, key: &str) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            let sql = "DELETE FROM templates WHERE owner = ?1 AND key = ?2";
            transaction.prepare_cached(sql)?.execute((owner.as_bytes(), key))?;
            Ok(())
        })
    }
}

fn read(row: &Row<'_>) -> Result<KeptTemplate, StoreError> {
    let kind: String = row.get(1)?;
    Ok(KeptTemplate {
        template: Template {
            key: row.get(0)?,
            kind: Kind::from_code(&kind).ok_or(StoreError::Shape("a template"))?,
            name: row.get(2)?,
            matter: row.get(3)?,
            advice: row.get(4)?,
            result: row.get(5)?,
        },
        dropped: row.get(6)?,
    })
}
