//! 到达计时: begun by one touch, ended by another. It stands in the draft, so it runs on when the program is ended.

use chrono::NaiveDateTime;
use leptos::prelude::*;

use super::writing::Writing;
use crate::clock;
use crate::components::{Banner, Button, Look, Tone};
use crate::model::{hours, quick_time, timer};
use crate::words::writing as w;

fn now() -> NaiveDateTime {
    let now_ms = clock::now_ms();
    hours::local(now_ms, clock::offset_minutes(now_ms)).unwrap_or_default()
}

/// The timer. It is offered while the form says nothing of the times yet.
#[component]
pub fn Timer(writing: Writing) -> impl IntoView {
    let arrived = Memo::new(move |_| writing.form.with(|form| form.arrived));
    let may_start = Memo::new(move |_| {
        writing
            .form
            .with(|form| form.end.is_none() && form.minutes.trim().is_empty())
    });
    let told = RwSignal::new(None::<&'static str>);
    let start = Callback::new(move |()| {
        told.set(None);
        writing.edit("timer-start", |form| timer::start(form, now()));
    });
    let stop = Callback::new(move |()| {
        writing.edit("timer-stop", |form| {
            told.set(timer::stop(form, now()).and_then(w::timer_stopped));
        });
    });
    let cancel = Callback::new(move |()| writing.edit("timer-cancel", timer::cancel));
    let shown = move || match (arrived.get(), may_start.get()) {
        (Some(since), _) => view! {
            <div class="timer" data-test="timer-runs">
                <p role="status">{w::timer_runs(&quick_time::show(since.time()))}</p>
                <div class="buttons">
                    <Button label=w::TIMER_STOP test="timer-stop" look=Look::Primary on_press=stop />
                    <Button label=w::TIMER_CANCEL test="timer-cancel" look=Look::Quiet on_press=cancel />
                </div>
                <p class="field-hint">{w::TIMER_HINT}</p>
            </div>
        }
        .into_any(),
        (None, true) => view! {
            <div class="timer"><Button label=w::TIMER_START test="timer-start" on_press=start /></div>
        }
        .into_any(),
        (None, false) => ().into_any(),
    };
    view! {
        {shown}
        {move || told.get().map(|sentence| view! { <Banner tone=Tone::Warning test="timer-told"><p>{sentence}</p></Banner> })}
    }
}
