//! The month of many villages at once, by the rule of its first day, with what other months make up of it.
//!
//! A month is counted whole by the rule file in force on its first day, and each month of a half-year by its own
//! (docs/decisions/0012).

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use chrono::{Days, Months, NaiveDate};

use super::count::{Count, Elsewhere, sum};
use super::file::RuleFile;
use super::option::MonthBoundary;
use super::tally::{MadeUp, Service, Tally, first_of_month, held, lectures};
use super::timeline::{Rules, Timeline};
use crate::village::VillageCode;

/// Entries by village.
pub type Services = BTreeMap<VillageCode, Vec<Service>>;

/// Dates of which entries are needed to count a month; each from the first one to before the second.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Of every entry.
    pub services: Range<NaiveDate>,
    /// Of lectures.
    pub lectures: Range<NaiveDate>,
}

impl Span {
    /// What both of them need.
    #[must_use]
    pub fn and(self, other: Span) -> Span {
        Span {
            services: self.services.start.min(other.services.start)..self.services.end.max(other.services.end),
            lectures: self.lectures.start.min(other.lectures.start)..self.lectures.end.max(other.lectures.end),
        }
    }
}

/// A month, ready to be counted for any village.
#[derive(Debug)]
pub struct Reckoning<'a> {
    services: &'a Services,
    /// The month, with those that it may make up for before it and those that may make up for it after it, in order.
    months: Vec<Month<'a>>,
    /// The month's place among them.
    at: usize,
}

#[derive(Debug)]
struct Month<'a> {
    first: NaiveDate,
    rule: &'a RuleFile,
    before: &'a RuleFile,
    elsewhere: Arc<Elsewhere>,
}

fn next(month: NaiveDate) -> NaiveDate {
    month.checked_add_months(Months::new(1)).unwrap_or(month)
}

fn previous(month: NaiveDate) -> NaiveDate {
    month.checked_sub_months(Months::new(1)).unwrap_or(month)
}

/// The months to be counted together with one. Missing minutes are made up by the oldest first, so every month counts from which the rule in
/// force has let them be made up without a break; and, after the month, as many as its own rule says, up to the present one.
fn months(rules: &Timeline, month: NaiveDate, present: NaiveDate) -> Vec<NaiveDate> {
    let begins = first_of_month(rules.begins());
    let mut first = month;
    while first > begins && rules.on(previous(first)).make_up_months > 0 {
        first = previous(first);
    }
    let following = rules.on(month).make_up_months;
    let last = month.checked_add_months(Months::new(following)).unwrap_or(month);
    let last = last.min(first_of_month(present)).max(month);
    let mut months = vec![first];
    let mut at = first;
    while at < last {
        at = next(at);
        months.push(at);
    }
    months
}

/// Which entries are needed to count the month that a date lies in, when it is now the month of `present`.
#[must_use]
pub fn span(rules: &Timeline, month: NaiveDate, present: NaiveDate) -> Span {
    let month = first_of_month(month);
    let months = months(rules, month, present);
    let first = months.first().copied().unwrap_or(month);
    let before = next(months.last().copied().unwrap_or(month));
    // What is decided by the day before or after is decided the same way whoever asks.
    let sittings = [rules.on(previous(first)), rules.on(month), rules.on(previous(before))];
    let over_midnight = sittings
        .iter()
        .any(|rule| rule.month_boundary == MonthBoundary::SittingStart);
    let day = Days::new(u64::from(over_midnight));
    let from = first.checked_sub_days(day).unwrap_or(first);
    let services = from..before.checked_add_days(day).unwrap_or(before);
    let period = rules.on(month).lectures_per.first_day(month);
    Span {
        services,
        lectures: period..next(month),
    }
}

impl<'a> Reckoning<'a> {
    /// Prepares the month that a date lies in. `services` are at least those of [`span`]; more do no harm, and their order does not matter.
    /// `present` is the month up to which entries can make up for it.
    #[must_use]
    pub fn new(rules: &'a Timeline, services: &'a Services, month: NaiveDate, present: NaiveDate) -> Reckoning<'a> {
        let month = first_of_month(month);
        let firsts = months(rules, month, present);
        let at = firsts.iter().position(|first| *first == month).unwrap_or(0);
        let mut months: Vec<Month<'a>> = Vec::new();
        for first in firsts {
            let rule = rules.on(first);
            let before = months.last().filter(|month| month.rule == rule);
            let elsewhere = match before {
                Some(month) => Arc::clone(&month.elsewhere),
                None => Arc::new(Elsewhere::compare(rule, services)),
            };
            months.push(Month {
                first,
                rule,
                before: rules.on(previous(first)),
                elsewhere,
            });
        }
        Reckoning { services, months, at }
    }

    /// One village's month.
    #[must_use]
    pub fn tally(&self, village: &VillageCode) -> Option<Tally> {
        let services = self.services.get(village).map_or(&[][..], Vec::as_slice);
        let first = self.months.first().map(|month| month.first);
        let known = services.iter().map(|service| first_of_month(service.date));
        let begun = known.filter(|month| Some(*month) >= first).min();
        // Before its first entry nothing is known to be owed that could be made up.
        let within = self.months.iter().map(|month| match begun {
            Some(begun) if begun <= month.first => month.rule.make_up_months,
            Some(_) | None => 0,
        });
        let within: Vec<u32> = within.collect();
        let mut tallies: Vec<Tally> = self.months.iter().map(|month| month.tally(services)).collect();
        make_up(&mut tallies, &within);
        tallies.into_iter().nth(self.at)
    }
}

/// The month of every village, each by the rule files of its place.
#[derive(Debug)]
pub struct Duty<'a> {
    rules: &'a Rules,
    /// In the order of the timelines.
    places: Vec<Reckoning<'a>>,
}

impl<'a> Duty<'a> {
    /// As [`Reckoning::new`], with the span of [`Rules::span`].
    #[must_use]
    pub fn new(rules: &'a Rules, services: &'a Services, month: NaiveDate, present: NaiveDate) -> Duty<'a> {
        let timelines = rules.timelines().iter();
        let places = timelines.map(|timeline| Reckoning::new(timeline, services, month, present));
        Duty {
            rules,
            places: places.collect(),
        }
    }

    /// One village's month; none when there is no readable rule file.
    #[must_use]
    pub fn tally(&self, village: &VillageCode) -> Option<Tally> {
        self.places.get(self.rules.place_of(village)?)?.tally(village)
    }
}

impl Month<'_> {
    fn tally(&self, services: &[Service]) -> Tally {
        let count = Count {
            rule: self.rule,
            before: self.before,
            month: self.first,
            elsewhere: &self.elsewhere,
        };
        let (lines, rounding) = count.lines(services);
        let lecture_lines = lectures(self.rule, self.first, services);
        Tally {
            rule: self.rule.id.clone(),
            rule_version: self.rule.version,
            month: self.first,
            counted_minutes: sum(&lines).saturating_add_signed(rounding),
            rounding,
            owed_minutes: self.rule.on_site_minutes_per_month,
            made_up_by: Vec::new(),
            made_up_for: Vec::new(),
            lectures: held(&lecture_lines),
            owed_lectures: self.rule.lectures,
            lectures_per: self.rule.lectures_per,
            lecture_lines,
            lines,
        }
    }
}

/// Gives what each month has beyond its own minutes owed to the oldest month that still lacks some, no further back than that month's rule
/// allows. `tallies` are months in a row, `within` the number of following months of each.
fn make_up(tallies: &mut [Tally], within: &[u32]) {
    for later in 1..tallies.len() {
        let (earlier, rest) = tallies.split_at_mut(later);
        let Some(giving) = rest.first_mut() else { return };
        let mut surplus = giving.counted_minutes.saturating_sub(giving.owed_minutes);
        for ((at, lacking), within) in (0..).zip(earlier).zip(within) {
            let near = u32::try_from(later - at).is_ok_and(|months| months <= *within);
            let minutes = surplus.min(lacking.missing_minutes());
            if near && minutes > 0 {
                surplus -= minutes;
                let (to, from) = (lacking.month, giving.month);
                lacking.made_up_by.push(MadeUp { month: from, minutes });
                giving.made_up_for.push(MadeUp { month: to, minutes });
            }
        }
    }
}

/// Tallies one village's month by one rule alone: no other village, no other month.
#[must_use]
pub fn tally(rule: &RuleFile, month: NaiveDate, services: &[Service]) -> Tally {
    let month = Month {
        first: first_of_month(month),
        rule,
        before: rule,
        elsewhere: Arc::default(),
    };
    month.tally(services)
}
