//! The row with the headings: the row among the first ones of a sheet in which most columns are known, wherever they stand.

use std::collections::BTreeMap;

use super::Column;
use super::clean::half_width;
use crate::read::{Row, Sheet, Value};

/// Rows with something in them that are looked at.
const LOOKED_AT: usize = 30;

/// The headings of a sheet.
pub(super) struct Headings {
    /// Their row.
    pub(super) row: u32,
    /// Where the columns are.
    pub(super) columns: BTreeMap<Column, u32>,
    /// Headings that mean none of the columns.
    pub(super) others: Vec<String>,
}

impl Headings {
    /// Where a column is.
    pub(super) fn at(&self, column: Column) -> Option<u32> {
        self.columns.get(&column).copied()
    }

    /// Whether a row says the headings once more, as on every page of a printed list.
    pub(super) fn is_again(&self, row: &Row, words: &Words) -> bool {
        let mut same = self.columns.iter().map(|(column, at)| {
            let text = row.get(at).map(|cell| normal(&cell.value));
            text.is_some_and(|text| {
                words
                    .iter()
                    .any(|(one, names)| one == column && names.contains(&text.as_str()))
            })
        });
        self.columns.len() > 1 && same.all(|is| is)
    }
}

/// What headings are called, without blanks, brackets and strokes.
pub(super) type Words = [(Column, &'static [&'static str])];

/// Finds them; `suffices` says whether enough columns are known. The first row that knows most; the one right below it when it knows as
/// many: a heading in two rows ends with the finer one.
pub(super) fn find(
    sheet: &Sheet,
    words: &Words,
    suffices: impl Fn(&BTreeMap<Column, u32>) -> bool,
) -> Option<Headings> {
    let rows = sheet.rows.iter().take(LOOKED_AT);
    let found = rows.map(|(number, row)| read(*number, row, words));
    let mut best: Option<Headings> = None;
    for headings in found.filter(|headings| suffices(&headings.columns)) {
        let is_better = best.as_ref().is_none_or(|best| {
            let (known, more) = (best.columns.len(), headings.columns.len());
            more > known || (more == known && headings.row == best.row + 1)
        });
        if is_better {
            best = Some(headings);
        }
    }
    best
}

fn read(number: u32, row: &Row, words: &Words) -> Headings {
    let mut headings = Headings {
        row: number,
        columns: BTreeMap::new(),
        others: Vec::new(),
    };
    for (at, cell) in row {
        let text = normal(&cell.value);
        let meant = words.iter().find(|(_, names)| names.contains(&text.as_str()));
        match meant {
            Some((column, _)) if !headings.columns.contains_key(column) => {
                headings.columns.insert(*column, *at);
            }
            Some(_) | None if text.is_empty() => {}
            Some(_) | None => headings.others.push(text),
        }
    }
    headings
}

/// Without blanks, brackets, strokes, stars; digits and letters narrow and small.
fn normal(value: &Value) -> String {
    let Value::Text(text) = value else {
        return String::new();
    };
    let left_out = |c: &char| {
        c.is_whitespace()
            || matches!(
                c,
                '（' | '）' | '(' | ')' | '、' | '/' | '*' | '＊' | ':' | '：' | '【' | '】' | '_' | '-'
            )
    };
    let kept = text.chars().map(half_width).filter(|c| !left_out(c));
    kept.flat_map(char::to_lowercase).collect()
}
