//! 投诉建议: what somebody wants to tell whoever runs the program. A text and nothing else.

use serde::{Deserialize, Serialize};

use crate::entry::Rule;
use crate::said;

/// Most grapheme clusters of a text.
pub const MAX_FEEDBACK_GRAPHEMES: usize = 2_000;
/// Most bytes of a text: grapheme clusters have no end of their own.
pub const MAX_FEEDBACK_BYTES: usize = 64 * 1024;

/// What it is meant as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedbackKind {
    /// 投诉.
    Complaint,
    /// 建议.
    #[default]
    Suggestion,
}

impl FeedbackKind {
    /// Both.
    pub const ALL: [FeedbackKind; 2] = [FeedbackKind::Complaint, FeedbackKind::Suggestion];

    /// The stored code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            FeedbackKind::Complaint => "complaint",
            FeedbackKind::Suggestion => "suggestion",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<FeedbackKind> {
        FeedbackKind::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// The text as it is kept: tidied, otherwise as it was written.
///
/// # Errors
/// [`Rule::Missing`], [`Rule::TooLong`], [`Rule::ControlCharacters`].
pub fn check(written: &str) -> Result<String, Rule> {
    let text = said::check(written, MAX_FEEDBACK_GRAPHEMES)?;
    if text.len() > MAX_FEEDBACK_BYTES {
        return Err(Rule::TooLong {
            given: MAX_FEEDBACK_GRAPHEMES + 1,
            max: MAX_FEEDBACK_GRAPHEMES,
        });
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_as_written_but_neither_nothing_nor_too_much_nor_what_cannot_be_seen() {
        assert_eq!(check(" 字太小\r\n看不清 "), Ok("字太小\n看不清".to_owned()));
        assert_eq!(check(" \n　"), Err(Rule::Missing));
        assert_eq!(check("a\u{202E}b"), Err(Rule::ControlCharacters));
        assert!(check(&"村".repeat(MAX_FEEDBACK_GRAPHEMES)).is_ok());
        let long = "村".repeat(MAX_FEEDBACK_GRAPHEMES + 1);
        assert!(matches!(
            check(&long),
            Err(Rule::TooLong {
                given: 2_001,
                max: 2_000
            })
        ));
        let heap = format!("a{}", "\u{301}".repeat(MAX_FEEDBACK_BYTES));
        assert!(matches!(check(&heap), Err(Rule::TooLong { .. })));
    }
}
