//! A PIN lost: the way back by a code of the office, killed at any point, with nothing lost on the device.

use cunfa_core::Stage;
use cunfa_protocol::view::{Delivery, Session, SessionStage, SyncOutcome};
use cunfa_protocol::{Code, command as c};
use cunfa_store::Step;
use cunfa_tests::harness::device::PIN;
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::scene::{Scene, Who};
use cunfa_tests::harness::{Fault, TestDevice};

use super::{scene, village};

const NEW_PIN: &str = "640713";

async fn reset(device: &TestDevice, place: usize, code: &str) -> Result<Session, Code> {
    let (slot, code, pin) = (device.slot(place).await?, code.to_owned(), NEW_PIN.to_owned());
    device.ask(c::ResetPin { slot, code, pin }).await
}

async fn unlock(device: &TestDevice, place: usize, pin: &str) -> Result<Session, Code> {
    let (slot, pin) = (device.slot(place).await?, pin.to_owned());
    device.ask(c::Unlock { slot, pin }).await
}

/// A code for a new PIN of this person on the only device there is.
fn code(scene: &Scene, who: Who) -> String {
    let device = scene.server.devices().unwrap()[0];
    scene.server.reset_code(who.person().id, device).unwrap()
}

/// The counsel's own tablet with one entry that no server has, and its file closed.
async fn with_unsent_work() -> (Scene, TestDevice, cunfa_core::EntryId) {
    let mut scene = scene();
    let mut device = scene.counsel().await.unwrap();
    device.link.always(Fault::DropRequest);
    let entry = device.write(consultation(&village(), "宅基地界址")).await.unwrap();
    device.restart().unwrap();
    device.link.always(Fault::None);
    (scene, device, entry.row.entry)
}

#[tokio::test]
async fn the_only_person_on_a_locked_tablet_comes_back_to_all_unsent_work() {
    let (scene, mut device, entry) = with_unsent_work().await;
    while unlock(&device, 0, "970531").await.unwrap_err() != Code::PinLocked {
        device.clock.advance(60 * 60_000);
    }
    assert_eq!(unlock(&device, 0, PIN).await.unwrap_err(), Code::PinLocked);
    let session = reset(&device, 0, &code(&scene, Who::Counsel)).await.unwrap();
    assert!(matches!(session.stage, SessionStage::Open(_)));
    assert_eq!(session.slots[0].tries_left, 10);
    assert_eq!(device.entry(entry).await.unwrap().entry.matter, "宅基地界址");
    assert_eq!(device.sync().await.unwrap(), SyncOutcome::Done);
    assert_eq!(device.entry(entry).await.unwrap().row.delivery, Delivery::Delivered);
    assert!(
        matches!(unlock(&device, 0, PIN).await, Err(Code::WrongPin { .. })),
        "the old PIN is gone"
    );
    device.restart().unwrap();
    unlock(&device, 0, NEW_PIN).await.unwrap();
    let next = device.write(consultation(&village(), "又一件事")).await.unwrap();
    device.sync().await.unwrap();
    assert_eq!(
        device.entry(next.row.entry).await.unwrap().row.delivery,
        Delivery::Delivered
    );
    let left: Vec<_> = std::fs::read_dir(device.folder().path())
        .unwrap()
        .map(|file| file.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with("enrolling"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test]
async fn old_signatures_stay_valid_unsent_ones_too_and_the_new_key_signs_from_then_on() {
    let mut scene = scene();
    let (mut tablet, laptop) = (scene.tablet().await.unwrap(), scene.counsel().await.unwrap());
    let write = |matter: &'static str| consultation(&village(), matter);
    let sent = tablet.write(write("已上传")).await.unwrap().row.entry;
    tablet.sign(sent, 1, 1).await.unwrap();
    tablet.sync().await.unwrap();
    let unsent = tablet.write(write("未上传")).await.unwrap().row.entry;
    tablet.sign(unsent, 1, 2).await.unwrap();
    tablet.restart().unwrap();
    let session = reset(&tablet, 1, &code(&scene, Who::Cadre)).await.unwrap();
    assert!(matches!(session.stage, SessionStage::Open(me) if me.person == Who::Cadre.person()));
    let later = {
        tablet.unlock(0).await.unwrap();
        tablet.write(write("重设以后")).await.unwrap().row.entry
    };
    let shown = tablet.ask(c::OpenSigning { entry: later }).await.unwrap();
    let sign = |pin: &str| c::Sign {
        entry: later,
        content: shown.content,
        slot: shown.signers[0].slot.slot,
        pin: pin.to_owned(),
        opinion: cunfa_core::Opinion::True,
        remark: String::new(),
        confirmations: Vec::new(),
        ink: cunfa_tests::harness::forms::ink(3),
    };
    assert!(matches!(tablet.ask(sign(PIN)).await, Err(Code::WrongPin { .. })));
    tablet.ask(sign(NEW_PIN)).await.unwrap();
    tablet.take_back().await.unwrap();
    for device in [&tablet, &laptop, &tablet] {
        assert_eq!(device.sync().await.unwrap(), SyncOutcome::Done);
    }
    for device in [&tablet, &laptop] {
        for entry in [sent, unsent, later] {
            let view = device.entry(entry).await.unwrap();
            assert!(super::sign_off_of(&view).holds, "{}", view.entry.matter);
            assert_eq!(
                (view.life.stage, view.row.delivery),
                (Stage::InReview, Delivery::Delivered)
            );
        }
    }
    let keys = [unsent, later].map(|entry| {
        let device = &laptop;
        async move { super::sign_off_of(&device.entry(entry).await.unwrap()).act.key }
    });
    let [old, new] = keys;
    assert_ne!(old.await, new.await, "a new key");
    assert_eq!(tablet.audit().unwrap(), Vec::<String>::new());
}

/// A fault at the n-th request of a reset, then the plug is pulled.
async fn broken_at(device: &mut TestDevice, code: &str, request: usize, fault: Fault) -> bool {
    let mut at = 0;
    device.link.fate(Box::new(move || {
        at += 1;
        if at == request { fault } else { Fault::None }
    }));
    let whole = tokio::select! {
        biased;
        done = reset(device, 0, code) => done.is_ok(),
        () = device.link.killed() => false,
    };
    device.pull_the_plug().unwrap();
    device.link.always(Fault::None);
    whole
}

// A3
#[tokio::test]
async fn killed_at_any_point_it_is_the_old_person_or_the_new_one_and_the_same_code_finishes_it() {
    let faults = [
        Fault::DropRequest,
        Fault::DropAnswer,
        Fault::CutAnswer(7),
        Fault::Html,
        Fault::KillBefore,
        Fault::KillAfter,
    ];
    for fault in faults {
        for request in 1..=4 {
            let (scene, mut device, entry) = with_unsent_work().await;
            let code = code(&scene, Who::Counsel);
            let whole = broken_at(&mut device, &code, request, fault).await;
            let said = format!("{fault:?} at request {request}");
            let (holds, gone) = if whole { (NEW_PIN, PIN) } else { (PIN, NEW_PIN) };
            assert!(
                matches!(unlock(&device, 0, gone).await, Err(Code::WrongPin { .. })),
                "{said}"
            );
            unlock(&device, 0, holds)
                .await
                .unwrap_or_else(|code| panic!("{said}: {code:?}"));
            assert_eq!(device.entry(entry).await.unwrap().entry.matter, "宅基地界址", "{said}");
            device.restart().unwrap();
            if !whole {
                reset(&device, 0, &code)
                    .await
                    .unwrap_or_else(|code| panic!("{said}: {code:?}"));
            }
            device.restart().unwrap();
            unlock(&device, 0, NEW_PIN).await.unwrap();
            assert_eq!(device.sync().await.unwrap(), SyncOutcome::Done, "{said}");
            assert_eq!(
                device.entry(entry).await.unwrap().row.delivery,
                Delivery::Delivered,
                "{said}"
            );
        }
    }
}

// A3
#[tokio::test]
async fn a_disk_that_fails_after_the_pin_changed_leaves_the_new_person_whole() {
    let mut scene = scene();
    let mut tablet = scene.tablet().await.unwrap();
    let entry = tablet
        .write(consultation(&village(), "宅基地界址"))
        .await
        .unwrap()
        .row
        .entry;
    tablet.sync().await.unwrap();
    tablet.break_at(Step::Commit).await.unwrap();
    assert!(reset(&tablet, 1, &code(&scene, Who::Cadre)).await.is_err());
    tablet.restart().unwrap();
    assert!(matches!(unlock(&tablet, 1, PIN).await, Err(Code::WrongPin { .. })));
    unlock(&tablet, 1, NEW_PIN).await.unwrap();
    let shown = tablet.ask(c::OpenSigning { entry }).await.unwrap();
    let sign = c::Sign {
        entry,
        content: shown.content,
        slot: shown.signers[0].slot.slot,
        pin: NEW_PIN.to_owned(),
        opinion: cunfa_core::Opinion::True,
        remark: String::new(),
        confirmations: Vec::new(),
        ink: cunfa_tests::harness::forms::ink(3),
    };
    tablet.ask(sign).await.unwrap();
    tablet.sync().await.unwrap();
    let view = tablet.entry(entry).await.unwrap();
    let signed = super::sign_off_of(&view);
    assert!(signed.holds && signed.delivered);
}

#[tokio::test]
async fn a_code_that_is_for_something_else_gives_nothing_and_stays_good() {
    let mut scene = scene();
    let (tablet, fresh) = (scene.tablet().await.unwrap(), scene.fresh().unwrap());
    let laptop = scene.counsel().await.unwrap();
    let second = scene.server.devices().unwrap()[1];
    let counsel = Who::Counsel.person().id;
    let join = scene.server.invite(counsel).unwrap();
    let elsewhere = scene.server.reset_code(counsel, second).unwrap();
    let others = code(&scene, Who::Counsel);
    for (place, code) in [(0, &join), (0, &elsewhere), (1, &others)] {
        assert_eq!(reset(&tablet, place, code).await, Err(Code::InvitationElsewhere));
    }
    assert_eq!(fresh.enrol(&elsewhere).await.unwrap_err(), Code::InvitationElsewhere);
    assert_eq!(
        tablet.add_person(&elsewhere).await.unwrap_err(),
        Code::InvitationElsewhere
    );
    assert_eq!(reset(&tablet, 0, "NOSUCHCODE").await, Err(Code::InvitationUnknown));
    reset(&laptop, 0, &elsewhere).await.unwrap();
    fresh.enrol(&join).await.unwrap();
    tablet.unlock(0).await.unwrap();
}

#[tokio::test]
async fn a_code_is_good_for_one_new_pin_only() {
    let (scene, device, _) = with_unsent_work().await;
    let code = code(&scene, Who::Counsel);
    device.link.once(Fault::DropAnswer);
    assert_eq!(reset(&device, 0, &code).await, Err(Code::NoNetwork));
    let slot = device.slot(0).await.unwrap();
    let other = c::ResetPin {
        slot,
        code: code.clone(),
        pin: "930217".to_owned(),
    };
    assert_eq!(device.ask(other).await, Err(Code::OtherNewPin));
    reset(&device, 0, &code).await.unwrap();
    let weak = c::ResetPin {
        slot,
        code,
        pin: "123456".to_owned(),
    };
    assert_eq!(device.ask(weak).await, Err(Code::WeakPin));
}

#[tokio::test]
async fn an_old_code_and_a_revoked_device_get_no_share() {
    let (scene, device, _) = with_unsent_work().await;
    let old = code(&scene, Who::Counsel);
    scene.server.clock.advance(400 * 24 * 60 * 60_000);
    assert_eq!(reset(&device, 0, &old).await, Err(Code::InvitationExpired));
    let fresh = code(&scene, Who::Counsel);
    scene.server.revoke(scene.server.devices().unwrap()[0]).unwrap();
    assert_eq!(reset(&device, 0, &fresh).await, Err(Code::DeviceRevoked));
    unlock(&device, 0, PIN).await.unwrap();
}
