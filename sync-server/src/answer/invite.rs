//! `POST /v1/invite`: an office sees whom it may give a code, and gives one: to join, or to set a new PIN on a device.
//!
//! Authorised by the device's token and by the signature of the office's person, and only for counsels and cadres whose whole
//! area lies in the office's. The code follows from the request, so that a lost answer is answered again with the same code.

use cunfa_core::{Action, Digest, Person, PersonId, Role, may};
use cunfa_evidence::chain::Place;
use cunfa_evidence::suite::{self, SM2_SM3, tagged_hash};
use cunfa_protocol::wire::{InviteRequest, InviteResponse, Invitee, Issued, Refusal, Whom};

use super::{read, signed_in};
use crate::chain::Keys;
use crate::db::{Device, Offer};
use crate::invitation::{code_from, hash_code};
use crate::server::{Server, Trouble};

/// How long a code is good.
const GOOD_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// Bytes of a nonce.
const NONCE_BYTES: usize = 16;

/// Answers it.
pub(crate) fn invite(
    server: &Server,
    token: Option<&str>,
    body: &[u8],
    now_ms: i64,
) -> Result<InviteResponse, Trouble> {
    let device = signed_in(server.db(), token)?;
    let request: InviteRequest = read(body)?;
    if device.is_revoked() {
        return Err(Refusal::DeviceRevoked.into());
    }
    if request.nonce.0.len() != NONCE_BYTES {
        return Err(Refusal::Unreadable.into());
    }
    let signed = check_signature(server, &device, &request)?;
    let office = server.db().person(request.by)?.ok_or(Refusal::NotAllowed)?;
    if !may(office.role, Action::Invite) {
        return Err(Refusal::NotAllowed.into());
    }
    let people = invitees(server, &office)?;
    let issued = match request.whom {
        None => None,
        Some(whom) => Some(issue(server, &people, whom, request.by, &signed, now_ms)?),
    };
    Ok(InviteResponse { people, issued })
}

/// The digest that was signed, if the signature is by a key of that person on this device that is not revoked.
fn check_signature(server: &Server, device: &Device, request: &InviteRequest) -> Result<Digest, Trouble> {
    let mut keys = Keys::new(server.db());
    let holder = keys.holder(request.key)?.ok_or(Refusal::BadProof)?;
    let theirs = holder.subject.person().is_some_and(|person| person.id == request.by);
    if !theirs || holder.subject.device() != device.id || !holder.signs_at(Place::NotYet) {
        return Err(Refusal::BadProof.into());
    }
    let of = request.whom.and_then(|whom| whom.device);
    let parts: [&[u8]; 5] = [
        device.id.as_bytes(),
        request.by.as_bytes(),
        &request.nonce.0,
        request.whom.as_ref().map_or(&[][..], |whom| whom.person.as_bytes()),
        of.as_ref().map_or(&[][..], |device| device.as_bytes()),
    ];
    let message = tagged_hash("cunfa/invite", &parts);
    suite::verify(SM2_SM3, &holder.public_key, message.as_bytes(), &request.signature.0)
        .map_err(|_| Refusal::BadProof)?;
    Ok(message)
}

/// Counsels and cadres whose whole area lies in the office's, with the devices they are on.
fn invitees(server: &Server, office: &Person) -> Result<Vec<Invitee>, Trouble> {
    let devices: Vec<Device> = server.db().devices()?;
    let mut on = Vec::new();
    for device in devices.into_iter().filter(|device| !device.is_revoked()) {
        let people: Vec<PersonId> = server.db().people_on(device.id)?.iter().map(|one| one.id).collect();
        on.push((device, people));
    }
    let people = server.db().people()?;
    let mine = people.into_iter().filter(|person| is_in_hand(office, person));
    Ok(mine
        .map(|person| Invitee {
            devices: on
                .iter()
                .filter(|(_, people)| people.contains(&person.id))
                .map(|(device, _)| (device.id, device.name.clone()))
                .collect(),
            person,
        })
        .collect())
}

/// Colleagues of the office, the county and the city get their codes from the county.
fn is_in_hand(office: &Person, person: &Person) -> bool {
    let fits = match person.role {
        Role::Counsel | Role::Cadre => true,
        Role::Office | Role::County | Role::City => false,
    };
    let within = |area| office.scope.iter().any(|mine| mine.contains(area));
    fits && !person.scope.is_empty() && person.scope.iter().all(within)
}

fn issue(
    server: &Server,
    people: &[Invitee],
    whom: Whom,
    by: PersonId,
    signed: &Digest,
    now_ms: i64,
) -> Result<Issued, Trouble> {
    let invitee = people
        .iter()
        .find(|invitee| invitee.person.id == whom.person)
        .ok_or(Refusal::NotAllowed)?;
    let is_on = |device| invitee.devices.iter().any(|(on, _)| *on == device);
    if whom.device.is_some_and(|device| !is_on(device)) {
        return Err(Refusal::NotAllowed.into());
    }
    let code = code_from(&server.code_seed(signed));
    let code_hash = hash_code(&code);
    let expires_ms = match server.db().invitation(&code_hash)? {
        Some(known) if known.used.is_some() => return Err(Refusal::InvitationUsed.into()),
        Some(known) => known.offer.expires_ms,
        None => {
            let expires_ms = now_ms.saturating_add(GOOD_MS);
            server.db().add_invitation(&Offer {
                code_hash,
                person: whom.person,
                device: whom.device,
                by: Some(by),
                created_ms: now_ms,
                expires_ms,
            })?;
            expires_ms
        }
    };
    Ok(Issued { code, expires_ms })
}
