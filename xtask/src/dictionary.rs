//! `cargo xtask dictionary`: trains the dictionary of frames anew, in the place of the newest version. Once something was released with it,
//! give the new one a version of its own instead (`crates/evidence/src/frame/dictionary.rs`).

use crate::build;
use crate::paths::Paths;
use crate::run;

/// Where the newest version lies.
const FILE: &str = "crates/evidence/src/frame/dictionary-1.zstd";
/// Its id in frames.
const ID: &str = "49153";

/// Runs the verb.
pub fn verb(paths: &Paths) -> Result<(), String> {
    let mut build = build::cargo(paths);
    build.args([
        "build",
        "--release",
        "--package",
        "cunfa-tests",
        "--bin",
        "cunfa-dictionary",
    ]);
    run::step("build what trains", || run::run(&mut build))?;
    let mut trainer = run::command(paths.target.join("release/cunfa-dictionary"));
    trainer.current_dir(&paths.root).args([FILE, ID]);
    run::step("train the dictionary", || run::run(&mut trainer))
}
