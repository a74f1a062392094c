//! Dates by chips and as people type them.

use chrono::{Datelike, NaiveDate};

/// Days before today that have a chip.
pub const CHIP_DAYS: u64 = 4;

/// Today and the days before it, newest first.
#[must_use]
pub fn recent(today: NaiveDate) -> Vec<NaiveDate> {
    (0..CHIP_DAYS)
        .filter_map(|days| today.checked_sub_days(chrono::Days::new(days)))
        .collect()
}

/// "2026-11-03".
#[must_use]
pub fn show(date: NaiveDate) -> String {
    date.to_string()
}

/// Reads "2026-11-3", "2026年11月3日", "20261103", "11-3", "11月3日" (the year of `today`). `None` for anything else.
#[must_use]
pub fn read(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let spaced: String = text.chars().map(|c| digit(c).unwrap_or(' ')).collect();
    let allowed = |c: char| digit(c).is_some() || crate::words::DATE_SIGNS.contains(c);
    let parts: Vec<&str> = spaced.split_whitespace().collect();
    if !text.chars().all(allowed) {
        return None;
    }
    match parts.as_slice() {
        [whole] if whole.len() == 8 => {
            let whole: u32 = whole.parse().ok()?;
            NaiveDate::from_ymd_opt(i32::try_from(whole / 10_000).ok()?, whole / 100 % 100, whole % 100)
        }
        [month, day] => NaiveDate::from_ymd_opt(today.year(), month.parse().ok()?, day.parse().ok()?),
        [year, month, day] if year.len() == 4 => {
            NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
        }
        _ => None,
    }
}

fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_digit(c as u32 - '０' as u32, 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn dates_are_read_the_way_people_write_them() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
        let third = NaiveDate::from_ymd_opt(2026, 11, 3);
        for text in [
            "2026-11-3",
            "2026-11-03",
            "2026年11月3日",
            "20261103",
            "11-3",
            "11月3日",
            "11/3",
            "１１月３日",
        ] {
            assert_eq!(read(text, today), third, "{text}");
        }
        for text in ["", "3", "2026-13-1", "2026-2-30", "昨天", "1-2-3-4", "26-11-3", "-"] {
            assert_eq!(read(text, today), None, "{text}");
        }
    }

    #[test]
    fn the_chips_begin_with_today() {
        let today = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
        assert_eq!(recent(today).first(), Some(&today));
        assert_eq!(recent(today).get(1), NaiveDate::from_ymd_opt(2026, 2, 28).as_ref());
    }
}
