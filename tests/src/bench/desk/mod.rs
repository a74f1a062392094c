//! The figures of `cargo xtask bench desk`. Rows: `sheets`, `review`, `grid`, `door`; and `growth`, which makes ten years' worth of a county first and is
//! measured only when it is named.

pub mod door;
pub mod grid;
pub mod review;
pub mod sheets;

use std::path::{Path, PathBuf};

use super::report::Figure;

/// All rows.
const ROWS: [&str; 5] = ["sheets", "review", "grid", "door", "growth"];

/// What is measured, and with what.
pub struct Plan {
    /// These rows; of none named, all but `growth`.
    pub rows: Vec<String>,
    /// Entries of the sheet that is written.
    pub entries: u64,
    /// Entries that are reviewed.
    pub reviewed: u64,
    /// The program that `review` measures in its real window.
    pub app_bin: Option<PathBuf>,
    /// The interface's bundle, which `door` serves to a browser.
    pub ui: Option<PathBuf>,
    /// Where everything lies.
    pub folder: PathBuf,
}

/// Measures.
///
/// # Errors
/// What failed, or a row that there is not.
pub async fn measure(server_bin: &Path, plan: &Plan) -> Result<Vec<Figure>, String> {
    let Plan { rows, folder, .. } = plan;
    if let Some(unknown) = rows.iter().find(|row| !ROWS.contains(&row.as_str())) {
        return Err(format!("no such row: {unknown}; there are: {ROWS:?}"));
    }
    let is_named = |row: &str| rows.iter().any(|named| named == row);
    let is_wanted = |row: &str| rows.is_empty() || is_named(row);
    let mut figures = Vec::new();
    if is_wanted("sheets") {
        figures.extend(sheets::measure(server_bin, folder, plan.entries).await?);
    }
    if is_wanted("review") {
        let app_bin = plan.app_bin.as_ref().ok_or("no --app-bin for the window")?;
        figures.extend(review::measure(server_bin, app_bin, folder, plan.reviewed).await?);
    }
    if is_wanted("grid") || is_named("growth") {
        figures.extend(grid::measure(&folder.join("grid"), is_named("growth")).await?);
    }
    if is_wanted("door") {
        let ui = plan.ui.as_ref().ok_or("no --ui for the browser")?;
        figures.extend(door::measure(ui, &folder.join("door")).await?);
    }
    Ok(figures)
}
