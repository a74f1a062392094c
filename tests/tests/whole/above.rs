//! The county's desk: figures with and without a network, and the text of one entry for a reason that the office and the counsel see.

use cunfa_core::{Body, Person, PersonId, Role, Stage};
use cunfa_protocol::view::{OpeningState, SheetOf};
use cunfa_protocol::{Code, command as c};
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::{Fault, Scene, TestDevice, Who, raw};

use super::sheets::{book, plug, whole, write};
use super::{scene, too_long, village};

/// A word of the text that is nowhere else.
const MATTER: &str = "水渠改道的补偿";

/// The entry's own month, whatever the form's day is.
async fn month_of(county: &TestDevice, entry: cunfa_core::EntryId) -> chrono::NaiveDate {
    county.ask(c::Opened { entry }).await.unwrap().row.figure.date
}

#[tokio::test]
async fn the_county_sees_figures_without_a_network_and_no_text_is_on_its_device() {
    let mut scene = scene();
    let (tablet, county) = (scene.tablet().await.unwrap(), scene.county().await.unwrap());
    let entry = tablet.write(consultation(&village(), MATTER)).await.unwrap().row.entry;
    tablet.sign(entry, 1, 5).await.unwrap();
    tablet.sync().await.unwrap();
    county.sync().await.unwrap();
    county.link.always(Fault::DropRequest);
    let month = month_of(&county, entry).await;
    let figures = county.ask(c::Figures { month }).await.unwrap();
    let codes: Vec<&str> = figures.villages.iter().map(|one| one.village.code.as_str()).collect();
    assert!(codes.is_sorted() && codes.len() > 1, "{codes:?}");
    let ours = figures
        .villages
        .iter()
        .find(|one| one.village.code == village())
        .unwrap();
    assert_eq!((ours.stages[0].stage, ours.stages[0].count), (Stage::InReview, 1));
    assert!(ours.on_site_minutes > 0);
    let village = village();
    let list = county.ask(c::VillageFigures { village, month }).await.unwrap();
    assert_eq!((list.rows.len(), list.rows[0].opening), (1, None));
    assert_eq!(list.rows[0].counsel_name, Who::Counsel.person().name);
    let held = raw::held(county.folder()).unwrap();
    assert!(held.entries.is_empty() && held.blobs.is_empty() && held.indexed.is_empty());
    assert_eq!(county.ask(c::OpenEntry { entry }).await, Err(Code::NotAllowed));
    assert_eq!(county.find("").await.unwrap_err(), Code::NotAllowed);
}

#[tokio::test]
async fn an_opened_text_is_read_from_memory_and_everybody_at_the_entry_sees_who_opened_it_and_why() {
    let mut scene = scene();
    let (tablet, office) = (scene.tablet().await.unwrap(), scene.office().await.unwrap());
    let county = scene.county().await.unwrap();
    let entry = tablet.write(consultation(&village(), MATTER)).await.unwrap().row.entry;
    tablet.sign(entry, 1, 5).await.unwrap();
    tablet.sync().await.unwrap();
    county.sync().await.unwrap();
    let reason = || "核对补贴".to_owned();
    let none = c::OpenFromAbove {
        entry,
        reason: " ".to_owned(),
    };
    assert_eq!(county.ask(none).await, Err(Code::ReasonMissing));
    let reason_of = |reason: String| c::OpenFromAbove { entry, reason };
    let long = county.ask(reason_of("长".repeat(501))).await;
    assert_eq!(long, Err(too_long(501, 500)));
    let opened = county
        .ask(c::OpenFromAbove {
            entry,
            reason: reason(),
        })
        .await
        .unwrap();
    assert_eq!(opened.row.opening, Some(OpeningState::Stands));
    let text = opened.text.unwrap();
    assert_eq!(text.entry.matter, MATTER);
    assert!(text.acts.iter().all(|act| act.holds), "{:?}", text.acts);
    assert!(raw::held(county.folder()).unwrap().entries.is_empty());
    for device in [&tablet, &office] {
        device.sync().await.unwrap();
        let view = device.entry(entry).await.unwrap();
        let act = view
            .acts
            .iter()
            .find(|act| matches!(act.act.body, Body::Opening(_)))
            .unwrap();
        assert!(act.holds && act.delivered);
        assert_eq!(
            (act.act.role, act.person_name.as_str()),
            (Role::County, Who::County.person().name.as_str())
        );
        assert_eq!(act.act.body.texts(), ["核对补贴"]);
        assert_eq!(view.row.stage, Stage::InReview, "nothing of the entry moves");
    }
    // Put away, and read again within the day without another reason.
    let closed = county.ask(c::CloseOpened { entry }).await.unwrap();
    assert_eq!(closed.text, None);
    let again = county.ask(c::Opened { entry }).await.unwrap();
    assert_eq!(again.text.unwrap().entry.matter, MATTER);
    // With the session the text goes.
    county.ask(c::Lock {}).await.unwrap();
    county.link.always(Fault::DropRequest);
    county.unlock(0).await.unwrap();
    let opened = county.ask(c::Opened { entry }).await.unwrap();
    assert_eq!((opened.text, opened.row.opening), (None, Some(OpeningState::Stands)));
}

#[tokio::test]
async fn a_reason_written_without_a_network_waits_signed_and_opens_with_the_next_pass() {
    let mut scene = scene();
    let (tablet, county) = (scene.tablet().await.unwrap(), scene.county().await.unwrap());
    let entry = tablet.write(consultation(&village(), MATTER)).await.unwrap().row.entry;
    tablet.sync().await.unwrap();
    county.sync().await.unwrap();
    county.link.always(Fault::DropRequest);
    let reason = "处理来访".to_owned();
    let opened = county.ask(c::OpenFromAbove { entry, reason }).await.unwrap();
    assert_eq!((opened.row.opening, opened.text), (Some(OpeningState::Waiting), None));
    county.link.always(Fault::None);
    county.sync().await.unwrap();
    let opened = county.ask(c::Opened { entry }).await.unwrap();
    assert_eq!(opened.reason, "处理来访");
    assert_eq!(opened.text.unwrap().entry.matter, MATTER);
    assert_eq!(
        scene.server.log().unwrap().len(),
        2,
        "one opening, however often it was asked"
    );
}

#[tokio::test]
async fn nobody_at_hand_gets_the_countys_screens() {
    let mut scene = scene();
    let counsel = scene.counsel().await.unwrap();
    let entry = counsel.write(consultation(&village(), MATTER)).await.unwrap().row.entry;
    let month = "2026-11-01".parse().unwrap();
    assert_eq!(counsel.ask(c::Figures { month }).await, Err(Code::NotAllowed));
    let village = village();
    assert_eq!(
        counsel.ask(c::VillageFigures { village, month }).await,
        Err(Code::NotAllowed)
    );
    let reason = "想看".to_owned();
    assert_eq!(
        counsel.ask(c::OpenFromAbove { entry, reason }).await,
        Err(Code::NoSuchEntry)
    );
    assert_eq!(counsel.ask(c::Opened { entry }).await, Err(Code::NoSuchEntry));
}

/// A desk of the city, which answers for the county.
async fn city(scene: &mut Scene) -> TestDevice {
    let officer = Person {
        id: PersonId([68; 16]),
        name: "蓝志远".to_owned(),
        role: Role::City,
        ..Who::County.person()
    };
    scene.server.add_person(&officer).unwrap();
    let desk = scene.fresh().unwrap();
    let code = scene.server.invite(officer.id).unwrap();
    desk.enrol(&code).await.unwrap();
    desk.unlock(0).await.unwrap();
    desk
}

#[tokio::test]
async fn the_stores_of_county_and_city_hold_no_text_so_search_and_reports_over_them_find_none() {
    let mut scene = scene();
    let (tablet, office) = (scene.tablet().await.unwrap(), scene.office().await.unwrap());
    let (county, city) = (scene.county().await.unwrap(), city(&mut scene).await);
    let form = consultation(&village(), MATTER);
    let words = [MATTER, form.advice.as_str(), form.persons[0].name.as_str()].map(str::to_owned);
    let entry = tablet.write(form).await.unwrap().row.entry;
    tablet.sign(entry, 1, 5).await.unwrap();
    for device in [&tablet, &office, &county, &city] {
        device.sync().await.unwrap();
    }
    for device in [&tablet, &office] {
        let saying = raw::tables_saying(device.folder(), MATTER).unwrap();
        assert!(
            saying.contains("entries"),
            "what is looked for would be found: {saying:?}"
        );
    }
    for (device, reports) in [(&county, 2), (&city, 1)] {
        let day = month_of(device, entry).await;
        let mut sheets = vec![SheetOf::Year(day), SheetOf::Half(day)];
        sheets.truncate(reports);
        let stick = plug(device);
        for of in sheets {
            let written = write(device, of).await.unwrap();
            let said: String = book(&stick, &written).sheets.iter().map(whole).collect();
            assert!(said.contains("2026"), "{said}");
            for words in &words {
                assert!(!said.contains(words), "{words}: {said}");
            }
        }
        for words in &words {
            assert_eq!(
                raw::tables_saying(device.folder(), words).unwrap(),
                [].into(),
                "{words}"
            );
            assert_eq!(device.find(words).await.unwrap_err(), Code::NotAllowed);
        }
        let held = raw::held(device.folder()).unwrap();
        assert_eq!((held.rows, held.found), (0, 0));
    }
}
