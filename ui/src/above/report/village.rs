//! One village's months from figures: every entry with its minutes, counted or left out, and why.

use chrono::NaiveDate;
use cunfa_core::VillageCode;
use cunfa_protocol::command;
use cunfa_protocol::view::Topic;
use leptos::prelude::*;

use crate::arithmetic::{Explained, explained};
use crate::components::{FailureBanner, Loading, changing};
use crate::later::later;
use crate::live::live;

/// The village.
#[component]
pub(crate) fn OfVillage(
    village: VillageCode,
    /// A day in each half-year that is wanted.
    days: Vec<NaiveDate>,
    /// One month alone, by its first day.
    #[prop(default = None)]
    month: Option<NaiveDate>,
) -> impl IntoView {
    let halves = days.into_iter().map(|day| half(village.clone(), day, month));
    view! { <div class="stack" data-test="report-village">{halves.collect_view()}</div> }
}

fn half(village: VillageCode, day: NaiveDate, month: Option<NaiveDate>) -> impl IntoView {
    let one = live(&[Topic::Entries], move || command::HalfVillage {
        day,
        village: village.clone(),
    });
    let shown = move || match one.value.get() {
        None => view! { <Loading /> }.into_any(),
        Some(half) => {
            let of = Explained::of_half(&half, |tally| month.is_none_or(|month| tally.month == month));
            later(move || explained(of.clone()))
        }
    };
    view! {
        <FailureBanner code=one.failure on_again=Callback::new(move |()| one.again()) />
        {changing(shown)}
    }
}
