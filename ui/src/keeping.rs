//! A draft on its way to the disk, the same for every form: one save is under way at a time, the next carries everything typed
//! meanwhile, and what is made of the draft waits for the save that is under way.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use cunfa_protocol::Code;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::clock;
use crate::words::{failure, field as w};

/// How often the end of a save is looked for.
const WAIT_MS: u32 = 10;

/// How the draft stands on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kept {
    Not,
    Now,
    At(i64),
    Failed(Code),
}

/// When it was kept, device clock, ms since 1970, or why not.
type Sent = Pin<Box<dyn Future<Output = Result<i64, Code>>>>;
/// Sends the form as it is typed now; nothing when the form is gone.
type Send = Arc<dyn Fn() -> Option<Sent> + std::marker::Send + Sync>;

/// The saves of one form; cheap to copy.
#[derive(Clone, Copy)]
pub struct Keeping {
    kept: RwSignal<Kept>,
    dirty: StoredValue<bool>,
    send: StoredValue<Send>,
}

impl Keeping {
    /// Of a draft that was kept last at this time, if it was; `send` keeps it as it is typed then.
    pub fn of<F>(saved_at_ms: Option<i64>, send: impl Fn() -> Option<F> + std::marker::Send + Sync + 'static) -> Keeping
    where
        F: Future<Output = Result<i64, Code>> + 'static,
    {
        let send: Send = Arc::new(move || send().map(|sent| Box::pin(sent) as Sent));
        Keeping {
            kept: RwSignal::new(saved_at_ms.map_or(Kept::Not, Kept::At)),
            dirty: StoredValue::new(false),
            send: StoredValue::new(send),
        }
    }

    /// Something was typed: it is kept at once, or with the next save when one is under way or `held` back.
    pub fn typed(self, held: bool) {
        self.dirty.set_value(true);
        if self.kept.get_untracked() == Kept::Now || held {
            return;
        }
        self.kept.set(Kept::Now);
        spawn_local(async move {
            while self.dirty.try_get_value() == Some(true) {
                self.dirty.set_value(false);
                let Some(sent) = self.send.try_with_value(|send| send()).flatten() else {
                    return;
                };
                let kept = match sent.await {
                    Ok(saved_at_ms) => Kept::At(saved_at_ms),
                    Err(code) => Kept::Failed(code),
                };
                if self.dirty.try_get_value() == Some(false) {
                    self.kept.try_set(kept);
                }
            }
        });
    }

    /// Whether everything typed is on the disk.
    pub fn is_kept(self) -> bool {
        matches!(self.kept.get_untracked(), Kept::At(_)) && self.dirty.try_get_value() == Some(false)
    }

    /// Whether the last save failed, so that what was typed stands on the screen alone.
    pub fn has_failed(self) -> bool {
        let failed = self.kept.try_with_untracked(|kept| matches!(kept, Kept::Failed(_)));
        failed == Some(true)
    }

    /// Keeps what was typed while saves were held back, if anything was.
    pub fn catch_up(self) {
        if self.dirty.try_get_value() == Some(true) {
            self.typed(false);
        }
    }

    /// What was typed is of no use any more: something was made of it.
    pub fn done(self) {
        self.dirty.try_set_value(false);
    }

    /// Until no save is under way: none may arrive after something was made of the draft.
    pub async fn settled(self) {
        while self.kept.try_get_untracked() == Some(Kept::Now) {
            gloo_timers::future::TimeoutFuture::new(WAIT_MS).await;
        }
    }

    /// What stands beside the title.
    pub fn words(self) -> String {
        match self.kept.get() {
            Kept::Not => w::NOT_SAVED_YET.to_owned(),
            Kept::Now => w::SAVING.to_owned(),
            Kept::At(ms) => w::draft_saved_at(&clock::clock(ms)),
            Kept::Failed(code) => failure::sentence(&code),
        }
    }
}
