//! Enrolments made here on the spot, until the server took them and after. One it refused is offered again when the directory
//! changed, since the register may know the person by then; all are offered again when the server's log begins anew.

use cunfa_core::{KeyId, PersonId, Standing};
use cunfa_evidence::certificate::{Certificate, Subject};
use cunfa_evidence::chain::Holder;
use cunfa_evidence::claim::Claim;
use cunfa_evidence::keys::SigningKey;
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::{device, people};
use crate::{Store, StoreError, StoredPerson};

/// Why the server did not take an enrolment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimFault {
    /// The register has no such cadre.
    NotOnRoster,
    /// Not of a village of a counsel on this device.
    OutOfScope,
    /// The person has another key on this device.
    AlreadyHere,
    /// The office refused this very key.
    Refused,
    /// It does not read or verify.
    Damaged,
}

/// One enrolment made here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredClaim {
    /// The key.
    pub key: KeyId,
    /// Whose.
    pub person: PersonId,
    /// The signed claim.
    pub bytes: Vec<u8>,
    /// Whether the server has to hear of it.
    pub waits: bool,
    /// Why the server did not take it.
    pub fault: Option<ClaimFault>,
}

impl ClaimFault {
    const ALL: [ClaimFault; 5] = [
        ClaimFault::NotOnRoster,
        ClaimFault::OutOfScope,
        ClaimFault::AlreadyHere,
        ClaimFault::Refused,
        ClaimFault::Damaged,
    ];

    fn code(self) -> &'static str {
        match self {
            ClaimFault::NotOnRoster => "not_on_roster",
            ClaimFault::OutOfScope => "out_of_scope",
            ClaimFault::AlreadyHere => "already_here",
            ClaimFault::Refused => "refused",
            ClaimFault::Damaged => "damaged",
        }
    }
}

impl Store {
    /// Adds a person with a key that the server has not heard of, and the claim that will tell it; one transaction.
    ///
    /// # Errors
    /// [`StoreError::NotNow`] when the device is not enrolled or the person is here already.
    pub fn add_claimed(&mut self, person: &StoredPerson, key: KeyId, claim: &[u8]) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            device::needed(transaction)?;
            people::insert(transaction, person)?;
            let sql = "INSERT INTO claims (key, person, bytes) VALUES (?1, ?2, ?3)";
            transaction
                .prepare_cached(sql)?
                .execute((key.as_bytes(), person.person.id.as_bytes(), claim))?;
            Ok(())
        })
    }

    /// Every enrolment made here, oldest first.
    ///
    /// # Errors
    /// As every read.
    pub fn claims(&self) -> Result<Vec<StoredClaim>, StoreError> {
        let sql = "SELECT key, person, bytes, state, fault FROM claims ORDER BY position";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_map([], read)?.collect::<Result<_, _>>()?)
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<StoredClaim> {
    let (state, fault): (String, String) = (row.get(3)?, row.get(4)?);
    Ok(StoredClaim {
        key: KeyId(row.get(0)?),
        person: PersonId(row.get(1)?),
        bytes: row.get(2)?,
        waits: state == "pending",
        fault: ClaimFault::ALL.into_iter().find(|one| one.code() == fault),
    })
}

/// Stores the server's answer.
pub(crate) fn answered(connection: &Connection, key: KeyId, fault: Option<ClaimFault>) -> Result<(), StoreError> {
    let (state, fault) = fault.map_or(("taken", ""), |fault| ("refused", fault.code()));
    let sql = "UPDATE claims SET state = ?2, fault = ?3 WHERE key = ?1";
    connection
        .prepare_cached(sql)?
        .execute((key.as_bytes(), state, fault))?;
    Ok(())
}

/// After the directory changed: what was refused is offered again. What was said of it stays until the next answer.
pub(crate) fn offer_refused(connection: &Connection) -> Result<(), StoreError> {
    connection.execute("UPDATE claims SET state = 'pending' WHERE state = 'refused'", [])?;
    Ok(())
}

/// After the log began anew: everything is offered again.
pub(crate) fn offer_all(connection: &Connection) -> Result<(), StoreError> {
    connection.execute("UPDATE claims SET state = 'pending', fault = ''", [])?;
    Ok(())
}

/// Whose the key is by the enrolment made here, as long as the server has not refused it.
pub(crate) fn holder(connection: &Connection, key: KeyId) -> Result<Option<Holder>, StoreError> {
    let sql = "SELECT bytes FROM claims WHERE key = ?1 AND fault = ''";
    let mut statement = connection.prepare_cached(sql)?;
    let bytes: Option<Vec<u8>> = statement.query_row([key.as_bytes()], |row| row.get(0)).optional()?;
    let (Some(bytes), Some(device)) = (bytes, device::get(connection)?) else {
        return Ok(None);
    };
    let claim = SigningKey::from_secret(*device.secret)
        .ok()
        .and_then(|device_key| Claim::read(&bytes, device_key.public()).ok());
    let stored = people::all(connection)?;
    Ok(claim.and_then(|claim| {
        let stored = stored.into_iter().find(|stored| stored.person.id == claim.person)?;
        Some(Holder::new(Certificate {
            subject: Subject::Person {
                person: stored.person,
                device: claim.device,
            },
            from_ms: claim.made_at_ms,
            from_sequence: 0,
            standing: Standing::Provisional,
            issuer: claim.key(),
            public_key: claim.public_key,
        }))
    }))
}
