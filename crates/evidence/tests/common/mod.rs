//! Keys, entries and acts for the tests of the formats.

#![allow(dead_code, reason = "each test takes what it needs")]
#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "../../../core/tests/samples/mod.rs"]
pub mod samples;

use cunfa_core::ink::{Ink, Point, Stroke};
use cunfa_core::register::{Column, RecordKind, Values};
use cunfa_core::{
    Act, ActId, Body, Confirmation, Decision, DeviceId, Digest, Entry, EntryId, Explanation, KeyId, Opening, Opinion,
    PersonId, QuestionKind, Registration, Review, Role, SignOff, Submission, Void, Way, Witness,
};
use cunfa_evidence::act::{ClockQuality, NamedRoot, Statement, sign};
use cunfa_evidence::batch::Batch;
use cunfa_evidence::keys::SigningKey;
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};

pub const ENTRY: EntryId = EntryId([0xE1; 16]);
pub const DEVICE: DeviceId = DeviceId([0xD1; 16]);
pub const CADRE: PersonId = PersonId([0xCA; 16]);

pub fn key(number: u8) -> SigningKey {
    SigningKey::from_secret([number; 32]).unwrap()
}

pub fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

pub fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<u32> = text.chars().map(|digit| digit.to_digit(16).unwrap()).collect();
    digits
        .chunks(2)
        .map(|pair| u8::try_from(pair.iter().fold(0, |byte, digit| 16 * byte + digit)).unwrap())
        .collect()
}

pub fn consultation() -> Entry {
    samples::check(&samples::consultation()).unwrap()
}

/// A raw change that holds this, and its hash: of the outer form of automerge's, which is all that matters here.
pub fn change(holds: &[u8]) -> (Vec<u8>, Digest) {
    let length = u8::try_from(holds.len()).unwrap();
    assert!(length < 0x80);
    let hashed = [&[1, length], holds].concat();
    let hash: [u8; 32] = Sha256::digest(&hashed).into();
    (
        [&[0x85, 0x6f, 0x4a, 0x83], &hash[..4], &hashed[..]].concat(),
        Digest(hash),
    )
}

/// A batch as a visit makes it: a change, the submission over it, and the sign-off after that.
pub fn visit(device_key: &SigningKey) -> Batch {
    let (change, hash) = change(b"a change");
    let over = |body, previous| {
        let mut statement = statement(body);
        statement.act.heads = vec![hash];
        statement.previous = previous;
        sign(statement, Digest([0xC0; 32]), device_key)
    };
    let submission = over(Body::Submission(Submission { way: Way::Electronic }), Some([0x99; 6]));
    let sign_off = over(sign_off(small_ink()), Some(submission.id().short()));
    Batch {
        village: samples::village(),
        entry: ENTRY,
        device: DEVICE,
        changes: vec![change],
        acts: vec![submission.bytes().to_vec(), sign_off.bytes().to_vec()],
    }
}

/// A short ink with every case of pressure.
pub fn small_ink() -> Ink {
    let point = |x, y, t_ms, pressure| Point { x, y, t_ms, pressure };
    let first = Stroke(vec![
        point(40, 30, 0, Some(1)),
        point(140, 60, 16, None),
        point(139, 90, 33, Some(1000)),
    ]);
    Ink {
        width: 600,
        height: 200,
        strokes: vec![first, Stroke(vec![point(300, 100, 400, Some(512))])],
    }
}

/// Handwriting as a pad records it: 300 points at 60 a second in six strokes, no pressure.
pub fn handwriting() -> Ink {
    let point = |index: i32| {
        let along = f64::from(index) * 0.37;
        let x = 40.0 + f64::from(index) * 1.7 + 9.0 * along.sin();
        let y = 100.0 + 55.0 * (along * 0.6).cos() + 12.0 * (along * 2.3).sin();
        #[expect(clippy::cast_possible_truncation, reason = "well within range")]
        let (x, y) = (x.round() as i32, y.round() as i32);
        Point {
            x,
            y,
            t_ms: u32::try_from(index * 50 / 3 + index / 50 * 240).unwrap(),
            pressure: None,
        }
    };
    let strokes = (0..6)
        .map(|stroke| Stroke((stroke * 50..stroke * 50 + 50).map(point).collect()))
        .collect();
    Ink {
        width: 640,
        height: 240,
        strokes,
    }
}

pub fn sign_off(ink: Ink) -> Body {
    Body::SignOff(SignOff {
        opinion: Opinion::TrueAndSatisfied,
        remark: "情况属实".into(),
        name: "黄\u{2CB4E}".into(),
        post: "村委会主任".into(),
        ink,
        confirmations: Vec::new(),
    })
}

/// A sign-off under which two villagers confirm: one by hand, one before a witness.
pub fn confirmed(ink: Ink) -> Body {
    let Body::SignOff(plain) = sign_off(ink) else {
        unreachable!("a sign-off")
    };
    let witness = Some(Witness {
        name: "韦小妹".into(),
        reason: "不识字".into(),
    });
    let by_hand = Confirmation {
        row: "01-3fa2".into(),
        name: "黄\u{2CB4E}".into(),
        ink: Some(small_ink()),
        witness: None,
    };
    let before_witness = Confirmation {
        row: "02-0b1c".into(),
        name: "韦大妹".into(),
        ink: None,
        witness,
    };
    Body::SignOff(SignOff {
        confirmations: vec![by_hand, before_witness],
        ..plain
    })
}

pub fn statement(body: Body) -> Statement {
    Statement {
        act: Act {
            id: ActId([0; 16]),
            entry: ENTRY,
            heads: vec![Digest([0x11; 32])],
            body,
            person: CADRE,
            key: KeyId([0; 16]),
            role: Role::Cadre,
            device: DEVICE,
            device_time_s: 1_795_428_300,
        },
        clock: ClockQuality::Checked,
        root: Some(NamedRoot::of(70_000, Digest([0x77; 32]))),
        previous: Some([0x99; 6]),
    }
}

fn inks() -> impl Strategy<Value = Ink> {
    let point = any::<(i32, i32, u32, Option<u16>)>();
    let point = point.prop_map(|(x, y, t_ms, pressure)| Point { x, y, t_ms, pressure });
    let strokes = proptest::collection::vec(proptest::collection::vec(point, 0..6).prop_map(Stroke), 0..5);
    (any::<u32>(), any::<u32>(), strokes).prop_map(|(width, height, strokes)| Ink { width, height, strokes })
}

/// Any text without hidden characters.
fn text() -> impl Strategy<Value = String> {
    "[^\\p{C}]{0,12}"
}

fn confirmations() -> impl Strategy<Value = Confirmation> {
    let witness = [text(), text()].prop_map(|[name, reason]| Witness { name, reason });
    let parts = (
        text(),
        text(),
        proptest::option::of(inks()),
        proptest::option::of(witness),
    );
    parts.prop_map(|(row, name, ink, witness)| Confirmation {
        row,
        name,
        ink,
        witness,
    })
}

fn bodies() -> impl Strategy<Value = Body> {
    let opinion = (0..Opinion::ALL.len()).prop_map(|index| *Opinion::ALL.get(index).unwrap());
    let confirmations = proptest::collection::vec(confirmations(), 0..3);
    let sign_off = (opinion, [text(), text(), text()], inks(), confirmations);
    let sign_off = sign_off.prop_map(|(opinion, [remark, name, post], ink, confirmations)| {
        Body::SignOff(SignOff {
            opinion,
            remark,
            name,
            post,
            ink,
            confirmations,
        })
    });
    let review = (
        any::<[u8; 16]>(),
        proptest::option::of(proptest::collection::vec(text(), 0..4)),
    );
    let review = review.prop_map(|(id, reasons)| {
        let decision = reasons.map_or(Decision::Approve, |reasons| Decision::Return { reasons });
        Body::Review(Review {
            sign_off: ActId(id),
            decision,
        })
    });
    let void = text().prop_map(|reason| Body::Void(Void { reason }));
    let submission = any::<bool>().prop_map(|paper| {
        let way = if paper { Way::Paper } else { Way::Electronic };
        Body::Submission(Submission { way })
    });
    let opening = text().prop_map(|reason| Body::Opening(Opening { reason }));
    let question = (0..QuestionKind::ALL.len()).prop_map(|index| *QuestionKind::ALL.get(index).unwrap());
    let others = proptest::collection::btree_set(any::<[u8; 16]>(), 0..4);
    let explanation = (question, others, text()).prop_map(|(question, others, text)| {
        let others = others.into_iter().map(EntryId).collect();
        Body::Explanation(Explanation { question, others, text })
    });
    let acknowledgement = Just(Body::Acknowledgement);
    let registration = registrations().prop_map(Body::Registration);
    prop_oneof![
        sign_off,
        review,
        void,
        submission,
        acknowledgement,
        explanation,
        opening,
        registration
    ]
}

fn registrations() -> impl Strategy<Value = Registration> {
    let kind = (0..RecordKind::ALL.len()).prop_map(|index| *RecordKind::ALL.get(index).unwrap());
    let column = (0..Column::ALL.len()).prop_map(|index| *Column::ALL.get(index).unwrap());
    let values = proptest::collection::vec((column, text()), 0..6).prop_map(|pairs| {
        let with = |values: Values, (column, text): &(Column, String)| values.with(*column, text);
        pairs.iter().fold(Values::new(), with)
    });
    let after = proptest::option::of(any::<[u8; 16]>().prop_map(ActId));
    (kind, values, after, proptest::option::of(text())).prop_map(|(kind, values, after, withdrawn)| Registration {
        kind,
        values,
        after,
        withdrawn,
    })
}

/// The county appoints a counsel; the record was said of before.
pub fn appointed() -> Registration {
    let values = [
        (Column::Village, "450102001003"),
        (Column::Person, "11111111111111111111111111111111"),
        (Column::From, "2026-01-01"),
        (Column::To, "2026-12-31"),
        (Column::Prior, "no"),
        (Column::ContractNumber, "兴司聘 2026-003"),
    ];
    let with = |values: Values, (column, text)| values.with(column, text);
    Registration {
        after: Some(ActId([0x71; 16])),
        ..Registration::new(RecordKind::Appointment, values.into_iter().fold(Values::new(), with))
    }
}

pub fn statements() -> impl Strategy<Value = Statement> {
    let clocks = [ClockQuality::Checked, ClockQuality::Unchecked, ClockQuality::Off];
    let heads = proptest::collection::btree_set(any::<[u8; 32]>(), 0..4);
    let ids = any::<([u8; 16], [u8; 16], [u8; 16])>();
    let links = any::<(Option<(u64, [u8; 6])>, Option<[u8; 6]>, i64)>();
    (bodies(), heads, ids, links, 0usize..3, 0..Role::ALL.len()).prop_map(
        move |(body, heads, ids, links, clock, role)| {
            let mut statement = statement(body);
            statement.act.heads = heads.into_iter().map(Digest).collect();
            statement.act.entry = EntryId(ids.0);
            statement.act.person = PersonId(ids.1);
            statement.act.device = DeviceId(ids.2);
            statement.act.role = *Role::ALL.get(role).unwrap();
            statement.act.device_time_s = links.2;
            statement.root = links.0.map(|(size, hash6)| NamedRoot { size, hash6 });
            statement.previous = links.1;
            statement.clock = *clocks.get(clock).unwrap();
            statement
        },
    )
}

/// One small change to bytes: a flipped bit, a removed byte, an added one, or a cut.
#[derive(Debug, Clone, Copy)]
pub enum Damage {
    Flip(u8),
    Remove,
    Insert(u8),
    Cut,
}

pub fn damages() -> impl Strategy<Value = Damage> {
    prop_oneof![
        4 => (0u8..8).prop_map(Damage::Flip),
        1 => Just(Damage::Remove),
        1 => any::<u8>().prop_map(Damage::Insert),
        1 => Just(Damage::Cut),
    ]
}

impl Damage {
    /// Damages the bytes at a place that is taken modulo their length.
    pub fn done_to(self, bytes: &[u8], place: usize) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        let at = place % bytes.len();
        match self {
            Damage::Flip(bit) => *bytes.get_mut(at).unwrap() ^= 1 << bit,
            Damage::Remove => {
                bytes.remove(at);
            }
            Damage::Insert(byte) => bytes.insert(at, byte),
            Damage::Cut => bytes.truncate(at),
        }
        bytes
    }
}
