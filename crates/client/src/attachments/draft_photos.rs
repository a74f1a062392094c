//! The photos of a draft, kept apart from its form: taken off, put back, and what of them an entry is saved with.

use cunfa_core::{Action, Attachment, AttachmentKind, Entry, EntryId};
use cunfa_protocol::Code;
use cunfa_protocol::view::{AttachmentView, PictureState};
use cunfa_store::Draft;

use crate::attachments::take_in;
use crate::desk::{Desk, code_of};
use crate::entries::drafts;

/// The draft, if it is this person's.
pub(crate) fn own(desk: &Desk, draft: EntryId) -> Result<Draft, Code> {
    let owner = desk.person_who_may(Action::WriteEntry)?.id;
    let kept = desk.store()?.draft(draft).map_err(code_of)?;
    kept.filter(|draft| draft.owner == owner).ok_or(Code::NoSuchEntry)
}

/// What is on it now.
pub(crate) fn of(desk: &Desk, draft: EntryId) -> Result<Vec<Attachment>, Code> {
    let all = desk.store()?.draft_attachments(draft).map_err(code_of)?;
    let there = all.into_iter().filter(|one| !one.dropped);
    Ok(there.map(|one| one.attachment).collect())
}

/// The same as a screen shows it.
pub(crate) fn views(desk: &Desk, draft: EntryId) -> Result<Vec<AttachmentView>, Code> {
    let store = desk.store()?;
    let mut views = Vec::new();
    for attachment in of(desk, draft)? {
        let state = store.blob_state(attachment.blob).map_err(code_of)?;
        let state = match crate::attachments::whereabouts::state(&state) {
            // The server learns of it with the entry.
            PictureState::Here | PictureState::Leaving => PictureState::Here,
            coming @ PictureState::Coming { .. } => coming,
            PictureState::Lost => PictureState::Lost,
        };
        views.push(AttachmentView { attachment, state });
    }
    Ok(views)
}

/// Takes a photo off.
pub(crate) fn drop_photo(desk: &mut Desk, draft: EntryId, row: &str) -> Result<Vec<AttachmentView>, Code> {
    own(desk, draft)?;
    desk.store_mut()?.drop_from_draft(draft, row).map_err(code_of)?;
    drafts::tell(desk);
    views(desk, draft)
}

/// Puts it back.
pub(crate) fn restore_photo(desk: &mut Desk, draft: EntryId, row: &str) -> Result<Vec<AttachmentView>, Code> {
    own(desk, draft)?;
    take_in::one_more(of(desk, draft)?.len())?;
    desk.store_mut()?.restore_to_draft(draft, row).map_err(code_of)?;
    drafts::tell(desk);
    views(desk, draft)
}

/// The photos of an entry that the draft that changes or corrects it begins with. Signed pages stay with their entry.
pub(crate) fn taken_over(entry: &Entry) -> Vec<Attachment> {
    let photos = entry.attachments.iter();
    photos
        .filter(|one| one.kind == AttachmentKind::Photo)
        .cloned()
        .collect()
}

/// What the entry holds once the draft is saved over it: the draft's photos, and what the draft never knew of, such as a page
/// attached meanwhile or a photo that came from another device.
pub(crate) fn over(desk: &Desk, draft: EntryId, before: &[Attachment]) -> Result<Vec<Attachment>, Code> {
    let known = desk.store()?.draft_attachments(draft).map_err(code_of)?;
    let unknown = |one: &&Attachment| !known.iter().any(|known| known.attachment.row == one.row);
    let mut all: Vec<Attachment> = before.iter().filter(unknown).cloned().collect();
    all.extend(known.into_iter().filter(|one| !one.dropped).map(|one| one.attachment));
    all.sort();
    Ok(all)
}
