//! The index: rows of the projection in their order, page by page, and how much lies behind them.

use cunfa_core::{Area, EntryId, Stage};
use cunfa_protocol::index::IndexRow;
use cunfa_server::db::{IndexAsk, IndexSize};

use super::{Make, append, batch, county, founded};
use crate::support::{OTHER_VILLAGE, VILLAGE};

pub fn all(make: Make<'_>) {
    rows_come_newest_first_and_page_by_page_each_once(make);
    a_row_tells_what_the_projection_holds(make);
    nothing_outside_the_areas_is_told_or_counted(make);
}

fn areas(codes: &[&str]) -> Vec<Area> {
    codes.iter().map(|code| code.parse().unwrap()).collect()
}

fn ask(scope: &[Area]) -> IndexAsk<'_> {
    IndexAsk {
        scope,
        after: None,
        rows_max: 100,
    }
}

fn first_bytes(rows: &[IndexRow]) -> Vec<u8> {
    rows.iter().map(|row| row.entry.0[0]).collect()
}

fn rows_come_newest_first_and_page_by_page_each_once(make: Make<'_>) {
    let db = founded(make);
    for number in [3, 1, 5, 2, 4] {
        append(&*db, &[batch(number, number, VILLAGE)], 10);
    }
    let scope = areas(&["450102101"]);
    assert_eq!(first_bytes(&db.index(&ask(&scope)).unwrap()), [5, 4, 3, 2, 1]);
    let mut came = Vec::new();
    let mut last: Option<IndexRow> = None;
    loop {
        let page = IndexAsk {
            after: last.as_ref().map(|row| (row.date, row.entry.0.as_slice())),
            rows_max: 2,
            ..ask(&scope)
        };
        let size = db.index_size(&county(), &page, 99).unwrap();
        assert_eq!((size.rows, size.rest), (5, 5 - came.len() as u64));
        let rows = db.index(&page).unwrap();
        let Some(row) = rows.last() else { break };
        last = Some(row.clone());
        came.extend(first_bytes(&rows));
    }
    assert_eq!(came, [5, 4, 3, 2, 1]);
    let newer = IndexAsk {
        after: Some(("2026-11-19".parse().unwrap(), &[0xff; 6])),
        ..ask(&scope)
    };
    assert_eq!(db.index(&newer).unwrap(), []);
}

fn a_row_tells_what_the_projection_holds(make: Make<'_>) {
    let db = founded(make);
    append(&*db, &[batch(1, 1, VILLAGE), batch(2, 77, VILLAGE)], 10);
    let scope = areas(&[VILLAGE]);
    let row = |entry: u8| {
        let rows = db.index(&ask(&scope)).unwrap();
        rows.into_iter().find(|row| row.entry.0[0] == entry).unwrap()
    };
    let one = row(1);
    let projected = &db.entries(&scope[0]).unwrap()[0];
    assert_eq!(one.entry, IndexRow::short(EntryId([1; 16])));
    assert_eq!(
        (&one.village, one.date, &one.number),
        (&projected.village, projected.date, &projected.number)
    );
    assert_eq!(
        (one.kind, one.mode, one.minutes),
        (projected.kind, projected.mode, projected.minutes)
    );
    assert_eq!(
        (one.start, one.name.as_str(), one.matter.as_str()),
        (Some(540), "𡌶某", "土地")
    );
    assert_eq!((one.counsel_name.as_str(), one.stage), ("𫞩某", Stage::Signed));
    assert!(!one.flags.more_names && !one.flags.changed && !one.flags.major);
    assert!(!row(77).flags.corrected);
    // Its second batch makes entry 1 a correction of entry 77.
    append(&*db, &[batch(3, 1, VILLAGE)], 11);
    assert!(row(77).flags.corrected);
    assert!(row(1).flags.more_names && row(1).start.is_none());
    append(&*db, &[batch(4, 1, VILLAGE)], 12);
    assert!(!row(77).flags.corrected);
    assert!(row(1).flags.changed && row(1).flags.major);
}

fn nothing_outside_the_areas_is_told_or_counted(make: Make<'_>) {
    let db = founded(make);
    append(
        &*db,
        &[batch(1, 1, VILLAGE), batch(2, 2, OTHER_VILLAGE), batch(3, 3, VILLAGE)],
        10,
    );
    let size = |scope: &[Area], head: u64| db.index_size(&county(), &ask(scope), head).unwrap();
    let (one, both, none) = (areas(&[OTHER_VILLAGE]), areas(&[VILLAGE, OTHER_VILLAGE]), areas(&[]));
    let bytes = |numbers: &[u64]| numbers.iter().map(|_| 164 + "5/1/".len() as u64 + 64).sum::<u64>();
    let expected = |rows: u64, numbers: &[u64]| IndexSize {
        rows,
        rest: rows,
        bytes: bytes(numbers),
    };
    assert_eq!(first_bytes(&db.index(&ask(&one)).unwrap()), [2]);
    assert_eq!(size(&one, 3), expected(1, &[2]));
    assert_eq!(size(&both, 3), expected(3, &[1, 2, 3]));
    assert_eq!(size(&both, 2), expected(3, &[1, 2]));
    assert_eq!(db.index(&ask(&none)).unwrap(), []);
    assert_eq!(size(&none, 3), expected(0, &[]));
    // A township that begins like another code, and one with nothing in it.
    assert_eq!(db.index(&ask(&areas(&["450102102"]))).unwrap(), []);
    let other: Area = "450103".parse().unwrap();
    assert_eq!(db.index_size(&other, &ask(&both), 3).unwrap().bytes, 0);
}
