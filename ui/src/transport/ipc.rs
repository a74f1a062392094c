//! The app's door: `window.__TAURI__`. Values cross as JSON, the same text the bridge sends.

use cunfa_protocol::view::Event;
use cunfa_protocol::{Ask, FailureReply, command, json};
use js_sys::{Array, Function, JSON, Object, Promise, Reflect};
use serde_json::Value;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::{Answer, Transport, broken};
use crate::before;

const CHANGED: &str = "cunfa://changed";

/// `window.__TAURI__`.
pub(super) struct Ipc(JsValue);

fn part(of: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(of, &JsValue::from_str(name))
        .ok()
        .filter(|value| !value.is_undefined() && !value.is_null())
}

impl Ipc {
    /// The app's door, when this page runs in the app.
    pub(super) fn of_window() -> Option<Ipc> {
        part(&web_sys::window()?.into(), "__TAURI__").map(Ipc)
    }

    fn call(&self, area: &str, function: &str, arguments: &Array) -> Result<Promise, JsValue> {
        let missing = || JsValue::from_str(function);
        let area = part(&self.0, area).ok_or_else(missing)?;
        let function: Function = part(&area, function).ok_or_else(missing)?.dyn_into()?;
        function.apply(&area, arguments)?.dyn_into()
    }

    /// The answer that is on its way already, once.
    fn asked(name: &str) -> Option<Promise> {
        let asks = name == command::SessionStatus::NAME;
        asks.then(|| before::take(before::ASKED))??.dyn_into().ok()
    }

    fn invoke(&self, command: &str) -> Result<Promise, JsValue> {
        let with = Object::new();
        Reflect::set(&with, &"command".into(), &JSON::parse(command)?)?;
        self.call("core", "invoke", &Array::of2(&"handle".into(), &with))
    }
}

fn value(of: &JsValue) -> Option<Value> {
    let text = JSON::stringify(of).ok()?.as_string()?;
    serde_json::from_str(&text).ok()
}

fn failure(of: &JsValue) -> FailureReply {
    value(of)
        .and_then(|failure| json::read(&failure))
        .unwrap_or_else(|| broken("asking the client"))
}

impl Transport for Ipc {
    fn send(&self, name: &'static str, command: String) -> Answer {
        let sent = Ipc::asked(name).map_or_else(|| self.invoke(&command), Ok);
        Box::pin(async move {
            let promise = sent.map_err(|error| failure(&error))?;
            match JsFuture::from(promise).await {
                Ok(reply) => value(&reply).ok_or_else(|| broken("reading an answer")),
                Err(error) => Err(failure(&error)),
            }
        })
    }

    fn listen(&self, hear: Box<dyn Fn(Event)>) {
        let hear = Closure::<dyn Fn(JsValue)>::new(move |heard: JsValue| {
            let event = part(&heard, "payload").and_then(|payload| value(&payload));
            if let Some(event) = event.and_then(|event| json::read(&event)) {
                hear(event);
            }
        });
        let started = self.call("event", "listen", &Array::of2(&CHANGED.into(), hear.as_ref()));
        hear.forget();
        if started.is_err() {
            web_sys::console::warn_1(&"changes of the client are not heard".into());
        }
    }
}
