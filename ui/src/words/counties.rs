//! Words of a city's counties: which are here, taking one in, and the year of all of them.

use chrono::{Datelike as _, NaiveDate};
use cunfa_protocol::Code;

/// The tab, the list and the table.
pub const TITLE: &str = "各县（区）";
/// What it is.
pub const LEAD: &str = "每个县（区）的数据各存一份，各连各的服务器，互不相通。其他页面只显示正在看的那个县（区）；全市汇总由打开的各县（区）相加。";
/// Where there is but one, in a browser.
pub const ONE_LEAD: &str = "浏览器里只能看这台服务器所在的县（区）。要把几个县（区）放在一起，请在电脑上安装应用。";
/// State.
pub const CLOSED: &str = "没有打开。打开应用时输入的密码，会自动在这里试一次。";
/// State.
pub const LOCKED: &str = "密码输错太多次，已锁住。请向这个县（区）要重设密码的开通码。";
/// State.
pub const DAMAGED: &str = "这个县（区）的文件读不出来，已原样保留，没有改动。";
/// State.
pub const NEVER: &str = "还没有同步过";
/// Button.
pub const OPEN: &str = "输入密码打开";
/// Button.
pub const RESET: &str = "忘记这里的密码";
/// Field.
pub const RESET_CODE: &str = "重设密码的开通码";
/// Its hint.
pub const RESET_HINT: &str = "由这个县（区）发，要写明是这台设备的。";
/// The pad.
pub const PIN_THERE: &str = "您在这个县（区）的密码";
/// The pad's key.
pub const PIN_OPEN: &str = "打开";
/// Button and heading.
pub const JOIN: &str = "增加一个县（区）";
/// What it is.
pub const JOIN_LEAD: &str = "每个县（区）给市里的人单独登记，单独发开通码。需要联网。";
/// Field.
pub const SERVER: &str = "这个县（区）的服务器地址";
/// Its hint.
pub const SERVER_HINT: &str = "由这个县（区）告诉您，以 https:// 开头。";
/// The pad.
pub const PIN_HERE: &str = "您在这台设备上的密码";
/// Its hint.
pub const PIN_HERE_HINT: &str = "以后输入一次，各县（区）一起打开。";
/// The pad's key.
pub const PIN_JOIN: &str = "增加";
/// Said.
pub const JOINED: &str = "已增加。第一次同步以后，数字就会出现。";
/// Said.
pub const OPENED: &str = "已打开。";
/// Fold.
pub const YEAR: &str = "全市全年覆盖情况";
/// Last row.
pub const SUM: &str = "合计";
/// Column.
pub const COL_COUNTY: &str = "县（区）";
/// Column.
pub const COL_WITHOUT: &str = "现在没有法律顾问的村";
/// Column.
pub const COL_REQUESTS: &str = "待答复的配备申请";
/// Table.
pub const FURTHER: &str = "各乡镇、各村和逐条的算法，在“各县（区）”里转到这个县（区），看它的“全年覆盖情况”。";
pub const BY_MONTH: &str = "全市各月合计";
/// Heading.
pub const DATA: &str = "各县（区）的数据来源";
/// Of the sum.
pub const SUM_HINT: &str = "合计由各县（区）的数相加；同一人在两个县（区）服务的，两边各算一人。按代码排列，不排名次。";
/// Of the people trained.
pub const SUM_TRAINED: &str = "参加培训的人数，各县（区）都有登记的才相加。";
/// Heading.
pub const COUNTED_BY: &str = "各县（区）算了哪些月份，按哪些规则";
/// A county of which nothing came.
pub const NO_FIGURES: &str = "还没有收到数字，各项都是 0";

/// Which county the other screens are of.
#[must_use]
pub fn looking_at(name: &str) -> String {
    format!("正在看：{name}")
}

/// Button.
#[must_use]
pub fn go_to(name: &str) -> String {
    format!("看{name}")
}

/// A county whose name is not known.
#[must_use]
pub fn unnamed(number: u32, server: &str) -> String {
    let at = number.saturating_add(1);
    if server.is_empty() {
        format!("第 {at} 个县（区）")
    } else {
        format!("第 {at} 个县（区），服务器 {server}")
    }
}

/// An open county.
#[must_use]
pub fn open(shown: bool, unsent: u32, last: Option<&str>) -> String {
    let mut text = if shown {
        "正在看；".to_owned()
    } else {
        String::new()
    };
    text.push_str(&last.map_or_else(|| NEVER.to_owned(), |last| format!("上次同步：{last}")));
    if unsent > 0 {
        text.push_str(&format!("；还有 {unsent} 条没有送达"));
    }
    text
}

/// Tries left.
#[must_use]
pub fn tries(left: u32) -> String {
    format!("{CLOSED}还可以试 {left} 次。")
}

/// Counties that are not in it.
#[must_use]
pub fn closed(counties: u32) -> String {
    format!("另有 {counties} 个县（区）没有打开，没有算进来。")
}

/// The months of a county that are added up.
#[must_use]
pub fn months(over: &[String]) -> String {
    if over.is_empty() {
        return "还没有过完的月份，时长和记录还没有算进来。".to_owned();
    }
    format!("{}；没有过完的月份不算在里面。", over.join("、"))
}

/// The sheet.
#[must_use]
pub fn title(first: NaiveDate) -> String {
    format!("{}年全市法律顾问工作覆盖情况", first.year())
}

/// What taking a county in failed of, where the usual words say less.
#[must_use]
pub fn not_joined(code: &Code) -> Option<&'static str> {
    match code {
        Code::NotAllowed => {
            Some("这个开通码不是发给市司法局人员的，没有增加。请这个县（区）核对登记的身份，再发一个。")
        }
        Code::InvitationUnknown | Code::InvitationUsed | Code::InvitationExpired => {
            Some("没有这个开通码，或者已经用过、已经过期。请核对后再输，或请这个县（区）再发一个。")
        }
        Code::PersonAlreadyHere => Some("这个县（区）已经在这台设备上，没有再增加。"),
        _ => None,
    }
}
