//! Villages × months of a year in figures; the same grid as the office's.

use chrono::NaiveDate;
use cunfa_core::VillageCode;
use cunfa_protocol::view::SheetOf;
use leptos::prelude::*;

use super::village::OfVillage;
use super::{Switch, Turn};
use crate::desk::year::year_of;
use crate::later::later;
use crate::sheets::SheetSection;
use crate::words::report as w;

/// Months of a year.
const MONTHS: u32 = 12;

/// What the fold shows.
#[component]
pub(super) fn Grid() -> impl IntoView {
    let turn = Turn::new(MONTHS);
    let name = Signal::derive(move || w::year_of(turn.day.get()));
    view! {
        <div class="stack">
            <Switch turn=turn name=name test="year-grid" />
            <SheetSection of=Signal::derive(move || SheetOf::Months(turn.day.get())) />
            <article class="check-sheet report-sheet" data-test="year-grid-sheet">
                {later(move || year_of(turn.day.into(), of_figures))}
            </article>
        </div>
    }
}

/// One village's month, from figures.
pub(super) fn of_figures(village: VillageCode, month: NaiveDate) -> AnyView {
    view! { <OfVillage village=village days=vec![month] month=Some(month) /> }.into_any()
}
