//! An answer that a courier brought, days after it was made: stored as any answer, but what came in between by another road is never
//! put back by it, and what cannot be compared any more is no lie of the server.

use cunfa_evidence::frame;
use cunfa_evidence::receipt::TimeToken;
use cunfa_protocol::Code;
use cunfa_protocol::failure::CourierFault;
use cunfa_protocol::view::Topic;
use cunfa_protocol::wire::{self, BatchAnswer, PulledBatch, SyncResponse};

use crate::desk::{Desk, code_of};
use crate::sync::roots::Known;
use crate::sync::round::{self, Sent};

/// Batches that are stored together.
const GROUP: usize = 64;

/// Where the device stood when it wrote the file.
pub(crate) struct Base {
    cursor: u64,
    /// It took in an answer with another root since.
    moved: bool,
}

impl Base {
    /// With the root and the cursor of then.
    pub(crate) fn new(desk: &Desk, root: Vec<u8>, cursor: u64) -> Result<Base, Code> {
        let held = desk.store()?.root_bytes().map_err(code_of)?;
        Ok(Base {
            cursor,
            moved: held != root,
        })
    }
}

/// What one answer brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Brought {
    /// Own batches with a receipt.
    pub(crate) accepted: usize,
    /// Own batches refused.
    pub(crate) parked: usize,
    /// Batches of others.
    pub(crate) pulled: usize,
}

/// Checks one answer and stores it.
pub(crate) fn store(desk: &mut Desk, sent: &Sent, body: &[u8], base: &mut Base) -> Result<Brought, Code> {
    let (mut head, mut pulled) = read(body).ok_or(courier(CourierFault::OtherVersion))?;
    let said = |is: fn(&BatchAnswer) -> bool| head.answers.iter().filter(|answer| is(answer)).count();
    let brought = Brought {
        accepted: said(|answer| matches!(answer, BatchAnswer::Stored { .. })),
        parked: said(|answer| matches!(answer, BatchAnswer::Refused { .. })),
        pulled: pulled.len(),
    };
    let device = desk.device()?;
    let held = desk.store()?.accepted_root().map_err(code_of)?;
    let held_bytes = desk.store()?.root_bytes().map_err(code_of)?;
    let token = desk.store()?.time_token().map_err(code_of)?;
    // What the device holds by now needs no proof.
    if head.root.as_ref().is_some_and(|news| news.root.0 == held_bytes) {
        head.root = None;
    }
    let known = Known {
        county_key: &device.county_key,
        county: &device.shard,
        held: held.as_ref(),
        token_ms: token.map(|token| token.server_time_ms),
        asked_time: sent.time,
    };
    let root = match known.check(&head) {
        Ok(root) => root.map(<[u8]>::to_vec),
        Err(refused) if base.moved => {
            tracing::info!(error = %refused, "a courier's answer is older than what came by another road");
            return Err(courier(CourierFault::Overtaken));
        }
        Err(refused) => {
            tracing::error!(error = %refused, "the server's records do not fit the root kept here");
            desk.store_mut()?.note_root_refused(refused.code()).map_err(code_of)?;
            desk.told().topic(Topic::Sync);
            return Err(courier(CourierFault::RecordsDiffer));
        }
    };
    let at_ms = leave_out(desk, &mut head, &mut pulled, base)?;
    desk.store()?.answers_since(base.cursor);
    let mut taken = round::keep(desk, sent, head, device.shard, root, at_ms)?;
    for group in pulled.chunks(GROUP) {
        taken = round::take(desk, taken, group)?;
    }
    round::end(desk, sent, taken)?;
    base.cursor = desk.store()?.position().map_err(code_of)?.cursor;
    Ok(brought)
}

fn read(body: &[u8]) -> Option<(SyncResponse, Vec<PulledBatch>)> {
    let plain = frame::unpack(body, wire::MAX_PLAIN_ANSWER_BYTES).ok()?;
    wire::take_apart(&plain).ok()
}

/// Leaves out what another road brought newer; gives when the time token came, as far as the clock goes.
fn leave_out(desk: &Desk, head: &mut SyncResponse, pulled: &mut Vec<PulledBatch>, base: &Base) -> Result<i64, Code> {
    let position = desk.store()?.position().map_err(code_of)?;
    if head
        .directory
        .as_ref()
        .is_some_and(|new| (head.epoch, new.version) <= (position.epoch, position.directory))
    {
        head.directory = None;
        head.forget.clear();
    }
    let is_further = head.epoch == position.epoch && position.cursor > base.cursor;
    if is_further && head.after == base.cursor {
        pulled.retain(|batch| batch.sequence > position.cursor);
        head.after = position.cursor;
        head.cursor = head.cursor.max(position.cursor);
    }
    // The answer lay on a stick for a while: the difference of clocks stays the one that was measured.
    let held = desk.store()?.time_token().map_err(code_of)?;
    let skew = held.map_or(0, |held| held.device_time_ms.saturating_sub(held.server_time_ms));
    let county_key = desk.device()?.county_key;
    let token = head.time_token.as_ref();
    let token = token.and_then(|token| TimeToken::read(&token.0, &county_key).ok());
    let token_ms = token.map(|token| token.server_time_ms);
    if held.is_some_and(|held| Some(held.server_time_ms) >= token_ms) {
        head.time_token = None;
    }
    Ok(token_ms.unwrap_or_default().saturating_add(skew))
}

fn courier(fault: CourierFault) -> Code {
    Code::Courier { fault }
}
