//! Invitation codes as people type them.

/// Upper case, full-width folded, without blanks, dashes or other separators.
#[must_use]
pub(crate) fn normalise(code: &str) -> String {
    code.chars()
        .filter_map(half_width)
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

fn half_width(c: char) -> Option<char> {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0),
        other => Some(other),
    }
}

#[cfg(test)]
mod tests {
    use super::normalise;

    #[test]
    fn a_code_is_the_same_however_it_is_typed() {
        for typed in ["ABCDE-23456", "abcde23456", " abcde — 23456 ", "ＡＢＣＤＥ－２３４５６"] {
            assert_eq!(normalise(typed), "ABCDE23456");
        }
    }
}
