//! Touches and characters of the usual work, counted in the real window; and how soon a form can be touched.

use std::time::Duration;

use super::visit::Finger;
use crate::bench::report::{Figure, percentile, show};
use crate::story::people::VILLAGE;
use crate::story::window::Window;

/// How often a form is begun.
const ROUNDS: usize = 20;
/// Before it is begun, as somebody looks at the home.
const GLANCE: Duration = Duration::from_millis(500);

/// From the touch on 新增记录 to the first field drawn.
async fn first_field(window: &Window) -> Result<Figure, String> {
    let mut ms = Vec::new();
    for _ in 0..=ROUNDS {
        window.tap("nav-home").await?;
        window.find("new-entry").await?;
        window.drawn().await?;
        tokio::time::sleep(GLANCE).await;
        let seconds = window.seconds_until("new-entry", &format!("village-{VILLAGE}")).await?;
        ms.push(seconds * 1000.0);
    }
    // The first time is nobody's usual time.
    let mut ms = ms.split_off(1);
    let middle = percentile(&mut ms, 50.0);
    let figure = Figure::lower("touch on 新增记录 to the first field: p50", middle, "ms", Some(100.0));
    Ok(figure.beside("p99", percentile(&mut ms, 99.0)))
}

fn taps(name: &str, finger: &Finger<'_>, limit: f64) -> Figure {
    #[expect(clippy::cast_precision_loss, reason = "a small count")]
    let keys = finger.keys as f64;
    Figure::lower(name, f64::from(finger.taps), "taps", Some(limit)).beside("characters and digits", keys)
}

/// Measures, from the home of the counsel.
pub(super) async fn measure(window: &Window) -> Result<Vec<Figure>, String> {
    let mut figures = Vec::new();
    let mut keep = |figure: Figure| {
        show(&figure);
        figures.push(figure);
    };
    keep(first_field(window).await?);
    window.tap("nav-home").await?;
    let mut lecture = Finger::new(window);
    lecture.lecture().await?;
    keep(taps("taps for a lecture", &lecture, 14.0));
    window.tap("nav-home").await?;
    let mut consultation = Finger::new(window);
    consultation.consultation().await?;
    keep(taps("taps for the usual consultation", &consultation, 12.0));
    let mut signature = Finger::new(window);
    signature.until_the_pad().await?;
    window.draw("ink-pad", 1).await?;
    signature.after_the_pad().await?;
    let mut back = Finger::new(window);
    back.hand_back().await?;
    keep(taps("taps for a signature", &signature, 6.0).beside("handing back", f64::from(back.taps)));
    Ok(figures)
}
