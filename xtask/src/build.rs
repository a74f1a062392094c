//! Building the programs that demo, tests and figures start.
//!
//! One selection of packages for all of them, so that cargo unifies features once and nothing is compiled twice.

use std::path::PathBuf;
use std::process::Command;

use crate::paths::Paths;
use crate::run;

/// Packages of every native build: all but the interface, which is compiled for the browser.
pub const NATIVE: [&str; 5] = [
    "--workspace",
    "--exclude",
    "cunfa-ui",
    "--features",
    "cunfa-app/custom-protocol",
];

/// The programs of one build.
pub struct Programs {
    dir: PathBuf,
}

impl Programs {
    /// The path of one program.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }
}

/// `cargo` on this workspace, with its target folder outside the clone.
pub fn cargo(paths: &Paths) -> Command {
    let mut command = run::command("cargo");
    command.current_dir(&paths.root).env("CARGO_TARGET_DIR", &paths.target);
    command
}

/// Builds server, app and test programs, as tests and demo start them.
pub fn programs(paths: &Paths) -> Result<Programs, String> {
    let mut command = cargo(paths);
    command.arg("build").args(NATIVE).arg("--bins");
    run::step("build server, app and test programs", || run::run(&mut command))?;
    Ok(Programs {
        dir: paths.target.join("debug"),
    })
}

/// Builds these programs for release, and nothing else: each takes a minute or two. The selection is that of every native build and the empty
/// window's, whichever programs are asked for, so that cargo unifies features once; an example among them would bring what tests depend on.
pub fn release(paths: &Paths, targets: &[[&str; 2]]) -> Result<Programs, String> {
    let mut command = cargo(paths);
    command
        .arg("build")
        .args(NATIVE)
        .args(["--release", "--features", "cunfa-app/empty-window"]);
    command.args(targets.as_flattened());
    run::step("build for release", || run::run(&mut command))?;
    Ok(Programs {
        dir: paths.target.join("release"),
    })
}
