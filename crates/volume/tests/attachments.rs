//! Attachments in a volume: carried, missing, exchanged. Both programs say the same.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use cunfa_core::{AttachmentKind, BlobId};
use cunfa_evidence::hash;
use cunfa_volume::build::{attachments_named, files};
use cunfa_volume::layout;
use cunfa_volume::report::Code;

use common::{PAGE, PHOTO, TABLET, Who, World, attached, codes, failing, sign_off, verify_both, with_files};

/// An entry with two attachments, signed.
fn world() -> World {
    let mut world = World::new();
    let kinds = [(AttachmentKind::Photo, PHOTO), (AttachmentKind::SignedPage, PAGE)];
    let mut entry = attached(&mut world, &kinds);
    let signed = world.sign(Who::Cadre, &entry, sign_off(&Who::Cadre.person().name));
    world.send(TABLET, &mut entry, &[&signed]);
    world
}

fn named(bytes: &[u8]) -> String {
    layout::attachment(BlobId(hash(bytes).0))
}

#[test]
fn a_volume_with_its_attachments_holds_and_one_that_lacks_some_says_so() {
    let world = world();
    let both = with_files(&world, &[(named(PHOTO), PHOTO), (named(PAGE), PAGE)]);
    let report = verify_both(&both, &world.root_key());
    assert!(report.holds() && !codes(&report).contains(&Code::AttachmentMissing));
    let one = verify_both(&with_files(&world, &[(named(PAGE), PAGE)]), &world.root_key());
    assert!(one.holds() && codes(&one).contains(&Code::AttachmentMissing));
    let none = verify_both(&world.volume(), &world.root_key());
    assert!(none.holds());
    let found = none
        .all_findings()
        .filter(|found| found.code == Code::AttachmentMissing);
    assert_eq!(found.count(), 2);
    let wanted = attachments_named(&files(&world.given()).unwrap());
    assert_eq!(wanted.len(), 2);
}

#[test]
fn other_bytes_under_an_attachments_name_are_found_also_when_the_list_is_signed_again() {
    let world = world();
    for other in [b"b photo".as_slice(), b"a phot", b""] {
        let report = verify_both(&with_files(&world, &[(named(PHOTO), other)]), &world.root_key());
        assert_eq!(failing(&report), [Code::AttachmentDiffers].into(), "{other:?}");
        assert!(report.entries[0].acts[0].holds(), "the signature stands all the same");
    }
}

#[test]
fn an_attachment_that_no_content_names_is_stray() {
    let world = world();
    let report = verify_both(&with_files(&world, &[(named(b"x"), b"x")]), &world.root_key());
    assert_eq!(failing(&report), [Code::FileStray].into());
    let shorter: String = named(PHOTO).chars().take(40).collect();
    let report = verify_both(&with_files(&world, &[(shorter, PHOTO)]), &world.root_key());
    assert!(failing(&report).contains(&Code::FileStray), "under another name");
}
