//! Needs: who may record, close, answer and read them, what a need must say, and that nothing of it becomes an entry.

use cunfa_core::need::{self, CloseReason, Closing, Need};
use cunfa_core::{EntryId, Role};
use cunfa_document::EntryDoc;
use cunfa_evidence::batch::Batch;
use cunfa_protocol::index::{INDEX_PATH, IndexRequest};
use cunfa_protocol::view::ParkedReason;
use cunfa_protocol::wire::{VERSION, encode};
use cunfa_server::export::Attachments;

use crate::support::needs::{Paper, asked, closing};
use crate::support::{House, Ledger, NOW_MS, OFFICE, OTHER_VILLAGE, Stage, TestDevice, VILLAGE, stage};

fn entries_of(read: &[Batch]) -> Vec<EntryId> {
    read.iter().map(|batch| batch.entry).collect()
}

fn county(house: &House) -> TestDevice {
    house.device("county", &house.person(Role::County, &["450102"]))
}

#[test]
fn cadres_and_offices_record_needs_and_whoever_works_in_the_village_pulls_them() {
    for records in [Role::Cadre, Role::Office] {
        let Stage {
            house,
            mut counsel,
            mut cadre,
            mut office,
            ..
        } = stage();
        let writer = if records == Role::Cadre {
            &mut cadre
        } else {
            &mut office
        };
        let paper = Paper::new(&house, writer, VILLAGE);
        writer.push(&house, &paper.first(writer));
        let mut reader = county(&house);
        assert!(entries_of(&counsel.pull(&house).0).contains(&paper.id));
        assert!(records == Role::Cadre || entries_of(&cadre.pull(&house).0).contains(&paper.id));
        assert!(records == Role::Office || entries_of(&office.pull(&house).0).contains(&paper.id));
        assert_eq!(entries_of(&reader.pull(&house).0), []);
        let mut elsewhere = house.device("e", &house.person(Role::Cadre, &[OTHER_VILLAGE]));
        assert_eq!(entries_of(&elsewhere.pull(&house).0), []);
    }
}

#[test]
fn a_counsel_and_the_county_record_and_close_no_need() {
    let Stage {
        house,
        mut counsel,
        mut cadre,
        ..
    } = stage();
    let mut reader = county(&house);
    let by_counsel = Paper::new(&house, &counsel, VILLAGE);
    assert_eq!(
        counsel.refusal(&house, &by_counsel.first(&counsel)),
        ParkedReason::NotAllowed
    );
    let by_county = Paper::new(&house, &reader, VILLAGE);
    assert_eq!(
        reader.refusal(&house, &by_county.first(&reader)),
        ParkedReason::NotAllowed
    );
    let mut paper = Paper::new(&house, &cadre, VILLAGE);
    cadre.push(&house, &paper.first(&cadre));
    let close = paper.edit(&house, |need| need.closed = Some(closing(&counsel.person)));
    assert_eq!(
        counsel.refusal(&house, &paper.sealed(&counsel, &[&close])),
        ParkedReason::NotAllowed
    );
}

#[test]
fn a_need_of_a_village_outside_the_scope_or_in_somebody_else_s_name_is_refused() {
    let Stage {
        house,
        mut cadre,
        office,
        ..
    } = stage();
    let elsewhere = Paper::new(&house, &cadre, OTHER_VILLAGE);
    assert_eq!(
        cadre.refusal(&house, &elsewhere.first(&cadre)),
        ParkedReason::OutOfScope
    );
    let in_other_name = Paper::of(&house, &asked(&office.person, VILLAGE));
    assert_eq!(
        cadre.refusal(&house, &in_other_name.first(&cadre)),
        ParkedReason::NotAllowed
    );
    let mut moved = Paper::new(&house, &cadre, OTHER_VILLAGE);
    moved.village = VILLAGE.to_owned();
    assert_eq!(cadre.refusal(&house, &moved.first(&cadre)), ParkedReason::Content);
}

#[test]
fn a_cadre_records_no_entry_under_the_name_of_a_need_nor_the_reverse() {
    let Stage {
        house,
        mut counsel,
        mut cadre,
        ledger,
        ..
    } = stage();
    let entry = Ledger::of(&house, &cadre.person, VILLAGE);
    assert_eq!(cadre.refusal(&house, &entry.first(&cadre)), ParkedReason::NotAllowed);
    // A need under the id of an entry that is there.
    let fields = need::to_fields(&asked(&cadre.person, VILLAGE));
    let (_, genesis) = EntryDoc::create_need(ledger.id, &fields, house.random.bytes()).unwrap();
    let over = ledger.sealed(&cadre, &[&genesis], &[]);
    assert_eq!(cadre.refusal(&house, &over), ParkedReason::Content);
    // Everything an entry has, in a need: a need all the same, which a counsel may not record.
    let mut both = Ledger::fields(&counsel, VILLAGE);
    both.extend(fields);
    let both = Paper::with_fields(&house, VILLAGE, &both);
    assert_eq!(counsel.refusal(&house, &both.first(&counsel)), ParkedReason::NotAllowed);
    cadre.push(&house, &both.first(&cadre));
    assert_eq!(house.server.db().entries(&VILLAGE.parse().unwrap()).unwrap().len(), 1);
}

#[test]
fn what_was_asked_stays_as_it_was_recorded_and_only_the_closing_changes() {
    let Stage {
        house,
        mut cadre,
        mut office,
        ..
    } = stage();
    let mut paper = Paper::new(&house, &cadre, VILLAGE);
    cadre.push(&house, &paper.first(&cadre));
    let edits: [fn(&mut Need); 4] = [
        |need| need.matter = "别的事".to_owned(),
        |need| need.name = "别人".to_owned(),
        |need| need.recorder_name = "别人".to_owned(),
        |need| need.date = "2026-11-19".parse().unwrap(),
    ];
    for edit in edits {
        let mut other = Paper {
            doc: paper.doc.clone(),
            genesis: paper.genesis.clone(),
            village: paper.village.clone(),
            id: paper.id,
        };
        let change = other.edit(&house, edit);
        assert_eq!(
            cadre.refusal(&house, &other.sealed(&cadre, &[&change])),
            ParkedReason::Content
        );
    }
    let close = paper.edit(&house, |need| need.closed = Some(closing(&office.person)));
    office.push(&house, &paper.sealed(&office, &[&close]));
    let reopen = paper.edit(&house, |need| need.closed = None);
    cadre.push(&house, &paper.sealed(&cadre, &[&reopen]));
    let in_other_name = paper.edit(&house, |need| need.closed = Some(closing(&office.person)));
    let refused = paper.sealed(&cadre, &[&in_other_name]);
    assert_eq!(cadre.refusal(&house, &refused), ParkedReason::NotAllowed);
}

#[test]
fn two_closings_that_do_not_know_of_each_other_are_both_taken() {
    let Stage {
        house,
        mut cadre,
        mut office,
        ..
    } = stage();
    let mut mine = Paper::new(&house, &cadre, VILLAGE);
    cadre.push(&house, &mine.first(&cadre));
    let mut theirs = Paper {
        doc: mine.doc.clone(),
        genesis: mine.genesis.clone(),
        village: mine.village.clone(),
        id: mine.id,
    };
    let a = mine.edit(&house, |need| need.closed = Some(closing(&cadre.person)));
    let b = theirs.edit(&house, |need| need.closed = Some(closing(&office.person)));
    cadre.push(&house, &mine.sealed(&cadre, &[&a]));
    office.push(&house, &theirs.sealed(&office, &[&b]));
}

#[test]
fn a_need_that_lacks_something_or_is_too_long_is_refused_and_one_of_a_newer_program_is_too_new() {
    let Stage { house, mut cadre, .. } = stage();
    let mut refused = |change: &dyn Fn(&mut cunfa_core::entry::FieldMap)| {
        let mut fields = need::to_fields(&asked(&cadre.person, VILLAGE));
        change(&mut fields);
        let paper = Paper::with_fields(&house, VILLAGE, &fields);
        cadre.refusal(&house, &paper.first(&cadre))
    };
    let put = |key: &'static str, value: String| {
        move |fields: &mut cunfa_core::entry::FieldMap| drop(fields.insert(key.to_owned(), value.clone()))
    };
    for key in ["date", "name", "matter", "recorder", "recorder_name", "written_at"] {
        assert_eq!(
            refused(&|fields| drop(fields.remove(key))),
            ParkedReason::Content,
            "{key}"
        );
    }
    assert_eq!(refused(&put("matter", "地".repeat(20_001))), ParkedReason::Content);
    assert_eq!(refused(&put("name", "梁\u{202e}".to_owned())), ParkedReason::Content);
    assert_eq!(refused(&put("date", "1970-01-01".to_owned())), ParkedReason::Content);
    let blank = Closing {
        reason: CloseReason::Other,
        note: " ".to_owned(),
        ..closing(&asked_by())
    };
    assert_eq!(refused(&put("closed", blank.to_text())), ParkedReason::Content);
    for (key, value) in [
        ("channel", "rumour"),
        ("category", "rich"),
        ("closed", "evaporated"),
        ("attachment.01-aaaa", "photo"),
    ] {
        assert_eq!(refused(&put(key, value.to_owned())), ParkedReason::TooNew, "{key}");
    }
}

fn asked_by() -> cunfa_core::Person {
    cunfa_core::Person {
        id: cunfa_core::PersonId([1; 16]),
        name: "某".to_owned(),
        role: Role::Cadre,
        post: String::new(),
        scope: Vec::new(),
    }
}

#[test]
fn nobody_signs_a_need() {
    let Stage {
        house,
        mut cadre,
        ledger,
        ..
    } = stage();
    let paper = Paper::new(&house, &cadre, VILLAGE);
    cadre.push(&house, &paper.first(&cadre));
    let mut about = ledger.of_same();
    (about.id, about.doc) = (paper.id, paper.doc.clone());
    let body = crate::support::sign_off(&cadre);
    let statement = about.statement(&house, &cadre, body);
    let content = cunfa_evidence::canonical::digest(paper.id, &ledger.entry());
    let act = cunfa_evidence::act::sign(statement, content, &cadre.person_key);
    let signed = about.sealed(&cadre, &[], &[&act]);
    assert_eq!(cadre.refusal(&house, &signed), ParkedReason::Content);
}

#[test]
fn a_need_is_in_no_list_of_entries_no_index_no_volume_and_no_tree() {
    let house = House::new();
    let (mut counsel, mut cadre) = (house.counsel("a"), house.cadre("b"));
    let paper = Paper::new(&house, &cadre, VILLAGE);
    cadre.push(&house, &paper.first(&cadre));
    assert_eq!(house.server.db().entries(&OFFICE.parse().unwrap()).unwrap(), []);
    let ask = encode(&IndexRequest {
        version: VERSION,
        after: None,
    });
    let index = house.post(INDEX_PATH, Some(&counsel.token), &ask.unwrap());
    assert_eq!(index.status, 200);
    let ledger = Ledger::new(&house, &counsel, VILLAGE);
    counsel.push(&house, &ledger.first(&counsel));
    let made = house
        .server
        .export(&VILLAGE.parse().unwrap(), &(2026..=2026), Attachments::Carried, NOW_MS)
        .unwrap();
    assert_eq!(made.entries, 1);
    let report = cunfa_volume::verify(&made.bytes, crate::support::key("county").public()).unwrap();
    assert!(report.holds());
    let entries: Vec<EntryId> = report.entries.iter().map(|entry| entry.entry).collect();
    assert_eq!(entries, [ledger.id]);
}

#[test]
fn the_counsel_answers_with_an_entry_that_names_a_need_of_the_same_village() {
    let Stage {
        house,
        mut counsel,
        mut cadre,
        mut office,
        ledger,
    } = stage();
    let here = Paper::new(&house, &cadre, VILLAGE);
    cadre.push(&house, &here.first(&cadre));
    let there = Paper::new(&house, &office, OTHER_VILLAGE);
    office.push(&house, &there.first(&office));
    let mut answering = |need: EntryId| {
        let mut fields = Ledger::fields(&counsel, VILLAGE);
        fields.insert("answers".to_owned(), need.to_string());
        let entry = Ledger::with_fields(&house, VILLAGE, &fields).first(&counsel);
        counsel.sync(&house, std::slice::from_ref(&entry)).answers.clone()
    };
    let refused = |answers: &[cunfa_protocol::wire::BatchAnswer]| match answers {
        [cunfa_protocol::wire::BatchAnswer::Refused { reason, .. }] => Some(*reason),
        _ => None,
    };
    assert_eq!(refused(&answering(here.id)), None);
    assert_eq!(refused(&answering(there.id)), Some(ParkedReason::Content));
    assert_eq!(refused(&answering(ledger.id)), Some(ParkedReason::Content));
    assert_eq!(refused(&answering(EntryId([3; 16]))), None);
}
