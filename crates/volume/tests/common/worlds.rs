//! Counties as tests want them.

use std::collections::BTreeMap;

use cunfa_core::{Attachment, AttachmentKind, BlobId, Decision, Way};
use cunfa_evidence::hash;
use cunfa_volume::build::{files, manifest, seal};
use cunfa_volume::layout;

use super::{DESK, TABLET, Who, World, Written, review, sign_off, submission, void};

/// One entry, signed and approved.
pub fn tiny() -> World {
    let mut world = World::new();
    approved(&mut world);
    world
}

pub fn approved(world: &mut World) {
    let mut entry = world.write(|_| ());
    let signed = world.sign(Who::Cadre, &entry, sign_off(&Who::Cadre.person().name));
    world.send(TABLET, &mut entry, &[&signed]);
    let reviewed = world.sign(Who::Office, &entry, review(signed.id(), Decision::Approve));
    world.send(DESK, &mut entry, &[&reviewed]);
}

/// Six entries: approved; returned and corrected; the correction; voided; edited after signing; submitted and unsigned. Acts name a
/// root.
pub fn small() -> World {
    small_of(World::new())
}

pub fn small_of(mut world: World) -> World {
    approved(&mut world);
    world.accept_root();
    let cadre = sign_off(&Who::Cadre.person().name);
    let mut returned = world.write(|_| ());
    let signed = world.sign(Who::Cadre, &returned, cadre.clone());
    world.send(TABLET, &mut returned, &[&signed]);
    let reasons = vec!["时间不对".to_owned()];
    let reviewed = world.sign(
        Who::Office,
        &returned,
        review(signed.id(), Decision::Return { reasons }),
    );
    world.send(DESK, &mut returned, &[&reviewed]);
    let corrects = returned.id;
    let mut correction = world.write(|entry| {
        entry.corrects = Some(corrects);
        entry.follows = Some(corrects);
        entry.follow_up = entry.date.succ_opt();
    });
    let signed = world.sign(Who::NewCadre, &correction, sign_off(&Who::NewCadre.person().name));
    world.send(TABLET, &mut correction, &[&signed]);
    let mut voided = world.write(|_| ());
    let signed = world.sign(Who::Cadre, &voided, cadre.clone());
    let voiding = world.sign(Who::Counsel, &voided, void("记错了村"));
    world.send(TABLET, &mut voided, &[&signed, &voiding]);
    world.accept_root();
    let mut edited = world.write(|_| ());
    let signed = world.sign(Who::Cadre, &edited, cadre);
    world.send(TABLET, &mut edited, &[&signed]);
    world.edit(&mut edited, "advice", "签字以后改的");
    world.send(TABLET, &mut edited, &[]);
    let mut unsigned = world.write(|_| ());
    let submitted = world.sign(Who::Counsel, &unsigned, submission(Way::Electronic));
    let last = world.send(TABLET, &mut unsigned, &[&submitted]);
    world.revoke(Who::NewCadre.key().id(), last + 1);
    world
}

/// Bytes of the attachments of [`carrying`].
pub const PHOTO: &[u8] = b"a photo";
pub const PAGE: &[u8] = b"a page that was signed by hand";

/// An attachment of an entry.
pub fn attachment(row: &str, kind: AttachmentKind, bytes: &[u8]) -> Attachment {
    Attachment {
        row: row.to_owned(),
        kind,
        blob: BlobId(hash(bytes).0),
        length: u32::try_from(bytes.len()).unwrap(),
    }
}

/// An entry with these attachments.
pub fn attached(world: &mut World, attachments: &[(AttachmentKind, &[u8])]) -> Written {
    let row = |place: usize| format!("{:02}-3fa2", place + 1);
    let rows = attachments.iter().enumerate();
    let rows = rows
        .map(|(place, (kind, bytes))| attachment(&row(place), *kind, bytes))
        .collect();
    world.write(|entry| entry.attachments = rows)
}

/// A volume with these attachments besides the usual files, listed and signed: a server that lies can do no more.
pub fn with_files(world: &World, more: &[(String, &[u8])]) -> Vec<u8> {
    let given = world.given();
    let mut all: BTreeMap<String, Vec<u8>> = files(&given).unwrap();
    all.extend(more.iter().map(|(name, bytes)| (name.clone(), bytes.to_vec())));
    seal(&manifest(&given, &all), &all, &world.county_key()).unwrap()
}

/// An entry that was submitted and signed on the tablet; one that was signed by hand, with photo and page, and approved. The
/// volume carries the attachments.
pub fn carrying() -> (World, Vec<u8>) {
    let mut world = World::new();
    let mut signed = world.write(|_| ());
    let submitted = world.sign(Who::Counsel, &signed, submission(Way::Electronic));
    let opinion = world.sign(Who::Cadre, &signed, sign_off(&Who::Cadre.person().name));
    world.send(TABLET, &mut signed, &[&submitted, &opinion]);
    world.accept_root();
    let kinds = [(AttachmentKind::Photo, PHOTO), (AttachmentKind::SignedPage, PAGE)];
    let mut by_hand = attached(&mut world, &kinds);
    let submitted = world.sign(Who::Counsel, &by_hand, submission(Way::Paper));
    world.send(TABLET, &mut by_hand, &[&submitted]);
    let reviewed = world.sign(Who::Office, &by_hand, review(submitted.id(), Decision::Approve));
    world.send(DESK, &mut by_hand, &[&reviewed]);
    world.revoke(Who::NewCadre.key().id(), 4);
    let named = |bytes: &[u8]| layout::attachment(BlobId(hash(bytes).0));
    let volume = with_files(&world, &[(named(PHOTO), PHOTO), (named(PAGE), PAGE)]);
    (world, volume)
}
