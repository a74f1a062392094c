//! `cargo xtask demo`: from nothing to an open window, or to the whole story played without a screen; with `--year`, on an invented year
//! of a county.
//!
//! The story itself lives in the `tests` package (`cunfa-story`); this file only prepares what it needs.

use std::process::Command;

use crate::build::{self, Programs};
use crate::paths::Paths;
use crate::{minutes, run, screen, setup, ui};

/// The people who can be chosen with `--as`.
const PEOPLE: [&str; 3] = ["counsel", "cadre", "office"];
/// Who can be chosen as well, with `--year`.
const OF_YEAR: &str = "county";

/// What the year needs.
const YEAR: [[&str; 2]; 3] = [
    ["--bin", "cunfa-server"],
    ["--bin", "cunfa-app"],
    ["--bin", "cunfa-story"],
];

struct Options {
    person: Option<String>,
    headless: bool,
    year: bool,
}

/// Runs the verb.
pub fn verb(paths: &Paths, args: &[String]) -> Result<(), String> {
    let options = parse(args)?;
    let timed = minutes::begin(paths, "demo");
    let ready = setup::all(paths)?;
    ui::bundle(paths, &ready, ui::Mode::Release)?;
    // Twelve thousand entries are signed one by one.
    let programs = if options.year {
        build::release(paths, &YEAR)?
    } else {
        build::programs(paths)?
    };
    let headless = options.headless || !screen::is_there();
    if headless && !options.headless {
        run::say("no display: playing the whole story in a window without a screen");
    }
    let name = if options.year { "demo/year" } else { "demo" };
    let mut story = story_in(paths, &programs, name, headless)?;
    if options.year {
        story.arg("--year");
    }
    if let Some(person) = options.person {
        story.args(["--as", &person]);
    }
    run::run(&mut story)?;
    // Where a person looks around, it ends when they have seen enough.
    if headless && !options.year {
        timed.end()?;
    }
    Ok(())
}

/// The story, ready to be played without a screen; it brings its own display and session bus.
pub fn story(paths: &Paths, programs: &Programs) -> Result<Command, String> {
    story_in(paths, programs, "demo", true)
}

/// The same of a short look at a year in a small county.
pub fn small_year(paths: &Paths, programs: &Programs) -> Result<Command, String> {
    let mut command = story_in(paths, programs, "demo/small-year", true)?;
    command.args(["--year", "--small"]);
    Ok(command)
}

fn story_in(paths: &Paths, programs: &Programs, name: &str, headless: bool) -> Result<Command, String> {
    let out = paths.out(name);
    crate::paths::create(&out)?;
    let mut command = if headless {
        screen::in_memory(paths, &programs.path("cunfa-story"))?
    } else {
        plain(programs)
    };
    command
        .current_dir(&paths.root)
        .arg("--server-bin")
        .arg(programs.path("cunfa-server"))
        .arg("--app-bin")
        .arg(programs.path("cunfa-app"))
        .arg("--out")
        .arg(out);
    if headless {
        command.arg("--headless");
    }
    Ok(command)
}

fn plain(programs: &Programs) -> Command {
    let mut command = run::command(programs.path("cunfa-story"));
    command.stdin(std::process::Stdio::inherit());
    command
}

fn parse(args: &[String]) -> Result<Options, String> {
    let mut options = Options {
        person: None,
        headless: false,
        year: false,
    };
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        match arg.as_str() {
            "--headless" => options.headless = true,
            "--year" => options.year = true,
            "--as" => options.person = Some(person(rest.next())?),
            other => return Err(format!("demo does not know `{other}`")),
        }
    }
    if !options.year && options.person.as_deref() == Some(OF_YEAR) {
        return Err(format!("--as {OF_YEAR} goes with --year"));
    }
    Ok(options)
}

fn person(name: Option<&String>) -> Result<String, String> {
    name.filter(|name| PEOPLE.contains(&name.as_str()) || *name == OF_YEAR)
        .cloned()
        .ok_or_else(|| format!("--as takes one of {}, or with --year {OF_YEAR}", PEOPLE.join(", ")))
}
