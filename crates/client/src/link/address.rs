//! Which server addresses are usable: https anywhere, plain http only to this very machine. Nothing but scheme, host, port.

use std::net::IpAddr;

/// Why a server address is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Not an address of the form "https://host" or "https://host:port".
    #[error("reading a server address: not an address")]
    Shape,
    /// Plain http to another machine.
    #[error("reading a server address: plain http is for this machine only")]
    Plain,
}

/// The address as it is kept: "scheme://host\[:port\]", lower case, without a slash at the end.
///
/// # Errors
/// As [`AddressError`].
pub fn normalise(address: &str) -> Result<String, AddressError> {
    let url = reqwest::Url::parse(address.trim()).map_err(|_| AddressError::Shape)?;
    let bare = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none()
        && matches!(url.path(), "" | "/");
    if !bare || url.host_str().is_none_or(str::is_empty) {
        return Err(AddressError::Shape);
    }
    match url.scheme() {
        "https" => {}
        "http" if is_this_machine(&url) => {}
        "http" => return Err(AddressError::Plain),
        _ => return Err(AddressError::Shape),
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

fn is_this_machine(url: &reqwest::Url) -> bool {
    let Some(host) = url.host_str() else { return false };
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn https_is_accepted_anywhere_and_plain_http_only_on_this_machine() {
        assert_eq!(
            normalise(" https://Ledger.Example.CN/ ").unwrap(),
            "https://ledger.example.cn"
        );
        assert_eq!(normalise("http://127.0.0.1:8443").unwrap(), "http://127.0.0.1:8443");
        assert_eq!(normalise("http://localhost:1").unwrap(), "http://localhost:1");
        assert_eq!(normalise("http://[::1]:80/").unwrap(), "http://[::1]");
        assert_eq!(normalise("http://192.168.1.5"), Err(AddressError::Plain));
        assert_eq!(normalise("http://localhost.example.cn"), Err(AddressError::Plain));
        assert_eq!(normalise("http://127.0.0.1.example.cn"), Err(AddressError::Plain));
    }

    #[test]
    fn anything_but_scheme_host_and_port_is_no_address() {
        for address in [
            "",
            "村法",
            "ledger.example.cn",
            "ftp://a.cn",
            "https://",
            "https://u:p@a.cn",
            "https://a.cn/x",
            "https://a.cn?x",
            "file:///etc",
        ] {
            assert_eq!(normalise(address), Err(AddressError::Shape), "{address}");
        }
    }
}
