//! The year of a city: its counties by code, what they come to together and month by month, and from which data each is.

use cunfa_protocol::command;
use cunfa_protocol::view::{AreaRow, CityYear, CountyYear, SheetOf, Topic};
use leptos::prelude::*;

use super::year::{AREA, MONTH, area_cells, area_row, month_rows};
use super::{Row, Switch, Turn, head_lines, names, sign, table};
use crate::components::{FailureBanner, Loading, changing};
use crate::live::live;
use crate::sheets::SheetSection;
use crate::words::{counties as w, report};

/// Months of a year.
const MONTHS: u32 = 12;

/// What the fold shows.
#[component]
pub(super) fn City() -> impl IntoView {
    let turn = Turn::new(MONTHS);
    let year = live(&[Topic::Entries, Topic::Sync], move || command::CityYear {
        day: turn.day.get(),
    });
    let first = move || year.value.with(|year| year.as_ref().map(|year| year.first));
    let name = move || first().map_or_else(String::new, report::year_of);
    // What is on the screen: while another year is on its way, it is still the one before.
    let exported = move || first().unwrap_or_else(|| turn.day.get());
    let shown = move || match year.value.get() {
        None => view! { <Loading /> }.into_any(),
        Some(year) => sheet(&year),
    };
    view! {
        <div class="stack">
            <Switch turn=turn name=Signal::derive(name) test="city-year" />
            <SheetSection of=Signal::derive(move || SheetOf::City(exported())) />
            <FailureBanner code=year.failure on_again=Callback::new(move |()| year.again()) />
            {changing(shown)}
        </div>
    }
}

fn sheet(year: &CityYear) -> AnyView {
    let mut heads = names(&AREA);
    heads.extend(names(&[w::COL_WITHOUT, w::COL_REQUESTS]));
    let mut rows: Vec<Row> = year.counties.iter().map(county).collect();
    rows.push(sum(year));
    let data: Vec<_> = year
        .counties
        .iter()
        .map(|one| {
            let nothing = one.head.data.came_ms.is_none();
            view! {
                <h5>{one.name.clone()}</h5>
                {nothing.then(|| view! { <p class="check-made">{w::NO_FIGURES}</p> })}
                {head_lines(&one.head)}
            }
        })
        .collect();
    let closed =
        (year.closed > 0).then(|| view! { <p class="check-made" data-test="city-closed">{w::closed(year.closed)}</p> });
    view! {
        <article class="check-sheet report-sheet" data-test="city-year-sheet">
            <h3>{w::title(year.first)}</h3>
            {closed}
            <h4>{w::TITLE}</h4>
            {table(w::TITLE, "city-year-counties", heads, rows)}
            <p class="field-hint">{w::SUM_HINT}</p>
            <h4>{w::BY_MONTH}</h4>
            {table(w::BY_MONTH, "city-year-months", names(&MONTH), month_rows(&year.months))}
            <h4>{w::DATA}</h4>
            {data}
            {sign()}
        </article>
    }
    .into_any()
}

fn county(of: &CountyYear) -> Row {
    let mut row = area_row(&AreaRow {
        area: of.area.clone(),
        name: of.name.clone(),
        coverage: of.coverage,
    });
    row.cells.extend([of.without.to_string(), of.requests.to_string()]);
    row
}

fn sum(year: &CityYear) -> Row {
    let mut row = Row::new(w::SUM.into_any(), area_cells(&year.sum));
    row.cells.extend([year.without.to_string(), year.requests.to_string()]);
    row
}
