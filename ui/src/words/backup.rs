//! Words of backups: how one is made, what opens it, and what one brings.

use cunfa_protocol::failure::BackupFault;
use cunfa_protocol::view::{BackupMade, BackupRead, Restored};

pub const TITLE: &str = "备份与恢复";
pub const HINT: &str = "把这台设备上的全部内容（草稿、照片、还没上传的记录）复制成一个加密文件，放到U盘上。设备丢了或坏了，在新设备上登记以后，用它恢复。";
pub const MAKE_LEAD: &str = "备份";
pub const READ_LEAD: &str = "从备份恢复";
pub const AGAIN: &str = "重新找U盘";
pub const NO_PLACE: &str = "没有找到U盘。请插上U盘，再点“重新找U盘”。";
pub const NO_FILE: &str = "U盘上没有备份文件。";
pub const CODE_TITLE: &str = "恢复口令";
pub const CODE_HINT: &str = "请抄在纸上，与U盘分开保管。恢复时要用它，程序里不留底，关掉后不再显示。";
pub const CODE_COPIED: &str = "已抄好，关闭";
pub const CODE_LABEL: &str = "恢复口令";
pub const CODE_TYPE_HINT: &str = "做备份时显示的 20 位数字，中间的横线可以不输。";
pub const CODE_NEEDED: &str = "请输入 20 位恢复口令。";
pub const READ: &str = "恢复";
pub const CHOOSE: &str = "用这个恢复";

/// The button of a place.
#[must_use]
pub fn make_at(name: &str) -> String {
    format!("备份到“{name}”")
}

/// A backup was made.
#[must_use]
pub fn made(made: &BackupMade, size: &str) -> String {
    format!("已备份：{}，{size}。", made.name)
}

/// A backup was read.
#[must_use]
pub fn read(read: &BackupRead, made: &str) -> String {
    let drafts = match read.drafts {
        0 => "没有新的草稿".to_owned(),
        drafts => format!("带来 {drafts} 份草稿"),
    };
    let left = match &read.left {
        None => "其余的服务器上都有，会随同步下载".to_owned(),
        Some(left) => format!("还有{}没上传过，联网后由本机代为上传", what(left)),
    };
    format!("已恢复 {made} 的备份：{drafts}；{left}。")
}

/// What an earlier backup brought and is not on the server.
#[must_use]
pub fn left(left: &Restored, made: &str) -> String {
    if left.quarantined {
        return format!(
            "{made} 的备份里有{}：那台设备已停用，内容已交到司法所，等司法所收下。",
            what(left)
        );
    }
    let parked = match left.parked {
        0 => String::new(),
        parked => format!("，其中 {parked} 条服务器没有收下，请联系司法所"),
    };
    format!(
        "{made} 的备份里还有{}没上传{parked}。联网后自动上传，传完才从本机删去。",
        what(left)
    )
}

fn what(left: &Restored) -> String {
    match (left.entries, left.photos) {
        (0, photos) => format!(" {photos} 张照片"),
        (entries, 0) => format!(" {entries} 条记录"),
        (entries, photos) => format!(" {entries} 条记录、{photos} 张照片"),
    }
}

/// Why a backup is not read.
#[must_use]
pub fn fault(fault: BackupFault) -> &'static str {
    match fault {
        BackupFault::NoFile => "这个备份文件不在了。请点“重新找U盘”再看。",
        BackupFault::NotBackup => "这不是备份文件。请选本程序备份出的、.cunfabak 结尾的文件。",
        BackupFault::TooNew => "这个备份由更新的版本写成，打不开。请先更新本程序，再恢复。备份没有被改动。",
        BackupFault::Cut => "备份文件不完整，可能没有拷完就拔下了U盘。没有恢复，本机内容没有改动。请换一份备份再试。",
        BackupFault::Damaged => "备份文件损坏了，没有恢复，本机内容没有改动。请重新拷贝，或换一份备份再试。",
        BackupFault::WrongCode => "恢复口令不对，打不开这个备份。请核对纸上抄的 20 位数字；每份备份的口令都不同。",
        BackupFault::OtherCounty => "这是别的县（区）的备份，不能在这台设备上恢复。本机内容没有改动。",
    }
}
