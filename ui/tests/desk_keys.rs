//! The desk's keys in a real browser: they decide over what is open, and rest while somebody types or composes.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod page_support;

use cunfa_core::{Decision, EntryId, Role};
use cunfa_protocol::command::Review;
use cunfa_protocol::{Code, Command, Reply};
use cunfa_ui::desk::Desk;
use leptos::prelude::*;
use page_support::{Door, Scene, frame, key, queue, show, until, view};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const FIRST: EntryId = EntryId([1; 16]);
const SECOND: EntryId = EntryId([2; 16]);

async fn desk() -> (Scene, Door) {
    let door = Door::put(|command| match command {
        Command::ReviewQueue(_) => Ok(Reply::ReviewQueue(queue(&[FIRST, SECOND]))),
        Command::OpenEntry(open) => Ok(Reply::OpenEntry(view(open.entry))),
        Command::Review(review) => Ok(Reply::Review(view(review.entry))),
        _ => Err(Code::NotNow),
    });
    let scene = show(Role::Office, || view! { <Desk /> });
    scene.wait("desk-row").await;
    (scene, door)
}

fn press(name: &str) {
    key(
        &document()
            .active_element()
            .unwrap_or_else(|| document().body().unwrap().into()),
        name,
        false,
    );
}

fn compose(name: &str) {
    key(&document().body().unwrap(), name, true);
}

fn reviews(door: &Door) -> Vec<Review> {
    let review = |command| {
        if let Command::Review(review) = command {
            Some(review)
        } else {
            None
        }
    };
    door.asked().into_iter().filter_map(review).collect()
}

fn opened(scene: &Scene) -> Option<String> {
    let row = scene
        .place
        .query_selector("[data-test=desk-row][aria-current=true]")
        .unwrap()?;
    row.get_attribute("data-entry")
}

fn focused() -> Option<String> {
    document()
        .active_element()
        .and_then(|element| element.get_attribute("data-entry"))
}

async fn open_first(scene: &Scene) {
    press("j");
    until("the first row has the focus", || focused() == Some(FIRST.to_string())).await;
    press("k");
    until("it still has", || focused() == Some(FIRST.to_string())).await;
    document()
        .active_element()
        .unwrap()
        .unchecked_into::<web_sys::HtmlElement>()
        .click();
    scene.wait("desk-approve").await;
    assert_eq!(opened(scene), Some(FIRST.to_string()));
}

#[wasm_bindgen_test]
async fn a_approves_the_open_record_with_the_sign_off_that_was_shown_and_goes_on_to_the_next() {
    let (scene, door) = desk().await;
    open_first(&scene).await;
    press("a");
    until("a decision was asked for", || !reviews(&door).is_empty()).await;
    let review = reviews(&door).pop().unwrap();
    assert_eq!(
        (review.entry, Some(review.sign_off)),
        (FIRST, view(FIRST).life.official)
    );
    assert_eq!(review.decision, Decision::Approve);
    until("the next one is open", || opened(&scene) == Some(SECOND.to_string())).await;
}

#[wasm_bindgen_test]
async fn while_composing_or_typing_letters_only_write() {
    let (scene, door) = desk().await;
    open_first(&scene).await;
    for name in ["a", "r", "j", "k", "?"] {
        compose(name);
    }
    let search = scene.wait("desk-search").await;
    search.focus().unwrap();
    for name in ["a", "r", "j", "k", "?", "/"] {
        key(&search, name, false);
        key(&search, name, true);
    }
    frame().await;
    assert!(reviews(&door).is_empty());
    assert!(scene.find("return-confirm").is_none());
    assert!(scene.find("help-close").is_none());
    assert_eq!(opened(&scene), Some(FIRST.to_string()));
}

#[wasm_bindgen_test]
async fn a_return_needs_a_reason_and_carries_every_point() {
    let (scene, door) = desk().await;
    open_first(&scene).await;
    press("r");
    scene.press("return-confirm").await;
    assert!(!scene.find("return-fault").unwrap().text_content().unwrap().is_empty());
    assert!(reviews(&door).is_empty());
    scene.press("return-template-0").await;
    scene.press("return-template-1").await;
    scene.press("return-confirm").await;
    until("a decision was asked for", || !reviews(&door).is_empty()).await;
    match reviews(&door).pop().unwrap().decision {
        Decision::Return { reasons } => assert_eq!(reasons.len(), 2),
        Decision::Approve => panic!("approved"),
    }
}

#[wasm_bindgen_test]
async fn a_key_never_decides_over_a_record_that_is_not_on_the_screen() {
    let (scene, door) = desk().await;
    open_first(&scene).await;
    press("j");
    until("the second row has the focus", || focused() == Some(SECOND.to_string())).await;
    press("a");
    until("the second is opened instead", || {
        opened(&scene) == Some(SECOND.to_string())
    })
    .await;
    assert!(reviews(&door).is_empty());
}
