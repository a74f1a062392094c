//! `POST /v1/opening`: an opening from above goes into the log, and the text of that entry comes back.
//!
//! Invariant: no text before the opening stands in the log, where the office and the counsel see it; none to another device than the one that
//! signed it; none once the person may not open there any more, or a day after it was received.

use cunfa_core::{Action, Body, EntryId, PersonId};
use cunfa_evidence::act::SignedAct;
use cunfa_evidence::batch::{Batch, SealedBatch};
use cunfa_protocol::figures::{OPEN_MS, OpeningRequest, OpeningResponse};
use cunfa_protocol::view::ParkedReason;
use cunfa_protocol::wire::{BatchAnswer, Refusal};

use super::sync::{on_the_wire, push_one};
use super::{asker, read};
use crate::db::{Asker, Who};
use crate::server::{Server, Trouble, hash_token};

/// Answers it.
pub(crate) fn opening(
    server: &Server,
    token: Option<&str>,
    body: &[u8],
    now_ms: i64,
) -> Result<OpeningResponse, Trouble> {
    let token = hash_token(token.ok_or(Refusal::SignInAgain)?);
    let asker = asker(server, Who::Token(&token))?;
    let request: OpeningRequest = read(body)?;
    if asker.device.is_revoked() {
        return Err(Refusal::DeviceRevoked.into());
    }
    let sealed = SealedBatch::from_the_way(request.batch.bytes.0, request.batch.signature.0);
    let Some((entry, person)) = opened(&asker, &sealed) else {
        return Ok(OpeningResponse::Refused(ParkedReason::Content));
    };
    // What the log holds already is answered by its receipt alone; so the device's signature is held against this device first.
    if sealed.verify(&asker.device.key).is_err() {
        return Ok(OpeningResponse::Refused(ParkedReason::Signature));
    }
    Ok(match push_one(server, &asker, sealed, now_ms)? {
        BatchAnswer::Refused { reason, .. } => OpeningResponse::Refused(reason),
        BatchAnswer::Later { .. } => OpeningResponse::Later,
        BatchAnswer::Stored(stored) => text(server, &asker, (entry, person), stored.received_at_ms, now_ms)?,
    })
}

/// The entry that a batch opens and who opens it, if the batch does that and nothing else, for this device.
fn opened(asker: &Asker, sealed: &SealedBatch) -> Option<(EntryId, PersonId)> {
    let batch: Batch = sealed.open().ok()?;
    let [act] = batch.acts.as_slice() else { return None };
    let act = SignedAct::read(act).ok()?;
    let said = &act.statement().act;
    let only = batch.changes.is_empty() && batch.device == asker.device.id && said.device == asker.device.id;
    let opens = matches!(said.body, Body::Opening(_)) && said.entry == batch.entry;
    (only && opens).then_some((said.entry, said.person))
}

/// The entry, for a person who is on the device still and may open it still.
fn text(
    server: &Server,
    asker: &Asker,
    (entry, person): (EntryId, PersonId),
    received_at_ms: i64,
    now_ms: i64,
) -> Result<OpeningResponse, Trouble> {
    let log = server.db().entry_log(entry)?;
    let village = log.first().map(|batch| &batch.village);
    let mut people = asker.people.iter().filter(|one| one.id == person);
    let may = village.is_some_and(|village| people.any(|one| one.may_in(Action::OpenFromAbove, village)));
    if !may {
        return Ok(OpeningResponse::Refused(ParkedReason::NotAllowed));
    }
    if now_ms.saturating_sub(received_at_ms) > OPEN_MS {
        return Ok(OpeningResponse::Over);
    }
    let batches = log.into_iter().map(on_the_wire).collect::<Result<_, _>>()?;
    Ok(OpeningResponse::Open {
        received_at_ms,
        batches,
    })
}
