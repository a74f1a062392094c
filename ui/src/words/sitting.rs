//! Words of signing the day's entries in one sitting, and of choosing them before.

/// Choosing.
pub const TITLE: &str = "请干部签字";
pub const NONE: &str = "没有等签字的记录";
pub const NONE_HINT: &str = "写好的记录会出现在这里。";
pub const CHOOSE: &str = "选好要签的记录。干部会一条一条看，一条一条签。";
pub const SUBMITS: &str = "按“交给干部签字”，就是本人提交选中的这些记录。";
/// At one's own tablet.
pub const OWN: &str = "一次签完";

/// While it runs.
pub const LATER: &str = "稍后再签";
pub const STOP: &str = "先到这里";
pub const CONFIRM_AND_SIGN: &str = "确认，签字";
pub const SIGN: &str = "签字";
pub const SKIP_AND_SIGN: &str = "跳过，签字";
pub const PIN_ASKED_ONCE: &str = "后面几条不用再输密码，每条仍要您看过、写名字、确认。两分钟没人动平板，就要重新输。";

/// At the end.
pub const SIGNED: &str = "已签字";
pub const LEFT: &str = "没签";
pub const AGAIN: &str = "接着签没签的";
pub const FINISH: &str = "好了，交还平板";
pub const FINISH_OWN: &str = "好了";
pub const KEPT: &str = "签好的都已存在这台平板上，联网后会自动上传。没签的记录也都在，以后再签。";
pub const GONE: &str = "这里没有等签字的记录了。签好的都已存好。";
pub const HOME: &str = "回到首页";

/// The button that hands over.
#[must_use]
pub fn hand_over(count: usize) -> String {
    format!("交给干部签字（{count} 条）")
}

/// The button of a cadre's own tablet.
#[must_use]
pub fn begin(count: usize) -> String {
    format!("开始签字（{count} 条）")
}

/// The button of the home that leads to choosing.
#[must_use]
pub fn ready(count: u32) -> String {
    format!("请干部签字（{count} 条）")
}

/// Which of how many.
#[must_use]
pub fn place(at: usize, of: usize, signed: usize) -> String {
    if signed == 0 {
        format!("第 {at} 条，共 {of} 条")
    } else {
        format!("第 {at} 条，共 {of} 条，已签 {signed} 条")
    }
}

/// The one before was signed.
#[must_use]
pub fn was_signed(number: &str) -> String {
    format!("第 {number} 号已签字，存好了。")
}

/// The one before is left for later.
#[must_use]
pub fn was_left(number: &str) -> String {
    format!("第 {number} 号先不签，记录还在。")
}

/// What became of the sitting.
#[must_use]
pub fn summary(signed: usize, left: usize) -> String {
    match (signed, left) {
        (signed, 0) => format!("{signed} 条都签好了"),
        (0, left) => format!("还没有签，{left} 条都在"),
        (signed, left) => format!("签好了 {signed} 条，还有 {left} 条没签"),
    }
}
