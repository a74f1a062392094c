//! Photos and signed pages as a screen meets them. The bytes travel apart, as base64 text, and are asked for one by one.

use cunfa_core::Attachment;
use serde::{Deserialize, Serialize};

use super::EntryView;

/// Most bytes of a picture that is taken in, as the camera made it.
pub const MAX_PICTURE_BYTES: usize = 48 * 1024 * 1024;

/// An attachment, and where its bytes are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentView {
    /// What it is.
    pub attachment: Attachment,
    /// Where its bytes are.
    pub state: PictureState,
}

/// Where the bytes of an attachment are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PictureState {
    /// 在本机: whole here, and on the server; or in a draft, which the server does not know.
    Here,
    /// 传送中: whole here, not yet on the server.
    Leaving,
    /// 传送中: named, not whole here yet.
    Coming {
        /// Chunks here.
        here: u32,
        /// Chunks in all.
        of: u32,
    },
    /// 已丢失: neither this device nor the server has it.
    Lost,
}

impl PictureState {
    /// Whether the picture can be shown on this device.
    #[must_use]
    pub fn is_here(self) -> bool {
        match self {
            PictureState::Here | PictureState::Leaving => true,
            PictureState::Coming { .. } | PictureState::Lost => false,
        }
    }
}

/// A photo was added to a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoAdded {
    /// The draft's photos, in the order of their rows.
    pub photos: Vec<AttachmentView>,
    /// The row of the one just added; of the one that was there when it is the same picture.
    pub row: String,
    /// The picture told where it was taken. That was removed.
    pub location_removed: bool,
    /// What is left on the disk in MiB, when it is little.
    pub room_mib: Option<u32>,
}

/// A signed page was attached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageAttached {
    /// The entry with it.
    pub entry: EntryView,
    /// The picture told where it was taken. That was removed.
    pub location_removed: bool,
}

/// How large a picture is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PictureSize {
    /// Long edge 240 px.
    Thumb,
    /// As kept.
    Full,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// A JPEG in base64; none when it is not whole here.
    pub jpeg: Option<String>,
}
