//! The roster: cadres who may be enrolled here on the spot. Replaced whole with the directory.

use cunfa_core::{Person, PersonId, Role};
use rusqlite::{Connection, Row};

use super::people;
use crate::{Store, StoreError};

impl Store {
    /// The roster, by name.
    ///
    /// # Errors
    /// As every read.
    pub fn roster(&self) -> Result<Vec<Person>, StoreError> {
        let sql = "SELECT person, name, post, scope FROM roster ORDER BY name, person";
        let mut statement = self.connection.prepare_cached(sql)?;
        statement.query_and_then([], read)?.collect()
    }
}

pub(crate) fn replace(connection: &Connection, roster: &[Person]) -> Result<(), StoreError> {
    connection.execute("DELETE FROM roster", [])?;
    let sql = "INSERT OR REPLACE INTO roster (person, name, post, scope) VALUES (?1, ?2, ?3, ?4)";
    let mut insert = connection.prepare_cached(sql)?;
    for person in roster.iter().filter(|person| person.role == Role::Cadre) {
        let scope = people::scope_text(&person.scope);
        insert.execute((person.id.as_bytes(), &person.name, &person.post, scope))?;
    }
    Ok(())
}

fn read(row: &Row<'_>) -> Result<Person, StoreError> {
    let scope: String = row.get(3)?;
    Ok(Person {
        id: PersonId(row.get(0)?),
        name: row.get(1)?,
        role: Role::Cadre,
        post: row.get(2)?,
        scope: people::read_scope(&scope)?,
    })
}
