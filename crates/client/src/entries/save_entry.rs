//! From a draft to an entry, or to a change of an unsigned one, in one transaction. Saying it twice is saying it once.

use cunfa_core::entry::{self, CheckContext, Field, Rule};
use cunfa_core::{Action, Attachment, Digest, Entry, EntryId, Failure, Form, Person, Stage, VillageCode};
use cunfa_document::EntryDoc;
use cunfa_protocol::Code;
use cunfa_protocol::command::SaveEntry;
use cunfa_protocol::view::EntryView;
use cunfa_store::EntryRecord;

use crate::attachments::draft_photos;
use crate::desk::{Desk, code_of};
use crate::entries::{drafts, open_entry, view, writing};
use crate::needs;

/// Saves. When this returns, the entry is on the disk.
pub(crate) fn save_entry(desk: &mut Desk, with: &SaveEntry) -> Result<EntryView, Code> {
    let person = desk.person_who_may(Action::WriteEntry)?.clone();
    let kept = desk.store()?.draft(with.draft).map_err(code_of)?;
    if kept.as_ref().is_some_and(|draft| draft.owner != person.id) {
        return Err(Code::NotAllowed);
    }
    let written = match desk.store()?.open_entry(with.draft).map_err(code_of)? {
        Some(record) => {
            let base = kept.map(|draft| draft.base).unwrap_or_default();
            change(desk, &person, record, &with.form, &base)?
        }
        None => create(desk, &person, with)?,
    };
    drafts::tell(desk);
    view::entry_view(desk, written)
}

fn create(desk: &mut Desk, person: &Person, with: &SaveEntry) -> Result<EntryRecord, Code> {
    let number = next_number(desk, &with.form)?;
    let known = in_scope(desk, person, None)?;
    let attachments = draft_photos::over(desk, with.draft, &[])?;
    let entry = check(
        desk,
        with.draft,
        person,
        &with.form,
        &number,
        &attachments,
        &|village| known.contains(village),
    )?;
    if let Some(corrected) = entry.corrects {
        correctable(desk, person, corrected, &entry)?;
    }
    if let Some(followed) = entry.follows {
        followable(desk, followed, &entry)?;
    }
    if let Some(need) = entry.answers {
        answerable(desk, need, &entry)?;
    }
    let (_, change) = EntryDoc::create(with.draft, &entry::to_fields(&entry), desk.actor()).map_err(too_large)?;
    writing::append_change(desk, with.draft, &entry.village, change, Some(with.draft))
}

/// The village of an entry never changes: it decides who may see it. The number changes only with the year. What came from
/// elsewhere since the draft was begun at `base` was not on the screen: it stays, or stands beside what was written here.
fn change(
    desk: &mut Desk,
    person: &Person,
    mut record: EntryRecord,
    form: &Form,
    base: &[Digest],
) -> Result<EntryRecord, Code> {
    let since = Some(base).filter(|base| *base != record.doc.heads());
    let fields = since.and_then(|base| record.doc.fields_at(base));
    let then = fields.and_then(|fields| entry::from_fields(&fields).ok());
    let since = since.filter(|_| then.is_some());
    let before = then.unwrap_or_else(|| record.current.clone());
    if before.counsel != person.id || !person.covers(&before.village) {
        return Err(Code::NotAllowed);
    }
    let known = in_scope(desk, person, Some(&before.village))?;
    let attachments = draft_photos::over(desk, record.entry, &before.attachments)?;
    let mut entry = check(
        desk,
        record.entry,
        person,
        form,
        &before.number,
        &attachments,
        &|village| known.contains(village),
    )?;
    entry.written_at.clone_from(&before.written_at);
    entry.counsel_name.clone_from(&before.counsel_name);
    entry.corrects = before.corrects;
    entry.follows = before.follows;
    entry.answers = before.answers;
    if chrono::Datelike::year(&entry.date) != chrono::Datelike::year(&before.date) {
        entry.number = next_number(desk, form)?;
    }
    if entry == before {
        return forget_draft(desk, record.entry);
    }
    if record.life.stage != Stage::Unsigned {
        return Err(Code::AlreadySigned);
    }
    let fields = entry::to_fields(&entry);
    let change = match since {
        Some(base) => record.doc.edit_at(base, &fields, desk.random()?),
        None => record.doc.edit(&fields, desk.actor()),
    };
    match change.map_err(too_large)? {
        Some(change) => writing::append_change(desk, record.entry, &before.village, change, Some(record.entry)),
        None => forget_draft(desk, record.entry),
    }
}

/// Saved before; only the draft may still be there.
fn forget_draft(desk: &mut Desk, draft: EntryId) -> Result<EntryRecord, Code> {
    if desk.store()?.draft(draft).map_err(code_of)?.is_some() {
        desk.store_mut()?.drop_draft(draft).map_err(code_of)?;
    }
    open_entry::record(desk, draft)
}

fn correctable(desk: &Desk, person: &Person, corrected: EntryId, entry: &Entry) -> Result<(), Code> {
    let record = open_entry::record(desk, corrected)?;
    if record.official.counsel != person.id || record.official.village != entry.village {
        return Err(Code::NotAllowed);
    }
    match record.life.stage {
        Stage::Signed | Stage::InReview | Stage::Returned | Stage::Approved => Ok(()),
        Stage::Unsigned | Stage::Voided => Err(Code::NotNow),
    }
}

/// Any entry of the village may be carried on, also one of an earlier counsel; what became of it meanwhile does not matter.
fn followable(desk: &Desk, followed: EntryId, entry: &Entry) -> Result<(), Code> {
    let record = open_entry::record(desk, followed)?;
    if record.official.village == entry.village {
        Ok(())
    } else {
        Err(Code::NotAllowed)
    }
}

/// What an entry answers is a need of its village that is here.
fn answerable(desk: &Desk, need: EntryId, entry: &Entry) -> Result<(), Code> {
    if needs::open::record(desk, need)?.row.need.village == entry.village {
        Ok(())
    } else {
        Err(Code::NotAllowed)
    }
}

/// Checks a form as a person of this device writes it, for the entry of this id.
pub(crate) fn check(
    desk: &Desk,
    id: EntryId,
    person: &Person,
    form: &Form,
    number: &str,
    attachments: &[Attachment],
    village_known: &dyn Fn(&VillageCode) -> bool,
) -> Result<Entry, Code> {
    let now = desk.now()?;
    let context = CheckContext {
        entry: id,
        latest: now.latest,
        now: now.local,
        counsel: person.id,
        counsel_name: &person.name,
        number,
        attachments,
        village_known,
    };
    entry::check(form, &context).map_err(|failures| Code::Form { failures })
}

/// The villages the entry may lie in: one, or all of the person's scope.
fn in_scope(desk: &Desk, person: &Person, only: Option<&VillageCode>) -> Result<Vec<VillageCode>, Code> {
    let villages = desk.store()?.villages(&person.scope).map_err(code_of)?;
    let codes = villages.into_iter().map(|village| village.code);
    Ok(codes.filter(|code| only.is_none_or(|only| only == code)).collect())
}

/// The next number of this device in the village and year. Without either, the check fails anyway.
fn next_number(desk: &Desk, form: &Form) -> Result<String, Code> {
    let (Some(village), Some(date)) = (&form.village, form.date) else {
        return Ok("0".to_owned());
    };
    desk.store()?
        .next_number(village, chrono::Datelike::year(&date))
        .map_err(code_of)
}

fn too_large(error: cunfa_document::DocumentError) -> Code {
    match error {
        cunfa_document::DocumentError::Limit(_) => Code::Form {
            failures: vec![too_long_at(Field::Advice, cunfa_core::entry::MAX_TEXT_GRAPHEMES)],
        },
        error => {
            tracing::error!(%error, "a document refused its own change");
            Code::Internal {
                attempted: "writing an entry".to_owned(),
            }
        }
    }
}

/// What is too long in a form that is beyond even a draft.
pub(crate) fn too_long(form: &Form) -> Vec<Failure> {
    let texts = [
        (Field::Matter, &form.matter),
        (Field::Advice, &form.advice),
        (Field::Result, &form.result),
    ];
    let over: Vec<Failure> = texts
        .into_iter()
        .map(|(field, text)| (field, cunfa_core::text::graphemes(text)))
        .filter(|(_, given)| *given > entry::MAX_TEXT_GRAPHEMES)
        .map(|(field, given)| too_long_at(field, given))
        .collect();
    if over.is_empty() {
        vec![too_long_at(Field::Advice, entry::MAX_TEXT_GRAPHEMES + 1)]
    } else {
        over
    }
}

fn too_long_at(field: Field, given: usize) -> Failure {
    Failure {
        field,
        rule: Rule::TooLong {
            given,
            max: entry::MAX_TEXT_GRAPHEMES,
        },
    }
}
