//! Writing: everything of one action or nothing, once, whatever breaks in the middle.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::*;
use cunfa_core::entry::to_fields;
use cunfa_core::{Form, Stage};
use cunfa_document::EntryDoc;
use cunfa_store::{Append, Delivery, Draft, Step, StoreError};

#[test]
fn a_saved_entry_is_in_the_log_the_outbox_the_list_and_the_search_at_once() {
    let mut tablet = Tablet::new(1);
    tablet.write(id(1), &entry("01-0001", "宅基地纠纷")).unwrap();
    assert_eq!(counts(&tablet), [1, 0, 1, 0, 0, 1, 1, 0]);
    let record = tablet.store.open_entry(id(1)).unwrap().unwrap();
    assert_eq!(record.current, entry("01-0001", "宅基地纠纷"));
    assert_eq!(record.official, record.current);
    assert_eq!(
        (record.row.stage, record.row.delivery),
        (Stage::Unsigned, Delivery::Here)
    );
    assert_eq!(tablet.store.audit().unwrap(), []);
}

#[test]
fn saving_twice_is_saving_once() {
    let mut tablet = Tablet::new(1);
    let (_, change) = EntryDoc::create(id(1), &to_fields(&entry("01-0001", "宅基地")), tablet.actor()).unwrap();
    for expected in [1, 0] {
        let appended = tablet
            .append(id(1), &village(1), std::slice::from_ref(&change), &[])
            .unwrap();
        assert_eq!(appended.changes, expected);
    }
    assert_eq!(counts(&tablet), [1, 0, 1, 0, 0, 1, 1, 0]);
}

#[test]
fn a_saved_entry_survives_a_power_cut_without_closing() {
    let mut tablet = Tablet::new(1);
    tablet.write(id(1), &entry("01-0001", "宅基地")).unwrap();
    tablet.act(id(1), Who::Cadre, sign_off());
    let mut copy = tablet.crashed_copy();
    assert_eq!(derived(&copy, true), derived(&tablet, true));
    assert_eq!(counts(&copy), counts(&tablet));
    assert_eq!(copy.store.audit().unwrap(), []);
    tablet.reopen();
    assert_eq!(derived(&tablet, true), derived(&copy, true));
}

#[test]
fn a_write_broken_at_any_step_leaves_nothing_and_works_when_said_again() {
    for step in [
        Step::Change,
        Step::Outbox,
        Step::Act,
        Step::Draft,
        Step::Projection,
        Step::Search,
        Step::Commit,
    ] {
        let mut tablet = Tablet::new(1);
        tablet.write(id(9), &entry("01-0009", "别的")).unwrap();
        tablet.store.put_draft(&draft(1)).unwrap();
        let before = (counts(&tablet), derived(&tablet, true));
        let (doc, change) = EntryDoc::create(id(1), &to_fields(&entry("01-0001", "宅基地")), tablet.actor()).unwrap();
        let acts = if step == Step::Act {
            vec![tablet.made(id(9), Who::Cadre, sign_off())]
        } else {
            Vec::new()
        };
        let changes = [change];
        let append = |tablet: &mut Tablet| {
            let (entry, changes): (_, &[Vec<u8>]) = if step == Step::Act {
                (id(9), &[])
            } else {
                (id(1), &changes)
            };
            tablet.store.append(&Append {
                entry,
                village: &village(1),
                changes,
                acts: &acts,
                draft_done: Some(id(1)),
                now_ms: 1,
            })
        };
        tablet.store.fail_next(step);
        assert!(matches!(append(&mut tablet), Err(StoreError::Interrupted(broken)) if broken == step));
        assert_eq!(
            (counts(&tablet), derived(&tablet, true)),
            before,
            "{step:?} left something"
        );
        append(&mut tablet).unwrap();
        assert_ne!(counts(&tablet), before.0);
        assert_eq!(tablet.store.audit().unwrap(), []);
        assert!(doc.heads().len() == 1);
    }
}

#[test]
fn a_full_disk_stores_nothing_of_the_step_and_keeps_what_was_there() {
    let mut tablet = Tablet::new(1);
    tablet.write(id(1), &entry("01-0001", "宅基地")).unwrap();
    let before = (counts(&tablet), derived(&tablet, true));
    tablet.store.limit_growth(3).unwrap();
    let long = "土地承包经营权".repeat(2_000);
    assert!(matches!(
        tablet.write(id(2), &entry("01-0002", &long)),
        Err(StoreError::DiskFull)
    ));
    assert_eq!((counts(&tablet), derived(&tablet, true)), before);
    tablet.store.limit_growth(100_000).unwrap();
    tablet.write(id(2), &entry("01-0002", &long)).unwrap();
    assert_eq!(tablet.store.audit().unwrap(), []);
}

#[test]
fn what_would_not_be_readable_or_belongs_elsewhere_is_refused() {
    let mut tablet = Tablet::new(1);
    let (mut doc, genesis) = EntryDoc::create(id(1), &to_fields(&entry("01-0001", "甲")), tablet.actor()).unwrap();
    let later = doc
        .edit(&to_fields(&entry("01-0001", "乙")), tablet.actor())
        .unwrap()
        .unwrap();
    assert!(matches!(
        tablet.append(id(1), &village(1), &[later], &[]),
        Err(StoreError::Refused(_))
    ));
    assert!(matches!(
        tablet.append(id(2), &village(1), std::slice::from_ref(&genesis), &[]),
        Err(StoreError::Document(_))
    ));
    assert!(matches!(
        tablet.append(id(1), &village(2), std::slice::from_ref(&genesis), &[]),
        Err(StoreError::Refused(_))
    ));
    let (_, empty) = EntryDoc::create(id(3), &[].into(), tablet.actor()).unwrap();
    assert!(matches!(
        tablet.append(id(3), &village(1), &[empty], &[]),
        Err(StoreError::Refused(_))
    ));
    assert_eq!(counts(&tablet), [0; 8]);
    tablet.append(id(1), &village(1), &[genesis], &[]).unwrap();
    let act = tablet.made(id(1), Who::Cadre, sign_off());
    tablet.write(id(4), &entry("01-0004", "丙")).unwrap();
    assert!(matches!(
        tablet.append(id(4), &village(1), &[], &[act]),
        Err(StoreError::Refused(_))
    ));
}

#[test]
fn finishing_a_draft_removes_it_with_the_same_commit() {
    let mut tablet = Tablet::new(1);
    tablet.store.put_draft(&draft(1)).unwrap();
    let (_, change) = EntryDoc::create(id(1), &to_fields(&entry("01-0001", "甲")), tablet.actor()).unwrap();
    let append = Append {
        entry: id(1),
        village: &village(1),
        changes: &[change],
        acts: &[],
        draft_done: Some(id(1)),
        now_ms: 1,
    };
    tablet.store.append(&append).unwrap();
    assert_eq!(tablet.store.draft(id(1)).unwrap(), None);
}

fn draft(number: u8) -> Draft {
    Draft {
        draft: id(number),
        owner: Who::Counsel.person().id,
        form: Form {
            matter: "宅基地𡌶".into(),
            ..Form::default()
        },
        changes: None,
        base: Vec::new(),
        saved_at_ms: Some(i64::from(number)),
    }
}

#[test]
fn drafts_are_their_owners_come_back_when_dropped_and_survive_a_power_cut() {
    let mut tablet = Tablet::new(1);
    let mut other = draft(3);
    other.owner = Who::OtherCounsel.person().id;
    for draft in [&draft(1), &draft(2), &other] {
        tablet.store.put_draft(draft).unwrap();
    }
    let mine = Who::Counsel.person().id;
    assert_eq!(tablet.crashed_copy().store.drafts(mine).unwrap(), [draft(2), draft(1)]);
    tablet.store.drop_draft(id(2)).unwrap();
    assert_eq!(tablet.store.drafts(mine).unwrap(), [draft(1)]);
    assert_eq!(tablet.store.draft(id(2)).unwrap(), None);
    assert_eq!(tablet.store.keep_draft(id(2)).unwrap(), Some(draft(2)));
    tablet.store.drop_draft(id(2)).unwrap();
    tablet.store.forget_dropped(mine).unwrap();
    assert_eq!(tablet.store.keep_draft(id(2)).unwrap(), None);
    assert_eq!(tablet.store.drafts(Who::OtherCounsel.person().id).unwrap(), [other]);
}

#[test]
fn enrolling_is_one_step_and_happens_once() {
    let mut tablet = Tablet::new(1);
    assert!(matches!(
        tablet.store.enrol(&enrolment(1, Who::Counsel)),
        Err(StoreError::NotNow(_))
    ));
    tablet.store.add_person(&enrolment(1, Who::Cadre)).unwrap();
    assert!(matches!(
        tablet.store.add_person(&enrolment(1, Who::Cadre)),
        Err(StoreError::NotNow(_))
    ));
    tablet.reopen();
    let people = tablet.store.people().unwrap();
    assert_eq!(people.len(), 2);
    assert_eq!(people[1].person, Who::Cadre.person());
    let device = tablet.store.device().unwrap().unwrap();
    assert_eq!((device.number, device.token.as_str()), (1, "token"));
    assert!(!format!("{device:?}").contains("token"));
    assert_eq!(tablet.store.position().unwrap().epoch, EPOCH);
    assert_eq!(tablet.store.time_token().unwrap().unwrap().server_time_ms, 5_000);
}

#[test]
fn a_certificate_that_the_chain_refuses_is_never_stored() {
    let mut tablet = Tablet::new(1);
    let mut directory = directory(2);
    let mut forged = Who::Cadre.certificate();
    *forged.last_mut().unwrap() ^= 1;
    directory.certificates = vec![forged, Who::Office.certificate()];
    tablet.store.replace_directory(&directory).unwrap();
    assert!(tablet.store.holder(Who::Cadre.key().id()).unwrap().is_none());
    assert!(tablet.store.holder(Who::Office.key().id()).unwrap().is_some());
    assert_eq!(tablet.store.certified_people().unwrap(), [Who::Office.person()]);
    assert_eq!(tablet.store.directory_version().unwrap(), 2);
    assert_eq!(tablet.store.villages(&[shard()]).unwrap().len(), 3);
    assert_eq!(tablet.store.villages(&[]).unwrap().len(), 0);
    assert_eq!(tablet.store.village(&village(2)).unwrap().unwrap().name, "第2村");
    assert_eq!(tablet.store.rules().unwrap().len(), 1);
}

#[test]
fn a_chain_is_kept_as_long_as_the_file_holds_the_same_certificates_and_no_longer() {
    let mut tablet = Tablet::new(1);
    let holds = |tablet: &Tablet, who: Who| tablet.store.chain().unwrap().holder(who.key().id()).is_some();
    let mut fewer = directory(2);
    fewer.certificates = vec![Who::Office.certificate()];
    tablet.store.replace_directory(&fewer).unwrap();
    assert!(holds(&tablet, Who::Office) && !holds(&tablet, Who::Cadre));
    let (once, again) = (tablet.store.chain().unwrap(), tablet.store.chain().unwrap());
    assert!(std::sync::Arc::ptr_eq(&once, &again));
    tablet.store.replace_directory(&directory(3)).unwrap();
    assert!(holds(&tablet, Who::Office) && holds(&tablet, Who::Cadre));

    let mut revoked = directory(4);
    revoked.revocations = vec![Who::Cadre.revocation(2)];
    tablet.store.replace_directory(&revoked).unwrap();
    let ends = |tablet: &Tablet| {
        tablet
            .store
            .chain()
            .unwrap()
            .holder(Who::Cadre.key().id())
            .unwrap()
            .clone()
    };
    let ended = ends(&tablet);
    tablet.store.replace_directory(&directory(5)).unwrap();
    assert_ne!(ends(&tablet), ended);
    // Whoever wrote it.
    tablet.raw().execute_batch("DELETE FROM certificates").unwrap();
    assert!(!holds(&tablet, Who::Office));
}

#[test]
fn a_store_can_be_handed_to_another_thread() {
    fn is_send<T: Send>(_: &T) {}
    is_send(&Tablet::new(1).store);
}
