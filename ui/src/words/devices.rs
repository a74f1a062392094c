//! Words of the devices of an office's area, and of what revoked ones delivered.

use cunfa_protocol::Code;
use cunfa_protocol::view::{DeviceRow, ParkedReason, QuarantineRow, RulingFault, WouldStand};

/// The list.
pub const LIST: &str = "设备";
/// Its hint.
pub const LIST_MORE: &str = "在您辖区用台账的设备，按服务器最近一次见到的情况。";
/// What revoked devices delivered.
pub const QUARANTINE: &str = "隔离区";
/// Its hint.
pub const QUARANTINE_MORE: &str = "停用的设备交来的内容，不算入台账。请看过内容、问清情况再决定。不接收的也会保存。";
/// More than is shown.
pub const QUARANTINE_REST: &str = "还有更多，处理完这些再列出来。";
/// Looks at one.
pub const LOOK: &str = "查看内容";
/// Back.
pub const BACK_TO_LIST: &str = "返回列表";
/// Why.
pub const REASON: &str = "理由";
/// What to write.
pub const REASON_HINT: &str = "写明向谁核实过、为什么这样处理。会和您的名字一起长期保存。";
/// Takes.
pub const TAKE: &str = "接收";
/// Leaves.
pub const LEAVE: &str = "不接收";
/// Something goes first.
const LATER: &str = "它接在别的内容之后，请先接收排在前面的。";
/// Close.
pub const CLOSE: &str = "关闭";

/// How a device stands.
#[must_use]
pub fn standing(row: &DeviceRow, revoked: &str, last: &str, full: &str) -> String {
    match (row.revoked_ms, row.last_sync_ms, row.full_sync_ms) {
        (Some(_), _, _) => format!("{revoked} 停用"),
        (None, None, _) => "还没有同步过".to_owned(),
        (None, Some(_), None) => format!("最近同步 {last}，还没有全部传完过"),
        (None, Some(_), Some(_)) => format!("最近同步 {last}，最近一次全部传完 {full}"),
    }
}

/// What it still holds.
#[must_use]
pub fn unsent(count: u32) -> String {
    format!("最近同步时还有 {count} 条记录没有上传")
}

/// What a row of the quarantine is.
#[must_use]
pub fn came(row: &QuarantineRow, moment: &str) -> String {
    format!("{moment} 由“{}”交来", row.device)
}

/// Which entry it is about.
#[must_use]
pub fn about(row: &QuarantineRow) -> String {
    match &row.entry {
        Some(entry) => format!("{} · 第 {} 号 · {}", row.village, entry.number, entry.matter),
        None => match &row.need {
            Some(need) => format!("{} · {} · {}", row.village, super::needs::NEEDS, need.matter),
            None => row.village.clone(),
        },
    }
}

/// The signatures that come with it; nothing when there are none.
#[must_use]
pub fn acts(count: u32) -> Option<String> {
    (count > 0).then(|| format!("其中有 {count} 份签字，接收后不作数，需要重新签。"))
}

/// What the server would say.
#[must_use]
pub fn would(would: WouldStand) -> String {
    match would {
        WouldStand::Yes => "核对无误，可以接收。".to_owned(),
        WouldStand::Later => LATER.to_owned(),
        WouldStand::No(reason) => format!("不能接收：{}", why(reason)),
    }
}

/// Why the ruling was not carried out.
#[must_use]
pub fn fault(fault: RulingFault) -> String {
    match fault {
        RulingFault::Damaged => "服务器没有接受，请再试一次。内容仍在隔离区。".to_owned(),
        RulingFault::NotHere => "隔离区里没有它，或它不在您的辖区。".to_owned(),
        RulingFault::DecidedOtherwise => "别人先前已经接收了它。".to_owned(),
        RulingFault::Later => would(WouldStand::Later),
        RulingFault::Refused(reason) => would(WouldStand::No(reason)),
    }
}

fn why(reason: ParkedReason) -> &'static str {
    match reason {
        ParkedReason::Damaged | ParkedReason::TooLarge | ParkedReason::Content | ParkedReason::RecordChanged => {
            "内容有损坏，或不合规定。"
        }
        ParkedReason::Signature | ParkedReason::NotEnrolled => "签名核对不上。",
        ParkedReason::NotAllowed | ParkedReason::OutOfScope => "交来的人没有这个权限。",
        ParkedReason::TooNew => "服务器的版本较旧，还不认识。",
    }
}

/// A failure here, or the shared sentence.
#[must_use]
pub fn failure(code: &Code) -> String {
    match code {
        Code::NoNetwork => "没有网络。这里要联网才能看、才能处理。".to_owned(),
        Code::ReasonMissing => "请写明理由。".to_owned(),
        other => super::failure::sentence(other),
    }
}
