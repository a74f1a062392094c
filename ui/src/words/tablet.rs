//! The table of words, part of the signing screens: what a village cadre reads, in short sentences.

use cunfa_protocol::Code;

/// Loading.
pub const OPENING: &str = "正在打开…";
/// Steps.
pub const STEPS: [&str; 5] = ["看内容", "选意见", "选姓名", "手写签名", "输密码"];
/// Head of the first step.
pub const READ_TITLE: &str = "请看一看，写得对不对";
/// Its hint.
pub const READ_HINT: &str = "看完再往下走。有不对的地方，后面可以写意见。";
/// On.
pub const NEXT: &str = "下一步";
/// First step's button.
pub const READ_DONE: &str = "看完了，下一步";
/// Back.
pub const BACK: &str = "返回";
/// Leave.
pub const NOT_NOW: &str = "先不签";
/// Opinion.
pub const OPINION_TITLE: &str = "您的意见是";
/// Remark, needed.
pub const REMARK_NEEDED: &str = "请写下不同意见";
/// Remark, free.
pub const REMARK: &str = "想补充的话（可以不写）";
/// No remark.
pub const REMARK_MISSING: &str = "选了“有不同意见”，请写一写是什么意见。";
/// No opinion.
pub const OPINION_MISSING: &str = "请先选一个意见。";
/// Name.
pub const NAME_TITLE: &str = "您是哪一位";
/// Its hint.
pub const NAME_HINT: &str = "只能选自己。签字要用您自己的密码。";
/// Nobody.
pub const NOBODY: &str = "这台平板上还没有本村干部";
/// What then.
pub const NOBODY_MORE: &str = "请按“先不签”，交还法律顾问，在“设置”里添加您。没有网络也能添加。记录已经存好，不会丢。";
/// Pad.
pub const PAD_TITLE: &str = "请在下面写您的名字";
/// For screen readers.
pub const PAD_LABEL: &str = "手写签名区。请用手指或笔在这里写名字。";
/// Beside the line.
pub const PAD_LINE: &str = "在线上写";
/// Clear.
pub const CLEAR: &str = "清除";
/// Undo.
pub const UNDO: &str = "上一笔";
/// Confirm.
pub const CONFIRM: &str = "确认";
/// PIN.
pub const PIN_STEP: &str = "最后一步，输入密码";
/// The key that signs.
pub const SIGN: &str = "签字";
/// The key that opens.
pub const OPEN: &str = "打开";
/// Seal of the confirmation.
pub const SEAL: &str = "已签字";
/// Done.
pub const DONE_TITLE: &str = "签字完成";
/// Saved here only.
pub const DONE_MORE: &str = "已存在这台平板上，联网后会自动上传。签字以后内容不能再改，只能更正或作废。";
/// What was signed.
pub const DONE_WHAT: &str = "签的是";
/// Opinion label.
pub const DONE_OPINION: &str = "意见";
/// Signer label.
pub const DONE_WHO: &str = "签字人";
/// Hand back.
pub const HAND_BACK: &str = "好了，交还平板";
/// Title of the last screen.
pub const HAND_BACK_TITLE: &str = "请把平板交还给法律顾问";
/// For the counsel.
pub const HAND_BACK_HINT: &str = "法律顾问：请输入您的密码，回到台账。";
/// The text changed between reading and signing.
pub const CHANGED: &str = "内容刚才又改过了，请重新看一遍再签。刚才没有签上。";

/// The number of the entry.
#[must_use]
pub fn number(number: &str) -> String {
    format!("第 {number} 号")
}

/// Who may take the tablet back, when it is not the counsel.
#[must_use]
pub fn hand_back_hint(name: &str) -> String {
    format!("{name}，请输入您的密码，回到台账。")
}

/// Greets the chosen signer at the PIN pad.
#[must_use]
pub fn pin_title(name: &str) -> String {
    format!("{name}，请输入您的密码")
}

/// Which step of how many.
#[must_use]
pub fn step_of(step: usize, of: usize, name: &str) -> String {
    format!("第 {step} 步，共 {of} 步：{name}")
}

/// A failure while signing: a changed text leads back to reading; the rest is the shared sentence.
#[must_use]
pub fn failure(code: &Code) -> String {
    match code {
        Code::ChangedMeanwhile => CHANGED.to_owned(),
        other => super::failure::sentence(other),
    }
}
