//! The two things that are ever written: a change of a document, and an act. Each is one transaction of the store.

use cunfa_core::act::{Act, Body};
use cunfa_core::{ActId, Digest, EntryId, Person, VillageCode};
use cunfa_evidence::act::{ClockQuality, NamedRoot, SignedAct, Statement, sign};
use cunfa_evidence::keys::SigningKey;
use cunfa_protocol::Code;
use cunfa_protocol::failure::Refusal;
use cunfa_store::{Append, EntryRecord};

use crate::clock::CLOCK_OFF_MS;
use crate::desk::{Desk, code_of};

/// A token older than this says nothing about the clock any more.
const TOKEN_GOOD_MS: i64 = 7 * 86_400_000;

/// Who signs, with what.
pub(crate) struct Signer<'k> {
    /// The person as certified.
    pub(crate) person: &'k Person,
    /// The person's key.
    pub(crate) key: &'k SigningKey,
}

/// What is signed.
pub(crate) struct Signed<'r> {
    /// The entry.
    pub(crate) entry: EntryId,
    /// Its village.
    pub(crate) village: &'r VillageCode,
    /// Heads of the document it is about.
    pub(crate) heads: Vec<Digest>,
    /// Digest of the canonical content there.
    pub(crate) content: Digest,
}

/// Writes a change, and removes the draft it came from; gives the entry as it is then.
pub(crate) fn append_change(
    desk: &mut Desk,
    entry: EntryId,
    village: &VillageCode,
    change: Vec<u8>,
    draft_done: Option<EntryId>,
) -> Result<EntryRecord, Code> {
    append(desk, entry, village, &[change], &[], draft_done)
}

/// Writes an act of the person the device is open for, over the text as it is now.
pub(crate) fn act_of_session(desk: &mut Desk, record: &EntryRecord, body: Body) -> Result<EntryRecord, Code> {
    let signed = Signed {
        entry: record.entry,
        village: &record.official.village,
        heads: record.doc.heads(),
        content: record.current_content,
    };
    let session = desk.session()?;
    let signer = Signer {
        person: &session.person,
        key: &session.key,
    };
    let act = signed_act(desk, &signer, &signed, body)?;
    append_act(desk, &signed, act)
}

/// Signs an act. One with a text that nobody may answer for is not signed.
pub(crate) fn signed_act(desk: &Desk, signer: &Signer<'_>, signed: &Signed<'_>, body: Body) -> Result<SignedAct, Code> {
    if body.has_control() {
        return Err(Code::Signing {
            refusal: Refusal::HiddenCharacters,
        });
    }
    let device = desk.device()?.id;
    let token = desk.store()?.time_token().map_err(code_of)?;
    let root = desk.store()?.accepted_root().map_err(code_of)?;
    // What is made over no text travels by itself, and in no order.
    let previous = if body.is_over_text() {
        desk.store()?.last_act_of(device).map_err(code_of)?
    } else {
        None
    };
    let now_ms = desk.now_ms();
    let act = Act {
        id: ActId([0; 16]),
        entry: signed.entry,
        heads: signed.heads.clone(),
        body,
        person: signer.person.id,
        key: signer.key.id(),
        role: signer.person.role,
        device,
        device_time_s: now_ms.div_euclid(1_000),
    };
    let statement = Statement {
        act,
        clock: token.map_or(ClockQuality::Unchecked, |held| {
            quality(held.server_time_ms, held.device_time_ms, now_ms)
        }),
        root: root.map(|root| NamedRoot::of(root.size, root.hash)),
        previous: previous.map(|act| act.short()),
    };
    Ok(sign(statement, signed.content, signer.key))
}

/// Writes an act.
pub(crate) fn append_act(desk: &mut Desk, signed: &Signed<'_>, act: SignedAct) -> Result<EntryRecord, Code> {
    append(desk, signed.entry, signed.village, &[], &[act], None)
}

fn append(
    desk: &mut Desk,
    entry: EntryId,
    village: &VillageCode,
    changes: &[Vec<u8>],
    acts: &[SignedAct],
    draft_done: Option<EntryId>,
) -> Result<EntryRecord, Code> {
    if desk.store()?.is_newer(entry).map_err(code_of)? {
        return Err(Code::WrittenByNewer);
    }
    let now_ms = desk.now_ms();
    let append = Append {
        entry,
        village,
        changes,
        acts,
        draft_done,
        now_ms,
    };
    match desk.store_mut()?.append(&append) {
        Ok((_, record)) => {
            desk.tell_written(entry);
            Ok(record)
        }
        Err(error) => {
            desk.renew_actor()?;
            Err(code_of(error))
        }
    }
}

/// How far the device clock can be trusted now.
fn quality(server_time_ms: i64, device_time_ms: i64, now_ms: i64) -> ClockQuality {
    let age_ms = now_ms.saturating_sub(device_time_ms);
    if device_time_ms.saturating_sub(server_time_ms).saturating_abs() > CLOCK_OFF_MS {
        ClockQuality::Off
    } else if (0..TOKEN_GOOD_MS).contains(&age_ms) {
        ClockQuality::Checked
    } else {
        ClockQuality::Unchecked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_trusted_only_while_a_recent_comparison_found_it_right() {
        let server = 1_790_000_000_000;
        assert_eq!(
            quality(server, server + 1_000, server + 86_400_000),
            ClockQuality::Checked
        );
        assert_eq!(
            quality(server, server + 1_000, server + 8 * 86_400_000),
            ClockQuality::Unchecked
        );
        assert_eq!(
            quality(server, server + 1_000, server - 86_400_000),
            ClockQuality::Unchecked
        );
        assert_eq!(
            quality(server, server + 3_600_000, server + 3_700_000),
            ClockQuality::Off
        );
        assert_eq!(quality(i64::MIN, i64::MAX, 0), ClockQuality::Off);
    }
}
