//! How a month was counted: a line for every entry, every minute counted or left out with its reason.

use chrono::NaiveDate;
use cunfa_core::rules::{Line, Tally};
use leptos::prelude::*;

use crate::model::hours;
use crate::model::route::Route;
use crate::words::field as w;

fn line(line: Line, today: NaiveDate) -> impl IntoView {
    let left_out = line
        .counted
        .left_out
        .into_iter()
        .map(|(reason, minutes)| view! { <span class="counted-out">{w::left_out(reason, minutes)}</span> })
        .collect_view();
    let counted = (line.counted.minutes > 0).then(|| view! { <span>{w::counted_line(line.counted.minutes)}</span> });
    view! {
        <li>
            <a href=Route::Entry(line.entry).href()>{hours::day(line.date, today)}" · "{w::number(&line.number)}</a>
            <span class="counted-parts">{counted}{left_out}</span>
        </li>
    }
}

/// The explanation of one village's month, folded until asked for.
#[component]
pub fn Counted(tally: Tally, today: NaiveDate, rule_title: String) -> impl IntoView {
    let none = tally.lines.is_empty().then(|| view! { <li>{w::NO_LINES}</li> });
    view! {
        <details class="counted" data-test="counted">
            <summary>{w::HOW_COUNTED}</summary>
            <ul class="lines">{none}{tally.lines.into_iter().map(|one| line(one, today)).collect_view()}</ul>
            <p class="field-hint">{w::rule(&rule_title)}</p>
        </details>
    }
}
