//! What `boot.js` did before the module was ready, and left on the window.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// The answer to its question how the device stands, as a promise.
pub const ASKED: &str = "cunfaAsked";
/// The slot whose name was pressed.
pub const PRESSED: &str = "cunfaPressed";

/// Takes what was left under this name, once.
#[must_use]
pub fn take(name: &str) -> Option<JsValue> {
    let (window, name) = (JsValue::from(web_sys::window()?), JsValue::from_str(name));
    let left = Reflect::get(&window, &name).ok().filter(|left| left.is_truthy())?;
    Reflect::set(&window, &name, &JsValue::UNDEFINED).ok()?;
    Some(left)
}
