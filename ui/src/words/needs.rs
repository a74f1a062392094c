//! Words of 群众需求: recording, the list, one need, closing, answering.

use cunfa_core::entry::{Field, Rule};
use cunfa_core::need::{Channel, CloseReason};
use cunfa_protocol::view::NeedState;

/// What it is called.
pub const NEEDS: &str = "群众需求";
pub const NEEDS_ALL: &str = "全部群众需求";
pub const RECORD: &str = "记一条群众需求";
pub const RECORD_TITLE: &str = "记一条群众需求";
pub const RECORD_LEAD: &str = "写下谁来问、问什么。法律顾问会在自己的设备上看到，并写记录答复。";
pub const RECORD_SAVE: &str = "保存";
pub const RECORD_DONE: &str = "已记下，联网后法律顾问会看到。";
pub const RECORD_LEAVE: &str = "先退出";
pub const RECORD_DROP: &str = "不记了";
pub const RECORD_DROPPED: &str = "刚才没写完的群众需求已放弃。";
pub const RECORD_TAKE_BACK: &str = "撤销放弃";
pub const RECORD_ON: &str = "有一条没写完，接着写";
pub const WHO: &str = "群众姓名";
pub const PHONE: &str = "电话";
pub const MORE: &str = "电话、类别（选填）";
pub const CATEGORY: &str = "群众类别";
pub const WHAT: &str = "想问什么事";
pub const WHAT_HINT: &str = "照群众说的写，不用写答复";
pub const CHANNEL: &str = "怎么来的";
pub const DAY: &str = "哪一天";
pub const NONE: &str = "没有等待办理的群众需求";
pub const NONE_HINT: &str = "村干部或司法所记下的群众需求，会出现在这里。";
pub const NONE_FOUND: &str = "没有符合条件的群众需求";
pub const SEARCH: &str = "查找姓名、事情";
pub const SHOW: &str = "显示";
pub const SHOW_OPEN: &str = "待办理";
pub const SHOW_ALL: &str = "全部";
pub const SHOW_MORE: &str = "再显示一些";
pub const HANDLE: &str = "办理";
pub const HANDLE_ON: &str = "接着办理";
pub const HANDLE_HINT: &str = "按“办理”会新写一条台账记录，村（社区）、姓名和事由已经填好。";
pub const ANSWERED_BY: &str = "答复的记录";
pub const ANSWERS: &str = "回复的群众需求";
pub const WRITE_LEAD: &str = "这条记录答复一条群众需求。保存后，村干部和司法所会看到已答复。请不要换村（社区）。";
pub const CLOSE: &str = "结束";
pub const CLOSE_TITLE: &str = "不写记录，直接结束";
pub const CLOSE_LEAD: &str = "结束后不再等待答复，内容还在，可以恢复。";
pub const CLOSE_WHY: &str = "原因";
pub const CLOSE_WHY_MISSING: &str = "请选择原因。";
pub const CLOSE_NOTE: &str = "说明";
pub const CLOSE_NOTE_MISSING: &str = "请写明原因。";
pub const CLOSE_DONE: &str = "已结束。";
pub const REOPEN: &str = "恢复办理";
pub const REOPENED: &str = "已恢复，等待办理。";
pub const RECORDED_BY: &str = "登记人";
pub const VILLAGE: &str = "村（社区）";
pub const OPEN_IT: &str = "查看";
pub const PANEL_CLOSE: &str = "关闭";

/// What is wrong with a field of a need, whose fields are named otherwise than those of an entry.
#[must_use]
pub fn failure(field: &Field, rule: &Rule) -> String {
    match (field, rule) {
        (Field::PersonName(_), Rule::Missing) => "请填写来问的群众姓名。".to_owned(),
        (Field::Matter, Rule::Missing) => "请写下想问什么事。".to_owned(),
        (Field::Mode, Rule::Missing) => "请选择怎么来的。".to_owned(),
        (field, rule) => super::form::failure(field, rule),
    }
}

/// Heading of the home's card.
#[must_use]
pub fn waiting(count: u32) -> String {
    format!("{NEEDS} {count} 条待办理")
}

/// Where a need stands.
#[must_use]
pub fn state(state: NeedState) -> &'static str {
    match state {
        NeedState::Waiting => "待办理",
        NeedState::InHand => "办理中",
        NeedState::Answered => "已答复",
        NeedState::Closed => "已结束",
    }
}

/// The code of a state, for tests and styles.
#[must_use]
pub fn state_code(state: NeedState) -> &'static str {
    match state {
        NeedState::Waiting => "waiting",
        NeedState::InHand => "in_hand",
        NeedState::Answered => "answered",
        NeedState::Closed => "closed",
    }
}

/// How long it waits.
#[must_use]
pub fn days(days: u32) -> String {
    match days {
        0 => "今天提出".to_owned(),
        days => format!("已等 {days} 天"),
    }
}

/// How a need came.
#[must_use]
pub fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::InPerson => "当面",
        Channel::Phone => "电话",
        Channel::NoticeBoard => "公示牌",
        Channel::PublicPage => "网上提问",
        Channel::Other => "其他",
    }
}

/// Why it was closed.
#[must_use]
pub fn reason(reason: CloseReason) -> &'static str {
    match reason {
        CloseReason::SolvedOtherwise => "已自行解决",
        CloseReason::Withdrawn => "群众撤回",
        CloseReason::Elsewhere => "转其他部门",
        CloseReason::Duplicate => "重复登记",
        CloseReason::Other => "其他原因",
    }
}

/// Who closed it when.
#[must_use]
pub fn closed_by(name: &str, day: &str) -> String {
    format!("{day} 由{name}结束")
}

/// Its line in the sync centre.
#[must_use]
pub fn in_sync(village: &str) -> String {
    format!("{village} · {NEEDS}")
}
