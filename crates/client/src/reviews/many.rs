//! Approving several at once. Each is a decision of its own: one act, one transaction. A kill in between leaves whole decisions, and what was
//! not reached waits as before.

use cunfa_core::act::{Body, Decision};
use cunfa_core::{Action, EntryId};
use cunfa_protocol::Code;
use cunfa_protocol::view::{BatchRow, MAX_TOGETHER, ReviewOutcome, Reviewed, ToApprove};
use cunfa_store::ActRecord;

use crate::desk::Desk;
use crate::entries::places::Places;
use crate::entries::{open_entry, row, view};
use crate::reviews::{ordinary, review};

/// What would be approved, and what not and why, in the order given. An entry that is not here any more is left away.
pub(crate) fn for_review(desk: &Desk, entries: &[EntryId]) -> Result<Vec<BatchRow>, Code> {
    desk.person_who_may(Action::Review)?;
    few(entries.len())?;
    let places = Places::of_session(desk)?;
    let rows = entries
        .iter()
        .filter_map(|entry| match batch_row(desk, &places, *entry) {
            Err(Code::NoSuchEntry | Code::NotHereYet { .. }) => None,
            row => Some(row),
        });
    rows.collect()
}

fn batch_row(desk: &Desk, places: &Places, entry: EntryId) -> Result<BatchRow, Code> {
    let record = open_entry::record(desk, entry)?;
    let waiting = view::reviewable(&record);
    Ok(BatchRow {
        row: row::entry_row(&record.row, places),
        sign_off: waiting.map(|act| act.act.id),
        signer: waiting.map(signer).unwrap_or_default(),
        left_out: ordinary::left_out(desk, &record)?,
    })
}

fn signer(act: &ActRecord) -> String {
    let Body::SignOff(sign_off) = &act.act.body else {
        return String::new();
    };
    sign_off.name.clone()
}

/// Approves each; tells what became of each.
pub(crate) fn review_many(desk: &mut Desk, entries: &[ToApprove]) -> Result<Vec<Reviewed>, Code> {
    desk.person_who_may(Action::Review)?;
    few(entries.len())?;
    let reviewed = entries.iter().map(|one| Reviewed {
        entry: one.entry,
        outcome: approve(desk, one).unwrap_or_else(ReviewOutcome::Refused),
    });
    Ok(reviewed.collect())
}

/// The page's word that an entry is ordinary is not taken: it is looked at once more, with the sign-off that was shown.
fn approve(desk: &mut Desk, one: &ToApprove) -> Result<ReviewOutcome, Code> {
    let record = open_entry::record(desk, one.entry)?;
    if view::reviewable(&record).is_none_or(|act| act.act.id != one.sign_off) {
        return Err(Code::ChangedMeanwhile);
    }
    let left_out = ordinary::left_out(desk, &record)?;
    if !left_out.is_empty() {
        return Ok(ReviewOutcome::LeftOut(left_out));
    }
    review::decide(desk, &record, one.sign_off, Decision::Approve)?;
    Ok(ReviewOutcome::Approved)
}

fn few(entries: usize) -> Result<(), Code> {
    if entries > MAX_TOGETHER {
        Err(Code::NotNow)
    } else {
        Ok(())
    }
}
