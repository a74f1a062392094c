//! A clock that stands until it is moved, forwards or backwards, in any time zone.

use std::sync::atomic::{AtomicI32, AtomicI64, Ordering};

use chrono::{DateTime, Duration, NaiveDateTime};
use cunfa_client::Clock;

/// 2026-11-23 10:00 in Nanning.
pub const START_MS: i64 = 1_795_399_200_000;
/// Minutes east of UTC in Nanning.
pub const NANNING_MINUTES: i32 = 480;
/// A minute.
pub const MINUTE_MS: i64 = 60_000;
/// A day.
pub const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
/// A year, about.
pub const YEAR_MS: i64 = 365 * DAY_MS;

/// The clock of one device or of the server.
#[derive(Debug)]
pub struct TestClock {
    now_ms: AtomicI64,
    east_minutes: AtomicI32,
}

impl Default for TestClock {
    fn default() -> Self {
        TestClock {
            now_ms: AtomicI64::new(START_MS),
            east_minutes: AtomicI32::new(NANNING_MINUTES),
        }
    }
}

impl TestClock {
    /// In another time zone.
    #[must_use]
    pub fn in_zone(east_minutes: i32) -> TestClock {
        TestClock {
            now_ms: AtomicI64::new(START_MS),
            east_minutes: AtomicI32::new(east_minutes),
        }
    }

    /// Moves it; backwards with a negative number.
    pub fn advance(&self, ms: i64) {
        self.now_ms.fetch_add(ms, Ordering::SeqCst);
    }

    /// What it shows, ms since 1970.
    #[must_use]
    pub fn ms(&self) -> i64 {
        self.now_ms.load(Ordering::SeqCst)
    }
}

impl Clock for TestClock {
    fn now_ms(&self) -> i64 {
        self.ms()
    }

    fn local(&self) -> NaiveDateTime {
        let utc = DateTime::from_timestamp_millis(self.ms())
            .unwrap_or_default()
            .naive_utc();
        utc + Duration::minutes(i64::from(self.east_minutes.load(Ordering::SeqCst)))
    }
}
