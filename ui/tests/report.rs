//! The county's reports in a real browser: asked for when they are opened, by code, with their data and limits named; a counsel opens to scores and pay
//! step by step, a village to its entries; every width fits.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod page_support;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use cunfa_core::assessment::{
    AssessedCounsel, AssessedMonth, AssessedVillage, Conclusion, Coverage, Entries, Ground, LectureDuty, Limit,
    MonthSum, Paid, PaySum, ScoreLine, Scored, Scores,
};
use cunfa_core::register::Verdict;
use cunfa_core::rules::{
    Basis, Counted, LectureLine, Line, Measure, Pay, PayReason, PayStep, Period, Reason, RuleFile, SHIPPED, ScoreItem,
    ScoreSheet, Tally,
};
use cunfa_core::{EntryId, PersonId, Role};
use cunfa_protocol::view::{
    AreaRow, FigureList, Figures, HalfVillage, HalfYear, ReportCounsel, ReportData, ReportHead, ReportVillage,
    SheetOfRule, VillageFigures, VillageStanding, YearCell, YearGrid, YearReport, YearVillage,
};
use cunfa_protocol::{Code, Command, Reply};
use cunfa_ui::above::Above;
use leptos::prelude::*;
use page_support::{Door, Scene, printed, show, styled, takes_room, until, village_row};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const COUNSEL: PersonId = PersonId([1; 16]);

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn rule() -> RuleFile {
    RuleFile::read(SHIPPED[0]).unwrap()
}

fn entries() -> Entries {
    Entries {
        all: 5,
        unsigned: 1,
        unreviewed: 2,
        returned: 0,
    }
}

fn pay() -> Pay {
    let part = PayReason::MissingMinutes {
        missing: 100,
        owed: 300,
    };
    let steps = [(PayReason::Base, 60_000), (part, -20_000)];
    Pay {
        rule: rule().name(),
        month: day("2026-01-01"),
        steps: steps.map(|(what, fen)| PayStep { what, fen }).to_vec(),
        fen: 40_000,
    }
}

fn village(digits: &str, name: &str, paid: Paid) -> ReportVillage {
    let month = AssessedMonth {
        month: day("2026-01-01"),
        rule: rule().name(),
        over: true,
        owed_minutes: 300,
        counted_minutes: 200,
        made_up_minutes: 0,
        missing_minutes: 100,
        lectures: 0,
        entries: entries(),
        serving: vec![COUNSEL],
        ground: Ground::Appointed,
        pay: vec![paid],
    };
    let village = village_row(digits, name);
    let duty = LectureDuty {
        from: day("2026-01-01"),
        period: Period::Year,
        month: day("2026-01-01"),
        rule: rule().name(),
        held: 0,
        owed: 1,
        due: false,
    };
    ReportVillage {
        assessed: AssessedVillage {
            village: village.code.clone(),
            months: vec![month],
            lectures: vec![duty],
        },
        village,
    }
}

fn head() -> ReportHead {
    ReportHead {
        made_at: day("2026-07-10").and_hms_opt(9, 30, 0).unwrap(),
        made_by: "农雪梅".to_owned(),
        role: Role::County,
        months: vec![day("2026-01-01")],
        data: ReportData {
            figures: 1_210,
            registers: 1_198,
            waiting: 2,
            came_ms: Some(1_795_430_860_000),
            log: None,
        },
        rules: vec![Basis {
            rule: rule(),
            faults: Vec::new(),
        }],
        limits: vec![Limit::Overlap, Limit::NoFee { months: 1 }],
    }
}

fn sheet() -> SheetOfRule {
    let item = |key: &str, title: &str, measure| ScoreItem {
        key: key.to_owned(),
        title: title.to_owned(),
        points: 50,
        measure,
        needed: None,
    };
    SheetOfRule {
        rule: rule().name(),
        sheet: ScoreSheet {
            title: "评分表（示例）".to_owned(),
            source: "示例，不在施行".to_owned(),
            items: vec![
                item("hours", "现场时长", Measure::OnSite),
                item("villagers", "群众评价", Measure::Manual),
            ],
        },
    }
}

fn counsel() -> ReportCounsel {
    let line = |key: &str, measure, scored, given| ScoreLine {
        key: key.to_owned(),
        measure,
        scored,
        given,
    };
    let counted = Scored::Counted {
        part: 200,
        whole: 300,
        tenths: 333,
    };
    let assessed = AssessedCounsel {
        counsel: COUNSEL,
        villages: vec![village_row("201", "").code, village_row("205", "").code],
        months: 2,
        met_months: 0,
        owed_minutes: 600,
        counted_minutes: 400,
        missing_minutes: 200,
        lectures_held: 0,
        lectures_owed: 0,
        lectures_missing: 0,
        entries: entries(),
        trainings: Some(1),
        pay: PaySum {
            months: 1,
            months_without: 1,
            base_fen: 60_000,
            fen: 40_000,
        },
        scores: Some(Scores {
            rule: rule().name(),
            lines: vec![
                line("hours", Measure::OnSite, counted, None),
                line("villagers", Measure::Manual, Scored::ByHand, Some(450)),
            ],
        }),
        concluded: Some(Conclusion {
            scores: BTreeMap::from([("villagers".to_owned(), 450)]),
            verdict: Verdict::Basic,
            note: "补足讲座".to_owned(),
            by: "农雪梅".to_owned(),
            at_ms: 1_795_430_860_000,
        }),
    };
    ReportCounsel {
        name: "覃文斌".to_owned(),
        assessed,
    }
}

fn areas() -> Vec<AreaRow> {
    let coverage = Coverage {
        villages: 2,
        with_counsel: 1,
        owed_minutes: 600,
        counted_minutes: 400,
        missing_minutes: 200,
        counsel: 1,
        ..Coverage::default()
    };
    let area = |code: &str, name: &str| AreaRow {
        area: code.parse().unwrap(),
        name: name.to_owned(),
        coverage,
    };
    vec![
        area("450102", "兴宁区"),
        area("450102101", "三塘镇"),
        area("450102101201", "三塘村"),
    ]
}

fn half(first: NaiveDate) -> HalfYear {
    HalfYear {
        first,
        head: head(),
        sheets: vec![sheet()],
        counsel: vec![counsel()],
        villages: vec![
            village("201", "三塘村", Paid::Steps(pay())),
            village("205", "那况村", Paid::NoFee),
        ],
        areas: areas(),
    }
}

fn tally() -> Tally {
    let line = |number: u8, minutes: u32, counted: u32| Line {
        entry: EntryId([number; 16]),
        number: String::new(),
        date: day("2026-01-05"),
        minutes,
        counted: Counted {
            minutes: counted,
            left_out: (counted < minutes)
                .then_some((Reason::NotSigned, minutes - counted))
                .into_iter()
                .collect(),
            rounding: 0,
        },
    };
    Tally {
        rule: rule().id,
        rule_version: 1,
        month: day("2026-01-01"),
        counted_minutes: 200,
        rounding: 0,
        owed_minutes: 300,
        made_up_by: Vec::new(),
        made_up_for: Vec::new(),
        lectures: 0,
        owed_lectures: 1,
        lectures_per: Period::Year,
        lecture_lines: vec![LectureLine {
            entry: EntryId([3; 16]),
            number: String::new(),
            date: day("2026-01-09"),
            left_out: Some(Reason::Returned),
        }],
        lines: vec![line(1, 200, 200), line(2, 90, 0)],
    }
}

fn year(first: NaiveDate) -> YearReport {
    YearReport {
        first,
        head: head(),
        areas: areas(),
        months: [("2026-01-01", true), ("2026-02-01", false)]
            .map(|(month, over)| MonthSum {
                month: day(month),
                over,
                met: 0,
                owed_minutes: 600,
                counted_minutes: 400,
                missing_minutes: 200,
                lectures: 0,
                entries: entries(),
            })
            .to_vec(),
        without: vec![village_row("209", "五塘村")],
    }
}

fn door() -> Door {
    Door::put(answered)
}

fn answered(command: &Command) -> Result<Reply, Code> {
    match command {
        Command::Figures(with) => Ok(Reply::Figures(Figures {
            month: with.month,
            villages: vec![VillageFigures {
                village: village_row("201", "三塘村"),
                on_site_minutes: 200,
                lectures: 0,
                stages: Vec::new(),
            }],
            crossings: Vec::new(),
            came_ms: Some(1_795_430_860_000),
        })),
        Command::HalfYear(with) => Ok(Reply::HalfYear(half(with.day))),
        Command::HalfVillage(with) => Ok(Reply::HalfVillage(HalfVillage {
            first: with.day,
            row: village("201", "三塘村", Paid::Steps(pay())),
            tallies: vec![tally()],
            rules: head().rules,
            names: vec![(COUNSEL, "覃文斌".to_owned())],
        })),
        Command::YearReport(with) => Ok(Reply::YearReport(year(with.day))),
        Command::YearGrid(_) => Ok(Reply::YearGrid(grid())),
        Command::VillageFigures(with) => Ok(Reply::VillageFigures(FigureList {
            village: village_row("201", "三塘村"),
            month: with.month,
            rows: Vec::new(),
        })),
        _ => Err(Code::NotNow),
    }
}

fn grid() -> YearGrid {
    let cell = YearCell {
        counted_minutes: 200,
        owed_minutes: 300,
        missing_minutes: 100,
        entries: 5,
        lectures: 0,
        unsigned: 1,
        unreviewed: 2,
    };
    let village = |digits: &str, name: &str, standing| YearVillage {
        village: village_row(digits, name),
        standing,
        months: vec![cell],
    };
    YearGrid {
        months: vec![day("2026-01-01")],
        data: Some(head().data),
        rules: head().rules,
        villages: vec![
            village("201", "三塘村", VillageStanding::Served),
            village("205", "那况村", VillageStanding::Unserved),
        ],
        counsel: Vec::new(),
    }
}

async fn opened(fold: &str, sheet: &str) -> (Scene, Door) {
    let door = door();
    let scene = show(Role::County, || view! { <Above /> });
    scene.press(fold).await;
    scene.wait(sheet).await;
    (scene, door)
}

fn text_of(scene: &Scene, test: &str) -> String {
    scene.find(test).unwrap().text_content().unwrap()
}

#[wasm_bindgen_test]
async fn on_paper_there_is_the_half_year_and_nothing_else() {
    let (scene, _door) = opened("half-open", "half-sheet").await;
    let paper = printed();
    let seen = ["half-sheet", "above-tab-figures", "half-open", "whole-year-open"].map(|test| takes_room(&scene, test));
    paper.remove();
    assert_eq!(seen, [true, false, false, false]);
}

#[wasm_bindgen_test]
async fn nothing_is_reckoned_before_it_is_opened_and_the_sheet_names_its_data_and_what_it_cannot_tell() {
    let door = door();
    let scene = show(Role::County, || view! { <Above /> });
    scene.wait("half").await;
    let reckoned = |door: &Door| {
        let mut asked = door.asked().into_iter();
        asked.any(|command| matches!(command, Command::HalfYear(_) | Command::YearReport(_)))
    };
    assert!(!reckoned(&door));
    scene.press("half-open").await;
    scene.wait("half-sheet").await;
    let data = text_of(&scene, "report-data");
    assert!(data.contains("第 1210 批") && data.contains("2 条已算入"), "{data}");
    let limits = text_of(&scene, "report-limits");
    assert!(
        limits.contains("没有起止时刻") && limits.contains("1 个村月未登记报酬"),
        "{limits}"
    );
    let villages = text_of(&scene, "half-villages");
    let at = |name: &str| villages.find(name).unwrap_or_else(|| panic!("{name}: {villages}"));
    assert!(at("三塘村") < at("那况村") && villages.contains("差1.7"), "{villages}");
    let counsel = text_of(&scene, "half-counsel");
    for words in ["覃文斌", "78.3 / 100 分", "合格", "400 元（基数 600 元，扣 200 元）"] {
        assert!(counsel.contains(words), "{words}: {counsel}");
    }
    assert!(scene.text().contains("不排名次"));
}

#[wasm_bindgen_test]
async fn a_counsel_opens_to_every_score_and_every_step_of_the_pay() {
    let (scene, _door) = opened("half-open", "half-sheet").await;
    scene.press("half-look-counsel").await;
    scene.wait("half-one").await;
    let scores = text_of(&scene, "half-scores");
    for words in ["200 ÷ 300", "33.3", "由县（区）司法局评定", "45.0"] {
        assert!(scores.contains(words), "{words}: {scores}");
    }
    let pays = text_of(&scene, "half-pays");
    for words in [
        "基数 600 元",
        "缺 1 小时 40 分（应有 5 小时），扣 200 元",
        "未登记报酬",
        "聘任",
        "第 1 版",
    ] {
        assert!(pays.contains(words), "{words}: {pays}");
    }
    let concluded = text_of(&scene, "half-concluded");
    assert!(
        concluded.contains("合格") && concluded.contains("补足讲座"),
        "{concluded}"
    );
    scene.press("report-back").await;
    scene.wait("half-sheet").await;
}

#[wasm_bindgen_test]
async fn a_sum_that_the_county_registered_is_shown_where_there_is_no_sheet_and_without_figures_nothing_is() {
    let _door = Door::put(|command| match command {
        Command::Figures(with) => Ok(Reply::Figures(Figures {
            month: with.month,
            villages: Vec::new(),
            crossings: Vec::new(),
            came_ms: None,
        })),
        Command::HalfYear(with) => {
            let mut half = half(with.day);
            half.sheets = Vec::new();
            half.counsel[0].assessed.scores = None;
            let concluded = half.counsel[0].assessed.concluded.as_mut().unwrap();
            concluded.scores = BTreeMap::from([("total".to_owned(), 885)]);
            Ok(Reply::HalfYear(half))
        }
        Command::YearReport(with) => {
            let mut year = year(with.day);
            year.head.data.came_ms = None;
            Ok(Reply::YearReport(year))
        }
        _ => Err(Code::NotNow),
    });
    let scene = show(Role::County, || view! { <Above /> });
    scene.press("half-open").await;
    scene.wait("half-sheet").await;
    let counsel = text_of(&scene, "half-counsel");
    assert!(counsel.contains("88.5 分（县（区）登记）"), "{counsel}");
    scene.press("half-look-counsel").await;
    scene.wait("half-total-given").await;
    scene.press("whole-year-open").await;
    let year = |scene: &Scene| text_of(scene, "whole-year");
    until("nothing has come", || year(&scene).contains("还没有收到数字")).await;
    assert!(scene.find("whole-year-sheet").is_none());
}

#[wasm_bindgen_test]
async fn a_village_opens_to_its_entries_with_the_reason_for_each_minute_left_out() {
    let (scene, _door) = opened("half-open", "half-sheet").await;
    scene.press("half-village-450102101201").await;
    scene.wait("explained-lines").await;
    let lines = text_of(&scene, "explained-lines");
    assert!(lines.contains("3 小时 20 分") && lines.contains("全部计入"), "{lines}");
    assert!(lines.contains("村干部还没有签字"), "{lines}");
    let whole = text_of(&scene, "explanation");
    assert!(
        whole.contains("覃文斌（聘任）") && whole.contains("讲座：本年到本月为止 0 场，应有 1 场"),
        "{whole}"
    );
    let steps = text_of(&scene, "steps");
    assert!(
        steps.contains("不计（已退回") || steps.contains("不计（被退回"),
        "its lectures: {steps}"
    );
    assert!(text_of(&scene, "rule").contains("第 1 版"), "by which rule");
    scene.press("report-back").await;
    scene.wait("half-sheet").await;
}

#[wasm_bindgen_test]
async fn the_time_is_turned_to_and_fro_and_each_is_asked_for() {
    let (scene, door) = opened("half-open", "half-sheet").await;
    let days = |door: &Door| -> Vec<NaiveDate> {
        let asked = door.asked().into_iter();
        asked
            .filter_map(|command| match command {
                Command::HalfYear(with) => Some(with.day),
                _ => None,
            })
            .collect()
    };
    let first = days(&door)[0];
    scene.press("half-earlier").await;
    until("the one before is asked for", || days(&door).len() == 2).await;
    assert_eq!(days(&door)[1].checked_add_months(chrono::Months::new(6)), Some(first));
}

#[wasm_bindgen_test]
async fn the_year_stands_by_code_with_months_and_the_villages_nobody_serves() {
    let (scene, _door) = opened("whole-year-open", "whole-year-sheet").await;
    let areas = text_of(&scene, "whole-year-areas");
    assert!(
        areas.contains("兴宁区") && areas.contains("1 / 2") && !areas.contains("三塘村"),
        "{areas}"
    );
    assert!(text_of(&scene, "whole-year-villages").contains("三塘村"));
    assert!(text_of(&scene, "whole-year-without").contains("五塘村"));
    let months = text_of(&scene, "whole-year-months");
    assert!(months.contains("6.6 / 10.0 小时，差 3.4"), "{months}");
    assert!(months.contains("6.6 / 10.0 小时（未完）"), "{months}");
}

#[wasm_bindgen_test]
async fn an_area_opens_to_what_is_within_it_down_to_the_entries_of_a_village() {
    for (fold, sheet) in [("whole-year-open", "whole-year-sheet"), ("half-open", "half-sheet")] {
        let (scene, _door) = opened(fold, sheet).await;
        scene.press("report-look-450102").await;
        scene.wait("report-sum").await;
        let parts = text_of(&scene, "report-parts");
        assert!(parts.contains("三塘镇") && !parts.contains("三塘村"), "{parts}");
        scene.press("report-look-450102101").await;
        until("its villages", || text_of(&scene, "report-parts").contains("三塘村")).await;
        scene.press("report-look-450102101201").await;
        scene.wait("explained-lines").await;
        assert!(text_of(&scene, "rule").contains("第 1 版"));
        for at in ["report-sum", "report-sum", sheet] {
            scene.press("report-back").await;
            scene.wait(at).await;
        }
    }
}

#[wasm_bindgen_test]
async fn a_month_of_the_year_opens_to_its_villages_and_each_of_them_to_its_entries() {
    let (scene, door) = opened("whole-year-open", "whole-year-sheet").await;
    scene.press("report-look-month").await;
    scene.wait("year-sum").await;
    let sum = text_of(&scene, "year-sum");
    assert!(
        sum.contains("计入 6.6 小时，应有 10.0 小时，还差 3.4 小时；记录 10 条"),
        "{sum}"
    );
    scene.press("year-cell").await;
    scene.wait("explained-lines").await;
    let asked = door.asked().into_iter().find_map(|command| match command {
        Command::HalfVillage(with) => Some((with.village.to_string(), with.day)),
        _ => None,
    });
    assert_eq!(asked, Some(("450102101201".to_owned(), day("2026-01-01"))));
    scene.press("year-back").await;
    scene.wait("year-sum").await;
}

#[wasm_bindgen_test]
async fn the_countys_villages_by_months_name_their_data_and_each_cell_opens() {
    let (scene, _door) = opened("year-grid-open", "year-village").await;
    assert!(text_of(&scene, "year-data").contains("第 1210 批"));
    let sheet = text_of(&scene, "year-grid-sheet");
    assert!(
        sheet.contains("3.3") && sheet.contains("差1.7 待签1 待审2") && sheet.contains("未配备顾问"),
        "{sheet}"
    );
    scene.press("year-cell").await;
    scene.wait("explained-lines").await;
    assert!(text_of(&scene, "rule").contains("第 1 版"));
    scene.press("year-back").await;
    scene.wait("year-village").await;
}

#[wasm_bindgen_test]
async fn a_village_of_the_countys_month_opens_to_its_arithmetic_with_rule_and_version() {
    let door = Door::put(|command| match command {
        Command::HalfVillage(with) => {
            let of_month = Tally {
                month: with.day,
                ..tally()
            };
            Ok(Reply::HalfVillage(HalfVillage {
                first: with.day,
                row: village("201", "三塘村", Paid::Steps(pay())),
                tallies: vec![tally(), of_month],
                rules: head().rules,
                names: Vec::new(),
            }))
        }
        command => answered(command),
    });
    let scene = show(Role::County, || view! { <Above /> });
    scene.press("above-village-450102101201").await;
    scene.wait("explained-lines").await;
    let months = scene
        .place
        .query_selector_all("[data-test=\"explained-month\"]")
        .unwrap();
    assert_eq!(months.length(), 1, "the month that is looked at");
    assert!(text_of(&scene, "rule").contains("第 1 版"));
    drop(door);
}

#[wasm_bindgen_test]
async fn every_report_fits_every_width() {
    for (text, theme) in [("standard", "light"), ("elder", "light"), ("standard", "contrast")] {
        let style = styled(text, theme);
        let (scene, _door) = opened("half-open", "half-sheet").await;
        scene.press("whole-year-open").await;
        scene.wait("whole-year-sheet").await;
        scene.press("year-grid-open").await;
        scene.wait("year-village").await;
        for width in ["320px", "788px", "1200px"] {
            scene.place.style().set_property("width", width).unwrap();
            page_support::frame().await;
            let above = scene.find("above").unwrap();
            let (wide, room) = (above.scroll_width(), above.client_width());
            assert!(wide <= room, "{text} {theme} {width}: {wide} in {room}");
        }
        drop(scene);
        style.remove();
    }
}
