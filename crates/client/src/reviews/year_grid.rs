//! The office's year: each month counted by its own rule, as the month's grid counts it.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};
use cunfa_core::rules::{Basis, Service, first_of_month};
use cunfa_core::{Action, Kind, Person, PersonId, Stage, VillageCode};
use cunfa_protocol::Code;
use cunfa_protocol::view::{CounselLoad, YearCell, YearGrid, YearVillage};

use super::month_grid::{count, tally_of};
use super::villages::Villages;
use crate::desk::Desk;
use crate::entries::tally::Month;

/// The year that a month lies in, up to the present month.
pub(crate) fn year_grid(desk: &Desk, month: NaiveDate) -> Result<YearGrid, Code> {
    let months = months(month.year(), desk.today()?);
    grid(desk, month.year(), months)
}

/// The months of its year that lie before the one that a date lies in, whether they came yet or not.
pub(crate) fn before(desk: &Desk, month: NaiveDate) -> Result<YearGrid, Code> {
    let months = (1..month.month()).filter_map(|number| NaiveDate::from_ymd_opt(month.year(), number, 1));
    grid(desk, month.year(), months.collect())
}

/// These months of a year, for the villages that the month's grid has in it.
fn grid(desk: &Desk, year: i32, months: Vec<NaiveDate>) -> Result<YearGrid, Code> {
    desk.person_who_may(Action::Review)?;
    let of_year = Villages::of_year(desk, year)?;
    let codes = of_year.codes();
    let last = months.last().copied().or_else(|| NaiveDate::from_ymd_opt(year, 1, 1));
    let mut villages: Vec<YearVillage> = codes
        .iter()
        .map(|code| YearVillage {
            village: of_year.row(code),
            standing: of_year.standing(code, last.unwrap_or_default()),
            months: Vec::new(),
        })
        .collect();
    let (mut rules, mut load) = (Vec::new(), BTreeMap::new());
    for first in &months {
        let counted = Month::read(desk, *first)?;
        let duty = counted.duty();
        for village in &mut villages {
            let code = &village.village.code;
            let tally = tally_of(&duty, code, &of_year.standing(code, *first))?;
            let services = of_month(counted.of(code), *first);
            add_load(&mut load, &services);
            let lectures = services.iter().filter(|service| service.kind == Kind::Lecture);
            let held = |service: &&&Service| {
                let line = tally.lecture_lines.iter().find(|line| line.entry == service.entry);
                line.is_some_and(|line| line.left_out.is_none())
            };
            village.months.push(YearCell {
                counted_minutes: tally.counted_minutes,
                owed_minutes: tally.owed_minutes,
                entries: number(services.len()),
                lectures: number(lectures.filter(held).count()),
                unsigned: count(counted.of(code), *first, Stage::Unsigned),
                unreviewed: count(counted.of(code), *first, Stage::InReview),
            });
        }
        add_bases(&mut rules, counted.bases(codes));
    }
    Ok(YearGrid {
        counsel: loads(of_year.counsel(), codes, &load),
        months,
        rules,
        villages,
    })
}

fn months(year: i32, today: NaiveDate) -> Vec<NaiveDate> {
    let all = (1..=12).filter_map(|month| NaiveDate::from_ymd_opt(year, month, 1));
    all.filter(|first| *first <= today).collect()
}

fn of_month(services: &[Service], first: NaiveDate) -> Vec<&Service> {
    let in_it = |service: &&Service| service.stage != Stage::Voided && first_of_month(service.date) == first;
    services.iter().filter(in_it).collect()
}

fn number(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

/// Entries and minutes.
type Load = BTreeMap<PersonId, (u32, u32)>;

fn add_load(load: &mut Load, services: &[&Service]) {
    for service in services {
        if let Some(counsel) = service.counsel {
            let (entries, minutes) = load.entry(counsel).or_default();
            *entries = entries.saturating_add(1);
            *minutes = minutes.saturating_add(u32::from(service.time.minutes()));
        }
    }
}

/// Those who have villages here now, and those who wrote of them; by name, since nobody is ranked.
fn loads(counsel: &[Person], codes: &[VillageCode], load: &Load) -> Vec<CounselLoad> {
    let loads = counsel.iter().filter_map(|person| {
        let villages = number(codes.iter().filter(|code| person.covers(code)).count());
        let (entries, minutes) = load.get(&person.id).copied().unwrap_or_default();
        (villages > 0 || entries > 0).then(|| CounselLoad {
            name: person.name.clone(),
            villages,
            entries,
            minutes,
        })
    });
    let mut loads: Vec<CounselLoad> = loads.collect();
    loads.sort_by(|one, other| one.name.cmp(&other.name));
    loads
}

/// Keeps each rule once.
pub(crate) fn add_bases(bases: &mut Vec<Basis>, found: Vec<Basis>) {
    for basis in found {
        let same = |known: &Basis| known.rule.id == basis.rule.id && known.rule.version == basis.rule.version;
        if !bases.iter().any(same) {
            bases.push(basis);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn day(year: i32, month: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, 26).unwrap()
    }

    #[test]
    fn a_year_goes_up_to_the_present_month_and_one_before_is_whole() {
        assert_eq!(months(2026, day(2026, 11)).len(), 11);
        assert_eq!(months(2025, day(2026, 11)).len(), 12);
        assert_eq!(months(2027, day(2026, 11)), []);
    }
}
