//! Where a command's words go: answers to standard output, errors to standard error. A closed pipe is no error.

use std::io::Write;

use serde::Serialize;

pub(super) fn line(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

pub(super) fn error(text: &str) {
    let _ = writeln!(std::io::stderr(), "错误：{text}");
}

pub(super) fn json<T: Serialize>(value: &T) {
    line(&serde_json::to_string(value).unwrap_or_default());
}

/// A server time as people in China read it.
pub(super) fn time(ms: i64) -> String {
    let at = chrono::DateTime::from_timestamp_millis(ms);
    let beijing = chrono::FixedOffset::east_opt(8 * 3600);
    match (at, beijing) {
        (Some(at), Some(beijing)) => at.with_timezone(&beijing).format("%Y-%m-%d %H:%M").to_string(),
        _ => "—".to_owned(),
    }
}
