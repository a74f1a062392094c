//! Needs: kept and sent like an entry, shown apart from entries, answered by one of them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::*;
use cunfa_core::entry::to_fields;
use cunfa_core::need::{self, Channel, CloseReason, Closing, Need, NeedForm};
use cunfa_core::rules::Services;
use cunfa_core::{Category, Entry, EntryId};
use cunfa_document::EntryDoc;
use cunfa_store::{
    Append, Delivery, ItemState, NeedDraft, NeedQuery, NeedRow, OpenNeeds, PassResult, RowQuery, Step, StoreError,
};

const MS: i64 = 1_000;

fn asked(place: u32, date: &str, name: &str, matter: &str) -> Need {
    Need {
        village: village(place),
        date: date.parse().unwrap(),
        name: name.into(),
        phone: "13800000000".into(),
        category: Some(Category::Elderly),
        matter: matter.into(),
        channel: Channel::InPerson,
        recorder: Who::Cadre.person().id,
        recorder_name: Who::Cadre.person().name,
        written_at: format!("{date}T18:05"),
        closed: None,
    }
}

fn append<'a>(id: EntryId, need: &'a Need, changes: &'a [Vec<u8>]) -> Append<'a> {
    Append {
        entry: id,
        village: &need.village,
        changes,
        acts: &[],
        draft_done: Some(id),
        now_ms: MS,
    }
}

fn record(tablet: &mut Tablet, id: EntryId, need: &Need) -> NeedRow {
    let (_, change) = EntryDoc::create_need(id, &need::to_fields(need), tablet.actor()).unwrap();
    let (appended, record) = tablet.store.append_need(&append(id, need, &[change])).unwrap();
    assert_eq!((appended.changes, appended.acts), (1, 0));
    record.row
}

fn close(tablet: &mut Tablet, id: EntryId, closed: Option<Closing>) -> NeedRow {
    let mut record = tablet.store.open_need(id).unwrap().unwrap();
    let need = Need {
        closed,
        ..record.row.need
    };
    let change = record.doc.edit(&need::to_fields(&need), tablet.actor()).unwrap();
    let changes = [change.expect("it changes something")];
    tablet.store.append_need(&append(id, &need, &changes)).unwrap().1.row
}

fn withdrawn() -> Closing {
    Closing {
        reason: CloseReason::Withdrawn,
        note: String::new(),
        by: Who::Office.person().id,
        by_name: Who::Office.person().name,
        date: "2026-11-24".parse().unwrap(),
    }
}

fn answer(number: &str, place: u32, need: EntryId) -> Entry {
    Entry {
        village: village(place),
        answers: Some(need),
        ..entry(number, "答复")
    }
}

fn listed(tablet: &Tablet, open: bool, search: &str) -> Vec<EntryId> {
    let query = NeedQuery {
        scope: vec!["450102".parse().unwrap()],
        open,
        search: search.into(),
        limit: 50,
        ..NeedQuery::default()
    };
    let page = tablet.store.needs(&query).unwrap();
    assert_eq!(usize::try_from(page.total).unwrap(), page.rows.len());
    page.rows.into_iter().map(|row| row.id).collect()
}

fn open(tablet: &Tablet) -> OpenNeeds {
    tablet.store.open_needs(&["450102".parse().unwrap()]).unwrap()
}

fn needs_table(tablet: &Tablet) -> Vec<String> {
    let connection = tablet.raw();
    let sql = "SELECT hex(need) || village || date || name || phone || category || matter || channel || hex(recorder)
        || recorder_name || written_at || closed || coalesce(hex(closer), '-') || hex(heads) || found FROM needs ORDER BY need";
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

#[test]
fn a_recorded_need_is_in_the_list_at_once_and_in_no_list_of_entries() {
    let mut tablet = Tablet::new(1);
    let need = asked(1, "2026-11-20", "韦𡌶", "承包地被占");
    let row = record(&mut tablet, id(1), &need);
    assert_eq!((row.need, row.answered_by, row.delivery), (need, None, Delivery::Here));
    assert_eq!(listed(&tablet, true, ""), [id(1)]);
    let scope = vec!["450102".parse().unwrap()];
    let entries = RowQuery {
        scope: scope.clone(),
        limit: 50,
        ..RowQuery::default()
    };
    assert_eq!(tablet.store.rows(&entries).unwrap().total, 0);
    assert_eq!(tablet.store.counts(&scope).unwrap(), cunfa_store::Counts::default());
    let november = span("2026-11-01", "2026-12-01");
    assert_eq!(tablet.store.services_in(&scope, &november).unwrap(), Services::new());
    assert!(tablet.store.open_entry(id(1)).unwrap().is_none());
    let items = tablet.store.unsent_items(10).unwrap();
    assert_eq!(items.len(), 1);
    assert_eq!((items[0].is_need, items[0].matter.as_str()), (true, "韦𡌶"));
    assert_eq!(tablet.store.audit().unwrap(), []);
}

#[test]
fn a_need_goes_to_another_device_and_is_delivered_by_a_receipt_only() {
    let (mut writer, mut reader, mut server) = (Tablet::new(1), Tablet::new(2), Server::new());
    record(&mut writer, id(1), &asked(1, "2026-11-20", "韦大爷", "承包地"));
    assert_eq!(writer.store.unsent().unwrap().entries, 1);
    assert_eq!(writer.sync(&mut server).accepted, 1);
    assert_eq!(reader.sync(&mut server).entries, [id(1)]);
    for tablet in [&writer, &reader] {
        let row = tablet.store.need_row(id(1)).unwrap().unwrap();
        assert_eq!(row.delivery, Delivery::Delivered);
    }
    assert_eq!(needs_table(&writer), needs_table(&reader));
}

#[test]
fn an_entry_of_the_village_that_names_a_need_answers_it_until_it_is_voided() {
    let mut tablet = Tablet::new(1);
    record(&mut tablet, id(1), &asked(1, "2026-11-20", "韦大爷", "承包地"));
    tablet.write(id(2), &answer("01-0001", 1, id(1))).unwrap();
    assert_eq!(tablet.store.need_row(id(1)).unwrap().unwrap().answered_by, Some(id(2)));
    assert_eq!((open(&tablet).count, listed(&tablet, true, "").len()), (0, 0));
    assert_eq!(listed(&tablet, false, ""), [id(1)]);
    tablet.act(id(2), Who::Counsel, void("写错了"));
    assert_eq!(tablet.store.need_row(id(1)).unwrap().unwrap().answered_by, None);
    assert_eq!(listed(&tablet, true, ""), [id(1)]);
    let answers = tablet.store.answers_to(id(1)).unwrap();
    assert_eq!(answers.iter().map(|row| row.entry).collect::<Vec<_>>(), [id(2)]);
    assert_eq!(tablet.store.audit().unwrap(), []);
}

#[test]
fn an_entry_of_another_village_answers_nothing() {
    let mut tablet = Tablet::new(1);
    record(&mut tablet, id(1), &asked(1, "2026-11-20", "韦大爷", "承包地"));
    tablet.write(id(2), &answer("01-0001", 2, id(1))).unwrap();
    assert_eq!(tablet.store.need_row(id(1)).unwrap().unwrap().answered_by, None);
    assert_eq!(tablet.store.answers_to(id(1)).unwrap(), []);
    assert_eq!(open(&tablet).count, 1);
}

#[test]
fn a_need_is_closed_with_a_reason_and_opened_again() {
    let (mut writer, mut reader, mut server) = (Tablet::new(1), Tablet::new(2), Server::new());
    record(&mut writer, id(1), &asked(1, "2026-11-20", "韦大爷", "承包地"));
    writer.sync(&mut server);
    reader.sync(&mut server);
    assert_eq!(
        close(&mut reader, id(1), Some(withdrawn())).need.closed,
        Some(withdrawn())
    );
    assert_eq!(open(&reader), OpenNeeds::default());
    reader.sync(&mut server);
    writer.sync(&mut server);
    assert_eq!(
        writer.store.need_row(id(1)).unwrap().unwrap().need.closed,
        Some(withdrawn())
    );
    assert_eq!(close(&mut writer, id(1), None).need.closed, None);
    assert_eq!(open(&writer).count, 1);
}

#[test]
fn two_people_who_close_at_once_never_mix_one_s_reason_with_the_other_s_name() {
    let (mut one, mut two, mut server) = (Tablet::new(1), Tablet::new(2), Server::new());
    record(&mut one, id(1), &asked(1, "2026-11-20", "韦大爷", "承包地"));
    one.sync(&mut server);
    two.sync(&mut server);
    let elsewhere = Closing {
        reason: CloseReason::Elsewhere,
        by: Who::Cadre.person().id,
        by_name: Who::Cadre.person().name,
        ..withdrawn()
    };
    close(&mut one, id(1), Some(withdrawn()));
    close(&mut two, id(1), Some(elsewhere.clone()));
    for _ in 0..2 {
        one.sync(&mut server);
        two.sync(&mut server);
    }
    assert_eq!(needs_table(&one), needs_table(&two));
    let closed = one.store.need_row(id(1)).unwrap().unwrap().need.closed.unwrap();
    assert!([withdrawn(), elsewhere].contains(&closed));
}

#[test]
fn open_needs_come_first_the_oldest_first_and_settled_ones_after_them_the_newest_first() {
    let mut tablet = Tablet::new(1);
    for (number, date) in [
        (1, "2026-11-03"),
        (2, "2026-11-01"),
        (3, "2026-10-01"),
        (4, "2026-11-02"),
    ] {
        record(&mut tablet, id(number), &asked(1, date, "韦大爷", "承包地"));
    }
    close(&mut tablet, id(3), Some(withdrawn()));
    tablet.write(id(9), &answer("01-0001", 1, id(4))).unwrap();
    assert_eq!(listed(&tablet, false, ""), [id(2), id(1), id(4), id(3)]);
    assert_eq!(listed(&tablet, true, ""), [id(2), id(1)]);
    let oldest = Some("2026-11-01".parse().unwrap());
    assert_eq!(open(&tablet), OpenNeeds { count: 2, oldest });
}

#[test]
fn pages_of_needs_tell_how_many_there_are_and_stay_inside_scope_and_village() {
    let mut tablet = Tablet::new(1);
    for number in 1..=5u8 {
        let place = u32::from(number % 2) + 1;
        record(&mut tablet, id(number), &asked(place, "2026-11-03", "韦大爷", "承包地"));
    }
    let all = NeedQuery {
        scope: vec!["450102001".parse().unwrap()],
        limit: 2,
        offset: 2,
        ..NeedQuery::default()
    };
    let page = tablet.store.needs(&all).unwrap();
    assert_eq!((page.rows.len(), page.total, page.offset), (2, 5, 2));
    let one = NeedQuery {
        village: Some(village(2)),
        offset: 0,
        ..all.clone()
    };
    assert_eq!(tablet.store.needs(&one).unwrap().total, 3);
    let nowhere = NeedQuery { scope: vec![], ..all };
    assert_eq!(tablet.store.needs(&nowhere).unwrap().total, 0);
}

#[test]
fn needs_are_found_by_any_characters_and_by_the_initials_of_who_asks() {
    let mut tablet = Tablet::new(1);
    record(&mut tablet, id(1), &asked(1, "2026-11-01", "韦小妹", "宅基地𡌶界址"));
    record(&mut tablet, id(2), &asked(1, "2026-11-02", "黄大爷", "低保"));
    assert_eq!(listed(&tablet, false, "基地"), [id(1)]);
    assert_eq!(listed(&tablet, false, "𡌶"), [id(1)]);
    assert_eq!(listed(&tablet, false, "wxm"), [id(1)]);
    assert_eq!(listed(&tablet, false, "黄 低保"), [id(2)]);
    assert_eq!(listed(&tablet, false, "1380"), [id(1), id(2)]);
    assert_eq!(listed(&tablet, false, "没有"), []);
}

#[test]
fn what_is_derived_of_needs_comes_out_equal_when_it_is_rebuilt_and_a_wrong_row_is_found() {
    let mut tablet = Tablet::new(1);
    record(&mut tablet, id(1), &asked(1, "2026-11-20", "韦大爷", "承包地"));
    record(&mut tablet, id(2), &asked(2, "2026-11-21", "韦小妹", "低保"));
    close(&mut tablet, id(2), Some(withdrawn()));
    tablet.write(id(3), &answer("01-0001", 1, id(1))).unwrap();
    let (needs, entries) = (needs_table(&tablet), derived(&tablet, true));
    tablet.store.rebuild().unwrap();
    assert_eq!((needs_table(&tablet), derived(&tablet, true)), (needs.clone(), entries));
    assert_eq!(tablet.store.audit().unwrap(), []);
    for damage in [
        "UPDATE needs SET matter = 'x' WHERE date = '2026-11-20'",
        "UPDATE needs SET closed = ''",
        "DELETE FROM needs WHERE date = '2026-11-20'",
        "UPDATE entries SET answers = NULL",
    ] {
        assert!(tablet.raw().execute(damage, []).unwrap() > 0);
        assert_eq!(tablet.store.audit().unwrap().len(), 1, "{damage}");
        tablet.store.rebuild().unwrap();
        assert_eq!(needs_table(&tablet), needs);
    }
}

#[test]
fn a_need_that_holds_everything_of_an_entry_is_still_a_need() {
    let mut tablet = Tablet::new(1);
    let mut fields = to_fields(&entry("01-0001", "宅基地"));
    fields.extend(need::to_fields(&asked(1, "2026-11-20", "韦大爷", "承包地")));
    let (_, change) = EntryDoc::create_need(id(1), &fields, tablet.actor()).unwrap();
    let refused = tablet.append(id(1), &village(1), std::slice::from_ref(&change), &[]);
    assert!(matches!(refused, Err(StoreError::Refused(_))));
    let need = asked(1, "2026-11-20", "韦大爷", "承包地");
    tablet.store.append_need(&append(id(1), &need, &[change])).unwrap();
    assert!(tablet.store.open_entry(id(1)).unwrap().is_none());
    assert_eq!((derived(&tablet, true).len(), listed(&tablet, true, "").len()), (0, 1));
    assert_eq!(tablet.store.audit().unwrap(), []);
}

#[test]
fn an_entry_is_not_recorded_as_a_need_and_nobody_signs_a_need() {
    let mut tablet = Tablet::new(1);
    let need = asked(1, "2026-11-20", "韦大爷", "承包地");
    let (_, change) = EntryDoc::create(id(1), &to_fields(&entry("01-0001", "宅基地")), tablet.actor()).unwrap();
    assert!(matches!(
        tablet.store.append_need(&append(id(1), &need, &[change])),
        Err(StoreError::Refused(_))
    ));
    tablet.write(id(2), &entry("01-0001", "宅基地")).unwrap();
    let act = tablet.made(id(2), Who::Cadre, sign_off());
    let with_act = Append {
        acts: std::slice::from_ref(&act),
        ..append(id(3), &need, &[])
    };
    assert!(matches!(
        tablet.store.append_need(&with_act),
        Err(StoreError::Refused(_))
    ));
    assert_eq!(needs_table(&tablet), Vec::<String>::new());
}

#[test]
fn recording_broken_at_any_step_leaves_nothing_and_works_when_said_again() {
    for step in [Step::Change, Step::Outbox, Step::Draft, Step::Projection, Step::Commit] {
        let mut tablet = Tablet::new(1);
        let need = asked(1, "2026-11-20", "韦大爷", "承包地");
        let draft = NeedDraft {
            need: id(1),
            owner: Who::Cadre.person().id,
            form: NeedForm::default(),
            saved_at_ms: Some(MS),
        };
        tablet.store.put_need_draft(&draft).unwrap();
        let (_, change) = EntryDoc::create_need(id(1), &need::to_fields(&need), tablet.actor()).unwrap();
        let changes = [change];
        tablet.store.fail_next(step);
        let broken = tablet.store.append_need(&append(id(1), &need, &changes));
        assert!(matches!(broken, Err(StoreError::Interrupted(at)) if at == step));
        assert_eq!((counts(&tablet)[0], needs_table(&tablet).len()), (0, 0), "{step:?}");
        assert_eq!(tablet.store.need_draft(draft.owner).unwrap(), Some(draft.clone()));
        tablet.store.append_need(&append(id(1), &need, &changes)).unwrap();
        assert_eq!(tablet.store.need_draft(draft.owner).unwrap(), None);
        let again = tablet.store.append_need(&append(id(1), &need, &changes)).unwrap().0;
        assert_eq!((again.changes, needs_table(&tablet).len()), (0, 1));
    }
}

#[test]
fn the_need_a_person_types_is_found_again_after_a_kill_and_is_nobody_else_s() {
    let mut tablet = Tablet::new(1);
    let draft = NeedDraft {
        need: id(1),
        owner: Who::Cadre.person().id,
        form: NeedForm {
            name: "韦𡌶".into(),
            village: Some(village(1)),
            channel: Some(Channel::NoticeBoard),
            ..NeedForm::default()
        },
        saved_at_ms: Some(MS),
    };
    tablet.store.put_need_draft(&draft).unwrap();
    let killed = tablet.crashed_copy();
    assert_eq!(killed.store.need_draft(draft.owner).unwrap(), Some(draft.clone()));
    assert_eq!(killed.store.need_draft(Who::Office.person().id).unwrap(), None);
    tablet.store.drop_need_draft(draft.owner).unwrap();
    assert_eq!(tablet.store.need_draft(draft.owner).unwrap(), None);
}

/// An answer with which the device goes on reading only the second village.
fn without_first(tablet: &Tablet) -> PassResult {
    let mut smaller = directory(2);
    smaller.people[0].scope = vec![village(2).area()];
    smaller.villages.retain(|place| place.code == village(2));
    PassResult {
        epoch: EPOCH,
        cursor: tablet.store.position().unwrap().cursor,
        directory: Some(smaller),
        forget: vec![village(1)],
        ..PassResult::default()
    }
}

#[test]
fn the_needs_of_a_forgotten_village_go_with_it() {
    let (mut writer, mut reader, mut server) = (Tablet::new(1), Tablet::new(2), Server::new());
    record(&mut writer, id(1), &asked(1, "2026-11-20", "韦大爷", "承包地"));
    record(&mut writer, id(2), &asked(2, "2026-11-20", "韦小妹", "低保"));
    writer.sync(&mut server);
    reader.sync(&mut server);
    for mut tablet in [writer, reader] {
        let answer = without_first(&tablet);
        assert_eq!(tablet.store.store_answers(&answer).unwrap().forgotten, 1);
        assert_eq!(listed(&tablet, false, ""), [id(2)]);
        assert!(tablet.store.open_need(id(1)).unwrap().is_none());
        for (table, column) in [
            ("changes", "entry"),
            ("outbox", "entry"),
            ("batches", "entry"),
            ("needs", "need"),
        ] {
            let sql = format!("SELECT count(*) FROM {table} WHERE {column} = ?1");
            let left: i64 = tablet
                .raw()
                .query_row(&sql, [id(1).as_bytes()], |row| row.get(0))
                .unwrap();
            assert_eq!(left, 0, "{table}");
        }
        assert_eq!(tablet.store.audit().unwrap(), []);
    }
}

#[test]
fn a_need_without_a_receipt_stays_when_its_village_is_forgotten_and_goes_with_the_receipt() {
    let (mut tablet, mut server) = (Tablet::new(1), Server::new());
    record(&mut tablet, id(1), &asked(1, "2026-11-20", "韦大爷", "承包地"));
    let answer = without_first(&tablet);
    assert_eq!(tablet.store.store_answers(&answer).unwrap().forgotten, 0);
    assert_eq!(listed(&tablet, false, ""), [id(1)]);
    let items = tablet.store.unsent_items(10).unwrap();
    assert_eq!((items.len(), items[0].state), (1, ItemState::Pending));
    let cadre = Who::Cadre.person().id;
    assert!(tablet.store.wrote(id(1), cadre, Who::Cadre.key().id()).unwrap());
    let other = Who::Office;
    assert!(!tablet.store.wrote(id(1), other.person().id, other.key().id()).unwrap());
    assert_eq!(tablet.sync(&mut server).forgotten, 1);
    assert_eq!(listed(&tablet, false, ""), []);
}
