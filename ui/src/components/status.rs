//! The honest line that is always there: network, what is not on the server, when a sync last completed.

use super::changing::changing;
use cunfa_protocol::view::{Sync, SyncOutcome};
use leptos::prelude::*;

use super::icon::{Icon, Shape};
use crate::clock;
use crate::model::route::Route;
use crate::state::use_app;
use crate::words::sync as words;

/// Whether the network is known to work.
fn is_online(sync: &Sync) -> bool {
    !sync.cut && (sync.running || sync.outcome == SyncOutcome::Done)
}

/// After how long the unsent is warned about, in ms.
const LONG_MS: i64 = 3 * 24 * 3_600_000;

/// Whether something has waited for its way to the server for more than three days.
#[must_use]
pub fn is_long_unsent(sync: &Sync) -> bool {
    sync.unsent_since_ms
        .is_some_and(|since| clock::now_ms() - since > LONG_MS)
}

fn mark(sync: &Sync) -> &'static str {
    if sync.cut {
        words::CUT
    } else if sync.running {
        words::RUNNING
    } else {
        words::outcome_mark(sync.outcome)
    }
}

/// The status line; a touch opens the sync centre.
#[component]
pub fn StatusLine() -> impl IntoView {
    let app = use_app();
    let line = |sync: Sync| {
        let online = is_online(&sync);
        view! {
            <span class="status-mark" data-test="status-network" data-online=online.to_string()>
                <Icon shape=if online { Shape::Online } else { Shape::Offline } />
                {mark(&sync)}
            </span>
            <span class="status-part" data-test="status-unsent" data-count=sync.unsent.to_string()>
                {words::unsent(sync.unsent)}
            </span>
            {is_long_unsent(&sync)
                .then(|| view! { <span class="status-part status-parked" data-test="status-long">{words::LONG_MARK}</span> })}
            {(sync.parked > 0)
                .then(|| view! { <span class="status-part status-parked">{words::parked_count(sync.parked)}</span> })}
            {sync
                .room
                .map(|room| view! { <span class="status-part status-parked" data-test="status-room">{words::room_mark(room)}</span> })}
            {sync
                .records
                .map(|notice| {
                    view! {
                        <span class="status-part status-parked" data-test="status-records">
                            {words::records_mark(notice)}
                        </span>
                    }
                })}
            {sync
                .filling
                .map(|filling| {
                    view! { <span class="status-part status-filling" data-test="status-filling">{words::filling(&filling, sync.running)}</span> }
                })}
            <span class="status-part status-last" data-test="status-last">
                {words::last(sync.last_done_ms.map(clock::moment))}
            </span>
        }
    };
    view! {
        <header class="status-place">
            <a class="status" href=Route::Sync.href() data-test="status">
                {changing(move || app.sync.get().map(line))}
            </a>
        </header>
    }
}
