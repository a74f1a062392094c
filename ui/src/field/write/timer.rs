//! 到达计时: begun by one touch, ended by another. It stands in the draft, so it runs on when the program is ended.

use crate::components::changing;
use chrono::NaiveDateTime;
use leptos::prelude::*;

use super::writing::Writing;
use crate::clock;
use crate::components::{Banner, Button, Look, Tone};
use crate::model::timer::Stopped;
use crate::model::{hours, quick_time, timer};
use crate::words::writing as w;

fn now() -> NaiveDateTime {
    let now_ms = clock::now_ms();
    hours::local(now_ms, clock::offset_minutes(now_ms)).unwrap_or_default()
}

/// Begins a timer; offered while the form says nothing of the end yet.
#[component]
pub fn StartTimer(writing: Writing) -> impl IntoView {
    let may_start = Memo::new(move |_| {
        writing
            .form
            .with(|form| form.arrived.is_none() && form.end.is_none() && form.minutes.trim().is_empty())
    });
    let start = Callback::new(move |()| writing.edit("timer-start", |form| timer::start(form, now())));
    view! {
        <Show when=move || may_start.get()>
            <div class="timer"><Button label=w::TIMER_START test="timer-start" on_press=start /></div>
        </Show>
    }
}

/// The timer while it runs, on every step, and how it ended when that has to be said.
#[component]
pub fn Timer(writing: Writing) -> impl IntoView {
    let arrived = Memo::new(move |_| writing.form.with(|form| form.arrived));
    let ended = RwSignal::new(None::<Stopped>);
    let stop = Callback::new(move |()| {
        writing.edit("timer-stop", |form| ended.set(timer::stop(form, now())));
    });
    let cancel = Callback::new(move |()| writing.edit("timer-cancel", timer::cancel));
    let runs = move || {
        arrived.get().map(|since| {
            view! {
                <div class="timer" data-test="timer-runs">
                    <p role="status">{w::timer_runs(&quick_time::show(since.time()))}</p>
                    <div class="buttons">
                        <Button label=w::TIMER_STOP test="timer-stop" look=Look::Primary on_press=stop />
                        <Button label=w::TIMER_CANCEL test="timer-cancel" look=Look::Quiet on_press=cancel />
                    </div>
                    <p class="field-hint">{w::TIMER_HINT}</p>
                </div>
            }
        })
    };
    let told = move || {
        let sentence = ended.get().and_then(w::timer_stopped);
        sentence
            .filter(|_| arrived.get().is_none())
            .map(|sentence| view! { <Banner tone=Tone::Warning test="timer-told"><p>{sentence}</p></Banner> })
    };
    view! {
        {changing(runs)}
        {changing(told)}
    }
}
