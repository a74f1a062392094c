//! The year of a city: its counties by code, what they come to together and month by month, and from which data each is. The sum opens to the counties,
//! a county to its months, a month to the counties.

use chrono::NaiveDate;
use cunfa_core::assessment::Coverage;
use cunfa_protocol::command;
use cunfa_protocol::view::{CityYear, CountyYear, SheetOf, Topic};
use leptos::prelude::*;

use super::closer::{Closer, Path};
use super::year::{AREA, MONTH, area_cells, month_row, month_rows};
use super::{Row, Switch, Turn, head_lines, names, sign, table};
use crate::components::{FailureBanner, Loading, RuleFaults, RuleOf, changing};
use crate::live::live;
use crate::sheets::SheetSection;
use crate::words::{counties as w, report, rules};

/// Months of a year.
const MONTHS: u32 = 12;

/// What the fold shows.
#[component]
pub(super) fn City() -> impl IntoView {
    let (turn, path) = (Turn::new(MONTHS), Path::new());
    let year = live(&[Topic::Entries, Topic::Sync], move || command::CityYear {
        day: turn.day.get(),
    });
    let first = move || year.value.with(|year| year.as_ref().map(|year| year.first));
    let name = move || first().map_or_else(String::new, report::year_of);
    // What is on the screen: while another year is on its way, it is still the one before.
    let exported = move || first().unwrap_or_else(|| turn.day.get());
    let shown = move || match (year.value.get(), path.at()) {
        (None, _) => view! { <Loading /> }.into_any(),
        (Some(year), Some(Closer::County(number))) => one(&year, number, path),
        (Some(year), Some(Closer::Month(month))) => month_of_all(&year, month, path),
        (Some(year), Some(Closer::Whole)) => whole(&year, path),
        (Some(year), _) => sheet(&year, path),
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

fn sheet(year: &CityYear, path: Path) -> AnyView {
    let mut rows: Vec<Row> = year.counties.iter().map(|of| county(of, path)).collect();
    rows.push(sum(year, path));
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
            {table(w::TITLE, "city-year-counties", heads(), rows)}
            <p class="field-hint">{w::SUM_HINT}</p>
            <h4>{w::BY_MONTH}</h4>
            {table(w::BY_MONTH, "city-year-months", names(&MONTH), month_rows(&year.months, path))}
            <h4>{w::DATA}</h4>
            {data}
            {sign()}
        </article>
    }
    .into_any()
}

/// Columns of a county.
fn heads() -> Vec<String> {
    names(&[AREA.as_slice(), &[w::COL_WITHOUT, w::COL_REQUESTS]].concat())
}

/// The texts behind its name.
fn cells(of: &Coverage, without: u32, requests: u32) -> Vec<String> {
    let mut cells = area_cells(of);
    cells.extend([without.to_string(), requests.to_string()]);
    cells
}

fn county(of: &CountyYear, path: Path) -> Row {
    Row::new(link(of, path), cells(&of.coverage, of.without, of.requests))
}

fn link(of: &CountyYear, path: Path) -> AnyView {
    let label = report::look_sum(&of.name);
    let test = format!("city-look-{}", of.area);
    view! {
        {path.link(&of.name, label, test, Closer::County(of.number))}
        <small>{of.area.to_string()}</small>
    }
    .into_any()
}

/// One county: the months it is added up from, by which rules, and where its villages are.
fn one(year: &CityYear, number: u32, path: Path) -> AnyView {
    let Some(of) = year.counties.iter().find(|of| of.number == number) else {
        return path.back();
    };
    let most = of.months.iter().map(|month| month.counted_minutes).max().unwrap_or(0);
    let rows = of.months.iter();
    let rows = rows.map(|month| month_row(month, most, report::month(month.month).into_any()));
    let by_rules = of
        .head
        .rules
        .iter()
        .cloned()
        .map(|basis| view! { <RuleOf basis=basis /> });
    view! {
        {path.back()}
        <article class="check-sheet report-sheet" data-test="city-county">
            <h3>{of.name.clone()}</h3>
            {head_lines(&of.head)}
            <p class="field-hint">{report::ADDED_UP}{report::RUNNING_LEFT_OUT}</p>
            {table(w::BY_MONTH, "city-county-months", names(&MONTH), rows.collect())}
            <p class="field-hint">{w::FURTHER}</p>
            {by_rules.collect_view()}
        </article>
    }
    .into_any()
}

/// One month of all counties.
fn month_of_all(year: &CityYear, month: NaiveDate, path: Path) -> AnyView {
    let of_month = |of: &CountyYear| of.months.iter().find(|one| one.month == month).copied();
    let found: Vec<_> = year
        .counties
        .iter()
        .filter_map(|of| Some((of, of_month(of)?)))
        .collect();
    let most = found.iter().map(|(_, sum)| sum.counted_minutes).max().unwrap_or(0);
    let rows = found.iter().map(|(of, sum)| month_row(sum, most, link(of, path)));
    let mut heads = names(&MONTH);
    if let Some(head) = heads.first_mut() {
        *head = report::COL_AREA.to_owned();
    }
    view! {
        {path.back()}
        <article class="check-sheet report-sheet" data-test="city-month">
            <h3>{report::year_of(year.first)}{report::month(month)}</h3>
            <p class="field-hint">{report::ADDED_UP}</p>
            {table(w::BY_MONTH, "city-month-counties", heads, rows.collect())}
        </article>
    }
    .into_any()
}

fn sum(year: &CityYear, path: Path) -> Row {
    let label = report::look_sum(w::SUM);
    let name = path.link(w::SUM, label, "city-look-sum".to_owned(), Closer::Whole);
    Row::new(name, cells(&year.sum, year.without, year.requests))
}

/// All counties: each with the months that are over and the rules by which they are counted.
fn whole(year: &CityYear, path: Path) -> AnyView {
    let rows = year.counties.iter().map(|of| county(of, path)).collect();
    let closed = (year.closed > 0).then(|| view! { <p class="check-made">{w::closed(year.closed)}</p> });
    let said = heads()
        .into_iter()
        .skip(1)
        .zip(cells(&year.sum, year.without, year.requests));
    let said: Vec<String> = said.map(|(head, text)| format!("{head} {text}")).collect();
    let counted_by = year.counties.iter().map(|of| {
        let over = of.months.iter().filter(|month| month.over);
        let months: Vec<String> = over.map(|month| report::month(month.month)).collect();
        let by_rules = of.head.rules.iter().map(|basis| {
            let faults = basis.faults.clone();
            view! { <p class="check-made">{rules::title(&basis.rule)}</p><RuleFaults faults=faults /> }
        });
        view! {
            <h5>{of.name.clone()}</h5>
            <p class="check-made">{w::months(&months)}</p>
            {by_rules.collect_view()}
        }
    });
    view! {
        {path.back()}
        <article class="check-sheet report-sheet" data-test="city-sum">
            <h3>{w::title(year.first)}" · "{w::SUM}</h3>
            <p>{said.join("；")}</p>
            <p class="field-hint">{report::ADDED_UP}{w::SUM_HINT}{w::SUM_TRAINED}</p>
            {closed}
            {table(w::TITLE, "city-sum-counties", heads(), rows)}
            <h4>{w::COUNTED_BY}</h4>
            {counted_by.collect_view()}
        </article>
    }
    .into_any()
}
