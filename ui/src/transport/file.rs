//! A file that somebody chose, as text that a command carries.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, FileReader};

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
