//! How many chunks go into one request: so many that it takes some seconds on the line as it is, whatever the line is.

/// Chunks of the first request.
pub const CHUNKS_FIRST: u16 = 16;
/// Most chunks of one request.
pub const CHUNKS_MOST: u16 = 256;
/// How long a request should take; between 4 s and 8 s all is well.
const AIM_MS: i64 = 6_000;

/// The number, learned from request to request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    chunks: u16,
    /// No more than this since the server said that it was too much.
    most: u16,
}

impl Default for Pace {
    fn default() -> Pace {
        Pace {
            chunks: CHUNKS_FIRST,
            most: CHUNKS_MOST,
        }
    }
}

impl Pace {
    /// Chunks of the next request, 1 to [`CHUNKS_MOST`].
    #[must_use]
    pub fn chunks(self) -> u16 {
        self.chunks
    }

    /// So many chunks moved in so long. It grows fourfold at most, and falls at once.
    pub fn took(&mut self, moved: u16, took_ms: i64) {
        // A clock that jumped says nothing, and few chunks say nothing of how fast many would go.
        let says_nothing = took_ms < 0 || moved == 0 || (took_ms <= AIM_MS && moved < self.chunks / 2);
        if says_nothing {
            return;
        }
        let fit = i64::from(moved).saturating_mul(AIM_MS) / took_ms.max(1);
        let grown = self.chunks.saturating_mul(4);
        self.chunks = u16::try_from(fit).unwrap_or(u16::MAX).min(grown).clamp(1, self.most);
    }

    /// It was too much for the server.
    pub fn smaller(&mut self) {
        self.most = (self.chunks / 2).max(1);
        self.chunks = self.most;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fast_line_gets_many_chunks_soon_and_a_slow_one_few_at_once() {
        let mut pace = Pace::default();
        for expected in [64, 256, 256] {
            pace.took(pace.chunks(), 100);
            assert_eq!(pace.chunks(), expected);
        }
        // 8 kbit/s: a chunk takes eight seconds.
        pace.took(256, 256 * 8_000);
        assert_eq!(pace.chunks(), 1);
        pace.took(1, 8_000);
        assert_eq!(pace.chunks(), 1);
        // 375 kbit/s: about 5.7 chunks a second.
        for _ in 0..4 {
            pace.took(pace.chunks(), i64::from(pace.chunks()) * 175);
        }
        assert_eq!(pace.chunks(), 34);
    }

    #[test]
    fn a_clock_that_jumps_and_a_request_of_nearly_nothing_change_nothing() {
        let mut pace = Pace::default();
        for (moved, took_ms) in [(4, -1), (0, 9_000), (1, 3_000)] {
            pace.took(moved, took_ms);
            assert_eq!(pace, Pace::default());
        }
        pace.took(4, i64::MAX);
        assert_eq!(pace.chunks(), 1);
    }

    #[test]
    fn what_was_too_much_is_not_tried_again_until_the_program_starts_anew() {
        let mut pace = Pace::default();
        pace.smaller();
        assert_eq!(pace.chunks(), 8);
        pace.took(8, 10);
        assert_eq!(pace.chunks(), 8);
        for _ in 0..4 {
            pace.smaller();
        }
        assert_eq!(pace.chunks(), 1);
    }
}
