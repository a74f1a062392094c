//! Forms and contexts for the tests of entries, and entries of every shape at random.

#![allow(dead_code, reason = "each test takes what it needs")]
#![allow(clippy::unwrap_used, reason = "tests")]

pub mod register;
pub mod rules;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use cunfa_core::attachment::MAX_ATTACHMENT_BYTES;
use cunfa_core::entry::{CheckContext, DetailText, Entry, Form, Lecture, Mediation, ServedPerson, ServiceTime};
use cunfa_core::{
    Attachment, AttachmentKind, BlobId, Category, Detail, EntryId, Kind, Mode, PersonId, ResultClass, VillageCode,
};
use proptest::prelude::*;

pub const ENTRY: EntryId = EntryId([9; 16]);
pub const COUNSEL: PersonId = PersonId([7; 16]);

pub fn village() -> VillageCode {
    "450102001003".parse().unwrap()
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn at(text: &str) -> NaiveTime {
    NaiveTime::parse_from_str(text, "%H:%M").unwrap()
}

pub fn now() -> NaiveDateTime {
    day("2026-11-23").and_time(at("18:05"))
}

/// Checked on 2026-11-23 at 18:05; only the village of [`village`] is known.
pub fn check(form: &Form) -> Result<Entry, Vec<cunfa_core::Failure>> {
    let known = |code: &VillageCode| *code == village();
    cunfa_core::entry::check(form, &context(&known))
}

pub fn context(village_known: &dyn Fn(&VillageCode) -> bool) -> CheckContext<'_> {
    CheckContext {
        entry: ENTRY,
        latest: now().date(),
        now: now(),
        counsel: COUNSEL,
        counsel_name: "韦法明",
        number: "03-0007",
        attachments: &[],
        village_known,
    }
}

pub fn person(row: &str, name: &str) -> ServedPerson {
    ServedPerson {
        row: row.into(),
        name: name.into(),
        phone: String::new(),
        category: None,
    }
}

pub fn consultation() -> Form {
    Form {
        village: Some(village()),
        date: Some(day("2026-11-23")),
        start: Some(at("09:00")),
        end: Some(at("10:30")),
        mode: Some(Mode::OnSite),
        kind: Some(Kind::Consultation),
        persons: vec![person("01-3fa2", "覃秀英")],
        matter: "邻里宅基地边界".into(),
        advice: "先请村委调解，再看登记资料".into(),
        ..Form::default()
    }
}

pub fn lecture() -> Form {
    let mut form = Form {
        kind: Some(Kind::Lecture),
        persons: vec![],
        ..consultation()
    };
    form.lecture.topic = "民法典与邻里".into();
    form.lecture.speaker = "韦法明".into();
    form.lecture.place = "村委会".into();
    form.lecture.head_count = "36".into();
    form
}

pub fn mediation() -> Form {
    let mut form = Form {
        kind: Some(Kind::Mediation),
        ..consultation()
    };
    form.mediation.parties = "覃秀英、黄大山".into();
    form.mediation.dispute = "土地".into();
    form.mediation.agreed = Some(true);
    form
}

/// A case in court, with everything the kind has of its own.
pub fn litigation() -> Form {
    let mut form = Form {
        kind: Some(Kind::Litigation),
        ..consultation()
    };
    form.set_detail(Detail::Stage, "一审".into());
    form.set_detail(Detail::Body, "兴宁区人民法院".into());
    form.set_detail(Detail::CaseNumber, "（2026）桂0102民初17号".into());
    form
}

fn one_of<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    (0..all.len()).prop_map(move |index| *all.get(index).unwrap())
}

fn words() -> impl Strategy<Value = String> {
    any::<String>().prop_map(|text| cunfa_core::text::tidy(&text))
}

fn clock() -> impl Strategy<Value = NaiveTime> {
    (0u32..24, 0u32..60).prop_map(|(hour, minute)| NaiveTime::from_hms_opt(hour, minute, 0).unwrap())
}

fn time() -> impl Strategy<Value = ServiceTime> {
    prop_oneof![
        (clock(), clock()).prop_map(|(start, end)| ServiceTime::Interval { start, end }),
        any::<u16>().prop_map(ServiceTime::Minutes),
    ]
}

fn persons() -> impl Strategy<Value = Vec<ServedPerson>> {
    let one = (words(), words(), proptest::option::of(one_of(Category::ALL)));
    proptest::collection::btree_map("[0-9]{2}-[0-9a-f]{4}", one, 0..4).prop_map(|rows| {
        let person = |(row, (name, phone, category))| ServedPerson {
            row,
            name,
            phone,
            category,
        };
        rows.into_iter().map(person).collect()
    })
}

fn a_lecture() -> impl Strategy<Value = Lecture> {
    (words(), words(), words(), any::<u32>(), any::<u32>()).prop_map(|(topic, speaker, place, head_count, copies)| {
        Lecture {
            topic,
            speaker,
            place,
            head_count,
            copies,
        }
    })
}

fn a_mediation() -> impl Strategy<Value = Mediation> {
    (words(), words(), any::<bool>()).prop_map(|(parties, dispute, agreed)| Mediation {
        parties,
        dispute,
        agreed,
    })
}

fn details() -> impl Strategy<Value = Vec<DetailText>> {
    proptest::collection::btree_map(one_of(Detail::ALL), words(), 0..4).prop_map(|texts| {
        let given = texts.into_iter().filter(|(_, text)| !text.is_empty());
        given.map(|(of, text)| DetailText { of, text }).collect()
    })
}

fn attachments() -> impl Strategy<Value = Vec<Attachment>> {
    let row = (one_of(AttachmentKind::ALL), any::<[u8; 32]>(), 1..=MAX_ATTACHMENT_BYTES);
    proptest::collection::btree_map("[0-9a-f]{4}", row, 0..4).prop_map(|rows| {
        let attachment = |(row, (kind, blob, length))| Attachment {
            row,
            kind,
            blob: BlobId(blob),
            length,
        };
        rows.into_iter().map(attachment).collect()
    })
}

/// Entries as the document can hold them: texts tidy, persons and attachments by row, whole minutes.
pub fn entries() -> impl Strategy<Value = Entry> {
    let who = ("[0-9]{12}", words(), any::<[u8; 16]>(), words());
    let when = (0i32..40_000, time(), 0i64..4_000_000_000);
    let what = (
        one_of(Mode::ALL),
        one_of(Kind::ALL),
        persons(),
        words(),
        words(),
        words(),
    );
    let more = (
        proptest::option::of(one_of(ResultClass::ALL)),
        proptest::option::of(a_lecture()),
        proptest::option::of(a_mediation()),
        proptest::option::of(words()),
        proptest::option::of(words()),
        proptest::option::of(any::<[u8; 16]>()),
        (
            proptest::option::of(0i32..40_000),
            proptest::option::of(any::<[u8; 16]>()),
            proptest::option::of(any::<[u8; 16]>()),
            details(),
        ),
        attachments(),
    );
    (who, when, what, more).prop_map(|(who, when, what, more)| Entry {
        village: who.0.parse().unwrap(),
        number: who.1,
        counsel: PersonId(who.2),
        counsel_name: who.3,
        date: NaiveDate::from_epoch_days(when.0).unwrap(),
        time: when.1,
        written_at: chrono::DateTime::from_timestamp(when.2, 0)
            .unwrap()
            .format("%Y-%m-%dT%H:%M")
            .to_string(),
        mode: what.0,
        kind: what.1,
        persons: what.2,
        matter: what.3,
        advice: what.4,
        result: what.5,
        result_class: more.0,
        lecture: more.1,
        mediation: more.2,
        paid: more.3,
        major: more.4,
        corrects: more.5.map(EntryId),
        follow_up: more.6.0.map(|day| NaiveDate::from_epoch_days(day).unwrap()),
        follows: more.6.1.map(EntryId),
        answers: more.6.2.map(EntryId),
        details: more.6.3,
        attachments: more.7,
    })
}
