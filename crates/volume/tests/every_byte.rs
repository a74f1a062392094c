//! Every byte of an exported volume with submissions and attachments, changed: always noticed, and what was changed is named, by
//! both verifiers. Also when the server, which holds the county key, signs the list of what it changed.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod common;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use cunfa_volume::archive::{self, ArchiveError};
use cunfa_volume::layout::{self, Logged, MANIFEST};
use cunfa_volume::report::{Code, Report};
use cunfa_volume::{Unreadable, build, in_words};

use common::{Python, agree, carrying, failing, verify, verify_both};

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

/// The file of whose contents this byte is; nothing when it is of the container.
fn content_at(spans: &[(Range<usize>, String)], at: usize) -> Option<&str> {
    let of = spans.iter().find(|(span, _)| span.contains(&at));
    of.filter(|(span, name)| at >= span.start + 30 + name.len())
        .map(|(_, name)| name.as_str())
}

/// Whether the second verifier is to see every byte, which takes many minutes: asked for by `CUNFA_EVERY_BYTE=1`.
fn whole() -> bool {
    std::env::var_os("CUNFA_EVERY_BYTE").is_some()
}

/// Checks every number below `end`, on every core, each with a second verifier of its own.
fn every(end: usize, root_key: &[u8], check: impl Fn(usize, &mut Python) + Sync) {
    let next = AtomicUsize::new(0);
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                let mut python = Python::start(root_key);
                loop {
                    let at = next.fetch_add(1, Ordering::SeqCst);
                    if at >= end {
                        return;
                    }
                    check(at, &mut python);
                }
            });
        }
    });
}

#[test]
fn the_volume_that_is_walked_has_submissions_and_attachments_and_holds() {
    let (world, volume) = carrying();
    let report = verify_both(&volume, &world.root_key());
    assert!(report.holds(), "{:?}", failing(&report));
    let folders = [
        layout::ACTS,
        layout::ATTACHMENTS,
        layout::BATCHES,
        layout::CERTIFICATES,
        layout::CONTENTS,
        layout::REVOCATIONS,
    ];
    let files = archive::read(&volume).unwrap().files;
    for folder in folders {
        let count = files.keys().filter(|name| name.starts_with(folder)).count();
        assert!(count > 0, "{folder}");
    }
    let earlier = layout::decode_roots(files[layout::ROOTS]).unwrap();
    assert!(
        earlier.iter().any(|root| !root.path.is_empty()),
        "an earlier root with a path"
    );
}

#[test]
fn every_changed_byte_is_noticed_by_the_container_which_names_the_file() {
    let (_, volume) = carrying();
    let spans = spans(&volume);
    for at in 0..volume.len() {
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
            if let Some(name) = content_at(&spans, at) {
                assert!(named.contains(name), "byte {at} of {name}: {named}");
            }
        }
    }
}

#[test]
fn a_changed_byte_makes_the_whole_verdict_fall_and_the_file_is_named_by_both_verifiers() {
    let (world, volume) = carrying();
    let root_key = world.root_key();
    let spans = spans(&volume);
    // The container was walked byte by byte; here some bytes of every file, and every byte of the attachments.
    let asked = |at: &usize| {
        let name = content_at(&spans, *at).unwrap_or_default();
        whole() || at.is_multiple_of(23) || name.starts_with(layout::ATTACHMENTS)
    };
    let places: Vec<usize> = (0..volume.len()).filter(asked).collect();
    every(places.len(), &root_key, |place, python| {
        let at = places[place];
        let mut changed = volume.clone();
        changed[at] ^= 1 << (at % 8);
        let (code, _, said) = python.verify(&changed);
        let report = match cunfa_volume::verify(&changed, &root_key) {
            Ok(report) => report,
            Err(Unreadable::RootKey) => panic!("the key was not changed"),
            Err(Unreadable::Archive(error)) => {
                assert!(!error.to_string().is_empty());
                assert_ne!(code, Some(0), "byte {at}: {said}");
                return;
            }
        };
        let found = failing(&report);
        let words = in_words(&report);
        assert!(found.contains(&Code::ContainerChanged), "byte {at}: {found:?}");
        assert_ne!(code, Some(0), "byte {at}: {said}");
        if let Some(name) = content_at(&spans, at) {
            let by_list = name == MANIFEST || found.contains(&Code::FileChanged);
            assert!(by_list && words.contains(name), "byte {at} of {name}: {words}");
            assert!(said.contains(name), "byte {at} of {name}: {said}");
            assert_eq!(code, Some(1), "byte {at} of {name}: {said}");
        }
    });
}

/// The files that a volume's list names.
fn listed(volume: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let files = archive::read(volume).unwrap().files.into_iter();
    let files = files.filter(|(name, _)| *name != MANIFEST);
    files.map(|(name, bytes)| (name.to_owned(), bytes.to_vec())).collect()
}

/// What must be said of a file that the server changed and listed again, when nothing else names it.
fn expected(name: &str) -> &'static [Code] {
    let folder = name.split_inclusive('/').next().unwrap();
    match folder {
        layout::ACTS => &[Code::ActMissing],
        layout::ATTACHMENTS => &[Code::AttachmentDiffers],
        layout::BATCHES => &[
            Code::BatchClaims,
            Code::BatchSignature,
            Code::BatchUnreadable,
            Code::DeviceKeyUnknown,
            Code::ReceiptRefused,
        ],
        layout::CERTIFICATES => &[Code::CertificateRefused],
        layout::CONTENTS => &[Code::ContentDiffers],
        layout::REVOCATIONS => &[Code::RevocationRefused],
        layout::PROOFS => &[Code::NotInRoot, Code::ProofWrong, Code::ProofsUnreadable],
        layout::ROOT => &[Code::RootRefused],
        layout::ROOTS => &[Code::EarlierRootWrong, Code::RootsUnreadable],
        other => panic!("a file of another kind: {other}"),
    }
}

#[test]
fn every_byte_that_a_server_changes_and_lists_again_is_noticed_and_named_by_both_verifiers() {
    let (world, volume) = carrying();
    let (given, root_key) = (world.given(), world.root_key());
    let honest = listed(&volume);
    let places: Vec<(&String, usize)> = honest
        .iter()
        .flat_map(|(name, bytes)| (0..bytes.len()).map(move |at| (name, at)))
        .collect();
    every(places.len(), &root_key, |place, python| {
        let (name, at) = places[place];
        let mut files = honest.clone();
        files.get_mut(name).unwrap()[at] ^= 1 << (at % 8);
        let mut manifest = build::manifest(&given, &files);
        if let Some(Ok(logged)) = name.starts_with(layout::BATCHES).then(|| Logged::decode(&files[name])) {
            let sequence: u64 = name.strip_prefix(layout::BATCHES).unwrap().parse().unwrap();
            let line = manifest.batches.iter_mut().find(|line| line.0 == sequence);
            line.unwrap().1 = logged.sealed.id();
        }
        let volume = build::seal(&manifest, &files, &world.county_key()).unwrap();
        let report: Report = verify(&volume, &root_key);
        let found = failing(&report);
        let named = expected(name).iter().any(|code| found.contains(code));
        assert!(named, "byte {at} of {name}: {found:?}");
        // Asking openssl is slow: the second verifier is asked about every byte of the attachments, and some of every other file.
        if whole() || name.starts_with(layout::ATTACHMENTS) || at % 16 == 5 {
            agree(&report, &python.verify(&volume));
        }
    });
}

#[test]
fn a_file_that_a_server_names_otherwise_and_lists_again_is_noticed_by_both_verifiers() {
    let (world, volume) = carrying();
    let (given, root_key) = (world.given(), world.root_key());
    let honest = listed(&volume);
    // A digit, a letter that no name has, and a folder within: at the name's begin, inside and at its end.
    let places = |name: &str| [0, name.find('/').map_or(0, |at| at + 1), name.len() / 2, name.len() - 1];
    let changes: Vec<(&String, usize, char)> = honest
        .keys()
        .flat_map(|name| places(name).map(|at| (name, at)))
        .flat_map(|(name, at)| ['7', 'p', '/'].map(|sign| (name, at, sign)))
        .filter(|(name, at, sign)| name.as_bytes()[*at] != *sign as u8)
        .collect();
    every(changes.len(), &root_key, |change, python| {
        let (name, at, sign) = changes[change];
        let mut files = honest.clone();
        let bytes = files.remove(name).unwrap();
        let mut other = name.clone();
        other.replace_range(at..=at, &sign.to_string());
        files.insert(other.clone(), bytes);
        let volume = build::seal(&build::manifest(&given, &files), &files, &world.county_key()).unwrap();
        let report: Report = verify(&volume, &root_key);
        assert!(!report.holds(), "{name} as {other}");
        assert!(in_words(&report).contains(&other), "{name} as {other}");
        agree(&report, &python.verify(&volume));
    });
}

#[test]
fn a_volume_that_is_cut_or_goes_on_is_never_whole() {
    let (world, volume) = carrying();
    let root_key = world.root_key();
    for length in 0..volume.len() {
        match archive::read(&volume[..length]) {
            Err(_) => {}
            Ok(archive) => assert!(archive.fault.is_some(), "{length} bytes"),
        }
    }
    for more in [&[0][..], b"PK\x05\x06", &volume] {
        let longer = [&volume, more].concat();
        assert!(!verify_both(&longer, &root_key).holds());
    }
}
