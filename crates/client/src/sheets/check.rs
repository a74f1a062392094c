//! The office's check of a month: a page of villages, a page of the entries drawn, with room for what is found, and one to count in what villagers
//! answered when they were asked.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};
use cunfa_protocol::Code;
use cunfa_protocol::view::{CheckVillage, EntryRow, MonthCheck};
use cunfa_sheet::{Head, Item, Page};

use super::{Table, words, written_by};
use crate::app::Shared;
use crate::reviews::month_check;

/// The table.
pub(super) async fn table(shared: &Arc<Shared>, month: NaiveDate, made: NaiveDateTime) -> Result<Table, Code> {
    let found = shared.at_desk(move |desk| Ok((month_check::month_check(desk, month)?, written_by(desk, made)?)));
    let (check, by) = found.await?;
    let title = words::check_title(check.month);
    let lead = vec![by, words::check_data(&check.data)];
    let pages = vec![
        villages(&check, &title, lead.clone()),
        draws(&check, &words::draw_title(check.month), lead.clone()),
        asked(&check, &words::ask_title(check.month), lead),
    ];
    Ok(Table {
        rows: check.villages.len(),
        pages,
        about: title,
        not_here: check.data.not_here.try_into().unwrap_or(usize::MAX),
    })
}

fn heads(of: &'static [(&'static str, u8)]) -> Vec<Head> {
    of.iter().map(|(name, width)| Head::new(name, *width)).collect()
}

fn villages(check: &MonthCheck, title: &str, lead: Vec<String>) -> Page {
    Page {
        name: words::CHECK.to_owned(),
        title: title.to_owned(),
        lead,
        heads: heads(words::CHECK_HEADS),
        rows: check.villages.iter().map(village).collect(),
        foot: words::rules(&check.rules),
    }
}

fn village(of: &CheckVillage) -> Vec<Item> {
    let (cell, tally) = (&of.cell, &of.cell.tally);
    vec![
        Item::from(cell.village.township.clone()),
        Item::from(cell.village.name.clone()),
        Item::from(cell.village.code.to_string()),
        Item::from(words::standing(&cell.standing).unwrap_or_else(|| of.counsel.join("、"))),
        Item::Number(of.entries),
        Item::Number(tally.counted_minutes),
        Item::Number(tally.owed_minutes),
        Item::Number(tally.missing_minutes()),
        Item::Number(tally.lectures),
        Item::Number(tally.owed_lectures),
        Item::Number(cell.unsigned),
        Item::Number(cell.unreviewed),
        Item::Number(of.returned),
        Item::from(words::rule(&tally.rule, tally.rule_version)),
        Item::Empty,
    ]
}

fn draws(check: &MonthCheck, title: &str, lead: Vec<String>) -> Page {
    let rows = check.villages.iter().flat_map(|village| village.drawn.iter());
    Page {
        name: words::DRAWN.to_owned(),
        title: title.to_owned(),
        lead,
        heads: heads(words::DRAWN_HEADS),
        rows: rows.map(drawn).collect(),
        foot: words::DRAWN_FOOT.iter().map(|line| (*line).to_owned()).collect(),
    }
}

fn drawn(row: &EntryRow) -> Vec<Item> {
    vec![
        Item::from(row.village_name.clone()),
        Item::from(row.number.clone()),
        Item::from(row.date.format("%Y-%m-%d").to_string()),
        Item::Number(u32::from(row.minutes)),
        Item::from(words::mode(row.mode).to_owned()),
        Item::from(words::kind(row.kind).to_owned()),
        Item::from(row.people.clone()),
        Item::from(row.matter.clone()),
        Item::from(row.counsel_name.clone()),
        Item::Empty,
        Item::Empty,
        Item::Empty,
    ]
}

/// A row for each question in each village with entries drawn: how many gave which answer. No names.
fn asked(check: &MonthCheck, title: &str, lead: Vec<String>) -> Page {
    let villages = check.villages.iter().filter(|village| !village.drawn.is_empty());
    let rows = villages.flat_map(|of| words::ASK_QUESTIONS.iter().map(move |question| (of, question)));
    let rows = rows.map(|(of, question)| {
        let village = &of.cell.village;
        let mut items = vec![
            Item::from(village.name.as_str()),
            Item::from(village.code.to_string()),
            Item::from(*question),
        ];
        items.extend(words::ASK_HEADS.iter().skip(items.len()).map(|_| Item::Empty));
        items
    });
    Page {
        name: words::ASKED.to_owned(),
        title: title.to_owned(),
        lead,
        heads: heads(words::ASK_HEADS),
        rows: rows.collect(),
        foot: vec![words::ASK_FOOT.to_owned()],
    }
}
