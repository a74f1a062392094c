//! Composition in a real browser: what an input method composes is told once, when it is committed; Enter that commits a
//! candidate submits nothing; nothing is written back meanwhile. And the PIN pad, by finger and by keyboard.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod page_support;

use cunfa_core::Role;
use cunfa_ui::components::{PinPad, TextArea, TextInput};
use leptos::prelude::*;
use page_support::{Scene, frame, key, show};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{HtmlElement, HtmlInputElement, HtmlTextAreaElement};

wasm_bindgen_test_configure!(run_in_browser);

/// Sends an event made by a line of script with the element as `a`.
fn send(element: &HtmlElement, make: &str) {
    let make = js_sys::Function::new_with_args("a", make);
    let event = make.call1(&JsValue::NULL, element).unwrap();
    element.dispatch_event(event.unchecked_ref()).unwrap();
}

fn input(element: &HtmlElement, text: &str) {
    js_sys::Reflect::set(element, &"value".into(), &text.into()).unwrap();
    send(element, "return new InputEvent('input', {bubbles: true})");
}

fn compose(element: &HtmlElement, stage: &str) {
    send(
        element,
        &format!("return new CompositionEvent('composition{stage}', {{bubbles: true}})"),
    );
}

#[derive(Clone, Copy)]
struct Told {
    texts: StoredValue<Vec<String>>,
    entered: StoredValue<u32>,
    value: RwSignal<String>,
}

impl Told {
    fn texts(self) -> Vec<String> {
        self.texts.get_value()
    }
}

fn told() -> Told {
    let owner = Owner::new();
    owner.set();
    std::mem::forget(owner);
    Told {
        texts: StoredValue::new(Vec::new()),
        entered: StoredValue::new(0),
        value: RwSignal::new(String::new()),
    }
}

async fn line() -> (Scene, Told, HtmlInputElement) {
    let told = told();
    let scene = show(Role::Counsel, move || {
        let on_text = Callback::new(move |text: String| {
            told.texts.update_value(|texts| texts.push(text.clone()));
            told.value.set(text);
        });
        let on_enter = Callback::new(move |()| told.entered.update_value(|count| *count += 1));
        view! { <TextInput id="line" label="姓名" value=told.value on_text=on_text on_enter=on_enter /> }
    });
    let field = scene.wait("line").await.dyn_into().unwrap();
    (scene, told, field)
}

#[wasm_bindgen_test]
async fn composed_text_is_told_once_when_it_is_committed() {
    let (_scene, told, field) = line().await;
    compose(&field, "start");
    for part in ["w", "we", "wei"] {
        input(&field, part);
    }
    assert!(told.texts().is_empty(), "letters of a composition are nobody's text");
    input(&field, "韦");
    compose(&field, "end");
    assert_eq!(told.texts(), ["韦"]);
}

#[wasm_bindgen_test]
async fn nothing_is_written_back_while_composing() {
    let (_scene, told, field) = line().await;
    compose(&field, "start");
    input(&field, "nong");
    told.value.set("别的".to_owned());
    frame().await;
    assert_eq!(field.value(), "nong", "the composition would be torn");
    input(&field, "农");
    compose(&field, "end");
    frame().await;
    assert_eq!(field.value(), "农");
}

#[wasm_bindgen_test]
async fn enter_that_commits_a_candidate_submits_nothing() {
    let (_scene, told, field) = line().await;
    key(&field, "Enter", true);
    send(
        &field,
        "return new KeyboardEvent('keydown', {key: 'Enter', keyCode: 229, bubbles: true, cancelable: true})",
    );
    assert_eq!(told.entered.get_value(), 0);
    key(&field, "Enter", false);
    assert_eq!(told.entered.get_value(), 1);
}

#[wasm_bindgen_test]
async fn leaving_a_field_whose_input_method_never_ended_loses_nothing() {
    let (_scene, told, field) = line().await;
    compose(&field, "start");
    input(&field, "覃");
    send(&field, "return new FocusEvent('blur')");
    assert_eq!(told.texts(), ["覃"]);
}

#[wasm_bindgen_test]
async fn rare_characters_and_emoji_pass_a_field_unchanged() {
    let (_scene, told, field) = line().await;
    for text in ["\u{21336}\u{2CB4E}\u{2B5AF}", "👨‍👩‍👧"] {
        input(&field, text);
        frame().await;
        assert_eq!(field.value(), text);
        assert_eq!(told.texts().last().map(String::as_str), Some(text));
    }
}

#[wasm_bindgen_test]
async fn many_lines_compose_like_one() {
    let told = told();
    let scene = show(Role::Counsel, move || {
        let on_text = Callback::new(move |text: String| told.texts.update_value(|texts| texts.push(text)));
        view! { <TextArea id="lines" label="内容" value=told.value on_text=on_text /> }
    });
    let field: HtmlTextAreaElement = scene.wait("lines").await.dyn_into().unwrap();
    compose(&field, "start");
    input(&field, "xian");
    input(&field, "先");
    compose(&field, "end");
    assert_eq!(told.texts(), ["先"]);
}

async fn pad(busy: bool) -> (Scene, Told) {
    let told = told();
    let scene = show(Role::Counsel, move || {
        let done = Callback::new(move |pin: String| told.texts.update_value(|texts| texts.push(pin)));
        view! { <PinPad label="密码" confirm="打开" on_done=done busy=Signal::derive(move || busy) /> }
    });
    scene.wait("pin-ok").await;
    (scene, told)
}

#[wasm_bindgen_test]
async fn a_pin_is_given_once_and_forgotten_by_the_pad() {
    let (scene, told) = pad(false).await;
    for digit in ["1", "3", "5", "7", "9", "9"] {
        scene.press(&format!("pin-{digit}")).await;
    }
    scene.press("pin-back").await;
    scene.press("pin-0").await;
    assert!(!scene.text().contains("135790"), "digits are never shown");
    scene.press("pin-ok").await;
    scene.press("pin-ok").await;
    assert_eq!(told.texts(), ["135790"]);
}

#[wasm_bindgen_test]
async fn a_short_pin_cannot_be_given() {
    let (scene, told) = pad(false).await;
    for digit in ["1", "3", "5"] {
        scene.press(&format!("pin-{digit}")).await;
    }
    scene.press("pin-ok").await;
    key(&document().body().unwrap(), "Enter", false);
    assert!(told.texts().is_empty());
}

#[wasm_bindgen_test]
async fn the_keyboard_types_on_the_pad_too() {
    let (_scene, told) = pad(false).await;
    let body = document().body().unwrap();
    for name in ["4", "8", "x", "F1", "2", "9", "1", "3", "Enter"] {
        key(&body, name, false);
        frame().await;
    }
    assert_eq!(told.texts(), ["482913"]);
}

#[wasm_bindgen_test]
async fn a_pad_whose_pin_is_being_tried_takes_nothing() {
    let (scene, told) = pad(true).await;
    for digit in ["1", "3", "5", "7", "9", "0"] {
        scene.press(&format!("pin-{digit}")).await;
    }
    scene.press("pin-ok").await;
    assert!(told.texts().is_empty());
}
