//! What a revoked device delivered and somebody took out of quarantine: the text counts, no act in it does, and both programs say so.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::*;
use cunfa_core::{BatchId, Decision, Person, Role, Stage};
use cunfa_evidence::certificate::Subject;
use cunfa_evidence::keys::SigningKey;
use cunfa_evidence::ruling::{Ruling, Verdict};
use cunfa_volume::report::Code;

/// A ruling by this key.
fn ruling(key: &SigningKey, batch: BatchId, verdict: Verdict) -> Vec<u8> {
    let reason = "平板找回，核对过".to_owned();
    let ruling = Ruling {
        issuer: key.id(),
        batch,
        verdict,
        reason,
        at_ms: 0,
    };
    ruling.issue(key)
}

/// One approved entry, then the tablet with everybody on it is revoked, and a signed entry of it lies in the log all the same.
fn revoked() -> (World, BatchId) {
    let mut world = tiny();
    let mut late = world.write(|_| ());
    let signed = world.sign(Who::Cadre, &late, sign_off(&Who::Cadre.person().name));
    let place = world.send(TABLET, &mut late, &[&signed]);
    for key in [device_key(TABLET).id(), Who::Cadre.key().id(), Who::Counsel.key().id()] {
        world.revoke(key, place);
    }
    let batch = world.log.last().unwrap().1.sealed.id();
    (world, batch)
}

#[test]
fn without_a_ruling_neither_batch_nor_act_holds() {
    let (world, _) = revoked();
    let report = verify_both(&world.volume(), &world.root_key());
    assert_eq!(failing(&report), [Code::DeviceRevoked, Code::KeyRevoked].into());
}

#[test]
fn an_offices_or_the_countys_ruling_takes_the_text_and_sets_the_signatures_aside() {
    for by_county in [false, true] {
        let (mut world, batch) = revoked();
        let key = if by_county {
            world.county_key()
        } else {
            Who::Office.key()
        };
        world.rulings.push(ruling(&key, batch, Verdict::Taken));
        let report = verify_both(&world.volume(), &world.root_key());
        assert!(report.holds(), "{:?}", failing(&report));
        let late = report.entries.last().unwrap();
        assert_eq!((late.stage, late.official), (Some(Stage::Unsigned), None));
        assert!(codes(&report).is_superset(&[Code::TakenFromQuarantine, Code::SetAside].into()));
        let said = late.findings.iter().find(|one| one.code == Code::TakenFromQuarantine);
        assert!(said.unwrap().about.contains("平板找回"));
    }
}

#[test]
fn an_office_that_got_another_area_afterwards_ruled_all_the_same() {
    let (mut world, batch) = revoked();
    world.rulings.push(ruling(&Who::Office.key(), batch, Verdict::Taken));
    world.rescope(Who::Office, 90, &["450102002"]);
    let report = verify_both(&world.volume(), &world.root_key());
    assert!(report.holds(), "{:?}", failing(&report));
}

#[test]
fn a_review_of_a_signature_that_was_set_aside_reviews_nothing() {
    let (mut world, batch) = revoked();
    world.rulings.push(ruling(&world.county_key(), batch, Verdict::Taken));
    let entry = world.log.last().unwrap().0.entry;
    let written = Written {
        id: entry,
        doc: cunfa_document::EntryDoc::load(entry, world.log.last().unwrap().0.changes.iter().map(Vec::as_slice))
            .unwrap(),
        unsent: Vec::new(),
    };
    let sign_off = cunfa_evidence::act::id_of(&world.log.last().unwrap().0.acts[0]);
    let mut written = written;
    let reviewed = world.sign(Who::Office, &written, review(sign_off, Decision::Approve));
    world.send(DESK, &mut written, &[&reviewed]);
    let report = verify_both(&world.volume(), &world.root_key());
    assert_eq!(failing(&report), [Code::ReviewOfNothing].into());
}

#[test]
fn nobody_else_takes_a_batch() {
    let stranger = key(77);
    let far = {
        let person = Person {
            scope: vec!["450103".parse().unwrap()],
            role: Role::Office,
            ..Who::Office.person()
        };
        Subject::Person { person, device: DESK }
    };
    type Case = (&'static str, fn(&mut World), SigningKey, Verdict);
    let cases: [Case; 5] = [
        ("a cadre", |_| (), Who::Cadre.key(), Verdict::Taken),
        ("nobody", |_| (), stranger, Verdict::Taken),
        (
            "an office whose key is revoked by then",
            |world| world.revoke(Who::Office.key().id(), 2),
            Who::Office.key(),
            Verdict::Taken,
        ),
        (
            "an office that has another area by then",
            |world| world.rescope(Who::Office, 2, &["450102002"]),
            Who::Office.key(),
            Verdict::Taken,
        ),
        ("an office that leaves it", |_| (), Who::Office.key(), Verdict::Left),
    ];
    for (who, prepare, key, verdict) in cases {
        let (mut world, batch) = revoked();
        prepare(&mut world);
        world.rulings.push(ruling(&key, batch, verdict));
        let report = verify_both(&world.volume(), &world.root_key());
        assert!(
            failing(&report).is_superset(&[Code::RulingRefused, Code::DeviceRevoked].into()),
            "{who}"
        );
    }
    let (mut world, batch) = revoked();
    let elsewhere = key(78);
    world.certify(elsewhere.public(), far, cunfa_core::Standing::Confirmed);
    world.rulings.push(ruling(&elsewhere, batch, Verdict::Taken));
    let report = verify_both(&world.volume(), &world.root_key());
    assert!(failing(&report).contains(&Code::RulingRefused), "an office elsewhere");
    let (mut world, batch) = revoked();
    let mut forged = ruling(&Who::Office.key(), batch, Verdict::Taken);
    *forged.last_mut().unwrap() ^= 1;
    world.rulings.push(forged);
    world
        .rulings
        .push(ruling(&world.county_key(), BatchId([7; 32]), Verdict::Taken));
    let report = verify_both(&world.volume(), &world.root_key());
    let refused = report.findings.iter().filter(|one| one.code == Code::RulingRefused);
    assert_eq!(refused.count(), 2, "a forged one, and one on a batch that is not here");
}
