//! A photo onto a draft. The draft was kept before the camera opened; the photo is on the disk when this returns.

use std::sync::Arc;

use cunfa_core::{AttachmentKind, EntryId};
use cunfa_protocol::Code;
use cunfa_protocol::command::AddPhoto;
use cunfa_protocol::view::PhotoAdded;
use cunfa_store::Draft;

use crate::app::Shared;
use crate::attachments::{attach_page, draft_photos, room, take_in, whereabouts};
use crate::desk::{Desk, code_of};
use crate::entries::drafts;
use crate::photos::Prepared;

/// Adds it. What could be refused without looking at the picture is refused first.
pub(crate) async fn add_photo(shared: &Arc<Shared>, with: AddPhoto) -> Result<PhotoAdded, Code> {
    let draft = with.draft;
    let person = shared
        .at_desk(move |desk| {
            take_in::one_more(photos_now(desk, draft)?)?;
            room::for_a_picture(desk)?;
            Ok(desk.person()?.id)
        })
        .await?;
    let made = take_in::prepared(shared, with.picture, AttachmentKind::Photo).await?;
    shared
        .at_desk(move |desk| {
            take_in::still(desk, person)?;
            put(desk, draft, &made)
        })
        .await
}

/// How many there are: of the draft, or of the entry it became before the photo's turn came.
fn photos_now(desk: &Desk, draft: EntryId) -> Result<usize, Code> {
    match draft_photos::own(desk, draft) {
        Ok(_) => Ok(draft_photos::of(desk, draft)?.len()),
        Err(Code::NoSuchEntry) => Ok(attach_page::unsigned(desk, draft)?.current.attachments.len()),
        Err(code) => Err(code),
    }
}

/// The same picture twice is one photo; one that was taken off is thereby put back. A photo whose draft became an entry before it was
/// ready goes onto the entry.
fn put(desk: &mut Desk, draft: EntryId, made: &Prepared) -> Result<PhotoAdded, Code> {
    let kept = match draft_photos::own(desk, draft) {
        Ok(kept) => kept,
        Err(Code::NoSuchEntry) => return onto_entry(desk, draft, made),
        Err(code) => return Err(code),
    };
    let all = desk.store()?.draft_attachments(draft).map_err(code_of)?;
    take_in::one_more(all.iter().filter(|one| !one.dropped).count())?;
    let others: Vec<_> = all.iter().map(|one| &one.attachment).collect();
    let mut attachment = take_in::keep(desk, made, AttachmentKind::Photo, &others)?;
    if let Some(same) = others.iter().find(|one| one.blob == attachment.blob) {
        attachment = (*same).clone();
    }
    desk.store_mut()?
        .attach_to_draft(draft, &attachment)
        .map_err(take_in::without_room)?;
    found_again(desk, kept)?;
    drafts::tell(desk);
    Ok(PhotoAdded {
        photos: draft_photos::views(desk, draft)?,
        row: attachment.row,
        location_removed: made.had_location,
        room_mib: room::few_mib(desk),
    })
}

fn onto_entry(desk: &mut Desk, entry: EntryId, made: &Prepared) -> Result<PhotoAdded, Code> {
    let record = attach_page::unsigned(desk, entry)?;
    let mut all = record.current.attachments.clone();
    take_in::one_more(all.len())?;
    let photo = take_in::keep(desk, made, AttachmentKind::Photo, &all.iter().collect::<Vec<_>>())?;
    let row = photo.row.clone();
    if !all.iter().any(|one| one.blob == photo.blob) {
        all.push(photo);
    }
    let written = attach_page::write(desk, record, all)?;
    Ok(PhotoAdded {
        photos: whereabouts::views(desk, &written.current.attachments)?,
        row,
        location_removed: made.had_location,
        room_mib: room::few_mib(desk),
    })
}

/// A draft with a photo is offered after a crash, even when nothing was typed.
fn found_again(desk: &mut Desk, kept: Draft) -> Result<(), Code> {
    if kept.saved_at_ms.is_some() {
        return Ok(());
    }
    let saved = Draft {
        saved_at_ms: Some(desk.now_ms()),
        ..kept
    };
    desk.store_mut()?.put_draft(&saved).map_err(code_of)
}
