//! Words of 投诉建议.

use cunfa_core::entry::{Field, Rule};
use cunfa_core::feedback::FeedbackKind;

use super::form;

pub const FEEDBACK: &str = "投诉建议";
pub const LEAD: &str = "对这个程序或运营单位有意见，写在这里。没有网络也可以写，下次上传时一起送到。";
pub const PRIVATE: &str = "送出去的只有您写的文字、是投诉还是建议。不带姓名，不带设备，司法所和同事的设备上都看不到，由运营单位在服务器上查看。";
pub const ANSWER: &str = "因为不带姓名，无法在这里回复您。想得到答复，请把您的称呼和联系方式写在文字里。";
/// Before the operator's telephone number or address.
pub const CONTACT: &str = "也可以直接联系运营单位：";
pub const KIND: &str = "这是";
pub const TEXT: &str = "内容";
pub const TEXT_HINT: &str = "请不要写群众的姓名和案情，不超过 2000 字";
pub const GIVE: &str = "提交";
pub const GIVEN: &str = "已存在本机，下次上传时送到运营单位。";
pub const WRITTEN: &str = "我写过的";
pub const NONE: &str = "还没有写过。";
pub const OPEN: &str = "写投诉或建议";

/// What it is meant as.
#[must_use]
pub fn kind(kind: FeedbackKind) -> &'static str {
    match kind {
        FeedbackKind::Complaint => "投诉",
        FeedbackKind::Suggestion => "建议",
    }
}

/// What is wrong with a text, for its author.
#[must_use]
pub fn fault(rule: &Rule) -> String {
    match rule {
        Rule::Missing => "请先写内容。".to_owned(),
        rule => form::failure(&Field::Matter, rule),
    }
}
