//! A new entry that begins where another one stands: carrying it on (跟进), or the next one of the same sitting (再记一条).

use cunfa_core::{Action, EntryId, Form, ServiceTime, Stage};
use cunfa_protocol::Code;
use cunfa_protocol::view;
use cunfa_store::Draft;

use crate::desk::{Desk, code_of};
use crate::entries::{drafts, open_entry, start_draft};

/// Starts a draft that carries an entry on: its village and persons, today. Gives back the one that was started before.
pub(crate) fn follow_up(desk: &mut Desk, entry: EntryId) -> Result<view::Draft, Code> {
    let record = open_entry::record(desk, entry)?;
    desk.person_who_may_in(Action::WriteEntry, &record.official.village)?;
    if record.life.stage == Stage::Voided {
        return Err(Code::NotNow);
    }
    let followed = record.entry;
    let form = Form {
        village: Some(record.official.village),
        date: Some(desk.today()?),
        persons: record.official.persons,
        follows: Some(followed),
        ..Form::default()
    };
    begin(desk, form, |draft| draft.form.follows == Some(followed))
}

/// Starts a draft of the same sitting as the person's own entry: its village, day and mode, from its end on.
pub(crate) fn write_another(desk: &mut Desk, after: EntryId) -> Result<view::Draft, Code> {
    let record = start_draft::own(desk, after)?;
    if record.life.stage == Stage::Voided {
        return Err(Code::NotNow);
    }
    let last = record.current;
    let form = Form {
        village: Some(last.village),
        date: Some(last.date),
        start: match last.time {
            ServiceTime::Interval { end, .. } => Some(end),
            ServiceTime::Minutes(_) => None,
        },
        mode: Some(last.mode),
        ..Form::default()
    };
    let same = form.clone();
    begin(desk, form, |draft| draft.saved_at_ms.is_none() && draft.form == same)
}

/// Begins a draft, unless there is such a one already.
fn begin(desk: &mut Desk, form: Form, is_it: impl Fn(&Draft) -> bool) -> Result<view::Draft, Code> {
    let owner = desk.person()?.id;
    let kept = desk.store()?.drafts(owner).map_err(code_of)?;
    if let Some(draft) = kept.into_iter().find(|draft| draft.changes.is_none() && is_it(draft)) {
        return drafts::view(desk, draft);
    }
    let draft = start_draft::new(desk, form)?;
    desk.store_mut()?.put_draft(&draft).map_err(code_of)?;
    drafts::tell(desk);
    drafts::view(desk, draft)
}
