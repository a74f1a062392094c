//! Rows of served persons while they are typed: keys that never change, so that two devices' edits meet.

use cunfa_core::ServedPerson;

/// A new, empty row. `chance` is a random number; the running number keeps rows in order on paper.
#[must_use]
pub fn new_row(rows: &[ServedPerson], chance: u16) -> ServedPerson {
    let last = rows
        .iter()
        .filter_map(|row| row.row.split('-').next()?.parse::<u32>().ok())
        .max()
        .unwrap_or(0);
    ServedPerson {
        row: format!("{:02}-{chance:04x}", (last + 1).min(99)),
        ..ServedPerson::default()
    }
}

/// Whether somebody of this name is on the list.
#[must_use]
pub fn has(rows: &[ServedPerson], name: &str) -> bool {
    rows.iter().any(|row| row.name.trim() == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_numbered_on_and_keep_their_keys() {
        let first = new_row(&[], 0x3fa2);
        assert_eq!(first.row, "01-3fa2");
        let third = ServedPerson {
            row: "03-0000".to_owned(),
            ..ServedPerson::default()
        };
        assert_eq!(new_row(&[first, third], 1).row, "04-0001");
    }
}
