//! What a person says in own words beside an entry: a reason, a remark, an answer, a note. One checker, so that each of them is told what
//! is really wrong with it.

use crate::entry::{Field, Rule, Texts};

/// Longest reason, remark or answer that is signed, in grapheme clusters.
pub const MAX_REASON_GRAPHEMES: usize = 500;

/// The text as it is kept: tidy, otherwise as it was written. Length counts as in [`Rule::TooLong`].
///
/// # Errors
/// [`Rule::Missing`], [`Rule::TooLong`], [`Rule::ControlCharacters`], the first that holds in this order.
pub fn check(written: &str, max_graphemes: usize) -> Result<String, Rule> {
    let kept = check_optional(written, max_graphemes)?;
    if kept.is_empty() { Err(Rule::Missing) } else { Ok(kept) }
}

/// As [`check`], where nothing need be said.
///
/// # Errors
/// [`Rule::TooLong`], [`Rule::ControlCharacters`].
pub fn check_optional(written: &str, max_graphemes: usize) -> Result<String, Rule> {
    let mut texts = Texts::default();
    let kept = texts.optional(Field::Matter, written, max_graphemes);
    match texts.failures.into_iter().next() {
        Some(failure) => Err(failure.rule),
        None => Ok(kept),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_kept_tidy_or_told_what_is_wrong_with_it() {
        assert_eq!(check(" 重复\r\n记录\t ", 9), Ok("重复\n记录".to_owned()));
        assert_eq!(check(" \n　", 9), Err(Rule::Missing));
        assert_eq!(check_optional(" \n　", 9), Ok(String::new()));
        assert_eq!(check("a\u{202E}b", 9), Err(Rule::ControlCharacters));
        assert!(check(&"村".repeat(9), 9).is_ok());
        let long = Err(Rule::TooLong { given: 10, max: 9 });
        assert_eq!(check(&"村".repeat(10), 9), long);
        assert_eq!(check_optional(&format!("x{}", "\u{301}".repeat(9 * 16)), 9), long);
    }
}
