//! Whether a request comes from a page of ours. A cookie goes with whatever a browser sends; this does not.

use axum::http::HeaderValue;
use axum::http::header::{CONTENT_TYPE, HOST, ORIGIN};
use axum::http::request::Parts;

/// The header that only a page of ours sets: no form and no image can.
const OURS: &str = "x-cunfa";
/// What a browser says of where a request comes from.
const SITE: &str = "sec-fetch-site";

/// The origin of a command, when it comes from a page of this very host: JSON, with our header, and with `Origin` naming the host.
pub(crate) fn asks(head: &Parts, tls: bool) -> Option<String> {
    let origin = text(head.headers.get(ORIGIN))?;
    let host = host(head)?;
    let secure = origin.strip_prefix("https://") == Some(host);
    // Behind a proxy on this machine pages are secure and what reaches us is not.
    let plain = !tls && origin.strip_prefix("http://") == Some(host);
    let json = text(head.headers.get(CONTENT_TYPE)).is_some_and(|kind| kind.starts_with("application/json"));
    let ours = head.headers.get(OURS).is_some_and(|value| value == "1");
    (listens(head) && (secure || plain) && json && ours).then(|| origin.to_owned())
}

/// Whether a page of another site wants to hear; browsers that say nothing of it do not let it either.
pub(crate) fn listens(head: &Parts) -> bool {
    head.headers.get(SITE).is_none_or(|site| site == "same-origin")
}

/// HTTP/2 names the host in the address, HTTP/1 in a header.
fn host(head: &Parts) -> Option<&str> {
    match head.uri.authority() {
        Some(authority) => Some(authority.as_str()),
        None => text(head.headers.get(HOST)),
    }
}

fn text(value: Option<&HeaderValue>) -> Option<&str> {
    value?.to_str().ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use axum::http::Request;

    use super::*;

    const GOOD: [(&str, &str); 5] = [
        ("host", "county.example"),
        ("origin", "https://county.example"),
        ("content-type", "application/json"),
        ("x-cunfa", "1"),
        ("sec-fetch-site", "same-origin"),
    ];

    fn head(uri: &str, changed: &[(&str, &str)]) -> Parts {
        let mut request = Request::post(uri);
        for (name, value) in GOOD {
            let value = changed
                .iter()
                .find(|(of, _)| *of == name)
                .map_or(value, |(_, value)| *value);
            if !value.is_empty() {
                request = request.header(name, value);
            }
        }
        request.body(()).unwrap().into_parts().0
    }

    #[test]
    fn a_page_of_ours_may_ask_over_either_version_of_http() {
        assert!(asks(&head("/door/ask", &[]), true).is_some());
        assert!(asks(&head("https://county.example/door/ask", &[("host", "")]), true).is_some());
        assert!(asks(&head("/door/ask", &[("sec-fetch-site", "")]), true).is_some());
        let plain = head("/door/ask", &[("origin", "http://county.example")]);
        assert!(asks(&plain, false).is_some() && asks(&plain, true).is_none());
    }

    #[test]
    fn whatever_another_site_can_make_a_browser_send_is_refused() {
        let tries = [
            ("origin", "https://other.example"),
            ("origin", "https://county.example.other.example"),
            ("origin", "null"),
            ("origin", ""),
            ("host", "other.example"),
            ("host", ""),
            ("content-type", "text/plain"),
            ("content-type", ""),
            ("x-cunfa", ""),
            ("x-cunfa", "2"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ];
        for changed in tries {
            assert_eq!(asks(&head("/door/ask", &[changed]), true), None, "{changed:?}");
        }
        let other = head("https://other.example/door/ask", &[]);
        assert_eq!(asks(&other, true), None);
    }
}
