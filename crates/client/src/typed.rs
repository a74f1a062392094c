//! What is typed in forms that make no draft (reasons, answers, records, an opinion before its signature): kept for its person over a lock or a
//! kill, in the encrypted file alone, until something is made of it or it is given up. Handwriting is never kept: it is part of a signature
//! or nothing (docs/evidence.md).

use cunfa_core::entry::Rule;
use cunfa_protocol::Code;
use cunfa_protocol::command;
use cunfa_protocol::view::{DraftSaved, MAX_FORM_BYTES, MAX_TYPED_BYTES, Typed};

use crate::desk::{Desk, code_of};
use crate::reason::refused;

/// What stands there.
pub(crate) fn typed(desk: &Desk, with: &command::Typed) -> Result<Typed, Code> {
    let owner = desk.person()?.id;
    let found = desk.store()?.typed(owner, &with.form, with.subject).map_err(code_of)?;
    Ok(found.map_or_else(Typed::default, |(text, saved_at_ms)| Typed {
        text,
        saved_at_ms: Some(saved_at_ms),
    }))
}

/// Keeps it.
pub(crate) fn keep(desk: &mut Desk, with: &command::KeepTyped) -> Result<DraftSaved, Code> {
    let owner = desk.person()?.id;
    for (given, max) in [(with.form.len(), MAX_FORM_BYTES), (with.text.len(), MAX_TYPED_BYTES)] {
        if given > max {
            return Err(refused(Rule::TooLong { given, max }));
        }
    }
    let saved_at_ms = desk.now_ms();
    let store = desk.store_mut()?;
    store
        .put_typed(owner, (&with.form, with.subject), &with.text, saved_at_ms)
        .map_err(code_of)?;
    Ok(DraftSaved { saved_at_ms })
}
