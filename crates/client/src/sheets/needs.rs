//! The needs of the person's villages (群众法律需求) as a table: those that wait first, each with where it stands and what answers it. Phones are
//! left out.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDateTime;
use cunfa_core::{Action, EntryId};
use cunfa_protocol::Code;
use cunfa_protocol::view::NeedRow;
use cunfa_sheet::{Head, Item, Page};
use cunfa_store::{NeedQuery, Row};

use super::{Table, words, written_by};
use crate::app::Shared;
use crate::desk::{Desk, code_of};
use crate::needs::list::Rows;

/// The table.
pub(super) async fn table(shared: &Arc<Shared>, made: NaiveDateTime) -> Result<Table, Code> {
    shared.at_desk(move |desk| found(desk, made)).await
}

fn found(desk: &Desk, made: NaiveDateTime) -> Result<Table, Code> {
    let person = desk.person_who_may(Action::ReadNeed)?;
    let query = NeedQuery {
        scope: person.scope.clone(),
        limit: u32::MAX,
        ..NeedQuery::default()
    };
    let needs = desk.store()?.needs(&query).map_err(code_of)?.rows;
    let answers: Vec<EntryId> = needs.iter().filter_map(|need| need.answered_by).collect();
    let answers = desk.store()?.rows_of(&answers, &person.scope).map_err(code_of)?;
    let answers: BTreeMap<EntryId, Row> = answers.into_iter().map(|row| (row.entry, row)).collect();
    let rows = Rows::of_session(desk)?;
    let items = needs.into_iter().map(|need| {
        let answer = need.answered_by.and_then(|entry| answers.get(&entry));
        let township = rows.places().township(&need.need.village);
        items(&rows.view(need), township, answer)
    });
    let page = Page {
        name: words::NEEDS.to_owned(),
        title: words::NEEDS.to_owned(),
        lead: vec![written_by(desk, made)?],
        heads: words::NEED_HEADS
            .iter()
            .map(|(name, width)| Head::new(name, *width))
            .collect(),
        rows: items.collect(),
        foot: words::NEED_FOOT.iter().map(|line| (*line).to_owned()).collect(),
    };
    Ok(Table {
        rows: page.rows.len(),
        pages: vec![page],
        about: words::NEEDS.to_owned(),
        not_here: 0,
    })
}

fn items(of: &NeedRow, township: String, answer: Option<&Row>) -> Vec<Item> {
    let need = &of.need;
    let closed = need.closed.as_ref();
    let text = |text: Option<String>| text.map_or(Item::Empty, Item::from);
    vec![
        Item::from(need.date.to_string()),
        Item::from(township),
        Item::from(of.village_name.as_str()),
        Item::from(need.village.to_string()),
        Item::from(need.name.as_str()),
        text(need.category.map(|category| words::category(category).to_owned())),
        Item::from(need.matter.as_str()),
        Item::from(words::channel(need.channel)),
        Item::from(words::need_state(of.state)),
        text(answer.map(|row| row.number.clone())),
        text(answer.map(|row| row.date.to_string())),
        text(closed.map(|one| words::close_reason(one.reason).to_owned())),
        text(closed.map(|one| one.note.clone())),
        Item::from(need.recorder_name.as_str()),
        Item::from(need.written_at.replace('T', " ")),
    ]
}
