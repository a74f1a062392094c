//! Taking a signed page off again, before anything is signed. Its bytes stay for a while: the page can be attached again.

use cunfa_core::AttachmentKind;
use cunfa_protocol::Code;
use cunfa_protocol::command::DetachPage;
use cunfa_protocol::view::EntryView;

use crate::attachments::attach_page;
use crate::desk::Desk;
use crate::entries::view;

/// Takes it off. Photos are taken off in the form.
pub(crate) fn detach_page(desk: &mut Desk, with: &DetachPage) -> Result<EntryView, Code> {
    let record = attach_page::unsigned(desk, with.entry)?;
    let mut attachments = record.current.attachments.clone();
    attachments.retain(|one| one.row != with.row || one.kind != AttachmentKind::SignedPage);
    let written = attach_page::write(desk, record, attachments)?;
    view::entry_view(desk, written)
}
