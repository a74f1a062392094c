//! The day's entries in one sitting: each is shown whole, each is given its own opinion, its own drawing and its own press, and is signed
//! and stored before the next is shown. One drawing never stands under two entries (docs/evidence.md: no two inks of two acts have the
//! same shape), so every entry asks for the name anew; only the PIN, once given, is held in memory until the sitting ends or the tablet
//! lies untouched.

use crate::components::changing;
use std::time::Duration;

use cunfa_core::{EntryId, Role};
use cunfa_protocol::command;
use cunfa_protocol::view::{Handed, HandedEntry, Signer, Signing, Topic};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::SigningScreen;
use super::hand_back::HandBack;
use crate::clock;
use crate::components::{Button, Icon, Look, Shape};
use crate::model::held::Held;
use crate::model::hours;
use crate::model::route::Route;
use crate::state::{App, use_app};
use crate::transport::ask;
use crate::words::{self, field as w, sitting as s, tablet};

/// How often what was held too long is looked for.
const LOOK: Duration = Duration::from_secs(10);

/// Where the sitting stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Opening,
    /// One of the entries is being signed.
    Signing(EntryId),
    Summary,
    HandBack,
}

/// Signals of one sitting.
#[derive(Clone, Copy)]
pub struct Sitting {
    app: App,
    handed: RwSignal<Option<Handed>>,
    stage: RwSignal<Stage>,
    signed: RwSignal<Vec<EntryId>>,
    /// Left for later in this round.
    later: RwSignal<Vec<EntryId>>,
    said: RwSignal<Option<String>>,
    fault: RwSignal<Option<String>>,
    signer: StoredValue<Option<Signer>>,
    held: StoredValue<Held>,
}

impl Sitting {
    fn begin() -> Sitting {
        let sitting = Sitting {
            app: use_app(),
            handed: RwSignal::new(None),
            stage: RwSignal::new(Stage::Opening),
            signed: RwSignal::new(Vec::new()),
            later: RwSignal::new(Vec::new()),
            said: RwSignal::new(None),
            fault: RwSignal::new(None),
            signer: StoredValue::new(None),
            held: StoredValue::new(Held::default()),
        };
        sitting.app.sealed.set(true);
        spawn_local(async move {
            match ask(command::Handed {}).await {
                Ok(handed) => sitting.take(handed),
                Err(failure) => {
                    sitting.fault.try_set(Some(tablet::failure(&failure.code)));
                }
            }
        });
        sitting.watch_touches();
        sitting
    }

    fn take(self, handed: Handed) {
        let signed = handed.entries.iter().filter(|one| one.signed);
        self.signed.set(signed.map(|one| one.row.entry).collect());
        self.handed.set(Some(handed));
        self.next();
    }

    /// The PIN is forgotten when nobody touches the tablet, when the page is hidden, and with the sitting.
    fn watch_touches(self) {
        let touch = move || {
            self.held.try_update_value(|held| held.touched(clock::now_ms()));
        };
        let pressed = window_event_listener(leptos::ev::pointerdown, move |_| touch());
        let typed = window_event_listener(leptos::ev::keydown, move |_| touch());
        let hidden = window_event_listener(leptos::ev::visibilitychange, move |_| self.forget_pin());
        let old = move || {
            self.held.try_update_value(|held| held.forget_old(clock::now_ms()));
        };
        let looking = set_interval_with_handle(old, LOOK).ok();
        on_cleanup(move || {
            pressed.remove();
            typed.remove();
            hidden.remove();
            if let Some(looking) = looking {
                looking.clear();
            }
            self.forget_pin();
        });
    }

    /// Forgets the PIN.
    pub(super) fn forget_pin(self) {
        self.held.try_update_value(Held::forget);
    }

    /// The PIN of a signer, if it was given in this sitting and is still held.
    pub(super) fn pin_of(self, signer: &Signer) -> Option<String> {
        let slot = signer.slot.slot;
        self.held
            .try_update_value(|held| held.of(slot, clock::now_ms()))
            .flatten()
    }

    /// Who signed the entry before, if they can sign this one.
    pub(super) fn signer_before(self, signing: &Signing) -> Option<Signer> {
        let before = self.signer.get_value();
        before.filter(|before| signing.signers.contains(before))
    }

    /// An entry was signed: it is on the disk, and the next one is shown.
    pub(super) fn was_signed(self, entry: EntryId, signer: &Signer, pin: String) {
        self.held
            .update_value(|held| held.keep(signer.slot.slot, pin, clock::now_ms()));
        self.signer.set_value(Some(signer.clone()));
        self.signed.update(|signed| signed.push(entry));
        self.said.set(self.number(entry).map(|number| s::was_signed(&number)));
        self.next();
    }

    /// An entry is left for later: nothing of it is lost, and the next one is shown.
    pub(super) fn leave_for_later(self, entry: EntryId) {
        self.later.update(|later| later.push(entry));
        self.said.set(self.number(entry).map(|number| s::was_left(&number)));
        self.next();
    }

    /// To the summary, whatever is left.
    pub(super) fn stop(self) {
        self.stage.set(Stage::Summary);
    }

    /// Asks for those that are left once more.
    fn again(self) {
        self.later.set(Vec::new());
        self.said.set(None);
        self.next();
    }

    fn next(self) {
        let open = |one: &&HandedEntry| {
            let entry = one.row.entry;
            !self.signed.with_untracked(|signed| signed.contains(&entry))
                && !self.later.with_untracked(|later| later.contains(&entry))
        };
        let next = self.handed.with_untracked(|handed| {
            let mut entries = handed.iter().flat_map(|handed| &handed.entries);
            entries.find(open).map(|one| one.row.entry)
        });
        self.stage.set(next.map_or(Stage::Summary, Stage::Signing));
    }

    fn number(self, entry: EntryId) -> Option<String> {
        self.handed.with_untracked(|handed| {
            let mut entries = handed.iter().flat_map(|handed| &handed.entries);
            entries
                .find(|one| one.row.entry == entry)
                .map(|one| one.row.number.clone())
        })
    }

    /// Which of how many an entry is.
    pub(super) fn place(self, entry: EntryId) -> String {
        let signed = self.signed.with_untracked(Vec::len);
        self.handed.with_untracked(|handed| {
            let entries = handed
                .as_ref()
                .map(|handed| handed.entries.as_slice())
                .unwrap_or_default();
            let at = entries.iter().position(|one| one.row.entry == entry).unwrap_or(0);
            s::place(at + 1, entries.len(), signed)
        })
    }

    /// What became of the entry before this one.
    pub(super) fn said(self) -> Option<String> {
        self.said.get_untracked()
    }

    /// Away from the sitting: a cadre at the own tablet goes home, anybody else hands it back.
    fn finish(self) {
        self.forget_pin();
        if self.is_own() {
            self.out();
        } else {
            self.fault.set(None);
            self.stage.set(Stage::HandBack);
        }
    }

    fn is_own(self) -> bool {
        let signer = self
            .signer
            .with_value(|signer| signer.as_ref().map(|one| one.slot.slot));
        untrack(|| self.app.me())
            .is_some_and(|me| me.person.role == Role::Cadre && signer.is_none_or(|signer| signer == me.slot))
    }

    fn out(self) {
        self.app.sealed.set(false);
        self.app.hear(&cunfa_protocol::view::Event {
            topics: vec![Topic::Entries],
            entries: self.signed.get_untracked(),
        });
        self.app.go(Route::Home);
    }
}

/// The whole sitting.
#[component]
pub fn SittingScreen() -> impl IntoView {
    let sitting = Sitting::begin();
    move || match sitting.stage.get() {
        Stage::Opening => view! { <Opening sitting=sitting /> }.into_any(),
        Stage::Signing(entry) => view! { <SigningScreen entry=entry sitting=sitting /> }.into_any(),
        Stage::Summary => view! { <Summary sitting=sitting /> }.into_any(),
        Stage::HandBack => view! {
            <main class="signing" data-test="signing" data-step="handback">
                <header class="signing-head">
                    <h1>{tablet::HAND_BACK_TITLE}</h1>
                    <Alert fault=sitting.fault />
                </header>
                <HandBack fault=sitting.fault on_open=Callback::new(move |()| sitting.out()) />
            </main>
        }
        .into_any(),
    }
}

#[component]
fn Alert(fault: RwSignal<Option<String>>) -> impl IntoView {
    view! {
        <div role="alert" class="signing-alert" data-test="sign-fault">
            {changing(move || fault.get().map(|sentence| view! { <p class="signing-fault"><Icon shape=Shape::Warning />{sentence}</p> }))}
        </div>
    }
}

/// Until it is known what was handed over. Where nothing is, a way home.
#[component]
fn Opening(sitting: Sitting) -> impl IntoView {
    let failed = move || sitting.fault.with(Option::is_some);
    view! {
        <main class="signing" data-test="signing" data-step="opening">
            <header class="signing-head">
                <h1>{s::TITLE}</h1>
                <Alert fault=sitting.fault />
            </header>
            <div class="signing-body">
                <p class="signing-wait">{changing(move || if failed() { s::GONE } else { tablet::OPENING })}</p>
            </div>
            <Show when=failed>
                <footer class="signing-foot">
                    <Button label=s::HOME test="sitting-home" look=Look::Primary on_press=Callback::new(move |()| sitting.out()) />
                </footer>
            </Show>
        </main>
    }
}

/// What was signed and what is left.
#[component]
fn Summary(sitting: Sitting) -> impl IntoView {
    let entries = sitting
        .handed
        .with_untracked(|handed| handed.as_ref().map(|handed| handed.entries.clone()).unwrap_or_default());
    let signed = sitting.signed.get_untracked();
    let count = entries.iter().filter(|one| signed.contains(&one.row.entry)).count();
    let left = entries.len() - count;
    let now = clock::now_ms();
    let today = hours::local(now, clock::offset_minutes(now)).unwrap_or_default().date();
    let line = |one: HandedEntry| {
        let is_signed = signed.contains(&one.row.entry);
        let row = one.row;
        let what = format!("{} · {}", words::kind(row.kind), words::people(&row.people));
        let mark = if is_signed {
            view! { <span class="sitting-done"><Icon shape=Shape::Seal />{s::SIGNED}</span> }.into_any()
        } else {
            view! { <span class="sitting-left">{s::LEFT}</span> }.into_any()
        };
        view! {
            <li data-test="sitting-entry" data-signed=is_signed.to_string()>
                <span>{hours::day(row.date, today)}" · "{what}" · "{w::number(&row.number)}</span>
                {mark}
            </li>
        }
    };
    let lines = entries.into_iter().map(line).collect_view();
    let finish = if sitting.is_own() { s::FINISH_OWN } else { s::FINISH };
    let head = NodeRef::<leptos::html::H1>::new();
    Effect::new(move |_| {
        if let Some(head) = head.get() {
            let _ = head.focus();
        }
    });
    view! {
        <main class="signing" data-test="signing" data-step="summary">
            <header class="signing-head">
                <h1 tabindex="-1" node_ref=head data-test="sitting-summary" data-signed=count.to_string() data-left=left.to_string()>
                    {s::summary(count, left)}
                </h1>
            </header>
            <div class="signing-body" tabindex="0">
                <p class="signing-hint">{s::KEPT}</p>
                <ul class="lines sitting-lines">{lines}</ul>
            </div>
            <footer class="signing-foot">
                {(left > 0).then(|| view! { <Button label=s::AGAIN test="sitting-again" on_press=Callback::new(move |()| sitting.again()) /> })}
                <Button label=finish test="sitting-finish" look=Look::Primary on_press=Callback::new(move |()| sitting.finish()) />
            </footer>
        </main>
    }
}
