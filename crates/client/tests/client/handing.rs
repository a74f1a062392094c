//! A tablet in a signer's hand shows and signs that one entry and nothing else until whoever handed it over gives the PIN.
//! One table over every command, all tried; what does not stand in it is out of reach.

use std::collections::BTreeSet;

use cunfa_core::need::{CloseReason, NeedForm};
use cunfa_core::register::{Column, RecordKind};
use cunfa_core::{ActId, BatchId, BlobId, Decision, DismissReason, EntryId, InquiryId, PersonId};
use cunfa_protocol::view::{
    Display, FeedbackDraft, ListFilter, PictureSize, SessionStage, SheetOf, Sought, VolumeFilter,
};
use cunfa_protocol::{Code, Command, command as c};

use crate::support::*;

/// What a signer's hand may reach.
#[derive(Debug, PartialEq, Eq)]
enum Reach {
    Free,
    ThisEntry,
    Nothing,
}

/// What is promised about a command; a new one is out of reach unless it stands here.
fn promised(command: &Command) -> Reach {
    match command {
        Command::SessionStatus(_)
        | Command::Unlock(_)
        | Command::ResetPin(_)
        | Command::Lock(_)
        | Command::SetDisplay(_) => Reach::Free,
        Command::OpenSigning(_) | Command::Sign(_) | Command::Picture(_) | Command::Handed(_) => Reach::ThisEntry,
        _ => Reach::Nothing,
    }
}

fn template() -> cunfa_core::Template {
    cunfa_core::Template {
        key: String::new(),
        kind: cunfa_core::Kind::Visit,
        name: "X".to_owned(),
        matter: "X".to_owned(),
        advice: String::new(),
        result: String::new(),
    }
}

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
        c::Needs {
            village: None,
            open: false,
            search: String::new(),
            offset: 0,
        }
        .into(),
        c::OpenNeed { need: entry }.into(),
        c::StartNeed {}.into(),
        c::SaveNeedDraft {
            need: draft,
            form: NeedForm::default(),
        }
        .into(),
        c::DropNeedDraft {}.into(),
        c::RecordNeed {
            need: draft,
            form: NeedForm::default(),
        }
        .into(),
        c::CloseNeed {
            need: entry,
            reason: CloseReason::Withdrawn,
            note: text(),
        }
        .into(),
        c::ReopenNeed { need: entry }.into(),
        c::AnswerNeed { need: entry }.into(),
        c::Inquiries {}.into(),
        c::TakeInquiry {
            inquiry: InquiryId([1; InquiryId::LEN]),
            name: text(),
            phone: text(),
        }
        .into(),
        c::DismissInquiry {
            inquiry: InquiryId([1; InquiryId::LEN]),
            reason: DismissReason::Abuse,
            note: text(),
        }
        .into(),
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
        c::FollowUp { entry }.into(),
        c::WriteAnother { after: entry }.into(),
        c::Templates {}.into(),
        c::KeepTemplate { template: template() }.into(),
        c::DropTemplate { template: template() }.into(),
        c::CountWriting {
            draft,
            taps: 1,
            seconds: 1,
        }
        .into(),
        c::Burden {}.into(),
        c::ClearBurden {}.into(),
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
        c::RestorePage { entry }.into(),
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
        c::SheetPlaces {}.into(),
        c::WriteSheet {
            place: text(),
            of: SheetOf::Entries(Sought::default()),
        }
        .into(),
        c::Figures { month: month() }.into(),
        c::VillageFigures {
            village: village(),
            month: month(),
        }
        .into(),
        c::OpenFromAbove { entry, reason: text() }.into(),
        c::Opened { entry }.into(),
        c::CloseOpened { entry }.into(),
        c::RuleTexts {}.into(),
        c::KeepRule { text: text() }.into(),
        c::TryRule { text: text() }.into(),
        c::Registers { kind: RecordKind::Firm }.into(),
        c::Record { record: entry }.into(),
        c::PutRecord {
            record: None,
            kind: RecordKind::Firm,
            after: None,
            values: vec![(Column::Name, text())],
            withdrawn: None,
        }
        .into(),
        c::DropRefused { record: entry }.into(),
        c::RegisterGaps {}.into(),
        c::RenewalBasis {
            record: None,
            village: village(),
            person: PersonId([1; 16]),
            from: "2026-11-23".parse().unwrap(),
        }
        .into(),
        c::RecusalHere {
            village: village(),
            date: "2026-11-23".parse().unwrap(),
        }
        .into(),
        c::Boards {}.into(),
        c::FirmAccount { firm: entry }.into(),
        c::InviteFirm { firm: entry }.into(),
        c::StopFirm { firm: entry }.into(),
        c::ReadList { file: text() }.into(),
        c::PreviewList {
            by_code: false,
            filter: ListFilter::All,
            offset: 0,
        }
        .into(),
        c::TakeList { seen: text() }.into(),
        c::DropList {}.into(),
        c::About {}.into(),
        c::DueFollowUps {}.into(),
        c::Feedback {}.into(),
        c::KeepFeedback { draft: feedback() }.into(),
        c::GiveFeedback { draft: feedback() }.into(),
        c::Backup {}.into(),
        c::MakeBackup { place: text() }.into(),
        c::ReadBackup {
            path: text(),
            code: text(),
        }
        .into(),
        c::ReviewQueue { village: None }.into(),
        c::Review {
            entry,
            sign_off: ActId([0; ActId::LEN]),
            decision: Decision::Approve,
        }
        .into(),
        c::AcknowledgeMajor { entry }.into(),
        c::Questions { entry }.into(),
        c::AnswerQuestion {
            entry,
            question: cunfa_core::QuestionKind::Overlap,
            others: Vec::new(),
            text: text(),
        }
        .into(),
        c::ForReview { entries: vec![entry] }.into(),
        c::ReviewMany { entries: Vec::new() }.into(),
        c::Since { entry }.into(),
        c::Returning { entry }.into(),
        c::KeepReturning {
            entry,
            points: vec![text()],
        }
        .into(),
        c::Typed {
            form: text(),
            subject: entry,
        }
        .into(),
        c::KeepTyped {
            form: text(),
            subject: entry,
            text: text(),
        }
        .into(),
        c::KeepReason {
            reason: None,
            text: text(),
        }
        .into(),
        c::DropReason { reason: 1 }.into(),
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
        c::YearGrid {
            month: chrono::NaiveDate::from_ymd_opt(2026, 11, 1).unwrap(),
        }
        .into(),
        c::MonthCheck {
            month: chrono::NaiveDate::from_ymd_opt(2026, 11, 1).unwrap(),
        }
        .into(),
        c::HalfYear {
            day: chrono::NaiveDate::from_ymd_opt(2026, 11, 1).unwrap(),
        }
        .into(),
        c::HalfVillage {
            day: chrono::NaiveDate::from_ymd_opt(2026, 11, 1).unwrap(),
            village: village(),
        }
        .into(),
        c::Counties {}.into(),
        c::JoinCounty {
            server: text(),
            code: code.clone(),
            pin: pin.clone(),
        }
        .into(),
        c::GoToCounty { number: 1 }.into(),
        c::OpenCounty {
            number: 1,
            pin: pin.clone(),
            code: None,
        }
        .into(),
        c::CityYear { day: month() }.into(),
        c::YearReport {
            day: chrono::NaiveDate::from_ymd_opt(2026, 11, 1).unwrap(),
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
        let reach = promised(&command);
        seen.insert(command.name());
        let said = format!("{command:?}");
        let refused = device.app.handle(command).await.err().map(|failure| failure.code) == Some(Code::Locked);
        assert_eq!(refused, reach == Reach::Nothing, "{said}");
    }
    assert_eq!(seen, Command::NAMES.iter().copied().collect(), "every command is tried");
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

fn feedback() -> FeedbackDraft {
    FeedbackDraft {
        id: cunfa_core::FeedbackId([1; cunfa_core::FeedbackId::LEN]),
        kind: cunfa_core::feedback::FeedbackKind::Suggestion,
        text: "字太小".to_owned(),
    }
}

fn month() -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(2026, 11, 1).unwrap()
}
