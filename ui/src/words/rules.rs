//! Words of the rule files: by what a month was counted, every reading of what a document leaves open, the steps, and what is wrong with the
//! files at hand.

use chrono::{Datelike, NaiveDate};
use cunfa_core::rules::{
    Deduction, Direction, LectureLine, MadeUp, MonthBoundary, Period, Question, Reason, RoundedPart, Rounding,
    RuleFault, RuleFile, RuleFileError, RuleName,
};

use super::{hours, mode};

/// The fold with all of it.
pub const HOW: &str = "按什么算";
/// Above the lectures of the period.
pub const LECTURES: &str = "讲座";
/// A month has one rule.
pub const BY_FIRST_DAY: &str = "整个月按当月 1 日施行的规则算；跨规则的半年，各月按各月的规则算。";
/// Beside a reading that no document gives.
const LEFT_OPEN: &str = "（原文没有写明，这是选定的算法）";

/// The rule file, with version.
#[must_use]
pub fn title(rule: &RuleFile) -> String {
    format!("按《{}》计算（规则 {}，第 {} 版）", rule.title, rule.id, rule.version)
}

/// Where it comes from.
#[must_use]
pub fn source(rule: &RuleFile) -> String {
    format!("依据：{}", rule.source)
}

/// Every reading in force, each with whether the document leaves it open.
#[must_use]
pub fn readings(rule: &RuleFile) -> Vec<String> {
    let say = |question: &Question| {
        let open = rule.left_open.contains(question);
        format!("{}{}", reading(rule, *question), if open { LEFT_OPEN } else { "" })
    };
    Question::ALL.iter().map(say).collect()
}

fn reading(rule: &RuleFile, question: Question) -> String {
    match question {
        Question::CountedModes => {
            let modes: Vec<&str> = rule.counted_modes.iter().map(|one| mode(*one)).collect();
            format!("计入时长的服务方式：{}", modes.join("、"))
        }
        Question::UnsignedCounts if rule.unsigned_counts => "村干部签字前也计入".to_owned(),
        Question::UnsignedCounts => "村干部签字后才计入".to_owned(),
        Question::Overlap if rule.overlap_counts_once => "同一个村时间重叠的记录，重叠部分只算一次".to_owned(),
        Question::Overlap => "同一个村时间重叠的记录，各算各的".to_owned(),
        Question::VillagesOverlap if rule.villages_overlap_counts_once => {
            "同一人在两个村时间重叠，只算给先开始的村（只比对本机有记录的村）".to_owned()
        }
        Question::VillagesOverlap => "同一人在两个村时间重叠，两个村都算".to_owned(),
        Question::Rounding => rule
            .rounding
            .map_or_else(|| "时长不取整".to_owned(), |one| rounding(&one)),
        Question::MonthBoundary => match rule.month_boundary {
            MonthBoundary::Date => "月底跨过半夜的服务，按日期各算各月".to_owned(),
            MonthBoundary::SittingStart => "月底跨过半夜的服务，都算在开始的那个月".to_owned(),
        },
        Question::MakeUp if rule.make_up_months == 0 => "缺的时长不能用以后的月份补".to_owned(),
        Question::MakeUp => format!("缺的时长可以在之后 {} 个月内补，先补最早的月份", rule.make_up_months),
        Question::Deduction => deduction(rule.deduction),
        Question::EffectiveFrom => format!("从 {} 起施行", date(rule.effective_from)),
        Question::Travel => "路上的时间不记录，也不计入".to_owned(),
    }
}

fn rounding(rounding: &Rounding) -> String {
    let of = match rounding.of {
        RoundedPart::Entry => "每条记录",
        RoundedPart::Month => "全月合计",
    };
    let way = match rounding.direction {
        Direction::Down => "不足的舍去",
        Direction::Up => "不足的进一",
        Direction::Nearest => "取最近的，正好一半的进一",
    };
    format!("{of}按 {} 分钟取整，{way}", rounding.to_minutes)
}

fn deduction(deduction: Deduction) -> String {
    match deduction {
        Deduction::None => "报酬：没有定扣减的算法，不扣".to_owned(),
        Deduction::Proportional => "报酬：按所缺时长占应服务时长的比例扣减，不足 1 分钱的不扣".to_owned(),
        Deduction::PerMissingTime {
            times_per_month,
            fen_per_time,
            cap_fen_per_month,
        } => format!(
            "报酬：每月应服务 {times_per_month} 次（一条计入的记录算一次），每少 1 次扣 {}，每月最多扣 {}",
            yuan(fen_per_time),
            yuan(cap_fen_per_month)
        ),
    }
}

/// "50 元", "50.05 元".
fn yuan(fen: u32) -> String {
    match fen % 100 {
        0 => format!("{} 元", fen / 100),
        rest => format!("{}.{rest:02} 元", fen / 100),
    }
}

pub(super) fn date(date: NaiveDate) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

pub(super) fn month(date: NaiveDate) -> String {
    format!("{}年{}月", date.year(), date.month())
}

/// What rounding did; nothing when it did nothing.
#[must_use]
pub fn rounded(minutes: i32) -> Option<String> {
    let length = hours::length(minutes.unsigned_abs());
    match minutes {
        0 => None,
        1.. => Some(format!("取整加 {length}")),
        _ => Some(format!("取整减 {length}")),
    }
}

/// The same of a month's sum.
#[must_use]
pub fn month_rounded(minutes: i32) -> Option<String> {
    rounded(minutes).map(|what| format!("全月合计{what}。"))
}

/// A later month helped.
#[must_use]
pub fn made_up_by(one: &MadeUp) -> String {
    format!("{}多出的 {} 补到本月。", month(one.month), hours::length(one.minutes))
}

/// This month helped an earlier one.
#[must_use]
pub fn made_up_for(one: &MadeUp) -> String {
    format!("本月多出的 {} 补到 {}。", hours::length(one.minutes), month(one.month))
}

/// 本年, 本季度.
#[must_use]
pub fn period(period: Period) -> &'static str {
    match period {
        Period::Year => "本年",
        Period::Quarter => "本季度",
    }
}

/// Why minutes, or a lecture, do not count.
#[must_use]
pub fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::ModeNotCounted => "这种服务方式按规则不计入",
        Reason::NotSigned => "村干部还没有签字",
        Reason::Returned => "被退回",
        Reason::Voided => "已作废",
        Reason::Corrected => "已更正，按更正后的记录计",
        Reason::Overlap => "与同村另一条记录时间重叠，只算一次",
        Reason::OverlapElsewhere => "与在另一个村的记录时间重叠，只算一次",
        Reason::MonthBefore => "接着上月最后一晚的服务，算在上月",
    }
}

/// One lecture of the period.
#[must_use]
pub fn lecture(line: &LectureLine, number: Option<String>) -> String {
    let counted = match line.left_out {
        None => "计 1 次".to_owned(),
        Some(why) => format!("不计（{}）", reason(why)),
    };
    let number = number.map_or_else(String::new, |number| format!(" · {number}"));
    format!("{}{number}：{counted}", date(line.date))
}

pub(super) fn name(rule: &RuleName) -> String {
    format!("规则 {} 第 {} 版", rule.id, rule.version)
}

/// What is wrong with the rule files at hand; the records are not touched by it.
#[must_use]
pub fn fault(fault: &RuleFault) -> String {
    format!(
        "{}记录都在，不受影响；请县（区）司法局改正规则文件。",
        what_is_wrong(fault)
    )
}

pub(super) fn what_is_wrong(fault: &RuleFault) -> String {
    match fault {
        RuleFault::Empty => "没有规则文件。".to_owned(),
        RuleFault::Unreadable { position, error } => {
            format!("第 {position} 个规则文件不能用，没有按它计算：{}", unreadable(error))
        }
        RuleFault::TwoPlaces { rule } => format!("{}是另一个地方的。", name(rule)),
        RuleFault::Twice { rule } => format!("{}有两份。", name(rule)),
        RuleFault::ReplacesUnknown { rule, replaced } => {
            format!("{}写明代替{}，但没有找到后者。", name(rule), name(replaced))
        }
        RuleFault::ReplacedTwice { replaced, by, also_by } => {
            format!("{}和{}都写明代替{}。", name(by), name(also_by), name(replaced))
        }
        RuleFault::Circle { rule } => format!("{}绕了一圈又代替了自己。", name(rule)),
        RuleFault::ReplacesLater { rule, replaced } => {
            format!("{}代替{}，施行日期却不晚于它。", name(rule), name(replaced))
        }
        RuleFault::VersionsBackward { lower, higher } => {
            format!("{}的施行日期不晚于{}。", name(higher), name(lower))
        }
        RuleFault::Overlap {
            earlier,
            later,
            from,
            until,
        } => {
            let until = until.map_or_else(String::new, |until| format!("到 {} 前", date(until)));
            let (earlier, later) = (name(earlier), name(later));
            format!(
                "从 {} 起{until}，{earlier}和{later}同时施行，现按后施行的算。",
                date(*from)
            )
        }
        RuleFault::Gap {
            before,
            after,
            from,
            until,
        } => {
            let (before, after) = (name(before), name(after));
            let days = format!("从 {} 到 {} 前", date(*from), date(*until));
            format!("{days}没有规则：{before}已停止，{after}还没有施行，现仍按前者算。")
        }
        RuleFault::OtherPlace { rule } => format!("没有本地的规则文件，现按{}算。", name(rule)),
        RuleFault::NotYet { rule } => format!("这个月{}还没有施行，没有更早的规则，现按它算。", name(rule)),
        RuleFault::NoLonger { rule } => format!("这个月{}已停止施行，没有更新的规则，现仍按它算。", name(rule)),
    }
}

pub(super) fn unreadable(error: &RuleFileError) -> String {
    match error {
        RuleFileError::TooLong => "文件太长（最多 64 KiB）。".to_owned(),
        RuleFileError::NotToml { line } => format!("第 {line} 行的写法不对。"),
        RuleFileError::Missing { key } => format!("缺少 {key}。"),
        RuleFileError::UnknownKey { key } => format!("不认识 {key}。"),
        RuleFileError::Shape { key } => format!("{key} 的值类型不对。"),
        RuleFileError::Negative { key } => format!("{key} 是负数。"),
        RuleFileError::Range { key } => format!("{key} 的值不合理。"),
        RuleFileError::BadDate { key } => format!("{key} 不是日期，应写成 2016-11-18 这样。"),
        RuleFileError::UnknownMode { mode } => format!("没有服务方式 {mode}。"),
        RuleFileError::UnknownOption { key, option } => format!("{key} 不能写 {option}。"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use cunfa_core::rules::SHIPPED;

    use super::*;

    #[test]
    fn every_reading_of_a_rule_is_said_and_which_of_them_no_document_gives() {
        let nanning = RuleFile::read(SHIPPED[0]).unwrap();
        let said = readings(&nanning);
        assert_eq!(said.len(), Question::ALL.len());
        assert!(said.contains(&"计入时长的服务方式：现场".to_owned()));
        assert!(said.contains(&format!("缺的时长不能用以后的月份补{LEFT_OPEN}")));
        let different: std::collections::BTreeSet<&String> = said.iter().collect();
        assert_eq!(different.len(), said.len());
        let times = RuleFile {
            deduction: Deduction::PerMissingTime {
                times_per_month: 2,
                fen_per_time: 5_050,
                cap_fen_per_month: 20_000,
            },
            left_open: Vec::new(),
            ..nanning
        };
        let said = readings(&times).join(" ");
        assert!(said.contains("扣 50.50 元，每月最多扣 200 元"), "{said}");
        assert!(!said.contains(LEFT_OPEN));
    }

    #[test]
    fn steps_say_which_way_they_went() {
        assert_eq!(rounded(0), None);
        assert_eq!(rounded(-7).unwrap(), "取整减 7 分钟");
        assert_eq!(month_rounded(60).unwrap(), "全月合计取整加 1 小时。");
    }
}
