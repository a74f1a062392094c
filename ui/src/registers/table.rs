//! One register as a table: found by words, some rows at a time, in the client's order. A row opens its record.

use crate::components::changing;
use chrono::{Datelike, Months, NaiveDate};
use cunfa_core::EntryId;
use cunfa_core::register::{Column, MonthlyCheck, Record as _, RecordKind, Values, answered_in};
use cunfa_protocol::command;
use cunfa_protocol::view::{Delivery, RecordRow, RecordState, RegisterList, Topic};
use leptos::prelude::*;

use super::{At, New, lists};
use crate::clock;
use crate::components::{Button, DeliveryMark, Empty, FailureBanner, Loading, Look, TextInput};
use crate::live::live;
use crate::model::record::{Names, finds, value};
use crate::words::{check, desk, registers as w};

/// Rows shown at first, and more at a time.
const PAGE: usize = 50;

/// The columns of a table; the first names the row.
pub(super) fn columns(kind: RecordKind) -> &'static [Column] {
    match kind {
        RecordKind::Firm => &[Column::Name, Column::FirmKind, Column::Phone],
        RecordKind::Counsel => &[Column::Name, Column::CounselKind, Column::Firm, Column::Phone],
        RecordKind::Appointment => &[
            Column::Village,
            Column::Person,
            Column::From,
            Column::To,
            Column::Prior,
            Column::ContractNumber,
        ],
        RecordKind::Board => &[Column::Village, Column::OnSiteHours, Column::Phone, Column::Place],
        RecordKind::Recusal => &[
            Column::Village,
            Column::Person,
            Column::From,
            Column::To,
            Column::Reason,
        ],
        RecordKind::Training => &[Column::Person, Column::Date, Column::Topic, Column::Hours],
        RecordKind::Filing => &[
            Column::Village,
            Column::Person,
            Column::Date,
            Column::Matter,
            Column::FeeFen,
            Column::Acknowledged,
        ],
        RecordKind::Village => &[Column::Village, Column::Name, Column::MergedInto, Column::From],
        RecordKind::Allocation => &[Column::Villages, Column::Note, Column::Answer],
        RecordKind::Assessment => &[Column::Person, Column::Half, Column::Scores, Column::Verdict],
        RecordKind::RuleFile => &[Column::Text],
        RecordKind::Fee => &[Column::Village, Column::Person, Column::From, Column::FeeFen],
        RecordKind::Check => &[
            Column::Village,
            Column::Month,
            Column::Drawn,
            Column::Answers,
            Column::Note,
        ],
    }
}

/// A row, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    record: EntryId,
    cells: Vec<String>,
    is_withdrawn: bool,
    state: RecordState,
    /// Everything a search may find.
    text: String,
}

impl Line {
    fn of(kind: RecordKind, row: &RecordRow, names: &Names) -> Line {
        let said = |column: &Column| {
            let text = value(&row.values, *column);
            text.map_or_else(|| w::NONE.to_owned(), |text| w::value(*column, text, names))
        };
        let cells: Vec<String> = columns(kind).iter().map(said).collect();
        Line {
            record: row.record,
            text: cells.join("\n"),
            cells,
            is_withdrawn: row.withdrawn.is_some(),
            state: row.state,
        }
    }
}

fn lines(list: &RegisterList) -> Vec<Line> {
    let names = Names::of(&list.names);
    let rows = list.rows.iter();
    rows.map(|row| Line::of(list.kind, row, &names)).collect()
}

/// The register.
#[component]
pub(super) fn Table(kind: RecordKind, at: At) -> impl IntoView {
    let list = live(&[Topic::Entries], move || command::Registers { kind });
    let all = Memo::new(move |_| list.value.with(|list| list.as_ref().map(lines)));
    let most = RwSignal::new(PAGE);
    let shown = move || {
        all.with(|all| match all {
            None if list.failure.with(Option::is_some) => ().into_any(),
            None => view! { <Loading /> }.into_any(),
            Some(all) if all.is_empty() => view! { <Empty title=w::EMPTY hint=w::EMPTY_MORE /> }.into_any(),
            Some(all) => at.search.with(|search| found(kind, all, search, most, at)),
        })
    };
    let came = move || {
        let came = list.value.with(|list| list.as_ref().map(|list| list.came_ms))?;
        let said = came.map_or_else(|| w::NEVER_CAME.to_owned(), |ms| w::came(&clock::moment(ms)));
        Some(view! { <p class="field-hint" data-test="registers-came">{said}</p> })
    };
    view! {
        <Button label=w::TO_START test="registers-back" look=Look::Quiet on_press=Callback::new(move |()| at.turn_to(None)) />
        <h2>{w::kind(kind)}</h2>
        <p class="field-hint">{w::about(kind)}</p>
        <FailureBanner code=list.failure on_again=Callback::new(move |()| list.again()) />
        {add(kind, Memo::new(move |_| list.value.with(|list| list.as_ref().is_some_and(|list| list.may_add))), at)}
        <TextInput id="registers-search" label=w::SEARCH value=at.search bare=true
            on_text=Callback::new(move |text| { most.set(PAGE); at.search.set(text) }) />
        {changing(move || list.value.with(|list| list.as_ref().and_then(together)))}
        {changing(shown)}
        {changing(came)}
        {lists::ways(at, Some(kind))}
    }
}

/// What the checks of this month, and of the one before, come to together.
fn together(list: &RegisterList) -> Option<AnyView> {
    if list.kind != RecordKind::Check {
        return None;
    }
    let holds = list.rows.iter().filter(|row| row.withdrawn.is_none());
    let checks = holds.filter_map(|row| MonthlyCheck::read(row.record, &Values::from(row.values.clone())));
    let checks: Vec<MonthlyCheck> = checks.collect();
    let this = list.today.with_day(1)?;
    let of = |month: NaiveDate| {
        let of_it: Vec<&MonthlyCheck> = checks.iter().filter(|check| check.month == month).collect();
        let lines = check::together(of_it.len(), None, &answered_in(of_it));
        let lines = lines.into_iter().map(|line| view! { <p>{line}</p> });
        view! { <h3>{desk::month_title(month.year(), month.month())}</h3>{lines.collect_view()} }
    };
    let before = this.checked_sub_months(Months::new(1)).map(of);
    Some(view! { <div class="stack" data-test="checks-together">{of(this)}{before}</div> }.into_any())
}

/// Begins a record, for those who may. What the month's check found is written down beside its sheet.
fn add(kind: RecordKind, may_add: Memo<bool>, at: At) -> impl IntoView {
    let begin = Callback::new(move |()| at.begin(New::of(kind)));
    move || {
        (may_add.get() && kind != RecordKind::Check).then(|| {
            view! { <div class="buttons"><Button label=w::add(kind) test="record-add" look=Look::Primary on_press=begin /></div> }
        })
    }
}

fn found(kind: RecordKind, all: &[Line], search: &str, most: RwSignal<usize>, at: At) -> AnyView {
    let found: Vec<Line> = all.iter().filter(|line| finds(&line.text, search)).cloned().collect();
    if found.is_empty() {
        return view! { <Empty title=w::NOTHING_FOUND hint=w::NOTHING_FOUND_MORE /> }.into_any();
    }
    let count = found.len();
    let rows = move || {
        let rows = found.iter().take(most.get());
        rows.map(|line| row(kind, line.clone(), at)).collect_view()
    };
    let more = move || {
        (most.get() < count).then(|| {
            let more = Callback::new(move |()| most.update(|most| *most = most.saturating_add(PAGE)));
            view! { <Button label=w::MORE test="registers-more" on_press=more /> }
        })
    };
    let heads = columns(kind)
        .iter()
        .map(|column| view! { <th role="columnheader" scope="col">{w::column(kind, *column)}</th> });
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=w::table(kind)>
            <table role="table" class="table month-table" data-test="register">
                <thead role="rowgroup"><tr role="row">{heads.collect_view()}</tr></thead>
                <tbody role="rowgroup">{changing(rows)}</tbody>
            </table>
        </div>
        {changing(more)}
    }
    .into_any()
}

fn row(kind: RecordKind, line: Line, at: At) -> impl IntoView + use<> {
    let record = line.record;
    let mut cells = line.cells.into_iter().zip(columns(kind));
    let name = cells.next().map(|(name, _)| name).unwrap_or_default();
    let label = w::open(&name);
    let withdrawn = line.is_withdrawn.then(|| view! { <small>{w::WITHDRAWN}</small> });
    let cells = cells.map(|(text, column)| {
        view! { <td role="cell" data-label=w::column(kind, *column)>{text}</td> }
    });
    view! {
        <tr role="row" data-test="record" data-record=record.to_string()>
            <th role="rowheader" scope="row">
                <button type="button" class="link" data-test="record-open" aria-label=label on:click=move |_| at.look(record)>{name}</button>
                {withdrawn}
                {mark(line.state)}
            </th>
            {cells.collect_view()}
        </tr>
    }
}

/// Whether the server has it, as long as it has not.
pub(crate) fn mark(state: RecordState) -> Option<AnyView> {
    let delivery = match state {
        RecordState::Stands => return None,
        RecordState::Waiting => Delivery::Here,
        RecordState::Refused(reason) => Delivery::Parked(reason),
    };
    Some(view! { <DeliveryMark delivery=delivery /> }.into_any())
}
