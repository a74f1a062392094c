//! Everything the public page says, in plain Chinese for people in villages. No other file of it holds a word but those of this module; a house
//! test looks.

pub(super) mod firm;

use chrono::{Datelike as _, NaiveDate};
use cunfa_core::entry::{Failure, Field, Rule};
use cunfa_core::inquiry::MAX_ASKED_GRAPHEMES;

use crate::inquiries::KEPT_DAYS;

/// What the whole is called.
pub(super) const NAME: &str = "一村（社区）一法律顾问";
/// Home: its title.
pub(super) const SEARCH: &str = "查找本村（社区）的法律顾问";
pub(super) const SEARCH_FIELD: &str = "村（社区）或乡镇（街道）的名称";
pub(super) const SEARCH_HINT: &str = "写其中几个字就可以。";
pub(super) const SEARCH_KEY: &str = "查找";
pub(super) const FOUND: &str = "查找结果";
pub(super) const FOUND_NONE: &str = "没有找到。请换几个字再试，或按乡镇（街道）查找。";
pub(super) const FOUND_MORE: &str = "还有更多没有列出，请多写几个字再查找。";
pub(super) const TOWNSHIPS: &str = "按乡镇（街道）查找";
pub(super) const BACK_HOME: &str = "查找别的村（社区）";

/// A village: what the board shows.
pub(super) const BOARD: &str = "公示牌";
pub(super) const COUNSEL: &str = "法律顾问";
pub(super) const STANDS_IN: &str = "（代）";
pub(super) const FIRM: &str = "执业机构";
pub(super) const DUTIES: &str = "职责";
pub(super) const PHONE: &str = "联系电话";
pub(super) const HOURS: &str = "驻村时间";
pub(super) const PLACE: &str = "地点";
pub(super) const NEXT_VISIT: &str = "下次到村";
pub(super) const NO_COUNSEL: &str = "目前没有登记在任的法律顾问，请向本地司法所询问。";
pub(super) const NOT_WRITTEN: &str = "还没有登记";
pub(super) const NEXT_VISIT_OPEN: &str = "还没有定";
pub(super) const PRINT: &str = "打印用的公示牌";

/// The printed board.
pub(super) const PRINT_TITLE: &str = "一村（社区）一法律顾问公示牌";
pub(super) const PRINT_CODE: &str = "扫一扫，查看公示内容或者提问";
pub(super) const PRINT_CODE_ALT: &str = "本村（社区）公示页面的二维码";
pub(super) const PRINT_HINT: &str = "请用浏览器的“打印”功能打印本页。";

/// Asking.
pub(super) const ASK: &str = "有法律问题想问";
pub(super) const ASK_LEAD: &str = "把问题写在下面，司法所查看、受理后转给法律顾问。不是法律问题、重复或者说不清楚的，可能不受理。着急的事请直接打电话；人身安全受到威胁，请打 110。";
pub(super) const MATTER: &str = "您想问什么";
pub(super) const CALLED: &str = "怎么称呼您";
pub(super) const REACHED: &str = "您的电话";
pub(super) const OPTIONAL: &str = "（可以不填）";
pub(super) const REACHED_HINT: &str = "不留电话，就没有办法给您回话，只能到公示的地点当面问。";
pub(super) const TRAP: &str = "这一栏请不要填写";
pub(super) const SEND: &str = "提交问题";
pub(super) const KEPT: &str = "您的问题已经收到";
pub(super) const KEPT_MORE: &str = "司法所会查看，受理的才由本村（社区）的法律顾问答复；不是法律问题、重复或者说不清楚的，可能不受理。受理的问题，留了电话的，会给您回话；没有留电话的，请在公示的时间、地点当面问。";
pub(super) const BACK_TO_VILLAGE: &str = "返回公示牌";

/// What went wrong with asking; what was written stands below each.
pub(super) const WRITTEN_STAYS: &str = "您写的内容还在下面，没有丢。";
pub(super) const TRAPPED: &str = "“这一栏请不要填写”里有内容，已经清空，请再点一次“提交问题”。";
pub(super) const TOO_OFTEN: &str = "您所在的网络刚才提交得太多，请过一个小时再点“提交问题”。";
pub(super) const FULL: &str = "等待处理的问题太多，现在收不下。请直接打电话，或者过几天再提交。";
pub(super) const NOT_KEPT: &str = "没有保存成功，请过一会儿再点一次“提交问题”。";
pub(super) const NOT_OURS: &str = "为了安全，请在本页面上再点一次“提交问题”。";
pub(super) const MERGED_NOT_KEPT: &str =
    "本村（社区）已经并入别的村（社区），您的问题没有收到。请复制下面的内容，到并入的村（社区）的页面上提交。";

/// Pages that say one thing.
pub(super) const NOT_FOUND: &str = "没有这个页面";
pub(super) const NOT_FOUND_MORE: &str = "地址可能不对，或者这个村（社区）不在名册里。请按名称查找。";
pub(super) const BUSY: &str = "现在打不开";
pub(super) const BUSY_MORE: &str =
    "服务器正忙，请过一会儿再打开本页。如果刚才提交了问题，还没有收到，请按返回键回到上一页再提交。";
pub(super) const CROWDED: &str = "打开得太多";
pub(super) const CROWDED_MORE: &str = "您所在的网络打开本页面的次数太多，请过几分钟再试。如果刚才提交了问题，还没有收到，请按返回键回到上一页，过几分钟再提交。";
pub(super) const TOO_LARGE: &str = "内容太长，没有收下";

/// At the foot.
pub(super) const RUN_BY: &str = "运营单位：";

/// What to write.
pub(super) fn matter_hint() -> String {
    format!("说清楚是什么事、什么时候的事。不超过 {MAX_ASKED_GRAPHEMES} 字。请不要写身份证号、银行卡号。")
}

/// What becomes of it.
pub(super) fn privacy() -> String {
    format!(
        "您写的内容不会公开，先由司法所查看；受理后，本村（社区）的法律顾问和村干部也能看到，用来答复您。没有受理的，最长保存 {KEPT_DAYS} 天，然后删除。"
    )
}

/// A text so long that it was not read.
pub(super) fn too_large() -> String {
    format!("最多写 {MAX_ASKED_GRAPHEMES} 字。请按返回键回到上一页，删短以后再提交。")
}

/// A village that is another's now.
pub(super) fn merged(into: &str) -> String {
    format!("本村（社区）已经并入{into}，请看它的公示牌：")
}

/// A day.
pub(super) fn day(day: NaiveDate) -> String {
    format!("{} 年 {} 月 {} 日", day.year(), day.month(), day.day())
}

/// What is wrong with what was written.
pub(super) fn failure(failure: &Failure) -> String {
    let field = if matches!(failure.field, Field::PersonName(_)) {
        CALLED
    } else if matches!(failure.field, Field::PersonPhone(_)) {
        REACHED
    } else {
        MATTER
    };
    if let Rule::TooLong { given, max } = failure.rule {
        format!("“{field}”写了 {given} 个字，最多 {max} 个字，请删短一些。")
    } else {
        format!("请填写“{field}”。")
    }
}
