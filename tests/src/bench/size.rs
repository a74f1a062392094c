//! Size of the interface's wasm after wasm-opt, gzipped.

use std::path::Path;
use std::process::Command;

use super::report::{Figure, show};

/// Measures the bundle's wasm file.
///
/// # Errors
/// When there is none or `gzip` does not run.
pub fn measure(wasm: &Path) -> Result<Vec<Figure>, String> {
    let gzip = Command::new("gzip")
        .arg("-9c")
        .arg(wasm)
        .output()
        .map_err(|error| format!("running gzip: {error}"))?;
    let plain = std::fs::metadata(wasm)
        .map_err(|error| format!("reading {}: {error}", wasm.display()))?
        .len();
    #[expect(clippy::cast_precision_loss, reason = "file sizes")]
    let figure = Figure::lower(
        "interface wasm, gzip",
        gzip.stdout.len() as f64 / 1024.0,
        "KB",
        Some(600.0),
    )
    .beside("not compressed", plain as f64 / 1024.0);
    show(&figure);
    Ok(vec![figure])
}
