//! What an honest volume says, and that its bytes are determined by its contents.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use cunfa_core::Stage;
use cunfa_volume::archive;
use cunfa_volume::report::Code;

use common::{World, codes, failing, small, tiny, verify_both};

#[test]
fn an_honest_volume_holds_and_says_where_each_entry_stands() {
    let world = small();
    let report = verify_both(&world.volume(), &world.root_key());
    assert!(report.holds(), "{:#?}", report.all_findings().collect::<Vec<_>>());
    assert_eq!(failing(&report), [].into());
    let stages: Vec<_> = report.entries.iter().map(|entry| entry.stage.unwrap()).collect();
    let expected = [
        Stage::Approved,
        Stage::Returned,
        Stage::InReview,
        Stage::Voided,
        Stage::InReview,
        Stage::Unsigned,
    ];
    assert_eq!(stages, expected);
    let said = codes(&report);
    for note in [
        Code::Provisional,
        Code::Corrects,
        Code::CorrectedBy,
        Code::Voided,
        Code::ChangedAfterSigning,
        Code::Unsigned,
    ] {
        assert!(said.contains(&note), "{note:?} in {said:?}");
    }
    let edited = &report.entries[4];
    assert_eq!(edited.changed.len(), 1);
    assert_eq!(
        (edited.changed[0].0.as_str(), edited.changed[0].2.as_str()),
        ("advice", "签字以后改的")
    );
}

#[test]
fn an_empty_village_makes_a_volume_that_holds() {
    let world = World::new();
    let report = verify_both(&world.volume(), &world.root_key());
    assert!(report.holds() && report.entries.is_empty());
}

#[test]
fn the_same_contents_make_the_same_bytes_and_reading_gives_the_contents_back() {
    let world = small();
    let volume = world.volume();
    assert_eq!(volume, world.volume());
    let archive = archive::read(&volume).unwrap();
    assert_eq!(archive.fault, None);
    assert_eq!(archive::write(&archive.files).unwrap(), volume);
}

#[test]
fn other_programs_read_the_container_as_a_zip() {
    let world = tiny();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("volume.zip"), world.volume()).unwrap();
    let script = "import zipfile; z = zipfile.ZipFile('volume.zip'); assert z.testzip() is None; print(*z.namelist())";
    let output = std::process::Command::new("python3")
        .args(["-c", script])
        .current_dir(folder.path())
        .output();
    let output = output.unwrap();
    let names = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success() && names.starts_with("manifest acts/"),
        "{names}"
    );
    assert_eq!(
        names.split_whitespace().count(),
        archive::read(&world.volume()).unwrap().files.len()
    );
}
