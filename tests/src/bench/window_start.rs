//! Start of the window to a usable list over thousands of entries, beside the start of an empty Tauri window, turn by turn.
//!
//! The ratio counts everything from the moment the program is started until the rows are painted: the lock screen, the pad after a
//! press on a name, the PIN confirmed to home drawn, and the press on the volume to its rows. Two things are taken out. The key's
//! derivation (Argon2id) is there to last, since it slows guessing down; the program itself measures it and says it in its log.
//! And what the person does: looking for the name, typing the digits, and a glance at the home before the press. Everything is read
//! from the page's own clock, so that the driver's questions cost nothing; the driver is up before either window's time begins.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::report::{Figure, percentile, show};
use crate::story::DEMO_PIN;
use crate::story::window::{Log, Opening, Window};

/// How many starts of each are timed, after one that is not.
const ROUNDS: usize = 9;
/// Between two digits, as quick fingers are.
const BETWEEN_DIGITS: Duration = Duration::from_millis(150);
/// Before a name is pressed, and before the volume is, as somebody looks at what came.
const GLANCE: Duration = Duration::from_millis(500);
/// What the program says before the microseconds of a derivation.
const DERIVED: &str = "derived a PIN's key, microseconds: ";

/// One start of the app, in seconds.
struct Start {
    /// The program started to the lock screen drawn.
    lock: f64,
    /// A name pressed to the pad drawn.
    pad: f64,
    /// The PIN confirmed to the home drawn, with the derivation.
    home: f64,
    /// The derivation.
    derived: f64,
    /// The volume pressed to its rows drawn.
    list: f64,
}

impl Start {
    /// What counts.
    fn sum(&self) -> f64 {
        self.lock + self.pad + self.home - self.derived + self.list
    }
}

fn opening(program: &Path, data: PathBuf, shots: &Path) -> Opening {
    Opening {
        program: program.to_owned(),
        data,
        size: (1280, 860),
        shots: shots.to_owned(),
        log: Some(Log {
            filter: "warn,cunfa_client=debug",
            file: shots.join("window.log"),
        }),
    }
}

/// Seconds of the last derivation that the program says it made.
fn derived(log: &Path) -> Result<f64, String> {
    let text = std::fs::read_to_string(log).map_err(|error| format!("reading {}: {error}", log.display()))?;
    let said = text.rsplit_once(DERIVED).map(|(_, after)| after);
    let digits = said.map(|after| after.chars().take_while(char::is_ascii_digit).collect::<String>());
    let micros = digits.and_then(|digits| digits.parse::<f64>().ok());
    micros
        .map(|micros| micros / 1_000_000.0)
        .ok_or("the program does not say how long it derived".to_owned())
}

async fn app_start(opening: Opening) -> Result<Start, String> {
    let log = opening.shots.join("window.log");
    let window = Window::open(opening).await?;
    let slot = "[data-test^=\"slot-\"]";
    let lock = window.seconds_since_start(slot).await?;
    tokio::time::sleep(GLANCE).await;
    let pad = window.seconds_until(slot, "pin-1").await?;
    for digit in DEMO_PIN.chars() {
        tokio::time::sleep(BETWEEN_DIGITS).await;
        window.press(&format!("pin-{digit}")).await?;
    }
    tokio::time::sleep(BETWEEN_DIGITS).await;
    let home = window.seconds_until("pin-ok", "village-card").await?;
    tokio::time::sleep(GLANCE).await;
    let list = window.seconds_until("nav-volume", "row").await?;
    let derived = derived(&log)?;
    window.close().await;
    Ok(Start {
        lock,
        pad,
        home,
        derived,
        list,
    })
}

async fn empty_start(opening: Opening) -> Result<f64, String> {
    let window = Window::open(opening).await?;
    let seconds = window.seconds_since_start("ready").await?;
    window.close().await;
    Ok(seconds)
}

/// Measures on a device that holds so many entries.
///
/// # Errors
/// What failed.
pub async fn measure(app: &Path, empty: &Path, data: &Path, shots: &Path, entries: u64) -> Result<Vec<Figure>, String> {
    let (mut starts, mut bare, mut ratio) = (vec![], vec![], vec![]);
    for round in 0..=ROUNDS {
        let start = app_start(opening(app, data.to_owned(), shots)).await?;
        let nothing = empty_start(opening(empty, data.join("empty"), shots)).await?;
        if round > 0 {
            ratio.push(start.sum() / nothing);
            bare.push(nothing);
            starts.push(start);
        }
    }
    let bare = percentile(&mut bare, 50.0);
    let middle = |part: fn(&Start) -> f64| percentile(&mut starts.iter().map(part).collect::<Vec<_>>(), 50.0);
    let step = |name: &str, part: fn(&Start) -> f64| Figure::lower(name, middle(part), "s", None);
    let thousands = entries / 1000;
    let name = format!("window: start to list of {thousands},000, without derivation and typing");
    let figures = vec![
        Figure::lower(&name, percentile(&mut ratio, 50.0), "x empty", Some(1.5)),
        step("window: the same in seconds", Start::sum).beside("empty window", bare),
        step("window: start to lock screen", |start| start.lock),
        step("window: name to PIN pad", |start| start.pad),
        step("window: PIN to home, without derivation", |start| {
            start.home - start.derived
        })
        .beside("derivation (Argon2id)", middle(|start| start.derived)),
        step("window: home to list", |start| start.list),
    ];
    figures.iter().for_each(show);
    Ok(figures)
}
