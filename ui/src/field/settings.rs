//! Settings: how the screen looks, who is on the device, locking, what this program is.

use crate::components::changing;
use cunfa_core::{Action, Role, may};
use cunfa_protocol::view::{Display, LockAfter, Scale, TextSize, Theme};
use cunfa_protocol::{Code, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::about::AboutCard;
use super::add_cadre::AddCadre;
use super::backup::BackupSection;
use super::burden::BurdenCard;
use super::codes::CodesCard;
use super::feedback::FeedbackCard;
use super::new_pin::NewPin;
use crate::components::{Button, Chip, Chips, Dialog, FailureBanner, Look, TextInput};
use crate::model::route::Route;
use crate::registers::RegistersCard;
use crate::state::{App, use_app};
use crate::transport::ask;
use crate::words::{self, field as w, writing as more};

/// The settings screen.
#[component]
pub fn Settings() -> impl IntoView {
    let app = use_app();
    let adding = RwSignal::new(false);
    let lock = Callback::new(move |()| app.lock());
    view! {
        <div class="stack" data-test="settings">
            <h1>{w::SETTINGS_TITLE}</h1>
            <section class="card"><DisplayChips /></section>
            <section class="card">
                <h2>{w::PEOPLE}</h2>
                <ul class="lines">{changing(move || people(app))}</ul>
                <div class="buttons">
                    <Button label=w::ADD_PERSON test="settings-add" on_press=Callback::new(move |()| adding.set(true)) />
                    <Show when=move || app.role().is_some_and(|role| may(role, Action::EnrolCadre))>
                        <AddCadre />
                    </Show>
                    <Button label=w::LOCK_NOW test="settings-lock" on_press=lock />
                </div>
                <p class="field-hint">{w::LOCK_HINT}</p>
                <LockChips />
            </section>
            <Show when=move || app.role().is_some_and(|role| may(role, Action::Invite))>
                <CodesCard />
            </Show>
            <BackupSection />
            {changing(move || app.role().filter(|role| has_no_desk(*role)).map(|role| view! { <RegistersCard role=role /> }))}
            <Show when=move || app.role().is_some_and(|role| may(role, Action::WriteEntry))>
                <section class="card">
                    <h2>{more::TEMPLATES_TITLE}</h2>
                    <p class="field-hint">{more::TEMPLATES_LEAD}</p>
                    <p><a class="button" href=Route::Templates.href() data-test="settings-templates">{more::TEMPLATES_OPEN}</a></p>
                </section>
                <BurdenCard />
            </Show>
            <FeedbackCard />
            <AboutCard />
        </div>
        <Dialog open=adding title=w::ADD_PERSON test="add-dialog">
            <AddPerson on_done=Callback::new(move |()| adding.set(false)) />
            <Button label=words::CLOSE test="add-close" look=Look::Quiet on_press=Callback::new(move |()| adding.set(false)) />
        </Dialog>
    }
}

/// Whether the registers are read from here: who has a desk finds them there.
fn has_no_desk(role: Role) -> bool {
    match role {
        Role::Counsel | Role::Cadre => may(role, Action::ReadRegister),
        Role::Office | Role::County | Role::City => false,
    }
}

fn people(app: App) -> impl IntoView + use<> {
    let slots = app.session.with(|session| {
        session
            .as_ref()
            .map(|session| session.slots.clone())
            .unwrap_or_default()
    });
    slots
        .into_iter()
        .map(|slot| view! { <li><span>{slot.label}</span><span>{words::role(slot.role)}</span></li> })
        .collect_view()
}

/// How it is set now.
fn shown(app: App) -> Memo<Display> {
    Memo::new(move |_| {
        app.session
            .with(|session| session.as_ref().map(|session| session.display).unwrap_or_default())
    })
}

fn set(app: App, display: Display) {
    spawn_local(async move {
        match ask(command::SetDisplay { display }).await {
            Ok(session) => app.take_session(session),
            Err(failure) => app.say(words::failure::sentence(&failure.code)),
        }
    });
}

/// Sizes and colours; works locked too.
#[component]
pub fn DisplayChips() -> impl IntoView {
    let app = use_app();
    let now = shown(app);
    let set = move |display: Display| set(app, display);
    let texts = vec![
        Chip::new(TextSize::Standard, w::TEXT_STANDARD, "standard"),
        Chip::new(TextSize::Elder, w::TEXT_ELDER, "elder"),
    ];
    let themes = vec![
        Chip::new(Theme::Light, w::THEME_LIGHT, "light"),
        Chip::new(Theme::HighContrast, w::THEME_CONTRAST, "contrast"),
        Chip::new(Theme::Dark, w::THEME_DARK, "dark"),
    ];
    let scales: Vec<Chip<Scale>> = Scale::ALL
        .iter()
        .map(|scale| Chip::new(*scale, w::scale(scale.percent()), scale.percent().to_string()))
        .collect();
    view! {
        <div class="display-chips">
            <Chips label=w::DISPLAY_TEXT options=texts test="text-size" is_chosen=move |text: &TextSize| now.get().text == *text
                on_choose=Callback::new(move |text| set(Display { text, ..now.get_untracked() })) />
            <Chips label=w::DISPLAY_SCALE options=scales test="scale" is_chosen=move |scale: &Scale| now.get().scale == *scale
                on_choose=Callback::new(move |scale| set(Display { scale, ..now.get_untracked() })) />
            <Chips label=w::DISPLAY_THEME options=themes test="theme" is_chosen=move |theme: &Theme| now.get().theme == *theme
                on_choose=Callback::new(move |theme| set(Display { theme, ..now.get_untracked() })) />
        </div>
    }
}

/// After how long without a touch it locks.
#[component]
fn LockChips() -> impl IntoView {
    let app = use_app();
    let now = shown(app);
    let options: Vec<Chip<LockAfter>> = LockAfter::ALL
        .iter()
        .map(|after| Chip::new(*after, w::minutes_idle(after.minutes()), after.minutes().to_string()))
        .collect();
    view! {
        <Chips label=w::LOCK_AFTER options=options test="lock-after" is_chosen=move |after: &LockAfter| now.get().lock_after == *after
            on_choose=Callback::new(move |lock_after| set(app, Display { lock_after, ..now.get_untracked() })) />
    }
}

/// Enrols a further person: code, then the PIN twice.
#[component]
pub fn AddPerson(
    /// Called when the person is on the device.
    on_done: Callback<()>,
) -> impl IntoView {
    let app = use_app();
    let code = RwSignal::new(String::new());
    let on_pin = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Code>);
    let missing = RwSignal::new(None::<String>);
    let next = Callback::new(move |()| {
        let empty = code.with_untracked(|code| code.trim().is_empty());
        failure.set(None);
        missing.set(empty.then(|| w::ENROL_NEEDED.to_owned()));
        on_pin.set(!empty);
    });
    let add = Callback::new(move |pin: String| {
        busy.set(true);
        spawn_local(async move {
            let code = code.with_untracked(|code| code.trim().to_owned());
            match ask(command::AddPerson { code, pin }).await {
                Ok(session) => {
                    app.say(w::ADD_DONE);
                    app.take_session(session);
                    on_done.try_run(());
                }
                Err(reply) => {
                    on_pin.set(reply.code == Code::WeakPin);
                    failure.set(Some(reply.code));
                }
            }
            busy.try_set(false);
        });
    });
    view! {
        <div class="stack" data-test="add-person">
            <p>{w::ADD_LEAD}</p>
            <FailureBanner code=failure />
            <Show when=move || !on_pin.get() fallback=move || view! { <NewPin on_done=add busy=busy confirm=w::PIN_ENROL /> }>
                <TextInput id="add-code" label=w::ENROL_CODE hint=w::ENROL_CODE_HINT value=code error=missing
                    on_text=Callback::new(move |text| { missing.set(None); code.set(text) }) on_enter=next />
                <Button label=words::NEXT test="add-next" look=Look::Primary on_press=next />
            </Show>
        </div>
    }
}
