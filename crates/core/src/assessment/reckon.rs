//! The assessment itself: every village's months by the rules, then every counsel's over them. The same entries, rules and registers give the
//! same assessment. It is in the order of village codes; nobody is ranked.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, NaiveDate};

use super::assessed::{AssessedCounsel, AssessedMonth, AssessedVillage, Entries, LectureDuty, Paid, PaySum};
use super::limit::{self, Limit};
use super::months::{is_over, next};
use super::score::{self, YearIs};
use super::sources::{Given, Ground};
use crate::ids::PersonId;
use crate::life::Stage;
use crate::rules::{Duty, RuleName, Service, Tally, first_of_month, pay};
use crate::village::VillageCode;

/// An assessment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// Every village, by code.
    pub villages: Vec<AssessedVillage>,
    /// Everybody who served in one of them or wrote of one, by the code of the first village.
    pub counsel: Vec<AssessedCounsel>,
    /// What it cannot tell.
    pub limits: Vec<Limit>,
}

/// Assesses these months, in order, each by the rule of its first day; months that have not begun, and those of a village that is merged into
/// another one, are left out.
#[must_use]
pub fn assess(given: &Given<'_>, months: &[NaiveDate]) -> Assessment {
    let months = begun(months, given.today);
    let duties = duties(given, &months);
    let reckoned = given.villages.iter().map(|village| {
        let tallies = tallies(given, &duties, village);
        of_village(given, village, &tallies)
    });
    let villages: Vec<AssessedVillage> = reckoned.collect();
    let counsel = of_counsel(given, &villages, &months);
    let limits = limits(given, &villages, &counsel);
    Assessment {
        villages,
        counsel,
        limits,
    }
}

/// The arithmetic of one village's months, with a line for each entry: what its numbers in [`assess`] come from.
#[must_use]
pub fn explain(given: &Given<'_>, village: &VillageCode, months: &[NaiveDate]) -> Vec<Tally> {
    tallies(given, &duties(given, &begun(months, given.today)), village)
}

fn begun(months: &[NaiveDate], today: NaiveDate) -> Vec<NaiveDate> {
    months.iter().copied().filter(|month| *month <= today).collect()
}

fn duties<'g>(given: &Given<'g>, months: &[NaiveDate]) -> Vec<Duty<'g>> {
    let present = first_of_month(given.today);
    let duty = |month: &NaiveDate| Duty::new(given.rules, given.services, *month, present);
    months.iter().map(duty).collect()
}

fn tallies(given: &Given<'_>, duties: &[Duty<'_>], village: &VillageCode) -> Vec<Tally> {
    let tallies = duties.iter().filter_map(|duty| duty.tally(village));
    tallies
        .filter(|tally| (given.sources.is_there)(village, tally.month))
        .collect()
}

fn of_village(given: &Given<'_>, village: &VillageCode, tallies: &[Tally]) -> AssessedVillage {
    let services = given.services.get(village).map_or(&[][..], Vec::as_slice);
    let mut entries = by_month(services);
    let months = tallies.iter().map(|tally| {
        let entries = entries.remove(&tally.month).unwrap_or_default();
        of_month(given, village, tally, entries)
    });
    AssessedVillage {
        village: village.clone(),
        months: months.collect(),
        lectures: lectures(tallies, given.today),
    }
}

fn by_month(services: &[Service]) -> BTreeMap<NaiveDate, Entries> {
    let mut months: BTreeMap<NaiveDate, Entries> = BTreeMap::new();
    for service in services {
        let of_month = months.entry(first_of_month(service.date)).or_default();
        of_month.add(&entry(service.stage));
    }
    months
}

/// One entry, as it is counted.
fn entry(stage: Stage) -> Entries {
    let one = Entries {
        all: 1,
        ..Entries::default()
    };
    match stage {
        Stage::Voided => Entries::default(),
        Stage::Unsigned => Entries { unsigned: 1, ..one },
        Stage::Signed | Stage::InReview => Entries { unreviewed: 1, ..one },
        Stage::Returned => Entries { returned: 1, ..one },
        Stage::Approved => one,
    }
}

fn of_month(given: &Given<'_>, village: &VillageCode, tally: &Tally, entries: Entries) -> AssessedMonth {
    let month = tally.month;
    let over = is_over(month, given.today);
    let serving = (given.sources.serving)(village, month);
    let paid = serving.counsel.iter().map(|counsel| {
        let fee = (given.sources.fee)(village, *counsel, month);
        match (over, fee) {
            (false, _) => Paid::Running,
            (true, None) => Paid::NoFee,
            (true, Some(fee)) => of_fee(given, village, tally, fee),
        }
    });
    let made_up = tally.made_up_by.iter().map(|one| one.minutes);
    let this_month = tally.lecture_lines.iter().filter(|line| {
        let (date, counts) = (line.date, line.left_out.is_none());
        counts && first_of_month(date) == month
    });
    AssessedMonth {
        month,
        rule: rule_of(tally),
        over,
        owed_minutes: tally.owed_minutes,
        counted_minutes: tally.counted_minutes,
        made_up_minutes: made_up.fold(0, u32::saturating_add),
        missing_minutes: tally.missing_minutes(),
        lectures: count(this_month.count()),
        entries,
        pay: paid.collect(),
        serving: serving.counsel,
        ground: serving.ground,
    }
}

fn of_fee(given: &Given<'_>, village: &VillageCode, tally: &Tally, fee: u32) -> Paid {
    let timeline = given.rules.timeline_of(village);
    timeline.map_or(Paid::NoFee, |timeline| {
        Paid::Steps(pay(timeline.on(tally.month), tally, fee))
    })
}

fn rule_of(tally: &Tally) -> RuleName {
    RuleName {
        id: tally.rule.clone(),
        version: tally.rule_version,
    }
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

/// The last month that lies in a period tells how its lectures stand.
fn lectures(tallies: &[Tally], today: NaiveDate) -> Vec<LectureDuty> {
    let mut duties: Vec<LectureDuty> = Vec::new();
    for tally in tallies {
        let (period, after) = (tally.lectures_per, next(tally.month));
        let duty = LectureDuty {
            from: period.first_day(tally.month),
            period,
            month: tally.month,
            rule: rule_of(tally),
            held: tally.lectures,
            owed: tally.owed_lectures,
            due: period.first_day(after) != period.first_day(tally.month) && after <= today,
        };
        match duties.last_mut() {
            Some(last) if (last.from, last.period) == (duty.from, duty.period) => *last = duty,
            Some(_) | None => duties.push(duty),
        }
    }
    duties
}

fn of_counsel(given: &Given<'_>, villages: &[AssessedVillage], months: &[NaiveDate]) -> Vec<AssessedCounsel> {
    let mut found: BTreeMap<PersonId, AssessedCounsel> = BTreeMap::new();
    for village in villages {
        for month in &village.months {
            for (counsel, paid) in month.serving.iter().zip(&month.pay) {
                let of = found.entry(*counsel).or_insert_with(|| nothing(*counsel));
                add_month(of, &village.village, month, paid);
            }
        }
        for duty in &village.lectures {
            let month = village.months.iter().find(|month| month.month == duty.month);
            for counsel in month.map_or(&[][..], |month| month.serving.as_slice()) {
                let of = found.entry(*counsel).or_insert_with(|| nothing(*counsel));
                add_lectures(of, duty);
            }
        }
    }
    let wrote = add_written(given, months, &mut found);
    let place = |of: &AssessedCounsel| of.villages.first().or_else(|| wrote.get(&of.counsel)).cloned();
    let mut counsel: Vec<AssessedCounsel> = found.into_values().collect();
    for of in &mut counsel {
        let place = place(of);
        finish(given, months, place.as_ref(), of);
    }
    counsel.sort_by_cached_key(|of| (place(of), of.counsel));
    counsel
}

fn nothing(counsel: PersonId) -> AssessedCounsel {
    AssessedCounsel {
        counsel,
        villages: Vec::new(),
        months: 0,
        met_months: 0,
        owed_minutes: 0,
        counted_minutes: 0,
        missing_minutes: 0,
        lectures_held: 0,
        lectures_owed: 0,
        lectures_missing: 0,
        entries: Entries::default(),
        trainings: None,
        pay: PaySum::default(),
        scores: None,
        concluded: None,
    }
}

/// Villages come by code, so that the last one is this one or it is new.
fn add_month(of: &mut AssessedCounsel, village: &VillageCode, month: &AssessedMonth, paid: &Paid) {
    if of.villages.last() != Some(village) {
        of.villages.push(village.clone());
    }
    if !month.over {
        return;
    }
    of.months = of.months.saturating_add(1);
    of.met_months = of.met_months.saturating_add(u32::from(month.missing_minutes == 0));
    of.owed_minutes = of.owed_minutes.saturating_add(month.owed_minutes);
    of.counted_minutes = of.counted_minutes.saturating_add(month.counted_minutes);
    of.missing_minutes = of.missing_minutes.saturating_add(month.missing_minutes);
    match paid {
        Paid::Steps(pay) => {
            of.pay.months = of.pay.months.saturating_add(1);
            of.pay.base_fen = of.pay.base_fen.saturating_add(pay.base_fen());
            of.pay.fen = of.pay.fen.saturating_add(pay.fen);
        }
        Paid::NoFee => of.pay.months_without = of.pay.months_without.saturating_add(1),
        Paid::Running => {}
    }
}

fn add_lectures(of: &mut AssessedCounsel, duty: &LectureDuty) {
    let owed = if duty.due { duty.owed } else { 0 };
    of.lectures_held = of.lectures_held.saturating_add(duty.held);
    of.lectures_owed = of.lectures_owed.saturating_add(owed);
    of.lectures_missing = of.lectures_missing.saturating_add(duty.missing());
}

/// Adds everybody's own entries of months that are over; gives the first village that each of them wrote of.
fn add_written(
    given: &Given<'_>,
    months: &[NaiveDate],
    found: &mut BTreeMap<PersonId, AssessedCounsel>,
) -> BTreeMap<PersonId, VillageCode> {
    let over: BTreeSet<NaiveDate> = months
        .iter()
        .copied()
        .filter(|month| is_over(*month, given.today))
        .collect();
    let mut wrote: BTreeMap<PersonId, VillageCode> = BTreeMap::new();
    for village in given.villages {
        let services = given.services.get(village).map_or(&[][..], Vec::as_slice);
        for service in services.iter().filter(|one| over.contains(&first_of_month(one.date))) {
            let Some(counsel) = service.counsel else { continue };
            let of = found.entry(counsel).or_insert_with(|| nothing(counsel));
            of.entries.add(&entry(service.stage));
            wrote.entry(counsel).or_insert_with(|| village.clone());
        }
    }
    wrote
}

/// What is known of the person beyond the villages, and the scores.
fn finish(given: &Given<'_>, months: &[NaiveDate], place: Option<&VillageCode>, of: &mut AssessedCounsel) {
    let (Some(first), Some(last)) = (months.first(), months.last()) else {
        return;
    };
    let year = NaiveDate::from_ymd_opt(last.year(), 1, 1).unwrap_or(*first);
    of.trainings = (given.sources.trainings)(of.counsel, year..next(*last));
    of.concluded = (given.sources.concluded)(of.counsel);
    let timeline = place.and_then(|village| given.rules.timeline_of(village));
    let year_is = if last.month() == 12 && is_over(*last, given.today) {
        YearIs::Over
    } else {
        YearIs::Running
    };
    of.scores = timeline.and_then(|timeline| score::scores(timeline.on(*first), of, year_is));
}

fn limits(given: &Given<'_>, villages: &[AssessedVillage], counsel: &[AssessedCounsel]) -> Vec<Limit> {
    let mut limits: BTreeSet<Limit> = BTreeSet::new();
    let mut supposed = 0;
    let mut named: Option<&RuleName> = None;
    for village in villages {
        let grounds: BTreeSet<Ground> = village.months.iter().map(|month| month.ground).collect();
        supposed += u32::from(grounds.contains(&Ground::Supposed));
        limits.extend(grounds.contains(&Ground::Appointed).then_some(Limit::WholeMonth));
        for month in &village.months {
            limits.extend((!month.over).then_some(Limit::Running { month: month.month }));
            // Neighbours are counted by the same file.
            if named.is_none_or(|rule| *rule != month.rule) {
                let timeline = given.rules.timeline_of(&village.village);
                let rule = timeline.map(|timeline| timeline.on(month.month));
                limits.extend(rule.into_iter().flat_map(limit::of_figures));
                named = Some(&month.rule);
            }
        }
    }
    limits.extend((supposed > 0).then_some(Limit::Supposed { villages: supposed }));
    let without = counsel
        .iter()
        .fold(0, |sum: u32, of| sum.saturating_add(of.pay.months_without));
    limits.extend((without > 0).then_some(Limit::NoFee { months: without }));
    let no_training = counsel.iter().all(|of| of.trainings.is_none());
    limits.extend(no_training.then_some(Limit::NoTraining));
    let no_sheet = counsel.iter().all(|of| of.scores.is_none());
    limits.extend(no_sheet.then_some(Limit::NoSheet));
    limits.into_iter().collect()
}
