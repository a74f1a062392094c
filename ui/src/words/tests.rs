//! The table is complete: every value of every closed list has a word of its own, and no word is of the programs' trade.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::collections::BTreeSet;

use cunfa_core::confirmation::Fault;
use cunfa_core::entry::{Field, Rule};
use cunfa_core::register::{Column, Fault as RecordFault, FaultReason, RecordKind, Shape};
use cunfa_core::rules::RuleFault;
use cunfa_core::{AttachmentKind, Category, Detail, InkFault, Kind, Mode, Opinion, ResultClass, Role, Stage};
use cunfa_protocol::Code;
use cunfa_protocol::failure::{BackupFault, CourierFault, PhotoFault, Refusal};
use cunfa_protocol::view::{
    Clock, Delivery, EntryRow, Issuer, ItemState, KnownRoot, ParkedReason, PictureState, RecordsNotice, SyncOutcome,
};

use super::{evidence, failure, field, form, photos, registers, sync};

/// Words no villager should have to read.
const TRADE: [&str; 12] = [
    "token",
    "Token",
    "CRDT",
    "冲突合并",
    "哈希",
    "hash",
    "batch",
    "null",
    "JSON",
    "API",
    "IPC",
    "异常",
];

fn row() -> EntryRow {
    EntryRow {
        entry: cunfa_core::EntryId([1; 16]),
        number: "01-0001".to_owned(),
        village: "450102101202".parse().unwrap(),
        village_name: "某村".to_owned(),
        date: "2026-11-20".parse().unwrap(),
        minutes: 30,
        kind: Kind::Consultation,
        mode: Mode::OnSite,
        people: String::new(),
        matter: String::new(),
        counsel_name: String::new(),
        stage: Stage::Signed,
        changed_after_signing: false,
        delivery: Delivery::NotHere,
        major: false,
        known: None,
        newer: false,
    }
}

fn codes() -> Vec<Code> {
    let refusals = [
        Refusal::Conflict,
        Refusal::Ink(InkFault::Blank),
        Refusal::Ink(InkFault::Dot),
        Refusal::Ink(InkFault::OffPad),
        Refusal::Ink(InkFault::TooLarge),
        Refusal::Ink(InkFault::Copy),
        Refusal::SignedAlready,
        Refusal::AttachmentMissing,
        Refusal::ForPaper,
        Refusal::SignedPageMissing,
        Refusal::Voided,
        Refusal::NotThisVillage,
        Refusal::NotEnrolled,
        Refusal::RemarkMissing,
        Refusal::RemarkTooLong { given: 501, max: 500 },
        Refusal::HiddenCharacters,
        Refusal::Confirmations(Vec::new()),
    ];
    let mut codes = vec![
        Code::WrongPin {
            wait_ms: 0,
            tries_left: 9,
        },
        Code::WrongPin {
            wait_ms: 30_000,
            tries_left: 5,
        },
        Code::PinWait {
            wait_ms: 300_000,
            tries_left: 2,
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
        Code::Form { failures: Vec::new() },
        Code::NoSuchEntry,
        Code::NotHereYet { row: Box::new(row()) },
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
            attempted: "reading".to_owned(),
        },
    ];
    codes.extend(refusals.into_iter().map(|refusal| Code::Signing { refusal }));
    codes.extend(BACKUP_FAULTS.map(|fault| Code::Backup { fault }));
    codes.extend(super::finding::FAULTS.map(|fault| Code::View { fault }));
    codes.extend(super::lists::FAULTS.map(|fault| Code::List { fault }));
    codes.extend(COURIER_FAULTS.map(|fault| Code::Courier { fault }));
    codes.extend(PHOTO_FAULTS.map(|fault| Code::Photo { fault }));
    codes
}

const BACKUP_FAULTS: [BackupFault; 7] = [
    BackupFault::NoFile,
    BackupFault::NotBackup,
    BackupFault::TooNew,
    BackupFault::Cut,
    BackupFault::Damaged,
    BackupFault::WrongCode,
    BackupFault::OtherCounty,
];

const COURIER_FAULTS: [CourierFault; 17] = [
    CourierFault::NoKey,
    CourierFault::PlaceGone,
    CourierFault::PlaceFull,
    CourierFault::PlaceReadOnly,
    CourierFault::PlaceBroken,
    CourierFault::NoFile,
    CourierFault::NotCourier,
    CourierFault::OtherVersion,
    CourierFault::Cut,
    CourierFault::Damaged,
    CourierFault::OtherCounty,
    CourierFault::OtherDevice,
    CourierFault::TakenBefore,
    CourierFault::Overtaken,
    CourierFault::Signature,
    CourierFault::TooLarge,
    CourierFault::RecordsDiffer,
];

const PHOTO_FAULTS: [PhotoFault; 12] = [
    PhotoFault::Empty,
    PhotoFault::TooHeavy,
    PhotoFault::Heic,
    PhotoFault::Avif,
    PhotoFault::Pdf,
    PhotoFault::Video,
    PhotoFault::OtherPicture,
    PhotoFault::NotAPicture,
    PhotoFault::TooManyPixels,
    PhotoFault::Damaged,
    PhotoFault::TooMany,
    PhotoFault::NoRoom,
];

#[test]
fn every_refused_photo_is_named_with_what_to_do_and_photos_have_words_for_every_state() {
    for fault in PHOTO_FAULTS {
        let sentence = photos::fault(fault);
        assert!(sentence.contains('请'), "nothing to do: {sentence}");
    }
    let states = [
        PictureState::Here,
        PictureState::Leaving,
        PictureState::Coming { here: 1, of: 4 },
        PictureState::Lost,
    ];
    assert_own_words(states.map(photos::state).to_vec());
    assert_eq!(photos::state(PictureState::Coming { here: 0, of: 0 }), "传送中");
    own(AttachmentKind::ALL.iter().map(|kind| photos::kind(*kind)));
    assert_eq!(photos::counted(2, 1), "现场照片 2 张，手写签字页 1 张");
}

fn confirmation_faults() -> Vec<Fault> {
    let inks = [
        InkFault::Blank,
        InkFault::Dot,
        InkFault::OffPad,
        InkFault::TooLarge,
        InkFault::Copy,
    ];
    let mut faults = vec![
        Fault::NotInContent,
        Fault::Twice,
        Fault::TooMany { max: 50 },
        Fault::InkMissing,
        Fault::WitnessNameMissing,
        Fault::WitnessReasonMissing,
        Fault::TooLong,
        Fault::ControlCharacters,
    ];
    faults.extend(inks.map(Fault::Ink));
    faults
}

fn assert_own_words(words: Vec<String>) {
    let all: BTreeSet<&String> = words.iter().collect();
    assert_eq!(all.len(), words.len(), "two values share a word: {words:?}");
    for word in &words {
        assert!(word.chars().any(|c| c >= '\u{4e00}'), "not Chinese: {word:?}");
        assert!(
            !TRADE.iter().any(|trade| word.contains(trade)),
            "trade word in {word:?}"
        );
    }
}

fn own(words: impl IntoIterator<Item = &'static str>) {
    assert_own_words(words.into_iter().map(str::to_owned).collect());
}

#[test]
fn every_value_of_the_closed_lists_has_its_own_word() {
    own(Kind::ALL.iter().map(|value| super::kind(*value)));
    own(Mode::ALL.iter().map(|value| super::mode(*value)));
    own(ResultClass::ALL.iter().map(|value| super::result_class(*value)));
    own(Category::ALL.iter().map(|value| super::category(*value)));
    own(Stage::ALL.into_iter().map(super::stage));
    own(Role::ALL.into_iter().map(super::role));
    own(Opinion::ALL.into_iter().map(super::opinion));
}

#[test]
fn every_failure_has_its_own_sentence_and_shows_no_inner_text() {
    let sentences: Vec<String> = codes().iter().map(failure::sentence).collect();
    assert!(
        sentences
            .iter()
            .all(|sentence| sentence.ends_with('。') && !sentence.contains("reading"))
    );
    let long = |said: &&String| said.contains("501 个字") && said.contains("最多 500 个字");
    assert_eq!(sentences.iter().filter(long).count(), 2, "a reason and a remark");
    assert_own_words(sentences);
    own(confirmation_faults().iter().map(failure::confirmation));
}

#[test]
fn every_rule_has_a_sentence_at_every_field() {
    let row = || "01-0000".to_owned();
    let fields = [
        Field::Village,
        Field::Number,
        Field::Date,
        Field::Start,
        Field::End,
        Field::Minutes,
        Field::Mode,
        Field::Kind,
        Field::Persons,
        Field::Attachments,
        Field::PersonName(row()),
        Field::PersonPhone(row()),
        Field::Matter,
        Field::Advice,
        Field::Result,
        Field::ResultClass,
        Field::LectureTopic,
        Field::LectureSpeaker,
        Field::LecturePlace,
        Field::LectureHeadCount,
        Field::LectureCopies,
        Field::MediationParties,
        Field::MediationDispute,
        Field::MediationAgreed,
        Field::Detail(Detail::CaseNumber),
        Field::Paid,
        Field::Major,
        Field::FollowUp,
        Field::Corrects,
        Field::Follows,
        Field::Answers,
        Field::Other("x".to_owned()),
    ];
    let rules = [
        Rule::Missing,
        Rule::UnknownVillage,
        Rule::EndNotAfterStart,
        Rule::DateInFuture,
        Rule::DateTooOld,
        Rule::BeforeService,
        Rule::TooFarAhead { years: 3 },
        Rule::Itself,
        Rule::NotANumber { min: 1, max: 1440 },
        Rule::TooLong {
            given: 100_000,
            max: 20_000,
        },
        Rule::ControlCharacters,
        Rule::TooMany { max: 50 },
    ];
    for field in &fields {
        assert_own_words(rules.iter().map(|rule| form::failure(field, rule)).collect());
    }
    assert_own_words(fields.iter().map(|field| form::field(field).to_owned()).collect());
    assert_eq!(
        form::failure(&Field::End, &Rule::EndNotAfterStart),
        "结束时间要晚于开始时间。如跨过零点，请分两条记录。"
    );
}

#[test]
fn the_first_filling_is_told_in_entries_and_size_with_the_time_that_is_left() {
    let filling = cunfa_protocol::view::Filling {
        entries: 4_500,
        entries_here: 1_240,
        bytes: 7_600_000,
        bytes_here: 2_100_000,
        left_ms: Some(341_000),
    };
    let said = sync::filling(&filling, true);
    assert!(said.starts_with("正在下载历史记录 1,240 / 4,500 条 · "), "{said}");
    assert!(said.ends_with(" · 约 6 分钟"), "{said}");
    let soon = cunfa_protocol::view::Filling {
        left_ms: Some(59_000),
        entries_here: 7,
        ..filling
    };
    assert!(sync::filling(&soon, true).ends_with("不到 1 分钟"));
    assert!(sync::filling(&soon, true).contains(" 7 / 4,500 "));
    assert!(sync::filling(&filling, false).ends_with("暂停，等待信号"));
    let unknown = cunfa_protocol::view::Filling {
        left_ms: None,
        ..filling
    };
    assert!(!sync::filling(&unknown, true).contains("分钟"));
}

#[test]
fn delivery_is_said_in_words_for_every_state() {
    let reasons = [
        ParkedReason::Damaged,
        ParkedReason::TooLarge,
        ParkedReason::Signature,
        ParkedReason::NotAllowed,
        ParkedReason::OutOfScope,
        ParkedReason::TooNew,
        ParkedReason::NotEnrolled,
        ParkedReason::RecordChanged,
        ParkedReason::Content,
    ];
    own(reasons.into_iter().map(sync::parked));
    own([
        Delivery::Here,
        Delivery::Parked(ParkedReason::Content),
        Delivery::Delivered,
        Delivery::NotHere,
    ]
    .iter()
    .map(sync::delivery));
    let batch = cunfa_core::BatchId([0; 32]);
    let states = [
        ItemState::Pending,
        ItemState::Sending,
        ItemState::Waits,
        ItemState::Parked {
            batch,
            reason: ParkedReason::Content,
        },
    ];
    own(states.iter().map(sync::item));
    let outcomes = [
        SyncOutcome::Never,
        SyncOutcome::Done,
        SyncOutcome::NoNetwork,
        SyncOutcome::NotOurServer,
        SyncOutcome::AppTooOld,
        SyncOutcome::ServerTooOld,
        SyncOutcome::ClockOff,
        SyncOutcome::PutOff,
        SyncOutcome::Busy,
        SyncOutcome::SignInAgain,
        SyncOutcome::Revoked,
        SyncOutcome::DiskFull,
        SyncOutcome::RecordsDiffer,
    ];
    own(outcomes.into_iter().map(sync::outcome));
    own(outcomes.into_iter().map(sync::outcome_mark));
    let notices = [
        RecordsNotice::Differ,
        RecordsNotice::VillageDiffers,
        RecordsNotice::BeganAnew,
    ];
    own(notices.into_iter().map(sync::records));
    own(notices.into_iter().map(sync::records_mark));
}

#[test]
fn villages_that_went_are_named_and_nothing_is_lost() {
    let names = ["三塘村", "那况村", "四塘村", "五塘村"].map(str::to_owned);
    let one = sync::forgotten(&names[..1]);
    assert!(one.starts_with("三塘村不再由") && one.contains("不会丢"));
    assert!(sync::forgotten(&names[..3]).starts_with("三塘村、那况村、四塘村不再由"));
    assert!(sync::forgotten(&names).starts_with("三塘村、那况村、四塘村等 4 个村（社区）不再由"));
}

#[test]
fn stored_codes_are_shown_as_words_and_texts_as_they_are() {
    assert_eq!(form::value(&Field::Mode, "on_site"), "现场");
    assert_eq!(form::value(&Field::MediationAgreed, "true"), "是");
    assert_eq!(form::value(&Field::Matter, "on_site"), "on_site");
    assert_eq!(form::value(&Field::Matter, ""), "（空）");
}

#[test]
fn the_panel_has_its_own_words_for_everything_that_is_known_or_not() {
    own([Clock::Checked, Clock::Unchecked, Clock::Off]
        .into_iter()
        .map(evidence::clock));
    let name = || "卢建设".to_owned();
    let issuers = [
        Issuer::County,
        Issuer::Office { name: name() },
        Issuer::Office { name: String::new() },
    ];
    assert_own_words(issuers.iter().map(evidence::issuer).collect());
    own([evidence::HOLDS, evidence::BROKEN, evidence::NOT_HERE]);
    own([evidence::UNCHANGED, evidence::CHANGED, evidence::UNKNOWN_CHANGE]);
    let root = |made_at_ms| KnownRoot {
        acts: 1_204,
        made_at_ms,
    };
    assert_own_words(vec![
        evidence::root(root(None), None),
        evidence::root(root(Some(1)), Some("2026-11-25 09:00")),
    ]);
    assert_eq!(
        evidence::key_number("0123456789abcdef0123456789abcdef"),
        "编号 0123 4567 89ab cdef"
    );
}

#[test]
fn the_page_says_the_words_of_the_table_before_the_screens_are_ready() {
    let page = include_str!("../../index.html");
    let said: BTreeSet<&str> = page
        .split(['<', '>', '"'])
        .map(str::trim)
        .filter(|part| !part.is_ascii())
        .collect();
    let (number, whole) = (field::slot_number(7).replace('7', "#"), field::scale(100));
    let mut known: BTreeSet<&str> = Role::ALL.into_iter().map(super::role).collect();
    known.extend([super::APP, super::APP_LINE, field::LOCK_WHO, field::LOCK_SAFE, &number]);
    known.extend([field::ADD_PERSON, field::DISPLAY_TEXT, field::DISPLAY_SCALE, &whole]);
    known.extend([field::DISPLAY_THEME, field::THEME_DARK]);
    known.extend([
        field::TEXT_STANDARD,
        field::TEXT_ELDER,
        field::THEME_LIGHT,
        field::THEME_CONTRAST,
    ]);
    // Said where no screen can be.
    known.insert("请在支持的浏览器或“村法台账”程序中打开本页。");
    assert_eq!(said, known);
    for role in Role::ALL {
        let name = serde_json::to_string(&role).unwrap();
        let pair = format!("data-{}=\"{}\"", name.trim_matches('"'), super::role(role));
        assert!(page.contains(&pair), "{pair}");
    }
}

/// Everything that can be wrong with a record, but for what only its rule file can be.
fn record_faults() -> Vec<RecordFault> {
    let entry = cunfa_core::EntryId([1; 16]);
    let day: chrono::NaiveDate = "2026-07-01".parse().unwrap();
    let reasons = [
        FaultReason::NotAllowed,
        FaultReason::Changed,
        FaultReason::Missing,
        FaultReason::NotOfKind,
        FaultReason::Shape,
        FaultReason::TooLong { given: 501, max: 500 },
        FaultReason::HiddenCharacters,
        FaultReason::NoReason,
        FaultReason::NothingToWithdraw,
        FaultReason::Fixed,
        FaultReason::OnlyAnswer,
        FaultReason::Answered,
        FaultReason::InUse { by: entry },
        FaultReason::Itself,
        FaultReason::EndsBeforeStart,
        FaultReason::UnknownVillage,
        FaultReason::MergedVillage {
            into: "450102101202".parse().unwrap(),
            from: day,
        },
        FaultReason::UnknownCounsel,
        FaultReason::UnknownRecord,
        FaultReason::PublicOfficial,
        FaultReason::MoreThanMost { most: 5, on: day },
        FaultReason::Overlaps { with: entry },
        FaultReason::Twice { with: entry },
        FaultReason::Recused { with: entry },
        FaultReason::NotOfRecusal { with: entry },
        FaultReason::RenewalUnexplained {
            poor: Some(cunfa_core::register::Half::of(day)),
            untrained: Some(2025),
        },
        FaultReason::Rules(RuleFault::Empty),
        FaultReason::OtherPlace,
        FaultReason::MoreThanAsked,
        FaultReason::NotYet,
    ];
    let column = Some(Column::Village);
    reasons.map(|reason| RecordFault { column, reason }).into()
}

#[test]
fn every_register_and_what_a_record_says_has_its_own_word() {
    own(RecordKind::ALL.iter().map(|kind| registers::kind(*kind)));
    own(RecordKind::ALL.iter().map(|kind| registers::about(*kind)));
    own(RecordKind::ALL.iter().map(|kind| registers::add(*kind)));
    for kind in RecordKind::ALL {
        own(kind.columns().iter().map(|column| registers::column(*kind, *column)));
    }
    let choices = Column::ALL.iter().filter_map(|column| match column.shape() {
        Shape::Choice(codes) => Some(codes),
        _ => None,
    });
    let codes: Vec<&str> = choices.flatten().copied().collect();
    assert_own_words(codes.into_iter().map(registers::choice).collect());
}

#[test]
fn every_fault_of_a_record_has_its_own_sentence() {
    let names = crate::model::record::Names::default();
    let said = |fault: &RecordFault| registers::fault(RecordKind::Appointment, fault, &names);
    let sentences: Vec<String> = record_faults().iter().map(said).collect();
    assert!(
        sentences.iter().all(|sentence| sentence.ends_with('。')),
        "{sentences:?}"
    );
    assert_own_words(sentences);
    let missing = RecordFault {
        column: Some(Column::Person),
        reason: FaultReason::Missing,
    };
    assert_eq!(said(&missing), "还没有填写：法律顾问。");
}

#[test]
fn values_of_a_record_are_shown_as_people_say_them() {
    let names = crate::model::record::Names::of(&[("450102101202".to_owned(), "三塘镇那况村".to_owned())]);
    let shown = |column, text| registers::value(column, text, &names);
    assert_eq!(shown(Column::FeeFen, "80050"), "800.50 元");
    assert_eq!(shown(Column::Village, "450102101202"), "三塘镇那况村");
    assert_eq!(shown(Column::Half, "2026-2"), "2026年下半年");
    assert_eq!(shown(Column::Scores, "lectures=100;on_site=385"), "共 48.5 分");
    assert_eq!(shown(Column::Month, "2026-11"), "2026年11月");
    let drawn = format!("{}=yes;{}=no", "01".repeat(16), "02".repeat(16));
    assert_eq!(shown(Column::Drawn, &drawn), "抽查 2 条：相符 1，不符 1");
    assert_eq!(
        shown(Column::Answers, "real=3:3:0:0;satisfied=12:8:3:1"),
        "确有这次服务：问 3 人，是 3，一般 0，否 0；对服务满意：问 12 人，是 8，一般 3，否 1"
    );
    assert_eq!(shown(Column::Prior, "no"), "否");
    assert_eq!(shown(Column::CounselKind, "trainee"), "实习人员");
}

#[test]
fn an_empty_choice_says_whether_there_is_nothing_or_nothing_was_found() {
    assert_eq!(registers::nothing_to_choose(" "), "没有可选的");
    assert_eq!(registers::nothing_to_choose("韦"), registers::NOTHING_FOUND);
}

#[test]
fn a_line_leaves_out_what_is_empty_with_its_dot() {
    assert_eq!(super::joined(&["走访值班", "1 小时", ""]), "走访值班 · 1 小时");
    assert_eq!(super::joined(&["", "边界不清"]), "边界不清");
    assert_eq!(super::joined(&["", ""]), "");
}
