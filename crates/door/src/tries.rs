//! How often somebody may try: enrolments by address, commands by device. Counted in windows; the time is an argument.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Most of whom tries are counted; more than that and nobody new may try.
const MOST_COUNTED: usize = 4096;

/// Tries of each within a window.
pub(crate) struct Tries<K> {
    window: Duration,
    most: u32,
    counted: Mutex<HashMap<K, (Instant, u32)>>,
}

impl<K: Hash + Eq> Tries<K> {
    /// So many in each window.
    pub(crate) fn new(most: u32, window: Duration) -> Tries<K> {
        Tries {
            window,
            most,
            counted: Mutex::new(HashMap::new()),
        }
    }

    /// Counts a try, and says whether it may be made.
    pub(crate) fn may(&self, who: K, now: Instant) -> bool {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let runs = |began: Instant| now.saturating_duration_since(began) < self.window;
        if counted.len() >= MOST_COUNTED {
            counted.retain(|_, (began, _)| runs(*began));
        }
        if counted.len() >= MOST_COUNTED && !counted.contains_key(&who) {
            return false;
        }
        let (began, tries) = counted.entry(who).or_insert((now, 0));
        if !runs(*began) {
            (*began, *tries) = (now, 0);
        }
        *tries = tries.saturating_add(1);
        *tries <= self.most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_tries_in_a_window_each_and_no_more() {
        let (tries, now) = (Tries::new(2, Duration::from_secs(60)), Instant::now());
        let may = |who: &'static str, s: u64| tries.may(who, now + Duration::from_secs(s));
        assert!(may("a", 0) && may("a", 1) && !may("a", 2) && may("b", 2));
        assert!(!may("a", 59) && may("a", 60));
    }

    #[test]
    fn a_crowd_is_not_remembered_without_end() {
        let (tries, now) = (Tries::new(2, Duration::from_secs(60)), Instant::now());
        for who in 0..MOST_COUNTED {
            assert!(tries.may(who, now));
        }
        assert!(!tries.may(MOST_COUNTED, now) && tries.may(0, now));
        assert!(tries.may(MOST_COUNTED, now + Duration::from_secs(60)));
    }
}
