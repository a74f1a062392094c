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
