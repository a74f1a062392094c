//! Answering a need (办理): the entry is an ordinary one that names it.

use cunfa_core::{Action, EntryId, Form};
use cunfa_protocol::Code;
use cunfa_protocol::view;

use crate::desk::{Desk, code_of};
use crate::entries::{drafts, start_draft};
use crate::needs::open;

/// Starts the entry, or gives back the one this person started.
pub(crate) fn answer(desk: &mut Desk, id: EntryId) -> Result<view::Draft, Code> {
    let record = open::record(desk, id)?;
    let person = desk.person_who_may_in(Action::AnswerNeed, &record.row.need.village)?.id;
    let kept = desk.store()?.drafts(person).map_err(code_of)?;
    let begun = kept
        .into_iter()
        .find(|draft| draft.changes.is_none() && draft.form.answers == Some(id));
    if let Some(begun) = begun {
        return drafts::view(desk, begun);
    }
    let seen = open::view(desk, record)?;
    if !seen.may_answer {
        return Err(Code::NotNow);
    }
    let need = seen.row.need;
    let form = Form {
        village: Some(need.village.clone()),
        date: Some(desk.today()?),
        persons: vec![need.asker()],
        matter: need.matter,
        answers: Some(id),
        ..Form::default()
    };
    let draft = start_draft::new(desk, form)?;
    desk.store_mut()?.put_draft(&draft).map_err(code_of)?;
    drafts::tell(desk);
    drafts::view(desk, draft)
}
