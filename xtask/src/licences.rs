//! `cargo xtask licences`: writes the list of licences of what is shipped anew, after a dependency changed.

use crate::build;
use crate::paths::Paths;
use crate::run;

/// Runs the verb.
pub fn verb(paths: &Paths) -> Result<(), String> {
    let mut build = build::cargo(paths);
    build.args(["build", "--package", "cunfa-tests", "--bin", "cunfa-licences"]);
    run::step("build what reads licences", || run::run(&mut build))?;
    let mut reader = run::command(paths.target.join("debug/cunfa-licences"));
    reader.arg(&paths.root).current_dir(&paths.root);
    run::step("write the list of licences", || run::run(&mut reader))
}
