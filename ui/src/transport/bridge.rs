//! A browser's door: the same commands over HTTP from the page's own origin. Used by browser tests only.

use cunfa_protocol::view::Event;
use cunfa_protocol::{Command, FailureReply, Reply};
use serde::Deserialize;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{EventSource, MessageEvent, Request, RequestInit, Response};

use super::{Answer, Transport, broken};

/// `/bridge` of the page's own origin.
pub(super) struct Bridge;

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Ok(Box<Reply>),
    Failure(FailureReply),
}

async fn post(body: String) -> Result<String, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let with = RequestInit::new();
    with.set_method("POST");
    with.set_body(&JsValue::from_str(&body));
    let request = Request::new_with_str_and_init("/bridge/command", &with)?;
    request.headers().set("content-type", "application/json")?;
    let response: Response = JsFuture::from(window.fetch_with_request(&request)).await?.dyn_into()?;
    let text = JsFuture::from(response.text()?).await?;
    text.as_string().ok_or(JsValue::NULL)
}

impl Transport for Bridge {
    fn send(&self, command: Command) -> Answer {
        Box::pin(async move {
            let body = serde_json::to_string(&command).map_err(|_| broken("writing a command"))?;
            let text = post(body).await.map_err(|_| broken("asking the client"))?;
            match serde_json::from_str(&text).map_err(|_| broken("reading an answer"))? {
                Outcome::Ok(reply) => Ok(*reply),
                Outcome::Failure(failure) => Err(failure),
            }
        })
    }

    fn listen(&self, hear: Box<dyn Fn(Event)>) {
        let Ok(source) = EventSource::new("/bridge/events") else {
            return;
        };
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |message: MessageEvent| {
            if let Some(event) = message
                .data()
                .as_string()
                .and_then(|text| serde_json::from_str(&text).ok())
            {
                hear(event);
            }
        });
        source.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        on_message.forget();
        std::mem::forget(source);
    }
}
