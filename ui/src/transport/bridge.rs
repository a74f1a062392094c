//! A browser's door: the same commands over HTTP from the page's own origin. The browser door of the server, or the bridge of browser tests.

use cunfa_protocol::view::{Event, Topic};
use cunfa_protocol::{FailureReply, json};
use serde_json::Value;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{EventSource, MessageEvent, Request, RequestInit, Response};

use super::{Answer, Transport, broken};

/// `/door` of the page's own origin.
pub(super) struct Bridge;

async fn post(body: String) -> Result<String, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let with = RequestInit::new();
    with.set_method("POST");
    with.set_body(&JsValue::from_str(&body));
    let request = Request::new_with_str_and_init("/door/ask", &with)?;
    request.headers().set("content-type", "application/json")?;
    // No other site's page can set it.
    request.headers().set("x-cunfa", "1")?;
    let response: Response = JsFuture::from(window.fetch_with_request(&request)).await?.dyn_into()?;
    let text = JsFuture::from(response.text()?).await?;
    text.as_string().ok_or(JsValue::NULL)
}

/// `{"ok": reply}` or `{"failure": …}`.
fn outcome(text: &str) -> Option<Result<Value, FailureReply>> {
    let mut outcome: Value = serde_json::from_str(text).ok()?;
    match outcome.get_mut("ok") {
        Some(reply) => Some(Ok(reply.take())),
        None => json::read(outcome.get("failure")?).map(Err),
    }
}

impl Transport for Bridge {
    fn send(&self, _name: &'static str, command: String) -> Answer {
        Box::pin(async move {
            let text = post(command).await.map_err(|_| broken("asking the client"))?;
            outcome(&text).unwrap_or_else(|| Err(broken("reading an answer")))
        })
    }

    fn listen(&self, hear: Box<dyn Fn(Event)>) {
        let Ok(source) = EventSource::new("/door/events") else {
            return;
        };
        let hear: &'static dyn Fn(Event) = Box::leak(hear);
        // What happened before the line stood, or while it was broken, was not heard. The first time that is moments, and only a lock in them matters.
        let mut stood = false;
        let on_open = Closure::<dyn FnMut()>::new(move || {
            let missed: &[Topic] = if std::mem::replace(&mut stood, true) {
                &[Topic::Session, Topic::Entries, Topic::Sync]
            } else {
                &[Topic::Session]
            };
            hear(Event {
                topics: missed.to_vec(),
                entries: Vec::new(),
            });
        });
        source.set_onopen(Some(on_open.as_ref().unchecked_ref()));
        on_open.forget();
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |message: MessageEvent| {
            let text = message.data().as_string();
            let event: Option<Value> = text.and_then(|text| serde_json::from_str(&text).ok());
            if let Some(event) = event.and_then(|event| json::read(&event)) {
                hear(event);
            }
        });
        source.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        on_message.forget();
        std::mem::forget(source);
    }
}
