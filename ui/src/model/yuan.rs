//! Amounts of money: kept in fen, typed and shown in yuan.

use crate::words::registers::YUAN_SIGNS;

/// Most digits before the point.
const MAX_DIGITS: usize = 7;

/// Reads "800", "800.5", "1,200.50 元" and the same in wide digits, in fen. `None` for anything else.
#[must_use]
pub fn read(text: &str) -> Option<u32> {
    let plain = text.chars().filter(|c| !YUAN_SIGNS.contains(*c));
    let plain: String = plain.map(half_width).collect();
    let (whole, rest) = plain.split_once('.').unwrap_or((plain.as_str(), ""));
    if !(1..=MAX_DIGITS).contains(&whole.len()) || rest.len() > 2 || !digits(whole) || !digits(rest) {
        return None;
    }
    let fen: u32 = format!("{rest:0<2}").parse().ok()?;
    let yuan: u32 = whole.parse().ok()?;
    yuan.checked_mul(100)?.checked_add(fen)
}

fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A wide digit or point as the plain one.
#[must_use]
pub fn half_width(c: char) -> char {
    match c {
        '０'..='９' | '．' => u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(c),
        other => other,
    }
}

/// "800", "800.50".
#[must_use]
pub fn show(fen: u32) -> String {
    match fen % 100 {
        0 => (fen / 100).to_string(),
        rest => format!("{}.{rest:02}", fen / 100),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_the_way_people_write_them() {
        for (text, fen) in [
            ("800", 80_000),
            ("800.5", 80_050),
            ("800.05", 80_005),
            ("1,200.50 元", 120_050),
            ("￥８００．５", 80_050),
            ("0", 0),
        ] {
            assert_eq!(read(text), Some(fen), "{text}");
        }
        for text in ["", "元", ".5", "8.123", "-8", "八百", "1.2.3", "12345678", "+8", "8.+1"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn an_amount_reads_back_as_it_is_shown() {
        for fen in [0, 5, 80_000, 80_050, 99_999_999] {
            assert_eq!(read(&show(fen)), Some(fen));
        }
    }
}
