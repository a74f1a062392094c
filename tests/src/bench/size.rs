//! Size of the interface's wasm after wasm-opt, gzipped: the module a page starts with, which is all that the main job needs (the story in
//! real windows fails when it fetches another), and every module together.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::report::{Figure, show};

/// Bytes as they are, and gzipped.
#[derive(Debug, Clone, Copy, Default)]
struct Size {
    plain: usize,
    packed: usize,
}

impl Size {
    fn of(module: &Path) -> Result<Size, String> {
        let gzip = Command::new("gzip").args(["-9", "-c"]).arg(module).output();
        let gzip = gzip.map_err(|error| format!("running gzip: {error}"))?;
        let plain = std::fs::read(module).map_err(|error| format!("reading {}: {error}", module.display()))?;
        Ok(Size {
            plain: plain.len(),
            packed: gzip.stdout.len(),
        })
    }

    #[expect(clippy::cast_precision_loss, reason = "file sizes")]
    fn figure(self, name: &str, limit: f64) -> Figure {
        let kb = |bytes: usize| bytes as f64 / 1024.0;
        Figure::lower(name, kb(self.packed), "KB", Some(limit)).beside("not compressed", kb(self.plain))
    }
}

/// Every module beside this one, and it.
fn modules(first: &Path) -> Result<Vec<PathBuf>, String> {
    let folder = first.parent().unwrap_or(first);
    let listing = std::fs::read_dir(folder).map_err(|error| format!("listing {}: {error}", folder.display()))?;
    let files = listing.flatten().map(|entry| entry.path());
    Ok(files
        .filter(|file| file.extension().is_some_and(|ending| ending == "wasm"))
        .collect())
}

/// Measures the bundle, from the module a page starts with.
///
/// # Errors
/// When a module is not there.
pub fn measure(first: &Path) -> Result<Vec<Figure>, String> {
    let mut all = Size::default();
    for module in modules(first)? {
        let size = Size::of(&module)?;
        all.plain += size.plain;
        all.packed += size.packed;
    }
    let figures = vec![
        Size::of(first)?.figure("interface wasm of the main job, gzip", 600.0),
        all.figure("interface wasm with every screen, gzip", 900.0),
    ];
    figures.iter().for_each(show);
    Ok(figures)
}
