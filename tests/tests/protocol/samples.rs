//! One rich value of each shared type, with a rare character in it and nobody real.

use chrono::{NaiveDate, NaiveTime};
use cunfa_core::act::{Body, Decision, Explanation, Opening, Opinion, Review, SignOff, Submission, Void, Way};
use cunfa_core::entry::{Form, LectureForm, MediationForm};
use cunfa_core::rules::{
    Basis, Counted, Deduction, Direction, LectureLine, Line, MadeUp, MonthBoundary, Period, Question, Reason,
    RoundedPart, Rounding, RuleFault, RuleFile, RuleFileError, RuleName, Tally,
};
use cunfa_core::{
    Act, ActId, Area, Attachment, AttachmentKind, BatchId, BlobId, Category, Confirmation, Detail, DetailText,
    DeviceId, Digest, Entry, EntryId, FeedbackId, Ink, InquiryId, KeyId, Kind, Lecture, Life, Mediation, Mode,
    Operator, Person, PersonId, Point, QuestionKind, ResultClass, Role, ServedPerson, ServiceTime, Stage, Stroke,
    Village, VillageCode, Witness,
};
use cunfa_protocol::view::{Clock, Delivery, EntryRow, Known, VillageMonth, VillageRow};

pub fn entry_id() -> EntryId {
    EntryId([0x11; 16])
}

pub fn feedback_id() -> FeedbackId {
    FeedbackId([0x88; 16])
}

pub fn inquiry_id() -> InquiryId {
    InquiryId([0x99; 16])
}

pub fn operator() -> Operator {
    Operator {
        name: "某县（区）司法局".to_owned(),
        icp_filing: "桂ICP备00000000号-1".to_owned(),
        app_filing: "桂ICP备00000000号-2A".to_owned(),
        contact: "0771-0000000".to_owned(),
    }
}

pub fn act_id() -> ActId {
    ActId([0x22; 16])
}

pub fn batch_id() -> BatchId {
    BatchId([0x33; 32])
}

pub fn device() -> DeviceId {
    DeviceId([0x44; 16])
}

pub fn digest() -> Digest {
    Digest([0x55; 32])
}

pub fn person_id() -> PersonId {
    PersonId([0x66; 16])
}

pub fn village_code() -> VillageCode {
    "450102101202".parse().unwrap()
}

pub fn area() -> Area {
    "450102101".parse().unwrap()
}

pub fn date() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

pub fn time(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
}

pub fn village() -> Village {
    Village {
        code: village_code(),
        city: "南宁市".into(),
        county: "兴宁区".into(),
        township: "三塘镇".into(),
        name: "那况村委会".into(),
    }
}

pub fn person() -> Person {
    Person {
        id: person_id(),
        name: "𡌶小明".into(),
        role: Role::Counsel,
        post: "律师".into(),
        scope: vec![village_code().area(), area()],
    }
}

pub fn served() -> ServedPerson {
    ServedPerson {
        row: "01-3fa2".into(),
        name: "𬭎".into(),
        phone: "0771-0000".into(),
        category: Some(Category::Elderly),
    }
}

pub fn entry() -> Entry {
    Entry {
        village: village_code(),
        number: "03-0007".into(),
        counsel: person_id(),
        counsel_name: "𡌶小明".into(),
        date: date(),
        time: ServiceTime::Interval {
            start: time(9, 30),
            end: time(11, 0),
        },
        mode: Mode::OnSite,
        kind: Kind::Consultation,
        persons: vec![served()],
        matter: "宅基地界址".into(),
        advice: "先调解".into(),
        result: "已约时间".into(),
        result_class: Some(ResultClass::ToMediation),
        lecture: Some(lecture()),
        mediation: Some(mediation()),
        details: vec![detail()],
        paid: Some("备案 3 号".into()),
        major: Some("涉及多户".into()),
        corrects: Some(EntryId([0x12; 16])),
        follow_up: date().succ_opt(),
        follows: Some(EntryId([0x13; 16])),
        answers: Some(EntryId([0x14; 16])),
        written_at: "2026-11-23T18:05".into(),
        attachments: vec![attachment()],
    }
}

pub fn attachment() -> Attachment {
    Attachment {
        row: "01-77aa".into(),
        kind: AttachmentKind::Photo,
        blob: BlobId([0x5b; 32]),
        length: 181_204,
    }
}

pub fn lecture() -> Lecture {
    Lecture {
        topic: "民法典".into(),
        speaker: "𡌶小明".into(),
        place: "村委会".into(),
        head_count: 42,
        copies: 60,
    }
}

pub fn mediation() -> Mediation {
    Mediation {
        parties: "甲、乙".into(),
        dispute: "相邻".into(),
        agreed: true,
    }
}

pub fn detail() -> DetailText {
    DetailText {
        of: Detail::CaseNumber,
        text: "（2026）桂0102民初17号".into(),
    }
}

pub fn form() -> Form {
    Form {
        minutes: "90".into(),
        lecture: LectureForm {
            head_count: "４２".into(),
            ..LectureForm::default()
        },
        mediation: MediationForm {
            agreed: Some(false),
            ..MediationForm::default()
        },
        arrived: Some(date().and_time(time(9, 12))),
        ..Form::of(&entry())
    }
}

pub fn ink() -> Ink {
    let point = |x, y, t_ms, pressure| Point { x, y, t_ms, pressure };
    Ink {
        width: 600,
        height: 300,
        strokes: vec![Stroke(vec![point(10, 20, 0, None), point(200, 250, 16, Some(512))])],
    }
}

pub fn sign_off() -> SignOff {
    SignOff {
        opinion: Opinion::Differs,
        remark: "少写半小时".into(),
        name: "韦桂花".into(),
        post: "村委会副主任".into(),
        ink: ink(),
        confirmations: confirmations(),
    }
}

pub fn witness() -> Witness {
    Witness {
        name: "韦小妹".into(),
        reason: "右手受伤".into(),
    }
}

pub fn confirmations() -> Vec<Confirmation> {
    let row = || "01-3fa2".to_owned();
    vec![
        Confirmation {
            row: row(),
            name: "𬭎".into(),
            ink: Some(ink()),
            witness: None,
        },
        Confirmation {
            row: row(),
            name: "𬭎".into(),
            ink: None,
            witness: Some(witness()),
        },
    ]
}

pub fn bodies() -> Vec<Body> {
    vec![
        Body::SignOff(sign_off()),
        Body::Review(Review {
            sign_off: act_id(),
            decision: Decision::Approve,
        }),
        Body::Review(Review {
            sign_off: act_id(),
            decision: Decision::Return {
                reasons: vec!["缺结果".into()],
            },
        }),
        Body::Void(Void {
            reason: "重复".into()
        }),
        Body::Submission(Submission { way: Way::Electronic }),
        Body::Submission(Submission { way: Way::Paper }),
        Body::Acknowledgement,
        Body::Explanation(explanation()),
        Body::Opening(Opening {
            reason: "核对补贴".into(),
        }),
        Body::Registration(super::registers::registration()),
    ]
}

pub fn explanation() -> Explanation {
    Explanation {
        question: QuestionKind::Overlap,
        others: vec![entry_id()],
        text: "上午两村接壤处一并办理".into(),
    }
}

pub fn key() -> KeyId {
    KeyId([0x77; KeyId::LEN])
}

pub fn act() -> Act {
    Act {
        id: act_id(),
        entry: entry_id(),
        heads: vec![digest()],
        body: Body::SignOff(sign_off()),
        person: person_id(),
        key: key(),
        role: Role::Cadre,
        device: device(),
        device_time_s: 1_795_430_700,
    }
}

pub fn life() -> Life {
    Life {
        stage: Stage::Returned,
        official: Some(act_id()),
        changed_after_signing: true,
        sign_offs_differ: false,
        reviews_differ: true,
        reasons: vec!["缺结果".into()],
    }
}

pub fn tally() -> Tally {
    let left_out = vec![(Reason::Overlap, 20)];
    Tally {
        rule: "nanning-2016".into(),
        rule_version: 1,
        month: NaiveDate::from_ymd_opt(2026, 11, 1).unwrap(),
        counted_minutes: 75,
        rounding: 0,
        owed_minutes: 300,
        made_up_by: vec![MadeUp {
            month: NaiveDate::from_ymd_opt(2026, 12, 1).unwrap(),
            minutes: 40,
        }],
        made_up_for: vec![MadeUp {
            month: NaiveDate::from_ymd_opt(2026, 10, 1).unwrap(),
            minutes: 0,
        }],
        lectures: 0,
        owed_lectures: 1,
        lectures_per: Period::Quarter,
        lecture_lines: vec![LectureLine {
            entry: entry_id(),
            number: "03-0007".into(),
            date: date(),
            left_out: Some(Reason::NotSigned),
        }],
        lines: vec![Line {
            entry: entry_id(),
            number: "03-0007".into(),
            date: date(),
            minutes: 90,
            counted: Counted {
                minutes: 75,
                left_out,
                rounding: 5,
            },
        }],
    }
}

pub fn rule_name(version: u32) -> RuleName {
    RuleName {
        id: "nanning-2016".to_owned(),
        version,
    }
}

pub fn rule() -> RuleFile {
    RuleFile {
        id: "nanning-2016".to_owned(),
        version: 1,
        title: "南宁市 2016 年方案".to_owned(),
        source: "工作方案".to_owned(),
        area: "4501".to_owned(),
        effective_from: NaiveDate::from_ymd_opt(2016, 11, 18).unwrap(),
        effective_until: NaiveDate::from_ymd_opt(2027, 1, 1),
        replaces: None,
        on_site_minutes_per_month: 300,
        lectures: 1,
        lectures_per: Period::Year,
        villages_per_counsel_max: Some(5),
        counted_modes: vec![Mode::OnSite],
        unsigned_counts: false,
        overlap_counts_once: true,
        villages_overlap_counts_once: false,
        rounding: Some(Rounding {
            to_minutes: 15,
            direction: Direction::Nearest,
            of: RoundedPart::Entry,
        }),
        month_boundary: MonthBoundary::Date,
        make_up_months: 2,
        deduction: Deduction::Proportional,
        left_open: vec![Question::Deduction, Question::Travel],
        assessment: None,
    }
}

pub fn rule_file_errors() -> Vec<RuleFileError> {
    let key = || "lectures".to_owned();
    vec![
        RuleFileError::TooLong,
        RuleFileError::NotToml { line: 3 },
        RuleFileError::Missing { key: key() },
        RuleFileError::UnknownKey { key: key() },
        RuleFileError::Shape { key: key() },
        RuleFileError::Negative { key: key() },
        RuleFileError::Range { key: key() },
        RuleFileError::BadDate { key: key() },
        RuleFileError::UnknownMode {
            mode: "by_pigeon".to_owned(),
        },
        RuleFileError::UnknownOption {
            key: key(),
            option: "week".to_owned(),
        },
    ]
}

pub fn rule_faults() -> Vec<RuleFault> {
    let (rule, replaced) = (|| rule_name(2), || rule_name(1));
    vec![
        RuleFault::Empty,
        RuleFault::Unreadable {
            position: 1,
            error: RuleFileError::TooLong,
        },
        RuleFault::TwoPlaces { rule: rule() },
        RuleFault::Twice { rule: rule() },
        RuleFault::ReplacesUnknown {
            rule: rule(),
            replaced: replaced(),
        },
        RuleFault::ReplacedTwice {
            replaced: replaced(),
            by: rule(),
            also_by: rule_name(3),
        },
        RuleFault::Circle { rule: rule() },
        RuleFault::ReplacesLater {
            rule: rule(),
            replaced: replaced(),
        },
        RuleFault::VersionsBackward {
            lower: replaced(),
            higher: rule(),
        },
        RuleFault::Overlap {
            earlier: replaced(),
            later: rule(),
            from: date(),
            until: None,
        },
        RuleFault::Gap {
            before: replaced(),
            after: rule(),
            from: date(),
            until: date(),
        },
        RuleFault::OtherPlace { rule: rule() },
        RuleFault::NotYet { rule: rule() },
        RuleFault::NoLonger { rule: rule() },
    ]
}

pub fn basis() -> Basis {
    Basis {
        rule: rule(),
        faults: vec![RuleFault::NotYet { rule: rule_name(1) }],
    }
}

pub fn village_row() -> VillageRow {
    VillageRow {
        code: village_code(),
        name: "那况村委会".into(),
        township: "三塘镇".into(),
        county: "兴宁区".into(),
    }
}

pub fn village_month() -> VillageMonth {
    VillageMonth {
        village: village_row(),
        tally: tally(),
        unsigned: 2,
    }
}

pub fn row() -> EntryRow {
    EntryRow {
        entry: entry_id(),
        number: "03-0007".into(),
        village: village_code(),
        village_name: "那况村委会".into(),
        date: date(),
        minutes: 90,
        kind: Kind::Consultation,
        mode: Mode::OnSite,
        people: "𬭎".into(),
        matter: "宅基地界址".into(),
        counsel_name: "𡌶小明".into(),
        stage: Stage::InReview,
        changed_after_signing: false,
        delivery: Delivery::Delivered,
        major: true,
        known: Some(known()),
        newer: true,
    }
}

pub fn known() -> Known {
    Known {
        by: "黄建国".into(),
        at_ms: 1_795_500_000_000,
        clock: Clock::Checked,
    }
}
