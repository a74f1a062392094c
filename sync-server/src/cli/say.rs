//! Where a command's words go: answers to standard output, errors to standard error. A closed pipe is no error.

use std::io::{self, ErrorKind, Write};

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

/// Why the system gave or took no file. What has no words here keeps the system's own.
pub(super) fn of_system(error: &io::Error) -> String {
    let words = match error.kind() {
        ErrorKind::NotFound => "没有这个文件或文件夹",
        ErrorKind::PermissionDenied => "没有权限",
        ErrorKind::IsADirectory => "这是文件夹，不是文件",
        ErrorKind::NotADirectory => "路径里有一段不是文件夹",
        ErrorKind::AlreadyExists => "已经有同名的文件",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "磁盘满了",
        ErrorKind::ReadOnlyFilesystem => "那里只能读，不能写",
        _ => return format!("系统没有读写成（{error}）"),
    };
    words.to_owned()
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
