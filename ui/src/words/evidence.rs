//! The table of words, part of the panel that says what stands behind an act: 谁、何时、用哪把钥匙、签的内容、之后是否改动.

use cunfa_protocol::view::{Clock, Issuer, KnownRoot, SignedText};

/// Head of the panel.
pub const TITLE: &str = "提交、签字与审核的凭据";
/// What it is.
pub const LEAD: &str = "每一次提交、签字和审核都留有凭据，谁签的、签的什么、之后改没改，都能查对。";
/// Opens the details of an act.
pub const MORE: &str = "查看凭据";
/// Who.
pub const WHO: &str = "谁";
/// Opinion.
pub const OPINION: &str = "意见";
/// How a submitted entry is signed.
pub const WAY: &str = "提交方式";
/// Which key.
pub const KEY: &str = "用哪把钥匙";
/// What was signed.
pub const WHAT: &str = "签的内容";
/// Whether it changed.
pub const AFTERWARDS: &str = "之后是否改动";
/// When.
pub const WHEN: &str = "何时";
/// What villagers confirmed.
pub const CONFIRMED: &str = "服务对象确认";

/// The signature holds.
pub const HOLDS: &str = "核对无误：签名和当时的内容、签字人的钥匙都对得上。";
/// The same of an opening from above.
pub const OPENED_HOLDS: &str = "核对无误：确由这位工作人员签名查看，内容没有改动。";
/// It does not.
pub const BROKEN: &str = "核对不上：签名与内容或签字人不符，不能作数。";
/// Nothing to compare with.
pub const NOT_HERE: &str = "当时的内容还没有下载到这台设备，暂时不能核对。";
/// Nothing changed.
pub const UNCHANGED: &str = "没有改动，现在看到的就是签的内容，一字不差。";
/// Something did.
pub const CHANGED: &str = "有改动。正式内容是签的内容；两份内容都列在这一页上，不同的地方标有“此处不同”。";
/// It cannot be said.
pub const UNKNOWN_CHANGE: &str = "当时的内容还没有下载到这台设备，暂时说不准。";

/// Times: of the service.
pub const SERVED: &str = "服务时间";
/// Its certainty.
pub const SERVED_BY: &str = "法律顾问填写的当地日期和时间";
/// Times: of writing.
pub const WRITTEN: &str = "填写时间";
/// Its certainty.
pub const WRITTEN_BY: &str = "按填写设备的时钟，没有旁证";
/// Times: of the act.
pub const SIGNED: &str = "签字时间";
/// Times: of a review.
pub const DECIDED: &str = "办理时间";
/// Times: of a submission.
pub const SUBMITTED: &str = "提交时间";
/// Times: of an opening from above.
pub const OPENED: &str = "查看时间";
/// Times: of an acknowledgement.
pub const ACKNOWLEDGED: &str = "知悉时间";
/// Times: of an answer.
pub const EXPLAINED: &str = "说明时间";
/// Times: the bound below.
pub const NOT_BEFORE: &str = "不早于";
/// Its certainty.
pub const BOUND_BY: &str = "签字里写明了这一点，之前不可能签出来";
/// No bound.
pub const NO_BOUND: &str = "签字时设备还没有核对过服务器的记录，说不准";
/// Times: receipt.
pub const RECEIVED: &str = "服务器收到时间";
/// Its certainty.
pub const RECEIVED_BY: &str = "按服务器的时钟，有服务器签名的回执";
/// None yet.
pub const NOT_RECEIVED: &str = "还没有收到服务器的回执";
/// A time that is not known.
pub const TIME_UNKNOWN: &str = "还不知道";

/// Two texts: head.
pub const TWO_TEXTS: &str = "签的内容和现在的内容不一样";
/// Two texts: what counts.
pub const TWO_TEXTS_MORE: &str = "不同的地方标有“此处不同”。改动要重新签字才算数；改得对的，请写“更正”。";
/// Left.
pub const TEXT_THEN: &str = "签的内容";
/// Right.
pub const TEXT_NOW: &str = "现在的内容";
/// Above both texts of a sign-off that is not the official one.
pub const OTHER_SIGN_OFF: &str = "另一个签字签的内容";

/// How the panel calls a key: the beginning of its number, in groups.
#[must_use]
pub fn key_number(hex: &str) -> String {
    let digits: Vec<char> = hex.chars().take(16).collect();
    let groups: Vec<String> = digits.chunks(4).map(|group| group.iter().collect()).collect();
    format!("编号 {}", groups.join(" "))
}

/// Who vouches for the key, and for whom.
#[must_use]
pub fn certified(name: &str, issuer: &Issuer, since: &str) -> String {
    format!("登记在{name}名下，{since} 起用，由{}登记", self::issuer(issuer))
}

/// An issuer.
#[must_use]
pub fn issuer(issuer: &Issuer) -> String {
    match issuer {
        Issuer::County => "县（区）司法局".to_owned(),
        Issuer::Office { name } if name.is_empty() => "司法所".to_owned(),
        Issuer::Office { name } => format!("司法所（{name}）"),
    }
}

/// Nobody vouches for it here.
pub const NOT_CERTIFIED: &str = "这台设备上没有这把钥匙的登记，不知道是谁的";

/// How far the clock can be trusted.
#[must_use]
pub fn clock(clock: Clock) -> &'static str {
    match clock {
        Clock::Checked => "按所用设备的时钟；之前七天内和服务器对过，相差不到十分钟",
        Clock::Unchecked => "按所用设备的时钟；近期没有和服务器对过，可能不准",
        Clock::Off => "按所用设备的时钟；已知走得不准，只作参考",
    }
}

/// The bound below.
#[must_use]
pub fn root(root: KnownRoot, made_at: Option<&str>) -> String {
    match made_at {
        Some(made_at) => format!("{made_at}（那时服务器已收存 {} 份，签字设备已经核对过）", root.acts),
        None => format!("服务器收存第 {} 份之时（签字设备已经核对过）", root.acts),
    }
}

/// What a text is, seen from now.
#[must_use]
pub fn afterwards(text: &SignedText) -> &'static str {
    match text {
        SignedText::Present => UNCHANGED,
        SignedText::Other(_) => CHANGED,
        SignedText::NotHere => UNKNOWN_CHANGE,
    }
}

/// A villager who wrote.
#[must_use]
pub fn confirmed_by_hand(name: &str) -> String {
    format!("{name}：本人签名")
}

/// A villager who could not.
#[must_use]
pub fn confirmed_before(name: &str, witness: &str, reason: &str) -> String {
    format!("{name}：由{witness}见证（{reason}）")
}
