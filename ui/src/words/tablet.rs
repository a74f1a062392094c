//! The table of words, part of the signing screens: what a village cadre reads, in short sentences.

use cunfa_protocol::Code;

/// Loading.
pub const OPENING: &str = "正在打开…";
/// Steps.
pub const STEPS: [&str; 6] = ["看内容", "选意见", "选姓名", "手写签名", "群众确认", "输密码"];
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
pub const REMARK: &str = "想补充的话（可以不写；要写就先写好，再点上面的意见）";
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
/// Villagers.
pub const CONFIRM_TITLE: &str = "请服务对象确认（可以跳过）";
/// What it is.
pub const CONFIRM_HINT: &str = "服务对象在场的，请本人确认这件事办过；不在场的，直接跳过就行，不影响签字。";
/// Goes on without.
pub const CONFIRM_SKIP: &str = "跳过，下一步";
/// Writes.
pub const CONFIRM_OWN: &str = "本人签名";
/// Cannot.
pub const CONFIRM_WITNESS: &str = "不会写字";
/// Wrote.
pub const CONFIRMED_OWN: &str = "本人已签名";
/// Takes it back.
pub const CONFIRM_AGAIN: &str = "重来";
/// Witness.
pub const WITNESS_TITLE: &str = "请一位见证人";
/// What for.
pub const WITNESS_HINT: &str = "服务对象不能签名的，请在场的人见证：写明姓名和原因，再由见证人签名。";
/// Name.
pub const WITNESS_NAME: &str = "见证人姓名";
/// Reason.
pub const WITNESS_REASON: &str = "本人为什么不能签名";
/// Reason, other.
pub const WITNESS_REASON_TYPED: &str = "原因也可以自己写";
/// Usual reasons.
pub const WITNESS_REASONS: [&str; 3] = ["不会写字", "手不方便", "看不清字"];

/// A witness stood in.
#[must_use]
pub fn confirmed_before(witness: &str) -> String {
    format!("{witness}已见证签名")
}

/// The same for a witness.
#[must_use]
pub fn witness_writes(name: &str) -> String {
    format!("见证人 {name}，请在下面写您的名字")
}

/// What villagers confirmed, once it is signed.
pub const DONE_CONFIRMED: &str = "群众确认";

/// Whose turn the pad is.
#[must_use]
pub fn writes(name: &str) -> String {
    format!("{name}，请在下面写您的名字")
}

/// Only on paper.
pub const PAPER: &str = "婚姻、收养、继承方面的调解协议，按规定不能用电子签字，请打印出来手写签字。";
/// What to do then.
pub const PAPER_MORE: &str = "打印这一页，请当事人和村（社区）干部在纸上签字。签好后在记录里点“拍下签字页”附上照片，再由法律顾问点“纸上已签字，提交”。纸页放进纸质卷宗保管。";
/// Print.
pub const PRINT: &str = "打印后手写签字";

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
