//! Scopes over the whole road: an office's desk forgets a village and gets it back, and an old answer on a stick brings nothing back.

use std::io::Cursor;

use cunfa_core::Area;
use cunfa_protocol::view::{Delivery, EntryView, SyncOutcome};
use cunfa_protocol::{Code, command as c};
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::scene::{SECOND, VILLAGE};
use cunfa_tests::harness::{Scene, TestFolder, Who, raw};

use super::{scene, village};

fn give(scene: &Scene, who: Who, codes: &[&str]) {
    let areas: Vec<Area> = codes.iter().map(|code| code.parse().unwrap()).collect();
    scene.server.rescope(who.person().id, areas).unwrap();
}

#[tokio::test]
async fn a_desk_forgets_a_village_and_gets_all_of_it_again_with_every_signature() {
    let mut scene = scene();
    let (office, tablet) = (scene.office().await.unwrap(), scene.tablet().await.unwrap());
    let entry = tablet
        .write(consultation(&village(), "宅基地界址"))
        .await
        .unwrap()
        .row
        .entry;
    tablet.sign(entry, 1, 5).await.unwrap();
    tablet.take_back().await.unwrap();
    tablet.sync().await.unwrap();
    office.sync().await.unwrap();
    let before = office.entry(entry).await.unwrap();
    give(&scene, Who::Office, &[SECOND]);
    assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
    assert_eq!(office.entry(entry).await, Err(Code::NoSuchEntry));
    let held = raw::held(office.folder()).unwrap();
    assert!(held.entries.is_empty() && held.found == 0, "{held:?}");
    assert_eq!(office.sync_status().await.unwrap().forgotten.len(), 1 + 2);
    assert_eq!(office.audit().unwrap(), Vec::<String>::new());
    // Who may read it still is shown what was signed, by whom, as before; also the one who lost the village since.
    give(&scene, Who::Cadre, &[SECOND]);
    tablet.sync().await.unwrap();
    assert!(tablet.entry(entry).await.unwrap().acts.iter().all(|act| act.holds));
    give(&scene, Who::Office, &["450102101"]);
    office.sync().await.unwrap();
    let after = office.entry(entry).await.unwrap();
    let held = |view: &EntryView| view.acts.iter().map(|act| (act.act.id, act.holds)).collect::<Vec<_>>();
    assert_eq!((held(&after), after.row), (held(&before), before.row));
    assert_eq!(office.sync_status().await.unwrap().forgotten, Vec::<String>::new());
}

#[tokio::test]
async fn an_answer_that_lay_on_a_stick_brings_a_forgotten_village_not_back() {
    let mut scene = scene();
    let (office, tablet) = (scene.office().await.unwrap(), scene.tablet().await.unwrap());
    let written = tablet.write(consultation(&village(), "水渠")).await.unwrap();
    tablet.sync().await.unwrap();
    let stick = TestFolder::new().unwrap();
    office.sticks.plug(stick.path().to_owned());
    let place = stick.path().to_string_lossy().into_owned();
    let made = office.ask(c::ExportCourier { place, photos: false }).await.unwrap();
    let file = std::fs::read(stick.join(&made.name)).unwrap();
    let mut answer = Cursor::new(Vec::new());
    let server = scene.server.running().unwrap();
    server
        .import(Cursor::new(file), &mut answer, scene.server.clock.ms())
        .unwrap();
    let path = stick.join("answer.cunfa");
    std::fs::write(&path, answer.into_inner()).unwrap();
    give(&scene, Who::Office, &[SECOND]);
    office.sync().await.unwrap();
    let path = path.to_string_lossy().into_owned();
    // Taken in or overtaken: either way nothing of it is here.
    let taken = office.ask(c::ImportCourier { path }).await;
    assert!(matches!(taken, Ok(_) | Err(Code::Courier { .. })), "{taken:?}");
    let held = raw::held(office.folder()).unwrap();
    assert!(!held.entries.contains_key(&written.row.entry), "{held:?}");
}

#[tokio::test]
async fn what_a_counsel_wrote_before_hearing_of_it_waits_and_is_delivered_when_the_village_comes_back() {
    let mut scene = scene();
    let counsel = scene.counsel().await.unwrap();
    counsel.sync().await.unwrap();
    let written = counsel.write(consultation(&village(), "祠堂")).await.unwrap();
    give(&scene, Who::Counsel, &[SECOND]);
    assert_eq!(counsel.sync().await.unwrap(), SyncOutcome::Done);
    let status = counsel.sync_status().await.unwrap();
    assert_eq!((status.parked, status.items.len()), (1, 1));
    assert_eq!(scene.server.log().unwrap().len(), 0, "refused");
    give(&scene, Who::Counsel, &[VILLAGE, SECOND]);
    assert_eq!(counsel.sync().await.unwrap(), SyncOutcome::Done);
    let view = counsel.entry(written.row.entry).await.unwrap();
    assert_eq!(view.row.delivery, Delivery::Delivered);
}
