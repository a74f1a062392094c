//! Photos and signed pages.

use cunfa_core::EntryId;
use cunfa_protocol::failure::PhotoFault;
use cunfa_protocol::view::{AttachmentView, PageAttached, PhotoAdded, Picture, PictureSize, PictureState};
use cunfa_protocol::{Command, Reply, command as c};

use super::{held, samples as s, views as v};

fn states() -> [PictureState; 4] {
    [
        PictureState::Here,
        PictureState::Leaving,
        PictureState::Coming { here: 2, of: 10 },
        PictureState::Lost,
    ]
}

pub fn views() -> Vec<AttachmentView> {
    let attachments = s::entry().attachments.into_iter();
    attachments
        .zip(states())
        .map(|(attachment, state)| AttachmentView { attachment, state })
        .collect()
}

fn added() -> PhotoAdded {
    PhotoAdded {
        photos: views(),
        row: "01-3fa2".to_owned(),
        location_removed: true,
        room_mib: Some(120),
    }
}

fn attached() -> PageAttached {
    PageAttached {
        entry: v::entry_view(),
        location_removed: false,
    }
}

fn pictures() -> [Picture; 2] {
    let jpeg = Some("/9j/".to_owned());
    [Picture { jpeg }, Picture { jpeg: None }]
}

pub fn commands() -> Vec<Command> {
    let (draft, entry): (EntryId, EntryId) = (s::entry_id(), s::entry_id());
    let (picture, row) = ("/9j/".to_owned(), "01-3fa2".to_owned());
    vec![
        c::AddPhoto {
            draft,
            picture: picture.clone(),
        }
        .into(),
        c::DropPhoto {
            draft,
            row: row.clone(),
        }
        .into(),
        c::RestorePhoto {
            draft,
            row: row.clone(),
        }
        .into(),
        c::AttachPage { entry, picture }.into(),
        c::DetachPage { entry, row }.into(),
        c::RestorePage { entry }.into(),
        c::Picture {
            entry,
            blob: views()[0].attachment.blob,
            size: PictureSize::Thumb,
        }
        .into(),
    ]
}

pub fn replies() -> Vec<Reply> {
    let [picture, _] = pictures();
    vec![
        Reply::AddPhoto(added()),
        Reply::DropPhoto(Vec::new()),
        Reply::RestorePhoto(views()),
        Reply::AttachPage(attached()),
        Reply::DetachPage(v::entry_view()),
        Reply::RestorePage(v::entry_view()),
        Reply::Picture(picture),
    ]
}

pub fn faults() -> [PhotoFault; 12] {
    [
        PhotoFault::Empty,
        PhotoFault::TooHeavy,
        PhotoFault::Heic,
        PhotoFault::Avif,
        PhotoFault::Pdf,
        PhotoFault::Video,
        PhotoFault::OtherPicture,
        PhotoFault::NotAPicture,
        PhotoFault::TooManyPixels,
        PhotoFault::Damaged,
        PhotoFault::TooMany,
        PhotoFault::NoRoom,
    ]
}

#[test]
fn pictures_are_written_like_this() {
    held("pictures-AttachmentView", &views());
    held("pictures-PictureState", &states());
    held("pictures-PhotoAdded", &[added()]);
    held("pictures-PageAttached", &[attached()]);
    held("pictures-PictureSize", &[PictureSize::Thumb, PictureSize::Full]);
    held("pictures-Picture", &pictures());
    held("failure-PhotoFault", &faults());
}
