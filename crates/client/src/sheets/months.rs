//! The office's villages × the months of a year: minutes that count, and what the chosen month still lacks, each by its rule.

use std::sync::Arc;

use chrono::{Datelike as _, NaiveDate, NaiveDateTime};
use cunfa_core::VillageCode;
use cunfa_core::rules::{Basis, Tally, first_of_month};
use cunfa_protocol::Code;
use cunfa_protocol::view::{GridCell, MonthGrid};
use cunfa_sheet::{Head, Item, Page};

use super::{Table, words, written_by};
use crate::app::Shared;
use crate::desk::Desk;
use crate::entries::tally::{self, Month};
use crate::reviews::month_grid;
use crate::reviews::year_grid::add_bases;

/// What one person's question found: all of it for the same reader, whoever unlocks the desk next.
struct Year {
    grid: MonthGrid,
    /// Minutes that count, for each earlier month, village by village.
    earlier: Vec<Vec<u32>>,
    bases: Vec<Basis>,
    lead: String,
}

fn year(desk: &Desk, month: NaiveDate, made: NaiveDateTime) -> Result<Year, Code> {
    let grid = month_grid::month_grid(desk, month)?;
    let mut bases = grid.rules.clone();
    let villages: Vec<VillageCode> = grid.cells.iter().map(|cell| cell.village.code.clone()).collect();
    let before = (1..grid.month.month()).filter_map(|number| NaiveDate::from_ymd_opt(grid.month.year(), number, 1));
    let mut earlier = Vec::new();
    for one in before {
        let (minutes, found) = counted(desk, one, &villages)?;
        add_bases(&mut bases, found);
        earlier.push(minutes);
    }
    Ok(Year {
        lead: written_by(desk, made)?,
        grid,
        earlier,
        bases,
    })
}

/// The table.
pub(super) async fn table(shared: &Arc<Shared>, month: NaiveDate, made: NaiveDateTime) -> Result<Table, Code> {
    let found = shared.at_desk(move |desk| year(desk, month, made)).await?;
    let Year {
        grid: MonthGrid { month, cells, .. },
        earlier,
        bases,
        lead,
    } = found;
    let title = words::grid_title(month);
    let months = (1..=month.month()).map(|number| Head::new(&words::month_number(number), 8));
    let page = Page {
        name: words::MONTHS.to_owned(),
        title: title.clone(),
        lead: vec![lead, words::GRID_LEAD.to_owned()],
        heads: heads(words::GRID_FIRST)
            .chain(months)
            .chain(heads(words::GRID_LAST))
            .collect(),
        rows: (0..).zip(&cells).map(|(at, cell)| items(at, cell, &earlier)).collect(),
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

fn items(at: usize, cell: &GridCell, earlier: &[Vec<u32>]) -> Vec<Item> {
    let tally = &cell.tally;
    let minutes = earlier.iter().map(|month| month.get(at).copied().unwrap_or(0));
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
        Item::from(words::rule(&tally.rule, tally.rule_version)),
    ]);
    items
}

/// The minutes that count in a month, village by village, and by which rules.
fn counted(desk: &Desk, month: NaiveDate, villages: &[VillageCode]) -> Result<(Vec<u32>, Vec<Basis>), Code> {
    let read = Month::read(desk, month)?;
    let duty = read.duty();
    let minutes = villages
        .iter()
        .map(|village| tally::tally(&duty, village).map(|tally| tally.counted_minutes));
    Ok((minutes.collect::<Result<_, _>>()?, read.bases(villages)))
}

/// One village's month, and by which rule.
pub(super) fn tally_of(desk: &Desk, month: NaiveDate, village: &VillageCode) -> Result<(Tally, Vec<Basis>), Code> {
    let read = Month::read(desk, first_of_month(month))?;
    let tally = tally::tally(&read.duty(), village)?;
    Ok((tally, read.bases([village])))
}
