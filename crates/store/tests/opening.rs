//! Opening: a wrong key, damage, a newer file and no file are told apart, and a refusal touches nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use std::collections::BTreeMap;
use std::path::Path;

use common::*;
use cunfa_core::{Digest, Role};
use cunfa_evidence::pin::{Cost, PinKey};
use cunfa_store::keyfile::{self, KeyFile, Slot};
use cunfa_store::{Store, StoreError};

/// Bytes of a page of the file, as `cunfa_store::CIPHER` sets it.
const PAGE: usize = 2048;

/// Name, size and digest of everything in a folder that holds data.
fn files(folder: &Path) -> BTreeMap<String, (usize, Digest)> {
    let read = |file: std::fs::DirEntry| {
        (
            file.file_name().into_string().unwrap(),
            std::fs::read(file.path()).unwrap(),
        )
    };
    let files = std::fs::read_dir(folder).unwrap().map(|file| read(file.unwrap()));
    let files = files.filter(|(name, bytes)| !name.ends_with("-shm") && !bytes.is_empty());
    files
        .map(|(name, bytes)| (name, (bytes.len(), cunfa_evidence::hash(&bytes))))
        .collect()
}

/// A closed store with some entries in it.
fn closed() -> tempfile::TempDir {
    let mut tablet = Tablet::new(1);
    for number in 1..=30 {
        tablet
            .write(id(number), &entry(&format!("01-{number:04}"), &"宅基地".repeat(50)))
            .unwrap();
    }
    let Tablet { folder, store, .. } = tablet;
    drop(store);
    folder
}

fn open(folder: &Path, key: &[u8; 32]) -> Result<Store, StoreError> {
    Store::open(&folder.join("cunfa.db"), key)
}

#[test]
fn the_file_is_encrypted_by_a_sqlite_that_is_new_enough() {
    let folder = closed();
    let bytes = std::fs::read(folder.path().join("cunfa.db")).unwrap();
    assert!(!bytes.starts_with(b"SQLite format 3"));
    assert!(
        !bytes
            .windows("宅基地".len())
            .any(|window| window == "宅基地".as_bytes())
    );
    let connection = raw(&folder.path().join("cunfa.db"));
    let cipher: String = connection
        .query_row("PRAGMA cipher_version", [], |row| row.get(0))
        .unwrap();
    assert!(cipher.starts_with('4'), "{cipher}");
    assert!(rusqlite::version_number() >= 3_051_003, "{}", rusqlite::version());
    let mode: String = connection
        .query_row("PRAGMA journal_mode", [], |row| row.get(0))
        .unwrap();
    assert_eq!(mode, "wal");
}

#[test]
fn no_file_is_missing_and_a_file_is_never_made_over_another() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(open(folder.path(), &DB_KEY), Err(StoreError::Missing)));
    assert!(files(folder.path()).is_empty());
    let folder = closed();
    let before = files(folder.path());
    assert!(matches!(
        Store::create(&folder.path().join("cunfa.db"), &DB_KEY),
        Err(StoreError::Exists)
    ));
    assert_eq!(files(folder.path()), before);
}

#[test]
fn a_wrong_key_is_said_to_be_one_and_touches_nothing_even_after_a_power_cut() {
    let mut tablet = Tablet::new(1);
    tablet.write(id(1), &entry("01-0001", "甲")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for name in files(tablet.folder.path()).into_keys() {
        std::fs::copy(tablet.folder.path().join(&name), folder.path().join(&name)).unwrap();
    }
    let before = files(folder.path());
    assert!(before["cunfa.db-wal"].0 > 1_000);
    assert!(matches!(open(folder.path(), &[1; 32]), Err(StoreError::WrongKey)));
    assert_eq!(files(folder.path()), before);
    std::fs::remove_file(folder.path().join("device.json")).unwrap();
    assert!(matches!(open(folder.path(), &[1; 32]), Err(StoreError::WrongKey)));
    assert_eq!(files(folder.path())["cunfa.db"], before["cunfa.db"]);
    assert_eq!(files(folder.path())["cunfa.db-wal"], before["cunfa.db-wal"]);
    assert!(
        open(folder.path(), &DB_KEY)
            .unwrap()
            .open_entry(id(1))
            .unwrap()
            .is_some()
    );
}

#[test]
fn a_flipped_byte_in_any_page_is_damage_not_a_wrong_key_and_touches_nothing() {
    let folder = closed();
    let path = folder.path().join("cunfa.db");
    let whole = std::fs::read(&path).unwrap();
    let pages = whole.len() / PAGE;
    assert!(pages > 20);
    let mut at_opening = 0;
    for page in 0..pages {
        let mut bytes = whole.clone();
        bytes[page * PAGE + 1_000] ^= 1;
        std::fs::write(&path, &bytes).unwrap();
        match open(folder.path(), &DB_KEY) {
            Err(StoreError::Damaged) => at_opening += 1,
            Err(other) => panic!("page {page}: {other}"),
            Ok(mut store) => assert!(
                matches!(store.audit(), Err(StoreError::Damaged)),
                "page {page} went unseen"
            ),
        }
        assert!(std::fs::read(&path).unwrap() == bytes, "page {page} was touched");
    }
    assert!(at_opening > 10, "{at_opening} of {pages}");
    std::fs::write(&path, &whole).unwrap();
    assert_eq!(open(folder.path(), &DB_KEY).unwrap().audit().unwrap(), []);
}

#[test]
fn a_file_that_is_empty_cut_or_no_database_is_damaged() {
    let folder = closed();
    let path = folder.path().join("cunfa.db");
    let whole = std::fs::read(&path).unwrap();
    for bytes in [
        Vec::new(),
        vec![7; 8192],
        whole[..PAGE].to_vec(),
        whole[..whole.len() / 2].to_vec(),
        whole[..100].to_vec(),
    ] {
        std::fs::write(&path, &bytes).unwrap();
        assert!(
            matches!(open(folder.path(), &DB_KEY), Err(StoreError::Damaged)),
            "{} bytes",
            bytes.len()
        );
        assert!(std::fs::read(&path).unwrap() == bytes);
    }
}

#[test]
fn a_file_of_a_newer_program_is_refused_untouched_unless_it_says_that_this_one_may() {
    let folder = closed();
    let set = |version: u32, min_readable: u32| {
        let connection = raw(&folder.path().join("cunfa.db"));
        connection.pragma_update(None, "user_version", version).unwrap();
        connection
            .execute("UPDATE schema SET min_readable = ?1", [min_readable])
            .unwrap();
    };
    set(9, 5);
    let before = files(folder.path());
    assert!(matches!(
        open(folder.path(), &DB_KEY),
        Err(StoreError::TooNew { found: 9, known: 4 })
    ));
    assert_eq!(files(folder.path()), before);
    set(9, 1);
    assert!(
        open(folder.path(), &DB_KEY)
            .unwrap()
            .open_entry(id(1))
            .unwrap()
            .is_some()
    );
}

#[test]
fn a_creation_that_was_cut_off_can_be_said_again() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("cunfa.unfinished"), b"half").unwrap();
    Store::create(&folder.path().join("cunfa.db"), &DB_KEY).unwrap();
    assert!(open(folder.path(), &DB_KEY).unwrap().device().unwrap().is_none());
    assert!(!folder.path().join("cunfa.unfinished").exists());
}

fn slot(number: u32) -> Slot {
    let sealed = PinKey::derive("246813", &[5; 16], Cost::TEST)
        .unwrap()
        .seal(keyfile::DB_KEY, &DB_KEY, [6; 24]);
    Slot {
        slot: number,
        label: "韦".into(),
        role: Role::Cadre,
        key: cunfa_core::KeyId([4; cunfa_core::KeyId::LEN]),
        salt: [5; 16],
        cost: Cost::TEST,
        sealed_db_key: sealed,
        recovery: vec![9; 72],
        renewal: (number == 4).then(|| keyfile::Renewal {
            public_key: vec![4; 65],
            sealed_key: vec![8; 72],
        }),
        wrong_tries: 2,
        not_before_ms: 77,
    }
}

#[test]
fn the_key_file_comes_back_as_it_was_written_and_opens_the_store_by_pin() {
    let folder = closed();
    let mut file = KeyFile::new(&DB_KEY);
    file.home = Some(keyfile::Home {
        device: cunfa_core::DeviceId([2; 16]),
        server: "https://example.test".into(),
    });
    file.display = "{\"text\":\"elder\"}".into();
    file.slots = vec![slot(1), slot(4)];
    file.write(folder.path()).unwrap();
    let read = KeyFile::read(folder.path()).unwrap();
    assert_eq!(read, file);
    assert_eq!(read.next_slot(), 5);
    assert!(read.fits(&DB_KEY) && !read.fits(&[0; 32]));
    let text = std::fs::read_to_string(folder.path().join("device.json")).unwrap();
    let hex: String = DB_KEY.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(!text.contains(&hex) && !text.contains("246813"));
    let slot = read.slot(4).unwrap();
    let key = PinKey::derive("246813", &slot.salt, slot.cost)
        .unwrap()
        .open(keyfile::DB_KEY, &slot.sealed_db_key)
        .unwrap();
    assert!(open(folder.path(), &key).is_ok());
}

#[test]
fn a_key_file_that_is_cut_strange_or_newer_says_so_and_half_a_writing_leaves_the_old_one() {
    let folder = closed();
    KeyFile::new(&DB_KEY).write(folder.path()).unwrap();
    std::fs::write(folder.path().join("device.json.new"), b"{\"form").unwrap();
    assert!(KeyFile::read(folder.path()).is_ok());
    let path = folder.path().join("device.json");
    let whole = std::fs::read_to_string(&path).unwrap();
    for broken in [whole.get(..whole.len() / 2).unwrap(), "", "[]", "{\"format\":1}"] {
        std::fs::write(&path, broken).unwrap();
        assert!(
            matches!(KeyFile::read(folder.path()), Err(StoreError::Damaged)),
            "{broken}"
        );
    }
    std::fs::write(&path, "{\"format\":2,\"new\":true}").unwrap();
    assert!(matches!(
        KeyFile::read(folder.path()),
        Err(StoreError::TooNew { found: 2, known: 1 })
    ));
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(KeyFile::read(folder.path()), Err(StoreError::Missing)));
}
