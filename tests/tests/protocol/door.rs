//! Every command, every reply, every failure.

use cunfa_core::act::{Decision, Opinion};
use cunfa_core::confirmation::{self, Fault};
use cunfa_core::entry::{Failure, Field, Rule};
use cunfa_core::{InkFault, Kind};
use cunfa_protocol::command as c;
use cunfa_protocol::failure::Refusal;
use cunfa_protocol::view::{Display, DraftSaved, EnrolmentDecision, VolumeFilter};
use cunfa_protocol::{Code, Command, FailureReply, Reply, json};

use super::{
    about, above, backup, courier, deciding, devices, finding, firms, held, inquiries, lists, needs, pictures,
    questions, registers, report, rules, samples as s, sheets, views as v, writing,
};

fn session_commands() -> Vec<Command> {
    let enrol = c::Enrol {
        server: "https://example.invalid".to_owned(),
        code: "ABCDE-23456".to_owned(),
        pin: "000000".to_owned(),
        device_name: "三塘 1 号".to_owned(),
    };
    vec![
        c::SessionStatus {}.into(),
        enrol.into(),
        c::AddPerson {
            code: "ABCDE-23456".to_owned(),
            pin: "000000".to_owned(),
        }
        .into(),
        c::Unlock {
            slot: 1,
            pin: "000000".to_owned(),
        }
        .into(),
        c::ResetPin {
            slot: 1,
            code: "ABCDE-23456".to_owned(),
            pin: "000000".to_owned(),
        }
        .into(),
        c::SignInAgain {
            code: "ABCDE-23456".to_owned(),
        }
        .into(),
        c::Lock {}.into(),
        c::SetDisplay {
            display: Display::default(),
        }
        .into(),
    ]
}

fn entry_commands() -> Vec<Command> {
    let start = c::StartDraft {
        kind: Some(Kind::Visit),
        village: Some(s::village_code()),
        corrects: Some(s::entry_id()),
        changes: None,
    };
    let volume = c::Volume {
        village: None,
        year: Some(2026),
        filter: VolumeFilter::default(),
        search: "界址".to_owned(),
        offset: 0,
    };
    vec![
        c::Home {}.into(),
        c::Villages {}.into(),
        start.into(),
        c::SaveDraft {
            draft: s::entry_id(),
            form: s::form(),
        }
        .into(),
        c::Drafts {}.into(),
        c::DropDraft { draft: s::entry_id() }.into(),
        c::KeepDraft { draft: s::entry_id() }.into(),
        c::SaveEntry {
            draft: s::entry_id(),
            form: s::form(),
        }
        .into(),
        volume.into(),
        c::OpenEntry { entry: s::entry_id() }.into(),
        c::Settle {
            entry: s::entry_id(),
            key: "matter".to_owned(),
            value: "甲".to_owned(),
        }
        .into(),
        c::SubmitPaper { entry: s::entry_id() }.into(),
        c::VoidEntry {
            entry: s::entry_id(),
            reason: "重复".to_owned(),
        }
        .into(),
    ]
}

fn other_commands() -> Vec<Command> {
    let sign = c::Sign {
        entry: s::entry_id(),
        content: s::digest(),
        slot: 1,
        pin: "000000".to_owned(),
        opinion: Opinion::True,
        remark: String::new(),
        ink: s::ink(),
        confirmations: s::confirmations(),
    };
    vec![
        c::OpenSigning { entry: s::entry_id() }.into(),
        sign.into(),
        c::ReviewQueue { village: None }.into(),
        c::Review {
            entry: s::entry_id(),
            sign_off: s::act_id(),
            decision: Decision::Approve,
        }
        .into(),
        c::MonthGrid {
            month: s::tally().month,
        }
        .into(),
        c::YearGrid {
            month: s::tally().month,
        }
        .into(),
        c::MonthCheck {
            month: s::tally().month,
        }
        .into(),
        c::Roster {
            village: Some(s::village_code()),
        }
        .into(),
        c::EnrolCadre {
            person: s::person_id(),
            pin: "000000".to_owned(),
        }
        .into(),
        c::Enrolments {}.into(),
        c::DecideEnrolment {
            key: s::key(),
            decision: EnrolmentDecision::Confirm,
            pin: "000000".to_owned(),
        }
        .into(),
        c::Invitees {}.into(),
        c::Invite {
            person: s::person_id(),
            device: Some(s::device()),
        }
        .into(),
        c::Devices {}.into(),
        c::Rule {
            batch: s::batch_id(),
            take: true,
            reason: "核对过".to_owned(),
        }
        .into(),
        c::SyncStatus {}.into(),
        c::SyncNow {}.into(),
        c::RetryParked { batch: s::batch_id() }.into(),
        c::ReadRecordsNotice {}.into(),
        c::Courier {}.into(),
        c::ExportCourier {
            place: "/media/U盘".to_owned(),
            photos: true,
        }
        .into(),
        c::ImportCourier {
            path: "/media/U盘/离线包-01-20261125-180000-回执.cunfa".to_owned(),
        }
        .into(),
        c::CutNetwork { cut: true }.into(),
    ]
}

fn replies() -> Vec<Reply> {
    let sessions = [
        Reply::SessionStatus,
        Reply::Enrol,
        Reply::AddPerson,
        Reply::EnrolCadre,
        Reply::Unlock,
        Reply::ResetPin,
        Reply::Lock,
        Reply::SetDisplay,
    ];
    let entries = [
        Reply::SaveEntry,
        Reply::OpenEntry,
        Reply::Settle,
        Reply::VoidEntry,
        Reply::SubmitPaper,
        Reply::Sign,
        Reply::Review,
    ];
    let syncs = [
        Reply::SyncStatus,
        Reply::SignInAgain,
        Reply::SyncNow,
        Reply::RetryParked,
        Reply::ReadRecordsNotice,
        Reply::CutNetwork,
    ];
    let mut replies: Vec<Reply> = sessions.into_iter().map(|reply| reply(v::session())).collect();
    replies.extend([
        Reply::Home(v::home()),
        Reply::Villages(vec![s::village_row()]),
        Reply::StartDraft(v::draft()),
        Reply::SaveDraft(DraftSaved { saved_at_ms: 1 }),
        Reply::Drafts(vec![v::draft()]),
        Reply::DropDraft(()),
        Reply::KeepDraft(v::draft()),
        Reply::Volume(v::page()),
        Reply::OpenSigning(v::signing()),
        Reply::ReviewQueue(v::queue()),
        Reply::MonthGrid(v::grid()),
        Reply::MonthCheck(v::check()),
        Reply::YearGrid(v::year()),
        Reply::Roster(v::roster()),
        Reply::Enrolments(v::enrolments()),
        Reply::DecideEnrolment(v::enrolments()),
        Reply::Invitees(vec![v::invitee()]),
        Reply::Invite(v::invitation()),
        Reply::Devices(devices::devices()),
        Reply::Rule(devices::devices()),
    ]);
    replies.extend(about::replies());
    replies.extend(writing::replies());
    replies.extend(pictures::replies());
    replies.extend(needs::replies());
    replies.extend(inquiries::replies());
    replies.extend(firms::replies());
    replies.extend(finding::replies());
    replies.extend(courier::replies());
    replies.extend(backup::replies());
    replies.extend(sheets::replies());
    replies.extend(above::replies());
    replies.extend(rules::replies());
    replies.extend(deciding::replies());
    replies.extend(questions::replies());
    replies.extend(registers::replies());
    replies.extend(lists::replies());
    replies.extend(report::replies());
    replies.extend(entries.into_iter().map(|reply| reply(v::entry_view())));
    replies.extend(syncs.into_iter().map(|reply| reply(v::sync())));
    replies
}

fn refusals() -> Vec<Refusal> {
    vec![
        Refusal::Conflict,
        Refusal::AttachmentMissing,
        Refusal::ForPaper,
        Refusal::SignedPageMissing,
        Refusal::Ink(InkFault::Blank),
        Refusal::SignedAlready,
        Refusal::Voided,
        Refusal::NotThisVillage,
        Refusal::NotEnrolled,
        Refusal::RemarkMissing,
        Refusal::RemarkTooLong { given: 501, max: 500 },
        Refusal::HiddenCharacters,
        Refusal::Confirmations(vec![confirmation::Failure {
            row: "01-3fa2".to_owned(),
            fault: Fault::InkMissing,
        }]),
    ]
}

fn codes() -> Vec<Code> {
    let failures = vec![Failure {
        field: Field::Persons,
        rule: Rule::Missing,
    }];
    let mut codes = vec![
        Code::WrongPin {
            wait_ms: 0,
            tries_left: 9,
        },
        Code::PinWait {
            wait_ms: 30_000,
            tries_left: 5,
        },
        Code::PinLocked,
        Code::OtherNewPin,
        Code::WeakPin,
        Code::Locked,
        Code::NotNow,
        Code::InvitationUnknown,
        Code::InvitationUsed,
        Code::InvitationExpired,
        Code::InvitationElsewhere,
        Code::PersonAlreadyHere,
        Code::BadServerAddress,
        Code::NoNetwork,
        Code::NotOurServer,
        Code::AppTooOld,
        Code::ServerTooOld,
        Code::ClockOff,
        Code::WrittenByNewer,
        Code::DeviceRevoked,
        Code::NotAllowed,
        Code::Form { failures },
        Code::NoSuchEntry,
        Code::NotHereYet {
            row: Box::new(s::row()),
        },
        Code::AlreadySigned,
        Code::ChangedMeanwhile,
        Code::ReasonMissing,
        Code::ReasonUnfit {
            rule: Rule::TooLong { given: 501, max: 500 },
        },
        Code::DiskFull,
        Code::FileDamaged,
        Code::FileTooNew,
        Code::FileKeyWrong,
        Code::Internal {
            attempted: "reading the outbox".to_owned(),
        },
    ];
    codes.extend(refusals().into_iter().map(|refusal| Code::Signing { refusal }));
    codes.extend(courier::faults().into_iter().map(|fault| Code::Courier { fault }));
    codes.extend(backup::faults().into_iter().map(|fault| Code::Backup { fault }));
    codes.extend(finding::faults().into_iter().map(|fault| Code::View { fault }));
    codes.extend(lists::faults().into_iter().map(|fault| Code::List { fault }));
    codes.extend(pictures::faults().into_iter().map(|fault| Code::Photo { fault }));
    codes
}

fn commands() -> Vec<Command> {
    [
        session_commands(),
        about::commands(),
        entry_commands(),
        writing::commands(),
        pictures::commands(),
        needs::commands(),
        inquiries::commands(),
        firms::commands(),
        finding::commands(),
        other_commands(),
        backup::commands(),
        sheets::commands(),
        above::commands(),
        rules::commands(),
        deciding::commands(),
        questions::commands(),
        registers::commands(),
        lists::commands(),
        report::commands(),
    ]
    .concat()
}

#[test]
fn commands_are_written_like_this() {
    held("door-Command", &commands());
}

#[test]
fn a_command_and_its_answer_have_the_same_name_in_json() {
    for command in commands() {
        let name = json::in_json(command.name());
        let written = serde_json::to_value(&command).unwrap();
        assert!(written.get(&name).is_some(), "{name}: {written}");
    }
    for reply in replies() {
        let written = serde_json::to_value(&reply).unwrap();
        let names = Command::NAMES.iter().map(|name| json::in_json(name));
        assert!(names.into_iter().any(|name| written.get(&name).is_some()), "{written}");
    }
}

#[test]
fn a_page_writes_the_same_text_and_reads_its_own_answer_only() {
    let lock = c::Lock {};
    let text = json::command(&lock).unwrap();
    assert_eq!(text, serde_json::to_string(&Command::from(lock)).unwrap());
    let of = |reply: Reply| serde_json::to_value(reply).unwrap();
    assert_eq!(
        json::answer::<c::Lock>(&of(Reply::Lock(v::session()))),
        Some(v::session())
    );
    assert_eq!(json::answer::<c::Lock>(&of(Reply::Home(v::home()))), None);
    assert_eq!(json::answer::<c::Home>(&serde_json::json!({ "home": [] })), None);
}

#[test]
fn replies_are_written_like_this() {
    held("door-Reply", &replies());
}

#[test]
fn failures_are_written_like_this() {
    held("failure-Refusal", &refusals());
    held("failure-Code", &codes());
    held("failure-FailureReply", &[FailureReply { code: Code::Locked }]);
}
