//! 网上提问 in the office's panel: what villagers asked on the public page, asked of the server when the desk is opened and when the panel is; each is
//! taken over as a need or put away with a reason.

use crate::components::changing;
use cunfa_core::{DismissReason, EntryId};
use cunfa_protocol::view::{self, InquiryRow};
use cunfa_protocol::{FailureReply, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::list::today;
use crate::components::{Button, Chip, Chips, Look, TextArea, TextInput};
use crate::model::hours;
use crate::state::{App, use_app};
use crate::transport::ask;
use crate::typed::KeptText;
use crate::words::inquiries as w;

/// Asks how many wait; where there is no network nobody is told a number.
pub(super) fn count(waiting: RwSignal<usize>) {
    spawn_local(async move {
        if let Ok(list) = ask(command::Inquiries {}).await {
            waiting.try_set(list.rows.len());
        }
    });
}

/// The signals of the list; cheap to copy.
#[derive(Clone, Copy)]
struct Held {
    app: App,
    list: RwSignal<Option<view::Inquiries>>,
    /// The one that is looked at.
    chosen: RwSignal<Option<InquiryRow>>,
    /// Why the last question was not answered, or the last decision not carried out.
    said: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
    waiting: RwSignal<usize>,
}

impl Held {
    /// Takes an answer, unless the panel was closed meanwhile. What was typed stays where the server was not reached.
    fn take(self, answer: Result<view::Inquiries, FailureReply>, done: Option<&'static str>) {
        self.busy.try_set(false);
        match answer {
            Ok(list) => {
                let fault = list.fault.map(|fault| w::fault(fault).to_owned());
                if let Some(done) = done.filter(|_| fault.is_none()) {
                    self.app.say(done);
                }
                self.waiting.try_set(list.rows.len());
                self.list.try_set(Some(list));
                self.chosen.try_set(None);
                self.said.try_set(fault);
            }
            Err(failure) => {
                self.said.try_set(Some(w::failure(&failure.code)));
            }
        }
    }

    fn choose(self, row: Option<InquiryRow>) {
        self.said.set(None);
        self.chosen.set(row);
    }
}

/// The part of the panel; nothing where none wait. `alone` is set while one is looked at.
#[component]
pub(super) fn Inquiries(waiting: RwSignal<usize>, alone: RwSignal<bool>) -> impl IntoView {
    let held = Held {
        app: use_app(),
        list: RwSignal::new(None),
        chosen: RwSignal::new(None),
        said: RwSignal::new(None),
        busy: RwSignal::new(false),
        waiting,
    };
    spawn_local(async move { held.take(ask(command::Inquiries {}).await, None) });
    Effect::new(move |_| alone.set(held.chosen.with(Option::is_some)));
    let said = move || {
        let said = held.said.get();
        said.map(|said| view! { <p class="enrolment-said" role="alert" data-test="inquiries-said">{said}</p> })
    };
    let body = move || match held.chosen.get() {
        Some(row) => view! { <One held=held row=row /> }.into_any(),
        None => held
            .list
            .with(|list| list.as_ref().map(|list| rows(list, held)))
            .into_any(),
    };
    view! {
        <section aria-labelledby="inquiries" data-test="inquiries">
            <h3 id="inquiries">{w::INQUIRIES}</h3>
            {changing(said)}
            {changing(body)}
        </section>
    }
}

fn rows(list: &view::Inquiries, held: Held) -> AnyView {
    let address = list.url.as_deref().map(w::address);
    let address = address.map(|address| view! { <p class="field-hint" data-test="public-address">{address}</p> });
    if list.rows.is_empty() {
        return view! { <p>{w::NONE}</p>{address} }.into_any();
    }
    let more = list.more.then(|| view! { <p class="field-hint">{w::MORE}</p> });
    let rows = list.rows.iter().cloned().map(|row| line(row, held));
    view! {
        <p class="field-hint">{w::LEAD}</p>
        <ul class="enrolments" data-test="inquiry-list">{rows.collect_view()}</ul>
        {more}
        {address}
    }
    .into_any()
}

fn line(row: InquiryRow, held: Held) -> impl IntoView {
    let came = w::came(&row, &hours::day(row.date, today()));
    let matter = row.asked.matter.clone();
    let press = Callback::new(move |()| held.choose(Some(row.clone())));
    view! {
        <li class="enrolment" data-test="inquiry">
            <p class="need-matter">{matter}</p>
            <p class="field-hint">{came}</p>
            <div class="enrolment-keys">
                <Button label=w::LOOK test="inquiry-look" on_press=press />
            </div>
        </li>
    }
}

/// One question, and the decision.
#[component]
fn One(held: Held, row: InquiryRow) -> impl IntoView {
    let named = if row.asked.name.is_empty() {
        w::NAMELESS.to_owned()
    } else {
        row.asked.name.clone()
    };
    let (name, phone) = (RwSignal::new(named), RwSignal::new(row.asked.phone.clone()));
    let inquiry = row.inquiry;
    let take = Callback::new(move |()| {
        held.busy.set(true);
        let (name, phone) = (name.get_untracked(), phone.get_untracked());
        let with = command::TakeInquiry { inquiry, name, phone };
        spawn_local(async move { held.take(ask(with).await, Some(w::TAKEN)) });
    });
    let came = w::came(&row, &hours::day(row.date, today()));
    view! {
        <p class="need-matter" data-test="inquiry-matter">{row.asked.matter.clone()}</p>
        <p class="field-hint">{came}</p>
        <TextInput id="inquiry-name" label=w::NAME hint=w::NAME_HINT value=name
            on_text=Callback::new(move |text| name.set(text)) />
        <TextInput id="inquiry-phone" label=w::PHONE mode="tel" optional=true value=phone
            on_text=Callback::new(move |text| phone.set(text)) />
        <div class="enrolment-keys">
            <Button label=w::TAKE test="inquiry-take" look=Look::Primary busy=held.busy on_press=take />
            <Button label=w::BACK test="inquiry-back" on_press=Callback::new(move |()| held.choose(None)) />
        </div>
        <details class="person-more" data-test="inquiry-dismissing">
            <summary>{w::DISMISS}</summary>
            <Dismissing held=held row=row />
        </details>
    }
}

/// Putting one away: a reason by touch, and words where the reason says nothing.
#[component]
fn Dismissing(held: Held, row: InquiryRow) -> impl IntoView {
    let (reason, note) = (RwSignal::new(None::<DismissReason>), RwSignal::new(String::new()));
    let tried = RwSignal::new(false);
    let no_reason = move || reason.get().is_none();
    let no_note = move || reason.get() == Some(DismissReason::Other) && note.with(|note| note.trim().is_empty());
    let inquiry = row.inquiry;
    let kept = KeptText::of("dismiss", EntryId(inquiry.0), note);
    let dismiss = Callback::new(move |()| {
        tried.set(true);
        let (Some(reason), false) = (reason.get_untracked(), untrack(no_note)) else {
            return;
        };
        held.busy.set(true);
        let note = note.get_untracked();
        let with = command::DismissInquiry { inquiry, reason, note };
        spawn_local(async move {
            let answer = ask(with).await;
            if answer.is_ok() {
                kept.done();
            }
            held.take(answer, Some(w::DISMISSED));
        });
    });
    let chips = DismissReason::ALL.iter();
    let options: Vec<Chip<DismissReason>> = chips.map(|one| Chip::new(*one, w::reason(*one), one.code())).collect();
    let said = move |wrong: bool, sentence: &'static str| (tried.get() && wrong).then(|| sentence.to_owned());
    view! {
        <p class="field-hint">{w::DISMISS_LEAD}</p>
        <Chips label=w::DISMISS_WHY options=options test="dismiss-reason"
            is_chosen=move |one: &DismissReason| reason.get() == Some(*one)
            on_choose=Callback::new(move |one| reason.set(Some(one)))
            error=Signal::derive(move || said(no_reason(), w::DISMISS_WHY_MISSING)) />
        <TextArea id="dismiss-note" label=w::DISMISS_NOTE value=note rows=2 on_text=Callback::new(move |text| note.set(text))
            error=Signal::derive(move || said(no_note(), w::DISMISS_NOTE_MISSING)) />
        <div class="enrolment-keys">
            <Button label=w::DISMISS_CONFIRM test="inquiry-dismiss" look=Look::Danger busy=held.busy on_press=dismiss />
        </div>
    }
}
