//! Hostile bytes: whatever they are, nothing panics, and nothing that was not signed is said to hold.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use std::sync::LazyLock;

use common::{World, small_of, verify};
use cunfa_volume::archive::{self, ArchiveError};
use cunfa_volume::{fuzz, in_words, to_json};
use proptest::prelude::*;

/// Under the root key the fuzz target uses.
static VOLUME: LazyLock<Vec<u8>> = LazyLock::new(|| small_of(World::of_county(0xC0)).volume());

#[test]
fn the_fuzz_target_knows_the_key_of_its_seeds() {
    let key = common::key(0xC0);
    assert_eq!(include_bytes!("../src/fuzz.key"), key.public());
    assert!(verify(&VOLUME, key.public()).holds());
    fuzz(&VOLUME);
}

#[test]
fn sizes_that_lie_are_refused_before_anything_is_copied() {
    let mut huge = VOLUME.clone();
    huge[18..22].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(matches!(
        archive::read(&huge),
        Err(ArchiveError::Header { offset: 0, .. })
    ));
    let name = |name: &[u8]| {
        let files = [(std::str::from_utf8(name).unwrap(), &b""[..])].into();
        archive::write(&files)
    };
    assert_eq!(name(b""), Err(ArchiveError::Name));
    assert_eq!(name(b"../x"), Err(ArchiveError::Name));
    assert_eq!(name(&[b'a'; 65]), Err(ArchiveError::Limit("name bytes")));
}

#[test]
fn a_text_of_strangers_cannot_move_the_cursor_or_turn_the_writing() {
    let mut world = World::new();
    let mut entry = world.write(|entry| entry.number = "\u{1b}[2J\u{202e}7".to_owned());
    world.send(common::TABLET, &mut entry, &[]);
    let report = verify(&world.volume(), &world.root_key());
    let words = in_words(&report);
    assert!(!words.contains('\u{1b}') && !words.contains('\u{202e}') && words.contains('\u{fffd}'));
    assert!(to_json(&report).to_string().contains("\\u001b"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_bytes_never_panic(bytes: Vec<u8>) {
        fuzz(&bytes);
    }

    #[test]
    fn several_changes_of_a_volume_never_panic_and_never_hold(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), 1u8..), 1..8),
        cut in proptest::option::of(any::<prop::sample::Index>()),
    ) {
        let mut changed = VOLUME.clone();
        for (at, bits) in changes {
            let at = at.index(changed.len());
            changed[at] ^= bits;
        }
        if let Some(cut) = cut {
            changed.truncate(cut.index(VOLUME.len()));
        }
        prop_assume!(changed != *VOLUME);
        if let Ok(report) = cunfa_volume::verify(&changed, common::key(0xC0).public()) {
            prop_assert!(!report.holds());
            prop_assert!(!in_words(&report).is_empty());
        }
    }
}
