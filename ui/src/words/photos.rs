//! Words of photos and signed pages: taking them, where their bytes are, and what is wrong with a file.

use cunfa_core::AttachmentKind;
use cunfa_protocol::failure::PhotoFault;
use cunfa_protocol::view::PictureState;

/// Field, row of the page.
pub const PHOTOS: &str = "现场照片";
/// Row of the page.
pub const ATTACHMENTS: &str = "附件";
pub const NOT_NEEDED: &str = "可不拍照。照片存在本机，保存后先传文字、再传照片。";
pub const TAKE: &str = "拍照";
pub const CHOOSE: &str = "选照片";
pub const WORKING: &str = "正在处理照片，可以接着填写";
pub const REMOVE: &str = "删去";
pub const REMOVED: &str = "照片已删去。";
pub const UNDO: &str = "撤销删去";
pub const VIEWER: &str = "看大图";
pub const BEFORE: &str = "上一张";
pub const AFTER: &str = "下一张";
pub const NO_PICTURE: &str = "这张照片还没有到这台设备，联网后会自动传来。";
pub const PICTURE_LOST: &str = "这张照片已经丢失：拍它的设备上文件坏了，服务器也没有收到。文字记录不受影响。";
pub const LOCATION_REMOVED: &str = "已去除照片里的定位信息。";

// On paper
pub const PAPER_TITLE: &str = "纸上签字";
pub const PAPER_FOR: &str =
    "这份协议要在纸上签字：打印这一页，请当事人和村（社区）干部手写签字，再把签好的纸页拍下来。";
pub const PAPER_ELSE: &str = "不方便在平板上签字的，可以打印这一页，手写签字后拍下来。纸页请放进卷宗保管。";
pub const PAPER_PRINT: &str = "打印这一页";
pub const PAGE_TAKE: &str = "拍下签字页";
pub const PAGE_CHOOSE: &str = "选签字页照片";
pub const PAGE_REMOVED: &str = "签字页已取下。";

// Sync centre
pub const MOVING: &str = "照片";
pub const GOING_UP: &str = "待上传";
pub const COMING_DOWN: &str = "待下载";
pub const MOVING_HINT: &str = "文字先传，照片在后。断网、退出都不要紧，下次接着传，已传的不重来。";

#[must_use]
pub fn moving(items: u32, left: &str, moved: Option<&str>) -> String {
    match moved {
        Some(moved) => format!("{items} 张，还有 {left}，本次已传 {moved}"),
        None => format!("{items} 张，还有 {left}"),
    }
}

#[must_use]
pub fn refused(items: u32) -> String {
    format!("有 {items} 张服务器没有收下。照片还在本机，请联系司法所。")
}

#[must_use]
pub fn lost(items: u32) -> String {
    format!("有 {items} 张已经丢失：这台设备和服务器上都没有了。文字记录不受影响。")
}

/// What an attachment is.
#[must_use]
pub fn kind(kind: AttachmentKind) -> &'static str {
    match kind {
        AttachmentKind::Photo => "现场照片",
        AttachmentKind::SignedPage => "手写签字页",
    }
}

/// Where its bytes are, in a word or two.
#[must_use]
pub fn state(state: PictureState) -> String {
    match state {
        PictureState::Here => "在本机".to_owned(),
        PictureState::Leaving => "传送中".to_owned(),
        PictureState::Coming { here, of } if of > 0 && here > 0 => format!("传送中 {}%", here * 100 / of),
        PictureState::Coming { .. } => "传送中".to_owned(),
        PictureState::Lost => "已丢失".to_owned(),
    }
}

/// Name of one of the thumbnails.
#[must_use]
pub fn thumb(number: usize, what: AttachmentKind, at: PictureState) -> String {
    format!("第 {number} 张，{}，{}，点开看大图", kind(what), state(at))
}

#[must_use]
pub fn of(number: usize, count: usize, what: AttachmentKind) -> String {
    format!("{} · 第 {number} 张，共 {count} 张", kind(what))
}

#[must_use]
pub fn page(number: usize) -> String {
    format!("第 {number} 张：手写签字页")
}

#[must_use]
pub fn remove(number: usize) -> String {
    format!("删去第 {number} 张")
}

/// How many hang on an entry, by kind.
#[must_use]
pub fn counted(photos: usize, pages: usize) -> String {
    let photos = (photos > 0).then(|| format!("现场照片 {photos} 张"));
    let pages = (pages > 0).then(|| format!("手写签字页 {pages} 张"));
    let parts: Vec<String> = [photos, pages].into_iter().flatten().collect();
    parts.join("，")
}

#[must_use]
pub fn away(count: usize) -> String {
    format!("有 {count} 张还看不到，看全后再审核。")
}

#[must_use]
pub fn added(count: usize) -> String {
    format!("照片已存在本机，共 {count} 张。")
}

#[must_use]
pub fn little_room(mib: u32) -> String {
    format!("设备存储空间快满了，只剩 {mib} MB。文字照常能保存；请先清理一些空间，再拍照片。")
}

#[must_use]
pub fn file(name: &str, sentence: &str) -> String {
    if name.is_empty() {
        sentence.to_owned()
    } else {
        format!("{name}：{sentence}")
    }
}

/// Why a file is not taken, and what to do.
#[must_use]
pub fn fault(fault: PhotoFault) -> &'static str {
    match fault {
        PhotoFault::Empty => "这个文件是空的，请重新拍一张。其他内容都在。",
        PhotoFault::TooHeavy => "这个文件太大（超过 48 MB），请用手机相机的普通模式再拍一张。其他内容都在。",
        PhotoFault::Heic => {
            "这是苹果手机的 HEIC 照片，这里打不开。请在手机“设置－相机－格式”里选“兼容性最佳”后再拍，或把照片截图后选截图。其他内容都在。"
        }
        PhotoFault::Avif => "这是 AVIF 图片，这里打不开。请另存为 JPG，或截图后选截图。其他内容都在。",
        PhotoFault::Pdf => "这是 PDF 文件，不是照片。请打开它截图，或给纸页拍照。其他内容都在。",
        PhotoFault::Video => "这是视频，这里只收照片。请拍一张照片，或在视频里截图。其他内容都在。",
        PhotoFault::OtherPicture => "这种图片格式这里打不开。请另存为 JPG 或 PNG，或截图后选截图。其他内容都在。",
        PhotoFault::NotAPicture => "这个文件不是照片。请选 JPG 或 PNG 照片。其他内容都在。",
        PhotoFault::TooManyPixels => "这张图片的尺寸太大，这台设备处理不了。请换小一点的尺寸再拍。其他内容都在。",
        PhotoFault::Damaged => "这张照片不完整或已损坏，打不开。请重新拍一张或换一张。其他内容都在。",
        PhotoFault::TooMany => "一条记录最多放 20 张照片。请先删去几张再加。",
        PhotoFault::NoRoom => "设备存储空间不够，这张照片没有存下；文字都已保存。请清理出一些空间后再加照片。",
    }
}
