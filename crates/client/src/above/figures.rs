//! A month in figures, from what the device holds.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Months, NaiveDate};
use cunfa_core::rules::first_of_month;
use cunfa_core::{Action, EntryId, Figure, Kind, Mode, Person, PersonId, Stage, VillageCode};
use cunfa_protocol::Code;
use cunfa_protocol::command::VillageFigures as Asked;
use cunfa_protocol::view::{FigureList, FigureRow, Figures, OpeningState, StageCount, VillageFigures};
use cunfa_store::{OpeningState as Stored, StoredOpening};

use super::crossings::crossings;
use crate::desk::{Desk, code_of};
use crate::entries::places::{self, Places};
use crate::sync::round::view_reason;

/// Every village of the area, by code.
pub(crate) fn figures(desk: &Desk, month: NaiveDate) -> Result<Figures, Code> {
    let person = desk.person_who_may(Action::ReadFigures)?;
    let month = first_of_month(month);
    let mut of_village: BTreeMap<VillageCode, Vec<Figure>> = BTreeMap::new();
    for figure in of_month(desk, person, month)? {
        of_village.entry(figure.village.clone()).or_default().push(figure);
    }
    let corrected = desk.store()?.corrected_figures().map_err(code_of)?;
    let places = Places::of_session(desk)?;
    let villages = places.all().map(|village| {
        let figures = of_village.remove(&village.code).unwrap_or_default();
        VillageFigures {
            village: places::row(village),
            on_site_minutes: minutes(&figures, &corrected),
            lectures: lectures(&figures, &corrected),
            stages: stages(&figures),
        }
    });
    Ok(Figures {
        month,
        villages: villages.collect(),
        crossings: crossings(desk, person, &names(desk)?, &corrected)?,
        came_ms: desk.store()?.figures_place().map_err(code_of)?.map(|place| place.at_ms),
    })
}

/// One village, by day.
pub(crate) fn village(desk: &Desk, with: &Asked) -> Result<FigureList, Code> {
    let person = desk.person_who_may_in(Action::ReadFigures, &with.village)?;
    let month = first_of_month(with.month);
    let names = names(desk)?;
    let figures = of_month(desk, person, month)?;
    let rows = figures.into_iter().filter(|figure| figure.village == with.village);
    let corrected = desk.store()?.corrected_figures().map_err(code_of)?;
    let rows = rows.map(|figure| row(desk, person, (&names, &corrected), figure));
    Ok(FigureList {
        village: Places::of_session(desk)?.row(&with.village),
        month,
        rows: rows.collect::<Result<_, Code>>()?,
    })
}

/// The registered names of everybody whom a certificate names.
pub(super) fn names(desk: &Desk) -> Result<BTreeMap<PersonId, String>, Code> {
    let people = desk.store()?.certified_people().map_err(code_of)?;
    Ok(people.into_iter().map(|person| (person.id, person.name)).collect())
}

/// An entry in figures, for this person; by the registered names, and by what is corrected.
pub(super) fn row(
    desk: &Desk,
    person: &Person,
    (names, corrected): (&BTreeMap<PersonId, String>, &BTreeSet<EntryId>),
    figure: Figure,
) -> Result<FigureRow, Code> {
    let opening = desk.store()?.opening(figure.entry, person.id).map_err(code_of)?;
    Ok(FigureRow {
        corrected: corrected.contains(&figure.entry),
        counsel_name: names.get(&figure.counsel).cloned().unwrap_or_default(),
        opening: opening.as_ref().map(state),
        figure,
    })
}

fn state(opening: &StoredOpening) -> OpeningState {
    match opening.state {
        Stored::Waiting => OpeningState::Waiting,
        Stored::Stands => OpeningState::Stands,
        Stored::Over => OpeningState::Over,
        Stored::Refused(reason) => OpeningState::Refused(view_reason(reason)),
    }
}

fn of_month(desk: &Desk, person: &Person, month: NaiveDate) -> Result<Vec<Figure>, Code> {
    let next = month.checked_add_months(Months::new(1));
    let last = next.and_then(|next| next.pred_opt()).unwrap_or(month);
    let figures = desk.store()?.figures(month, last).map_err(code_of)?;
    let seen = |figure: &Figure| person.may_in(Action::ReadFigures, &figure.village);
    Ok(figures.into_iter().filter(seen).collect())
}

/// What is neither void nor corrected.
fn standing<'f>(figures: &'f [Figure], corrected: &'f BTreeSet<EntryId>) -> impl Iterator<Item = &'f Figure> {
    let stands = |figure: &&Figure| figure.stage != Stage::Voided && !corrected.contains(&figure.entry);
    figures.iter().filter(stands)
}

fn minutes(figures: &[Figure], corrected: &BTreeSet<EntryId>) -> u32 {
    let on_site = standing(figures, corrected).filter(|figure| figure.mode == Mode::OnSite);
    on_site.map(|figure| u32::from(figure.minutes)).sum()
}

fn lectures(figures: &[Figure], corrected: &BTreeSet<EntryId>) -> u32 {
    count(standing(figures, corrected).filter(|figure| figure.kind == Kind::Lecture))
}

fn stages(figures: &[Figure]) -> Vec<StageCount> {
    let of = |stage| StageCount {
        stage,
        count: count(figures.iter().filter(|figure| figure.stage == stage)),
    };
    Stage::ALL.into_iter().map(of).filter(|one| one.count > 0).collect()
}

fn count<'f>(figures: impl Iterator<Item = &'f Figure>) -> u32 {
    u32::try_from(figures.count()).unwrap_or(u32::MAX)
}
