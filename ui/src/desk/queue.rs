//! The left pane: which list, which village, the search box, and the rows by village or counsel; and which of them are chosen.

use crate::components::changing;
use cunfa_core::{EntryId, Stage, VillageCode};
use cunfa_protocol::view::{Queue, QueueItem};
use leptos::prelude::*;

use super::find::{By, Group};
use super::keyboard::{SEARCH_ID, focus};
use super::state::{DeskState, Tab};
use crate::components::{Button, ChangedMark, Empty, FailureBanner, Icon, Loading, Look, Shape, StageMark, TextInput};
use crate::later::{later, parts};
use crate::model::hours;
use crate::questions::{asked, known_line};
use crate::words::questions::UNKNOWN;
use crate::words::{deciding, desk as words};

/// The pane.
#[component]
pub(super) fn QueuePane(desk: DeskState) -> impl IntoView {
    // Rows that stay are not drawn anew when another one goes: after a decision the next entry is to be there at once.
    let what = Memo::new(move |_| {
        let known = desk.queue.value.with(Option::is_some);
        let rows = desk.groups.with(|groups| !groups.is_empty());
        let searched = desk.search.with(|search| !search.is_empty());
        (known, rows, searched, desk.tab.get(), desk.by.get())
    });
    let shown = move || match what.get() {
        (false, ..) => view! { <Loading /> }.into_any(),
        (true, false, searched, tab, _) => view! { <Nothing searched=searched tab=tab /> }.into_any(),
        (true, true, ..) => view! { <Rows desk=desk /> }.into_any(),
    };
    view! {
        <section class="desk-list" aria-label=move || list_name(desk.tab.get())>
            <div class="desk-tools">
                <VillageChoice desk=desk />
                <Grouping desk=desk />
                <TextInput
                    id=SEARCH_ID
                    label=words::SEARCH
                    value=desk.search
                    on_text=Callback::new(move |text| desk.search.set(text))
                />
            </div>
            <Contrary desk=desk />
            <Chosen desk=desk />
            <FailureBanner code=desk.queue.failure on_again=Callback::new(move |()| desk.queue.again()) />
            <div class="desk-rows">{changing(shown)}</div>
        </section>
    }
}

fn list_name(tab: Tab) -> &'static str {
    match tab {
        Tab::Waiting => words::QUEUE_LIST,
        Tab::Decided => words::DECIDED_LIST,
        Tab::Month => words::MONTH,
        Tab::Registers => words::REGISTERS,
    }
}

#[component]
fn Nothing(searched: bool, tab: Tab) -> impl IntoView {
    let (title, hint) = match (searched, tab) {
        (true, _) => (words::NOTHING_FOUND, words::NOTHING_FOUND_MORE),
        (false, Tab::Waiting) => (words::NOTHING_WAITS, words::NOTHING_WAITS_MORE),
        (false, Tab::Decided | Tab::Month | Tab::Registers) => (words::NOTHING_DECIDED, words::NOTHING_DECIDED_MORE),
    };
    view! { <Empty title=title hint=hint /> }
}

/// The village filter.
#[component]
fn VillageChoice(desk: DeskState) -> impl IntoView {
    let villages = move || {
        let known = desk
            .queue
            .value
            .with(|queue: &Option<Queue>| queue.as_ref().map(|q| q.villages.clone()));
        known.unwrap_or_default()
    };
    let option = move |(village, waiting): (cunfa_protocol::view::VillageRow, u32)| {
        let code = village.code.clone();
        let selected = move || desk.village.with(|chosen| chosen.as_ref() == Some(&code));
        let name = words::village_with_count(&village.name, &village.township, waiting);
        view! { <option value=village.code.to_string() prop:selected=selected>{name}</option> }
    };
    let choose = move |event| {
        desk.village.set(event_target_value(&event).parse::<VillageCode>().ok());
        desk.cursor.set(None);
    };
    view! {
        <label class="desk-village">
            <span class="sr-only">{words::CHOOSE_VILLAGE}</span>
            <select class="text" data-test="desk-village" on:change=choose>
                <option value="">{words::ALL_VILLAGES}</option>
                {changing(move || villages().into_iter().map(option).collect_view())}
            </select>
        </label>
    }
}

/// By village, or by counsel.
#[component]
fn Grouping(desk: DeskState) -> impl IntoView {
    let one = move |by: By, word: &'static str, test: &'static str| {
        let pressed = move || if desk.by.get() == by { "true" } else { "false" };
        view! { <button type="button" class="desk-by" data-test=test aria-pressed=pressed on:click=move |_| desk.by.set(by)>{word}</button> }
    };
    view! {
        <div class="desk-grouping" role="group" aria-label=deciding::GROUPED_BY>
            {one(By::Village, deciding::BY_VILLAGE, "desk-by-village")}
            {one(By::Counsel, deciding::BY_COUNSEL, "desk-by-counsel")}
        </div>
    }
}

/// That two officers decided differently, for both of them.
#[component]
fn Contrary(desk: DeskState) -> impl IntoView {
    let count = Memo::new(move |_| {
        desk.queue
            .value
            .with(|queue| queue.as_ref().map_or(0, |queue| queue.contrary))
    });
    move || {
        let count = count.get();
        (count > 0).then(
            || view! { <p class="desk-contrary" role="status" data-test="desk-contrary">{deciding::contrary(count)}</p> },
        )
    }
}

/// How many are chosen, and what can be done with them.
#[component]
fn Chosen(desk: DeskState) -> impl IntoView {
    let some = Memo::new(move |_| desk.chosen.with(|chosen| !chosen.is_empty()));
    move || some.get().then(|| later(move || chosen(desk)))
}

parts! {
    fn chosen(desk: DeskState) {
        let count = move || deciding::chosen(desk.chosen.with(std::collections::BTreeSet::len));
        view! {
            <div class="desk-chosen" data-test="desk-chosen">
                <p role="status">{changing(count)}</p>
                <Button
                    label=deciding::TOGETHER
                    test="desk-together"
                    look=Look::Primary
                    on_press=Callback::new(move |()| desk.together.set(true))
                />
                <Button
                    label=deciding::CHOOSE_NONE
                    test="desk-choose-none"
                    look=Look::Quiet
                    on_press=Callback::new(move |()| desk.choose_none())
                />
            </div>
        }
    }
}

#[component]
fn Rows(desk: DeskState) -> impl IntoView {
    Effect::new(move |_| {
        // Followed as well: on a narrow screen the list comes back when the record is put away.
        desk.open.track();
        if let Some(entry) = desk.cursor.get() {
            focus_row(entry);
        }
    });
    view! {
        <For each=move || desk.groups.get() key=|group| (group.key.clone(), group.name.clone()) let:group>
            <RowsOf desk=desk group=group />
        </For>
    }
}

/// One group. A row is drawn anew when anything of it changed: it is its own key.
#[component]
fn RowsOf(desk: DeskState, group: Group) -> impl IntoView {
    let Group { key, name, .. } = group;
    let items = Memo::new(move |_| {
        desk.groups.with(|groups| {
            let group = groups.iter().find(|group| group.key == key);
            group.map(|group| group.items.clone()).unwrap_or_default()
        })
    });
    let count = move || words::rows_count(items.with(Vec::len));
    view! {
        <section class="desk-group">
            <h2 class="desk-group-name"><span>{name}</span><span>{changing(count)}</span></h2>
            <ul>
                <For each=move || items.get() key=QueueItem::clone let:item>
                    <li class="desk-item">{choice(desk, &item)}<Row desk=desk item=item /></li>
                </For>
            </ul>
        </section>
    }
}

/// To the row of an entry, once it is drawn.
fn focus_row(entry: EntryId) {
    request_animation_frame(move || focus(&row_id(entry)));
}

fn row_id(entry: EntryId) -> String {
    format!("row-{entry}")
}

/// What chooses a row by touch; only what waits can be chosen.
fn choice(desk: DeskState, item: &QueueItem) -> Option<impl IntoView + use<>> {
    let (entry, name) = (item.row.entry, deciding::choose(&item.row.number));
    (desk.tab.get_untracked() == Tab::Waiting).then(|| {
        let checked = move || desk.chosen.with(|chosen| chosen.contains(&entry));
        view! {
            <label class="desk-check">
                <input
                    type="checkbox"
                    data-test="desk-check"
                    aria-label=name
                    prop:checked=checked
                    on:change=move |_| desk.choose_one(entry)
                />
            </label>
        }
    })
}

/// One row, a button: Enter and a touch open it. The keyboard's cursor is the focus.
#[component]
fn Row(desk: DeskState, item: QueueItem) -> impl IntoView {
    let row = item.row;
    let entry: EntryId = row.entry;
    if desk.cursor.get_untracked() == Some(entry) {
        focus_row(entry);
    }
    let is_open = Memo::new(move |_| desk.open.get() == Some(entry));
    let late = (item.written_late_days > 0)
        .then(|| view! { <span class="desk-late">{words::written_late(item.written_late_days)}</span> });
    let major = row
        .major
        .then(|| view! { <span class="desk-major"><Icon shape=Shape::Warning />{words::MAJOR_MARK}</span> });
    let stage = (row.stage != Stage::InReview).then(|| view! { <StageMark stage=row.stage /> });
    let paper = item
        .on_paper
        .then(|| view! { <span class="desk-paper" data-test="on-paper">{words::ON_PAPER}</span> });
    let contrary = item
        .contrary
        .then(|| view! { <span class="desk-major" data-test="contrary"><Icon shape=Shape::Warning />{deciding::CONTRARY}</span> });
    let half = item
        .returning
        .then(|| view! { <span class="desk-paper" data-test="half">{deciding::HALF}</span> });
    let known = row.major.then(|| match &row.known {
        Some(known) => view! { <span data-test="row-known">{known_line(known)}</span> }.into_any(),
        None => view! { <span class="desk-unknown" data-test="row-unknown">{UNKNOWN}</span> }.into_any(),
    });
    let mut about = format!(
        "{} · {}",
        crate::words::kind(row.kind),
        hours::length(u32::from(row.minutes))
    );
    // 重大事项 of all villages stand together.
    if row.major || desk.by.get_untracked() == By::Counsel {
        about = format!("{} · {about}", row.village_name);
    }
    let about = crate::words::joined(&[&about, &crate::words::people(&row.people)]);
    let newer = row
        .newer
        .then(|| view! { <span class="mark" data-test="newer">{crate::words::field::NEWER}</span> });
    let press = move |event: leptos::ev::MouseEvent| {
        if event.shift_key() {
            desk.choose_to(entry);
        } else {
            desk.show(entry);
        }
    };
    view! {
        <button
            type="button"
            class="desk-row"
            data-test="desk-row"
            id=row_id(entry)
            data-entry=entry.to_string()
            aria-current=move || is_open.get().then_some("true")
            on:click=press
        >
            <span class="desk-row-head"><span>{hours::day_and_weekday(row.date)}</span><span class="desk-row-number">{row.number}</span></span>
            <span class="desk-row-matter">{row.matter}</span>
            <span class="desk-row-about">{about}</span>
            <span class="desk-row-marks">
                {major}{known}{asked(item.asked)}{stage}{contrary}{half}{paper}{row.changed_after_signing.then(|| view! { <ChangedMark /> })}{newer}{late}
            </span>
        </button>
    }
}
