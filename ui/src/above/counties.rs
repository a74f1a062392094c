//! A city's counties: which of them is shown, taking a further one in, opening one whose PIN is another, and the year of all of them.

use cunfa_protocol::view::{Counties, CountyRow, CountyState};
use cunfa_protocol::{Ask, Code, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::report::CityReport;
use crate::clock;
use crate::components::{Banner, Button, FailureBanner, Loading, Look, PinPad, TextInput, Tone, changing};
use crate::field::NewPin;
use crate::live::Live;
use crate::words::{self, codes, counties as w, field};

/// What is being done; one PIN pad at a time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
enum Doing {
    /// Looking.
    #[default]
    Nothing,
    /// Typing where a further county is.
    Join,
    /// Giving the PIN for it.
    JoinPin,
    /// Giving the PIN of a county.
    Open(u32),
    /// Typing its code.
    Code(u32),
    /// Choosing the new PIN there.
    NewPin(u32),
}

/// What the tab knows.
#[derive(Clone, Copy)]
struct Tab {
    list: Live<Counties>,
    doing: RwSignal<Doing>,
    server: RwSignal<String>,
    code: RwSignal<String>,
    /// Whether empty fields are to be marked.
    tried: RwSignal<bool>,
    busy: RwSignal<bool>,
    failure: RwSignal<Option<Code>>,
    said: RwSignal<Option<&'static str>>,
}

impl Tab {
    fn turn_to(self, doing: Doing) {
        if doing == Doing::Nothing {
            self.code.set(String::new());
        }
        self.tried.set(false);
        self.failure.set(None);
        self.said.set(None);
        self.doing.set(doing);
    }

    fn ask<C: Ask<Answer = Counties> + 'static>(self, command: C, said: Option<&'static str>, fails_at: Doing) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            match crate::transport::ask(command).await {
                Ok(counties) => {
                    self.list.put(counties);
                    self.turn_to(Doing::Nothing);
                    self.said.try_set(said);
                }
                Err(reply) => {
                    self.doing.try_set(fails_at);
                    self.failure.try_set(Some(reply.code));
                }
            }
            self.busy.try_set(false);
        });
    }

    fn is_given(self, fields: &[RwSignal<String>]) -> bool {
        self.tried.set(true);
        fields
            .iter()
            .all(|text| text.with_untracked(|text| !text.trim().is_empty()))
    }

    fn text(of: RwSignal<String>) -> String {
        of.with_untracked(|text| text.trim().to_owned())
    }

    fn join(self, pin: String) {
        let (server, code) = (Tab::text(self.server), Tab::text(self.code));
        let fails_at = Doing::JoinPin;
        self.ask(command::JoinCounty { server, code, pin }, Some(w::JOINED), fails_at);
    }

    fn open(self, number: u32, pin: String) {
        let code = None;
        self.ask(
            command::OpenCounty { number, pin, code },
            Some(w::OPENED),
            Doing::Open(number),
        );
    }

    fn reset(self, number: u32, pin: String) {
        let code = Some(Tab::text(self.code));
        self.ask(
            command::OpenCounty { number, pin, code },
            Some(w::OPENED),
            Doing::Code(number),
        );
    }

    fn go_to(self, number: u32) {
        self.ask(command::GoToCounty { number }, None, Doing::Nothing);
    }

    fn needed(self, text: RwSignal<String>) -> Signal<Option<String>> {
        Signal::derive(move || {
            let is_empty = text.with(|text| text.trim().is_empty());
            (self.tried.get() && is_empty).then(|| field::ENROL_NEEDED.to_owned())
        })
    }
}

/// What a county is called.
pub(super) fn name(row: &CountyRow) -> String {
    match &row.state {
        CountyState::Open { name, .. } if !name.is_empty() => name.clone(),
        CountyState::Open { .. } | CountyState::Closed { .. } | CountyState::Damaged => {
            w::unnamed(row.number, &row.server)
        }
    }
}

/// The tab.
#[component]
pub(super) fn CountiesTab(list: Live<Counties>) -> impl IntoView {
    let tab = Tab {
        list,
        doing: RwSignal::default(),
        server: RwSignal::new(String::new()),
        code: RwSignal::new(String::new()),
        tried: RwSignal::new(false),
        busy: RwSignal::new(false),
        failure: RwSignal::new(None),
        said: RwSignal::new(None),
    };
    let said = move || {
        tab.said
            .get()
            .map(|said| view! { <Banner tone=Tone::Good test="county-said"><p>{said}</p></Banner> })
    };
    let rows = move || match list.value.get() {
        None => view! { <Loading /> }.into_any(),
        Some(counties) => {
            let lead = if counties.can_join { w::LEAD } else { w::ONE_LEAD };
            let (shown, join) = (counties.shown, counties.can_join);
            let rows: Vec<_> = counties.counties.iter().map(|one| row(one, shown, tab)).collect();
            view! {
                <p class="field-hint">{lead}</p>
                <ul class="stack" data-test="counties">{rows}</ul>
                {join.then(|| view! { <Join tab=tab /> })}
            }
            .into_any()
        }
    };
    view! {
        <section class="stack" aria-label=w::TITLE>
            <FailureBanner code=list.failure on_again=Callback::new(move |()| list.again()) />
            {changing(said)}
            {changing(rows)}
            <CityReport />
        </section>
    }
}

fn row(one: &CountyRow, shown: u32, tab: Tab) -> AnyView {
    let (number, name, is_shown) = (one.number, name(one), one.number == shown);
    let go = Callback::new(move |()| tab.go_to(number));
    let open = Callback::new(move |()| tab.turn_to(Doing::Open(number)));
    let reset = Callback::new(move |()| tab.turn_to(Doing::Code(number)));
    let key = |label: &str, test: &str, press| {
        let test = format!("county-{test}-{number}");
        view! { <Button label=label.to_owned() test=test busy=tab.busy on_press=press /> }.into_any()
    };
    let (state, keys) = match &one.state {
        CountyState::Open {
            unsent, last_done_ms, ..
        } => {
            let last = last_done_ms.map(clock::moment);
            let keys = (!is_shown).then(|| key(&w::go_to(&name), "go", go));
            (w::open(is_shown, *unsent, last.as_deref()), keys.into_iter().collect())
        }
        CountyState::Closed { tries_left: 0, .. } => (w::LOCKED.to_owned(), vec![key(w::RESET, "reset", reset)]),
        CountyState::Closed { tries_left, .. } => {
            let keys = vec![key(w::OPEN, "open", open), key(w::RESET, "reset", reset)];
            (w::tries(*tries_left), keys)
        }
        CountyState::Damaged => (w::DAMAGED.to_owned(), Vec::new()),
    };
    let keys = (!keys.is_empty()).then(|| view! { <div class="buttons">{keys}</div> });
    view! {
        <li class="card" data-test=format!("county-{number}")>
            <h2>{name}</h2>
            <p>{state}</p>
            {keys}
            <There number=number tab=tab />
        </li>
    }
    .into_any()
}

/// The failure of what was tried, where it was tried.
#[component]
fn Failed(tab: Tab) -> impl IntoView {
    let own = move || tab.failure.with(|code| code.as_ref().and_then(w::not_joined));
    let usual = Signal::derive(move || tab.failure.get().filter(|code| w::not_joined(code).is_none()));
    let joining = move || matches!(tab.doing.get(), Doing::Join | Doing::JoinPin);
    let sentence = move || {
        let text = own().filter(|_| joining());
        text.map(|text| view! { <Banner tone=Tone::Error test="failure"><p>{text}</p></Banner> })
    };
    let rest = Signal::derive(move || if joining() { usual.get() } else { tab.failure.get() });
    view! {
        {changing(sentence)}
        <FailureBanner code=rest />
    }
}

/// Opening a county, or setting a new PIN there.
#[component]
fn There(number: u32, tab: Tab) -> impl IntoView {
    let pin = Callback::new(move |pin| tab.open(number, pin));
    let new = Callback::new(move |pin| tab.reset(number, pin));
    let next = Callback::new(move |()| {
        if tab.is_given(&[tab.code]) {
            tab.turn_to(Doing::NewPin(number));
        }
    });
    let body = move || {
        match tab.doing.get() {
        Doing::Open(of) if of == number => Some(
            view! {
                <Failed tab=tab />
                <PinPad label=w::PIN_THERE confirm=w::PIN_OPEN on_done=pin busy=tab.busy />
                <Cancel tab=tab />
            }
            .into_any(),
        ),
        Doing::Code(of) if of == number => Some(
            view! {
                <Failed tab=tab />
                <TextInput id="county-reset-code" label=w::RESET_CODE hint=w::RESET_HINT value=tab.code
                    on_text=Callback::new(move |text| tab.code.set(text)) on_enter=next error=tab.needed(tab.code) />
                <div class="buttons"><Button label=words::NEXT test="county-reset-next" look=Look::Primary on_press=next /></div>
                <Cancel tab=tab />
            }
            .into_any(),
        ),
        Doing::NewPin(of) if of == number => Some(
            view! {
                <NewPin on_done=new busy=tab.busy confirm=codes::RESET />
                <Cancel tab=tab />
            }
            .into_any(),
        ),
        _ => None,
    }
    };
    changing(body)
}

/// A further county.
#[component]
fn Join(tab: Tab) -> impl IntoView {
    let begin = Callback::new(move |()| tab.turn_to(Doing::Join));
    let pin = Callback::new(move |pin| tab.join(pin));
    let next = Callback::new(move |()| {
        if tab.is_given(&[tab.server, tab.code]) {
            tab.turn_to(Doing::JoinPin);
        }
    });
    let back = Callback::new(move |()| tab.turn_to(Doing::Join));
    let set = |text: RwSignal<String>| Callback::new(move |typed| text.set(typed));
    let body = move || {
        match tab.doing.get() {
        Doing::Join => view! {
            <h2>{w::JOIN}</h2>
            <p class="field-hint">{w::JOIN_LEAD}</p>
            <TextInput id="county-server" label=w::SERVER hint=w::SERVER_HINT mode="url" value=tab.server
                on_text=set(tab.server) on_enter=next error=tab.needed(tab.server) />
            <TextInput id="county-code" label=field::ENROL_CODE hint=field::ENROL_CODE_HINT value=tab.code
                on_text=set(tab.code) on_enter=next error=tab.needed(tab.code) />
            <div class="buttons"><Button label=words::NEXT test="county-join-next" look=Look::Primary on_press=next /></div>
            <Cancel tab=tab />
        }
        .into_any(),
        Doing::JoinPin => view! {
            <h2>{w::JOIN}</h2>
            <Failed tab=tab />
            <PinPad label=w::PIN_HERE confirm=w::PIN_JOIN on_done=pin busy=tab.busy />
            <p class="field-hint">{w::PIN_HERE_HINT}</p>
            <div class="buttons"><Button label=words::PREVIOUS test="county-join-back" look=Look::Quiet on_press=back /></div>
            <Cancel tab=tab />
        }
        .into_any(),
        _ => view! {
            <div class="buttons"><Button label=w::JOIN test="county-join" on_press=begin /></div>
        }
        .into_any(),
    }
    };
    view! { <section class="stack" data-test="counties-join">{changing(body)}</section> }
}

#[component]
fn Cancel(tab: Tab) -> impl IntoView {
    let cancel = Callback::new(move |()| tab.turn_to(Doing::Nothing));
    view! {
        <div class="buttons"><Button label=words::CANCEL test="county-cancel" look=Look::Quiet on_press=cancel /></div>
    }
}
