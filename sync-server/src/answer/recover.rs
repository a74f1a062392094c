//! `POST /v1/recover`: the server's share of a device's database key, for a person who lost the PIN. It is given out only for
//! an unused code of the office for that very person and device, and binds the code to the person's new key.

use cunfa_evidence::suite::{self, SM2_SM3, tagged_hash};
use cunfa_protocol::wire::{Blob, RecoverRequest, RecoverResponse, Refusal};

use super::read;
use crate::db::Invitation;
use crate::invitation::hash_code;
use crate::server::{Server, Trouble};

/// Answers it.
pub(crate) fn recover(server: &Server, body: &[u8], now_ms: i64) -> Result<RecoverResponse, Trouble> {
    let request: RecoverRequest = read(body)?;
    check_proof(&request)?;
    let code_hash = hash_code(&request.code);
    let invitation = server.db().invitation(&code_hash)?.ok_or(Refusal::InvitationUnknown)?;
    check_invitation(&request, &invitation, now_ms)?;
    let person = invitation.offer.person;
    let device = server
        .db()
        .device(request.device)?
        .ok_or(Refusal::InvitationElsewhere)?;
    if device.is_revoked() {
        return Err(Refusal::DeviceRevoked.into());
    }
    let lost = server.db().certificates_of(request.lost_key)?.into_iter().next();
    if !lost.is_some_and(|lost| lost.person == Some(person) && lost.device == device.id) {
        return Err(Refusal::InvitationElsewhere.into());
    }
    if invitation.used.is_none() && !server.db().claim_invitation(&code_hash, &request.person_key.0)? {
        return Err(Refusal::InvitationUsed.into());
    }
    Ok(RecoverResponse {
        share: Blob(server.share(device.id, person, request.lost_key)),
    })
}

/// The new key's secret is where the request comes from.
fn check_proof(request: &RecoverRequest) -> Result<(), Refusal> {
    let RecoverRequest {
        code,
        device,
        lost_key,
        person_key,
        proof,
        ..
    } = request;
    let parts: [&[u8]; 4] = [code.as_bytes(), device.as_bytes(), lost_key.as_bytes(), &person_key.0];
    let message = tagged_hash("cunfa/recover", &parts);
    suite::verify(SM2_SM3, &person_key.0, message.as_bytes(), &proof.0).map_err(|_| Refusal::BadProof)
}

/// For this device, and not somebody else's by now. Whoever used it with the same key is answered again.
fn check_invitation(request: &RecoverRequest, invitation: &Invitation, now_ms: i64) -> Result<(), Refusal> {
    let used = invitation.used.as_ref().map(|used| &used.person_key);
    match used.or(invitation.claimed.as_ref()) {
        Some(key) if *key != request.person_key.0 => return Err(Refusal::InvitationUsed),
        Some(_) | None => {}
    }
    if invitation.offer.device != Some(request.device) {
        return Err(Refusal::InvitationElsewhere);
    }
    if used.is_none() && now_ms >= invitation.offer.expires_ms {
        return Err(Refusal::InvitationExpired);
    }
    Ok(())
}
