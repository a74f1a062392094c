//! npm packages at fixed versions: wasm-opt, the accessibility checker, the browser driver. No browser is downloaded.

use crate::paths::{self, Paths};
use crate::run;
use crate::setup::apt;

const PACKAGES: [(&str, &str); 3] = [
    ("binaryen", "132.0.0"),
    ("axe-core", "4.14.1"),
    ("playwright-core", "1.65.1"),
];

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

fn installed(paths: &Paths, name: &str) -> Option<String> {
    let manifest = paths.npm().join("node_modules").join(name).join("package.json");
    let manifest: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(manifest).ok()?).ok()?;
    manifest.get("version")?.as_str().map(str::to_owned)
}
