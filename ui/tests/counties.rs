//! A city's counties in a real browser: a tab of its own, one county shown at a time, one taken in by a code, one opened by its own PIN, and a year of all.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod page_support;

use std::cell::RefCell;

use cunfa_core::Role;
use cunfa_core::assessment::{Coverage, MonthSum};
use cunfa_core::rules::{Basis, RuleFile, SHIPPED};
use cunfa_protocol::view::{CityYear, Counties, CountyRow, CountyState, CountyYear, Figures, ReportData, ReportHead};
use cunfa_protocol::{Code, Command, Reply};
use cunfa_ui::above::Above;
use leptos::prelude::*;
use page_support::{Door, Scene, printed, show, takes_room, type_into, until};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

thread_local! {
    static LIST: RefCell<Option<Counties>> = const { RefCell::new(None) };
}

fn open(number: u32, area: &str, name: &str) -> CountyRow {
    CountyRow {
        number,
        server: "https://cunfa.invalid".to_owned(),
        state: CountyState::Open {
            area: area.parse().unwrap(),
            name: name.to_owned(),
            unsent: 0,
            last_done_ms: Some(1_795_430_860_000),
        },
    }
}

fn closed(number: u32, tries_left: u32) -> CountyRow {
    CountyRow {
        number,
        server: "https://there.invalid".to_owned(),
        state: CountyState::Closed { wait_ms: 0, tries_left },
    }
}

fn list(counties: Vec<CountyRow>) -> Counties {
    Counties {
        counties,
        shown: 0,
        can_join: true,
    }
}

fn now() -> Counties {
    LIST.with_borrow(|list| list.clone()).unwrap()
}

fn change(with: impl FnOnce(&mut Counties)) -> Counties {
    LIST.with_borrow_mut(|list| with(list.as_mut().unwrap()));
    now()
}

fn county(number: u32, area: &str, name: &str, villages: u32) -> CountyYear {
    CountyYear {
        number,
        area: area.parse().unwrap(),
        name: name.to_owned(),
        head: ReportHead {
            made_at: "2026-11-23T09:30:00".parse().unwrap(),
            made_by: "蓝志远".to_owned(),
            role: Role::City,
            months: vec!["2026-01-01".parse().unwrap()],
            data: ReportData {
                figures: u64::from(villages),
                registers: 7,
                waiting: 0,
                came_ms: Some(1_795_430_860_000),
                log: None,
            },
            rules: vec![Basis {
                rule: RuleFile::read(SHIPPED[0]).unwrap(),
                faults: Vec::new(),
            }],
            limits: Vec::new(),
        },
        coverage: coverage(villages),
        months: vec![month(300)],
        without: 1,
        requests: 2,
    }
}

fn coverage(villages: u32) -> Coverage {
    Coverage {
        villages,
        with_counsel: villages - 1,
        ..Coverage::default()
    }
}

fn month(counted_minutes: u32) -> MonthSum {
    MonthSum {
        month: "2026-01-01".parse().unwrap(),
        over: true,
        met: 1,
        owed_minutes: 600,
        counted_minutes,
        missing_minutes: 0,
        lectures: 1,
        entries: cunfa_core::assessment::Entries::default(),
    }
}

fn door() -> Door {
    Door::put(|command| match command {
        Command::Figures(with) => Ok(Reply::Figures(Figures {
            month: with.month,
            villages: Vec::new(),
            crossings: Vec::new(),
            came_ms: Some(1_795_430_860_000),
        })),
        Command::Counties(_) => Ok(Reply::Counties(now())),
        Command::GoToCounty(with) => Ok(Reply::GoToCounty(change(|list| list.shown = with.number))),
        Command::OpenCounty(with) if with.pin == "258013" => Ok(Reply::OpenCounty(change(|list| {
            list.counties[1] = open(1, "450103", "青秀区");
        }))),
        Command::OpenCounty(_) => Err(Code::WrongPin {
            wait_ms: 0,
            tries_left: 8,
        }),
        Command::JoinCounty(with) if with.code == "CITY" => Ok(Reply::JoinCounty(change(|list| {
            list.counties.push(open(2, "450105", "江南区"));
        }))),
        Command::JoinCounty(_) => Err(Code::NotAllowed),
        Command::CityYear(with) => Ok(Reply::CityYear(CityYear {
            first: with.day,
            counties: vec![county(0, "450102", "兴宁区", 150), county(1, "450103", "青秀区", 90)],
            closed: 1,
            sum: coverage(240),
            without: 2,
            requests: 4,
            months: vec![month(600)],
        })),
        _ => Err(Code::NotNow),
    })
}

async fn tab(counties: Vec<CountyRow>) -> (Scene, Door) {
    LIST.set(Some(list(counties)));
    let door = door();
    let scene = show(Role::City, || view! { <Above /> });
    scene.press("above-tab-counties").await;
    scene.wait("counties").await;
    (scene, door)
}

fn text_of(scene: &Scene, test: &str) -> String {
    scene.find(test).unwrap().text_content().unwrap()
}

async fn pin(scene: &Scene, digits: &str) {
    for digit in digits.chars() {
        scene.press(&format!("pin-{digit}")).await;
    }
    scene.press("pin-ok").await;
}

#[wasm_bindgen_test]
async fn a_county_alone_has_no_such_tab_and_a_city_with_one_county_is_not_told_which_it_looks_at() {
    LIST.set(Some(list(vec![open(0, "450102", "兴宁区")])));
    let door = door();
    let scene = show(Role::County, || view! { <Above /> });
    scene.wait("above").await;
    assert!(scene.find("above-tab-counties").is_none());
    assert!(!door.asked().iter().any(|one| matches!(one, Command::Counties(_))));
    drop(scene);
    let (scene, _door) = tab(vec![open(0, "450102", "兴宁区")]).await;
    assert!(scene.find("above-county").is_none());
    assert!(text_of(&scene, "county-0").contains("正在看"));
}

#[wasm_bindgen_test]
async fn going_to_another_county_says_so_on_every_tab_and_asks_anew_for_what_is_shown() {
    let (scene, door) = tab(vec![open(0, "450102", "兴宁区"), open(1, "450103", "青秀区")]).await;
    scene.press("county-go-1").await;
    let looking = |scene: &Scene| text_of(scene, "above-county");
    until("it is shown", || looking(&scene).contains("青秀区")).await;
    assert!(scene.find("county-go-1").is_none());
    let before = door.asked().len();
    scene.press("above-tab-figures").await;
    until("figures are asked for", || {
        door.asked()[before..]
            .iter()
            .any(|one| matches!(one, Command::Figures(_)))
    })
    .await;
    assert!(looking(&scene).contains("青秀区"));
}

#[wasm_bindgen_test]
async fn a_closed_county_is_opened_by_its_own_pin_and_a_locked_one_only_by_a_code() {
    let (scene, _door) = tab(vec![open(0, "450102", "兴宁区"), closed(1, 9), closed(2, 0)]).await;
    assert!(text_of(&scene, "county-1").contains("还可以试 9 次"));
    assert!(scene.find("county-open-2").is_none() && scene.find("county-reset-2").is_some());
    scene.press("county-open-1").await;
    pin(&scene, "631904").await;
    scene.wait("failure").await;
    pin(&scene, "258013").await;
    until("it is open", || text_of(&scene, "county-1").contains("青秀区")).await;
    assert!(scene.find("pin").is_none());
}

#[wasm_bindgen_test]
async fn a_county_is_taken_in_by_its_code_and_a_code_of_somebody_else_is_said_to_be_one() {
    let (scene, door) = tab(vec![open(0, "450102", "兴宁区")]).await;
    scene.press("county-join").await;
    scene.press("county-join-next").await;
    until("both are marked", || {
        text_of(&scene, "counties-join").matches("请填写这一项").count() == 2
    })
    .await;
    type_into(&scene, "county-server", "https://there.invalid");
    type_into(&scene, "county-code", "OFFICE");
    scene.press("county-join-next").await;
    pin(&scene, "258013").await;
    until("it is said", || scene.text().contains("不是发给市司法局人员的")).await;
    scene.press("county-join-back").await;
    scene.wait("county-code").await;
    type_into(&scene, "county-code", "CITY");
    scene.press("county-join-next").await;
    pin(&scene, "258013").await;
    until("it is here", || scene.find("county-2").is_some()).await;
    assert!(text_of(&scene, "county-said").contains("已增加"));
    let joined = door
        .asked()
        .into_iter()
        .filter(|one| matches!(one, Command::JoinCounty(_)));
    assert_eq!(joined.count(), 2);
}

#[wasm_bindgen_test]
async fn the_citys_year_has_a_row_for_each_county_a_sum_and_says_which_are_not_in_it() {
    let (scene, door) = tab(vec![open(0, "450102", "兴宁区"), open(1, "450103", "青秀区")]).await;
    assert!(!door.asked().iter().any(|one| matches!(one, Command::CityYear(_))));
    scene.press("city-year-open").await;
    scene.wait("city-year-sheet").await;
    let table = text_of(&scene, "city-year-counties");
    let at = |name: &str| table.find(name).unwrap_or_else(|| panic!("{name}: {table}"));
    assert!(at("兴宁区") < at("青秀区") && at("青秀区") < at("合计"), "{table}");
    assert!(table.contains("239 / 240"), "{table}");
    assert!(table.ends_with("24"), "villages without counsel, and requests: {table}");
    assert!(text_of(&scene, "city-closed").contains("1 个县（区）没有打开"));
    let sheet = text_of(&scene, "city-year-sheet");
    assert!(sheet.contains("第 150 批") && sheet.contains("第 90 批"), "{sheet}");
}

#[wasm_bindgen_test]
async fn on_paper_there_is_the_citys_year_and_nothing_else() {
    let (scene, _door) = tab(vec![open(0, "450102", "兴宁区"), open(1, "450103", "青秀区")]).await;
    scene.press("city-year-open").await;
    scene.wait("city-year-sheet").await;
    let paper = printed();
    let seen =
        ["city-year-sheet", "above-tab-counties", "counties", "city-year-open"].map(|test| takes_room(&scene, test));
    paper.remove();
    assert_eq!(seen, [true, false, false, false]);
}

#[wasm_bindgen_test]
async fn a_county_of_the_citys_year_opens_to_its_months_and_a_month_to_its_counties() {
    let (scene, _door) = tab(vec![open(0, "450102", "兴宁区"), open(1, "450103", "青秀区")]).await;
    scene.press("city-year-open").await;
    scene.wait("city-year-sheet").await;
    scene.press("city-look-450103").await;
    scene.wait("city-county-months").await;
    let county = text_of(&scene, "city-county");
    assert!(
        county.contains("青秀区") && county.contains("第 90 批") && !county.contains("第 150 批"),
        "{county}"
    );
    scene.press("report-back").await;
    scene.wait("city-year-sheet").await;
    scene.press("report-look-month").await;
    scene.wait("city-month-counties").await;
    let month = text_of(&scene, "city-month-counties");
    assert!(month.contains("兴宁区") && month.contains("青秀区"), "{month}");
}

#[wasm_bindgen_test]
async fn the_sum_of_the_citys_year_opens_to_its_counties_their_months_and_the_rules_they_are_counted_by() {
    let (scene, _door) = tab(vec![open(0, "450102", "兴宁区"), open(1, "450103", "青秀区")]).await;
    scene.press("city-year-open").await;
    scene.wait("city-year-sheet").await;
    scene.press("city-look-sum").await;
    scene.wait("city-sum-counties").await;
    let sum = text_of(&scene, "city-sum");
    for words in [
        "239 / 240",
        "149 / 150",
        "89 / 90",
        "1月；没有过完",
        "第 1 版",
        "1 个县（区）没有打开",
    ] {
        assert!(sum.contains(words), "{words}: {sum}");
    }
    scene.press("city-look-450103").await;
    scene.wait("city-county-months").await;
    scene.press("report-back").await;
    scene.wait("city-sum-counties").await;
    scene.press("report-back").await;
    scene.wait("city-year-sheet").await;
}
