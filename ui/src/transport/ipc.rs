//! The app's door: `window.__TAURI__`. Values cross as JSON, the same text the bridge sends.

use cunfa_protocol::view::Event;
use cunfa_protocol::{Command, FailureReply, Reply};
use js_sys::{Array, Function, JSON, Object, Promise, Reflect};
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
    fn asked(command: &Command) -> Option<Promise> {
        let asks = matches!(command, Command::SessionStatus(_));
        asks.then(|| before::take(before::ASKED))??.dyn_into().ok()
    }

    fn invoke(&self, command: &Command) -> Result<Promise, JsValue> {
        let text = serde_json::to_string(command).map_err(|error| JsValue::from_str(&error.to_string()))?;
        let with = Object::new();
        Reflect::set(&with, &"command".into(), &JSON::parse(&text)?)?;
        self.call("core", "invoke", &Array::of2(&"handle".into(), &with))
    }
}

fn text(value: &JsValue) -> Option<String> {
    JSON::stringify(value).ok()?.as_string()
}

fn read_reply(value: &JsValue) -> Result<Reply, FailureReply> {
    let text = text(value).ok_or_else(|| broken("reading an answer"))?;
    serde_json::from_str(&text).map_err(|_| broken("reading an answer"))
}

fn read_failure(value: &JsValue) -> FailureReply {
    text(value)
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_else(|| broken("asking the client"))
}

impl Transport for Ipc {
    fn send(&self, command: Command) -> Answer {
        let sent = Ipc::asked(&command).map_or_else(|| self.invoke(&command), Ok);
        Box::pin(async move {
            let promise = sent.map_err(|error| read_failure(&error))?;
            match JsFuture::from(promise).await {
                Ok(value) => read_reply(&value),
                Err(error) => Err(read_failure(&error)),
            }
        })
    }

    fn listen(&self, hear: Box<dyn Fn(Event)>) {
        let hear = Closure::<dyn Fn(JsValue)>::new(move |heard: JsValue| {
            let event = part(&heard, "payload").and_then(|payload| text(&payload));
            if let Some(event) = event.and_then(|text| serde_json::from_str(&text).ok()) {
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
