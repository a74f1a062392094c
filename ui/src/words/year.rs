//! Words of the year: villages by months.

use cunfa_protocol::view::{Load, YearCell};

pub const TITLE: &str = "全年：各村各月";
pub const LEAD: &str = "每格是计入的现场小时数；没有达到应有时长的，下面写明还差多少。";
pub const BY_MONTH: &str = "各月合计";
pub const COUNSEL: &str = "各法律顾问的工作量";
pub const COUNSEL_LEAD: &str = "按姓名排列，供安排工作时参考，不是考核，也不评比。时长是记录上写的，不论计入与否。";
pub const LOAD_HOW: &str =
    "村数只算现在由其负责的村。记录和时长是写的，不按规则折算；点开一个月，看每条按哪条规则计入多少。";
pub const NOT_THEIRS: &str = "现在不由其负责";
pub const SUM: &str = "合计";
pub const COL_VILLAGE: &str = "村（社区）";
pub const COL_MONTH: &str = "月份";
pub const COL_HOURS: &str = "计入小时";
pub const COL_ENTRIES: &str = "记录";
pub const COL_LECTURES: &str = "讲座";
pub const COL_UNSIGNED: &str = "待签字";
pub const COL_UNREVIEWED: &str = "待审核";
pub const COL_NAME: &str = "姓名";
pub const COL_VILLAGES: &str = "村数";
pub const COL_LONG: &str = "时长（小时）";
pub const COL_MISSING: &str = "还差小时";
pub const NONE: &str = "今年还没有可以统计的村。";

/// A month's heading.
#[must_use]
pub fn month(month: u32) -> String {
    format!("{month}月")
}

/// One village's month opens by its name, for those who hear the screen.
#[must_use]
pub fn look(village: &str, month: u32) -> String {
    format!("{village}，{}：看怎么算", self::month(month))
}

/// The same by the number that is seen.
#[must_use]
pub fn look_at(village: &str, month: u32, shown: &str) -> String {
    format!("{village}，{}：{shown}，看怎么算", self::month(month))
}

/// Minutes as hours with one digit behind the point, rounded down: never more than there is.
#[must_use]
pub fn hours(minutes: u32) -> String {
    format!("{}.{}", minutes / 60, minutes % 60 / 6)
}

/// What is missing, never told as less than it is.
#[must_use]
pub fn short(missing: u32) -> String {
    hours(missing.div_ceil(6).saturating_mul(6))
}

/// A month of all villages in a sentence.
#[must_use]
pub fn sum(of: &YearCell) -> String {
    format!(
        "计入 {} 小时，应有 {} 小时，还差 {} 小时；记录 {} 条，讲座 {} 场，待签字 {} 条，待审核 {} 条。",
        hours(of.counted_minutes),
        hours(of.owed_minutes),
        short(of.missing_minutes),
        of.entries,
        of.lectures,
        of.unsigned,
        of.unreviewed
    )
}

/// What somebody wrote, in few words.
#[must_use]
pub fn load(of: Load) -> String {
    format!("{} 条，{} 小时", of.entries, hours(of.minutes))
}

/// A counsel's year in a sentence.
#[must_use]
pub fn load_sum(villages: usize, of: Load) -> String {
    format!(
        "现在负责 {villages} 个村；记录 {} 条，共 {} 小时。",
        of.entries,
        hours(of.minutes)
    )
}

/// What is missing, and what waits; empty when nothing does.
#[must_use]
pub fn remarks(cell: &YearCell) -> String {
    let missing = cell.missing_minutes;
    let parts = [
        (missing > 0, format!("差{}", short(missing))),
        (cell.unsigned > 0, format!("待签{}", cell.unsigned)),
        (cell.unreviewed > 0, format!("待审{}", cell.unreviewed)),
        (cell.lectures > 0, format!("讲座{}", cell.lectures)),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|(is, _)| *is).map(|(_, part)| part).collect();
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_never_told_as_more_than_there_are_and_what_is_missing_never_as_less() {
        assert_eq!(
            [0, 5, 6, 59, 60, 299].map(hours),
            ["0.0", "0.0", "0.1", "0.9", "1.0", "4.9"]
        );
        let cell = YearCell {
            counted_minutes: 299,
            owed_minutes: 300,
            missing_minutes: 1,
            unsigned: 2,
            ..YearCell::default()
        };
        assert_eq!(remarks(&cell), "差0.1 待签2");
        assert_eq!(remarks(&YearCell::default()), "");
    }
}
