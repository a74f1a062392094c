//! Villages × the months of a year, from the grids that the desks show. The office's: minutes that count, and what the chosen month still lacks,
//! each by its rule. The county's: a page for each number, what the months come to, and what each counsel had to do.

use std::sync::Arc;

use chrono::{Datelike as _, NaiveDate, NaiveDateTime};
use cunfa_core::rules::{Basis, Tally, first_of_month};
use cunfa_core::{Action, VillageCode, may};
use cunfa_protocol::Code;
use cunfa_protocol::view::{GridCell, MonthGrid, VillageRow, YearCell, YearGrid, YearVillage};
use cunfa_sheet::{Head, Item, Page};

use super::{Table, report_words, words, written_by};
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

/// What a desk found.
enum Found {
    Office(Year),
    County { grid: YearGrid, lead: String },
}

fn found(desk: &Desk, month: NaiveDate, made: NaiveDateTime) -> Result<Found, Code> {
    if may(desk.person()?.role, Action::Review) {
        return year(desk, month, made).map(Found::Office);
    }
    Ok(Found::County {
        grid: year_grid::year_grid(desk, month)?,
        lead: written_by(desk, made)?,
    })
}

/// The table.
pub(super) async fn table(shared: &Arc<Shared>, month: NaiveDate, made: NaiveDateTime) -> Result<Table, Code> {
    let found = shared.at_desk(move |desk| found(desk, month, made)).await?;
    Ok(match found {
        Found::Office(year) => of_office(year),
        Found::County { grid, lead } => of_county(&grid, &lead, month),
    })
}

/// A page's name, and which number of a village's month stands in it.
type Number = (&'static str, fn(&YearCell) -> u32);

const NUMBERS: [Number; 6] = [
    (words::COUNTED, |cell| cell.counted_minutes),
    (words::MISSING, |cell| cell.missing_minutes),
    (words::HELD, |cell| cell.lectures),
    (words::WRITTEN, |cell| cell.entries),
    (words::UNSIGNED, |cell| cell.unsigned),
    (words::UNREVIEWED, |cell| cell.unreviewed),
];

fn of_county(grid: &YearGrid, lead: &str, month: NaiveDate) -> Table {
    let about = words::county_title(month.year());
    let mut leads = vec![lead.to_owned()];
    leads.extend(grid.data.as_ref().map(report_words::data));
    let page = |name: &str, heads: Vec<Head>, rows: Vec<Vec<Item>>| Page {
        name: name.to_owned(),
        title: format!("{about}：{name}"),
        lead: leads.clone(),
        heads,
        rows,
        foot: words::rules(&grid.rules),
    };
    let months = || {
        grid.months
            .iter()
            .map(|first| Head::new(&words::month_number(first.month()), 8))
    };
    let by_village = NUMBERS.iter().map(|(name, number)| {
        let heads = heads(words::GRID_FIRST)
            .chain(months())
            .chain(heads(words::COUNTY_LAST));
        let rows = grid.villages.iter().map(|village| village_items(village, *number));
        page(name, heads.collect(), rows.collect())
    });
    let mut pages: Vec<Page> = by_village.collect();
    let sums = grid
        .months
        .iter()
        .enumerate()
        .map(|(at, first)| month_items(grid, at, *first));
    pages.push(page(words::BY_MONTH, heads(words::SUM_HEADS).collect(), sums.collect()));
    let loads = grid.counsel.iter().map(|of| {
        let mut items = vec![Item::from(of.name.as_str())];
        let (villages, sum) = (u32::try_from(of.villages_now()).unwrap_or(u32::MAX), of.sum());
        items.extend([villages, sum.entries, sum.minutes].map(Item::Number));
        items
    });
    pages.push(page(words::LOADS, heads(words::LOAD_HEADS).collect(), loads.collect()));
    Table {
        rows: grid.villages.len(),
        pages,
        about,
        not_here: 0,
    }
}

fn village_items(of: &YearVillage, number: fn(&YearCell) -> u32) -> Vec<Item> {
    let mut items = named(&of.village);
    let numbers: Vec<u32> = of.months.iter().map(number).collect();
    let sum = numbers.iter().fold(0, |sum: u32, one| sum.saturating_add(*one));
    items.extend(numbers.into_iter().chain([sum]).map(Item::Number));
    items.push(words::standing(&of.standing).map_or(Item::Empty, Item::from));
    items
}

fn named(village: &VillageRow) -> Vec<Item> {
    vec![
        Item::from(village.township.as_str()),
        Item::from(village.name.as_str()),
        Item::from(village.code.to_string()),
    ]
}

fn month_items(grid: &YearGrid, at: usize, first: NaiveDate) -> Vec<Item> {
    let cells = || grid.villages.iter().filter_map(|village| village.months.get(at));
    let mut items = vec![Item::from(words::month_number(first.month()))];
    items.extend(NUMBERS.iter().map(|(_, number)| {
        let sum = cells().map(number).fold(0, u32::saturating_add);
        Item::Number(sum)
    }));
    items
}

fn of_office(found: Year) -> Table {
    let Year { grid, before, lead } = found;
    let title = words::grid_title(grid.month);
    let months = (1..=grid.month.month()).map(|number| Head::new(&words::month_number(number), 8));
    let mut bases = grid.rules;
    year_grid::add_bases(&mut bases, before.rules);
    // Both grids have the same villages in the same order.
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
    Table {
        rows: page.rows.len(),
        pages: vec![page],
        about: title,
        not_here: 0,
    }
}

fn heads(of: &'static [(&'static str, u8)]) -> impl Iterator<Item = Head> {
    of.iter().map(|(name, width)| Head::new(name, *width))
}

fn items(cell: &GridCell, earlier: &[YearCell]) -> Vec<Item> {
    let tally = &cell.tally;
    let minutes = earlier.iter().map(|month| month.counted_minutes);
    let minutes: Vec<u32> = minutes.chain([tally.counted_minutes]).collect();
    let sum = minutes.iter().fold(0, |sum: u32, one| sum.saturating_add(*one));
    let mut items = named(&cell.village);
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
