//! The volume opens with its rows, in a real browser: no empty list is drawn in between, and no question is asked twice.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod page_support;

use cunfa_core::{EntryId, Role};
use cunfa_protocol::view::VolumePage;
use cunfa_protocol::{Code, Command, Reply};
use cunfa_ui::app::Root;
use leptos::prelude::*;
use page_support::{Door, Scene, frame, row, session, show, until};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn door(volume: impl Fn() -> Result<VolumePage, Code> + 'static) -> Door {
    let _ = window().location().set_hash("");
    Door::put(move |command| match command {
        Command::SessionStatus(_) => Ok(Reply::SessionStatus(session(Role::Counsel))),
        Command::Volume(_) => volume().map(Reply::Volume),
        _ => Err(Code::NoNetwork),
    })
}

fn one_row() -> VolumePage {
    VolumePage {
        rows: vec![row(EntryId([6; 16]))],
        total: 1,
        offset: 0,
    }
}

async fn opened() -> Scene {
    let scene = show(Role::Counsel, || view! { <Root /> });
    scene.wait("nav-volume").await.click();
    scene
}

#[wasm_bindgen_test]
async fn the_volume_is_shown_with_its_rows_and_asks_for_them_once() {
    let door = door(|| Ok(one_row()));
    let scene = opened().await;
    while scene.find("volume").is_none() {
        frame().await;
    }
    assert!(scene.find("row").is_some(), "rows come with the screen");
    frame().await;
    let asked = door.asked();
    let volumes = asked.iter().filter(|one| matches!(one, Command::Volume(_))).count();
    assert_eq!(volumes, 1);
}

#[wasm_bindgen_test]
async fn a_volume_that_cannot_be_read_is_shown_with_the_reason() {
    let _door = door(|| Err(Code::Locked));
    let scene = opened().await;
    scene.wait("volume").await;
    until("the reason is said", || {
        scene.place.query_selector("[role=\"alert\"]").unwrap().is_some()
    })
    .await;
    assert!(scene.find("row").is_none());
}
