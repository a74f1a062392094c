//! Batches and files: taken out, exchanged, shown twice, of another device, needed by nothing.

use std::collections::BTreeSet;

use cunfa_volume::build;
use cunfa_volume::layout::{self, Logged};
use cunfa_volume::report::{Code, Report};

use crate::attacker::*;
use crate::common::*;

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
