//! A page of needs, and the row of one.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use cunfa_core::{Action, EntryId, may};
use cunfa_protocol::Code;
use cunfa_protocol::command;
use cunfa_protocol::view::{self, NeedState};
use cunfa_store::{NeedQuery, NeedRow};

use crate::desk::{Desk, code_of};
use crate::entries::places::Places;
use crate::entries::row::delivery;

/// Rows of a page.
const PAGE: u32 = 20;

/// The page.
pub(crate) fn list(desk: &Desk, with: &command::Needs) -> Result<view::Needs, Code> {
    let person = desk.person_who_may(Action::ReadNeed)?;
    let query = NeedQuery {
        scope: person.scope.clone(),
        village: with.village.clone(),
        open: with.open,
        search: with.search.clone(),
        offset: with.offset,
        limit: PAGE,
    };
    let store = desk.store()?;
    let page = store.needs(&query).map_err(code_of)?;
    let rows = Rows::of_session(desk)?;
    let may_record = may(person.role, Action::RecordNeed);
    let draft = store.need_draft(person.id).map_err(code_of)?;
    Ok(view::Needs {
        rows: page.rows.into_iter().map(|row| rows.view(row)).collect(),
        total: page.total,
        offset: page.offset,
        waiting: store.open_needs(&person.scope).map_err(code_of)?.count,
        may_record,
        draft: may_record && draft.is_some_and(|draft| draft.saved_at_ms.is_some()),
    })
}

/// What every row is shown with.
pub(crate) struct Rows {
    places: Places,
    in_hand: BTreeSet<EntryId>,
    today: NaiveDate,
}

impl Rows {
    /// Reads it once.
    pub(crate) fn of_session(desk: &Desk) -> Result<Rows, Code> {
        Ok(Rows {
            places: Places::of_session(desk)?,
            in_hand: desk.store()?.needs_in_hand().map_err(code_of)?,
            today: desk.today()?,
        })
    }

    /// As screens show it.
    pub(crate) fn view(&self, row: NeedRow) -> view::NeedRow {
        let days = (self.today - row.need.date).num_days();
        view::NeedRow {
            id: row.id,
            village_name: self.places.name(&row.need.village),
            state: self.state(&row),
            days: u32::try_from(days).unwrap_or(0),
            delivery: delivery(row.delivery),
            need: row.need,
        }
    }

    fn state(&self, row: &NeedRow) -> NeedState {
        if row.answered_by.is_some() {
            NeedState::Answered
        } else if row.need.closed.is_some() {
            NeedState::Closed
        } else if self.in_hand.contains(&row.id) {
            NeedState::InHand
        } else {
            NeedState::Waiting
        }
    }

    /// Name of a village's township.
    pub(crate) fn places(&self) -> &Places {
        &self.places
    }
}
