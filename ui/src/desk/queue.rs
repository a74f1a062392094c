//! The left pane: which list, which village, the search box, and the rows by village.

use cunfa_core::{EntryId, Stage, VillageCode};
use cunfa_protocol::view::{Queue, QueueItem};
use leptos::html;
use leptos::prelude::*;

use super::find::Group;
use super::keyboard::SEARCH_ID;
use super::state::{DeskState, Tab};
use crate::components::{ChangedMark, Empty, FailureBanner, Icon, Loading, Shape, StageMark, TextInput};
use crate::model::hours;
use crate::questions::{asked, known_line};
use crate::words::desk as words;
use crate::words::questions::UNKNOWN;

/// The pane.
#[component]
pub(super) fn QueuePane(desk: DeskState) -> impl IntoView {
    let shown = move || {
        let known = desk.queue.value.with(Option::is_some);
        let groups = desk.groups.get();
        match (known, groups.is_empty()) {
            (false, _) => view! { <Loading /> }.into_any(),
            (true, true) => view! { <Nothing desk=desk /> }.into_any(),
            (true, false) => view! { <Rows desk=desk groups=groups /> }.into_any(),
        }
    };
    view! {
        <section class="desk-list" aria-label=move || list_name(desk.tab.get())>
            <div class="desk-tools">
                <VillageChoice desk=desk />
                <TextInput
                    id=SEARCH_ID
                    label=words::SEARCH
                    value=desk.search
                    on_text=Callback::new(move |text| desk.search.set(text))
                />
            </div>
            <FailureBanner code=desk.queue.failure on_again=Callback::new(move |()| desk.queue.again()) />
            <div class="desk-rows">{shown}</div>
        </section>
    }
}

fn list_name(tab: Tab) -> &'static str {
    match tab {
        Tab::Waiting => words::QUEUE_LIST,
        Tab::Decided => words::DECIDED_LIST,
        Tab::Month => words::MONTH,
    }
}

#[component]
fn Nothing(desk: DeskState) -> impl IntoView {
    let searched = !desk.search.with(String::is_empty);
    let (title, hint) = match (searched, desk.tab.get()) {
        (true, _) => (words::NOTHING_FOUND, words::NOTHING_FOUND_MORE),
        (false, Tab::Waiting) => (words::NOTHING_WAITS, words::NOTHING_WAITS_MORE),
        (false, Tab::Decided | Tab::Month) => (words::NOTHING_DECIDED, words::NOTHING_DECIDED_MORE),
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
                {move || villages().into_iter().map(option).collect_view()}
            </select>
        </label>
    }
}

#[component]
fn Rows(desk: DeskState, groups: Vec<Group>) -> impl IntoView {
    let group = move |group: Group| {
        let count = words::rows_count(group.items.len());
        let rows = group
            .items
            .into_iter()
            .map(|item| view! { <li><Row desk=desk item=item /></li> })
            .collect_view();
        view! {
            <section class="desk-group">
                <h2 class="desk-group-name"><span>{group.village_name}</span><span>{count}</span></h2>
                <ul>{rows}</ul>
            </section>
        }
    };
    groups.into_iter().map(group).collect_view()
}

/// One row, a button: Enter and a touch open it. The keyboard's cursor is the focus.
#[component]
fn Row(desk: DeskState, item: QueueItem) -> impl IntoView {
    let node = NodeRef::<html::Button>::new();
    let row = item.row;
    let entry: EntryId = row.entry;
    let has_cursor = Memo::new(move |_| desk.cursor.get() == Some(entry));
    Effect::new(move |_| {
        // Followed as well: on a narrow screen the list comes back when the record is put away.
        desk.open.track();
        if let (true, Some(button)) = (has_cursor.get(), node.get()) {
            request_animation_frame(move || {
                let _ = button.focus();
            });
        }
    });
    let is_open = move || (desk.open.get() == Some(entry)).then_some("true");
    let late = (item.written_late_days > 0)
        .then(|| view! { <span class="desk-late">{words::written_late(item.written_late_days)}</span> });
    let major = row
        .major
        .then(|| view! { <span class="desk-major"><Icon shape=Shape::Warning />{words::MAJOR_MARK}</span> });
    let stage = (row.stage != Stage::InReview).then(|| view! { <StageMark stage=row.stage /> });
    let paper = item
        .on_paper
        .then(|| view! { <span class="desk-paper" data-test="on-paper">{words::ON_PAPER}</span> });
    let known = row.major.then(|| match &row.known {
        Some(known) => view! { <span data-test="row-known">{known_line(known)}</span> }.into_any(),
        None => view! { <span class="desk-unknown" data-test="row-unknown">{UNKNOWN}</span> }.into_any(),
    });
    // 重大事项 of all villages stand together.
    let village = row.major.then(|| format!("{} · ", row.village_name));
    let about = format!(
        "{}{} · {}",
        village.unwrap_or_default(),
        crate::words::kind(row.kind),
        hours::length(u32::from(row.minutes))
    );
    view! {
        <button
            type="button"
            class="desk-row"
            data-test="desk-row"
            data-entry=entry.to_string()
            aria-current=is_open
            node_ref=node
            on:click=move |_| desk.show(entry)
        >
            <span class="desk-row-head"><span>{hours::day_and_weekday(row.date)}</span><span class="desk-row-number">{row.number}</span></span>
            <span class="desk-row-matter">{row.matter}</span>
            <span class="desk-row-about">{about}" · "{crate::words::people(&row.people)}</span>
            <span class="desk-row-marks">
                {major}{known}{asked(item.asked)}{stage}{paper}{row.changed_after_signing.then(|| view! { <ChangedMark /> })}{late}
            </span>
        </button>
    }
}
