//! What a firm (律所) reads under `/ls/`, in plain Chinese.

use chrono::{Datelike as _, NaiveDate};
use cunfa_core::register::Days;
use cunfa_core::rules::Period;

use super::day;
use crate::firms::MIN_PASSPHRASE;
use crate::firms::report::MonthLine;

/// Getting in.
pub(in crate::public) const ENTRY: &str = "律所（法律服务所）登录";
pub(in crate::public) const ENTRY_LINK: &str = "律所（法律服务所）查看本所法律顾问";
pub(in crate::public) const ENTRY_LEAD: &str =
    "登录后可以看到本所法律顾问的聘任、应有时长和已计时长。只能看，不能改；看不到服务的内容和群众的信息。";
pub(in crate::public) const NAME: &str = "机构名称";
pub(in crate::public) const NAME_HINT: &str = "写全称，与县（区）司法局登记的一致。";
pub(in crate::public) const PASSPHRASE: &str = "口令";
pub(in crate::public) const ENTER: &str = "登录";
pub(in crate::public) const HAS_CODE: &str = "有开通码，第一次使用，或要换口令";
pub(in crate::public) const CODE_TITLE: &str = "用开通码设口令";
pub(in crate::public) const CODE_LEAD: &str =
    "开通码由县（区）司法局发给，7 天之内用一次。忘了口令，请向县（区）司法局再要一个开通码。";
pub(in crate::public) const CODE: &str = "开通码";
pub(in crate::public) const NEW_PASSPHRASE: &str = "新口令";
pub(in crate::public) const PASSPHRASE_AGAIN: &str = "再写一次新口令";
pub(in crate::public) const OPEN: &str = "设好口令并登录";
pub(in crate::public) const TO_ENTRY: &str = "已有口令，去登录";

/// Why nobody is in.
pub(in crate::public) const WRONG: &str =
    "机构名称或口令不对，请核对后再试。还没有开通，或忘了口令的，请向县（区）司法局要开通码。";
pub(in crate::public) const NO_CODE: &str =
    "没有这个开通码，或者它已经用过、过期了。请核对；不行就请县（区）司法局再发一个。";
pub(in crate::public) const TOO_SHORT: &str = "口令太短或太长。请至少写 10 个字，最多 150 个字，没有别的要求。";
pub(in crate::public) const DIFFERS: &str = "两次写的口令不一样，请再写一次。";
pub(in crate::public) const TOO_OFTEN: &str = "试的次数太多，请过 15 分钟再试。";
pub(in crate::public) const NOT_OURS: &str =
    "为了安全，请在本页面上再填一次口令，再点一次按钮；还是不行，请换一个浏览器。";
pub(in crate::public) const OVER: &str = "登录已经到时，或者已经停了，请重新登录。";
pub(in crate::public) const NOT_NOW: &str = "现在办不了，请过一会儿再试。";

/// What is read.
pub(in crate::public) const OVERVIEW: &str = "本所法律顾问";
pub(in crate::public) const YEARS: &str = "年份";
pub(in crate::public) const PARTS: &str = "更多法律顾问";
pub(in crate::public) const NOBODY: &str = "这一年没有登记在本所名下的法律顾问。有疑问，请问县（区）司法局。";
pub(in crate::public) const IN_PART: &str =
    "这里只有登记在本所名下的月份。每个月看月初登记在哪一家；登记之前的月份不列。";
pub(in crate::public) const NO_VILLAGE: &str = "这些月份没有登记聘任。";
pub(in crate::public) const NO_MONTH: &str = "没有要列出的月份：月初聘任在期的，才列出那个月。";
pub(in crate::public) const MONTHS: &str = "各月现场服务时长";
pub(in crate::public) const COLUMNS: [&str; 5] = ["月份", "应有", "已计", "还差", "讲座"];
pub(in crate::public) const TRAININGS: &str = "培训登记";
pub(in crate::public) const SOURCE: &str = "数字从哪里来";
pub(in crate::public) const AND: &str = "；";
pub(in crate::public) const CANNOT_TELL: &str =
    "这里按每次服务的时长计，看不到起止时间，时段重叠的没有扣除；与司法所逐条核算的，可能有小的出入，以司法所的为准。";
pub(in crate::public) const TO_OVERVIEW: &str = "返回本所法律顾问";
pub(in crate::public) const LEAVE: &str = "退出登录";

/// What a passphrase needs.
pub(in crate::public) fn passphrase_hint() -> String {
    format!("至少 {MIN_PASSPHRASE} 个字，可以是一句自己记得住的话，不要求数字和符号。")
}

/// A year.
pub(in crate::public) fn year(year: i32) -> String {
    format!("{year} 年")
}

/// A month, and whether it runs.
pub(in crate::public) fn month(month: u32, runs: bool) -> String {
    let rest = if runs { "（未完）" } else { "" };
    format!("{month} 月{rest}")
}

/// Minutes as hours.
pub(in crate::public) fn hours(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (hours, 0) => format!("{hours} 小时"),
        (0, minutes) => format!("{minutes} 分"),
        (hours, minutes) => format!("{hours} 小时 {minutes} 分"),
    }
}

/// What is missing of a month.
pub(in crate::public) fn missing(minutes: u32) -> String {
    if minutes == 0 {
        "不差".to_owned()
    } else {
        hours(minutes)
    }
}

/// The present month of a village: what is still owed.
pub(in crate::public) fn this_month(line: &MonthLine) -> String {
    let (month, owed, counted) = (line.month.month(), hours(line.owed), hours(line.counted));
    let rest = if line.missing == 0 {
        "已够".to_owned()
    } else {
        format!("还差 {}", hours(line.missing))
    };
    format!("{month} 月应有 {owed}，已计 {counted}，{rest}。")
}

/// From when to when somebody is appointed.
pub(in crate::public) fn appointed(days: &Days, stands_in: bool) -> String {
    let until = days.to.map_or_else(|| "没有写明截止".to_owned(), day);
    let what = if stands_in { "代（因回避）" } else { "聘任" };
    format!("{what}：{} 起，到 {until}", day(days.from))
}

/// Lectures held of those owed.
pub(in crate::public) fn lectures(from: NaiveDate, period: Period, (held, owed): (u32, u32)) -> String {
    let when = match period {
        Period::Year => "全年".to_owned(),
        Period::Quarter => format!("{} 月开始的季度", from.month()),
    };
    format!("法治讲座：上列月份办了 {held} 场；本村（社区）{when}应办 {owed} 场。")
}

/// How many trainings of a year are on file.
pub(in crate::public) fn trained(year: i32, count: usize) -> String {
    if count == 0 {
        format!("{year} 年没有登记培训。")
    } else {
        format!("{year} 年登记了 {count} 次培训。")
    }
}

/// One training.
pub(in crate::public) fn training(date: NaiveDate, topic: &str, minutes: u32) -> String {
    format!("{}　{topic}　{}", day(date), hours(minutes))
}

/// By which rules.
pub(in crate::public) fn rule(id: &str, version: u32) -> String {
    format!("按规则文件 {id} 第 {version} 版计算")
}

/// From which data. The root's name follows.
pub(in crate::public) fn data(sequence: u64, rooted: u64) -> String {
    format!("数据到服务器第 {sequence} 批为止；当天签名的记录到第 {rooted} 批，指纹 ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_said_as_people_say_hours() {
        let said: Vec<String> = [0, 45, 60, 270].into_iter().map(hours).collect();
        assert_eq!(said, ["0 小时", "45 分", "1 小时", "4 小时 30 分"]);
        assert_eq!(
            (missing(0), missing(90)),
            ("不差".to_owned(), "1 小时 30 分".to_owned())
        );
    }
}
