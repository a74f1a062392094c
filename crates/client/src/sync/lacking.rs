//! Handing in what others wrote and the log lacks since it began anew from a backup. A new log is read to its end first, as always, so that
//! what it lacks of what is here is known without asking. What the server takes counts when it comes with the log, and not before.

use std::sync::Arc;

use cunfa_core::BatchId;
use cunfa_evidence::frame;
use cunfa_evidence::receipt::Receipt;
use cunfa_protocol::Code;
use cunfa_protocol::lacking::{LACKING_PATH, LackingAnswer, LackingBatch, LackingRequest, LackingResponse};
use cunfa_protocol::view::{ParkedReason, Topic};
use cunfa_protocol::wire::{self, Blob};
use cunfa_store::FillingState;

use crate::app::Shared;
use crate::desk::{Desk, code_of};
use crate::sync::answer;
use crate::sync::engine::Trouble;
use crate::sync::round;

/// Bytes of batches in one request: what is written here meanwhile waits for it.
const BYTES: usize = 256 * 1024;
/// Most batches in one request.
const BATCHES: usize = 64;

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HandedIn {
    /// There is nothing to hand in.
    Nothing,
    /// Some of it was answered; a round fetches what the log took.
    Some,
    /// It cannot be done in this pass.
    Unavailable,
}

/// A request, ready to be sent.
struct Request {
    server: String,
    token: String,
    body: Vec<u8>,
    batches: Vec<BatchId>,
}

/// Hands in as much as goes at once; adds the bytes that went to `bytes_up`.
///
/// # Errors
/// What ends the pass.
pub(crate) async fn hand_in(shared: &Arc<Shared>, bytes_up: &mut u64) -> Result<HandedIn, Trouble> {
    let mut bytes_max = BYTES;
    loop {
        let prepared = shared.at_desk(move |desk| prepare(desk, bytes_max)).await;
        let Some(request) = prepared.map_err(|_| Trouble::DiskFull)? else {
            return Ok(HandedIn::Nothing);
        };
        let Request {
            server,
            token,
            body,
            batches,
        } = request;
        let (bytes, count) = (body.len() as u64, batches.len());
        let answer = shared.link.ask(&server, LACKING_PATH, Some(&token), body).await;
        let answers = match answer::read::<LackingResponse>(answer) {
            Ok(response) => {
                *bytes_up += bytes;
                response.answers
            }
            Err(no) => match no.trouble(count) {
                trouble @ (Trouble::NoNetwork | Trouble::Busy { .. } | Trouble::DiskFull) => return Err(trouble),
                Trouble::TooLarge => {
                    bytes_max = 1;
                    continue;
                }
                Trouble::TooLargeAlone => vec![LackingAnswer::Refused(ParkedReason::TooLarge)],
                // The next round says it.
                Trouble::NotOurServer
                | Trouble::OtherDictionary
                | Trouble::AppTooOld
                | Trouble::ServerTooOld
                | Trouble::ClockOff
                | Trouble::SignInAgain
                | Trouble::Revoked
                | Trouble::RecordsDiffer => return Ok(HandedIn::Unavailable),
            },
        };
        let noted = shared.at_desk(move |desk| note(desk, &batches, &answers)).await;
        noted.map_err(|_| Trouble::DiskFull)?;
        return Ok(HandedIn::Some);
    }
}

/// What the log lacks, once it was read to its end.
fn prepare(desk: &mut Desk, bytes_max: usize) -> Result<Option<Request>, Code> {
    let store = desk.store()?;
    if desk.config.hands_in || store.filling().map_err(code_of)?.state != FillingState::Done {
        return Ok(None);
    }
    let lacking = store.lacking(bytes_max, BATCHES).map_err(code_of)?;
    if lacking.is_empty() {
        return Ok(None);
    }
    let batches = lacking.iter().map(|batch| batch.id).collect();
    let lacking: Vec<LackingBatch> = lacking.into_iter().map(on_the_wire).collect::<Result<_, _>>()?;
    let head = LackingRequest { version: wire::VERSION };
    let parts = wire::sequence(&head, &lacking).map_err(|_| internal())?;
    let device = desk.device()?;
    Ok(Some(Request {
        server: device.server,
        token: device.token,
        body: frame::pack_parts(desk.dictionary, &parts).map_err(|_| internal())?,
        batches,
    }))
}

fn on_the_wire(lacking: cunfa_store::LackingBatch) -> Result<LackingBatch, Code> {
    let (receipt, signature) = Receipt::take_apart(&lacking.receipt).map_err(|_| internal())?;
    Ok(LackingBatch {
        batch: round::wire_batch(lacking.sealed),
        epoch: receipt.epoch,
        sequence: receipt.sequence,
        received_at_ms: receipt.received_at_ms,
        receipt_signature: Blob(signature.to_vec()),
    })
}

fn internal() -> Code {
    Code::Internal {
        attempted: "handing in what the log lacks".to_owned(),
    }
}

/// Notes the answers, in the order of the batches. What has none is not asked again in this pass.
fn note(desk: &mut Desk, batches: &[BatchId], answers: &[LackingAnswer]) -> Result<(), Code> {
    let silence = std::iter::repeat(&LackingAnswer::Later);
    let answers = answers.iter().chain(silence).map(|answer| match answer {
        LackingAnswer::Refused(reason) => Some(round::store_reason(*reason)),
        LackingAnswer::Held | LackingAnswer::Later => None,
    });
    let answered: Vec<_> = batches.iter().copied().zip(answers).collect();
    let refused = answered.iter().filter(|(_, refused)| refused.is_some()).count();
    if refused > 0 {
        tracing::warn!(refused, "the server does not take what others wrote and its log lacks");
    }
    let parked = desk.store_mut()?.note_lacking(&answered).map_err(code_of)?;
    let told = desk.told();
    told.topic(Topic::Sync);
    if !parked.is_empty() {
        told.topic(Topic::Entries);
        told.entries.extend(&parked);
    }
    Ok(())
}
