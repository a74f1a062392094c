//! What the registers hold of a month's check (月度检查), village by village.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use cunfa_core::VillageCode;
use cunfa_core::register::{Column, RecordKind};
use cunfa_protocol::Code;
use cunfa_protocol::view::CheckFound;

use super::names::Names;
use super::{Book, one};
use crate::desk::Desk;

/// What was recorded of the month that begins on a day. Of a village of which a record stands and another one was refused, the one that stands.
pub(crate) fn of_month(desk: &Desk, month: NaiveDate) -> Result<BTreeMap<VillageCode, CheckFound>, Code> {
    let book = Book::of_session(desk)?;
    let names = Names::read(desk, &book)?;
    let mut found: BTreeMap<VillageCode, CheckFound> = BTreeMap::new();
    for record in book.of_kind(RecordKind::Check) {
        let Some((shown, row)) = book.shown(record).zip(book.row(record)) else {
            continue;
        };
        let of_month = shown.withdrawn.is_none() && shown.values.month() == Some(month);
        let Some(village) = shown.values.village(Column::Village).filter(|_| of_month) else {
            continue;
        };
        let last = book.registers.record(record);
        let said = last.map(|said| one::act(&book, &names, said));
        if said.is_some() || !found.contains_key(&village) {
            found.insert(village, CheckFound { row, said });
        }
    }
    Ok(found)
}
