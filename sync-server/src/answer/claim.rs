//! Enrolments made on the spot: a counsel's device made a key for a cadre of the roster. Taken once, answered the same again.

use cunfa_core::{Action, KeyId, Person, Role, Standing, may};
use cunfa_evidence::certificate::{Certificate, Subject};
use cunfa_evidence::chain::Place;
use cunfa_evidence::claim::Claim;
use cunfa_protocol::view::ClaimFault;
use cunfa_protocol::wire::{Blob, ClaimAnswer};

use crate::chain::Keys;
use crate::db::{Device, StoredCertificate};
use crate::server::{Server, Trouble};

/// Takes the claims of one request, in order.
pub(super) fn claim(
    server: &Server,
    device: &Device,
    claims: &[Blob],
    now_ms: i64,
) -> Result<Vec<ClaimAnswer>, Trouble> {
    let mut answers = Vec::with_capacity(claims.len());
    for bytes in claims {
        let people = server.db().people_on(device.id)?;
        answers.push(match one(server, device, &people, &bytes.0, now_ms)? {
            Ok(claim) => ClaimAnswer::Taken {
                share: Blob(server.share(device.id, claim.person, claim.key())),
            },
            Err(fault) => {
                tracing::warn!(device = device.number, ?fault, "an enrolment on the spot was not taken");
                ClaimAnswer::NotTaken(fault)
            }
        });
    }
    Ok(answers)
}

fn one(
    server: &Server,
    device: &Device,
    people: &[Person],
    bytes: &[u8],
    now_ms: i64,
) -> Result<Result<Claim, ClaimFault>, Trouble> {
    let Ok(claim) = Claim::read(bytes, &device.key) else {
        return Ok(Err(ClaimFault::Damaged));
    };
    if claim.device != device.id {
        return Ok(Err(ClaimFault::Damaged));
    }
    if let Some(known) = known(server, device, &claim)? {
        return Ok(known.map(|()| claim));
    }
    let Some(person) = server
        .db()
        .person(claim.person)?
        .filter(|person| person.role == Role::Cadre)
    else {
        return Ok(Err(ClaimFault::NotOnRoster));
    };
    if !may_be_enrolled(people, &person) {
        return Ok(Err(ClaimFault::OutOfScope));
    }
    let stored = provisional(server, device, &claim, person, now_ms);
    if server.db().claim(&stored, bytes)? {
        Ok(Ok(claim))
    } else {
        Ok(Err(ClaimFault::AlreadyHere))
    }
}

/// What is said of a key that is known already: taken, if it is this person's here and not revoked.
fn known(server: &Server, device: &Device, claim: &Claim) -> Result<Option<Result<(), ClaimFault>>, Trouble> {
    let key: KeyId = claim.key();
    if server.db().certificates_of(key)?.is_empty() {
        return Ok(None);
    }
    let mut keys = Keys::new(server.db());
    let Some(holder) = keys.holder(key)? else {
        return Ok(Some(Err(ClaimFault::Damaged)));
    };
    let theirs =
        holder.subject.device() == device.id && holder.subject.person().is_some_and(|person| person.id == claim.person);
    Ok(Some(match (theirs, holder.signs_at(Place::NotYet)) {
        (false, _) => Err(ClaimFault::Damaged),
        (true, false) => Err(ClaimFault::Refused),
        (true, true) => Ok(()),
    }))
}

/// Whether a counsel on the device works wherever the cadre does.
pub(crate) fn may_be_enrolled(people: &[Person], cadre: &Person) -> bool {
    let counsel = people.iter().filter(|person| may(person.role, Action::EnrolCadre));
    let areas: Vec<_> = counsel.flat_map(|person| &person.scope).collect();
    !cadre.scope.is_empty()
        && cadre
            .scope
            .iter()
            .all(|area| areas.iter().any(|wide| wide.contains(area)))
}

fn provisional(server: &Server, device: &Device, claim: &Claim, person: Person, now_ms: i64) -> StoredCertificate {
    let key = claim.key();
    let id = person.id;
    let certificate = Certificate {
        public_key: claim.public_key.clone(),
        subject: Subject::Person {
            person,
            device: device.id,
        },
        from_ms: now_ms,
        from_sequence: 0,
        issuer: server.key.id(),
        standing: Standing::Provisional,
    };
    StoredCertificate {
        key,
        county: device.county.clone(),
        device: device.id,
        person: Some(id),
        standing: Standing::Provisional,
        from_sequence: 0,
        bytes: certificate.issue(&server.key),
    }
}
