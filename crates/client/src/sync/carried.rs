//! An answer that a courier brought, days after it was made: stored as any answer, but what came in between by another road is never
//! put back by it, and what cannot be compared any more is no lie of the server.

use cunfa_evidence::receipt::TimeToken;
use cunfa_protocol::Code;
use cunfa_protocol::failure::CourierFault;
use cunfa_protocol::view::Topic;
use cunfa_protocol::wire::{Blob, SyncResponse};

use crate::desk::{Desk, code_of};
use crate::sync::roots::Known;
use crate::sync::round::{self, Sent};

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

/// Checks one answer and stores it.
pub(crate) fn store(desk: &mut Desk, sent: &Sent, mut response: SyncResponse, base: &mut Base) -> Result<(), Code> {
    let device = desk.device()?;
    let store = desk.store()?;
    let position = store.position().map_err(code_of)?;
    let held = store.accepted_root().map_err(code_of)?;
    let held_bytes = store.root_bytes().map_err(code_of)?;
    let held_token = store.time_token().map_err(code_of)?;
    // What the device holds by now needs no proof.
    if response.root.as_ref().is_some_and(|news| news.root.0 == held_bytes) {
        response.root = None;
    }
    let known = Known {
        county_key: &device.county_key,
        county: &device.shard,
        held: held.as_ref(),
    };
    let root = match known.check(&response) {
        Ok(root) => root.map(<[u8]>::to_vec),
        Err(refused) if base.moved => {
            tracing::info!(error = %refused, "a courier's answer is older than what came by another road");
            return Err(overtaken());
        }
        Err(refused) => {
            tracing::error!(error = %refused, "the server's records do not fit the root kept here");
            desk.store_mut()?.note_root_refused(refused.code()).map_err(code_of)?;
            desk.told().topic(Topic::Sync);
            return Err(Code::Courier {
                fault: CourierFault::RecordsDiffer,
            });
        }
    };
    if response
        .directory
        .as_ref()
        .is_some_and(|new| new.version <= position.directory)
    {
        response.directory = None;
    }
    let same_epoch = response.epoch == position.epoch;
    if same_epoch && response.cursor < position.cursor && position.cursor > base.cursor {
        // The network was further.
        response.cursor = position.cursor;
    }
    // The answer lay on a stick for a while: the difference of clocks stays the one that was measured.
    let token = TimeToken::read(&response.time_token.0, &device.county_key).ok();
    let token = token.map(|token| token.server_time_ms);
    let skew = held_token.map_or(0, |held| held.device_time_ms.saturating_sub(held.server_time_ms));
    let at_ms = token.unwrap_or_default().saturating_add(skew);
    if held_token.is_some_and(|held| Some(held.server_time_ms) >= token) {
        response.time_token = Blob(Vec::new());
    }
    desk.store()?.answers_since(base.cursor);
    round::keep(desk, sent, response, &device.shard, root, at_ms)?;
    base.cursor = desk.store()?.position().map_err(code_of)?.cursor;
    Ok(())
}

fn overtaken() -> Code {
    Code::Courier {
        fault: CourierFault::Overtaken,
    }
}
