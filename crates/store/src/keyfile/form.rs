//! The JSON form of the file: bytes in hex, unknown keys of a newer program refused by its format number only.

use cunfa_core::{DeviceId, Digest, KeyId, Role};
use cunfa_evidence::pin::Cost;
use serde::{Deserialize, Serialize};

use super::{FORMAT, Home, KeyFile, Renewal, Slot};
use crate::StoreError;

#[derive(Serialize, Deserialize)]
struct FileForm {
    format: u32,
    key_check: Digest,
    home: Option<HomeForm>,
    display: String,
    slots: Vec<SlotForm>,
}

#[derive(Serialize, Deserialize)]
struct HomeForm {
    device: DeviceId,
    server: String,
}

#[derive(Serialize, Deserialize)]
struct RenewalForm {
    public_key: String,
    sealed_key: String,
}

#[derive(Serialize, Deserialize)]
struct SlotForm {
    slot: u32,
    label: String,
    role: Role,
    key: KeyId,
    salt: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    sealed_db_key: String,
    recovery: String,
    renewal: Option<RenewalForm>,
    wrong_tries: u32,
    not_before_ms: i64,
}

#[derive(Deserialize)]
struct FormatOnly {
    format: u32,
}

pub(super) fn encode(file: &KeyFile) -> Result<Vec<u8>, StoreError> {
    let form = FileForm {
        format: FORMAT,
        key_check: file.key_check,
        home: file.home.as_ref().map(|home| HomeForm {
            device: home.device,
            server: home.server.clone(),
        }),
        display: file.display.clone(),
        slots: file.slots.iter().map(SlotForm::of).collect(),
    };
    serde_json::to_vec_pretty(&form).map_err(|_| StoreError::Shape("device.json"))
}

pub(super) fn decode(text: &[u8]) -> Result<KeyFile, StoreError> {
    let FormatOnly { format } = serde_json::from_slice(text).map_err(|_| StoreError::Damaged)?;
    if format > FORMAT {
        return Err(StoreError::TooNew {
            found: format,
            known: FORMAT,
        });
    }
    let form: FileForm = serde_json::from_slice(text).map_err(|_| StoreError::Damaged)?;
    let slots: Option<Vec<Slot>> = form.slots.into_iter().map(SlotForm::read).collect();
    Ok(KeyFile {
        key_check: form.key_check,
        home: form.home.map(|home| Home {
            device: home.device,
            server: home.server,
        }),
        display: form.display,
        slots: slots.ok_or(StoreError::Damaged)?,
    })
}

impl SlotForm {
    fn of(slot: &Slot) -> SlotForm {
        SlotForm {
            slot: slot.slot,
            label: slot.label.clone(),
            role: slot.role,
            key: slot.key,
            salt: hex(&slot.salt),
            memory_kib: slot.cost.memory_kib,
            passes: slot.cost.passes,
            lanes: slot.cost.lanes,
            sealed_db_key: hex(&slot.sealed_db_key),
            recovery: hex(&slot.recovery),
            renewal: slot.renewal.as_ref().map(RenewalForm::of),
            wrong_tries: slot.wrong_tries,
            not_before_ms: slot.not_before_ms,
        }
    }

    fn read(self) -> Option<Slot> {
        Some(Slot {
            slot: self.slot,
            label: self.label,
            role: self.role,
            key: self.key,
            salt: unhex(&self.salt)?.try_into().ok()?,
            cost: Cost {
                memory_kib: self.memory_kib,
                passes: self.passes,
                lanes: self.lanes,
            },
            sealed_db_key: unhex(&self.sealed_db_key)?,
            recovery: unhex(&self.recovery)?,
            renewal: match self.renewal {
                None => None,
                Some(renewal) => Some(renewal.read()?),
            },
            wrong_tries: self.wrong_tries,
            not_before_ms: self.not_before_ms,
        })
    }
}

impl RenewalForm {
    fn of(renewal: &Renewal) -> RenewalForm {
        RenewalForm {
            public_key: hex(&renewal.public_key),
            sealed_key: hex(&renewal.sealed_key),
        }
    }

    fn read(self) -> Option<Renewal> {
        Some(Renewal {
            public_key: unhex(&self.public_key)?,
            sealed_key: unhex(&self.sealed_key)?,
        })
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    digits
        .chunks_exact(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}
