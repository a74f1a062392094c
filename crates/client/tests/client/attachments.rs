//! Photos of drafts and entries, and pages signed by hand: kept at once, lost by nothing, signed only when they are here.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use cunfa_client::Room;
use cunfa_core::attachment::MAX_ATTACHMENTS;
use cunfa_core::entry::MediationForm;
use cunfa_core::{AttachmentKind, BlobId, EntryId, Form, Kind};
use cunfa_protocol::failure::{PhotoFault, Refusal};
use cunfa_protocol::view::{AttachmentView, LittleRoom, PhotoAdded, PictureSize, PictureState};
use cunfa_protocol::{Code, command as c};

use crate::support::camera::*;
use crate::support::*;

async fn add(device: &Device, draft: EntryId, picture: String) -> Result<PhotoAdded, Code> {
    device.ask(c::AddPhoto { draft, picture }).await
}

/// A draft that was kept, as it is before the camera opens.
async fn kept_draft(device: &Device) -> EntryId {
    let draft = device.draft().await;
    device.ask(c::SaveDraft { draft, form: visit() }).await.unwrap();
    draft
}

async fn save(device: &Device, draft: EntryId) -> cunfa_protocol::view::EntryView {
    device.ask(c::SaveEntry { draft, form: visit() }).await.unwrap()
}

async fn picture(device: &Device, entry: EntryId, blob: BlobId, size: PictureSize) -> Result<Option<Vec<u8>>, Code> {
    let answer = device.ask(c::Picture { entry, blob, size }).await?;
    Ok(answer.jpeg.map(|text| bytes(&text)))
}

fn blobs(views: &[AttachmentView]) -> Vec<BlobId> {
    views.iter().map(|view| view.attachment.blob).collect()
}

/// An entry with photos, and their blobs.
async fn with_photos(device: &Device, seeds: &[u8]) -> (EntryId, Vec<BlobId>) {
    let draft = kept_draft(device).await;
    for seed in seeds {
        add(device, draft, photo(*seed)).await.unwrap();
    }
    let view = save(device, draft).await;
    (view.row.entry, blobs(&view.attachments))
}

fn start(corrects: Option<EntryId>, changes: Option<EntryId>) -> c::StartDraft {
    c::StartDraft {
        kind: None,
        village: None,
        corrects,
        changes,
    }
}

#[tokio::test]
async fn photos_of_a_draft_become_attachments_of_its_entry_and_can_be_seen() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Counsel).await;
    let draft = kept_draft(&device).await;
    let first = add(&device, draft, photo(1)).await.unwrap();
    assert!(!first.location_removed);
    let with_place = with_app1(&jpeg_of(&scene(640, 480, 2)), &exif(6, true, true));
    let second = add(&device, draft, text(&with_place)).await.unwrap();
    assert!(second.location_removed);
    assert_eq!(second.photos.len(), 2);
    assert!(second.photos.iter().all(|view| view.state == PictureState::Here));
    let view = save(&device, draft).await;
    assert_eq!(blobs(&view.attachments), blobs(&second.photos));
    assert_eq!(view.entry.attachments.len(), 2);
    assert!(view.attachments.iter().all(|one| one.state == PictureState::Leaving));
    for one in &view.attachments {
        let entry = view.row.entry;
        let full = picture(&device, entry, one.attachment.blob, PictureSize::Full)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(full.len(), one.attachment.length as usize);
        let thumb = picture(&device, entry, one.attachment.blob, PictureSize::Thumb)
            .await
            .unwrap()
            .unwrap();
        assert!(thumb.len() < full.len() && thumb.starts_with(&[0xff, 0xd8]));
    }
}

#[tokio::test]
async fn keeping_an_older_form_loses_no_photo() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Counsel).await;
    let draft = kept_draft(&device).await;
    add(&device, draft, photo(1)).await.unwrap();
    device
        .ask(c::SaveDraft {
            draft,
            form: Form::default(),
        })
        .await
        .unwrap();
    assert_eq!(device.ask(c::Drafts {}).await.unwrap()[0].photos.len(), 1);
}

#[tokio::test]
async fn the_draft_and_its_photos_survive_the_app_being_killed_behind_the_camera() {
    let county = County::new();
    let mut device = Device::enrolled(&county, Invited::Counsel).await;
    let draft = kept_draft(&device).await;
    add(&device, draft, photo(1)).await.unwrap();
    // The camera is open; the system ends the program.
    device.restart();
    device.unlock(1, PIN).await.unwrap();
    let found = device.ask(c::Drafts {}).await.unwrap();
    assert_eq!((found.len(), found[0].draft, &found[0].form), (1, draft, &visit()));
    assert_eq!(found[0].photos.len(), 1);
    // The photo that was just taken is added to the very draft.
    assert_eq!(add(&device, draft, photo(2)).await.unwrap().photos.len(), 2);
}

#[tokio::test]
async fn a_draft_with_nothing_but_a_photo_is_offered_too() {
    let county = County::new();
    let mut device = Device::enrolled(&county, Invited::Counsel).await;
    let draft = device.draft().await;
    add(&device, draft, photo(1)).await.unwrap();
    device.restart();
    device.unlock(1, PIN).await.unwrap();
    let found = device.ask(c::Drafts {}).await.unwrap();
    assert_eq!((found.len(), found[0].photos.len()), (1, 1));
}

#[tokio::test]
async fn a_photo_taken_off_can_be_put_back_and_the_same_picture_twice_is_one() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Counsel).await;
    let draft = kept_draft(&device).await;
    let row = add(&device, draft, photo(1)).await.unwrap().row;
    let again = add(&device, draft, photo(1)).await.unwrap();
    assert_eq!((again.photos.len(), &again.row), (1, &row));
    let left = device
        .ask(c::DropPhoto {
            draft,
            row: row.clone(),
        })
        .await
        .unwrap();
    assert_eq!(left, []);
    let back = device
        .ask(c::RestorePhoto {
            draft,
            row: row.clone(),
        })
        .await
        .unwrap();
    assert_eq!(back.len(), 1);
    device
        .ask(c::DropPhoto {
            draft,
            row: row.clone(),
        })
        .await
        .unwrap();
    assert_eq!(
        add(&device, draft, photo(1)).await.unwrap().row,
        row,
        "taken again, it is back"
    );
    device.ask(c::DropPhoto { draft, row }).await.unwrap();
    assert_eq!(save(&device, draft).await.attachments, []);
}

#[tokio::test]
async fn a_draft_holds_twenty_photos_and_not_one_more() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Counsel).await;
    let draft = kept_draft(&device).await;
    let tiny = |seed: usize| text(&jpeg_of(&scene(16, 16, seed as u8 * 12)));
    for seed in 0..MAX_ATTACHMENTS {
        add(&device, draft, tiny(seed)).await.unwrap();
    }
    let one_more = add(&device, draft, photo(9)).await;
    assert_eq!(
        one_more,
        Err(Code::Photo {
            fault: PhotoFault::TooMany
        })
    );
    assert_eq!(save(&device, draft).await.attachments.len(), MAX_ATTACHMENTS);
}

#[tokio::test]
async fn what_is_no_picture_is_refused_by_name_and_the_draft_is_untouched() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Counsel).await;
    let draft = kept_draft(&device).await;
    let half = jpeg_of(&scene(640, 480, 1));
    for (file, fault) in [
        (text(b"%PDF-1.4 ..."), PhotoFault::Pdf),
        (text(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"), PhotoFault::Heic),
        (text(&claim(30_000, 30_000)), PhotoFault::TooManyPixels),
        (text(&half[..half.len() / 2]), PhotoFault::Damaged),
        (String::new(), PhotoFault::Empty),
        ("*".to_owned(), PhotoFault::Damaged),
    ] {
        assert_eq!(add(&device, draft, file).await, Err(Code::Photo { fault }));
    }
    let found = device.ask(c::Drafts {}).await.unwrap();
    assert_eq!((&found[0].form, found[0].photos.len()), (&visit(), 0));
}

#[tokio::test]
async fn nobody_reaches_another_persons_draft_or_a_picture_that_the_entry_does_not_hold() {
    let county = County::new();
    let device = Device::field(&county).await;
    let draft = kept_draft(&device).await;
    let of_draft = add(&device, draft, photo(1)).await.unwrap().photos[0].attachment.blob;
    let (entry, of_entry) = with_photos(&device, &[2]).await;
    assert_eq!(
        picture(&device, entry, of_draft, PictureSize::Full).await,
        Err(Code::NoSuchEntry)
    );
    assert_eq!(
        picture(&device, draft, of_entry[0], PictureSize::Full).await,
        Err(Code::NoSuchEntry)
    );
    assert_eq!(add(&device, EntryId([7; 16]), photo(3)).await, Err(Code::NoSuchEntry));
    device.unlock(2, CADRE_PIN).await.unwrap();
    assert!(
        picture(&device, entry, of_entry[0], PictureSize::Thumb)
            .await
            .unwrap()
            .is_some()
    );
    assert_eq!(
        picture(&device, draft, of_draft, PictureSize::Thumb).await,
        Err(Code::NoSuchEntry)
    );
    assert_eq!(add(&device, draft, photo(4)).await, Err(Code::NotAllowed));
}

#[tokio::test]
async fn changing_an_entry_takes_its_photos_into_the_draft_and_a_thrown_away_draft_leaves_nothing_behind() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Counsel).await;
    let (entry, before) = with_photos(&device, &[1, 2]).await;
    let draft = device.ask(start(None, Some(entry))).await.unwrap();
    assert_eq!((draft.draft, blobs(&draft.photos)), (entry, before.clone()));
    let first = draft.photos[0].attachment.row.clone();
    device
        .ask(c::DropPhoto {
            draft: entry,
            row: first.clone(),
        })
        .await
        .unwrap();
    add(&device, entry, photo(3)).await.unwrap();
    device.ask(c::DropDraft { draft: entry }).await.unwrap();
    let anew = device.ask(start(None, Some(entry))).await.unwrap();
    assert_eq!(
        blobs(&anew.photos),
        before,
        "the entry's photos, not those of the draft thrown away"
    );
    device
        .ask(c::DropPhoto {
            draft: entry,
            row: first,
        })
        .await
        .unwrap();
    let view = device
        .ask(c::SaveEntry {
            draft: entry,
            form: draft.form,
        })
        .await
        .unwrap();
    assert_eq!(blobs(&view.attachments), before[1..]);
}

#[tokio::test]
async fn saving_twice_or_changing_only_the_text_keeps_the_photos() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Counsel).await;
    let (entry, photos) = with_photos(&device, &[1]).await;
    assert_eq!(blobs(&save(&device, entry).await.attachments), photos);
    let draft = device.ask(start(None, Some(entry))).await.unwrap();
    let form = Form {
        matter: "改过的事由".to_owned(),
        ..draft.form
    };
    let view = device.ask(c::SaveEntry { draft: entry, form }).await.unwrap();
    assert_eq!(
        (blobs(&view.attachments), view.entry.matter.as_str()),
        (photos, "改过的事由")
    );
}

#[tokio::test]
async fn a_page_is_attached_by_one_change_survives_a_stale_draft_and_is_taken_off_and_put_back() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Counsel).await;
    let (entry, _) = with_photos(&device, &[1]).await;
    let draft = device.ask(start(None, Some(entry))).await.unwrap();
    let page = device
        .ask(c::AttachPage {
            entry,
            picture: photo(5),
        })
        .await
        .unwrap();
    assert_eq!((page.location_removed, page.entry.may_attach), (false, true));
    let kinds = |view: &cunfa_protocol::view::EntryView| -> Vec<AttachmentKind> {
        view.attachments.iter().map(|one| one.attachment.kind).collect()
    };
    assert_eq!(kinds(&page.entry), [AttachmentKind::Photo, AttachmentKind::SignedPage]);
    let twice = device
        .ask(c::AttachPage {
            entry,
            picture: photo(5),
        })
        .await
        .unwrap();
    assert_eq!(twice.entry.entry.attachments, page.entry.entry.attachments);
    let form = Form {
        matter: "改过的事由".to_owned(),
        ..draft.form
    };
    let changed = device.ask(c::SaveEntry { draft: entry, form }).await.unwrap();
    assert_eq!(kinds(&changed), [AttachmentKind::Photo, AttachmentKind::SignedPage]);
    let row = changed.attachments[1].attachment.row.clone();
    let off = device.ask(c::DetachPage { entry, row }).await.unwrap();
    assert_eq!(kinds(&off), [AttachmentKind::Photo]);
    let back = device.ask(c::RestorePage { entry }).await.unwrap();
    assert_eq!(back.entry.attachments, changed.entry.attachments);
    let again = device.ask(c::RestorePage { entry }).await;
    assert_eq!(again.err(), Some(Code::NotNow), "nothing is off any more");
    let row = back.attachments[1].attachment.row.clone();
    let off = device.ask(c::DetachPage { entry, row }).await.unwrap();
    let row = off.attachments[0].attachment.row.clone();
    let same = device.ask(c::DetachPage { entry, row }).await.unwrap();
    assert_eq!(kinds(&same), [AttachmentKind::Photo], "a photo is no page");
    device.ask(c::Lock {}).await.unwrap();
    device.unlock(1, PIN).await.unwrap();
    let later = device.ask(c::RestorePage { entry }).await;
    assert_eq!(
        later.err(),
        Some(Code::NotNow),
        "what was taken off is known until the device is locked"
    );
}

#[tokio::test]
async fn the_photos_are_part_of_what_is_signed_and_afterwards_no_page_is_attached() {
    let county = County::new();
    let device = Device::field(&county).await;
    let (entry, photos) = with_photos(&device, &[1, 2]).await;
    let shown = device.ask(c::OpenSigning { entry }).await.unwrap();
    assert_eq!(blobs(&shown.attachments), photos);
    assert_eq!(shown.entry.attachments.len(), 2);
    let seen = picture(&device, entry, photos[0], PictureSize::Full).await.unwrap();
    assert!(
        seen.is_some(),
        "in the signer's hand the pictures of this entry can be seen"
    );
    device.ask(signing(entry, shown.content, 1)).await.unwrap();
    device.unlock(1, PIN).await.unwrap();
    let page = device
        .ask(c::AttachPage {
            entry,
            picture: photo(5),
        })
        .await;
    assert_eq!(page, Err(Code::AlreadySigned));
    let correction = device.ask(start(Some(entry), None)).await.unwrap();
    assert_eq!(blobs(&correction.photos), photos, "a correction takes the photos over");
}

#[tokio::test]
async fn a_correction_takes_photos_over_but_no_signed_page() {
    let county = County::new();
    let device = Device::field(&county).await;
    let (entry, photos) = with_photos(&device, &[1]).await;
    device
        .ask(c::AttachPage {
            entry,
            picture: photo(5),
        })
        .await
        .unwrap();
    device.sign(entry, 1).await.unwrap();
    let correction = device.ask(start(Some(entry), None)).await.unwrap();
    assert_eq!(blobs(&correction.photos), photos);
}

#[tokio::test]
async fn a_correction_that_ended_while_it_was_begun_begins_with_its_photos_the_next_time() {
    let county = County::new();
    let device = Device::field(&county).await;
    let (entry, photos) = with_photos(&device, &[1, 2]).await;
    device.sign(entry, 1).await.unwrap();
    let fail = |store: &mut cunfa_store::Store| store.fail_next(cunfa_store::Step::DraftPhotos);
    device.app.with_store(fail).await.unwrap();
    let ended = device.ask(start(Some(entry), None)).await;
    assert!(matches!(ended, Err(Code::Internal { .. })), "{ended:?}");
    let correction = device.ask(start(Some(entry), None)).await.unwrap();
    assert_eq!(blobs(&correction.photos), photos);
}

#[tokio::test]
async fn an_agreement_for_paper_takes_its_signed_page() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Counsel).await;
    let mediation = MediationForm {
        parties: "甲、乙".to_owned(),
        dispute: "离婚".to_owned(),
        agreed: Some(true),
    };
    let form = Form {
        kind: Some(Kind::Mediation),
        mediation,
        ..visit()
    };
    let entry = device.write(form).await;
    let page = device
        .ask(c::AttachPage {
            entry,
            picture: photo(5),
        })
        .await
        .unwrap();
    assert_eq!(page.entry.attachments[0].attachment.kind, AttachmentKind::SignedPage);
}

#[tokio::test]
async fn signing_is_refused_while_a_photo_is_not_here_whole() {
    let county = County::new();
    let first = Device::enrolled(&county, Invited::Counsel).await;
    let (entry, photos) = with_photos(&first, &[1]).await;
    first.app.sync_pass().await;
    let second = Device::new(&county);
    second.link.chunks(Fate::Lost);
    second.enrol(&county.invite(Invited::Counsel), PIN).await.unwrap();
    second.add_cadre(&county).await;
    second.app.sync_pass().await;
    let view = second.entry(entry).await;
    let PictureState::Coming { here: 0, of } = view.attachments[0].state else {
        panic!("{:?}", view.attachments[0].state);
    };
    assert_eq!(of, view.attachments[0].attachment.chunks());
    let refused = Code::Signing {
        refusal: Refusal::AttachmentMissing,
    };
    assert_eq!(second.ask(c::OpenSigning { entry }).await, Err(refused.clone()));
    assert_eq!(
        second.ask(signing(entry, view.content, 1)).await.map(|_| ()),
        Err(refused)
    );
    assert_eq!(
        picture(&second, entry, photos[0], PictureSize::Full).await.unwrap(),
        None
    );
    // The bytes come: it can be signed, and the thumbnail is made here.
    second.link.chunks(Fate::Arrive);
    second.app.sync_pass().await;
    assert_eq!(second.entry(entry).await.attachments[0].state, PictureState::Here);
    assert!(
        picture(&second, entry, photos[0], PictureSize::Thumb)
            .await
            .unwrap()
            .is_some()
    );
    second.sign(entry, 1).await.unwrap();
}

/// A disk with so many MiB left.
struct Left(AtomicU64);

impl Room for Left {
    fn left_bytes(&self, _: &Path) -> Option<u64> {
        Some(self.0.load(Ordering::SeqCst) * 1024 * 1024)
    }
}

#[tokio::test]
async fn little_room_is_said_in_time_and_texts_are_kept_when_photos_cannot_be() {
    let county = County::new();
    let mut device = Device::enrolled(&county, Invited::Counsel).await;
    let left = Arc::new(Left(AtomicU64::new(5_000)));
    let room = Arc::clone(&left);
    device.restart_with(move |config| config.room = room);
    device.unlock(1, PIN).await.unwrap();
    let draft = kept_draft(&device).await;
    assert_eq!(add(&device, draft, photo(1)).await.unwrap().room_mib, None);
    left.0.store(120, Ordering::SeqCst);
    assert_eq!(add(&device, draft, photo(2)).await.unwrap().room_mib, Some(120));
    assert_eq!(device.ask(c::Drafts {}).await.unwrap()[0].room_mib, Some(120));
    let told = |mib, texts_only| Some(LittleRoom { mib, texts_only });
    assert_eq!(device.status().await.room, told(120, false));
    left.0.store(39, Ordering::SeqCst);
    assert_eq!(device.status().await.room, told(39, true));
    let no_room = Err(Code::Photo {
        fault: PhotoFault::NoRoom,
    });
    assert_eq!(add(&device, draft, photo(3)).await, no_room);
    let view = save(&device, draft).await;
    assert_eq!(
        (view.attachments.len(), view.entry.matter.as_str()),
        (2, visit().matter.as_str())
    );
    let entry = view.row.entry;
    let page = device
        .ask(c::AttachPage {
            entry,
            picture: photo(4),
        })
        .await;
    assert_eq!(
        page.map(|_| ()),
        Err(Code::Photo {
            fault: PhotoFault::NoRoom
        })
    );
}

#[tokio::test]
async fn a_disk_that_is_full_in_the_middle_of_a_photo_keeps_nothing_of_it_and_all_of_the_text() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Counsel).await;
    let draft = kept_draft(&device).await;
    let large = text(&jpeg_of(&noise(1600, 1200)));
    device
        .app
        .with_store(|store| store.limit_growth(40))
        .await
        .unwrap()
        .unwrap();
    let added = add(&device, draft, large.clone()).await;
    assert_eq!(
        added.map(|_| ()),
        Err(Code::Photo {
            fault: PhotoFault::NoRoom
        })
    );
    let form = Form {
        matter: "照片存不下，文字还在".to_owned(),
        ..visit()
    };
    device
        .ask(c::SaveDraft {
            draft,
            form: form.clone(),
        })
        .await
        .unwrap();
    let found = device.ask(c::Drafts {}).await.unwrap();
    assert_eq!((&found[0].form, found[0].photos.len()), (&form, 0));
    device
        .app
        .with_store(|store| store.limit_growth(1_000_000))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(add(&device, draft, large).await.unwrap().photos.len(), 1);
}

#[tokio::test]
async fn while_a_large_picture_is_decoded_the_rest_of_the_app_answers() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Counsel).await;
    let draft = kept_draft(&device).await;
    let large = text(&huge(6_000, 4_000));
    let app = Arc::clone(&device.app);
    let adding = tokio::spawn(async move { app.handle(c::AddPhoto { draft, picture: large }.into()).await });
    let mut asked = 0;
    while !adding.is_finished() {
        device.ask(c::Home {}).await.unwrap();
        asked += 1;
    }
    adding.await.unwrap().unwrap();
    assert!(asked > 3, "asked {asked} times");
}

#[tokio::test]
async fn a_photo_whose_draft_became_an_entry_while_it_was_decoded_goes_onto_the_entry() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Counsel).await;
    let draft = kept_draft(&device).await;
    let large = text(&huge(6_000, 4_000));
    let app = Arc::clone(&device.app);
    let adding = tokio::spawn(async move { app.handle(c::AddPhoto { draft, picture: large }.into()).await });
    for _ in 0..5 {
        device.ask(c::Home {}).await.unwrap();
    }
    let entry = save(&device, draft).await.row.entry;
    adding.await.unwrap().unwrap();
    assert_eq!(device.entry(entry).await.attachments.len(), 1);
    assert_eq!(device.ask(c::Drafts {}).await.unwrap(), []);
}

#[tokio::test]
async fn a_photo_chosen_before_saving_goes_onto_the_entry_though_the_save_came_first() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Counsel).await;
    let draft = kept_draft(&device).await;
    let entry = save(&device, draft).await.row.entry;
    let added = add(&device, draft, photo(1)).await.unwrap();
    assert_eq!(blobs(&added.photos), blobs(&device.entry(entry).await.attachments));
    assert_eq!(added.photos.len(), 1);
    assert_eq!(device.ask(c::Drafts {}).await.unwrap(), []);
}
