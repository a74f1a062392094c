//! Making a backup: a copy of the encrypted file as the last commit left it, under a head that new words seal.

use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cunfa_core::Digest;
use cunfa_evidence::backup::{CODE_DIGITS, Contents, FileDigest, HEAD_BYTES, seal};
use cunfa_evidence::pin::{Cost, PinKey};
use cunfa_protocol::Code;
use cunfa_protocol::command::MakeBackup;
use cunfa_protocol::view::BackupMade;
use cunfa_store::StoreError;
use tokio::task::spawn_blocking;
use zeroize::Zeroizing;

use super::EXTENSION;
use crate::app::Shared;
use crate::courier::fault::of_place;
use crate::courier::part::Part;
use crate::courier::places;
use crate::desk::{Desk, code_of};
use crate::session::cost;

/// What the name of every backup begins with.
const PREFIX: &str = "台账备份-";
/// Bytes read and written at once.
const PIECE: usize = 1 << 16;

/// What is drawn and copied at the desk.
struct Begun {
    copy: Copy,
    db_key: Zeroizing<[u8; 32]>,
    cost: Cost,
    salt: [u8; 16],
    nonces: [[u8; 24]; 2],
    made_ms: i64,
    name: String,
}

/// The copy in the device's own folder; removed when it is done with.
struct Copy(PathBuf);

impl Drop for Copy {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Makes one.
pub(crate) async fn make(shared: &Arc<Shared>, with: MakeBackup) -> Result<BackupMade, Code> {
    let _one = shared.courier.lock().await;
    let folder = places::folder(shared, &with.place)?;
    let (begun, code) = shared.at_desk(begin).await?;
    let words = code.clone();
    let written = spawn_blocking(move || write(&begun, &code, &folder)).await;
    let (name, bytes) = written.unwrap_or_else(|_| Err(internal()))?;
    Ok(BackupMade {
        name,
        bytes,
        code: grouped(&words),
    })
}

fn internal() -> Code {
    Code::Internal {
        attempted: "making a backup".to_owned(),
    }
}

fn begin(desk: &mut Desk) -> Result<(Begun, Zeroizing<String>), Code> {
    desk.session()?;
    let device = desk.device()?;
    let db_key = desk.db_key.clone().ok_or(Code::Locked)?;
    let copy = Copy(desk.config.data_dir.join("backup.copy"));
    desk.store_mut()?.copy_to(&copy.0).map_err(code_of)?;
    let stamp = desk.config.local().format("%Y%m%d-%H%M%S");
    let begun = Begun {
        copy,
        db_key,
        cost: cost::for_new_pin(desk),
        salt: desk.random()?,
        nonces: [desk.random()?, desk.random()?],
        made_ms: desk.now_ms(),
        name: format!("{PREFIX}{:02}-{stamp}.{EXTENSION}", device.number),
    };
    Ok((begun, words(desk)?))
}

/// Digits, each as likely as any other.
fn words(desk: &Desk) -> Result<Zeroizing<String>, Code> {
    let mut words = Zeroizing::new(String::with_capacity(CODE_DIGITS));
    while words.len() < CODE_DIGITS {
        let [byte] = desk.random()?;
        if byte < 250 {
            words.push(char::from(b'0' + byte % 10));
        }
    }
    Ok(words)
}

/// Five groups of four.
fn grouped(words: &str) -> String {
    let digits: Vec<char> = words.chars().collect();
    let groups = digits.chunks(4).map(|group| group.iter().collect::<String>());
    groups.collect::<Vec<_>>().join("-")
}

fn write(begun: &Begun, words: &str, folder: &Path) -> Result<(String, u64), Code> {
    let key = PinKey::derive(words, &begun.salt, begun.cost).map_err(|_| internal())?;
    let mut whole = folder.join(&begun.name);
    while whole.exists() {
        // Two in one second.
        let name = whole.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        whole.set_file_name(format!("{name}-2.{EXTENSION}"));
    }
    let name = whole.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let (part, mut out) = Part::create(whole, PREFIX)?;
    // The head is known only when the file went by: its place is kept.
    out.write_all(&[0; HEAD_BYTES]).map_err(|error| of_place(&error))?;
    let (digest, length) = pour(&begun.copy.0, &mut out)?;
    let contents = Contents {
        made_ms: begun.made_ms,
        length,
        db_key: &begun.db_key,
        digest,
    };
    let head = seal(&key, begun.salt, begun.cost, &contents, begun.nonces);
    out.seek(SeekFrom::Start(0)).map_err(|error| of_place(&error))?;
    out.write_all(&head).map_err(|error| of_place(&error))?;
    Part::settle(&out)?;
    drop(out);
    part.finish()?;
    Ok((name, length + head.len() as u64))
}

fn pour(from: &Path, out: &mut File) -> Result<(Digest, u64), Code> {
    let here = |source| code_of(StoreError::io("reading the copy for a backup", source));
    let mut file = File::open(from).map_err(here)?;
    let (mut digest, mut length, mut piece) = (FileDigest::default(), 0, vec![0; PIECE]);
    loop {
        let read = file.read(&mut piece).map_err(here)?;
        let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else {
            return Ok((digest.finish(), length));
        };
        digest.update(bytes);
        out.write_all(bytes).map_err(|error| of_place(&error))?;
        length += bytes.len() as u64;
    }
}
