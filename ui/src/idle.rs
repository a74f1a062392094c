//! Locks the device when nobody touched it for as long as is set: a tablet left on a table shows nobody's ledger. What was typed is kept after
//! every change, so nothing is lost by it. The clock is looked at, not counted: a device that slept locks when it wakes.

use std::time::Duration;

use cunfa_protocol::view::SessionStage;
use leptos::ev;
use leptos::prelude::*;

use crate::clock;
use crate::components::{Button, changing};
use crate::state::{App, use_app};
use crate::words::field as words;

/// How often the clock is looked at.
const LOOK: Duration = Duration::from_secs(5);

/// Whether it is time, `now_ms` after the last touch at `touched_ms`. A clock that was put back tells nothing, and is believed from now on.
#[must_use]
pub fn is_time(touched_ms: i64, now_ms: i64, minutes: u16) -> bool {
    now_ms.saturating_sub(touched_ms) >= i64::from(minutes) * 60_000
}

/// How long before it is said that it will lock, in ms.
const WARN_MS: i64 = 30_000;

/// How many seconds are left, when they are few and it is not time yet.
#[must_use]
pub fn few_seconds(touched_ms: i64, now_ms: i64, minutes: u16) -> Option<i64> {
    let left_ms = i64::from(minutes) * 60_000 - now_ms.saturating_sub(touched_ms);
    (1..=WARN_MS)
        .contains(&left_ms)
        .then(|| left_ms.div_euclid(1_000).max(1))
}

/// Says on whatever screen is open that the device locks soon; any touch takes it away.
#[component]
pub fn LocksSoon() -> impl IntoView {
    let app = use_app();
    view! {
        <div class="said-place" role="alert" data-test="locks-soon">
            {changing(move || {
                app.locks_in
                    .get()
                    .map(|seconds| {
                        let go_on = Callback::new(move |()| app.locks_in.set(None));
                        view! {
                            <div class="said">
                                <span>{words::locks_soon(seconds)}</span>
                                <Button label=words::GO_ON test="go-on" on_press=go_on />
                            </div>
                        }
                    })
            })}
        </div>
    }
}

/// Watches touches, keys and the clock as long as the page is there.
pub fn watch(app: App) {
    let touched = StoredValue::new(clock::now_ms());
    let touch = move || {
        touched.set_value(clock::now_ms());
        if app.locks_in.with_untracked(Option::is_some) {
            app.locks_in.set(None);
        }
    };
    let handles = [
        window_event_listener(ev::pointerdown, move |_| touch()),
        window_event_listener(ev::pointermove, move |_| touch()),
        window_event_listener(ev::keydown, move |_| touch()),
        window_event_listener(ev::input, move |_| touch()),
        window_event_listener(ev::scroll, move |_| touch()),
    ];
    let look = move || {
        let now = clock::now_ms();
        if now < touched.get_value() {
            touched.set_value(now);
        }
        let after = app.session.with_untracked(|session| match session {
            Some(session) if matches!(session.stage, SessionStage::Open(_)) => Some(session.display.lock_after),
            Some(_) | None => None,
        });
        match after {
            Some(after) if is_time(touched.get_value(), now, after.minutes()) => {
                touch();
                app.lock();
            }
            Some(after) => app.locks_in.set(few_seconds(touched.get_value(), now, after.minutes())),
            None => touch(),
        }
    };
    let timer = set_interval_with_handle(look, LOOK).ok();
    on_cleanup(move || {
        handles
            .into_iter()
            .for_each(leptos::leptos_dom::helpers::WindowListenerHandle::remove);
        if let Some(timer) = timer {
            timer.clear();
        }
    });
}

#[cfg(test)]
mod tests {
    use super::{few_seconds, is_time};

    #[test]
    fn it_is_said_for_half_a_minute_before() {
        let after = |ms: i64| few_seconds(1_000, 1_000 + ms, 5);
        assert_eq!(after(4 * 60_000), None);
        assert_eq!(after(5 * 60_000 - 30_001), None);
        assert_eq!(after(5 * 60_000 - 30_000), Some(30));
        assert_eq!(after(5 * 60_000 - 4_200), Some(4));
        assert_eq!(after(5 * 60_000 - 1), Some(1));
        assert_eq!(after(5 * 60_000), None, "then it locks");
    }

    #[test]
    fn it_is_time_after_the_minutes_that_are_set_and_not_before() {
        assert!(!is_time(1_000, 1_000 + 5 * 60_000 - 1, 5));
        assert!(is_time(1_000, 1_000 + 5 * 60_000, 5));
        assert!(is_time(0, i64::MAX, 60));
        assert!(!is_time(i64::MAX, 0, 5));
    }
}
