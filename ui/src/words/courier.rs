//! Words of the courier: what goes onto a stick, what came back on one, and what is wrong with a file.

use cunfa_protocol::failure::CourierFault;
use cunfa_protocol::view::{CourierExported, CourierImported, CourierLast, CourierWay};

pub const TITLE: &str = "没有网络？用U盘带走";
pub const HINT: &str = "把没上传的内容（台账、需求、名册）装进一个加密文件，用U盘带到司法所或别的有网络的地方导入，再把回执带回来导入。回执导入后才算送达。拿到U盘的人打不开里面的内容。";
pub const WHAT: &str = "带什么";
pub const PHOTOS: &str = "连照片一起";
pub const WITHOUT: &str = "只带文字";
pub const AGAIN: &str = "重新找U盘";
pub const NO_PLACE: &str = "没有找到U盘。请插上U盘，再点“重新找U盘”。";
pub const IMPORT: &str = "导入";
pub const NOTHING: &str = "现在没有要带走的记录。导出后仍可把别人写的带回来。";

/// What would be carried.
#[must_use]
pub fn would_carry(entries: u32, photos: u32, size: &str) -> String {
    match (entries, photos) {
        (0, 0) => NOTHING.to_owned(),
        (entries, 0) => format!("没上传的有 {entries} 条记录。"),
        (entries, photos) => format!("没上传的有 {entries} 条记录、{photos} 张照片（{size}）。"),
    }
}

/// The newest file.
#[must_use]
pub fn last(last: &CourierLast, made: &str, taken: Option<&str>) -> String {
    let what = format!("上次导出：{made}，{} 条记录、{} 张照片", last.entries, last.photos);
    match taken {
        Some(taken) => format!("{what}；回执已在 {taken} 导入。"),
        None => format!("{what}；等回执。"),
    }
}

/// The button of a place.
#[must_use]
pub fn export_to(name: &str) -> String {
    format!("导出离线包到“{name}”")
}

/// What a file is.
#[must_use]
pub fn way(way: CourierWay) -> &'static str {
    match way {
        CourierWay::ToCounty => "离线包。这台设备有网络时，可在这里导入，替它上传",
        CourierWay::Answer => "给这台设备的回执，还没有导入",
        CourierWay::AnswerTaken => "给这台设备的回执，已导入",
        CourierWay::ToOther => "给别的设备的回执，请带回那台设备导入",
        CourierWay::Unclear => "看不出是什么，点“导入”查看原因",
    }
}

/// A file was made.
#[must_use]
pub fn exported(made: &CourierExported, size: &str) -> String {
    let left = if made.photos_left > 0 {
        format!("还有 {} 张照片这次没有装下，下次再带。", made.photos_left)
    } else {
        String::new()
    };
    format!(
        "已导出：{}，{} 条记录、{} 张照片，{size}。{left}可以拔下U盘带走了；回执导入以前，内容仍在本机，有网络时也会自动上传。",
        made.name, made.entries, made.photos
    )
}

/// A file was taken in.
#[must_use]
pub fn imported(done: &CourierImported) -> String {
    match done {
        CourierImported::Answer {
            accepted,
            parked,
            pulled,
            photos,
        } => {
            let parked = if *parked > 0 {
                format!("没收下 {parked} 份，")
            } else {
                String::new()
            };
            format!("回执已导入：送达 {accepted} 份，{parked}带回 {pulled} 份，照片 {photos} 张。")
        }
        CourierImported::Carried { answer } => {
            format!("已替那台设备上传。回执“{answer}”已放在同一个地方，请带回那台设备导入。")
        }
    }
}

/// Why a file is not written or not taken in.
#[must_use]
pub fn fault(fault: CourierFault) -> &'static str {
    match fault {
        CourierFault::NoKey => "这台设备还没有县里的加密钥匙，请先联网同步一次再导出。内容都在本机。",
        CourierFault::PlaceGone => "U盘不在了。请重新插上，再试一次。内容都在本机。",
        CourierFault::PlaceFull => "U盘满了，没有导出，也没有留下半个文件。请清理U盘或换一个再试。内容都在本机。",
        CourierFault::PlaceReadOnly => "这个U盘不让写入。请打开U盘上的写保护开关，或换一个再试。内容都在本机。",
        CourierFault::PlaceBroken => "U盘读写出错。请重新插上或换一个再试。内容都在本机。",
        CourierFault::NoFile => "这个文件不在了。请点“重新找U盘”再看。",
        CourierFault::NotCourier => "这不是离线包或回执。请选 .cunfa 结尾、由本程序导出的文件。",
        CourierFault::OtherVersion => "这个文件是别的版本的程序写的，打不开。请把程序更新到同一版本再试。",
        CourierFault::Cut => "文件不完整，可能没有拷完就拔下了U盘。请重新拷贝或重新导出。内容没有丢失。",
        CourierFault::Damaged => "文件损坏了，没有导入。请重新拷贝；仍不行请重新导出。内容没有丢失。",
        CourierFault::OtherCounty => "这是别的县（区）的离线包，不能在这里导入。请带到它自己的县（区）。",
        CourierFault::OtherDevice => "这份回执不是给这台设备的，或者是很早以前的。请带回导出它的那台设备。",
        CourierFault::TakenBefore => "这份回执已经导入过，不用再导入。",
        CourierFault::Overtaken => {
            "这份回执比本机已收到的内容旧，没有导入，什么也没有丢。若还有没送达的，请重新导出一次。"
        }
        CourierFault::Signature => "文件的签名没有通过检验，没有导入。内容都在本机，请联系司法所。",
        CourierFault::TooLarge => "文件太大，不能导入。请在原来的设备上重新导出。",
        CourierFault::RecordsDiffer => {
            "回执里服务器的记录与本机保存的对不上，没有接收。本机内容都还在。请联系县司法局核对。"
        }
    }
}
