//! A list of counsel against the registers of villages and people. A person may stand in several rows, one for each village.

mod people;
mod row;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use cunfa_core::{Person, Village, VillageCode};

use super::heading;
use super::{Column, ListError, Place, Preview};
use crate::read::Book;
use people::together;
use row::read;
pub(in crate::list) use row::{Known, Stop, by_code, by_name, official, role_of};
pub(in crate::list) use words::{ROLES, WORDS};

/// A counsel of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// 姓名.
    pub name: String,
    /// As it is printed beside a signature: firm and what they are.
    pub post: String,
    /// Their villages, by code, each once.
    pub villages: Vec<VillageCode>,
}

/// The registers a list of counsel is held against.
#[derive(Debug, Clone, Copy)]
pub struct Held<'r> {
    /// Villages.
    pub villages: &'r [Village],
    /// People.
    pub people: &'r [Person],
}

/// Looks at a list of counsel. A row needs a name and a village, by code or by name; rows of one name, firm and role are one person, who is
/// taken in whole or not at all.
///
/// # Errors
/// As [`ListError`].
pub fn counsel(book: &Book, register: Held<'_>) -> Result<Preview<Listed>, ListError> {
    let known = Known::new(register.villages);
    let mut rows = Vec::new();
    let (mut other_sheets, mut other_columns) = (Vec::new(), BTreeSet::new());
    let mut found = false;
    for sheet in &book.sheets {
        let suffices = |columns: &BTreeMap<Column, u32>| {
            columns.contains_key(&Column::Name)
                && (columns.contains_key(&Column::Village) || columns.contains_key(&Column::Code))
        };
        let Some(headings) = heading::find(sheet, WORDS, suffices) else {
            other_sheets.push(sheet.name.clone());
            continue;
        };
        found = true;
        other_columns.extend(headings.others.iter().cloned());
        for (number, row) in sheet.rows.range(headings.row.saturating_add(1)..) {
            let place = Place {
                sheet: sheet.name.clone(),
                row: *number,
            };
            if !headings.is_again(row, WORDS) {
                rows.extend(read(place, row, &headings, &known));
            }
        }
    }
    let hidden = book.hidden.clone();
    if !found {
        return Err(ListError::NoHeadings { hidden });
    }
    if rows.is_empty() {
        return Err(ListError::NoRows { hidden });
    }
    Ok(Preview {
        hidden,
        other_sheets,
        other_columns: other_columns.into_iter().collect(),
        lines: together(rows, register.people),
    })
}
