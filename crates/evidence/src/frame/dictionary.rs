//! The dictionaries of frames: what most messages hold, so that a small one need not say it. Trained by `cargo xtask dictionary` on
//! messages that devices and a server of the tests exchange. A frame names its dictionary by the id in its header.

use super::FrameError;

/// A dictionary this program holds. All that were ever used stay in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dictionary {
    id: u32,
    bytes: &'static [u8],
}

/// For a frame that names none.
pub const NONE: Dictionary = Dictionary { id: 0, bytes: &[] };
/// Version 1. Ids from 32768 on are free for everybody (RFC 8878, 5), and this takes two bytes.
const FIRST: Dictionary = Dictionary {
    id: 0xC001,
    bytes: include_bytes!("dictionary-1.zstd"),
};
/// The one that is written with, unless somebody asks for another.
pub const NEWEST: Dictionary = FIRST;
/// All that are held.
const ALL: [Dictionary; 2] = [NONE, FIRST];
/// How a frame begins.
const MAGIC: [u8; 4] = [0x28, 0xB5, 0x2F, 0xFD];

impl Dictionary {
    /// The one a frame names.
    ///
    /// # Errors
    /// [`FrameError::Dictionary`] when it is not held here, [`FrameError::Broken`] when this is no beginning of a frame.
    pub fn of(frame: &[u8]) -> Result<Dictionary, FrameError> {
        if !frame.starts_with(&MAGIC) {
            return Err(FrameError::Broken);
        }
        let named = zstd::zstd_safe::get_dict_id_from_frame(frame).map_or(0, std::num::NonZeroU32::get);
        let known = ALL.into_iter().find(|dictionary| dictionary.id == named);
        known.ok_or(FrameError::Dictionary)
    }

    /// Its id, as frames name it; 0 for none.
    #[must_use]
    pub fn id(self) -> u32 {
        self.id
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(self) -> &'static [u8] {
        self.bytes
    }
}
