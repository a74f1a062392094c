//! Words of finding: chips of the volumes, saved views, and the list itself.

use cunfa_protocol::failure::ViewFault;
use cunfa_protocol::view::MAX_VIEW_NAME;

/// Heading of the views.
pub const VIEWS: &str = "常用";
/// Built in.
pub const VIEW_UNSIGNED: &str = "本月缺签字";
pub const VIEW_UNSENT: &str = "未同步";
pub const VIEW_RETURNED: &str = "被退回";
/// Own.
pub const VIEW_SAVE: &str = "存为常用";
pub const VIEW_SAVE_TITLE: &str = "把现在的条件存为常用";
pub const VIEW_RENAME: &str = "改名";
pub const VIEW_RENAME_TITLE: &str = "给这个常用条件改名";
pub const VIEW_DROP: &str = "删除";
pub const VIEW_KEEP: &str = "撤销删除";
pub const VIEW_NAME: &str = "名称";
pub const VIEW_NAME_HINT: &str = "如：电话咨询。只存在这台设备上，只有您看得到。";
pub const VIEW_STORE: &str = "存好";

/// Chips.
pub const MORE: &str = "更多条件";
pub const CLEAR: &str = "清除全部条件";
pub const KIND: &str = "类别";
pub const MODE: &str = "方式";
pub const MONTH: &str = "月份";
pub const MONTH_THIS: &str = "本月";
pub const MONTH_LAST: &str = "上月";
pub const MONTH_OTHER: &str = "其他月份";
pub const MAJOR: &str = "重大事项";

/// The fold with the rest of the chips, by how many of them are on.
#[must_use]
pub fn more(on: usize) -> String {
    if on == 0 {
        MORE.to_owned()
    } else {
        format!("{MORE}（已选 {on} 项）")
    }
}

/// A view was deleted.
#[must_use]
pub fn dropped(name: &str) -> String {
    format!("已删除“{name}”。台账没有变动。")
}

/// A view was saved.
#[must_use]
pub fn saved(name: &str) -> String {
    format!("已存为“{name}”。")
}

/// "2026 年 11 月".
#[must_use]
pub fn month(year: i32, month: u32) -> String {
    format!("{year} 年 {month} 月")
}

/// How many there are.
#[must_use]
pub fn total(total: u32) -> String {
    format!("共 {total} 条")
}

/// Why a view is not saved.
#[must_use]
pub fn fault(fault: ViewFault) -> &'static str {
    match fault {
        ViewFault::NameMissing => "请写一个名称。",
        ViewFault::NameTooLong => {
            const { assert!(MAX_VIEW_NAME == 12, "the sentence names the length") };
            "名称太长了，请不要超过 12 个字。"
        }
        ViewFault::HiddenCharacters => "名称里有看不见的特殊字符。请删掉重新写。",
        ViewFault::NameTaken => "已经有这个名称了，请换一个。原来的条件没有改动。",
        ViewFault::TooMany => "常用条件已经很多了，请先删掉不用的再存。台账没有变动。",
    }
}

#[cfg(test)]
pub(super) const FAULTS: [ViewFault; 5] = [
    ViewFault::NameMissing,
    ViewFault::NameTooLong,
    ViewFault::HiddenCharacters,
    ViewFault::NameTaken,
    ViewFault::TooMany,
];
