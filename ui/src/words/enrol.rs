//! The table of words, part of 登记: waiting for an office, adding a cadre on the spot.

use cunfa_protocol::Code;
use cunfa_protocol::view::{ClaimFault, DecisionFault, DecisionState, EnrolmentDecision, WaitingEnrolment};

/// Beside a signature whose signer no office has confirmed yet.
pub const WAITING: &str = "待登记";
/// What that means.
pub const WAITING_MORE: &str =
    "待登记：司法所还没有确认签字人的身份。签字已保存，照常上传和审核，确认后这个标记会消失。";
/// Once an office confirmed.
pub const CONFIRMED: &str = "已登记";
/// Label of the standing at the desk.
pub const STANDING: &str = "登记";

// The desk.
/// The list.
pub const LIST: &str = "待确认的登记";
/// Its hint.
pub const LIST_MORE: &str = "请核对是不是本人，再确认。不认识的人请先打电话问清楚。";
/// Nobody waits.
pub const NOBODY_WAITS: &str = "没有待确认的登记。";
/// Confirm.
pub const CONFIRM: &str = "是本人，确认";
/// Refuse.
pub const REFUSE: &str = "不予登记";
/// The last key of the PIN pad.
pub const DECIDE: &str = "确定";
/// Back to the list.
pub const BACK_TO_LIST: &str = "返回名单";
/// Close.
pub const CLOSE: &str = "关闭";
/// Somebody on a device of their own.
pub const OWN_DEVICE: &str = "本人的设备";

/// Who else is on the device.
#[must_use]
pub fn beside(names: &[String]) -> String {
    if names.is_empty() {
        OWN_DEVICE.to_owned()
    } else {
        format!("与{}共用的设备", names.join("、"))
    }
}

/// Since when.
#[must_use]
pub fn since(moment: &str) -> String {
    format!("{moment} 起")
}

/// What is about to be said over the PIN pad.
#[must_use]
pub fn about_to(decision: EnrolmentDecision, row: &WaitingEnrolment) -> String {
    match decision {
        EnrolmentDecision::Confirm => format!("确认 {} 的登记，请输入您的密码", row.name),
        EnrolmentDecision::Refuse => format!("不予登记 {}，其以后的签字无效。请输入您的密码", row.name),
    }
}

/// Where a decision stands.
#[must_use]
pub fn state(state: DecisionState) -> &'static str {
    match state {
        DecisionState::OnItsWay(EnrolmentDecision::Confirm) => "已确认，联网后生效",
        DecisionState::OnItsWay(EnrolmentDecision::Refuse) => "已不予登记，联网后生效",
        DecisionState::NotTaken(fault) => fault_of_decision(fault),
    }
}

fn fault_of_decision(fault: DecisionFault) -> &'static str {
    match fault {
        DecisionFault::NotAllowed => "服务器没有接受：此人不在您的辖区，或您自己的登记有变。请联系县（区）司法局。",
        DecisionFault::Changed => "服务器没有接受：这项登记已有变化。请同步后再看。",
        DecisionFault::DecidedOtherwise => "服务器没有接受：别人已先作了相反的处理。请同步后再看。",
        DecisionFault::Damaged => "服务器没有接受：签名没有通过检验。请再处理一次。",
    }
}

// The tablet.
/// Adds a cadre.
pub const ADD_CADRE: &str = "添加村干部";
/// Head of the step.
pub const ADD_CADRE_TITLE: &str = "选出要添加的村干部";
/// Its hint.
pub const ADD_CADRE_HINT: &str = "没有网络也能添加。添加后马上可以签字，显示“待登记”，等司法所确认。";
/// Nobody is left.
pub const ROSTER_EMPTY: &str = "名单上没有可以添加的村干部";
/// What then.
pub const ROSTER_EMPTY_MORE: &str = "名单由司法所登记。请司法所登记后，联网同步一次再来添加。";
/// On somebody who is here.
pub const HERE: &str = "已在本机";
/// The last key of the new PIN.
pub const ADD: &str = "添加";

/// Head of the step where a new cadre chooses a PIN.
#[must_use]
pub fn adding(name: &str) -> String {
    format!("添加 {name}")
}

/// Above the PIN pad of a new cadre.
#[must_use]
pub fn own_pin(name: &str) -> String {
    format!("请 {name} 本人设一个密码，不要告诉别人")
}

/// Why the server did not take an enrolment made here.
#[must_use]
pub fn fault_of_claim(fault: ClaimFault) -> &'static str {
    match fault {
        ClaimFault::NotOnRoster => "服务器上没有登记这位村干部。请联系司法所。",
        ClaimFault::OutOfScope => "这位村干部不属于您服务的村（社区）。请联系司法所。",
        ClaimFault::AlreadyHere => "这位村干部在这台设备上已另有登记，请用原来的。",
        ClaimFault::Refused => "司法所没有确认这位村干部的登记。请联系司法所。",
        ClaimFault::Damaged => "登记没有通过检验。请联系司法所。",
    }
}

/// A failure while deciding or adding; the list has changed, or the shared sentence.
#[must_use]
pub fn failure(code: &Code) -> String {
    match code {
        Code::ChangedMeanwhile => "名单刚刚有变化，请重新看一遍。刚才的操作没有生效。".to_owned(),
        other => super::failure::sentence(other),
    }
}
