//! The browser door: the interface over HTTPS, and one [`cunfa_client::App`] for each browser that was enrolled, in a folder of its own on
//! this disk. A browser is a device like any other (docs/decisions/0016): its app syncs with the server over loopback, signs with the
//! person's PIN, and nothing here knows a rule or reads the server's database.
//!
//! What opens a folder lies half in the browser ([`half`]): neither the disk alone nor the cookie alone opens anything.

mod admit;
mod guard;
mod half;
mod http;
mod link;
pub mod listen;
mod pages;
mod rooms;
mod tries;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use cunfa_client::Link;
use cunfa_evidence::pin::Cost;

pub use http::Door;
pub use link::Loopback;

/// Argon2id for PINs of browsers: several derive at once here, and whoever searches one needs 32 random bytes of the browser as well.
pub const COST: Cost = Cost {
    memory_kib: 32 * 1024,
    passes: 3,
    lanes: 1,
};

/// What a door is opened with.
#[derive(Clone)]
pub struct DoorConfig {
    /// The bundle of the interface.
    pub interface: PathBuf,
    /// Where the browsers' folders lie; made when it is not there.
    pub devices: PathBuf,
    /// The way to the sync server.
    pub link: Arc<dyn Link>,
    /// For new PINs.
    pub cost: Cost,
    /// How long nobody may ask before a device is locked.
    pub idle: Duration,
    /// How long a device stays open after a PIN, whatever is asked.
    pub session: Duration,
    /// Most devices open at the same time.
    pub most: usize,
    /// Whether pages come by TLS from here; else a proxy on this machine may bring them.
    pub tls: bool,
}

impl DoorConfig {
    /// With the usual limits: locked after a quarter of an hour without a page, and after twelve hours at any rate.
    #[must_use]
    pub fn new(interface: PathBuf, devices: PathBuf, link: Arc<dyn Link>, tls: bool) -> DoorConfig {
        DoorConfig {
            interface,
            devices,
            link,
            cost: COST,
            idle: Duration::from_secs(15 * 60),
            session: Duration::from_secs(12 * 60 * 60),
            most: 256,
            tls,
        }
    }
}

/// Why there is no door.
#[derive(Debug, thiserror::Error)]
pub enum DoorError {
    /// The bundle of the interface.
    #[error("reading the interface in {folder}: {error}")]
    Interface {
        /// Where.
        folder: String,
        /// The system's words.
        error: std::io::Error,
    },
    /// The folder of the devices.
    #[error("using {folder}: {error}")]
    Devices {
        /// Where.
        folder: String,
        /// The system's words.
        error: std::io::Error,
    },
    /// Serving.
    #[error("serving browsers: {0}")]
    Serve(std::io::Error),
}
