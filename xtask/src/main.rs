//! `cargo xtask VERB`: set-up, interface bundle, demo, tests, figures, simulation.
//!
//! One verb per file. Only `std` and `serde_json`, so that the first command of a fresh clone starts within seconds.
//! Everything that is long is cached outside the clone (see [`paths`]), so that a new clone compiles dependencies once per
//! machine.

mod bench;
mod build;
mod demo;
mod dictionary;
mod kill;
mod licences;
mod minutes;
mod paths;
#[allow(dead_code, reason = "shared with tests and figures, which use other parts of it")]
mod postgres;
mod run;
mod screen;
mod screens;
mod setup;
mod sim;
mod test;
mod ui;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask VERB

  demo [--as counsel|cadre|office] [--headless]   set up, build, then open the app against a demo server;
                                                  without a display, play the whole story and take screenshots
       [--year]                                   the same on an invented year of a county with 12,000 entries; --as county too
  test                                            everything CI runs
  screens [--update] [--only NAME]                look at every screen in every mode and width; --update keeps the new looks
  ui [--dev]                                      build the interface bundle into ui/dist
  bench NAME [ARGS..]                             measure the figures of NAME into target/bench/NAME.json
  dictionary                                      train the dictionary of messages anew
  licences                                        write the list of licences of what is shipped anew
  sim [--seeds N] [--seed S]                      simulate devices and server over a bad network
  kill [--times N | --day N] [--seed S]           kill real devices and servers at random moments (500 times), or a tablet in its day
  setup                                           install what is missing, and nothing else

environment:
  CUNFA_CACHE        folder for compiled dependencies and tools (default: the user's cache folder)
  CARGO_TARGET_DIR   compiled code of the workspace (default: CUNFA_CACHE/target)
  CUNFA_WASM         `rustup` or `distro`: take that compiler for the interface instead of the first that works";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&args) {
        Ok(code) => code,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(args: &[String]) -> Result<ExitCode, String> {
    let Some((verb, rest)) = args.split_first() else {
        println!("{USAGE}");
        return Ok(ExitCode::FAILURE);
    };
    let paths = paths::Paths::find()?;
    match verb.as_str() {
        "setup" => setup::all(&paths).map(|_| ExitCode::SUCCESS),
        "ui" => ui::verb(&paths, rest).map(|()| ExitCode::SUCCESS),
        "demo" => demo::verb(&paths, rest).map(|()| ExitCode::SUCCESS),
        "bench" => bench::verb(&paths, rest).map(|()| ExitCode::SUCCESS),
        "screens" => screens::verb(&paths, rest).map(|()| ExitCode::SUCCESS),
        "dictionary" => dictionary::verb(&paths).map(|()| ExitCode::SUCCESS),
        "licences" => licences::verb(&paths).map(|()| ExitCode::SUCCESS),
        "sim" => sim::verb(&paths, rest).map(|()| ExitCode::SUCCESS),
        "kill" => kill::verb(&paths, rest).map(|()| ExitCode::SUCCESS),
        "test" => Ok(test::verb(&paths)),
        "help" | "-h" | "--help" => {
            println!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        other => Err(format!("there is no verb `{other}`\n\n{USAGE}")),
    }
}
