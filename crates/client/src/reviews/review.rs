//! The office decides over one sign-off, or over a submission of what was signed on paper. The act covers the content that was signed.

use cunfa_core::act::{Body, Decision, Review};
use cunfa_core::{ActId, Action};
use cunfa_protocol::Code;
use cunfa_protocol::command;
use cunfa_protocol::view::EntryView;
use cunfa_store::EntryRecord;

use crate::desk::Desk;
use crate::entries::writing::{self, Signed, Signer};
use crate::entries::{open_entry, view};
use crate::reason::reason;

/// Decides. A sign-off that is not the one waiting any more is refused: look again.
pub(crate) fn review(desk: &mut Desk, with: command::Review) -> Result<EntryView, Code> {
    let record = open_entry::record(desk, with.entry)?;
    let written = decide(desk, &record, with.sign_off, with.decision)?;
    view::entry_view(desk, written)
}

/// Decides over the sign-off that was shown: one act, in one transaction.
pub(crate) fn decide(
    desk: &mut Desk,
    record: &EntryRecord,
    sign_off: ActId,
    decision: Decision,
) -> Result<EntryRecord, Code> {
    desk.person_who_may_in(Action::Review, &record.official.village)?;
    let decision = checked(decision)?;
    let waiting = view::reviewable(record).filter(|act| act.act.id == sign_off);
    let waiting = waiting.ok_or(Code::ChangedMeanwhile)?;
    let signed = Signed {
        entry: record.entry,
        village: &record.official.village,
        heads: waiting.act.heads.clone(),
        content: waiting.content.ok_or(Code::ChangedMeanwhile)?,
    };
    let session = desk.session()?;
    let signer = Signer {
        person: &session.person,
        key: &session.key,
    };
    let body = Body::Review(Review { sign_off, decision });
    let act = writing::signed_act(desk, &signer, &signed, body)?;
    writing::append_act(desk, &signed, act)
}

/// A return needs at least one reason; every reason is one that can be signed.
fn checked(decision: Decision) -> Result<Decision, Code> {
    match decision {
        Decision::Approve => Ok(Decision::Approve),
        Decision::Return { reasons } => {
            let given = reasons.iter().filter(|typed| !typed.trim().is_empty());
            let reasons: Vec<String> = given.map(|typed| reason(typed)).collect::<Result<_, _>>()?;
            if reasons.is_empty() {
                return Err(Code::ReasonMissing);
            }
            Ok(Decision::Return { reasons })
        }
    }
}
