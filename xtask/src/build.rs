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

/// How programs are compiled.
#[derive(Clone, Copy)]
pub enum Profile {
    Dev,
    Release,
}

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

/// Builds server and figures for release, without any window: the same selection, so that nothing is compiled for it alone.
pub fn without_window(paths: &Paths) -> Result<Programs, String> {
    let mut command = cargo(paths);
    command
        .arg("build")
        .args(NATIVE)
        .args(["--release", "--features", "cunfa-app/empty-window"]);
    command.args(["--bin", "cunfa-server", "--bin", "cunfa-bench"]);
    run::step("build server and figures", || run::run(&mut command))?;
    Ok(Programs {
        dir: paths.target.join("release"),
    })
}

/// Builds server, app and test programs.
pub fn programs(paths: &Paths, profile: Profile) -> Result<Programs, String> {
    let mut command = cargo(paths);
    command.arg("build").args(NATIVE).arg("--bins");
    let folder = match profile {
        Profile::Dev => "debug",
        // With the empty window in the same build: alone it would have cargo compile the window's packages once more.
        Profile::Release => {
            command.args(["--release", "--features", "cunfa-app/empty-window"]);
            command.args(["--example", "empty_window"]);
            "release"
        }
    };
    run::step("build server, app and test programs", || run::run(&mut command))?;
    Ok(Programs {
        dir: paths.target.join(folder),
    })
}

/// Builds the server and the program that measures it, and nothing with a window.
pub fn server_programs(paths: &Paths) -> Result<Programs, String> {
    let mut command = cargo(paths);
    command.args([
        "build",
        "--release",
        "--bins",
        "--package",
        "cunfa-server",
        "--package",
        "cunfa-tests",
    ]);
    run::step("build server and figures", || run::run(&mut command))?;
    Ok(Programs {
        dir: paths.target.join("release"),
    })
}
