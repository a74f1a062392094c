//! HTTP by hand: one request, one answer, read to its end.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use cunfa_protocol::wire::{MEDIA_TYPE, Refusal, decode};

/// One HTTP answer, read to its end.
pub struct Got {
    pub status: u16,
    pub head: String,
    /// The cookie that was set, as `name=value`.
    pub cookie: Option<String>,
    pub body: Vec<u8>,
}

pub fn ask(port: u16, head: &str, body: &[u8]) -> Got {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let head = format!(
        "{head}\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    // The server may answer and close before it has read everything.
    let _ = stream.write_all(body);
    answer(stream)
}

pub fn answer(mut stream: TcpStream) -> Got {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
    let head = String::from_utf8_lossy(&bytes[..end]);
    let cookie = set_cookie(&head);
    let head = head.to_lowercase();
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|code| code.parse().ok())
        .expect("a status");
    let body = bytes[end + 4..].to_vec();
    let body = if head.contains("transfer-encoding: chunked") {
        joined(&body)
    } else {
        body
    };
    Got {
        status,
        head,
        cookie,
        body,
    }
}

fn set_cookie(head: &str) -> Option<String> {
    let lines = head.lines().filter_map(|line| line.split_once(": "));
    let mut set = lines.filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
    let (_, value) = set.next()?;
    value.split(';').next().map(str::to_owned)
}

/// A body that came in pieces, each after its length in hex.
fn joined(mut pieces: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = pieces.windows(2).position(|two| two == b"\r\n") {
        let length = usize::from_str_radix(std::str::from_utf8(&pieces[..end]).unwrap(), 16).unwrap();
        body.extend_from_slice(&pieces[end + 2..end + 2 + length]);
        pieces = &pieces[end + 2 + length + 2..];
    }
    body
}

pub fn post(port: u16, path: &str, token: Option<&str>, body: &[u8]) -> Got {
    let token = token
        .map(|token| format!("\r\nAuthorization: Bearer {token}"))
        .unwrap_or_default();
    ask(port, &format!("POST {path} HTTP/1.1{token}"), body)
}

impl Got {
    pub fn refusal(&self) -> (u16, Refusal) {
        assert!(self.head.contains(MEDIA_TYPE), "{}", self.head);
        (self.status, decode(&self.body).unwrap())
    }
}
