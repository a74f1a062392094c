//! `device.json`: the plain file beside the encrypted one. Holds what the lock screen needs before any PIN (surname, role,
//! display setting), each person's sealed copies of the file's key, and whom to ask when a PIN is lost. No whole name, no open
//! key, no PIN stands in it.
//!
//! Always written whole: a temporary file, flushed to the disk, then renamed over the old one.

mod backoff;
mod form;

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use cunfa_core::{DeviceId, Digest, KeyId, Role};
use cunfa_evidence::pin::Cost;
use cunfa_evidence::suite::tagged_hash;

use crate::StoreError;

pub use backoff::{BACKOFF_FIRST_MS, FREE_TRIES, MOST_TRIES};

/// The file's name, beside the database.
pub const NAME: &str = "device.json";
/// The form this program writes.
pub const FORMAT: u32 = 1;

/// The whole file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFile {
    /// A digest of the database key, which tells a wrong key from a damaged file.
    pub key_check: Digest,
    /// Whom to ask when a PIN is lost; `None` in a file without people.
    pub home: Option<Home>,
    /// Text size and contrast, as the window keeps it.
    pub display: String,
    /// The people on this device, in the order they were added.
    pub slots: Vec<Slot>,
}

/// This device and its server, as far as needed before the encrypted file is open. Nothing in it is secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// The device.
    pub device: DeviceId,
    /// Server address.
    pub server: String,
}

/// A new signing key of a person who set a new PIN, or the same one wrapped anew, until the encrypted file has taken it over.
/// The key file is written in one step, so that PIN and signing key change together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renewal {
    /// Public signing key.
    pub public_key: Vec<u8>,
    /// Secret signing key, sealed by the new PIN for the purpose [`SIGNING_KEY`].
    pub sealed_key: Vec<u8>,
}

/// One person's way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Number, never used again.
    pub slot: u32,
    /// Surname only.
    pub label: String,
    /// Role.
    pub role: Role,
    /// The person's signing key when this slot was written; names the server's share of the recovery.
    pub key: KeyId,
    /// Salt of the PIN's key.
    pub salt: [u8; 16],
    /// Cost of the PIN's key.
    pub cost: Cost,
    /// The database key, sealed for the purpose [`DB_KEY`].
    pub sealed_db_key: Vec<u8>,
    /// The database key, sealed by the server's share for a person who lost the PIN.
    pub recovery: Vec<u8>,
    /// Set between a new PIN and the encrypted file's next writing.
    pub renewal: Option<Renewal>,
    /// Wrong PINs since the last right one.
    pub wrong_tries: u32,
    /// Next try not before this, device clock, ms since 1970.
    pub not_before_ms: i64,
}

/// Purpose the database key is sealed for ([`cunfa_evidence::pin::PinKey::seal`]).
pub const DB_KEY: &str = "db-key";
/// Purpose a person's signing key is sealed for.
pub const SIGNING_KEY: &str = "signing-key";

impl KeyFile {
    /// A file without people yet.
    #[must_use]
    pub fn new(db_key: &[u8; 32]) -> KeyFile {
        KeyFile {
            key_check: check_of(db_key),
            home: None,
            display: String::new(),
            slots: Vec::new(),
        }
    }

    /// Where the file of a data folder is.
    #[must_use]
    pub fn path(folder: &Path) -> PathBuf {
        folder.join(NAME)
    }

    /// Reads the file of a data folder.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::TooNew`], [`StoreError::Damaged`] when it is not such a file.
    pub fn read(folder: &Path) -> Result<KeyFile, StoreError> {
        let text = fs::read(KeyFile::path(folder)).map_err(|error| StoreError::io("reading device.json", error))?;
        form::decode(&text)
    }

    /// Writes the file of a data folder: all of it, or the old one stays.
    ///
    /// # Errors
    /// [`StoreError::DiskFull`] or [`StoreError::Io`].
    pub fn write(&self, folder: &Path) -> Result<(), StoreError> {
        let text = form::encode(self)?;
        let temporary = folder.join("device.json.new");
        write_flushed(&temporary, &text).map_err(|error| StoreError::io("writing device.json", error))?;
        fs::rename(&temporary, KeyFile::path(folder)).map_err(|error| StoreError::io("renaming device.json", error))?;
        sync_folder(folder).map_err(|error| StoreError::io("flushing the data folder", error))
    }

    /// Whether this is the key of the database.
    #[must_use]
    pub fn fits(&self, db_key: &[u8; 32]) -> bool {
        self.key_check == check_of(db_key)
    }

    /// A person's slot.
    #[must_use]
    pub fn slot(&self, slot: u32) -> Option<&Slot> {
        self.slots.iter().find(|known| known.slot == slot)
    }

    /// A person's slot, to be changed.
    pub fn slot_mut(&mut self, slot: u32) -> Option<&mut Slot> {
        self.slots.iter_mut().find(|known| known.slot == slot)
    }

    /// The next free slot number.
    #[must_use]
    pub fn next_slot(&self) -> u32 {
        self.slots
            .iter()
            .map(|slot| slot.slot)
            .max()
            .map_or(1, |last| last.saturating_add(1))
    }
}

/// The key is 32 random bytes, so its digest gives nothing away.
fn check_of(db_key: &[u8; 32]) -> Digest {
    tagged_hash("cunfa/db-key-check", &[db_key])
}

fn write_flushed(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes a rename durable. Windows has no handle for a folder; its rename is journalled.
pub(crate) fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}
