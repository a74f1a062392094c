//! Which entries are ordinary: everything that needs a person's eye is looked at by itself, with the reason in words.

use cunfa_core::act::{Body, Opinion};
use cunfa_core::{EntryId, Standing};
use cunfa_protocol::Code;
use cunfa_protocol::view::LeftOut;
use cunfa_store::{ActRecord, EntryRecord};

use crate::desk::{Desk, code_of};
use crate::entries::view;
use crate::reviews::queue;

/// Days after the service from which writing it down is looked at.
const LATE_DAYS: u32 = 7;

/// Why an entry is not approved together with others; empty when it may be.
pub(crate) fn left_out(desk: &Desk, record: &EntryRecord) -> Result<Vec<LeftOut>, Code> {
    let Some(waiting) = view::reviewable(record) else {
        return Ok(vec![LeftOut::NotWaiting]);
    };
    let reasons = [
        (record.official.major.is_some(), LeftOut::Major),
        (record.official.paid.is_some(), LeftOut::Paid),
        (record.life.changed_after_signing, LeftOut::Changed),
        (!record.conflicts.is_empty(), LeftOut::Conflict),
        (record.life.sign_offs_differ, LeftOut::SignOffsDiffer),
        (comes_again(record), LeftOut::ComesAgain),
        (!record.corrected_by.is_empty(), LeftOut::Corrected),
        (record.newer, LeftOut::Newer),
        (record.acts.iter().any(|act| !act.holds), LeftOut::Broken),
        (waiting.standing != Some(Standing::Confirmed), LeftOut::Provisional),
        (record.row.on_paper, LeftOut::OnPaper),
        (says_more(waiting), LeftOut::Opinion),
        (queue::late_days(&record.row) > LATE_DAYS, LeftOut::WrittenLate),
        (is_returning(desk, record.entry)?, LeftOut::Returning),
    ];
    let holds = reasons.into_iter().filter(|(holds, _)| *holds);
    Ok(holds.map(|(_, reason)| reason).collect())
}

fn comes_again(record: &EntryRecord) -> bool {
    let decided = |act: &ActRecord| matches!(act.act.body, Body::Review(_));
    record.official.corrects.is_some() || record.acts.iter().any(decided)
}

fn says_more(act: &ActRecord) -> bool {
    let Body::SignOff(sign_off) = &act.act.body else {
        return false;
    };
    sign_off.opinion == Opinion::Differs || !sign_off.remark.is_empty()
}

fn is_returning(desk: &Desk, entry: EntryId) -> Result<bool, Code> {
    let person = desk.person()?.id;
    let points = desk.store()?.returning(person, entry).map_err(code_of)?;
    Ok(!points.is_empty())
}
