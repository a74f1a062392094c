//! Villages × the duty: which villages stand in the office's grids, and how each does.

use chrono::NaiveDate;
use cunfa_core::entry::Form;
use cunfa_core::register::{Column, RecordKind};
use cunfa_protocol::view::{GridCell, MonthGrid, SheetOf, VillageStanding};
use cunfa_protocol::{Code, command as c};
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::scene::{OTHERS, SECOND, VILLAGE, village as village_of};
use cunfa_tests::harness::{TestDevice, Who};

use super::registers::{appointed, listed, put, sync};
use super::sheets::{book, column, plug, whole, write};
use super::{scene, village};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

async fn grid(office: &TestDevice, month: &str) -> MonthGrid {
    office.ask(c::MonthGrid { month: day(month) }).await.unwrap()
}

fn at(grid: &MonthGrid, code: &str) -> usize {
    let of = |cell: &GridCell| cell.village.code.as_str() == code;
    grid.cells.iter().position(of).unwrap()
}

#[tokio::test]
async fn every_village_of_the_township_stands_in_the_grid_and_one_without_counsel_says_so() {
    let mut scene = scene();
    let (counsel, county, office) = (
        scene.counsel().await.unwrap(),
        scene.county().await.unwrap(),
        scene.office().await.unwrap(),
    );
    for device in [&counsel, &office] {
        sync(device).await;
    }
    let grid = grid(&office, "2026-11-23").await;
    let all: Vec<_> = office.ask(c::Villages {}).await.unwrap();
    let shown: Vec<_> = grid.cells.iter().map(|cell| cell.village.code.clone()).collect();
    assert_eq!(shown, all.into_iter().map(|row| row.code).collect::<Vec<_>>());
    let standing = |code: &str| grid.cells[at(&grid, code)].standing.clone();
    assert_eq!(standing(VILLAGE), VillageStanding::Served);
    assert_eq!(standing(OTHERS), VillageStanding::Unserved, "nobody may write there");

    listed(&county, Who::Counsel).await;
    appointed(&county, Who::Counsel, OTHERS, Some("2026-11-10")).await;
    for device in [&county, &office] {
        sync(device).await;
    }
    let november = self::grid(&office, "2026-11-23").await;
    assert_eq!(november.cells[at(&november, OTHERS)].standing, VillageStanding::Served);
    let december = self::grid(&office, "2026-12-01").await;
    assert_eq!(
        december.cells[at(&december, OTHERS)].standing,
        VillageStanding::Unserved,
        "the appointment has ended"
    );
}

#[tokio::test]
async fn a_merged_village_stands_below_the_one_it_went_into_and_nothing_written_of_it_is_lost() {
    let mut scene = scene();
    let (counsel, county, office) = (
        scene.counsel().await.unwrap(),
        scene.county().await.unwrap(),
        scene.office().await.unwrap(),
    );
    let old = village_of(VILLAGE).unwrap();
    let written = Form {
        date: Some(day("2026-11-20")),
        ..consultation(&old, "并村以后还按老村记的一条")
    };
    counsel.write(written).await.unwrap();
    let merged = [
        (Column::Village, VILLAGE),
        (Column::MergedInto, OTHERS),
        (Column::From, "2026-11-01"),
    ];
    put(&county, RecordKind::Village, &merged).await;
    for device in [&counsel, &county, &office] {
        sync(device).await;
    }
    let grid = grid(&office, "2026-11-23").await;
    assert_eq!(at(&grid, VILLAGE), at(&grid, OTHERS) + 1);
    assert!(at(&grid, SECOND) < at(&grid, OTHERS), "the others by code");
    let cell = &grid.cells[at(&grid, VILLAGE)];
    let VillageStanding::Merged { into, from } = &cell.standing else {
        panic!("{:?}", cell.standing)
    };
    assert_eq!((into.code.as_str(), *from), (OTHERS, day("2026-11-01")));
    assert_eq!(
        (cell.tally.lines.len(), cell.unsigned),
        (1, 1),
        "what was written of it"
    );
    assert_eq!((cell.tally.owed_minutes, cell.tally.missing_minutes()), (0, 0));
    let before = self::grid(&office, "2026-10-01").await;
    let cell = &before.cells[at(&before, VILLAGE)];
    assert_eq!(cell.standing, VillageStanding::Served);
    assert_eq!(cell.tally.owed_minutes, 300, "it owed its hours while it was there");

    let year = office
        .ask(c::YearGrid {
            month: day("2026-11-23"),
        })
        .await
        .unwrap();
    let same: Vec<_> = year.villages.iter().map(|one| &one.village).collect();
    assert_eq!(same, grid.cells.iter().map(|cell| &cell.village).collect::<Vec<_>>());
    let of_it = &year.villages[at(&grid, VILLAGE)];
    let owed: Vec<u32> = of_it.months.iter().map(|month| month.owed_minutes).collect();
    assert_eq!((owed[9], owed[10], of_it.months[10].entries), (300, 0, 1));

    let stick = plug(&office);
    let written = write(&office, SheetOf::Months(day("2026-11-01"))).await.unwrap();
    let sheets = book(&stick, &written).sheets;
    let row = column(&sheets[0], "代码")
        .iter()
        .position(|code| *code == village().to_string());
    let notes = column(&sheets[0], "本月情况");
    assert!(notes[row.unwrap()].starts_with("2026-11-01 起并入"), "{notes:?}");
    assert!(notes.contains(&"未配备顾问".to_owned()), "{notes:?}");

    let next = self::grid(&office, "2027-03-01").await;
    let codes: Vec<&str> = next.cells.iter().map(|cell| cell.village.code.as_str()).collect();
    assert!(!codes.contains(&VILLAGE) && codes.contains(&OTHERS), "{codes:?}");
}

#[tokio::test]
async fn the_county_sees_villages_by_months_from_figures_as_the_office_counts_them_and_no_text() {
    let mut scene = scene();
    let (tablet, county, office) = (
        scene.tablet().await.unwrap(),
        scene.county().await.unwrap(),
        scene.office().await.unwrap(),
    );
    let written = |text: &str| Form {
        date: Some(day(text)),
        ..consultation(&village(), "石阶界址纠纷")
    };
    let signed = tablet.write(written("2026-10-15")).await.unwrap().row.entry;
    tablet.sign(signed, 1, 5).await.unwrap();
    tablet.write(written("2026-11-20")).await.unwrap();
    for device in [&tablet, &county, &office] {
        sync(device).await;
    }
    let of = |month: &str| c::YearGrid { month: day(month) };
    let grid = county.ask(of("2026-11-23")).await.unwrap();
    let same = office.ask(of("2026-11-23")).await.unwrap();
    assert_eq!((&grid.months, &grid.villages), (&same.months, &same.villages));
    assert_eq!(grid.counsel, same.counsel, "by name");
    let ours = grid.villages.iter().find(|one| one.village.code == village()).unwrap();
    let (october, november) = (ours.months[9], ours.months[10]);
    assert_eq!(
        (october.counted_minutes, october.missing_minutes, october.unreviewed),
        (90, 210, 1)
    );
    assert_eq!((november.entries, november.unsigned), (1, 1));
    let data = grid.data.as_ref().unwrap();
    let root = data.log.as_ref().unwrap().root.to_string();
    assert!(data.figures > 0 && grid.rules.len() == 1);
    let told = serde_json::to_string(&grid).unwrap();
    assert!(!told.contains("石阶"), "figures tell no text");
    assert_eq!(tablet.ask(of("2026-11-23")).await, Err(Code::NotAllowed));

    let stick = plug(&county);
    let made = write(&county, SheetOf::Months(day("2026-11-01"))).await.unwrap();
    let sheets = book(&stick, &made).sheets;
    assert_eq!(sheets.len(), 8, "a page for each number, the months, the counsel");
    let at = column(&sheets[0], "代码")
        .iter()
        .position(|code| *code == village().to_string());
    let cell = |page: usize, month: &str| column(&sheets[page], month)[at.unwrap()].clone();
    assert_eq!(
        (cell(0, "10月"), cell(1, "10月"), cell(4, "11月")),
        ("90".into(), "210".into(), "1".into())
    );
    assert!(
        sheets.iter().all(|sheet| whole(sheet).contains(&root)),
        "from which data"
    );
    assert_eq!(column(&sheets[6], "月份").len(), 11);
}
