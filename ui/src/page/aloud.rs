//! Reads the page aloud with a voice of the system, where there is a Chinese one. What is read is what the page shows, in its order:
//! it is taken from the page itself. A voice that works elsewhere is never used: what the page says stays on the device.

use js_sys::{Array, Function, Reflect};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

use crate::components::{Button, changing};
use crate::later::{later, parts};
use crate::words::aloud as w;

/// What of a page is read, in the page's order.
const PARTS: &str = ".page-title, .page-village, .page-number, .page-void, .page-note, dt, dd";
/// Of a row with pictures, how many there are.
const COUNTED: &str = ".page-attached";
/// A little slower than talk.
const RATE: f64 = 0.9;

fn get(of: &JsValue, name: &str) -> Option<JsValue> {
    let value = Reflect::get(of, &name.into()).ok()?;
    (!value.is_undefined() && !value.is_null()).then_some(value)
}

fn call(of: &JsValue, name: &str, with: &Array) -> Option<JsValue> {
    get(of, name)?.dyn_into::<Function>().ok()?.apply(of, with).ok()
}

fn speech() -> Option<JsValue> {
    get(&window().into(), "speechSynthesis")
}

/// The system's own Chinese voice; Mandarin of the mainland before others.
fn voice() -> Option<JsValue> {
    let voices: Array = call(&speech()?, "getVoices", &Array::new())?.dyn_into().ok()?;
    let lang = |voice: &JsValue| {
        let lang = get(voice, "lang").and_then(|lang| lang.as_string());
        lang.unwrap_or_default().replace('_', "-").to_lowercase()
    };
    let is_here = |voice: &JsValue| get(voice, "localService").is_some_and(|here| here.is_truthy());
    let chinese = voices
        .iter()
        .filter(|voice| is_here(voice) && lang(voice).starts_with("zh"));
    let chinese: Vec<JsValue> = chinese.collect();
    let mainland = chinese
        .iter()
        .find(|voice| lang(voice).starts_with("zh-cn") || lang(voice).contains("hans"));
    mainland.or(chinese.first()).cloned()
}

/// The lines of the page that stands beside an element.
fn lines(beside: &Element) -> Vec<String> {
    let page = beside
        .parent_element()
        .and_then(|all| all.query_selector(".page").ok().flatten());
    let Some(parts) = page.and_then(|page| page.query_selector_all(PARTS).ok()) else {
        return Vec::new();
    };
    let parts = (0..parts.length()).filter_map(|at| parts.get(at)?.dyn_into::<Element>().ok());
    let text = |part: Element| {
        let part = part.query_selector(COUNTED).ok().flatten().unwrap_or(part);
        let text = part.text_content().unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    parts.map(text).filter(|line| !line.is_empty()).collect()
}

fn stop() {
    if let Some(speech) = speech() {
        call(&speech, "cancel", &Array::new());
    }
}

/// Says the lines one after the other; `done` after the last, and when the voice fails.
fn say(lines: &[String], done: impl Fn() + 'static) -> Option<()> {
    let (speech, voice) = (speech()?, voice()?);
    let make: Function = get(&window().into(), "SpeechSynthesisUtterance")?.dyn_into().ok()?;
    let done = Closure::<dyn Fn()>::new(done).into_js_value();
    for (at, line) in lines.iter().enumerate() {
        let one = Reflect::construct(&make, &Array::of1(&line.into())).ok()?;
        for (name, value) in [("voice", &voice), ("lang", &"zh-CN".into()), ("rate", &RATE.into())] {
            let _ = Reflect::set(&one, &name.into(), value);
        }
        let ends: &[&str] = if at + 1 == lines.len() {
            &["onend", "onerror"]
        } else {
            &["onerror"]
        };
        for name in ends {
            let _ = Reflect::set(&one, &(*name).into(), &done);
        }
        call(&speech, "speak", &Array::of1(&one))?;
    }
    Some(())
}

parts! {
    fn reading() {
        let has_voice = RwSignal::new(voice().is_some());
        let reading = RwSignal::new(false);
        let turn = StoredValue::new(0_u32);
        let node: NodeRef<html::Div> = NodeRef::new();
        let heard = Closure::<dyn Fn()>::new(move || {
            has_voice.try_set(voice().is_some());
        });
        told_of_voices("addEventListener", heard.as_ref());
        let heard = StoredValue::new_local(heard);
        on_cleanup(move || {
            heard.try_with_value(|heard| told_of_voices("removeEventListener", heard.as_ref()));
            stop();
        });
        let press = Callback::new(move |()| {
            let mine = turn.get_value().wrapping_add(1);
            turn.set_value(mine);
            stop();
            if reading.get_untracked() {
                reading.set(false);
                return;
            }
            let Some(node) = node.get_untracked() else { return };
            let done = move || {
                if turn.try_get_value() == Some(mine) {
                    reading.try_set(false);
                }
            };
            let lines = lines(&node);
            reading.set(!lines.is_empty() && say(&lines, done).is_some());
        });
        let label = Signal::derive(move || if reading.get() { w::STOP } else { w::READ }.to_owned());
        view! {
            <div class="aloud" node_ref=node>
                <Show when=move || has_voice.get()>
                    <Button label=label test="read-aloud" on_press=press />
                </Show>
            </div>
        }
    }
}

/// 朗读, directly before a page; nothing where the system has no Chinese voice. It stops when its screen is left.
#[component]
pub fn ReadAloud() -> impl IntoView {
    let speaks = RwSignal::new(speaks_chinese());
    let heard = Closure::<dyn Fn()>::new(move || {
        speaks.try_set(speaks_chinese());
    });
    told_of_voices("addEventListener", heard.as_ref());
    let heard = StoredValue::new_local(heard);
    on_cleanup(move || {
        heard.try_with_value(|heard| told_of_voices("removeEventListener", heard.as_ref()));
    });
    changing(move || speaks.get().then(|| later(reading)))
}

/// Whether the system has a voice that says it is Chinese: then it is worth fetching what reads.
fn speaks_chinese() -> bool {
    let voices = speech().and_then(|speech| call(&speech, "getVoices", &Array::new()));
    let voices = voices.and_then(|voices| voices.dyn_into::<Array>().ok());
    voices.is_some_and(|voices| {
        voices.iter().any(|voice| {
            let lang = get(&voice, "lang").and_then(|lang| lang.as_string());
            lang.is_some_and(|lang| lang.get(..2).is_some_and(|lang| lang.eq_ignore_ascii_case("zh")))
        })
    })
}

/// Browsers tell of their voices after the page is there.
fn told_of_voices(what: &str, heard: &JsValue) {
    if let Some(speech) = speech() {
        call(&speech, what, &Array::of2(&"voiceschanged".into(), heard));
    }
}
