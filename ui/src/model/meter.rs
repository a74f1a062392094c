//! Counts what writing one entry costs: taps, and seconds at the form.

/// A pause longer than this counts as this: somebody talked to the villager, or had lunch.
pub const PAUSE_MS_MAX: i64 = 60_000;

/// Counts one stay at a form. Moments are ms since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meter {
    taps: u32,
    active_ms: i64,
    last_ms: i64,
}

impl Meter {
    /// Begins with the tap that led to the form.
    #[must_use]
    pub fn new(now_ms: i64) -> Meter {
        Meter {
            taps: 1,
            active_ms: 0,
            last_ms: now_ms,
        }
    }

    /// Somebody touched something.
    pub fn tap(&mut self, now_ms: i64) {
        self.taps = self.taps.saturating_add(1);
        self.moved(now_ms);
    }

    /// Somebody typed.
    pub fn moved(&mut self, now_ms: i64) {
        // A clock that was put back says nothing of how long it took.
        let pause = now_ms.saturating_sub(self.last_ms).clamp(0, PAUSE_MS_MAX);
        self.active_ms = self.active_ms.saturating_add(pause);
        self.last_ms = now_ms;
    }

    /// Taps and seconds since the last time they were taken.
    pub fn take(&mut self, now_ms: i64) -> (u32, u32) {
        self.moved(now_ms);
        let seconds = u32::try_from(self.active_ms / 1000).unwrap_or(u32::MAX);
        let taken = (self.taps, seconds);
        self.taps = 0;
        self.active_ms %= 1000;
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taps_and_seconds_are_counted_and_a_long_pause_counts_a_minute() {
        let mut meter = Meter::new(1_000_000);
        meter.tap(1_002_000);
        meter.moved(1_005_500);
        meter.tap(1_005_500 + 3_600_000);
        assert_eq!(meter.take(1_005_500 + 3_600_000 + 700), (3, 66));
        assert_eq!(
            meter.take(1_005_500 + 3_600_000 + 1_700),
            (0, 1),
            "what was taken is not counted again"
        );
    }

    #[test]
    fn a_clock_that_was_put_back_takes_nothing_away() {
        let mut meter = Meter::new(1_000_000);
        meter.tap(400_000);
        meter.tap(402_000);
        assert_eq!(meter.take(402_000), (3, 2));
    }
}
