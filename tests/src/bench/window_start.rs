//! Start of the window to a usable list over 5,000 entries, beside the start of an empty Tauri window, turn by turn.
//!
//! The ratio counts the start to the lock screen and the press to the list. The step between, PIN to home, is a figure of its own: it
//! is the derivation that slows guessing down, and home being drawn. The list is pressed once home is drawn, as a person does.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::report::{Figure, percentile, show};
use crate::story::DEMO_PIN;
use crate::story::window::{Opening, Window};

/// How many starts of each are timed, after one that is not.
const ROUNDS: usize = 7;

/// One start of the app, in seconds: to the lock screen, the PIN's derivation and home, the list (by the page's clock).
struct Start {
    lock: f64,
    home: f64,
    list: f64,
}

fn opening(program: &Path, data: PathBuf, shots: &Path) -> Opening {
    Opening {
        program: program.to_owned(),
        data,
        size: (1280, 860),
        shots: shots.to_owned(),
    }
}

async fn app_start(opening: Opening) -> Result<Start, String> {
    let began = Instant::now();
    let window = Window::open(opening).await?;
    window.find("[data-test^=\"slot-\"]").await?;
    let lock = began.elapsed().as_secs_f64();
    window.tap("[data-test^=\"slot-\"]").await?;
    for digit in DEMO_PIN.chars() {
        window.tap(&format!("pin-{digit}")).await?;
    }
    let began = Instant::now();
    window.tap("pin-ok").await?;
    window.find("home").await?;
    window.drawn().await?;
    let home = began.elapsed().as_secs_f64();
    let list = window.seconds_until("nav-volume", "row").await?;
    window.close().await;
    Ok(Start { lock, home, list })
}

async fn empty_start(opening: Opening) -> Result<f64, String> {
    let began = Instant::now();
    let window = Window::open(opening).await?;
    window.find("ready").await?;
    let seconds = began.elapsed().as_secs_f64();
    window.close().await;
    Ok(seconds)
}

/// Measures.
///
/// # Errors
/// What failed.
pub async fn measure(app: &Path, empty: &Path, data: &Path, shots: &Path) -> Result<Vec<Figure>, String> {
    let (mut lock, mut home, mut list, mut bare, mut ratio) = (vec![], vec![], vec![], vec![], vec![]);
    for round in 0..=ROUNDS {
        let start = app_start(opening(app, data.to_owned(), shots)).await?;
        let nothing = empty_start(opening(empty, data.join("empty"), shots)).await?;
        if round > 0 {
            ratio.push((start.lock + start.list) / nothing);
            lock.push(start.lock);
            home.push(start.home);
            list.push(start.list);
            bare.push(nothing);
        }
    }
    let bare = percentile(&mut bare, 50.0);
    let figures = vec![
        Figure::lower(
            "window: start to list of 5,000, without PIN",
            percentile(&mut ratio, 50.0),
            "x empty",
            Some(1.5),
        ),
        Figure::lower("window: start to lock screen", percentile(&mut lock, 50.0), "s", None)
            .beside("empty window", bare),
        Figure::lower(
            "window: PIN (Argon2id) to home drawn",
            percentile(&mut home, 50.0),
            "s",
            None,
        ),
        Figure::lower("window: home to list", percentile(&mut list, 50.0), "s", None),
    ];
    figures.iter().for_each(show);
    Ok(figures)
}
