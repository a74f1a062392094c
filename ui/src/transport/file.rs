//! A file that somebody chose, as text that a command carries; and one that a reply carries, handed to the browser.

use std::time::Duration;

use leptos::prelude::set_timeout;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File, FileReader, HtmlElement, Url};

async fn data_url(file: &File) -> Result<String, JsValue> {
    let reader = FileReader::new()?;
    let ended = js_sys::Promise::new(&mut |resolve, _| {
        let done = Closure::once_into_js(move || resolve.call0(&JsValue::NULL));
        reader.set_onloadend(Some(done.unchecked_ref()));
    });
    reader.read_as_data_url(file)?;
    JsFuture::from(ended).await?;
    reader.result()?.as_string().ok_or(JsValue::NULL)
}

/// Its bytes in base64; `None` when it cannot be read.
pub async fn base64(file: &File) -> Option<String> {
    let url = data_url(file).await.ok()?;
    // "data:image/jpeg;base64,…", or "data:" for an empty file.
    Some(url.split_once(',').map(|(_, text)| text.to_owned()).unwrap_or_default())
}

/// How long the browser may take to begin reading it, in ms.
const TAKEN_MS: u64 = 60_000;

/// Hands a file to the browser as a download from memory; `false` when it cannot be read.
#[must_use]
pub fn download(name: &str, content: &str) -> bool {
    offered(name, content).is_ok()
}

fn offered(name: &str, content: &str) -> Result<(), JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let document = window.document().ok_or(JsValue::NULL)?;
    let text = window.atob(content)?;
    // Each character is a byte.
    let bytes: Vec<u8> = text
        .chars()
        .map(|one| u8::try_from(u32::from(one)).unwrap_or_default())
        .collect();
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes.as_slice()));
    let blob = Blob::new_with_u8_array_sequence(&parts)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlElement = document.create_element("a")?.dyn_into()?;
    link.set_attribute("href", &address)?;
    link.set_attribute("download", name)?;
    let body = document.body().ok_or(JsValue::NULL)?;
    body.append_child(&link)?;
    link.click();
    link.remove();
    set_timeout(
        move || {
            let _ = Url::revoke_object_url(&address);
        },
        Duration::from_millis(TAKEN_MS),
    );
    Ok(())
}
