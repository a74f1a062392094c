//! Drafts: kept after every change, found again after a crash, put away and taken back.

use cunfa_core::{Action, EntryId, Form};
use cunfa_protocol::Code;
use cunfa_protocol::command::SaveDraft;
use cunfa_protocol::view::{self, DraftSaved, Topic};
use cunfa_store::Draft;

use crate::attachments::{draft_photos, room};
use crate::desk::{Desk, code_of};

/// Names offered with a draft.
const RECENT_PERSONS: usize = 12;
/// Most bytes of texts a draft may hold; beyond that even a draft is refused with its length.
const MAX_DRAFT_BYTES: usize = 4 * 1024 * 1024;

/// Keeps the form as it is. A draft the device does not know is kept all the same: what a person typed is never thrown away.
pub(crate) fn save_draft(desk: &mut Desk, with: &SaveDraft) -> Result<DraftSaved, Code> {
    let owner = desk.person_who_may(Action::WriteEntry)?.id;
    if bytes(&with.form) > MAX_DRAFT_BYTES {
        return Err(Code::Form {
            failures: crate::entries::save_entry::too_long(&with.form),
        });
    }
    let kept = desk.store()?.draft(with.draft).map_err(code_of)?;
    if kept.as_ref().is_some_and(|draft| draft.owner != owner) {
        return Err(Code::NotAllowed);
    }
    let known = desk.store()?.document(with.draft).map_err(code_of)?;
    let now = || known.as_ref().map(|document| document.heads()).unwrap_or_default();
    let base = kept.as_ref().map_or_else(now, |draft| draft.base.clone());
    let changes = kept
        .and_then(|draft| draft.changes)
        .or(known.is_some().then_some(with.draft));
    let saved_at_ms = desk.now_ms();
    let draft = Draft {
        draft: with.draft,
        owner,
        form: with.form.clone(),
        changes,
        base,
        saved_at_ms: Some(saved_at_ms),
    };
    desk.store_mut()?.put_draft(&draft).map_err(code_of)?;
    tell(desk);
    Ok(DraftSaved { saved_at_ms })
}

/// The person's drafts that were kept at least once.
pub(crate) fn drafts(desk: &Desk) -> Result<Vec<view::Draft>, Code> {
    let owner = desk.person_who_may(Action::WriteEntry)?.id;
    let kept = desk.store()?.drafts(owner).map_err(code_of)?;
    kept.into_iter()
        .filter(|draft| draft.saved_at_ms.is_some())
        .map(|draft| view(desk, draft))
        .collect()
}

/// Puts a draft away.
pub(crate) fn drop_draft(desk: &mut Desk, draft: EntryId) -> Result<(), Code> {
    let owner = desk.person_who_may(Action::WriteEntry)?.id;
    match desk.store()?.draft(draft).map_err(code_of)? {
        Some(kept) if kept.owner != owner => return Err(Code::NotAllowed),
        Some(_) | None => {}
    }
    desk.store_mut()?.drop_draft(draft).map_err(code_of)?;
    tell(desk);
    Ok(())
}

/// Takes it back.
pub(crate) fn keep_draft(desk: &mut Desk, draft: EntryId) -> Result<view::Draft, Code> {
    let owner = desk.person_who_may(Action::WriteEntry)?.id;
    let kept = desk
        .store_mut()?
        .keep_draft(draft)
        .map_err(code_of)?
        .ok_or(Code::NoSuchEntry)?;
    if kept.owner != owner {
        desk.store_mut()?.drop_draft(draft).map_err(code_of)?;
        return Err(Code::NoSuchEntry);
    }
    tell(desk);
    view(desk, kept)
}

/// A draft as a screen shows it.
pub(crate) fn view(desk: &Desk, draft: Draft) -> Result<view::Draft, Code> {
    let scope = &desk.person()?.scope;
    let now = desk.now()?;
    let recent_persons = desk.store()?.recent_names(scope, RECENT_PERSONS).map_err(code_of)?;
    Ok(view::Draft {
        draft: draft.draft,
        photos: draft_photos::views(desk, draft.draft)?,
        room_mib: room::few_mib(desk),
        form: draft.form,
        changes: draft.changes,
        saved_at_ms: draft.saved_at_ms,
        recent_persons,
        today: now.local.date(),
        latest: now.latest,
    })
}

pub(crate) fn tell(desk: &mut Desk) {
    desk.told().topic(Topic::Drafts);
}

fn bytes(form: &Form) -> usize {
    let persons: usize = form
        .persons
        .iter()
        .map(|person| person.name.len() + person.phone.len() + person.row.len())
        .sum();
    let texts = [
        &form.matter,
        &form.advice,
        &form.result,
        &form.lecture.topic,
        &form.lecture.place,
        &form.mediation.parties,
    ];
    let details = form.details.iter().map(|detail| &detail.text);
    persons + texts.into_iter().chain(details).map(String::len).sum::<usize>()
}
