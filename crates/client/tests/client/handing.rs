//! A tablet in a signer's hand shows and signs that one entry and nothing else until whoever handed it over gives the PIN.
//! One table over every command; a new command does not compile here until it was decided on.

use std::collections::BTreeSet;

use cunfa_core::{ActId, BatchId, BlobId, Decision, EntryId, PersonId};
use cunfa_protocol::view::{Display, PictureSize, SessionStage, Sought, VolumeFilter};
use cunfa_protocol::{Code, Command, command as c};

use crate::support::*;

/// What a signer's hand may reach.
#[derive(Debug, PartialEq, Eq)]
enum Reach {
    Free,
    ThisEntry,
    Nothing,
}

/// The command's place in the table, and what is promised about it.
fn promised(command: &Command) -> (usize, Reach) {
    match command {
        Command::SessionStatus(_) => (0, Reach::Free),
        Command::Unlock(_) => (1, Reach::Free),
        Command::ResetPin(_) => (2, Reach::Free),
        Command::Lock(_) => (3, Reach::Free),
        Command::SetDisplay(_) => (4, Reach::Free),
        Command::OpenSigning(_) => (5, Reach::ThisEntry),
        Command::Sign(_) => (6, Reach::ThisEntry),
        Command::Enrol(_) => (7, Reach::Nothing),
        Command::AddPerson(_) => (8, Reach::Nothing),
        Command::Home(_) => (9, Reach::Nothing),
        Command::Villages(_) => (10, Reach::Nothing),
        Command::StartDraft(_) => (11, Reach::Nothing),
        Command::SaveDraft(_) => (12, Reach::Nothing),
        Command::Drafts(_) => (13, Reach::Nothing),
        Command::DropDraft(_) => (14, Reach::Nothing),
        Command::KeepDraft(_) => (15, Reach::Nothing),
        Command::SaveEntry(_) => (16, Reach::Nothing),
        Command::Volume(_) => (17, Reach::Nothing),
        Command::OpenEntry(_) => (18, Reach::Nothing),
        Command::Settle(_) => (19, Reach::Nothing),
        Command::VoidEntry(_) => (20, Reach::Nothing),
        Command::ReviewQueue(_) => (21, Reach::Nothing),
        Command::Review(_) => (22, Reach::Nothing),
        Command::MonthGrid(_) => (23, Reach::Nothing),
        Command::Invitees(_) => (24, Reach::Nothing),
        Command::Invite(_) => (25, Reach::Nothing),
        Command::SyncStatus(_) => (26, Reach::Nothing),
        Command::SyncNow(_) => (27, Reach::Nothing),
        Command::RetryParked(_) => (28, Reach::Nothing),
        Command::CutNetwork(_) => (29, Reach::Nothing),
        Command::Roster(_) => (30, Reach::Nothing),
        Command::EnrolCadre(_) => (31, Reach::Nothing),
        Command::Enrolments(_) => (32, Reach::Nothing),
        Command::DecideEnrolment(_) => (33, Reach::Nothing),
        Command::ReadRecordsNotice(_) => (34, Reach::Nothing),
        Command::AddPhoto(_) => (35, Reach::Nothing),
        Command::DropPhoto(_) => (36, Reach::Nothing),
        Command::RestorePhoto(_) => (37, Reach::Nothing),
        Command::AttachPage(_) => (38, Reach::Nothing),
        Command::DetachPage(_) => (39, Reach::Nothing),
        Command::Picture(_) => (40, Reach::ThisEntry),
        Command::SubmitPaper(_) => (41, Reach::Nothing),
        Command::SignInAgain(_) => (42, Reach::Nothing),
        Command::Courier(_) => (43, Reach::Nothing),
        Command::ExportCourier(_) => (44, Reach::Nothing),
        Command::ImportCourier(_) => (45, Reach::Nothing),
        Command::Devices(_) => (46, Reach::Nothing),
        Command::Rule(_) => (47, Reach::Nothing),
        Command::Views(_) => (48, Reach::Nothing),
        Command::SaveView(_) => (49, Reach::Nothing),
        Command::RenameView(_) => (50, Reach::Nothing),
        Command::DropView(_) => (51, Reach::Nothing),
        Command::KeepView(_) => (52, Reach::Nothing),
        Command::SetReminder(_) => (53, Reach::Nothing),
        Command::ReadyToSign(_) => (54, Reach::Nothing),
        Command::HandOver(_) => (55, Reach::Nothing),
        Command::Handed(_) => (56, Reach::ThisEntry),
    }
}

const COMMANDS: usize = 57;

fn every_command(entry: EntryId) -> Vec<Command> {
    let text = || "X".to_owned();
    let draft = EntryId([9; 16]);
    let (code, pin) = ("CODE".to_owned(), "000001".to_owned());
    vec![
        c::SessionStatus {}.into(),
        c::SetDisplay {
            display: Display::default(),
        }
        .into(),
        c::SignInAgain { code: code.clone() }.into(),
        c::OpenSigning { entry }.into(),
        signing(entry, cunfa_core::Digest([0; 32]), 1).into(),
        c::Enrol {
            server: text(),
            code: code.clone(),
            pin: pin.clone(),
            device_name: text(),
        }
        .into(),
        c::AddPerson {
            code: code.clone(),
            pin: pin.clone(),
        }
        .into(),
        c::Home {}.into(),
        c::Villages {}.into(),
        c::StartDraft {
            kind: None,
            village: None,
            corrects: None,
            changes: None,
        }
        .into(),
        c::SaveDraft { draft, form: visit() }.into(),
        c::Drafts {}.into(),
        c::DropDraft { draft }.into(),
        c::KeepDraft { draft }.into(),
        c::SaveEntry { draft, form: visit() }.into(),
        c::Volume {
            village: None,
            year: None,
            filter: VolumeFilter::default(),
            search: String::new(),
            offset: 0,
        }
        .into(),
        c::OpenEntry { entry }.into(),
        c::Views {}.into(),
        c::SaveView {
            name: text(),
            sought: Sought::default(),
        }
        .into(),
        c::RenameView { view: 1, name: text() }.into(),
        c::DropView { view: 1 }.into(),
        c::KeepView { view: 1 }.into(),
        c::SetReminder {
            month: chrono::NaiveDate::from_ymd_opt(2026, 11, 1).unwrap(),
            away: true,
        }
        .into(),
        c::ReadyToSign { village: village() }.into(),
        c::HandOver { entries: vec![entry] }.into(),
        c::Handed {}.into(),
        c::AddPhoto { draft, picture: text() }.into(),
        c::DropPhoto { draft, row: text() }.into(),
        c::RestorePhoto { draft, row: text() }.into(),
        c::AttachPage { entry, picture: text() }.into(),
        c::DetachPage { entry, row: text() }.into(),
        c::Picture {
            entry,
            blob: BlobId([1; BlobId::LEN]),
            size: PictureSize::Thumb,
        }
        .into(),
        c::Settle {
            entry,
            key: text(),
            value: text(),
        }
        .into(),
        c::VoidEntry { entry, reason: text() }.into(),
        c::SubmitPaper { entry }.into(),
        c::ReviewQueue { village: None }.into(),
        c::Review {
            entry,
            sign_off: ActId([0; ActId::LEN]),
            decision: Decision::Approve,
        }
        .into(),
        c::Roster { village: None }.into(),
        c::EnrolCadre {
            person: PersonId([1; 16]),
            pin: pin.clone(),
        }
        .into(),
        c::Enrolments {}.into(),
        c::DecideEnrolment {
            key: cunfa_core::KeyId([1; cunfa_core::KeyId::LEN]),
            decision: cunfa_protocol::view::EnrolmentDecision::Refuse,
            pin: pin.clone(),
        }
        .into(),
        c::MonthGrid {
            month: chrono::NaiveDate::from_ymd_opt(2026, 11, 1).unwrap(),
        }
        .into(),
        c::Invitees {}.into(),
        c::Devices {}.into(),
        c::Rule {
            batch: BatchId([1; 32]),
            take: true,
            reason: text(),
        }
        .into(),
        c::Invite {
            person: PersonId([2; 16]),
            device: None,
        }
        .into(),
        c::SyncStatus {}.into(),
        c::SyncNow {}.into(),
        c::ReadRecordsNotice {}.into(),
        c::RetryParked {
            batch: BatchId([0; 32]),
        }
        .into(),
        c::Courier {}.into(),
        c::ExportCourier {
            place: text(),
            photos: true,
        }
        .into(),
        c::ImportCourier { path: text() }.into(),
        c::CutNetwork { cut: true }.into(),
        // These three end the session, so they come last.
        c::ResetPin {
            slot: 9,
            code,
            pin: pin.clone(),
        }
        .into(),
        c::Unlock { slot: 9, pin }.into(),
        c::Lock {}.into(),
    ]
}

#[tokio::test]
async fn in_a_signers_hand_every_command_that_reads_the_counsels_data_is_refused() {
    let county = County::new();
    let device = Device::field(&county).await;
    let (entry, other) = (device.write(visit()).await, device.write(lecture()).await);
    device.ask(c::OpenSigning { entry }).await.unwrap();
    let mut seen = BTreeSet::new();
    for command in every_command(entry) {
        let (place, reach) = promised(&command);
        seen.insert(place);
        let said = format!("{command:?}");
        let refused = device.app.handle(command).await.err().map(|failure| failure.code) == Some(Code::Locked);
        assert_eq!(refused, reach == Reach::Nothing, "{said}");
    }
    assert_eq!(seen, (0..COMMANDS).collect(), "every command is tried");
    device.unlock(1, PIN).await.unwrap();
    device.ask(c::OpenSigning { entry }).await.unwrap();
    assert_eq!(device.ask(c::OpenSigning { entry: other }).await, Err(Code::Locked));
    let sign = signing(other, cunfa_core::Digest([0; 32]), 1);
    assert_eq!(device.ask(sign).await, Err(Code::Locked));
}

#[tokio::test]
async fn neither_signing_nor_a_wrong_pin_gives_the_tablet_back_but_the_holders_pin_does() {
    let county = County::new();
    let device = Device::field(&county).await;
    let entry = device.write(visit()).await;
    let shown = device.ask(c::OpenSigning { entry }).await.unwrap();
    device.ask(signing(entry, shown.content, 1)).await.unwrap();
    assert_eq!(device.ask(c::Home {}).await, Err(Code::Locked));
    assert!(device.unlock(1, "000001").await.is_err());
    assert_eq!(device.ask(c::Home {}).await, Err(Code::Locked));
    device.unlock(1, PIN).await.unwrap();
    assert!(device.ask(c::Home {}).await.is_ok());
}

#[tokio::test]
async fn the_signers_own_pin_opens_the_signers_own_session_only() {
    let county = County::new();
    let device = Device::field(&county).await;
    let entry = device.write(visit()).await;
    let other = device
        .write(cunfa_core::Form {
            village: Some(other_village()),
            ..visit()
        })
        .await;
    device.ask(c::OpenSigning { entry }).await.unwrap();
    let session = device.unlock(2, CADRE_PIN).await.unwrap();
    assert!(matches!(session.stage, SessionStage::Open(me) if me.person.name == "韦玉兰"));
    assert_eq!(device.ask(c::OpenEntry { entry: other }).await, Err(Code::NoSuchEntry));
    assert!(device.ask(c::OpenSigning { entry }).await.is_ok());
    assert!(
        device.ask(c::Home {}).await.is_ok(),
        "a cadre who signs at home keeps the own session"
    );
}
