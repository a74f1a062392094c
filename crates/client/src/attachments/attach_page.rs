//! A photo of the page signed by hand onto an entry that nobody signed on a device: one change of its document.

use std::sync::Arc;

use cunfa_core::entry::to_fields;
use cunfa_core::{Action, Attachment, AttachmentKind, Entry, EntryId, Stage};
use cunfa_protocol::Code;
use cunfa_protocol::command::AttachPage;
use cunfa_protocol::view::PageAttached;
use cunfa_store::EntryRecord;

use crate::app::Shared;
use crate::attachments::{room, take_in};
use crate::desk::Desk;
use crate::entries::{open_entry, view, writing};
use crate::photos::Prepared;

/// Attaches it.
pub(crate) async fn attach_page(shared: &Arc<Shared>, with: AttachPage) -> Result<PageAttached, Code> {
    let entry = with.entry;
    let person = shared
        .at_desk(move |desk| {
            let record = unsigned(desk, entry)?;
            take_in::one_more(record.current.attachments.len())?;
            room::for_a_picture(desk)?;
            Ok(desk.person()?.id)
        })
        .await?;
    let made = take_in::prepared(shared, with.picture, AttachmentKind::SignedPage).await?;
    shared
        .at_desk(move |desk| {
            take_in::still(desk, person)?;
            put(desk, entry, &made)
        })
        .await
}

fn put(desk: &mut Desk, entry: EntryId, made: &Prepared) -> Result<PageAttached, Code> {
    let record = unsigned(desk, entry)?;
    let before = record.current.attachments.clone();
    take_in::one_more(before.len())?;
    let others: Vec<&Attachment> = before.iter().collect();
    let page = take_in::keep(desk, made, AttachmentKind::SignedPage, &others)?;
    let there = |one: &Attachment| one.blob == page.blob && one.kind == page.kind;
    let written = if before.iter().any(there) {
        record
    } else {
        let mut attachments = before;
        attachments.push(page);
        write(desk, record, attachments)?
    };
    Ok(PageAttached {
        entry: view::entry_view(desk, written)?,
        location_removed: made.had_location,
    })
}

/// The entry, if it is this counsel's and nobody signed it.
pub(crate) fn unsigned(desk: &Desk, entry: EntryId) -> Result<EntryRecord, Code> {
    let record = open_entry::record(desk, entry)?;
    let person = desk.person_who_may_in(Action::WriteEntry, &record.official.village)?;
    if record.official.counsel != person.id {
        return Err(Code::NotAllowed);
    }
    match record.life.stage {
        Stage::Unsigned => Ok(record),
        Stage::Voided => Err(Code::NotNow),
        Stage::Signed | Stage::InReview | Stage::Returned | Stage::Approved => Err(Code::AlreadySigned),
    }
}

/// Writes what hangs on the entry, and nothing else of it.
pub(crate) fn write(
    desk: &mut Desk,
    mut record: EntryRecord,
    mut attachments: Vec<Attachment>,
) -> Result<EntryRecord, Code> {
    attachments.sort();
    let entry = Entry {
        attachments,
        ..record.current.clone()
    };
    let actor = desk.actor();
    let change = record.doc.edit(&to_fields(&entry), actor).map_err(|error| {
        tracing::error!(%error, "a document refused an attachment");
        Code::Internal {
            attempted: "attaching a page".to_owned(),
        }
    })?;
    match change {
        Some(change) => {
            let written = writing::append_change(desk, record.entry, &entry.village, change, None);
            written.map_err(|code| match code {
                Code::DiskFull => room::full(),
                code => code,
            })
        }
        None => Ok(record),
    }
}
