//! Numbers with one decimal as text. The general way to write a float brings tables of several kilobytes into the first module.

use std::fmt;

/// Shown rounded to a tenth, which is left out when it is none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tenths(pub f64);

impl fmt::Display for Tenths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tenths = (self.0 * 10.0).round() as i64;
        let (sign, size) = (if tenths < 0 { "-" } else { "" }, tenths.unsigned_abs());
        write!(f, "{sign}{}", size / 10)?;
        match size % 10 {
            0 => Ok(()),
            tenth => write!(f, ".{tenth}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_to_a_tenth_with_its_sign() {
        let written = |number: f64| Tenths(number).to_string();
        assert_eq!(written(12.34), "12.3");
        assert_eq!(written(-0.27), "-0.3");
        assert_eq!(written(-0.01), "0");
        assert_eq!(written(700.0), "700");
        assert_eq!(written(f64::NAN), "0");
    }
}
