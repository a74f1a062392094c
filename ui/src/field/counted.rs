//! How a month was counted: a line for every entry, every minute counted or left out with its reason.

use chrono::NaiveDate;
use cunfa_core::rules::{Line, Tally};
use leptos::prelude::*;

use crate::model::hours;
use crate::model::route::Route;
use crate::words::{field as w, month};

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
    // A month has dozens of lines; they are made when somebody wants to read them.
    let opened = RwSignal::new(false);
    let sentence = month::counted_sentence(&tally.lines);
    let some = !tally.lines.is_empty();
    let lines = StoredValue::new(tally.lines);
    let lines = move || {
        let none = lines
            .with_value(Vec::is_empty)
            .then(|| view! { <li>{w::NO_LINES}</li> });
        let lines = lines.get_value().into_iter().map(|one| line(one, today));
        view! { {none}{lines.collect_view()} }
    };
    view! {
        <details class="counted" data-test="counted" on:toggle=move |_| opened.set(true)>
            <summary>{w::HOW_COUNTED}</summary>
            {some.then(|| view! { <p data-test="counted-sentence">{sentence}</p> })}
            <ul class="lines">{move || opened.get().then(lines)}</ul>
            <p class="field-hint">{w::rule(&rule_title)}</p>
        </details>
    }
}
