//! When the program speaks of a village that is still short this month. No policy asks for it: it is a courtesy, and never a penalty.

use chrono::{Datelike as _, NaiveDate};

/// From this day of the month on.
pub const REMIND_FROM_DAY: u32 = 20;

/// Whether it is late enough in the month to speak of what is missing.
#[must_use]
pub fn is_time_to_remind(today: NaiveDate) -> bool {
    today.day() >= REMIND_FROM_DAY
}

/// Days of the month that are left, today among them: 1 to 31.
#[must_use]
pub fn days_left(today: NaiveDate) -> u32 {
    let after = today.iter_days().take_while(|day| day.month() == today.month());
    u32::try_from(after.count()).unwrap_or(0)
}
