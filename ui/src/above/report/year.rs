//! The year: what counties, townships and villages come to, month by month, and which villages nobody serves. An area opens to what is within it, a
//! month to the villages, a village to its entries.

use crate::components::changing;
use chrono::{Datelike as _, NaiveDate};
use cunfa_core::assessment::{Coverage, MonthSum};
use cunfa_protocol::command;
use cunfa_protocol::view::{AreaRow, SheetOf, Topic, YearReport};
use leptos::prelude::*;

use super::closer::{self, Closer, Path, area_row};
use super::grid::of_figures;
use super::village::OfVillage;
use super::{Row, Switch, Turn, head_lines, names, sign, table};
use crate::components::{Empty, FailureBanner, Loading};
use crate::desk::year::month_of;
use crate::later::later;
use crate::live::live;
use crate::model::hours;
use crate::sheets::SheetSection;
use crate::words::{above, report as w};

/// Months of a year.
const MONTHS: u32 = 12;
/// Digits of a village's code.
const VILLAGE_DIGITS: usize = 12;

/// Columns of an area.
pub(super) const AREA: [&str; 8] = [
    w::COL_AREA,
    w::COL_STAFFED,
    w::COL_MET,
    w::COL_MONTHS,
    w::COL_HOURS,
    w::COL_LECTURES,
    w::COL_ALL_ENTRIES,
    w::COL_PEOPLE,
];

/// Columns of a month.
pub(super) const MONTH: [&str; 5] = [
    w::COL_MONTH,
    w::COL_MET,
    w::COL_HOURS,
    w::COL_LECTURES,
    w::COL_ALL_ENTRIES,
];

/// What the fold shows.
#[component]
pub(super) fn Year() -> impl IntoView {
    let (turn, path) = (Turn::new(MONTHS), Path::new());
    let year = live(&[Topic::Entries], move || command::YearReport { day: turn.day.get() });
    let name = move || {
        year.value
            .with(|year| year.as_ref().map_or_else(String::new, |year| w::year_of(year.first)))
    };
    // What is on the screen: while another year is on its way, it is still the one before.
    let exported = move || {
        let first = year.value.with(|year| year.as_ref().map(|year| year.first));
        first.unwrap_or_else(|| turn.day.get())
    };
    let shown = move || match (year.value.get(), path.at()) {
        (None, _) => view! { <Loading /> }.into_any(),
        (Some(year), _) if year.head.data.came_ms.is_none() => {
            view! { <Empty title=above::NONE_YET hint=above::NONE_YET_MORE /> }.into_any()
        }
        (Some(year), _) if year.head.months.is_empty() => {
            view! { <Empty title=w::NOTHING hint=w::NO_RANKS /> }.into_any()
        }
        (Some(year), Some(Closer::Area(area))) => closer::area(&year.areas, &area, path),
        (Some(year), Some(Closer::Village(village))) => looked_at(
            path,
            view! { <OfVillage village=village days=halves(&year) /> }.into_any(),
        ),
        (Some(_), Some(Closer::Month(month))) => looked_at(path, later(move || month_of(month, of_figures))),
        (Some(year), _) => sheet(&year, path),
    };
    view! {
        <div class="stack">
            <Switch turn=turn name=Signal::derive(name) test="whole-year" />
            <SheetSection of=Signal::derive(move || SheetOf::Year(exported())) />
            <FailureBanner code=year.failure on_again=Callback::new(move |()| year.again()) />
            {changing(shown)}
        </div>
    }
}

/// A day in each half of the year that has begun.
fn halves(year: &YearReport) -> Vec<NaiveDate> {
    let first_of_half = |month: &&NaiveDate| month.month0().is_multiple_of(6);
    year.head.months.iter().filter(first_of_half).copied().collect()
}

fn looked_at(path: Path, inside: AnyView) -> AnyView {
    view! {
        {path.back()}
        <article class="check-sheet report-sheet">{inside}</article>
    }
    .into_any()
}

fn sheet(year: &YearReport, path: Path) -> AnyView {
    let areas = year.areas.iter().filter(is_area).map(|row| area_row(row, path));
    let villages = year
        .areas
        .iter()
        .filter(|row| !is_area(row))
        .map(|row| area_row(row, path));
    view! {
        <article class="check-sheet report-sheet" data-test="whole-year-sheet">
            <h3>{w::year_title(year.first)}</h3>
            {head_lines(&year.head)}
            <h4>{w::AREAS}</h4>
            {table(w::AREAS, "whole-year-areas", names(&AREA), areas.collect())}
            <h4>{w::BY_MONTH}</h4>
            {table(w::BY_MONTH, "whole-year-months", names(&MONTH), month_rows(&year.months, path))}
            <h4>{w::WITHOUT}</h4>
            {without(year)}
            <h4>{w::ALL_VILLAGES}</h4>
            {table(w::ALL_VILLAGES, "whole-year-villages", names(&AREA), villages.collect())}
            {sign()}
        </article>
    }
    .into_any()
}

/// Whether it is wider than a village.
pub(super) fn is_area(row: &&AreaRow) -> bool {
    row.area.as_str().len() < VILLAGE_DIGITS
}

/// The texts behind its name.
pub(super) fn area_cells(it: &Coverage) -> Vec<String> {
    vec![
        w::of(it.with_counsel, it.villages),
        it.met.to_string(),
        w::of(it.met_months, it.months),
        w::minutes(it.counted_minutes, it.owed_minutes, it.missing_minutes),
        w::lectures(it.lectures_held, it.lectures_owed, it.lectures_missing),
        w::entries(&it.entries),
        w::people(it.counsel, it.trained),
    ]
}

/// A row for each month.
pub(super) fn month_rows(months: &[MonthSum], path: Path) -> Vec<Row> {
    let most = months.iter().map(|month| month.counted_minutes).max().unwrap_or(0);
    let link = |month: &MonthSum| {
        let name = w::month(month.month);
        let label = w::look_sum(&name);
        path.link(&name, label, "report-look-month".to_owned(), Closer::Month(month.month))
    };
    months.iter().map(|month| month_row(month, most, link(month))).collect()
}

/// What a month comes to, under a name.
pub(super) fn month_row(month: &MonthSum, most: u32, name: AnyView) -> Row {
    let cells = vec![
        month.met.to_string(),
        w::month_minutes(
            month.over,
            month.counted_minutes,
            month.owed_minutes,
            month.missing_minutes,
        ),
        month.lectures.to_string(),
        w::entries(&month.entries),
    ];
    let filled = format!("{}%", hours::permille(month.counted_minutes, most) / 10);
    let head = view! {
        {name}
        <span class="month-bar" aria-hidden="true"><span style:width=filled></span></span>
    };
    Row::new(head.into_any(), cells)
}

fn without(year: &YearReport) -> AnyView {
    if year.without.is_empty() {
        return view! { <p data-test="whole-year-without">{w::NONE_WITHOUT}</p> }.into_any();
    }
    let rows: Vec<_> = year
        .without
        .iter()
        .map(|village| view! { <li>{village.township.clone()}" · "{village.name.clone()}</li> })
        .collect();
    view! { <ul data-test="whole-year-without">{rows}</ul> }.into_any()
}
