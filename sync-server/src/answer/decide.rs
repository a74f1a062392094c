//! What an office says to enrolments: each word is verified against the chain of authority, then kept for good. Said again, it
//! is answered again.

use cunfa_core::{Action, KeyId, Person, Standing, may};
use cunfa_evidence::certificate::Certificate;
use cunfa_evidence::chain::{self, Holder, Place};
use cunfa_evidence::refusal;
use cunfa_protocol::view::DecisionFault;
use cunfa_protocol::wire::{Decision, DecisionAnswer};

use crate::chain::Keys;
use crate::db::{DbError, Device, StoredCertificate};
use crate::server::{Server, Trouble};

/// Why a decision is not taken.
enum Stop {
    Fault(DecisionFault),
    Trouble(Trouble),
}

impl From<DecisionFault> for Stop {
    fn from(fault: DecisionFault) -> Stop {
        Stop::Fault(fault)
    }
}

impl From<DbError> for Stop {
    fn from(error: DbError) -> Stop {
        Stop::Trouble(error.into())
    }
}

/// Takes the decisions of one request, in order.
pub(super) fn decide(
    server: &Server,
    device: &Device,
    decisions: &[Decision],
    now_ms: i64,
) -> Result<Vec<DecisionAnswer>, Trouble> {
    let mut answers = Vec::with_capacity(decisions.len());
    for decision in decisions {
        // Looked up anew each time: the one before may have changed what the chain says.
        let mut keys = Keys::new(server.db());
        let taken = match decision {
            Decision::Confirm(bytes) => confirm(server, device, &mut keys, &bytes.0),
            Decision::Refuse(bytes) => refuse(server, device, &mut keys, &bytes.0, now_ms),
        };
        answers.push(match taken {
            Ok(()) => DecisionAnswer::Taken,
            Err(Stop::Fault(fault)) => {
                tracing::warn!(
                    device = device.number,
                    ?fault,
                    "a decision over an enrolment was not taken"
                );
                DecisionAnswer::NotTaken(fault)
            }
            Err(Stop::Trouble(trouble)) => return Err(trouble),
        });
    }
    Ok(answers)
}

fn confirm(server: &Server, device: &Device, keys: &mut Keys<'_>, bytes: &[u8]) -> Result<(), Stop> {
    let issuer = Certificate::claimed_issuer(bytes).map_err(|_| DecisionFault::Damaged)?;
    let (office, office_key) = office(keys, device, issuer)?;
    let certificate = Certificate::read(bytes, &office_key).map_err(|_| DecisionFault::Damaged)?;
    let holder = enrolled(keys, &office, certificate.key())?;
    let repeats = holder.subject == certificate.subject
        && (holder.from_ms, holder.from_sequence) == (certificate.from_ms, certificate.from_sequence);
    if !repeats {
        return Err(DecisionFault::Changed.into());
    }
    if certificate.standing != Standing::Confirmed {
        return Err(DecisionFault::Damaged.into());
    }
    let confirmation = StoredCertificate {
        key: certificate.key(),
        county: device.county.clone(),
        device: holder.subject.device(),
        person: holder.subject.person().map(|person| person.id),
        standing: Standing::Confirmed,
        from_sequence: certificate.from_sequence,
        bytes: bytes.to_vec(),
    };
    if server.db().confirm(&confirmation)? {
        Ok(())
    } else {
        Err(DecisionFault::DecidedOtherwise.into())
    }
}

fn refuse(server: &Server, device: &Device, keys: &mut Keys<'_>, bytes: &[u8], now_ms: i64) -> Result<(), Stop> {
    let issuer = refusal::Refusal::claimed_issuer(bytes).map_err(|_| DecisionFault::Damaged)?;
    let (office, office_key) = office(keys, device, issuer)?;
    let refusal = refusal::Refusal::read(bytes, &office_key).map_err(|_| DecisionFault::Damaged)?;
    let holder = enrolled(keys, &office, refusal.key)?;
    match (holder.standing, holder.revoked) {
        (_, Some(_)) => Ok(()),
        (Standing::Confirmed, None) => Err(DecisionFault::DecidedOtherwise.into()),
        (Standing::Provisional, None) => Ok(server.refuse(refusal.key, bytes, now_ms)?),
    }
}

/// The confirmed office person on this very device whose key this is.
fn office(keys: &mut Keys<'_>, device: &Device, issuer: KeyId) -> Result<(Person, Vec<u8>), Stop> {
    let holder = keys.holder(issuer)?.ok_or(DecisionFault::NotAllowed)?;
    let person = holder.subject.person().ok_or(DecisionFault::NotAllowed)?;
    let may = may(person.role, Action::DecideEnrolment)
        && holder.subject.device() == device.id
        && holder.standing == Standing::Confirmed
        && holder.signs_at(Place::NotYet);
    if may {
        Ok((person.clone(), holder.public_key.clone()))
    } else {
        Err(DecisionFault::NotAllowed.into())
    }
}

/// The enrolment it is about, if this office may decide it.
fn enrolled(keys: &mut Keys<'_>, office: &Person, key: KeyId) -> Result<Holder, Stop> {
    let holder = keys.holder(key)?.ok_or(DecisionFault::Changed)?;
    let person = holder.subject.person().ok_or(DecisionFault::NotAllowed)?;
    chain::may_confirm(office, person).map_err(|_| DecisionFault::NotAllowed)?;
    Ok(holder.clone())
}
