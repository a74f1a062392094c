//! Texts of people: NFC, graphemes, characters that cannot be trusted to print.

use chrono::{NaiveDateTime, Timelike as _};
use unicode_segmentation::UnicodeSegmentation;

/// NFC, line breaks as `\n`, outer blanks removed.
#[must_use]
pub fn tidy(text: &str) -> String {
    nfc(text.replace("\r\n", "\n").replace('\r', "\n").trim())
}

#[cfg(not(target_arch = "wasm32"))]
fn nfc(text: &str) -> String {
    unicode_normalization::UnicodeNormalization::nfc(text).collect()
}

/// By the browser, which has the tables; a browser test holds it to the same results.
#[cfg(target_arch = "wasm32")]
fn nfc(text: &str) -> String {
    js_sys::JsString::from(text).normalize("NFC").into()
}

/// A local civil time to the minute, "2026-11-23T18:05". By hand: the general way to write a time is large in the interface.
#[must_use]
pub fn civil(at: NaiveDateTime) -> String {
    format!("{}T{:02}:{:02}", at.date(), at.hour(), at.minute())
}

/// Length as a person counts it: an emoji or a rare character is one.
#[must_use]
pub fn graphemes(text: &str) -> usize {
    text.graphemes(true).count()
}

/// The first so many graphemes of the first line, with "…" in the place of the last when something is left out.
#[must_use]
pub fn shorten(text: &str, most: usize) -> String {
    let first = text.lines().next().unwrap_or_default();
    if first.len() == text.len() && graphemes(text) <= most {
        return text.to_owned();
    }
    let kept = first.graphemes(true).take(most.saturating_sub(1));
    kept.chain(["…"]).collect()
}

/// Whether the text holds control characters other than line break and tab, or characters that turn the direction of writing
/// (U+202A to U+202E, U+2066 to U+2069), with which a page could show another text than the one that is signed.
#[must_use]
pub fn has_control(text: &str) -> bool {
    text.chars().any(is_hidden)
}

/// The text without what [`has_control`] finds in it, but for carriage returns, which [`tidy`] makes line breaks of.
#[must_use]
pub fn visible(text: &str) -> String {
    text.chars().filter(|c| *c == '\r' || !is_hidden(*c)).collect()
}

fn is_hidden(c: char) -> bool {
    let turns = matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    turns || (c.is_control() && c != '\n' && c != '\t')
}

/// A private-use character (自造字), which no font can be trusted to print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unprintable {
    /// Which.
    pub character: char,
    /// At most six characters to either side on its line; private-use characters as "□".
    pub around: String,
}

/// Where private-use characters stand, in the order of the text, none twice.
#[must_use]
pub fn unprintable(text: &str) -> Vec<Unprintable> {
    let mut found = Vec::new();
    for line in text.lines().filter(|line| line.contains(is_private)) {
        let line: Vec<char> = line.chars().collect();
        for (at, character) in line.iter().copied().enumerate().filter(|(_, c)| is_private(*c)) {
            let near = line
                .iter()
                .skip(at.saturating_sub(AROUND))
                .take(at.min(AROUND) + 1 + AROUND);
            let around = near.map(|c| if is_private(*c) { '□' } else { *c }).collect();
            let one = Unprintable { character, around };
            if !found.contains(&one) {
                found.push(one);
            }
        }
    }
    found
}

const AROUND: usize = 6;

fn is_private(c: char) -> bool {
    matches!(c as u32, 0xE000..=0xF8FF | 0xF_0000..=0xF_FFFD | 0x10_0000..=0x10_FFFD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_use_characters_are_found_with_what_is_around_them_and_rare_ones_are_none() {
        let said = unprintable("覃𡌶𬭎𫖯 è🀄\n服务对象：韦\u{E123}妹，一九五〇年生人\n韦\u{F0001}\u{E123}");
        let told: Vec<(char, &str)> = said.iter().map(|one| (one.character, one.around.as_str())).collect();
        assert_eq!(
            told,
            [
                ('\u{E123}', "服务对象：韦□妹，一九五〇"),
                ('\u{F0001}', "韦□□"),
                ('\u{E123}', "韦□□")
            ]
        );
        assert_eq!(unprintable("\u{E123}\n\u{E123}").len(), 1, "none twice");
    }
}
