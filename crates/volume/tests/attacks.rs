//! What somebody may do to a volume: with it in hand, and as a server that holds the county key and signs the list again. Each is
//! rejected by name, and what was not touched still holds. Nothing is signed again that the attacker could not sign.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use cunfa_core::{Body, Decision, Standing, Way};
use cunfa_evidence::act::SignedAct;
use cunfa_evidence::certificate::Subject;
use cunfa_evidence::hash;
use cunfa_volume::archive;
use cunfa_volume::build::{self, Given};
use cunfa_volume::layout::{self, Logged, Proof};
use cunfa_volume::manifest::Manifest;
use cunfa_volume::report::{Code, Report};

use common::*;

type Named = BTreeMap<String, Vec<u8>>;

/// The files of an honest volume without its list.
fn files(world: &World) -> Named {
    build::files(&world.given()).unwrap()
}

fn archived(files: &Named) -> Vec<u8> {
    let files = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    archive::write(&files).unwrap()
}

/// By somebody without any key: the old list, a new container.
fn by_anybody(world: &World, change: impl FnOnce(&mut Named)) -> Report {
    let mut files = files(world);
    let manifest = build::manifest(&world.given(), &files).issue(&world.county_key());
    change(&mut files);
    files.insert(layout::MANIFEST.to_owned(), manifest);
    verify_both(&archived(&files), &world.root_key())
}

/// By the server: it signs a list of what it changed.
fn by_server(world: &World, change: impl FnOnce(&mut Named)) -> Report {
    let mut files = files(world);
    change(&mut files);
    let mut manifest = build::manifest(&world.given(), &files);
    let sequence = |name: &String| {
        name.strip_prefix(layout::BATCHES)
            .and_then(|digits| digits.parse().ok())
    };
    let batches = files
        .iter()
        .filter_map(|(name, bytes)| Some((sequence(name)?, Logged::decode(bytes).ok()?)));
    manifest.batches = batches
        .map(|(sequence, logged)| (sequence, logged.sealed.id()))
        .collect();
    resealed(world, &manifest, &files)
}

fn resealed(world: &World, manifest: &Manifest, files: &Named) -> Report {
    verify(
        &build::seal(manifest, files, &world.county_key()).unwrap(),
        &world.root_key(),
    )
}

/// By a server that builds the whole volume from a log and words of its own.
fn by_server_from(world: &World, change: impl FnOnce(&mut Given)) -> Report {
    let mut given = world.given();
    change(&mut given);
    verify_both(&build::build(&given, &world.county_key()).unwrap(), &world.root_key())
}

fn fails(report: &Report, expected: &[Code]) {
    let found = failing(report);
    for code in expected {
        assert!(found.contains(code), "{code:?} is not in {found:?}");
    }
    assert!(!report.holds());
}

fn only(report: &Report, expected: &[Code]) {
    assert_eq!(failing(report), expected.iter().copied().collect::<BTreeSet<_>>());
}

/// The entries against which something stands, by number.
fn falling(report: &Report) -> Vec<&str> {
    let falling = report.entries.iter().filter(|entry| !entry.holds());
    falling.map(|entry| entry.number.as_str()).collect()
}

fn acts(files: &Named) -> Vec<String> {
    files
        .keys()
        .filter(|name| name.starts_with(layout::ACTS))
        .cloned()
        .collect()
}

/// The file of the first act of the batch at this sequence.
fn act_at(world: &World, sequence: usize) -> String {
    let act = &world.log[sequence - 1].0.acts[0];
    layout::act(SignedAct::read(act).unwrap().id())
}

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
fn a_batch_that_is_taken_out_is_missed() {
    let world = small();
    let report = by_anybody(&world, |files| drop(files.remove(&layout::batch(4))));
    fails(&report, &[Code::FileMissing, Code::BatchMissing, Code::ActExtra]);
    // A server that takes the whole sign-off out and makes a new tree without it: the devices had accepted the old one.
    let mut without = small();
    without.log.remove(3);
    let report = verify_both(&without.volume(), &without.root_key());
    fails(&report, &[Code::NamedRootWrong]);
    // It takes out a change: what builds on it cannot stand.
    let mut without = small();
    without.log.remove(2);
    let report = verify_lenient(&without);
    fails(&report, &[Code::DocumentIncomplete, Code::ReviewOfNothing]);
}

/// A volume of a log from which contents cannot all be derived.
fn verify_lenient(world: &World) -> Report {
    let honest = small();
    let mut files = files(&honest);
    let kept: BTreeSet<String> = world
        .log
        .iter()
        .map(|(_, given)| layout::batch(given.sequence))
        .collect();
    files.retain(|name, _| !name.starts_with(layout::BATCHES) || kept.contains(name));
    let mut manifest = build::manifest(&world.given(), &files);
    manifest.files = build::lines(&files);
    resealed(world, &manifest, &files)
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
fn acts_and_batches_that_change_places_are_recognised() {
    let world = small();
    // Two files exchanged under the server's list: each act is named by its hash.
    let report = by_server(&world, |files| {
        let (one, two) = (act_at(&world, 3), act_at(&world, 4));
        let (first, second) = (files[&one].clone(), files[&two].clone());
        files.insert(one, second);
        files.insert(two, first);
    });
    only(&report, &[Code::ActMissing]);
    // Two batches exchanged: receipts say the place.
    let report = by_server(&world, |files| {
        let (first, second) = (files[&layout::batch(3)].clone(), files[&layout::batch(4)].clone());
        files.insert(layout::batch(3), second);
        files.insert(layout::batch(4), first);
    });
    fails(&report, &[Code::ReceiptOtherPlace, Code::NotInRoot]);
    // A server that makes new receipts and a new tree for another order: each act names the one before.
    let mut reordered = tiny();
    let mut entry = reordered.write(|_| ());
    let first = reordered.sign(Who::Cadre, &entry, sign_off(&Who::Cadre.person().name));
    let second = reordered.sign(Who::Counsel, &entry, void("写错"));
    reordered.send(TABLET, &mut entry, &[&second]);
    reordered.send(TABLET, &mut entry, &[&first]);
    only(
        &verify_both(&reordered.volume(), &reordered.root_key()),
        &[Code::OrderBroken],
    );
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
fn a_batch_shown_twice_is_recognised_and_an_act_delivered_twice_counts_once() {
    let world = small();
    let report = by_server(&world, |files| {
        let copy = files[&layout::batch(3)].clone();
        files.insert(layout::batch(99), copy);
    });
    fails(&report, &[Code::BatchTwice, Code::ReceiptOtherPlace]);
    let mut again = tiny();
    let mut batch = again.log[0].0.clone();
    batch.changes.clear();
    again.append(batch);
    let report = verify_both(&again.volume(), &again.root_key());
    assert!(report.holds() && codes(&report).contains(&Code::ActAgain));
    assert_eq!(report.entries[0].acts.len(), 2);
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
fn another_countys_volume_and_a_wrong_root_key_are_refused() {
    let world = small();
    let report = verify_both(&world.volume(), key(8).public());
    fails(
        &report,
        &[
            Code::ManifestSignature,
            Code::RootRefused,
            Code::CertificateRefused,
            Code::ReceiptRefused,
        ],
    );
    assert_eq!(falling(&report).len(), 6, "an entry without acts has a receipt too");
    let other = small_of(World::of_county(8));
    fails(
        &verify_both(&other.volume(), &world.root_key()),
        &[Code::ManifestSignature, Code::KeyUnknown],
    );
    // This county's list around another county's receipts, root and certificates.
    let mut manifest = build::manifest(&other.given(), &files(&other));
    manifest.exported_at_ms += 1;
    let report = resealed(&world, &manifest, &files(&other));
    fails(
        &report,
        &[Code::RootRefused, Code::ReceiptRefused, Code::CertificateRefused],
    );
    // The root of another county under the same key.
    let mut moved = small();
    moved.county = "450103".parse().unwrap();
    fails(
        &verify_both(&moved.volume(), &moved.root_key()),
        &[Code::ManifestOtherCounty],
    );
    let receipt = moved.receipt(moved.log[2].1.sealed.id(), 3);
    moved.log[2].1.receipt = receipt;
    moved.county = moved.village.county();
    let report = verify_both(&moved.volume(), &moved.root_key());
    only(&report, &[Code::ReceiptOtherCounty]);
    assert_eq!(falling(&report), ["03-0002"]);
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

#[test]
fn a_tree_that_was_written_anew_is_recognised_by_the_roots_that_acts_name() {
    let mut world = small();
    // The first two batches are exchanged, with receipts and a tree of the server's own.
    world.log.swap(0, 1);
    for (place, (_, given)) in (1u64..).zip(&mut world.log) {
        given.sequence = place;
    }
    let receipts: Vec<_> = world
        .log
        .iter()
        .map(|(_, given)| world.receipt(given.sealed.id(), given.sequence))
        .collect();
    for ((_, given), receipt) in world.log.iter_mut().zip(receipts) {
        given.receipt = receipt;
    }
    let report = verify_both(&world.volume(), &world.root_key());
    fails(&report, &[Code::NamedRootWrong]);
    // Or it shows nothing of the earlier roots.
    let report = by_server_from(&small(), |given| given.earlier_roots.clear());
    only(&report, &[Code::NamedRootNotShown]);
    let report = by_server_from(&small(), |given| given.earlier_roots[0].path.reverse());
    assert!(!report.holds() || small().given().earlier_roots[0].path.len() < 2);
    let report = by_server_from(&small(), |given| given.earlier_roots[0].hash = hash(b"another"));
    fails(&report, &[Code::EarlierRootWrong, Code::NamedRootNotShown]);
}

#[test]
fn a_key_that_was_revoked_before_signs_nothing() {
    let mut world = small();
    world.revoke(Who::Cadre.key().id(), 4);
    let report = verify_both(&world.volume(), &world.root_key());
    only(&report, &[Code::KeyRevoked]);
    assert_eq!(falling(&report), ["03-0004", "03-0005"], "what came before stays valid");
    let mut world = small();
    world.revoke(device_key(TABLET).id(), 5);
    only(&verify_both(&world.volume(), &world.root_key()), &[Code::DeviceRevoked]);
    // A revocation that is left out of the volume is no secret: the list of the county's keys is not here to tell. It is
    // the certificate that must be there.
    let report = by_server_from(&small(), |given| {
        given
            .certificates
            .retain(|bytes| !has(bytes, Who::Office.key().public()));
    });
    fails(&report, &[Code::KeyUnknown, Code::CertificateRefused]);
}

fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn a_key_outside_its_person_role_device_and_scope_is_refused() {
    let with = |who: Who, change: &dyn Fn(&mut Subject)| {
        let mut world = small();
        world.certificates.retain(|bytes| !has(bytes, who.key().public()));
        let mut changed = subject(who);
        change(&mut changed);
        world.certify(who.key().public(), changed, Standing::Confirmed);
        verify_both(&world.volume(), &world.root_key())
    };
    let person = |change: &dyn Fn(&mut cunfa_core::Person)| {
        with(Who::Cadre, &|subject| {
            if let Subject::Person { person, .. } = subject {
                change(person);
            }
        })
    };
    only(&person(&|person| person.id.0[0] ^= 1), &[Code::PersonDiffers]);
    only(
        &person(&|person| person.role = cunfa_core::Role::Counsel),
        &[Code::RoleDiffers],
    );
    only(
        &person(&|person| person.scope = vec!["450102002".parse().unwrap()]),
        &[Code::OutOfScope],
    );
    let report = person(&|person| person.name = "别人".to_owned());
    assert!(report.holds() && codes(&report).contains(&Code::NameDiffers));
    let report = with(Who::Cadre, &|subject| {
        if let Subject::Person { device, .. } = subject {
            *device = DESK;
        }
    });
    only(&report, &[Code::DeviceDiffers]);
    let report = with(Who::Cadre, &|subject| *subject = Subject::Device(TABLET));
    only(&report, &[Code::PersonDiffers]);
}

#[test]
fn a_role_that_may_not_do_this_is_refused() {
    let mut world = tiny();
    let mut entry = world.write(|_| ());
    let voided = world.sign(Who::Cadre, &entry, void("不该由村干部作废"));
    world.send(TABLET, &mut entry, &[&voided]);
    let report = verify_both(&world.volume(), &world.root_key());
    only(&report, &[Code::NotAllowed]);
}

#[test]
fn a_batch_that_another_device_signed_or_an_unknown_one_is_refused() {
    let world = small();
    let report = by_server(&world, |files| {
        let name = layout::batch(3);
        let mut logged = Logged::decode(&files[&name]).unwrap();
        logged.sealed.signature = Logged::decode(&files[&layout::batch(4)]).unwrap().sealed.signature;
        files.insert(name, logged.encode());
    });
    only(&report, &[Code::BatchSignature]);
    let report = by_server(&world, |files| {
        let name = layout::batch(3);
        let mut logged = Logged::decode(&files[&name]).unwrap();
        logged.device = DESK;
        files.insert(name, logged.encode());
    });
    fails(&report, &[Code::BatchSignature, Code::BatchClaims]);
    let report = by_server_from(&world, |given| {
        given
            .certificates
            .retain(|bytes| !has(bytes, device_key(TABLET).public()));
    });
    only(&report, &[Code::DeviceKeyUnknown]);
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
fn files_that_nothing_needs_are_named_even_when_they_are_listed() {
    let world = tiny();
    let report = by_server(&world, |files| drop(files.insert("acts/00".to_owned(), vec![1])));
    only(&report, &[Code::ActExtra]);
    let report = by_server(&world, |files| drop(files.insert("other".to_owned(), vec![1])));
    only(&report, &[Code::FileStray]);
    let report = by_anybody(&world, |files| drop(files.insert("other".to_owned(), vec![1])));
    fails(&report, &[Code::FileExtra, Code::FileStray]);
    assert!(acts(&files(&world)).len() == 2);
}
