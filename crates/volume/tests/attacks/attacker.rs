//! What an attacker can do: without any key, and with the county key in hand as a server that lies.

use std::collections::{BTreeMap, BTreeSet};

use cunfa_evidence::act::SignedAct;
use cunfa_volume::archive;
use cunfa_volume::build::{self, Given};
use cunfa_volume::layout::{self, Logged};
use cunfa_volume::manifest::Manifest;
use cunfa_volume::report::{Code, Report};

use crate::common::{World, failing, verify_both};

pub type Named = BTreeMap<String, Vec<u8>>;

/// The files of an honest volume without its list.
pub fn files(world: &World) -> Named {
    build::files(&world.given()).unwrap()
}

pub fn archived(files: &Named) -> Vec<u8> {
    let files = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    archive::write(&files).unwrap()
}

/// By somebody without any key: the old list, a new container.
pub fn by_anybody(world: &World, change: impl FnOnce(&mut Named)) -> Report {
    let mut files = files(world);
    let manifest = build::manifest(&world.given(), &files).issue(&world.county_key());
    change(&mut files);
    files.insert(layout::MANIFEST.to_owned(), manifest);
    verify_both(&archived(&files), &world.root_key())
}

/// By the server: it signs a list of what it changed.
pub fn by_server(world: &World, change: impl FnOnce(&mut Named)) -> Report {
    let mut files = files(world);
    change(&mut files);
    let mut manifest = build::manifest(&world.given(), &files);
    let sequence = |name: &String| {
        name.strip_prefix(layout::BATCHES)
            .and_then(|digits| digits.parse().ok())
    };
    let batches = files
        .iter()
        .filter_map(|(name, bytes)| Some((sequence(name)?, Logged::decode(bytes).ok()?)));
    manifest.batches = batches
        .map(|(sequence, logged)| (sequence, logged.sealed.id()))
        .collect();
    resealed(world, &manifest, &files)
}

pub fn resealed(world: &World, manifest: &Manifest, files: &Named) -> Report {
    verify_both(
        &build::seal(manifest, files, &world.county_key()).unwrap(),
        &world.root_key(),
    )
}

/// By a server that builds the whole volume from a log and words of its own.
pub fn by_server_from(world: &World, change: impl FnOnce(&mut Given)) -> Report {
    let mut given = world.given();
    change(&mut given);
    verify_both(&build::build(&given, &world.county_key()).unwrap(), &world.root_key())
}

pub fn fails(report: &Report, expected: &[Code]) {
    let found = failing(report);
    for code in expected {
        assert!(found.contains(code), "{code:?} is not in {found:?}");
    }
    assert!(!report.holds());
}

pub fn only(report: &Report, expected: &[Code]) {
    assert_eq!(failing(report), expected.iter().copied().collect::<BTreeSet<_>>());
}

/// The entries against which something stands, by number.
pub fn falling(report: &Report) -> Vec<&str> {
    let falling = report.entries.iter().filter(|entry| !entry.holds());
    falling.map(|entry| entry.number.as_str()).collect()
}

pub fn acts(files: &Named) -> Vec<String> {
    files
        .keys()
        .filter(|name| name.starts_with(layout::ACTS))
        .cloned()
        .collect()
}

/// The file of the first act of the batch at this sequence.
pub fn act_at(world: &World, sequence: usize) -> String {
    let act = &world.log[sequence - 1].0.acts[0];
    layout::act(SignedAct::read(act).unwrap().id())
}

pub fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
