//! The volumes: village, year, chips and words to find narrow the list; rows come 20 at a time as the list is scrolled.

use std::time::Duration;

use chrono::{Datelike, NaiveDate};
use cunfa_core::{Stage, VillageCode};
use cunfa_protocol::view::{EntryRow, Topic, VillageRow, VolumeFilter, VolumePage};
use cunfa_protocol::{Code, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::rows::Row;
use crate::clock;
use crate::components::{Button, Chip, Chips, Empty, FailureBanner, Loading, TextInput};
use crate::live::live;
use crate::model::hours;
use crate::model::paging::Pages;
use crate::state::{App, use_app};
use crate::transport::ask;
use crate::words::{self, field as w};

/// How near the end of the page the next rows are asked for, in CSS pixels.
const NEAR_PX: f64 = 900.0;
/// Rows drawn at once; the others follow when these are on the screen.
const FIRST: usize = 8;
/// Most years offered.
const YEARS: i32 = 5;

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Sought {
    village: Option<VillageCode>,
    year: Option<i32>,
    filter: VolumeFilter,
    search: String,
}

impl Sought {
    /// What the volume is to open with.
    fn wanted(app: App) -> Sought {
        Sought {
            filter: app.wanted.get_untracked().unwrap_or_default(),
            ..Sought::default()
        }
    }

    fn command(&self, offset: u32) -> command::Volume {
        let Sought {
            village,
            year,
            filter,
            search,
        } = self.clone();
        command::Volume {
            village,
            year,
            filter,
            search,
            offset,
        }
    }

    fn is_all(&self) -> bool {
        *self == Sought::default()
    }
}

/// The question for the first rows of everything.
pub fn whole() -> command::Volume {
    Sought::default().command(0)
}

/// Asks for the rows with which the volume is to open, before it is shown. Without an answer the volume asks itself.
pub async fn ahead(app: App) {
    app.ahead.set(None);
    let sought = Sought::wanted(app);
    if let Some((page, true)) = app.take_ahead(app.volume).filter(|_| sought.is_all()) {
        app.ahead.set(Some(page));
        return;
    }
    if let Ok(page) = ask(sought.command(0)).await {
        app.ahead.try_set(Some(page));
    }
}

/// The list's signals.
#[derive(Clone, Copy)]
struct List {
    sought: RwSignal<Sought>,
    pages: RwSignal<Option<Pages<EntryRow>>>,
    failure: RwSignal<Option<Code>>,
    /// Counts questions; an answer to an older one is dropped.
    turn: StoredValue<u32>,
    loading: RwSignal<bool>,
}

impl List {
    fn new(sought: Sought, first: Option<VolumePage>) -> List {
        let pages = first.map(|page| Pages {
            rows: page.rows,
            total: page.total,
        });
        List {
            sought: RwSignal::new(sought),
            pages: RwSignal::new(pages),
            failure: RwSignal::new(None),
            turn: StoredValue::new(0),
            loading: RwSignal::new(false),
        }
    }

    /// Asks for rows until `wanted` are here again (after a change), at least the first page.
    fn reload(self, wanted: usize) {
        let sought = self.sought.get_untracked();
        let turn = self.turn.get_value().wrapping_add(1);
        self.turn.set_value(turn);
        self.loading.set(true);
        spawn_local(async move {
            let mut pages = Pages::default();
            loop {
                let offset = u32::try_from(pages.rows.len()).unwrap_or(u32::MAX);
                match ask(sought.command(offset)).await {
                    Ok(page) if page.rows.is_empty() && offset > 0 => break,
                    Ok(page) => pages.add(offset, page.rows, page.total),
                    Err(failure) => {
                        self.failure.try_set(Some(failure.code));
                        self.loading.try_set(false);
                        return;
                    }
                }
                if pages.rows.len() >= wanted || pages.next_offset().is_none() {
                    break;
                }
            }
            if self.turn.try_get_value() == Some(turn) {
                self.failure.set(None);
                self.pages.set(Some(pages));
                self.loading.set(false);
            }
        });
    }

    /// Asks for the rows after those that are here.
    fn more(self) {
        let next = self
            .pages
            .with_untracked(|pages| pages.as_ref().and_then(Pages::next_offset));
        let Some(offset) = next.filter(|_| !self.loading.get_untracked()) else {
            return;
        };
        let (sought, turn) = (self.sought.get_untracked(), self.turn.get_value());
        self.loading.set(true);
        spawn_local(async move {
            let answer = ask(sought.command(offset)).await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            self.loading.set(false);
            match answer {
                Ok(page) => self.pages.update(|pages| {
                    if let Some(pages) = pages.as_mut() {
                        pages.add(page.offset, page.rows, page.total);
                    }
                }),
                Err(failure) => self.failure.set(Some(failure.code)),
            }
        });
    }

    fn follow(self, app: App) {
        let last = StoredValue::new(None::<Sought>);
        Effect::new(move |_| {
            app.follow(&[Topic::Entries]);
            let sought = self.sought.get();
            let same = last.with_value(|last| last.as_ref() == Some(&sought));
            let first = last.with_value(Option::is_none);
            last.set_value(Some(sought));
            let here = self
                .pages
                .with_untracked(|pages| pages.as_ref().map(|pages| pages.rows.len()));
            if first && here.is_some() {
                return;
            }
            let here = here.unwrap_or(0);
            self.reload(if same { here } else { 0 });
        });
        let scrolled = window_event_listener(leptos::ev::scroll, move |_| {
            if near_the_end() {
                self.more();
            }
        });
        on_cleanup(move || scrolled.remove());
    }
}

fn near_the_end() -> bool {
    let Some(root) = document().document_element() else {
        return false;
    };
    let window = window();
    let number =
        |value: Result<wasm_bindgen::JsValue, wasm_bindgen::JsValue>| value.ok().and_then(|value| value.as_f64());
    let (Some(height), Ok(top)) = (number(window.inner_height()), window.scroll_y()) else {
        return false;
    };
    top + height + NEAR_PX > f64::from(root.scroll_height())
}

/// The volume screen.
#[component]
pub fn Volume() -> impl IntoView {
    let app = use_app();
    let list = List::new(Sought::wanted(app), app.ahead.get_untracked());
    app.wanted.set(None);
    app.ahead.set(None);
    list.follow(app);
    let now = clock::now_ms();
    let today = hours::local(now, clock::offset_minutes(now)).unwrap_or_default().date();
    let villages = live(&[Topic::Session], || command::Villages {}).value;
    view! {
        <div class="stack" data-test="volume">
            <h1>{w::VOLUME_TITLE}</h1>
            <Narrow list=list villages=villages today=today />
            <FailureBanner code=list.failure on_again=Callback::new(move |()| list.reload(0)) />
            <Rows list=list today=today />
        </div>
    }
}

/// What a list looks like, for a page on which nobody is at work: it asks for nothing.
pub fn unseen(rows: Vec<EntryRow>, today: NaiveDate) -> impl IntoView {
    let total = 1;
    let first = VolumePage { rows, total, offset: 0 };
    let list = List::new(Sought::default(), Some(first));
    view! {
        <Narrow list=list villages=RwSignal::new(None) today=today />
        <Rows list=list today=today />
    }
}

/// Words to find, village, year, chips.
#[component]
fn Narrow(list: List, villages: RwSignal<Option<Vec<VillageRow>>>, today: NaiveDate) -> impl IntoView {
    let search = Callback::new(move |text: String| list.sought.update(|sought| sought.search = text));
    let filter = move |change: &dyn Fn(&mut VolumeFilter)| list.sought.update(|sought| change(&mut sought.filter));
    let stages = Stage::ALL
        .iter()
        .map(|stage| Chip::new(Some(*stage), words::stage(*stage), stage.code()));
    let chips: Vec<Chip<Option<Stage>>> = stages
        .chain([Chip::new(
            None,
            words::sync::delivery(&cunfa_protocol::view::Delivery::Here),
            "unsent",
        )])
        .collect();
    let is_on = move |chip: &Option<Stage>| {
        list.sought.with(|sought| match chip {
            Some(stage) => sought.filter.stages.contains(stage),
            None => sought.filter.unsent,
        })
    };
    let toggle = Callback::new(move |chip: Option<Stage>| match chip {
        Some(stage) => filter(&|filter| toggle_stage(&mut filter.stages, stage)),
        None => filter(&|filter| filter.unsent = !filter.unsent),
    });
    view! {
        <div class="narrow">
            <TextInput id="search" label=w::VOLUME_SEARCH bare=true kind="search" on_text=search
                value=Signal::derive(move || list.sought.with(|sought| sought.search.clone())) />
            <div class="narrow-pair">
                <VillageChoice list=list villages=villages />
                <Years list=list today=today />
            </div>
            <Chips label=w::VOLUME_STAGE options=chips test="filter" is_chosen=is_on on_choose=toggle />
        </div>
    }
}

fn toggle_stage(stages: &mut Vec<Stage>, stage: Stage) {
    match stages.iter().position(|one| *one == stage) {
        Some(at) => {
            stages.remove(at);
        }
        None => stages.push(stage),
    }
}

#[component]
fn VillageChoice(list: List, villages: RwSignal<Option<Vec<VillageRow>>>) -> impl IntoView {
    let choose = move |event| {
        let code = event_target_value(&event).parse::<VillageCode>().ok();
        list.sought.update(|sought| sought.village = code);
    };
    let option = move |row: VillageRow| {
        let code = row.code.clone();
        let chosen = move || {
            list.sought
                .with_untracked(|sought| sought.village.as_ref() == Some(&code))
        };
        view! { <option value=row.code.to_string() selected=chosen()>{row.name}</option> }
    };
    view! {
        <div class="field">
            <label class="field-label" for="volume-village">{w::VOLUME_VILLAGE}</label>
            <select id="volume-village" class="text" data-test="volume-village" on:change=choose>
                <option value="">{w::VOLUME_ALL}</option>
                {move || villages.get().unwrap_or_default().into_iter().map(option).collect_view()}
            </select>
        </div>
    }
}

#[component]
fn Years(list: List, today: NaiveDate) -> impl IntoView {
    let choose = move |event| {
        let year = event_target_value(&event).parse::<i32>().ok();
        list.sought.update(|sought| sought.year = year);
    };
    let option = |back: i32| {
        let year = today.year() - back;
        view! { <option value=year.to_string()>{w::year(year)}</option> }
    };
    view! {
        <div class="field">
            <label class="field-label" for="volume-year">{w::VOLUME_YEAR}</label>
            <select id="volume-year" class="text" data-test="volume-year" on:change=choose>
                <option value="">{w::VOLUME_ALL}</option>
                {(0..YEARS).map(option).collect_view()}
            </select>
        </div>
    }
}

/// The rows that are here.
#[component]
fn Rows(list: List, today: NaiveDate) -> impl IntoView {
    let drawn = RwSignal::new(FIRST);
    let painted = move || {
        set_timeout(
            move || {
                drawn.try_set(usize::MAX);
            },
            Duration::ZERO,
        );
    };
    request_animation_frame(move || request_animation_frame(painted));
    let rows = Memo::new(move |_| {
        let here = list.pages.with(|pages| pages.as_ref().map(|p| p.rows.clone()));
        here.unwrap_or_default()
    });
    let shown = move || rows.with(|rows| rows.iter().take(drawn.get()).cloned().collect::<Vec<_>>());
    let state = Memo::new(move |_| list.pages.with(|pages| pages.as_ref().map(|pages| pages.total)));
    let nothing = move || {
        let (title, hint) = if list.sought.with(Sought::is_all) {
            (w::VOLUME_NONE, w::VOLUME_NONE_HINT)
        } else {
            (w::VOLUME_EMPTY, w::VOLUME_EMPTY_HINT)
        };
        view! { <Empty title=title hint=hint /> }
    };
    let more = move || {
        list.pages
            .with(|pages| pages.as_ref().is_some_and(|pages| pages.next_offset().is_some()))
    };
    view! {
        {move || match state.get() {
            None if list.failure.with(Option::is_none) => view! { <Loading /> }.into_any(),
            None => ().into_any(),
            Some(0) => nothing().into_any(),
            Some(total) => view! {
                <p class="field-hint" role="status" data-test="volume-total" data-total=total.to_string()>
                    {move || w::total(total, rows.with(Vec::len))}
                </p>
            }
            .into_any(),
        }}
        <ul class="rows">
            <For each=shown key=row_key let:row>
                <li class="rows-one"><Row row=row today=today /></li>
            </For>
        </ul>
        <Show when=more>
            <p class="center"><Button label=w::VOLUME_MORE test="volume-more" busy=list.loading on_press=Callback::new(move |()| list.more()) /></p>
        </Show>
    }
}

/// A row is drawn again when anything of it changed.
fn row_key(row: &EntryRow) -> String {
    format!(
        "{}{:?}{:?}{}{}{}",
        row.entry, row.stage, row.delivery, row.changed_after_signing, row.people, row.matter
    )
}
