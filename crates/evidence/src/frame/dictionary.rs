//! The dictionaries of frames: what most messages hold, so that a small one need not say it. Trained by `cargo xtask dictionary` on
//! messages that devices and a server of the tests exchange. A frame names its dictionary by the id in its header.

use std::sync::LazyLock;

use zstd::dict::{DecoderDictionary, EncoderDictionary};

use super::FrameError;

/// A dictionary this program holds. All that were ever used stay in it.
#[derive(Debug, Clone, Copy)]
pub struct Dictionary {
    id: u32,
    bytes: &'static [u8],
}

/// How hard is tried to make a frame small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// What a bad link asks for, as nearly every message is; how it is searched stands with the frames.
    Small,
    /// Larger messages, which must not wait.
    Large,
    /// What lies in a file, where time counts more than the last percent.
    Kept,
    /// The same of much text, which says most of its words itself.
    Bulky,
}

impl Level {
    /// As zstd counts.
    pub(super) const fn of_zstd(self) -> i32 {
        match self {
            Level::Small | Level::Large => 9,
            Level::Kept => 3,
            Level::Bulky => 1,
        }
    }
}

/// What zstd makes of [`FIRST`] before it can use it, once in the life of a program: for every frame anew it would be most of the
/// work.
static LARGE: LazyLock<EncoderDictionary<'static>> = LazyLock::new(|| prepared(Level::Large));
static KEPT: LazyLock<EncoderDictionary<'static>> = LazyLock::new(|| prepared(Level::Kept));
static BULKY: LazyLock<EncoderDictionary<'static>> = LazyLock::new(|| prepared(Level::Bulky));
static READ: LazyLock<DecoderDictionary<'static>> = LazyLock::new(|| DecoderDictionary::copy(FIRST.bytes));

fn prepared(level: Level) -> EncoderDictionary<'static> {
    EncoderDictionary::copy(FIRST.bytes, level.of_zstd())
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

/// No two have one id.
impl PartialEq for Dictionary {
    fn eq(&self, other: &Dictionary) -> bool {
        self.id == other.id
    }
}

impl Eq for Dictionary {}

impl Dictionary {
    /// The ids of all that this program holds.
    #[must_use]
    pub fn held() -> Vec<u32> {
        ALL.iter().map(|dictionary| dictionary.id).collect()
    }

    /// The newest of these that this program holds, and that is older than this one.
    #[must_use]
    pub fn older_of(self, ids: &[u32]) -> Option<Dictionary> {
        let older = ALL
            .into_iter()
            .rev()
            .skip_while(|dictionary| *dictionary != self)
            .skip(1);
        older.into_iter().find(|dictionary| ids.contains(&dictionary.id))
    }

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

    /// Ready to write with; nothing for none, and nothing for what is searched in its own way, which makes it ready itself.
    pub(super) fn to_write(self, level: Level) -> Option<&'static EncoderDictionary<'static>> {
        match level {
            _ if self != FIRST => None,
            Level::Small => None,
            Level::Large => Some(&*LARGE),
            Level::Kept => Some(&*KEPT),
            Level::Bulky => Some(&*BULKY),
        }
    }

    /// Ready to read with; nothing for none.
    pub(super) fn to_read(self) -> Option<&'static DecoderDictionary<'static>> {
        (self == FIRST).then(|| &*READ)
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(self) -> &'static [u8] {
        self.bytes
    }
}
