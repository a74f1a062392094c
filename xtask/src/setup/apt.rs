//! Debian packages: only those that are missing, as root or through sudo.

use std::io::IsTerminal;
use std::process::{Command, Stdio};

use crate::run;

/// What the app, its windows without a screen and the browser tests need.
pub const DESKTOP: [&str; 19] = [
    "build-essential",
    "perl",
    "pkg-config",
    "libwebkit2gtk-4.1-dev",
    "librsvg2-dev",
    "libssl-dev",
    "libxdo-dev",
    "webkit2gtk-driver",
    "libgl1-mesa-dri",
    "libegl1",
    "xvfb",
    "xauth",
    "dbus",
    "dbus-daemon",
    "chromium",
    "chromium-driver",
    "fonts-noto-cjk",
    "fonts-noto-color-emoji",
    "gzip",
];

/// What the server's tests and figures on PostgreSQL need: the programs. They start clusters of their own, and the one that the
/// package would start is not wanted.
pub const DATABASE: [&str; 1] = ["postgresql"];
/// What counts a program's calls that wait for the disk.
pub const TRACE: [&str; 1] = ["strace"];

/// Installs those of `packages` that are missing.
pub fn install(what: &str, packages: &[&str]) -> Result<(), String> {
    if !run::on_path("dpkg-query") {
        run::say(&format!(
            "  {what}: not a Debian system, please provide what these packages hold: {}",
            packages.join(" ")
        ));
        return Ok(());
    }
    let missing = missing(packages);
    if missing.is_empty() {
        run::say(&format!("  {what}: already there"));
        return Ok(());
    }
    let list = missing.join(" ");
    let Some(way) = way() else {
        return Err(format!(
            "these packages are missing and neither root nor sudo is at hand; please run\n  apt-get install {list}"
        ));
    };
    run::step(&format!("install {what}: {list}"), || {
        let install = || {
            run::run(
                apt(way)
                    .args(["install", "-y", "--no-install-recommends"])
                    .args(&missing),
            )
        };
        // A fresh machine has no package lists yet, and an old one has lists that name packages no longer served.
        install().or_else(|_| run::run(apt(way).arg("update")).and_then(|()| install()))
    })
}

#[derive(Clone, Copy)]
enum Way {
    Root,
    Sudo,
}

fn way() -> Option<Way> {
    let root = run::capture(run::command("id").arg("-u")).is_ok_and(|id| id == "0");
    if root {
        Some(Way::Root)
    } else if run::on_path("sudo") {
        Some(Way::Sudo)
    } else {
        None
    }
}

fn apt(way: Way) -> Command {
    let mut command = match way {
        Way::Root => run::command("apt-get"),
        Way::Sudo => sudo(),
    };
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

/// Sudo may ask for a password only where somebody can answer.
fn sudo() -> Command {
    let mut command = run::command("sudo");
    if std::io::stdin().is_terminal() {
        command.stdin(Stdio::inherit());
    } else {
        command.arg("-n");
    }
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    command
}

fn missing<'a>(packages: &[&'a str]) -> Vec<&'a str> {
    let mut query = run::command("dpkg-query");
    query
        .args(["-W", "-f", "${Package} ${db:Status-Status}\n"])
        .args(packages)
        .stderr(Stdio::null());
    let listing = query.output().map(|output| output.stdout).unwrap_or_default();
    let listing = String::from_utf8_lossy(&listing).into_owned();
    let there = |package: &str| listing.lines().any(|line| line == format!("{package} installed"));
    packages.iter().copied().filter(|package| !there(package)).collect()
}
