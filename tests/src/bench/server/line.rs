//! One device's connection to the server: HTTP/1.1 kept alive, nothing that would cost the generator more than the server.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What came back.
#[derive(Debug)]
pub struct Got {
    /// HTTP status.
    pub status: u16,
    /// When to come again.
    pub again: Option<Duration>,
    /// The body.
    pub body: Vec<u8>,
}

/// A connection, made when first needed and again when it broke.
#[derive(Debug)]
pub struct Line {
    port: u16,
    stream: Option<TcpStream>,
}

impl Line {
    /// To a port of loopback.
    #[must_use]
    pub fn to(port: u16) -> Line {
        Line { port, stream: None }
    }

    /// Posts a body.
    ///
    /// # Errors
    /// The network's; the connection is made anew next time.
    pub async fn post(&mut self, path: &str, token: &str, body: &[u8]) -> Result<Got, String> {
        let result = self.try_post(path, token, body).await;
        if result.is_err() {
            self.stream = None;
        }
        result
    }

    async fn try_post(&mut self, path: &str, token: &str, body: &[u8]) -> Result<Got, String> {
        let said = |error: std::io::Error| format!("asking the server: {error}");
        let stream = match &mut self.stream {
            Some(stream) => stream,
            none => none.insert(TcpStream::connect(("127.0.0.1", self.port)).await.map_err(said)?),
        };
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let message = [head.as_bytes(), body].concat();
        stream.write_all(&message).await.map_err(said)?;
        let mut read = Vec::new();
        let (head, length) = loop {
            if stream.read_buf(&mut read).await.map_err(said)? == 0 {
                return Err("asking the server: it hung up".to_owned());
            }
            if let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") {
                let body = read.split_off(end + 4);
                let head = String::from_utf8_lossy(&read).to_lowercase();
                let length = value(&head, "content-length").ok_or("an answer without a length")?;
                read = body;
                break (head, length);
            }
        };
        while read.len() < length {
            if stream.read_buf(&mut read).await.map_err(said)? == 0 {
                return Err("asking the server: it hung up".to_owned());
            }
        }
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok());
        Ok(Got {
            status: status.ok_or("an answer without a status")?,
            again: value(&head, "retry-after").map(|seconds| Duration::from_secs(seconds as u64)),
            body: read,
        })
    }
}

fn value(head: &str, name: &str) -> Option<usize> {
    let line = head
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    line.trim().parse().ok()
}
