//! The page's clock and chance: the only place of the interface that asks the machine for either.

use chrono::{Datelike as _, NaiveDate};

use crate::model::hours;

/// Now, ms since 1970 by the device's clock.
#[must_use]
pub fn now_ms() -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "a clock in ms fits")]
    let now = js_sys::Date::now() as i64;
    now
}

/// Local time minus UTC at a moment, in minutes.
#[must_use]
pub fn offset_minutes(ms: i64) -> i32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "an offset is under a day"
    )]
    let offset = -js_sys::Date::new(&(ms as f64).into()).get_timezone_offset() as i32;
    offset
}

/// A moment in words, seen from now: "今天 14:32".
#[must_use]
pub fn moment(ms: i64) -> String {
    crate::model::hours::moment(ms, now_ms(), offset_minutes(ms))
}

/// The clock time of a moment: "14:32".
#[must_use]
pub fn clock(ms: i64) -> String {
    crate::model::hours::clock(ms, offset_minutes(ms))
}

/// A small random number, for keys of rows.
#[must_use]
pub fn chance() -> u16 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "under 65536")]
    let number = (js_sys::Math::random() * 65_536.0) as u16;
    number
}

/// Today where the device is.
#[must_use]
pub fn today() -> NaiveDate {
    let now = now_ms();
    let local = hours::local(now, offset_minutes(now));
    local.map(|at| at.date()).unwrap_or_default()
}

/// First day of the present month where the device is.
#[must_use]
pub fn this_month() -> NaiveDate {
    let today = today();
    today.with_day(1).unwrap_or(today)
}
