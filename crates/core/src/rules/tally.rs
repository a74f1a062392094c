//! The month of one village under one rule file: minutes and lectures, with a line for every entry.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, NaiveTime, Timelike};
use serde::{Deserialize, Serialize};

use super::RuleFile;
use crate::entry::ServiceTime;
use crate::ids::EntryId;
use crate::kind::{Kind, Mode};
use crate::life::Stage;

/// What the arithmetic needs of one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Which entry.
    pub entry: EntryId,
    /// Its number.
    pub number: String,
    /// Service date.
    pub date: NaiveDate,
    /// When.
    pub time: ServiceTime,
    /// How.
    pub mode: Mode,
    /// What.
    pub kind: Kind,
    /// Where it stands.
    pub stage: Stage,
}

/// One entry's line in the explanation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Which entry.
    pub entry: EntryId,
    /// Its number.
    pub number: String,
    /// Service date.
    pub date: NaiveDate,
    /// Its whole length in minutes.
    pub minutes: u32,
    /// How many of them count.
    pub counted: Counted,
}

/// How many minutes of an entry count, and why not all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Minutes that count.
    pub minutes: u32,
    /// Why the rest does not; empty when all count.
    pub left_out: Vec<(Reason, u32)>,
}

/// Why minutes are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The rule file does not count this mode.
    ModeNotCounted,
    /// The cadre has not signed yet and the rule file wants a signature.
    NotSigned,
    /// Returned by the office.
    Returned,
    /// Voided.
    Voided,
    /// Already counted by an overlapping entry of the same village.
    Overlap,
}

/// The month of one village, and its year's lectures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Rule file id.
    pub rule: String,
    /// Rule file version.
    pub rule_version: u32,
    /// First day of the month.
    pub month: NaiveDate,
    /// Minutes that count.
    pub counted_minutes: u32,
    /// Minutes owed.
    pub owed_minutes: u32,
    /// Lectures held this year up to the month's end (not voided, not returned; signed if the rule wants it).
    pub lectures: u32,
    /// Lectures owed this year.
    pub owed_lectures: u32,
    /// A line per entry of the month, by date and number.
    pub lines: Vec<Line>,
}

/// Tallies the month of `month` (its first day). `services` are the village's entries of the month and the
/// lectures of its year; more do no harm, and their order does not matter. The lines' minutes always add up: counted and left out make the whole length.
///
/// One reason stands for a whole entry, the first that holds of: voided, returned, not signed, mode not counted. Of what
/// remains, minutes that an earlier interval of the same day already holds are left out as overlap, when the rule file
/// says so; entries that only tell a length cannot be compared and count in full.
#[must_use]
pub fn tally(rule: &RuleFile, month: NaiveDate, services: &[Service]) -> Tally {
    let mut lines = Vec::new();
    let mut held = BTreeMap::new();
    for service in in_order(month, services) {
        let counted = match left_out_whole(rule, service) {
            Some(reason) => Counted::none(minutes(service), reason),
            None => count(rule, service, &mut held),
        };
        lines.push(line(service, counted));
    }
    lines.sort_by(|a, b| (a.date, &a.number, a.entry).cmp(&(b.date, &b.number, b.entry)));
    Tally {
        rule: rule.id.clone(),
        rule_version: rule.version,
        month: month.with_day(1).unwrap_or(month),
        counted_minutes: lines
            .iter()
            .fold(0, |sum: u32, line| sum.saturating_add(line.counted.minutes)),
        owed_minutes: rule.on_site_minutes_per_month,
        lectures: lectures(rule, month, services),
        owed_lectures: rule.lectures_per_year,
        lines,
    }
}

impl Counted {
    fn none(minutes: u32, reason: Reason) -> Counted {
        Counted {
            minutes: 0,
            left_out: vec![(reason, minutes)],
        }
    }
}

/// The month's entries by day and start, so that an overlap is always the later one's.
fn in_order(month: NaiveDate, services: &[Service]) -> Vec<&Service> {
    let of_month = |service: &&Service| (service.date.year(), service.date.month()) == (month.year(), month.month());
    let mut services: Vec<&Service> = services.iter().filter(of_month).collect();
    services.sort_by_key(|service| (service.date, interval(service.time), &service.number, service.entry));
    services
}

fn line(service: &Service, counted: Counted) -> Line {
    Line {
        entry: service.entry,
        number: service.number.clone(),
        date: service.date,
        minutes: minutes(service),
        counted,
    }
}

fn minutes(service: &Service) -> u32 {
    u32::from(service.time.minutes())
}

fn left_out_whole(rule: &RuleFile, service: &Service) -> Option<Reason> {
    let mode = (!rule.counted_modes.contains(&service.mode)).then_some(Reason::ModeNotCounted);
    left_out_by_stage(rule, service.stage).or(mode)
}

fn left_out_by_stage(rule: &RuleFile, stage: Stage) -> Option<Reason> {
    match stage {
        Stage::Voided => Some(Reason::Voided),
        Stage::Returned => Some(Reason::Returned),
        Stage::Unsigned => (!rule.unsigned_counts).then_some(Reason::NotSigned),
        Stage::Signed | Stage::InReview | Stage::Approved => None,
    }
}

/// Minutes of the day an interval begins and ends at.
fn interval(time: ServiceTime) -> Option<(u32, u32)> {
    let minute = |time: NaiveTime| time.num_seconds_from_midnight() / 60;
    match time {
        ServiceTime::Interval { start, end } => Some((minute(start), minute(end))),
        ServiceTime::Minutes(_) => None,
    }
}

/// Counts an entry; `held` is up to which minute of each day intervals were counted. Intervals come by start, so whatever
/// lies before that minute and after this start is held without a gap.
fn count(rule: &RuleFile, service: &Service, held: &mut BTreeMap<NaiveDate, u32>) -> Counted {
    let whole = minutes(service);
    let Some((start, end)) = interval(service.time).filter(|_| rule.overlap_counts_once) else {
        return Counted {
            minutes: whole,
            left_out: Vec::new(),
        };
    };
    let until = held.entry(service.date).or_insert(0);
    let overlap = (*until).min(end).saturating_sub(start).min(whole);
    *until = end.max(*until);
    let left_out = if overlap == 0 {
        Vec::new()
    } else {
        vec![(Reason::Overlap, overlap)]
    };
    Counted {
        minutes: whole - overlap,
        left_out,
    }
}

fn lectures(rule: &RuleFile, month: NaiveDate, services: &[Service]) -> u32 {
    let in_time = |date: NaiveDate| date.year() == month.year() && date.month() <= month.month();
    let held = services.iter().filter(|service| {
        service.kind == Kind::Lecture && in_time(service.date) && left_out_by_stage(rule, service.stage).is_none()
    });
    u32::try_from(held.count()).unwrap_or(u32::MAX)
}
