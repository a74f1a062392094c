//! Waiting and locking after wrong PINs. The count is stored before the PIN is tried, so killing the program gives no free try.
//!
//! A wait is counted from the moment of the try by the device's clock. A clock put back makes it begin anew
//! ([`Slot::settle_wait`]); a clock put forward ends it early, but the count stays and the tenth wrong try locks.

use super::Slot;

/// After so many wrong tries the first wait begins.
pub const FREE_TRIES: u32 = 5;
/// After so many wrong tries the slot is locked until the office gives a new code.
pub const MOST_TRIES: u32 = 10;
/// First wait; doubles with every further wrong try.
pub const BACKOFF_FIRST_MS: i64 = 30_000;

impl Slot {
    /// Whether no PIN is taken any more.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.wrong_tries >= MOST_TRIES
    }

    /// Tries left before the slot is locked; 0 when it is.
    #[must_use]
    pub fn tries_left(&self) -> u32 {
        MOST_TRIES.saturating_sub(self.wrong_tries)
    }

    /// How long the next try must wait; 0 when it may be made now, or when the slot is locked.
    #[must_use]
    pub fn wait_ms(&self, now_ms: i64) -> u64 {
        let wait_ms = self
            .not_before_ms
            .saturating_sub(now_ms)
            .clamp(0, wait_after(self.wrong_tries));
        u64::try_from(wait_ms).unwrap_or(0)
    }

    /// Lets a wait begin anew when the clock was put back since it began: otherwise it would either be longer than it may
    /// be, or never end. To be stored.
    pub fn settle_wait(&mut self, now_ms: i64) {
        let latest_ms = now_ms.saturating_add(wait_after(self.wrong_tries));
        self.not_before_ms = self.not_before_ms.min(latest_ms);
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

/// The wait after so many wrong tries. Whoever is locked out waits for the office, not for a clock.
fn wait_after(wrong_tries: u32) -> i64 {
    match wrong_tries.checked_sub(FREE_TRIES) {
        None => 0,
        Some(_) if wrong_tries >= MOST_TRIES => 0,
        Some(beyond) => BACKOFF_FIRST_MS.saturating_mul(1 << beyond),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunfa_core::{KeyId, Role};
    use cunfa_evidence::pin::Cost;

    fn slot() -> Slot {
        Slot {
            slot: 1,
            label: "韦".to_owned(),
            role: Role::Cadre,
            key: KeyId([0; KeyId::LEN]),
            salt: [0; 16],
            cost: Cost::TEST,
            sealed_db_key: Vec::new(),
            recovery: Vec::new(),
            renewal: None,
            wrong_tries: 0,
            not_before_ms: 0,
        }
    }

    #[test]
    fn the_fifth_wrong_try_waits_then_the_wait_doubles_and_the_tenth_locks() {
        let mut slot = slot();
        let seconds: Vec<u64> = (0..9).map(|_| slot.count_try(1_000) / 1_000).collect();
        assert_eq!(seconds, [0, 0, 0, 0, 30, 60, 120, 240, 480]);
        assert_eq!((slot.tries_left(), slot.is_locked()), (1, false));
        assert_eq!(slot.wait_ms(1_000 + 480_000), 0);
        slot.count_try(2_000);
        assert_eq!((slot.tries_left(), slot.is_locked(), slot.wait_ms(2_000)), (0, true, 0));
        slot.forgive();
        assert_eq!((slot.tries_left(), slot.count_try(2_000)), (10, 0));
    }

    #[test]
    fn a_clock_put_back_neither_shortens_a_wait_nor_makes_it_endless() {
        let mut slot = slot();
        for _ in 0..5 {
            slot.count_try(1_000_000_000_000);
        }
        assert_eq!(slot.wait_ms(0), 30_000);
        slot.settle_wait(0);
        assert_eq!(
            (slot.wait_ms(0), slot.wait_ms(10_000), slot.wait_ms(30_000)),
            (30_000, 20_000, 0)
        );
    }

    #[test]
    fn a_clock_put_forward_ends_a_wait_but_gives_no_further_tries() {
        let mut slot = slot();
        for _ in 0..9 {
            slot.count_try(0);
        }
        assert_eq!((slot.wait_ms(i64::MAX), slot.tries_left()), (0, 1));
    }
}
