//! Locks the device when nobody touched it for as long as is set: a tablet left on a table shows nobody's ledger. What was typed is kept after
//! every change, so nothing is lost by it. The clock is looked at, not counted: a device that slept locks when it wakes.

use std::time::Duration;

use cunfa_protocol::view::SessionStage;
use leptos::ev;
use leptos::prelude::*;

use crate::clock;
use crate::state::App;

/// How often the clock is looked at.
const LOOK: Duration = Duration::from_secs(5);

/// Whether it is time, `now_ms` after the last touch at `touched_ms`. A clock that was put back tells nothing, and is believed from now on.
#[must_use]
pub fn is_time(touched_ms: i64, now_ms: i64, minutes: u16) -> bool {
    now_ms.saturating_sub(touched_ms) >= i64::from(minutes) * 60_000
}

/// Watches touches, keys and the clock as long as the page is there.
pub fn watch(app: App) {
    let touched = StoredValue::new(clock::now_ms());
    let touch = move || touched.set_value(clock::now_ms());
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
            Some(_) => {}
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
    use super::is_time;

    #[test]
    fn it_is_time_after_the_minutes_that_are_set_and_not_before() {
        assert!(!is_time(1_000, 1_000 + 5 * 60_000 - 1, 5));
        assert!(is_time(1_000, 1_000 + 5 * 60_000, 5));
        assert!(is_time(0, i64::MAX, 60));
        assert!(!is_time(i64::MAX, 0, 5));
    }
}
