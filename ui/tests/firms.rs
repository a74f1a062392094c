//! 律所查看 in a real browser: the county gives a firm a code that is shown once, takes access away, and is told where there is no network; nobody
//! else sees the part, and no other record has it.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod page_support;

use cunfa_core::register::{Column, RecordKind};
use cunfa_core::{ActId, EntryId, Role};
use cunfa_protocol::view::{FirmAccess, FirmAccount, RecordRow, RecordState, RecordView, RegisterGaps, RegisterList};
use cunfa_protocol::{Code, Command, Reply};
use cunfa_ui::registers::Registers;
use leptos::prelude::*;
use page_support::{Door, Scene, show, styled, until};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const FIRM: EntryId = EntryId([3; 16]);
const AT_MS: i64 = 1_795_430_860_000;

fn row(kind: RecordKind, state: RecordState) -> RecordRow {
    let values = match kind {
        RecordKind::Firm => vec![
            (Column::Name, "广西正道律师事务所".to_owned()),
            (Column::FirmKind, "law_firm".to_owned()),
        ],
        _ => vec![(Column::Topic, "农村土地承包法".to_owned())],
    };
    RecordRow {
        record: FIRM,
        act: Some(ActId([5; 16])),
        values,
        withdrawn: None,
        state,
    }
}

fn record(kind: RecordKind, state: RecordState) -> RecordView {
    RecordView {
        row: row(kind, state),
        kind,
        names: Vec::new(),
        history: Vec::new(),
        may: Vec::new(),
        may_withdraw: false,
        faults: Vec::new(),
        today: "2026-11-25".parse().unwrap(),
    }
}

fn account(access: FirmAccess, code: Option<&str>) -> FirmAccount {
    FirmAccount {
        access,
        code: code.map(str::to_owned),
        url: Some("https://gs.example.cn".to_owned()),
    }
}

/// A county whose firms are of this kind of record; the server answers so about their accounts.
fn door(kind: RecordKind, state: RecordState, asked: Result<FirmAccess, Code>) -> Door {
    Door::put(move |command| match command {
        Command::RegisterGaps(_) => Ok(Reply::RegisterGaps(RegisterGaps {
            without: Vec::new(),
            ending: Vec::new(),
            untrained: Vec::new(),
            unlisted: Vec::new(),
            refused: Vec::new(),
            today: "2026-11-25".parse().unwrap(),
            came_ms: Some(AT_MS),
        })),
        Command::Registers(with) => Ok(Reply::Registers(RegisterList {
            kind: with.kind,
            rows: vec![row(kind, state)],
            names: Vec::new(),
            may_add: true,
            today: "2026-11-25".parse().unwrap(),
            came_ms: Some(AT_MS),
        })),
        Command::Record(_) => Ok(Reply::Record(record(kind, state))),
        Command::FirmAccount(_) => asked.clone().map(|access| Reply::FirmAccount(account(access, None))),
        Command::InviteFirm(_) => Ok(Reply::InviteFirm(account(
            FirmAccess::Invited { expires_ms: AT_MS },
            Some("ABCDE-23456"),
        ))),
        Command::StopFirm(_) => Ok(Reply::StopFirm(account(FirmAccess::Closed, None))),
        _ => Err(Code::NotNow),
    })
}

async fn opened(role: Role, kind: RecordKind) -> Scene {
    let scene = show(role, || view! { <Registers /> });
    scene.press(&format!("register-{}", kind.code())).await;
    scene.press("record-open").await;
    scene.wait("record-facts").await;
    scene
}

fn text_of(scene: &Scene, test: &str) -> String {
    scene.find(test).unwrap().text_content().unwrap()
}

#[wasm_bindgen_test]
async fn the_county_gives_a_code_that_says_where_it_is_typed_and_takes_access_away() {
    let _door = door(RecordKind::Firm, RecordState::Stands, Ok(FirmAccess::Closed));
    let scene = opened(Role::County, RecordKind::Firm).await;
    scene.wait("firm-state").await;
    assert!(text_of(&scene, "firm-state").contains("还没有开通"));
    assert!(scene.find("firm-stop").is_none(), "there is nothing to stop");
    scene.press("firm-invite").await;
    scene.wait("firm-code").await;
    assert_eq!(text_of(&scene, "firm-code"), "ABCDE-23456");
    let part = text_of(&scene, "firm-part");
    assert!(
        part.contains("https://gs.example.cn/ls/kt") && part.contains("只显示这一次"),
        "{part}"
    );
    scene.press("firm-stop").await;
    until("the code is gone", || scene.find("firm-code").is_none()).await;
    assert!(text_of(&scene, "firm-state").contains("还没有开通"));
}

#[wasm_bindgen_test]
async fn an_open_account_says_since_when() {
    let _door = door(
        RecordKind::Firm,
        RecordState::Stands,
        Ok(FirmAccess::Open { since_ms: AT_MS }),
    );
    let scene = opened(Role::County, RecordKind::Firm).await;
    scene.wait("firm-state").await;
    assert!(text_of(&scene, "firm-state").contains("已经开通"));
    assert!(scene.find("firm-stop").is_some());
}

#[wasm_bindgen_test]
async fn without_a_network_it_says_that_it_needs_one() {
    let _door = door(RecordKind::Firm, RecordState::Stands, Err(Code::NoNetwork));
    let scene = opened(Role::County, RecordKind::Firm).await;
    let said = scene.wait("firm-said").await.text_content().unwrap();
    assert!(said.contains("要联网办理"), "{said}");
    assert!(scene.find("firm-again").is_some() && scene.find("firm-invite").is_none());
}

#[wasm_bindgen_test]
async fn no_other_record_and_nobody_but_the_county_has_the_part() {
    for (role, kind, state) in [
        (Role::County, RecordKind::Training, RecordState::Stands),
        (Role::County, RecordKind::Firm, RecordState::Waiting),
        (Role::City, RecordKind::Firm, RecordState::Stands),
        (Role::Office, RecordKind::Firm, RecordState::Stands),
    ] {
        let door = door(kind, state, Ok(FirmAccess::Closed));
        let scene = opened(role, kind).await;
        assert!(scene.find("firm-part").is_none(), "{role:?} {kind:?} {state:?}");
        let about_it = |command: &Command| matches!(command, Command::FirmAccount(_));
        assert!(!door.asked().iter().any(about_it), "nothing is asked");
    }
}

#[wasm_bindgen_test]
async fn the_part_fits_every_width_and_every_key_is_large_enough() {
    for (text, theme) in [("standard", "light"), ("elder", "light"), ("standard", "contrast")] {
        let style = styled(text, theme);
        let door = door(RecordKind::Firm, RecordState::Stands, Ok(FirmAccess::Closed));
        let scene = opened(Role::County, RecordKind::Firm).await;
        scene.wait("firm-state").await;
        scene.press("firm-invite").await;
        scene.wait("firm-code").await;
        for width in ["288px", "788px", "1200px"] {
            let part = scene.find("firm-part").unwrap();
            part.style().set_property("width", width).unwrap();
            page_support::frame().await;
            let what = format!("{text} {theme} {width}");
            assert!(part.scroll_width() <= part.client_width(), "{what}");
            let keys = part.query_selector_all("button").unwrap();
            for place in 0..keys.length() {
                let key: web_sys::HtmlElement = keys.item(place).unwrap().dyn_into().unwrap();
                assert!(key.get_bounding_client_rect().height() >= 44.0, "{what}");
            }
        }
        drop((scene, door));
        style.remove();
    }
}
