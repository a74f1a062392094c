//! Openings from above in a volume: by the county alone, over no text, and without any weight for the entry.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::BTreeSet;

use cunfa_core::{Role, Stage};
use cunfa_evidence::act::{SignedAct, sign};
use cunfa_evidence::canonical;
use cunfa_evidence::certificate::Subject;
use cunfa_volume::report::{ActKind, Code, Report};

use common::*;

fn only(report: &Report, expected: &[Code]) {
    assert_eq!(failing(report), expected.iter().copied().collect::<BTreeSet<_>>());
}

/// A world in which the county's person holds a certified key.
fn with_county() -> World {
    let mut world = tiny();
    world.certify(
        Who::County.key().public(),
        Subject::Person {
            person: Who::County.person(),
            device: Who::County.device(),
        },
        cunfa_core::Standing::Confirmed,
    );
    world
}

/// An entry that somebody opened.
fn opened(world: &mut World, act: impl FnOnce(&mut World, &Written) -> SignedAct) -> Report {
    let mut entry = world.write(|_| ());
    world.send(TABLET, &mut entry, &[]);
    let act = act(world, &entry);
    world.send(DESK, &mut entry, &[&act]);
    verify_both(&world.volume(), &world.root_key())
}

#[test]
fn an_opening_by_the_county_holds_says_why_and_moves_nothing() {
    let report = opened(&mut with_county(), |world, entry| {
        world.open(Who::County, entry, "核对补贴")
    });
    assert!(report.holds(), "{:?}", failing(&report));
    let entry = report.entries.last().unwrap();
    assert_eq!((entry.stage, entry.official), (Some(Stage::Unsigned), None));
    let said = entry.acts.first().unwrap().said.as_ref().unwrap();
    assert_eq!(
        (said.kind, said.words.as_str(), said.role),
        (ActKind::Opening, "核对补贴", Role::County)
    );
    assert_eq!(said.name, Who::County.person().name);
}

#[test]
fn nobody_at_hand_opens_anything() {
    for who in [Who::Office, Who::Counsel, Who::Cadre] {
        let mut world = with_county();
        let mut entry = world.write(|_| ());
        world.send(TABLET, &mut entry, &[]);
        let act = world.open(who, &entry, "想看");
        world.send(who.device(), &mut entry, &[&act]);
        only(&verify_both(&world.volume(), &world.root_key()), &[Code::NotAllowed]);
    }
}

#[test]
fn an_opening_whose_reason_was_changed_has_no_signature() {
    let report = opened(&mut with_county(), |world, entry| {
        let mut statement = world.statement(Who::County, entry, opening("别的理由"));
        (statement.act.heads, statement.previous) = (Vec::new(), None);
        let other = sign(statement, canonical::no_text(), &Who::County.key());
        let honest = world.open(Who::County, entry, "核对补贴");
        let forged = [
            other.bytes().split_last_chunk::<64>().unwrap().0,
            honest.signature().as_slice(),
        ]
        .concat();
        SignedAct::read(&forged).unwrap()
    });
    only(&report, &[Code::SignatureWrong]);
}
