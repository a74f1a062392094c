//! What narrows the list: words to find, village and year, chips. Chips that are seldom wanted are folded away, and made when unfolded.

use crate::components::changing;
use chrono::{Datelike, NaiveDate};
use cunfa_core::{Kind, Mode, Stage, VillageCode};
use cunfa_protocol::view::{Delivery, MonthOf, SavedView, SheetOf, Sought, VillageRow, VolumeFilter};
use leptos::prelude::*;

use super::list::List;
use super::views::Views;
use crate::components::{Button, Chip, Chips, Look, TextInput};
use crate::later::{later, parts};
use crate::sheets::SheetSection;
use crate::words::{self, field as w, finding as f};

/// Most years offered.
const YEARS: i32 = 5;
/// Months offered beside this one and the last.
const MONTHS: u32 = 24;

/// A chip that is always in sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Near {
    Stage(Stage),
    Unsent,
    Major,
}

/// Words to find, views, village, year, chips.
#[component]
pub(super) fn Narrow(
    list: List,
    villages: RwSignal<Option<Vec<VillageRow>>>,
    views: RwSignal<Option<Vec<SavedView>>>,
    today: NaiveDate,
) -> impl IntoView {
    let search = Callback::new(move |text: String| list.seek(|sought| sought.search = text));
    let stages = Stage::ALL
        .iter()
        .map(|stage| Chip::new(Near::Stage(*stage), words::stage(*stage), stage.code()));
    let others = [
        Chip::new(Near::Unsent, words::sync::delivery(&Delivery::Here), "unsent"),
        Chip::new(Near::Major, f::MAJOR, "major"),
    ];
    let chips: Vec<Chip<Near>> = stages.chain(others).collect();
    let is_on = move |chip: &Near| {
        list.sought.with(|sought| match chip {
            Near::Stage(stage) => sought.filter.stages.contains(stage),
            Near::Unsent => sought.filter.unsent,
            Near::Major => sought.filter.major,
        })
    };
    let toggle = Callback::new(move |chip: Near| {
        list.seek(|sought| match chip {
            Near::Stage(stage) => toggle_stage(&mut sought.filter.stages, stage),
            Near::Unsent => sought.filter.unsent = !sought.filter.unsent,
            Near::Major => sought.filter.major = !sought.filter.major,
        });
    });
    let narrowed = Memo::new(move |_| list.sought.with(|sought| *sought != Sought::default()));
    view! {
        <div class="narrow">
            <TextInput id="search" label=w::VOLUME_SEARCH bare=true kind="search" on_text=search
                value=Signal::derive(move || list.sought.with(|sought| sought.search.clone())) />
            <Views list=list views=views />
            <div class="narrow-pair">
                <VillageChoice list=list villages=villages />
                <Years list=list today=today />
            </div>
            <Chips label=w::VOLUME_STAGE options=chips test="filter" is_chosen=is_on on_choose=toggle />
            <More list=list today=today />
            <SheetSection of=Signal::derive(move || SheetOf::Entries(list.sought.get())) />
            <Show when=move || narrowed.get()>
                <p><Button label=f::CLEAR test="volume-clear" look=Look::Quiet
                    on_press=Callback::new(move |()| list.seek(|sought| *sought = Sought::default())) /></p>
            </Show>
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

/// How many of the folded chips are on.
fn folded_on(filter: &VolumeFilter) -> usize {
    [filter.kind.is_some(), filter.mode.is_some(), filter.month.is_some()]
        .into_iter()
        .filter(|on| *on)
        .count()
}

/// The chips of kind, mode and month.
#[component]
fn More(list: List, today: NaiveDate) -> impl IntoView {
    let opened = RwSignal::new(false);
    let on = Memo::new(move |_| list.sought.with(|sought| folded_on(&sought.filter)));
    let chips = move || later(move || folded(list, today));
    view! {
        <details class="more-chips" data-test="more-chips" on:toggle=move |_| opened.set(true)>
            <summary>{changing(move || f::more(on.get()))}</summary>
            {changing(move || opened.get().then(chips))}
        </details>
    }
}

parts! {
    fn folded(list: List, today: NaiveDate) {
        view! { <Folded list=list today=today /> }
    }
}

#[component]
fn Folded(list: List, today: NaiveDate) -> impl IntoView {
    let kinds: Vec<Chip<Kind>> = Kind::ALL
        .iter()
        .map(|kind| Chip::new(*kind, words::kind(*kind), kind.code()))
        .collect();
    let modes: Vec<Chip<Mode>> = Mode::ALL
        .iter()
        .map(|mode| Chip::new(*mode, words::mode(*mode), mode.code()))
        .collect();
    let months = vec![
        Chip::new(MonthOf::This, f::MONTH_THIS, "this"),
        Chip::new(MonthOf::Last, f::MONTH_LAST, "last"),
    ];
    let filter = move |look: &dyn Fn(&VolumeFilter) -> bool| list.sought.with(|sought| look(&sought.filter));
    let change = move |change: &dyn Fn(&mut VolumeFilter)| list.seek(|sought| change(&mut sought.filter));
    view! {
        <div class="narrow">
            <Chips label=f::KIND options=kinds test="kind" is_chosen=move |kind: &Kind| filter(&|filter| filter.kind == Some(*kind))
                on_choose=Callback::new(move |kind: Kind| change(&|filter| toggle(&mut filter.kind, kind))) />
            <Chips label=f::MODE options=modes test="mode" is_chosen=move |mode: &Mode| filter(&|filter| filter.mode == Some(*mode))
                on_choose=Callback::new(move |mode: Mode| change(&|filter| toggle(&mut filter.mode, mode))) />
            <Chips label=f::MONTH options=months test="month"
                is_chosen=move |month: &MonthOf| filter(&|filter| filter.month == Some(*month))
                on_choose=Callback::new(move |month: MonthOf| change(&|filter| toggle(&mut filter.month, month))) />
            <Months list=list today=today />
        </div>
    }
}

/// Chooses a value; the chosen one once more chooses none.
fn toggle<T: PartialEq>(place: &mut Option<T>, value: T) {
    *place = (place.as_ref() != Some(&value)).then_some(value);
}

/// Months before the last, in a list.
#[component]
fn Months(list: List, today: NaiveDate) -> impl IntoView {
    let choose = move |event| {
        let month = event_target_value(&event).parse::<NaiveDate>().ok();
        list.seek(|sought| sought.filter.month = month.map(MonthOf::Of));
    };
    let first = today.with_day(1).unwrap_or(today);
    let before = (2..2 + MONTHS).filter_map(|back| first.checked_sub_months(chrono::Months::new(back)));
    let option = move |month: NaiveDate| {
        let chosen = list
            .sought
            .with_untracked(|sought| sought.filter.month == Some(MonthOf::Of(month)));
        view! { <option value=month.to_string() selected=chosen>{f::month(month.year(), month.month())}</option> }
    };
    let is_other = move || {
        list.sought
            .with(|sought| matches!(sought.filter.month, Some(MonthOf::Of(_))))
    };
    view! {
        <div class="field">
            <label class="field-label" for="volume-month">{f::MONTH_OTHER}</label>
            <select id="volume-month" class="text" data-test="volume-month" on:change=choose>
                <option value="" prop:selected=move || !is_other()>{w::VOLUME_ALL}</option>
                {before.map(option).collect_view()}
            </select>
        </div>
    }
}

#[component]
fn VillageChoice(list: List, villages: RwSignal<Option<Vec<VillageRow>>>) -> impl IntoView {
    let choose = move |event| {
        let code = event_target_value(&event).parse::<VillageCode>().ok();
        list.seek(|sought| sought.village = code);
    };
    let option = move |row: VillageRow| {
        let code = row.code.clone();
        let chosen = move || list.sought.with(|sought| sought.village.as_ref() == Some(&code));
        view! { <option value=row.code.to_string() prop:selected=chosen>{row.name}</option> }
    };
    let all = move || list.sought.with(|sought| sought.village.is_none());
    view! {
        <div class="field">
            <label class="field-label" for="volume-village">{w::VOLUME_VILLAGE}</label>
            <select id="volume-village" class="text" data-test="volume-village" on:change=choose>
                <option value="" prop:selected=all>{w::VOLUME_ALL}</option>
                {changing(move || villages.get().unwrap_or_default().into_iter().map(option).collect_view())}
            </select>
        </div>
    }
}

#[component]
fn Years(list: List, today: NaiveDate) -> impl IntoView {
    let choose = move |event| {
        let year = event_target_value(&event).parse::<i32>().ok();
        list.seek(|sought| sought.year = year);
    };
    let option = |back: i32| {
        let year = today.year() - back;
        let chosen = move || list.sought.with(|sought| sought.year == Some(year));
        view! { <option value=year.to_string() prop:selected=chosen>{w::year(year)}</option> }
    };
    let all = move || list.sought.with(|sought| sought.year.is_none());
    view! {
        <div class="field">
            <label class="field-label" for="volume-year">{w::VOLUME_YEAR}</label>
            <select id="volume-year" class="text" data-test="volume-year" on:change=choose>
                <option value="" prop:selected=all>{w::VOLUME_ALL}</option>
                {(0..YEARS).map(option).collect_view()}
            </select>
        </div>
    }
}
