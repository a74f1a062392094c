//! The assessment of a half-year, and where the numbers of one village in it come from.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use cunfa_core::register::Half;
use cunfa_core::{Action, PersonId, VillageCode};
use cunfa_protocol::Code;
use cunfa_protocol::command::HalfVillage as Asked;
use cunfa_protocol::view::{HalfVillage, HalfYear, ReportCounsel, SheetOfRule};

use super::read::{About, Read};
use crate::desk::Desk;

/// The half that a day lies in.
pub(crate) fn half_year(desk: &Desk, day: NaiveDate) -> Result<HalfYear, Code> {
    let read = Read::of(desk, about(day, None))?;
    let assessment = read.assess();
    let sheets = read.first_bases().into_iter().filter_map(|basis| {
        let rule = basis.rule.name();
        basis.rule.assessment.map(|sheet| SheetOfRule { rule, sheet })
    });
    Ok(HalfYear {
        first: first(day),
        head: read.head(desk, &assessment)?,
        sheets: sheets.collect(),
        villages: read.villages(&assessment),
        areas: read.areas(&assessment),
        counsel: assessment
            .counsel
            .into_iter()
            .map(|assessed| ReportCounsel {
                name: read.name(assessed.counsel),
                assessed,
            })
            .collect(),
    })
}

/// One village of it, entry by entry.
pub(crate) fn half_village(desk: &Desk, with: &Asked) -> Result<HalfVillage, Code> {
    desk.person_who_may_in(Action::ReadFigures, &with.village)?;
    let read = Read::of(desk, about(with.day, Some(&with.village)))?;
    let assessment = read.assess();
    let names: BTreeMap<PersonId, String> = assessment
        .counsel
        .iter()
        .map(|of| (of.counsel, read.name(of.counsel)))
        .collect();
    let row = read.villages(&assessment).into_iter().next();
    Ok(HalfVillage {
        first: first(with.day),
        row: row.ok_or(Code::NotAllowed)?,
        tallies: read.explain(&with.village),
        rules: read.bases(),
        names: names.into_iter().filter(|(_, name)| !name.is_empty()).collect(),
    })
}

fn about(day: NaiveDate, village: Option<&VillageCode>) -> About<'_> {
    let half = Half::of(day);
    About {
        months: half.months(),
        half: Some(half),
        village,
    }
}

fn first(day: NaiveDate) -> NaiveDate {
    Half::of(day).months().first().copied().unwrap_or(day)
}
