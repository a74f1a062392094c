//! `cargo xtask setup`: installs what is missing, says which way it took, and does nothing when all is there.
//!
//! Every other verb calls it first, so it has to be fast when there is nothing to do.

mod apt;
mod npm;
mod tools;
pub mod wasm;

use crate::paths::Paths;
use crate::run;

pub use npm::{axe, peers};
pub use tools::{SPLITTER, deny};
pub use wasm::Wasm;

/// What set-up found out and the other verbs need.
pub struct Ready {
    /// The compiler of the interface.
    pub wasm: Wasm,
}

/// Everything: desktop libraries, test browsers, fonts, PostgreSQL, and all that the interface needs.
pub fn all(paths: &Paths) -> Result<Ready, String> {
    run::say(&format!("set-up (cache: {})", paths.cache.display()));
    apt::install("desktop libraries, browsers and fonts", &apt::DESKTOP)?;
    apt::install("PostgreSQL", &apt::DATABASE)?;
    tools::formatter_and_linter()?;
    for_ui(paths)
}

/// Only what the server's figures need.
pub fn for_server() -> Result<(), String> {
    apt::install("PostgreSQL", &apt::DATABASE)?;
    apt::install("strace", &apt::TRACE)
}

/// Only what the interface bundle needs.
pub fn for_ui(paths: &Paths) -> Result<Ready, String> {
    let wasm = wasm::ready(paths)?;
    tools::wasm_bindgen(paths)?;
    tools::wasm_split(paths)?;
    npm::packages(paths)?;
    Ok(Ready { wasm })
}
