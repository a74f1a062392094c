//! Needs over the whole road: recorded without a network in the village, a to-do for the counsel, answered by an entry, seen as answered by
//! everybody; and forgotten, carried and opened again like everything else.

use std::io::Cursor;

use cunfa_core::need::{Channel, CloseReason, NeedForm};
use cunfa_core::{Area, EntryId, VillageCode};
use cunfa_protocol::Code;
use cunfa_protocol::command as c;
use cunfa_protocol::view::{Delivery, NeedState, NeedView, Needs, SheetOf, SyncOutcome};
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::scene::SECOND;
use cunfa_tests::harness::{Fault, Scene, TestDevice, TestFolder, Who, raw};

use super::sheets::{book, column, plug, whole, write};
use super::{scene, village};

fn form(village: &VillageCode) -> NeedForm {
    NeedForm {
        village: Some(village.clone()),
        date: "2026-11-20".parse().ok(),
        name: "陆大爷".to_owned(),
        phone: "13800000000".to_owned(),
        matter: "承包地被占，怎么办".to_owned(),
        channel: Some(Channel::InPerson),
        ..NeedForm::default()
    }
}

async fn record(device: &TestDevice) -> EntryId {
    let need = device.ask(c::StartNeed {}).await.unwrap().need;
    let form = form(&village());
    device.ask(c::RecordNeed { need, form }).await.unwrap().row.id
}

async fn needs(device: &TestDevice) -> Needs {
    let all = c::Needs {
        village: None,
        open: false,
        search: String::new(),
        offset: 0,
    };
    device.ask(all).await.unwrap()
}

async fn open(device: &TestDevice, need: EntryId) -> NeedView {
    device.ask(c::OpenNeed { need }).await.unwrap()
}

async fn state(device: &TestDevice, need: EntryId) -> NeedState {
    open(device, need).await.row.state
}

/// Answers it as the counsel does.
async fn answer(device: &TestDevice, need: EntryId) -> EntryId {
    let draft = device.ask(c::AnswerNeed { need }).await.unwrap();
    let mut form = consultation(&village(), "承包地");
    form.answers = draft.form.answers;
    form.persons = draft.form.persons;
    let save = c::SaveEntry {
        draft: draft.draft,
        form,
    };
    device.ask(save).await.unwrap().row.entry
}

/// A tablet in the village open for the cadre, and the counsel's laptop elsewhere.
async fn village_and_town(scene: &mut Scene) -> (TestDevice, TestDevice) {
    let tablet = scene.device_of(&[Who::Cadre]).await.unwrap();
    let laptop = scene.counsel().await.unwrap();
    laptop.sync().await.unwrap();
    (tablet, laptop)
}

#[tokio::test]
async fn a_need_recorded_without_a_network_is_a_to_do_for_the_counsel_and_both_see_that_it_is_answered() {
    let mut scene = scene();
    let (tablet, laptop) = village_and_town(&mut scene).await;
    tablet.link.always(Fault::DropRequest);
    let need = record(&tablet).await;
    assert_eq!(open(&tablet, need).await.row.delivery, Delivery::Here);
    assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::NoNetwork);
    tablet.link.always(Fault::None);
    assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Done);
    assert_eq!(open(&tablet, need).await.row.delivery, Delivery::Delivered);

    assert_eq!(laptop.sync().await.unwrap(), SyncOutcome::Done);
    assert_eq!(laptop.ask(c::Home {}).await.unwrap().needs, 1);
    let seen = open(&laptop, need).await;
    assert_eq!(
        (seen.row.state, seen.row.days, seen.may_answer),
        (NeedState::Waiting, 3, true)
    );
    assert_eq!(seen.row.need.recorder_name, Who::Cadre.person().name);
    let entry = answer(&laptop, need).await;
    assert_eq!(state(&laptop, need).await, NeedState::Answered);
    assert_eq!(state(&tablet, need).await, NeedState::Waiting);
    laptop.sync().await.unwrap();
    tablet.sync().await.unwrap();
    for device in [&tablet, &laptop] {
        let view = open(device, need).await;
        assert_eq!(view.row.state, NeedState::Answered);
        assert_eq!(view.answers.iter().map(|row| row.entry).collect::<Vec<_>>(), [entry]);
        let answered = device.entry(entry).await.unwrap().answers.unwrap();
        assert_eq!((answered.id, answered.need.name.as_str()), (need, "陆大爷"));
        assert_eq!(device.audit().unwrap(), Vec::<String>::new());
    }
    // A void opens it again, for everybody.
    let reason = "写错了".to_owned();
    laptop.ask(c::VoidEntry { entry, reason }).await.unwrap();
    laptop.sync().await.unwrap();
    tablet.sync().await.unwrap();
    assert_eq!(state(&tablet, need).await, NeedState::Waiting);
    assert_eq!(laptop.ask(c::Home {}).await.unwrap().needs, 1);
}

#[tokio::test]
async fn nothing_of_a_need_is_an_entry_anywhere() {
    let mut scene = scene();
    let (tablet, laptop) = village_and_town(&mut scene).await;
    record(&tablet).await;
    tablet.sync().await.unwrap();
    laptop.sync().await.unwrap();
    assert_eq!(laptop.find("").await.unwrap().total, 0);
    assert_eq!(laptop.find("承包地").await.unwrap().total, 0);
    let home = laptop.ask(c::Home {}).await.unwrap();
    assert_eq!((home.unsigned, home.unsent, home.needs), (0, 0, 1));
    assert!(home.villages.iter().all(|month| month.tally.counted_minutes == 0));
    assert_eq!(scene.server.projection().unwrap().len(), 0);
    let office = scene.office().await.unwrap();
    office.sync().await.unwrap();
    let queue = office.ask(c::ReviewQueue { village: None }).await.unwrap();
    assert_eq!((queue.waiting.len(), needs(&office).await.waiting), (0, 1));
    assert_eq!(needs(&office).await.rows[0].need.matter, "承包地被占，怎么办");
}

#[tokio::test]
async fn a_village_that_is_lost_takes_its_needs_along_and_brings_them_back() {
    let mut scene = scene();
    let (tablet, _) = village_and_town(&mut scene).await;
    let office = scene.office().await.unwrap();
    let need = record(&tablet).await;
    tablet.sync().await.unwrap();
    office.sync().await.unwrap();
    let give = |codes: &[&str]| {
        let areas: Vec<Area> = codes.iter().map(|code| code.parse().unwrap()).collect();
        scene.server.rescope(Who::Office.person().id, areas).unwrap();
    };
    give(&[SECOND]);
    assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
    assert_eq!(office.ask(c::OpenNeed { need }).await, Err(Code::NoSuchEntry));
    let held = raw::held(office.folder()).unwrap();
    assert!(held.entries.is_empty(), "{held:?}");
    assert_eq!(office.audit().unwrap(), Vec::<String>::new());
    give(&["450102101"]);
    office.sync().await.unwrap();
    assert_eq!(state(&office, need).await, NeedState::Waiting);
}

#[tokio::test]
async fn what_a_scope_no_longer_covers_is_parked_and_goes_up_when_the_village_comes_back() {
    let mut scene = scene();
    let office = scene.office().await.unwrap();
    office.sync().await.unwrap();
    let need = record(&office).await;
    let give = |code: &str| {
        let areas: Vec<Area> = vec![code.parse().unwrap()];
        scene.server.rescope(Who::Office.person().id, areas).unwrap();
    };
    give(SECOND);
    office.sync().await.unwrap();
    let status = office.sync_status().await.unwrap();
    assert_eq!(
        (status.parked, status.items[0].entry, status.items[0].is_need),
        (1, need, true)
    );
    give("450102101");
    office.sync().await.unwrap();
    office.sync().await.unwrap();
    assert_eq!(open(&office, need).await.row.delivery, Delivery::Delivered);
}

#[tokio::test]
async fn a_stick_carries_needs_to_the_county_and_answers_back() {
    let mut scene = scene();
    let (tablet, laptop) = village_and_town(&mut scene).await;
    tablet.sync().await.unwrap();
    tablet.link.always(Fault::DropRequest);
    let stick = TestFolder::new().unwrap();
    tablet.sticks.plug(stick.path().to_owned());
    let need = record(&tablet).await;
    let place = tablet.ask(c::Courier {}).await.unwrap().places.remove(0).path;
    let made = tablet.ask(c::ExportCourier { place, photos: false }).await.unwrap();
    assert_eq!(made.entries, 1);
    let file = std::fs::read(stick.join(&made.name)).unwrap();
    let mut out = Cursor::new(Vec::new());
    let now_ms = scene.server.clock.ms();
    let server = scene.server.running().unwrap();
    server.import(Cursor::new(file), &mut out, now_ms).unwrap();
    let path = stick.join(&made.name.replace(".cunfa", "-回执.cunfa"));
    std::fs::write(&path, out.into_inner()).unwrap();
    let path = path.to_str().unwrap().to_owned();
    tablet.ask(c::ImportCourier { path }).await.unwrap();
    assert_eq!(open(&tablet, need).await.row.delivery, Delivery::Delivered);
    laptop.sync().await.unwrap();
    assert_eq!(state(&laptop, need).await, NeedState::Waiting);
}

#[tokio::test]
async fn a_need_of_a_server_that_came_from_a_backup_comes_back_from_who_recorded_it_or_from_who_read_it() {
    let mut scene = scene();
    let (tablet, laptop) = village_and_town(&mut scene).await;
    let empty = scene.server.backup().unwrap();
    let need = record(&tablet).await;
    tablet.sync().await.unwrap();
    laptop.sync().await.unwrap();
    for first in [&laptop, &tablet] {
        scene.server.put_back(&empty).unwrap();
        scene.server.clock.advance(1);
        scene.server.begin_anew(scene.server.clock.ms()).unwrap();
        assert_eq!(scene.server.log().unwrap().len(), 0);
        first.sync().await.unwrap();
        assert_eq!(scene.server.log().unwrap().len(), 1);
        for device in [&tablet, &laptop] {
            device.sync().await.unwrap();
            assert_eq!(open(device, need).await.row.delivery, Delivery::Delivered);
        }
    }
}

#[tokio::test]
async fn the_office_closes_what_the_cadre_recorded_and_the_cadre_opens_it_again() {
    let mut scene = scene();
    let (tablet, _) = village_and_town(&mut scene).await;
    let office = scene.office().await.unwrap();
    let need = record(&tablet).await;
    tablet.sync().await.unwrap();
    office.sync().await.unwrap();
    let (reason, note) = (CloseReason::Elsewhere, "已转民政办".to_owned());
    office.ask(c::CloseNeed { need, reason, note }).await.unwrap();
    office.sync().await.unwrap();
    tablet.sync().await.unwrap();
    let closed = open(&tablet, need).await.row.need.closed.unwrap();
    assert_eq!(
        (closed.by_name, closed.note.as_str()),
        (Who::Office.person().name, "已转民政办")
    );
    tablet.ask(c::ReopenNeed { need }).await.unwrap();
    tablet.sync().await.unwrap();
    office.sync().await.unwrap();
    assert_eq!(state(&office, need).await, NeedState::Waiting);
}

#[tokio::test]
async fn what_was_typed_of_a_need_is_there_after_the_plug_was_pulled() {
    let mut scene = scene();
    let mut tablet = scene.device_of(&[Who::Cadre]).await.unwrap();
    let started = tablet.ask(c::StartNeed {}).await.unwrap();
    let form = form(&village());
    let save = c::SaveNeedDraft {
        need: started.need,
        form: form.clone(),
    };
    tablet.ask(save).await.unwrap();
    tablet.pull_the_plug().unwrap();
    tablet.unlock(0).await.unwrap();
    let found = tablet.ask(c::StartNeed {}).await.unwrap();
    assert_eq!((found.need, found.form), (started.need, form));
}

#[tokio::test]
async fn the_office_writes_the_needs_of_its_villages_with_what_answers_them_and_without_phones() {
    let mut scene = scene();
    let (counsel, office) = (scene.counsel().await.unwrap(), scene.office().await.unwrap());
    let first = record(&office).await;
    let second = record(&office).await;
    let closing = c::CloseNeed {
        need: second,
        reason: CloseReason::Duplicate,
        note: "与上一条重复".to_owned(),
    };
    office.ask(closing).await.unwrap();
    for device in [&office, &counsel] {
        device.sync().await.unwrap();
    }
    answer(&counsel, first).await;
    for device in [&counsel, &office] {
        device.sync().await.unwrap();
    }
    let stick = plug(&office);
    let written = write(&office, SheetOf::Needs).await.unwrap();
    let sheets = book(&stick, &written).sheets;
    let of = |heading: &str| column(&sheets[0], heading);
    assert_eq!(of("群众姓名"), ["陆大爷", "陆大爷"]);
    let at = |state: &str| of("状态").iter().position(|one| one == state).unwrap();
    let (answered, closed) = (at("已答复"), at("已结束"));
    assert!(!of("答复的记录")[answered].is_empty() && of("答复的记录")[closed].is_empty());
    assert_eq!(
        (of("结束原因")[closed].as_str(), of("结束说明")[closed].as_str()),
        ("重复登记", "与上一条重复")
    );
    let whole = whole(&sheets[0]);
    assert!(whole.contains("导出：") && !whole.contains("13800000000"), "{whole}");
    let county = scene.county().await.unwrap();
    let _stick = plug(&county);
    assert_eq!(write(&county, SheetOf::Needs).await, Err(Code::NotAllowed));
}
