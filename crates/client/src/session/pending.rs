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

use crate::deriver::Deriver;
use crate::desk::{Desk, code_of};
use crate::session::{cost, pin};

const NAME: &str = "enrolling.cbor";
const DEVICE_KEY: &str = "device-key";
/// Attempts kept; the oldest beyond goes.
const MOST: usize = 8;

/// The secrets of one enrolment.
pub(crate) struct Pending {
    /// The person's.
    pub(crate) keys: Keys,
    /// Key of the encrypted file.
    pub(crate) db_key: Zeroizing<[u8; 32]>,
    /// The device's batch key.
    pub(crate) device_key: SigningKey,
}

/// What a new PIN and a new signing key are made of.
pub(crate) struct Keys {
    /// The new PIN's key.
    pub(crate) pin_key: PinKey,
    /// Its salt.
    pub(crate) salt: [u8; 16],
    /// Its cost.
    pub(crate) cost: Cost,
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
    /// None when the device has it already and a person only gets a new PIN.
    db_key: Option<Blob>,
    device_key: Option<Blob>,
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
    let (found, others) = attempts.find(&code, |attempt| attempt.open(desk.config.deriver.as_ref(), pin));
    if let Some(mut pending) = found {
        pending.keys.others = others;
        return Ok(pending);
    }
    let given = match given {
        Some(given) => given,
        None => Given {
            db_key: Zeroizing::new(desk.random()?),
            device_key: pin::draw_key(desk)?,
        },
    };
    let pending = Pending {
        keys: draw(desk, pin, others)?,
        db_key: given.db_key,
        device_key: given.device_key,
    };
    attempts.keep(desk, Attempt::seal(desk, code, &pending)?)?;
    Ok(pending)
}

/// The keys for a person's new PIN, in the same way.
pub(crate) fn begin_renewal(desk: &Desk, code: &str, pin: &str) -> Result<Keys, Code> {
    let mut attempts = read(&desk.config.data_dir);
    let code = code_digest(code);
    let (found, others) = attempts.find(&code, |attempt| attempt.open_keys(desk.config.deriver.as_ref(), pin));
    if let Some(keys) = found {
        return Ok(Keys { others, ..keys });
    }
    let keys = draw(desk, pin, others)?;
    attempts.keep(desk, Attempt::seal_keys(desk, code, &keys)?)?;
    Ok(keys)
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

fn draw(desk: &Desk, pin: &str, others: bool) -> Result<Keys, Code> {
    let salt = desk.random()?;
    let cost = cost::for_new_pin(desk);
    let (pin_key, _) = desk
        .config
        .deriver
        .derive(pin, &salt, cost)
        .map_err(|_| Code::Internal {
            attempted: "deriving a key".to_owned(),
        })?;
    Ok(Keys {
        pin_key,
        salt,
        cost,
        person_key: pin::draw_key(desk)?,
        others,
    })
}

impl Attempts {
    /// What the PIN opens of the attempts with this code, and whether it failed to open one.
    fn find<T>(&self, code: &Digest, open: impl Fn(&Attempt) -> Option<T>) -> (Option<T>, bool) {
        let mut others = false;
        for attempt in self.0.iter().filter(|attempt| attempt.code == *code) {
            match open(attempt) {
                Some(found) => return (Some(found), others),
                None => others = true,
            }
        }
        (None, others)
    }

    fn keep(&mut self, desk: &Desk, attempt: Attempt) -> Result<(), Code> {
        self.0.push(attempt);
        let over = self.0.len().saturating_sub(MOST);
        self.0.drain(..over);
        write(&desk.config.data_dir, self)
    }
}

impl Attempt {
    fn seal(desk: &Desk, code: Digest, pending: &Pending) -> Result<Attempt, Code> {
        let pin_key = &pending.keys.pin_key;
        let seal = |purpose, secret: &[u8; 32]| -> Result<Option<Blob>, Code> {
            Ok(Some(Blob(pin_key.seal(purpose, secret, desk.random()?))))
        };
        Ok(Attempt {
            db_key: seal(DB_KEY, &pending.db_key)?,
            device_key: seal(DEVICE_KEY, pending.device_key.secret())?,
            ..Attempt::seal_keys(desk, code, &pending.keys)?
        })
    }

    fn seal_keys(desk: &Desk, code: Digest, keys: &Keys) -> Result<Attempt, Code> {
        let person_key = keys.pin_key.seal(SIGNING_KEY, keys.person_key.secret(), desk.random()?);
        Ok(Attempt {
            code,
            salt: Blob(keys.salt.to_vec()),
            memory_kib: keys.cost.memory_kib,
            passes: keys.cost.passes,
            lanes: keys.cost.lanes,
            db_key: None,
            device_key: None,
            person_key: Blob(person_key),
        })
    }

    fn open(&self, deriver: &dyn Deriver, pin: &str) -> Option<Pending> {
        let (db_key, device_key) = (self.db_key.as_ref()?, self.device_key.as_ref()?);
        let keys = self.open_keys(deriver, pin)?;
        Some(Pending {
            db_key: keys.pin_key.open(DB_KEY, &db_key.0).ok()?,
            device_key: SigningKey::from_secret(*keys.pin_key.open(DEVICE_KEY, &device_key.0).ok()?).ok()?,
            keys,
        })
    }

    fn open_keys(&self, deriver: &dyn Deriver, pin: &str) -> Option<Keys> {
        let salt: [u8; 16] = self.salt.0.as_slice().try_into().ok()?;
        let cost = Cost {
            memory_kib: self.memory_kib,
            passes: self.passes,
            lanes: self.lanes,
        };
        let (pin_key, _) = deriver.derive(pin, &salt, cost).ok()?;
        let person_key = SigningKey::from_secret(*pin_key.open(SIGNING_KEY, &self.person_key.0).ok()?).ok()?;
        Some(Keys {
            pin_key,
            salt,
            cost,
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
