//! Time as the app takes it in: one place asks the system, everybody below gets it as an argument.
//! Device time is shown and signed with its quality; it never decides acceptance, order or duplicates.

use chrono::{Local, NaiveDateTime, Utc};

/// A device's clock.
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970-01-01 UTC, as this device believes.
    fn now_ms(&self) -> i64;
    /// Civil date and time where the device is.
    fn local(&self) -> NaiveDateTime;
}

/// From this difference on a device's clock is off.
pub(crate) const CLOCK_OFF_MS: i64 = 10 * 60_000;

/// A signed word of the server's clock, and the device's clock when it came, in ms since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard {
    /// What it said.
    pub server_ms: i64,
    /// What the device's clock said.
    pub device_ms: i64,
}

impl Heard {
    /// Whether the device's clock, which says `now_ms`, stands before the word: then it is wrong, and by how much is not known.
    #[must_use]
    pub fn is_behind(self, now_ms: i64) -> bool {
        now_ms.saturating_add(CLOCK_OFF_MS) < self.server_ms
    }

    /// The likeliest time.
    #[must_use]
    pub fn likely_ms(self, now_ms: i64) -> i64 {
        match self.put_right(now_ms) {
            None if self.is_behind(now_ms) => self.server_ms,
            // Set right since, or still off: behind, it is past the word either way; ahead, the earlier time is likelier.
            Some(right) if self.is_behind(now_ms) || right < now_ms => right,
            Some(_) | None => now_ms,
        }
    }

    /// The latest time it may be where the device's clock is not behind the word.
    #[must_use]
    pub fn latest_ms(self, now_ms: i64) -> i64 {
        self.put_right(now_ms).map_or(now_ms, |right| right.max(now_ms))
    }

    /// The device's clock less what it was off when the word came; `None` when it was right, or fell back since.
    fn put_right(self, now_ms: i64) -> Option<i64> {
        let ahead_ms = self.device_ms.saturating_sub(self.server_ms);
        let is_off = ahead_ms.saturating_abs() > CLOCK_OFF_MS && now_ms >= self.device_ms;
        is_off.then(|| now_ms.saturating_sub(ahead_ms))
    }
}

/// The system's clock and time zone.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> i64 {
        Utc::now().timestamp_millis()
    }

    fn local(&self) -> NaiveDateTime {
        Local::now().naive_local()
    }
}
