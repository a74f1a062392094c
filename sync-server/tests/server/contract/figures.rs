//! Figures: of each entry once, at its last batch, in the order of the log, and of no area that was not asked for.

use cunfa_core::{Area, ResultClass};
use cunfa_server::db::{Db, FiguresAsk};

use super::{Make, append, batch, county, founded};
use crate::support::{OTHER_VILLAGE, VILLAGE};

pub fn all(make: Make<'_>) {
    an_entry_is_told_once_at_its_last_batch_and_again_when_another_comes(make);
    nothing_outside_the_areas_and_nothing_unreadable_is_told(make);
}

/// Sequence and entry of each.
fn told(db: &dyn Db, scope: &[&str], after: u64, rows_max: u32) -> Vec<(u64, u8)> {
    let scope: Vec<Area> = scope.iter().map(|code| code.parse().unwrap()).collect();
    let ask = FiguresAsk {
        county: &county(),
        scope: &scope,
        after,
        rows_max,
    };
    let rows = db.figures(&ask).unwrap();
    rows.into_iter()
        .map(|(sequence, figure)| (sequence, figure.entry.0[0]))
        .collect()
}

fn an_entry_is_told_once_at_its_last_batch_and_again_when_another_comes(make: Make<'_>) {
    let db = founded(make);
    for (number, entry) in [(1, 7), (2, 5), (3, 7), (4, 6)] {
        append(&*db, &[batch(number, entry, VILLAGE)], 10);
    }
    let all = ["450102"];
    assert_eq!(told(&*db, &all, 0, 100), [(2, 5), (3, 7), (4, 6)]);
    assert_eq!(told(&*db, &all, 0, 2), [(2, 5), (3, 7)]);
    assert_eq!(told(&*db, &all, 3, 2), [(4, 6)]);
    append(&*db, &[batch(5, 5, VILLAGE)], 11);
    assert_eq!(told(&*db, &all, 4, 100), [(5, 5)]);
    let scope = [VILLAGE.parse().unwrap()];
    let ask = FiguresAsk {
        county: &county(),
        scope: &scope,
        after: 4,
        rows_max: 1,
    };
    let (_, figure) = db.figures(&ask).unwrap().remove(0);
    let row = db.entries(&scope[0]).unwrap();
    let row = row.iter().find(|row| row.entry == figure.entry).unwrap();
    assert_eq!(
        (figure.village, figure.date, figure.kind, figure.mode),
        (row.village.clone(), row.date, row.kind, row.mode)
    );
    assert_eq!((figure.minutes, figure.people, figure.stage), (2, 2, row.stage));
    assert_eq!(
        (figure.result, figure.major, figure.counsel),
        (Some(ResultClass::Solved), false, row.counsel)
    );
}

fn nothing_outside_the_areas_and_nothing_unreadable_is_told(make: Make<'_>) {
    let db = founded(make);
    append(
        &*db,
        &[
            batch(1, 1, VILLAGE),
            batch(2, 2, OTHER_VILLAGE),
            batch(3, 99, VILLAGE),
            batch(4, 4, VILLAGE),
        ],
        10,
    );
    assert_eq!(told(&*db, &[OTHER_VILLAGE], 0, 100), [(2, 2)]);
    assert_eq!(told(&*db, &[VILLAGE, OTHER_VILLAGE], 0, 100), [(1, 1), (2, 2), (4, 4)]);
    assert_eq!(told(&*db, &["450102102"], 0, 100), []);
    assert_eq!(told(&*db, &[], 0, 100), []);
}
