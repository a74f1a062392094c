//! `POST /v1/registers`: acts over the county's registers go into the log, and those that somebody on the device may read come back.
//!
//! Invariant: nothing of a record but to whom `core` lets read it. What was stored is followed by the server's own tables before it is answered.

use std::collections::BTreeSet;

use cunfa_core::register::{RecordKind, may_read};
use cunfa_core::{BatchId, Body};
use cunfa_evidence::act::SignedAct;
use cunfa_evidence::batch::SealedBatch;
use cunfa_protocol::registers::{
    MAX_REGISTRATIONS, REGISTERS_BYTES, RegisteredAct, RegistersRequest, RegistersResponse,
};
use cunfa_protocol::view::ParkedReason;
use cunfa_protocol::wire::{BatchAnswer, Blob, Refusal, WireBatch};

use super::sync::{Judged, reads_registers, refused, stored};
use super::{append, asker, read};
use crate::db::{Appended, Asker, DbResult, Device, LogBatch, NewBatch, Pull, Who};
use crate::registers::{act_of, seat};
use crate::server::{Server, Trouble, hash_token};
use crate::verify::{RegisterJudge, Verdict};

/// How often a request is judged anew because others came before it, before its device is asked to come again.
const TRIES: usize = 16;

/// Answers it.
pub(crate) fn registers(
    server: &Server,
    token: Option<&str>,
    body: &[u8],
    now_ms: i64,
) -> Result<RegistersResponse, Trouble> {
    let token = hash_token(token.ok_or(Refusal::SignInAgain)?);
    let asker = asker(server, Who::Token(&token))?;
    registers_of(server, &asker, &read(body)?, now_ms)
}

/// The same for a device that is known otherwise.
pub(crate) fn registers_of(
    server: &Server,
    asker: &Asker,
    request: &RegistersRequest,
    now_ms: i64,
) -> Result<RegistersResponse, Trouble> {
    if request.batches.len() > MAX_REGISTRATIONS {
        return Err(Refusal::TooLarge.into());
    }
    if asker.device.is_revoked() {
        return Err(Refusal::DeviceRevoked.into());
    }
    if !reads_registers(&asker.people) {
        return Err(Refusal::NotAllowed.into());
    }
    if request.batches.is_empty() {
        return news(server, asker, request, Vec::new());
    }
    let batches = request.batches.iter().map(sealed).collect();
    let answers = push(server, asker, (batches, request.whole), now_ms)?;
    // The log grew, and who reads what may have changed with it.
    let asker = self::asker(server, Who::Device(asker.device.id))?;
    news(server, &asker, request, answers)
}

fn sealed(batch: &WireBatch) -> (BatchId, SealedBatch) {
    let sealed = SealedBatch::from_the_way(batch.bytes.0.clone(), batch.signature.0.clone());
    (sealed.id(), sealed)
}

/// Judges every batch, appends the accepted ones in one transaction, and answers each in the order they came. Two officers who say something
/// at once are judged one after the other. `whole`: where one is refused, none is appended.
fn push(
    server: &Server,
    asker: &Asker,
    (batches, whole): (Vec<(BatchId, SealedBatch)>, bool),
    now_ms: i64,
) -> Result<Vec<BatchAnswer>, Trouble> {
    let again = || self::asker(server, Who::Device(asker.device.id));
    let mut tries = 1;
    let mut outcome = once(server, asker, (batches.clone(), whole), now_ms)?;
    while outcome.is_overtaken() && tries < TRIES {
        outcome = once(server, &again()?, (batches.clone(), whole), now_ms)?;
        tries += 1;
    }
    if outcome.is_followed() {
        follow(server, asker, now_ms);
    }
    let ids = batches.iter().map(|(id, _)| *id);
    let mut appended = outcome.appended.into_iter();
    ids.zip(outcome.judged)
        .map(|(id, judged)| judged.answer(id, &mut appended))
        .collect()
}

/// What became of a request that was judged once.
struct Outcome {
    judged: Vec<Judged>,
    accepted: Vec<NewBatch>,
    /// Of what was accepted, in its order.
    appended: Vec<Appended>,
}

impl Outcome {
    fn is_overtaken(&self) -> bool {
        self.appended.contains(&Appended::Overtaken)
    }

    /// Whether something stands in the log that the server's own tables follow.
    fn is_followed(&self) -> bool {
        let each = self.accepted.iter().zip(&self.appended);
        let mut stored = each.filter(|(_, appended)| matches!(appended, Appended::Stored(_)));
        stored.any(|(batch, _)| is_followed(batch))
    }
}

fn once(
    server: &Server,
    asker: &Asker,
    (batches, whole): (Vec<(BatchId, SealedBatch)>, bool),
    now_ms: i64,
) -> Result<Outcome, Trouble> {
    let device = &asker.device;
    let ids: Vec<BatchId> = batches.iter().map(|(id, _)| *id).collect();
    // Until this push is written or turns out to have nothing to write.
    let _expected = server.db().expect(&device.county);
    let mut judge = RegisterJudge::by(server, asker, now_ms)?;
    let (mut judged, mut accepted) = (Vec::with_capacity(batches.len()), Vec::new());
    for (id, sealed) in batches {
        judged.push(match judge.judge(id, sealed)? {
            Verdict::Known(receipt) => Judged::Answer(stored(&receipt)?),
            Verdict::Refuse(reason) => Judged::Answer(refused(device, id, reason)),
            Verdict::Later => Judged::Answer(BatchAnswer::Later { batch: id }),
            Verdict::Accept(batch) => {
                accepted.push(*batch);
                Judged::Accepted
            }
        });
    }
    if whole && together(device, &ids, &mut judged) {
        accepted.clear();
    }
    let appended = append(server, device, &accepted, now_ms)?;
    Ok(Outcome {
        judged,
        accepted,
        appended,
    })
}

/// Of batches that are taken together or not at all: where one is not taken now, nor are the others, for the same time. Tells whether it is so.
fn together(device: &Device, ids: &[BatchId], judged: &mut [Judged]) -> bool {
    let is = |one: &Judged, refused: bool| match one {
        Judged::Answer(BatchAnswer::Refused { .. }) => refused,
        Judged::Answer(BatchAnswer::Later { .. }) => !refused,
        Judged::Answer(BatchAnswer::Stored(_)) | Judged::Accepted => false,
    };
    let refuses = judged.iter().any(|one| is(one, true));
    if !refuses && !judged.iter().any(|one| is(one, false)) {
        return false;
    }
    let accepted = judged
        .iter_mut()
        .zip(ids)
        .filter(|(one, _)| matches!(one, Judged::Accepted));
    for (one, id) in accepted {
        *one = Judged::Answer(if refuses {
            refused(device, *id, ParkedReason::RecordChanged)
        } else {
            BatchAnswer::Later { batch: *id }
        });
    }
    true
}

/// Whether the server's own tables follow what this batch says ([`Server::follow`]).
fn is_followed(batch: &NewBatch) -> bool {
    let opened = batch.sealed.open().ok();
    let act = opened.and_then(|opened| SignedAct::read(opened.acts.first()?).ok());
    act.is_some_and(|act| match &act.statement().act.body {
        Body::Registration(said) => match said.kind {
            RecordKind::Counsel | RecordKind::Appointment | RecordKind::Village => true,
            RecordKind::Firm
            | RecordKind::Board
            | RecordKind::Recusal
            | RecordKind::Training
            | RecordKind::Filing
            | RecordKind::Allocation
            | RecordKind::Assessment
            | RecordKind::RuleFile
            | RecordKind::Fee
            | RecordKind::Check => false,
        },
        Body::SignOff(_)
        | Body::Review(_)
        | Body::Void(_)
        | Body::Submission(_)
        | Body::Acknowledgement
        | Body::Explanation(_)
        | Body::Opening(_) => false,
    })
}

/// What stands in the log stands; what does not follow now follows with the next one, or on the next day.
fn follow(server: &Server, asker: &Asker, now_ms: i64) {
    if let Err(error) = server.follow(&asker.device.county, now_ms) {
        tracing::error!(%error, "the server's tables do not follow the registers yet");
    }
}

/// What came after the place that the device names.
fn news(
    server: &Server,
    asker: &Asker,
    request: &RegistersRequest,
    answers: Vec<BatchAnswer>,
) -> Result<RegistersResponse, Trouble> {
    let shard = &asker.shard;
    let from_start = request.epoch != shard.epoch || request.after > shard.last_sequence;
    let mut response = RegistersResponse {
        epoch: shard.epoch,
        from_start,
        answers,
        acts: Vec::new(),
        up_to: if from_start { 0 } else { request.after },
        more: true,
    };
    // What nobody here may read is passed over, until there is something to tell or nothing more.
    while response.more && response.acts.is_empty() {
        page(server, asker, &mut response)?;
    }
    Ok(response)
}

fn page(server: &Server, asker: &Asker, response: &mut RegistersResponse) -> DbResult<()> {
    let scope = [seat(&asker.device.county)?.area()];
    let pulled = server.db().pull(&Pull {
        county: &asker.device.county,
        after: response.up_to,
        head: asker.shard.last_sequence,
        scope: &scope,
        without: &BTreeSet::new(),
        bytes_max: u64::try_from(REGISTERS_BYTES).unwrap_or(u64::MAX),
    })?;
    (response.up_to, response.more) = (pulled.cursor, pulled.more);
    let told = pulled.batches.iter().filter_map(|batch| told(asker, batch));
    response.acts.extend(told);
    Ok(())
}

/// The act of a batch, if somebody on the device may read what it says.
fn told(asker: &Asker, batch: &LogBatch) -> Option<RegisteredAct> {
    let act = act_of(batch)?;
    let Body::Registration(said) = &act.statement().act.body else {
        return None;
    };
    let reads = asker.people.iter().any(|person| may_read(person, said));
    reads.then(|| RegisteredAct {
        sequence: batch.sequence,
        received_at_ms: batch.received_ms,
        act: Blob(act.bytes().to_vec()),
    })
}
