//! What the county looks at before it appoints somebody who served before.

use cunfa_core::{Action, EntryId};
use cunfa_protocol::Code;
use cunfa_protocol::command::RenewalBasis as Asked;
use cunfa_protocol::view::{RenewalBasis, TrainingLine};

use super::Book;
use crate::desk::Desk;

/// Of a record that is none yet no id is known.
const NONE_YET: EntryId = EntryId([0; 16]);

/// By the registers as they are here.
pub(crate) fn basis(desk: &Desk, with: &Asked) -> Result<RenewalBasis, Code> {
    desk.person_who_may_in(Action::KeepRegister, &with.village)?;
    let book = Book::of_session(desk)?;
    let record = with.record.unwrap_or(NONE_YET);
    let before = book.registers.renewal(record, &with.village, with.person, with.from);
    let trainings = before.trainings.iter().map(|one| TrainingLine {
        date: one.date,
        topic: one.topic.clone(),
    });
    Ok(RenewalBasis {
        served_until: before.served_until,
        year: before.year,
        trainings: trainings.collect(),
        needs_reason: before.poor().is_some() || before.untrained().is_some(),
        verdicts: before.verdicts,
    })
}
