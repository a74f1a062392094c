//! 填写负担: what writing an entry cost lately, for the person's own eyes; and the counting of it.

use crate::components::changing;
use cunfa_core::EntryId;
use cunfa_protocol::command;
use cunfa_protocol::view::Burden;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

use crate::clock;
use crate::components::{Button, FailureBanner, Look};
use crate::live::live;
use crate::model::meter::Meter;
use crate::state::use_app;
use crate::transport::ask;
use crate::words::{failure, writing as w};

/// Counts one stay at a form, as long as its screen is there.
#[derive(Clone, Copy)]
pub struct Counting {
    draft: EntryId,
    meter: StoredValue<Meter>,
}

impl Counting {
    /// Begins; what was counted is kept when the screen goes.
    #[must_use]
    pub fn of(draft: EntryId) -> Counting {
        let meter = StoredValue::new(Meter::new(clock::now_ms()));
        let counting = Counting { draft, meter };
        let taps = window_event_listener(ev::click, move |event| {
            if is_tap(&event) {
                meter.try_update_value(|meter| meter.tap(clock::now_ms()));
            }
        });
        let keys = window_event_listener(ev::keydown, move |_| {
            meter.try_update_value(|meter| meter.moved(clock::now_ms()));
        });
        on_cleanup(move || {
            taps.remove();
            keys.remove();
            spawn_local(counting.keep());
        });
        counting
    }

    /// Keeps what was counted since the last time. That it could not be kept is no concern of anybody.
    pub fn keep(self) -> impl Future<Output = ()> {
        let taken = self
            .meter
            .try_update_value(|meter| meter.take(clock::now_ms()))
            .unwrap_or_default();
        async move {
            let (taps, seconds) = taken;
            if taps > 0 {
                let draft = self.draft;
                let _ = ask(command::CountWriting { draft, taps, seconds }).await;
            }
        }
    }
}

/// A touch of a label is told twice by the browser: for the label and for its field.
fn is_tap(event: &ev::MouseEvent) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let label = target.and_then(|target| target.closest("label[for]").ok().flatten());
    label.is_none()
}

/// The card in the settings.
#[component]
pub fn BurdenCard() -> impl IntoView {
    let app = use_app();
    let burden = live(&[], || command::Burden {});
    let clear = Callback::new(move |()| {
        spawn_local(async move {
            match ask(command::ClearBurden {}).await {
                Ok(now) => {
                    burden.value.try_set(Some(now));
                }
                Err(reply) => app.say(failure::sentence(&reply.code)),
            }
        });
    });
    let said = move || {
        burden.value.get().map(
            |Burden {
                 entries,
                 median_taps,
                 median_seconds,
             }| {
                if entries == 0 {
                    w::BURDEN_NONE.to_owned()
                } else {
                    w::burden(entries, median_taps, median_seconds)
                }
            },
        )
    };
    let any = move || {
        burden
            .value
            .with(|burden| burden.is_some_and(|burden| burden.entries > 0))
    };
    view! {
        <section class="card" data-test="burden">
            <h2>{w::BURDEN_TITLE}</h2>
            <FailureBanner code=burden.failure />
            <p data-test="burden-said">{changing(said)}</p>
            <p class="field-hint">{w::BURDEN_LEAD}</p>
            <Show when=any>
                <div><Button label=w::BURDEN_CLEAR test="burden-clear" look=Look::Quiet on_press=clear /></div>
            </Show>
        </section>
    }
}
