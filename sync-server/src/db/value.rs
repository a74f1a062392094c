//! How values are stored, whatever the engine.

use cunfa_core::Standing;

use super::{DbError, DbResult};

/// Non-negative numbers are stored as 64-bit integers.
pub(super) fn unsigned(value: i64, what: &'static str) -> DbResult<u64> {
    u64::try_from(value).map_err(|_| DbError::Unreadable(what))
}

/// A number for storing.
pub(super) fn signed(value: u64, what: &'static str) -> DbResult<i64> {
    i64::try_from(value).map_err(|_| DbError::Unreadable(what))
}

/// The first text after every village code that begins with these digits, byte by byte.
pub(super) fn after_area(area: &str) -> String {
    format!("{area}:")
}

/// Whether a key was looked at, for storing.
pub(super) fn code(standing: Standing) -> &'static str {
    match standing {
        Standing::Provisional => "provisional",
        Standing::Confirmed => "confirmed",
    }
}

/// And back.
pub(super) fn standing(stored: &str) -> Option<Standing> {
    [Standing::Provisional, Standing::Confirmed]
        .into_iter()
        .find(|standing| code(*standing) == stored)
}
