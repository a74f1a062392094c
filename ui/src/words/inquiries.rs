//! Words of 网上提问: what villagers asked on the public page, as the office's desk shows it.

use cunfa_core::DismissReason;
use cunfa_protocol::Code;
use cunfa_protocol::view::{InquiryFault, InquiryRow};

/// What it is called.
pub const INQUIRIES: &str = "网上提问";
/// What to do with it.
pub const LEAD: &str = "群众在公示页面上提的问题，还没有处理。受理后转为群众需求，法律顾问就能看到。";
pub const NONE: &str = "没有等待处理的网上提问。";
pub const MORE: &str = "还有更多，处理完这些再列出来。";
pub const LOOK: &str = "查看并处理";
pub const BACK: &str = "返回列表";
pub const NAME: &str = "群众姓名";
pub const NAME_HINT: &str = "能联系上的，请问清姓名再受理。";
pub const NAMELESS: &str = "网上提问的群众";
pub const PHONE: &str = "电话";
pub const TAKE: &str = "受理，转为群众需求";
pub const TAKEN: &str = "已转为群众需求，联网后法律顾问会看到。";
pub const DISMISS: &str = "不受理";
pub const DISMISS_LEAD: &str = "不受理的，内容会从服务器删除，不能恢复。";
pub const DISMISS_WHY: &str = "原因";
pub const DISMISS_WHY_MISSING: &str = "请选择原因。";
pub const DISMISS_NOTE: &str = "说明";
pub const DISMISS_NOTE_MISSING: &str = "请写明原因，不超过 200 个字。";
pub const DISMISS_CONFIRM: &str = "确定不受理";
pub const DISMISSED: &str = "已处理，不受理。";

/// Beside the name of the needs: how many wait.
#[must_use]
pub fn count(count: usize) -> String {
    format!("{INQUIRIES} {count}")
}

/// Where and when one was asked.
#[must_use]
pub fn came(row: &InquiryRow, day: &str) -> String {
    format!("{} · {day}", row.village_name)
}

/// Where the public page is.
#[must_use]
pub fn address(url: &str) -> String {
    format!("公示页面的网址：{url}/gs/")
}

/// Why one is not taken.
#[must_use]
pub fn reason(reason: DismissReason) -> &'static str {
    match reason {
        DismissReason::Duplicate => "重复提问",
        DismissReason::NotLegal => "不属于法律需求",
        DismissReason::Unclear => "内容不清，联系不上",
        DismissReason::Abuse => "广告、辱骂等",
        DismissReason::Other => "其他原因",
    }
}

/// Why a decision was not carried out.
#[must_use]
pub fn fault(fault: InquiryFault) -> &'static str {
    match fault {
        InquiryFault::NotHere => "这条网上提问已经由别人处理了。",
        InquiryFault::Damaged => DISMISS_NOTE_MISSING,
    }
}

/// A failure here, or the shared sentence.
#[must_use]
pub fn failure(code: &Code) -> String {
    match code {
        Code::NoNetwork => "没有网络。网上提问要联网才能看、才能处理。".to_owned(),
        Code::ReasonMissing => DISMISS_NOTE_MISSING.to_owned(),
        Code::Form { failures } => {
            let said = failures
                .iter()
                .map(|one| super::needs::failure(&one.field, &one.rule));
            said.collect::<Vec<_>>().join("")
        }
        other => super::failure::sentence(other),
    }
}
