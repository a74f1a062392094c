//! One round's store work: the request from what waits, and its answer part by part: the head, once its root was checked, and then
//! batches as they come, each part in one transaction.

use cunfa_core::{Area, BatchId, Operator};
use cunfa_evidence::batch::SealedBatch;
use cunfa_evidence::frame::{self, Dictionary};
use cunfa_evidence::keys::SigningKey;
use cunfa_evidence::receipt::Receipt;
use cunfa_protocol::Code;
use cunfa_protocol::view::{self, Topic};
use cunfa_protocol::wire::{
    self, BatchAnswer, Blob, HeldRoot, Short, SyncRequest, SyncResponse, VillageDigest, WireBatch,
};
use cunfa_store::{FillingState, ParkedReason, PassResult, PulledBatch, Store, Stored, StoredClaim, StoredDecision};

use crate::attachments::room;
use crate::desk::{Desk, code_of};
use crate::feedback;
use crate::session::joining;
use crate::sync::engine::Remaining;
use crate::sync::filling::LEAST_BYTES;
use crate::sync::roots::Known;
use crate::sync::words;

/// Most batches of one round: making and storing them keeps the file from the screens for a tenth of a second, not for seconds.
const BATCHES_A_ROUND: usize = 64;

/// How old a word of the server's clock may be, by the device's clock, before another is asked for.
const TIME_MS: u64 = 60 * 60 * 1_000;

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
    /// Whether a word of the server's clock was asked for.
    pub(crate) time: bool,
    /// Whether the digests of the villages were.
    pub(crate) compare: bool,
}

impl Sent {
    /// Whether nothing waits for the answer.
    pub(crate) fn is_empty(&self) -> bool {
        self.batches.is_empty() && self.claims.is_empty() && self.decisions.is_empty()
    }
}

/// A request, ready to be sent.
pub(crate) struct Round {
    pub(crate) server: String,
    pub(crate) token: String,
    pub(crate) sent: Sent,
    pub(crate) body: Vec<u8>,
    /// The dictionary of the body, and of the answer.
    pub(crate) dictionary: Dictionary,
    /// Whether it asks for enough that its answer says how fast the line is.
    pub(crate) is_measured: bool,
}

/// Lets what was left behind by an earlier round wait for its turn again.
pub(crate) fn again(desk: &mut Desk) -> Result<(), Code> {
    desk.store_mut()?.reset_sending().map_err(code_of)
}

/// Seals what is loose, takes the oldest within the budget, notes it as on its way.
pub(crate) fn prepare(desk: &mut Desk, budget_bytes: usize, pulling: Pulling) -> Result<Round, Code> {
    let device = desk.device()?;
    let device_key = SigningKey::from_secret(*device.secret).map_err(|_| Code::FileDamaged)?;
    let claims = words::claims(desk)?;
    let (now_ms, has_time) = (desk.now_ms(), desk.has_time);
    let compare = desk.compared.is_due(now_ms);
    let store = desk.store_mut()?;
    store.seal(&device_key, BATCHES_A_ROUND).map_err(code_of)?;
    let batches = store.next_batches(budget_bytes, BATCHES_A_ROUND).map_err(code_of)?;
    let token = store.time_token().map_err(code_of)?;
    let sent = Sent {
        batches: batches.iter().map(|batch| batch.id).collect(),
        claims,
        decisions: words::decisions(store)?,
        time: !has_time || token.is_none_or(|token| token.device_time_ms.abs_diff(now_ms) >= TIME_MS),
        compare,
    };
    if !sent.batches.is_empty() {
        store.mark_sending(&sent.batches).map_err(code_of)?;
        desk.told().topic(Topic::Sync);
    }
    let filling = desk.store()?.filling().map_err(code_of)?;
    let pull_bytes_max = match (filling.state, pulling.index) {
        // A batch comes all the same.
        _ if desk.config.hands_in => 0,
        // What is left of the disk is for what is written here.
        (FillingState::Log, _) if room::is_for_texts(desk) => 0,
        (FillingState::Due | FillingState::Index, Index::Possible) => FIRST_PULL_BYTES,
        (FillingState::Done, _) => wire::PULL_BYTES,
        // The answer to what is sent is taken to its end, and what becomes urgent meanwhile waits for that.
        (FillingState::Due | FillingState::Index | FillingState::Log, _) if !sent.is_empty() => LEAST_BYTES,
        (FillingState::Due | FillingState::Index | FillingState::Log, _) => pulling.filling_bytes,
    };
    let is_measured = sent.is_empty() && pull_bytes_max > FIRST_PULL_BYTES;
    let position = desk.store()?.position().map_err(code_of)?;
    let held = desk.store()?.accepted_root().map_err(code_of)?;
    let unsent = desk.store()?.unsent_besides_sending().map_err(code_of)?;
    let want = wanted(desk)?;
    let request = SyncRequest {
        version: wire::VERSION,
        epoch: position.epoch,
        cursor: position.cursor,
        directory: position.directory,
        claims: sent.claims.iter().map(|claim| Blob(claim.bytes.clone())).collect(),
        decisions: sent.decisions.iter().map(words::decision).collect(),
        feedback: feedback::waiting(desk.store()?)?,
        root: held.map(|root| HeldRoot {
            epoch: root.epoch,
            size: root.size,
            name: wire::Short::of(root.name()),
        }),
        unsent,
        want,
        time: sent.time,
        compare: sent.compare,
        pull_bytes_max,
    };
    let batches: Vec<_> = batches.into_iter().map(|batch| wire_batch(batch.sealed)).collect();
    let parts = wire::sequence(&request, &batches).ok();
    let dictionary = desk.dictionary;
    let body = parts.and_then(|parts| frame::pack_parts(dictionary, &parts).ok());
    let body = body.ok_or_else(|| Code::Internal {
        attempted: "asking to sync".to_owned(),
    })?;
    Ok(Round {
        server: device.server,
        token: device.token,
        sent,
        body,
        dictionary,
        is_measured,
    })
}

/// The entries that somebody wants to see and that are not here, the last wanted first.
fn wanted(desk: &mut Desk) -> Result<Vec<Short>, Code> {
    let mut want = Vec::new();
    for first in desk.wanted.iter().rev() {
        if desk.store()?.is_indexed(first.0).map_err(code_of)? && want.len() < wire::MAX_WANTED {
            want.push(*first);
        }
    }
    desk.wanted.retain(|first| want.contains(first));
    Ok(want)
}

/// What was stored of an answer so far.
#[derive(Debug, Clone)]
pub(crate) struct Taken {
    /// The cursor before.
    before: u64,
    /// Batches of wanted entries that are still to come.
    wanted: usize,
    county: Area,
    epoch: u64,
    /// The cursor once everything is stored.
    cursor: u64,
    more: bool,
    digests: Vec<VillageDigest>,
    stored: Stored,
}

impl Taken {
    /// Whether batches that follow are still taken: none is, after one that does not verify.
    pub(crate) fn goes_on(&self) -> bool {
        self.stored.unverified == 0
    }

    /// Bytes of the batches that were stored.
    pub(crate) fn bytes(&self) -> u64 {
        self.stored.bytes
    }

    /// Whether this answer brought something forward.
    pub(crate) fn is_forward(&self) -> bool {
        let stored = &self.stored;
        stored.accepted + stored.parked + stored.pulled + stored.claimed + stored.decided + stored.offered > 0
    }
}

/// Checks the root in an answer's head and stores the head. `None` when it does not fit the one held here: nothing of the answer
/// is stored then, and that is noted.
pub(crate) fn begin(desk: &mut Desk, sent: &Sent, response: SyncResponse) -> Result<Option<Taken>, Code> {
    let device = desk.device()?;
    let held = desk.store()?.accepted_root().map_err(code_of)?;
    let token = desk.store()?.time_token().map_err(code_of)?;
    let known = Known {
        county_key: &device.county_key,
        county: &device.shard,
        held: held.as_ref(),
        token_ms: token.map(|token| token.server_time_ms),
        asked_time: sent.time,
    };
    match known.check(&response) {
        Ok(root) => {
            let root = root.map(<[u8]>::to_vec);
            let now_ms = desk.now_ms();
            keep(desk, sent, response, device.shard, root, now_ms).map(Some)
        }
        Err(refused) => {
            tracing::error!(error = %refused, "the server's records do not fit the root kept here");
            desk.store_mut()?.note_root_refused(refused.code()).map_err(code_of)?;
            desk.told().topic(Topic::Sync);
            Ok(None)
        }
    }
}

/// Stores the head of an answer that stands. `at_ms` is when its time token came, by the device's clock.
pub(crate) fn keep(
    desk: &mut Desk,
    sent: &Sent,
    response: SyncResponse,
    county: Area,
    root: Option<Vec<u8>>,
    at_ms: i64,
) -> Result<Taken, Code> {
    let before = desk.store()?.position().map_err(code_of)?.cursor;
    let result = PassResult {
        root,
        ..pass_result(sent, &response, &county, at_ms)
    };
    let stored = desk.store_mut()?.store_answers(&result).map_err(code_of)?;
    desk.has_time |= response.time_token.is_some();
    words::keep_shares(desk, &sent.claims, &response.claims)?;
    if stored.directory {
        desk.refresh_person();
    }
    tell(desk, &stored);
    Ok(Taken {
        before,
        wanted: usize::try_from(response.wanted).unwrap_or(usize::MAX),
        county,
        epoch: response.epoch,
        cursor: response.cursor,
        more: response.more,
        digests: response.digests,
        stored,
    })
}

/// Stores batches that came, in sequence.
pub(crate) fn take(desk: &mut Desk, mut taken: Taken, batches: &[wire::PulledBatch]) -> Result<Taken, Code> {
    let (wanted, batches) = batches.split_at(taken.wanted.min(batches.len()));
    taken.wanted -= wanted.len();
    if !wanted.is_empty() && taken.goes_on() {
        let pulled: Vec<_> = wanted.iter().map(|batch| taken.pulled(batch)).collect();
        let stored = desk.store_mut()?.store_wanted(taken.epoch, &pulled).map_err(code_of)?;
        tell(desk, &stored);
        taken.stored.add(stored);
    }
    if let Some(last) = batches.last().filter(|_| taken.goes_on()) {
        let pulled: Vec<_> = batches.iter().map(|batch| taken.pulled(batch)).collect();
        let store = desk.store_mut()?;
        let stored = store
            .store_pulled(taken.epoch, &pulled, last.sequence)
            .map_err(code_of)?;
        tell(desk, &stored);
        taken.stored.add(stored);
    }
    Ok(taken)
}

/// The whole answer is stored; says what is left to do.
pub(crate) fn end(desk: &mut Desk, sent: &Sent, mut taken: Taken) -> Result<Remaining, Code> {
    if taken.goes_on() && desk.store()?.position().map_err(code_of)?.cursor != taken.cursor {
        let store = desk.store_mut()?;
        let stored = store.store_pulled(taken.epoch, &[], taken.cursor).map_err(code_of)?;
        taken.stored.add(stored);
    }
    let stored = taken.stored;
    if stored.unverified > 0 {
        tracing::warn!(
            count = stored.unverified,
            "the server gave receipts or certificates that do not verify"
        );
    }
    let store = desk.store()?;
    let after = store.position().map_err(code_of)?.cursor;
    let waiting = is_waiting(store)?;
    let forward = stored.accepted + stored.parked + stored.claimed + stored.decided + stored.offered > 0
        || after != taken.before
        || stored.new_epoch;
    let is_filling = store.filling().map_err(code_of)?.state == FillingState::Log;
    let stays_away = desk.config.hands_in || (is_filling && room::is_for_texts(desk));
    let comes = taken.more && !stays_away;
    let more = comes || waiting || stored.new_epoch;
    // A batch without an answer, or with one that does not verify, is not delivered and not decided.
    let open = sent.batches.len() > stored.accepted + stored.parked
        || sent.claims.len() > stored.claimed
        || sent.decisions.len() > stored.decided
        || stored.unverified > 0;
    if !taken.more && stored.unverified == 0 {
        desk.store_mut()?.end_filling().map_err(code_of)?;
        if sent.compare {
            let (epoch, cursor) = (taken.epoch, taken.cursor);
            desk.compared.told(epoch, cursor, taken.digests, desk.now_ms());
        }
    }
    Ok(match (more, forward) {
        (true, true) => Remaining::More,
        (true, false) => Remaining::PutOff,
        (false, _) if open => Remaining::PutOff,
        (false, _) => Remaining::Nothing,
    })
}

/// Whether anything waits to be sent that this pass has not sent yet.
pub(crate) fn is_waiting(store: &Store) -> Result<bool, Code> {
    Ok(!store.next_batches(1, 1).map_err(code_of)?.is_empty() || store.has_unsealed().map_err(code_of)?)
}

/// Lets what was parked wait for its turn again; says whether anything was.
pub(crate) fn offer_parked(desk: &mut Desk) -> Result<bool, Code> {
    let entries = desk.store_mut()?.offer_parked().map_err(code_of)?;
    if !entries.is_empty() {
        desk.told().topic(Topic::Sync);
        desk.told().topic(Topic::Entries);
        desk.told().entries.extend(&entries);
    }
    Ok(!entries.is_empty())
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

/// The head of an answer. Answers are about the batches in the order they were sent; those about others are left out. What a receipt says
/// that is known here is put to it; the store verifies the whole.
fn pass_result(sent: &Sent, response: &SyncResponse, county: &Area, now_ms: i64) -> PassResult {
    let token = response.time_token.as_ref();
    let mut result = PassResult {
        epoch: response.epoch,
        after: Some(response.after),
        cursor: response.after,
        more: response.more,
        claimed: words::claimed(&sent.claims, &response.claims),
        decided: words::decided(&sent.decisions, &response.decisions),
        directory: response.directory.clone().map(joining::directory),
        forget: response.forget.clone(),
        operator: operator(response),
        feedback: response.feedback.clone(),
        registers: response.registers,
        time_token: token.map(|token| token.0.clone()).unwrap_or_default(),
        now_ms,
        ..PassResult::default()
    };
    let batches = &sent.batches;
    for (asked, answer) in batches.iter().zip(&response.answers) {
        match answer {
            BatchAnswer::Stored(stored) => {
                let receipt = Receipt {
                    batch: *asked,
                    shard: county.clone(),
                    epoch: response.epoch,
                    sequence: stored.sequence,
                    received_at_ms: stored.received_at_ms,
                };
                let receipt = receipt.with_signature(&stored.receipt_signature.0);
                result.stored.push((*asked, receipt));
            }
            BatchAnswer::Refused { batch, reason } if batches.contains(batch) => {
                result.refused.push((*batch, store_reason(*reason)));
            }
            BatchAnswer::Later { batch } if batches.contains(batch) => result.later.push(*batch),
            BatchAnswer::Refused { .. } | BatchAnswer::Later { .. } => {}
        }
    }
    result
}

/// Who runs the server, when the answer says so.
fn operator(response: &SyncResponse) -> Option<Operator> {
    let says = response.directory.is_some() || response.root.is_some();
    let operator = says.then(|| response.operator.clone().unwrap_or_default())?;
    operator.fault().is_none().then_some(operator)
}

fn tell(desk: &mut Desk, stored: &Stored) {
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

pub(crate) fn wire_batch(sealed: SealedBatch) -> WireBatch {
    WireBatch {
        bytes: Blob(sealed.on_the_way()),
        signature: Blob(sealed.signature),
    }
}

impl Taken {
    /// Puts the receipt together from what the answer says; the store verifies it.
    fn pulled(&self, batch: &wire::PulledBatch) -> PulledBatch {
        let sealed = SealedBatch::from_the_way(batch.batch.bytes.0.clone(), batch.batch.signature.0.clone());
        let receipt = Receipt {
            batch: sealed.id(),
            shard: self.county.clone(),
            epoch: self.epoch,
            sequence: batch.sequence,
            received_at_ms: batch.received_at_ms,
        };
        PulledBatch {
            sequence: batch.sequence,
            receipt: receipt.with_signature(&batch.receipt_signature.0),
            sealed,
        }
    }
}

/// The store's reason for what the server said.
pub(crate) fn store_reason(reason: view::ParkedReason) -> ParkedReason {
    match reason {
        view::ParkedReason::Damaged => ParkedReason::Damaged,
        view::ParkedReason::TooLarge => ParkedReason::TooLarge,
        view::ParkedReason::Signature => ParkedReason::Signature,
        view::ParkedReason::NotAllowed => ParkedReason::NotAllowed,
        view::ParkedReason::OutOfScope => ParkedReason::OutOfScope,
        view::ParkedReason::TooNew => ParkedReason::TooNew,
        view::ParkedReason::NotEnrolled => ParkedReason::NotEnrolled,
        view::ParkedReason::RecordChanged => ParkedReason::RecordChanged,
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
        ParkedReason::RecordChanged => view::ParkedReason::RecordChanged,
        ParkedReason::Content => view::ParkedReason::Content,
    }
}
