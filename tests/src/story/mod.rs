//! The main job as a story, in real windows against a real server: what `cargo xtask demo --headless` plays and what the
//! end-to-end test checks. Drives the window from outside through WebDriver; knows nothing of the program's inside but the
//! `data-test` names of its screens.

mod browser;
pub mod clock;
pub mod door;
pub mod interactive;
mod modules;
mod page;
mod paper;
pub mod people;
pub mod play;
pub mod server;
pub mod window;
pub mod year;

/// The PIN of every demo person. Never used outside a demo.
pub const DEMO_PIN: &str = "258013";
