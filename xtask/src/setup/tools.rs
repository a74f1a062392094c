//! Programs from crates.io, built once into the cache, and the parts of the Rust toolchain that tests need.

use std::process::Command;

use crate::paths::{self, Paths};
use crate::run;
use crate::setup::apt;

const DENY: &str = "0.20.2";
/// Version of the program that splits the interface; it reads what the `wasm_split_helpers` of Cargo.lock wrote.
pub const SPLITTER: &str = "0.2.4";

/// Installs wasm-bindgen's programs in the very version that the interface is linked with.
pub fn wasm_bindgen(paths: &Paths) -> Result<(), String> {
    let version = locked_version(&paths::read(&paths.root.join("Cargo.lock"))?, "wasm-bindgen")
        .ok_or("Cargo.lock names no wasm-bindgen")?;
    if reports(paths, "wasm-bindgen", &version) && paths.tool("wasm-bindgen-test-runner").exists() {
        run::say(&format!("  wasm-bindgen {version}: already there"));
        return Ok(());
    }
    // Not --locked: the lock file of that package names versions that may have been withdrawn.
    run::step(&format!("install wasm-bindgen {version} (about 3 minutes)"), || {
        run::run(&mut install(paths, "wasm-bindgen-cli", &version))
    })?;
    drop_build(paths);
    Ok(())
}

/// Installs the program that splits the interface into modules. It does not say its version: cargo's list of what it installed does.
pub fn wasm_split(paths: &Paths) -> Result<(), String> {
    let package = "wasm_split_cli_support";
    let installed = paths::read(&paths.tools().join(".crates.toml")).unwrap_or_default();
    if installed.contains(&format!("\"{package} {SPLITTER} ")) && paths.tool("wasm-split-cli").exists() {
        run::say(&format!("  wasm-split {SPLITTER}: already there"));
        return Ok(());
    }
    run::step(&format!("install wasm-split {SPLITTER} (about a minute)"), || {
        run::run(install(paths, package, SPLITTER).args(["--features", "build-binary"]))
    })?;
    drop_build(paths);
    Ok(())
}

/// Installs cargo-deny; where it cannot be built, says so once and returns false from then on.
pub fn deny(paths: &Paths) -> bool {
    let refused = paths.tools().join(format!("cargo-deny-{DENY}.unavailable"));
    if reports(paths, "cargo-deny", DENY) {
        return true;
    }
    if refused.exists() {
        return false;
    }
    let built = run::step(&format!("install cargo-deny {DENY} (about 5 minutes)"), || {
        run::run(install(paths, "cargo-deny", DENY).arg("--locked"))
            .or_else(|_| run::run(&mut install(paths, "cargo-deny", DENY)))
    });
    drop_build(paths);
    if built.is_err() {
        let _ = paths::write(&refused, "could not be built on this machine\n");
    }
    built.is_ok()
}

/// Adds rustfmt and clippy where the toolchain came without them.
pub fn formatter_and_linter() -> Result<(), String> {
    for (probe, component, package) in [
        ("fmt", "rustfmt", "rustfmt-web"),
        ("clippy", "clippy", "rust-web-clippy"),
    ] {
        if run::capture(run::command("cargo").args([probe, "--version"])).is_ok() {
            continue;
        }
        if run::on_path("rustup") {
            run::step(&format!("add {component}"), || {
                run::run(run::command("rustup").args(["component", "add", component]))
            })?;
        } else {
            apt::install(component, &[package])?;
        }
    }
    Ok(())
}

fn install(paths: &Paths, package: &str, version: &str) -> Command {
    let mut cargo = run::command("cargo");
    cargo
        .args(["install", package, "--version", version, "--force", "--root"])
        .arg(paths.tools());
    cargo
        .current_dir(&paths.cache)
        .env("CARGO_TARGET_DIR", paths.cache.join("target-tools"));
    cargo
}

/// The compiled parts of a tool are of no use once it is installed.
fn drop_build(paths: &Paths) {
    let _ = std::fs::remove_dir_all(paths.cache.join("target-tools"));
}

fn reports(paths: &Paths, tool: &str, version: &str) -> bool {
    run::capture(run::command(paths.tool(tool)).arg("--version"))
        .is_ok_and(|words| words.split_whitespace().nth(1) == Some(version))
}

/// The version of one package in a lock file.
fn locked_version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.next()?;
    lines
        .next()?
        .strip_prefix("version = \"")?
        .strip_suffix('"')
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::locked_version;

    #[test]
    fn the_version_comes_from_the_package_of_exactly_that_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.80\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(locked_version(lock, "leptos"), None);
    }
}
