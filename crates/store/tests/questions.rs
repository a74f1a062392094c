//! What stands near an entry is found by what its row keeps; what acts note stands there too, and comes out of a rebuild as it was.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::*;
use cunfa_core::entry::Mediation;
use cunfa_core::{
    Area, Body, Entry, EntryId, Explanation, Ink, Kind, PersonId, Point, QuestionKind, SignOff, Stroke, VillageCode,
};
use cunfa_store::Asked;

const LONG: &str = "告知承包地确权登记的办理步骤，并建议双方先到村委会申请调解，再看结果决定。";

fn elsewhere(number: &str, matter: &str) -> Entry {
    Entry {
        village: village(2),
        ..entry(number, matter)
    }
}

fn copied(number: &str) -> Entry {
    Entry {
        advice: LONG.to_owned(),
        date: "2026-10-08".parse().unwrap(),
        ..entry(number, "甲")
    }
}

fn asked(tablet: &Tablet, number: u8) -> Asked {
    tablet.store.asking(&[shard()]).asked(id(number)).unwrap()
}

fn others(tablet: &Tablet, number: u8, kind: QuestionKind) -> Vec<EntryId> {
    let asked = asked(tablet, number).questions;
    let found = asked.into_iter().find(|question| question.kind == kind);
    found.map(|question| question.others).unwrap_or_default()
}

/// A sign-off in the same hand, but for a point inside its stroke.
fn drawn(inner: i32) -> Body {
    let Body::SignOff(plain) = sign_off() else {
        panic!("a sign-off")
    };
    let points = [
        (0, 0),
        (4_000, 3_000),
        (100, 2_900),
        (3_000 + inner, 1_000),
        (200, 1_200),
        (3_900, 100),
    ];
    let point = |(x, y): (i32, i32)| Point {
        x,
        y,
        t_ms: 0,
        pressure: None,
    };
    let ink = Ink {
        width: 10_000,
        height: 5_000,
        strokes: vec![Stroke(points.map(point).to_vec())],
    };
    Body::SignOff(SignOff { ink, ..plain })
}

#[test]
fn what_is_near_is_found_inside_the_scope_and_not_when_it_is_void_or_corrected() {
    let mut tablet = Tablet::new(1);
    tablet.write(id(1), &entry("01-0001", "宅基地")).unwrap();
    tablet.write(id(2), &elsewhere("01-0002", "水渠")).unwrap();
    tablet.write(id(3), &copied("01-0003")).unwrap();
    tablet.write(id(4), &copied("01-0004")).unwrap();
    assert_eq!(others(&tablet, 1, QuestionKind::Overlap), [id(2)]);
    assert_eq!(others(&tablet, 3, QuestionKind::CopiedText), [id(4)]);
    assert_eq!(others(&tablet, 1, QuestionKind::CopiedText), []);
    let here: Area = village(1).area();
    assert_eq!(tablet.store.asking(&[here]).asked(id(1)).unwrap().questions, []);
    assert_eq!(tablet.store.asking(&[shard()]).asked(id(9)).unwrap(), Asked::default());

    tablet.act(id(2), Who::Counsel, void("记错"));
    assert_eq!(others(&tablet, 1, QuestionKind::Overlap), []);
    assert_eq!(asked(&tablet, 2).questions, []);
    let correction = Entry {
        corrects: Some(id(4)),
        ..copied("01-0005")
    };
    tablet.write(id(5), &correction).unwrap();
    assert_eq!(others(&tablet, 3, QuestionKind::CopiedText), [id(5)]);
    assert_eq!(tablet.store.audit().unwrap(), []);
}

#[test]
fn entries_that_are_asked_about_together_raise_what_each_raises_alone() {
    let mut tablet = Tablet::new(1);
    tablet.write(id(1), &entry("01-0001", "宅基地")).unwrap();
    tablet.write(id(2), &elsewhere("01-0002", "水渠")).unwrap();
    tablet.write(id(3), &copied("01-0003")).unwrap();
    tablet.write(id(4), &copied("01-0004")).unwrap();
    let numbers = [1, 2, 3, 4, 9];
    let alone = numbers.map(|number| asked(&tablet, number));
    assert!(alone.iter().filter(|asked| !asked.questions.is_empty()).count() > 3);
    let scope = [shard()];
    let mut asking = tablet.store.asking(&scope);
    for _ in 0..2 {
        assert_eq!(numbers.map(|number| asking.asked(id(number)).unwrap()), alone);
    }
    let mut backwards = tablet.store.asking(&scope);
    for (number, alone) in numbers.iter().zip(&alone).rev() {
        assert_eq!(backwards.asked(id(*number)).unwrap(), *alone);
    }
}

#[test]
fn ink_that_was_altered_inside_is_found_and_another_hand_is_not() {
    let mut tablet = Tablet::new(1);
    for (number, body) in [(1, drawn(0)), (2, drawn(70)), (3, sign_off())] {
        let mut one = entry(&format!("01-{number:04}"), "甲");
        one.date = format!("2026-11-1{number}").parse().unwrap();
        tablet.write(id(number), &one).unwrap();
        tablet.act(id(number), Who::Cadre, body);
    }
    assert_eq!(others(&tablet, 1, QuestionKind::CopiedInk), [id(2)]);
    assert_eq!(others(&tablet, 2, QuestionKind::CopiedInk), [id(1)]);
    assert_eq!(others(&tablet, 3, QuestionKind::CopiedInk), []);
}

#[test]
fn an_acknowledgement_and_an_answer_stand_in_the_row_and_in_its_rebuild() {
    let (mut counsel, mut office, mut server) = (Tablet::new(1), Tablet::new(3), Server::new());
    let mut major = entry("01-0001", "征地");
    major.major = Some("涉众".to_owned());
    counsel.write(id(1), &major).unwrap();
    counsel.write(id(2), &elsewhere("01-0002", "水渠")).unwrap();
    counsel.sync(&mut server);
    office.sync(&mut server);
    let waits = |tablet: &Tablet| -> Vec<EntryId> {
        let rows = tablet.store.queue_major(&[shard()]).unwrap();
        rows.iter().map(|row| row.entry).collect()
    };
    assert_eq!(waits(&office), [id(1)]);
    assert!(office.store.queue_major(&[]).unwrap().is_empty());
    office.act(id(1), Who::Office, Body::Acknowledgement);
    assert_eq!(waits(&office), []);
    let explanation = Explanation {
        question: QuestionKind::Overlap,
        others: vec![id(2)],
        text: "两村相邻".to_owned(),
    };
    counsel.act(id(1), Who::Counsel, Body::Explanation(explanation));
    office.sync(&mut server);
    counsel.sync(&mut server);
    office.sync(&mut server);
    for tablet in [&mut counsel, &mut office] {
        let known = tablet.store.rows_of(&[id(1)], &[shard()]).unwrap()[0]
            .known
            .clone()
            .unwrap();
        assert_eq!(known.by, Who::Office.person().name);
        let asked = asked(tablet, 1);
        assert!(asked.is_answered(&asked.questions[0]));
        let before = derived(tablet, true);
        tablet.store.rebuild().unwrap();
        assert_eq!(derived(tablet, true), before);
        assert_eq!(tablet.store.audit().unwrap(), []);
        tablet.raw().execute_batch("UPDATE entries SET known = NULL").unwrap();
        assert_ne!(tablet.store.audit().unwrap(), []);
    }
}

#[test]
fn an_acknowledgement_by_anybody_else_counts_for_nothing() {
    let mut tablet = Tablet::new(1);
    tablet.write(id(1), &entry("01-0001", "宅基地")).unwrap();
    tablet.act(id(1), Who::Office, Body::Acknowledgement);
    let mut major = entry("01-0002", "征地");
    major.major = Some("涉众".to_owned());
    tablet.write(id(2), &major).unwrap();
    tablet.act(id(2), Who::Cadre, Body::Acknowledgement);
    let rows = tablet.store.rows_of(&[id(1), id(2)], &[shard()]).unwrap();
    assert!(rows.iter().all(|row| row.known.is_none()));
}

fn mediation(number: &str, at: u32, parties: &str) -> Entry {
    Entry {
        village: village(at),
        kind: Kind::Mediation,
        persons: Vec::new(),
        date: format!("2026-10-{number}").parse().unwrap(),
        mediation: Some(Mediation {
            parties: parties.to_owned(),
            dispute: "相邻".to_owned(),
            agreed: false,
        }),
        ..entry(&format!("01-00{number}"), "界址")
    }
}

#[test]
fn a_party_in_two_villages_of_one_counsel_is_found_and_not_in_one_village_nor_a_year_apart_nor_of_another_counsel() {
    let mut tablet = Tablet::new(1);
    let write = |tablet: &mut Tablet, number: u8, text: &Entry| tablet.write(id(number), text).unwrap();
    write(&mut tablet, 1, &mediation("01", 1, "韦志强、黄和平"));
    write(&mut tablet, 2, &mediation("02", 2, "韦志强"));
    write(&mut tablet, 3, &mediation("03", 1, "黄和平"));
    let long_ago = Entry {
        date: "2025-09-30".parse().unwrap(),
        ..mediation("04", 2, "韦志强")
    };
    write(&mut tablet, 4, &long_ago);
    let advised = Entry {
        kind: Kind::Consultation,
        mediation: None,
        ..mediation("05", 2, "")
    };
    write(&mut tablet, 5, &advised);
    let anothers = Entry {
        counsel: PersonId([77; 16]),
        ..mediation("06", 2, "韦志强")
    };
    write(&mut tablet, 6, &anothers);
    assert_eq!(others(&tablet, 1, QuestionKind::SameParty), [id(2)]);
    assert_eq!(others(&tablet, 2, QuestionKind::SameParty), [id(1)]);
    assert_eq!(others(&tablet, 3, QuestionKind::SameParty), []);
    let before = derived(&tablet, true);
    tablet.store.rebuild().unwrap();
    assert_eq!(derived(&tablet, true), before);
    assert_eq!(others(&tablet, 2, QuestionKind::SameParty), [id(1)]);
    assert_eq!(tablet.store.audit().unwrap(), []);
    tablet.act(id(2), Who::Counsel, void("记错"));
    assert_eq!(others(&tablet, 1, QuestionKind::SameParty), []);
    tablet.raw().execute_batch("DELETE FROM parties").unwrap();
    assert_ne!(tablet.store.audit().unwrap(), []);
}

/// But for the day of writing.
fn kinds(tablet: &Tablet, number: u8) -> Vec<(QuestionKind, u32)> {
    let questions = asked(tablet, number).questions;
    let others = questions.iter().filter(|one| one.kind != QuestionKind::WrittenLate);
    others.map(|one| (one.kind, one.figure)).collect()
}

#[test]
fn another_village_of_the_counsel_as_a_party_is_asked_about_and_one_where_they_serve_nobody_is_not() {
    let mut tablet = Tablet::new(1);
    let names = tablet.store.villages(&[shard()]).unwrap();
    let name = |at: u32| {
        let found = names.iter().find(|one| one.code == village(at));
        found.unwrap().name.clone()
    };
    let with = format!("{}村民委员会、韦志强", name(2));
    tablet.write(id(1), &mediation("01", 1, &with)).unwrap();
    assert_eq!(kinds(&tablet, 1), [], "they do not serve there");
    tablet.write(id(2), &mediation("02", 2, &with)).unwrap();
    assert_eq!(
        kinds(&tablet, 1),
        [(QuestionKind::SameParty, 1), (QuestionKind::OtherVillage, 1)]
    );
    assert_eq!(kinds(&tablet, 2), [(QuestionKind::SameParty, 1)], "its own village");
}

#[test]
fn service_during_a_recusal_is_asked_about_where_the_registers_know_of_one() {
    let mut tablet = Tablet::new(1);
    tablet.write(id(1), &entry("01-0001", "宅基地")).unwrap();
    let scope = [shard()];
    let row = tablet.store.rows_of(&[id(1)], &scope).unwrap()[0].clone();
    let kinds = |recused: bool| -> Vec<QuestionKind> {
        let known = |counsel: PersonId, village: &VillageCode, day| {
            recused && (counsel, village, day) == (row.counsel, &row.village, row.date)
        };
        let asked = tablet.store.asking(&scope).beside(known).asked(id(1)).unwrap();
        asked.questions.iter().map(|one| one.kind).collect()
    };
    assert_eq!(kinds(true), [QuestionKind::Recused]);
    assert_eq!(kinds(false), []);
}
