//! Words of a lost PIN and of the codes an office gives out.

use cunfa_protocol::view::{Invitation, Invitee, Slot};

use super::when;

// A lost PIN
pub const FORGOTTEN: &str = "忘记密码";
pub const FORGOTTEN_LEAD: &str =
    "密码谁也查不到，但可以设一个新的。台账内容都在这台设备上，不会丢；以前签的字照样有效。";
pub const FORGOTTEN_STEPS: [&str; 3] = [
    "联系司法所，说您的名字和这台设备，请他们发一个“重设密码”的开通码。",
    "让这台设备连上网络。",
    "在下面输入开通码，再设一个新密码。",
];
pub const RESET: &str = "启用新密码";
pub const RESET_DONE: &str = "新密码已启用，内容都在。";
pub const RESET_UNFINISHED: &str = "如果中途断了，用同一个开通码和同一个新密码再做一次就行。";
/// At the signer's PIN.
pub const SIGNER_FORGOT: &str =
    "忘记密码：先点“返回”“先不签”，把平板交还给法律顾问。锁定后选自己的名字，点“忘记密码”。写好的记录不会丢。";
/// The same on a device of one's own.
pub const OWNER_FORGOT: &str = "忘记密码：先点“返回”“先不签”，在设置里锁定，再点“忘记密码”。写好的记录不会丢。";

#[must_use]
pub fn forgotten_of(slot: &Slot) -> String {
    format!("{}（{}）忘记密码", slot.label, super::role(slot.role))
}

// Codes
pub const TITLE: &str = "发开通码";
pub const LEAD: &str =
    "给本乡镇（街道）的法律顾问和村（社区）干部。每个码只能用一次，7 天内有效。请先核实对方是本人，再把码读给他。";
pub const SHOW_PEOPLE: &str = "选人";
pub const NOBODY: &str = "还没有登记法律顾问或干部";
pub const NOBODY_HINT: &str = "请县（区）司法局先登记人员。";
pub const JOIN: &str = "开通新设备";
pub const GIVEN: &str = "开通码";
pub const READ_OUT: &str =
    "请一个字一个字地读，念两遍。中间的横线不用输，大小写都可以；里面没有数字 0 和 1，也没有字母 O、I、L。";
pub const ONCE: &str = "这个码只显示这一次。关掉以后看不到了，可以再发一个。";

/// Who, with post and role.
#[must_use]
pub fn person(invitee: &Invitee) -> String {
    let role = super::role(invitee.person.role);
    match invitee.person.post.as_str() {
        "" => role.to_owned(),
        post => format!("{role} · {post}"),
    }
}

#[must_use]
pub fn reset_on(device: &str) -> String {
    format!("重设密码（{device}）")
}

/// For whom and what the code is, and until when.
#[must_use]
pub fn given(invitation: &Invitation, offset_minutes: i32) -> String {
    let until = when::moment(invitation.expires_ms, offset_minutes);
    let name = &invitation.name;
    match &invitation.device_name {
        Some(device) => format!("给 {name}，在“{device}”上重设密码，{until} 前有效。"),
        None => format!("给 {name}，开通新设备，{until} 前有效。"),
    }
}
