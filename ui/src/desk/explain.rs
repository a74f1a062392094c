//! One village's month, line by line: which rule, every entry's minutes counted or left out, and why in words.

use cunfa_core::VillageCode;
use cunfa_core::rules::{Basis, Line};
use cunfa_protocol::view::GridCell;
use leptos::prelude::*;

use super::month::standing;
use crate::components::{Button, Empty, RuleFaults, RuleOf, Steps};
use crate::model::hours;
use crate::words::{desk as words, rules};

/// The explanation.
#[component]
pub(super) fn Explanation(
    /// The village's month.
    cell: GridCell,
    /// By which rule files the month is counted.
    rules: Vec<Basis>,
    /// Which village is open; none leads back.
    chosen: RwSignal<Option<VillageCode>>,
) -> impl IntoView {
    let (standing, note) = (standing(&cell), words::standing(&cell.standing));
    let tally = cell.tally;
    let basis = tally.basis(&rules).cloned();
    let faults = basis.as_ref().map(|basis| basis.faults.clone()).unwrap_or_default();
    let basis = basis.map(|basis| view! { <RuleOf basis=basis /> });
    let steps = tally.clone();
    let (counted, owed) = (tally.counted_minutes, tally.owed_minutes);
    let sum = words::counted_of_owed(&hours::length(counted), &hours::length(owed));
    let whole: u32 = tally.lines.iter().map(|line| line.minutes).sum();
    let lines = if tally.lines.is_empty() {
        view! { <Empty title=words::NO_LINES hint=words::NO_CELLS_MORE /> }.into_any()
    } else {
        view! { <Lines lines=tally.lines whole=whole counted=counted /> }.into_any()
    };
    view! {
        <div class="explain" data-test="explanation">
            <Button label=words::BACK_TO_GRID test="month-back" on_press=Callback::new(move |()| chosen.set(None)) />
            <h3>{cell.village.township}" · "{cell.village.name}</h3>
            {note.map(|note| view! { <p>{note}</p> })}
            <RuleFaults faults=faults />
            <p class="explain-sum"><strong>{sum}</strong>" "{standing}</p>
            {lines}
            <Steps tally=steps />
            {basis}
        </div>
    }
}

#[component]
fn Lines(lines: Vec<Line>, whole: u32, counted: u32) -> impl IntoView {
    let rows = lines.into_iter().map(line).collect_view();
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=words::LINES_TABLE>
            <table role="table" class="table">
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col">{words::COL_NUMBER}</th>
                        <th role="columnheader" scope="col">{words::COL_DATE}</th>
                        <th role="columnheader" scope="col">{words::COL_WHOLE}</th>
                        <th role="columnheader" scope="col">{words::COL_COUNTED}</th>
                        <th role="columnheader" scope="col">{words::COL_WHY}</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
                <tfoot role="rowgroup">
                    <tr role="row">
                        <th role="rowheader" scope="row" colspan="2">{words::TOTAL}</th>
                        <td role="cell" data-label=words::COL_WHOLE>{hours::length(whole)}</td>
                        <td role="cell" data-label=words::COL_COUNTED>{hours::length(counted)}</td>
                        <td role="cell"></td>
                    </tr>
                </tfoot>
            </table>
        </div>
    }
}

fn line(line: Line) -> impl IntoView {
    let reasons = line
        .counted
        .left_out
        .iter()
        .map(|(why, minutes)| words::left_out(*why, &hours::length(*minutes)));
    let reasons: Vec<String> = reasons.chain(rules::rounded(line.counted.rounding)).collect();
    let why = if reasons.is_empty() {
        words::ALL_COUNTED.to_owned()
    } else {
        reasons.join("；")
    };
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">{line.number}</th>
            <td role="cell" data-label=words::COL_DATE>{hours::day_and_weekday(line.date)}</td>
            <td role="cell" data-label=words::COL_WHOLE>{hours::length(line.minutes)}</td>
            <td role="cell" data-label=words::COL_COUNTED>{hours::length(line.counted.minutes)}</td>
            <td role="cell" data-label=words::COL_WHY>{why}</td>
        </tr>
    }
}
