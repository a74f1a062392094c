//! A village's volume: what is in it, and that it verifies with nothing but the county's public key.

use cunfa_core::Stage;
use cunfa_evidence::receipt::Receipt;
use cunfa_protocol::wire::CHUNKS_PATH;
use cunfa_server::export::{Attachments, ExportError};
use cunfa_volume::Report;
use cunfa_volume::report::Code;

use crate::support::photos::{chunks_of, id, photo, request, sequence};
use crate::support::{House, Ledger, NOW_MS, OTHER_VILLAGE, Program, VILLAGE, key};

fn verify(bytes: &[u8]) -> Report {
    cunfa_volume::verify(bytes, key("county").public()).unwrap()
}

fn exported(house: &House) -> Report {
    let made = house
        .server
        .export(&VILLAGE.parse().unwrap(), &(2026..=2026), Attachments::Carried, NOW_MS)
        .unwrap();
    let report = verify(&made.bytes);
    let said: Vec<_> = report.all_findings().collect();
    assert!(report.holds(), "{said:?}");
    assert_eq!(report.entries.len(), made.entries);
    report
}

#[test]
fn a_volume_holds_the_villages_entries_with_everything_that_shows_who_signed_what() {
    let house = House::new();
    let (mut counsel, mut cadre, mut office) = (house.counsel("a"), house.cadre("b"), house.office("c"));
    let ledger = Ledger::new(&house, &counsel, VILLAGE);
    counsel.push(&house, &ledger.first(&counsel));
    let signed = ledger.sign_off(&house, &cadre);
    cadre.push(&house, &ledger.sealed(&cadre, &[], &[&signed]));
    let approved = ledger.approve(&house, &office, signed.id());
    office.push(&house, &ledger.sealed(&office, &[], &[&approved]));
    let unsigned = Ledger::new(&house, &counsel, VILLAGE);
    counsel.push(&house, &unsigned.first(&counsel));
    let elsewhere = Ledger::new(&house, &counsel, OTHER_VILLAGE);
    counsel.push(&house, &elsewhere.first(&counsel));
    let void = elsewhere.void(&house, &counsel, "写错了村");
    let last: Receipt = counsel.push(&house, &elsewhere.sealed(&counsel, &[], &[&void]));

    let report = exported(&house);
    assert_eq!(report.entries.len(), 2);
    let volume = report.volume.as_ref().unwrap();
    assert_eq!((volume.root_size, volume.village.as_str()), (3, VILLAGE));
    let entry = report.entries.iter().find(|entry| entry.entry == ledger.id).unwrap();
    assert_eq!((entry.stage, entry.acts.len()), (Some(Stage::Approved), 2));
    assert_eq!(entry.acts[1].said.as_ref().unwrap().name, office.person.name);
    assert_eq!(last.sequence, 6);
}

#[test]
fn a_volume_carries_the_photos_that_are_signed_and_here_and_notes_the_others() {
    let house = House::new();
    let (mut counsel, mut cadre) = (house.counsel("a"), house.cadre("b"));
    let (here, not_here) = (photo(1, 17_500), photo(2, 100));
    let ledger = Ledger::with_photos(&house, &counsel, VILLAGE, &[&here, &not_here]);
    counsel.push(&house, &ledger.first(&counsel));
    let signed = ledger.sign_off(&house, &cadre);
    cadre.push(&house, &ledger.sealed(&cadre, &[], &[&signed]));
    let body = sequence(&request(3), &chunks_of(&here));
    assert_eq!(house.post(CHUNKS_PATH, Some(&counsel.token), &body).status, 200);
    let export = |attachments| {
        let village = VILLAGE.parse().unwrap();
        house
            .server
            .export(&village, &(2026..=2026), attachments, NOW_MS)
            .unwrap()
    };
    let made = export(Attachments::Carried);
    assert_eq!((made.attachments, made.attachments_missing), (1, 1));
    let report = verify(&made.bytes);
    assert!(report.holds());
    let missing: Vec<_> = report
        .all_findings()
        .filter(|found| found.code == Code::AttachmentMissing)
        .collect();
    assert_eq!(missing.len(), 1);
    let files = cunfa_volume::archive::read(&made.bytes).unwrap().files;
    assert_eq!(files[cunfa_volume::layout::attachment(id(&here)).as_str()], here);
    let without = export(Attachments::LeftOut);
    assert!(verify(&without.bytes).holds() && without.bytes.len() + 17_500 < made.bytes.len());
    assert_eq!((without.attachments, without.attachments_missing), (0, 0));
}

#[test]
fn a_revoked_device_stays_in_the_volume_with_what_it_sent_before() {
    let house = House::new();
    let (mut counsel, mut cadre) = (house.counsel("a"), house.cadre("b"));
    let ledger = Ledger::new(&house, &counsel, VILLAGE);
    counsel.push(&house, &ledger.first(&counsel));
    let signed = ledger.sign_off(&house, &cadre);
    cadre.push(&house, &ledger.sealed(&cadre, &[], &[&signed]));
    house.server.revoke(cadre.id, NOW_MS).unwrap();
    let report = exported(&house);
    assert!(report.entries[0].acts[0].holds());
}

#[test]
fn a_year_without_entries_is_an_empty_volume_and_an_unknown_village_is_none() {
    let house = House::new();
    let village = VILLAGE.parse().unwrap();
    let made = house
        .server
        .export(&village, &(2020..=2025), Attachments::Carried, NOW_MS)
        .unwrap();
    assert_eq!(made.entries, 0);
    assert!(verify(&made.bytes).holds());
    let nowhere = "450102999999".parse().unwrap();
    let refused = house
        .server
        .export(&nowhere, &(2026..=2026), Attachments::Carried, NOW_MS);
    assert!(matches!(refused, Err(ExportError::NoVillage)));
}

#[test]
fn nobody_elses_key_verifies_it() {
    let house = House::new();
    let made = house
        .server
        .export(&VILLAGE.parse().unwrap(), &(2026..=2026), Attachments::Carried, NOW_MS)
        .unwrap();
    let report = cunfa_volume::verify(&made.bytes, key("another").public()).unwrap();
    assert!(!report.holds() && report.findings.iter().any(|one| one.code == Code::ManifestSignature));
}

#[test]
fn the_command_writes_a_file_once_and_names_the_root_key() {
    let program = Program::founded();
    let out = program.folder().join("volume");
    let out = out.to_str().unwrap();
    let words = ["export", "--village", VILLAGE, "--year", "2026", "--out", out];
    let said = program.run(&words);
    assert!(
        said.success && said.out.contains("已导出 0 条记录"),
        "{}{}",
        said.out,
        said.err
    );
    let root_key = said
        .out
        .split_whitespace()
        .find_map(|word| word.rsplit('：').next().filter(|key| key.len() == 130));
    let digits: Vec<u32> = root_key
        .unwrap()
        .chars()
        .map(|digit| digit.to_digit(16).unwrap())
        .collect();
    let root_key: Vec<u8> = digits
        .chunks(2)
        .map(|pair| u8::try_from(16 * pair[0] + pair[1]).unwrap())
        .collect();
    let bytes = std::fs::read(out).unwrap();
    assert!(cunfa_volume::verify(&bytes, &root_key).unwrap().holds());
    let again = program.run(&words);
    assert!(!again.success && again.err.contains("写不出"), "{}", again.err);
    let words = ["export", "--village", "450102999999", "--year", "2026", "--out", "x"];
    assert!(program.run(&words).err.contains("没有这个村"));
}
