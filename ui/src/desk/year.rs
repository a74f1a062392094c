//! The year: villages × months in numbers, what the months come to, and what each counsel had to do; each number opens to what it is added up from.
//! Nobody is ranked.

use chrono::{Datelike, NaiveDate};
use cunfa_core::{PersonId, VillageCode};
use cunfa_protocol::command;
use cunfa_protocol::view::{CounselLoad, Load, LoadVillage, Topic, YearCell, YearGrid, YearVillage};
use leptos::prelude::*;

use super::check::table;
use crate::arithmetic::{Explained, explained};
use crate::clock;
use crate::components::{Button, Empty, FailureBanner, Loading, changing};
use crate::later::{later, parts};
use crate::live::live;
use crate::model::hours;
use crate::words::{desk, report, rules, year as w};

/// The fold; nothing is counted before it is opened.
#[component]
pub fn YearFold(
    /// Any day of the year.
    month: Signal<NaiveDate>,
) -> impl IntoView {
    let opened = RwSignal::new(false);
    view! {
        <details class="more-chips" data-test="year" on:toggle=move |_| opened.set(true)>
            <summary data-test="year-open">{w::TITLE}</summary>
            {changing(move || opened.get().then(|| view! { <Inside month=month /> }))}
        </details>
    }
}

/// What is looked at more closely, and what led to it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Closer {
    Month(NaiveDate),
    Counsel(PersonId),
    Cell(VillageCode, NaiveDate),
}

type Path = RwSignal<Vec<Closer>>;
/// One village's month, explained from what this desk knows.
type Explain = fn(VillageCode, NaiveDate) -> AnyView;

#[component]
fn Inside(month: Signal<NaiveDate>) -> impl IntoView {
    inside(month, of_entries)
}

fn of_entries(village: VillageCode, month: NaiveDate) -> AnyView {
    view! { <OfEntries village=village month=month /> }.into_any()
}

/// From the month's grid, which is counted from the entries.
#[component]
fn OfEntries(village: VillageCode, month: NaiveDate) -> impl IntoView {
    let grid = live(&[Topic::Entries], move || command::MonthGrid { month });
    let shown = move || {
        let Some(grid) = grid.value.get() else {
            return view! { <Loading /> }.into_any();
        };
        let cell = grid.cells.into_iter().find(|cell| cell.village.code == village);
        let of = cell.map(|cell| Explained::of_cell(cell, grid.rules));
        of.map(|of| later(move || explained(of.clone()))).into_any()
    };
    view! {
        <FailureBanner code=grid.failure on_again=Callback::new(move |()| grid.again()) />
        {changing(shown)}
    }
}

parts! {
    /// Villages × months of the year that a day lies in; each cell and each month opens.
    pub fn year_of(day: Signal<NaiveDate>, explain: fn(VillageCode, NaiveDate) -> AnyView) {
        inside(day, explain)
    }

    /// One month of all villages; each opens.
    pub fn month_of(month: NaiveDate, explain: fn(VillageCode, NaiveDate) -> AnyView) {
        let path = RwSignal::new(vec![Closer::Month(month)]);
        looked(Signal::derive(move || month), explain, path)
    }
}

fn inside(day: Signal<NaiveDate>, explain: Explain) -> AnyView {
    looked(day, explain, RwSignal::new(Vec::new()))
}

fn looked(day: Signal<NaiveDate>, explain: Explain, path: Path) -> AnyView {
    let year = Memo::new(move |_| NaiveDate::from_ymd_opt(day.get().year(), 1, 1).unwrap_or_default());
    let grid = live(&[Topic::Entries], move || command::YearGrid { month: year.get() });
    let first = path.with_untracked(Vec::len);
    let back = move || {
        (path.with(Vec::len) > first).then(|| {
            let back = Callback::new(move |()| {
                path.update(|path| {
                    path.pop();
                });
            });
            view! { <div class="buttons"><Button label=report::BACK test="year-back" on_press=back /></div> }
        })
    };
    let shown = move || match (grid.value.get(), path.with(|path| path.last().cloned())) {
        (None, _) => view! { <Loading /> }.into_any(),
        (Some(_), Some(Closer::Cell(village, month))) => explain(village, month),
        (Some(grid), _) if grid.villages.is_empty() => {
            view! { <Empty title=w::NONE hint=desk::NO_CELLS_MORE /> }.into_any()
        }
        (Some(grid), Some(Closer::Month(month))) => column(&grid, month, path),
        (Some(grid), Some(Closer::Counsel(person))) => load_of(&grid, person, path),
        (Some(grid), None) => shown(&grid, path),
    };
    view! {
        <div class="stack">
            <FailureBanner code=grid.failure on_again=Callback::new(move |()| grid.again()) />
            {changing(back)}
            {changing(shown)}
        </div>
    }
    .into_any()
}

/// A number or a name that opens.
fn link(text: String, label: String, test: &'static str, closer: Closer, path: Path) -> impl IntoView {
    let look = move |_| path.update(|path| path.push(closer.clone()));
    view! { <button type="button" class="link" data-test=test aria-label=label on:click=look>{text}</button> }
}

fn heads_of(grid: &YearGrid) -> AnyView {
    let by_rules = grid.rules.iter().map(|basis| {
        view! { <p class="month-rule">{rules::title(&basis.rule)}</p> }
    });
    let data = grid.data.as_ref().map(|data| {
        let came = data.came_ms.map(clock::moment).unwrap_or_default();
        let signed = data.log.as_ref().map(|log| clock::moment(log.at_ms));
        let said = report::data(data, &came, &signed.unwrap_or_default());
        view! { <p class="check-made" data-test="year-data">{said}</p> }
    });
    view! { {by_rules.collect_view()}{data} }.into_any()
}

fn shown(grid: &YearGrid, path: Path) -> AnyView {
    let names: Vec<String> = grid.months.iter().map(|first| w::month(first.month())).collect();
    let mut heads = vec![w::COL_VILLAGE.to_owned()];
    heads.extend(names.iter().cloned());
    let villages = grid
        .villages
        .iter()
        .map(|one| village(one, &grid.months, path))
        .collect_view();
    let sums = sums(grid);
    let most = sums.iter().map(|sum| sum.counted_minutes).max().unwrap_or(0);
    let months = grid
        .months
        .iter()
        .zip(&sums)
        .map(|(month, sum)| month_row(*month, sum, most, path))
        .collect_view();
    let load_heads = [w::COL_NAME, w::COL_VILLAGES, w::COL_ENTRIES, w::COL_LONG];
    let counsel = grid.counsel.iter().map(|of| load(of, path)).collect_view();
    view! {
        <p class="field-hint">{w::LEAD}</p>
        {heads_of(grid)}
        {table(w::TITLE, &heads, villages.into_any())}
        <h3>{w::BY_MONTH}</h3>
        {table(w::BY_MONTH, &[&[w::COL_MONTH], NUMBERS.as_slice()].concat(), months.into_any())}
        <h3>{w::COUNSEL}</h3>
        <p class="field-hint">{w::COUNSEL_LEAD}</p>
        {table(w::COUNSEL, &load_heads, counsel.into_any())}
    }
    .into_any()
}

const NUMBERS: [&str; 6] = [
    w::COL_HOURS,
    w::COL_MISSING,
    w::COL_ENTRIES,
    w::COL_LECTURES,
    w::COL_UNSIGNED,
    w::COL_UNREVIEWED,
];

/// What one month of all villages is added up from.
fn column(grid: &YearGrid, month: NaiveDate, path: Path) -> AnyView {
    let at = grid.months.iter().position(|one| *one == month);
    let cells = grid
        .villages
        .iter()
        .filter_map(|village| Some((village, village.months.get(at?)?)));
    let rows = cells.clone().map(|(village, cell)| {
        let (name, code) = (village.village.name.clone(), village.village.code.clone());
        let label = w::look(&name, month.month());
        view! {
            <tr role="row">
                <th role="rowheader" scope="row">
                    {link(name, label, "year-cell", Closer::Cell(code, month), path)}
                    <small>{village.village.township.clone()}</small>
                </th>
                {numbers(cell)}
            </tr>
        }
    });
    let rows = rows.collect_view();
    let sum = cells.fold(YearCell::default(), |sum, (_, cell)| add(sum, cell));
    view! {
        <h3>{desk::month_title(month.year(), month.month())}</h3>
        <p class="field-hint">{report::ADDED_UP}</p>
        <p data-test="year-sum">{w::sum(&sum)}</p>
        {heads_of(grid)}
        {table(w::BY_MONTH, &[&[w::COL_VILLAGE], NUMBERS.as_slice()].concat(), rows.into_any())}
    }
    .into_any()
}

fn numbers(of: &YearCell) -> impl IntoView + use<> {
    let texts = [
        w::hours(of.counted_minutes),
        w::short(of.missing_minutes),
        of.entries.to_string(),
        of.lectures.to_string(),
        of.unsigned.to_string(),
        of.unreviewed.to_string(),
    ];
    let cells = NUMBERS
        .iter()
        .zip(texts)
        .map(|(name, text)| view! { <td role="cell" data-label=*name>{text}</td> });
    cells.collect_view()
}

/// All villages' months together.
fn sums(grid: &YearGrid) -> Vec<YearCell> {
    let mut sums = vec![YearCell::default(); grid.months.len()];
    for village in &grid.villages {
        for (sum, cell) in sums.iter_mut().zip(&village.months) {
            *sum = add(*sum, cell);
        }
    }
    sums
}

fn add(sum: YearCell, more: &YearCell) -> YearCell {
    YearCell {
        counted_minutes: sum.counted_minutes.saturating_add(more.counted_minutes),
        owed_minutes: sum.owed_minutes.saturating_add(more.owed_minutes),
        missing_minutes: sum.missing_minutes.saturating_add(more.missing_minutes),
        entries: sum.entries.saturating_add(more.entries),
        lectures: sum.lectures.saturating_add(more.lectures),
        unsigned: sum.unsigned.saturating_add(more.unsigned),
        unreviewed: sum.unreviewed.saturating_add(more.unreviewed),
    }
}

fn village(of: &YearVillage, months: &[NaiveDate], path: Path) -> impl IntoView + use<> {
    let cells = of.months.iter().zip(months).map(|(cell, month)| {
        let closer = Closer::Cell(of.village.code.clone(), *month);
        let shown = w::hours(cell.counted_minutes);
        let label = w::look_at(&of.village.name, month.month(), &shown);
        view! {
            <td role="cell" data-label=w::month(month.month())>
                {link(shown, label, "year-cell", closer, path)}
                <small class:month-standing-short={cell.missing_minutes > 0}>{w::remarks(cell)}</small>
            </td>
        }
    });
    let cells = cells.collect_view();
    view! {
        <tr role="row" data-test="year-village">
            <th role="rowheader" scope="row">
                {of.village.name.clone()}<small>{of.village.township.clone()}</small>
                {desk::standing(&of.standing).map(|note| view! { <small>{note}</small> })}
            </th>
            {cells}
        </tr>
    }
}

fn month_row(month: NaiveDate, sum: &YearCell, most: u32, path: Path) -> impl IntoView + use<> {
    let filled = format!("{}%", hours::permille(sum.counted_minutes, most) / 10);
    let name = w::month(month.month());
    let label = report::look_sum(&name);
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">
                {link(name, label, "year-month", Closer::Month(month), path)}
                <span class="month-bar" aria-hidden="true"><span style:width=filled></span></span>
            </th>
            {numbers(sum)}
        </tr>
    }
}

fn load(of: &CounselLoad, path: Path) -> impl IntoView + use<> {
    let (sum, label) = (of.sum(), report::look_sum(&of.name));
    view! {
        <tr role="row" data-test="year-counsel">
            <th role="rowheader" scope="row">
                {link(of.name.clone(), label, "year-load", Closer::Counsel(of.person), path)}
            </th>
            <td role="cell" data-label=w::COL_VILLAGES>{of.villages_now()}</td>
            <td role="cell" data-label=w::COL_ENTRIES>{sum.entries}</td>
            <td role="cell" data-label=w::COL_LONG>{w::hours(sum.minutes)}</td>
        </tr>
    }
}

/// What one counsel's load is added up from: their villages, month by month; a month opens to its entries.
fn load_of(grid: &YearGrid, person: PersonId, path: Path) -> AnyView {
    let Some(of) = grid.counsel.iter().find(|of| of.person == person) else {
        return view! { <Empty title=w::NONE hint=desk::NO_CELLS_MORE /> }.into_any();
    };
    let mut heads = vec![w::COL_VILLAGE.to_owned()];
    heads.extend(grid.months.iter().map(|first| w::month(first.month())));
    heads.push(w::SUM.to_owned());
    let rows = of.villages.iter().map(|one| load_row(one, grid, path)).collect_view();
    view! {
        <h3>{of.name.clone()}</h3>
        <p data-test="year-load-sum">{w::load_sum(of.villages_now(), of.sum())}</p>
        <p class="field-hint">{report::ADDED_UP}{w::LOAD_HOW}</p>
        {heads_of(grid)}
        {table(w::COUNSEL, &heads, rows.into_any())}
    }
    .into_any()
}

fn load_row(of: &LoadVillage, grid: &YearGrid, path: Path) -> impl IntoView + use<> {
    let row = grid.villages.iter().find(|one| one.village.code == of.village);
    let (name, township) = row.map_or_else(Default::default, |one| {
        (one.village.name.clone(), one.village.township.clone())
    });
    let before = (!of.now).then(|| view! { <small>{w::NOT_THEIRS}</small> });
    let cells = of.months.iter().zip(&grid.months).map(|(load, month)| {
        let shown = if *load == Load::default() {
            "0".into_any()
        } else {
            let (text, closer) = (w::load(*load), Closer::Cell(of.village.clone(), *month));
            let label = w::look_at(&name, month.month(), &text);
            link(text, label, "year-load-month", closer, path).into_any()
        };
        view! { <td role="cell" data-label=w::month(month.month())>{shown}</td> }
    });
    let cells = cells.collect_view();
    view! {
        <tr role="row" data-test="year-load-village">
            <th role="rowheader" scope="row">{name}<small>{township}</small>{before}</th>
            {cells}
            <td role="cell" data-label=w::SUM>{w::load(of.sum())}</td>
        </tr>
    }
}
