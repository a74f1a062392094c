//! An entry's life across devices: signed, delivered, reviewed, changed, voided; the same on every device.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::*;
use cunfa_core::entry::to_fields;
use cunfa_core::{ActId, Stage, Way};
use cunfa_store::{EntryRecord, PassResult, RowQuery};

fn open(tablet: &Tablet, number: u8) -> EntryRecord {
    tablet.store.open_entry(id(number)).unwrap().unwrap()
}

/// A counsel's tablet with one entry signed and delivered, and an office that pulled it.
fn reviewed(body: impl FnOnce(ActId) -> cunfa_core::Body) -> (Tablet, Tablet, Server) {
    let (mut counsel, mut office, mut server) = (Tablet::new(1), Tablet::new(3), Server::new());
    counsel.write(id(1), &entry("01-0001", "宅基地")).unwrap();
    let signed = counsel.act(id(1), Who::Cadre, sign_off());
    counsel.sync(&mut server);
    office.sync(&mut server);
    assert_eq!(office.store.queue_waiting(&[shard()]).unwrap().len(), 1);
    office.act(id(1), Who::Office, body(signed));
    office.sync(&mut server);
    counsel.sync(&mut server);
    (counsel, office, server)
}

#[test]
fn an_approval_travels_back_and_both_devices_say_the_same() {
    let (mut counsel, office, _) = reviewed(approve);
    let record = open(&counsel, 1);
    assert_eq!(record.life.stage, Stage::Approved);
    assert!(record.acts.iter().all(|act| act.holds && act.delivered));
    assert_eq!(derived(&counsel, false), derived(&office, false));
    assert!(office.store.queue_waiting(&[shard()]).unwrap().is_empty());
    assert_eq!(office.store.queue_decided(&[shard()], 100).unwrap().len(), 1);
    assert_eq!(counsel.store.audit().unwrap(), []);
}

#[test]
fn what_is_submitted_as_signed_on_paper_is_official_on_every_device_and_in_a_rebuild() {
    let (mut counsel, mut office, mut server) = (Tablet::new(1), Tablet::new(3), Server::new());
    let mut signed = entry("01-0001", "离婚协议");
    signed.attachments = vec![signed_page()];
    counsel.write(id(1), &signed).unwrap();
    counsel.write(id(2), &entry("01-0002", "宅基地")).unwrap();
    let submitted = counsel.act(id(1), Who::Counsel, submission(Way::Paper));
    counsel.act(id(2), Who::Counsel, submission(Way::Electronic));
    counsel.sync(&mut server);
    office.sync(&mut server);
    let waiting = office.store.queue_waiting(&[shard()]).unwrap();
    let waiting: Vec<_> = waiting.iter().map(|row| (row.entry, row.on_paper)).collect();
    assert_eq!(waiting, [(id(1), true)]);
    office.act(id(1), Who::Office, approve(submitted));
    office.sync(&mut server);
    counsel.sync(&mut server);
    let record = open(&counsel, 1);
    assert_eq!(
        (record.life.stage, record.life.official),
        (Stage::Approved, Some(submitted))
    );
    assert_eq!(open(&counsel, 2).life.stage, Stage::Unsigned);
    assert_eq!(derived(&counsel, false), derived(&office, false));
    let before = derived(&counsel, false);
    counsel.store.rebuild().unwrap();
    assert_eq!(derived(&counsel, false), before);
    assert_eq!(counsel.store.audit().unwrap(), []);
}

#[test]
fn a_submission_by_another_counsel_or_without_its_page_does_not_hold() {
    let mut tablet = Tablet::new(1);
    tablet.write(id(1), &entry("01-0001", "宅基地")).unwrap();
    tablet.act(id(1), Who::Counsel, submission(Way::Paper));
    tablet.act(id(1), Who::Cadre, submission(Way::Electronic));
    let record = open(&tablet, 1);
    assert!(record.acts.iter().all(|act| !act.holds && act.content.is_some()));
    assert_eq!(record.life.stage, Stage::Unsigned);
    tablet
        .edit(id(1), |entry| entry.counsel = Who::OtherCounsel.person().id)
        .unwrap();
    tablet.act(id(1), Who::Counsel, submission(Way::Electronic));
    assert!(!open(&tablet, 1).acts[2].holds);
}

#[test]
fn a_return_brings_its_reasons_and_is_counted_until_an_entry_corrects_it() {
    let (mut counsel, _, _) = reviewed(give_back);
    let record = open(&counsel, 1);
    assert_eq!(
        (record.life.stage, record.life.reasons),
        (Stage::Returned, vec!["写明时间".to_owned()])
    );
    let listed = |counsel: &Tablet| {
        let query = RowQuery {
            scope: vec![shard()],
            stages: vec![Stage::Returned, Stage::Approved],
            limit: 20,
            ..RowQuery::default()
        };
        counsel.store.rows(&query).unwrap().total
    };
    assert_eq!(counsel.store.counts(&[shard()]).unwrap().returned, 1);
    assert_eq!(listed(&counsel), 1);
    let mut correction = entry("01-0002", "宅基地，九点至十点");
    correction.corrects = Some(id(1));
    counsel.write(id(2), &correction).unwrap();
    assert_eq!(counsel.store.counts(&[shard()]).unwrap().returned, 0);
    assert_eq!(listed(&counsel), 0, "the list is what the number counts");
    assert_eq!(open(&counsel, 1).corrected_by, [id(2)]);
    assert_eq!(open(&counsel, 2).row.corrects, Some(id(1)));
}

#[test]
fn a_return_never_replaces_what_is_unsent_here() {
    let (mut counsel, mut office, mut server) = (Tablet::new(1), Tablet::new(3), Server::new());
    counsel.write(id(1), &entry("01-0001", "宅基地")).unwrap();
    let signed = counsel.act(id(1), Who::Cadre, sign_off());
    counsel.sync(&mut server);
    office.sync(&mut server);
    counsel.edit(id(1), |entry| entry.result = "已补正".into()).unwrap();
    office.act(id(1), Who::Office, give_back(signed));
    office.sync(&mut server);
    let answer = server.answer(&counsel.store, &[]);
    counsel.store.store_answers(&answer).unwrap();
    let record = open(&counsel, 1);
    assert_eq!(record.current.result, "已补正");
    assert_eq!(record.official.result, "");
    assert_eq!(record.life.stage, Stage::Returned);
    assert!(record.life.changed_after_signing);
    assert_eq!(counsel.store.unsent().unwrap().entries, 1);
}

#[test]
fn an_edit_elsewhere_at_the_time_of_signing_leaves_the_signed_text_official() {
    let (mut cadre, mut counsel, mut server) = (Tablet::new(1), Tablet::new(2), Server::new());
    cadre.write(id(1), &entry("01-0001", "宅基地")).unwrap();
    cadre.sync(&mut server);
    counsel.sync(&mut server);
    cadre.act(id(1), Who::Cadre, sign_off());
    counsel.edit(id(1), |entry| entry.advice = "另行起诉".into()).unwrap();
    for tablet in [&mut cadre, &mut counsel] {
        tablet.sync(&mut server);
    }
    cadre.sync(&mut server);
    for tablet in [&cadre, &counsel] {
        let record = open(tablet, 1);
        assert_eq!(record.official.advice, "依照土地管理法协商");
        assert_eq!(record.current.advice, "另行起诉");
        assert!(record.life.changed_after_signing && record.row.changed_after_signing);
        assert!(record.acts[0].holds);
        assert_eq!(record.acts[0].content, Some(record.official_content));
        assert_ne!(record.current_content, record.official_content);
        assert_eq!(record.official_fields, to_fields(&record.official));
    }
    assert_eq!(derived(&cadre, false), derived(&counsel, false));
}

#[test]
fn a_field_written_on_two_devices_is_a_conflict_on_both_until_somebody_chooses() {
    let (mut one, mut two, mut server) = (Tablet::new(1), Tablet::new(2), Server::new());
    one.write(id(1), &entry("01-0001", "始")).unwrap();
    one.sync(&mut server);
    two.sync(&mut server);
    one.edit(id(1), |entry| entry.matter = "甲".into()).unwrap();
    two.edit(id(1), |entry| entry.matter = "乙".into()).unwrap();
    for tablet in [&mut one, &mut two] {
        tablet.sync(&mut server);
    }
    one.sync(&mut server);
    for tablet in [&one, &two] {
        let record = open(tablet, 1);
        assert_eq!(record.conflicts["matter"], ["乙", "甲"]);
        assert!(record.row.conflicts);
    }
    let mut doc = one.store.document(id(1)).unwrap().unwrap();
    let choice = doc.settle("matter", "甲", one.actor()).unwrap();
    one.append(id(1), &village(1), &[choice], &[]).unwrap();
    one.sync(&mut server);
    two.sync(&mut server);
    for tablet in [&one, &two] {
        let record = open(tablet, 1);
        assert!(record.conflicts.is_empty() && !record.row.conflicts);
        assert_eq!(record.current.matter, "甲");
    }
}

#[test]
fn an_act_counts_only_with_a_certified_key_of_that_role() {
    let mut tablet = Tablet::new(1);
    tablet.write(id(1), &entry("01-0001", "甲")).unwrap();
    tablet.act(id(1), Who::OtherCounsel, sign_off());
    let record = open(&tablet, 1);
    assert!(!record.acts[0].holds && record.acts[0].content.is_some());
    assert_eq!(record.life.stage, Stage::Unsigned);
    tablet.act(id(1), Who::Cadre, sign_off());
    assert_eq!(open(&tablet, 1).life.stage, Stage::Signed);
}

#[test]
fn a_certificate_that_comes_later_makes_the_act_hold_and_the_row_say_so() {
    let mut tablet = Tablet::new(1);
    let mut without = directory(2);
    without.certificates = vec![Who::Office.certificate()];
    tablet.store.replace_directory(&without).unwrap();
    tablet.write(id(1), &entry("01-0001", "甲")).unwrap();
    tablet.act(id(1), Who::Cadre, sign_off());
    assert_eq!(open(&tablet, 1).row.stage, Stage::Unsigned);
    let answer = PassResult {
        epoch: EPOCH,
        directory: Some(directory(3)),
        ..PassResult::default()
    };
    let stored = tablet.store.store_answers(&answer).unwrap();
    assert!(stored.directory);
    assert_eq!(stored.entries, [id(1)]);
    assert_eq!(open(&tablet, 1).row.stage, Stage::Signed);
    assert_eq!(tablet.store.directory_version().unwrap(), 3);
}

#[test]
fn a_revoked_key_keeps_what_reached_the_server_before_and_nothing_after() {
    let (mut tablet, mut server) = (Tablet::new(1), Server::new());
    for number in [1, 2] {
        tablet
            .write(id(number), &entry(&format!("01-{number:04}"), "甲"))
            .unwrap();
        tablet.act(id(number), Who::Cadre, sign_off());
        tablet.sync(&mut server);
    }
    tablet.write(id(3), &entry("01-0003", "丙")).unwrap();
    tablet.act(id(3), Who::Cadre, sign_off());
    let mut revoked = directory(2);
    revoked.revocations = vec![Who::Cadre.revocation(2)];
    tablet.store.replace_directory(&revoked).unwrap();
    let holds = |number| open(&tablet, number).acts[0].holds;
    assert_eq!([holds(1), holds(2), holds(3)], [true, false, false]);
    assert_eq!(open(&tablet, 3).row.stage, Stage::Unsigned);
    assert_eq!(tablet.store.audit().unwrap(), []);
}

#[test]
fn a_voided_entry_says_why_and_stays() {
    let mut tablet = Tablet::new(1);
    tablet.write(id(1), &entry("01-0001", "甲")).unwrap();
    let signed = tablet.act(id(1), Who::Cadre, sign_off());
    let voided = tablet.act(id(1), Who::Counsel, void("重复登记"));
    let record = open(&tablet, 1);
    assert_eq!(
        (record.life.stage, record.life.reasons),
        (Stage::Voided, vec!["重复登记".to_owned()])
    );
    assert_eq!(
        record.acts.iter().map(|act| act.act.id).collect::<Vec<_>>(),
        [signed, voided]
    );
    assert_eq!(
        tablet.store.last_act_of(cunfa_core::DeviceId([1; 16])).unwrap(),
        Some(voided)
    );
}

#[test]
fn what_is_major_comes_first_in_the_queue_then_what_came_first() {
    let (mut counsel, mut office, mut server) = (Tablet::new(1), Tablet::new(3), Server::new());
    for number in 1..=3 {
        let mut one = entry(&format!("01-{number:04}"), "甲");
        one.major = (number == 3).then(|| "涉众".to_owned());
        counsel.write(id(number), &one).unwrap();
        counsel.act(id(number), Who::Cadre, sign_off());
        counsel.sync(&mut server);
    }
    office.sync(&mut server);
    let waiting: Vec<_> = office
        .store
        .queue_waiting(&[shard()])
        .unwrap()
        .into_iter()
        .map(|row| row.entry)
        .collect();
    assert_eq!(waiting, [id(3), id(1), id(2)]);
    assert!(office.store.queue_waiting(&[]).unwrap().is_empty());
}
