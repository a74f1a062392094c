//! One need: what is asked, how it stands, what can be done; and the need an entry answers, as the entry shows it.

use crate::components::changing;
use cunfa_core::EntryId;
use cunfa_protocol::command;
use cunfa_protocol::view::{EntryRow, NeedRow, NeedState, NeedView};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::close::Closing;
use super::list::{TOPICS, today};
use super::row::{StateMark, waits};
use crate::components::{Button, DeliveryMark, Dialog, FailureBanner, Loading, Look, StageMark};
use crate::live::{Live, live};
use crate::model::hours;
use crate::model::route::Route;
use crate::state::use_app;
use crate::transport::ask;
use crate::words::{self, needs as w};

/// The need's screen.
#[component]
pub fn NeedScreen(
    /// Which.
    need: EntryId,
) -> impl IntoView {
    let opened = live(TOPICS, move || command::OpenNeed { need });
    view! {
        <div class="stack" data-test="need-screen" data-need=need.to_string()>
            <FailureBanner code=opened.failure on_again=Callback::new(move |()| opened.again()) />
            {changing(move || match opened.value.get() {
                Some(view) => view! { <Opened view=view live=opened /> }.into_any(),
                None if opened.failure.with(Option::is_none) => view! { <Loading /> }.into_any(),
                None => ().into_any(),
            })}
            <p><a class="button" href=Route::Needs.href()>{w::NEEDS_ALL}</a></p>
        </div>
    }
}

#[component]
fn Opened(view: NeedView, live: Live<NeedView>) -> impl IntoView {
    let title = format!("{} · {}", w::NEEDS, view.row.need.name);
    let waits = waits(&view.row);
    view! {
        <header class="entry-head">
            <h1>{title}</h1>
            <p class="entry-marks">
                <StateMark state=view.row.state />
                {waits.map(|days| view! { <span data-test="need-days">{days}</span> })}
                <DeliveryMark delivery=view.row.delivery.clone() />
            </p>
            <p class="field-hint">{words::sync::delivery_sentence(&view.row.delivery)}</p>
        </header>
        <Actions view=view.clone() live=live />
        {facts(&view)}
        {closing(&view)}
        {answers(view.answers)}
    }
}

fn facts(view: &NeedView) -> impl IntoView + use<> {
    let need = view.row.need.clone();
    let who = [
        Some(need.name),
        need.category.map(|one| words::category(one).to_owned()),
    ];
    let who = who.into_iter().flatten().collect::<Vec<_>>().join("，");
    let phone = (!need.phone.is_empty()).then(|| view! { <dt>{w::PHONE}</dt><dd>{need.phone.clone()}</dd> });
    view! {
        <section class="card">
            <p class="need-matter" data-test="need-matter">{need.matter}</p>
            <dl class="facts">
                <dt>{w::WHO}</dt><dd>{who}</dd>
                {phone}
                <dt>{w::VILLAGE}</dt><dd>{view.township.clone()}{view.row.village_name.clone()}</dd>
                <dt>{w::DAY}</dt><dd>{hours::day(need.date, today())}</dd>
                <dt>{w::CHANNEL}</dt><dd>{w::channel(need.channel)}</dd>
                <dt>{w::RECORDED_BY}</dt><dd>{need.recorder_name}</dd>
            </dl>
        </section>
    }
}

fn closing(view: &NeedView) -> Option<impl IntoView + use<>> {
    let closing = view
        .row
        .need
        .closed
        .clone()
        .filter(|_| view.row.state == NeedState::Closed)?;
    let by = w::closed_by(&closing.by_name, &hours::day(closing.date, today()));
    let note = (!closing.note.is_empty()).then(|| view! { <p>{closing.note.clone()}</p> });
    Some(view! {
        <section class="card" data-test="need-closed">
            <h2>{w::reason(closing.reason)}</h2>
            {note}
            <p class="field-hint">{by}</p>
        </section>
    })
}

fn answers(answers: Vec<EntryRow>) -> Option<impl IntoView> {
    let one = |row: EntryRow| {
        let label = format!("{} · {}", words::field::number(&row.number), words::kind(row.kind));
        view! {
            <li>
                <a href=Route::Entry(row.entry).href() data-test="need-answer">{label}</a>
                <StageMark stage=row.stage />
            </li>
        }
    };
    (!answers.is_empty()).then(|| {
        view! {
            <section class="card" data-test="need-answers">
                <h2>{w::ANSWERED_BY}</h2>
                <ul class="lines">{answers.into_iter().map(one).collect_view()}</ul>
            </section>
        }
    })
}

#[component]
fn Actions(view: NeedView, live: Live<NeedView>) -> impl IntoView {
    let app = use_app();
    let (need, closing) = (view.row.id, RwSignal::new(false));
    let busy = RwSignal::new(false);
    let handle = Callback::new(move |()| {
        busy.set(true);
        spawn_local(async move {
            match ask(command::AnswerNeed { need }).await {
                Ok(draft) => app.write(draft),
                Err(failure) => app.say(words::failure::sentence(&failure.code)),
            }
            busy.try_set(false);
        });
    });
    let reopen = Callback::new(move |()| {
        busy.set(true);
        spawn_local(async move {
            match ask(command::ReopenNeed { need }).await {
                Ok(view) => {
                    app.say(w::REOPENED);
                    live.put(view);
                }
                Err(failure) => app.say(words::failure::sentence(&failure.code)),
            }
            busy.try_set(false);
        });
    });
    let label = if view.row.state == NeedState::InHand {
        w::HANDLE_ON
    } else {
        w::HANDLE
    };
    let close = Callback::new(move |()| closing.set(true));
    view! {
        <div class="buttons entry-actions">
            {view.may_answer.then(|| view! { <Button label=label test="need-handle" look=Look::Primary busy=busy on_press=handle /> })}
            {view.may_close.then(|| view! { <Button label=w::CLOSE test="need-close" on_press=close /> })}
            {view.may_reopen.then(|| view! { <Button label=w::REOPEN test="need-reopen" busy=busy on_press=reopen /> })}
        </div>
        {view.may_answer.then(|| view! { <p class="field-hint">{w::HANDLE_HINT}</p> })}
        <Dialog open=closing title=w::CLOSE_TITLE test="close-dialog">
            <Closing need=need open=closing live=live />
        </Dialog>
    }
}

/// The need an entry answers, on the entry's screen.
#[component]
pub fn AnsweredNeed(
    /// The need.
    row: NeedRow,
) -> impl IntoView {
    let what = format!("{}：{}", row.need.name, row.need.matter);
    view! {
        <section class="card answered-need" data-test="answered-need">
            <h2>{w::ANSWERS}</h2>
            <p class="row-what">{what}</p>
            <p class="related"><a href=Route::Need(row.id).href()>{w::OPEN_IT}</a></p>
        </section>
    }
}
