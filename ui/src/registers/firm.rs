//! 律所查看 beside a firm's record, for the county: how the firm's account on the public page stands, a code that is shown once, and an end to it.
//! Asked of the server when the record is shown.

use cunfa_core::EntryId;
use cunfa_protocol::view::{self, FirmAccess};
use cunfa_protocol::{FailureReply, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::clock;
use crate::components::{Button, Look, changing};
use crate::state::{App, use_app};
use crate::transport::ask;
use crate::words::firms as w;

/// The signals of the part; cheap to copy.
#[derive(Clone, Copy)]
struct Held {
    app: App,
    firm: EntryId,
    account: RwSignal<Option<view::FirmAccount>>,
    /// Why the last question was not answered.
    said: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
}

impl Held {
    /// Takes an answer, unless the record was left meanwhile. A code that stands there stays where the server was not reached.
    fn take(self, answer: Result<view::FirmAccount, FailureReply>, done: Option<&'static str>) {
        self.busy.try_set(false);
        match answer {
            Ok(account) => {
                if let Some(done) = done {
                    self.app.say(done);
                }
                self.account.try_set(Some(account));
                self.said.try_set(None);
            }
            Err(failure) => {
                self.said.try_set(Some(w::failure(&failure.code)));
            }
        }
    }

    fn look(self) {
        let firm = self.firm;
        self.busy.set(true);
        spawn_local(async move { self.take(ask(command::FirmAccount { firm }).await, None) });
    }

    fn invite(self) {
        let firm = self.firm;
        self.busy.set(true);
        spawn_local(async move { self.take(ask(command::InviteFirm { firm }).await, None) });
    }

    fn stop(self) {
        let firm = self.firm;
        self.busy.set(true);
        spawn_local(async move { self.take(ask(command::StopFirm { firm }).await, Some(w::STOPPED)) });
    }
}

/// The part of the record.
#[component]
pub(super) fn FirmPart(
    /// The firm's record.
    firm: EntryId,
) -> impl IntoView {
    let held = Held {
        app: use_app(),
        firm,
        account: RwSignal::new(None),
        said: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    held.look();
    let said = move || {
        let said = held.said.get();
        said.map(|said| view! { <p class="enrolment-said" role="alert" data-test="firm-said">{said}</p> })
    };
    let body = move || match held.account.get() {
        Some(account) => Some(shown(&account, held)),
        None => held.said.with(Option::is_some).then(|| {
            let again = Callback::new(move |()| held.look());
            view! { <Button label=w::AGAIN test="firm-again" busy=held.busy on_press=again /> }.into_any()
        }),
    };
    view! {
        <section class="card" aria-labelledby="firm-part" data-test="firm-part">
            <h2 id="firm-part">{w::TITLE}</h2>
            <p class="field-hint">{w::LEAD}</p>
            {changing(body)}
            {changing(said)}
        </section>
    }
}

fn shown(account: &view::FirmAccount, held: Held) -> AnyView {
    let state = w::state(&account.access, clock::moment);
    let (label, may_stop) = match account.access {
        FirmAccess::Closed => (w::INVITE, false),
        FirmAccess::Invited { .. } | FirmAccess::Open { .. } => (w::INVITE_AGAIN, true),
    };
    let invite = Callback::new(move |()| held.invite());
    let stop = Callback::new(move |()| held.stop());
    let stop = may_stop.then(|| {
        view! { <Button label=w::STOP test="firm-stop" look=Look::Danger busy=held.busy on_press=stop /> }
    });
    view! {
        <p data-test="firm-state">{state}</p>
        {account.code.clone().map(|code| given(code, account.url.as_deref()))}
        <div class="buttons">
            <Button label=label test="firm-invite" busy=held.busy on_press=invite />
            {stop}
        </div>
    }
    .into_any()
}

/// The code, and where it is typed.
fn given(code: String, url: Option<&str>) -> AnyView {
    view! {
        <p class="code-large" data-test="firm-code">{code}</p>
        <p>{w::address(url)}</p>
        <p class="field-hint">{w::ONCE}</p>
    }
    .into_any()
}
