//! The return that is being written, kept as it is typed until it is decided; and the person's own reasons.

use cunfa_core::entry::{Field, Rule};
use cunfa_core::{Action, EntryId, Failure, PersonId};
use cunfa_protocol::Code;
use cunfa_protocol::command::{KeepReason, KeepReturning};
use cunfa_protocol::view::{DraftSaved, MAX_OWN_REASONS, OwnReason, Returning};

use crate::desk::{Desk, code_of};
use crate::entries::open_entry;
use crate::reason::reason;

/// Most points of a return on its way, and most bytes of all of them.
const MAX_POINTS: usize = 50;
const MAX_BYTES: usize = 256 * 1024;

/// What was typed over an entry, and the person's own reasons.
pub(crate) fn returning(desk: &Desk, entry: EntryId) -> Result<Returning, Code> {
    let owner = owner(desk)?;
    Ok(Returning {
        points: desk.store()?.returning(owner, entry).map_err(code_of)?,
        reasons: reasons(desk)?,
    })
}

/// Keeps it as it is typed. A point without a word in it is no point.
pub(crate) fn keep(desk: &mut Desk, with: &KeepReturning) -> Result<DraftSaved, Code> {
    let owner = owner(desk)?;
    let record = open_entry::record(desk, with.entry)?;
    desk.person_who_may_in(Action::Review, &record.official.village)?;
    let bytes: usize = with.points.iter().map(String::len).sum();
    if with.points.len() > MAX_POINTS || bytes > MAX_BYTES {
        return Err(refused(MAX_POINTS));
    }
    let points: Vec<String> = with
        .points
        .iter()
        .filter(|point| !point.trim().is_empty())
        .cloned()
        .collect();
    let saved_at_ms = desk.now_ms();
    let store = desk.store_mut()?;
    store
        .put_returning(owner, with.entry, &points, saved_at_ms)
        .map_err(code_of)?;
    Ok(DraftSaved { saved_at_ms })
}

/// Keeps an own reason. One that is kept already, word for word, is not kept twice.
pub(crate) fn keep_reason(desk: &mut Desk, with: &KeepReason) -> Result<Vec<OwnReason>, Code> {
    let owner = owner(desk)?;
    let kept = reasons(desk)?;
    let said = reason(&with.text)?;
    if kept
        .iter()
        .any(|one| one.text == said && Some(one.reason) != with.reason)
    {
        return Ok(kept);
    }
    if with.reason.is_none() && kept.len() >= MAX_OWN_REASONS {
        return Err(refused(MAX_OWN_REASONS));
    }
    let there = desk
        .store_mut()?
        .put_reason(owner, with.reason, &said)
        .map_err(code_of)?;
    if there { reasons(desk) } else { Err(Code::NotNow) }
}

/// Deletes one, so that it can be taken back.
pub(crate) fn drop_reason(desk: &mut Desk, reason: u32) -> Result<Vec<OwnReason>, Code> {
    let owner = owner(desk)?;
    desk.store_mut()?.drop_reason(owner, reason).map_err(code_of)?;
    reasons(desk)
}

fn reasons(desk: &Desk) -> Result<Vec<OwnReason>, Code> {
    let kept = desk.store()?.reasons(owner(desk)?).map_err(code_of)?;
    let kept = kept.into_iter().map(|one| OwnReason {
        reason: one.reason,
        text: one.text,
    });
    Ok(kept.collect())
}

fn owner(desk: &Desk) -> Result<PersonId, Code> {
    Ok(desk.person_who_may(Action::Review)?.id)
}

fn refused(max: usize) -> Code {
    Code::Form {
        failures: vec![Failure {
            field: Field::Other("return_reason".to_owned()),
            rule: Rule::TooMany { max },
        }],
    }
}
