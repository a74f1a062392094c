//! Frames that come late while a long list is scrolled and while a name is written, by the page's own clock: from one callback before a
//! drawing to the next.

use serde_json::json;

use super::visit::Finger;
use crate::bench::report::{Figure, show};
use crate::story::window::Window;

/// What no frame may take longer than, in ms.
const LATE_MS: f64 = 50.0;
/// Strokes of a signature of ten seconds, and positions of each.
const SIGNATURE: (u32, u32) = (8, 104);

const BEGIN: &str = "const kept = { deltas: [], last: 0, on: true }; window.cunfaFrames = kept; \
    const look = now => { if (kept.last) kept.deltas.push(now - kept.last); kept.last = now; \
    if (kept.on) requestAnimationFrame(look); }; requestAnimationFrame(look);";
const END: &str = "const kept = window.cunfaFrames; kept.on = false; return kept.deltas";
/// Scrolls with so many pixels a second for so many ms.
const SCROLL: &str = "const [with_, done] = arguments; const [speed, ms] = with_; const began = performance.now(); let at = began; \
    const step = now => { window.scrollBy(0, speed * Math.max(0, now - at) / 1000); at = now; \
    if (now - began < ms) requestAnimationFrame(step); else done(true); }; requestAnimationFrame(step);";
/// Drags the bar: every half second another place.
const DRAG: &str = "const [places, done] = arguments; let at = 0; const jump = () => { if (at >= places.length) { done(true); return; } \
    window.scrollTo(0, places[at] * document.documentElement.scrollHeight); at += 1; setTimeout(jump, 500); }; jump();";

async fn begin(window: &Window) -> Result<(), String> {
    window.script(BEGIN).await.map(|_| ())
}

async fn end(window: &Window, name: &str) -> Result<Figure, String> {
    let deltas = window.script(END).await?;
    let deltas: Vec<f64> = serde_json::from_value(deltas).map_err(|error| format!("reading frames: {error}"))?;
    let late = deltas.iter().filter(|ms| **ms > LATE_MS).count();
    let longest = deltas.iter().copied().fold(0.0, f64::max);
    #[expect(clippy::cast_precision_loss, reason = "small counts")]
    let (late, all) = (late as f64, deltas.len() as f64);
    if deltas.is_empty() {
        return Err("the page drew no frame".to_owned());
    }
    let figure = Figure::lower(name, late, "frames", Some(0.0));
    let figure = figure.beside("of", all).beside("longest, ms", longest);
    show(&figure);
    Ok(figure)
}

/// Measures, from anywhere of the counsel's.
pub(super) async fn measure(window: &Window, entries: u64) -> Result<Vec<Figure>, String> {
    window.tap("nav-volume").await?;
    window.find("row").await?;
    window.settle().await;
    begin(window).await?;
    for (speed, ms) in [(600.0, 5_000.0), (6_000.0, 8_000.0), (-3_000.0, 4_000.0)] {
        window.long_script(SCROLL, json!([speed, ms])).await?;
    }
    let scrolling = format!("frames over 50 ms while {entries} entries are scrolled");
    let mut figures = vec![end(window, &scrolling).await?];
    begin(window).await?;
    window
        .long_script(DRAG, json!([0.3, 0.9, 0.1, 0.6, 0.99, 0.45, 0.75, 0.0]))
        .await?;
    figures.push(end(window, "frames over 50 ms while the bar of the list is dragged").await?);
    window.tap("nav-home").await?;
    let mut finger = Finger::new(window);
    finger.consultation().await?;
    finger.until_the_pad().await?;
    let (strokes, positions) = SIGNATURE;
    begin(window).await?;
    window.draw_strokes("ink-pad", 7, strokes, positions).await?;
    figures.push(end(window, "frames over 50 ms while a name is written for 10 s").await?);
    finger.after_the_pad().await?;
    finger.hand_back().await?;
    Ok(figures)
}
