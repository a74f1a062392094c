//! Acts: taken out, changed, replayed, moved, slipped in, over another text.

use cunfa_core::{Body, Decision, Way};
use cunfa_evidence::act::SignedAct;
use cunfa_evidence::hash;
use cunfa_volume::build::{self, Given};
use cunfa_volume::layout::{self, Logged, Proof};
use cunfa_volume::report::{Code, Report};

use crate::attacker::*;
use crate::common::*;

#[test]
fn an_act_that_is_taken_out_is_missed() {
    let world = small();
    let name = act_at(&world, 3);
    let report = by_anybody(&world, |files| drop(files.remove(&name)));
    only(&report, &[Code::FileMissing, Code::ActMissing]);
    assert_eq!(falling(&report), ["03-0002"]);
    let report = by_server(&world, |files| drop(files.remove(&name)));
    only(&report, &[Code::ActMissing]);
    assert_eq!(falling(&report), ["03-0002"]);
}

#[test]
fn an_act_that_is_changed_and_listed_again_is_not_the_one_the_device_sent() {
    let world = small();
    let name = act_at(&world, 3);
    let report = by_server(&world, |files| {
        *files.get_mut(&name).unwrap().last_mut().unwrap() ^= 1;
    });
    only(&report, &[Code::ActMissing]);
    assert_eq!(falling(&report), ["03-0002"]);
}

/// A sign-off, and a submission.
fn signers() -> [(Who, Body); 2] {
    [
        (Who::Cadre, sign_off(&Who::Cadre.person().name)),
        (Who::Counsel, submission(Way::Electronic)),
    ]
}

#[test]
fn an_act_replayed_with_a_new_time_has_no_signature() {
    for (who, body) in signers() {
        let mut world = tiny();
        let mut entry = world.write(|_| ());
        let signed = world.sign(who, &entry, body);
        let mut statement = signed.statement().clone();
        statement.act.device_time_s += 3_600;
        // The attacker holds the device and its key, not the signer's: the old signature under a new statement.
        let forged = cunfa_evidence::act::sign(statement, content(&entry), &key(99));
        let mut bytes = forged.bytes().to_vec();
        let end = bytes.len() - 64;
        let key_at = bytes
            .windows(16)
            .position(|part| part == key(99).id().as_bytes())
            .unwrap();
        bytes[key_at..key_at + 16].copy_from_slice(who.key().id().as_bytes());
        bytes[end..].copy_from_slice(signed.signature());
        let forged = SignedAct::read(&bytes).unwrap();
        world.send(TABLET, &mut entry, &[&forged]);
        let report = verify_both(&world.volume(), &world.root_key());
        only(&report, &[Code::SignatureWrong]);
        assert_eq!(falling(&report), ["03-0002"]);
    }
}

#[test]
fn an_act_moved_to_another_entry_is_recognised() {
    for (who, body) in signers() {
        let mut world = tiny();
        let entry = world.write(|_| ());
        let signed = world.sign(who, &entry, body);
        let mut other = world.write(|_| ());
        // Sent by the tablet under the other entry.
        world.send(TABLET, &mut other, &[&signed]);
        let given = world.given();
        let report = by_hand(&world, &given, |files| {
            files.insert(layout::act(signed.id()), signed.bytes().to_vec());
        });
        fails(&report, &[Code::ActOtherEntry, Code::ContentUnderivable]);
        assert_eq!(falling(&report), ["03-0003"]);
    }
}

/// The volume of a log whose last batch carries an act without derivable content.
fn by_hand(world: &World, given: &Given, add: impl FnOnce(&mut Named)) -> Report {
    let mut honest = given.clone();
    let last = honest.batches.pop().unwrap();
    let mut files = build::files(&honest).unwrap();
    let batch = last.sealed.open().unwrap();
    let logged = Logged {
        entry: batch.entry,
        device: batch.device,
        sealed: last.sealed.clone(),
        receipt: last.receipt.clone(),
    };
    files.insert(layout::batch(last.sequence), logged.encode());
    add(&mut files);
    let manifest = build::manifest(given, &files);
    resealed(world, &manifest, &files)
}

#[test]
fn an_act_between_two_others_of_its_device_cannot_be_slipped_in() {
    let mut world = tiny();
    let entry = world.write(|_| ());
    let first = world.sign(Who::Cadre, &entry, sign_off(&Who::Cadre.person().name));
    let before = world.last.clone();
    let second = world.sign(Who::Counsel, &entry, void("写错"));
    world.last = before;
    let third = world.sign(Who::Counsel, &entry, void("又一次"));
    let mut entry = entry;
    world.send(TABLET, &mut entry, &[&first, &second, &third]);
    only(&verify_both(&world.volume(), &world.root_key()), &[Code::OrderForked]);
}

#[test]
fn another_text_for_a_signature_is_recognised() {
    let world = small();
    let content = |files: &Named| {
        files
            .keys()
            .find(|name| name.starts_with(layout::CONTENTS))
            .unwrap()
            .clone()
    };
    let report = by_server(&world, |files| {
        let name = content(files);
        let last = files[&name].len() - 3;
        files.get_mut(&name).unwrap()[last] ^= 1;
    });
    only(&report, &[Code::ContentDiffers]);
    let report = by_server(&world, |files| {
        let name = content(files);
        files.remove(&name);
    });
    only(&report, &[Code::ContentMissing]);
    // The text the entry got later, offered as the one that was signed.
    let mut world = tiny();
    let mut edited = world.write(|_| ());
    let signed = world.statement(Who::Cadre, &edited, sign_off(&Who::Cadre.person().name));
    let signed = cunfa_evidence::act::sign(signed, content_of_edit(&mut world, &mut edited), &Who::Cadre.key());
    world.send(TABLET, &mut edited, &[&signed]);
    only(
        &verify_both(&world.volume(), &world.root_key()),
        &[Code::SignatureWrong],
    );
}

fn content_of_edit(world: &mut World, edited: &mut Written) -> cunfa_core::Digest {
    world.edit(edited, "advice", "别的");
    content(edited)
}

#[test]
fn a_role_that_may_not_do_this_is_refused() {
    let mut world = tiny();
    let mut entry = world.write(|_| ());
    let voided = world.sign(Who::Cadre, &entry, void("不该由村干部作废"));
    world.send(TABLET, &mut entry, &[&voided]);
    let report = verify_both(&world.volume(), &world.root_key());
    only(&report, &[Code::NotAllowed, Code::NotTheCounsel]);
}

#[test]
fn a_review_of_another_entrys_sign_off_is_refused() {
    let mut world = tiny();
    let other = SignedAct::read(&world.log[0].0.acts[0]).unwrap().id();
    let mut entry = world.write(|_| ());
    world.send(TABLET, &mut entry, &[]);
    let reviewed = world.sign(Who::Office, &entry, review(other, Decision::Approve));
    world.send(DESK, &mut entry, &[&reviewed]);
    only(
        &verify_both(&world.volume(), &world.root_key()),
        &[Code::ReviewOfNothing],
    );
}

#[test]
fn an_act_that_is_not_in_the_tree_is_refused() {
    let world = small();
    let report = by_server_from(&world, |given| drop(given.proofs.remove(2)));
    only(&report, &[Code::NotInRoot]);
    assert_eq!(falling(&report), ["03-0002"]);
    let report = by_server_from(&world, |given| given.proofs[2].index += 1);
    only(&report, &[Code::ProofWrong]);
    let report = by_server_from(&world, |given| {
        let act = hash(b"another");
        given.proofs.push(Proof {
            act,
            ..given.proofs[2].clone()
        });
    });
    assert!(report.holds(), "a proof of something else says nothing of this volume");
}
