//! Waiting after wrong PINs. The count is stored before the PIN is tried, so killing the program gives no free try.

use super::Slot;

/// Wrong tries without a wait.
pub const FREE_TRIES: u32 = 3;
/// First wait; doubles with every further wrong try.
pub const BACKOFF_FIRST_MS: i64 = 30_000;
/// Longest wait.
pub const BACKOFF_MOST_MS: i64 = 60 * 60 * 1_000;

impl Slot {
    /// How long the next try must wait; 0 when it may be made now. A clock put back never makes it longer than the longest
    /// wait.
    #[must_use]
    pub fn wait_ms(&self, now_ms: i64) -> u64 {
        let wait_ms = self
            .not_before_ms
            .saturating_sub(now_ms)
            .clamp(0, wait_after(self.wrong_tries));
        u64::try_from(wait_ms).unwrap_or(0)
    }

    /// Counts a try as wrong, before it is made; gives the wait that follows if it is.
    pub fn count_try(&mut self, now_ms: i64) -> u64 {
        self.wrong_tries = self.wrong_tries.saturating_add(1);
        self.not_before_ms = now_ms.saturating_add(wait_after(self.wrong_tries));
        self.wait_ms(now_ms)
    }

    /// The PIN was right.
    pub fn forgive(&mut self) {
        self.wrong_tries = 0;
        self.not_before_ms = 0;
    }
}

/// The wait after so many wrong tries.
fn wait_after(wrong_tries: u32) -> i64 {
    match wrong_tries.checked_sub(FREE_TRIES) {
        None | Some(0) => 0,
        Some(beyond) => BACKOFF_FIRST_MS
            .saturating_mul(1 << (beyond - 1).min(20))
            .min(BACKOFF_MOST_MS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunfa_core::Role;
    use cunfa_evidence::pin::Cost;

    fn slot() -> Slot {
        Slot {
            slot: 1,
            label: "韦".to_owned(),
            role: Role::Cadre,
            salt: [0; 16],
            cost: Cost::TEST,
            sealed_db_key: Vec::new(),
            wrong_tries: 0,
            not_before_ms: 0,
        }
    }

    #[test]
    fn three_tries_are_free_then_the_wait_doubles_up_to_an_hour() {
        let mut slot = slot();
        let waits: Vec<u64> = (0..13).map(|_| slot.count_try(1_000)).collect();
        let seconds: Vec<u64> = waits.iter().map(|wait_ms| wait_ms / 1_000).collect();
        assert_eq!(seconds, [0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
        assert_eq!(slot.wait_ms(1_000 + 3_600_000), 0);
        slot.forgive();
        assert_eq!(slot.count_try(2_000), 0);
    }

    #[test]
    fn a_clock_put_back_by_years_does_not_lock_a_person_out() {
        let mut slot = slot();
        for _ in 0..4 {
            slot.count_try(1_000_000_000_000);
        }
        assert_eq!(slot.wait_ms(0), 30_000);
    }
}
