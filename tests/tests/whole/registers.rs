//! The county's registers: said on one device, in the log, read on every other one that may read them, with and without a network.

use cunfa_core::register::{Column, FaultReason, RecordKind};
use cunfa_core::{ActId, EntryId, Person, PersonId, VillageCode};
use cunfa_protocol::registers::REGISTERS_PATH;
use cunfa_protocol::view::{ParkedReason, RecordState, RecordView, SyncOutcome};
use cunfa_protocol::{Code, command as c};
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::scene::{OTHERS, SECOND, VILLAGE, village as village_of};
use cunfa_tests::harness::server::RULES;
use cunfa_tests::harness::{Fault, Scene, TestDevice, Who, raw};

use super::{scene, village};

pub(super) type Value<'v> = (Column, &'v str);

async fn try_put(
    device: &TestDevice,
    kind: RecordKind,
    (record, after): (Option<EntryId>, Option<ActId>),
    values: &[Value<'_>],
) -> Result<RecordView, Code> {
    let values = values.iter().map(|(column, text)| (*column, (*text).to_owned()));
    device
        .ask(c::PutRecord {
            record,
            kind,
            after,
            values: values.collect(),
            withdrawn: None,
        })
        .await
}

/// A new record, about which nothing is wrong.
pub(super) async fn put(device: &TestDevice, kind: RecordKind, values: &[Value<'_>]) -> RecordView {
    let view = try_put(device, kind, (None, None), values).await.unwrap();
    assert_eq!(view.faults, [], "{kind:?}");
    view
}

/// Another word about a record, over the act it is shown by.
pub(super) async fn say(device: &TestDevice, shown: &RecordView, changed: &[Value<'_>]) -> RecordView {
    let kept = |column: &Column| !changed.iter().any(|(other, _)| other == column);
    let mut values: Vec<Value<'_>> = shown
        .row
        .values
        .iter()
        .map(|(column, text)| (*column, text.as_str()))
        .collect();
    values.retain(|(column, _)| kept(column));
    values.extend(changed);
    let (record, after) = (shown.row.record, shown.row.act);
    try_put(device, shown.kind, (Some(record), after), &values)
        .await
        .unwrap()
}

pub(super) async fn one(device: &TestDevice, record: EntryId) -> RecordView {
    device.ask(c::Record { record }).await.unwrap()
}

pub(super) async fn rows(device: &TestDevice, kind: RecordKind) -> usize {
    device.ask(c::Registers { kind }).await.unwrap().rows.len()
}

pub(super) fn value(view: &RecordView, column: Column) -> Option<&str> {
    let mut values = view.row.values.iter();
    values
        .find(|(other, _)| *other == column)
        .map(|(_, text)| text.as_str())
}

pub(super) async fn sync(device: &TestDevice) {
    assert_eq!(device.sync().await.unwrap(), SyncOutcome::Done);
}

/// What makes somebody of the register of people one of the register of counsel.
pub(super) async fn listed(county: &TestDevice, who: Who) -> RecordView {
    let (person, name) = (who.person().id.to_string(), who.person().name);
    let values = [
        (Column::Person, person.as_str()),
        (Column::Name, name.as_str()),
        (Column::CounselKind, "lawyer"),
        (Column::Phone, "0771-0000001"),
        (Column::Official, "no"),
    ];
    put(county, RecordKind::Counsel, &values).await
}

pub(super) async fn appointed(county: &TestDevice, who: Who, village: &str, to: Option<&str>) -> RecordView {
    let person = who.person().id.to_string();
    let mut values = vec![
        (Column::Village, village),
        (Column::Person, person.as_str()),
        (Column::From, "2026-11-01"),
        (Column::Prior, "no"),
    ];
    values.extend(to.map(|to| (Column::To, to)));
    put(county, RecordKind::Appointment, &values).await
}

pub(super) const FIRM: [Value<'static>; 2] = [(Column::Name, "正道律师事务所"), (Column::FirmKind, "law_firm")];

/// A second desk of the county, of a colleague.
pub(super) async fn colleague(scene: &mut Scene) -> TestDevice {
    let colleague = Person {
        id: PersonId([66; 16]),
        name: "梁素芬".to_owned(),
        ..Who::County.person()
    };
    scene.server.add_person(&colleague).unwrap();
    let desk = scene.fresh().unwrap();
    let code = scene.server.invite(colleague.id).unwrap();
    desk.enrol(&code).await.unwrap();
    desk.unlock(0).await.unwrap();
    desk
}

async fn villages(device: &TestDevice) -> Vec<VillageCode> {
    let rows = device.ask(c::Villages {}).await.unwrap();
    rows.into_iter().map(|row| row.code).collect()
}

#[tokio::test]
async fn who_is_appointed_by_the_county_gets_the_village_on_their_own_device_and_sees_by_which_record() {
    let mut scene = scene();
    let county = scene.county().await.unwrap();
    let counsel = scene.device_of(&[Who::SecondCounsel]).await.unwrap();
    sync(&counsel).await;
    assert_eq!(villages(&counsel).await, [village_of(SECOND).unwrap()]);
    listed(&county, Who::SecondCounsel).await;
    let first = appointed(&county, Who::SecondCounsel, VILLAGE, None).await;
    appointed(&county, Who::SecondCounsel, SECOND, None).await;
    assert_eq!(first.row.state, RecordState::Waiting);
    sync(&county).await;
    let shown = one(&county, first.row.record).await;
    assert_eq!((shown.row.state, shown.history.len()), (RecordState::Stands, 1));
    assert!(shown.history[0].received_ms.is_some());
    assert_eq!(shown.history[0].by, Who::County.person().name);
    sync(&counsel).await;
    assert_eq!(villages(&counsel).await, [village(), village_of(SECOND).unwrap()]);
    assert_eq!(rows(&counsel, RecordKind::Appointment).await, 2);
    let shown = one(&counsel, first.row.record).await;
    assert_eq!(value(&shown, Column::From), Some("2026-11-01"));
    assert!(shown.may.is_empty() && !shown.may_withdraw, "read only");
    let named = shown.names.iter().find(|(code, _)| code == VILLAGE).unwrap();
    assert_eq!(named.1, "三塘镇那况村委会");
    // What is written there now is taken.
    let entry = counsel.write(consultation(&village(), "水渠")).await.unwrap().row.entry;
    sync(&counsel).await;
    assert!(scene.server.fields_of(entry).is_ok());
}

#[tokio::test]
async fn of_two_officers_who_change_one_record_the_first_in_the_log_counts_and_the_other_gets_their_own_words_back() {
    let mut scene = scene();
    let first = scene.county().await.unwrap();
    let second = colleague(&mut scene).await;
    let record = put(&first, RecordKind::Firm, &FIRM).await.row.record;
    sync(&first).await;
    sync(&second).await;
    let (by_first, by_second) = (one(&first, record).await, one(&second, record).await);
    say(&first, &by_first, &[(Column::Phone, "0771-1")]).await;
    say(&second, &by_second, &[(Column::Phone, "0771-2")]).await;
    sync(&first).await;
    sync(&second).await;
    let shown = one(&second, record).await;
    assert_eq!(shown.row.state, RecordState::Refused(ParkedReason::RecordChanged));
    assert_eq!(value(&shown, Column::Phone), Some("0771-2"), "nothing typed is lost");
    assert_eq!(shown.history.len(), 2, "the log's");
    assert_eq!(shown.faults, [], "it could be said now, over what came");
    let gaps = second.ask(c::RegisterGaps {}).await.unwrap();
    assert_eq!(gaps.refused.len(), 1);
    assert_eq!(second.sync_status().await.unwrap().unsent, 0);
    let again = say(&second, &shown, &[]).await;
    assert_eq!(again.row.state, RecordState::Waiting);
    sync(&second).await;
    sync(&first).await;
    for device in [&first, &second] {
        let shown = one(device, record).await;
        assert_eq!(shown.row.state, RecordState::Stands);
        assert_eq!((value(&shown, Column::Phone), shown.history.len()), (Some("0771-2"), 3));
    }
    // Or it is put away.
    let (by_first, by_second) = (one(&first, record).await, one(&second, record).await);
    say(&first, &by_first, &[(Column::Phone, "0771-3")]).await;
    say(&second, &by_second, &[(Column::Phone, "0771-4")]).await;
    sync(&first).await;
    sync(&second).await;
    second.ask(c::DropRefused { record }).await.unwrap();
    let shown = one(&second, record).await;
    assert_eq!(
        (value(&shown, Column::Phone), shown.row.state),
        (Some("0771-3"), RecordState::Stands)
    );
}

#[tokio::test]
async fn a_record_that_changed_since_it_was_shown_is_not_changed_by_a_form_of_before() {
    let mut scene = scene();
    let county = scene.county().await.unwrap();
    let shown = put(&county, RecordKind::Firm, &FIRM).await;
    say(&county, &shown, &[(Column::Phone, "0771-1")]).await;
    let late = say(&county, &shown, &[(Column::Phone, "0771-2")]).await;
    let reasons: Vec<&FaultReason> = late.faults.iter().map(|fault| &fault.reason).collect();
    assert_eq!(reasons, [&FaultReason::Changed]);
    assert_eq!(
        value(&late, Column::Phone),
        Some("0771-2"),
        "what was typed stays typed"
    );
    assert_eq!(
        value(&one(&county, shown.row.record).await, Column::Phone),
        Some("0771-1")
    );
    // The very same words again are no second act.
    let same = say(&county, &shown, &[(Column::Phone, "0771-1")]).await;
    assert_eq!((same.faults.len(), same.history.len()), (0, 2));
}

#[tokio::test]
async fn a_filing_of_the_counsel_is_acknowledged_by_the_county_and_the_office_reads_it() {
    let mut scene = scene();
    let (county, office) = (scene.county().await.unwrap(), scene.office().await.unwrap());
    let tablet = scene.tablet().await.unwrap();
    listed(&county, Who::Counsel).await;
    appointed(&county, Who::Counsel, VILLAGE, None).await;
    sync(&county).await;
    sync(&tablet).await;
    let values = [
        (Column::Village, VILLAGE),
        (Column::Date, "2026-11-20"),
        (Column::Matter, "代理诉讼"),
        (Column::FeeFen, "300000"),
    ];
    let filed = put(&tablet, RecordKind::Filing, &values).await;
    assert_eq!(value(&filed, Column::Acknowledged), Some("no"));
    assert_eq!(
        value(&filed, Column::Person),
        Some(Who::Counsel.person().id.to_string().as_str())
    );
    sync(&tablet).await;
    sync(&county).await;
    let record = filed.row.record;
    let shown = one(&county, record).await;
    assert_eq!(shown.may, [Column::Acknowledged]);
    say(&county, &shown, &[(Column::Acknowledged, "yes")]).await;
    sync(&county).await;
    for device in [&tablet, &office] {
        sync(device).await;
        let shown = one(device, record).await;
        assert_eq!(value(&shown, Column::Acknowledged), Some("yes"));
        assert!(shown.may.is_empty(), "it is answered");
        assert_eq!(shown.history[1].by, Who::County.person().name);
    }
    let again = tablet
        .ask(c::Registers {
            kind: RecordKind::Filing,
        })
        .await
        .unwrap();
    assert!(again.may_add && again.rows.len() == 1);
}

#[tokio::test]
async fn what_is_said_without_a_network_waits_signed_and_goes_later_also_when_the_program_ended_meanwhile() {
    let mut scene = scene();
    let mut county = scene.county().await.unwrap();
    sync(&county).await;
    county.link.always(Fault::DropRequest);
    let record = put(&county, RecordKind::Firm, &FIRM).await.row.record;
    assert_eq!(county.sync().await.unwrap(), SyncOutcome::NoNetwork);
    let status = county.sync_status().await.unwrap();
    assert_eq!((status.unsent, status.delivered), (1, false));
    county.pull_the_plug().unwrap();
    county.unlock(0).await.unwrap();
    assert_eq!(one(&county, record).await.row.state, RecordState::Waiting);
    county.link.always(Fault::None);
    sync(&county).await;
    assert_eq!(one(&county, record).await.row.state, RecordState::Stands);
    assert_eq!(county.sync_status().await.unwrap().unsent, 0);
    assert_eq!(scene.server.log().unwrap().len(), 1);
}

#[tokio::test]
async fn an_answer_that_was_lost_makes_no_second_record() {
    let mut scene = scene();
    let mut county = scene.county().await.unwrap();
    sync(&county).await;
    let record = put(&county, RecordKind::Firm, &FIRM).await.row.record;
    let mut requests = 0;
    county.link.fate(Box::new(move || {
        requests += 1;
        if requests == 2 { Fault::DropAnswer } else { Fault::None }
    }));
    sync(&county).await;
    assert_eq!(
        one(&county, record).await.row.state,
        RecordState::Waiting,
        "no receipt came"
    );
    assert_eq!(scene.server.log().unwrap().len(), 1);
    county.restart().unwrap();
    county.unlock(0).await.unwrap();
    sync(&county).await;
    assert_eq!(one(&county, record).await.row.state, RecordState::Stands);
    assert_eq!(scene.server.log().unwrap().len(), 1);
}

#[tokio::test]
async fn what_a_restored_server_lacks_is_offered_again_by_whoever_said_it() {
    let mut scene = scene();
    let (county, office) = (scene.county().await.unwrap(), scene.office().await.unwrap());
    sync(&county).await;
    let backup = scene.server.backup().unwrap();
    let record = put(&county, RecordKind::Firm, &FIRM).await.row.record;
    sync(&county).await;
    sync(&office).await;
    assert_eq!(rows(&office, RecordKind::Firm).await, 1);
    scene.server.put_back(&backup).unwrap();
    scene.server.begin_anew(scene.server.clock.ms()).unwrap();
    sync(&office).await;
    assert_eq!(rows(&office, RecordKind::Firm).await, 0, "the log holds none");
    sync(&county).await;
    assert_eq!(one(&county, record).await.row.state, RecordState::Stands);
    sync(&office).await;
    assert_eq!(rows(&office, RecordKind::Firm).await, 1);
}

/// The server is put back from a backup, and told so.
pub(super) fn put_back(scene: &Scene, backup: &[u8]) {
    scene.server.put_back(backup).unwrap();
    scene.server.begin_anew(scene.server.clock.ms()).unwrap();
}

#[tokio::test]
async fn what_was_said_over_a_word_that_a_restored_server_lacks_comes_again_and_is_said_over_that_word_once_it_is_back()
{
    let mut scene = scene();
    let first = scene.county().await.unwrap();
    let second = colleague(&mut scene).await;
    sync(&first).await;
    sync(&second).await;
    let backup = scene.server.backup().unwrap();
    let record = put(&second, RecordKind::Firm, &FIRM).await.row.record;
    sync(&second).await;
    sync(&first).await;
    let shown = one(&first, record).await;
    let said = say(&first, &shown, &[(Column::Phone, "0771-1")]).await;
    say(&first, &said, &[(Column::Phone, "0771-2")]).await;
    sync(&first).await;
    put_back(&scene, &backup);
    sync(&first).await;
    let shown = one(&first, record).await;
    assert_eq!(shown.row.state, RecordState::Refused(ParkedReason::RecordChanged));
    assert_eq!(value(&shown, Column::Phone), Some("0771-2"), "nothing typed is lost");
    assert_eq!(
        (shown.row.act, shown.history.len()),
        (None, 0),
        "the log holds none of it"
    );
    assert_eq!(first.sync_status().await.unwrap().unsent, 0);
    assert_eq!(scene.server.log().unwrap().len(), 0);
    // The colleague brings their word again; what comes again is said over it.
    sync(&second).await;
    sync(&first).await;
    let shown = one(&first, record).await;
    assert_eq!(shown.row.state, RecordState::Refused(ParkedReason::RecordChanged));
    assert_eq!((shown.history.len(), shown.faults.len()), (1, 0));
    say(&first, &shown, &[]).await;
    sync(&first).await;
    sync(&second).await;
    for device in [&first, &second] {
        let shown = one(device, record).await;
        assert_eq!(shown.row.state, RecordState::Stands);
        assert_eq!((value(&shown, Column::Phone), shown.history.len()), (Some("0771-2"), 2));
    }
}

#[tokio::test]
async fn what_was_said_over_a_word_that_came_back_before_it_is_taken_again_without_a_question() {
    let mut scene = scene();
    let first = scene.county().await.unwrap();
    let second = colleague(&mut scene).await;
    sync(&first).await;
    sync(&second).await;
    let backup = scene.server.backup().unwrap();
    let record = put(&second, RecordKind::Firm, &FIRM).await.row.record;
    sync(&second).await;
    sync(&first).await;
    let shown = one(&first, record).await;
    say(&first, &shown, &[(Column::Phone, "0771-1")]).await;
    sync(&first).await;
    put_back(&scene, &backup);
    sync(&second).await;
    sync(&first).await;
    let shown = one(&first, record).await;
    assert_eq!((shown.row.state, shown.history.len()), (RecordState::Stands, 2));
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_column_and_nothing_is_signed() {
    let mut scene = scene();
    let county = scene.county().await.unwrap();
    listed(&county, Who::Counsel).await;
    let person = Who::Counsel.person().id.to_string();
    let values = [
        (Column::Village, VILLAGE),
        (Column::Person, person.as_str()),
        (Column::From, "2026-11-01"),
        (Column::To, "2026-10-01"),
        (Column::Prior, "no"),
    ];
    let faulty = try_put(&county, RecordKind::Appointment, (None, None), &values)
        .await
        .unwrap();
    let faults: Vec<_> = faulty
        .faults
        .iter()
        .map(|fault| (fault.column, &fault.reason))
        .collect();
    assert_eq!(faults, [(Some(Column::To), &FaultReason::EndsBeforeStart)]);
    assert_eq!((faulty.row.act, value(&faulty, Column::To)), (None, Some("2026-10-01")));
    assert!(faulty.may.contains(&Column::Village), "a new record's form is open");
    assert_eq!(rows(&county, RecordKind::Appointment).await, 0);
    let right = say(&county, &faulty, &[(Column::To, "2027-10-31")]).await;
    assert_eq!((right.faults.len(), right.row.record), (0, faulty.row.record));
    assert_eq!(rows(&county, RecordKind::Appointment).await, 1);
    // Somebody else in the same village on the same days.
    listed(&county, Who::SecondCounsel).await;
    let other = Who::SecondCounsel.person().id.to_string();
    let values = [
        (Column::Village, VILLAGE),
        (Column::Person, other.as_str()),
        (Column::From, "2027-01-01"),
        (Column::Prior, "no"),
    ];
    let faulty = try_put(&county, RecordKind::Appointment, (None, None), &values)
        .await
        .unwrap();
    let with = right.row.record;
    assert_eq!(faulty.faults[0].reason, FaultReason::Overlaps { with });
}

#[tokio::test]
async fn the_county_is_told_of_villages_without_counsel_of_appointments_that_end_and_of_whom_no_record_names() {
    let mut scene = scene();
    let county = scene.county().await.unwrap();
    scene.counsel().await.unwrap();
    sync(&county).await;
    let before = county.ask(c::RegisterGaps {}).await.unwrap();
    assert_eq!((before.without.len(), before.unlisted.len()), (4, 1));
    assert_eq!(before.unlisted[0].person, Who::Counsel.person().id.to_string());
    listed(&county, Who::Counsel).await;
    let ends = appointed(&county, Who::Counsel, VILLAGE, Some("2026-12-31")).await;
    let after = county.ask(c::RegisterGaps {}).await.unwrap();
    assert_eq!((after.without.len(), after.unlisted.len()), (3, 0));
    assert_eq!(after.ending[0].record, ends.row.record);
    assert_eq!(after.ending[0].person_name, Who::Counsel.person().name);
    assert_eq!(after.untrained.len(), 1);
    let office = scene.office().await.unwrap();
    assert_eq!(office.ask(c::RegisterGaps {}).await, Err(Code::NotAllowed));
}

#[tokio::test]
async fn the_office_keeps_the_boards_and_everybody_in_the_village_reads_who_is_counsel() {
    let mut scene = scene();
    let (county, office) = (scene.county().await.unwrap(), scene.office().await.unwrap());
    let tablet = scene.tablet().await.unwrap();
    let firm = put(&county, RecordKind::Firm, &FIRM).await.row.record.to_string();
    let person = Who::Counsel.person().id.to_string();
    let counsel = [
        (Column::Person, person.as_str()),
        (Column::Name, "覃明远"),
        (Column::CounselKind, "lawyer"),
        (Column::Firm, firm.as_str()),
        (Column::Phone, "0771-0000001"),
        (Column::Official, "no"),
    ];
    put(&county, RecordKind::Counsel, &counsel).await;
    appointed(&county, Who::Counsel, VILLAGE, None).await;
    sync(&county).await;
    sync(&office).await;
    let values = [
        (Column::Village, VILLAGE),
        (Column::Duties, "法律咨询、法治讲座"),
        (Column::OnSiteHours, "每月第一个星期一上午"),
        (Column::Phone, "0771-0000001"),
        (Column::Place, "村委会一楼"),
    ];
    put(&office, RecordKind::Board, &values).await;
    assert_eq!(
        try_put(&county, RecordKind::Board, (None, None), &values).await,
        Err(Code::NotAllowed)
    );
    sync(&office).await;
    for device in [&office, &tablet] {
        sync(device).await;
        let boards = device.ask(c::Boards {}).await.unwrap().boards;
        let ours = boards.iter().find(|board| board.village.code == village()).unwrap();
        assert_eq!(ours.counsel.len(), 1);
        assert_eq!(
            (ours.counsel[0].name.as_str(), ours.counsel[0].firm.as_str()),
            ("覃明远", "正道律师事务所")
        );
        assert!(ours.values.contains(&(Column::Place, "村委会一楼".to_owned())));
    }
}

#[tokio::test]
async fn what_somebody_may_not_read_does_not_come_to_their_device_and_what_they_may_not_say_is_not_signed() {
    let mut scene = scene();
    let (county, office) = (scene.county().await.unwrap(), scene.office().await.unwrap());
    let tablet = scene.tablet().await.unwrap();
    listed(&county, Who::Counsel).await;
    appointed(&county, Who::Counsel, VILLAGE, None).await;
    let person = Who::Counsel.person().id.to_string();
    let fee = [
        (Column::Village, VILLAGE),
        (Column::Person, person.as_str()),
        (Column::From, "2026-11-01"),
        (Column::FeeFen, "50000"),
    ];
    let fee = put(&county, RecordKind::Fee, &fee).await.row.record;
    sync(&county).await;
    sync(&office).await;
    sync(&tablet).await;
    assert_eq!(rows(&tablet, RecordKind::Fee).await, 1, "it is the counsel's own");
    assert_eq!(rows(&office, RecordKind::Fee).await, 0);
    assert_eq!(office.ask(c::Record { record: fee }).await, Err(Code::NoSuchEntry));
    let held = raw::store(office.folder()).unwrap().registered().unwrap();
    assert_eq!(held.len(), 2, "counsel and appointment");
    for device in [&office, &tablet] {
        let firm = try_put(device, RecordKind::Firm, (None, None), &FIRM).await;
        assert_eq!(firm, Err(Code::NotAllowed));
    }
}

#[tokio::test]
async fn every_question_shows_what_was_written_or_came_since_the_one_before_and_a_locked_device_shows_nothing() {
    let mut scene = scene();
    let (county, tablet) = (scene.county().await.unwrap(), scene.tablet().await.unwrap());
    assert_eq!(rows(&county, RecordKind::Firm).await, 0);
    let firm = put(&county, RecordKind::Firm, &FIRM).await;
    assert_eq!(rows(&county, RecordKind::Firm).await, 1, "written here");
    assert_eq!(one(&county, firm.row.record).await.row.state, RecordState::Waiting);
    assert_eq!(rows(&tablet, RecordKind::Firm).await, 0);
    sync(&county).await;
    assert_eq!(
        one(&county, firm.row.record).await.row.state,
        RecordState::Stands,
        "a pass"
    );
    sync(&tablet).await;
    assert_eq!(rows(&tablet, RecordKind::Firm).await, 1);
    let withdrawn = c::PutRecord {
        record: Some(firm.row.record),
        kind: RecordKind::Firm,
        after: firm.row.act,
        values: firm.row.values.clone(),
        withdrawn: Some("登记有误".to_owned()),
    };
    county.ask(withdrawn).await.unwrap();
    sync(&county).await;
    assert_eq!(one(&tablet, firm.row.record).await.row.withdrawn, None, "not heard yet");
    sync(&tablet).await;
    let heard = one(&tablet, firm.row.record).await.row.withdrawn;
    assert_eq!(heard.as_deref(), Some("登记有误"));
    county.ask(c::Lock {}).await.unwrap();
    let shut = county.ask(c::Registers { kind: RecordKind::Firm }).await;
    assert_eq!(shut, Err(Code::Locked));
    county.unlock(0).await.unwrap();
    assert_eq!(rows(&county, RecordKind::Firm).await, 1);
}

#[tokio::test]
async fn a_device_that_only_hands_in_its_own_entries_asks_for_no_registers() {
    let mut scene = scene();
    let (county, tablet) = (scene.county().await.unwrap(), scene.tablet().await.unwrap());
    put(&county, RecordKind::Firm, &FIRM).await;
    sync(&county).await;
    sync(&tablet).await;
    assert_eq!(rows(&tablet, RecordKind::Firm).await, 1);
    tablet.link.remember();
    tablet.write(consultation(&village(), "水渠")).await.unwrap();
    sync(&tablet).await;
    sync(&tablet).await;
    let asked = tablet.link.remembered();
    assert!(asked.iter().all(|request| request.path != REGISTERS_PATH), "{asked:?}");
    put(
        &county,
        RecordKind::Firm,
        &[(Column::Name, "邕江法律服务所"), (Column::FirmKind, "legal_service")],
    )
    .await;
    sync(&county).await;
    sync(&tablet).await;
    assert_eq!(rows(&tablet, RecordKind::Firm).await, 2);
}

#[tokio::test]
async fn before_the_county_renews_it_sees_trainings_and_verdicts_and_against_them_it_signs_a_reason_that_the_server_wants_too()
 {
    let mut scene = scene();
    let county = scene.county().await.unwrap();
    listed(&county, Who::Counsel).await;
    appointed(&county, Who::Counsel, VILLAGE, Some("2026-12-31")).await;
    let person = Who::Counsel.person().id;
    let asked = c::RenewalBasis {
        record: None,
        village: village(),
        person,
        from: "2027-01-01".parse().unwrap(),
    };
    let basis = county.ask(asked.clone()).await.unwrap();
    assert_eq!(basis.served_until, "2026-12-31".parse().ok());
    assert_eq!((basis.year, basis.trainings.len(), basis.needs_reason), (2026, 0, true));
    let person = person.to_string();
    let renewed = [
        (Column::Village, VILLAGE),
        (Column::Person, person.as_str()),
        (Column::From, "2027-01-01"),
        (Column::Prior, "no"),
    ];
    let kind = RecordKind::Appointment;
    let refused = try_put(&county, kind, (None, None), &renewed).await.unwrap();
    let untrained = FaultReason::RenewalUnexplained {
        poor: None,
        untrained: Some(2026),
    };
    let faults: Vec<_> = refused
        .faults
        .iter()
        .map(|fault| (fault.column, &fault.reason))
        .collect();
    assert_eq!(faults, [(Some(Column::Reason), &untrained)]);
    let training = [
        (Column::Person, person.as_str()),
        (Column::Date, "2026-06-01"),
        (Column::Topic, "业务培训"),
        (Column::Hours, "4"),
    ];
    put(&county, RecordKind::Training, &training).await;
    let poor = [
        (Column::Person, person.as_str()),
        (Column::Half, "2026-1"),
        (Column::Scores, "on_site=10"),
        (Column::Verdict, "poor"),
    ];
    put(&county, RecordKind::Assessment, &poor).await;
    let basis = county.ask(asked).await.unwrap();
    assert_eq!(
        (basis.trainings.len(), basis.verdicts.len(), basis.needs_reason),
        (1, 1, true)
    );
    let explained: Vec<Value<'_>> = renewed
        .into_iter()
        .chain([(Column::Reason, "村里要求，已谈话")])
        .collect();
    let kept = put(&county, kind, &explained).await;
    sync(&county).await;
    let shown = one(&county, kept.row.record).await;
    assert_eq!(shown.row.state, RecordState::Stands);
    assert_eq!(value(&shown, Column::Reason), Some("村里要求，已谈话"));
}

#[tokio::test]
async fn appointments_that_overlap_end_before_they_start_exceed_the_most_or_name_an_unknown_or_merged_village_are_refused()
 {
    let mut scene = scene();
    let rule = RULES.replace("villages_per_counsel_max = 5", "villages_per_counsel_max = 1");
    let changed = [("version = 1", "version = 2"), ("2016-11-18", "2016-11-19")];
    let rule = changed.iter().fold(rule, |text, (from, to)| text.replacen(from, to, 1));
    scene.server.running().unwrap().db().add_rule(&rule).unwrap();
    let county = scene.county().await.unwrap();
    listed(&county, Who::Counsel).await;
    listed(&county, Who::SecondCounsel).await;
    let standing = appointed(&county, Who::Counsel, VILLAGE, None).await.row.record;
    let merged = [
        (Column::Village, OTHERS),
        (Column::MergedInto, VILLAGE),
        (Column::From, "2026-06-01"),
    ];
    put(&county, RecordKind::Village, &merged).await;
    let [counsel, other] = [Who::Counsel, Who::SecondCounsel].map(|who| who.person().id.to_string());
    let (into, from) = (village(), "2026-06-01".parse().unwrap());
    let on = "2026-11-01".parse().unwrap();
    let cases = [
        (
            VILLAGE,
            &other,
            "2027-01-01",
            Column::From,
            FaultReason::Overlaps { with: standing },
        ),
        (SECOND, &other, "2026-10-31", Column::To, FaultReason::EndsBeforeStart),
        (
            SECOND,
            &counsel,
            "2027-01-01",
            Column::Person,
            FaultReason::MoreThanMost { most: 1, on },
        ),
        (
            "450102101999",
            &other,
            "2027-01-01",
            Column::Village,
            FaultReason::UnknownVillage,
        ),
        (
            OTHERS,
            &other,
            "2027-01-01",
            Column::Village,
            FaultReason::MergedVillage { into, from },
        ),
    ];
    for (place, person, to, column, reason) in cases {
        let values = [
            (Column::Village, place),
            (Column::Person, person.as_str()),
            (Column::From, "2026-11-01"),
            (Column::To, to),
            (Column::Prior, "no"),
        ];
        let kind = RecordKind::Appointment;
        let told = try_put(&county, kind, (None, None), &values).await.unwrap();
        let wrong: Vec<_> = told
            .faults
            .into_iter()
            .map(|fault| (fault.column, fault.reason))
            .collect();
        assert_eq!(wrong, [(Some(column), reason)], "{place} {to}");
        assert_eq!(rows(&county, kind).await, 1, "nothing was signed");
    }
}
