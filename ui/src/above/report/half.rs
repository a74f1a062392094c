//! The half-year on one sheet: counsel, villages month by month, areas. A counsel opens to scores and pay, an area to its villages, a village to its
//! entries and lectures.

use crate::components::changing;
use cunfa_protocol::command;
use cunfa_protocol::view::{HalfYear, ReportCounsel, ReportVillage, SheetOf, Topic};
use leptos::prelude::*;

use super::closer::{self, Closer, Path};
use super::village::OfVillage;
use super::{Row, Switch, Turn, counsel, head_lines, names, sign, table, year};
use crate::components::{Empty, FailureBanner, Loading};
use crate::live::live;
use crate::sheets::SheetSection;
use crate::words::{above, report as w};

/// Months of a half-year.
const MONTHS: u32 = 6;

/// What the fold shows.
#[component]
pub(super) fn Half() -> impl IntoView {
    let turn = Turn::new(MONTHS);
    let path = Path::new();
    let half = live(&[Topic::Entries], move || command::HalfYear { day: turn.day.get() });
    let name = move || {
        half.value
            .with(|half| half.as_ref().map_or_else(String::new, |half| w::half(half.first)))
    };
    // What is on the screen: while another half is on its way, it is still the one before.
    let exported = move || {
        let first = half.value.with(|half| half.as_ref().map(|half| half.first));
        first.unwrap_or_else(|| turn.day.get())
    };
    let shown = move || match (half.value.get(), path.at()) {
        (None, _) => view! { <Loading /> }.into_any(),
        (Some(half), _) if half.head.data.came_ms.is_none() => {
            view! { <Empty title=above::NONE_YET hint=above::NONE_YET_MORE /> }.into_any()
        }
        (Some(half), Some(Closer::Counsel(person))) => counsel::shown(&half, person, path),
        (Some(half), Some(Closer::Village(village))) => view! {
            {path.back()}
            <article class="check-sheet report-sheet"><OfVillage village=village days=vec![half.first] /></article>
        }
        .into_any(),
        (Some(half), Some(Closer::Area(area))) => closer::area(&half.areas, &area, path),
        (Some(half), _) if half.head.months.is_empty() => {
            view! { <Empty title=w::NOTHING hint=w::NO_RANKS /> }.into_any()
        }
        (Some(half), _) => sheet(&half, path),
    };
    view! {
        <div class="stack">
            <Switch turn=turn name=Signal::derive(name) test="half" />
            <SheetSection of=Signal::derive(move || SheetOf::Half(exported())) />
            <FailureBanner code=half.failure on_again=Callback::new(move |()| half.again()) />
            {changing(shown)}
        </div>
    }
}

fn sheet(half: &HalfYear, path: Path) -> AnyView {
    let of_counsel: Vec<Row> = half.counsel.iter().map(|of| counsel_row(half, of, path)).collect();
    let of_villages: Vec<Row> = half.villages.iter().map(|of| village_row(of, path)).collect();
    let months = half.head.months.iter().map(|month| w::month(*month));
    let mut heads = names(&[w::COL_VILLAGE]);
    heads.extend(months);
    heads.push(w::COL_LECTURES.to_owned());
    let areas = half
        .areas
        .iter()
        .filter(year::is_area)
        .map(|row| closer::area_row(row, path));
    view! {
        <article class="check-sheet report-sheet" data-test="half-sheet">
            <h3>{w::half_title(half.first)}</h3>
            {head_lines(&half.head)}
            <h4>{w::COUNSEL}</h4>
            {table(w::COUNSEL, "half-counsel", names(&COUNSEL), of_counsel)}
            <h4>{w::VILLAGES}</h4>
            <p class="field-hint">{w::VILLAGES_HINT}</p>
            {table(w::VILLAGES, "half-villages", heads, of_villages)}
            <h4>{w::AREAS}</h4>
            {table(w::AREAS, "half-areas", names(&year::AREA), areas.collect())}
            {sign()}
        </article>
    }
    .into_any()
}

const COUNSEL: [&str; 9] = [
    w::COL_COUNSEL,
    w::COL_MONTHS,
    w::COL_HOURS,
    w::COL_LECTURES,
    w::COL_ENTRIES,
    w::COL_TRAINING,
    w::COL_PAY,
    w::COL_SCORE,
    w::COL_VERDICT,
];

fn counsel_row(half: &HalfYear, of: &ReportCounsel, path: Path) -> Row {
    let it = &of.assessed;
    let total = counsel::total(half, it);
    let verdict = it.concluded.as_ref().map_or(w::NONE, |one| w::verdict(one.verdict));
    let cells = vec![
        w::of(it.met_months, it.months),
        w::minutes(it.counted_minutes, it.owed_minutes, it.missing_minutes),
        w::lectures(it.lectures_held, it.lectures_owed, it.lectures_missing),
        w::entries(&it.entries),
        w::trainings(it.trainings),
        w::pay(it),
        total.unwrap_or_else(|| w::NONE.to_owned()),
        verdict.to_owned(),
    ];
    let person = it.counsel;
    let name = counsel::name(of).to_owned();
    let label = w::look_counsel(&name);
    let head = path.link(&name, label, "half-look-counsel".to_owned(), Closer::Counsel(person));
    Row::new(head, cells)
}

fn village_row(of: &ReportVillage, path: Path) -> Row {
    let mut cells: Vec<String> = of.assessed.months.iter().map(w::month_cell).collect();
    cells.push(w::duties(&of.assessed.lectures));
    let code = of.village.code.clone();
    let (test, label) = (format!("half-village-{code}"), w::look_village(&of.village.name));
    let head = view! {
        {path.link(&of.village.name, label, test, Closer::Village(code))}
        <small>{of.village.township.clone()}</small>
    };
    Row::new(head.into_any(), cells)
}
