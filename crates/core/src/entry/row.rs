//! The key of a person's row within an entry, as it stands in `person.<row>.name`.

/// Longest row key, in bytes.
const MAX_BYTES: usize = 16;

/// Whether a text can stand as a row key: 1 to 16 ASCII letters, digits and dashes. (The form gives "01-3fa2".)
pub(super) fn is_usable(row: &str) -> bool {
    (1..=MAX_BYTES).contains(&row.len()) && row.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
