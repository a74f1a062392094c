//! How far the first filling is, and how long the rest takes at the rate of the pass under way. Measured, never supposed: between
//! passes nothing is said of time.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use cunfa_protocol::view;
use cunfa_protocol::wire::PULL_BYTES;
use cunfa_store::{Filling, FillingState};

/// How long a round of the filling should take. Nothing waits for it: what is written meanwhile interrupts it.
const AIM_MS: u64 = 60_000;
/// Bytes of the first round of the program's first pass.
const FIRST_BYTES: u32 = 32 * 1024;
/// Fewest bytes of a round; as many as one brings that carries something up, for whose end what is urgent waits.
pub(crate) const LEAST_BYTES: u32 = 8 * 1024;

/// What came in this pass, and how long it took.
#[derive(Debug, Default)]
pub(crate) struct Rate {
    bytes: AtomicU64,
    ms: AtomicU64,
    /// What a round of the last pass in which anything came asked for; 0 when there was none.
    before: AtomicU32,
}

impl Rate {
    /// A pass begins.
    pub(crate) fn begin(&self) {
        self.before
            .store(self.fit().unwrap_or(self.before()), Ordering::Relaxed);
        self.bytes.store(0, Ordering::Relaxed);
        self.ms.store(0, Ordering::Relaxed);
    }

    /// So many bytes of batches came in so long, by the device's clock. A clock that was put back says nothing.
    pub(crate) fn took(&self, bytes: u64, took_ms: i64) {
        if let (Ok(ms), 1..) = (u64::try_from(took_ms), bytes) {
            self.bytes.fetch_add(bytes, Ordering::Relaxed);
            self.ms.fetch_add(ms.max(1), Ordering::Relaxed);
        }
    }

    /// How many bytes a round of the filling asks for: what takes about [`AIM_MS`] on the line as it is.
    pub(crate) fn bytes_of_a_round(&self) -> u32 {
        // A line that broke is most likely as fast as it was.
        let before = Some(self.before()).filter(|before| *before > 0);
        self.fit().or(before).unwrap_or(FIRST_BYTES)
    }

    fn before(&self) -> u32 {
        self.before.load(Ordering::Relaxed)
    }

    /// By what came in this pass; none when nothing did.
    fn fit(&self) -> Option<u32> {
        let (bytes, ms) = (self.bytes.load(Ordering::Relaxed), self.ms.load(Ordering::Relaxed));
        let fit = bytes.saturating_mul(AIM_MS) / ms.max(1);
        let fit = u32::try_from(fit).unwrap_or(PULL_BYTES).clamp(LEAST_BYTES, PULL_BYTES);
        (bytes > 0).then_some(fit)
    }

    /// With the time the rest takes.
    pub(crate) fn estimate(&self, filling: view::Filling, running: bool) -> view::Filling {
        let (bytes, ms) = (self.bytes.load(Ordering::Relaxed), self.ms.load(Ordering::Relaxed));
        let left = filling.bytes.saturating_sub(filling.bytes_here);
        view::Filling {
            left_ms: (running && bytes > 0).then(|| left.saturating_mul(ms) / bytes.max(1)),
            ..filling
        }
    }
}

/// What is shown of it; nothing before the index came, and when all is here.
pub(crate) fn of(filling: &Filling) -> Option<view::Filling> {
    let is_under_way = match filling.state {
        FillingState::Index | FillingState::Log => filling.entries > 0,
        FillingState::Due | FillingState::Done => false,
    };
    is_under_way.then(|| view::Filling {
        entries: filling.entries,
        entries_here: filling.entries.saturating_sub(filling.entries_left),
        bytes: filling.bytes,
        // A batch that comes twice is counted twice.
        bytes_here: filling.bytes_here.min(filling.bytes),
        left_ms: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn halfway() -> view::Filling {
        view::Filling {
            entries: 10,
            entries_here: 5,
            bytes: 2_000,
            bytes_here: 1_000,
            left_ms: None,
        }
    }

    #[test]
    fn the_rest_takes_as_long_as_its_bytes_took_in_this_pass() {
        let rate = Rate::default();
        assert_eq!(rate.estimate(halfway(), true).left_ms, None);
        rate.took(400, 1_000);
        rate.took(600, 3_000);
        assert_eq!(rate.estimate(halfway(), true).left_ms, Some(4_000));
        assert_eq!(rate.estimate(halfway(), false).left_ms, None);
        rate.begin();
        assert_eq!(rate.estimate(halfway(), true).left_ms, None);
    }

    #[test]
    fn a_round_asks_for_what_takes_some_seconds() {
        let rate = Rate::default();
        assert_eq!(rate.bytes_of_a_round(), FIRST_BYTES);
        // 12.5 kB a second.
        rate.took(32_000, 2_560);
        assert_eq!(rate.bytes_of_a_round(), 750_000);
        rate.took(0, 60_000);
        assert_eq!(rate.bytes_of_a_round(), 750_000);
        rate.begin();
        rate.begin();
        assert_eq!(rate.bytes_of_a_round(), 750_000, "a pass after a break");
        rate.took(32_000, 0);
        assert_eq!(rate.bytes_of_a_round(), PULL_BYTES);
        rate.begin();
        rate.took(1_000, 60_000);
        assert_eq!(rate.bytes_of_a_round(), LEAST_BYTES);
    }

    #[test]
    fn a_clock_that_jumps_makes_no_rate() {
        let rate = Rate::default();
        rate.took(400, -5);
        assert_eq!(rate.estimate(halfway(), true).left_ms, None);
        rate.took(1, i64::MAX);
        assert!(rate.estimate(halfway(), true).left_ms.is_some());
    }
}
