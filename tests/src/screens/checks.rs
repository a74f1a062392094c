//! The looks inside the page: [`checks.js`](checks.js), and axe by [`axe.js`](axe.js).

use std::path::Path;

use serde::Deserialize;

use super::looks::Look;
use crate::story::window::Window;

/// No page is looked at further down than this, in CSS pixels.
const HIGHEST: u32 = 6_000;

/// What looks.
const SCRIPT: &str = include_str!("checks.js");
/// What lets axe look.
const AXE: &str = include_str!("axe.js");

/// What is run in the page.
pub struct Checks {
    axe: String,
}

/// What a look found.
#[derive(Debug, Deserialize)]
pub struct Seen {
    /// What is wrong.
    pub faults: Vec<String>,
    /// The page's height in CSS pixels.
    pub height: u32,
}

impl Checks {
    /// Takes axe from its file.
    ///
    /// # Errors
    /// When it is not there.
    pub fn read(axe: &Path) -> Result<Checks, String> {
        let axe = std::fs::read_to_string(axe).map_err(|error| format!("{}: {error}", axe.display()))?;
        Ok(Checks { axe })
    }

    /// Brings axe into the page.
    ///
    /// # Errors
    /// When it does not load.
    pub async fn load(&self, window: &Window) -> Result<(), String> {
        window.script(&self.axe).await.map(|_| ())
    }

    /// Looks at the page as it stands.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn look(&self, window: &Window, look: Look) -> Result<Seen, String> {
        let seen = window.script_until_done(SCRIPT, &[look.least_target().into()]).await?;
        let mut seen: Seen = serde_json::from_value(seen).map_err(|error| format!("reading a look: {error}"))?;
        seen.height = seen.height.clamp(look.height, HIGHEST);
        Ok(seen)
    }

    /// Lets axe look at the page as it stands.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn accessible(&self, window: &Window) -> Result<Vec<String>, String> {
        let found = window.script_until_done(AXE, &[]).await?;
        serde_json::from_value(found).map_err(|error| format!("reading what axe found: {error}"))
    }
}
