//! Keys, entries and acts for the tests of the formats.

#![allow(dead_code, reason = "each test takes what it needs")]
#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "../../../core/tests/samples/mod.rs"]
pub mod samples;

use cunfa_core::ink::{Ink, Point, Stroke};
use cunfa_core::{
    Act, ActId, Body, Decision, DeviceId, Digest, Entry, EntryId, KeyId, Opinion, PersonId, Review, Role, SignOff, Void,
};
use cunfa_evidence::act::{ClockQuality, Statement};
use cunfa_evidence::keys::SigningKey;
use proptest::prelude::*;

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
    })
}

pub fn statement(body: Body) -> Statement {
    Statement {
        act: Act {
            id: ActId([0; 32]),
            entry: ENTRY,
            heads: vec![Digest([0x11; 32])],
            body,
            person: CADRE,
            key: KeyId([0; 32]),
            role: Role::Cadre,
            device: DEVICE,
            device_time_ms: 1_795_428_300_000,
        },
        clock: ClockQuality::Checked,
        server_token: Some(Digest([0x77; 32])),
        nonce: [0x4E; 16],
        previous: Some(ActId([0x99; 32])),
    }
}

fn inks() -> impl Strategy<Value = Ink> {
    let point = any::<(i32, i32, u32, Option<u16>)>();
    let point = point.prop_map(|(x, y, t_ms, pressure)| Point { x, y, t_ms, pressure });
    let strokes = proptest::collection::vec(proptest::collection::vec(point, 0..6).prop_map(Stroke), 0..5);
    (any::<u32>(), any::<u32>(), strokes).prop_map(|(width, height, strokes)| Ink { width, height, strokes })
}

fn bodies() -> impl Strategy<Value = Body> {
    let opinion = (0..Opinion::ALL.len()).prop_map(|index| *Opinion::ALL.get(index).unwrap());
    let sign_off = (opinion, any::<[String; 3]>(), inks()).prop_map(|(opinion, [remark, name, post], ink)| {
        Body::SignOff(SignOff {
            opinion,
            remark,
            name,
            post,
            ink,
        })
    });
    let review = (
        any::<[u8; 32]>(),
        proptest::option::of(proptest::collection::vec(any::<String>(), 0..4)),
    );
    let review = review.prop_map(|(id, reasons)| {
        let decision = reasons.map_or(Decision::Approve, |reasons| Decision::Return { reasons });
        Body::Review(Review {
            sign_off: ActId(id),
            decision,
        })
    });
    prop_oneof![
        sign_off,
        review,
        any::<String>().prop_map(|reason| Body::Void(Void { reason }))
    ]
}

pub fn statements() -> impl Strategy<Value = Statement> {
    let clocks = [ClockQuality::Checked, ClockQuality::Unchecked, ClockQuality::Off];
    let heads = proptest::collection::btree_set(any::<[u8; 32]>(), 0..4);
    let ids = any::<([u8; 16], [u8; 16], [u8; 16], [u8; 16])>();
    let links = any::<(Option<[u8; 32]>, Option<[u8; 32]>, i64)>();
    (bodies(), heads, ids, links, 0usize..3, 0..Role::ALL.len()).prop_map(
        move |(body, heads, ids, links, clock, role)| {
            let mut statement = statement(body);
            statement.act.heads = heads.into_iter().map(Digest).collect();
            statement.act.entry = EntryId(ids.0);
            statement.act.person = PersonId(ids.1);
            statement.act.device = DeviceId(ids.2);
            statement.act.role = *Role::ALL.get(role).unwrap();
            statement.act.device_time_ms = links.2;
            statement.nonce = ids.3;
            statement.server_token = links.0.map(Digest);
            statement.previous = links.1.map(ActId);
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
