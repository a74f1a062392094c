//! The courier: what a file would carry, where files can be put and found, and what became of one.

use serde::{Deserialize, Serialize};

/// What can be carried, where to, and what is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Courier {
    /// Entries with something unsent that a file would carry; a registration that waits counts like one.
    pub entries: u32,
    /// Photos and signed pages that the server does not hold.
    pub photos: u32,
    /// Their bytes.
    pub photo_bytes: u64,
    /// The newest file that was made.
    pub last: Option<CourierLast>,
    /// Sticks and folders, sticks first.
    pub places: Vec<CourierPlace>,
}

/// The newest file that was made here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CourierLast {
    /// When, device clock, ms since 1970.
    pub made_ms: i64,
    /// Entries of which it carries something; a registration counts like one.
    pub entries: u32,
    /// Photos and signed pages it carries.
    pub photos: u32,
    /// When its answer was taken in; none: it is waited for.
    pub taken_ms: Option<i64>,
}

/// A place for files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CourierPlace {
    /// Its path, for [`crate::command::ExportCourier`].
    pub path: String,
    /// Its name, as the system calls it.
    pub name: String,
    /// Whether it can be pulled out and carried.
    pub is_stick: bool,
    /// Bytes left there; none when the system does not say.
    pub left_bytes: Option<u64>,
    /// Couriers' files there, newest first (50 at most).
    pub files: Vec<CourierFile>,
}

/// Which way a file goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CourierWay {
    /// From a device to this county.
    ToCounty,
    /// An answer to this device that waits to be taken in.
    Answer,
    /// An answer to this device that was taken in.
    AnswerTaken,
    /// An answer to another device.
    ToOther,
    /// Cut, damaged, of another county or version: taking it in says which.
    Unclear,
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CourierFile {
    /// Its path, for [`crate::command::ImportCourier`].
    pub path: String,
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: u64,
    /// Which way it goes, as far as is seen from outside.
    pub way: CourierWay,
}

/// A file that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CourierExported {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: u64,
    /// Entries of which it carries something; a registration counts like one.
    pub entries: u32,
    /// Photos and signed pages it carries.
    pub photos: u32,
    /// Those for which there was no room in it.
    pub photos_left: u32,
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CourierImported {
    /// An answer to this device.
    Answer {
        /// Own batches the server has by now, those of the registers too.
        accepted: u32,
        /// Own batches the server did not take.
        parked: u32,
        /// Batches of others that came with it, and their acts over the registers.
        pulled: u32,
        /// Photos and signed pages: those the server has by now, and those that came.
        photos: u32,
    },
    /// Another device's file, which the server took; its answer lies beside it.
    Carried {
        /// Name of the answer's file.
        answer: String,
    },
}
