//! The villages of the area, by code, with their month in figures.

use crate::components::changing;
use cunfa_protocol::command;
use cunfa_protocol::view::{Figures, Topic, VillageFigures};
use leptos::prelude::*;

use super::report::Reports;
use super::{At, MonthSwitch, crossings, heads};
use crate::clock;
use crate::components::{Empty, FailureBanner, Loading};
use crate::live::live;
use crate::words::above as words;

const COLUMNS: [&str; 4] = [
    words::COL_VILLAGE,
    words::COL_ON_SITE,
    words::COL_LECTURES,
    words::COL_STAGES,
];

/// The month.
#[component]
pub(super) fn Month(at: At) -> impl IntoView {
    let figures = live(&[Topic::Entries, Topic::Session], move || command::Figures {
        month: at.month.get(),
    });
    // Another month's numbers never stand under this one's name.
    let of_month = move || figures.value.get().filter(|figures| figures.month == at.month.get());
    let shown = move || match of_month() {
        None => view! { <Loading /> }.into_any(),
        Some(figures) => table(figures, at),
    };
    let asked = Memo::new(move |_| {
        let rows = figures
            .value
            .with(|figures| figures.as_ref().map(|figures| figures.crossings.clone()));
        rows.unwrap_or_default()
    });
    view! {
        <MonthSwitch at=at />
        <FailureBanner code=figures.failure on_again=Callback::new(move |()| figures.again()) />
        {changing(shown)}
        {changing(move || crossings::shown(asked.get(), at))}
        <Reports />
    }
}

fn table(figures: Figures, at: At) -> AnyView {
    let Some(came_ms) = figures.came_ms else {
        return view! { <Empty title=words::NONE_YET hint=words::NONE_YET_MORE /> }.into_any();
    };
    let rows: Vec<_> = figures.villages.into_iter().map(|one| row(one, at)).collect();
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=words::TABLE>
            <table role="table" class="table month-table" data-test="above-villages">
                {heads(&COLUMNS)}
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
        <p class="field-hint">{words::came(&clock::moment(came_ms))}</p>
    }
    .into_any()
}

fn row(one: VillageFigures, at: At) -> impl IntoView {
    let code = one.village.code.clone();
    let test = format!("above-village-{code}");
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">
                <button type="button" class="link" data-test=test aria-label=words::village(&one.village.name)
                    on:click=move |_| at.village.set(Some(code.clone()))>
                    {one.village.name.clone()}
                </button>
                <small>{one.village.township}</small>
            </th>
            <td role="cell" data-label=words::COL_ON_SITE>{words::on_site(one.on_site_minutes)}</td>
            <td role="cell" data-label=words::COL_LECTURES>{one.lectures}</td>
            <td role="cell" data-label=words::COL_STAGES>{words::stages(&one.stages)}</td>
        </tr>
    }
}
