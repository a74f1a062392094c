//! Merged cells: only the uppermost holds the value; those it covers below get it too.

use std::collections::BTreeMap;

use super::{Cell, ReadError, Row};

/// Most merged regions, and most cells filled by them.
const MOST_REGIONS: usize = 100_000;
const MOST_FILLED: usize = 1_000_000;

/// A region: first and last row, first column; rows and columns from 0.
pub(super) struct Region {
    pub(super) rows: (u32, u32),
    pub(super) column: u32,
}

/// Fills down. A region that is wider than a column fills its first one alone: what lies beside it was never meant.
pub(super) fn fill(rows: &mut BTreeMap<u32, Row>, regions: &[Region]) -> Result<(), ReadError> {
    if regions.len() > MOST_REGIONS {
        return Err(ReadError::TooWide);
    }
    let mut filled = 0;
    for region in regions {
        let (first, last) = (region.rows.0.saturating_add(1), region.rows.1.saturating_add(1));
        let top = rows.get(&first).and_then(|row| row.get(&region.column));
        let Some(value) = top.map(|cell| cell.value.clone()) else {
            continue;
        };
        if last <= first {
            continue;
        }
        for (_, row) in rows.range_mut(first.saturating_add(1)..=last) {
            filled += 1;
            if filled > MOST_FILLED {
                return Err(ReadError::TooWide);
            }
            row.entry(region.column).or_insert_with(|| Cell {
                value: value.clone(),
                formula: false,
                merged: true,
            });
        }
    }
    Ok(())
}
