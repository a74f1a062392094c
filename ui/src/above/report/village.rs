//! One village's half-year: for each month every entry with its minutes, counted or left out, and why.

use crate::components::changing;
use chrono::NaiveDate;
use cunfa_core::VillageCode;
use cunfa_core::rules::{Line, Tally};
use cunfa_protocol::command;
use cunfa_protocol::view::{HalfVillage, Topic};
use leptos::prelude::*;

use super::half::Closer;
use super::{Row, names, table};
use crate::components::{Button, FailureBanner, Loading, RuleFaults, RuleOf, Steps};
use crate::live::live;
use crate::model::hours;
use crate::words::{desk, report as w, rules, when};

/// The village.
#[component]
pub(super) fn Village(
    day: RwSignal<NaiveDate>,
    village: VillageCode,
    closer: RwSignal<Option<Closer>>,
) -> impl IntoView {
    let one = live(&[Topic::Entries], move || command::HalfVillage {
        day: day.get(),
        village: village.clone(),
    });
    let shown = move || match one.value.get() {
        None => view! { <Loading /> }.into_any(),
        Some(one) => months(&one),
    };
    view! {
        <Button label=w::BACK test="half-back" on_press=Callback::new(move |()| closer.set(None)) />
        <FailureBanner code=one.failure on_again=Callback::new(move |()| one.again()) />
        {changing(shown)}
    }
}

fn months(one: &HalfVillage) -> AnyView {
    let village = &one.row.village;
    let months: Vec<_> = one.tallies.iter().map(|tally| month(one, tally)).collect();
    let by_rules = one.rules.iter().cloned().map(|basis| {
        let faults = basis.faults.clone();
        view! {
            <RuleFaults faults=faults />
            <RuleOf basis=basis />
        }
    });
    view! {
        <article class="check-sheet report-sheet" data-test="half-village">
            <h3>{village.township.clone()}" · "{village.name.clone()}" · "{w::half(one.first)}</h3>
            {months}
            {by_rules.collect_view()}
        </article>
    }
    .into_any()
}

fn month(one: &HalfVillage, tally: &Tally) -> impl IntoView + use<> {
    let of = one.row.assessed.months.iter().find(|month| month.month == tally.month);
    let serving = of.map(|month| {
        let serving = month.serving.iter().map(|person| name(one, *person));
        let serving: Vec<&str> = serving.collect();
        let who = if serving.is_empty() {
            w::NOBODY.to_owned()
        } else {
            format!("{}（{}）", serving.join("、"), w::ground(month.ground))
        };
        view! { <p class="check-made">{w::COL_COUNSEL}"："{who}</p> }
    });
    let over = of.is_none_or(|month| month.over);
    let sum = w::month_minutes(over, tally.counted_minutes, tally.owed_minutes, tally.missing_minutes());
    let lines = if tally.lines.is_empty() {
        view! { <p>{w::NO_LINES}</p> }.into_any()
    } else {
        let heads = [w::COL_DATE, w::COL_LONG, w::COL_COUNTS, w::COL_WHY];
        table(
            w::LINES,
            "half-lines",
            names(&heads),
            tally.lines.iter().map(line).collect(),
        )
    };
    let steps = Tally {
        // Its lectures stand in the village's row: figures have no numbers to name them by.
        lecture_lines: Vec::new(),
        ..tally.clone()
    };
    view! {
        <section>
            <h4>{w::month(tally.month)}" · "{sum}</h4>
            {serving}
            {lines}
            <Steps tally=steps />
        </section>
    }
}

fn name(one: &HalfVillage, person: cunfa_core::PersonId) -> &str {
    let found = one.names.iter().find(|(id, _)| *id == person);
    found.map_or(w::UNKNOWN, |(_, name)| name.as_str())
}

fn line(line: &Line) -> Row {
    let out = line.counted.left_out.iter();
    let out = out.map(|(why, minutes)| desk::left_out(*why, &hours::length(*minutes)));
    let why: Vec<String> = out.chain(rules::rounded(line.counted.rounding)).collect();
    let cells = vec![
        hours::length(line.minutes),
        hours::length(line.counted.minutes),
        if why.is_empty() {
            desk::ALL_COUNTED.to_owned()
        } else {
            why.join("；")
        },
    ];
    Row::new(when::day(line.date).into_any(), cells)
}
