//! What a year comes to: the coverage that the county reports upward and the city evaluates by.

use chrono::{Datelike as _, NaiveDate};
use cunfa_core::assessment::months_of_year;
use cunfa_protocol::Code;
use cunfa_protocol::view::{YearGrid, YearReport};

use super::read::{About, Read};
use crate::desk::Desk;

/// The year that a day lies in.
pub(crate) fn year_report(desk: &Desk, day: NaiveDate) -> Result<YearReport, Code> {
    let months = months_of_year(day.year());
    let first = months.first().copied().unwrap_or(day);
    let read = Read::of(
        desk,
        About {
            months,
            half: None,
            village: None,
        },
    )?;
    let assessment = read.assess();
    let nobody = assessment.villages.iter().filter(|village| {
        let last = village.months.last();
        last.is_some_and(|month| month.serving.is_empty())
    });
    Ok(YearReport {
        first,
        head: read.head(desk, &assessment)?,
        areas: read.areas(&assessment),
        months: assessment.by_month(),
        without: nobody.filter_map(|village| read.row(&village.village)).collect(),
    })
}

/// Months of a year as villages × months, in figures.
pub(crate) fn year_grid(desk: &Desk, year: i32, months: Vec<NaiveDate>) -> Result<YearGrid, Code> {
    let read = Read::of(
        desk,
        About {
            months,
            half: None,
            village: None,
        },
    )?;
    read.grid(desk, year)
}
