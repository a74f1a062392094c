//! Words of what helps with writing: timer, templates, follow-up, what 重大事项 and 收费 bring with them, 填写负担.

use chrono::NaiveDate;

use super::hours;
use crate::model::timer::Stopped;

// 到达计时
pub const TIMER_START: &str = "刚到，开始计时";
pub const TIMER_STOP: &str = "结束计时";
pub const TIMER_CANCEL: &str = "取消计时";
pub const TIMER_HINT: &str = "只记时间，不记位置。退出程序也接着计。";

#[must_use]
pub fn timer_runs(since: &str) -> String {
    format!("正在计时，从 {since} 开始。")
}

/// What was typed before is in its form again.
pub const TYPED_AGAIN: &str = "上次没写完的内容已经放回来了。";
/// What is said when a timer ends otherwise than planned.
#[must_use]
pub fn timer_stopped(stopped: Stopped) -> Option<&'static str> {
    match stopped {
        Stopped::Filled => None,
        Stopped::PastMidnight => Some("计时过了零点，这一条只记到 23:59。零点以后的服务请另记一条。"),
        Stopped::ClockMoved => Some("计时期间设备的时钟被调过，算不出结束时间。请自己填写，其他内容没有丢失。"),
    }
}

// 跟进
pub const FOLLOW: &str = "跟进";
pub const FOLLOWS: &str = "这是一条跟进，原记录";
pub const FOLLOWED_BY: &str = "跟进它的记录";
pub const WRITE_FOLLOWS: &str = "跟进记录";
pub const WRITE_FOLLOWS_LEAD: &str = "接着原来那一条写：村（社区）和服务对象已带过来，两条记录会互相连着。";
pub const ANOTHER: &str = "再记一条";
pub const FOLLOW_UP: &str = "什么时候再看";
pub const FOLLOW_UP_CHIPS: [&str; 3] = ["一周后", "两周后", "一个月后"];
pub const FOLLOW_UP_OTHER: &str = "其他日期";
pub const FOLLOW_UP_TYPED: &str = "写跟进日期";

#[must_use]
pub fn follow_up_chip(chip: &str, day: NaiveDate, today: NaiveDate) -> String {
    format!("{chip}（{}）", hours::day(day, today))
}

// 回避
pub const RECUSED: &str = "县（区）已登记您在这个村（社区）回避";
pub const RECUSED_LEAD: &str =
    "属于回避的事项请交给代为服务的法律顾问。已经做的服务照样可以如实记录、保存和签字；记录上会标明，您可以说明情况。";

#[must_use]
pub fn recused_days(from: NaiveDate, to: Option<NaiveDate>) -> String {
    match to {
        Some(to) => format!("（{from} 至 {to}）。"),
        None => format!("（{from} 起）。"),
    }
}

#[must_use]
pub fn recused_reason(reason: &str) -> String {
    format!("理由：{reason}")
}

/// Whether somebody stands in on the day, and who.
#[must_use]
pub fn stand_in(stood_in: bool, name: &str) -> String {
    match (stood_in, name) {
        (false, _) => "县（区）还没有指派代为服务的法律顾问，请联系司法所或县（区）司法局。".to_owned(),
        (true, "") => "县（区）已指派代为服务的法律顾问。".to_owned(),
        (true, name) => format!("代为服务的法律顾问：{name}。"),
    }
}

// 重大事项, 收费
pub const MAJOR_REPORT: &str = "涉及稳定或人数较多的事，请先打电话报司法所，再写这里。记录会排在最前面上传。";
pub const MAJOR_WHY: &str = "什么事、多少人、现在怎样";
pub const PAID_FILED: &str = "另外收费的服务要先到县（区）司法局备案。没有备案号的，请先备案再保存；草稿会留着。";
pub const PAID_NUMBER: &str = "备案回执上的编号";

// 模板
pub const TEMPLATES: &str = "模板";
pub const TEMPLATES_TITLE: &str = "我的模板";
pub const TEMPLATES_LEAD: &str = "写记录时点一下就填好。只存在这台设备上，不上传。请不要写进姓名、电话。";
pub const TEMPLATES_OPEN: &str = "管理模板";
pub const TEMPLATE_SAVE_AS: &str = "存为模板";
pub const TEMPLATE_NEW: &str = "新建模板";
pub const TEMPLATE_EDIT: &str = "修改";
pub const TEMPLATE_DELETE: &str = "删除";
pub const TEMPLATE_NAME: &str = "模板名称";
pub const TEMPLATE_NAME_HINT: &str = "显示在按钮上，短一点好认";
pub const TEMPLATE_KIND: &str = "用于哪类服务";
pub const TEMPLATE_SAVE: &str = "保存模板";
pub const TEMPLATE_SAVED: &str = "模板已保存。";
pub const TEMPLATE_NO_NAME: &str = "请写一个模板名称。";
pub const TEMPLATE_NO_TEXT: &str = "请至少写一项：事由、内容或结果。";
pub const TEMPLATE_TOO_MANY: &str = "模板太多了，请先删去几个。写好的内容没有丢失。";
pub const TEMPLATE_NONE: &str = "这一类还没有模板。";
pub const TEMPLATE_ASK: &str = "已经写了文字，怎么办？";
pub const TEMPLATE_ASK_LEAD: &str = "您写的文字还在。";
pub const TEMPLATE_BLANKS: &str = "只填空着的";
pub const TEMPLATE_OVER: &str = "换成模板的文字";
pub const UNDO: &str = "撤销";

#[must_use]
pub fn template_filled(name: &str) -> String {
    format!("已填入“{name}”。")
}

#[must_use]
pub fn template_deleted(name: &str) -> String {
    format!("已删除“{name}”。")
}

// 填写负担
pub const BURDEN_TITLE: &str = "填写负担";
pub const BURDEN_LEAD: &str = "看看记一条要花多少功夫。只在这台设备上数，只给您自己看，不上传。";
pub const BURDEN_NONE: &str = "还没有数过。写完一条记录就有了。";
pub const BURDEN_CLEAR: &str = "清除";

#[must_use]
pub fn burden(entries: u32, taps: u32, seconds: u32) -> String {
    format!(
        "最近 {entries} 条记录，一半在 {taps} 次点按、{}以内写完。",
        took(seconds)
    )
}

fn took(seconds: u32) -> String {
    match (seconds / 60, seconds % 60) {
        (0, rest) => format!("{rest} 秒"),
        (minutes, 0) => format!("{minutes} 分钟"),
        (minutes, rest) => format!("{minutes} 分 {rest} 秒"),
    }
}

// 撤销
pub const PERSON_REMOVED: &str = "已删去一位服务对象。";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_burden_is_said_in_plain_words() {
        assert_eq!(burden(20, 11, 48), "最近 20 条记录，一半在 11 次点按、48 秒以内写完。");
        assert_eq!(took(60), "1 分钟");
        assert_eq!(took(95), "1 分 35 秒");
    }
}
