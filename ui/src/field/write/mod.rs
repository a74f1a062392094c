//! Writing an entry in three steps. The draft is kept after every change; saving twice is saving once.

mod details;
mod extra;
mod follow_up;
mod persons;
mod recused;
mod step_one;
mod step_three;
mod step_two;
mod templates;
mod timer;
mod times;
mod writing;

use crate::components::changing;
use cunfa_core::EntryId;
use cunfa_protocol::command;
use cunfa_protocol::view::Draft;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::drafts;
use crate::components::{Banner, Button, Empty, Icon, Loading, Look, Shape};
use crate::model::route::{Place, Route};
use crate::model::steps::LAST;
use crate::router;
use crate::state::use_app;
use crate::transport::ask;
use crate::words::{self, field as w, writing as more};
use recused::Recused;
use step_one::StepOne;
use step_three::StepThree;
use step_two::StepTwo;
use timer::Timer;
use writing::Writing;

/// Writing: finds the draft, then lets it be written.
#[component]
pub fn Write(
    /// Which draft.
    draft: EntryId,
) -> impl IntoView {
    let app = use_app();
    let found = RwSignal::new(app.started.get_untracked().filter(|started| started.draft == draft));
    let searched = RwSignal::new(found.with_untracked(Option::is_some));
    if !searched.get_untracked() {
        spawn_local(async move {
            let drafts = ask(command::Drafts {}).await.unwrap_or_default();
            found.try_set(drafts.into_iter().find(|one| one.draft == draft));
            searched.try_set(true);
        });
    }
    move || match (found.get(), searched.get()) {
        (Some(draft), _) => view! { <Writer draft=draft /> }.into_any(),
        (None, false) => view! { <Loading /> }.into_any(),
        (None, true) => view! {
            <Empty title=w::DRAFT_GONE hint=w::DRAFT_GONE_HINT />
            <p class="center"><a class="button" href=Route::Home.href()>{words::NAV_HOME}</a></p>
        }
        .into_any(),
    }
}

/// The three steps of one draft.
#[component]
fn Writer(draft: Draft) -> impl IntoView {
    let app = use_app();
    let id = draft.draft;
    let form = &draft.form;
    let title = match (draft.changes, form.corrects, form.follows) {
        (Some(_), _, _) => w::WRITE_CHANGE,
        (None, Some(_), _) => w::WRITE_CORRECT,
        (None, None, Some(_)) => more::WRITE_FOLLOWS,
        (None, None, None) => w::WRITE_TITLE,
    };
    let (corrects, follows, answers) = (
        form.corrects.is_some(),
        form.follows.is_some() && draft.changes.is_none(),
        form.answers.is_some(),
    );
    let writing = Writing::of(app, draft);
    let step = Memo::new(move |_| app.place.get().step);
    let to = move |step: u8| {
        router::go(Place {
            route: Route::Write(id),
            step,
        })
    };
    let next = Callback::new(move |()| {
        let step = step.get_untracked();
        if writing.passes(step) {
            to(step + 1);
        }
    });
    let leave = Callback::new(move |()| app.go(Route::Home));
    view! {
        <div class="writer" data-test="writer" data-draft=id.to_string()>
            <header class="writer-head">
                <h1>{title}</h1>
                <Saved writing=writing />
                <Button label=w::WRITE_LEAVE test="write-leave" look=Look::Quiet on_press=leave />
            </header>
            <Steps step=step on_step=Callback::new(to) />
            {corrects.then(|| view! { <Banner test="write-corrects"><p>{w::WRITE_CORRECT_LEAD}</p></Banner> })}
            {follows.then(|| view! { <Banner test="write-follows"><p>{more::WRITE_FOLLOWS_LEAD}</p></Banner> })}
            {answers.then(|| view! { <Banner test="write-answers"><p>{words::needs::WRITE_LEAD}</p></Banner> })}
            <Recused writing=writing />
            <Timer writing=writing />
            {changing(move || match step.get() {
                1 => view! { <StepOne writing=writing /> }.into_any(),
                2 => view! { <StepTwo writing=writing /> }.into_any(),
                _ => view! { <StepThree writing=writing on_step=Callback::new(to) /> }.into_any(),
            })}
            <Aside writing=writing />
            <footer class="writer-foot">
                <Show when=move || { step.get() > 1 }>
                    <Button label=words::PREVIOUS test="write-previous" on_press=Callback::new(move |()| to(step.get_untracked() - 1)) />
                </Show>
                <Show when=move || step.get() < LAST>
                    <Button label=words::NEXT test="write-next" look=Look::Primary on_press=next />
                </Show>
                <Show when=move || step.get() == LAST>
                    <step_three::SaveButtons writing=writing />
                </Show>
            </footer>
        </div>
    }
}

/// Undo and putting away, apart from the way forward.
#[component]
fn Aside(writing: Writing) -> impl IntoView {
    let app = use_app();
    let nothing = Signal::derive(move || !writing.can_undo());
    let away = Callback::new(move |()| {
        drafts::put_away(app, writing.draft());
        app.go(Route::Home);
    });
    view! {
        <div class="buttons writer-aside">
            <Button label=w::WRITE_UNDO test="write-undo" look=Look::Quiet disabled=nothing on_press=Callback::new(move |()| writing.undo()) />
            <Button label=w::WRITE_DROP test="write-drop" look=Look::Quiet on_press=away />
        </div>
    }
}

/// "草稿已保存 14:32", or what stands in the way.
#[component]
fn Saved(writing: Writing) -> impl IntoView {
    view! {
        <p class="writer-saved" role="status" aria-live="polite" data-test="draft-saved">
            {changing(move || writing.kept_words())}
        </p>
    }
}

/// Where one is of the three, and a way to each.
#[component]
fn Steps(step: Memo<u8>, on_step: Callback<u8>) -> impl IntoView {
    let one = move |(at, name): (usize, &'static str)| {
        let number = u8::try_from(at).unwrap_or(0) + 1;
        view! {
            <li>
                <button
                    type="button"
                    class="step"
                    class:step-done=move || { step.get() > number }
                    aria-current=move || (step.get() == number).then_some("step")
                    data-test=format!("step-{number}")
                    on:click=move |_| on_step.run(number)
                >
                    <span class="step-number">
                        {changing(move || if step.get() > number { view! { <Icon shape=Shape::Tick /> }.into_any() } else { number.into_any() })}
                    </span>
                    <span class="step-name">{name}</span>
                </button>
            </li>
        }
    };
    view! {
        <nav aria-label=move || w::step_of(step.get())>
            <ol class="steps">{w::STEPS.into_iter().enumerate().map(one).collect_view()}</ol>
        </nav>
    }
}
