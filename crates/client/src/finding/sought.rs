//! What is looked for, as the store understands it: months by name become dates where the device is.

use chrono::{Datelike as _, NaiveDate};
use cunfa_core::rules::first_of_month;
use cunfa_protocol::view::MonthOf;

/// The first day of the month, seen from `today`.
pub(crate) fn month(month: MonthOf, today: NaiveDate) -> NaiveDate {
    let this = first_of_month(today);
    match month {
        MonthOf::This => this,
        MonthOf::Last => this.pred_opt().map_or(this, first_of_month),
        MonthOf::Of(date) => date.with_day(1).unwrap_or(date),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_month_by_name_follows_the_day_it_is_asked_on() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(month(MonthOf::This, day("2026-11-23")), day("2026-11-01"));
        assert_eq!(month(MonthOf::Last, day("2027-01-01")), day("2026-12-01"));
        assert_eq!(month(MonthOf::Last, day("2026-03-31")), day("2026-02-01"));
        assert_eq!(
            month(MonthOf::Of(day("2026-05-17")), day("2026-11-23")),
            day("2026-05-01")
        );
    }
}
