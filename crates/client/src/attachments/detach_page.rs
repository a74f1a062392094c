//! Taking a signed page off again, before anything is signed, and putting it back. Its bytes stay for a while; which page it was is known until
//! the device is locked.

use cunfa_core::{Attachment, AttachmentKind, EntryId};
use cunfa_protocol::Code;
use cunfa_protocol::command::DetachPage;
use cunfa_protocol::view::EntryView;

use crate::attachments::{attach_page, take_in, whereabouts};
use crate::desk::Desk;
use crate::entries::view;

/// Takes it off. Photos are taken off in the form.
pub(crate) fn detach_page(desk: &mut Desk, with: &DetachPage) -> Result<EntryView, Code> {
    let record = attach_page::unsigned(desk, with.entry)?;
    let is_it = |one: &Attachment| one.row == with.row && one.kind == AttachmentKind::SignedPage;
    let before = record.current.attachments.iter();
    let (off, attachments): (Vec<_>, Vec<_>) = before.cloned().partition(is_it);
    let written = attach_page::write(desk, record, attachments)?;
    if let (Some(page), Some(session)) = (off.into_iter().next(), desk.session.as_mut()) {
        session.page_off = Some((with.entry, page));
    }
    view::entry_view(desk, written)
}

/// Puts the last one back. What is there already is not put there twice.
pub(crate) fn restore_page(desk: &mut Desk, entry: EntryId) -> Result<EntryView, Code> {
    let record = attach_page::unsigned(desk, entry)?;
    let off = desk.session()?.page_off.clone().filter(|(of, _)| *of == entry);
    let (_, page) = off.ok_or(Code::NotNow)?;
    let mut attachments = record.current.attachments.clone();
    let there = |one: &Attachment| one.row == page.row || (one.blob == page.blob && one.kind == page.kind);
    let written = if attachments.iter().any(there) {
        record
    } else {
        take_in::one_more(attachments.len())?;
        whereabouts::all_here(desk, std::slice::from_ref(&page))?;
        attachments.push(page);
        attach_page::write(desk, record, attachments)?
    };
    if let Some(session) = desk.session.as_mut() {
        session.page_off = None;
    }
    view::entry_view(desk, written)
}
