//! Words of the tables that are written as Excel files.

use cunfa_protocol::view::SheetWritten;

pub const TITLE: &str = "导出为 Excel";
pub const LIST_HINT: &str =
    "把上面筛选出的全部记录写成一个 Excel 文件。选了一个村和一年，就是这一卷，另有一页是每月时长。";
pub const MONTHS_HINT: &str = "把各村从1月到这个月的时长写成一个 Excel 文件，表下写明按哪个规则、第几版算。";
pub const CHECK_HINT: &str = "把检查表和抽查表写成一个 Excel 文件，空格由检查人填写。";
pub const HALF_HINT: &str =
    "把考核写成一个 Excel 文件：各法律顾问、各村各月（报酬逐步写明）、汇总，有评分表的还有评分。";
pub const YEAR_HINT: &str = "把全年覆盖情况写成一个 Excel 文件：县（区）、乡镇、村汇总，各月合计，没有法律顾问的村。";
pub const CITY_HINT: &str = "把全市情况写成一个 Excel 文件：各县（区）和合计、各月合计、各县（区）的数据来源。";
pub const REGISTERS_HINT: &str =
    "把名册写成一个 Excel 文件，写明最后由谁登记、何时登记、有没有撤销。改好以后可以再用“导入名单”导入。";
pub const NEEDS_HINT: &str = "把这里各村的群众需求写成一个 Excel 文件：待办理的在前，写明由哪条记录答复、为什么结束。";
pub const CARE: &str = "文件没有加密，谁拿到都能打开，请妥善保管。它供查阅和统计，没有签名，不能代替卷。";
pub const NO_PLACE: &str = "没有找到U盘或下载文件夹。请插上U盘，再点“重新找U盘”。";
pub const DOWNLOAD: &str = "下载到这台电脑";
pub const NOT_TAKEN: &str = "浏览器没有收下这个文件。数据没有变，请再按一次。";
pub const AGAIN: &str = "重新找U盘";

/// The button of a place.
#[must_use]
pub fn write_to(name: &str) -> String {
    format!("导出到“{name}”")
}

/// A table was written.
#[must_use]
pub fn written(made: &SheetWritten, size: &str) -> String {
    let left = if made.not_here > 0 {
        format!(
            "其中 {} 条的正文尚未下载，表里只有概要；联网下载后再导出一次就全了。",
            made.not_here
        )
    } else {
        String::new()
    };
    format!("已导出：{}，{} 行，{size}。{left}", made.name, made.rows)
}
