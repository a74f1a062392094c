//! What the check of each village's month found: who recorded it and when, and the form in which the office records or corrects it. Signed as any
//! record of the registers. What is typed is kept, and is there again after a lock.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use cunfa_core::register::{
    Asked, Column, Fault, Finding, MonthlyCheck, Record as _, RecordKind, Values, answered_in, month_text,
};
use cunfa_core::{ActId, EntryId};
use cunfa_protocol::view::{CheckFound, CheckVillage, EntryRow, MonthCheck};
use cunfa_protocol::{Code, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::clock;
use crate::components::{Banner, Button, Chip, Chips, FailureBanner, Look, TextArea, TextInput, Tone, changing};
use crate::live::Live;
use crate::model::check::Typed;
use crate::model::record::Names;
use crate::registers::mark;
use crate::state::use_app;
use crate::transport::ask;
use crate::typed::{KeptText, NONE_YET};
use crate::words::{self, check as w, registers};

/// What was recorded of a village.
pub(super) fn read(found: &CheckFound) -> Option<MonthlyCheck> {
    MonthlyCheck::read(found.row.record, &Values::from(found.row.values.clone()))
}

/// By whom and when; of what was refused that it was.
pub(super) fn signed(found: &CheckFound) -> String {
    match &found.said {
        None => w::REFUSED.to_owned(),
        Some(said) => w::signed(&registers::by(said), &clock::moment(said.at_ms)),
    }
}

/// A village of which something is written down, as it was when that was begun: what comes meanwhile does not touch it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Begun {
    of: CheckVillage,
    month: NaiveDate,
    /// The root by which its entries were drawn.
    root: Option<String>,
}

impl Begun {
    fn of(check: &MonthCheck, of: &CheckVillage) -> Begun {
        let recorded = of.found.as_ref().and_then(read);
        let recorded = recorded.filter(|found| !found.drawn.is_empty()).map(|found| found.root);
        let now = check.data.log.as_ref().map(|log| log.root);
        Begun {
            of: of.clone(),
            month: check.month,
            root: recorded.unwrap_or(now).map(|root| root.to_string()),
        }
    }

    /// What nobody types.
    fn fixed(&self) -> Vec<(Column, String)> {
        let root = self.root.clone().map(|root| (Column::Root, root));
        let about = [
            (Column::Village, self.of.cell.village.code.to_string()),
            (Column::Month, month_text(self.month)),
        ];
        about.into_iter().chain(root).collect()
    }

    /// The entries drawn: of a record all that it names, also those that are no more.
    fn drawn(&self) -> Vec<EntryId> {
        let shown = self.of.drawn.iter().map(|row| row.entry);
        let recorded = self.of.found.as_ref().and_then(read);
        let recorded = recorded.into_iter().flat_map(|found| found.drawn);
        let all: BTreeSet<EntryId> = shown.chain(recorded.map(|(entry, _)| entry)).collect();
        all.into_iter().collect()
    }
}

/// The part: every village, or the form of the one that is written down.
#[component]
pub(super) fn Results(check: Live<MonthCheck>) -> impl IntoView {
    let open = RwSignal::new(None::<Begun>);
    // The form of one month is none of another.
    let month = Memo::new(move |_| check.value.with(|check| check.as_ref().map(|check| check.month)));
    Effect::new(move |was: Option<Option<NaiveDate>>| {
        let now = month.get();
        if was.is_some_and(|was| was != now) {
            open.set(None);
        }
        now
    });
    let shown = move || match open.get() {
        Some(begun) => Some(draw(Form::over(begun), open, check)),
        None => check.value.with(|check| check.as_ref().map(|check| list(check, open))),
    };
    view! {
        <section class="stack" aria-labelledby="check-results" data-test="check-results">
            <h3 id="check-results">{w::RESULTS}</h3>
            <p class="field-hint">{w::RESULTS_HINT}</p>
            {changing(shown)}
        </section>
    }
}

/// What is recorded of each village, and what of all.
fn list(check: &MonthCheck, open: RwSignal<Option<Begun>>) -> AnyView {
    let recorded: Vec<MonthlyCheck> = check
        .villages
        .iter()
        .filter_map(|of| of.found.as_ref().and_then(read))
        .collect();
    let together = w::together(
        recorded.len(),
        Some(check.villages.len().saturating_sub(recorded.len())),
        &answered_in(&recorded),
    );
    let together = together.into_iter().map(|line| view! { <p>{line}</p> });
    let all = check.villages.iter().map(|of| {
        let begun = Begun::of(check, of);
        one(of, Callback::new(move |()| open.set(Some(begun.clone()))))
    });
    view! {
        <div data-test="check-together">{together.collect_view()}</div>
        <ul class="enrolments">{all.collect_view()}</ul>
    }
    .into_any()
}

fn one(of: &CheckVillage, press: Callback<()>) -> AnyView {
    let code = of.cell.village.code.to_string();
    let name = of.cell.village.name.clone();
    let (lines, by, label) = match &of.found {
        None => (vec![w::NOT_YET.to_owned()], None, w::RECORD),
        Some(found) => {
            let lines = read(found).map(|check| w::found(&check)).unwrap_or_default();
            let mark = mark(found.row.state);
            let by = view! { <p class="field-hint" data-test="check-signed">{signed(found)}</p> {mark} };
            (lines, Some(by), w::CORRECT)
        }
    };
    let lines = lines.into_iter().map(|line| view! { <p>{line}</p> });
    view! {
        <li class="enrolment" data-test="check-result" data-village=code.clone()>
            <p class="enrolment-head"><strong>{name.clone()}</strong></p>
            {lines.collect_view()}
            {by}
            <div class="buttons">
                <Button label=w::of_village(label, &name) test=format!("check-record-{code}") on_press=press />
            </div>
        </li>
    }
    .into_any()
}

/// The form of one village; cheap to copy.
#[derive(Clone, Copy)]
struct Form {
    begun: StoredValue<Begun>,
    /// The record that it becomes the next word of; none: there is none yet.
    record: StoredValue<Option<EntryId>>,
    after: StoredValue<Option<ActId>>,
    typed: RwSignal<Typed>,
    unread: RwSignal<Vec<Asked>>,
    faults: RwSignal<Vec<Fault>>,
    failure: RwSignal<Option<Code>>,
    busy: RwSignal<bool>,
    kept: KeptText,
}

impl Form {
    fn over(begun: Begun) -> Form {
        let row = begun.of.found.as_ref().map(|found| &found.row);
        let (record, after) = (row.map(|row| row.record), row.and_then(|row| row.act));
        let first = row.map_or_else(Typed::default, |row| Typed::of(&Values::from(row.values.clone())));
        let typed = RwSignal::new(first.clone());
        let name = format!(
            "{}:{}:{}",
            RecordKind::Check.code(),
            begun.of.cell.village.code,
            month_text(begun.month)
        );
        let kept = KeptText::of_all(
            name,
            record.unwrap_or(NONE_YET),
            move || typed.with(|now| if *now == first { String::new() } else { now.to_kept() }),
            move |kept| {
                if let Some(kept) = Typed::of_kept(&kept) {
                    typed.try_set(kept);
                }
            },
        );
        Form {
            begun: StoredValue::new(begun),
            record: StoredValue::new(record),
            after: StoredValue::new(after),
            typed,
            unread: RwSignal::new(Vec::new()),
            faults: RwSignal::new(Vec::new()),
            failure: RwSignal::new(None),
            busy: RwSignal::new(false),
            kept,
        }
    }

    /// Signs it, unless something is wrong with it.
    fn save(self, then: Callback<()>) {
        if self.busy.get_untracked() {
            return;
        }
        let (mut values, drawn) = self.begun.with_value(|begun| (begun.fixed(), begun.drawn()));
        match self.typed.with_untracked(|typed| typed.read(&drawn)) {
            Ok(typed) => values.extend(typed),
            Err(unread) => return self.unread.set(unread),
        }
        self.unread.set(Vec::new());
        self.failure.set(None);
        self.busy.set(true);
        let said = command::PutRecord {
            record: self.record.get_value(),
            kind: RecordKind::Check,
            after: self.after.get_value(),
            values,
            withdrawn: None,
        };
        spawn_local(async move {
            match ask(said).await {
                Ok(view) if view.faults.is_empty() => {
                    self.kept.done();
                    then.try_run(());
                }
                Ok(view) => {
                    self.record.try_update_value(|record| *record = Some(view.row.record));
                    self.after.try_update_value(|after| *after = view.row.act);
                    self.faults.try_set(view.faults);
                }
                Err(reply) => {
                    self.failure.try_set(Some(reply.code));
                }
            }
            self.busy.try_set(false);
        });
    }
}

fn draw(form: Form, open: RwSignal<Option<Begun>>, check: Live<MonthCheck>) -> AnyView {
    let app = use_app();
    let begun = form.begun.get_value();
    let saved = Callback::new(move |()| {
        app.say(registers::SAVED);
        open.set(None);
        check.again();
    });
    let close = Callback::new(move |()| open.set(None));
    let drawn = begun.of.drawn.iter().map(|row| entry(form, row)).collect_view();
    let none = begun.of.drawn.is_empty().then(|| view! { <p>{w::NOTHING_DRAWN}</p> });
    let questions = Asked::ALL.iter().map(|question| counts(form, *question)).collect_view();
    let wrong = move || {
        form.faults.with(|faults| {
            let names = Names::default();
            let lines = faults
                .iter()
                .map(|fault| registers::fault(RecordKind::Check, fault, &names));
            let lines = lines.map(|line| view! { <p>{line}</p> }).collect_view();
            (!faults.is_empty()).then(|| {
                view! { <Banner tone=Tone::Error test="check-faults"><p>{registers::TO_CORRECT}</p>{lines}</Banner> }
            })
        })
    };
    view! {
        <div class="stack register-form" data-test="check-record-form">
            <h4>{begun.of.cell.village.name.clone()}</h4>
            {none}
            {drawn}
            <p class="field-hint">{w::COUNTS_HINT}</p>
            {questions}
            <TextArea id="check-note" label=registers::column(RecordKind::Check, Column::Note) hint=w::NOTE_HINT rows=2 optional=true
                value=Signal::derive(move || form.typed.with(|typed| typed.note.clone()))
                on_text=Callback::new(move |text| form.typed.update(|typed| typed.note = text)) />
            <FailureBanner code=form.failure />
            {changing(wrong)}
            <div class="buttons">
                <Button label=registers::SAVE test="check-save" look=Look::Primary busy=form.busy on_press=Callback::new(move |()| form.save(saved)) />
                <Button label=words::CLOSE test="check-close" look=Look::Quiet on_press=close />
            </div>
        </div>
    }
    .into_any()
}

/// What was found of one entry.
fn entry(form: Form, row: &EntryRow) -> AnyView {
    let id = row.entry;
    let chips: Vec<Chip<Finding>> = Finding::ALL
        .iter()
        .map(|found| Chip::new(*found, w::finding(*found), found.code()))
        .collect();
    view! {
        <div data-entry=id.to_string()>
            <Chips label=w::entry_found(&row.number, row.date) options=chips test="check-found"
                is_chosen=move |found: &Finding| form.typed.with(|typed| typed.found.get(&id) == Some(found))
                on_choose=Callback::new(move |found| form.typed.update(|typed| { typed.found.insert(id, found); })) />
        </div>
    }
    .into_any()
}

/// The numbers of one question.
fn counts(form: Form, question: Asked) -> AnyView {
    let fields = w::PARTS.iter().enumerate().map(|(part, label)| {
        let value = Signal::derive(move || form.typed.with(|typed| typed.count(question, part).to_owned()));
        let put = Callback::new(move |text| form.typed.update(|typed| typed.put(question, part, text)));
        let id = format!("check-{}-{part}", question.code());
        view! { <TextInput id=id label=*label mode="numeric" value=value on_text=put /> }
    });
    let wrong = move || {
        let unread = form.unread.with(|unread| unread.contains(&question));
        unread.then(|| view! { <p>{w::UNREADABLE}</p> })
    };
    view! {
        <fieldset class="field">
            <legend class="field-label">{w::question(question)}</legend>
            <div class="check-counts">{fields.collect_view()}</div>
            <div class="field-error" role="alert" data-test=format!("check-{}-error", question.code())>{changing(wrong)}</div>
        </fieldset>
    }
    .into_any()
}
