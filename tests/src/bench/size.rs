//! Size of the interface's wasm after wasm-opt, gzipped: the module a page starts with, which is all that the main job needs (the story in
//! real windows fails when it fetches another), every module but the county's, and the county's (decision 0011).

use std::path::{Path, PathBuf};
use std::process::Command;

use super::report::{Figure, show};

/// Bytes as they are, and gzipped.
#[derive(Debug, Clone, Copy, Default)]
struct Size {
    plain: usize,
    packed: usize,
}

/// The module of the county's desk and the registers.
const COUNTY: &str = "split_county";

impl Size {
    fn and(self, other: Size) -> Size {
        Size {
            plain: self.plain + other.plain,
            packed: self.packed + other.packed,
        }
    }

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
    fn figure(self, name: &str, limit: Option<f64>) -> Figure {
        let kb = |bytes: usize| bytes as f64 / 1024.0;
        Figure::lower(name, kb(self.packed), "KB", limit).beside("not compressed", kb(self.plain))
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
    let (mut all, mut county) = (Size::default(), Size::default());
    for module in modules(first)? {
        let size = Size::of(&module)?;
        all = all.and(size);
        if module.file_stem().is_some_and(|name| name == COUNTY) {
            county = county.and(size);
        }
    }
    let without = Size {
        plain: all.plain.saturating_sub(county.plain),
        packed: all.packed.saturating_sub(county.packed),
    };
    let figures = vec![
        Size::of(first)?.figure("interface wasm of the main job, gzip", Some(600.0)),
        without.figure(
            "interface wasm but the county's desk and the registers, gzip",
            Some(900.0),
        ),
        county.figure("interface wasm of the county's desk and the registers, gzip", None),
        all.figure("interface wasm with every screen, gzip", None),
    ];
    figures.iter().for_each(show);
    Ok(figures)
}
