//! Words of the county's and the city's desk: figures, and opening a text for a reason.

use cunfa_protocol::Code;
use cunfa_protocol::view::{FigureRow, OpeningState, StageCount};

use super::hours;

/// The desk.
pub const DESK: &str = "村（社区）法律顾问工作";
/// Its tab: figures.
pub const FIGURES: &str = "服务情况";
/// What it is.
pub const LEAD: &str = "这里只有数字：类别、时长、人数和结果。记录的文字在村里、法律顾问和司法所手里；确有需要时可以写明理由查看一条的全文。";
/// Nothing came yet.
pub const NONE_YET: &str = "还没有收到数字";
/// Its hint.
pub const NONE_YET_MORE: &str = "联网同步一次就会有，以后不联网也能看。";
/// The table of villages.
pub const TABLE: &str = "各村（社区）这个月的数字";
/// Column.
pub const COL_VILLAGE: &str = "村（社区）";
/// Column.
pub const COL_ON_SITE: &str = "现场服务";
/// Column.
pub const COL_LECTURES: &str = "讲座";
/// Column.
pub const COL_STAGES: &str = "记录";
/// No entry.
pub const NO_ENTRIES: &str = "没有记录";
/// No entry in a village.
pub const NO_ENTRIES_MORE: &str = "这个村（社区）这个月还没有记录传到服务器。";
/// The table of a village.
pub const VILLAGE_TABLE: &str = "这个月的记录，只有数字";
/// Column.
pub const COL_DAY: &str = "日期";
/// Column.
pub const COL_KIND: &str = "类别";
/// Column.
pub const COL_MODE: &str = "方式";
/// Column.
pub const COL_LENGTH: &str = "时长";
/// Column.
pub const COL_PEOPLE: &str = "人数";
/// Column.
pub const COL_RESULT: &str = "结果";
/// Column.
pub const COL_STAGE: &str = "办理情况";
/// Column.
pub const COL_COUNSEL: &str = "法律顾问";
/// Column.
pub const COL_OTHER_VILLAGE: &str = "另一个村（社区）";
/// Column.
pub const COL_ASKED: &str = "疑问";
/// Column.
pub const COL_RECUSAL: &str = "回避";
/// Heading.
pub const CROSSINGS: &str = "可能需要回避的";
/// One of them, for those who hear the screen.
pub const CROSSING: &str = "可能需要回避";
/// What they are.
pub const CROSSINGS_LEAD: &str = "同一位法律顾问在两个村（社区）的近十二个月的事项里，当事人同名，或者当事人是另一个村（社区），或者回避期间仍有服务。这里没有姓名和内容，同名也不一定是同一个人：请先向法律顾问或司法所了解，再决定是否回避、由谁代理。";
/// Button.
pub const RECUSE: &str = "登记回避";
/// Instead of it.
pub const RECUSED: &str = "已登记回避";
/// Flag.
pub const MAJOR: &str = "重大事项";
/// Beside where an entry stands that another one corrects.
pub const CORRECTED: &str = "已更正，不再计入";
/// Back to the villages.
pub const TO_VILLAGES: &str = "返回各村（社区）";
/// Back to the village.
pub const TO_VILLAGE: &str = "返回这个村（社区）";
/// To one entry.
pub const LOOK: &str = "查看";
/// Opening.
pub const OPEN_TITLE: &str = "查看全文";
/// What it means.
pub const OPEN_LEAD: &str = "查看全文会连同您的姓名、时间和理由记入这条记录，司法所和法律顾问都看得到。全文只在这台设备上显示，不保存；一天之内可以再看，不用再写理由。照片不会传过来。";
/// Why.
pub const REASON: &str = "查看理由";
/// What to write.
pub const REASON_HINT: &str = "写明为什么要看这一条，比如核对补贴、处理来访。";
/// Opens.
pub const OPEN: &str = "签名并查看全文";
/// Puts the text away.
pub const CLOSE: &str = "看完了，收起全文";
/// The acts under the text.
pub const ACTS: &str = "签字与办理";
/// An act that does not hold.
pub const BROKEN: &str = "核对不上，不能作数";
/// Not known.
const UNKNOWN: &str = "—";

/// When the figures came.
#[must_use]
pub fn came(moment: &str) -> String {
    format!("数字截至 {moment} 同步")
}

/// Minutes on site.
#[must_use]
pub fn on_site(minutes: u32) -> String {
    match minutes {
        0 => UNKNOWN.to_owned(),
        minutes => hours::length(minutes),
    }
}

/// "待审核 2 · 已通过 3".
#[must_use]
pub fn stages(stages: &[StageCount]) -> String {
    if stages.is_empty() {
        return NO_ENTRIES.to_owned();
    }
    let of = |one: &StageCount| format!("{} {}", super::stage(one.stage), one.count);
    stages.iter().map(of).collect::<Vec<_>>().join(" · ")
}

/// A result's class, if there is one.
#[must_use]
pub fn result(row: &FigureRow) -> String {
    row.figure
        .result
        .map_or_else(|| UNKNOWN.to_owned(), |class| super::result_class(class).to_owned())
}

/// The counsel's name, if it is known.
#[must_use]
pub fn counsel(row: &FigureRow) -> String {
    name(&row.counsel_name).to_owned()
}

/// A registered name, or that nobody knows it.
#[must_use]
pub fn name(registered: &str) -> &str {
    if registered.is_empty() { UNKNOWN } else { registered }
}

/// Opens the list of a village, for those who hear the screen.
#[must_use]
pub fn village(name: &str) -> String {
    format!("{name}：看这个月的每一条")
}

/// Opens one entry, for those who hear the screen.
#[must_use]
pub fn look(day: &str, kind: &str) -> String {
    format!("{day}，{kind}：查看")
}

/// What became of an opening.
#[must_use]
pub fn opening(state: OpeningState) -> String {
    match state {
        OpeningState::Waiting => "理由已签名，存在本机。联网同步后全文会显示在这里。".to_owned(),
        OpeningState::Stands => "理由已记入这条记录。现在取不到全文，联网后再打开这一页。".to_owned(),
        OpeningState::Over => "上次查看已满一天。还要看，请再写一次理由。".to_owned(),
        OpeningState::Refused(reason) => format!("服务器没有接受这次查看：{}", super::sync::parked(reason)),
    }
}

/// The reason that was signed.
#[must_use]
pub fn reason(reason: &str) -> String {
    format!("查看理由：{reason}")
}

/// A failure here, or the shared sentence.
#[must_use]
pub fn failure(code: &Code) -> String {
    match code {
        Code::ReasonMissing => "请写明理由。".to_owned(),
        other => super::failure::sentence(other),
    }
}
