//! The page shown when the device's data could not be opened: one plain sentence, no scripts, nothing to click.

use tauri::http::{Response, StatusCode, header};
use tauri::{AppHandle, Manager, Url};

/// The scheme that only this page is served under.
pub const SCHEME: &str = "notice";

const STYLE: &str = "body{margin:0;display:grid;place-items:center;min-height:100vh;background:#f7f4ee;color:#222;\
font:18px/1.7 'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif}\
main{max-width:34em;padding:2em}h1{font-size:1.4em;color:#a02c22}p{white-space:pre-wrap}";

/// What went wrong, as a sentence for the person in front of the window.
pub struct Message(pub String);

/// The address of the page.
pub fn url() -> Result<Url, String> {
    let address = if cfg!(any(windows, target_os = "android")) {
        "http://notice.localhost/"
    } else {
        "notice://localhost/"
    };
    Url::parse(address).map_err(|error| error.to_string())
}

/// The page.
pub fn page(app: &AppHandle) -> Response<Vec<u8>> {
    let message = app
        .try_state::<Message>()
        .map(|message| message.0.clone())
        .unwrap_or_default();
    let mut response = Response::new(html(&message).into_bytes());
    *response.status_mut() = StatusCode::OK;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        header::HeaderValue::from_static("text/html; charset=utf-8"),
    );
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        header::HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'"),
    );
    response
}

fn html(message: &str) -> String {
    format!(
        "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>村法台账</title><style>{STYLE}</style></head>\
         <body><main><h1>台账没有打开</h1><p>{}</p><p>原有数据没有改动。处理后请重新打开本应用。</p></main></body></html>",
        escaped(message)
    )
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::html;

    #[test]
    fn a_message_cannot_bring_markup_along() {
        let page = html("<script>x</script>");
        assert!(page.contains("&lt;script&gt;x&lt;/script&gt;"));
        assert!(!page.contains("<script>"));
    }
}
