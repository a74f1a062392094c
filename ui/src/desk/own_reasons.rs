//! 我的常用原因: what the officer writes again and again, kept on this device; to be taken into a point, changed, deleted and taken back.

use crate::components::changing;
use cunfa_protocol::view::OwnReason;
use cunfa_protocol::{Ask, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::{Button, Look, TextInput};
use crate::later::{later, parts};
use crate::transport::ask;
use crate::words::{self, deciding as w};

/// The reasons of the officer; cheap to copy. What is done with them comes when there are any, or the first one is kept.
#[derive(Clone, Copy)]
pub(super) struct OwnReasons {
    list: RwSignal<Vec<OwnReason>>,
    /// To be kept.
    pub(super) wanted: RwSignal<Option<String>>,
}

impl OwnReasons {
    pub(super) fn of(reasons: Vec<OwnReason>) -> OwnReasons {
        OwnReasons {
            list: RwSignal::new(reasons),
            wanted: RwSignal::new(None),
        }
    }

    /// The reasons; a touch takes one.
    pub(super) fn shown(self, take: Callback<String>) -> impl IntoView {
        let some = Memo::new(move |was: Option<&bool>| {
            was == Some(&true) || self.list.with(|list| !list.is_empty()) || self.wanted.with(Option::is_some)
        });
        let body = move || {
            if some.get() {
                later(move || arrange(self, take))
            } else {
                view! { <p class="field-hint">{w::OWN_NONE}</p> }.into_any()
            }
        };
        view! { <h3>{w::OWN}</h3>{changing(body)} }
    }
}

parts! {
    fn arrange(own: OwnReasons, take: Callback<String>) {
        let held = Held {
            list: own.list,
            arranging: RwSignal::new(false),
            dropped: RwSignal::new(None),
            said: RwSignal::new(None),
        };
        Effect::new(move |_| {
            if let Some(text) = own.wanted.get() {
                own.wanted.set(None);
                held.keep(None, text);
            }
        });
        held.shown(take)
    }
}

/// The reasons while they are shown.
#[derive(Clone, Copy)]
struct Held {
    list: RwSignal<Vec<OwnReason>>,
    /// While they are changed.
    arranging: RwSignal<bool>,
    /// The last one deleted, to be taken back.
    dropped: RwSignal<Option<OwnReason>>,
    said: RwSignal<Option<String>>,
}

impl Held {
    /// Keeps a new one, or another text of one.
    fn keep(self, reason: Option<u32>, text: String) {
        self.ask(command::KeepReason { reason, text }, w::KEPT_OWN.to_owned());
        self.dropped.set(None);
    }

    fn drop_one(self, one: OwnReason) {
        self.ask(command::DropReason { reason: one.reason }, w::deleted(&one.text));
        self.dropped.set(Some(one));
    }

    fn ask<C: Ask<Answer = Vec<OwnReason>> + 'static>(self, command: C, said: String) {
        spawn_local(async move {
            let said = match ask(command).await {
                Ok(list) => {
                    self.list.try_set(list);
                    said
                }
                Err(failure) => {
                    self.dropped.try_set(None);
                    words::failure::sentence(&failure.code)
                }
            };
            self.said.try_set(Some(said));
        });
    }

    /// The reasons; a touch takes one.
    fn shown(self, take: Callback<String>) -> impl IntoView {
        let rows = move || {
            let list = self.list.get();
            if list.is_empty() {
                return view! { <p class="field-hint">{w::OWN_NONE}</p> }.into_any();
            }
            let arranging = self.arranging.get();
            let rows = list.into_iter().enumerate();
            let rows = rows.map(|(at, one)| {
                if arranging {
                    self.arranged(at, one)
                } else {
                    chip(at, one, take)
                }
            });
            view! { <ul class="return-templates" data-test="own-reasons">{rows.collect_view()}</ul> }.into_any()
        };
        let arrange = move || {
            let label = if self.arranging.get() { w::ARRANGED } else { w::ARRANGE };
            let press = Callback::new(move |()| self.arranging.update(|arranging| *arranging = !*arranging));
            let any = self.list.with(|list| !list.is_empty());
            any.then(|| view! { <Button label=label test="own-arrange" look=Look::Quiet on_press=press /> })
        };
        let undo = move || {
            self.dropped.get().map(|one| {
                let press = Callback::new(move |()| self.keep(Some(one.reason), one.text.clone()));
                view! { <Button label=w::UNDO test="own-undo" look=Look::Quiet on_press=press /> }
            })
        };
        let said = move || self.said.get();
        view! {
            {changing(rows)}
            <div class="enrolment-keys">{changing(arrange)}{changing(undo)}</div>
            <p class="field-hint" role="status" data-test="own-said">{changing(said)}</p>
        }
    }

    fn arranged(self, at: usize, one: OwnReason) -> AnyView {
        let text = RwSignal::new(one.text.clone());
        let reason = one.reason;
        let save = Callback::new(move |()| self.keep(Some(reason), text.get_untracked()));
        let delete = Callback::new(move |()| self.drop_one(one.clone()));
        view! {
            <li class="own-reason">
                <TextInput id=format!("own-{at}") label=w::own(at + 1) value=text on_text=Callback::new(move |typed| text.set(typed)) />
                <div class="enrolment-keys">
                    <Button label=w::SAVE test=format!("own-save-{at}") on_press=save />
                    <Button label=w::DELETE test=format!("own-delete-{at}") look=Look::Danger on_press=delete />
                </div>
            </li>
        }
        .into_any()
    }
}

fn chip(at: usize, one: OwnReason, take: Callback<String>) -> AnyView {
    let text = one.text.clone();
    view! {
        <li>
            <button type="button" class="chip" data-test=format!("own-reason-{at}") on:click=move |_| take.run(text.clone())>
                {one.text}
            </button>
        </li>
    }
    .into_any()
}
