//! The failures found so far, and the checks every text and number goes through.

use std::ops::RangeInclusive;

use super::{Failure, Rule};
use crate::entry::{Field, Wanted};
use crate::text;

/// Characters one grapheme cluster may hold before it counts again; keeps piled-up marks within the limits.
const CHARS_PER_CLUSTER: usize = 16;

/// Collects failures in the order they are found.
#[derive(Default)]
pub(crate) struct Texts {
    /// Found so far.
    pub(crate) failures: Vec<Failure>,
}

impl Texts {
    /// Notes a failure; always `None`, for the value that is not there.
    pub(crate) fn fail<T>(&mut self, field: Field, rule: Rule) -> Option<T> {
        self.failures.push(Failure { field, rule });
        None
    }

    /// The value, or a note that it is missing.
    pub(crate) fn given<T>(&mut self, field: Field, value: Option<T>) -> Option<T> {
        value.or_else(|| self.fail(field, Rule::Missing))
    }

    /// A text that may be empty, tidy, within the limit and without control characters.
    pub(crate) fn optional(&mut self, field: Field, typed: &str, max_graphemes: usize) -> String {
        let tidy = text::tidy(typed);
        let given = length(&tidy);
        if given > max_graphemes {
            self.fail::<()>(
                field.clone(),
                Rule::TooLong {
                    given,
                    max: max_graphemes,
                },
            );
        }
        if text::has_control(&tidy) {
            self.fail::<()>(field, Rule::ControlCharacters);
        }
        tidy
    }

    /// As [`Texts::optional`], and not empty.
    pub(crate) fn needed(&mut self, field: Field, typed: &str, max_graphemes: usize) -> String {
        let tidy = self.optional(field.clone(), typed, max_graphemes);
        if tidy.is_empty() {
            self.fail::<()>(field, Rule::Missing);
        }
        tidy
    }

    /// As [`Texts::needed`] or [`Texts::optional`]; empty where the kind has no such part.
    pub(super) fn wanted(&mut self, wanted: Wanted, field: Field, typed: &str, max_graphemes: usize) -> String {
        match wanted {
            Wanted::Needed => self.needed(field, typed, max_graphemes),
            Wanted::Optional => self.optional(field, typed, max_graphemes),
            Wanted::Never => String::new(),
        }
    }

    /// A whole number in the range; full-width digits are read as digits. A blank text is missing.
    pub(crate) fn number(&mut self, field: Field, typed: &str, range: RangeInclusive<u32>) -> Option<u32> {
        let digits: String = text::tidy(typed).chars().map(narrow).collect();
        if digits.is_empty() {
            return self.fail(field, Rule::Missing);
        }
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
        let number = digits.parse().ok().filter(|number| plain && range.contains(number));
        number.or_else(|| {
            self.fail(
                field,
                Rule::NotANumber {
                    min: *range.start(),
                    max: *range.end(),
                },
            )
        })
    }
}

fn length(tidy: &str) -> usize {
    text::graphemes(tidy).max(tidy.chars().count().div_ceil(CHARS_PER_CLUSTER))
}

fn narrow(c: char) -> char {
    match c {
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10).unwrap_or(c),
        other => other,
    }
}
