//! First run: server, invitation code, name of the device, then the PIN. Nothing is kept until the server said yes.

use cunfa_protocol::Code;
use cunfa_protocol::command;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::new_pin::NewPin;
use super::settings::DisplayChips;
use crate::components::{Button, FailureBanner, Look, TextInput};
use crate::state::use_app;
use crate::transport::{ask, served_by};
use crate::words::{self, field as w};

/// What was typed so far.
#[derive(Clone, Copy)]
struct Typed {
    server: RwSignal<String>,
    code: RwSignal<String>,
    device: RwSignal<String>,
    /// Whether empty fields are to be marked.
    tried: RwSignal<bool>,
}

impl Typed {
    fn new() -> Typed {
        Typed {
            server: RwSignal::new(served_by().unwrap_or_default()),
            code: RwSignal::new(String::new()),
            device: RwSignal::new(String::new()),
            tried: RwSignal::new(false),
        }
    }

    fn is_complete(self) -> bool {
        [self.server, self.code, self.device]
            .iter()
            .all(|text| text.with_untracked(|text| !text.trim().is_empty()))
    }

    fn command(self, pin: String) -> command::Enrol {
        let text = |of: RwSignal<String>| of.with_untracked(|text| text.trim().to_owned());
        command::Enrol {
            server: text(self.server),
            code: text(self.code),
            pin,
            device_name: text(self.device),
        }
    }
}

/// The first-run screen.
#[component]
pub fn Enrol() -> impl IntoView {
    let app = use_app();
    let typed = Typed::new();
    let on_pin = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Code>);
    let next = Callback::new(move |()| {
        typed.tried.set(true);
        failure.set(None);
        on_pin.set(typed.is_complete());
    });
    let enrol = Callback::new(move |pin: String| {
        busy.set(true);
        spawn_local(async move {
            match ask(typed.command(pin)).await {
                Ok(session) => {
                    app.say(w::ENROL_DONE);
                    app.take_session(session);
                }
                Err(reply) => {
                    on_pin.set(reply.code == Code::WeakPin);
                    failure.set(Some(reply.code));
                }
            }
            busy.set(false);
        });
    });
    view! {
        <main class="gate" data-test="enrol">
            <Cover />
            <section class="gate-body">
                <h1>{w::ENROL_TITLE}</h1>
                <FailureBanner code=failure />
                <Show when=move || !on_pin.get() fallback=move || view! {
                    <NewPin on_done=enrol busy=busy confirm=w::PIN_ENROL />
                    <Button label=words::PREVIOUS test="enrol-back" look=Look::Quiet on_press=Callback::new(move |()| on_pin.set(false)) />
                }>
                    <Details typed=typed next=next />
                </Show>
            </section>
        </main>
    }
}

/// The three texts.
#[component]
fn Details(typed: Typed, next: Callback<()>) -> impl IntoView {
    let needed = move |text: RwSignal<String>| {
        Signal::derive(move || {
            (typed.tried.get() && text.with(|text| text.trim().is_empty())).then(|| w::ENROL_NEEDED.to_owned())
        })
    };
    let set = |text: RwSignal<String>| Callback::new(move |typed| text.set(typed));
    view! {
        <p>{w::ENROL_LEAD}</p>
        {served_by().is_none().then(|| view! {
            <TextInput id="enrol-server" label=w::ENROL_SERVER hint=w::ENROL_SERVER_HINT mode="url"
                value=typed.server on_text=set(typed.server) on_enter=next error=needed(typed.server) />
        })}
        <TextInput id="enrol-code" label=w::ENROL_CODE hint=w::ENROL_CODE_HINT
            value=typed.code on_text=set(typed.code) on_enter=next error=needed(typed.code) />
        <TextInput id="enrol-device" label=w::ENROL_DEVICE hint=w::ENROL_DEVICE_HINT
            value=typed.device on_text=set(typed.device) on_enter=next error=needed(typed.device) />
        <Button label=words::NEXT test="enrol-next" look=Look::Primary on_press=next />
        <DisplayChips />
    }
}

/// The cover of the volume: the name of the program as on a bound ledger.
#[component]
pub fn Cover() -> impl IntoView {
    view! {
        <header class="cover">
            <div class="cover-label">
                <p class="cover-title">{words::APP}</p>
            </div>
            <p class="cover-line">{words::APP_LINE}</p>
        </header>
    }
}
