//! Inside the courier's sealed file: frames, each a kind and bytes. What a device would post travels as it would be posted, and back
//! what the server would answer. See docs/courier.md.

use cunfa_core::DeviceId;
use serde::{Deserialize, Serialize};

use crate::wire::Blob;

/// Path at which anybody enrolled hands a device's file in and takes the sealed answer.
pub const COURIER_PATH: &str = "/v1/courier";
/// Most bytes of a file.
pub const MAX_FILE_BYTES: u64 = 64 * 1024 * 1024;
/// What a file's name ends with.
pub const EXTENSION: &str = "cunfa";

/// The first frame: [`Head`], or in an answer [`AnswerHead`].
pub const HEAD: u8 = 1;
/// The body of a request to [`crate::wire::SYNC_PATH`], or of its answer.
pub const SYNC: u8 = 2;
/// The body of a request to [`crate::wire::CHUNKS_PATH`], or of its answer.
pub const CHUNKS: u8 = 3;
/// In an answer: a [`crate::wire::Refusal`] in the place of an answer.
pub const REFUSED: u8 = 4;
/// The body of a request to [`crate::registers::REGISTERS_PATH`], or of its answer. None of kind [`SYNC`] comes after it, and none of
/// [`CHUNKS`] before it.
pub const REGISTERS: u8 = 5;

/// Who writes to the county.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// [`crate::wire::VERSION`].
    pub version: u16,
    /// The device, whose batch key signs the file.
    pub device: DeviceId,
    /// The key the answer is sealed to: X25519, 32 bytes, drawn for this file alone.
    pub reply_key: Blob,
}

/// To whom the county answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerHead {
    /// [`crate::wire::VERSION`].
    pub version: u16,
    /// The device.
    pub device: DeviceId,
}
