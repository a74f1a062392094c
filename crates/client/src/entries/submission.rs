//! Submissions (提交): the counsel answers for an entry's text as it goes to be signed.

use cunfa_core::act::{Body, Submission, Way};
use cunfa_core::{Action, Person, Stage, may};
use cunfa_store::EntryRecord;

/// Whether this person may submit the entry: its own counsel, in its village.
pub(crate) fn may_submit(person: &Person, record: &EntryRecord) -> bool {
    may(person.role, Action::SubmitEntry)
        && person.covers(&record.official.village)
        && record.current.counsel == person.id
}

/// Whether the text as it is now is submitted, in either way.
fn is_submitted(record: &EntryRecord) -> bool {
    Way::ALL.into_iter().any(|way| is_submitted_by(record, way))
}

/// Whether the text as it is now is submitted as signed on paper.
pub(crate) fn is_submitted_on_paper(record: &EntryRecord) -> bool {
    is_submitted_by(record, Way::Paper)
}

fn is_submitted_by(record: &EntryRecord, way: Way) -> bool {
    record.acts.iter().any(|act| {
        let submitted = act.act.body == Body::Submission(Submission { way });
        submitted && act.holds && act.content == Some(record.current_content)
    })
}

/// Whether this person may be offered to submit it as signed on paper: a signed page hangs on it, and nobody signed it yet.
pub(crate) fn may_submit_paper(person: &Person, record: &EntryRecord) -> bool {
    may_submit(person, record) && record.life.stage == Stage::Unsigned && record.current.has_signed_page()
}

/// Whether this person submits the entry by giving it to a cadre to sign. What is signed on paper only is not submitted so, and
/// nothing is submitted twice.
pub(crate) fn by_handing_over(person: &Person, record: &EntryRecord) -> bool {
    may_submit(person, record) && !record.current.is_for_paper() && !is_submitted(record)
}
