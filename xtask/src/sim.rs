//! `cargo xtask sim`: more seeds of the simulation than the tests take.

use crate::build;
use crate::paths::Paths;
use crate::run;

/// Runs the verb; all arguments go to the simulator.
pub fn verb(paths: &Paths, args: &[String]) -> Result<(), String> {
    let mut build = build::cargo(paths);
    build.args(["build", "--release", "--package", "cunfa-tests", "--bin", "cunfa-sim"]);
    run::step("build the simulator", || run::run(&mut build))?;
    let mut simulator = run::command(paths.target.join("release/cunfa-sim"));
    simulator.current_dir(&paths.root).args(args);
    run::step("simulate", || run::run(&mut simulator))
}
