//! The year: villages × months in numbers, what the months come to, and what each counsel had to do. Nobody is ranked.

use crate::components::changing;
use chrono::{Datelike, NaiveDate};
use cunfa_protocol::command;
use cunfa_protocol::view::{CounselLoad, Topic, YearCell, YearGrid, YearVillage};
use leptos::prelude::*;

use super::check::table;
use crate::components::{Empty, FailureBanner, Loading};
use crate::live::live;
use crate::model::hours;
use crate::words::{desk, rules, year as w};

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

#[component]
fn Inside(month: Signal<NaiveDate>) -> impl IntoView {
    let year = Memo::new(move |_| NaiveDate::from_ymd_opt(month.get().year(), 1, 1).unwrap_or_default());
    let grid = live(&[Topic::Entries], move || command::YearGrid { month: year.get() });
    view! {
        <div class="stack">
            <FailureBanner code=grid.failure on_again=Callback::new(move |()| grid.again()) />
            {changing(move || match grid.value.get() {
                None => view! { <Loading /> }.into_any(),
                Some(grid) if grid.villages.is_empty() => view! { <Empty title=w::NONE hint=desk::NO_CELLS_MORE /> }.into_any(),
                Some(grid) => shown(grid).into_any(),
            })}
        </div>
    }
}

fn shown(grid: YearGrid) -> impl IntoView {
    let by_rules: Vec<String> = grid.rules.iter().map(|basis| rules::title(&basis.rule)).collect();
    let names: Vec<String> = grid.months.iter().map(|first| w::month(first.month())).collect();
    let mut heads = vec![w::COL_VILLAGE.to_owned()];
    heads.extend(names.iter().cloned());
    let villages = grid.villages.iter().map(|one| village(one, &names)).collect_view();
    let sums = sums(&grid);
    let most = sums.iter().map(|sum| sum.counted_minutes).max().unwrap_or(0);
    let months = names
        .iter()
        .zip(&sums)
        .map(|(name, sum)| month_row(name, sum, most))
        .collect_view();
    let month_heads = [
        w::COL_MONTH,
        w::COL_HOURS,
        w::COL_ENTRIES,
        w::COL_LECTURES,
        w::COL_UNSIGNED,
        w::COL_UNREVIEWED,
    ];
    let load_heads = [w::COL_NAME, w::COL_VILLAGES, w::COL_ENTRIES, w::COL_LONG];
    let counsel = grid.counsel.iter().map(load).collect_view();
    view! {
        <p class="field-hint">{w::LEAD}</p>
        {by_rules.into_iter().map(|rule| view! { <p class="month-rule">{rule}</p> }).collect_view()}
        {table(w::TITLE, &heads, villages.into_any())}
        <h3>{w::BY_MONTH}</h3>
        {table(w::BY_MONTH, &month_heads, months.into_any())}
        <h3>{w::COUNSEL}</h3>
        <p class="field-hint">{w::COUNSEL_LEAD}</p>
        {table(w::COUNSEL, &load_heads, counsel.into_any())}
    }
}

/// All villages' months together.
fn sums(grid: &YearGrid) -> Vec<YearCell> {
    let mut sums = vec![YearCell::default(); grid.months.len()];
    for village in &grid.villages {
        for (sum, cell) in sums.iter_mut().zip(&village.months) {
            sum.counted_minutes = sum.counted_minutes.saturating_add(cell.counted_minutes);
            sum.entries = sum.entries.saturating_add(cell.entries);
            sum.lectures = sum.lectures.saturating_add(cell.lectures);
            sum.unsigned = sum.unsigned.saturating_add(cell.unsigned);
            sum.unreviewed = sum.unreviewed.saturating_add(cell.unreviewed);
        }
    }
    sums
}

fn village(of: &YearVillage, names: &[String]) -> impl IntoView + use<> {
    let cells = of.months.iter().zip(names).map(|(cell, name)| {
        let short = cell.counted_minutes < cell.owed_minutes;
        view! {
            <td role="cell" data-label=name.clone()>
                {w::hours(cell.counted_minutes)}
                <small class:month-standing-short=short>{w::remarks(cell)}</small>
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

fn month_row(name: &str, sum: &YearCell, most: u32) -> impl IntoView + use<> {
    let filled = format!("{}%", hours::permille(sum.counted_minutes, most) / 10);
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">{name.to_owned()}</th>
            <td role="cell" data-label=w::COL_HOURS>
                {w::hours(sum.counted_minutes)}
                <span class="month-bar" aria-hidden="true"><span style:width=filled></span></span>
            </td>
            <td role="cell" data-label=w::COL_ENTRIES>{sum.entries}</td>
            <td role="cell" data-label=w::COL_LECTURES>{sum.lectures}</td>
            <td role="cell" data-label=w::COL_UNSIGNED>{sum.unsigned}</td>
            <td role="cell" data-label=w::COL_UNREVIEWED>{sum.unreviewed}</td>
        </tr>
    }
}

fn load(of: &CounselLoad) -> impl IntoView + use<> {
    view! {
        <tr role="row" data-test="year-counsel">
            <th role="rowheader" scope="row">{of.name.clone()}</th>
            <td role="cell" data-label=w::COL_VILLAGES>{of.villages}</td>
            <td role="cell" data-label=w::COL_ENTRIES>{of.entries}</td>
            <td role="cell" data-label=w::COL_LONG>{w::hours(of.minutes)}</td>
        </tr>
    }
}
