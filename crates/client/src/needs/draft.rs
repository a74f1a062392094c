//! The need a person is typing: one for each, kept after every change, found again after a kill.

use cunfa_core::entry::{Field, MAX_TEXT_GRAPHEMES, Rule};
use cunfa_core::need::NeedForm;
use cunfa_core::{Action, EntryId, Failure, text};
use cunfa_protocol::Code;
use cunfa_protocol::command::SaveNeedDraft;
use cunfa_protocol::view::{self, DraftSaved, Topic};
use cunfa_store::NeedDraft;

use crate::desk::{Desk, code_of};
use crate::entries::places;

/// Most bytes of texts a draft may hold; beyond that even a draft is refused with its length.
const MAX_DRAFT_BYTES: usize = 4 * 1024 * 1024;

/// Starts one, or gives back the one that was begun.
pub(crate) fn start(desk: &mut Desk) -> Result<view::NeedDraft, Code> {
    let person = desk.person_who_may(Action::RecordNeed)?.clone();
    let kept = desk.store()?.need_draft(person.id).map_err(code_of)?;
    let villages = desk.store()?.villages(&person.scope).map_err(code_of)?;
    let draft = match kept {
        Some(kept) if kept.saved_at_ms.is_some() => kept,
        Some(_) | None => {
            let only = match villages.as_slice() {
                [only] => Some(only.code.clone()),
                _ => None,
            };
            let draft = NeedDraft {
                need: EntryId(desk.random()?),
                owner: person.id,
                form: NeedForm {
                    village: only,
                    date: Some(desk.today()?),
                    ..NeedForm::default()
                },
                saved_at_ms: None,
            };
            desk.store_mut()?.put_need_draft(&draft).map_err(code_of)?;
            draft
        }
    };
    let now = desk.now()?;
    Ok(view::NeedDraft {
        need: draft.need,
        form: draft.form,
        villages: villages.iter().map(places::row).collect(),
        today: now.local.date(),
        latest: now.latest,
        saved_at_ms: draft.saved_at_ms,
    })
}

/// Keeps the form as it is. One the device does not know is kept all the same: what a person typed is never thrown away. One that is
/// recorded already is typed no more.
pub(crate) fn save(desk: &mut Desk, with: &SaveNeedDraft) -> Result<DraftSaved, Code> {
    let owner = desk.person_who_may(Action::RecordNeed)?.id;
    check_size(&with.form)?;
    let saved_at_ms = desk.now_ms();
    if desk.store()?.need_row(with.need).map_err(code_of)?.is_none() {
        let draft = NeedDraft {
            need: with.need,
            owner,
            form: with.form.clone(),
            saved_at_ms: Some(saved_at_ms),
        };
        desk.store_mut()?.put_need_draft(&draft).map_err(code_of)?;
        desk.told().topic(Topic::Drafts);
    }
    Ok(DraftSaved { saved_at_ms })
}

/// Puts it away.
pub(crate) fn drop(desk: &mut Desk) -> Result<(), Code> {
    let owner = desk.person_who_may(Action::RecordNeed)?.id;
    desk.store_mut()?.drop_need_draft(owner).map_err(code_of)?;
    desk.told().topic(Topic::Drafts);
    Ok(())
}

fn check_size(form: &NeedForm) -> Result<(), Code> {
    if form.matter.len() + form.name.len() + form.phone.len() <= MAX_DRAFT_BYTES {
        return Ok(());
    }
    Err(Code::Form {
        failures: vec![Failure {
            field: Field::Matter,
            rule: Rule::TooLong {
                given: text::graphemes(&form.matter).max(MAX_TEXT_GRAPHEMES + 1),
                max: MAX_TEXT_GRAPHEMES,
            },
        }],
    })
}
