//! `cargo xtask kill`: more kills of real processes than the tests take; with `--day N` of one tablet in its day.

use crate::build;
use crate::paths::Paths;
use crate::run;

/// Runs the verb; all arguments go to the program.
pub fn verb(paths: &Paths, args: &[String]) -> Result<(), String> {
    let programs = build::release(paths, &[["--bin", "cunfa-kill"]])?;
    let mut kill = run::command(programs.path("cunfa-kill"));
    kill.current_dir(&paths.root).arg("run").args(args);
    run::step("kill devices and servers", || run::run(&mut kill))
}
