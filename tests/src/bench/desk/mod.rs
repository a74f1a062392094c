//! The figures of `cargo xtask bench desk`. Rows: `sheets`, `grid`; and `growth`, which makes ten years' worth of a county first and is
//! measured only when it is named.

pub mod grid;
pub mod sheets;

use std::path::Path;

use super::report::Figure;

/// All rows.
const ROWS: [&str; 3] = ["sheets", "grid", "growth"];

/// Measures these rows; of none named, all but `growth`. `entries`: those of the sheet that is written.
///
/// # Errors
/// What failed, or a row that there is not.
pub async fn measure(
    server_bin: &Path,
    folder: &Path,
    entries: u64,
    rows: &[String],
) -> Result<Vec<Figure>, String> {
    if let Some(unknown) = rows.iter().find(|row| !ROWS.contains(&row.as_str())) {
        return Err(format!("no such row: {unknown}; there are: {ROWS:?}"));
    }
    let is_named = |row: &str| rows.iter().any(|named| named == row);
    let is_wanted = |row: &str| rows.is_empty() || is_named(row);
    let mut figures = Vec::new();
    if is_wanted("sheets") {
        figures.extend(sheets::measure(server_bin, folder, entries).await?);
    }
    if is_wanted("grid") || is_named("growth") {
        figures.extend(grid::measure(&folder.join("grid"), is_named("growth")).await?);
    }
    Ok(figures)
}
