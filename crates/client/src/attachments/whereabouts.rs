//! Where the bytes of attachments are, in the three states a person knows: here, on the way, lost.

use cunfa_core::Attachment;
use cunfa_protocol::Code;
use cunfa_protocol::failure::Refusal;
use cunfa_protocol::view::{AttachmentView, PictureState};
use cunfa_store::BlobState;

use crate::desk::{Desk, code_of};

/// From the store's count of chunks.
pub(crate) fn state(blob: &BlobState) -> PictureState {
    match (blob.whole, blob.on_server, blob.lost) {
        (true, true, _) => PictureState::Here,
        (true, false, _) => PictureState::Leaving,
        (false, _, true) => PictureState::Lost,
        (false, _, false) => PictureState::Coming {
            here: blob.here,
            of: blob.of,
        },
    }
}

/// Each with its state, in the order given.
pub(crate) fn views<'a>(
    desk: &Desk,
    attachments: impl IntoIterator<Item = &'a Attachment>,
) -> Result<Vec<AttachmentView>, Code> {
    let store = desk.store()?;
    let view = |attachment: &Attachment| {
        let blob = store.blob_state(attachment.blob).map_err(code_of)?;
        Ok(AttachmentView {
            attachment: attachment.clone(),
            state: state(&blob),
        })
    };
    attachments.into_iter().map(view).collect()
}

/// Refuses signing over what cannot be shown here.
pub(crate) fn all_here(desk: &Desk, attachments: &[Attachment]) -> Result<(), Code> {
    if desk.store()?.all_here(attachments).map_err(code_of)? {
        return Ok(());
    }
    Err(missing())
}

/// Refuses it also when the bytes are there but are not those that the entry names.
pub(crate) fn all_sound(desk: &Desk, attachments: &[Attachment]) -> Result<(), Code> {
    for attachment in attachments {
        if desk.store()?.blob(attachment.blob).map_err(code_of)?.is_none() {
            return Err(missing());
        }
    }
    Ok(())
}

fn missing() -> Code {
    Code::Signing {
        refusal: Refusal::AttachmentMissing,
    }
}
