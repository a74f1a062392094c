//! A PIN that was given once in a sitting: kept in memory for its signer alone, until nobody touched the tablet for two minutes.

/// How long nobody may touch the tablet, in ms.
pub const IDLE_MS: i64 = 120_000;

/// The PIN, whose it is, and when the tablet was touched last.
#[derive(Default)]
pub struct Held(Option<(u32, String, i64)>);

impl Held {
    /// Keeps a PIN that signed.
    pub fn keep(&mut self, slot: u32, pin: String, now_ms: i64) {
        self.0 = Some((slot, pin, now_ms));
    }

    /// Somebody touched the tablet. What was held too long is forgotten, not kept for longer.
    pub fn touched(&mut self, now_ms: i64) {
        self.forget_old(now_ms);
        if let Some((_, _, at)) = &mut self.0 {
            *at = now_ms;
        }
    }

    /// The PIN of a signer, if it is still held.
    pub fn of(&mut self, slot: u32, now_ms: i64) -> Option<String> {
        self.forget_old(now_ms);
        self.0
            .as_ref()
            .filter(|(whose, _, _)| *whose == slot)
            .map(|(_, pin, _)| pin.clone())
    }

    /// Forgets what nobody touched for too long. A clock that was put back counts as too long.
    pub fn forget_old(&mut self, now_ms: i64) {
        let fresh = |at: i64| (0..IDLE_MS).contains(&now_ms.saturating_sub(at));
        if !self.0.as_ref().is_some_and(|(_, _, at)| fresh(*at)) {
            self.forget();
        }
    }

    /// Forgets it.
    pub fn forget(&mut self) {
        self.0 = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 1_795_579_200_000;

    fn held() -> Held {
        let mut held = Held::default();
        held.keep(2, "258013".to_owned(), NOON);
        held
    }

    #[test]
    fn a_pin_is_held_for_its_signer_alone() {
        let mut held = held();
        assert_eq!(held.of(1, NOON + 1_000), None);
        assert_eq!(held.of(2, NOON + 1_000).as_deref(), Some("258013"));
        held.forget();
        assert_eq!(held.of(2, NOON + 1_000), None);
    }

    #[test]
    fn two_minutes_without_a_touch_forget_it_and_a_touch_after_them_does_not_bring_it_back() {
        let mut idle = held();
        idle.touched(NOON + IDLE_MS);
        assert_eq!(idle.of(2, NOON + IDLE_MS), None);
        let mut busy = held();
        busy.touched(NOON + IDLE_MS - 1);
        assert!(busy.of(2, NOON + IDLE_MS).is_some());
        assert_eq!(busy.of(2, NOON + 2 * IDLE_MS), None);
    }

    #[test]
    fn a_clock_put_back_forgets_it() {
        assert_eq!(held().of(2, NOON - 1), None);
    }
}
