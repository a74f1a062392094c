//! The office's check of a month: a page of villages, a page of the entries drawn, with room for what is found, and one to count in what villagers
//! answered when they were asked. What the office recorded stands in its place, with who signed it and when.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};
use cunfa_core::register::{Answers, Asked, Finding, MonthlyCheck, Record as _, Values};
use cunfa_protocol::Code;
use cunfa_protocol::view::{CheckVillage, EntryRow, MonthCheck};
use cunfa_sheet::{Head, Item, Page};

use super::{Table, register_words, words, written_by};
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
        found(of).map_or(Item::Empty, |check| {
            Item::from(register_words::check(&check, &signed(of)))
        }),
    ]
}

/// What was recorded of it.
fn found(of: &CheckVillage) -> Option<MonthlyCheck> {
    let row = &of.found.as_ref()?.row;
    MonthlyCheck::read(row.record, &Values::from(row.values.clone()))
}

/// By whom and when.
fn signed(of: &CheckVillage) -> String {
    let said = of.found.as_ref().and_then(|found| found.said.as_ref());
    said.map_or_else(
        || register_words::REFUSED.to_owned(),
        |said| register_words::signed(&said.by, said.role, said.at_ms),
    )
}

fn draws(check: &MonthCheck, title: &str, lead: Vec<String>) -> Page {
    let rows = check.villages.iter().flat_map(|village| {
        let found = found(village).map(|check| check.drawn).unwrap_or_default();
        let rows = village.drawn.iter();
        rows.map(move |row| {
            let of_it = found.iter().find(|(entry, _)| *entry == row.entry);
            drawn(row, of_it.map(|(_, found)| *found))
        })
    });
    Page {
        name: words::DRAWN.to_owned(),
        title: title.to_owned(),
        lead,
        heads: heads(words::DRAWN_HEADS),
        rows: rows.collect(),
        foot: words::DRAWN_FOOT.iter().map(|line| (*line).to_owned()).collect(),
    }
}

fn drawn(row: &EntryRow, found: Option<Finding>) -> Vec<Item> {
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
        found.map_or(Item::Empty, |found| Item::from(register_words::finding(found))),
        Item::Empty,
        Item::Empty,
    ]
}

/// A row for each question in each village with entries drawn, or of which answers are recorded: how many gave which answer. No names.
fn asked(check: &MonthCheck, title: &str, lead: Vec<String>) -> Page {
    let all = check.villages.iter().map(|village| {
        let answers = found(village).map(|check| check.answers).unwrap_or_default();
        (village, answers)
    });
    let asked = all.filter(|(village, answers)| !(village.drawn.is_empty() && answers.is_empty()));
    let asked: Vec<(&CheckVillage, Vec<(Asked, Answers)>)> = asked.collect();
    let questions = || words::ASK_QUESTIONS.iter().zip(Asked::ALL);
    let rows = asked
        .iter()
        .flat_map(|(of, answers)| questions().map(move |one| (of, answers, one)));
    let rows = rows.map(|(of, answers, (question, asked))| {
        let village = &of.cell.village;
        let mut items = vec![
            Item::from(village.name.as_str()),
            Item::from(village.code.to_string()),
            Item::from(*question),
        ];
        if let Some((_, of)) = answers.iter().find(|(one, _)| one == asked) {
            items.extend([of.asked, of.good, of.fair, of.poor].map(Item::Number));
        }
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
