//! The cadre's home: what waits for a signature, in large rows, and the volume behind it.

use crate::components::changing;
use std::collections::BTreeMap;

use cunfa_core::{Stage, VillageCode};
use cunfa_protocol::command;
use cunfa_protocol::view::{EntryRow, Topic, VolumeFilter};
use leptos::prelude::*;

use super::rows::Row;
use crate::components::{Button, Empty, FailureBanner, Loading};
use crate::live::live;
use crate::model::hours;
use crate::model::route::{self, Route};
use crate::needs::NeedsCard;
use crate::state::{App, use_app};
use crate::words::{field as w, sitting};

/// Where several entries of a village wait, the way to signing them in one sitting.
fn together(app: App, rows: &[EntryRow]) -> impl IntoView + use<> {
    let mut villages: BTreeMap<VillageCode, (String, usize)> = BTreeMap::new();
    for row in rows {
        let (_, count) = villages
            .entry(row.village.clone())
            .or_insert((row.village_name.clone(), 0));
        *count += 1;
    }
    let several = villages.len() > 1;
    let key = |(village, (name, _)): (VillageCode, (String, usize))| {
        let label = if several {
            format!("{} · {name}", sitting::OWN)
        } else {
            sitting::OWN.to_owned()
        };
        let place = route::ready(&village);
        let go = Callback::new(move |()| app.go(place));
        view! { <Button label=label test=format!("ready-{village}") on_press=go /> }
    };
    let keys: Vec<_> = villages
        .into_iter()
        .filter(|(_, (_, count))| *count > 1)
        .map(key)
        .collect();
    (!keys.is_empty()).then(|| view! { <div class="buttons">{keys}</div> })
}

/// The cadre's home.
#[component]
pub fn CadreHome() -> impl IntoView {
    let app = use_app();
    let home = live(&[Topic::Session], || command::Home {});
    let waiting = live(&[Topic::Entries], || command::Volume {
        village: None,
        year: None,
        filter: VolumeFilter {
            stages: vec![Stage::Unsigned],
            ..VolumeFilter::default()
        },
        search: String::new(),
        offset: 0,
    });
    let today = move || home.value.with(|home| home.as_ref().map(|home| home.today));
    let row = move |row: EntryRow| {
        let sign = Route::Sign(row.entry).href();
        let day = today().unwrap_or(row.date);
        view! {
            <li class="waiting">
                <Row row=row today=day />
                <a class="button button-primary" href=sign data-test="sign-now">{w::SIGN_NOW}</a>
            </li>
        }
    };
    view! {
        <div class="stack" data-test="home">
            {changing(move || today().map(|today| view! { <p class="home-day">{hours::day_and_weekday(today)}</p> }))}
            <h1>{w::CADRE_WAITING}</h1>
            <FailureBanner code=waiting.failure on_again=Callback::new(move |()| waiting.again()) />
            {changing(move || match waiting.value.get() {
                None => view! { <Loading /> }.into_any(),
                Some(page) if page.rows.is_empty() => {
                    view! { <Empty title=w::CADRE_NONE hint=w::CADRE_NONE_HINT /> }.into_any()
                }
                Some(page) => {
                    let together = together(app, &page.rows);
                    view! { {together}<ul class="rows">{page.rows.into_iter().map(row).collect_view()}</ul> }.into_any()
                }
            })}
            <NeedsCard />
        </div>
    }
}
