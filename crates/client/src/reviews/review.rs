//! The office decides over one sign-off, or over a submission of what was signed on paper. The act covers the content that was signed.

use cunfa_core::Action;
use cunfa_core::act::{Body, Decision, Review};
use cunfa_protocol::Code;
use cunfa_protocol::command;
use cunfa_protocol::view::EntryView;

use crate::desk::Desk;
use crate::entries::writing::{self, Signed, Signer};
use crate::entries::{open_entry, view, void_entry};

/// Decides. A sign-off that is not the one waiting any more is refused: look again.
pub(crate) fn review(desk: &mut Desk, with: command::Review) -> Result<EntryView, Code> {
    let record = open_entry::record(desk, with.entry)?;
    desk.person_who_may_in(Action::Review, &record.official.village)?;
    let decision = checked(with.decision)?;
    let waiting = view::reviewable(&record).filter(|act| act.act.id == with.sign_off);
    let sign_off = waiting.ok_or(Code::ChangedMeanwhile)?;
    let signed = Signed {
        entry: record.entry,
        village: &record.official.village,
        heads: sign_off.act.heads.clone(),
        content: sign_off.content.ok_or(Code::ChangedMeanwhile)?,
    };
    let session = desk.session()?;
    let signer = Signer {
        person: &session.person,
        key: &session.key,
    };
    let body = Body::Review(Review {
        sign_off: with.sign_off,
        decision,
    });
    let act = writing::signed_act(desk, &signer, &signed, body)?;
    let written = writing::append_act(desk, &signed, act)?;
    view::entry_view(desk, written)
}

/// A return needs at least one reason; every reason is one that can be signed.
fn checked(decision: Decision) -> Result<Decision, Code> {
    match decision {
        Decision::Approve => Ok(Decision::Approve),
        Decision::Return { reasons } => {
            let reasons: Vec<String> = reasons
                .iter()
                .filter(|reason| !reason.trim().is_empty())
                .cloned()
                .collect();
            let sound: Option<Vec<String>> = reasons.iter().map(|reason| void_entry::reason(reason)).collect();
            match sound {
                Some(reasons) if !reasons.is_empty() => Ok(Decision::Return { reasons }),
                Some(_) | None => Err(Code::ReasonMissing),
            }
        }
    }
}
