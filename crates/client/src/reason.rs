//! What a person says in own words, checked, or the code that says what is wrong with it.

use cunfa_core::entry::Rule;
use cunfa_core::said::{self, MAX_REASON_GRAPHEMES};
use cunfa_protocol::Code;

/// A reason, a remark or an answer as it is signed.
pub(crate) fn reason(typed: &str) -> Result<String, Code> {
    said::check(typed, MAX_REASON_GRAPHEMES).map_err(refused)
}

/// What is wrong with a text, as a screen meets it.
pub(crate) fn refused(rule: Rule) -> Code {
    match rule {
        Rule::Missing => Code::ReasonMissing,
        rule => Code::ReasonUnfit { rule },
    }
}
