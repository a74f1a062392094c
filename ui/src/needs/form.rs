//! Recording a need: who, what, how it came. A finger's form on one page; the draft is kept after every change.

use crate::components::changing;
use chrono::NaiveDate;
use cunfa_core::entry::Field;
use cunfa_core::need::{ASKER_ROW, Channel};
use cunfa_core::{Category, VillageCode};
use cunfa_protocol::command;
use cunfa_protocol::view::NeedDraft;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::typing::Typing;
use crate::components::{Banner, Button, Chip, Chips, FailureBanner, Loading, Look, TextArea, TextInput};
use crate::live::live;
use crate::model::route::{Place, Route};
use crate::model::{dates, hours};
use crate::router;
use crate::state::use_app;
use crate::transport::ask;
use crate::words::{self, field as f, form, needs as w};

/// The screen: finds the need that was being typed, or begins one.
#[component]
pub fn RecordScreen() -> impl IntoView {
    let started = live(&[], || command::StartNeed {});
    let dropped = RwSignal::new(None::<NeedDraft>);
    move || match (dropped.get(), started.value.get()) {
        (Some(draft), _) => view! { <Dropped draft=draft dropped=dropped /> }.into_any(),
        (None, Some(draft)) => view! { <Recording draft=draft dropped=dropped /> }.into_any(),
        (None, None) => view! {
            <FailureBanner code=started.failure on_again=Callback::new(move |()| started.again()) />
            <Show when=move || started.failure.with(Option::is_none)>
                <Loading />
            </Show>
        }
        .into_any(),
    }
}

/// It was put away; it can be taken back.
#[component]
fn Dropped(draft: NeedDraft, dropped: RwSignal<Option<NeedDraft>>) -> impl IntoView {
    let app = use_app();
    let back = Callback::new(move |()| {
        let (need, form) = (draft.need, draft.form.clone());
        spawn_local(async move {
            match ask(command::SaveNeedDraft { need, form }).await {
                Ok(_) => {
                    dropped.try_set(None);
                }
                Err(failure) => app.say(words::failure::sentence(&failure.code)),
            }
        });
    });
    view! {
        <Banner test="need-dropped">
            <p>{w::RECORD_DROPPED}</p>
            <div class="buttons">
                <Button label=w::RECORD_TAKE_BACK test="need-undo" on_press=back />
                <Button label=words::CLOSE test="need-forget" look=Look::Quiet on_press=Callback::new(move |()| app.go(Route::Home)) />
            </div>
        </Banner>
    }
}

#[component]
fn Recording(draft: NeedDraft, dropped: RwSignal<Option<NeedDraft>>) -> impl IntoView {
    let app = use_app();
    let typing = Typing::of(app, draft);
    let record = Callback::new(move |()| {
        typing.record(move |view| {
            app.say(w::RECORD_DONE);
            router::replace(Place {
                route: Route::Need(view.row.id),
                step: 1,
            });
        });
    });
    let put_away = Callback::new(move |()| {
        let draft = NeedDraft {
            form: typing.form.get_untracked(),
            ..typing.start()
        };
        spawn_local(async move {
            match ask(command::DropNeedDraft {}).await {
                Ok(()) if draft.form.is_blank() => app.go(Route::Home),
                Ok(()) => {
                    dropped.try_set(Some(draft));
                }
                Err(failure) => app.say(words::failure::sentence(&failure.code)),
            }
        });
    });
    view! {
        <div class="stack need-form" data-test="need-form" data-need=typing.need().to_string()>
            <header class="writer-head">
                <h1>{w::RECORD_TITLE}</h1>
                <p class="writer-saved" role="status" aria-live="polite" data-test="need-saved">{changing(move || typing.kept_words())}</p>
            </header>
            <p class="field-hint">{w::RECORD_LEAD}</p>
            <FailureBanner code=typing.failure />
            <Villages typing=typing />
            <Asker typing=typing />
            <TextArea id="need-matter" label=w::WHAT hint=w::WHAT_HINT rows=4
                value=Signal::derive(move || typing.form.with(|form| form.matter.clone()))
                on_text=Callback::new(move |text| typing.edit(|form| form.matter = text))
                error=typing.error(Field::Matter) />
            <Channels typing=typing />
            <Days typing=typing />
            <div class="buttons need-buttons">
                <Button label=w::RECORD_SAVE test="need-save" look=Look::Primary busy=typing.saving on_press=record />
                <Button label=w::RECORD_LEAVE test="need-leave" on_press=Callback::new(move |()| app.go(Route::Home)) />
                <Button label=w::RECORD_DROP test="need-drop" look=Look::Quiet on_press=put_away />
            </div>
        </div>
    }
}

/// The village; nothing to choose where there is only one.
#[component]
fn Villages(typing: Typing) -> impl IntoView {
    let villages = typing.start().villages;
    if villages.len() < 2 && typing.form.with_untracked(|form| form.village.is_some()) {
        let only = villages.into_iter().map(|row| row.name).collect::<String>();
        return view! { <p class="need-village" data-test="need-village">{only}</p> }.into_any();
    }
    let chips = villages.into_iter();
    let options: Vec<Chip<VillageCode>> = chips
        .map(|row| Chip::new(row.code.clone(), row.name, row.code.to_string()))
        .collect();
    view! {
        <Chips label=w::VILLAGE options=options test="need-village"
            is_chosen=move |code: &VillageCode| typing.form.with(|form| form.village.as_ref() == Some(code))
            on_choose=Callback::new(move |code| typing.edit(|form| form.village = Some(code)))
            error=typing.error(Field::Village) />
    }
    .into_any()
}

#[component]
fn Asker(typing: Typing) -> impl IntoView {
    let row = || ASKER_ROW.to_owned();
    let category = move || typing.form.with(|form| form.category);
    let choose = Callback::new(move |chosen: Category| {
        let chosen = (untrack(category) != Some(chosen)).then_some(chosen);
        typing.edit(|form| form.category = chosen);
    });
    let chips = Category::ALL.iter();
    let options: Vec<Chip<Category>> = chips
        .map(|one| Chip::new(*one, words::category(*one), one.code()))
        .collect();
    let more = typing
        .form
        .with_untracked(|form| !form.phone.is_empty() || form.category.is_some());
    view! {
        <TextInput id="need-name" label=w::WHO
            value=Signal::derive(move || typing.form.with(|form| form.name.clone()))
            on_text=Callback::new(move |text| typing.edit(|form| form.name = text))
            error=typing.error(Field::PersonName(row())) />
        <details class="person-more" open=more>
            <summary>{w::MORE}</summary>
            <TextInput id="need-phone" label=w::PHONE mode="tel" optional=true
                value=Signal::derive(move || typing.form.with(|form| form.phone.clone()))
                on_text=Callback::new(move |text| typing.edit(|form| form.phone = text))
                error=typing.error(Field::PersonPhone(row())) />
            <Chips label=w::CATEGORY options=options test="need-category"
                is_chosen=move |one: &Category| category() == Some(*one) on_choose=choose />
        </details>
    }
}

#[component]
fn Channels(typing: Typing) -> impl IntoView {
    // What was asked on the public page is taken over, not recorded.
    let chips = Channel::ALL.iter().filter(|one| **one != Channel::PublicPage);
    let options: Vec<Chip<Channel>> = chips.map(|one| Chip::new(*one, w::channel(*one), one.code())).collect();
    view! {
        <Chips label=w::CHANNEL options=options test="need-channel"
            is_chosen=move |one: &Channel| typing.form.with(|form| form.channel == Some(*one))
            on_choose=Callback::new(move |one| typing.edit(|form| form.channel = Some(one)))
            error=typing.error(Field::Mode) />
    }
}

/// The day: a chip for the near ones, typed for another.
#[component]
fn Days(typing: Typing) -> impl IntoView {
    let today = typing.start().today;
    let days = dates::recent(today);
    let now = typing.form.with_untracked(|form| form.date);
    let other = RwSignal::new(now.is_some_and(|date| !days.contains(&date)));
    let text = RwSignal::new(now.map(dates::show).unwrap_or_default());
    let chip = |day: NaiveDate| Chip::new(day, hours::day(day, today), dates::show(day));
    let options: Vec<Chip<NaiveDate>> = days.into_iter().map(chip).collect();
    let typed = Callback::new(move |typed: String| {
        let date = dates::read(&typed, today);
        text.set(typed);
        typing.edit(|form| form.date = date);
    });
    let choose = Callback::new(move |day| {
        text.set(dates::show(day));
        typing.edit(|form| form.date = Some(day));
    });
    let unreadable = Signal::derive(move || {
        text.with(|text| !text.trim().is_empty() && dates::read(text, today).is_none())
            .then(|| f::DATE_UNREADABLE.to_owned())
    });
    view! {
        <div class="field">
            <Chips label=w::DAY options=options test="need-date"
                is_chosen=move |day: &NaiveDate| typing.form.with(|form| form.date == Some(*day))
                on_choose=choose
                error=typing.error(Field::Date) />
            <Show
                when=move || other.get()
                fallback=move || view! {
                    <div>
                        <Button label=f::DATE_OTHER test="need-date-other" look=Look::Quiet on_press=Callback::new(move |()| other.set(true)) />
                    </div>
                }
            >
                <TextInput id="need-date-typed" label=form::field(&Field::Date) hint=f::DATE_HINT value=text on_text=typed error=unreadable />
            </Show>
        </div>
    }
}
