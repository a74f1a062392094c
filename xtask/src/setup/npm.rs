//! npm packages at fixed versions: wasm-opt and the accessibility checker (MPL-2.0, unmodified, in tests only), which need no others. The peers of
//! the sync figures have a folder and a lock of their own, and are installed for these figures only.

use std::path::PathBuf;

use crate::paths::{self, Paths};
use crate::run;
use crate::setup::apt;

const PACKAGES: [(&str, &str); 2] = [("binaryen", "132.0.0"), ("axe-core", "4.14.1")];

/// Installs the packages into the cache, unless they are there.
pub fn packages(paths: &Paths) -> Result<(), String> {
    if PACKAGES
        .iter()
        .all(|(name, version)| installed(paths, name).is_some_and(|found| found == *version))
    {
        run::say("  npm packages: already there");
        return Ok(());
    }
    if !run::on_path("npm") {
        apt::install("node and npm", &["nodejs", "npm"])?;
    }
    let wanted: serde_json::Map<String, serde_json::Value> = PACKAGES
        .iter()
        .map(|(name, version)| ((*name).to_owned(), (*version).into()))
        .collect();
    let manifest = serde_json::json!({ "name": "cunfa-tools", "private": true, "dependencies": wanted });
    paths::write(&paths.npm().join("package.json"), &manifest.to_string())?;
    run::step("install npm packages", || {
        let mut npm = run::command("npm");
        npm.args(["install", "--no-audit", "--no-fund", "--no-package-lock"])
            .current_dir(paths.npm());
        run::run(&mut npm)
    })
}

/// Copies the peers' programs of `benches/peers` into the cache and installs what they need beside them, exactly as their lock says,
/// unless it is there. Gives the folder.
pub fn peers(paths: &Paths) -> Result<PathBuf, String> {
    let (from, to) = (paths.root.join("benches/peers"), paths.cache.join("peers"));
    let lock = "package-lock.json";
    let wanted = paths::read(&from.join(lock))?;
    let ready = to.join("node_modules/.ready");
    for name in ["package.json", lock, "talk.mjs", "pouchdb.mjs", "automerge.mjs"] {
        paths::write(&to.join(name), &paths::read(&from.join(name))?)?;
    }
    if paths::read(&ready).is_ok_and(|installed| installed == wanted) {
        run::say("  peers: already there");
        return Ok(to);
    }
    if !run::on_path("npm") {
        apt::install("node and npm", &["nodejs", "npm"])?;
    }
    run::step("install the peers", || {
        let mut npm = run::command("npm");
        // What they ship is compiled already: nothing is run on installing.
        npm.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
            .current_dir(&to);
        run::run(&mut npm)
    })?;
    paths::write(&ready, &wanted)?;
    Ok(to)
}

/// The accessibility checker's script.
pub fn axe(paths: &Paths) -> PathBuf {
    paths.npm().join("node_modules/axe-core/axe.min.js")
}

fn installed(paths: &Paths, name: &str) -> Option<String> {
    let manifest = paths.npm().join("node_modules").join(name).join("package.json");
    let manifest: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(manifest).ok()?).ok()?;
    manifest.get("version")?.as_str().map(str::to_owned)
}
