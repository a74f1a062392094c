//! The county's registers on a stick, between real apps and the real server: what is said without a network travels in the courier's file,
//! is judged as over the network, and its answers and what others said come back.

use cunfa_core::register::{Column, RecordKind};
use cunfa_protocol::command as c;
use cunfa_protocol::failure::CourierFault;
use cunfa_protocol::registers::REGISTERS_PATH;
use cunfa_protocol::view::{CourierImported, ParkedReason, RecordState, SyncOutcome};
use cunfa_store::Step;
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::scene::{SECOND, VILLAGE, village as village_of};
use cunfa_tests::harness::{Fault, Scene, TestDevice, TestFolder, Who};

use super::courier::{answer_name, at_the_server, export, fault, import};
use super::registers::{FIRM, appointed, colleague, listed, one, put, put_back, rows, say, sync, value};
use super::{scene, village};

/// No network from now on, and a stick in it.
async fn cut_off(device: &TestDevice) -> TestFolder {
    sync(device).await;
    device.link.always(Fault::DropRequest);
    let stick = TestFolder::new().unwrap();
    device.sticks.plug(stick.path().to_owned());
    stick
}

/// A file out, to the server, and its answer in.
async fn there_and_back(scene: &Scene, device: &TestDevice, stick: &TestFolder) -> CourierImported {
    let made = export(device, false).await;
    at_the_server(scene, stick, &made.name).unwrap();
    import(device, stick, &answer_name(&made.name)).await.unwrap()
}

#[tokio::test]
async fn what_an_officer_said_without_a_network_is_counted_carried_receipted_and_stands() {
    let mut scene = scene();
    let county = scene.county().await.unwrap();
    let stick = cut_off(&county).await;
    let record = put(&county, RecordKind::Firm, &FIRM).await.row.record;
    let shown = one(&county, record).await;
    say(&county, &shown, &[(Column::Phone, "0771-1")]).await;
    assert_eq!(county.ask(c::Courier {}).await.unwrap().entries, 2);
    let made = export(&county, false).await;
    assert_eq!(made.entries, 2);
    at_the_server(&scene, &stick, &made.name).unwrap();
    assert_eq!(
        one(&county, record).await.row.state,
        RecordState::Waiting,
        "the server has it, and this device has no receipt"
    );
    let taken = import(&county, &stick, &answer_name(&made.name)).await.unwrap();
    let CourierImported::Answer {
        accepted,
        parked,
        pulled,
        ..
    } = taken
    else {
        panic!("{taken:?}");
    };
    assert_eq!((accepted, parked, pulled), (2, 0, 0));
    let shown = one(&county, record).await;
    assert_eq!((shown.row.state, shown.history.len()), (RecordState::Stands, 2));
    assert!(shown.history.iter().all(|act| act.received_ms.is_some()));
    assert_eq!(county.ask(c::Courier {}).await.unwrap().entries, 0);
    assert_eq!(county.sync_status().await.unwrap().unsent, 0);
    // With a network again nothing is left to be said or asked.
    county.link.always(Fault::None);
    county.link.remember();
    sync(&county).await;
    let asked = county.link.remembered();
    assert!(asked.iter().all(|request| request.path != REGISTERS_PATH), "{asked:?}");
    assert_eq!(scene.server.log().unwrap().len(), 2);
}

#[tokio::test]
async fn an_officer_who_was_overtaken_gets_their_own_words_back_from_the_stick() {
    let mut scene = scene();
    let first = scene.county().await.unwrap();
    let second = colleague(&mut scene).await;
    let record = put(&first, RecordKind::Firm, &FIRM).await.row.record;
    sync(&first).await;
    let stick = cut_off(&second).await;
    let (by_first, by_second) = (one(&first, record).await, one(&second, record).await);
    say(&first, &by_first, &[(Column::Phone, "0771-1")]).await;
    sync(&first).await;
    say(&second, &by_second, &[(Column::Phone, "0771-2")]).await;
    let taken = there_and_back(&scene, &second, &stick).await;
    assert!(
        matches!(
            taken,
            CourierImported::Answer {
                accepted: 0,
                parked: 1,
                pulled: 1,
                ..
            }
        ),
        "{taken:?}"
    );
    let shown = one(&second, record).await;
    assert_eq!(shown.row.state, RecordState::Refused(ParkedReason::RecordChanged));
    assert_eq!(value(&shown, Column::Phone), Some("0771-2"), "nothing typed is lost");
    assert_eq!(
        (shown.history.len(), shown.faults.len()),
        (2, 0),
        "it could be said over what came"
    );
    let again = say(&second, &shown, &[]).await;
    assert_eq!(again.row.state, RecordState::Waiting);
    there_and_back(&scene, &second, &stick).await;
    sync(&first).await;
    for device in [&first, &second] {
        let shown = one(device, record).await;
        assert_eq!(shown.row.state, RecordState::Stands);
        assert_eq!((value(&shown, Column::Phone), shown.history.len()), (Some("0771-2"), 3));
    }
}

#[tokio::test]
async fn the_same_registrations_by_both_roads_in_any_order_are_one() {
    for order in 0..4 {
        let mut scene = scene();
        let county = scene.county().await.unwrap();
        let stick = cut_off(&county).await;
        let record = put(&county, RecordKind::Firm, &FIRM).await.row.record;
        let made = export(&county, false).await;
        if order % 2 == 0 {
            at_the_server(&scene, &stick, &made.name).unwrap();
        }
        if order < 2 {
            county.link.always(Fault::None);
            assert_eq!(county.sync().await.unwrap(), SyncOutcome::Done);
        }
        at_the_server(&scene, &stick, &made.name).unwrap();
        import(&county, &stick, &answer_name(&made.name)).await.unwrap();
        let shown = one(&county, record).await;
        assert_eq!(
            (shown.row.state, shown.history.len()),
            (RecordState::Stands, 1),
            "order {order}"
        );
        county.link.always(Fault::None);
        assert_eq!(county.sync().await.unwrap(), SyncOutcome::Done);
        assert_eq!(scene.server.log().unwrap().len(), 1, "order {order}");
        assert_eq!(county.sync_status().await.unwrap().records, None);
        assert!(county.audit().unwrap().is_empty());
    }
}

#[tokio::test]
async fn of_what_others_said_a_stick_brings_what_the_people_of_the_device_may_read_and_what_follows_from_it() {
    let mut scene = scene();
    let county = scene.county().await.unwrap();
    let counsel = scene.device_of(&[Who::SecondCounsel]).await.unwrap();
    let stick = cut_off(&counsel).await;
    listed(&county, Who::SecondCounsel).await;
    listed(&county, Who::Counsel).await;
    appointed(&county, Who::SecondCounsel, VILLAGE, None).await;
    appointed(&county, Who::SecondCounsel, SECOND, None).await;
    put(&county, RecordKind::Firm, &FIRM).await;
    sync(&county).await;
    // The first answer brings the villages, and with them others read here; the next one what they read.
    there_and_back(&scene, &counsel, &stick).await;
    let villages = counsel.ask(c::Villages {}).await.unwrap();
    let codes: Vec<_> = villages.into_iter().map(|row| row.code).collect();
    assert_eq!(codes, [village(), village_of(SECOND).unwrap()]);
    there_and_back(&scene, &counsel, &stick).await;
    assert_eq!(rows(&counsel, RecordKind::Appointment).await, 2);
    assert_eq!(rows(&counsel, RecordKind::Firm).await, 1);
    assert_eq!(rows(&counsel, RecordKind::Counsel).await, 1, "their own");
    let held = cunfa_tests::harness::raw::store(counsel.folder()).unwrap();
    assert_eq!(held.registered().unwrap().len(), 4);
    let list = counsel
        .ask(c::Registers {
            kind: RecordKind::Appointment,
        })
        .await
        .unwrap();
    assert!(list.came_ms.is_some());
    // What is written there now, and filed, is taken by the same road.
    let entry = counsel.write(consultation(&village(), "水渠")).await.unwrap().row.entry;
    let filing = [
        (Column::Village, VILLAGE),
        (Column::Date, "2026-11-20"),
        (Column::Matter, "代理诉讼"),
        (Column::FeeFen, "300000"),
    ];
    let filed = put(&counsel, RecordKind::Filing, &filing).await.row.record;
    let taken = there_and_back(&scene, &counsel, &stick).await;
    assert!(
        matches!(taken, CourierImported::Answer { accepted: 2, .. }),
        "{taken:?}"
    );
    assert!(scene.server.fields_of(entry).is_ok());
    assert_eq!(one(&counsel, filed).await.row.state, RecordState::Stands);
}

#[tokio::test]
async fn an_answer_older_than_what_came_meanwhile_puts_nothing_of_the_registers_back() {
    let mut scene = scene();
    let county = scene.county().await.unwrap();
    let second = colleague(&mut scene).await;
    let stick = cut_off(&county).await;
    let record = put(&county, RecordKind::Firm, &FIRM).await.row.record;
    let old = export(&county, false).await;
    at_the_server(&scene, &stick, &old.name).unwrap();
    county.link.always(Fault::None);
    sync(&county).await;
    sync(&second).await;
    let shown = one(&second, record).await;
    say(&second, &shown, &[(Column::Phone, "0771-1")]).await;
    sync(&second).await;
    sync(&county).await;
    let before = cunfa_tests::harness::raw::store(county.folder())
        .unwrap()
        .registers_place()
        .unwrap();
    county.link.always(Fault::DropRequest);
    import(&county, &stick, &answer_name(&old.name)).await.unwrap();
    let shown = one(&county, record).await;
    assert_eq!((value(&shown, Column::Phone), shown.history.len()), (Some("0771-1"), 2));
    let store = cunfa_tests::harness::raw::store(county.folder()).unwrap();
    assert_eq!(store.registers_place().unwrap(), before);
    assert_eq!(county.sync_status().await.unwrap().records, None);
}

#[tokio::test]
async fn what_stood_by_a_stick_is_offered_again_to_a_log_that_began_anew() {
    let mut scene = scene();
    let county = scene.county().await.unwrap();
    let stick = cut_off(&county).await;
    let backup = scene.server.backup().unwrap();
    let record = put(&county, RecordKind::Firm, &FIRM).await.row.record;
    let made = export(&county, false).await;
    at_the_server(&scene, &stick, &made.name).unwrap();
    scene.server.put_back(&backup).unwrap();
    scene.server.begin_anew(scene.server.clock.ms()).unwrap();
    import(&county, &stick, &answer_name(&made.name)).await.unwrap();
    assert_eq!(
        one(&county, record).await.row.state,
        RecordState::Stands,
        "in the log of then"
    );
    // The next file tells of the new log, the one after it hands in.
    let again = there_and_back(&scene, &county, &stick).await;
    assert!(
        matches!(again, CourierImported::Answer { accepted: 0, .. }),
        "{again:?}"
    );
    assert_eq!(one(&county, record).await.row.state, RecordState::Waiting);
    let again = there_and_back(&scene, &county, &stick).await;
    assert!(
        matches!(again, CourierImported::Answer { accepted: 1, .. }),
        "{again:?}"
    );
    assert_eq!(one(&county, record).await.row.state, RecordState::Stands);
    assert_eq!(scene.server.log().unwrap().len(), 1);
}

#[tokio::test]
async fn a_stick_tells_that_a_restored_log_lacks_what_something_was_said_over() {
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
    let stick = cut_off(&first).await;
    put_back(&scene, &backup);
    // The first file tells of the new log, the second one hands in.
    there_and_back(&scene, &first, &stick).await;
    let taken = there_and_back(&scene, &first, &stick).await;
    assert!(
        matches!(
            taken,
            CourierImported::Answer {
                accepted: 0,
                parked: 1,
                ..
            }
        ),
        "{taken:?}"
    );
    let shown = one(&first, record).await;
    assert_eq!(shown.row.state, RecordState::Refused(ParkedReason::RecordChanged));
    assert_eq!(value(&shown, Column::Phone), Some("0771-1"), "nothing typed is lost");
    assert_eq!(first.ask(c::Courier {}).await.unwrap().entries, 0);
}

#[tokio::test]
async fn a_hundred_registrations_travel_in_one_file_and_a_second_file_before_the_answer_changes_nothing() {
    let mut scene = scene();
    let county = scene.county().await.unwrap();
    let stick = cut_off(&county).await;
    for number in 0..100 {
        let name = format!("第{number}律师事务所");
        put(&county, RecordKind::Firm, &[(Column::Name, name.as_str()), FIRM[1]]).await;
    }
    let first = export(&county, false).await;
    let second = export(&county, false).await;
    assert_eq!((first.entries, second.entries), (100, 100));
    for name in [&second.name, &first.name] {
        at_the_server(&scene, &stick, name).unwrap();
    }
    assert_eq!(scene.server.log().unwrap().len(), 100);
    for name in [&first.name, &second.name] {
        import(&county, &stick, &answer_name(name)).await.unwrap();
        assert_eq!(county.sync_status().await.unwrap().unsent, 0);
    }
    let list = county.ask(c::Registers { kind: RecordKind::Firm }).await.unwrap();
    let stand = list.rows.iter().filter(|row| row.state == RecordState::Stands);
    assert_eq!((list.rows.len(), stand.count()), (100, 100));
}

#[tokio::test]
async fn a_program_killed_while_an_answer_is_stored_takes_the_registers_in_again() {
    let mut scene = scene();
    let mut county = scene.county().await.unwrap();
    let stick = cut_off(&county).await;
    let record = put(&county, RecordKind::Firm, &FIRM).await.row.record;
    let made = export(&county, false).await;
    at_the_server(&scene, &stick, &made.name).unwrap();
    county.break_at(Step::Commit).await.unwrap();
    assert!(import(&county, &stick, &answer_name(&made.name)).await.is_err());
    county.pull_the_plug().unwrap();
    county.unlock(0).await.unwrap();
    assert_eq!(one(&county, record).await.row.state, RecordState::Waiting);
    import(&county, &stick, &answer_name(&made.name)).await.unwrap();
    assert_eq!(one(&county, record).await.row.state, RecordState::Stands);
    let again = import(&county, &stick, &answer_name(&made.name)).await.unwrap_err();
    assert_eq!(again, fault(CourierFault::TakenBefore));
}
