//! Forms and ink as people fill them in.

use chrono::{NaiveDate, NaiveTime};
use cunfa_core::entry::{LectureForm, Rule};
use cunfa_core::{Digest, EntryId, Form, Ink, Kind, Mode, Opinion, Point, ServedPerson, Stroke, VillageCode};
use cunfa_protocol::{Code, command as c};

pub fn village() -> VillageCode {
    "450103001001".parse().unwrap()
}

pub fn other_village() -> VillageCode {
    "450103001002".parse().unwrap()
}

pub fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
}

pub fn time(hour: u32, minute: u32) -> Option<NaiveTime> {
    NaiveTime::from_hms_opt(hour, minute, 0)
}

pub fn visit() -> Form {
    Form {
        village: Some(village()),
        date: Some(day(24)),
        start: time(9, 0),
        end: time(10, 30),
        mode: Some(Mode::OnSite),
        kind: Some(Kind::Consultation),
        persons: vec![ServedPerson {
            row: "01-3fa2".to_owned(),
            name: "韦秀英".to_owned(),
            ..ServedPerson::default()
        }],
        matter: "宅基地边界".to_owned(),
        advice: "建议先由村委会现场勘界。".to_owned(),
        ..Form::default()
    }
}

pub fn lecture() -> Form {
    let lecture = LectureForm {
        topic: "婚姻家庭编".to_owned(),
        speaker: "覃志明".to_owned(),
        place: "村委会会议室".to_owned(),
        head_count: "32".to_owned(),
        copies: "40".to_owned(),
    };
    Form {
        kind: Some(Kind::Lecture),
        persons: Vec::new(),
        lecture,
        ..visit()
    }
}

/// A stroke that no other seed draws.
pub fn ink(seed: i32) -> Ink {
    let point = |i: i32| Point {
        x: 40 + i * 30,
        y: 60 + (i * i * (3 + seed)) % 200,
        t_ms: (i as u32) * 16,
        pressure: None,
    };
    Ink {
        width: 600,
        height: 300,
        strokes: vec![Stroke((0..12).map(point).collect())],
    }
}

pub fn signing(entry: EntryId, content: Digest, ink_seed: i32) -> c::Sign {
    c::Sign {
        entry,
        content,
        slot: 2,
        pin: super::CADRE_PIN.to_owned(),
        opinion: Opinion::TrueAndSatisfied,
        remark: String::new(),
        ink: ink(ink_seed),
        confirmations: Vec::new(),
    }
}

/// What is said of a reason whose characters are not all seen.
pub fn hidden() -> Code {
    Code::ReasonUnfit {
        rule: Rule::ControlCharacters,
    }
}

/// Reasons that were given and cannot be kept, each with what is said of it.
pub fn unfit() -> [(String, Code); 2] {
    let rule = Rule::TooLong { given: 501, max: 500 };
    [
        ("长".repeat(501), Code::ReasonUnfit { rule }),
        ("重复\u{202E}记录".to_owned(), hidden()),
    ]
}
