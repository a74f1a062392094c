//! Integrity: any flipped byte of the log is found at opening and repaired; what is derived equals its rebuild.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::*;
use cunfa_core::{ActId, Digest};
use cunfa_store::{FaultKind, Repair, StoreError};

/// Two devices that hold the same three entries, signed and reviewed; the second pulled all of them.
fn two() -> (Tablet, Tablet, Server) {
    let (mut writer, mut reader, mut server) = (Tablet::new(1), Tablet::new(2), Server::new());
    for number in 1..=3 {
        writer
            .write(id(number), &entry(&format!("01-{number:04}"), "宅基地"))
            .unwrap();
        writer.edit(id(number), |entry| entry.result = "已签".into()).unwrap();
        let signed = writer.act(id(number), Who::Cadre, sign_off());
        writer.sync(&mut server);
        if number == 2 {
            writer.act(id(number), Who::Office, approve(signed));
            writer.sync(&mut server);
        }
    }
    reader.sync(&mut server);
    (writer, reader, server)
}

/// Flips one bit of a stored blob, behind the store's back.
fn flip(tablet: &Tablet, table: &str, column: &str, row: i64, byte: usize) -> bool {
    let connection = tablet.raw();
    let sql = format!("SELECT {column} FROM {table} WHERE arrival = ?1");
    let mut bytes: Vec<u8> = connection.query_row(&sql, [row], |row| row.get(0)).unwrap();
    let Some(target) = bytes.get_mut(byte) else {
        return false;
    };
    *target ^= 0x10;
    connection
        .execute(
            &format!("UPDATE {table} SET {column} = ?1 WHERE arrival = ?2"),
            (bytes, row),
        )
        .unwrap();
    true
}

#[test]
fn any_flipped_byte_of_a_stored_change_is_found_at_opening_and_put_back() {
    let (mut tablet, _, mut server) = two();
    let expected = derived(&tablet, true);
    let hash: [u8; 32] = tablet
        .raw()
        .query_row("SELECT hash FROM changes WHERE arrival = 2", [], |row| row.get(0))
        .unwrap();
    let mut byte = 0;
    while flip(&tablet, "changes", "bytes", 2, byte) {
        tablet.reopen();
        let faults = tablet.store.faults().to_vec();
        assert_eq!(faults.len(), 1, "byte {byte}");
        assert_eq!(
            (faults[0].entry, &faults[0].kind),
            (id(1), &FaultKind::Change(Digest(hash)))
        );
        assert!(matches!(tablet.store.open_entry(id(1)), Err(StoreError::EntryDamaged(entry)) if entry == id(1)));
        let repair = tablet.store.repair(id(1)).unwrap();
        assert_eq!(
            repair,
            Repair {
                restored: 1,
                to_fetch: 0,
                lost: 0
            }
        );
        assert!(tablet.store.faults().is_empty());
        assert_eq!(derived(&tablet, true), expected);
        byte += 13;
    }
    assert!(byte > 100);
    assert_eq!(tablet.store.audit().unwrap(), []);
    assert_eq!(tablet.sync(&mut server).accepted, 0);
}

#[test]
fn a_damaged_change_of_others_is_fetched_again_and_nothing_else_suffers() {
    let (writer, mut reader, mut server) = two();
    assert!(flip(&reader, "changes", "bytes", 3, 40));
    reader.reopen();
    assert_eq!(reader.store.faults().len(), 1);
    let entry = reader.store.faults()[0].entry;
    assert!(reader.store.open_entry(id(3)).unwrap().is_some());
    assert_eq!(
        reader
            .store
            .rows(&cunfa_store::RowQuery {
                scope: vec![shard()],
                limit: 9,
                ..Default::default()
            })
            .unwrap()
            .total,
        3
    );
    let repair = reader.store.repair(entry).unwrap();
    assert_eq!(
        repair,
        Repair {
            restored: 0,
            to_fetch: 1,
            lost: 0
        }
    );
    assert_eq!(reader.store.position().unwrap().cursor, 1);
    reader.sync(&mut server);
    assert_eq!(derived(&reader, false), derived(&writer, false));
    assert_eq!(reader.store.audit().unwrap(), []);
    assert_eq!(reader.store.position().unwrap().cursor, 4);
}

#[test]
fn damaged_acts_are_found_and_repaired_the_same_way() {
    let (mut writer, mut reader, mut server) = two();
    let expected = derived(&writer, false);
    for (tablet, repaired) in [
        (
            &mut writer,
            Repair {
                restored: 1,
                to_fetch: 0,
                lost: 0,
            },
        ),
        (
            &mut reader,
            Repair {
                restored: 0,
                to_fetch: 1,
                lost: 0,
            },
        ),
    ] {
        let act: [u8; 16] = tablet
            .raw()
            .query_row("SELECT id FROM acts WHERE arrival = 1", [], |row| row.get(0))
            .unwrap();
        assert!(flip(tablet, "acts", "bytes", 1, 60));
        tablet.reopen();
        assert_eq!(tablet.store.faults()[0].kind, FaultKind::Act(ActId(act)));
        assert!(tablet.store.open_entry(id(1)).is_err());
        assert_eq!(tablet.store.repair(id(1)).unwrap(), repaired);
        tablet.sync(&mut server);
        assert_eq!(derived(tablet, false), expected);
        assert_eq!(tablet.store.audit().unwrap(), []);
    }
}

#[test]
fn flipped_hashes_checksums_and_entries_of_a_row_are_found_too() {
    for column in ["hash", "checksum", "entry"] {
        let (mut tablet, _, _) = two();
        assert!(flip(&tablet, "changes", column, 2, 5));
        tablet.reopen();
        assert_eq!(tablet.store.faults().len(), 1, "{column}");
    }
}

#[test]
fn damage_to_what_was_never_sent_is_said_to_be_lost_and_is_not_removed() {
    let mut tablet = Tablet::new(1);
    tablet.write(id(1), &entry("01-0001", "甲")).unwrap();
    assert!(flip(&tablet, "changes", "bytes", 1, 30));
    tablet.reopen();
    assert_eq!(
        tablet.store.repair(id(1)).unwrap(),
        Repair {
            restored: 0,
            to_fetch: 0,
            lost: 1
        }
    );
    assert_eq!(counts(&tablet)[0], 1);
    assert_eq!(
        tablet
            .store
            .rows(&cunfa_store::RowQuery {
                scope: vec![shard()],
                limit: 9,
                ..Default::default()
            })
            .unwrap()
            .total,
        1
    );
}

#[test]
fn one_damaged_entry_does_not_stop_a_pass_for_the_others() {
    let (mut writer, mut reader, mut server) = two();
    assert!(flip(&reader, "changes", "bytes", 1, 40));
    writer.edit(id(1), |entry| entry.matter = "续".into()).unwrap();
    writer.write(id(4), &entry("01-0004", "新")).unwrap();
    writer.sync(&mut server);
    reader.reopen();
    let stored = reader.sync(&mut server);
    assert_eq!((stored.pulled, stored.unread), (2, 0));
    assert!(reader.store.open_entry(id(4)).unwrap().is_some());
    reader.store.repair(id(1)).unwrap();
    reader.sync(&mut server);
    assert_eq!(derived(&reader, false), derived(&writer, false));
}

#[test]
fn what_is_derived_comes_out_of_a_rebuild_equal() {
    let (writer, reader, _) = two();
    for mut tablet in [writer, reader] {
        let before = derived(&tablet, true);
        assert_eq!(before.len(), 3);
        tablet.store.rebuild().unwrap();
        assert_eq!(derived(&tablet, true), before);
        assert_eq!(tablet.store.audit().unwrap(), []);
    }
}

#[test]
fn the_audit_sees_every_kind_of_derived_damage_and_a_rebuild_heals_it() {
    let damages = [
        (
            "UPDATE entries SET stage = 'approved' WHERE number = '01-0001'",
            FaultKind::Projection,
        ),
        (
            "UPDATE entries SET names = '[]' WHERE number = '01-0001'",
            FaultKind::Projection,
        ),
        ("DELETE FROM entries WHERE number = '01-0001'", FaultKind::Projection),
        ("DELETE FROM search WHERE rowid = 1", FaultKind::Search),
        (
            "DELETE FROM search WHERE rowid = 1; INSERT INTO search (rowid, text) VALUES (1, '5b85 57fa')",
            FaultKind::Search,
        ),
        (
            "INSERT INTO search (rowid, text) VALUES (99, '5b85')",
            FaultKind::Search,
        ),
        ("DELETE FROM changes WHERE arrival = 2", FaultKind::Projection),
    ];
    for (sql, kind) in damages {
        let (mut tablet, _, _) = two();
        tablet.raw().execute_batch(sql).unwrap();
        let faults = tablet.store.audit().unwrap();
        assert!(
            faults.iter().any(|fault| fault.entry == id(1) && fault.kind == kind),
            "{sql}: {faults:?}"
        );
        assert!(faults.iter().all(|fault| fault.entry == id(1)), "{sql}: {faults:?}");
        if !sql.contains("FROM changes") {
            tablet.store.rebuild().unwrap();
            assert_eq!(tablet.store.audit().unwrap(), []);
        }
    }
}

#[test]
fn an_answer_to_a_request_made_before_a_repair_does_not_undo_it() {
    let (mut writer, mut reader, mut server) = two();
    writer.write(id(4), &entry("01-0004", "新")).unwrap();
    writer.sync(&mut server);
    assert!(reader.store.next_batches(1, 1).unwrap().is_empty());
    let under_way = server.answer(&reader.store, &[]);
    assert!(flip(&reader, "changes", "bytes", 3, 40));
    reader.store.repair(id(2)).unwrap();
    reader.store.store_answers(&under_way).unwrap();
    assert_eq!(reader.store.position().unwrap().cursor, 1);
    reader.sync(&mut server);
    assert_eq!(derived(&reader, false), derived(&writer, false));
    assert_eq!(reader.store.audit().unwrap(), []);
}

#[test]
fn an_entry_whose_log_lost_a_row_does_not_open_as_if_nothing_were_missing() {
    let (_, reader, _) = two();
    reader
        .raw()
        .execute("DELETE FROM changes WHERE arrival = 2", [])
        .unwrap();
    assert!(matches!(
        reader.store.open_entry(id(1)),
        Err(StoreError::EntryDamaged(_))
    ));
}
