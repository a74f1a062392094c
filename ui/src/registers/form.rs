//! The form of a record, made from its columns and their shapes. What is wrong stands at its column; with anything wrong nothing is signed and
//! everything typed stays.

use crate::components::changing;
use cunfa_core::register::{Column, Fault, RecordKind};
use cunfa_core::{ActId, EntryId};
use cunfa_protocol::view::RecordView;
use cunfa_protocol::{Code, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{New, facts, fields, renewal, today};
use crate::components::{Banner, Button, Dialog, FailureBanner, Look, Tone};
use crate::model::record::{Names, Typed, Unread, Values, value};
use crate::transport::ask;
use crate::typed::{KeptText, NONE_YET};
use crate::words::{self, registers as w};

/// A record while it is typed; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Form {
    pub(super) kind: RecordKind,
    /// Which; none before a new one was answered.
    record: StoredValue<Option<EntryId>>,
    /// The act it comes after.
    after: StoredValue<Option<ActId>>,
    /// What it says beside what is asked for.
    kept: StoredValue<Values>,
    /// What is asked for.
    asked: StoredValue<Vec<Column>>,
    pub(super) typed: RwSignal<Typed>,
    /// What stood in it before anything was typed.
    first: StoredValue<Typed>,
    /// Whether it asks if what was typed is given up, and where to when it is.
    leaving: RwSignal<bool>,
    leaves_to: StoredValue<Option<Callback<()>>>,
    pub(super) names: RwSignal<Names>,
    faults: RwSignal<Vec<Fault>>,
    unread: RwSignal<Vec<(Column, Unread)>>,
    failure: RwSignal<Option<Code>>,
    busy: RwSignal<bool>,
    /// Keeps it as it is typed.
    kept_text: KeptText,
}

/// What nobody types in a new record: what the client draws or fills in.
fn filled_in(kind: RecordKind) -> &'static [Column] {
    match kind {
        RecordKind::Counsel | RecordKind::Filing => &[Column::Person],
        RecordKind::Firm
        | RecordKind::Appointment
        | RecordKind::Board
        | RecordKind::Recusal
        | RecordKind::Training
        | RecordKind::Village
        | RecordKind::Allocation
        | RecordKind::Assessment
        | RecordKind::RuleFile
        | RecordKind::Fee
        | RecordKind::Check => &[],
    }
}

/// What stands in a new record until somebody says otherwise.
fn usual(kind: RecordKind) -> Option<(Column, &'static str)> {
    match kind {
        RecordKind::Appointment => Some((Column::Prior, "no")),
        RecordKind::Board => Some((Column::Duties, w::BOARD_DUTIES)),
        RecordKind::Firm
        | RecordKind::Counsel
        | RecordKind::Recusal
        | RecordKind::Training
        | RecordKind::Filing
        | RecordKind::Village
        | RecordKind::Allocation
        | RecordKind::Assessment
        | RecordKind::RuleFile
        | RecordKind::Fee
        | RecordKind::Check => None,
    }
}

impl Form {
    /// Of a new record. What it is about is not asked for again where it is known, nor what somebody else answers.
    pub(super) fn new(new: New) -> Form {
        let New {
            kind,
            mut values,
            names,
        } = new;
        let known = |column: &Column| kind.fixed().contains(column) && value(&values, *column).is_some();
        let left_out =
            |column: &Column| known(column) || filled_in(kind).contains(column) || kind.answer().contains(column);
        let columns = kind.columns().iter().copied();
        let asked: Vec<Column> = columns.filter(|column| !left_out(column)).collect();
        if let Some((column, text)) = usual(kind).filter(|(column, _)| value(&values, *column).is_none()) {
            values.push((column, text.to_owned()));
        }
        Form::of(kind, (None, None), values, asked, &names)
    }

    /// Of a record as it was shown, asking for what may be changed.
    pub(super) fn over(view: &RecordView) -> Form {
        let (row, asked) = (&view.row, view.may.clone());
        let form = Form::of(
            view.kind,
            (Some(row.record), row.act),
            row.values.clone(),
            asked,
            &view.names,
        );
        form.faults.set(view.faults.clone());
        form
    }

    /// Of a record that is known by its values alone.
    pub(super) fn of(
        kind: RecordKind,
        (record, after): (Option<EntryId>, Option<ActId>),
        values: Values,
        asked: Vec<Column>,
        names: &[(String, String)],
    ) -> Form {
        let (typed, kept): (Values, Values) = values.into_iter().partition(|(column, _)| asked.contains(column));
        let of = Typed::of(&typed);
        let (first, columns) = (of.clone(), asked.clone());
        let typed = RwSignal::new(of.clone());
        // Of a new record the name says what it is about, so that nothing of one village is offered in another.
        let about = kind.fixed().iter().filter_map(|column| value(&kept, *column));
        let name = [kind.code()].into_iter().chain(about).collect::<Vec<_>>().join(":");
        let kept_text = KeptText::of_all(
            name,
            record.unwrap_or(NONE_YET),
            move || typed.with(|now| if *now == first { String::new() } else { now.to_kept() }),
            move |kept| {
                typed.try_update(|typed| typed.take_kept(&kept, &columns));
            },
        );
        Form {
            kind,
            record: StoredValue::new(record),
            after: StoredValue::new(after),
            kept: StoredValue::new(kept),
            asked: StoredValue::new(asked),
            typed,
            first: StoredValue::new(of),
            leaving: RwSignal::new(false),
            leaves_to: StoredValue::new(None),
            names: RwSignal::new(Names::of(names)),
            faults: RwSignal::new(Vec::new()),
            unread: RwSignal::new(Vec::new()),
            failure: RwSignal::new(None),
            busy: RwSignal::new(false),
            kept_text,
        }
    }

    /// Leaves it; where something was typed that is not signed, it asks first.
    pub(super) fn leave(self, to: Callback<()>) {
        let is_changed = self
            .typed
            .with_untracked(|typed| self.first.with_value(|first| typed != first));
        if is_changed {
            self.leaves_to.set_value(Some(to));
            self.leaving.set(true);
        } else {
            to.run(());
        }
    }

    fn leave_now(self) {
        self.leaving.set(false);
        self.kept_text.done();
        if let Some(to) = self.leaves_to.get_value() {
            to.run(());
        }
    }

    /// Takes what was typed in a field; what was wrong with it is wrong no more until it is looked at again.
    pub(super) fn put(self, column: Column, text: String) {
        self.typed.update(|typed| typed.put(column, text));
        self.clear(column);
    }

    /// Takes the points of one item of a sheet.
    pub(super) fn put_points(self, column: Column, key: &str, text: &str) {
        self.typed.update(|typed| typed.put_points(column, key, text));
        self.clear(column);
    }

    /// What a value is now, asked for or not.
    pub(super) fn says(self, column: Column) -> String {
        let kept = self.kept.with_value(|kept| value(kept, column).map(str::to_owned));
        kept.unwrap_or_else(|| self.typed.with(|typed| typed.get(column).to_owned()))
    }

    /// Which record it is; none before a new one was answered.
    pub(super) fn record(self) -> Option<EntryId> {
        self.record.get_value()
    }

    /// Whether it is a record that nobody said anything of.
    pub(super) fn is_new(self) -> bool {
        self.after.with_value(Option::is_none)
    }

    /// A code was touched.
    pub(super) fn choose(self, column: Column, code: &str) {
        let needed = self.kind.required(column);
        self.typed.update(|typed| typed.choose(column, code, needed));
        self.clear(column);
    }

    fn clear(self, column: Column) {
        if untrack(|| self.error(column)).is_some() {
            self.faults
                .update(|faults| faults.retain(|fault| fault.column != Some(column)));
            self.unread.update(|unread| unread.retain(|(at, _)| *at != column));
        }
    }

    /// What is wrong with a value.
    pub(super) fn error(self, column: Column) -> Option<String> {
        let unread = self.unread.with(|all| {
            let here = all.iter().find(|(at, _)| *at == column);
            here.map(|(_, why)| w::unread(*why).to_owned())
        });
        unread.or_else(|| {
            let said: String = self.said(|at| at == Some(column)).concat();
            (!said.is_empty()).then_some(said)
        })
    }

    /// The faults of some columns, in words.
    fn said(self, at: impl Fn(Option<Column>) -> bool) -> Vec<String> {
        self.faults.with(|faults| {
            self.names.with(|names| {
                let here = faults.iter().filter(|fault| at(fault.column));
                here.map(|fault| w::fault(self.kind, fault, names)).collect()
            })
        })
    }

    /// What is wrong with the record as a whole, or with what is not asked for.
    fn whole(self) -> Vec<String> {
        let asked = self.asked.get_value();
        self.said(|at| at.is_none_or(|column| !asked.contains(&column)))
    }

    fn is_wrong(self) -> bool {
        self.faults.with(|faults| !faults.is_empty()) || self.unread.with(|unread| !unread.is_empty())
    }

    /// Signs it, unless something is wrong; what comes after is the caller's.
    fn save(self, then: Callback<RecordView>) {
        if self.busy.get_untracked() {
            return;
        }
        let typed = match self.typed.with_untracked(|typed| typed.read(today())) {
            Ok(typed) => typed,
            Err(unread) => return self.unread.set(unread),
        };
        let mut values = self.kept.get_value();
        values.extend(typed);
        self.busy.set(true);
        self.failure.set(None);
        let said = command::PutRecord {
            record: self.record.get_value(),
            kind: self.kind,
            after: self.after.get_value(),
            values,
            withdrawn: None,
        };
        spawn_local(async move {
            match ask(said).await {
                Ok(view) if view.faults.is_empty() => {
                    self.kept_text.done();
                    then.try_run(view);
                }
                Ok(view) => self.take_faults(view),
                Err(reply) => {
                    self.failure.try_set(Some(reply.code));
                }
            }
            self.busy.try_set(false);
        });
    }

    /// Said again, it is the same record, over what is the newest word now.
    fn take_faults(self, view: RecordView) {
        self.record.try_update_value(|record| *record = Some(view.row.record));
        self.after.try_update_value(|after| *after = view.row.act);
        self.names.try_update(|names| names.add(&view.names));
        self.faults.try_set(view.faults);
    }
}

/// The form on the page: what is fixed, what is asked for, the keys.
pub(super) fn draw(form: Form, then: Callback<RecordView>, cancel: Callback<()>) -> AnyView {
    let asked = form.asked.get_value();
    let all = asked.iter().map(|column| fields::field(form, *column)).collect_view();
    let kept = form.kept.get_value();
    let fixed = form
        .names
        .with_untracked(|names| facts::list(form.kind, &kept, names, facts::Blanks::LeftOut));
    let basis = (form.kind == RecordKind::Appointment).then(|| renewal::basis(form));
    view! {
        <div class="stack register-form" data-test="record-form">
            {fixed}
            {all}
            {basis}
            <FailureBanner code=form.failure />
            {changing(move || form.is_wrong().then(|| wrong(form.whole())))}
            <div class="buttons">
                <Button label=w::SAVE test="record-save" look=Look::Primary busy=form.busy on_press=Callback::new(move |()| form.save(then)) />
                <Button label=words::CANCEL test="record-cancel" look=Look::Quiet on_press=Callback::new(move |()| form.leave(cancel)) />
            </div>
            <Dialog open=form.leaving title=w::LEAVE_TITLE test="record-leave">
                <p>{w::LEAVE_LEAD}</p>
                <div class="dialog-actions">
                    <Button label=w::LEAVE_STAY test="record-leave-stay" on_press=Callback::new(move |()| form.leaving.set(false)) />
                    <Button label=w::LEAVE test="record-leave-now" look=Look::Danger on_press=Callback::new(move |()| form.leave_now()) />
                </div>
            </Dialog>
        </div>
    }
    .into_any()
}

fn wrong(whole: Vec<String>) -> AnyView {
    let lines = whole.into_iter().map(|line| view! { <p>{line}</p> });
    view! {
        <Banner tone=Tone::Error test="record-faults">
            <p>{w::TO_CORRECT}</p>
            {lines.collect_view()}
        </Banner>
    }
    .into_any()
}
