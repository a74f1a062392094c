//! Every byte of an exported volume, changed: always noticed, and what was changed is named. The container alone notices every
//! one; signatures and lists are then asked with some bytes of every file.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod common;

use std::ops::Range;

use cunfa_volume::archive::{self, ArchiveError};
use cunfa_volume::layout::MANIFEST;
use cunfa_volume::report::Code;
use cunfa_volume::{Unreadable, in_words};

use common::{by_python, small, tiny, verify};

/// The files of a volume by where they stand, header and contents.
fn spans(volume: &[u8]) -> Vec<(Range<usize>, String)> {
    let archive = archive::read(volume).unwrap();
    let first = [MANIFEST].into_iter();
    let names = first.chain(archive.files.keys().copied().filter(|name| *name != MANIFEST));
    let mut at = 0;
    names
        .map(|name| {
            let from = at;
            at += 30 + name.len() + archive.files[name].len();
            (from..at, name.to_owned())
        })
        .collect()
}

/// What must be named when this byte is changed: a file, or the container's end.
fn part(spans: &[(Range<usize>, String)], at: usize) -> Option<&str> {
    let of = spans.iter().find(|(span, _)| span.contains(&at));
    of.map(|(_, name)| name.as_str())
}

#[test]
fn every_changed_byte_is_noticed_by_the_container_which_names_the_file() {
    let volume = small().volume();
    let spans = spans(&volume);
    let end = volume.len();
    for at in 0..end {
        for bits in [1 << (at % 8), 0xFF] {
            let mut changed = volume.clone();
            changed[at] ^= bits;
            let named = match archive::read(&changed) {
                Ok(archive) => format!(
                    "{:?}",
                    archive.fault.unwrap_or_else(|| panic!("byte {at}, bits {bits}"))
                ),
                Err(ArchiveError::Header { offset, after }) => {
                    // The header after the changed file, or of it, or of the one the changed size leads into.
                    assert!(offset + 64 * 1024 > at, "byte {at}: {offset} after {after:?}");
                    continue;
                }
                Err(ArchiveError::Name | ArchiveError::Limit(_) | ArchiveError::Twice(_)) => continue,
            };
            let in_name = spans.iter().any(|(span, name)| {
                let name_at = span.start + 30..span.start + 30 + name.len();
                name_at.contains(&at)
            });
            if let Some(name) = part(&spans, at).filter(|_| !in_name) {
                assert!(named.contains(name), "byte {at} of {name}: {named}");
            }
        }
    }
}

#[test]
fn changed_bytes_of_every_file_make_the_whole_verdict_fall_and_name_what_was_changed() {
    let world = tiny();
    let (volume, root_key) = (world.volume(), world.root_key());
    let spans = spans(&volume);
    let check = |at: usize| {
        let mut changed = volume.clone();
        changed[at] ^= 1 << (at % 8);
        match cunfa_volume::verify(&changed, &root_key) {
            Err(Unreadable::Archive(error)) => assert!(!error.to_string().is_empty()),
            Err(Unreadable::RootKey) => panic!("the key was not changed"),
            Ok(report) => {
                assert!(!report.holds(), "byte {at}");
                let said = report.all_findings().map(|one| one.code).collect::<Vec<_>>();
                assert!(said.contains(&Code::ContainerChanged), "byte {at}: {said:?}");
                let words = in_words(&report);
                let header = |(span, name): &(Range<usize>, String)| at < span.start + 30 + name.len();
                match spans.iter().find(|(span, _)| span.contains(&at)) {
                    Some(span) if !header(span) => {
                        assert!(words.contains(&span.1), "byte {at} of {}: {words}", span.1);
                        let by_list = span.1 == MANIFEST || said.contains(&Code::FileChanged);
                        assert!(by_list, "byte {at} of {}: {said:?}", span.1);
                    }
                    Some(_) | None => assert!(words.contains('第'), "byte {at}: {words}"),
                }
            }
        }
    };
    // The container was walked byte by byte above; here a byte of every header and every content, and of the end.
    let in_files = spans
        .iter()
        .flat_map(|(span, name)| [span.start + 14, span.start + 30 + name.len(), span.end - 1]);
    let in_end = (spans.last().unwrap().0.end..volume.len()).step_by(199);
    in_files.chain(in_end).for_each(check);
}

#[test]
fn a_volume_that_is_cut_or_goes_on_is_never_whole() {
    let world = tiny();
    let (volume, root_key) = (world.volume(), world.root_key());
    for length in 0..volume.len() {
        match archive::read(&volume[..length]) {
            Err(_) => {}
            Ok(archive) => assert!(archive.fault.is_some(), "{length} bytes"),
        }
    }
    for more in [&[0][..], b"PK\x05\x06", &volume] {
        let longer = [&volume, more].concat();
        assert!(!verify(&longer, &root_key).holds());
    }
}

#[test]
fn the_second_verifier_notices_a_changed_byte_of_every_file_too() {
    let world = tiny();
    let (volume, root_key) = (world.volume(), world.root_key());
    for (span, name) in spans(&volume) {
        let mut changed = volume.clone();
        let at = (span.start + 30 + name.len() + span.end) / 2;
        changed[at] ^= 0x10;
        let report = verify(&changed, &root_key);
        let (code, _, said) = by_python(&changed, &root_key);
        assert_eq!(code, Some(i32::from(!report.holds())), "byte {at} of {name}: {said}");
        assert_eq!(code, Some(1), "byte {at} of {name}: {said}");
    }
    for at in [0, 20, volume.len() / 2, volume.len() - 30, volume.len() - 1] {
        let mut changed = volume.clone();
        changed[at] ^= 1;
        let (code, _, said) = by_python(&changed, &root_key);
        assert_ne!(code, Some(0), "byte {at}: {said}");
    }
}
