//! `enrolling.cbor`: the keys of an enrolment under way, sealed with the new PIN and written before the server is asked.
//!
//! If the program ends between the server's answer and our own file, the same code and PIN take the same keys again, and the
//! server, which knows them, answers as it did. Attempts with another PIN stay beside it until one succeeds.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use cunfa_core::Digest;
use cunfa_evidence::keys::SigningKey;
use cunfa_evidence::pin::{Cost, PinKey};
use cunfa_evidence::suite::tagged_hash;
use cunfa_protocol::Code;
use cunfa_protocol::wire::{self, Blob};
use cunfa_store::StoreError;
use cunfa_store::keyfile::{DB_KEY, SIGNING_KEY};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::desk::{Desk, code_of};
use crate::session::{cost, pin};

const NAME: &str = "enrolling.cbor";
const DEVICE_KEY: &str = "device-key";
/// Attempts kept; the oldest beyond goes.
const MOST: usize = 8;

/// The secrets of one enrolment.
pub(crate) struct Pending {
    /// The new PIN's key.
    pub(crate) pin_key: PinKey,
    /// Its salt.
    pub(crate) salt: [u8; 16],
    /// Its cost.
    pub(crate) cost: Cost,
    /// Key of the encrypted file.
    pub(crate) db_key: Zeroizing<[u8; 32]>,
    /// The device's batch key.
    pub(crate) device_key: SigningKey,
    /// The person's signing key.
    pub(crate) person_key: SigningKey,
    /// Whether an earlier attempt with this code stands here that this PIN does not open.
    pub(crate) others: bool,
}

#[derive(Default, Serialize, Deserialize)]
struct Attempts(Vec<Attempt>);

#[derive(Serialize, Deserialize)]
struct Attempt {
    code: Digest,
    salt: Blob,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    db_key: Blob,
    device_key: Blob,
    person_key: Blob,
}

/// What is given when a further person joins: the device has these already.
pub(crate) struct Given {
    /// Key of the encrypted file.
    pub(crate) db_key: Zeroizing<[u8; 32]>,
    /// The device's batch key.
    pub(crate) device_key: SigningKey,
}

/// The keys for this code and PIN: those of an earlier attempt, else new ones, which are on the disk when this returns.
pub(crate) fn begin(desk: &Desk, code: &str, pin: &str, given: Option<Given>) -> Result<Pending, Code> {
    let mut attempts = read(&desk.config.data_dir);
    let code = code_digest(code);
    let mut others = false;
    for attempt in attempts.0.iter().filter(|attempt| attempt.code == code) {
        match attempt.open(pin) {
            Some(pending) => return Ok(Pending { others, ..pending }),
            None => others = true,
        }
    }
    let pending = Pending {
        others,
        ..draw(desk, pin, given)?
    };
    attempts.0.push(Attempt::seal(desk, code, &pending)?);
    let over = attempts.0.len().saturating_sub(MOST);
    attempts.0.drain(..over);
    write(&desk.config.data_dir, &attempts)?;
    Ok(pending)
}

/// Forgets the attempts with this code: one succeeded and is stored.
pub(crate) fn done(folder: &Path, code: &str) {
    let mut attempts = read(folder);
    let code = code_digest(code);
    attempts.0.retain(|attempt| attempt.code != code);
    let forgotten = if attempts.0.is_empty() {
        fs::remove_file(path(folder)).is_ok()
    } else {
        write(folder, &attempts).is_ok()
    };
    if !forgotten {
        tracing::warn!("the keys of a finished enrolment stay, sealed");
    }
}

fn code_digest(code: &str) -> Digest {
    tagged_hash("cunfa/enrolling", &[code.as_bytes()])
}

fn draw(desk: &Desk, pin: &str, given: Option<Given>) -> Result<Pending, Code> {
    let salt = desk.random()?;
    let cost = cost::for_new_pin(desk);
    let pin_key = PinKey::derive(pin, &salt, cost).map_err(|_| Code::Internal {
        attempted: "deriving a key".to_owned(),
    })?;
    let (db_key, device_key) = match given {
        Some(given) => (given.db_key, given.device_key),
        None => (Zeroizing::new(desk.random()?), pin::draw_key(desk)?),
    };
    Ok(Pending {
        pin_key,
        salt,
        cost,
        db_key,
        device_key,
        person_key: pin::draw_key(desk)?,
        others: false,
    })
}

impl Attempt {
    fn seal(desk: &Desk, code: Digest, pending: &Pending) -> Result<Attempt, Code> {
        let seal = |purpose, secret: &[u8; 32]| -> Result<Blob, Code> {
            Ok(Blob(pending.pin_key.seal(purpose, secret, desk.random()?)))
        };
        Ok(Attempt {
            code,
            salt: Blob(pending.salt.to_vec()),
            memory_kib: pending.cost.memory_kib,
            passes: pending.cost.passes,
            lanes: pending.cost.lanes,
            db_key: seal(DB_KEY, &pending.db_key)?,
            device_key: seal(DEVICE_KEY, pending.device_key.secret())?,
            person_key: seal(SIGNING_KEY, pending.person_key.secret())?,
        })
    }

    fn open(&self, pin: &str) -> Option<Pending> {
        let salt: [u8; 16] = self.salt.0.as_slice().try_into().ok()?;
        let cost = Cost {
            memory_kib: self.memory_kib,
            passes: self.passes,
            lanes: self.lanes,
        };
        let pin_key = PinKey::derive(pin, &salt, cost).ok()?;
        let db_key = pin_key.open(DB_KEY, &self.db_key.0).ok()?;
        let device_key = SigningKey::from_secret(*pin_key.open(DEVICE_KEY, &self.device_key.0).ok()?).ok()?;
        let person_key = SigningKey::from_secret(*pin_key.open(SIGNING_KEY, &self.person_key.0).ok()?).ok()?;
        Some(Pending {
            pin_key,
            salt,
            cost,
            db_key,
            device_key,
            person_key,
            others: false,
        })
    }
}

fn path(folder: &Path) -> PathBuf {
    folder.join(NAME)
}

/// None, or one that cannot be read: a new attempt is simply begun.
fn read(folder: &Path) -> Attempts {
    fs::read(path(folder))
        .ok()
        .and_then(|bytes| wire::decode(&bytes).ok())
        .unwrap_or_default()
}

fn write(folder: &Path, attempts: &Attempts) -> Result<(), Code> {
    let bytes = wire::encode(attempts).map_err(|_| Code::Internal {
        attempted: "keeping the new keys".to_owned(),
    })?;
    let replace = || {
        let new = folder.join("enrolling.cbor.new");
        let mut file = File::create(&new)?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        fs::rename(&new, path(folder))?;
        if cfg!(unix) {
            File::open(folder)?.sync_all()
        } else {
            Ok(())
        }
    };
    replace().map_err(|error: std::io::Error| code_of(keeping(error)))
}

fn keeping(source: std::io::Error) -> StoreError {
    match source.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => StoreError::DiskFull,
        _ => StoreError::Io {
            attempted: "keeping the new keys",
            source,
        },
    }
}
