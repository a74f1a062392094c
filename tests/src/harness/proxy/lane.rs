//! One direction of a line as arithmetic: when a piece has left, given what was put on before it.

use std::time::{Duration, Instant};

/// One direction. All its connections share it.
#[derive(Debug, Clone, Copy)]
pub struct Lane {
    free_at: Instant,
}

impl Lane {
    /// Nothing on it.
    #[must_use]
    pub fn idle(now: Instant) -> Lane {
        Lane { free_at: now }
    }

    /// Puts a piece on and gives when its last bit has left: its length at the rate, behind everything put on before it.
    pub fn put(&mut self, now: Instant, bytes: usize, bits_per_s: Option<u32>) -> Instant {
        self.free_at = self.free_at.max(now) + time_of(bytes, bits_per_s);
        self.free_at
    }
}

fn time_of(bytes: usize, bits_per_s: Option<u32>) -> Duration {
    let bits = u64::try_from(bytes).unwrap_or(u64::MAX).saturating_mul(8);
    let nanos = |rate: u32| bits.saturating_mul(1_000_000_000) / u64::from(rate.max(1));
    Duration::from_nanos(bits_per_s.map_or(0, nanos))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transfer_takes_its_bits_at_the_rate_however_it_is_cut_into_pieces() {
        let now = Instant::now();
        for pieces in [1, 4, 100] {
            let mut lane = Lane::idle(now);
            let ends: Vec<Instant> = (0..pieces)
                .map(|_| lane.put(now, 10_000 / pieces, Some(100_000)))
                .collect();
            assert_eq!(
                ends.last(),
                Some(&(now + Duration::from_millis(800))),
                "{pieces} pieces"
            );
        }
    }

    #[test]
    fn a_lane_that_stood_idle_saves_nothing_up() {
        let now = Instant::now();
        let mut lane = Lane::idle(now);
        lane.put(now, 125, Some(1_000));
        let later = now + Duration::from_secs(10);
        assert_eq!(lane.put(later, 125, Some(1_000)), later + Duration::from_secs(1));
    }

    #[test]
    fn without_a_rate_nothing_takes_time() {
        let now = Instant::now();
        assert_eq!(Lane::idle(now).put(now, 1_000_000, None), now);
    }
}
