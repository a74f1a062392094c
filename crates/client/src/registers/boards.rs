//! The notice boards (公示牌) of the person's villages, with who is counsel there today.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use cunfa_core::register::{Appointment, Column, RecordKind};
use cunfa_core::{Action, EntryId, VillageCode};
use cunfa_protocol::Code;
use cunfa_protocol::view::{BoardCounsel, BoardView, Boards, RecordRow, RecordState, VillageRow};

use super::Book;
use super::names::Names;
use crate::desk::Desk;
use crate::entries::places::{self, Places};

/// Every village of the scope, by code.
pub(crate) fn boards(desk: &Desk) -> Result<Boards, Code> {
    let person = desk.person_who_may(Action::ReadRegister)?;
    let book = Book::of_session(desk)?;
    let names = Names::read(desk, &book)?;
    let (records, today) = (records(&book), desk.today()?);
    let places = Places::of_session(desk)?;
    let boards = places.all().map(|village| {
        let record = records.get(village.code.as_str()).and_then(|record| book.row(*record));
        board(
            places::row(village),
            record,
            counsel(&book, &names, &village.code, today),
            person.may_in(Action::KeepBoard, &village.code),
        )
    });
    Ok(Boards {
        boards: boards.collect(),
        today,
    })
}

/// The board's record of each village, by code.
fn records(book: &Book) -> BTreeMap<String, EntryId> {
    let holding = book.of_kind(RecordKind::Board).into_iter().filter_map(|record| {
        let shown = book.shown(record)?;
        let village = shown.values.get(Column::Village)?.to_owned();
        shown.withdrawn.is_none().then_some((village, record))
    });
    holding.collect()
}

fn board(village: VillageRow, record: Option<RecordRow>, counsel: Vec<BoardCounsel>, may_write: bool) -> BoardView {
    let (record, act, values, state) = match record {
        Some(row) => (Some(row.record), row.act, row.values, row.state),
        None => (None, None, Vec::new(), RecordState::Stands),
    };
    BoardView {
        village,
        record,
        act,
        values,
        state,
        counsel,
        may_write,
    }
}

/// Who is appointed there on the day, stand-ins first.
fn counsel(book: &Book, names: &Names, village: &VillageCode, day: NaiveDate) -> Vec<BoardCounsel> {
    let mut appointed = book.registers.appointments_in(village);
    appointed.retain(|one| one.days.hold(day));
    appointed.sort_by_key(|one| one.stands_in.is_none());
    appointed.iter().map(|one| named(book, names, one)).collect()
}

fn named(book: &Book, names: &Names, appointed: &Appointment) -> BoardCounsel {
    let Some(counsel) = book.registers.counsel_of(appointed.person) else {
        return BoardCounsel {
            name: names.of_person(appointed.person),
            firm: String::new(),
            phone: String::new(),
        };
    };
    let firm = book.registers.firm_of(&counsel);
    BoardCounsel {
        firm: firm.map(|firm| firm.name).unwrap_or_default(),
        name: counsel.name,
        phone: counsel.phone,
    }
}
