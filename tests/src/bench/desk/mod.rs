//! The figures of `cargo xtask bench desk`. Rows: `sheets`, `lists`, `review`, `grid`, `assessment`, `door`; and `growth` (of the grid) and `assessment_growth`,
//! which make ten years' worth of a county first and are measured only when they are named.

pub mod assessment;
pub mod door;
pub mod grid;
pub mod lists;
pub mod review;
pub mod sheets;

use std::path::{Path, PathBuf};

use super::report::Figure;

/// All rows.
const ROWS: [&str; 8] = [
    "sheets",
    "lists",
    "review",
    "grid",
    "assessment",
    "door",
    "growth",
    "assessment_growth",
];

/// What is measured, and with what.
pub struct Plan {
    /// These rows; of none named, all but the growths.
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
    if is_wanted("lists") {
        figures.push(lists::measure().await?);
    }
    if is_wanted("review") {
        let app_bin = plan.app_bin.as_ref().ok_or("no --app-bin for the window")?;
        figures.extend(review::measure(server_bin, app_bin, folder, plan.reviewed).await?);
    }
    if is_wanted("grid") || is_named("growth") {
        figures.extend(grid::measure(&folder.join("grid"), is_named("growth")).await?);
    }
    if is_wanted("assessment") || is_named("assessment_growth") {
        let growth = is_named("assessment_growth");
        figures.extend(assessment::measure(&folder.join("assessment"), growth).await?);
    }
    if is_wanted("door") {
        let ui = plan.ui.as_ref().ok_or("no --ui for the browser")?;
        figures.extend(door::measure(ui, &folder.join("door")).await?);
    }
    Ok(figures)
}
