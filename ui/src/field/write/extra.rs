//! 重大事项 and 收费, with what follows from each.

use cunfa_core::entry::Field;
use leptos::prelude::*;

use super::writing::Writing;
use crate::components::{Banner, Chip, Chips, TextArea, TextInput, Tone};
use crate::words::{field as w, form as f, writing as more};

/// What an entry may touch besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Besides {
    Major,
    Paid,
}

/// The two flags.
#[component]
pub fn Extra(writing: Writing) -> impl IntoView {
    let options = vec![
        Chip::new(Besides::Major, w::IS_MAJOR, "major"),
        Chip::new(Besides::Paid, w::IS_PAID, "paid"),
    ];
    let is_on = move |besides: &Besides| {
        writing.form.with(|form| match besides {
            Besides::Major => form.major.is_some(),
            Besides::Paid => form.paid.is_some(),
        })
    };
    let toggle = Callback::new(move |besides| {
        writing.edit("besides", |form| {
            let slot = match besides {
                Besides::Major => &mut form.major,
                Besides::Paid => &mut form.paid,
            };
            *slot = if slot.is_some() { None } else { Some(String::new()) };
        });
    });
    view! {
        <Chips label=w::EXTRA options=options test="besides" is_chosen=is_on on_choose=toggle />
        <Show when=move || is_on(&Besides::Major)>
            <Banner tone=Tone::Warning test="major-report"><p>{more::MAJOR_REPORT}</p></Banner>
            <TextArea id="major" label=f::field(&Field::Major) hint=more::MAJOR_WHY rows=2
                value=Signal::derive(move || writing.form.with(|form| form.major.clone().unwrap_or_default()))
                on_text=Callback::new(move |text| writing.edit("major", |form| form.major = Some(text)))
                error=writing.error(Field::Major) />
        </Show>
        <Show when=move || is_on(&Besides::Paid)>
            <Banner test="paid-filed"><p>{more::PAID_FILED}</p></Banner>
            <TextInput id="paid" label=f::field(&Field::Paid) hint=more::PAID_NUMBER
                value=Signal::derive(move || writing.form.with(|form| form.paid.clone().unwrap_or_default()))
                on_text=Callback::new(move |text| writing.edit("paid", |form| form.paid = Some(text)))
                error=writing.error(Field::Paid) />
        </Show>
    }
}
