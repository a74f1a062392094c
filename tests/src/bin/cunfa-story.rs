//! The demo's driver: `--headless` plays the main job in real windows, `--as WHO` opens one for a person; with `--year` both are on an
//! invented year of a county, with `--small` besides of a county that is as small as holds one of everything.

use std::path::PathBuf;

use cunfa_tests::story::clock::Steps;
use cunfa_tests::story::year::Size;
use cunfa_tests::story::year::demo::Demo;
use cunfa_tests::story::{interactive, play};

fn option(name: &str) -> Option<String> {
    let mut words = std::env::args().skip(1);
    words.find(|word| word == name)?;
    words.next()
}

fn path(name: &str) -> Result<PathBuf, String> {
    let text = option(name).ok_or(format!("{name} is missing"))?;
    std::path::absolute(text).map_err(|error| format!("{name}: {error}"))
}

async fn run() -> Result<(), String> {
    let server = path("--server-bin")?;
    let app = path("--app-bin")?;
    let out = path("--out")?;
    let is_said = |flag: &str| std::env::args().any(|word| word == flag);
    let year = is_said("--year").then(|| Demo {
        server: server.clone(),
        app: app.clone(),
        out: out.clone(),
        size: if is_said("--small") { Size::SMALL } else { Size::WHOLE },
    });
    let who = option("--as");
    if is_said("--headless") {
        let mut steps = Steps::default();
        let played = match &year {
            Some(year) => year.play(&mut steps).await,
            None => play::story(&server, &app, &out, &mut steps).await,
        };
        let (count, seconds) = steps.totals();
        println!(
            "{count} steps in {seconds:.1} s\n{count} passed, {} failed",
            u8::from(played.is_err())
        );
        played
    } else {
        match (year, who) {
            (Some(year), who) => year.open(who.as_deref().unwrap_or("office")).await,
            (None, who) => {
                let who = who.as_deref().unwrap_or("counsel");
                interactive::open(&server, &app, &out.join("house"), who).await
            }
        }
    }
}

#[tokio::main]
async fn main() -> std::process::ExitCode {
    match run().await {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            std::process::ExitCode::FAILURE
        }
    }
}
