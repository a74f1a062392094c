//! The need on its way: every change goes into the draft at once, one save after another.

use cunfa_core::entry::{Failure, Field};
use cunfa_core::need::{NeedContext, NeedForm, check};
use cunfa_core::{EntryId, PersonId, VillageCode};
use cunfa_protocol::view::{NeedDraft, NeedView};
use cunfa_protocol::{Code, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::clock;
use crate::keeping::Keeping;
use crate::model::hours;
use crate::state::App;
use crate::transport::ask;
use crate::words;

/// The signals of one form; cheap to copy.
#[derive(Clone, Copy)]
pub struct Typing {
    app: App,
    start: StoredValue<NeedDraft>,
    /// The form as typed.
    pub form: RwSignal<NeedForm>,
    /// Whether it is being recorded.
    pub saving: RwSignal<bool>,
    /// Why it was not.
    pub failure: RwSignal<Option<Code>>,
    shown: RwSignal<bool>,
    keeping: Keeping,
}

impl Typing {
    /// Takes a draft up.
    pub fn of(app: App, draft: NeedDraft) -> Typing {
        let form = RwSignal::new(draft.form.clone());
        let need = draft.need;
        let keeping = Keeping::of(draft.saved_at_ms, move || {
            let form = form.try_get_untracked()?;
            Some(async move {
                let saved = ask(command::SaveNeedDraft { need, form }).await;
                saved.map(|saved| saved.saved_at_ms).map_err(|failure| failure.code)
            })
        });
        Typing {
            app,
            form,
            keeping,
            start: StoredValue::new(draft),
            saving: RwSignal::new(false),
            failure: RwSignal::new(None),
            shown: RwSignal::new(false),
        }
    }

    /// The draft as it was found.
    pub fn start(self) -> NeedDraft {
        self.start.get_value()
    }

    /// Which it is.
    pub fn need(self) -> EntryId {
        self.start.with_value(|draft| draft.need)
    }

    /// Changes the form and keeps it.
    pub fn edit(self, change: impl FnOnce(&mut NeedForm)) {
        self.form.update(change);
        self.keeping.typed(self.saving.get_untracked());
    }

    /// What stands beside the title.
    pub fn kept_words(self) -> String {
        self.keeping.words()
    }

    /// Everything that is still wrong.
    fn wrong(self) -> Vec<Failure> {
        let draft = self.start.get_value();
        let now_ms = clock::now_ms();
        let now = hours::local(now_ms, clock::offset_minutes(now_ms)).unwrap_or_default();
        let me = untrack(|| self.app.me());
        let known = |code: &VillageCode| draft.villages.iter().any(|row| row.code == *code);
        let context = NeedContext {
            latest: draft.latest,
            now,
            recorder: me.as_ref().map_or(PersonId([0; 16]), |me| me.person.id),
            recorder_name: me.as_ref().map_or("", |me| me.person.name.as_str()),
            village_known: &known,
        };
        self.form.with(|form| check(form, &context)).err().unwrap_or_default()
    }

    /// The sentence at a field, once somebody tried to record.
    pub fn error(self, field: Field) -> Signal<Option<String>> {
        Signal::derive(move || {
            if !self.shown.get() {
                return None;
            }
            let failures = self.wrong();
            let failure = failures.iter().find(|one| one.field == field)?;
            Some(words::needs::failure(&failure.field, &failure.rule))
        })
    }

    /// Records it; what comes after is the caller's.
    pub fn record(self, then: impl FnOnce(NeedView) + 'static) {
        if self.saving.get_untracked() {
            return;
        }
        self.shown.set(true);
        if !untrack(|| self.wrong()).is_empty() {
            return;
        }
        self.saving.set(true);
        self.failure.set(None);
        let (need, form) = (self.need(), self.form.get_untracked());
        spawn_local(async move {
            self.keeping.settled().await;
            match ask(command::RecordNeed { need, form }).await {
                Ok(view) => then(view),
                Err(failure) => {
                    self.saving.try_set(false);
                    self.failure.try_set(Some(failure.code));
                    self.keeping.catch_up();
                }
            }
        });
    }
}
