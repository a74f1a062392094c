//! When the service took place: an interval, else a length.

use chrono::{NaiveTime, Timelike};

use super::Rule;
use super::texts::Texts;
use crate::entry::{Field, Form, ServiceTime};

/// Longest length of one service: a day.
const MAX_MINUTES: u32 = 1_440;

pub(super) fn check(form: &Form, texts: &mut Texts) -> Option<ServiceTime> {
    let blank = form.minutes.trim().is_empty();
    match (form.start, form.end) {
        (Some(start), Some(end)) => interval(start, end, texts),
        (None, Some(_)) if blank => texts.fail(Field::Start, Rule::Missing),
        (Some(_), None) if blank => texts.fail(Field::End, Rule::Missing),
        (None, None) if blank => texts.fail(Field::Start, Rule::Missing),
        (None, Some(_)) | (Some(_), None) | (None, None) => minutes(&form.minutes, texts),
    }
}

fn interval(start: NaiveTime, end: NaiveTime, texts: &mut Texts) -> Option<ServiceTime> {
    let (start, end) = (whole_minutes(start), whole_minutes(end));
    if end > start {
        Some(ServiceTime::Interval { start, end })
    } else {
        texts.fail(Field::End, Rule::EndNotAfterStart)
    }
}

fn whole_minutes(time: NaiveTime) -> NaiveTime {
    NaiveTime::from_hms_opt(time.hour(), time.minute(), 0).unwrap_or(time)
}

fn minutes(typed: &str, texts: &mut Texts) -> Option<ServiceTime> {
    let minutes = texts.number(Field::Minutes, typed, 1..=MAX_MINUTES)?;
    u16::try_from(minutes).ok().map(ServiceTime::Minutes)
}
