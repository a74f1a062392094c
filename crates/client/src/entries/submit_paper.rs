//! Submitting what was signed by hand on paper (纸上已签字): the signed page hangs on the entry, and the text is official from then on.

use cunfa_core::act::{Body, Submission, Way};
use cunfa_core::{Action, Form, Stage, VillageCode};
use cunfa_protocol::Code;
use cunfa_protocol::command::SubmitPaper;
use cunfa_protocol::failure::Refusal;
use cunfa_protocol::view::EntryView;
use cunfa_store::EntryRecord;

use crate::attachments::whereabouts;
use crate::desk::Desk;
use crate::entries::{open_entry, save_entry, submission, view, writing};

/// Submits it. Saying it twice is saying it once.
pub(crate) fn submit_paper(desk: &mut Desk, with: &SubmitPaper) -> Result<EntryView, Code> {
    let record = open_entry::record(desk, with.entry)?;
    let person = desk
        .person_who_may_in(Action::SubmitEntry, &record.official.village)?
        .clone();
    if !submission::may_submit(&person, &record) {
        return Err(Code::NotAllowed);
    }
    if submission::is_submitted_on_paper(&record) {
        return open_entry::open_entry(desk, with.entry);
    }
    refuse(desk, &record)?;
    let current = &record.current;
    let (form, here) = (Form::of(current), |village: &VillageCode| *village == current.village);
    save_entry::check(
        desk,
        with.entry,
        &person,
        &form,
        &current.number,
        &current.attachments,
        &here,
    )?;
    let way = Way::Paper;
    let written = writing::act_of_session(desk, &record, Body::Submission(Submission { way }))?;
    view::entry_view(desk, written)
}

fn refuse(desk: &Desk, record: &EntryRecord) -> Result<(), Code> {
    let refused = |refusal| Err(Code::Signing { refusal });
    match record.life.stage {
        Stage::Unsigned => {}
        Stage::Voided => return refused(Refusal::Voided),
        Stage::Signed | Stage::InReview | Stage::Returned | Stage::Approved => return Err(Code::AlreadySigned),
    }
    if !record.conflicts.is_empty() {
        return refused(Refusal::Conflict);
    }
    if !record.current.has_signed_page() {
        return refused(Refusal::SignedPageMissing);
    }
    whereabouts::all_sound(desk, &record.current.attachments)
}
