//! Backups of the device's file (docs/security.md), and what becomes of one that is read on another device: its drafts are taken over, and
//! what the server lacks is handed in as that other device's own words. The device that reads it keeps its own identity.

pub(crate) mod hand_in;
pub(crate) mod make;
pub(crate) mod read;
pub(crate) mod status;

use std::path::PathBuf;

use cunfa_core::DeviceId;
use cunfa_protocol::Code;
use cunfa_protocol::failure::BackupFault;
use cunfa_store::Store;

use crate::config::AppConfig;
use crate::desk::code_of;

/// What a backup's name ends with.
const EXTENSION: &str = "cunfabak";

fn code(fault: BackupFault) -> Code {
    Code::Backup { fault }
}

/// Where the files of devices lie whose work is handed in from here.
fn folder(config: &AppConfig) -> PathBuf {
    config.data_dir.join("restored")
}

/// That of one device.
fn folder_of(config: &AppConfig, device: DeviceId) -> PathBuf {
    folder(config).join(device.to_string())
}

/// What the server lacks of a file; a registration that waits counts like an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Lacks {
    entries: u32,
    parked: u32,
    photos: u32,
}

impl Lacks {
    fn of(store: &Store) -> Result<Lacks, Code> {
        let unsent = store.unsent().map_err(code_of)?;
        let registrations = store.count_waiting_registrations().map_err(code_of)?;
        Ok(Lacks {
            entries: unsent.entries.saturating_add(registrations),
            parked: unsent.parked,
            photos: store.blob_totals().map_err(code_of)?.up.items,
        })
    }

    fn nothing(self) -> bool {
        self.entries == 0 && self.photos == 0
    }
}
