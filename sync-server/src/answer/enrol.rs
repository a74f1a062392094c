//! `POST /v1/enrol`: a one-time code makes a person's key and a device's key known to the county.
//!
//! The same request asked again is answered the same, so that a lost answer costs nothing.

mod returning;

use std::collections::BTreeSet;

use cunfa_core::{DeviceId, KeyId, Person, Role, Standing};
use cunfa_evidence::certificate::{Certificate, Subject};
use cunfa_evidence::revocation::RevocationReason;
use cunfa_evidence::suite::{self, SM2_SM3, SuiteError, tagged_hash};
use cunfa_protocol::wire::{Blob, EnrolRequest, EnrolResponse, Refusal};

use self::returning::{Return, all_returned, returns};
use super::{read, signed_in};
use crate::db::{Device, Enrolled, Enrolment, Invitation, NewDevice, StoredCertificate, Use};
use crate::directory;
use crate::invitation::hash_code;
use crate::random::draw;
use crate::register;
use crate::server::{Server, Trouble, hash_token};

/// Longest device name, in grapheme clusters.
const MAX_NAME: usize = 60;

/// Answers it.
pub(crate) fn enrol(server: &Server, token: Option<&str>, body: &[u8], now_ms: i64) -> Result<EnrolResponse, Trouble> {
    let request: EnrolRequest = read(body)?;
    if cunfa_core::text::graphemes(&request.device_name) > MAX_NAME
        || cunfa_core::text::has_control(&request.device_name)
    {
        return Err(Refusal::Unreadable.into());
    }
    check_proof(&request)?;
    let code_hash = hash_code(&request.code);
    // Once more when the same invitation was used between looking and storing: what was read in between may be half of
    // what is true, so a refusal stands only while the invitation is still unused.
    for _ in 0..2 {
        let invitation = server.db().invitation(&code_hash)?.ok_or(Refusal::InvitationUnknown)?;
        if let Some(used) = &invitation.used {
            return again(server, &request, used, &invitation, now_ms);
        }
        if now_ms >= invitation.offer.expires_ms {
            return Err(Refusal::InvitationExpired.into());
        }
        let overtaken = || -> Result<bool, Trouble> {
            let now = server.db().invitation(&code_hash)?;
            Ok(now.is_some_and(|invitation| invitation.used.is_some()))
        };
        match first(server, token, &request, &invitation, now_ms) {
            Ok(Some(response)) => return Ok(response),
            Err(trouble) if !overtaken()? => return Err(trouble),
            Ok(None) | Err(_) => {}
        }
    }
    Err(Refusal::Busy.into())
}

/// The person's secret is where the request comes from, and both keys are keys.
fn check_proof(request: &EnrolRequest) -> Result<(), Refusal> {
    let EnrolRequest {
        code,
        device_key,
        person_key,
        ..
    } = request;
    if suite::verify(SM2_SM3, &device_key.0, &[], &[0; 64]) == Err(SuiteError::PublicKey) || device_key == person_key {
        return Err(Refusal::BadProof);
    }
    let message = tagged_hash("cunfa/enrol", &[code.as_bytes(), &device_key.0, &person_key.0]);
    suite::verify(SM2_SM3, &person_key.0, message.as_bytes(), &request.proof.0).map_err(|_| Refusal::BadProof)
}

/// The same request once more; anybody else's is refused.
fn again(
    server: &Server,
    request: &EnrolRequest,
    used: &Use,
    invitation: &Invitation,
    now_ms: i64,
) -> Result<EnrolResponse, Trouble> {
    if used.person_key != request.person_key.0 || used.device_key != request.device_key.0 {
        return Err(Refusal::InvitationUsed.into());
    }
    let device = server.db().device(used.device)?.ok_or(Refusal::InvitationUsed)?;
    if device.is_revoked() {
        return Err(Refusal::DeviceRevoked.into());
    }
    let person = server
        .db()
        .person(invitation.offer.person)?
        .ok_or(Refusal::InvitationUnknown)?;
    let token = server.token(&request.code, &request.device_key.0);
    let token = (used.gave_token && hash_token(&token) == device.token_hash).then_some(token);
    if used.gave_token && token.is_none() {
        return Err(Refusal::InvitationUsed.into());
    }
    response(server, request, &device, person, token, now_ms)
}

/// What an enrolment does to the device.
enum Joins {
    /// A new one.
    New(DeviceId),
    /// A further person on one that is signed in.
    Further(Device),
    /// Somebody who is on it already signs it in again, with the same key.
    SignsIn(Device),
    /// Somebody who is on it already lost the PIN and gets a new key.
    Renews(Device),
    /// The county's own certificates show that the person was on it before a backup was restored that knows less.
    Returns(Box<Return>),
}

impl Joins {
    fn device(&self) -> DeviceId {
        match self {
            Joins::New(id) => *id,
            Joins::Further(device) | Joins::SignsIn(device) | Joins::Renews(device) => device.id,
            Joins::Returns(back) => back.id,
        }
    }

    /// The device, when the server knows it.
    fn known(&self) -> Option<&Device> {
        match self {
            Joins::New(_) => None,
            Joins::Further(device) | Joins::SignsIn(device) | Joins::Renews(device) => Some(device),
            Joins::Returns(back) => back.device.as_ref(),
        }
    }
}

/// Decides and stores; `None` when somebody was faster.
fn first(
    server: &Server,
    token: Option<&str>,
    request: &EnrolRequest,
    invitation: &Invitation,
    now_ms: i64,
) -> Result<Option<EnrolResponse>, Trouble> {
    let person = server
        .db()
        .person(invitation.offer.person)?
        .ok_or(Refusal::InvitationUnknown)?;
    let county = register::county_of(&person).ok_or(Refusal::InvitationUnknown)?;
    if let Some(asked_for) = &request.asked_for {
        asked_for.check(person.role, &county)?;
    }
    let joins = for_this(joins(server, token, request)?, request, invitation)?;
    if joins.known().is_some_and(|device| device.county != county) {
        return Err(Refusal::InvitationUnknown.into());
    }
    let given = match &joins {
        Joins::New(_) | Joins::SignsIn(_) | Joins::Returns(_) => {
            Some(server.token(&request.code, &request.device_key.0))
        }
        Joins::Further(_) | Joins::Renews(_) => None,
    };
    let enrolment = Enrolment {
        code_hash: invitation.offer.code_hash,
        certificates: certificates(server, request, &person, &joins, &county, now_ms)?,
        lost: lost(server, &person, &joins)?,
        had: match &joins {
            Joins::Returns(back) => back.had.clone(),
            Joins::New(_) | Joins::Further(_) | Joins::SignsIn(_) | Joins::Renews(_) => Vec::new(),
        },
        county,
        person: person.id,
        person_key: request.person_key.0.clone(),
        device_key: request.device_key.0.clone(),
        device: joins.device(),
        new_device: new_device(request, &joins),
        token_hash: given.as_deref().map(hash_token),
        now_ms,
    };
    let revoke = |key, from| server.revocation(key, RevocationReason::Replaced, from, now_ms);
    match server.db().enrol(&enrolment, &revoke)? {
        Enrolled::Done(device) => response(server, request, &device, person, given, now_ms).map(Some),
        Enrolled::Overtaken => Ok(None),
        Enrolled::PersonThere => Err(Refusal::PersonAlreadyHere.into()),
    }
}

/// An invitation is either to join or to set a new PIN on the device it names, begun with this very key.
fn for_this(joins: Joins, request: &EnrolRequest, invitation: &Invitation) -> Result<Joins, Refusal> {
    match (joins, invitation.offer.device) {
        (joins, None) => Ok(joins),
        (Joins::Further(device), Some(bound)) if device.id == bound => match &invitation.claimed {
            Some(key) if *key != request.person_key.0 => Err(Refusal::InvitationUsed),
            Some(_) | None => Ok(Joins::Renews(device)),
        },
        (_, Some(_)) => Err(Refusal::InvitationElsewhere),
    }
}

/// The person's keys on the device that are lost with the PIN, to be revoked: what came up to now counts.
fn lost(server: &Server, person: &Person, joins: &Joins) -> Result<Vec<KeyId>, Trouble> {
    let Joins::Renews(device) = joins else {
        return Ok(Vec::new());
    };
    let mut lost = BTreeSet::new();
    for stored in server.db().certificates(&device.county)? {
        let theirs = stored.device == device.id && stored.person == Some(person.id);
        if theirs && server.db().revocation_of(stored.key)?.is_none() {
            lost.insert(stored.key);
        }
    }
    if lost.is_empty() {
        return Err(Refusal::InvitationElsewhere.into());
    }
    Ok(lost.into_iter().collect())
}

fn joins(server: &Server, token: Option<&str>, request: &EnrolRequest) -> Result<Joins, Trouble> {
    if let Some(claimed) = request.device {
        let device = signed_in(server.db(), token)?;
        if device.id != claimed || device.key != request.device_key.0 {
            return Err(Refusal::SignInAgain.into());
        }
        return if device.is_revoked() {
            Err(Refusal::DeviceRevoked.into())
        } else {
            Ok(Joins::Further(device))
        };
    }
    let device = server.db().device_by_key(&request.device_key.0)?;
    let lost = match (&device, &request.again) {
        (None, again) => again.as_ref(),
        (Some(_), Some(again)) if known(server, suite::key_id(&request.person_key.0))?.is_none() => Some(again),
        (Some(_), _) => None,
    };
    if let Some(again) = lost {
        return returns(server, request, again, device).map(|back| Joins::Returns(Box::new(back)));
    }
    let Some(device) = device else {
        return Ok(Joins::New(DeviceId(draw(server.random.as_ref())?)));
    };
    // Knowing a device's public key is not being it: only a person's key that is on it already may sign it in.
    let key = suite::key_id(&request.person_key.0);
    match known(server, key)? {
        Some(known) if known.device != device.id || known.person.is_none() => Err(Refusal::SignInAgain.into()),
        None => Err(Refusal::SignInAgain.into()),
        Some(_) if device.is_revoked() => Err(Refusal::DeviceRevoked.into()),
        Some(_) if server.db().revocation_of(key)?.is_some() => Err(Refusal::SignInAgain.into()),
        Some(_) => Ok(Joins::SignsIn(device)),
    }
}

fn new_device(request: &EnrolRequest, joins: &Joins) -> Option<NewDevice> {
    let number = match joins {
        Joins::New(_) => None,
        Joins::Returns(back) if back.device.is_none() => Some(back.number),
        Joins::Further(_) | Joins::SignsIn(_) | Joins::Renews(_) | Joins::Returns(_) => return None,
    };
    Some(NewDevice {
        name: cunfa_core::text::tidy(&request.device_name),
        key: request.device_key.0.clone(),
        number,
    })
}

fn certificates(
    server: &Server,
    request: &EnrolRequest,
    person: &Person,
    joins: &Joins,
    county: &cunfa_core::Area,
    now_ms: i64,
) -> Result<Vec<StoredCertificate>, Trouble> {
    let device = joins.device();
    let issue = |public_key: &[u8], subject: Subject, person, standing| {
        let certificate = Certificate {
            public_key: public_key.to_vec(),
            subject,
            from_ms: now_ms,
            from_sequence: 0,
            issuer: server.key.id(),
            standing,
        };
        StoredCertificate {
            key: certificate.key(),
            county: county.clone(),
            device,
            person,
            standing,
            from_sequence: certificate.from_sequence,
            bytes: certificate.issue(&server.key),
        }
    };
    let of_device = || {
        issue(
            &request.device_key.0,
            Subject::Device(device),
            None,
            Standing::Confirmed,
        )
    };
    let of_person = || {
        issue(
            &request.person_key.0,
            Subject::Person {
                person: person.clone(),
                device,
            },
            Some(person.id),
            standing_at_first(person.role),
        )
    };
    match joins {
        Joins::New(_) => {
            unused(server, &request.person_key.0, person, device)?;
            Ok(vec![of_device(), of_person()])
        }
        Joins::Further(_) | Joins::Renews(_) => {
            unused(server, &request.person_key.0, person, device)?;
            Ok(vec![of_person()])
        }
        Joins::SignsIn(device) => {
            same_person(server, device, person, &request.person_key.0)?;
            Ok(Vec::new())
        }
        Joins::Returns(back) => {
            let theirs = |(certificate, _): &(Certificate, Vec<u8>)| {
                certificate.public_key == request.person_key.0
                    && certificate.subject.person().is_some_and(|of| of.id == person.id)
            };
            if !back.certificates.iter().any(theirs) {
                return Err(Refusal::InvitationElsewhere.into());
            }
            all_returned(server, &back.certificates, county)
        }
    }
}

/// What is known of a key.
fn known(server: &Server, key: KeyId) -> Result<Option<StoredCertificate>, Trouble> {
    Ok(server.db().certificates_of(key)?.into_iter().next())
}

/// Counsel and cadres wait for an office; the others are the county's to appoint.
fn standing_at_first(role: Role) -> Standing {
    match role {
        Role::Counsel | Role::Cadre => Standing::Provisional,
        Role::Office | Role::County | Role::City => Standing::Confirmed,
    }
}

/// A key belongs to one person on one device.
fn unused(server: &Server, public_key: &[u8], person: &Person, device: DeviceId) -> Result<(), Trouble> {
    match known(server, suite::key_id(public_key))? {
        None => Ok(()),
        Some(known) if known.person == Some(person.id) && known.device == device => {
            Err(Refusal::PersonAlreadyHere.into())
        }
        Some(_) => Err(Refusal::BadProof.into()),
    }
}

fn same_person(server: &Server, device: &Device, person: &Person, public_key: &[u8]) -> Result<(), Trouble> {
    let known = known(server, suite::key_id(public_key))?;
    let same = known.is_some_and(|known| known.person == Some(person.id) && known.device == device.id);
    if same {
        Ok(())
    } else {
        Err(Refusal::PersonAlreadyHere.into())
    }
}

fn response(
    server: &Server,
    request: &EnrolRequest,
    device: &Device,
    person: Person,
    token: Option<String>,
    now_ms: i64,
) -> Result<EnrolResponse, Trouble> {
    let shard = server.db().shard(&device.county)?.ok_or(Refusal::InvitationUnknown)?;
    let people = server.db().people_on(device.id)?;
    // Below the version at which the scope changed: the next sync then brings the directory again, and the log from its beginning, or
    // what is to be forgotten.
    let changes = [device.scope_since, device.forget_since].into_iter();
    let before = changes.filter_map(|since| since.checked_sub(1)).min();
    let version = before.map_or(shard.directory, |before| shard.directory.min(before));
    let share = server.share(device.id, person.id, suite::key_id(&request.person_key.0));
    Ok(EnrolResponse {
        share: Blob(share),
        device: device.id,
        device_number: device.number,
        token,
        shard: device.county.clone(),
        county_key: Blob(server.key.public().to_vec()),
        person,
        directory: directory::of(server, device, people, version)?,
        epoch: shard.epoch,
        time_token: Blob(server.time_token(now_ms)?),
    })
}
