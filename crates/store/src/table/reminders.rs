//! Who wants to hear no more, this month, of what a village still lacks.

use chrono::NaiveDate;
use cunfa_core::PersonId;
use rusqlite::OptionalExtension as _;

use crate::{Store, StoreError};

impl Store {
    /// The month (its first day) for which a person put the reminder away last.
    ///
    /// # Errors
    /// As every read.
    pub fn reminder_away(&self, person: PersonId) -> Result<Option<NaiveDate>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT away FROM reminders WHERE person = ?1")?;
        let away: Option<String> = statement.query_row([person.as_bytes()], |row| row.get(0)).optional()?;
        away.map(|date| date.parse().map_err(|_| StoreError::Shape("a reminder")))
            .transpose()
    }

    /// Puts the reminder of a month away for a person, or takes it out again.
    ///
    /// # Errors
    /// As every write.
    pub fn put_reminder_away(&mut self, person: PersonId, month: Option<NaiveDate>) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            match month {
                Some(month) => transaction.execute(
                    "INSERT OR REPLACE INTO reminders (person, away) VALUES (?1, ?2)",
                    (person.as_bytes(), month.to_string()),
                )?,
                None => transaction.execute("DELETE FROM reminders WHERE person = ?1", [person.as_bytes()])?,
            };
            Ok(())
        })
    }
}
