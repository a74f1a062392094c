//! Room on the disk: said in time, and the last of it kept for texts.

use std::path::Path;

use cunfa_protocol::Code;
use cunfa_protocol::failure::PhotoFault;
use cunfa_protocol::view::LittleRoom;

use crate::desk::Desk;

/// Below this a person is told, MiB.
const FEW_MIB: u64 = 300;
/// Below this no picture is kept or fetched any more, MiB: what is left is for texts, which are a thousand times smaller.
const FOR_TEXTS_MIB: u64 = 40;

/// What is left on the disk.
pub trait Room: Send + Sync {
    /// Bytes that a program may still write to the folder; `None` when the system does not say.
    fn left_bytes(&self, folder: &Path) -> Option<u64>;
}

/// The system's own answer.
pub struct SystemRoom;

impl Room for SystemRoom {
    fn left_bytes(&self, folder: &Path) -> Option<u64> {
        fs4::available_space(folder).ok()
    }
}

fn left_mib(desk: &Desk) -> Option<u64> {
    let left = desk.config.room.left_bytes(&desk.config.data_dir)?;
    Some(left / (1024 * 1024))
}

/// MiB that are left, when they are few.
pub(crate) fn few_mib(desk: &Desk) -> Option<u32> {
    let left = left_mib(desk).filter(|left| *left < FEW_MIB)?;
    u32::try_from(left).ok()
}

/// As it is told on every screen.
pub(crate) fn little(desk: &Desk) -> Option<LittleRoom> {
    let mib = few_mib(desk)?;
    Some(LittleRoom {
        mib,
        texts_only: u64::from(mib) < FOR_TEXTS_MIB,
    })
}

/// Whether the rest is needed for texts.
pub(crate) fn is_for_texts(desk: &Desk) -> bool {
    left_mib(desk).is_some_and(|left| left < FOR_TEXTS_MIB)
}

/// Refuses a picture when the rest is needed for texts.
pub(crate) fn for_a_picture(desk: &Desk) -> Result<(), Code> {
    if is_for_texts(desk) { Err(full()) } else { Ok(()) }
}

/// A picture found no room. Said apart from a full disk: what was typed is kept.
pub(crate) fn full() -> Code {
    Code::Photo {
        fault: PhotoFault::NoRoom,
    }
}
