//! One picture, for a screen: of an entry or draft that this person may see, and that holds it. Everything else does not exist.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cunfa_core::{Action, BlobId, EntryId};
use cunfa_protocol::Code;
use cunfa_protocol::command;
use cunfa_protocol::view::{Picture, PictureSize};

use crate::app::Shared;
use crate::attachments::{draft_photos, take_in};
use crate::desk::{Desk, code_of};
use crate::entries::open_entry;

/// The picture. A thumbnail that is not there is made away from the desk.
pub(crate) async fn picture(shared: &Arc<Shared>, with: command::Picture) -> Result<Picture, Code> {
    let blob = with.blob;
    let size = with.size;
    let found = shared
        .at_desk(move |desk| {
            if !holds(desk, with.entry, blob)? {
                return Err(Code::NoSuchEntry);
            }
            if let (PictureSize::Thumb, Some(thumb)) = (size, desk.store()?.thumb(blob).map_err(code_of)?) {
                return Ok(Found::AsWanted(thumb));
            }
            let bytes = whole(desk, blob)?;
            Ok(match (size, bytes) {
                (_, None) => Found::NotHere,
                (PictureSize::Full, Some(bytes)) => Found::AsWanted(bytes),
                (PictureSize::Thumb, Some(bytes)) => Found::ToBeMade(bytes),
            })
        })
        .await?;
    let jpeg = match found {
        Found::AsWanted(bytes) => Some(bytes),
        Found::NotHere => None,
        Found::ToBeMade(bytes) => made(shared, blob, bytes).await?,
    };
    Ok(Picture {
        jpeg: jpeg.map(|bytes| STANDARD.encode(bytes)),
    })
}

/// What the desk gave.
enum Found {
    AsWanted(Vec<u8>),
    ToBeMade(Vec<u8>),
    NotHere,
}

/// The thumbnail of a picture that came from elsewhere, kept for the next time.
async fn made(shared: &Arc<Shared>, blob: BlobId, bytes: Vec<u8>) -> Result<Option<Vec<u8>>, Code> {
    let Some(thumb) = take_in::thumb(shared, bytes).await else {
        return Ok(None);
    };
    let kept = thumb.clone();
    let keep = move |desk: &mut Desk| {
        if let Err(error) = desk.store_mut()?.keep_thumb(blob, &kept) {
            tracing::warn!(%error, "a thumbnail was not kept");
        }
        Ok(())
    };
    shared.at_desk(keep).await?;
    Ok(Some(thumb))
}

/// Whether the entry or draft is this person's to see, and names the picture.
fn holds(desk: &Desk, entry: EntryId, blob: BlobId) -> Result<bool, Code> {
    let named = |all: &[cunfa_core::Attachment]| all.iter().any(|one| one.blob == blob);
    if cunfa_core::may(desk.person()?.role, Action::WriteEntry) && draft_photos::own(desk, entry).is_ok() {
        let all = desk.store()?.draft_attachments(entry).map_err(code_of)?;
        if all.iter().any(|one| one.attachment.blob == blob) {
            return Ok(true);
        }
    }
    match open_entry::record(desk, entry) {
        Ok(record) => Ok(named(&record.official.attachments) || named(&record.current.attachments)),
        Err(Code::NoSuchEntry) => Ok(false),
        Err(code) => Err(code),
    }
}

/// The bytes. What should be here and is damaged is let go, so that it comes again from the server.
fn whole(desk: &mut Desk, blob: BlobId) -> Result<Option<Vec<u8>>, Code> {
    let store = desk.store_mut()?;
    let bytes = store.blob(blob).map_err(code_of)?;
    if bytes.is_none() && store.blob_state(blob).map_err(code_of)?.whole {
        let dropped = store.mend_blob(blob).map_err(code_of)?;
        tracing::warn!(dropped, "a picture was damaged");
    }
    Ok(bytes)
}
