//! The month: villages × counted and owed minutes, in numbers first; a village opens to its line-by-line explanation.

use crate::components::changing;
use chrono::{Datelike, Months, NaiveDate};
use cunfa_core::VillageCode;
use cunfa_protocol::command;
use cunfa_protocol::view::{GridCell, MonthGrid, SheetOf, Topic};
use leptos::prelude::*;

use super::check::CheckFold;
use super::year::YearFold;
use crate::arithmetic::{Explained, explained, standing};
use crate::clock;
use crate::components::{Button, Empty, FailureBanner, Loading, Look, RuleFaults};
use crate::later::later;
use crate::live::live;
use crate::model::hours;
use crate::sheets::SheetSection;
use crate::words::{desk as words, rules};

/// The month's pane.
#[component]
pub(super) fn MonthPane() -> impl IntoView {
    let month = RwSignal::new(clock::this_month());
    let chosen = RwSignal::new(None::<VillageCode>);
    let grid = live(&[Topic::Entries], move || command::MonthGrid { month: month.get() });
    let turn = move |to: Option<NaiveDate>| {
        if let Some(to) = to {
            month.set(to);
        }
    };
    let cell = move |grid: &MonthGrid| {
        let code = chosen.get();
        grid.cells
            .iter()
            .find(|cell| Some(&cell.village.code) == code.as_ref())
            .cloned()
    };
    let shown = move || {
        match grid.value.get() {
        None => view! { <Loading /> }.into_any(),
        Some(grid) => match cell(&grid) {
            Some(cell) => view! {
                <Button label=words::BACK_TO_GRID test="month-back" on_press=Callback::new(move |()| chosen.set(None)) />
                {later(move || explained(Explained::of_cell(cell.clone(), grid.rules.clone())))}
            }
            .into_any(),
            None => view! { <Grid grid=grid chosen=chosen /> }.into_any(),
        },
    }
    };
    view! {
        <section class="month" aria-label=words::MONTH data-test="month">
            <div class="month-head">
                <Button label=words::EARLIER_MONTH test="month-earlier" look=Look::Quiet
                    on_press=Callback::new(move |()| turn(month.get_untracked().checked_sub_months(Months::new(1)))) />
                <h2 aria-live="polite">{changing(move || words::month_title(month.get().year(), month.get().month()))}</h2>
                <Button label=words::LATER_MONTH test="month-later" look=Look::Quiet
                    on_press=Callback::new(move |()| turn(month.get_untracked().checked_add_months(Months::new(1)))) />
            </div>
            <FailureBanner code=grid.failure on_again=Callback::new(move |()| grid.again()) />
            {changing(shown)}
            <SheetSection of=Signal::derive(move || SheetOf::Months(month.get())) />
            <YearFold month=month.into() />
            <CheckFold month=month.into() />
        </section>
    }
}

#[component]
fn Grid(grid: MonthGrid, chosen: RwSignal<Option<VillageCode>>) -> impl IntoView {
    if grid.cells.is_empty() {
        return view! { <Empty title=words::NO_CELLS hint=words::NO_CELLS_MORE /> }.into_any();
    }
    let rows = grid
        .cells
        .into_iter()
        .map(|cell| view! { <GridRow cell=cell chosen=chosen /> })
        .collect_view();
    let rules = grid.rules.into_iter().map(|basis| {
        view! {
            <p class="month-rule">{rules::title(&basis.rule)}</p>
            <RuleFaults faults=basis.faults />
        }
    });
    view! {
        {rules.collect_view()}
        <div class="table-scroll" tabindex="0" role="region" aria-label=words::GRID_TABLE>
            <table role="table" class="table month-table">
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col">{words::COL_VILLAGE}</th>
                        <th role="columnheader" scope="col">{words::COL_MINUTES}</th>
                        <th role="columnheader" scope="col">{words::COL_STANDING}</th>
                        <th role="columnheader" scope="col">{words::COL_LECTURES}</th>
                        <th role="columnheader" scope="col">{words::COL_UNSIGNED}</th>
                        <th role="columnheader" scope="col">{words::COL_UNREVIEWED}</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn GridRow(cell: GridCell, chosen: RwSignal<Option<VillageCode>>) -> impl IntoView {
    let code = cell.village.code.clone();
    let test = format!("month-village-{code}");
    let tally = &cell.tally;
    let full = tally.missing_minutes() == 0;
    let (standing, note) = (standing(&cell), words::standing(&cell.standing));
    let filled = format!("{}%", hours::permille(tally.counted_minutes, tally.owed_minutes) / 10);
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">
                <button type="button" class="link" data-test=test aria-label=words::explain(&cell.village.name)
                    on:click=move |_| chosen.set(Some(code.clone()))>
                    {cell.village.name.clone()}
                </button>
                <small>{cell.village.township}</small>
                {note.map(|note| view! { <small data-test="month-note">{note}</small> })}
            </th>
            <td role="cell" data-label=words::COL_MINUTES>
                <span class="month-numbers">{words::counted_of_owed(&hours::length(tally.counted_minutes), &hours::length(tally.owed_minutes))}</span>
                <span class="month-bar" aria-hidden="true"><span style:width=filled></span></span>
            </td>
            <td role="cell" data-label=words::COL_STANDING class="month-standing" class:month-standing-short=!full>{standing}</td>
            <td role="cell" data-label=words::COL_LECTURES>{words::counted_of_owed(&tally.lectures.to_string(), &tally.owed_lectures.to_string())}</td>
            <td role="cell" data-label=words::COL_UNSIGNED>{cell.unsigned}</td>
            <td role="cell" data-label=words::COL_UNREVIEWED>{cell.unreviewed}</td>
        </tr>
    }
}
