//! 网上提问: what a villager asks on the public page, before anybody of the office looked at it. A text, and a name and a phone if they are
//! given; nothing else of who asks is known.
//!
//! It is no need yet: an office takes it over as one, or puts it away with a reason. What cannot be seen is left out when it comes, since nobody
//! could find it to take it out; what can be seen is never changed and never cut.

use serde::{Deserialize, Serialize};

use crate::entry::{Failure, Field, MAX_NAME_GRAPHEMES, Rule, Texts};
use crate::kind::codes;
use crate::need::ASKER_ROW;
use crate::{said, text};

/// Most grapheme clusters of what is asked.
pub const MAX_ASKED_GRAPHEMES: usize = 1_000;
/// Most grapheme clusters of the note to a reason.
pub const MAX_NOTE_GRAPHEMES: usize = 200;

codes!(
    /// Why an office puts away what was asked.
    DismissReason {
        /// 重复提问.
        Duplicate = "duplicate",
        /// 不属于法律需求.
        NotLegal = "not_legal",
        /// 内容不清，也无法联系.
        Unclear = "unclear",
        /// 广告、辱骂等.
        Abuse = "abuse",
        /// 其他; a note says what.
        Other = "other",
    }
);

/// What a villager asks.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Inquiry {
    /// What they call themselves; may be empty.
    pub name: String,
    /// Phone; may be empty.
    pub phone: String,
    /// What is asked.
    pub matter: String,
}

/// What was asked, as it is kept, or everything that is wrong with it: who asks at [`Field::PersonName`] and [`Field::PersonPhone`] of
/// [`ASKER_ROW`].
///
/// # Errors
/// The failures, in the order of the form's fields.
pub fn check(written: &Inquiry) -> Result<Inquiry, Vec<Failure>> {
    let mut texts = Texts::default();
    let row = || ASKER_ROW.to_owned();
    let matter = texts.needed(Field::Matter, &text::visible(&written.matter), MAX_ASKED_GRAPHEMES);
    let name = texts.optional(Field::PersonName(row()), &line(&written.name), MAX_NAME_GRAPHEMES);
    let phone = texts.optional(Field::PersonPhone(row()), &line(&written.phone), MAX_NAME_GRAPHEMES);
    if texts.failures.is_empty() {
        Ok(Inquiry { name, phone, matter })
    } else {
        Err(texts.failures)
    }
}

/// A name or a phone, which have one line.
fn line(written: &str) -> String {
    text::visible(written).replace(['\r', '\n', '\t'], " ")
}

/// The note to a reason, as it is kept.
///
/// # Errors
/// As [`said::check`]; missing only where the reason needs one.
pub fn note(reason: DismissReason, written: &str) -> Result<String, Rule> {
    match reason {
        DismissReason::Other => said::check(written, MAX_NOTE_GRAPHEMES),
        DismissReason::Duplicate | DismissReason::NotLegal | DismissReason::Unclear | DismissReason::Abuse => {
            said::check_optional(written, MAX_NOTE_GRAPHEMES)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(matter: &str) -> Inquiry {
        Inquiry {
            matter: matter.to_owned(),
            ..Inquiry::default()
        }
    }

    fn rules(written: &Inquiry) -> Vec<(Field, Rule)> {
        let failures = check(written).err().unwrap_or_default();
        failures.into_iter().map(|one| (one.field, one.rule)).collect()
    }

    #[test]
    fn a_text_alone_is_enough_and_is_kept_as_it_was_written() {
        let kept = check(&asked(" 承包地被占，\r\n<b>怎么办</b>？𠮷 "));
        assert_eq!(kept, Ok(asked("承包地被占，\n<b>怎么办</b>？𠮷")));
        assert_eq!(rules(&asked(" \n　")), [(Field::Matter, Rule::Missing)]);
    }

    #[test]
    fn what_cannot_be_seen_is_left_out_and_a_name_has_one_line() {
        let written = Inquiry {
            name: "韦\u{202E}大\n爷".to_owned(),
            phone: "138\u{7}000".to_owned(),
            matter: "a\u{0}b\u{2066}\tc".to_owned(),
        };
        let kept = Inquiry {
            name: "韦大 爷".to_owned(),
            phone: "138000".to_owned(),
            matter: "ab\tc".to_owned(),
        };
        assert_eq!(check(&written), Ok(kept));
        assert_eq!(rules(&asked("\u{0}\u{1b}")), [(Field::Matter, Rule::Missing)]);
    }

    #[test]
    fn too_long_a_text_is_refused_with_its_length_and_never_cut() {
        assert!(check(&asked(&"村".repeat(MAX_ASKED_GRAPHEMES))).is_ok());
        let long = Rule::TooLong {
            given: 100_000,
            max: MAX_ASKED_GRAPHEMES,
        };
        assert_eq!(rules(&asked(&"村".repeat(100_000))), [(Field::Matter, long)]);
    }

    #[test]
    fn another_reason_needs_a_note_and_no_note_is_too_long_or_hides_something() {
        assert_eq!(note(DismissReason::Abuse, " "), Ok(String::new()));
        assert_eq!(note(DismissReason::Other, " "), Err(Rule::Missing));
        assert_eq!(note(DismissReason::Other, " 已电话答复 "), Ok("已电话答复".to_owned()));
        assert_eq!(note(DismissReason::Unclear, "a\u{202E}b"), Err(Rule::ControlCharacters));
        let (given, max) = (MAX_NOTE_GRAPHEMES + 1, MAX_NOTE_GRAPHEMES);
        assert_eq!(
            note(DismissReason::Unclear, &"字".repeat(given)),
            Err(Rule::TooLong { given, max })
        );
    }
}
