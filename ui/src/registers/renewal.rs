//! What the county looks at before it appoints: the trainings and the last verdicts of whom it names, beside the form of an appointment.

use cunfa_core::register::Column;
use cunfa_core::{PersonId, VillageCode};
use cunfa_protocol::command;
use cunfa_protocol::view::{RenewalBasis, Topic};
use leptos::prelude::*;

use super::form::Form;
use super::today;
use crate::components::{Banner, Tone, changing};
use crate::live::live;
use crate::model::record::value;
use crate::words::registers as w;

/// Who, where and from when, as far as it is typed.
type Named = (VillageCode, PersonId, chrono::NaiveDate);

fn named(form: Form) -> Option<Named> {
    let typed = form.typed.with(|typed| typed.read(today())).ok();
    let from = typed
        .as_ref()
        .and_then(|typed| value(typed, Column::From))
        .map(str::to_owned);
    let from = from.unwrap_or_else(|| form.says(Column::From));
    let (village, person) = (form.says(Column::Village), form.says(Column::Person));
    Some((village.parse().ok()?, person.parse().ok()?, from.parse().ok()?))
}

/// The panel, as the form changes; nothing while it is not known who, where and from when.
pub(super) fn basis(form: Form) -> AnyView {
    let chosen = Memo::new(move |_| named(form));
    let told = move || {
        let (village, person, from) = chosen.get()?;
        let record = form.record();
        let held = live(&[Topic::Entries], move || command::RenewalBasis {
            record,
            village: village.clone(),
            person,
            from,
        });
        Some(changing(move || held.value.get().as_ref().map(panel)))
    };
    changing(told)
}

fn panel(basis: &RenewalBasis) -> AnyView {
    let tone = if basis.needs_reason { Tone::Warning } else { Tone::Info };
    let lines = w::renewal(basis).into_iter().map(|line| view! { <p>{line}</p> });
    view! {
        <Banner tone=tone test="renewal-basis">
            {lines.collect_view()}
        </Banner>
    }
    .into_any()
}
