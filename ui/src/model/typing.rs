//! Composition: while an input method is composing, nothing is written back and Enter belongs to it.

/// Key code browsers report for a key the input method takes.
const PROCESS_KEY: u32 = 229;

/// Whether a key press belongs to the input method, not to us.
#[must_use]
pub fn belongs_to_input_method(is_composing: bool, key_code: u32) -> bool {
    is_composing || key_code == PROCESS_KEY
}

/// Whether a model value may be written into a field that shows `shown`.
#[must_use]
pub fn may_write_back(composing: bool, shown: &str, value: &str) -> bool {
    !composing && shown != value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enter_that_commits_a_candidate_is_not_ours() {
        assert!(belongs_to_input_method(true, 13));
        assert!(belongs_to_input_method(false, 229));
        assert!(!belongs_to_input_method(false, 13));
    }

    #[test]
    fn nothing_is_written_back_while_composing_or_when_it_is_the_same() {
        assert!(!may_write_back(true, "cun", "村"));
        assert!(!may_write_back(false, "村", "村"));
        assert!(may_write_back(false, "", "村"));
    }
}
