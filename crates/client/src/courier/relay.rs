//! Another device's file, which this one cannot read: it is carried to the server, and the answer, which this one cannot read either,
//! is laid beside it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cunfa_evidence::courier::{HEADER_BYTES, Kind, PublishedKey, peek};
use cunfa_protocol::Code;
use cunfa_protocol::courier::{COURIER_PATH, EXTENSION, MAX_FILE_BYTES};
use cunfa_protocol::failure::CourierFault;
use cunfa_protocol::view::CourierImported;
use cunfa_protocol::wire::Refusal;
use tokio::task::spawn_blocking;

use super::fault::{code, of_place};
use super::part::Part;
use crate::app::Shared;
use crate::desk::code_of;
use crate::sync::answer::{self, NoMessage};

/// Carries a file that is for this reader.
pub(super) async fn carry(shared: &Arc<Shared>, path: PathBuf, reader: [u8; 16]) -> Result<CourierImported, Code> {
    let (device, published) = shared
        .at_desk(|desk| Ok((desk.device()?, desk.store()?.courier_key().map_err(code_of)?)))
        .await?;
    match PublishedKey::read(&published, &device.county_key) {
        Ok(county) if county.0.id() == reader => {}
        Ok(_) | Err(_) => return Err(code(CourierFault::OtherCounty)),
    }
    let from = path.clone();
    let body = spawn_blocking(move || read(&from)).await.map_err(|_| internal())??;
    let token = Some(device.token.as_str());
    let answered = shared.link.ask(&device.server, COURIER_PATH, token, body).await;
    let sealed = answer::read_bytes(answered).map_err(|no| refused(&no))?;
    let begin = sealed.get(..HEADER_BYTES).unwrap_or(&sealed);
    match peek(begin, sealed.len() as u64) {
        Ok((Kind::ToDevice, _)) => {}
        Ok((Kind::ToCounty, _)) | Err(_) => return Err(Code::NotOurServer),
    }
    let answer = spawn_blocking(move || lay_beside(&path, &sealed));
    let answer = answer.await.map_err(|_| internal())??;
    Ok(CourierImported::Carried { answer })
}

fn internal() -> Code {
    Code::Internal {
        attempted: "carrying a courier's file".to_owned(),
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Code> {
    let bytes = std::fs::metadata(path).map_err(|error| of_place(&error))?.len();
    if bytes > MAX_FILE_BYTES {
        return Err(code(CourierFault::TooLarge));
    }
    std::fs::read(path).map_err(|error| of_place(&error))
}

/// One that is there is of the same file, and as good as this one: it is replaced when this one is whole.
fn lay_beside(path: &Path, sealed: &[u8]) -> Result<String, Code> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let name = format!("{stem}-回执.{EXTENSION}");
    let (part, mut file) = Part::create(path.with_file_name(&name), &stem)?;
    file.write_all(sealed).map_err(|error| of_place(&error))?;
    Part::settle(&file)?;
    drop(file);
    part.finish()?;
    Ok(name)
}

fn refused(no: &NoMessage) -> Code {
    let fault = match no {
        NoMessage::Refused(Refusal::NotAllowed) => CourierFault::OtherCounty,
        NoMessage::Refused(Refusal::BadProof) => CourierFault::Signature,
        NoMessage::Refused(Refusal::Version(_)) => CourierFault::OtherVersion,
        NoMessage::Refused(Refusal::Unreadable) => CourierFault::Damaged,
        NoMessage::Refused(Refusal::TooLarge) | NoMessage::TooLarge => CourierFault::TooLarge,
        other => return other.code(),
    };
    code(fault)
}
