//! A PIN while it is typed on the pad: digits only, a length, nothing shown.

use std::fmt;

/// Fewest digits the pad lets go.
pub const MIN_DIGITS: usize = 6;
/// Most digits.
pub const MAX_DIGITS: usize = 12;

/// Digits typed so far. Its debug text does not show them.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Pin(String);

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pin({} digits)", self.0.len())
    }
}

impl Pin {
    /// Takes a digit; anything else, and a digit too many, changes nothing.
    pub fn push(&mut self, digit: char) {
        if digit.is_ascii_digit() && self.0.len() < MAX_DIGITS {
            self.0.push(digit);
        }
    }

    /// Takes the last digit back.
    pub fn pop(&mut self) {
        self.0.pop();
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// How many digits there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it is long enough to be tried.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.0.len() >= MIN_DIGITS
    }

    /// The digits.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_digits_enter_and_never_more_than_fit() {
        let mut pin = Pin::default();
        "12a３4567890123456".chars().for_each(|c| pin.push(c));
        assert_eq!(pin.digits(), "124567890123");
        pin.pop();
        assert_eq!(pin.len(), MAX_DIGITS - 1);
        pin.clear();
        assert!(!pin.is_ready());
    }

    #[test]
    fn a_pin_does_not_show_itself() {
        let mut pin = Pin::default();
        "482913".chars().for_each(|c| pin.push(c));
        assert!(pin.is_ready());
        assert_eq!(format!("{pin:?}"), "Pin(6 digits)");
    }
}
