//! Civil days in China, by which dates of the work are meant.

use chrono::{DateTime, Days, NaiveDate};

/// How far the clock there is ahead of UTC, ms.
const AHEAD_MS: i64 = 8 * 60 * 60 * 1_000;
/// A day, ms.
pub(crate) const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// The day at a time in ms since 1970 UTC.
pub(crate) fn in_china(now_ms: i64) -> NaiveDate {
    let there = DateTime::from_timestamp_millis(now_ms.saturating_add(AHEAD_MS));
    there.unwrap_or_default().date_naive()
}

/// How many ms of that day are left.
pub(crate) fn rest_ms(now_ms: i64) -> i64 {
    DAY_MS - now_ms.saturating_add(AHEAD_MS).rem_euclid(DAY_MS)
}

/// The day so many days before, or the first there is.
pub(crate) fn before(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_four_in_the_afternoon_of_the_one_before_by_utc() {
        // 2026-11-25T00:00Z
        let morning = 1_795_564_800_000;
        let date = |ms| in_china(ms).to_string();
        assert_eq!(
            (date(morning), rest_ms(morning)),
            ("2026-11-25".to_owned(), 16 * 60 * 60 * 1_000)
        );
        let midnight = morning + rest_ms(morning);
        assert_eq!(
            (date(midnight - 1), rest_ms(midnight - 1)),
            ("2026-11-25".to_owned(), 1)
        );
        assert_eq!((date(midnight), rest_ms(midnight)), ("2026-11-26".to_owned(), DAY_MS));
        assert_eq!(before(in_china(midnight), 26).to_string(), "2026-10-31");
    }
}
