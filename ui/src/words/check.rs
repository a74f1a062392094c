//! Words of the office's check of a month, on the screen and on paper.

use chrono::{Datelike as _, NaiveDate};
use cunfa_core::EntryId;
use cunfa_core::register::{Answers, Asked, Column, Finding, MonthlyCheck, Values};
use cunfa_protocol::view::{CheckData, LogState, MonthCheck};

pub const TITLE: &str = "月度检查表和抽查";
pub const PRINT: &str = "打印";
pub const VILLAGES: &str = "各村情况";
pub const DRAWN: &str = "抽查的记录";
pub const DRAWN_HINT: &str = "每村抽五分之一，最少一条，最多五条。抽哪几条由服务器签名的记录指纹算出，不由人挑选；数据相同，抽出的就相同。空格打印后由检查人填写。";
pub const NONE_DRAWN: &str = "本月没有记录可抽。";
pub const COL_VILLAGE: &str = "村（社区）";
pub const COL_COUNSEL: &str = "法律顾问";
pub const COL_ENTRIES: &str = "记录";
pub const COL_MINUTES: &str = "现场时长";
pub const COL_LECTURES: &str = "讲座";
pub const COL_LEFT: &str = "待签字 / 待审核 / 被退回";
pub const COL_FOUND: &str = "检查情况";
pub const COL_NUMBER: &str = "序号";
pub const COL_DATE: &str = "日期";
pub const COL_WHAT: &str = "服务";
pub const COL_TRUE: &str = "属实";
pub const COL_SATISFIED: &str = "群众满意";
pub const COL_NOTE: &str = "备注";
pub const ASK: &str = "群众满意度询问表";
pub const ASK_HINT: &str =
    "打印检查表时，每个有抽查记录的村附一页。Excel 里每村每题有一行，填各种回答的人数，不填姓名。";
pub const ASK_LEAD: &str = "询问接受过服务的群众。可以不写姓名；不照相、不录音、不收身份证号。";
pub const ASK_QUESTIONS: [&str; 4] = [
    "您知道本村的法律顾问是谁、怎么找吗？",
    "这次服务是不是真有其事？",
    "法律顾问说的您听明白了吗？",
    "您对这次服务满意吗？",
];
pub const ASK_ANSWERS: [&str; 3] = ["是 / 满意", "一般", "否 / 不满意"];
pub const ASK_MORE: &str = "您还有什么意见或需要：";
pub const ASK_BY: [&str; 2] = ["询问人：", "日期："];
/// What was found, written down.
pub const RESULTS: &str = "检查结果";
pub const RESULTS_HINT: &str = "查完以后把结果登记在这里并签名，县（区）司法局看得到。只填是否相符和人数，不写群众姓名。登记错了可以更正，经过都留着。";
pub const RECORD: &str = "登记检查结果";
pub const CORRECT: &str = "更正检查结果";
pub const NOT_YET: &str = "还没有登记检查结果";
pub const REFUSED: &str = "服务器没有接受这次登记。请更正后重新登记，或到名册里放弃。";
pub const NOTHING_DRAWN: &str = "这个村（社区）本月没有抽到记录，只填群众的回答和说明。";
pub const COUNTS_HINT: &str = "问了几位群众、几位怎么回答。没有问的题不填。";
pub const PARTS: [&str; 4] = ["询问（人）", "是 / 满意（人）", "一般（人）", "否 / 不满意（人）"];
pub const NOTE_HINT: &str = "有不符的，要写明哪一条、怎么不符。不写群众姓名。";
pub const UNREADABLE: &str = "人数看不懂，请只写数字，如 12。";
/// What may stand in a number of people.
pub const PERSON_SIGNS: &str = "人位个 　";
pub const SIGN: [&str; 3] = ["检查人：", "司法所负责人：", "日期："];

/// Head of the sheet.
#[must_use]
pub fn title(year: i32, month: u32) -> String {
    format!("{year}年{month}月村（社区）法律顾问工作检查表")
}

/// Head of the form for one village.
#[must_use]
pub fn ask_title(village: &str) -> String {
    format!("{ASK} · {village}")
}

/// Who made it and when.
#[must_use]
pub fn made(check: &MonthCheck) -> String {
    format!(
        "制表：{}（{}），{}",
        check.made_by,
        super::role(check.role),
        super::when::written(&cunfa_core::text::civil(check.made_at))
    )
}

/// From which data, so that the same sheet can be made again; `signed` is when the server signed its log.
#[must_use]
pub fn data(data: &CheckData, signed: &str) -> String {
    let mut text = match &data.log {
        None => "数据：只有本机的记录，还没有与服务器核对过。".to_owned(),
        Some(log) => of_log(data.sequence, log, signed),
    };
    if data.unsent > 0 {
        text.push_str(&format!("其中 {} 条本机尚未送达。", data.unsent));
    }
    if data.not_here > 0 {
        text.push_str(&format!("其中 {} 条正文尚未下载，只按概要列出。", data.not_here));
    }
    text
}

fn of_log(sequence: u64, log: &LogState, signed: &str) -> String {
    format!(
        "数据：本机已收到服务器第 {sequence} 批；抽查依据服务器 {signed} 签名的记录：第 {} 批为止，签名 {} 份，指纹 {}。",
        log.sequence, log.acts, log.root
    )
}

/// What waits in a village.
#[must_use]
pub fn left(unsigned: u32, unreviewed: u32, returned: u32) -> String {
    format!("{unsigned} / {unreviewed} / {returned}")
}

/// So many entries.
#[must_use]
pub fn entries(count: u32) -> String {
    format!("{count} 条")
}

/// Whether an entry that was drawn is as it is written.
#[must_use]
pub fn finding(found: Finding) -> &'static str {
    match found {
        Finding::AsWritten => "相符",
        Finding::Otherwise => "不符",
        Finding::NotSeen => "未核对",
    }
}

/// A question to villagers, in short.
#[must_use]
pub fn asked(question: Asked) -> &'static str {
    match question {
        Asked::Known => "知道法律顾问是谁",
        Asked::Real => "确有这次服务",
        Asked::Clear => "听明白了",
        Asked::Satisfied => "对服务满意",
    }
}

/// A question to villagers as it is asked.
#[must_use]
pub fn question(question: Asked) -> &'static str {
    let [known, real, clear, satisfied] = ASK_QUESTIONS;
    match question {
        Asked::Known => known,
        Asked::Real => real,
        Asked::Clear => clear,
        Asked::Satisfied => satisfied,
    }
}

/// Asks of an entry that was drawn whether it is as it is written.
#[must_use]
pub fn entry_found(number: &str, date: NaiveDate) -> String {
    format!("{number}（{date}）与实际相符吗？")
}

/// Something done with one village.
#[must_use]
pub fn of_village(what: &str, village: &str) -> String {
    format!("{what}：{village}")
}

/// By whom and when.
#[must_use]
pub fn signed(by: &str, when: &str) -> String {
    format!("检查人：{by}，{when} 签名")
}

/// "2026年11月".
#[must_use]
pub fn month(text: &str) -> String {
    let first = Values::new().with(Column::Month, text).month();
    first.map_or_else(
        || text.to_owned(),
        |first| format!("{}年{}月", first.year(), first.month()),
    )
}

/// Of the entries drawn how many are as they are written.
#[must_use]
pub fn drawn(text: &str) -> String {
    counted(&Values::new().with(Column::Drawn, text).drawn())
}

fn counted(found: &[(EntryId, Finding)]) -> String {
    let of = |one: &Finding| {
        let count = found.iter().filter(|(_, found)| found == one).count();
        (count > 0).then(|| format!("{} {count}", finding(*one)))
    };
    let parts: Vec<String> = Finding::ALL.iter().filter_map(of).collect();
    format!("抽查 {} 条：{}", found.len(), parts.join("，"))
}

/// What villagers answered, question by question.
#[must_use]
pub fn answers(text: &str) -> String {
    let answers = Values::new().with(Column::Answers, text).answers();
    answers.iter().map(answered).collect::<Vec<_>>().join("；")
}

fn answered((question, of): &(Asked, Answers)) -> String {
    format!(
        "{}：问 {} 人，是 {}，一般 {}，否 {}",
        asked(*question),
        of.asked,
        of.good,
        of.fair,
        of.poor
    )
}

/// What was found in a village's month, line by line.
#[must_use]
pub fn found(check: &MonthlyCheck) -> Vec<String> {
    let drawn = (!check.drawn.is_empty()).then(|| counted(&check.drawn));
    let note = (!check.note.is_empty()).then(|| check.note.clone());
    let answers = check.answers.iter().map(answered);
    drawn.into_iter().chain(answers).chain(note).collect()
}

/// What several villages' checks come to: how many are recorded, how many are not where that is known, and what villagers answered.
#[must_use]
pub fn together(recorded: usize, open: Option<usize>, answers: &[(Asked, Answers)]) -> Vec<String> {
    let open = open.map_or_else(String::new, |open| format!("，还有 {open} 个没有登记"));
    let villages = format!("已登记检查结果的村（社区）{recorded} 个{open}。");
    std::iter::once(villages).chain(answers.iter().map(answered)).collect()
}
