//! Starting a draft: its id is drawn here and becomes the entry's, so that saving twice makes one entry.

use cunfa_core::{Action, Entry, EntryId, Form, Stage};
use cunfa_protocol::Code;
use cunfa_protocol::command::StartDraft;
use cunfa_protocol::view;
use cunfa_store::{Draft, EntryRecord};

use crate::attachments::draft_photos;
use crate::desk::{Desk, code_of};
use crate::entries::{drafts, open_entry};

/// Starts it, or gives back the one started for the same purpose.
pub(crate) fn start_draft(desk: &mut Desk, with: &StartDraft) -> Result<view::Draft, Code> {
    let owner = desk.person_who_may(Action::WriteEntry)?.id;
    let kept = desk.store()?.drafts(owner).map_err(code_of)?;
    let (draft, from) = match (with.changes, with.corrects) {
        (Some(entry), _) => changing(desk, entry, &kept)?,
        (None, Some(entry)) => correcting(desk, entry, &kept)?,
        (None, None) => (fresh(desk, with, &kept)?, None),
    };
    if !kept.contains(&draft) {
        let photos = from.as_ref().map(draft_photos::taken_over).unwrap_or_default();
        desk.store_mut()?.begin_draft(&draft, &photos).map_err(code_of)?;
        drafts::tell(desk);
    }
    drafts::view(desk, draft)
}

/// The draft that changes an unsigned entry has the entry's own id.
fn changing(desk: &Desk, entry: EntryId, kept: &[Draft]) -> Result<(Draft, Option<Entry>), Code> {
    let record = own(desk, entry)?;
    if record.life.stage != Stage::Unsigned {
        return Err(Code::AlreadySigned);
    }
    if let Some(draft) = kept.iter().find(|draft| draft.draft == entry) {
        return Ok((draft.clone(), None));
    }
    let owner = desk.person()?.id;
    let draft = Draft {
        draft: entry,
        owner,
        form: Form::of(&record.current),
        changes: Some(entry),
        base: record.doc.heads(),
        saved_at_ms: None,
    };
    Ok((draft, Some(record.current)))
}

/// A new entry that names the signed one (更正).
fn correcting(desk: &Desk, entry: EntryId, kept: &[Draft]) -> Result<(Draft, Option<Entry>), Code> {
    let record = own(desk, entry)?;
    match record.life.stage {
        Stage::Unsigned | Stage::Voided => return Err(Code::NotNow),
        Stage::Signed | Stage::InReview | Stage::Returned | Stage::Approved => {}
    }
    if let Some(draft) = kept
        .iter()
        .find(|draft| draft.changes.is_none() && draft.form.corrects == Some(entry))
    {
        return Ok((draft.clone(), None));
    }
    let form = Form {
        corrects: Some(entry),
        ..Form::of(&record.official)
    };
    Ok((new(desk, form)?, Some(record.official)))
}

fn fresh(desk: &Desk, with: &StartDraft, kept: &[Draft]) -> Result<Draft, Code> {
    let village = match &with.village {
        Some(village) => Some(village.clone()),
        None => last_village(desk)?,
    };
    let form = Form {
        kind: with.kind,
        village,
        date: Some(desk.today()?),
        ..Form::default()
    };
    let untouched = |draft: &&Draft| draft.saved_at_ms.is_none() && draft.changes.is_none() && draft.form == form;
    match kept.iter().find(untouched) {
        Some(draft) => Ok(draft.clone()),
        None => new(desk, form),
    }
}

/// A draft that is nowhere yet.
pub(crate) fn new(desk: &Desk, form: Form) -> Result<Draft, Code> {
    let owner = desk.person()?.id;
    Ok(Draft {
        draft: EntryId(desk.random()?),
        owner,
        form,
        changes: None,
        base: Vec::new(),
        saved_at_ms: None,
    })
}

/// An entry of this counsel in this counsel's scope.
pub(crate) fn own(desk: &Desk, entry: EntryId) -> Result<EntryRecord, Code> {
    let record = open_entry::record(desk, entry)?;
    let person = desk.person_who_may_in(Action::WriteEntry, &record.official.village)?;
    if record.official.counsel == person.id {
        Ok(record)
    } else {
        Err(Code::NotAllowed)
    }
}

/// The village of the last visit, or the only one.
fn last_village(desk: &Desk) -> Result<Option<cunfa_core::VillageCode>, Code> {
    let scope = &desk.person()?.scope;
    let visits = desk.store()?.last_visits(scope).map_err(code_of)?;
    if let Some((last, _)) = visits.into_iter().next() {
        return Ok(Some(last));
    }
    let villages = desk.store()?.villages(scope).map_err(code_of)?;
    Ok(match villages.as_slice() {
        [only] => Some(only.code.clone()),
        _ => None,
    })
}
