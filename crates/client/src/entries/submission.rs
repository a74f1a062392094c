//! Submissions (提交): the counsel answers for an entry's text as it goes to be signed.

use cunfa_core::act::Body;
use cunfa_core::{Action, Person, may};
use cunfa_store::EntryRecord;

/// Whether this person may submit the entry: its own counsel, in its village.
pub(crate) fn may_submit(person: &Person, record: &EntryRecord) -> bool {
    may(person.role, Action::SubmitEntry)
        && person.covers(&record.official.village)
        && record.current.counsel == person.id
}

/// Whether the text as it is now is submitted, in either way.
pub(crate) fn is_submitted(record: &EntryRecord) -> bool {
    record.acts.iter().any(|act| {
        let submission = matches!(act.act.body, Body::Submission(_));
        submission && act.holds && act.content == Some(record.current_content)
    })
}

/// Whether this person submits the entry by giving it to a cadre to sign. What is signed on paper only is not submitted so, and
/// nothing is submitted twice.
pub(crate) fn by_handing_over(person: &Person, record: &EntryRecord) -> bool {
    may_submit(person, record) && !record.current.is_for_paper() && !is_submitted(record)
}
