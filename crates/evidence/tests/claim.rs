//! Claims: an enrolment made on the spot, signed by the new key and by the device.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{CADRE, DEVICE, damages, hex, key};
use cunfa_evidence::claim::{Claim, ClaimError};
use cunfa_evidence::suite::SuiteError;
use proptest::prelude::*;
use serde_json::{Value, json};

fn claim() -> Claim {
    Claim {
        public_key: key(2).public().to_vec(),
        person: CADRE,
        device: DEVICE,
        made_at_ms: 1_795_428_300_000,
    }
}

#[test]
fn a_claim_reads_back_with_the_devices_key_only() {
    let bytes = claim().issue(&key(2), &key(3));
    assert_eq!(Claim::read(&bytes, key(3).public()), Ok(claim()));
    let refused = Err(ClaimError::Suite(SuiteError::Signature));
    assert_eq!(Claim::read(&bytes, key(2).public()), refused);
    assert_eq!(Claim::read(&claim().issue(&key(4), &key(3)), key(3).public()), refused);
    for wrong in [vec![], vec![0; 64], vec![0; 128], vec![0; 2_000]] {
        assert!(Claim::read(&wrong, key(3).public()).is_err());
    }
    let inner = &bytes[..bytes.len() - 64];
    assert!(Claim::read(inner, key(2).public()).is_err(), "half a claim is none");
}

#[test]
fn a_claim_is_these_bytes() {
    let made = json!({
        "secret": hex(key(2).secret()), "device_secret": hex(key(3).secret()), "device_public_key": hex(key(3).public()),
        "claim": hex(claim().issue(&key(2), &key(3))),
    });
    let file = "tests/vectors/claim.json";
    if std::env::var_os("UPDATE_VECTORS").is_some() {
        std::fs::write(file, format!("{made:#}\n")).unwrap();
    }
    let stored: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    assert_eq!(stored, made);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_damaged_claim_is_refused(damage in damages(), place: usize) {
        let good = claim().issue(&key(2), &key(3));
        let bytes = damage.done_to(&good, place);
        if bytes != good {
            prop_assert!(Claim::read(&bytes, key(3).public()).is_err());
        }
    }
}
