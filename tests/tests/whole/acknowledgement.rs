//! 知悉: a 重大事项 is on the office's desk first, signed or not, and the counsel sees by whom and when it was acknowledged.

use cunfa_core::{Body, EntryId, Form, Person, PersonId, Role, Stage};
use cunfa_protocol::Code;
use cunfa_protocol::command as c;
use cunfa_protocol::view::{Clock, Queue, SyncOutcome, VolumeFilter};
use cunfa_tests::harness::clock::MINUTE_MS;
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::{Fault, Scene, TestDevice, Who};

use super::{scene, village};

fn major(matter: &str) -> Form {
    Form {
        major: Some("多户联名上访".to_owned()),
        ..consultation(&village(), matter)
    }
}

async fn write(device: &TestDevice, form: Form) -> EntryId {
    device.write(form).await.unwrap().row.entry
}

async fn sync(devices: &[&TestDevice]) {
    for device in devices {
        assert_eq!(device.sync().await.unwrap(), SyncOutcome::Done);
    }
}

async fn queue(device: &TestDevice) -> Queue {
    device.ask(c::ReviewQueue { village: None }).await.unwrap()
}

async fn acknowledge(device: &TestDevice, entry: EntryId) -> Result<(), Code> {
    device.ask(c::AcknowledgeMajor { entry }).await.map(|_| ())
}

/// A person of another office, or a further one of the same, on a device of their own.
async fn office_of(scene: &mut Scene, number: u8, area: &str) -> TestDevice {
    let person = Person {
        id: PersonId([number; 16]),
        name: "卢春燕".to_owned(),
        role: Role::Office,
        post: "司法所所长".to_owned(),
        scope: vec![area.parse().unwrap()],
    };
    scene.server.add_person(&person).unwrap();
    let code = scene.server.invite(person.id).unwrap();
    let device = scene.fresh().unwrap();
    device.enrol(&code).await.unwrap();
    device.unlock(0).await.unwrap();
    device
}

#[tokio::test]
async fn a_major_matter_is_on_the_desk_before_it_is_signed_and_is_acknowledged_without_a_network() {
    let mut scene = scene();
    let (tablet, office) = (scene.tablet().await.unwrap(), scene.office().await.unwrap());
    let plain = write(&tablet, consultation(&village(), "宅基地界址")).await;
    let entry = write(&tablet, major("征地补偿")).await;
    sync(&[&tablet, &office]).await;

    let before = queue(&office).await;
    let first: Vec<EntryId> = before.major.iter().map(|item| item.row.entry).collect();
    assert_eq!((first, before.waiting.len()), (vec![entry], 0));
    assert_eq!(
        (before.major[0].row.stage, before.major[0].row.known.as_ref()),
        (Stage::Unsigned, None)
    );
    assert!(office.entry(entry).await.unwrap().may_acknowledge);
    assert!(!office.entry(plain).await.unwrap().may_acknowledge);

    office.link.always(Fault::DropRequest);
    office.clock.advance(5 * MINUTE_MS);
    acknowledge(&office, entry).await.unwrap();
    assert!(
        queue(&office).await.major.is_empty(),
        "nothing is to be done about it now"
    );
    assert_eq!(office.sync().await.unwrap(), SyncOutcome::NoNetwork);
    sync(&[&tablet]).await;
    assert_eq!(tablet.entry(entry).await.unwrap().row.known, None);

    office.link.always(Fault::None);
    sync(&[&office, &tablet]).await;
    let seen = tablet.entry(entry).await.unwrap();
    let known = seen.row.known.clone().unwrap();
    assert_eq!(known.by, Who::Office.person().name);
    assert_eq!(known.at_ms, office.clock.ms().div_euclid(1_000) * 1_000);
    assert_eq!(known.clock, Clock::Checked);
    assert_eq!((seen.life.stage, seen.may_acknowledge), (Stage::Unsigned, false));
    assert!(seen.may_change, "it is still the counsel's to change");
    let volume = c::Volume {
        village: None,
        year: None,
        filter: VolumeFilter::default(),
        search: String::new(),
        offset: 0,
    };
    let rows = tablet.ask(volume).await.unwrap().rows;
    let listed = rows.iter().find(|row| row.entry == entry).unwrap();
    assert_eq!(listed.known, Some(known));
    for device in [&tablet, &office] {
        assert_eq!(device.audit().unwrap(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_signed_major_matter_waits_first_and_shows_whether_it_was_acknowledged_until_it_is_decided() {
    let mut scene = scene();
    let (tablet, office) = (scene.tablet().await.unwrap(), scene.office().await.unwrap());
    for (seed, form) in [(1, consultation(&village(), "宅基地界址")), (2, major("征地补偿"))] {
        let entry = write(&tablet, form).await;
        tablet.sign(entry, 1, seed).await.unwrap();
    }
    sync(&[&tablet, &office]).await;
    let waiting = queue(&office).await;
    assert!(waiting.major.is_empty());
    let entry = waiting.waiting[0].row.entry;
    assert!(waiting.waiting[0].row.major && !waiting.waiting[1].row.major);
    acknowledge(&office, entry).await.unwrap();
    let item = queue(&office).await.waiting[0].clone();
    assert_eq!(item.row.entry, entry);
    assert!(item.row.known.is_some());
    let view = office.entry(entry).await.unwrap();
    assert!(view.may_review, "acknowledging decides nothing");
    let acts = async |entry| office.entry(entry).await.unwrap().acts.len();
    let before = acts(entry).await;
    acknowledge(&office, entry).await.unwrap();
    assert_eq!(acts(entry).await, before, "twice is once");
}

#[tokio::test]
async fn two_people_of_an_office_may_acknowledge_apart_and_the_earlier_one_is_shown_everywhere() {
    let mut scene = scene();
    let (counsel, office) = (scene.counsel().await.unwrap(), scene.office().await.unwrap());
    let other = office_of(&mut scene, 21, "450102101").await;
    let entry = write(&counsel, major("征地补偿")).await;
    sync(&[&counsel, &office, &other]).await;
    office.clock.advance(MINUTE_MS);
    acknowledge(&office, entry).await.unwrap();
    acknowledge(&other, entry).await.unwrap();
    sync(&[&office, &other, &office, &counsel]).await;
    for device in [&counsel, &office, &other] {
        let view = device.entry(entry).await.unwrap();
        assert_eq!(view.row.known.unwrap().by, "卢春燕");
        let said = view.acts.iter().filter(|act| act.act.body == Body::Acknowledgement);
        assert_eq!(said.filter(|act| act.holds).count(), 2);
        assert_eq!(device.audit().unwrap(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn nobody_but_the_villages_own_office_acknowledges_and_only_what_is_major() {
    let mut scene = scene();
    let tablet = scene.tablet().await.unwrap();
    let office = scene.office().await.unwrap();
    let stranger = office_of(&mut scene, 22, "450102102").await;
    let (entry, plain) = (
        write(&tablet, major("征地补偿")).await,
        write(&tablet, consultation(&village(), "宅基地界址")).await,
    );
    sync(&[&tablet, &stranger, &office]).await;
    assert_eq!(acknowledge(&tablet, entry).await, Err(Code::NotAllowed));
    assert_eq!(acknowledge(&stranger, entry).await, Err(Code::NoSuchEntry));
    assert!(queue(&stranger).await.major.is_empty());
    assert_eq!(acknowledge(&office, plain).await, Err(Code::ChangedMeanwhile));
    tablet.unlock(1).await.unwrap();
    assert_eq!(acknowledge(&tablet, entry).await, Err(Code::NotAllowed));
}
