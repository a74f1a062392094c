//! `cunfa-screens --ui DIR --axe FILE --out DIR --kept DIR [--only NAME]`: looks at every screen in every mode and width, and walks through the
//! browser door, the public page and a firm's. Started by
//! `cargo xtask test` and `cargo xtask screens`, which build what is looked at.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use cunfa_tests::screens::{Places, firm, look_at_all, public};
use cunfa_tests::story::door;

fn option(name: &str) -> Option<String> {
    let mut words = std::env::args().skip(1);
    words.find(|word| word == name)?;
    words.next()
}

fn path(name: &str) -> Result<PathBuf, String> {
    let text = option(name).ok_or(format!("{name} is missing"))?;
    std::path::absolute(text).map_err(|error| format!("{name}: {error}"))
}

async fn run() -> Result<bool, String> {
    let places = Places {
        ui: path("--ui")?,
        axe: path("--axe")?,
        out: path("--out")?,
        kept: path("--kept")?,
        update: std::env::var_os("UPDATE_SCREENS").is_some_and(|set| set == "1"),
        only: option("--only").unwrap_or_default(),
    };
    let began = Instant::now();
    let mut found = look_at_all(&places).await?;
    if "door".starts_with(&places.only) {
        match door::walk(&places.ui, &places.out).await {
            Ok(()) => found.passed += 1,
            Err(error) => {
                println!("the browser door: {error}");
                found.failed += 1;
            }
        }
    }
    if "public".starts_with(&places.only) {
        match public::walk(&places).await {
            Ok(()) => found.passed += 1,
            Err(error) => {
                println!("the public page: {error}");
                found.failed += 1;
            }
        }
    }
    if "firm".starts_with(&places.only) {
        match firm::walk(&places).await {
            Ok(()) => found.passed += 1,
            Err(error) => {
                println!("a firm's page: {error}");
                found.failed += 1;
            }
        }
    }
    let seconds = began.elapsed().as_secs_f32();
    println!(
        "{} looks in {seconds:.1} s; pictures in {}",
        found.passed + found.failed,
        places.out.display()
    );
    println!("{} passed, {} failed", found.passed, found.failed);
    Ok(found.failed == 0)
}

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
