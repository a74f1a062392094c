//! The licences of what is shipped: every package of others that app, interface, server and verifier are linked from, for any platform
//! they are built for, with its licence and the texts it brings. Written by `cargo xtask licences` into [`FILE`], which the settings
//! load when somebody opens them; a house test holds it to `cargo metadata`.

mod shipped;
mod texts;

use std::path::Path;

use serde::{Deserialize, Serialize};

pub use shipped::shipped;
pub use texts::written;

/// Where the list lies, from the root of the repository.
pub const FILE: &str = "ui/assets/licences.json";

/// The list, as the settings read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Licences {
    /// By name and version.
    pub packages: Vec<Listed>,
    /// Each text once.
    pub texts: Vec<String>,
}

/// One package, or one collection of data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its licence as it says itself, by SPDX.
    pub licence: String,
    /// Its texts, by their places in [`Licences::texts`].
    pub texts: Vec<usize>,
}

/// What is shipped besides packages: name, version, licence (`data/README.md`). The interface uses the system's fonts and brings none.
pub const DATA: [(&str, &str, &str); 1] = [("china-division", "2.7.0", "MIT")];

/// Reads the list.
///
/// # Errors
/// When it is not there or not such a list.
pub fn kept(root: &Path) -> Result<Licences, String> {
    let text = std::fs::read_to_string(root.join(FILE)).map_err(|error| format!("reading {FILE}: {error}"))?;
    serde_json::from_str(&text).map_err(|error| format!("reading {FILE}: {error}"))
}
