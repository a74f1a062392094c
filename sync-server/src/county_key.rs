//! The county's secret key in a file of its own, readable by its owner only. Never logged, never in the database.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;

use cunfa_evidence::keys::SigningKey;

use crate::random::{NoRandomness, Random, draw};

/// First line of the file.
const HEADER: &str = "cunfa county key 1";
/// Longest file read.
const MAX_BYTES: u64 = 1024;

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file.
    #[error("密钥文件 {path}：{error}")]
    File {
        /// Where.
        path: String,
        /// The system's words.
        error: std::io::Error,
    },
    /// Others may read it.
    #[error("密钥文件 {0} 的权限太宽，只应由本人读写（chmod 600）")]
    Open(String),
    /// Not a key file.
    #[error("密钥文件 {0} 的内容不是县级密钥")]
    Shape(String),
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] NoRandomness),
}

/// Draws a key.
///
/// # Errors
/// [`KeyError::Random`].
pub fn draw_key(random: &dyn Random) -> Result<SigningKey, KeyError> {
    loop {
        // The few values that are no scalar are drawn again.
        if let Ok(key) = SigningKey::from_secret(draw(random)?) {
            return Ok(key);
        }
    }
}

/// Writes a key into a new file that only its owner may read.
///
/// # Errors
/// [`KeyError::File`], also when there is one already.
pub fn write_key(path: &Path, key: &SigningKey) -> Result<(), KeyError> {
    let hex: String = key.secret().iter().map(|byte| format!("{byte:02x}")).collect();
    let written = new_file(path).and_then(|mut file| {
        file.write_all(format!("{HEADER}\n{hex}\n").as_bytes())?;
        file.sync_all()
    });
    written.map_err(|error| KeyError::File {
        path: path.display().to_string(),
        error,
    })
}

fn new_file(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Reads a key.
///
/// # Errors
/// As [`KeyError`].
pub fn read_key(path: &Path) -> Result<SigningKey, KeyError> {
    let shown = path.display().to_string();
    let failed = |error| KeyError::File {
        path: shown.clone(),
        error,
    };
    let file = File::open(path).map_err(failed)?;
    if is_open_to_others(&file).map_err(failed)? {
        return Err(KeyError::Open(shown));
    }
    let mut text = String::new();
    file.take(MAX_BYTES).read_to_string(&mut text).map_err(failed)?;
    parse(&text).ok_or(KeyError::Shape(shown))
}

#[cfg(unix)]
fn is_open_to_others(file: &File) -> std::io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(file.metadata()?.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open_to_others(_: &File) -> std::io::Result<bool> {
    Ok(false)
}

fn parse(text: &str) -> Option<SigningKey> {
    let mut lines = text.lines();
    if lines.next()? != HEADER {
        return None;
    }
    let secret: cunfa_core::Digest = lines.next()?.parse().ok()?;
    SigningKey::from_secret(secret.0).ok()
}
