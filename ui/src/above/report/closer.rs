//! What is looked at more closely in a report, and what led to it: an area is what its villages come to, a month what all of them do, a village its
//! entries.

use chrono::NaiveDate;
use cunfa_core::assessment::Coverage;
use cunfa_core::{Area, PersonId, VillageCode};
use cunfa_protocol::view::AreaRow;
use leptos::prelude::*;

use super::year::{AREA, area_cells};
use super::{Row, names, table};
use crate::components::Button;
use crate::words::report as w;

/// What is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Closer {
    Counsel(PersonId),
    Area(Area),
    Village(VillageCode),
    /// All villages, or all counties, in one month.
    Month(NaiveDate),
    /// A county of several, by its number.
    County(u32),
    /// All counties together.
    Whole,
}

/// The way to it; nothing: the sheet itself.
#[derive(Clone, Copy)]
pub(super) struct Path(RwSignal<Vec<Closer>>);

impl Path {
    pub(super) fn new() -> Path {
        Path(RwSignal::new(Vec::new()))
    }

    /// Where it leads.
    pub(super) fn at(self) -> Option<Closer> {
        self.0.with(|path| path.last().cloned())
    }

    pub(super) fn look(self, closer: Closer) {
        self.0.update(|path| path.push(closer));
    }

    /// A name that opens.
    pub(super) fn link(self, name: &str, label: String, test: String, closer: Closer) -> AnyView {
        let look = move |_| self.look(closer.clone());
        view! {
            <button type="button" class="link" data-test=test aria-label=label on:click=look>{name.to_owned()}</button>
        }
        .into_any()
    }

    /// A step back.
    pub(super) fn back(self) -> AnyView {
        let back = Callback::new(move |()| {
            self.0.update(|path| {
                path.pop();
            });
        });
        view! { <div class="buttons"><Button label=w::BACK test="report-back" on_press=back /></div> }.into_any()
    }
}

/// Digits of a township's code and of a village's.
const DIGITS: [usize; 2] = [9, 12];

/// What an area is added up from: the areas within it that are next in size.
pub(super) fn area(areas: &[AreaRow], area: &Area, path: Path) -> AnyView {
    let Some(whole) = areas.iter().find(|row| row.area == *area) else {
        return path.back();
    };
    let digits = area.as_str().len();
    let within = DIGITS.into_iter().find(|more| *more > digits);
    let parts = areas.iter().filter(|row| {
        let code = row.area.as_str();
        Some(code.len()) == within && code.starts_with(area.as_str())
    });
    sum(
        &whole.name,
        &whole.coverage,
        parts.map(|row| area_row(row, path)).collect(),
        path,
    )
}

/// What something is added up from.
pub(super) fn sum(name: &str, whole: &Coverage, parts: Vec<Row>, path: Path) -> AnyView {
    let cells = area_cells(whole);
    let said = AREA
        .iter()
        .skip(1)
        .zip(cells)
        .map(|(head, text)| format!("{head} {text}"));
    let said: Vec<String> = said.collect();
    view! {
        {path.back()}
        <article class="check-sheet report-sheet" data-test="report-sum">
            <h3>{name.to_owned()}</h3>
            <p>{said.join("；")}</p>
            <p class="field-hint">{w::ADDED_UP}{w::ADDED_PEOPLE}</p>
            {table(w::AREAS, "report-parts", names(&AREA), parts)}
        </article>
    }
    .into_any()
}

/// What an area comes to; it opens.
pub(super) fn area_row(row: &AreaRow, path: Path) -> Row {
    let code = row.area.as_str();
    let (closer, label) = match code.parse::<VillageCode>() {
        Ok(village) => (Closer::Village(village), w::look_village(&row.name)),
        Err(_) => (Closer::Area(row.area.clone()), w::look_sum(&row.name)),
    };
    let head = view! {
        {path.link(&row.name, label, format!("report-look-{code}"), closer)}
        <small>{code.to_owned()}</small>
    };
    Row::new(head.into_any(), area_cells(&row.coverage))
}
