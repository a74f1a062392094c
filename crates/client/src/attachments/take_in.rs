//! Taking a picture in: made ready away from the desk, one at a time, then kept in the store.

use std::collections::BTreeSet;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cunfa_core::attachment::MAX_ATTACHMENTS;
use cunfa_core::{Attachment, AttachmentKind, PersonId};
use cunfa_protocol::Code;
use cunfa_protocol::failure::PhotoFault;
use cunfa_protocol::view::MAX_PICTURE_BYTES;
use cunfa_store::StoreError;

use crate::app::Shared;
use crate::attachments::room;
use crate::desk::{Desk, code_of};
use crate::photos::{self, Prepared};

/// The picture in base64, ready to be kept. The desk is free meanwhile; of several pictures one is decoded at a time.
pub(crate) async fn prepared(shared: &Arc<Shared>, picture: String, kind: AttachmentKind) -> Result<Prepared, Code> {
    // Four characters carry three bytes.
    if picture.len() / 4 * 3 > MAX_PICTURE_BYTES + 2 {
        return Err(of(PhotoFault::TooHeavy));
    }
    let _turn = shared.picture.lock().await;
    let work = move || {
        let bytes = STANDARD.decode(picture.as_bytes()).map_err(|_| PhotoFault::Damaged)?;
        drop(picture);
        photos::prepare(&bytes, kind)
    };
    match tokio::task::spawn_blocking(work).await {
        Ok(made) => made.map_err(of),
        Err(_) => Err(Code::Internal {
            attempted: "reading a picture".to_owned(),
        }),
    }
}

/// The thumbnail of a picture that was kept once; `None` when it cannot be read after all.
pub(crate) async fn thumb(shared: &Arc<Shared>, bytes: Vec<u8>) -> Option<Vec<u8>> {
    let _turn = shared.picture.lock().await;
    let work = move || photos::prepare(&bytes, AttachmentKind::Photo);
    let made = tokio::task::spawn_blocking(work).await.ok()?;
    made.ok().map(|made| made.thumb)
}

/// A failure of a picture.
pub(crate) fn of(fault: PhotoFault) -> Code {
    Code::Photo { fault }
}

/// Keeps picture and thumbnail, and gives the attachment under a row that none of these has.
pub(crate) fn keep(
    desk: &mut Desk,
    made: &Prepared,
    kind: AttachmentKind,
    others: &[&Attachment],
) -> Result<Attachment, Code> {
    room::for_a_picture(desk)?;
    let row = free_row(desk, others)?;
    let length = u32::try_from(made.jpeg.len()).unwrap_or(u32::MAX);
    let store = desk.store_mut()?;
    let blob = store.keep_blob(&made.jpeg).map_err(without_room)?;
    if let Err(error) = store.keep_thumb(blob, &made.thumb) {
        // It is made again when it is asked for.
        tracing::warn!(%error, "a thumbnail was not kept");
    }
    Ok(Attachment {
        row,
        kind,
        blob,
        length,
    })
}

/// A full disk, said of a picture.
pub(crate) fn without_room(error: StoreError) -> Code {
    match code_of(error) {
        Code::DiskFull => room::full(),
        code => code,
    }
}

/// Refuses one more than there may be.
pub(crate) fn one_more(there: usize) -> Result<(), Code> {
    if there < MAX_ATTACHMENTS {
        Ok(())
    } else {
        Err(of(PhotoFault::TooMany))
    }
}

/// Refuses when the device is open for another by now.
pub(crate) fn still(desk: &Desk, person: PersonId) -> Result<(), Code> {
    if desk.person()?.id == person {
        Ok(())
    } else {
        Err(Code::Locked)
    }
}

/// A number after the last, and a few letters so that two devices never choose the same.
fn free_row(desk: &Desk, others: &[&Attachment]) -> Result<String, Code> {
    let rows: BTreeSet<&str> = others.iter().map(|other| other.row.as_str()).collect();
    let number = |row: &&str| row.split('-').next().and_then(|number| number.parse::<u16>().ok());
    let mut next = rows.iter().filter_map(number).max().unwrap_or(0).saturating_add(1);
    let [one, two] = desk.random::<2>()?;
    loop {
        let row = format!("{next:02}-{one:02x}{two:02x}");
        if !rows.contains(row.as_str()) {
            return Ok(row);
        }
        next = next.wrapping_add(1);
    }
}
