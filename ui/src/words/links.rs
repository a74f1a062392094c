//! Words about what an entry names of other documents: 更正, 跟进, 答复, and the day to look again.

use chrono::NaiveDate;

/// 跟进日期, on the page.
pub const FOLLOW_UP: &str = "跟进日期";
/// On an entry that carries another on.
pub const THIS_FOLLOWS: &str = "本记录是对此前一条记录的跟进。";
/// On an entry that answers a need.
pub const THIS_ANSWERS: &str = "本记录答复一条群众法律需求。";

/// An entry or a need by the beginning of its id, where two of them have to be told apart.
#[must_use]
pub fn short(id: &str) -> String {
    let beginning: String = id.chars().take(8).collect();
    format!("编号 {beginning} 的那一条")
}

/// "2026年12月7日 星期一".
#[must_use]
pub fn day(date: NaiveDate) -> String {
    super::when::day(date)
}
