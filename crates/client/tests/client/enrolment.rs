//! Enrolment: what is refused with its own sentence, and that it can be ended anywhere and finished later.

use std::sync::Arc;

use cunfa_client::App;
use cunfa_protocol::command as c;
use cunfa_protocol::view::{SessionStage, SyncOutcome};
use cunfa_protocol::{Code, wire};

use crate::support::link::{html, refusal};
use crate::support::*;

#[tokio::test]
async fn a_fresh_device_is_enrolled_with_a_code_however_it_is_typed_and_is_open_for_its_person() {
    let county = County::new();
    let device = Device::new(&county);
    let session = device.ask(c::SessionStatus {}).await.unwrap();
    assert_eq!((session.stage, session.slots.len()), (SessionStage::Fresh, 0));
    let code = county.invite(Invited::Counsel).to_lowercase();
    let session = device
        .enrol(&format!(" {}-{} ", &code[..5], &code[5..]), PIN)
        .await
        .unwrap();
    let SessionStage::Open(me) = session.stage else {
        panic!("not open")
    };
    assert_eq!(
        (me.person.name.as_str(), me.device_name.as_str()),
        ("覃志明", "一号平板")
    );
    assert_eq!(device.enrol(&code, PIN).await, Err(Code::NotNow));
}

#[tokio::test]
async fn a_wrong_and_a_used_invitation_and_an_expired_one_are_told_apart() {
    let county = County::new();
    let device = Device::new(&county);
    assert_eq!(device.enrol("NOSUCHCODE", PIN).await, Err(Code::InvitationUnknown));
    assert_eq!(device.enrol("", PIN).await, Err(Code::InvitationUnknown));
    let code = county.invite(Invited::Counsel);
    Device::new(&county).enrol(&code, PIN).await.unwrap();
    assert_eq!(device.enrol(&code, PIN).await, Err(Code::InvitationUsed));
    device
        .link
        .next([Fate::Instead(refusal(410, wire::Refusal::InvitationExpired, None))]);
    assert_eq!(
        device.enrol(&county.invite(Invited::Counsel), PIN).await,
        Err(Code::InvitationExpired)
    );
    assert_eq!(
        device.ask(c::SessionStatus {}).await.unwrap().stage,
        SessionStage::Fresh
    );
}

#[tokio::test]
async fn an_address_that_is_not_safe_is_refused_before_anything_is_sent() {
    let county = County::new();
    let device = Device::new(&county);
    for server in ["http://10.0.0.1", "台账", ""] {
        let enrol = c::Enrol {
            server: server.to_owned(),
            code: "X".to_owned(),
            pin: PIN.to_owned(),
            device_name: String::new(),
        };
        assert_eq!(device.ask(enrol).await, Err(Code::BadServerAddress));
    }
    assert_eq!(device.link.count(), 0);
}

#[tokio::test]
async fn a_login_page_and_silence_and_half_an_answer_enrol_nobody() {
    let county = County::new();
    let device = Device::new(&county);
    let code = county.invite(Invited::Counsel);
    device.link.next([Fate::Instead(html()), Fate::Lost, Fate::Cut(40)]);
    assert_eq!(device.enrol(&code, PIN).await, Err(Code::NotOurServer));
    assert_eq!(device.enrol(&code, PIN).await, Err(Code::NoNetwork));
    assert_eq!(device.enrol(&code, PIN).await, Err(Code::NotOurServer));
    device.enrol(&code, PIN).await.unwrap();
}

#[tokio::test]
async fn a_weak_pin_is_refused_before_the_code_is_used() {
    let county = County::new();
    let device = Device::new(&county);
    let code = county.invite(Invited::Counsel);
    for weak in ["1234", "123456", "777777", "abcdef", ""] {
        assert_eq!(device.enrol(&code, weak).await, Err(Code::WeakPin));
    }
    assert_eq!(device.link.count(), 0);
    device.enrol(&code, PIN).await.unwrap();
}

#[tokio::test]
async fn an_enrolment_whose_answer_was_lost_is_finished_by_the_same_code_and_pin_after_a_restart() {
    let county = County::new();
    let mut device = Device::new(&county);
    let code = county.invite(Invited::Counsel);
    device.link.next([Fate::AnswerLost]);
    assert_eq!(device.enrol(&code, PIN).await, Err(Code::NoNetwork));
    device.restart();
    assert_eq!(device.enrol(&code, "930217").await, Err(Code::OtherNewPin));
    device.enrol(&code, PIN).await.unwrap();
    assert!(!device.folder().join("enrolling.cbor").exists());
}

#[tokio::test]
async fn another_pin_enrols_when_the_first_request_never_arrived() {
    let county = County::new();
    let device = Device::new(&county);
    let code = county.invite(Invited::Counsel);
    device.link.next([Fate::Lost]);
    assert_eq!(device.enrol(&code, PIN).await, Err(Code::NoNetwork));
    device.enrol(&code, "930217").await.unwrap();
}

#[tokio::test]
async fn an_enrolment_that_ended_between_the_two_files_is_finished_by_the_same_code_and_pin() {
    let county = County::new();
    let mut device = Device::new(&county);
    let code = county.invite(Invited::Counsel);
    let pending = device.folder().join("enrolling.cbor");
    device.link.next([Fate::AnswerLost]);
    assert_eq!(device.enrol(&code, PIN).await, Err(Code::NoNetwork));
    let kept = std::fs::read(&pending).unwrap();
    device.enrol(&code, PIN).await.unwrap();
    // As if the program had ended after the encrypted file was written and before the key file was.
    std::fs::write(&pending, kept).unwrap();
    std::fs::remove_file(device.folder().join("device.json")).unwrap();
    device.restart();
    device.enrol(&code, PIN).await.unwrap();
    device.restart();
    device.unlock(1, PIN).await.unwrap();
}

#[tokio::test]
async fn keys_of_an_enrolment_under_way_do_not_stand_readable_on_the_disk() {
    let county = County::new();
    let device = Device::new(&county);
    let code = county.invite(Invited::Counsel);
    device.link.next([Fate::Lost]);
    assert_eq!(device.enrol(&code, PIN).await, Err(Code::NoNetwork));
    let kept = std::fs::read(device.folder().join("enrolling.cbor")).unwrap();
    let (_, request) = device.link.requests.lock().unwrap()[0].clone();
    let request: wire::EnrolRequest = wire::decode(&request).unwrap();
    for text in [code.as_bytes(), PIN.as_bytes(), &request.person_key.0[1..33]] {
        assert!(!kept.windows(text.len()).any(|window| window == text));
    }
}

#[tokio::test]
async fn a_cadre_joins_a_locked_tablet_and_the_session_stays_as_it_was() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Counsel).await;
    device.ask(c::Lock {}).await.unwrap();
    let slot = device.add_cadre(&county).await;
    let session = device.ask(c::SessionStatus {}).await.unwrap();
    assert_eq!(session.stage, SessionStage::Locked);
    let labels: Vec<_> = session
        .slots
        .iter()
        .map(|slot| (slot.label.as_str(), slot.person))
        .collect();
    assert_eq!(labels, [("覃", None), ("韦", None)]);
    device.unlock(slot, CADRE_PIN).await.unwrap();
}

#[tokio::test]
async fn a_person_is_added_only_once_and_a_lost_answer_is_made_good() {
    let county = County::new();
    let mut device = Device::enrolled(&county, Invited::Counsel).await;
    let code = county.invite(Invited::Cadre);
    let add = || c::AddPerson {
        code: code.clone(),
        pin: CADRE_PIN.to_owned(),
    };
    device.link.next([Fate::AnswerLost]);
    assert_eq!(device.ask(add()).await, Err(Code::NoNetwork));
    device.restart();
    assert_eq!(device.ask(add()).await, Err(Code::Locked));
    device.unlock(1, PIN).await.unwrap();
    assert_eq!(device.ask(add()).await.unwrap().slots.len(), 2);
    let again = c::AddPerson {
        code: county.invite(Invited::Cadre),
        pin: CADRE_PIN.to_owned(),
    };
    assert_eq!(device.ask(again).await, Err(Code::PersonAlreadyHere));
}

#[tokio::test]
async fn a_second_device_of_the_same_person_sees_the_same_ledger() {
    let county = County::new();
    let first = Device::field(&county).await;
    let entry = first.write(visit()).await;
    first.sign(entry, 1).await.unwrap();
    first.app.sync_pass().await;
    let second = Device::enrolled(&county, Invited::Counsel).await;
    assert_eq!(second.app.sync_pass().await, SyncOutcome::Done);
    assert_eq!(second.entry(entry).await.entry, first.entry(entry).await.entry);
    let own = second.write(lecture()).await;
    assert_ne!(second.entry(own).await.row.number, first.entry(entry).await.row.number);
}

#[tokio::test]
async fn the_display_setting_holds_before_enrolment_and_across_restarts() {
    use cunfa_protocol::view::{Display, LockAfter, Scale, TextSize, Theme};
    let county = County::new();
    let mut device = Device::new(&county);
    let display = Display {
        theme: Theme::HighContrast,
        text: TextSize::Elder,
        scale: Scale::Twice,
        lock_after: LockAfter::Hour,
    };
    assert_eq!(device.ask(c::SetDisplay { display }).await.unwrap().display, display);
    device.enrol(&county.invite(Invited::Counsel), PIN).await.unwrap();
    device.restart();
    let session = device.ask(c::SessionStatus {}).await.unwrap();
    assert_eq!((session.display, session.stage), (display, SessionStage::Locked));
}

#[tokio::test]
async fn an_answer_that_certifies_another_key_enrols_nobody() {
    let county = County::new();
    let device = Device::new(&county);
    let code = county.invite(Invited::Counsel);
    let other = Device::new(&county);
    let theirs = county.invite(Invited::Counsel);
    other.enrol(&theirs, PIN).await.unwrap();
    let (path, body) = other.link.requests.lock().unwrap()[0].clone();
    let answer = county.answer(&path, None, &body, 0);
    device.link.next([Fate::Instead(answer)]);
    assert_eq!(device.enrol(&code, PIN).await, Err(Code::NotOurServer));
    assert_eq!(
        device.ask(c::SessionStatus {}).await.unwrap().stage,
        SessionStage::Fresh
    );
}

#[tokio::test]
async fn two_apps_do_not_share_a_session() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Counsel).await;
    let second = Arc::new(App::open(device.config.clone()).unwrap());
    let reply = second.handle(c::Home {}.into()).await;
    assert_eq!(reply.unwrap_err().code, Code::Locked);
}
