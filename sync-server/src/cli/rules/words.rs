//! What the commands over rule files say.

use chrono::{Datelike as _, NaiveDate};
use cunfa_core::Village;
use cunfa_core::rules::{Difference, RuleFault, RuleFile, RuleFileError, RuleName, Tally};

pub(super) const NONE: &str = "没有规则文件，各设备按程序自带的规则计算。";
pub(super) const PAST: &str = "它从已经开始的月份起施行：那些月份的数字会按它重新计算。";
pub(super) const ONLY_LOOKED: &str = "只是试算，没有改动任何内容。确定采用，请在命令后加 --yes。";
pub(super) const TAKEN: &str = "已采用。各设备下次同步时收到；以前的规则文件仍保留，以前的月份照旧按当时的规则计算。";
pub(super) const TOO_LONG: &str = "文件太长，不像规则文件";
pub(super) const NOT_UTF8: &str = "文字的编码不是 UTF-8，请另存为 UTF-8 再试";
pub(super) const TABLE: [&str; 5] = ["村（社区）", "计入（分钟）", "应有（分钟）", "还差（分钟）", "讲座"];

pub(super) fn one(rule: &RuleFile) -> String {
    let until = rule
        .effective_until
        .map(|until| format!("到 {until} 前"))
        .unwrap_or_default();
    format!(
        "{}《{}》，代码 {} 开头的村，{} 起{until}施行",
        name(&rule.name()),
        rule.title,
        rule.area,
        rule.effective_from
    )
}

fn name(rule: &RuleName) -> String {
    format!("{} 第 {} 版", rule.id, rule.version)
}

pub(super) fn tried(month: NaiveDate, villages: usize, differ: usize) -> String {
    let month = format!("{}年{}月", month.year(), month.month());
    if differ == 0 {
        format!("用{month}的记录试算：{villages} 个村，数字都不变。")
    } else {
        format!("用{month}的记录试算：{villages} 个村，{differ} 个村的数字会变（现在 → 按新规则）。")
    }
}

pub(super) fn difference(of: &Difference, village: Option<&Village>) -> [String; 5] {
    let place = village.map_or_else(
        || of.village.to_string(),
        |village| format!("{}{}", village.township, village.name),
    );
    let both = |number: fn(&Tally) -> u32| change(&number(&of.now), &number(&of.then));
    let lectures = |tally: &Tally| format!("{}/{}", tally.lectures, tally.owed_lectures);
    [
        place,
        both(|tally| tally.counted_minutes),
        both(|tally| tally.owed_minutes),
        both(Tally::missing_minutes),
        change(&lectures(&of.now), &lectures(&of.then)),
    ]
}

fn change<T: ToString + PartialEq>(now: &T, then: &T) -> String {
    if now == then {
        now.to_string()
    } else {
        format!("{} → {}", now.to_string(), then.to_string())
    }
}

pub(super) fn unreadable(error: &RuleFileError) -> String {
    match error {
        RuleFileError::TooLong => "文件太长（最多 64 KiB）".to_owned(),
        RuleFileError::NotToml { line } => format!("第 {line} 行的写法不对"),
        RuleFileError::Missing { key } => format!("缺少 {key}"),
        RuleFileError::UnknownKey { key } => format!("不认识 {key}"),
        RuleFileError::Shape { key } => format!("{key} 的值类型不对"),
        RuleFileError::Negative { key } => format!("{key} 是负数"),
        RuleFileError::Range { key } => format!("{key} 的值不合理"),
        RuleFileError::BadDate { key } => format!("{key} 不是日期，应写成 2016-11-18 这样"),
        RuleFileError::UnknownMode { mode } => format!("没有服务方式 {mode}"),
        RuleFileError::UnknownOption { key, option } => format!("{key} 不能写 {option}"),
    }
}

/// What is wrong with a set of files.
pub(super) fn fault(fault: &RuleFault) -> String {
    match fault {
        RuleFault::Empty => "没有规则文件".to_owned(),
        RuleFault::Unreadable { position, error } => format!("第 {position} 个规则文件不能用：{}", unreadable(error)),
        RuleFault::TwoPlaces { rule } => format!("{}是另一个地方的", name(rule)),
        RuleFault::Twice { rule } => format!("{}已经有了；改了内容，请把版本号加一", name(rule)),
        RuleFault::ReplacesUnknown { rule, replaced } => {
            format!("{}写明代替{}，但没有后者", name(rule), name(replaced))
        }
        RuleFault::ReplacedTwice { replaced, by, also_by } => {
            format!("{}和{}都写明代替{}", name(by), name(also_by), name(replaced))
        }
        RuleFault::Circle { rule } => format!("{}绕了一圈又代替了自己", name(rule)),
        RuleFault::ReplacesLater { rule, replaced } => {
            format!("{}代替{}，施行日期却不晚于它", name(rule), name(replaced))
        }
        RuleFault::VersionsBackward { lower, higher } => {
            format!("{}的施行日期不晚于{}", name(higher), name(lower))
        }
        RuleFault::Overlap {
            earlier, later, from, ..
        } => format!(
            "从 {from} 起，{}和{}同时施行；请在新文件里写明 replaces",
            name(earlier),
            name(later)
        ),
        RuleFault::Gap {
            before,
            after,
            from,
            until,
        } => format!(
            "从 {from} 到 {until} 前没有规则：{}已停止，{}还没有施行",
            name(before),
            name(after)
        ),
        RuleFault::OtherPlace { rule } => format!("{}不是本地的", name(rule)),
        RuleFault::NotYet { rule } => format!("{}还没有施行", name(rule)),
        RuleFault::NoLonger { rule } => format!("{}已停止施行", name(rule)),
    }
}
