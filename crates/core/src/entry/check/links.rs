//! When to look again, and what an entry names of other documents.

use chrono::{Months, NaiveDate};

use super::Rule;
use super::texts::Texts;
use crate::entry::{Field, Form, MAX_FOLLOW_UP_YEARS, linked};
use crate::ids::EntryId;

pub(super) fn check(form: &Form, entry: EntryId, texts: &mut Texts) {
    if let Some(rule) = follow_up(form) {
        texts.fail::<()>(Field::FollowUp, rule);
    }
    linked::links(form.corrects, form.follows, form.answers)
        .filter(|(_, named)| *named == entry)
        .for_each(|(field, _)| {
            texts.fail::<()>(field, Rule::Itself);
        });
}

/// What is wrong with the 跟进日期. Without a service date nothing is judged yet.
fn follow_up(form: &Form) -> Option<Rule> {
    let (date, again) = (form.date?, form.follow_up?);
    let latest = date.checked_add_months(Months::new(MAX_FOLLOW_UP_YEARS * 12));
    if again < date {
        Some(Rule::BeforeService)
    } else if again > latest.unwrap_or(NaiveDate::MAX) {
        Some(Rule::TooFarAhead {
            years: MAX_FOLLOW_UP_YEARS,
        })
    } else {
        None
    }
}
