//! The year of the office and of the county: each month counted by its own rule, as the month's grid counts it.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};
use cunfa_core::rules::{Basis, Duty, LectureLine, Rules, Service, Services, Tally, first_of_month};
use cunfa_core::{Action, PersonId, Stage, VillageCode, may};
use cunfa_protocol::Code;
use cunfa_protocol::view::{CounselLoad, Load, LoadVillage, YearCell, YearGrid, YearVillage};

use super::month_grid::{self, count, tally_of};
use super::villages::{Villages, of_month};
use crate::above::report;
use crate::desk::Desk;
use crate::entries::tally;

/// The year that a month lies in, up to the present month: from the entries for whoever reviews them, from figures for who stands above.
pub(crate) fn year_grid(desk: &Desk, month: NaiveDate) -> Result<YearGrid, Code> {
    let months = months(month.year(), desk.today()?);
    if may(desk.person()?.role, Action::Review) {
        of_entries(desk, month.year(), months)
    } else {
        report::year_grid(desk, month.year(), months)
    }
}

/// The months of its year that lie before the one that a date lies in, whether they came yet or not.
pub(crate) fn before(desk: &Desk, month: NaiveDate) -> Result<YearGrid, Code> {
    let months = (1..month.month()).filter_map(|number| NaiveDate::from_ymd_opt(month.year(), number, 1));
    of_entries(desk, month.year(), months.collect())
}

/// These months of a year, for the villages that the month's grid has in it.
fn of_entries(desk: &Desk, year: i32, months: Vec<NaiveDate>) -> Result<YearGrid, Code> {
    desk.person_who_may(Action::Review)?;
    let villages = Villages::of_year(desk, year, &month_grid::visited(desk, year)?)?;
    let rules = tally::rules(desk)?;
    let services = tally::services(desk, &rules, &months)?;
    let from = From {
        rules: &rules,
        services: &services,
        today: desk.today()?,
    };
    grid(&from, &villages, months)
}

/// What a grid is counted from.
pub(crate) struct From<'f> {
    pub(crate) rules: &'f Rules,
    pub(crate) services: &'f Services,
    pub(crate) today: NaiveDate,
}

/// Villages × months, each month by its own rule.
pub(crate) fn grid(from: &From<'_>, of_year: &Villages, months: Vec<NaiveDate>) -> Result<YearGrid, Code> {
    let written = |code: &VillageCode| from.services.get(code).map_or(&[][..], Vec::as_slice);
    let last = months.last().copied().unwrap_or_else(|| first_of_month(from.today));
    let mut villages: Vec<YearVillage> = of_year
        .codes()
        .iter()
        .map(|code| YearVillage {
            village: of_year.row(code),
            standing: of_year.standing(code, last, written(code)),
            months: Vec::new(),
        })
        .collect();
    let (mut rules, mut written_by) = (Vec::new(), BTreeMap::new());
    for (at, first) in months.iter().enumerate() {
        let duty = Duty::new(from.rules, from.services, *first, first_of_month(from.today));
        for village in &mut villages {
            let code = &village.village.code;
            let services = written(code);
            let tally = tally_of(&duty, code, &of_year.standing(code, *first, services))?;
            let place = (code.clone(), at, months.len());
            add_load(&mut written_by, &place, of_month(services, *first));
            village.months.push(cell(&tally, services));
        }
        add_bases(&mut rules, from.rules.bases(*first, of_year.codes()));
    }
    Ok(YearGrid {
        data: None,
        counsel: loads(of_year, &written_by, months.len()),
        months,
        rules,
        villages,
    })
}

/// A village's month in few numbers.
fn cell(tally: &Tally, services: &[Service]) -> YearCell {
    let counts = |line: &&LectureLine| line.left_out.is_none() && first_of_month(line.date) == tally.month;
    YearCell {
        counted_minutes: tally.counted_minutes,
        owed_minutes: tally.owed_minutes,
        missing_minutes: tally.missing_minutes(),
        entries: number(of_month(services, tally.month).count()),
        lectures: number(tally.lecture_lines.iter().filter(counts).count()),
        unsigned: count(services, tally.month, Stage::Unsigned),
        unreviewed: count(services, tally.month, Stage::InReview),
    }
}

fn months(year: i32, today: NaiveDate) -> Vec<NaiveDate> {
    let all = (1..=12).filter_map(|month| NaiveDate::from_ymd_opt(year, month, 1));
    all.filter(|first| *first <= today).collect()
}

fn number(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

/// What each counsel wrote of each village, month by month.
type Written = BTreeMap<PersonId, BTreeMap<VillageCode, Vec<Load>>>;

/// Adds a village's month, by its place among the months, of which there are so many.
fn add_load<'s>(
    written: &mut Written,
    (village, at, months): &(VillageCode, usize, usize),
    services: impl Iterator<Item = &'s Service>,
) {
    for service in services {
        let Some(counsel) = service.counsel else { continue };
        let of_village = written.entry(counsel).or_default();
        let loads = of_village.entry(village.clone());
        let loads = loads.or_insert_with(|| vec![Load::default(); *months]);
        if let Some(load) = loads.get_mut(*at) {
            let more = Load {
                entries: 1,
                minutes: u32::from(service.time.minutes()),
            };
            *load = Load::sum([*load, more]);
        }
    }
}

/// Those who have villages here now, and those who wrote of them; by name, since nobody is ranked.
fn loads(villages: &Villages, written: &Written, months: usize) -> Vec<CounselLoad> {
    let nothing = BTreeMap::new();
    let loads = villages.counsel().iter().filter_map(|person| {
        let wrote = written.get(&person.id).unwrap_or(&nothing);
        let of_village = villages.codes().iter().filter_map(|code| {
            let (now, loads) = (person.covers(code), wrote.get(code));
            (now || loads.is_some()).then(|| LoadVillage {
                village: code.clone(),
                now,
                months: loads.cloned().unwrap_or_else(|| vec![Load::default(); months]),
            })
        });
        let of_village: Vec<LoadVillage> = of_village.collect();
        (!of_village.is_empty()).then(|| CounselLoad {
            person: person.id,
            name: person.name.clone(),
            villages: of_village,
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
