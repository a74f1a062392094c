//! Backups: the places for their files, what was made, and what a backup brought that is still to be handed in.

use serde::{Deserialize, Serialize};

/// Where backups can be put and found, and what earlier ones brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backup {
    /// Sticks and folders, sticks first.
    pub places: Vec<BackupPlace>,
    /// What was read here and is not on the server whole, the oldest backup first.
    pub restored: Vec<Restored>,
}

/// A place for backups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupPlace {
    /// Its path, for [`crate::command::MakeBackup`].
    pub path: String,
    /// Its name, as the system calls it.
    pub name: String,
    /// Whether it can be pulled out.
    pub is_stick: bool,
    /// Backups there, newest first (50 at most).
    pub files: Vec<BackupFile>,
}

/// A file that is named like a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupFile {
    /// Its path, for [`crate::command::ReadBackup`].
    pub path: String,
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: u64,
}

/// A backup that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupMade {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: u64,
    /// The words that open it (恢复口令): five groups of four digits. Kept nowhere; shown once.
    pub code: String,
}

/// A backup that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupRead {
    /// When it was made, by the clock of the device it was made on, ms since 1970.
    pub made_ms: i64,
    /// Drafts that came from it.
    pub drafts: u32,
    /// What the server lacked of it, as far as that device knew; handed in from here with the next passes.
    pub left: Option<Restored>,
}

/// What the server lacks of a backup that was read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restored {
    /// When it was made, by the clock of the device it was made on, ms since 1970.
    pub made_ms: i64,
    /// Entries of which the server lacks something.
    pub entries: u32,
    /// Those of them that the server did not take.
    pub parked: u32,
    /// Photos and signed pages that the server lacks.
    pub photos: u32,
    /// That device is revoked, and everything lies in the server's quarantine: an office has to take it.
    pub quarantined: bool,
}
