//! A counting relay on loopback: passes bytes both ways and says how many, so that a figure includes HTTP's own bytes.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What went through.
#[derive(Debug, Default)]
pub struct Counts {
    /// Bytes from the device to the server.
    pub up: AtomicU64,
    /// Bytes from the server to the device.
    pub down: AtomicU64,
    /// HTTP requests that began.
    pub requests: AtomicU64,
}

impl Counts {
    /// Up, down and requests since the last call.
    pub fn take(&self) -> (u64, u64, u64) {
        let zero = |count: &AtomicU64| count.swap(0, Ordering::SeqCst);
        (zero(&self.up), zero(&self.down), zero(&self.requests))
    }
}

/// Starts a relay to a port of loopback; gives its own port and the counts.
///
/// # Errors
/// When loopback has no free port.
pub fn relay(to_port: u16) -> Result<(u16, Arc<Counts>), String> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(|error| format!("relay: {error}"))?;
    let port = listener.local_addr().map_err(|error| error.to_string())?.port();
    let counts = Arc::new(Counts::default());
    let shared = Arc::clone(&counts);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let Ok(server) = TcpStream::connect(("127.0.0.1", to_port)) else {
                continue;
            };
            let (Ok(back), Ok(forth)) = (stream.try_clone(), server.try_clone()) else {
                continue;
            };
            let (up, down) = (Arc::clone(&shared), Arc::clone(&shared));
            std::thread::spawn(move || pump(stream, server, |bytes| count_up(&up, bytes)));
            std::thread::spawn(move || pump(forth, back, |bytes| add(&down.down, bytes.len())));
        }
    });
    Ok((port, counts))
}

fn add(count: &AtomicU64, bytes: usize) {
    count.fetch_add(bytes as u64, Ordering::SeqCst);
}

fn count_up(counts: &Counts, bytes: &[u8]) {
    add(&counts.up, bytes.len());
    if bytes.starts_with(b"POST ") || bytes.starts_with(b"GET ") {
        counts.requests.fetch_add(1, Ordering::SeqCst);
    }
}

fn pump(mut from: TcpStream, mut to: TcpStream, count: impl Fn(&[u8])) {
    let mut buffer = vec![0u8; 64 * 1024];
    while let Ok(length) = from.read(&mut buffer) {
        let Some(bytes) = buffer.get(..length).filter(|bytes| !bytes.is_empty()) else {
            break;
        };
        count(bytes);
        if to.write_all(bytes).is_err() {
            break;
        }
    }
    let _ = to.shutdown(std::net::Shutdown::Write);
}
