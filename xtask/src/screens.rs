//! `cargo xtask screens`: looks at every screen in every mode and width, in headless Chromium.
//!
//! What is looked at lives in the `tests` package (`cunfa-screens`); this file only prepares what it needs.

use std::process::Command;

use crate::build::{self, Programs};
use crate::paths::{self, Paths};
use crate::{run, setup, ui};

/// Runs the verb; `--update` keeps the new looks, `--only NAME` looks at the screens whose name begins so.
pub fn verb(paths: &Paths, args: &[String]) -> Result<(), String> {
    let ready = setup::all(paths)?;
    ui::bundle(paths, &ready, ui::Mode::Release)?;
    let programs = build::programs(paths)?;
    let mut screens = screens(paths, &programs)?;
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        match arg.as_str() {
            "--update" => drop(screens.env("UPDATE_SCREENS", "1")),
            "--only" => drop(screens.args(["--only", rest.next().ok_or("--only needs a name")?])),
            other => return Err(format!("screens does not know `{other}`")),
        }
    }
    run::run(&mut screens)
}

/// The looks, ready to start.
pub fn screens(paths: &Paths, programs: &Programs) -> Result<Command, String> {
    let out = paths.out("screens");
    paths::create(&out)?;
    let mut command = run::command(programs.path("cunfa-screens"));
    command
        .current_dir(&paths.root)
        .arg("--ui")
        .arg(paths.dist())
        .arg("--axe")
        .arg(setup::axe(paths))
        .arg("--kept")
        .arg(paths.root.join("tests/screens"))
        .arg("--out")
        .arg(out);
    Ok(command)
}
