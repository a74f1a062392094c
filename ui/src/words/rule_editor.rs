//! Words of the county's rule files: reading them, writing the next version, trying it on last month, taking it in.

use chrono::NaiveDate;
use cunfa_core::register::{Fault, FaultReason, RecordKind};
use cunfa_core::rules::{Question, RuleFault, RuleFile, RuleFileError, RuleName};
use cunfa_protocol::view::{RuleNumbers, RuleStanding, RuleTried};

use super::{hours, rules};
use crate::model::record::Names;

/// The screen.
pub const TITLE: &str = "规则文件";
/// What it is for.
pub const LEAD: &str = "每个村（社区）应服务多少、哪些计入，都按规则文件算。可以看每一份的原文，写出新的一版，先用上个月的数字试算，再决定采用。";
/// The server sent none.
pub const SHIPPED: &str = "服务器没有发来能用的规则文件，现在按程序自带的算。要改规则，请先把自带的这一份照原样采用，以前的月份才会仍按它算。";
/// Only the county takes rules in.
pub const READ_ONLY: &str = "规则由县（区）司法局改；这里可以看，也可以试算。";
/// The text of a file.
pub const TEXT: &str = "看原文";
/// Writes the next one.
pub const NEXT: &str = "照它写新的一版";
/// Takes up what was being written.
pub const RESUME: &str = "接着写";
/// What was being written is there.
pub const RESUME_LEAD: &str = "有一份没有写完的规则文件，存在本机。";
/// Puts what was being written away.
pub const DROP: &str = "不要了";
/// What was put away can be taken back.
pub const DROPPED: &str = "没写完的那份已放在一边。";
/// Takes it back.
pub const UNDO: &str = "放回来";
/// The editor.
pub const EDIT: &str = "新的规则文件";
/// How to write.
pub const EDIT_LEAD: &str = "等号左边的名称不要改，只改右边的值；# 后面是给人看的说明。版本、施行日期和代替哪一份已经填好，请核对。写的内容随时存在本机。";
/// The field.
pub const FIELD: &str = "原文";
/// Back to the files.
pub const BACK: &str = "返回规则文件";
/// Tries it.
pub const TRY: &str = "用上个月的数字试算";
/// It was changed since it was tried.
pub const CHANGED: &str = "原文改过了，请再试算一次。";
/// Takes it in.
pub const TAKE: &str = "签名并采用";
/// What taking in does.
pub const TAKE_LEAD: &str =
    "采用时用您的密钥签名，联网后送到服务器；各设备下次同步时收到。以前的规则文件都保留，施行以前的月份仍按当时的算。";
/// It was taken in.
pub const TAKEN: &str = "已签名并存在本机，联网后送到服务器。";
/// What came of trying it.
pub const RESULT: &str = "试算结果";
/// Why it cannot be taken in.
pub const NOT_YET: &str = "现在还不能采用：";
/// Another place's.
pub const OTHER_AREA: &str = "area 写的不是本县（区）的代码，没有一个村（社区）按它算。";
/// It reaches back.
pub const REACHES_BACK: &str = "它从已经开始的月份起施行：那些月份的数字会按它重新算。";
/// No figures are here.
pub const NO_FIGURES: &str = "这台设备还没有收到各村的数字，下面的试算没有内容可依。联网同步后再试一次。";
/// What is never tried.
pub const NOT_TRIED: &str = "这里只试算时长和讲座；报酬怎么扣、一人最多几个村，不在试算之内。";
/// Above what figures do not tell.
pub const UNTOLD: &str = "县（区）只看得到时长，看不到几点到几点，下面这些算不出来，实际的数字可能不同：";
/// The table.
pub const DIFFERENCES: &str = "会变的村（社区）";
/// Under the table's heading.
pub const DIFFERENCES_LEAD: &str = "箭头左边是现在的算法，右边是新的算法。按代码排列。";
/// Column.
pub const COL_VILLAGE: &str = "村（社区）";
/// Column.
pub const COL_COUNTED: &str = "计入";
/// Column.
pub const COL_OWED: &str = "应有";
/// Column.
pub const COL_MISSING: &str = "还差";
/// Column.
pub const COL_LECTURES: &str = "讲座";
/// Before the steps of the present way.
const NOW: &str = "现在";
/// Before the steps of the new way.
const THEN: &str = "新规则";

/// "规则 nanning-2016 第 1 版，2016年11月18日起施行，管代码 4501 开头的村（社区）".
#[must_use]
pub fn about(rule: &RuleFile) -> String {
    let until = rule
        .effective_until
        .map(|until| format!("，到 {} 前", rules::date(until)))
        .unwrap_or_default();
    format!(
        "{}，{}起施行{until}，管代码 {} 开头的村（社区）",
        rules::name(&rule.name()),
        rules::date(rule.effective_from),
        rule.area
    )
}

/// Where it stands.
#[must_use]
pub fn standing(standing: RuleStanding) -> String {
    match standing {
        RuleStanding::InForce => "这个月按它算".to_owned(),
        RuleStanding::AtHand => "这个月不按它算".to_owned(),
        RuleStanding::Coming => "已签名采用，还没有回到这台设备".to_owned(),
        RuleStanding::Refused(reason) => format!("服务器没有接受：{}", super::sync::parked(reason)),
    }
}

/// The button of one file, for those who hear the screen.
#[must_use]
pub fn next_of(rule: &RuleFile) -> String {
    format!("{NEXT}：{}", rules::name(&rule.name()))
}

/// Why a file cannot be read, with the line where it is known.
#[must_use]
pub fn unreadable(error: &RuleFileError, line: Option<usize>) -> String {
    let why = rules::unreadable(error);
    match (error, line) {
        (RuleFileError::NotToml { .. }, _) | (_, None) => why,
        (_, Some(line)) => format!("第 {line} 行：{why}"),
    }
}

/// The key at which a file cannot be read; none where the whole of it cannot.
#[must_use]
pub fn key_of(error: &RuleFileError) -> Option<&str> {
    match error {
        RuleFileError::TooLong | RuleFileError::NotToml { .. } => None,
        RuleFileError::Missing { key }
        | RuleFileError::UnknownKey { key }
        | RuleFileError::Shape { key }
        | RuleFileError::Negative { key }
        | RuleFileError::Range { key }
        | RuleFileError::BadDate { key }
        | RuleFileError::UnknownOption { key, .. } => Some(key.as_str()),
        RuleFileError::UnknownMode { .. } => Some("counted_modes"),
    }
}

/// What keeps a file from being taken in, and what to do about it.
#[must_use]
pub fn obstacle(fault: &RuleFault) -> String {
    match fault {
        RuleFault::Twice { rule } => format!("{}已经有了；改了内容，请把 version 加一。", rules::name(rule)),
        RuleFault::Overlap {
            earlier, later, from, ..
        } => {
            let (earlier, later) = (rules::name(earlier), rules::name(later));
            let from = rules::date(*from);
            format!("从 {from} 起，{earlier}和{later}同时施行；请用 replaces 写明新的代替哪一份。")
        }
        RuleFault::Gap {
            before,
            after,
            from,
            until,
        } => {
            let (before, after) = (rules::name(before), rules::name(after));
            let days = format!("从 {} 到 {} 前", rules::date(*from), rules::date(*until));
            format!("{days}没有规则：{before}已停止，{after}还没有施行；请把施行日期接上。")
        }
        RuleFault::Empty
        | RuleFault::Unreadable { .. }
        | RuleFault::TwoPlaces { .. }
        | RuleFault::ReplacesUnknown { .. }
        | RuleFault::ReplacedTwice { .. }
        | RuleFault::Circle { .. }
        | RuleFault::ReplacesLater { .. }
        | RuleFault::VersionsBackward { .. }
        | RuleFault::OtherPlace { .. }
        | RuleFault::NotYet { .. }
        | RuleFault::NoLonger { .. } => rules::what_is_wrong(fault),
    }
}

/// What was found when it was to be signed.
#[must_use]
pub fn refused(fault: &Fault, names: &Names) -> String {
    match &fault.reason {
        FaultReason::RuleFile(error) => unreadable(error, None),
        FaultReason::Rules(fault) => obstacle(fault),
        FaultReason::OtherPlace => OTHER_AREA.to_owned(),
        _ => super::registers::fault(RecordKind::RuleFile, fault, names),
    }
}

/// What came of the trial.
#[must_use]
pub fn summary(tried: &RuleTried) -> String {
    let (month, villages) = (rules::month(tried.month), tried.villages);
    if tried.came_ms.is_none() || villages == 0 {
        return "没有可以试算的数字，看不出哪些会变。".to_owned();
    }
    match tried.differences.len() {
        0 => format!("用{month}的数字试算：{villages} 个村（社区）的数字都不变。"),
        differ => format!("用{month}的数字试算：{villages} 个村（社区）中，{differ} 个的数字会变。"),
    }
}

/// By what they are counted now.
#[must_use]
pub fn counted_by(names: &[RuleName]) -> String {
    let names: Vec<String> = names.iter().map(rules::name).collect();
    format!("这些村（社区）现在按{}算。", names.join("、"))
}

/// From when it would hold.
#[must_use]
pub fn from(date: NaiveDate) -> String {
    format!("从 {}起施行。", rules::date(date))
}

/// A reading that figures do not tell.
#[must_use]
pub fn untold(question: Question) -> &'static str {
    match question {
        Question::Overlap => "同一个村时间重叠的记录，哪些只算一次",
        Question::VillagesOverlap => "同一人在两个村时间重叠，哪些只算一次",
        Question::MonthBoundary => "月底跨过半夜的服务，哪些算在前一个月",
        Question::CountedModes => "哪些服务方式计入",
        Question::UnsignedCounts => "签字前的记录是否计入",
        Question::Rounding => "时长怎么取整",
        Question::MakeUp => "缺的时长怎么补",
        Question::Deduction => "报酬怎么扣减",
        Question::EffectiveFrom => "从哪天起施行",
        Question::Travel => "路上的时间",
    }
}

/// Two lengths: one when they are the same, else from one to the other.
#[must_use]
pub fn lengths(now: u32, then: u32) -> String {
    change(hours::length(now), hours::length(then))
}

/// Lectures held of those owed, both ways; with the period where that is another one.
#[must_use]
pub fn lectures(now: &RuleNumbers, then: &RuleNumbers) -> String {
    let same_period = now.lectures_per == then.lectures_per;
    let say = |of: &RuleNumbers| {
        let period = if same_period {
            ""
        } else {
            rules::period(of.lectures_per)
        };
        format!("{period}{}/{}", of.lectures, of.owed_lectures)
    };
    change(say(now), say(then))
}

fn change(now: String, then: String) -> String {
    if now == then { now } else { format!("{now} → {then}") }
}

/// From what is recorded to what is missing, both ways; once when every step is the same.
#[must_use]
pub fn steps(now: &RuleNumbers, then: &RuleNumbers) -> Vec<String> {
    let (now, then) = (steps_of(now), steps_of(then));
    if now == then {
        vec![now]
    } else {
        vec![format!("{NOW}：{now}"), format!("{THEN}：{then}")]
    }
}

fn steps_of(of: &RuleNumbers) -> String {
    let mut steps = vec![format!("记录 {}", hours::length(of.recorded_minutes))];
    let left_out = of.left_out.iter();
    steps.extend(left_out.map(|(why, minutes)| format!("不计 {}（{}）", hours::length(*minutes), rules::reason(*why))));
    steps.extend(rules::rounded(of.rounding));
    if of.made_up_minutes > 0 {
        steps.push(format!("以后的月份补 {}", hours::length(of.made_up_minutes)));
    }
    if of.lectures_left_out > 0 {
        steps.push(format!("另有 {} 次讲座不计", of.lectures_left_out));
    }
    steps.join("，")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use cunfa_core::rules::{Period, Reason, SHIPPED};

    use super::*;

    fn numbers() -> RuleNumbers {
        RuleNumbers {
            recorded_minutes: 180,
            left_out: vec![(Reason::NotSigned, 90)],
            rounding: 0,
            counted_minutes: 90,
            owed_minutes: 300,
            made_up_minutes: 0,
            missing_minutes: 210,
            lectures: 0,
            lectures_left_out: 1,
            owed_lectures: 1,
            lectures_per: Period::Year,
        }
    }

    #[test]
    fn every_number_is_told_with_its_steps_and_both_ways_where_they_differ() {
        let now = numbers();
        let then = RuleNumbers {
            left_out: Vec::new(),
            lectures_per: Period::Quarter,
            ..numbers()
        };
        assert_eq!(
            steps(&now, &then),
            [
                "现在：记录 3 小时，不计 1 小时 30 分（村干部还没有签字），另有 1 次讲座不计",
                "新规则：记录 3 小时，另有 1 次讲座不计"
            ]
        );
        assert_eq!(steps(&now, &now).len(), 1);
        assert_eq!(lengths(90, 180), "1 小时 30 分 → 3 小时");
        assert_eq!(lengths(90, 90), "1 小时 30 分");
        assert_eq!(lectures(&now, &then), "本年0/1 → 本季度0/1");
        assert_eq!(lectures(&now, &now), "0/1");
    }

    #[test]
    fn a_file_is_told_by_name_version_day_and_place() {
        let rule = RuleFile::read(SHIPPED[0]).unwrap();
        assert_eq!(
            about(&rule),
            "规则 nanning-2016 第 1 版，2016年11月18日起施行，管代码 4501 开头的村（社区）"
        );
    }

    #[test]
    fn a_fault_says_on_which_line_and_what_to_do() {
        let error = RuleFileError::Negative {
            key: "lectures".to_owned(),
        };
        assert_eq!(key_of(&error), Some("lectures"));
        assert_eq!(unreadable(&error, Some(9)), "第 9 行：lectures 是负数。");
        assert_eq!(unreadable(&error, None), "lectures 是负数。");
        let line = RuleFileError::NotToml { line: 3 };
        assert_eq!(unreadable(&line, None), "第 3 行的写法不对。");
        let name = |version| RuleName {
            id: "x".to_owned(),
            version,
        };
        let twice = RuleFault::Twice { rule: name(1) };
        assert!(obstacle(&twice).contains("version 加一"));
        let circle = RuleFault::Circle { rule: name(1) };
        assert!(obstacle(&circle).contains("绕了一圈"));
    }
}
