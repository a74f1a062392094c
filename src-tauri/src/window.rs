//! The app's one window.

use std::path::Path;

use tauri::{App, WebviewUrl, WebviewWindowBuilder};

use crate::notice;

/// What begins before the page is read.
const EARLY: &str = include_str!("early.js");
const TITLE: &str = "村法台账";
const SIZE: (f64, f64) = (1280.0, 860.0);
const SMALLEST: (f64, f64) = (360.0, 560.0);

/// Tells the web view what it reads from the environment before it starts; whoever has set it otherwise keeps that.
///
/// - Its collector by generations lets a day's work take ever more memory: 15 % more within a quarter of an hour, where full collections alone, of
///   some 8 MB each, take 4 % and make no frame late (`cargo xtask bench field --rows memory,frames`).
/// - Without a graphics card it would emulate one, and every first frame of a screen would wait for that: it draws plainly then. It has to know
///   from the start: told when its page was there already, it drew plainly and heard no wheel any more.
#[cfg(target_os = "linux")]
pub fn prepare() {
    let set = |name: &str, value: &str| {
        if let Err(error) = glib::setenv(name, value, false) {
            tracing::warn!(%error, name, "the web view keeps its own way");
        }
    };
    set("JSC_useGenerationalGC", "0");
    if !has_card() {
        set("WEBKIT_DISABLE_COMPOSITING_MODE", "1");
    }
}

/// Opens the screens. The web view keeps its own files beside the data, so that several devices can run side by side.
pub fn main(app: &App, data_dir: &Path) -> tauri::Result<()> {
    let builder = WebviewWindowBuilder::new(app, "main", WebviewUrl::App("index.html".into()));
    let builder = builder.initialization_script(EARLY);
    show(builder.data_directory(data_dir.join("webview")))
}

/// Opens the page that says why there are no screens.
pub fn notice(app: &App) -> tauri::Result<()> {
    let url = notice::url().map_err(|error| tauri::Error::Io(std::io::Error::other(error)))?;
    show(WebviewWindowBuilder::new(
        app,
        "notice",
        WebviewUrl::CustomProtocol(url),
    ))
}

#[cfg(desktop)]
fn show(builder: WebviewWindowBuilder<'_, tauri::Wry, App>) -> tauri::Result<()> {
    let (width, height) = std::env::var("CUNFA_WINDOW")
        .ok()
        .as_deref()
        .and_then(size)
        .unwrap_or(SIZE);
    builder
        .title(TITLE)
        .inner_size(width, height)
        .min_inner_size(SMALLEST.0, SMALLEST.1)
        .build()?;
    Ok(())
}

/// Whether the system offers a card to draw with.
#[cfg(target_os = "linux")]
fn has_card() -> bool {
    let is_card = |entry: std::fs::DirEntry| entry.file_name().to_string_lossy().starts_with("renderD");
    std::fs::read_dir("/dev/dri").is_ok_and(|cards| cards.flatten().any(is_card))
}

#[cfg(mobile)]
fn show(builder: WebviewWindowBuilder<'_, tauri::Wry, App>) -> tauri::Result<()> {
    builder.build()?;
    Ok(())
}

/// Reads a size such as `390x844`, in logical pixels.
fn size(words: &str) -> Option<(f64, f64)> {
    let (width, height) = words.split_once('x')?;
    let side = |words: &str| words.trim().parse::<u16>().ok().filter(|side| *side > 0).map(f64::from);
    Some((side(width)?, side(height)?))
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn a_size_is_two_whole_numbers() {
        assert_eq!(size("390x844"), Some((390.0, 844.0)));
        assert_eq!(size("0x844"), None);
        assert_eq!(size("wide"), None);
    }
}
