//! What enrolling the device and adding a person have in common: the request, what is believed of the answer, the slot.

use cunfa_core::{DeviceId, PersonId};
use cunfa_evidence::certificate::Subject;
use cunfa_evidence::chain::{Chain, Place};
use cunfa_evidence::keys::SigningKey;
use cunfa_evidence::recovery::Share;
use cunfa_evidence::suite;
use cunfa_protocol::Code;
use cunfa_protocol::wire::{self, Blob, EnrolRequest, EnrolResponse, Refusal};
use cunfa_store::keyfile::{DB_KEY, SIGNING_KEY, Slot};
use cunfa_store::{Device, Directory, Enrolment, StoredPerson};

use crate::app::Shared;
use crate::desk::Desk;
use crate::session::pending::Keys;
use crate::sync::answer::{self, NoMessage};

/// Longest device name that is sent, in characters.
const DEVICE_NAME_CHARS: usize = 40;

/// The request, with the proof that the person's secret is here.
pub(crate) fn request(
    person_key: &SigningKey,
    device_key: &SigningKey,
    code: &str,
    device_name: &str,
    device: Option<DeviceId>,
) -> Result<Vec<u8>, Code> {
    encode(&message(person_key, device_key, code, device_name, device))
}

/// The same, to ask for more.
pub(crate) fn message(
    person_key: &SigningKey,
    device_key: &SigningKey,
    code: &str,
    device_name: &str,
    device: Option<DeviceId>,
) -> EnrolRequest {
    let (device_key, public_key) = (device_key.public(), person_key.public());
    let proof = suite::tagged_hash("cunfa/enrol", &[code.as_bytes(), device_key, public_key]);
    EnrolRequest {
        version: wire::VERSION,
        code: code.to_owned(),
        device_name: device_name.to_owned(),
        device_key: Blob(device_key.to_vec()),
        person_key: Blob(public_key.to_vec()),
        proof: Blob(person_key.sign(proof.as_bytes()).to_vec()),
        device,
        again: None,
        asked_for: None,
    }
}

/// As it is sent.
pub(crate) fn encode(request: &EnrolRequest) -> Result<Vec<u8>, Code> {
    wire::encode(request).map_err(|_| Code::Internal {
        attempted: "asking to be enrolled".to_owned(),
    })
}

/// The device's name as it is sent and kept.
pub(crate) fn device_name(typed: &str) -> String {
    cunfa_core::text::tidy(typed)
        .chars()
        .filter(|c| !c.is_control())
        .take(DEVICE_NAME_CHARS)
        .collect()
}

/// Asks the server.
pub(crate) async fn ask(
    shared: &Shared,
    server: &str,
    token: Option<&str>,
    request: Vec<u8>,
    keys: &Keys,
) -> Result<EnrolResponse, Code> {
    let answer = shared.link.ask(server, wire::ENROL_PATH, token, request).await;
    answer::read(answer).map_err(|no| code_of_no(&no, keys))
}

/// What a person is told who gave a code and a new PIN.
pub(crate) fn code_of_no(no: &NoMessage, keys: &Keys) -> Code {
    match no {
        // The code was used from here, with a PIN other than the one given now.
        NoMessage::Refused(Refusal::InvitationUsed) if keys.others => Code::OtherNewPin,
        no => no.code(),
    }
}

/// Whether the chain from the county key on certifies exactly our key for exactly this person on this device.
pub(crate) fn is_certified(response: &EnrolResponse, county_key: &[u8], person_key: &SigningKey) -> bool {
    let directory = &response.directory;
    let chain = Chain::new(
        county_key,
        directory.certificates.iter().map(|bytes| bytes.0.as_slice()),
        directory.revocations.iter().map(|bytes| bytes.0.as_slice()),
    );
    let subject = Subject::Person {
        person: response.person.clone(),
        device: response.device,
    };
    chain
        .holder_at(person_key.id(), Place::NotYet)
        .is_some_and(|holder| holder.subject == subject)
}

/// What is stored of the answer.
pub(crate) fn enrolment(
    desk: &Desk,
    keys: &Keys,
    response: EnrolResponse,
    device: Device,
    slot: u32,
) -> Result<Enrolment, Code> {
    let sealed_key = keys.pin_key.seal(SIGNING_KEY, keys.person_key.secret(), desk.random()?);
    let person = StoredPerson {
        slot,
        person: response.person,
        public_key: keys.person_key.public().to_vec(),
        sealed_key,
        salt: keys.salt,
        cost: keys.cost,
    };
    let directory = directory(response.directory);
    let (epoch, time_token, now_ms) = (response.epoch, response.time_token.0, desk.now_ms());
    Ok(Enrolment {
        device,
        person,
        directory,
        epoch,
        time_token,
        now_ms,
    })
}

/// The wire's directory as the store keeps it.
pub(crate) fn directory(wire: wire::Directory) -> Directory {
    Directory {
        version: wire.version,
        villages: wire.villages,
        certificates: wire.certificates.into_iter().map(|bytes| bytes.0).collect(),
        revocations: wire.revocations.into_iter().map(|bytes| bytes.0).collect(),
        rules: wire.rules,
        people: wire.people,
        roster: wire.roster,
        courier_key: wire.courier_key.0,
    }
}

/// The person's ways in: by the PIN, and by the server's share when the PIN is lost; without one until the server gives it.
pub(crate) fn slot(
    desk: &Desk,
    keys: &Keys,
    db_key: &[u8; 32],
    share: Option<&Share>,
    stored: &StoredPerson,
) -> Result<Slot, Code> {
    Ok(Slot {
        slot: stored.slot,
        label: super::surname::surname(&stored.person.name),
        role: stored.person.role,
        key: keys.person_key.id(),
        salt: keys.salt,
        cost: keys.cost,
        sealed_db_key: keys.pin_key.seal(DB_KEY, db_key, desk.random()?),
        recovery: match share {
            Some(share) => share.seal(db_key, desk.random()?),
            None => Vec::new(),
        },
        renewal: None,
        wrong_tries: 0,
        not_before_ms: 0,
    })
}

/// The share of an answer.
pub(crate) fn share(desk: &Desk, response: &EnrolResponse) -> Result<Share, Code> {
    desk.config.deriver.share(&response.share.0).ok_or(Code::NotOurServer)
}

/// A person stored by an attempt that ended before the key file was written: the same key, so the same attempt.
pub(crate) fn stored_before(desk: &Desk, person: PersonId, keys: &Keys) -> Result<Option<StoredPerson>, Code> {
    let people = desk.store()?.people().map_err(crate::desk::code_of)?;
    let Some(stored) = people.into_iter().find(|stored| stored.person.id == person) else {
        return Ok(None);
    };
    let reachable = desk
        .key_file
        .as_ref()
        .is_some_and(|file| file.slot(stored.slot).is_some());
    if stored.public_key != keys.person_key.public() || reachable {
        return Err(Code::PersonAlreadyHere);
    }
    Ok(Some(stored))
}
