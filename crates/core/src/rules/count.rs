//! Which minutes of a month's entries count: by stage and mode, overlaps, the month's boundary, rounding.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate, NaiveTime, Timelike as _};

use super::file::RuleFile;
use super::option::{MonthBoundary, RoundedPart, Rounding};
use super::reckoning::Services;
use super::tally::{Counted, Line, Reason, Service, left_out_whole, minutes};
use crate::entry::ServiceTime;
use crate::ids::{EntryId, PersonId};
use crate::life::Stage;
use crate::village::VillageCode;

/// A month of one village.
pub(super) struct Count<'a> {
    /// The month's rule.
    pub(super) rule: &'a RuleFile,
    /// The rule of the month before, which tells what of a sitting over midnight belongs there.
    pub(super) before: &'a RuleFile,
    /// The month's first day.
    pub(super) month: NaiveDate,
    /// What the counsel did in other villages.
    pub(super) elsewhere: &'a Elsewhere,
}

/// Minutes of the day an interval begins and ends at.
fn interval(time: ServiceTime) -> Option<(u32, u32)> {
    let minute = |time: NaiveTime| time.num_seconds_from_midnight() / 60;
    match time {
        ServiceTime::Interval { start, end } => Some((minute(start), minute(end))),
        ServiceTime::Minutes(_) => None,
    }
}

/// The last minute of a day that an entry can end at.
const LAST_MINUTE: u32 = 24 * 60 - 1;

impl Count<'_> {
    /// A line per entry, by date and number, and what rounding their sum added. The lines' minutes always add up.
    ///
    /// Of what no reason leaves out whole, minutes that an earlier interval of the same day already holds are left out as overlap, where the rule
    /// file says so; entries that only tell a length cannot be compared and count in full.
    pub(super) fn lines(&self, services: &[Service]) -> (Vec<Line>, i32) {
        let mut lines = Vec::new();
        let mut held = BTreeMap::new();
        for (service, month_before) in self.in_order(services) {
            let whole = if month_before {
                Some(Reason::MonthBefore)
            } else {
                left_out_whole(self.rule, service)
            };
            let counted = match whole {
                Some(reason) => none(minutes(service), reason),
                None => self.count(service, &mut held),
            };
            lines.push(Line {
                entry: service.entry,
                number: service.number.clone(),
                date: service.date,
                minutes: minutes(service),
                counted,
            });
        }
        lines.sort_by(|a, b| (a.date, &a.number, a.entry).cmp(&(b.date, &b.number, b.entry)));
        let sum = sum(&lines);
        let rounded = rounded(self.rule.rounding, RoundedPart::Month, sum);
        (lines, difference(sum, rounded))
    }

    /// The month's entries by day and start, so that an overlap is always the later one's; with each whether the month before has it.
    fn in_order<'s>(&self, services: &'s [Service]) -> Vec<(&'s Service, bool)> {
        let same = |a: NaiveDate, b: NaiveDate| (a.year(), a.month()) == (b.year(), b.month());
        let mut found: Vec<(&Service, bool)> = Vec::new();
        for service in services {
            if same(service.date, self.month) {
                let before = self.before.month_boundary == MonthBoundary::SittingStart;
                found.push((service, before && carries_on(service, services)));
            } else if self.rule.month_boundary == MonthBoundary::SittingStart
                && service.date.pred_opt().is_some_and(|before| same(before, self.month))
                && carries_on(service, services)
            {
                found.push((service, false));
            }
        }
        found.sort_by_key(|(service, _)| (service.date, interval(service.time), &service.number, service.entry));
        found
    }

    /// Counts an entry; `held` is up to which minute of each day intervals were counted. Intervals come by start, so whatever lies before that
    /// minute and after this start is held without a gap, here as in other villages.
    fn count(&self, service: &Service, held: &mut BTreeMap<NaiveDate, u32>) -> Counted {
        let whole = minutes(service);
        let mut left_out = Vec::new();
        let mut left = whole;
        if let Some((start, end)) = interval(service.time) {
            let overlap = |until: u32| until.min(end).saturating_sub(start).min(whole);
            let until = held.entry(service.date).or_insert(0);
            let here = if self.rule.overlap_counts_once {
                overlap(*until)
            } else {
                0
            };
            *until = end.max(*until);
            let elsewhere = overlap(self.elsewhere.until(service)).saturating_sub(here);
            left = whole - here - elsewhere;
            let parts = [(Reason::Overlap, here), (Reason::OverlapElsewhere, elsewhere)];
            left_out.extend(parts.into_iter().filter(|(_, minutes)| *minutes > 0));
        }
        let minutes = rounded(self.rule.rounding, RoundedPart::Entry, left);
        Counted {
            minutes,
            left_out,
            rounding: difference(left, minutes),
        }
    }
}

fn none(minutes: u32, reason: Reason) -> Counted {
    Counted {
        left_out: vec![(reason, minutes)],
        ..Counted::default()
    }
}

/// Whether an entry begins with the first of a month, and the same counsel's entry of the evening before ends with it.
fn carries_on(service: &Service, services: &[Service]) -> bool {
    let begins = service.date.day() == 1 && interval(service.time).is_some_and(|(start, _)| start == 0);
    let evening = service.date.pred_opt().filter(|_| begins);
    evening.is_some_and(|evening| {
        services.iter().any(|other| {
            let ends = interval(other.time).is_some_and(|(start, end)| start < end && end == LAST_MINUTE);
            other.date == evening && other.counsel == service.counsel && other.stage != Stage::Voided && ends
        })
    })
}

pub(super) fn sum(lines: &[Line]) -> u32 {
    let counted = lines.iter().map(|line| line.counted.minutes);
    counted.fold(0, u32::saturating_add)
}

fn rounded(rounding: Option<Rounding>, part: RoundedPart, minutes: u32) -> u32 {
    match rounding {
        Some(rounding) if rounding.of == part => rounding.apply(minutes),
        Some(_) | None => minutes,
    }
}

fn difference(from: u32, to: u32) -> i32 {
    i32::try_from(i64::from(to) - i64::from(from)).unwrap_or(0)
}

/// Up to which minute of its day each entry's counsel was already counted in other villages, as far as their entries are here.
#[derive(Debug, Clone, Default)]
pub(super) struct Elsewhere(BTreeMap<EntryId, u32>);

/// One interval that counts, in the order in which intervals are counted.
type Counting<'s> = (PersonId, NaiveDate, u32, u32, &'s VillageCode, &'s str, EntryId);

impl Elsewhere {
    /// Compares what counts by a rule; nothing where the rule counts both villages.
    pub(super) fn compare(rule: &RuleFile, services: &Services) -> Elsewhere {
        if !rule.villages_overlap_counts_once {
            return Elsewhere::default();
        }
        let mut all: Vec<Counting<'_>> = Vec::new();
        for (village, services) in services {
            let counting = services
                .iter()
                .filter(|service| left_out_whole(rule, service).is_none());
            all.extend(counting.filter_map(|service| {
                let (start, end) = interval(service.time)?;
                Some((
                    service.counsel?,
                    service.date,
                    start,
                    end,
                    village,
                    service.number.as_str(),
                    service.entry,
                ))
            }));
        }
        all.sort();
        let mut until = BTreeMap::new();
        // Of the present counsel's day: how far each village reached.
        let mut day: Option<(PersonId, NaiveDate)> = None;
        let mut reached: BTreeMap<&VillageCode, u32> = BTreeMap::new();
        for (counsel, date, _, end, village, _, entry) in all {
            if day != Some((counsel, date)) {
                reached.clear();
                day = Some((counsel, date));
            }
            let others = reached.iter().filter(|(other, _)| **other != village);
            until.insert(entry, others.map(|(_, end)| *end).max().unwrap_or(0));
            let own = reached.entry(village).or_insert(0);
            *own = end.max(*own);
        }
        Elsewhere(until)
    }

    fn until(&self, service: &Service) -> u32 {
        self.0.get(&service.entry).copied().unwrap_or(0)
    }
}
