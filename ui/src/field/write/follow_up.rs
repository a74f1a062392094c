//! 跟进日期: when to look again, asked for when the result is 待跟进.

use chrono::NaiveDate;
use cunfa_core::ResultClass;
use cunfa_core::entry::Field;
use leptos::prelude::*;

use super::times::TypedDate;
use super::writing::Writing;
use crate::components::{Button, Chip, Chips, Look};
use crate::later::{later, parts};
use crate::model::{again, dates};
use crate::words::writing as w;

/// The chips, and a day that is typed. One that was chosen stays in sight, whatever the result is then.
#[component]
pub fn FollowUp(writing: Writing) -> impl IntoView {
    let wanted = Memo::new(move |_| {
        writing
            .form
            .with(|form| form.result_class == Some(ResultClass::FollowUp) || form.follow_up.is_some())
    });
    view! {
        <Show when=move || wanted.get()>
            {later(move || days(writing))}
        </Show>
    }
}

parts! {
    fn days(writing: Writing) {
        view! { <Days writing=writing /> }
    }
}

#[component]
fn Days(writing: Writing) -> impl IntoView {
    let today = writing.today();
    let chosen = move || writing.form.with(|form| form.follow_up);
    let options: Vec<Chip<NaiveDate>> = again::days(today)
        .into_iter()
        .zip(w::FOLLOW_UP_CHIPS)
        .filter_map(|(day, word)| day.map(|day| (day, word)))
        .enumerate()
        .map(|(at, (day, word))| Chip::new(day, w::follow_up_chip(word, day, today), at.to_string()))
        .collect();
    let typed = untrack(chosen).is_some_and(|day| options.iter().all(|chip| chip.value != day));
    let typing = RwSignal::new(typed);
    let choose = Callback::new(move |day: NaiveDate| {
        writing.edit("follow_up", |form| {
            form.follow_up = (form.follow_up != Some(day)).then_some(day);
        });
    });
    view! {
        <div class="field">
            <Chips label=w::FOLLOW_UP options=options test="follow-up" error=writing.error(Field::FollowUp)
                is_chosen=move |day: &NaiveDate| chosen() == Some(*day) on_choose=choose />
            <Show
                when=move || typing.get()
                fallback=move || view! {
                    <div>
                        <Button label=w::FOLLOW_UP_OTHER test="follow-up-other" look=Look::Quiet
                            on_press=Callback::new(move |()| typing.set(true)) />
                    </div>
                }
            >
                <TypedDate writing=writing field=Field::FollowUp id="follow-up-typed" label=w::FOLLOW_UP_TYPED
                    get=|form| form.follow_up set=|form, day| form.follow_up = day read=dates::read />
            </Show>
        </div>
    }
}
