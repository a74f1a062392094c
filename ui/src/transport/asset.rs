//! Files of the bundle that are read only when somebody opens what they are for.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

use cunfa_protocol::FailureReply;

use super::broken;

async fn text(path: &str) -> Result<String, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let response: Response = JsFuture::from(window.fetch_with_str(path)).await?.dyn_into()?;
    if !response.ok() {
        return Err(JsValue::NULL);
    }
    let text = JsFuture::from(response.text()?).await?;
    text.as_string().ok_or(JsValue::NULL)
}

/// A file beside the page, as text.
///
/// # Errors
/// [`cunfa_protocol::Code::Internal`] when it is not there.
pub async fn asset(path: &str) -> Result<String, FailureReply> {
    text(path).await.map_err(|_| broken("reading a file of the program"))
}
