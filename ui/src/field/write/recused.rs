//! 回避, told before anything is written: that the county recused this counsel in the chosen village on the chosen day, and who stands in. It hinders
//! nothing.

use cunfa_protocol::command;
use cunfa_protocol::view::{RecusalNote, Topic};
use leptos::prelude::*;

use super::writing::Writing;
use crate::components::{Banner, Tone, changing};
use crate::later::{later, parts};
use crate::live::live;
use crate::words::writing as w;

/// What there is to tell of the village and the day that are chosen.
#[component]
pub fn Recused(writing: Writing) -> impl IntoView {
    let chosen = Memo::new(move |_| writing.form.with(|form| form.village.clone().zip(form.date)));
    let told = move || {
        let (village, date) = chosen.get()?;
        let held = live(&[Topic::Entries], move || command::RecusalHere {
            village: village.clone(),
            date,
        });
        let note = move || {
            held.value
                .get()
                .flatten()
                .map(|note| later(move || banner(note.clone())))
        };
        Some(changing(note))
    };
    changing(told)
}

parts! {
    fn banner(note: RecusalNote) {
        let (days, reason) = (w::recused_days(note.from, note.to), w::recused_reason(&note.reason));
        let stand_in = w::stand_in(note.stood_in, &note.stand_in);
        view! {
            <Banner tone=Tone::Warning test="write-recused">
                <p><strong>{w::RECUSED}</strong>{days}</p>
                <p>{reason}</p>
                <p>{stand_in}</p>
                <p>{w::RECUSED_LEAD}</p>
            </Banner>
        }
    }
}
