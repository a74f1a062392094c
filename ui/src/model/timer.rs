//! 到达计时: a timer that a person starts on arrival. It is two times of the form and nothing else: where somebody is, nobody asks.

use chrono::{NaiveDateTime, NaiveTime, TimeDelta, Timelike};
use cunfa_core::Form;

/// How a timer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// Start and end are filled in.
    Filled,
    /// It ran past midnight: the end is the last minute of the day it began, the rest is another entry's.
    PastMidnight,
    /// The clock says that it ended before it began: the end stays open.
    ClockMoved,
}

/// Begins: the day and the start of the service are now.
pub fn start(form: &mut Form, now: NaiveDateTime) {
    let now = whole_minutes(now);
    form.arrived = Some(now);
    form.date = Some(now.date());
    form.start = Some(now.time());
    form.end = None;
    form.minutes.clear();
}

/// Ends: fills the end in. A service takes a minute at least. `None` when none runs.
pub fn stop(form: &mut Form, now: NaiveDateTime) -> Option<Stopped> {
    let (arrived, now) = (form.arrived.take()?, whole_minutes(now));
    let start = form.start.unwrap_or(arrived.time());
    form.start = Some(start);
    let last = NaiveTime::from_hms_opt(23, 59, 0);
    if now < arrived {
        return Some(Stopped::ClockMoved);
    }
    if now.date() > arrived.date() {
        form.end = last;
        return Some(Stopped::PastMidnight);
    }
    let (least, days) = start.overflowing_add_signed(TimeDelta::minutes(1));
    form.end = if days == 0 { Some(now.time().max(least)) } else { last };
    Some(Stopped::Filled)
}

/// Gives it up: the start that it filled in goes as well, one that was typed since stays.
pub fn cancel(form: &mut Form) {
    if let Some(arrived) = form.arrived.take()
        && form.start == Some(arrived.time())
    {
        form.start = None;
    }
}

fn whole_minutes(at: NaiveDateTime) -> NaiveDateTime {
    at.with_second(0).and_then(|at| at.with_nanosecond(0)).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").unwrap()
    }

    fn clock(text: &str) -> Option<NaiveTime> {
        NaiveTime::parse_from_str(text, "%H:%M").ok()
    }

    fn timed(from: &str, to: &str) -> (Option<Stopped>, Form) {
        let mut form = Form::default();
        start(&mut form, at(from));
        let stopped = stop(&mut form, at(to));
        (stopped, form)
    }

    #[test]
    fn a_timer_fills_day_start_and_end_in_whole_minutes() {
        let (stopped, form) = timed("2026-11-25 09:12:40", "2026-11-25 10:03:05");
        assert_eq!(stopped, Some(Stopped::Filled));
        assert_eq!(
            (form.date, form.start, form.end),
            (at("2026-11-25 00:00:00").date().into(), clock("09:12"), clock("10:03"))
        );
        assert_eq!(form.arrived, None);
    }

    #[test]
    fn a_service_takes_a_minute_at_least() {
        let (_, form) = timed("2026-11-25 09:12:40", "2026-11-25 09:12:59");
        assert_eq!((form.start, form.end), (clock("09:12"), clock("09:13")));
        let (_, form) = timed("2026-11-25 23:59:01", "2026-11-25 23:59:30");
        assert_eq!(
            (form.start, form.end),
            (clock("23:59"), clock("23:59")),
            "the check asks for another time"
        );
    }

    #[test]
    fn a_timer_across_midnight_and_a_months_end_ends_with_its_day_and_says_so() {
        let (stopped, form) = timed("2026-10-31 23:30:00", "2026-11-01 00:40:00");
        assert_eq!(stopped, Some(Stopped::PastMidnight));
        assert_eq!((form.start, form.end), (clock("23:30"), clock("23:59")));
        assert_eq!(form.date, Some(at("2026-10-31 00:00:00").date()));
    }

    #[test]
    fn a_clock_that_was_put_back_leaves_the_end_open() {
        let (stopped, form) = timed("2026-11-25 09:12:00", "2026-11-25 08:00:00");
        assert_eq!(
            (stopped, form.end, form.arrived),
            (Some(Stopped::ClockMoved), None, None)
        );
    }

    #[test]
    fn giving_up_takes_the_start_back_but_not_one_that_was_typed_since() {
        let mut form = Form::default();
        start(&mut form, at("2026-11-25 09:12:00"));
        let mut typed = form.clone();
        typed.start = clock("08:50");
        cancel(&mut form);
        cancel(&mut typed);
        assert_eq!((form.start, form.arrived), (None, None));
        assert_eq!((typed.start, typed.arrived), (clock("08:50"), None));
        assert_eq!(stop(&mut form, at("2026-11-25 10:00:00")), None);
    }

    #[test]
    fn a_timer_outlives_the_program_with_its_draft() {
        let mut form = Form::default();
        start(&mut form, at("2026-11-25 09:12:00"));
        let kept = serde_json::to_string(&form).unwrap();
        let mut found: Form = serde_json::from_str(&kept).unwrap();
        assert_eq!(stop(&mut found, at("2026-11-25 10:00:00")), Some(Stopped::Filled));
        assert_eq!(found.end, clock("10:00"));
    }
}
