//! The reports of the county and the city: folds under the month's figures, asked for when they are opened. On paper there is only the sheet.
//! Everything stands in the order of codes; nobody is ranked. Every row opens to what it is added up from, down to a village's entries.

mod city;
mod closer;
mod counsel;
mod grid;
mod half;
mod village;
mod year;

use crate::components::changing;
use chrono::{Months, NaiveDate};
use cunfa_core::assessment::Limit;
use cunfa_protocol::view::ReportHead;
use leptos::prelude::*;

use crate::clock;
use crate::components::{Button, Look, PrintButton, RuleFaults};
use crate::words::{counties, report as w, rules, year as year_words};

pub(super) use village::OfVillage;

/// The folds of a county.
#[component]
pub fn Reports() -> impl IntoView {
    view! {
        {fold(w::HALF, "half", || view! { <half::Half /> }.into_any())}
        {fold(w::YEAR, "whole-year", || view! { <year::Year /> }.into_any())}
        {fold(year_words::TITLE, "year-grid", || view! { <grid::Grid /> }.into_any())}
    }
}

/// The fold of a city over several counties.
#[component]
pub fn CityReport() -> impl IntoView {
    fold(counties::YEAR, "city-year", || view! { <city::City /> }.into_any())
}

/// A fold; nothing in it is reckoned before it is opened.
fn fold(title: &'static str, test: &'static str, inside: fn() -> AnyView) -> AnyView {
    let opened = RwSignal::new(false);
    view! {
        <details class="more-chips report-fold" data-test=test on:toggle=move |_| opened.set(true)>
            <summary data-test=format!("{test}-open")>{title}</summary>
            {changing(move || opened.get().then(inside))}
        </details>
    }
    .into_any()
}

/// A time that is turned to and fro.
#[derive(Clone, Copy)]
struct Turn {
    /// A day in it: the first of a month.
    day: RwSignal<NaiveDate>,
    /// Its length.
    months: u32,
}

impl Turn {
    fn new(months: u32) -> Turn {
        Turn {
            day: RwSignal::new(clock::this_month()),
            months,
        }
    }

    fn back(self) {
        self.to(self.day.get_untracked().checked_sub_months(Months::new(self.months)));
    }

    fn on(self) {
        self.to(self.day.get_untracked().checked_add_months(Months::new(self.months)));
    }

    fn to(self, day: Option<NaiveDate>) {
        if let Some(day) = day {
            self.day.set(day);
        }
    }
}

/// The time's name, the ones before and after, and the printer.
#[component]
fn Switch(turn: Turn, name: Signal<String>, test: &'static str) -> impl IntoView {
    view! {
        <div class="month-head">
            <Button label=w::EARLIER test=format!("{test}-earlier") look=Look::Quiet on_press=Callback::new(move |()| turn.back()) />
            <h3 aria-live="polite">{changing(move || name.get())}</h3>
            <Button label=w::LATER test=format!("{test}-later") look=Look::Quiet on_press=Callback::new(move |()| turn.on()) />
        </div>
        <div class="buttons"><PrintButton label=w::PRINT test=format!("{test}-print") /></div>
    }
}

/// Who, when, from which data, by which rules, and what the sheet cannot tell.
fn head_lines(head: &ReportHead) -> impl IntoView + use<> {
    let came = head.data.came_ms.map(clock::moment).unwrap_or_default();
    let signed = head.data.log.as_ref().map(|log| clock::moment(log.at_ms));
    let data = w::data(&head.data, &came, &signed.unwrap_or_default());
    let by_rules = head.rules.iter().map(|basis| {
        let faults = basis.faults.clone();
        view! {
            <p class="check-made">{rules::title(&basis.rule)}</p>
            <RuleFaults faults=faults />
        }
    });
    view! {
        <p class="check-made">{w::made(head)}</p>
        <p class="check-made" data-test="report-data">{data}</p>
        {by_rules.collect_view()}
        {limits(&head.limits)}
        <p class="check-made">{w::NO_RANKS}</p>
    }
}

fn limits(limits: &[Limit]) -> Option<impl IntoView + use<>> {
    let lines: Vec<_> = limits
        .iter()
        .map(|limit| view! { <li>{w::limit(limit)}</li> })
        .collect();
    (!lines.is_empty()).then(|| {
        view! {
            <section class="report-limits" data-test="report-limits">
                <h4>{w::LIMITS}</h4>
                <ul>{lines}</ul>
            </section>
        }
    })
}

/// A row: what stands at its head, and a text for each further column.
struct Row {
    head: AnyView,
    cells: Vec<String>,
}

impl Row {
    fn new(head: AnyView, cells: Vec<String>) -> Row {
        Row { head, cells }
    }
}

/// A table with a name.
fn table(label: &'static str, test: &'static str, heads: Vec<String>, rows: Vec<Row>) -> AnyView {
    let rows: Vec<_> = rows.into_iter().map(|row| line(&heads, row)).collect();
    let heads: Vec<_> = heads
        .into_iter()
        .map(|head| view! { <th role="columnheader" scope="col">{head}</th> })
        .collect();
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=label>
            <table role="table" class="table check-table" data-test=test>
                <thead role="rowgroup"><tr role="row">{heads}</tr></thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn line(heads: &[String], row: Row) -> impl IntoView + use<> {
    let names = heads.iter().skip(1);
    let cells: Vec<_> = names
        .zip(row.cells)
        .map(|(name, text)| view! { <td role="cell" data-label=name.clone()>{text}</td> })
        .collect();
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">{row.head}</th>
            {cells}
        </tr>
    }
}

fn names(of: &[&str]) -> Vec<String> {
    of.iter().map(|name| (*name).to_owned()).collect()
}

/// Words with room behind them to write by hand.
fn sign() -> impl IntoView {
    let words: Vec<_> = w::SIGN.iter().map(|word| view! { <span>{*word}</span> }).collect();
    view! { <p class="check-sign">{words}</p> }
}
