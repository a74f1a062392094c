//! The office's villages × the months of a year, from the grids that the desk shows: minutes that count, and what the chosen month still lacks,
//! each by its rule.

use std::sync::Arc;

use chrono::{Datelike as _, NaiveDate, NaiveDateTime};
use cunfa_core::VillageCode;
use cunfa_core::rules::{Basis, Tally, first_of_month};
use cunfa_protocol::Code;
use cunfa_protocol::view::{GridCell, MonthGrid, YearCell, YearGrid};
use cunfa_sheet::{Head, Item, Page};

use super::{Table, words, written_by};
use crate::app::Shared;
use crate::desk::Desk;
use crate::entries::tally::{self, Month};
use crate::reviews::{month_grid, year_grid};

/// What one person's question found: all of it for the same reader, whoever unlocks the desk next.
struct Year {
    grid: MonthGrid,
    /// The months before it.
    before: YearGrid,
    lead: String,
}

fn year(desk: &Desk, month: NaiveDate, made: NaiveDateTime) -> Result<Year, Code> {
    let grid = month_grid::month_grid(desk, month)?;
    Ok(Year {
        before: year_grid::before(desk, grid.month)?,
        lead: written_by(desk, made)?,
        grid,
    })
}

/// The table.
pub(super) async fn table(shared: &Arc<Shared>, month: NaiveDate, made: NaiveDateTime) -> Result<Table, Code> {
    let found = shared.at_desk(move |desk| year(desk, month, made)).await?;
    let Year { grid, before, lead } = found;
    let title = words::grid_title(grid.month);
    let months = (1..=grid.month.month()).map(|number| Head::new(&words::month_number(number), 8));
    let mut bases = grid.rules;
    year_grid::add_bases(&mut bases, before.rules);
    // Both grids have the same villages, by code.
    let both = grid.cells.iter().zip(&before.villages);
    let rows = both.map(|(cell, village)| items(cell, &village.months));
    let page = Page {
        name: words::MONTHS.to_owned(),
        title: title.clone(),
        lead: vec![lead, words::GRID_LEAD.to_owned()],
        heads: heads(words::GRID_FIRST)
            .chain(months)
            .chain(heads(words::GRID_LAST))
            .collect(),
        rows: rows.collect(),
        foot: words::rules(&bases),
    };
    Ok(Table {
        rows: page.rows.len(),
        pages: vec![page],
        about: title,
        not_here: 0,
    })
}

fn heads(of: &'static [(&'static str, u8)]) -> impl Iterator<Item = Head> {
    of.iter().map(|(name, width)| Head::new(name, *width))
}

fn items(cell: &GridCell, earlier: &[YearCell]) -> Vec<Item> {
    let tally = &cell.tally;
    let minutes = earlier.iter().map(|month| month.counted_minutes);
    let minutes: Vec<u32> = minutes.chain([tally.counted_minutes]).collect();
    let sum = minutes.iter().fold(0, |sum: u32, one| sum.saturating_add(*one));
    let mut items = vec![
        Item::from(cell.village.township.clone()),
        Item::from(cell.village.name.clone()),
        Item::from(cell.village.code.to_string()),
    ];
    items.extend(minutes.into_iter().map(Item::Number));
    items.extend([
        Item::Number(sum),
        Item::Number(tally.owed_minutes),
        Item::Number(tally.missing_minutes()),
        Item::Number(tally.lectures),
        Item::Number(tally.owed_lectures),
        Item::Number(cell.unsigned),
        Item::Number(cell.unreviewed),
        words::standing(&cell.standing).map_or(Item::Empty, Item::from),
        Item::from(words::rule(&tally.rule, tally.rule_version)),
    ]);
    items
}

/// One village's month, and by which rule.
pub(super) fn tally_of(desk: &Desk, month: NaiveDate, village: &VillageCode) -> Result<(Tally, Vec<Basis>), Code> {
    let read = Month::read(desk, first_of_month(month))?;
    let tally = tally::tally(&read.duty(), village)?;
    Ok((tally, read.bases([village])))
}
