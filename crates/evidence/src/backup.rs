//! The head of a backup (docs/security.md): what follows it is a device's encrypted file as it is; the head holds that file's key and
//! digest, sealed by the words that were shown when it was made.

use cunfa_core::Digest;
use sm3::{Digest as _, Sm3};
use zeroize::Zeroizing;

use crate::pin::{Cost, PinKey};
use crate::suite;

/// What a backup begins with.
const MAGIC: &[u8; 8] = b"CUNFABAK";
/// The version this program writes.
pub const VERSION: u8 = 1;
/// Bytes of a sealed secret of 32 bytes.
const SEALED: usize = 72;
/// Bytes before the sealed secrets.
const OPEN: usize = 8 + 1 + 16 + 3 * 4 + 8 + 8;
/// Bytes of the head; the file follows.
pub const HEAD_BYTES: usize = OPEN + 2 * SEALED + 4;
/// Digits of the words that open it: 66 bits.
pub const CODE_DIGITS: usize = 20;
/// Purposes of what is sealed.
const KEY: &str = "backup-key";
const DIGEST: &str = "backup-digest";

/// Why a backup is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BackupError {
    /// It begins otherwise.
    #[error("reading a backup: not one")]
    NotBackup,
    /// A newer program wrote it.
    #[error("reading a backup: version {0}")]
    TooNew(u8),
    /// It ends too early.
    #[error("reading a backup: cut")]
    Cut,
    /// Its bytes are not what was written.
    #[error("reading a backup: damaged")]
    Damaged,
    /// The words do not open it.
    #[error("opening a backup: wrong words")]
    WrongCode,
}

/// What is open in a head, and what is sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// When it was made, device clock, ms since 1970.
    pub made_ms: i64,
    /// Bytes of the file.
    pub length: u64,
    /// Salt of the words' key.
    pub salt: [u8; 16],
    /// Cost of the words' key.
    pub cost: Cost,
    sealed_key: [u8; SEALED],
    sealed_digest: [u8; SEALED],
}

/// What the words open.
pub struct Opened {
    /// Key of the encrypted file.
    pub db_key: Zeroizing<[u8; 32]>,
    /// What [`FileDigest`] must give of the file.
    pub digest: Digest,
}

/// What belongs to one file.
pub struct Contents<'c> {
    /// When it was made, device clock, ms since 1970.
    pub made_ms: i64,
    /// Bytes of the file.
    pub length: u64,
    /// Key of the encrypted file.
    pub db_key: &'c [u8; 32],
    /// [`FileDigest`] of the file.
    pub digest: Digest,
}

/// The head's bytes.
#[must_use]
pub fn seal(key: &PinKey, salt: [u8; 16], cost: Cost, contents: &Contents<'_>, nonces: [[u8; 24]; 2]) -> Vec<u8> {
    let [first, second] = nonces;
    let mut bytes = Vec::with_capacity(HEAD_BYTES);
    bytes.extend(MAGIC);
    bytes.push(VERSION);
    bytes.extend(salt);
    for number in [cost.memory_kib, cost.passes, cost.lanes] {
        bytes.extend(number.to_be_bytes());
    }
    bytes.extend(contents.made_ms.to_be_bytes());
    bytes.extend(contents.length.to_be_bytes());
    bytes.extend(key.seal(KEY, contents.db_key, first));
    bytes.extend(key.seal(
        DIGEST,
        &bound(contents.digest, contents.made_ms, contents.length).0,
        second,
    ));
    let check = check(&bytes);
    bytes.extend(check);
    bytes
}

impl Head {
    /// Reads the first bytes of a file of `length` bytes in all.
    ///
    /// # Errors
    /// All of [`BackupError`] but the last.
    pub fn read(bytes: &[u8], length: u64) -> Result<Head, BackupError> {
        let begin = bytes.get(..MAGIC.len().min(bytes.len())).unwrap_or_default();
        if begin.is_empty() || !MAGIC.starts_with(begin) {
            return Err(BackupError::NotBackup);
        }
        match bytes.get(MAGIC.len()) {
            None => return Err(BackupError::Cut),
            Some(version) if *version > VERSION => return Err(BackupError::TooNew(*version)),
            Some(_) => {}
        }
        let head = bytes.get(..HEAD_BYTES).ok_or(BackupError::Cut)?;
        let (head, found) = head.split_at(HEAD_BYTES - 4);
        if check(head) != found {
            return Err(BackupError::Damaged);
        }
        let mut rest = head.get(MAGIC.len() + 1..).unwrap_or_default();
        let head = Head {
            salt: take(&mut rest)?,
            cost: Cost {
                memory_kib: u32::from_be_bytes(take(&mut rest)?),
                passes: u32::from_be_bytes(take(&mut rest)?),
                lanes: u32::from_be_bytes(take(&mut rest)?),
            },
            made_ms: i64::from_be_bytes(take(&mut rest)?),
            length: u64::from_be_bytes(take(&mut rest)?),
            sealed_key: take(&mut rest)?,
            sealed_digest: take(&mut rest)?,
        };
        match length.checked_sub(HEAD_BYTES as u64) {
            Some(file) if file == head.length => Ok(head),
            Some(file) if file > head.length => Err(BackupError::Damaged),
            Some(_) | None => Err(BackupError::Cut),
        }
    }

    /// Opens it by the words' key.
    ///
    /// # Errors
    /// [`BackupError::WrongCode`].
    pub fn open(&self, key: &PinKey) -> Result<Opened, BackupError> {
        let wrong = |_| BackupError::WrongCode;
        Ok(Opened {
            db_key: key.open(KEY, &self.sealed_key).map_err(wrong)?,
            digest: Digest(*key.open(DIGEST, &self.sealed_digest).map_err(wrong)?),
        })
    }

    /// Whether this is the file that was written, of which [`FileDigest`] gave `digest`.
    ///
    /// # Errors
    /// [`BackupError::Damaged`].
    pub fn check(&self, opened: &Opened, digest: Digest) -> Result<(), BackupError> {
        if bound(digest, self.made_ms, self.length) == opened.digest {
            Ok(())
        } else {
            Err(BackupError::Damaged)
        }
    }
}

/// The digest of a file as it goes by.
#[derive(Default)]
pub struct FileDigest(Sm3);

impl FileDigest {
    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of all of them.
    #[must_use]
    pub fn finish(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

/// What is open in the head cannot be changed unseen either.
fn bound(digest: Digest, made_ms: i64, length: u64) -> Digest {
    suite::tagged_hash(
        "cunfa/backup",
        &[&digest.0, &made_ms.to_be_bytes(), &length.to_be_bytes()],
    )
}

/// Tells a damaged head from wrong words.
fn check(head: &[u8]) -> [u8; 4] {
    let [a, b, c, d, ..] = suite::hash(head).0;
    [a, b, c, d]
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], BackupError> {
    let (first, left) = rest.split_first_chunk::<N>().ok_or(BackupError::Cut)?;
    *rest = left;
    Ok(*first)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;

    const FILE: &[u8] = b"an encrypted file";
    const CODE: &str = "12345678901234567890";

    fn digest(file: &[u8]) -> Digest {
        let mut digest = FileDigest::default();
        file.chunks(5).for_each(|part| digest.update(part));
        digest.finish()
    }

    fn key(code: &str) -> PinKey {
        PinKey::derive(code, &[3; 16], Cost::TEST).unwrap()
    }

    fn made() -> Vec<u8> {
        let contents = Contents {
            made_ms: 1_764_000_000_000,
            length: FILE.len() as u64,
            db_key: &[7; 32],
            digest: digest(FILE),
        };
        let head = seal(&key(CODE), [3; 16], Cost::TEST, &contents, [[1; 24], [2; 24]]);
        [&head, FILE].concat()
    }

    fn read(bytes: &[u8]) -> Result<Head, BackupError> {
        Head::read(&bytes[..HEAD_BYTES.min(bytes.len())], bytes.len() as u64)
    }

    #[test]
    fn the_words_give_the_key_and_what_the_file_must_be() {
        let head = read(&made()).unwrap();
        assert_eq!((head.made_ms, head.length), (1_764_000_000_000, FILE.len() as u64));
        let opened = head.open(&key(CODE)).unwrap();
        assert_eq!(*opened.db_key, [7; 32]);
        head.check(&opened, digest(FILE)).unwrap();
        assert_eq!(head.check(&opened, digest(b"another file")), Err(BackupError::Damaged));
        assert_eq!(
            head.open(&key("12345678901234567891")).err(),
            Some(BackupError::WrongCode)
        );
    }

    #[test]
    fn a_backup_cut_anywhere_is_called_cut() {
        let made = made();
        for length in 1..made.len() {
            assert_eq!(read(&made[..length]), Err(BackupError::Cut), "{length}");
        }
    }

    #[test]
    fn every_changed_byte_of_the_head_is_noticed() {
        let made = made();
        for at in 0..HEAD_BYTES {
            let mut changed = made.clone();
            changed[at] ^= 0x01;
            assert!(read(&changed).is_err(), "{at}");
        }
        assert_eq!(read(b"CUNFAPKG and more"), Err(BackupError::NotBackup));
        assert_eq!(read(b""), Err(BackupError::NotBackup));
        let mut newer = made.clone();
        newer[8] = VERSION + 1;
        assert_eq!(read(&newer), Err(BackupError::TooNew(VERSION + 1)));
        assert_eq!(read(&[&made[..], b"x"].concat()), Err(BackupError::Damaged));
    }
}
