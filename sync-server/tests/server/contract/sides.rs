//! Parties of entries: of those that stand, of the areas that were asked for, since a day; and whether a counsel wrote of a village.

use cunfa_core::question::{Party, Sides};
use cunfa_core::{Area, EntryId, PersonId, Stage};
use cunfa_server::db::{Db, EntryRow, KnownRow, LogBatch, NewBatch, SidesAsk};

use super::{Make, append, batch, county, founded, project, village};
use crate::support::{OTHER_VILLAGE, VILLAGE};

pub fn all(make: Make<'_>) {
    parties_come_back_as_they_were_written_of_the_areas_and_days_asked_for(make);
    what_is_void_or_corrected_has_no_sides_and_a_void_correction_corrects_nothing(make);
    whoever_wrote_of_a_village_wrote_what_is_not_void(make);
}

/// The one party of an entry whose number is even; an odd one has none, and of number 4 there are two.
pub(super) fn parties(entry: EntryId) -> Vec<Party> {
    let party = |name: &str, phone: &str| Party {
        name: name.to_owned(),
        phone: phone.to_owned(),
    };
    match entry.0[0] {
        4 => vec![party("韦志强", ""), party("𡌶小明", "13900000004")],
        number if number.is_multiple_of(2) => vec![party("韦志强", "13900000002")],
        _ => Vec::new(),
    }
}

fn sides(db: &dyn Db, scope: &[&str], since: &str) -> Vec<Sides> {
    let scope: Vec<Area> = scope.iter().map(|code| code.parse().unwrap()).collect();
    let since = since.parse().unwrap();
    db.sides(&SidesAsk { scope: &scope, since }).unwrap()
}

fn numbers(db: &dyn Db) -> Vec<u8> {
    let all = sides(db, &[county().as_str()], "2026-01-01");
    all.into_iter().map(|one| one.entry.0[0]).collect()
}

/// A batch that brings its entry's row as somebody judged it.
fn judged(number: u8, change: impl FnOnce(&mut EntryRow)) -> NewBatch {
    let own = batch(number, number, VILLAGE);
    let log = [LogBatch {
        sequence: 1,
        village: village(VILLAGE),
        sealed: own.sealed.clone(),
        receipt: Vec::new(),
        received_ms: 1,
        ruling: None,
    }];
    let mut row = project(own.entry, &log).unwrap();
    change(&mut row);
    let row = Some(KnownRow {
        after: 0,
        row: Some(row),
    });
    NewBatch { row, ..own }
}

fn parties_come_back_as_they_were_written_of_the_areas_and_days_asked_for(make: Make<'_>) {
    let db = founded(make);
    let batches = [
        batch(1, 1, VILLAGE),
        batch(2, 2, VILLAGE),
        batch(4, 4, OTHER_VILLAGE),
        batch(99, 99, VILLAGE),
    ];
    append(&*db, &batches, 10);
    let found = sides(&*db, &[county().as_str()], "2026-11-20");
    let expected = [(2, VILLAGE), (4, OTHER_VILLAGE)].map(|(number, place)| Sides {
        entry: EntryId([number; 16]),
        village: village(place),
        date: "2026-11-20".parse().unwrap(),
        counsel: PersonId([3; 16]),
        parties: parties(EntryId([number; 16])),
    });
    assert_eq!(found, expected);
    assert_eq!(sides(&*db, &[OTHER_VILLAGE], "2026-11-20"), expected[1..]);
    assert_eq!(sides(&*db, &[county().as_str()], "2026-11-21"), []);
    assert_eq!(sides(&*db, &[], "2026-11-20"), []);
}

fn what_is_void_or_corrected_has_no_sides_and_a_void_correction_corrects_nothing(make: Make<'_>) {
    let db = founded(make);
    append(
        &*db,
        &[
            batch(2, 2, VILLAGE),
            batch(4, 4, VILLAGE),
            judged(6, |row| row.stage = Stage::Voided),
        ],
        10,
    );
    assert_eq!(numbers(&*db), [2, 4]);
    let corrects = |row: &mut EntryRow| row.listed.corrects = Some(EntryId([2; 16]));
    append(
        &*db,
        &[judged(8, |row| {
            corrects(row);
            row.stage = Stage::Voided
        })],
        11,
    );
    assert_eq!(numbers(&*db), [2, 4]);
    append(&*db, &[judged(10, corrects)], 12);
    assert_eq!(numbers(&*db), [4, 10]);
}

fn whoever_wrote_of_a_village_wrote_what_is_not_void(make: Make<'_>) {
    let db = founded(make);
    let wrote = |number: u8, place: &str| db.has_written(PersonId([number; 16]), &village(place)).unwrap();
    append(&*db, &[judged(2, |row| row.stage = Stage::Voided)], 10);
    assert!(!wrote(3, VILLAGE));
    append(&*db, &[batch(4, 4, VILLAGE)], 11);
    assert_eq!(
        [wrote(3, VILLAGE), wrote(4, VILLAGE), wrote(3, OTHER_VILLAGE)],
        [true, false, false]
    );
}
