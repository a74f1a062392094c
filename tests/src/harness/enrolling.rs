//! Joining a county past the client: a key of a person on a device of light weight, by the server's own answers to an invitation.

use cunfa_core::{DeviceId, PersonId};
use cunfa_evidence::keys::SigningKey;
use cunfa_evidence::suite::tagged_hash;
use cunfa_protocol::wire::{self, Blob, ENROL_PATH, EnrolRequest, EnrolResponse, VERSION};
use cunfa_server::db::Offer;
use cunfa_server::{Random, Server, invitation};

use super::Dice;

/// How long an invitation is good, in ms.
const GOOD_MS: i64 = 1_000_000;

/// Who joins, on what.
pub struct Joining<'a> {
    /// A person of the register.
    pub person: PersonId,
    /// What the office calls the device.
    pub device_name: &'a str,
    /// The device's key.
    pub device_key: &'a SigningKey,
    /// The person's key on it.
    pub person_key: &'a SigningKey,
    /// The device and its token, when it is enrolled already.
    pub known: Option<(DeviceId, &'a str)>,
    /// The server's clock, ms since 1970.
    pub now_ms: i64,
}

/// A key from a seed, kept ready to sign.
///
/// # Errors
/// For the few seeds that give none.
pub fn key(dice: &mut Dice) -> Result<SigningKey, String> {
    let key = SigningKey::from_secret(dice.bytes()).and_then(SigningKey::kept_ready);
    key.map_err(|error| format!("making a key: {error}"))
}

/// Gives somebody of the register a one-time code. `random`: where it comes from.
///
/// # Errors
/// The database's.
pub fn invite(server: &Server, random: &dyn Random, person: PersonId, now_ms: i64) -> Result<String, String> {
    let code = invitation::draw_code(random).map_err(|error| format!("drawing a code: {error}"))?;
    let offer = Offer {
        code_hash: invitation::hash_code(&code),
        person,
        device: None,
        by: None,
        created_ms: now_ms,
        expires_ms: now_ms + GOOD_MS,
    };
    let added = server.db().add_invitation(&offer);
    added.map(|()| code).map_err(|error| format!("inviting: {error}"))
}

/// Gives an invitation and uses it. `random`: where its code comes from.
///
/// # Errors
/// What the server or its database says.
pub fn enrol(server: &Server, random: &dyn Random, joining: &Joining<'_>) -> Result<EnrolResponse, String> {
    let code = invite(server, random, joining.person, joining.now_ms)?;
    let (device_key, person_key) = (joining.device_key, joining.person_key);
    let parts: [&[u8]; 3] = [code.as_bytes(), device_key.public(), person_key.public()];
    let proof = tagged_hash("cunfa/enrol", &parts);
    let request = EnrolRequest {
        version: VERSION,
        code,
        device_name: joining.device_name.to_owned(),
        device_key: Blob(device_key.public().to_vec()),
        person_key: Blob(person_key.public().to_vec()),
        proof: Blob(person_key.sign(proof.as_bytes()).to_vec()),
        device: joining.known.map(|(device, _)| device),
        again: None,
        asked_for: None,
    };
    let body = wire::encode(&request).map_err(|error| format!("enrolling: {error}"))?;
    let token = joining.known.map(|(_, token)| token);
    let answer = server.answer(ENROL_PATH, token, &body, joining.now_ms);
    if answer.status != 200 {
        return Err(format!("enrolling: the server said {}", answer.status));
    }
    wire::decode(&answer.body).map_err(|error| format!("enrolling: {error}"))
}
