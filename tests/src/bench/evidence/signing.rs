//! Making a signature: the act itself, and what a PIN costs on this machine as a device tunes it.

use std::time::Instant;

use cunfa_core::{Act, ActId, Body, DeviceId, Digest, EntryId, Ink, KeyId, Opinion, PersonId, Role, SignOff};
use cunfa_evidence::act::{ClockQuality, NamedRoot, Statement, sign};
use cunfa_evidence::hash;
use cunfa_evidence::keys::SigningKey;
use cunfa_evidence::pin::PinKey;

use crate::bench::report::{Figure, percentile, show};
use crate::harness::forms::ink;

/// How many acts are signed.
const ACTS: u64 = 500;
/// How many keys are derived.
const KEYS: usize = 5;

fn ms(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1000.0
}

/// Measures. `on_tablet_ms`: what whole commands took on a device whose PINs cost next to nothing.
///
/// # Errors
/// When a key cannot be made.
pub fn measure(on_tablet_ms: &mut [f64]) -> Result<Vec<Figure>, String> {
    let key = SigningKey::from_secret([7; 32]).map_err(|error| error.to_string())?;
    let mut signed_ms = Vec::new();
    for n in 0..ACTS {
        let statement = statement(ink(n));
        let began = Instant::now();
        let act = sign(statement, hash(&n.to_be_bytes()), &key);
        signed_ms.push(ms(began));
        if act.bytes().is_empty() {
            return Err("an act of no bytes".to_owned());
        }
    }
    let cost = cunfa_client::measured_cost();
    let mut derived_ms = Vec::new();
    for n in 0..KEYS {
        let salt = [u8::try_from(n).unwrap_or(0); 16];
        let began = Instant::now();
        PinKey::derive(crate::story::DEMO_PIN, &salt, cost).map_err(|error| error.to_string())?;
        derived_ms.push(ms(began));
    }
    let derived = percentile(&mut derived_ms, 50.0);
    let (memory_mib, passes) = (f64::from(cost.memory_kib) / 1024.0, f64::from(cost.passes));
    let figures = vec![
        Figure::lower(
            "sign an act, key at hand: p50",
            percentile(&mut signed_ms, 50.0),
            "ms",
            Some(5.0),
        )
        .beside("p99", percentile(&mut signed_ms, 99.0)),
        Figure::lower(
            "sign on the tablet, from a PIN of no cost to the disk: p50",
            percentile(on_tablet_ms, 50.0),
            "ms",
            None,
        )
        .beside("p99", percentile(on_tablet_ms, 99.0)),
        Figure::lower("derive a key from a PIN: p50, at most", derived, "ms", Some(1000.0))
            .beside("slowest", percentile(&mut derived_ms, 100.0)),
        Figure::higher("derive a key from a PIN: p50, at least", derived, "ms", Some(250.0))
            .beside("fastest", percentile(&mut derived_ms, 1.0)),
        Figure::higher("memory a guess at a PIN takes", memory_mib, "MiB", None),
        Figure::higher("passes over it", passes, "passes", None),
    ];
    figures.iter().for_each(show);
    Ok(figures)
}

fn statement(ink: Ink) -> Statement {
    let sign_off = SignOff {
        opinion: Opinion::TrueAndSatisfied,
        remark: "属实".to_owned(),
        name: "韦桂花".to_owned(),
        post: "村委会副主任".to_owned(),
        ink,
        confirmations: Vec::new(),
    };
    Statement {
        act: Act {
            id: ActId([0; 16]),
            entry: EntryId(hash(b"entry").first()),
            heads: vec![hash(b"head")],
            body: Body::SignOff(sign_off),
            person: PersonId(hash(b"person").first()),
            key: KeyId([0; 16]),
            role: Role::Cadre,
            device: DeviceId(hash(b"device").first()),
            device_time_s: 1_795_428_300,
        },
        clock: ClockQuality::Checked,
        root: Some(NamedRoot::of(70_000, Digest([3; 32]))),
        previous: Some(hash(b"previous").first()),
    }
}
