//! What office people on this device decided over enrolments: signed words that wait for the server. One it took is gone from
//! here; one it did not take stays with the reason until it is decided again.

use cunfa_core::KeyId;
use rusqlite::{Connection, Row};

use crate::{Store, StoreError};

/// What was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecisionKind {
    /// A confirming certificate.
    Confirm,
    /// A refusal.
    Refuse,
}

/// Why the server did not take it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecisionFault {
    /// The office may not decide this one.
    NotAllowed,
    /// The enrolment is another one by now.
    Changed,
    /// Somebody decided the other way before.
    DecidedOtherwise,
    /// The word does not read or verify.
    Damaged,
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDecision {
    /// The enrolled key.
    pub key: KeyId,
    /// What was said.
    pub kind: DecisionKind,
    /// The signed word.
    pub bytes: Vec<u8>,
    /// Why the server did not take it; `None` while it waits to be sent.
    pub fault: Option<DecisionFault>,
}

impl DecisionKind {
    fn code(self) -> &'static str {
        match self {
            DecisionKind::Confirm => "confirm",
            DecisionKind::Refuse => "refuse",
        }
    }
}

impl DecisionFault {
    const ALL: [DecisionFault; 4] = [
        DecisionFault::NotAllowed,
        DecisionFault::Changed,
        DecisionFault::DecidedOtherwise,
        DecisionFault::Damaged,
    ];

    fn code(self) -> &'static str {
        match self {
            DecisionFault::NotAllowed => "not_allowed",
            DecisionFault::Changed => "changed",
            DecisionFault::DecidedOtherwise => "decided_otherwise",
            DecisionFault::Damaged => "damaged",
        }
    }
}

impl Store {
    /// Keeps a decision; one over the same key that was kept before gives way.
    ///
    /// # Errors
    /// As every write.
    pub fn put_decision(&mut self, decision: &StoredDecision) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            let sql = "INSERT OR REPLACE INTO decisions (key, kind, bytes) VALUES (?1, ?2, ?3)";
            let row = (decision.key.as_bytes(), decision.kind.code(), &decision.bytes);
            transaction.prepare_cached(sql)?.execute(row)?;
            Ok(())
        })
    }

    /// Every decision kept, oldest first.
    ///
    /// # Errors
    /// As every read.
    pub fn decisions(&self) -> Result<Vec<StoredDecision>, StoreError> {
        let sql = "SELECT key, kind, bytes, fault FROM decisions ORDER BY position";
        let mut statement = self.connection.prepare_cached(sql)?;
        statement.query_and_then([], read)?.collect()
    }
}

/// Stores the server's answer about exactly this word; one that was decided anew meanwhile waits on.
pub(crate) fn answered(
    connection: &Connection,
    key: KeyId,
    bytes: &[u8],
    fault: Option<DecisionFault>,
) -> Result<(), StoreError> {
    match fault {
        None => connection
            .prepare_cached("DELETE FROM decisions WHERE key = ?1 AND bytes = ?2")?
            .execute((key.as_bytes(), bytes))?,
        Some(fault) => connection
            .prepare_cached("UPDATE decisions SET fault = ?3 WHERE key = ?1 AND bytes = ?2")?
            .execute((key.as_bytes(), bytes, fault.code()))?,
    };
    Ok(())
}

fn read(row: &Row<'_>) -> Result<StoredDecision, StoreError> {
    let (kind, fault): (String, String) = (row.get(1)?, row.get(3)?);
    Ok(StoredDecision {
        key: KeyId(row.get(0)?),
        kind: match kind.as_str() {
            "confirm" => DecisionKind::Confirm,
            "refuse" => DecisionKind::Refuse,
            _ => return Err(StoreError::Shape("a decision")),
        },
        bytes: row.get(2)?,
        fault: DecisionFault::ALL.into_iter().find(|one| one.code() == fault),
    })
}
