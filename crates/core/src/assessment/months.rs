//! Months of a report, each by its first day. A half-year's are those of `register::Half`.

use chrono::{Months, NaiveDate};

/// The first days of a year's months; none for a year that the calendar does not reach.
#[must_use]
pub fn months_of_year(year: i32) -> Vec<NaiveDate> {
    let months = (1..=12).filter_map(|month| NaiveDate::from_ymd_opt(year, month, 1));
    months.collect()
}

/// The first day of the next month.
pub(super) fn next(month: NaiveDate) -> NaiveDate {
    month.checked_add_months(Months::new(1)).unwrap_or(month)
}

/// Whether a month is over.
pub(super) fn is_over(month: NaiveDate, today: NaiveDate) -> bool {
    next(month) <= today
}
