//! 跟进日期 by chips.

use chrono::{Days, Months, NaiveDate};

/// In a week, in two weeks, in a month, counted from today: that is when somebody looks at the calendar.
#[must_use]
pub fn days(today: NaiveDate) -> [Option<NaiveDate>; 3] {
    [
        today.checked_add_days(Days::new(7)),
        today.checked_add_days(Days::new(14)),
        today.checked_add_months(Months::new(1)),
    ]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_chips_are_a_week_two_weeks_and_a_month_ahead() {
        let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day);
        assert_eq!(days(day(1, 31).unwrap()), [day(2, 7), day(2, 14), day(2, 28)]);
    }
}
