//! The first screen of the browser door in real Chromium on a bad line: how long until somebody can type, and what was carried.

use std::path::Path;

use serde_json::json;

use crate::bench::report::{Figure, show};
use crate::harness::Proxy;
use crate::harness::proxy::Shape;
use crate::story::door::DoorHouse;
use crate::story::window::Window;

/// The line: 1 Mbit/s each way, 100 ms there and back.
const LINE: Shape = Shape::even(1_000_000, 100);
/// The limits of the issue.
const LIMIT_S: f64 = 5.0;
const LIMIT_MB: f64 = 1.2;
/// Runs, each by a browser that has nothing yet; the slowest counts.
const RUNS: usize = 3;

/// Waits until something is on the page and painted, and gives the milliseconds since the navigation began.
const SEEN: &str = "const [seen, done] = arguments; \
                    const look = () => (document.querySelector(seen)?.getBoundingClientRect().width ?? 0) > 0 \
                        ? setTimeout(() => done(performance.now()), 0) : requestAnimationFrame(look); \
                    requestAnimationFrame(look);";

/// All of them, for a bundle of the interface.
///
/// # Errors
/// What failed.
pub async fn measure(ui: &Path, folder: &Path) -> Result<Vec<Figure>, String> {
    std::fs::create_dir_all(folder).map_err(|error| format!("making {}: {error}", folder.display()))?;
    let house = DoorHouse::open(ui).await?;
    let (mut slowest_s, mut most_mb) = (0.0_f64, 0.0_f64);
    for _ in 0..RUNS {
        let line = Proxy::start(house.port, LINE)?;
        let window = Window::browse(folder).await?;
        window
            .open_address(&format!("https://127.0.0.1:{}/", line.port()))
            .await?;
        let ms = window
            .script_until_done(SEEN, &[json!("[data-test=\"enrol\"]")])
            .await?;
        slowest_s = slowest_s.max(ms.as_f64().ok_or(format!("timing: {ms}"))? / 1000.0);
        most_mb = most_mb.max(megabytes(line.counts().bytes()));
        window.close().await;
    }
    let figures = vec![
        Figure::lower(
            "first screen in a browser, 1 Mbit/s and 100 ms",
            slowest_s,
            "s",
            Some(LIMIT_S),
        ),
        Figure::lower("first screen in a browser, carried", most_mb, "MB", Some(LIMIT_MB)),
    ];
    figures.iter().for_each(show);
    Ok(figures)
}

#[expect(clippy::cast_precision_loss, reason = "bytes of a page")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
