//! The office's year in a real browser: each cell opens to its month's arithmetic, as a cell of the month's grid does.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod page_support;

use chrono::NaiveDate;
use cunfa_core::rules::{Basis, Counted, Line, Period, RuleFile, SHIPPED, Tally};
use cunfa_core::{EntryId, PersonId, Role};
use cunfa_protocol::view::{
    CounselLoad, GridCell, Load, LoadVillage, MonthGrid, VillageStanding, YearCell, YearGrid, YearVillage,
};
use cunfa_protocol::{Code, Command, Reply};
use cunfa_ui::desk::year::YearFold;
use leptos::prelude::*;
use page_support::{Door, Scene, show, village_row};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn bases() -> Vec<Basis> {
    let rule = RuleFile::read(SHIPPED[0]).unwrap();
    let faults = Vec::new();
    vec![Basis { rule, faults }]
}

fn tally(month: NaiveDate) -> Tally {
    let line = Line {
        entry: EntryId([1; 16]),
        number: "03-0007".to_owned(),
        date: month,
        minutes: 90,
        counted: Counted {
            minutes: 90,
            left_out: Vec::new(),
            rounding: 0,
        },
    };
    let rule = bases().remove(0).rule;
    Tally {
        rule: rule.id,
        rule_version: rule.version,
        month,
        counted_minutes: 90,
        rounding: 0,
        owed_minutes: 0,
        made_up_by: Vec::new(),
        made_up_for: Vec::new(),
        lectures: 0,
        owed_lectures: 0,
        lectures_per: Period::Year,
        lecture_lines: Vec::new(),
        lines: vec![line],
    }
}

fn merged() -> VillageStanding {
    VillageStanding::Merged {
        into: village_row("205", "那况村"),
        from: day("2026-01-01"),
    }
}

/// Somebody who wrote of the village in its second month, and of another in both, where nobody asks them any more.
fn load() -> CounselLoad {
    let of = |digits: &str, now, months: [(u32, u32); 2]| LoadVillage {
        village: village_row(digits, "").code,
        now,
        months: months.map(|(entries, minutes)| Load { entries, minutes }).to_vec(),
    };
    CounselLoad {
        person: PersonId([1; 16]),
        name: "韦顾问".to_owned(),
        villages: vec![of("201", true, [(0, 0), (1, 90)]), of("205", false, [(2, 60), (3, 30)])],
    }
}

fn text_of(scene: &Scene, test: &str) -> String {
    scene.find(test).unwrap().text_content().unwrap()
}

/// A desk that answers with the year and the month.
fn door() -> Door {
    Door::put(|command| match command {
        Command::YearGrid(_) => {
            let cell = YearCell {
                counted_minutes: 90,
                entries: 1,
                ..YearCell::default()
            };
            Ok(Reply::YearGrid(YearGrid {
                months: vec![day("2026-01-01"), day("2026-02-01")],
                data: None,
                rules: bases(),
                villages: vec![YearVillage {
                    village: village_row("201", "三塘村"),
                    standing: merged(),
                    months: vec![YearCell::default(), cell],
                }],
                counsel: vec![load()],
            }))
        }
        Command::MonthGrid(with) => Ok(Reply::MonthGrid(MonthGrid {
            month: with.month,
            rules: bases(),
            cells: vec![GridCell {
                village: village_row("201", "三塘村"),
                tally: tally(with.month),
                unsigned: 0,
                unreviewed: 0,
                standing: merged(),
            }],
        })),
        _ => Err(Code::NotNow),
    })
}

#[wasm_bindgen_test]
async fn a_cell_of_the_offices_year_opens_to_its_entries_and_a_merged_village_owes_nothing() {
    let door = door();
    let month = RwSignal::new(day("2026-02-01"));
    let scene = show(Role::Office, move || view! { <YearFold month=month.into() /> });
    scene.press("year-open").await;
    scene.wait("year-village").await;
    assert!(text_of(&scene, "year-village").contains("2026-01-01 起并入那况村"));
    scene.press("year-month").await;
    scene.wait("year-sum").await;
    scene.press("year-back").await;
    scene.wait("year-village").await;
    scene.press("year-cell").await;
    scene.wait("explained-lines").await;
    let asked = door.asked().into_iter().find_map(|command| match command {
        Command::MonthGrid(with) => Some(with.month),
        _ => None,
    });
    assert_eq!(asked, Some(day("2026-01-01")), "the month of the cell that was pressed");
    let whole = text_of(&scene, "explanation");
    for words in ["03-0007", "已合并，不再计应有时长", "第 1 版"] {
        assert!(whole.contains(words), "{words}: {whole}");
    }
    scene.press("year-back").await;
    scene.wait("year-village").await;
}

#[wasm_bindgen_test]
async fn a_counsels_load_opens_to_the_villages_and_months_it_is_added_up_from_and_a_month_to_its_entries() {
    let _door = door();
    let month = RwSignal::new(day("2026-02-01"));
    let scene = show(Role::Office, move || view! { <YearFold month=month.into() /> });
    scene.press("year-open").await;
    scene.wait("year-counsel").await;
    let row = text_of(&scene, "year-counsel");
    assert_eq!(row, "韦顾问163.0", "one village now, six entries, three hours");
    scene.press("year-load").await;
    scene.wait("year-load-sum").await;
    assert!(text_of(&scene, "year-load-sum").contains("现在负责 1 个村；记录 6 条，共 3.0 小时"));
    let whole = scene.text();
    for words in [
        "1 条，1.5 小时",
        "2 条，1.0 小时",
        "5 条，1.5 小时",
        "现在不由其负责",
        "第 1 版",
    ] {
        assert!(whole.contains(words), "{words}: {whole}");
    }
    scene.press("year-load-month").await;
    scene.wait("explained-lines").await;
    scene.press("year-back").await;
    scene.wait("year-load-sum").await;
    scene.press("year-back").await;
    scene.wait("year-counsel").await;
}
