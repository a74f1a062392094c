//! The office's check of a month, in a real browser: asked for when it is opened, with its data named, the entries drawn, and blanks.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod page_support;

use chrono::NaiveDate;
use cunfa_core::Role;
use cunfa_protocol::{Code, Command};
use cunfa_ui::desk::check::CheckFold;
use leptos::prelude::*;
use page_support::{Door, show, until};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn it_is_asked_for_when_it_is_opened_and_a_refusal_is_said() {
    let door = Door::put(|_| Err(Code::NotAllowed));
    let month = RwSignal::new(NaiveDate::from_ymd_opt(2026, 11, 1).unwrap());
    let scene = show(Role::Office, move || view! { <CheckFold month=month.into() /> });
    scene.wait("check").await;
    assert!(door.asked().is_empty());
    scene.press("check-open").await;
    until("it is asked", || {
        door.asked()
            .iter()
            .any(|command| matches!(command, Command::MonthCheck(_)))
    })
    .await;
    until("the refusal is said", || scene.find("failure").is_some()).await;
    assert!(scene.find("check-sheet").is_none());
    scene.press("check-ask-open").await;
    let ask = scene.find("check-ask").unwrap().text_content().unwrap();
    for words in ["这次服务是不是真有其事", "您对这次服务满意吗", "不填姓名"] {
        assert!(ask.contains(words), "the questions stand on the screen: {ask}");
    }
}
