//! The first screens, drawn once where nobody sees them while a PIN is being tried: the page has nothing else to do then, and the
//! characters, styles and shapes it meets for the first time are most of what a first frame costs. They show nobody's facts.

use std::time::Duration;

use chrono::NaiveDate;
use cunfa_core::rules::{Period, Tally};
use cunfa_core::{EntryId, Kind, Mode, Stage, VillageCode};
use cunfa_protocol::view::{self, Delivery, EntryRow, SyncOutcome, VillageMonth, VillageRow};
use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{home, volume};
use crate::clock;
use crate::model::hours;
use crate::state::App;
use crate::words;

/// A village that is no village.
const NOWHERE: &str = "000000000000";
/// What may not be met twice on a page: names for labels, for tests, for the next focus.
const NAMES: [&str; 4] = ["id", "data-test", "for", "aria-labelledby"];

/// Draws home and list once, unseen, after the frame that is due now; nothing of it stays.
pub fn rehearse(app: App) {
    request_animation_frame(move || {
        let draw = move || {
            if untrack(|| app.me()).is_some() {
                return;
            }
            if let Some((place, shown)) = put(app) {
                // Drawn with the next frame; taken away when that is on the screen.
                let away = move || {
                    place.remove();
                    drop(shown);
                };
                request_animation_frame(move || set_timeout(away, Duration::ZERO));
            }
        };
        set_timeout(draw, Duration::ZERO);
    });
}

/// Puts the screens on the page, out of sight and out of reach.
fn put(app: App) -> Option<(HtmlElement, impl Sized + 'static)> {
    let place: HtmlElement = document().create_element("div").ok()?.dyn_into().ok()?;
    place.set_class_name("rehearsal");
    for name in ["aria-hidden", "inert"] {
        place.set_attribute(name, "true").ok()?;
    }
    let shown = mount_to(place.clone(), move || {
        provide_context(app);
        let now = clock::now_ms();
        let today = hours::local(now, clock::offset_minutes(now)).unwrap_or_default().date();
        view! {
            <div class="screen">
                <div class="stack">{home::unseen(nothing(today))}</div>
                <div class="stack">{volume::unseen(row(today).into_iter().collect(), today)}</div>
            </div>
        }
    });
    for name in NAMES {
        let named = place.query_selector_all(&format!("[{name}]")).ok()?;
        for at in 0..named.length() {
            let element = named.item(at).and_then(|node| node.dyn_into::<web_sys::Element>().ok());
            element.and_then(|element| element.remove_attribute(name).ok());
        }
    }
    document().body()?.append_child(&place).ok()?;
    Some((place, shown))
}

fn village() -> Option<VillageCode> {
    NOWHERE.parse().ok()
}

/// A home on which nothing happened.
fn nothing(today: NaiveDate) -> view::Home {
    let month = |code| VillageMonth {
        village: VillageRow {
            code,
            name: words::APP.to_owned(),
            township: String::new(),
            county: String::new(),
        },
        tally: Tally {
            rule: String::new(),
            rule_version: 0,
            month: today,
            counted_minutes: 0,
            owed_minutes: 0,
            lectures: 0,
            owed_lectures: 0,
            rounding: 0,
            made_up_by: Vec::new(),
            made_up_for: Vec::new(),
            lectures_per: Period::Year,
            lecture_lines: Vec::new(),
            lines: Vec::new(),
        },
        unsigned: 0,
    };
    view::Home {
        today,
        villages: village().map(month).into_iter().collect(),
        drafts: 0,
        unsigned: 0,
        unsent: 0,
        returned: 0,
        needs: 0,
        rules: Vec::new(),
        follow_ups: 0,
        reminder: None,
        last_sync_ms: None,
        last_outcome: SyncOutcome::Never,
    }
}

/// A row about nothing.
fn row(today: NaiveDate) -> Option<EntryRow> {
    Some(EntryRow {
        entry: EntryId([0; 16]),
        number: "0".to_owned(),
        village: village()?,
        village_name: words::APP.to_owned(),
        date: today,
        minutes: 0,
        kind: Kind::Consultation,
        mode: Mode::OnSite,
        people: String::new(),
        matter: words::APP.to_owned(),
        counsel_name: String::new(),
        stage: Stage::Unsigned,
        changed_after_signing: false,
        delivery: Delivery::Delivered,
        major: false,
        known: None,
        newer: false,
    })
}
