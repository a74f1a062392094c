//! How a month was counted: a line for every entry, every minute counted or left out with its reason.

use crate::components::changing;
use chrono::NaiveDate;
use cunfa_core::rules::{Basis, Line, Tally};
use leptos::prelude::*;

use crate::components::{RuleFaults, RuleOf, Steps};
use crate::later::{later, parts};
use crate::model::hours;
use crate::model::route::Route;
use crate::words::{field as w, month, rules};

fn line(line: Line, today: NaiveDate) -> impl IntoView {
    let left_out = line
        .counted
        .left_out
        .into_iter()
        .map(|(reason, minutes)| view! { <span class="counted-out">{w::left_out(reason, minutes)}</span> })
        .collect_view();
    let rounded = rules::rounded(line.counted.rounding).map(|step| view! { <span class="counted-out">{step}</span> });
    let counted = (line.counted.minutes > 0).then(|| view! { <span>{w::counted_line(line.counted.minutes)}</span> });
    view! {
        <li>
            <a href=Route::Entry(line.entry).href()>{hours::day(line.date, today)}" · "{w::number(&line.number)}</a>
            <span class="counted-parts">{counted}{left_out}{rounded}</span>
        </li>
    }
}

parts! {
    fn lines(tally: Tally, basis: Option<Basis>, today: NaiveDate) {
        view! { <Lines tally=tally basis=basis today=today /> }
    }
}

#[component]
fn Lines(tally: Tally, basis: Option<Basis>, today: NaiveDate) -> impl IntoView {
    let none = tally.lines.is_empty().then(|| view! { <li>{w::NO_LINES}</li> });
    let lines = tally.lines.clone().into_iter().map(|one| line(one, today));
    view! {
        <ul class="lines">{none}{lines.collect_view()}</ul>
        <Steps tally=tally />
        {basis.map(|basis| view! { <RuleOf basis=basis /> })}
    }
}

/// The explanation of one village's month, folded until asked for. What is wrong with its rules stands above.
#[component]
pub fn Counted(tally: Tally, today: NaiveDate, rules: Vec<Basis>) -> impl IntoView {
    let basis = tally.basis(&rules).cloned();
    let faults = basis.as_ref().map(|basis| basis.faults.clone()).unwrap_or_default();
    // A month has dozens of lines; they are made when somebody wants to read them.
    let opened = RwSignal::new(false);
    let sentence = month::counted_sentence(&tally.lines);
    let some = !tally.lines.is_empty();
    let whole = StoredValue::new((tally, basis));
    let lines = move || {
        later(move || {
            let (tally, basis) = whole.get_value();
            lines(tally, basis, today)
        })
    };
    view! {
        <RuleFaults faults=faults />
        <details class="counted" data-test="counted" on:toggle=move |_| opened.set(true)>
            <summary>{w::HOW_COUNTED}</summary>
            {some.then(|| view! { <p data-test="counted-sentence">{sentence}</p> })}
            {changing(move || opened.get().then(lines))}
        </details>
    }
}
