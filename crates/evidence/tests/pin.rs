//! A PIN wraps secrets.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use cunfa_evidence::pin::{Cost, PinError, PinKey, check_new};
use proptest::prelude::*;

const SECRET: [u8; 32] = [0x5E; 32];

fn derive(pin: &str) -> PinKey {
    PinKey::derive(pin, &[1; 16], Cost::TEST).unwrap()
}

#[test]
fn the_right_pin_opens_and_a_wrong_one_does_not() {
    let sealed = derive("281937").seal("signing-key", &SECRET, [9; 24]);
    assert_eq!(sealed.len(), 72);
    assert!(!sealed.windows(8).any(|window| window == &SECRET[..8]));
    assert_eq!(*derive("281937").open("signing-key", &sealed).unwrap(), SECRET);
    assert_eq!(derive("281938").open("signing-key", &sealed), Err(PinError::Wrong));
}

#[test]
fn another_purpose_salt_or_cost_does_not_open_it() {
    let sealed = derive("281937").seal("signing-key", &SECRET, [9; 24]);
    assert_eq!(derive("281937").open("db-key", &sealed), Err(PinError::Wrong));
    let other_salt = PinKey::derive("281937", &[2; 16], Cost::TEST).unwrap();
    assert_eq!(other_salt.open("signing-key", &sealed), Err(PinError::Wrong));
    let other_cost = PinKey::derive(
        "281937",
        &[1; 16],
        Cost {
            passes: 2,
            ..Cost::TEST
        },
    )
    .unwrap();
    assert_eq!(other_cost.open("signing-key", &sealed), Err(PinError::Wrong));
}

#[test]
fn a_cost_out_of_range_is_refused_before_any_work() {
    let wrong = [
        Cost {
            memory_kib: 7,
            ..Cost::TEST
        },
        Cost {
            memory_kib: 1024 * 1024 + 1,
            ..Cost::TEST
        },
        Cost {
            passes: 0,
            ..Cost::TEST
        },
        Cost {
            passes: 17,
            ..Cost::TEST
        },
        Cost { lanes: 0, ..Cost::TEST },
        Cost { lanes: 5, ..Cost::TEST },
        Cost {
            memory_kib: u32::MAX,
            passes: u32::MAX,
            lanes: u32::MAX,
        },
        Cost {
            memory_kib: 8,
            passes: 1,
            lanes: 4,
        },
    ];
    for cost in wrong {
        assert_eq!(
            PinKey::derive("281937", &[1; 16], cost).map(|_| ()),
            Err(PinError::Cost),
            "{cost:?}"
        );
    }
    assert!(
        PinKey::derive(
            "281937",
            &[1; 16],
            Cost {
                memory_kib: 8,
                passes: 16,
                lanes: 1
            }
        )
        .is_ok()
    );
}

#[test]
fn a_new_pin_has_six_to_twelve_digits_and_is_no_plain_run() {
    for good in ["281937", "112233", "123457", "135790", "281937281937", "890123"] {
        assert_eq!(check_new(good), Ok(()), "{good}");
    }
    let weak = [
        "",
        "28193",
        "2819372819370",
        "28193a",
        "２８１９３７",
        "111111",
        "123456",
        "654321",
        "0123456789",
        " 281937",
    ];
    for pin in weak {
        assert_eq!(check_new(pin), Err(PinError::Weak), "{pin}");
    }
}

proptest! {
    #[test]
    fn a_damaged_seal_does_not_open(place in 0usize..72, bit in 0u8..8, cut in 0usize..72) {
        let key = derive("281937");
        let mut sealed = key.seal("db-key", &SECRET, [9; 24]);
        prop_assert_eq!(key.open("db-key", &sealed[..cut]), Err(PinError::Wrong));
        sealed[place] ^= 1 << bit;
        prop_assert_eq!(key.open("db-key", &sealed), Err(PinError::Wrong));
    }
}
