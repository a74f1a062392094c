//! Submissions in a volume: by the counsel of the entry alone, reviewed only when they stand for a signature.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::BTreeSet;

use cunfa_core::{AttachmentKind, Body, Decision, Detail, DetailText, PersonId, Stage, Way};
use cunfa_evidence::act::sign;
use cunfa_volume::report::{ActKind, Code, Report};

use common::*;

fn only(report: &Report, expected: &[Code]) {
    assert_eq!(failing(report), expected.iter().copied().collect::<BTreeSet<_>>());
}

/// An entry with this act over its text.
fn with_act(world: &mut World, who: Who, body: Body) -> Report {
    let mut entry = world.write(|_| ());
    let act = world.sign(who, &entry, body);
    world.send(who.device(), &mut entry, &[&act]);
    verify_both(&world.volume(), &world.root_key())
}

#[test]
fn a_submission_for_a_cadres_signature_holds_and_the_entry_stays_unsigned() {
    let mut world = tiny();
    let report = with_act(&mut world, Who::Counsel, submission(Way::Electronic));
    assert!(report.holds(), "{:?}", failing(&report));
    let entry = report.entries.last().unwrap();
    assert_eq!((entry.stage, entry.official), (Some(Stage::Unsigned), None));
    let said = entry.acts.first().unwrap().said.as_ref().unwrap();
    assert_eq!((said.kind, said.words.as_str()), (ActKind::Submission, "交村干部签字"));
}

#[test]
fn a_submission_over_a_text_with_details_holds_for_both_programs() {
    let mut world = tiny();
    let mut entry = world.write(|entry| {
        entry.details = vec![DetailText {
            of: Detail::CaseNumber,
            text: "（2026）桂0102民初17号".to_owned(),
        }];
    });
    let act = world.sign(Who::Counsel, &entry, submission(Way::Electronic));
    world.send(TABLET, &mut entry, &[&act]);
    let report = verify_both(&world.volume(), &world.root_key());
    assert!(report.holds(), "{:?}", failing(&report));
}

#[test]
fn a_cadres_key_and_an_offices_key_submit_nothing() {
    for who in [Who::Cadre, Who::NewCadre, Who::Office] {
        let report = with_act(&mut tiny(), who, submission(Way::Electronic));
        only(&report, &[Code::NotAllowed, Code::NotTheCounsel]);
    }
}

#[test]
fn an_entry_of_another_counsel_is_neither_submitted_nor_voided() {
    for body in [submission(Way::Electronic), void("重复")] {
        let mut world = tiny();
        let mut entry = world.write(|entry| entry.counsel = PersonId([8; 16]));
        let act = world.sign(Who::Counsel, &entry, body);
        world.send(TABLET, &mut entry, &[&act]);
        only(&verify_both(&world.volume(), &world.root_key()), &[Code::NotTheCounsel]);
    }
}

#[test]
fn a_submission_over_another_text_has_no_signature() {
    let mut world = tiny();
    let mut entry = world.write(|_| ());
    let statement = world.statement(Who::Counsel, &entry, submission(Way::Electronic));
    world.edit(&mut entry, "advice", "别的");
    let act = sign(statement, content(&entry), &Who::Counsel.key());
    world.send(TABLET, &mut entry, &[&act]);
    only(
        &verify_both(&world.volume(), &world.root_key()),
        &[Code::SignatureWrong],
    );
}

#[test]
fn what_is_submitted_as_signed_on_paper_names_the_signed_page() {
    let report = with_act(&mut tiny(), Who::Counsel, submission(Way::Paper));
    only(&report, &[Code::SignedPageMissing]);
}

#[test]
fn a_review_of_a_submission_for_a_cadres_signature_is_refused() {
    let mut world = tiny();
    let mut entry = world.write(|_| ());
    let submitted = world.sign(Who::Counsel, &entry, submission(Way::Electronic));
    world.send(TABLET, &mut entry, &[&submitted]);
    let reviewed = world.sign(Who::Office, &entry, review(submitted.id(), Decision::Approve));
    world.send(DESK, &mut entry, &[&reviewed]);
    only(
        &verify_both(&world.volume(), &world.root_key()),
        &[Code::ReviewOfNothing],
    );
}

#[test]
fn what_was_signed_on_paper_is_official_and_is_reviewed() {
    let mut world = tiny();
    let mut entry = attached(&mut world, &[(AttachmentKind::SignedPage, PAGE)]);
    let submitted = world.sign(Who::Counsel, &entry, submission(Way::Paper));
    world.send(TABLET, &mut entry, &[&submitted]);
    let reviewed = world.sign(Who::Office, &entry, review(submitted.id(), Decision::Approve));
    world.send(DESK, &mut entry, &[&reviewed]);
    world.edit(&mut entry, "advice", "签字以后改的");
    world.send(TABLET, &mut entry, &[]);
    let report = verify_both(&world.volume(), &world.root_key());
    assert!(report.holds(), "{:?}", failing(&report));
    assert!(codes(&report).contains(&Code::ChangedAfterSigning));
    let entry = report.entries.last().unwrap();
    assert_eq!(
        (entry.stage, entry.official),
        (Some(Stage::Approved), Some(submitted.id()))
    );
    assert_eq!(entry.acts.first().unwrap().said.as_ref().unwrap().words, "纸上已签字");
}

#[test]
fn a_photo_of_the_visit_is_no_signed_page() {
    let mut world = tiny();
    let mut entry = attached(&mut world, &[(AttachmentKind::Photo, PHOTO)]);
    let submitted = world.sign(Who::Counsel, &entry, submission(Way::Paper));
    world.send(TABLET, &mut entry, &[&submitted]);
    only(
        &verify_both(&world.volume(), &world.root_key()),
        &[Code::SignedPageMissing],
    );
}
