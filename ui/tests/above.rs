//! The county's desk in a real browser: villages by code with their month in figures, a village's entries without a text, and one text that is
//! opened for a reason; fits every width and text size.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod page_support;

use std::cell::Cell;
use std::rc::Rc;

use cunfa_core::act::Opening;
use cunfa_core::{Act, ActId, Body, DeviceId, EntryId, Figure, KeyId, Kind, Mode, PersonId, QuestionKind, Role, Stage};
use cunfa_protocol::view::{
    CrossingRow, FigureList, FigureRow, Figures, Opened, OpenedAct, OpenedText, OpeningState, StageCount,
    VillageFigures,
};
use cunfa_protocol::{Code, Command, Reply};
use cunfa_ui::above::Above;
use leptos::prelude::*;
use page_support::{Door, Scene, entry, show, styled, until, village_row};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn figure() -> Figure {
    Figure {
        entry: EntryId([1; 16]),
        village: "450102101205".parse().unwrap(),
        date: "2026-11-23".parse().unwrap(),
        kind: Kind::Consultation,
        mode: Mode::OnSite,
        minutes: 90,
        people: 2,
        result: None,
        stage: Stage::InReview,
        major: true,
        counsel: PersonId([1; 16]),
        corrects: None,
    }
}

fn figures(month: chrono::NaiveDate) -> Figures {
    let of = |digits, name, on_site_minutes, stages| VillageFigures {
        village: village_row(digits, name),
        on_site_minutes,
        lectures: 0,
        stages,
    };
    let (stage, count) = (Stage::InReview, 1);
    Figures {
        month,
        villages: vec![
            of("201", "三塘村", 0, vec![]),
            of("205", "那况村", 90, vec![StageCount { stage, count }]),
        ],
        crossings: crossings(),
        came_ms: Some(1_795_430_860_000),
    }
}

/// One that nobody decided over, and one whose counsel is recused.
fn crossings() -> Vec<CrossingRow> {
    let of = |kind, recused| CrossingRow {
        figure: figure(),
        counsel_name: "覃文斌".to_owned(),
        village: village_row("205", "那况村"),
        kind,
        other: Some(village_row("201", "三塘村")),
        recused,
    };
    vec![of(QuestionKind::SameParty, false), of(QuestionKind::Recused, true)]
}

fn row(opening: Option<OpeningState>) -> FigureRow {
    FigureRow {
        figure: figure(),
        corrected: true,
        counsel_name: "覃文斌".to_owned(),
        opening,
    }
}

fn act() -> OpenedAct {
    OpenedAct {
        act: Act {
            id: ActId([7; 16]),
            entry: EntryId([1; 16]),
            heads: vec![],
            body: Body::Opening(Opening {
                reason: "核对补贴".to_owned(),
            }),
            person: PersonId([6; 16]),
            key: KeyId([6; 16]),
            role: Role::County,
            device: DeviceId([6; 16]),
            device_time_s: 1_795_430_860,
        },
        person_name: "农雪梅".to_owned(),
        holds: true,
    }
}

fn opened(opening: Option<OpeningState>, reason: &str, open: bool) -> Opened {
    let text = OpenedText {
        entry: entry(),
        acts: vec![act()],
    };
    Opened {
        row: row(opening),
        village: village_row("205", "那况村"),
        reason: reason.to_owned(),
        text: open.then(|| Box::new(text)),
    }
}

/// A client that opens what it is given a reason for; without a network the reason waits.
fn door(network: bool) -> Door {
    let signed = Rc::new(Cell::new(false));
    Door::put(move |command| match command {
        Command::Figures(with) => Ok(Reply::Figures(figures(with.month))),
        Command::VillageFigures(with) => Ok(Reply::VillageFigures(FigureList {
            village: village_row("205", "那况村"),
            month: with.month,
            rows: vec![row(None)],
        })),
        Command::Opened(_) if !signed.get() => Ok(Reply::Opened(opened(None, "", false))),
        Command::Opened(_) => Ok(Reply::Opened(opened(Some(OpeningState::Stands), "核对补贴", network))),
        Command::OpenFromAbove(with) if with.reason.trim().is_empty() => Err(Code::ReasonMissing),
        Command::OpenFromAbove(with) => {
            signed.set(true);
            let state = if network {
                OpeningState::Stands
            } else {
                OpeningState::Waiting
            };
            Ok(Reply::OpenFromAbove(opened(Some(state), &with.reason, network)))
        }
        Command::CloseOpened(_) => Ok(Reply::CloseOpened(opened(
            Some(OpeningState::Stands),
            "核对补贴",
            false,
        ))),
        _ => Err(Code::NotNow),
    })
}

async fn at_the_entry(network: bool) -> (Scene, Door) {
    let door = door(network);
    let scene = show(Role::County, || view! { <Above /> });
    scene.wait("above-villages").await;
    scene.press("above-village-450102101205").await;
    scene.wait("above-entries").await;
    scene.press("above-look").await;
    scene.wait("above-opening").await;
    (scene, door)
}

async fn say(scene: &Scene, reason: &str) {
    let area: web_sys::HtmlTextAreaElement = (scene.place.query_selector("#above-reason").unwrap().unwrap())
        .dyn_into()
        .unwrap();
    area.set_value(reason);
    let event = web_sys::Event::new("input");
    area.dispatch_event(&event.unwrap()).unwrap();
    page_support::frame().await;
}

#[wasm_bindgen_test]
async fn villages_stand_by_code_with_their_month_and_no_text() {
    let _door = door(true);
    let scene = show(Role::County, || view! { <Above /> });
    let table = scene.wait("above-villages").await.text_content().unwrap();
    let at = |name: &str| table.find(name).unwrap_or_else(|| panic!("{name}: {table}"));
    assert!(at("三塘村") < at("那况村"), "by code, though the other has more");
    assert!(table.contains("1 小时 30 分") && table.contains("待审核 1"), "{table}");
    let month = scene.wait("above-month").await.text_content().unwrap();
    scene.press("above-earlier").await;
    until("another month", || {
        scene.find("above-month").unwrap().text_content().unwrap() != month
    })
    .await;
    scene.press("above-village-450102101205").await;
    let list = scene.wait("above-entries").await.text_content().unwrap();
    assert!(
        list.contains("法律咨询") && list.contains("重大事项") && list.contains("覃文斌") && list.contains("不再计入"),
        "{list}"
    );
    assert!(!scene.text().contains("土地承包"), "no text");
}

#[wasm_bindgen_test]
async fn a_text_is_opened_for_a_reason_read_and_put_away() {
    let (scene, door) = at_the_entry(true).await;
    assert!(!scene.text().contains("土地承包"), "no text before");
    scene.press("above-open").await;
    until("it asks for a reason", || scene.text().contains("请写明理由")).await;
    say(&scene, "核对补贴").await;
    scene.press("above-open").await;
    scene.wait("ledger-page").await;
    let text = scene.text();
    assert!(
        text.contains("土地承包") && text.contains("农雪梅") && text.contains("查看理由：核对补贴"),
        "{text}"
    );
    scene.press("above-close").await;
    until("it is away", || scene.find("ledger-page").is_none()).await;
    let reasons: Vec<String> = (door.asked().into_iter())
        .filter_map(|command| match command {
            Command::OpenFromAbove(with) => Some(with.reason),
            _ => None,
        })
        .collect();
    assert_eq!(reasons, ["", "核对补贴"]);
}

#[wasm_bindgen_test]
async fn the_registers_are_a_tab_away_and_where_somebody_was_stays() {
    let (scene, _) = at_the_entry(true).await;
    scene.press("above-tab-registers").await;
    scene.wait("registers").await;
    assert!(scene.find("above-opening").is_none());
    scene.press("above-tab-figures").await;
    scene.wait("above-opening").await;
}

#[wasm_bindgen_test]
async fn a_conflict_of_two_villages_is_shown_without_names_and_a_recusal_begun_from_it() {
    let _door = door(true);
    let scene = show(Role::County, || view! { <Above /> });
    let shown = scene.wait("crossings").await.text_content().unwrap();
    for words in [
        "当事人同名",
        "回避期间的服务",
        "覃文斌",
        "那况村",
        "三塘村",
        "已登记回避",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    scene.press("crossing-recuse").await;
    let form = scene.wait("record-form").await.text_content().unwrap();
    for words in ["那况村", "三塘村", "覃文斌"] {
        assert!(form.contains(words), "{words}: {form}");
    }
    // Given up, it is not begun again when the registers are looked at another time.
    scene.press("record-cancel").await;
    scene.wait("register-recusal").await;
    scene.press("above-tab-figures").await;
    scene.wait("crossings").await;
    scene.press("above-tab-registers").await;
    scene.wait("register-recusal").await;
    scene.press("above-tab-figures").await;
    scene.wait("crossings").await;
    scene.press("crossing-look").await;
    scene.wait("above-opening").await;
}

#[wasm_bindgen_test]
async fn without_a_network_the_reason_waits_and_says_so() {
    let (scene, _) = at_the_entry(false).await;
    say(&scene, "处理来访").await;
    scene.press("above-open").await;
    let said = scene.wait("above-state").await.text_content().unwrap();
    assert!(said.contains("存在本机") && said.contains("联网同步后"), "{said}");
    assert!(scene.find("above-opening").is_none() && scene.find("ledger-page").is_none());
}

#[wasm_bindgen_test]
async fn the_months_before_and_after_stand_beside_each_other_in_every_width_and_text_size() {
    let _door = door(true);
    for text in ["standard", "elder"] {
        let style = styled(text, "light");
        let scene = show(Role::County, || view! { <Above /> });
        scene.wait("above-villages").await;
        // The middle one is a telephone of 390 px without its margins.
        for width in ["320px", "350px", "788px"] {
            scene.place.style().set_property("width", width).unwrap();
            page_support::frame().await;
            let top = |test: &str| scene.find(test).unwrap().get_bounding_client_rect().top();
            let (earlier, later) = (top("above-earlier"), top("above-later"));
            assert!((earlier - later).abs() < 1.0, "{text} {width}: {earlier} and {later}");
        }
        drop(scene);
        style.remove();
    }
}

#[wasm_bindgen_test]
async fn every_screen_fits_every_width() {
    for (text, theme) in [("standard", "light"), ("elder", "light"), ("standard", "contrast")] {
        let style = styled(text, theme);
        let (scene, _) = at_the_entry(true).await;
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
