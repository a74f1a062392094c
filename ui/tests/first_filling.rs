//! While a device is filled, in a real browser: what only the index tells of looks like that and nothing more, and how far it is is
//! said on every screen.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod page_support;

use std::cell::Cell;
use std::rc::Rc;

use cunfa_core::{EntryId, Role, Stage};
use cunfa_protocol::view::{Delivery, EntryRow, Event, Filling, Photos, Sync, SyncOutcome, Topic};
use cunfa_protocol::{Code, Command, Reply};
use cunfa_ui::components::StatusLine;
use cunfa_ui::field::{EntryScreen, Row, SyncCentre};
use leptos::prelude::*;
use page_support::{Door, RARE, Scene, frame, row, show, until, view as opened};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn told() -> EntryRow {
    let mut id = [0; 16];
    id[..6].copy_from_slice(&[7; 6]);
    EntryRow {
        stage: Stage::Approved,
        delivery: Delivery::NotHere,
        ..row(EntryId(id))
    }
}

fn sync(running: bool, left_ms: Option<u64>) -> Sync {
    Sync {
        running,
        cut: false,
        outcome: SyncOutcome::NoNetwork,
        last_done_ms: None,
        next_try_ms: None,
        records: None,
        forgotten: Vec::new(),
        items: Vec::new(),
        delivered: false,
        unsent: 0,
        parked: 0,
        unsent_bytes: 0,
        last_bytes_up: 0,
        last_bytes_down: 0,
        clock_skew_ms: None,
        unsent_since_ms: None,
        newer: 0,
        filling: Some(Filling {
            entries: 4_500,
            entries_here: 1_240,
            bytes: 7_600_000,
            bytes_here: 2_100_000,
            left_ms,
        }),
        photos: Photos::default(),
        room: None,
    }
}

/// Whatever the width and the size of text, nothing runs out of its place.
async fn fits(scene: &Scene) {
    let root = document().document_element().unwrap();
    for text in ["standard", "elder"] {
        root.set_attribute("data-text", text).unwrap();
        for width in [320, 390, 820, 1440] {
            let style = format!("width:{width}px;overflow:hidden");
            scene.place.set_attribute("style", &style).unwrap();
            frame().await;
            let (wants, has) = (scene.place.scroll_width(), scene.place.client_width());
            assert!(wants <= has, "{wants} px in {has} px, text {text}");
        }
    }
    root.set_attribute("data-text", "standard").unwrap();
}

#[wasm_bindgen_test]
async fn a_row_of_the_index_says_so_and_bears_no_seal() {
    let _door = Door::put(|_| Err(Code::NoNetwork));
    let today = told().date;
    let scene = show(Role::Counsel, move || view! { <Row row=told() today=today /> });
    let mark = scene.wait("delivery").await;
    assert_eq!(mark.get_attribute("data-delivery").as_deref(), Some("not_here"));
    assert_eq!(mark.text_content().as_deref(), Some("尚未下载"));
    assert!(scene.find("stage").is_none());
    assert!(
        scene
            .place
            .query_selector(".mark-seal, .mark-delivered")
            .unwrap()
            .is_none()
    );
    assert_eq!(
        scene.find("told-stage").unwrap().text_content().as_deref(),
        Some("已通过")
    );
    fits(&scene).await;
}

#[wasm_bindgen_test]
async fn an_entry_that_is_not_here_shows_what_is_known_and_itself_when_it_came() {
    let came = Rc::new(Cell::new(false));
    let is_here = Rc::clone(&came);
    let id = EntryId([6; 16]);
    let _door = Door::put(move |command| match command {
        Command::OpenEntry(_) if is_here.get() => Ok(Reply::OpenEntry(opened(id))),
        Command::OpenEntry(_) => Err(Code::NotHereYet { row: Box::new(told()) }),
        _ => Err(Code::NoNetwork),
    });
    let app = Rc::new(Cell::new(None));
    let taken = Rc::clone(&app);
    let scene = show(Role::Counsel, move || {
        taken.set(Some(cunfa_ui::state::use_app()));
        view! { <EntryScreen entry=told().entry /> }
    });
    scene.wait("fetching").await;
    let text = scene.text();
    assert!(text.contains(RARE) && text.contains("尚未下载"), "{text}");
    assert!(
        scene
            .place
            .query_selector(".mark-seal, .mark-delivered, .page")
            .unwrap()
            .is_none()
    );
    assert!(
        scene.place.query_selector("button").unwrap().is_none(),
        "nothing can be done with it"
    );
    fits(&scene).await;
    came.set(true);
    app.get().unwrap().hear(&Event {
        topics: vec![Topic::Entries],
        entries: Vec::new(),
    });
    until("the entry is shown", || scene.find("delivery-sentence").is_some()).await;
    assert!(scene.find("fetching").is_none());
}

#[wasm_bindgen_test]
async fn how_far_it_is_is_said_in_the_status_line_and_in_the_sync_centre() {
    let _door = Door::put(|command| match command {
        Command::SyncStatus(_) => Ok(Reply::SyncStatus(sync(true, Some(341_000)))),
        _ => Err(Code::NoNetwork),
    });
    let scene = show(Role::Counsel, || {
        let app = cunfa_ui::state::use_app();
        app.sync.set(Some(sync(false, None)));
        view! { <StatusLine /><SyncCentre /> }
    });
    let line = scene.wait("status-filling").await.text_content().unwrap();
    assert!(line.starts_with("正在下载历史记录 1,240 / 4,500 条"), "{line}");
    assert!(line.ends_with("暂停，等待信号"), "{line}");
    let card = scene.wait("sync-filling").await;
    assert!(card.text_content().unwrap().contains("约 6 分钟"));
    let bar = card.query_selector("progress").unwrap().unwrap();
    assert_eq!(bar.get_attribute("value").as_deref(), Some("2100000"));
    fits(&scene).await;
}
