//! What people write.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
#![allow(dead_code, unused_imports, reason = "each test file uses its part")]

use cunfa_core::{
    ActId, Attachment, AttachmentKind, BlobId, Body, Decision, Entry, EntryId, Ink, Kind, Mode, Opinion, Point, Review,
    ServedPerson, ServiceTime, SignOff, Stroke, Submission, Void, Way,
};

use super::county::{Who, village};

pub fn entry(number: &str, matter: &str) -> Entry {
    Entry {
        village: village(1),
        number: number.into(),
        counsel: Who::Counsel.person().id,
        counsel_name: Who::Counsel.person().name,
        date: "2026-11-23".parse().unwrap(),
        time: ServiceTime::Interval {
            start: "09:30".parse().unwrap(),
            end: "11:00".parse().unwrap(),
        },
        mode: Mode::OnSite,
        kind: Kind::Consultation,
        persons: vec![ServedPerson {
            row: "01-aaaa".into(),
            name: "韦小妹".into(),
            ..ServedPerson::default()
        }],
        matter: matter.into(),
        advice: "依照土地管理法协商".into(),
        result: String::new(),
        result_class: None,
        lecture: None,
        mediation: None,
        details: Vec::new(),
        paid: None,
        major: None,
        corrects: None,
        follow_up: None,
        follows: None,
        answers: None,
        written_at: "2026-11-23T18:05".into(),
        attachments: Vec::new(),
    }
}

pub fn id(number: u8) -> EntryId {
    EntryId([number; 16])
}

pub fn sign_off() -> Body {
    let point = |at: u32| Point {
        x: i32::try_from(at).unwrap() * 100,
        y: 200,
        t_ms: at * 10,
        pressure: None,
    };
    Body::SignOff(SignOff {
        opinion: Opinion::True,
        remark: String::new(),
        name: "韦支书".into(),
        post: "支书".into(),
        ink: Ink {
            width: 10_000,
            height: 5_000,
            strokes: vec![Stroke((0..20).map(point).collect())],
        },
        confirmations: Vec::new(),
    })
}

pub fn submission(way: Way) -> Body {
    Body::Submission(Submission { way })
}

/// A photo of a page signed by hand.
pub fn signed_page() -> Attachment {
    Attachment {
        row: "01-77aa".into(),
        kind: AttachmentKind::SignedPage,
        blob: BlobId([0x5b; 32]),
        length: 181_204,
    }
}

pub fn approve(sign_off: ActId) -> Body {
    Body::Review(Review {
        sign_off,
        decision: Decision::Approve,
    })
}

pub fn give_back(sign_off: ActId) -> Body {
    Body::Review(Review {
        sign_off,
        decision: Decision::Return {
            reasons: vec!["写明时间".into()],
        },
    })
}

pub fn void(reason: &str) -> Body {
    Body::Void(Void { reason: reason.into() })
}
