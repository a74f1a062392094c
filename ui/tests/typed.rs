//! What is typed in a form that makes no draft, in a real browser: kept after every change, there again when the form is opened anew, gone when
//! something was made of it or it was given up; and the word before the device locks by itself.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod page_support;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use cunfa_core::{EntryId, Role};
use cunfa_protocol::view::{DraftSaved, EntryView, Typed};
use cunfa_protocol::{Code, Command, Reply};
use cunfa_ui::field::EntryScreen;
use cunfa_ui::idle::LocksSoon;
use cunfa_ui::state::use_app;
use leptos::prelude::*;
use page_support::{Door, Scene, frame, show, type_into, until, view};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const ID: EntryId = EntryId([1; 16]);

type Kept = Rc<RefCell<BTreeMap<String, String>>>;

fn own() -> EntryView {
    EntryView {
        may_void: true,
        ..view(ID)
    }
}

/// A device that keeps what it is given.
fn door(kept: &Kept) -> Door {
    let kept = Rc::clone(kept);
    Door::put(move |command| match command {
        Command::OpenEntry(_) => Ok(Reply::OpenEntry(own())),
        Command::VoidEntry(_) => Ok(Reply::VoidEntry(view(ID))),
        Command::Typed(with) => Ok(Reply::Typed(Typed {
            text: kept.borrow().get(&with.form).cloned().unwrap_or_default(),
            saved_at_ms: None,
        })),
        Command::KeepTyped(with) => {
            kept.borrow_mut().insert(with.form.clone(), with.text.clone());
            Ok(Reply::KeepTyped(DraftSaved { saved_at_ms: 1 }))
        }
        _ => Err(Code::NotNow),
    })
}

async fn voiding() -> Scene {
    let scene = show(Role::Counsel, || view! { <EntryScreen entry=ID /> });
    scene.wait("entry-void").await;
    scene.press("entry-void").await;
    scene.wait("void-reason").await;
    scene
}

fn reason(scene: &Scene) -> String {
    let field = scene.find("void-reason").unwrap();
    field.dyn_into::<web_sys::HtmlTextAreaElement>().unwrap().value()
}

fn void(kept: &Kept) -> Option<String> {
    kept.borrow().get("void").cloned()
}

#[wasm_bindgen_test]
async fn a_reason_that_was_typed_is_there_again_after_a_lock_and_gone_with_the_voiding() {
    let kept = Kept::default();
    let _door = door(&kept);
    let scene = voiding().await;
    type_into(&scene, "void-reason", "写错了村");
    until("it is kept", || void(&kept).as_deref() == Some("写错了村")).await;
    drop(scene);
    let scene = voiding().await;
    until("it is there again", || reason(&scene) == "写错了村").await;
    scene.press("void-confirm").await;
    until("it is gone", || void(&kept).as_deref() == Some("")).await;
}

#[wasm_bindgen_test]
async fn a_reason_that_is_given_up_is_gone() {
    let kept = Kept::default();
    let _door = door(&kept);
    let scene = voiding().await;
    type_into(&scene, "void-reason", "写错了村");
    until("it is kept", || void(&kept).is_some()).await;
    scene.press("void-cancel").await;
    until("it is gone", || void(&kept).as_deref() == Some("")).await;
}

#[wasm_bindgen_test]
async fn before_the_device_locks_by_itself_it_says_so_and_one_press_goes_on() {
    let scene = show(Role::Counsel, || {
        use_app().locks_in.set(Some(25));
        view! { <LocksSoon /> }
    });
    let said = scene.wait("locks-soon").await.text_content().unwrap();
    assert!(said.contains("即将锁定（约 25 秒），点一下继续。"), "{said}");
    scene.press("go-on").await;
    frame().await;
    assert!(scene.find("go-on").is_none());
}
