//! Texts of people: NFC, graphemes, characters that cannot be trusted to print.

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// NFC, line breaks as `\n`, outer blanks removed.
#[must_use]
pub fn tidy(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").trim().nfc().collect()
}

/// Length as a person counts it: an emoji or a rare character is one.
#[must_use]
pub fn graphemes(text: &str) -> usize {
    text.graphemes(true).count()
}

/// Whether the text holds control characters other than line break and tab.
#[must_use]
pub fn has_control(text: &str) -> bool {
    text.chars().any(|c| c.is_control() && c != '\n' && c != '\t')
}

/// Private-use characters, which no font can be trusted to show.
#[must_use]
pub fn private_use(text: &str) -> Vec<char> {
    let private = |c: &char| matches!(*c as u32, 0xE000..=0xF8FF | 0xF_0000..=0xF_FFFD | 0x10_0000..=0x10_FFFD);
    text.chars().filter(private).collect()
}
