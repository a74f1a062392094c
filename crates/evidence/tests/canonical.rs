//! Canonical content: equal content gives equal bytes, and nothing else reads.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::samples::{entries, person};
use common::{ENTRY, consultation, damages};
use cunfa_core::{Entry, EntryId, ServiceTime};
use cunfa_evidence::canonical::{CanonicalError, decode, digest, encode};
use proptest::prelude::*;

#[test]
fn content_reads_back() {
    let bytes = encode(ENTRY, &consultation());
    assert_eq!(decode(&bytes), Ok((ENTRY, consultation())));
}

#[test]
fn texts_that_differ_only_in_normalisation_are_the_same_content() {
    let composed = Entry {
        matter: "café".into(),
        ..consultation()
    };
    let decomposed = Entry {
        matter: "cafe\u{301}".into(),
        ..consultation()
    };
    assert_eq!(digest(ENTRY, &composed), digest(ENTRY, &decomposed));
}

#[test]
fn the_order_of_person_rows_does_not_matter_and_everything_else_does() {
    let (first, second) = (person("01-aaaa", "甲"), person("02-bbbb", "乙"));
    let entry = |persons| Entry {
        persons,
        ..consultation()
    };
    let forward = entry(vec![first.clone(), second.clone()]);
    assert_eq!(digest(ENTRY, &forward), digest(ENTRY, &entry(vec![second, first])));
    assert_ne!(digest(ENTRY, &forward), digest(EntryId([0; 16]), &forward));
    let longer = Entry {
        time: ServiceTime::Minutes(90),
        ..consultation()
    };
    assert_ne!(digest(ENTRY, &consultation()), digest(ENTRY, &longer));
}

#[test]
fn a_newer_schema_is_named() {
    let mut bytes = encode(ENTRY, &consultation());
    let after_tag = 1 + 1 + "cunfa/content".len();
    assert_eq!(bytes[after_tag], 1);
    bytes[after_tag] = 3;
    assert_eq!(decode(&bytes), Err(CanonicalError::Schema(3)));
}

#[test]
fn another_encoding_of_the_same_content_is_refused() {
    let bytes = encode(ENTRY, &consultation());
    let trailing = [&bytes[..], &[0xF6]].concat();
    let long_header = [&[0x98, 23][..], &bytes[1..]].concat();
    let indefinite = [&[0x9F][..], &bytes[1..], &[0xFF]].concat();
    let tagged = [&[0xD9, 0xD9, 0xF7][..], &bytes].concat();
    for other in [trailing, long_header, indefinite, tagged] {
        assert!(matches!(decode(&other), Err(CanonicalError::Shape(_))));
    }
}

#[test]
fn content_that_claims_to_be_huge_is_refused_without_the_memory_for_it() {
    let mut bytes = encode(ENTRY, &consultation());
    let persons = bytes.windows(3).position(|three| three == [0x81, 0x84, 0x67]).unwrap();
    bytes.splice(
        persons..=persons,
        [0x9B, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
    );
    assert!(decode(&bytes).is_err());
}

proptest! {
    #[test]
    fn every_entry_reads_back_from_its_canonical_bytes(id: [u8; 16], entry in entries()) {
        let bytes = encode(EntryId(id), &entry);
        prop_assert_eq!(decode(&bytes), Ok((EntryId(id), entry)));
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes: Vec<u8>) {
        prop_assert!(decode(&bytes).is_err());
    }

    #[test]
    fn damaged_bytes_are_refused_or_are_the_canonical_bytes_of_other_content(
        entry in entries(), damage in damages(), place: usize,
    ) {
        let bytes = damage.done_to(&encode(ENTRY, &entry), place);
        if let Ok((id, entry)) = decode(&bytes) {
            prop_assert_eq!(encode(id, &entry), bytes);
        }
    }
}
