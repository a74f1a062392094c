//! The register of one kind.

use cunfa_core::register::{RecordKind, Registration, Shape};
use cunfa_core::{Action, may};
use cunfa_protocol::Code;
use cunfa_protocol::view::{MAX_LISTED_CHARS, RecordRow, RegisterList};

use super::Book;
use super::names::Names;
use crate::desk::Desk;

/// As far as the person may read it.
pub(crate) fn list(desk: &Desk, kind: RecordKind) -> Result<RegisterList, Code> {
    let person = desk.person_who_may(Action::ReadRegister)?;
    let book = Book::of_session(desk)?;
    let mut names = Names::read(desk, &book)?;
    let mut rows = Vec::new();
    for record in book.of_kind(kind) {
        if let (Some(shown), Some(row)) = (book.shown(record), book.row(record)) {
            names.need(shown);
            rows.push((order(&names, shown), cut(row)));
        }
    }
    rows.sort_by(|(before, _), (after, _)| before.cmp(after));
    Ok(RegisterList {
        kind,
        rows: rows.into_iter().map(|(_, row)| row).collect(),
        names: names.needed(),
        may_add: may(person.role, kind.action()),
        today: desk.today()?,
        came_ms: book.came_ms(),
    })
}

fn order(names: &Names, shown: &Registration) -> (bool, Vec<String>) {
    (shown.withdrawn.is_some(), names.order(shown))
}

/// Long texts are cut; a code never is.
fn cut(mut row: RecordRow) -> RecordRow {
    for (column, text) in &mut row.values {
        if matches!(column.shape(), Shape::Text(_)) && text.chars().nth(MAX_LISTED_CHARS).is_some() {
            *text = text.chars().take(MAX_LISTED_CHARS).collect();
        }
    }
    row
}
