//! Who runs the server (运营单位), and under which filing numbers, as the app has to say of itself.

use serde::{Deserialize, Serialize};

use crate::text;

/// Most grapheme clusters of each of its texts.
pub const MAX_OPERATOR_GRAPHEMES: usize = 100;

/// The operator. What is not given is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Operator {
    /// 运营单位.
    pub name: String,
    /// ICP 备案号, of the server's site.
    pub icp_filing: String,
    /// APP 备案号, of the app.
    pub app_filing: String,
    /// Telephone or address for people who want to reach the operator.
    pub contact: String,
}

impl Operator {
    /// Whether nothing is given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts().iter().all(|(_, text)| text.is_empty())
    }

    /// The name of the first text that cannot be shown: longer than [`MAX_OPERATOR_GRAPHEMES`], of more than one line, or with
    /// control characters. `None` when all can.
    #[must_use]
    pub fn fault(&self) -> Option<&'static str> {
        let bad = |text: &str| {
            text.contains(['\n', '\t']) || text::has_control(text) || text::graphemes(text) > MAX_OPERATOR_GRAPHEMES
        };
        let mut texts = self.texts().into_iter();
        texts.find(|(_, text)| bad(text)).map(|(name, _)| name)
    }

    fn texts(&self) -> [(&'static str, &str); 4] {
        [
            ("name", &self.name),
            ("icp_filing", &self.icp_filing),
            ("app_filing", &self.app_filing),
            ("contact", &self.contact),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_cannot_be_shown_in_a_line_is_named() {
        let named = |contact: &str| {
            Operator {
                contact: contact.to_owned(),
                ..Operator::default()
            }
            .fault()
        };
        assert_eq!(named("0771-0000000"), None);
        assert_eq!(named(&"村".repeat(MAX_OPERATOR_GRAPHEMES)), None);
        for bad in ["a\nb", "\u{202E}b", &"村".repeat(MAX_OPERATOR_GRAPHEMES + 1)] {
            assert_eq!(named(bad), Some("contact"), "{bad}");
        }
        assert!(Operator::default().is_empty());
    }
}
