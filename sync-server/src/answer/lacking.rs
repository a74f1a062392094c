//! `POST /v1/lacking`: batches of others, which the log held before it began anew from a backup and a reader's device holds still.
//!
//! A batch comes in as if the device that made it pushed it now: by the same judge, and by how that device and its people stand. The receipt
//! of the log before proves nothing against a key or a scope that was taken since; it only keeps out what no log ever took. What a device
//! made that is revoked by now goes where such things go, to the quarantine. Who may not read a village learns nothing of it, and gives
//! nothing to it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use cunfa_core::{Area, BatchId, DeviceId};
use cunfa_evidence::batch::{Batch, BatchError, SealedBatch};
use cunfa_evidence::frame::{self, FrameError};
use cunfa_evidence::receipt::Receipt;
use cunfa_protocol::lacking::{LackingAnswer, LackingBatch, LackingRequest, LackingResponse};
use cunfa_protocol::view::ParkedReason;
use cunfa_protocol::wire::{self, Refusal};

use super::{append, asker, read};
use crate::db::{Appended, Asker, NewBatch, Who, reading_scope};
use crate::refusal;
use crate::server::{Server, Trouble, hash_token};
use crate::verify::{Judge, Opened, Verdict};

/// Answers it.
pub(crate) fn lacking(
    server: &Server,
    token: Option<&str>,
    body: &[u8],
    now_ms: i64,
) -> Result<LackingResponse, Trouble> {
    let token = hash_token(token.ok_or(Refusal::SignInAgain)?);
    let asker = asker(server, Who::Token(&token))?;
    let came = unpacked(body)?;
    if asker.device.is_revoked() {
        return Err(Refusal::DeviceRevoked.into());
    }
    let brought = Brought::of(server, &asker, came);
    let answers = brought.taken_in(server, &asker, now_ms)?;
    let held = answers.iter().filter(|answer| **answer == LackingAnswer::Held).count();
    let (device, of) = (asker.device.number, answers.len());
    tracing::info!(
        device,
        of,
        held,
        "a device brought what the log lacks since it began anew"
    );
    Ok(LackingResponse { answers })
}

/// A body out of its frame.
fn unpacked(body: &[u8]) -> Result<Vec<LackingBatch>, Refusal> {
    let plain = frame::unpack(body, wire::MAX_PLAIN_REQUEST_BYTES).map_err(|error| match error {
        FrameError::Limit => Refusal::TooLarge,
        FrameError::Dictionary => refusal::version(),
        FrameError::Broken => Refusal::Unreadable,
    })?;
    let items = wire::items(&plain).map_err(|_| Refusal::Unreadable)?;
    let (head, batches) = items.split_first().ok_or(Refusal::Unreadable)?;
    let _: LackingRequest = read(head)?;
    if batches.len() > wire::MAX_BATCHES {
        return Err(Refusal::TooLarge);
    }
    let batches = batches.iter().map(|item| wire::decode(item));
    batches.collect::<Result<_, _>>().map_err(|_| Refusal::Unreadable)
}

/// Batches that were brought, opened, and of each who made it, or why it is not looked at.
struct Brought {
    batches: Vec<(BatchId, SealedBatch)>,
    opened: Opened,
    makers: Vec<Result<DeviceId, ParkedReason>>,
}

/// What is known of a batch before anything is appended.
enum Judged {
    Answer(LackingAnswer),
    Accepted(Box<NewBatch>),
}

impl Brought {
    fn of(server: &Server, asker: &Asker, came: Vec<LackingBatch>) -> Brought {
        let scope = reading_scope(&asker.people);
        let mut brought = Brought {
            batches: Vec::with_capacity(came.len()),
            opened: Opened::new(),
            makers: Vec::with_capacity(came.len()),
        };
        for LackingBatch {
            batch,
            epoch,
            sequence,
            received_at_ms,
            receipt_signature,
        } in came
        {
            let (sealed, opened) = SealedBatch::opened_from_the_way(batch.bytes.0, batch.signature.0);
            let receipt = Receipt {
                batch: sealed.id(),
                shard: asker.device.county.clone(),
                epoch,
                sequence,
                received_at_ms,
            };
            let receipt = receipt.with_signature(&receipt_signature.0);
            let is_ours = Receipt::read(&receipt, server.key.public()).is_ok();
            brought.makers.push(maker(is_ours, &scope, &opened));
            let id = sealed.id();
            brought.opened.insert(id, opened);
            brought.batches.push((id, sealed));
        }
        brought
    }

    /// Judges all of them in order, appends what passes in one transaction, and answers each.
    fn taken_in(self, server: &Server, asker: &Asker, now_ms: i64) -> Result<Vec<LackingAnswer>, Trouble> {
        let mut makers = BTreeMap::new();
        for device in self.makers.iter().flatten() {
            if let Entry::Vacant(place) = makers.entry(*device) {
                place.insert(maker_now(server, asker, *device)?);
            }
        }
        // Until this is written or turns out to be nothing to write.
        let _expected = server.db().expect(&asker.device.county);
        let mut judge = Judge::by(server.db(), asker, now_ms).ahead(&self.batches, self.opened)?;
        let (mut accepted, mut answers) = (Vec::new(), Vec::with_capacity(self.batches.len()));
        for ((id, sealed), device) in self.batches.into_iter().zip(self.makers) {
            let judged = match device.map(|device| makers.get(&device).and_then(Option::as_ref)) {
                Err(reason) => Judged::Answer(LackingAnswer::Refused(reason)),
                // Enrolled after the backup: until it signs in again, nobody knows it.
                Ok(None) => Judged::Answer(LackingAnswer::Refused(ParkedReason::NotEnrolled)),
                Ok(Some(maker)) if maker.device.is_revoked() => {
                    Judged::Answer(set_apart(server, maker, (id, sealed), now_ms)?)
                }
                Ok(Some(maker)) => {
                    judge.made_by(maker);
                    of_verdict(judge.judge(id, sealed)?)
                }
            };
            answers.push(match judged {
                Judged::Answer(answer) => Some(answer),
                Judged::Accepted(batch) => {
                    accepted.push(*batch);
                    None
                }
            });
        }
        let mut appended = append(server, &asker.device, &accepted, now_ms)?.into_iter();
        let answers = answers.into_iter().map(|answer| {
            answer.unwrap_or_else(|| match appended.next() {
                Some(Appended::Stored(_)) => LackingAnswer::Held,
                Some(Appended::OtherVillage | Appended::Overtaken) | None => LackingAnswer::Later,
            })
        });
        Ok(answers.collect())
    }
}

/// Who made a batch, if a log of this county held it once and somebody who brings it may read it.
fn maker(is_ours: bool, scope: &[Area], opened: &Result<Batch, BatchError>) -> Result<DeviceId, ParkedReason> {
    if !is_ours {
        return Err(ParkedReason::Signature);
    }
    let batch = opened.as_ref().map_err(|_| ParkedReason::Damaged)?;
    if scope.iter().any(|area| area.covers(&batch.village)) {
        Ok(batch.device)
    } else {
        Err(ParkedReason::OutOfScope)
    }
}

/// How the device that made it stands; `None` when this county has none such.
fn maker_now(server: &Server, asker: &Asker, device: DeviceId) -> Result<Option<Asker>, Trouble> {
    let maker = server.db().asker(Who::Device(device))?;
    Ok(maker.filter(|maker| maker.device.county == asker.device.county))
}

fn of_verdict(verdict: Verdict) -> Judged {
    Judged::Answer(match verdict {
        Verdict::Accept(batch) => return Judged::Accepted(batch),
        Verdict::Known(_) => LackingAnswer::Held,
        Verdict::Refuse(reason) => LackingAnswer::Refused(reason),
        Verdict::Later => LackingAnswer::Later,
    })
}

/// What a device made that is revoked by now, and the log does not hold.
fn set_apart(
    server: &Server,
    maker: &Asker,
    batch: (BatchId, SealedBatch),
    now_ms: i64,
) -> Result<LackingAnswer, Trouble> {
    if server.db().receipt(batch.0)?.is_some() {
        return Ok(LackingAnswer::Held);
    }
    if batch.1.verify(&maker.device.key).is_ok() {
        let most = server.limits.quarantine_bytes_max;
        server.db().quarantine(maker.device.id, &[batch], now_ms, most)?;
    }
    Ok(LackingAnswer::Refused(ParkedReason::NotEnrolled))
}
