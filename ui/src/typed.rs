//! What is typed in a form that makes no draft, kept for its person after every change: offered again when the form is opened next, after a lock
//! or a kill, and gone when something was made of it or it was given up.

use cunfa_core::EntryId;
use cunfa_protocol::command;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::keeping::Keeping;
use crate::state::use_app;
use crate::transport::ask;
use crate::words::writing as w;

/// A subject that is not there yet.
pub const NONE_YET: EntryId = EntryId([0; 16]);

/// The keeping of one form; cheap to copy.
#[derive(Clone, Copy)]
pub struct KeptText {
    keeping: Keeping,
    place: StoredValue<(String, EntryId)>,
}

impl KeptText {
    /// Of a form with one text.
    pub fn of(form: impl Into<String>, subject: EntryId, text: RwSignal<String>) -> KeptText {
        let put = move |kept| {
            text.try_set(kept);
        };
        KeptText::of_all(form, subject, move || text.get(), put)
    }

    /// Of a form that `read` makes one text of (nothing typed: an empty one), and `put` fills from it. What was typed before the answer came
    /// is not written over.
    pub fn of_all(
        form: impl Into<String>,
        subject: EntryId,
        read: impl Fn() -> String + 'static,
        put: impl FnOnce(String) + 'static,
    ) -> KeptText {
        let app = use_app();
        let form: String = form.into();
        let place = StoredValue::new((form.clone(), subject));
        let typed = StoredValue::new(untrack(&read));
        let first = typed.get_value();
        let keeping = Keeping::of(None, move || {
            let ((form, subject), text) = (place.try_get_value()?, typed.try_get_value()?);
            Some(async move {
                let kept = ask(command::KeepTyped { form, subject, text }).await;
                kept.map(|kept| kept.saved_at_ms).map_err(|reply| reply.code)
            })
        });
        Effect::new(move |_| {
            let now = read();
            if typed.with_value(|before| *before != now) {
                typed.set_value(now);
                keeping.typed(false);
            }
        });
        spawn_local(async move {
            let Ok(kept) = ask(command::Typed { form, subject }).await else {
                return;
            };
            if !kept.text.is_empty() && typed.try_get_value() == Some(first) {
                put(kept.text);
                app.say(w::TYPED_AGAIN);
            }
        });
        KeptText { keeping, place }
    }

    /// Something was made of it, or it was given up.
    pub fn done(self) {
        let Some((form, subject)) = self.place.try_get_value() else {
            return;
        };
        self.keeping.done();
        spawn_local(async move {
            self.keeping.settled().await;
            let text = String::new();
            // Not gone, it is offered once more; nothing is lost.
            let _ = ask(command::KeepTyped { form, subject, text }).await;
        });
    }
}
