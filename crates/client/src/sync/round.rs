//! One round's store work: the request from what waits, and the one transaction that stores its answer.

use cunfa_core::{Area, BatchId};
use cunfa_evidence::batch::SealedBatch;
use cunfa_evidence::keys::SigningKey;
use cunfa_evidence::receipt::Receipt;
use cunfa_protocol::Code;
use cunfa_protocol::view::{self, Topic};
use cunfa_protocol::wire::{self, BatchAnswer, Blob, HeldRoot, SyncRequest, SyncResponse, WireBatch};
use cunfa_store::{FillingState, ParkedReason, PassResult, PulledBatch, StoredClaim, StoredDecision};

use crate::desk::{Desk, code_of};
use crate::session::joining;
use crate::sync::engine::Remaining;
use crate::sync::roots::Known;
use crate::sync::words;

/// Most batches of one round: making and storing them keeps the file from the screens for a tenth of a second, not for seconds.
const BATCHES_A_ROUND: usize = 64;

/// What a round brings down while the index is wanted: little, so that neither what is written here nor the index waits for it.
const FIRST_PULL_BYTES: u32 = 2 * 1024;

/// Whether the index can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Index {
    /// As far as is known.
    Possible,
    /// Not in this pass: the log comes without it.
    Unavailable,
}

/// What a round may bring down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pulling {
    /// Whether the index comes first.
    pub(crate) index: Index,
    /// Bytes of batches while the device is filled.
    pub(crate) filling_bytes: u32,
}

/// Whether batches left behind by an earlier round wait for their turn again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Left {
    /// They do: a new pass begins, or the last request is made smaller.
    Again,
    /// They stay where they are.
    Behind,
}

/// What a request carries, to know what its answer is about.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sent {
    pub(crate) batches: Vec<BatchId>,
    pub(crate) claims: Vec<StoredClaim>,
    pub(crate) decisions: Vec<StoredDecision>,
}

/// A request, ready to be sent.
pub(crate) struct Round {
    pub(crate) server: String,
    pub(crate) token: String,
    pub(crate) sent: Sent,
    pub(crate) body: Vec<u8>,
}

/// Seals what is loose, takes the oldest within the budget, notes it as on its way.
pub(crate) fn prepare(desk: &mut Desk, budget_bytes: usize, left: Left, pulling: Pulling) -> Result<Round, Code> {
    let device = desk.device()?;
    let device_key = SigningKey::from_secret(*device.secret).map_err(|_| Code::FileDamaged)?;
    let claims = words::claims(desk)?;
    let store = desk.store_mut()?;
    match left {
        Left::Again => store.reset_sending().map_err(code_of)?,
        Left::Behind => {}
    }
    store.seal(&device_key, BATCHES_A_ROUND).map_err(code_of)?;
    let batches = store.next_batches(budget_bytes, BATCHES_A_ROUND).map_err(code_of)?;
    let sent = Sent {
        batches: batches.iter().map(|batch| batch.id).collect(),
        claims,
        decisions: words::decisions(store)?,
    };
    if !sent.batches.is_empty() {
        store.mark_sending(&sent.batches).map_err(code_of)?;
        desk.told().topic(Topic::Sync);
    }
    let filling = desk.store()?.filling().map_err(code_of)?;
    let pull_bytes_max = match (filling.state, pulling.index) {
        (FillingState::Due | FillingState::Index, Index::Possible) => FIRST_PULL_BYTES,
        (FillingState::Due | FillingState::Index, Index::Unavailable) | (FillingState::Log, _) => pulling.filling_bytes,
        (FillingState::Done, _) => wire::PULL_BYTES,
    };
    let position = desk.store()?.position().map_err(code_of)?;
    let held = desk.store()?.accepted_root().map_err(code_of)?;
    let request = SyncRequest {
        version: wire::VERSION,
        epoch: position.epoch,
        cursor: position.cursor,
        directory: position.directory,
        claims: sent.claims.iter().map(|claim| Blob(claim.bytes.clone())).collect(),
        decisions: sent.decisions.iter().map(words::decision).collect(),
        root: held.map(|root| HeldRoot {
            epoch: root.epoch,
            size: root.size,
            hash: wire::Short::of(root.hash),
            at_ms: root.at_ms,
        }),
        batches: batches.into_iter().map(|batch| wire_batch(batch.sealed)).collect(),
        pull_bytes_max,
    };
    let body = wire::encode(&request).map_err(|_| Code::Internal {
        attempted: "asking to sync".to_owned(),
    })?;
    Ok(Round {
        server: device.server,
        token: device.token,
        sent,
        body,
    })
}

/// What became of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// Stored; this is left to do.
    Stored {
        /// That.
        remaining: Remaining,
        /// Bytes of batches that came.
        bytes: u64,
    },
    /// Its root does not fit the one held here. Nothing of it was stored; that is noted.
    Refused,
}

/// Checks an answer's root and stores the answer, or notes that it was refused.
pub(crate) fn store(desk: &mut Desk, sent: &Sent, response: SyncResponse) -> Result<Kept, Code> {
    let device = desk.device()?;
    let held = desk.store()?.accepted_root().map_err(code_of)?;
    let known = Known {
        county_key: &device.county_key,
        county: &device.shard,
        held: held.as_ref(),
    };
    match known.check(&response) {
        Ok(root) => {
            let root = root.map(<[u8]>::to_vec);
            keep(desk, sent, response, &device.shard, root)
        }
        Err(refused) => {
            tracing::error!(error = %refused, "the server's records do not fit the root kept here");
            desk.store_mut()?.note_root_refused(refused.code()).map_err(code_of)?;
            desk.told().topic(Topic::Sync);
            Ok(Kept::Refused)
        }
    }
}

/// Stores an answer that stands; says what is left to do.
fn keep(
    desk: &mut Desk,
    sent: &Sent,
    response: SyncResponse,
    shard: &Area,
    root: Option<Vec<u8>>,
) -> Result<Kept, Code> {
    let before = desk.store()?.position().map_err(code_of)?;
    let result = PassResult {
        root,
        ..pass_result(sent, &response, shard, desk.now_ms(), response.directory.clone())
    };
    let stored = desk.store_mut()?.store_answers(&result).map_err(code_of)?;
    words::keep_shares(desk, &sent.claims, &response.claims)?;
    if stored.unverified > 0 {
        tracing::warn!(
            count = stored.unverified,
            "the server gave receipts or certificates that do not verify"
        );
    }
    if stored.directory {
        desk.refresh_person();
    }
    tell(desk, &stored);
    let store = desk.store()?;
    let after = store.position().map_err(code_of)?;
    let waiting = !store.next_batches(1, 1).map_err(code_of)?.is_empty() || store.has_unsealed().map_err(code_of)?;
    let forward = stored.accepted + stored.parked + stored.claimed + stored.decided > 0
        || after.cursor != before.cursor
        || stored.new_epoch;
    let more = response.more || waiting || stored.new_epoch;
    // A batch without an answer, or with one that does not verify, is not delivered and not decided.
    let open = sent.batches.len() > stored.accepted + stored.parked
        || sent.claims.len() > stored.claimed
        || sent.decisions.len() > stored.decided
        || stored.unverified > 0;
    let remaining = match (more, forward) {
        (true, true) => Remaining::More,
        (true, false) => Remaining::PutOff,
        (false, _) if open => Remaining::PutOff,
        (false, _) => Remaining::Nothing,
    };
    let bytes = stored.bytes;
    Ok(Kept::Stored { remaining, bytes })
}

/// Parks the single batch that the server will not take because of its size.
pub(crate) fn park_too_large(desk: &mut Desk, sent: &[BatchId]) -> Result<(), Code> {
    for batch in sent {
        desk.store_mut()?
            .park(*batch, ParkedReason::TooLarge)
            .map_err(code_of)?;
    }
    desk.told().topic(Topic::Sync);
    Ok(())
}

/// Answers about batches that were not sent are left out.
fn pass_result(
    sent: &Sent,
    response: &SyncResponse,
    shard: &Area,
    now_ms: i64,
    directory: Option<wire::Directory>,
) -> PassResult {
    let mut result = PassResult {
        epoch: response.epoch,
        cursor: response.cursor,
        more: response.more,
        claimed: words::claimed(&sent.claims, &response.claims),
        decided: words::decided(&sent.decisions, &response.decisions),
        pulled: response
            .pulled
            .iter()
            .map(|batch| pulled(shard, response.epoch, batch))
            .collect(),
        directory: directory.map(joining::directory),
        time_token: response.time_token.0.clone(),
        now_ms,
        ..PassResult::default()
    };
    let sent = &sent.batches;
    for answer in &response.answers {
        match answer {
            BatchAnswer::Stored { batch, receipt } if sent.contains(batch) => {
                result.stored.push((*batch, receipt.0.clone()));
            }
            BatchAnswer::Refused { batch, reason } if sent.contains(batch) => {
                result.refused.push((*batch, store_reason(*reason)));
            }
            BatchAnswer::Later { batch } if sent.contains(batch) => result.later.push(*batch),
            BatchAnswer::Stored { .. } | BatchAnswer::Refused { .. } | BatchAnswer::Later { .. } => {}
        }
    }
    result
}

fn tell(desk: &mut Desk, stored: &cunfa_store::Stored) {
    let told = desk.told();
    told.topic(Topic::Sync);
    if !stored.entries.is_empty() {
        told.topic(Topic::Entries);
        told.entries.extend(&stored.entries);
    }
    if stored.directory || stored.claimed + stored.decided > 0 {
        told.topic(Topic::Session);
    }
}

fn wire_batch(sealed: SealedBatch) -> WireBatch {
    WireBatch {
        bytes: Blob(sealed.bytes),
        signature: Blob(sealed.signature),
    }
}

/// Puts the receipt together from what the answer says; the store verifies it.
fn pulled(shard: &Area, epoch: u64, batch: &wire::PulledBatch) -> PulledBatch {
    let sealed = SealedBatch {
        bytes: batch.batch.bytes.0.clone(),
        signature: batch.batch.signature.0.clone(),
    };
    let receipt = Receipt {
        batch: sealed.id(),
        shard: shard.clone(),
        epoch,
        sequence: batch.sequence,
        received_at_ms: batch.received_at_ms,
    };
    PulledBatch {
        sequence: batch.sequence,
        receipt: receipt.with_signature(&batch.receipt_signature.0),
        sealed,
    }
}

fn store_reason(reason: view::ParkedReason) -> ParkedReason {
    match reason {
        view::ParkedReason::Damaged => ParkedReason::Damaged,
        view::ParkedReason::TooLarge => ParkedReason::TooLarge,
        view::ParkedReason::Signature => ParkedReason::Signature,
        view::ParkedReason::NotAllowed => ParkedReason::NotAllowed,
        view::ParkedReason::OutOfScope => ParkedReason::OutOfScope,
        view::ParkedReason::TooNew => ParkedReason::TooNew,
        view::ParkedReason::NotEnrolled => ParkedReason::NotEnrolled,
        view::ParkedReason::Content => ParkedReason::Content,
    }
}

/// The store's reason as screens know it.
pub(crate) fn view_reason(reason: ParkedReason) -> view::ParkedReason {
    match reason {
        ParkedReason::Damaged => view::ParkedReason::Damaged,
        ParkedReason::TooLarge => view::ParkedReason::TooLarge,
        ParkedReason::Signature => view::ParkedReason::Signature,
        ParkedReason::NotAllowed => view::ParkedReason::NotAllowed,
        ParkedReason::OutOfScope => view::ParkedReason::OutOfScope,
        ParkedReason::TooNew => view::ParkedReason::TooNew,
        ParkedReason::NotEnrolled => view::ParkedReason::NotEnrolled,
        ParkedReason::Content => view::ParkedReason::Content,
    }
}
