//! The table of words, part of deciding at the desk: several at once, what changed since, the return on its way, two officers over one entry.

use cunfa_core::entry::Part;
use cunfa_protocol::view::LeftOut;

use super::{desk, photos};

// The list.
/// The switch of groups.
pub const GROUPED_BY: &str = "怎么分组";
/// See above.
pub const BY_VILLAGE: &str = "按村分";
/// See above.
pub const BY_COUNSEL: &str = "按顾问分";
/// On a row that two officers decided differently.
pub const CONTRARY: &str = "另有不同意见";
/// On a row with a half-written return.
pub const HALF: &str = "退回意见没写完";
/// Beside the decision.
pub const HALF_MORE: &str = "您上次写的退回意见还没写完，已存在本机。点“退回”接着写。";
/// Opens the summary.
pub const TOGETHER: &str = "一起通过…";
/// Chooses none.
pub const CHOOSE_NONE: &str = "不选了";

/// How many entries have decisions that differ.
#[must_use]
pub fn contrary(count: u32) -> String {
    format!("有 {count} 条记录另有不同意见：有人通过，有人退回。请在“已处理”里查看，与同事商量。")
}

/// How many are chosen.
#[must_use]
pub fn chosen(count: usize) -> String {
    format!("已选 {count} 条")
}

/// The box of a row, for screen readers.
#[must_use]
pub fn choose(number: &str) -> String {
    format!("选择第 {number} 号")
}

// Several at once.
/// Title.
pub const TOGETHER_TITLE: &str = "一起通过";
/// What it does.
pub const TOGETHER_MORE: &str = "每条记录各有一份您签名的审核决定。请先核对下面的清单。";
/// None of them is ordinary.
pub const NONE_TOGETHER: &str = "选中的记录都需要逐条看，这里没有可以一起通过的。";
/// Heading of what needs an eye.
pub const LEFT_OUT_MORE: &str = "这些不会通过，仍在待审核里，请逐条打开看。";
/// While they are signed.
pub const SIGNING: &str = "正在逐条签名，请稍候…";

/// Heading.
#[must_use]
pub fn to_approve(count: usize) -> String {
    format!("将通过 {count} 条")
}

/// Heading.
#[must_use]
pub fn left_out_count(count: usize) -> String {
    format!("不在其中 {count} 条")
}

/// The button.
#[must_use]
pub fn approve_these(count: usize) -> String {
    format!("通过这 {count} 条")
}

/// More was chosen than goes at once.
#[must_use]
pub fn only_first(most: usize) -> String {
    format!("一次最多 {most} 条，先列出前 {most} 条，其余的请下一次再选。")
}

/// After it, when all went well.
#[must_use]
pub fn said_approved(count: usize) -> String {
    format!("已通过 {count} 条，决定已存在本机，联网后会自动上传。")
}

/// After it, when some did not.
#[must_use]
pub fn not_approved(count: usize) -> String {
    format!("有 {count} 条没有通过，内容都没有变动：")
}

/// One row of the summary.
#[must_use]
pub fn summary(number: &str, village: &str, day: &str, kind: &str, length: &str) -> String {
    format!("第 {number} 号 · {village} · {day} · {kind} · {length}")
}

/// Who signed it.
#[must_use]
pub fn signed_by(name: &str) -> String {
    if name.is_empty() {
        "纸上签字".to_owned()
    } else {
        format!("{name}签字")
    }
}

/// Why one is looked at by itself.
#[must_use]
pub fn left_out(reason: LeftOut) -> &'static str {
    match reason {
        LeftOut::NotWaiting => "现在不需要审核",
        LeftOut::Major => "是重大事项",
        LeftOut::Paid => "有收费备案",
        LeftOut::Changed => "签字之后有改动",
        LeftOut::Conflict => "有几处写法不一致",
        LeftOut::SignOffsDiffer => "两个签字的内容不一样",
        LeftOut::ComesAgain => "以前审核过，或是一条更正",
        LeftOut::Corrected => "已有更正的记录",
        LeftOut::Newer => "有新版程序写的内容，更新程序后再审",
        LeftOut::Broken => "有签名核对不上",
        LeftOut::Provisional => "签字人还是待登记",
        LeftOut::OnPaper => "是纸上签字，要看签字页",
        LeftOut::Opinion => "村干部另写了意见",
        LeftOut::WrittenLate => "服务结束一周以后才填写",
        LeftOut::Returning => "您正在写它的退回意见",
    }
}

// What changed since.
/// Heading.
pub const SINCE_DECIDED: &str = "与上次审核时相比";
/// Heading.
pub const SINCE_SIGNED: &str = "与签字时相比";
/// Nothing differs.
pub const SINCE_SAME: &str = "内容没有改动。";
/// Before a text.
pub const BEFORE: &str = "原来：";
/// Before the text now.
pub const NOW: &str = "现在：";
/// Beside a reason.
pub const REASONS_THEN: &str = "上次退回的意见，改好的可以逐条打勾（只给自己看，不保存）";

/// Heading.
#[must_use]
pub fn since_corrected(number: &str) -> String {
    format!("与被更正的第 {number} 号相比")
}

/// How much is as it was.
#[must_use]
pub fn unchanged(count: usize) -> String {
    format!("其余 {count} 项没有改动。")
}

/// "黄志强 11月25日 退回".
#[must_use]
pub fn decided(name: &str, moment: &str, approved: bool) -> String {
    let what = if approved { "通过" } else { "退回" };
    format!("{name} {moment} {what}")
}

/// The name of a part of the page.
#[must_use]
pub fn part(part: Part) -> &'static str {
    match part {
        Part::Village => "村（社区）",
        Part::When => desk::SERVED_WHEN,
        Part::Mode => desk::MODE,
        Part::Kind => desk::KIND,
        Part::Persons => desk::PERSONS,
        Part::Lecture => "讲座",
        Part::Mediation => "调解",
        Part::Details => "细节",
        Part::Matter => desk::MATTER,
        Part::Advice => desk::ADVICE,
        Part::Result => desk::RESULT,
        Part::Major => desk::MAJOR,
        Part::Paid => desk::PAID,
        Part::FollowUp => super::links::FOLLOW_UP,
        Part::Links => "关联",
        Part::Attachments => photos::ATTACHMENTS,
    }
}

/// A detail with its name.
#[must_use]
pub fn detail(name: &str, text: &str) -> String {
    format!("{name}：{text}")
}

/// How much hangs on it.
#[must_use]
pub fn attached(count: usize) -> String {
    format!("{count} 份")
}

// The return on its way.
/// What was typed before is there again.
pub const RESUMED: &str = "上次没写完的内容已经填上，可以接着写。";
/// Own reasons.
pub const OWN: &str = "我的常用原因";
/// How to get some.
pub const OWN_NONE: &str = "还没有。写好一点后，点“存为常用”，下次可以直接选。";
/// Keeps a point.
pub const KEEP_OWN: &str = "存为常用";
/// Said after it.
pub const KEPT_OWN: &str = "已存为常用原因，只在本机。";
/// Begins to change them.
pub const ARRANGE: &str = "修改或删除";
/// Ends it.
pub const ARRANGED: &str = "改好了";
/// Keeps a changed one.
pub const SAVE: &str = "保存";
/// Deletes one.
pub const DELETE: &str = "删除";
/// Takes it back.
pub const UNDO: &str = "撤销删除";

/// The field of one of them.
#[must_use]
pub fn own(number: usize) -> String {
    format!("常用原因 {number}")
}

/// After deleting.
#[must_use]
pub fn deleted(text: &str) -> String {
    format!("已删除：{text}")
}
