//! One record: what it says, how it stands, what can be done with it, and its history.

use crate::components::changing;
use cunfa_core::EntryId;
use cunfa_core::register::{Column, RecordKind};
use cunfa_protocol::view::{RecordState, RecordView, Topic};
use cunfa_protocol::{Code, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::form::{self, Form};
use super::withdraw::WithdrawDialog;
use super::{At, facts, firm, history, table};
use crate::components::{Banner, Button, FailureBanner, Loading, Look, Tone};
use crate::live::{Live, live};
use crate::model::record::{Names, value};
use crate::transport::ask;
use crate::words::{self, registers as w};

/// What the screen holds.
#[derive(Clone, Copy)]
struct Held {
    at: At,
    opened: Live<RecordView>,
    /// Whether the form is shown in the place of the values: it is made once, and what comes meanwhile does not touch it.
    editing: RwSignal<bool>,
    withdrawing: RwSignal<bool>,
    failure: RwSignal<Option<Code>>,
    /// What was wrong with something nobody typed, so that it was not signed.
    faults: RwSignal<Vec<String>>,
    /// The form while it is shown: it asks before it is left.
    form: StoredValue<Option<Form>>,
    busy: RwSignal<bool>,
}

/// The record.
#[component]
pub(super) fn One(record: EntryId, at: At) -> impl IntoView {
    let held = Held {
        at,
        opened: live(&[Topic::Entries], move || command::Record { record }),
        editing: RwSignal::new(false),
        withdrawing: RwSignal::new(false),
        failure: RwSignal::new(None),
        faults: RwSignal::new(Vec::new()),
        form: StoredValue::new(None),
        busy: RwSignal::new(false),
    };
    let opened = held.opened;
    let body = move || {
        if held.editing.get() {
            return opened.value.get_untracked().map(|view| held.change(&view));
        }
        match opened.value.get() {
            Some(view) => Some(held.read(&view)),
            None if opened.failure.with(Option::is_some) => None,
            None => Some(view! { <Loading /> }.into_any()),
        }
    };
    let acts = move || opened.value.with(|view| view.as_ref().and_then(history::list));
    view! {
        <Button label=w::TO_LIST test="record-back" look=Look::Quiet on_press=Callback::new(move |()| held.close()) />
        <FailureBanner code=opened.failure on_again=Callback::new(move |()| opened.again()) />
        <FailureBanner code=held.failure />
        {changing(move || not_signed(held.faults.get()))}
        {changing(body)}
        {changing(acts)}
        <WithdrawDialog open=held.withdrawing live=opened />
    }
}

impl Held {
    /// Back to the list; out of a form only when whoever typed in it says so.
    fn close(self) {
        let at = self.at;
        let close = Callback::new(move |()| at.close());
        match self.form.get_value().filter(|_| self.editing.get_untracked()) {
            Some(form) => form.leave(close),
            None => close.run(()),
        }
    }

    fn read(self, view: &RecordView) -> AnyView {
        let names = Names::of(&view.names);
        let withdrawn = view.row.withdrawn.as_deref().map(w::withdrawn);
        let withdrawn = withdrawn.map(|said| view! { <Banner test="record-withdrawn"><p>{said}</p></Banner> });
        view! {
            <header class="entry-head">
                <h2>{title(view, &names)}</h2>
                <p class="entry-marks">{table::mark(view.row.state)}</p>
            </header>
            {withdrawn}
            {self.refused(view, &names)}
            {self.keys(view)}
            <section class="card">{facts::list(view.kind, &view.row.values, &names, facts::Blanks::Shown)}</section>
            {self.firm(view)}
        }
        .into_any()
    }

    /// What a firm reads on its own page is the county's to give.
    fn firm(self, view: &RecordView) -> Option<AnyView> {
        let is_firm = view.kind == RecordKind::Firm && view.row.state == RecordState::Stands;
        let shown = is_firm && self.at.keeps();
        shown.then(|| view! { <firm::FirmPart firm=view.row.record /> }.into_any())
    }

    /// What can be done.
    fn keys(self, view: &RecordView) -> AnyView {
        let kind = view.kind;
        let change = Callback::new(move |()| {
            self.faults.set(Vec::new());
            self.editing.set(true);
        });
        let answers = !view.may.is_empty() && view.may.iter().all(|column| kind.answer().contains(column));
        let acknowledges = answers && kind == RecordKind::Filing;
        let label = if answers { w::ANSWER } else { w::CHANGE };
        let first = if acknowledges {
            let said = acknowledged(view);
            let press = Callback::new(move |()| self.say(said.clone()));
            Some(view! { <Button label=w::ACKNOWLEDGE test="record-acknowledge" look=Look::Primary busy=self.busy on_press=press /> }.into_any())
        } else {
            // What the month's check found is corrected where it was written down, beside its sheet.
            (!view.may.is_empty() && kind != RecordKind::Check).then(|| {
                view! { <Button label=label test="record-change" look=Look::Primary on_press=change /> }.into_any()
            })
        };
        let withdraw = Callback::new(move |()| self.withdrawing.set(true));
        // What was refused is given up first: a withdrawal is over what stands.
        let may_withdraw = view.may_withdraw && !matches!(view.row.state, RecordState::Refused(_));
        let withdraw =
            may_withdraw.then(|| view! { <Button label=w::WITHDRAW test="record-withdraw" on_press=withdraw /> });
        view! { <div class="buttons entry-actions">{first}{withdraw}</div> }.into_any()
    }

    /// The form over it.
    fn change(self, view: &RecordView) -> AnyView {
        let names = Names::of(&view.names);
        let then = Callback::new(move |view: RecordView| {
            self.at.app.say(w::SAVED);
            self.opened.put(view);
            self.editing.set(false);
        });
        let cancel = Callback::new(move |()| self.editing.set(false));
        let form = Form::over(view);
        self.form.set_value(Some(form));
        view! {
            <h2>{title(view, &names)}</h2>
            {form::draw(form, then, cancel)}
        }
        .into_any()
    }

    /// Why it was not taken, what is wrong with it by now, and the way to give it up.
    fn refused(self, view: &RecordView, names: &Names) -> Option<AnyView> {
        let RecordState::Refused(reason) = view.row.state else {
            return None;
        };
        let faults = view.faults.iter().map(|fault| w::fault(view.kind, fault, names));
        let faults = faults.map(|line| view! { <p>{line}</p> }).collect_view();
        let (record, stood) = (view.row.record, !view.history.is_empty());
        let give_up = Callback::new(move |()| self.give_up(record, stood));
        let banner = view! {
            <Banner tone=Tone::Error test="record-refused">
                <p>{words::sync::parked(reason)}</p>
                {faults}
                <p>{w::REFUSED_AGAIN}</p>
                <Button label=w::DROP_REFUSED test="record-drop" busy=self.busy on_press=give_up />
            </Banner>
        };
        Some(banner.into_any())
    }

    fn give_up(self, record: EntryId, stood: bool) {
        self.busy.set(true);
        spawn_local(async move {
            match ask(command::DropRefused { record }).await {
                Ok(()) => {
                    self.at.app.say(w::DROPPED);
                    if stood {
                        self.opened.again();
                    } else {
                        self.at.close();
                    }
                }
                Err(reply) => {
                    self.failure.try_set(Some(reply.code));
                }
            }
            self.busy.try_set(false);
        });
    }

    /// Says something that nobody has to type. With anything wrong nothing was signed: it is told, and the record is asked for anew.
    fn say(self, said: command::PutRecord) {
        self.busy.set(true);
        self.failure.set(None);
        self.faults.set(Vec::new());
        spawn_local(async move {
            match ask(said).await {
                Ok(view) if view.faults.is_empty() => {
                    self.at.app.say(w::SAVED);
                    self.opened.put(view);
                }
                Ok(view) => {
                    let names = Names::of(&view.names);
                    let faults = view.faults.iter().map(|fault| w::fault(view.kind, fault, &names));
                    self.faults.try_set(faults.collect());
                    self.opened.again();
                }
                Err(reply) => {
                    self.failure.try_set(Some(reply.code));
                }
            }
            self.busy.try_set(false);
        });
    }
}

/// What was wrong, and that nothing was signed.
fn not_signed(faults: Vec<String>) -> Option<AnyView> {
    if faults.is_empty() {
        return None;
    }
    let lines = faults.into_iter().map(|line| view! { <p>{line}</p> });
    Some(view! { <Banner tone=Tone::Error test="record-not-signed">{lines.collect_view()}</Banner> }.into_any())
}

/// The filing, acknowledged.
fn acknowledged(view: &RecordView) -> command::PutRecord {
    let others = view
        .row
        .values
        .iter()
        .filter(|(column, _)| *column != Column::Acknowledged);
    let yes = (Column::Acknowledged, "yes".to_owned());
    command::PutRecord {
        record: Some(view.row.record),
        kind: view.kind,
        after: view.row.act,
        values: others.cloned().chain([yes]).collect(),
        withdrawn: None,
    }
}

/// The kind, and what the first column of its table says.
fn title(view: &RecordView, names: &Names) -> String {
    let first = table::columns(view.kind).first();
    let name = first.and_then(|column| Some(w::value(*column, value(&view.row.values, *column)?, names)));
    w::title(view.kind, &name.unwrap_or_else(|| w::NONE.to_owned()))
}
