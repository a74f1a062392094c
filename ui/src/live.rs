//! A value that stays true: asked for now, and again whenever the client says that something of its topics changed.

use std::pin::Pin;

use cunfa_protocol::view::Topic;
use cunfa_protocol::{Ask, Code, FailureReply};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::state::use_app;
use crate::transport::ask;

/// The last answer, and the failure of the last question if it failed. An old answer stays while a new one is on its way.
pub struct Live<T: Send + Sync + 'static> {
    /// The last answer.
    pub value: RwSignal<Option<T>>,
    /// Why the last question was not answered.
    pub failure: RwSignal<Option<Code>>,
    turn: RwSignal<u32>,
}

impl<T: Send + Sync + 'static> Clone for Live<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Live<T> {}

impl<T: Send + Sync + 'static> Live<T> {
    /// Asks once more.
    pub fn again(self) {
        self.turn.update(|turn| *turn = turn.wrapping_add(1));
    }

    /// Puts an answer in that came another way (a command that answers with the same view).
    pub fn put(self, value: T) {
        self.failure.set(None);
        self.value.set(Some(value));
    }
}

/// Asks `command()` now, when a signal it reads changes, and when one of `topics` changes.
pub fn live<C>(topics: &'static [Topic], command: impl Fn() -> C + 'static) -> Live<C::Answer>
where
    C: Ask + 'static,
    C::Answer: PartialEq + Send + Sync + 'static,
{
    live_from(topics, command, None)
}

/// As [`live`], but begins with an answer that was asked for ahead, and asks at once only if that is not true any more.
pub fn live_from<C>(
    topics: &'static [Topic],
    command: impl Fn() -> C + 'static,
    ahead: Option<(C::Answer, bool)>,
) -> Live<C::Answer>
where
    C: Ask + 'static,
    C::Answer: PartialEq + Send + Sync + 'static,
{
    let is_true = ahead.as_ref().is_some_and(|(_, is_true)| *is_true);
    let live = Live {
        value: RwSignal::new(ahead.map(|(answer, _)| answer)),
        failure: RwSignal::new(None),
        turn: RwSignal::new(0),
    };
    let question = move || -> Asked {
        live.turn.track();
        let command = command();
        Box::pin(async move {
            let answer = ask(command).await;
            let settle: Box<dyn FnOnce()> = Box::new(move || settle(live, answer));
            settle
        })
    };
    asking(topics, is_true, Box::new(question));
    live
}

/// A question on its way; what is to be done with its answer.
type Asked = Pin<Box<dyn Future<Output = Box<dyn FnOnce()>>>>;

/// The part of it that is the same for every question. Only the newest answer counts.
fn asking(topics: &'static [Topic], is_true: bool, question: Box<dyn Fn() -> Asked>) {
    let app = use_app();
    let newest = StoredValue::new(0_u32);
    Effect::new(move |ran: Option<()>| {
        app.follow(topics);
        let asked = question();
        if ran.is_none() && is_true {
            return;
        }
        let mine = newest.get_value().wrapping_add(1);
        newest.set_value(mine);
        spawn_local(async move {
            let settle = asked.await;
            if newest.try_get_value() == Some(mine) {
                settle();
            }
        });
    });
}

fn settle<T: PartialEq + Send + Sync + 'static>(live: Live<T>, answer: Result<T, FailureReply>) {
    match answer {
        Ok(value) => {
            live.failure.try_set(None);
            // The same answer again draws nothing again.
            if live.value.try_with_untracked(|before| before.as_ref() != Some(&value)) == Some(true) {
                live.value.try_set(Some(value));
            }
        }
        Err(failure) => {
            live.failure.try_set(Some(failure.code));
        }
    }
}
