//! Words of what is to be carried on by today (待跟进).

/// The button at a row.
pub const FOLLOW: &str = "写跟进";
/// Beside a row that is due today.
pub const TODAY: &str = "今天到期";

/// Heading of the home's card.
#[must_use]
pub fn due(count: u32) -> String {
    format!("待跟进 {count} 条")
}

/// How long it is due.
#[must_use]
pub fn over(days: u32) -> String {
    match days {
        0 => TODAY.to_owned(),
        days => format!("已过 {days} 天"),
    }
}

/// When more are due than are shown.
#[must_use]
pub fn more(count: u32) -> String {
    format!("还有 {count} 条，写完上面的会接着显示。")
}
