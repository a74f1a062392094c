//! A village's month, entry by entry, in figures.

use crate::components::changing;
use cunfa_core::VillageCode;
use cunfa_protocol::command;
use cunfa_protocol::view::{FigureList, FigureRow, Topic};
use leptos::prelude::*;

use super::report::OfVillage;
use super::{At, MonthSwitch, heads};
use crate::components::{Button, Empty, FailureBanner, Loading, Look};
use crate::live::live;
use crate::words::{self, above, hours, when};

const COLUMNS: [&str; 8] = [
    above::COL_DAY,
    above::COL_KIND,
    above::COL_MODE,
    above::COL_LENGTH,
    above::COL_PEOPLE,
    above::COL_RESULT,
    above::COL_STAGE,
    above::COL_COUNSEL,
];

/// The list.
#[component]
pub(super) fn List(village: VillageCode, at: At) -> impl IntoView {
    let asked = village.clone();
    let list = live(&[Topic::Entries], move || command::VillageFigures {
        village: asked.clone(),
        month: at.month.get(),
    });
    // How the month's numbers come about, by the rule that holds in it.
    let counted = move || {
        let month = at.month.get();
        view! { <OfVillage village=village.clone() days=vec![month] month=Some(month) /> }
    };
    // Another month's entries never stand under this one's name.
    let of_month = move || list.value.get().filter(|list| list.month == at.month.get());
    let shown = move || match of_month() {
        None => view! { <Loading /> }.into_any(),
        Some(list) => table(list, at),
    };
    view! {
        <Button label=above::TO_VILLAGES test="above-back" look=Look::Quiet on_press=Callback::new(move |()| at.village.set(None)) />
        <MonthSwitch at=at />
        <FailureBanner code=list.failure on_again=Callback::new(move |()| list.again()) />
        {changing(shown)}
        {changing(counted)}
    }
}

fn table(list: FigureList, at: At) -> AnyView {
    let name = list.village.name;
    if list.rows.is_empty() {
        return view! {
            <h2>{name}</h2>
            <Empty title=above::NO_ENTRIES hint=above::NO_ENTRIES_MORE />
        }
        .into_any();
    }
    let rows: Vec<_> = list.rows.into_iter().map(|one| row(one, at)).collect();
    view! {
        <h2>{name}</h2>
        <div class="table-scroll" tabindex="0" role="region" aria-label=above::VILLAGE_TABLE>
            <table role="table" class="table month-table" data-test="above-entries">
                {heads(&COLUMNS)}
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(one: FigureRow, at: At) -> impl IntoView {
    let (result, counsel) = (above::result(&one), above::counsel(&one));
    let figure = one.figure;
    let (entry, day, kind) = (figure.entry, when::day(figure.date), words::kind(figure.kind));
    let label = above::look(&day, kind);
    let corrected = one
        .corrected
        .then(|| view! { <small data-test="above-corrected">{above::CORRECTED}</small> });
    let major = figure.major.then(|| view! { <small>{above::MAJOR}</small> });
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">
                <button type="button" class="link" data-test="above-look" aria-label=label on:click=move |_| at.entry.set(Some(entry))>
                    {day}
                </button>
                {major}
            </th>
            <td role="cell" data-label=above::COL_KIND>{kind}</td>
            <td role="cell" data-label=above::COL_MODE>{words::mode(figure.mode)}</td>
            <td role="cell" data-label=above::COL_LENGTH>{hours::length(u32::from(figure.minutes))}</td>
            <td role="cell" data-label=above::COL_PEOPLE>{figure.people}</td>
            <td role="cell" data-label=above::COL_RESULT>{result}</td>
            <td role="cell" data-label=above::COL_STAGE>{words::stage(figure.stage)}{corrected}</td>
            <td role="cell" data-label=above::COL_COUNSEL>{counsel}</td>
        </tr>
    }
}
