//! Words of delivery. "已送达" is said only of what stored receipts prove.

use cunfa_protocol::view::{Delivery, Filling, ItemState, LittleRoom, ParkedReason, RecordsNotice, SyncOutcome};

use super::hours;

/// Whether the server holds an entry.
#[must_use]
pub fn delivery(delivery: &Delivery) -> &'static str {
    match delivery {
        Delivery::Here => "未上传",
        Delivery::Parked(_) => "没收下",
        Delivery::Delivered => "已送达",
        Delivery::NotHere => "尚未下载",
    }
}

/// What that means, in a sentence.
#[must_use]
pub fn delivery_sentence(delivery: &Delivery) -> &'static str {
    match delivery {
        Delivery::Here => "已存在本机，服务器还没有收到全部内容，联网后会自动补齐。",
        Delivery::Parked(reason) => parked(*reason),
        Delivery::Delivered => "服务器已收到全部内容，并给了回执。",
        Delivery::NotHere => FETCHING,
    }
}

/// Where an unsent item stands.
#[must_use]
pub fn item(state: &ItemState) -> &'static str {
    match state {
        ItemState::Pending => "等待上传",
        ItemState::Sending => "正在上传，还没有回执",
        ItemState::Waits => "在等它前面的内容，等到后自动再传",
        ItemState::Parked { .. } => "服务器没收下，等您处理",
    }
}

/// When no item is shown: what is proved of what was written here, and what that means.
#[must_use]
pub fn nothing_left(delivered: bool, unsent: u32) -> (&'static str, &'static str) {
    if delivered {
        ("全部已送达", "在本机写下的，服务器都收到了，并给了回执。")
    } else if unsent == 0 {
        ("没有要上传的", "在本机写下的内容，联网时会自动上传。")
    } else {
        ("没有您要上传的", "本机其他人写下的还没有全部送达，联网后会自动上传。")
    }
}

/// Why the server refused.
#[must_use]
pub fn parked(reason: ParkedReason) -> &'static str {
    match reason {
        ParkedReason::Damaged => "传到服务器时内容有损坏。可以再传一次；仍不行请联系司法所。",
        ParkedReason::TooLarge => "内容超过了服务器允许的大小。请联系司法所，内容仍在本机。",
        ParkedReason::Signature => "签名没有通过检验。内容仍在本机，请联系司法所。",
        ParkedReason::NotAllowed => "您的身份不能提交这一项。内容仍在本机，请联系司法所。",
        ParkedReason::OutOfScope => "这个村（社区）不在您的服务范围内。内容仍在本机，请司法所核对聘任后再传一次。",
        ParkedReason::TooNew => "服务器的版本较旧，还不认识这条内容。请等服务器更新后再传一次。",
        ParkedReason::NotEnrolled => "签字人在这台设备上的登记没有被接受，或已停用，签字没有收下。请联系司法所。",
        ParkedReason::RecordChanged => "在您之前，别人已经改过这条登记。您填写的内容仍在，请核对后再提交。",
        ParkedReason::Content => "服务器不能接受这条内容。内容仍在本机，请联系司法所。",
    }
}

/// This program is older than the server.
pub(super) const APP_TOO_OLD: &str = "本机的程序太旧，服务器已不接收。请更新程序。内容都在本机，更新后会自动上传。";
/// The server is older than this program.
pub(super) const SERVER_TOO_OLD: &str = "服务器还没有更新到本机程序的版本。内容都在本机，服务器更新后会自动上传。";
/// The server's certificate is not valid by this device's clock.
pub(super) const CLOCK_OFF: &str =
    "按本机的时间，服务器的证书无效，没有连接。请先核对本机的日期和时间；时间没错就告诉司法所。内容都在本机。";

/// Entries that a newer program wrote something to.
#[must_use]
pub fn newer(count: u32) -> String {
    format!("有 {count} 条记录由新版程序写过，本机的程序看不全。内容都完整保存着，请更新程序。")
}

/// How the last attempt ended.
#[must_use]
pub fn outcome(outcome: SyncOutcome) -> &'static str {
    match outcome {
        SyncOutcome::Never => "还没有同步过。",
        SyncOutcome::Done => "上一次同步已完成。",
        SyncOutcome::NoNetwork => "没有网络。内容都存在本机，联网后会自动上传。",
        SyncOutcome::NotOurServer => "回应的不是台账服务器，可能要先登录这个网络。内容都在本机。",
        SyncOutcome::AppTooOld => APP_TOO_OLD,
        SyncOutcome::ServerTooOld => SERVER_TOO_OLD,
        SyncOutcome::ClockOff => CLOCK_OFF,
        SyncOutcome::PutOff => "服务器还没有收下一部分内容，多半在等它前面的内容。稍后会自动再传。",
        SyncOutcome::Busy => "服务器忙，过一会儿会自动再传。",
        SyncOutcome::SignInAgain => "服务器不认这台设备的登录。内容都在本机，请联系司法所重新开通。",
        SyncOutcome::Revoked => "这台设备已被停用。内容都在本机，请联系司法所。",
        SyncOutcome::DiskFull => "本机存储空间已满，收到的内容存不下。请清理空间，已有内容都在。",
        SyncOutcome::RecordsDiffer => "服务器这次给的记录没有通过核对，没有接收。本机内容都还在。",
    }
}

/// What a person is told about the server's records, for as long as it is true.
#[must_use]
pub fn records(notice: RecordsNotice) -> &'static str {
    match notice {
        RecordsNotice::Differ => "服务器的记录与本机保存的对不上，已停止接收。本机内容都还在。请联系县司法局核对。",
        RecordsNotice::VillageDiffers => {
            "有的村在本机的记录与服务器的不一致，重新接收后还是这样。本机内容都还在。请联系县司法局核对。"
        }
        RecordsNotice::BeganAnew => {
            "服务器的记录从备份恢复过，本机正在重新核对，缺的会自动补传。若没有听说过这件事，请问县司法局。"
        }
    }
}

/// The same in the status line.
#[must_use]
pub fn records_mark(notice: RecordsNotice) -> &'static str {
    match notice {
        RecordsNotice::Differ => "记录对不上，请联系县司法局",
        RecordsNotice::VillageDiffers => "有的村与服务器不一致",
        RecordsNotice::BeganAnew => "服务器恢复过备份",
    }
}

/// Which villages went from this device, and why.
#[must_use]
pub fn forgotten(names: &[String]) -> String {
    let more = if names.len() > 3 {
        format!("等 {} 个村（社区）", names.len())
    } else {
        String::new()
    };
    let first: Vec<&str> = names.iter().take(3).map(String::as_str).collect();
    format!(
        "{}{more}不再由这台设备上的人负责，台账已从本机删除，服务器上都还在。还没传上去的内容留在本机，不会丢。",
        first.join("、")
    )
}

/// A server that does not know this device any more.
pub const SIGN_IN: &str = "重新开通这台设备";
/// What to do, and that nothing is lost.
pub const SIGN_IN_LEAD: &str = "服务器不认这台设备了（例如服务器从备份恢复过）。请向司法所要一个给您本人的开通码，填在这里。PIN 不变，本机内容都在，开通后自动上传。";

/// Puts the second of them away.
pub const RECORDS_READ: &str = "知道了";

/// An entry of which only the index tells.
pub const FETCHING: &str = "这条记录还没有下载到这台设备。有信号时自动获取，好了会自动显示。";

/// What the bar of the first filling is of.
pub const FILLING: &str = "历史记录下载进度";
/// What a person can do meanwhile.
pub const FILLING_HINT: &str = "下载时可以照常记录、签字和上传，新写的内容先传。";

/// How far the first filling is, and how long the rest takes; between passes, that it waits.
#[must_use]
pub fn filling(filling: &Filling, running: bool) -> String {
    let so_far = format!(
        "正在下载历史记录 {} / {} 条 · {} / {}",
        grouped(filling.entries_here),
        grouped(filling.entries),
        hours::size(filling.bytes_here),
        hours::size(filling.bytes)
    );
    match filling.left_ms {
        _ if !running => so_far + " · 暂停，等待信号",
        None => so_far,
        Some(ms) if ms < 60_000 => so_far + " · 不到 1 分钟",
        Some(ms) => format!("{so_far} · 约 {} 分钟", ms.div_ceil(60_000)),
    }
}

/// "1,240".
fn grouped(number: u32) -> String {
    match (number / 1_000, number % 1_000) {
        (0, rest) => rest.to_string(),
        (thousands, rest) => format!("{thousands},{rest:03}"),
    }
}

/// The short mark of the status line.
#[must_use]
pub fn outcome_mark(outcome: SyncOutcome) -> &'static str {
    match outcome {
        SyncOutcome::Never => "未同步",
        SyncOutcome::Done => "在线",
        SyncOutcome::NoNetwork => "离线",
        SyncOutcome::NotOurServer => "网络要登录",
        SyncOutcome::AppTooOld => "程序要更新",
        SyncOutcome::ServerTooOld => "等服务器更新",
        SyncOutcome::ClockOff => "时间不对",
        SyncOutcome::PutOff => "等前面的内容",
        SyncOutcome::Busy => "服务器忙",
        SyncOutcome::SignInAgain => "要重新开通",
        SyncOutcome::Revoked => "已停用",
        SyncOutcome::DiskFull => "空间已满",
        SyncOutcome::RecordsDiffer => "已停止接收",
    }
}

/// Status line while a pass runs.
pub const RUNNING: &str = "正在同步";
/// Status line while the demo's network is cut.
pub const CUT: &str = "离线（演示断网）";

/// Status line: unsent entries.
#[must_use]
pub fn unsent(count: u32) -> String {
    if count == 0 {
        "全部已上传".to_owned()
    } else {
        format!("未上传 {count} 条")
    }
}

/// Status line: something has waited for more than three days.
pub const LONG_MARK: &str = "超过三天没上传";

/// Status line: little room on the disk.
#[must_use]
pub fn room_mark(room: LittleRoom) -> String {
    format!("存储快满，剩 {} MB", room.mib)
}

/// The same in the sync centre, with what it means.
#[must_use]
pub fn room(room: LittleRoom) -> String {
    let LittleRoom { mib, texts_only } = room;
    if texts_only {
        format!(
            "设备存储空间只剩 {mib} MB，留给文字记录用：照片和旧记录暂停下载，也不能再拍照片。文字照常保存、上传。清理出空间后会自动继续。"
        )
    } else {
        super::photos::little_room(mib)
    }
}

/// Status line: parked entries.
#[must_use]
pub fn parked_count(count: u32) -> String {
    format!("{count} 条没收下")
}

/// Status line: the last complete pass.
#[must_use]
pub fn last(moment: Option<String>) -> String {
    match moment {
        Some(moment) => format!("上次同步 {moment}"),
        None => "还没有同步过".to_owned(),
    }
}
