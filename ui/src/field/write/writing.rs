//! The form on its way: every change goes into the draft at once, one save after another, and can be undone.

use chrono::NaiveDate;
use cunfa_core::entry::{CheckContext, Failure, Field, Form, Rule, check};
use cunfa_core::{Attachment, Entry, EntryId, Kind};
use cunfa_protocol::view::{Draft, Topic, VillageRow};
use cunfa_protocol::{Code, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::clock;
use crate::field::burden::Counting;
use crate::keeping::Keeping;
use crate::live::live;
use crate::model::hours;
use crate::model::steps::step_of;
use crate::photos::{DraftPhotos, Pictures};
use crate::state::App;
use crate::transport::ask;
use crate::words::{self, field as w};

/// Most steps of undo kept.
const UNDO_STEPS_MAX: usize = 100;

/// The signals of one form; cheap to copy.
#[derive(Clone, Copy)]
pub struct Writing {
    app: App,
    start: StoredValue<Draft>,
    /// The form as typed.
    pub form: RwSignal<Form>,
    /// Its photos, kept apart from the form.
    pub photos: DraftPhotos,
    /// The villages that can be chosen.
    pub villages: RwSignal<Option<Vec<VillageRow>>>,
    /// Whether the entry is being made.
    pub saving: RwSignal<bool>,
    /// Why the entry was not made.
    pub failure: RwSignal<Option<Code>>,
    checked: Memo<Result<Entry, Vec<Failure>>>,
    told: RwSignal<Vec<Failure>>,
    shown: RwSignal<[bool; 3]>,
    unread: RwSignal<Vec<(Field, String)>>,
    keeping: Keeping,
    undo: RwSignal<Vec<(&'static str, Form)>>,
    counting: Counting,
}

impl Writing {
    /// Takes a draft up.
    pub fn of(app: App, draft: Draft) -> Writing {
        let form = RwSignal::new(draft.form.clone());
        let (latest, id) = (draft.latest, draft.draft);
        let villages = live(&[Topic::Session], || command::Villages {}).value;
        let photos = DraftPhotos::of(&draft);
        let keeping = Keeping::of(draft.saved_at_ms, move || {
            let form = form.try_get_untracked()?;
            Some(async move {
                let saved = ask(command::SaveDraft { draft: id, form }).await;
                saved.map(|saved| saved.saved_at_ms).map_err(|failure| failure.code)
            })
        });
        let unread = RwSignal::new(Vec::<(Field, String)>::new());
        let checked = Memo::new(move |_| {
            let judged = form.with(|form| judge(app, id, form, &photos.attachments(), latest, villages));
            unread.with(|unread| without_unread(judged, unread))
        });
        Writing {
            app,
            form,
            photos,
            villages,
            checked,
            unread,
            keeping,
            start: StoredValue::new(draft),
            saving: RwSignal::new(false),
            failure: RwSignal::new(None),
            told: RwSignal::new(Vec::new()),
            shown: RwSignal::new([false; 3]),
            undo: RwSignal::new(Vec::new()),
            counting: Counting::of(id),
        }
    }

    /// The draft as it stands now.
    pub fn draft(self) -> Draft {
        Draft {
            form: self.form.get_untracked(),
            photos: self.photos.photos.get_untracked(),
            ..self.start.get_value()
        }
    }

    /// Today where the device is.
    pub fn today(self) -> NaiveDate {
        self.start.with_value(|draft| draft.today)
    }

    /// Names to be offered for persons.
    pub fn recent_persons(self) -> Vec<String> {
        self.start.with_value(|draft| draft.recent_persons.clone())
    }

    /// The chosen kind.
    pub fn kind(self) -> Option<Kind> {
        self.form.with(|form| form.kind)
    }

    /// Changes the form. Changes of one `what` in a row are undone together.
    pub fn edit(self, what: &'static str, change: impl FnOnce(&mut Form)) {
        self.change(what, false, change);
    }

    /// Changes the form by a step of undo of its own.
    pub fn edit_alone(self, what: &'static str, change: impl FnOnce(&mut Form)) {
        self.change(what, true, change);
    }

    fn change(self, what: &'static str, alone: bool, change: impl FnOnce(&mut Form)) {
        let before = self.form.get_untracked();
        self.form.update(change);
        if self.form.with_untracked(|after| *after == before) {
            return;
        }
        self.told.update(Vec::clear);
        self.undo.update(|undo| {
            if alone || undo.last().is_none_or(|(last, _)| *last != what) {
                undo.push((what, before));
            }
            if undo.len() > UNDO_STEPS_MAX {
                undo.remove(0);
            }
        });
        self.keep();
    }

    /// What was typed of a field and cannot be read.
    pub fn unread(self, field: &Field) -> Option<String> {
        self.unread.with_untracked(|unread| {
            let typed = unread.iter().find(|(of, _)| of == field);
            typed.map(|(_, text)| text.clone())
        })
    }

    /// Notes what was typed of a field and cannot be read; nothing once it can be, or is gone.
    pub fn note_unread(self, field: &Field, text: Option<String>) {
        if text.is_some() || self.unread(field).is_some() {
            self.unread.update(|unread| {
                unread.retain(|(of, _)| of != field);
                unread.extend(text.map(|text| (field.clone(), text)));
            });
        }
    }

    /// Whether the last change was this one.
    pub fn last_was(self, what: &'static str) -> bool {
        self.undo
            .with(|undo| undo.last().is_some_and(|(last, _)| *last == what))
    }

    /// Whether something can be undone.
    pub fn can_undo(self) -> bool {
        self.undo.with(|undo| !undo.is_empty())
    }

    /// Takes the last change back.
    pub fn undo(self) {
        let mut last = None;
        self.undo.update(|undo| last = undo.pop());
        if let Some((_, form)) = last {
            self.form.set(form);
            self.keep();
        }
    }

    fn keep(self) {
        self.keeping.typed(self.saving.get_untracked());
    }

    /// Goes on once what was typed is on the disk; at once when it is.
    pub fn keep_then(self, then: Box<dyn FnOnce()>) {
        if self.keeping.is_kept() {
            then();
            return;
        }
        self.keep();
        spawn_local(async move {
            self.keeping.settled().await;
            then();
        });
    }

    /// Its photos as the page shows them.
    pub fn pictures(self) -> Pictures {
        let draft = self.start.with_value(|draft| draft.draft);
        self.photos.photos.with(|views| Pictures::of(draft, views))
    }

    /// What stands beside the title.
    pub fn kept_words(self) -> String {
        self.keeping.words()
    }

    /// The entry the form would make, or everything that is still wrong.
    pub fn checked(self) -> Result<Entry, Vec<Failure>> {
        self.checked.get()
    }

    /// Whether a step has nothing wrong; from now on its faults are shown. The end that a running timer will fill in keeps nobody.
    pub fn passes(self, step: u8) -> bool {
        let runs = self.form.with_untracked(|form| form.arrived.is_some());
        let waits = |failure: &Failure| runs && failure.field == Field::End && failure.rule == Rule::Missing;
        let wrong = |failure: &Failure| step_of(&failure.field) == step && !waits(failure);
        let passes = self.checked.with_untracked(|checked| {
            checked
                .as_ref()
                .err()
                .is_none_or(|failures| !failures.iter().any(wrong))
        });
        if !(passes && runs) {
            self.show(step);
        }
        passes
    }

    fn show(self, step: u8) {
        self.shown.update(|shown| {
            if let Some(one) = shown.get_mut(usize::from(step).saturating_sub(1)) {
                *one = true;
            }
        });
    }

    /// Shows the faults of every step.
    pub fn show_all(self) {
        self.shown.set([true; 3]);
    }

    /// Takes the client's faults of the form.
    pub fn tell(self, failures: Vec<Failure>) {
        self.show_all();
        self.told.set(failures);
    }

    /// The sentence at a field, once its step shows faults.
    pub fn error(self, field: Field) -> Signal<Option<String>> {
        Signal::derive(move || {
            let at = usize::from(step_of(&field)).saturating_sub(1);
            if !self.shown.with(|shown| shown.get(at).copied().unwrap_or(false)) {
                return None;
            }
            let of = |failures: &Vec<Failure>| failures.iter().find(|one| one.field == field).map(sentence);
            self.checked
                .with(|checked| checked.as_ref().err().and_then(of))
                .or_else(|| self.told.with(of))
        })
    }

    /// Makes the entry; what comes after is the caller's. Once it is made this form makes no other.
    pub fn save(self, then: impl FnOnce(cunfa_protocol::view::EntryView) + 'static) {
        if self.saving.get_untracked() {
            return;
        }
        if self.checked.with_untracked(Result::is_err) {
            self.show_all();
            return;
        }
        self.saving.set(true);
        self.failure.set(None);
        let draft = self.start.with_value(|draft| draft.draft);
        let form = self.form.get_untracked();
        spawn_local(async move {
            self.keeping.settled().await;
            match ask(command::SaveEntry { draft, form }).await {
                Ok(view) => {
                    self.app.started.set(None);
                    self.keeping.done();
                    self.app.say(w::saved_at(&clock::clock(clock::now_ms())));
                    // Before the device goes into another's hand.
                    self.counting.keep().await;
                    then(view);
                }
                Err(failure) => {
                    if let Code::Form { failures } = &failure.code {
                        self.tell(failures.clone());
                    }
                    self.failure.try_set(Some(failure.code));
                    self.saving.try_set(false);
                    self.keeping.catch_up();
                }
            }
        });
    }
}

/// What somebody typed and nobody can read is not left out without a word: it is missing.
fn without_unread(judged: Result<Entry, Vec<Failure>>, unread: &[(Field, String)]) -> Result<Entry, Vec<Failure>> {
    let mut failures = match judged {
        Ok(entry) if unread.is_empty() => return Ok(entry),
        Ok(_) => Vec::new(),
        Err(failures) => failures,
    };
    for (field, _) in unread {
        if !failures.iter().any(|failure| failure.field == *field) {
            failures.push(Failure {
                field: field.clone(),
                rule: Rule::Missing,
            });
        }
    }
    Err(failures)
}

/// The sentence of one fault.
pub fn sentence(failure: &Failure) -> String {
    words::form::failure(&failure.field, &failure.rule)
}

fn judge(
    app: App,
    entry: EntryId,
    form: &Form,
    attachments: &[Attachment],
    latest: NaiveDate,
    villages: RwSignal<Option<Vec<VillageRow>>>,
) -> Result<Entry, Vec<Failure>> {
    let now_ms = clock::now_ms();
    let now = hours::local(now_ms, clock::offset_minutes(now_ms)).unwrap_or_default();
    let me = app.me();
    let known = |code: &cunfa_core::VillageCode| {
        villages.with(|rows| {
            rows.as_ref()
                .is_none_or(|rows| rows.iter().any(|row| row.code == *code))
        })
    };
    let context = CheckContext {
        entry,
        latest,
        now,
        counsel: me.as_ref().map_or(cunfa_core::PersonId([0; 16]), |me| me.person.id),
        counsel_name: me.as_ref().map_or("", |me| me.person.name.as_str()),
        number: w::NO_NUMBER_YET,
        attachments,
        village_known: &known,
    };
    check(form, &context)
}
