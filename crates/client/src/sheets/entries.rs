//! What is sought in the volumes as a table, with the official texts; of one village and year also its months.

use std::sync::Arc;

use chrono::{Datelike as _, NaiveDate, NaiveDateTime};
use cunfa_core::rules::Basis;
use cunfa_core::{Action, Entry, EntryId, PersonId, ServiceTime, VillageCode};
use cunfa_protocol::Code;
use cunfa_protocol::view::Sought;
use cunfa_sheet::{Head, Item, Page};
use cunfa_store::{Delivery, Row, RowQuery};

use super::{Table, months, words, written_by};
use crate::app::Shared;
use crate::desk::{Desk, code_of};
use crate::entries::places::Places;
use crate::finding::sought;
use crate::reviews::year_grid::add_bases;

/// Texts read in one go: whoever else wants something waits no longer than for these.
const AT_ONCE: usize = 128;

/// What is known before the texts.
struct Found {
    reader: PersonId,
    rows: Vec<Row>,
    places: Places,
    page: Page,
    about: String,
}

/// The table.
pub(super) async fn table(shared: &Arc<Shared>, sought: Sought, made: NaiveDateTime) -> Result<Table, Code> {
    let volume = sought.village.clone().zip(sought.year);
    let found = shared.at_desk(move |desk| find(desk, &sought, made)).await?;
    let Found {
        reader,
        rows,
        places,
        mut page,
        about,
    } = found;
    let mut not_here = 0;
    for some in rows.chunks(AT_ONCE) {
        let here = some.iter().filter(|row| row.delivery != Delivery::NotHere);
        let ids: Vec<EntryId> = here.map(|row| row.entry).collect();
        let texts = shared
            .at_desk(move |desk| {
                same(desk, reader)?;
                desk.store()?.texts(&ids).map_err(code_of)
            })
            .await?;
        let mut texts = texts.into_iter();
        for row in some {
            let text = match row.delivery {
                Delivery::NotHere => None,
                Delivery::Here | Delivery::Parked(_) | Delivery::Delivered => texts.next().flatten(),
            };
            not_here += usize::from(text.is_none());
            page.rows.push(items(row, text.as_ref(), &places));
        }
    }
    page.lead.push(words::counted(rows.len(), not_here));
    let mut pages = vec![page];
    if let Some((village, year)) = volume {
        let year = move |desk: &mut Desk| same(desk, reader).and_then(|()| year_of(desk, &village, year));
        pages.push(shared.at_desk(year).await?);
    }
    Ok(Table {
        pages,
        about,
        rows: rows.len(),
        not_here,
    })
}

/// Whoever sits there now may be somebody else.
fn same(desk: &Desk, reader: PersonId) -> Result<(), Code> {
    if desk.person_who_may(Action::ReadEntry)?.id == reader {
        Ok(())
    } else {
        Err(Code::Locked)
    }
}

fn find(desk: &Desk, with: &Sought, made: NaiveDateTime) -> Result<Found, Code> {
    let person = desk.person_who_may(Action::ReadEntry)?;
    let today = desk.today()?;
    let month = with.filter.month.map(|month| sought::month(month, today));
    let query = RowQuery {
        scope: person.scope.clone(),
        village: with.village.clone(),
        year: with.year,
        month,
        stages: with.filter.stages.clone(),
        kind: with.filter.kind,
        mode: with.filter.mode,
        major: with.filter.major,
        unsent: with.filter.unsent,
        search: with.search.clone(),
        offset: 0,
        limit: u32::MAX,
    };
    let rows = desk.store()?.rows(&query).map_err(code_of)?.rows;
    let places = Places::of_session(desk)?;
    let place = with.village.as_ref().map(|code| places.row(code));
    let title = words::entries_title(place.as_ref(), with.year);
    let page = Page {
        name: words::ENTRIES.to_owned(),
        title: title.clone(),
        lead: vec![written_by(desk, made)?, words::sought(with, month)],
        heads: words::ENTRY_HEADS
            .iter()
            .map(|(name, width)| Head::new(name, *width))
            .collect(),
        rows: Vec::with_capacity(rows.len()),
        foot: words::ENTRY_FOOT.iter().map(|line| (*line).to_owned()).collect(),
    };
    Ok(Found {
        reader: person.id,
        rows,
        places,
        page,
        about: title,
    })
}

/// One row; without a text what the row itself tells.
fn items(row: &Row, text: Option<&Entry>, places: &Places) -> Vec<Item> {
    let (start, end) = match row.time {
        ServiceTime::Interval { start, end } => (start.format("%H:%M").to_string(), end.format("%H:%M").to_string()),
        ServiceTime::Minutes(_) => (String::new(), String::new()),
    };
    let missing = || words::NOT_HERE.to_owned();
    let of = |part: fn(&Entry) -> String| text.map_or_else(missing, part);
    let heads = row.head_count.map_or(Item::Empty, Item::Number);
    vec![
        Item::from(row.number.clone()),
        Item::from(row.date.to_string()),
        Item::from(start),
        Item::from(end),
        Item::Number(u32::from(row.time.minutes())),
        Item::from(places.township(&row.village)),
        Item::from(places.name(&row.village)),
        Item::from(words::mode(row.mode)),
        Item::from(words::kind(row.kind)),
        Item::from(row.names.join("、")),
        heads,
        Item::from(text.map_or_else(|| row.matter.clone(), |text| text.matter.clone())),
        Item::from(of(|text| text.advice.clone())),
        Item::from(of(|text| text.result.clone())),
        Item::from(of(|text| {
            text.result_class
                .map(words::result_class)
                .unwrap_or_default()
                .to_owned()
        })),
        Item::from(of(words::details)),
        Item::from(match text {
            Some(text) => text.major.clone().unwrap_or_default(),
            None if row.major => words::YES.to_owned(),
            None => String::new(),
        }),
        Item::from(of(|text| text.paid.clone().unwrap_or_default())),
        Item::from(row.counsel_name.clone()),
        Item::from(words::stage(row)),
        Item::from(words::delivery(row.delivery)),
        Item::from(row.written_at.replace('T', " ")),
    ]
}

/// The months of one village and year, each by its own rule.
fn year_of(desk: &Desk, village: &VillageCode, year: i32) -> Result<Page, Code> {
    let today = desk.today()?;
    let last = if year < today.year() { 12 } else { today.month() };
    let mut page = Page {
        name: words::MONTHS.to_owned(),
        title: words::months_title(&Places::of_session(desk)?.row(village), year),
        heads: words::MONTH_HEADS
            .iter()
            .map(|(name, width)| Head::new(name, *width))
            .collect(),
        ..Page::default()
    };
    let mut bases: Vec<Basis> = Vec::new();
    if year <= today.year() {
        for month in (1..=last).filter_map(|month| NaiveDate::from_ymd_opt(year, month, 1)) {
            let (tally, found) = months::tally_of(desk, month, village)?;
            add_bases(&mut bases, found);
            page.rows.push(vec![
                Item::from(words::month(month)),
                Item::Number(tally.counted_minutes),
                Item::Number(tally.owed_minutes),
                Item::Number(tally.missing_minutes()),
                Item::Number(tally.lectures),
                Item::Number(tally.owed_lectures),
                Item::from(tally.rule.clone()),
                Item::Number(tally.rule_version),
            ]);
        }
    }
    page.foot = words::rules(&bases);
    Ok(page)
}
