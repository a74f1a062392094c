//! Words of the office's check of a month, on the screen and on paper.

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
