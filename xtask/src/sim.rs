//! `cargo xtask sim`: more seeds of the simulation than the tests take.

use crate::build;
use crate::paths::Paths;
use crate::run;

/// Runs the verb; all arguments go to the simulator.
pub fn verb(paths: &Paths, args: &[String]) -> Result<(), String> {
    let programs = build::release(paths, &[["--bin", "cunfa-sim"]])?;
    let mut simulator = run::command(programs.path("cunfa-sim"));
    simulator.current_dir(&paths.root).args(args);
    run::step("simulate", || run::run(&mut simulator))
}
