//! Which packages are shipped, by what `cargo metadata` says.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// What people get: the app, the interface in it, the server, the verifier.
const PROGRAMS: [&str; 4] = ["cunfa-app", "cunfa-ui", "cunfa-server", "cunfa-volume"];

/// A package of others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its licence.
    pub licence: String,
    /// Its authors, as it names them.
    pub authors: Vec<String>,
    /// Its folder.
    pub folder: PathBuf,
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Every package of others that is linked into a program, by name and version. What only builds or tests is none: packages of
/// macros stand in the list, what they are made of does not.
///
/// # Errors
/// What cargo said.
pub fn shipped(root: &Path) -> Result<Vec<Package>, String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(root)
        .output()
        .map_err(|error| format!("asking cargo: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let metadata = serde_json::from_slice(&output.stdout).map_err(|error| format!("asking cargo: {error}"))?;
    Ok(among(&metadata))
}

/// Those of an answer of `cargo metadata`.
#[must_use]
pub fn among(metadata: &Value) -> Vec<Package> {
    let packages: BTreeMap<String, &Value> = list(&metadata["packages"])
        .iter()
        .map(|package| (text(&package["id"]), package))
        .collect();
    let edges: BTreeMap<String, Vec<String>> = list(metadata.pointer("/resolve/nodes").unwrap_or(&Value::Null))
        .iter()
        .map(|node| (text(&node["id"]), linked(node)))
        .collect();
    let is_program = |package: &&Value| PROGRAMS.contains(&package["name"].as_str().unwrap_or_default());
    let programs = packages.values().copied().filter(is_program);
    let mut waiting: Vec<String> = programs.map(|package| text(&package["id"])).collect();
    let mut seen = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        let is_macro = packages.get(&id).is_some_and(|package| makes_macros(package));
        if seen.insert(id.clone()) && !is_macro {
            waiting.extend(edges.get(&id).into_iter().flatten().cloned());
        }
    }
    let found = seen.iter().filter_map(|id| packages.get(id));
    let mut found: Vec<Package> = found
        .filter(|package| !package["source"].is_null())
        .map(|package| read(package))
        .collect();
    found.sort();
    found
}

fn linked(node: &Value) -> Vec<String> {
    let is_linked = |dep: &&Value| list(&dep["dep_kinds"]).iter().any(|kind| kind["kind"].is_null());
    list(&node["deps"])
        .iter()
        .filter(is_linked)
        .map(|dep| text(&dep["pkg"]))
        .collect()
}

fn makes_macros(package: &Value) -> bool {
    let kinds = list(&package["targets"])
        .iter()
        .flat_map(|target| list(&target["kind"]));
    kinds.into_iter().any(|kind| kind == "proc-macro")
}

fn read(package: &Value) -> Package {
    let manifest = PathBuf::from(text(&package["manifest_path"]));
    let file = package["license_file"].as_str().map(|file| format!("see {file}"));
    Package {
        name: text(&package["name"]),
        version: text(&package["version"]),
        licence: package["license"]
            .as_str()
            .map(str::to_owned)
            .or(file)
            .unwrap_or_default(),
        authors: list(&package["authors"]).iter().map(text).collect(),
        folder: manifest.parent().map(Path::to_path_buf).unwrap_or_default(),
    }
}
