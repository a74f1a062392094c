//! Reading a backup of another device: its encrypted file is laid beside this one's, its drafts are taken over, and what the server lacks
//! is handed in ([`super::hand_in`]). A backup of this very device gives back drafts only: the rest is here.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cunfa_core::PersonId;
use cunfa_evidence::backup::{BackupError, FileDigest, HEAD_BYTES, Head};
use cunfa_protocol::Code;
use cunfa_protocol::command::ReadBackup;
use cunfa_protocol::failure::BackupFault;
use cunfa_protocol::view::{BackupRead, Topic};
use cunfa_store::{Restored, Store, StoreError};
use tokio::task::spawn_blocking;
use zeroize::Zeroizing;

use super::hand_in::{self, Parked};
use super::{EXTENSION, Lacks, code, folder, folder_of, status};
use crate::app::Shared;
use crate::config::AppConfig;
use crate::courier::fault::of_place;
use crate::courier::places;
use crate::desk::{Desk, LEDGER, code_of};
use crate::session::code::normalise;

/// Bytes read and written at once.
const PIECE: usize = 1 << 16;

/// A backup that was opened.
struct Laid {
    made_ms: i64,
    db_key: Zeroizing<[u8; 32]>,
    /// Where its file lies; removed unless it is kept.
    at: Reading,
}

struct Reading(PathBuf);

impl Drop for Reading {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Reads one.
pub(crate) async fn read(shared: &Arc<Shared>, with: ReadBackup) -> Result<BackupRead, Code> {
    let _one = shared.courier.lock().await;
    shared.at_desk(|desk| desk.session().map(|_| ())).await?;
    let path = places::file(shared, &with.path, EXTENSION).ok_or(code(BackupFault::NoFile))?;
    let words = Zeroizing::new(normalise(&with.code));
    let (config, at) = (shared.config.clone(), Reading(folder(&shared.config).join("reading")));
    let laid = spawn_blocking(move || lay(&config, &path, &words, at)).await;
    let laid = laid.unwrap_or_else(|_| Err(internal()))?;
    // No pass of a file that is about to be replaced.
    let handing = shared.handing_in.lock().await;
    let read = shared.at_desk(move |desk| take_over(desk, laid)).await?;
    drop(handing);
    if read.left.is_some() {
        let task = Arc::clone(shared);
        shared.in_background(async move { hand_in::go_on(&task, Parked::Again).await });
    }
    Ok(read)
}

fn internal() -> Code {
    Code::Internal {
        attempted: "reading a backup".to_owned(),
    }
}

fn lay(config: &AppConfig, path: &Path, words: &str, at: Reading) -> Result<Laid, Code> {
    let mut file = File::open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => code(BackupFault::NoFile),
        _ => of_place(&error),
    })?;
    let length = file.metadata().map_err(|error| of_place(&error))?.len();
    let mut bytes = Vec::with_capacity(HEAD_BYTES);
    let begun = (&mut file).take(HEAD_BYTES as u64).read_to_end(&mut bytes);
    begun.map_err(|error| of_place(&error))?;
    let head = Head::read(&bytes, length).map_err(refused)?;
    let derived = config.deriver.derive(words, &head.salt, head.cost);
    let (key, _) = derived.map_err(|_| code(BackupFault::Damaged))?;
    let opened = head.open(&key).map_err(refused)?;
    let here = |source| code_of(StoreError::io("laying a backup's file down", source));
    if at.0.exists() {
        fs::remove_dir_all(&at.0).map_err(here)?;
    }
    fs::create_dir_all(&at.0).map_err(here)?;
    let mut out = File::create(at.0.join(LEDGER)).map_err(here)?;
    let (mut digest, mut piece) = (FileDigest::default(), vec![0; PIECE]);
    loop {
        let read = file.read(&mut piece).map_err(|error| of_place(&error))?;
        let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else {
            break;
        };
        digest.update(bytes);
        out.write_all(bytes).map_err(here)?;
    }
    out.sync_all().map_err(here)?;
    head.check(&opened, digest.finish()).map_err(refused)?;
    Ok(Laid {
        made_ms: head.made_ms,
        db_key: opened.db_key,
        at,
    })
}

fn refused(error: BackupError) -> Code {
    code(match error {
        BackupError::NotBackup => BackupFault::NotBackup,
        BackupError::TooNew(_) => BackupFault::TooNew,
        BackupError::Cut => BackupFault::Cut,
        BackupError::Damaged => BackupFault::Damaged,
        BackupError::WrongCode => BackupFault::WrongCode,
    })
}

fn take_over(desk: &mut Desk, laid: Laid) -> Result<BackupRead, Code> {
    desk.session()?;
    let from = Store::open(&laid.at.0.join(LEDGER), &laid.db_key).map_err(|error| match error {
        StoreError::TooNew { .. } => code(BackupFault::TooNew),
        StoreError::WrongKey | StoreError::Damaged => code(BackupFault::Damaged),
        other => code_of(other),
    })?;
    let (own, other) = (desk.device()?, from.device().map_err(code_of)?);
    let other = other.ok_or(code(BackupFault::Damaged))?;
    if (&own.shard, &own.county_key) != (&other.shard, &other.county_key) {
        return Err(code(BackupFault::OtherCounty));
    }
    let people = desk.store()?.people().map_err(code_of)?;
    let people: Vec<PersonId> = people.iter().map(|stored| stored.person.id).collect();
    let drafts = desk.store_mut()?.adopt_drafts(&from, &people).map_err(code_of)?;
    let lacks = Lacks::of(&from)?;
    drop(from);
    desk.told().topic(Topic::Entries);
    let known = desk.store()?.restored().map_err(code_of)?;
    let newer = known
        .iter()
        .any(|known| known.device == other.id && known.made_ms > laid.made_ms);
    // What an older backup of that device lacks, a newer one lacks as well, or the server had it by then.
    let left = (other.id != own.id && !newer && !lacks.nothing()).then_some(Restored {
        device: other.id,
        db_key: laid.db_key.clone(),
        made_ms: laid.made_ms,
        entries: lacks.entries,
        parked: lacks.parked,
        photos: lacks.photos,
        quarantined: false,
        waits: false,
    });
    if let Some(left) = &left {
        keep(desk, &laid, left)?;
    }
    Ok(BackupRead {
        made_ms: laid.made_ms,
        drafts,
        left: left.as_ref().map(status::view),
    })
}

/// The file is at its place before it is known; one that nobody knows is removed by the next reading.
fn keep(desk: &mut Desk, laid: &Laid, left: &Restored) -> Result<(), Code> {
    let here = |source| code_of(StoreError::io("keeping a backup's file", source));
    let place = folder_of(&desk.config, left.device);
    if place.exists() {
        fs::remove_dir_all(&place).map_err(here)?;
    }
    fs::rename(&laid.at.0, &place).map_err(here)?;
    desk.store_mut()?.keep_restored(left).map_err(code_of)?;
    desk.told().topic(Topic::Sync);
    Ok(())
}
