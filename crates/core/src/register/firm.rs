//! What a firm (律所) sees of the registers when it reads its own page: which counsel, for which months, with which appointments and trainings.
//! A pure rule, and the only one (decision 0023).
//!
//! Invariant: a month of a counsel belongs to one firm at most: to the one that the county's word about the counsel (法律顾问) named when the month
//! began; in the month of the county's first word, to the one that the last word of that month named. What the county had not said by then
//! is nobody's, and what it says later changes no month before.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike as _, Months, NaiveDate};

use super::Column;
use super::days::Days;
use super::fold::{Registered, Registers};
use super::kind::RecordKind;
use super::record::{Firm, Training};
use crate::assessment::months_of_year;
use crate::ids::{EntryId, PersonId};
use crate::village::VillageCode;

/// How far the clock in China is ahead of UTC, ms.
const AHEAD_MS: i64 = 8 * 60 * 60 * 1_000;

/// One counsel of a firm, in a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirmCounsel {
    /// Who.
    pub person: PersonId,
    /// The name in the last word that named the firm.
    pub name: String,
    /// The months that are the firm's and have begun, each by its first day, in order. Never empty.
    pub months: Vec<NaiveDate>,
    /// Appointments with a day in these months, by village and first day.
    pub appointments: Vec<FirmAppointment>,
    /// Trainings of these months, by their day.
    pub trainings: Vec<Training>,
}

/// An appointment, as a firm sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirmAppointment {
    /// Where.
    pub village: VillageCode,
    /// When.
    pub days: Days,
    /// It stands in for another counsel: a matter, and not the village's months.
    pub stands_in: bool,
}

impl FirmCounsel {
    /// The villages of the appointments, by code.
    #[must_use]
    pub fn villages(&self) -> BTreeSet<VillageCode> {
        self.appointments.iter().map(|one| one.village.clone()).collect()
    }

    /// The months in which this counsel serves a village, by who is appointed on the first day of each.
    #[must_use]
    pub fn months_in(&self, village: &VillageCode) -> Vec<NaiveDate> {
        let serves = |month: &NaiveDate| {
            let mut here = self.appointments.iter().filter(|one| one.village == *village);
            here.any(|one| !one.stands_in && one.days.hold(*month))
        };
        self.months.iter().copied().filter(serves).collect()
    }
}

/// The counsel whom a firm sees in a year, by the code of their first village and by their ids. Nobody for a firm that is withdrawn.
#[must_use]
pub fn seen_by_firm(registers: &Registers, firm: EntryId, year: i32, today: NaiveDate) -> Vec<FirmCounsel> {
    if registers.one::<Firm>(firm).is_none() {
        return Vec::new();
    }
    let said = said_of_counsel(registers).into_iter();
    let mut seen: Vec<FirmCounsel> = said
        .filter_map(|(person, words)| seen(registers, firm, (person, words.as_slice()), (year, today)))
        .collect();
    seen.sort_by_cached_key(|one| (one.appointments.first().map(|one| one.village.clone()), one.person));
    seen
}

/// The years in which a firm sees anybody, the first one first.
#[must_use]
pub fn years_of_firm(registers: &Registers, firm: EntryId, today: NaiveDate) -> Vec<i32> {
    let named = said_of_counsel(registers).into_values().flatten();
    let first = named
        .filter(|word| firm_in(word) == Some(firm))
        .map(|word| day_of(word).year())
        .min();
    let years = first.into_iter().flat_map(|first| first..=today.year());
    years
        .filter(|year| !seen_by_firm(registers, firm, *year, today).is_empty())
        .collect()
}

/// Every word about each counsel, over all records of that person, in the order of the log.
fn said_of_counsel(registers: &Registers) -> BTreeMap<PersonId, Vec<&Registered>> {
    let mut said: BTreeMap<PersonId, Vec<&Registered>> = BTreeMap::new();
    for last in registers.all(RecordKind::Counsel) {
        if let Some(person) = last.registration.values.person() {
            said.entry(person).or_default().extend(registers.history(last.record));
        }
    }
    for words in said.values_mut() {
        words.sort_by_key(|word| word.sequence);
    }
    said
}

fn seen(
    registers: &Registers,
    firm: EntryId,
    (person, words): (PersonId, &[&Registered]),
    (year, today): (i32, NaiveDate),
) -> Option<FirmCounsel> {
    let mut months = months_of_year(year);
    months.retain(|month| *month <= today && of_month(words, *month) == Some(firm));
    let naming = words.iter().rev().find(|word| firm_in(word) == Some(firm))?;
    if months.is_empty() {
        return None;
    }
    let in_them = |days: &Days| months.iter().any(|month| days.meet(&days_of(*month)));
    let appointed = registers.appointments_of(person).into_iter();
    let mut appointments: Vec<FirmAppointment> = appointed
        .filter(|one| in_them(&one.days))
        .map(|one| FirmAppointment {
            village: one.village,
            days: one.days,
            stands_in: one.stands_in.is_some(),
        })
        .collect();
    appointments.sort_by(|a, b| (&a.village, a.days.from).cmp(&(&b.village, b.days.from)));
    let mut trainings = registers.training(person, year);
    trainings.retain(|one| months.iter().any(|month| days_of(*month).hold(one.date)));
    Some(FirmCounsel {
        person,
        name: naming.registration.values.text(Column::Name),
        months,
        appointments,
        trainings,
    })
}

/// Whose month it is.
fn of_month(words: &[&Registered], month: NaiveDate) -> Option<EntryId> {
    let by_then = words.iter().rev().find(|word| day_of(word) <= month);
    let within = || words.iter().rev().find(|word| day_of(word) < next(month));
    by_then.or_else(within).and_then(|word| firm_in(word))
}

/// The firm that a word names; none where the counsel is withdrawn by it.
fn firm_in(word: &Registered) -> Option<EntryId> {
    let said = &word.registration;
    said.values.record(Column::Firm).filter(|_| said.withdrawn.is_none())
}

/// The day on which the server received a word, in China.
fn day_of(word: &Registered) -> NaiveDate {
    let there = DateTime::from_timestamp_millis(word.received_ms.saturating_add(AHEAD_MS));
    there.unwrap_or_default().date_naive()
}

fn next(month: NaiveDate) -> NaiveDate {
    month.checked_add_months(Months::new(1)).unwrap_or(month)
}

fn days_of(month: NaiveDate) -> Days {
    Days {
        from: month,
        to: next(month).pred_opt(),
    }
}
