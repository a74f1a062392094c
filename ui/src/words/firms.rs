//! Words of 律所查看: a firm's account on the public page, as the county's desk shows it.

use cunfa_protocol::Code;
use cunfa_protocol::view::FirmAccess;

/// What it is called.
pub const TITLE: &str = "给律所开通查看";
/// What it is for.
pub const LEAD: &str = "律所在公示网页上登录，只看本所法律顾问的聘任、培训、应有和已计的时长；看不到服务内容、群众信息和别的机构，也不能改。";
pub const INVITE: &str = "给律所开通查看";
pub const INVITE_AGAIN: &str = "重新发开通码";
pub const STOP: &str = "停止查看";
pub const STOPPED: &str = "已停止查看，登录着的也已退出。";
pub const AGAIN: &str = "再试一次";
pub const ONCE: &str =
    "这个码只显示这一次，7 天之内用一次。中间的横线不用输。发了新码，以前的码和口令就不再有效，登录着的也退出。";

/// How it stands; `moment` says a moment in words.
#[must_use]
pub fn state(access: &FirmAccess, moment: impl Fn(i64) -> String) -> String {
    match access {
        FirmAccess::Closed => "还没有开通。".to_owned(),
        FirmAccess::Invited { expires_ms } => {
            format!("发了开通码，还没有用；{} 前有效。", moment(*expires_ms))
        }
        FirmAccess::Open { since_ms } => {
            format!("已经开通（{}）。忘了口令，可以重新发开通码。", moment(*since_ms))
        }
    }
}

/// Where the code is typed.
#[must_use]
pub fn address(url: Option<&str>) -> String {
    match url {
        Some(url) => format!("请律所打开 {url}/ls/kt ，输入开通码，自己设口令。"),
        None => "服务器还没有开公示网页，律所现在登录不了，请联系技术人员。".to_owned(),
    }
}

/// A failure here, or the shared sentence.
#[must_use]
pub fn failure(code: &Code) -> String {
    match code {
        Code::NoNetwork => "没有网络。给律所开通、停止查看都要联网办理；现在没有改动。".to_owned(),
        Code::NotAllowed => "服务器上还没有这个机构，请先同步；也可能您的身份不能办理这一项。".to_owned(),
        other => super::failure::sentence(other),
    }
}
