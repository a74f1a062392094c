//! The arrows between rooms, over `cargo metadata`: which room may depend on which, and what each must never know.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use super::source::root;
use super::{none, one};

/// A room: its package, the rooms it may depend on, and the outside crates it must never reach.
struct Room {
    package: &'static str,
    may: &'static [&'static str],
    never: &'static [&'static str],
    /// Outside crates it must not name itself, though something harmless below it may.
    never_directly: &'static [&'static str],
}

const HEAVY: &[&str] = &["rusqlite", "automerge", "tokio", "reqwest", "tauri", "axum", "leptos"];
const CHANCE: &[&str] = &["getrandom", "rand"];

const ROOMS: [Room; 14] = [
    Room {
        package: "cunfa-core",
        may: &[],
        never: HEAVY,
        never_directly: CHANCE,
    },
    Room {
        package: "cunfa-evidence",
        may: &["cunfa-core"],
        never: HEAVY,
        never_directly: CHANCE,
    },
    Room {
        package: "cunfa-document",
        may: &["cunfa-core"],
        never: &["rusqlite", "tokio", "reqwest", "tauri", "axum", "leptos"],
        never_directly: CHANCE,
    },
    Room {
        package: "cunfa-volume",
        may: &["cunfa-core", "cunfa-evidence", "cunfa-document"],
        never: &["rusqlite", "tokio", "reqwest", "tauri", "axum", "leptos"],
        never_directly: &["automerge", "getrandom", "rand"],
    },
    Room {
        package: "cunfa-protocol",
        may: &["cunfa-core"],
        never: HEAVY,
        never_directly: CHANCE,
    },
    Room {
        package: "cunfa-sheet",
        may: &["cunfa-core"],
        never: HEAVY,
        never_directly: CHANCE,
    },
    Room {
        package: "cunfa-store",
        may: &["cunfa-core", "cunfa-evidence", "cunfa-document"],
        never: &["tokio", "reqwest", "tauri", "axum", "leptos"],
        never_directly: CHANCE,
    },
    Room {
        package: "cunfa-client",
        may: &[
            "cunfa-core",
            "cunfa-evidence",
            "cunfa-document",
            "cunfa-protocol",
            "cunfa-sheet",
            "cunfa-store",
        ],
        never: &["tauri", "leptos", "axum"],
        never_directly: &["rusqlite", "automerge"],
    },
    Room {
        package: "cunfa-door",
        may: &["cunfa-evidence", "cunfa-protocol", "cunfa-client"],
        never: &["tauri", "leptos"],
        never_directly: &["rusqlite", "automerge", "reqwest"],
    },
    Room {
        package: "cunfa-app",
        may: &["cunfa-client", "cunfa-protocol"],
        never: &["leptos", "axum"],
        never_directly: &["rusqlite", "reqwest", "automerge"],
    },
    Room {
        package: "cunfa-ui",
        may: &["cunfa-core", "cunfa-protocol"],
        never: &["rusqlite", "automerge", "reqwest", "tauri", "axum"],
        never_directly: &["tokio"],
    },
    Room {
        package: "cunfa-server",
        may: &[
            "cunfa-core",
            "cunfa-evidence",
            "cunfa-document",
            "cunfa-protocol",
            "cunfa-sheet",
            "cunfa-volume",
            "cunfa-door",
        ],
        never: &["tauri", "leptos"],
        never_directly: &["automerge"],
    },
    Room {
        package: "cunfa-tests",
        may: &[
            "cunfa-core",
            "cunfa-evidence",
            "cunfa-document",
            "cunfa-protocol",
            "cunfa-sheet",
            "cunfa-store",
            "cunfa-client",
            "cunfa-door",
            "cunfa-server",
            "cunfa-volume",
        ],
        never: &["tauri", "leptos"],
        never_directly: &[],
    },
    Room {
        package: "xtask",
        may: &[],
        never: HEAVY,
        never_directly: CHANCE,
    },
];

/// What a package depends on: directly in any way, and by reach without its tests.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Arrows {
    direct: BTreeSet<String>,
    reach: BTreeSet<String>,
}

/// Reads a `cargo metadata` answer.
fn arrows(metadata: &Value) -> BTreeMap<String, Arrows> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let names: BTreeMap<String, String> = list(&metadata["packages"])
        .iter()
        .map(|package| (text(&package["id"]), text(&package["name"])))
        .collect();
    let mut edges: BTreeMap<String, Vec<(String, bool)>> = BTreeMap::new();
    for node in list(&metadata["resolve"]["nodes"]) {
        let to = |dep: &Value| {
            (
                text(&dep["pkg"]),
                list(&dep["dep_kinds"]).iter().any(|kind| kind["kind"].is_null()),
            )
        };
        edges.insert(text(&node["id"]), list(&node["deps"]).iter().map(to).collect());
    }
    let members = list(&metadata["workspace_members"]);
    members
        .iter()
        .map(text)
        .map(|id| (names[&id].clone(), from(&id, &edges, &names)))
        .collect()
}

fn from(id: &str, edges: &BTreeMap<String, Vec<(String, bool)>>, names: &BTreeMap<String, String>) -> Arrows {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![id.to_owned()];
    while let Some(next) = waiting.pop() {
        for (to, _) in edges[&next].iter().filter(|(_, linked)| *linked) {
            if seen.insert(to.clone()) {
                waiting.push(to.clone());
            }
        }
    }
    let named = |id: &String| names[id].clone();
    Arrows {
        direct: edges[id].iter().map(|(to, _)| named(to)).collect(),
        reach: seen.iter().map(named).collect(),
    }
}

fn faults(all: &BTreeMap<String, Arrows>) -> Vec<String> {
    let mut faults = Vec::new();
    for package in all
        .keys()
        .filter(|package| ROOMS.iter().all(|room| room.package != package.as_str()))
    {
        faults.push(format!(
            "{package}: a room without a place in the house; say in ARCHITECTURE.md what it is for"
        ));
    }
    for room in &ROOMS {
        let Some(arrows) = all.get(room.package) else {
            faults.push(format!("{}: the room is gone", room.package));
            continue;
        };
        let inside = |name: &&String| {
            all.contains_key(name.as_str()) && !room.may.contains(&name.as_str()) && *name != room.package
        };
        faults.extend(
            arrows
                .direct
                .iter()
                .filter(inside)
                .map(|name| format!("{} must not depend on {name}", room.package)),
        );
        let reached = room
            .never
            .iter()
            .filter(|name| arrows.reach.contains(**name) || arrows.direct.contains(**name));
        let named = room.never_directly.iter().filter(|name| arrows.direct.contains(**name));
        faults.extend(
            reached
                .chain(named)
                .map(|name| format!("{} must never know {name}", room.package)),
        );
    }
    faults
}

/// Rooms that switch on the breaking of transactions outside their tests. Only the package of tests may.
fn breakers(metadata: &Value) -> Vec<String> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let mut faults = Vec::new();
    for package in list(&metadata["packages"])
        .iter()
        .filter(|package| package["name"] != "cunfa-tests")
    {
        for dependency in list(&package["dependencies"])
            .iter()
            .filter(|dependency| dependency["kind"].is_null())
        {
            if dependency["path"].is_string() && list(&dependency["features"]).iter().any(|feature| feature == "faults")
            {
                faults.push(format!(
                    "{} switches on faults of {}",
                    package["name"], dependency["name"]
                ));
            }
        }
    }
    faults
}

fn metadata() -> Value {
    let host = std::env::consts::ARCH.to_owned() + "-unknown-linux-gnu";
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args([
            "metadata",
            "--format-version",
            "1",
            "--locked",
            "--filter-platform",
            &host,
        ])
        .current_dir(root())
        .output()
        .expect("cargo");
    assert!(
        output.status.success(),
        "cargo metadata: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("json")
}

#[test]
fn rooms_depend_only_on_the_rooms_they_may_and_know_nothing_they_must_not() {
    let all = arrows(&metadata());
    assert!(
        all["cunfa-store"].reach.contains("rusqlite") && all["cunfa-store"].reach.contains("automerge"),
        "arrows are read"
    );
    none(&faults(&all));
}

#[test]
fn no_room_but_the_tests_can_break_a_transaction() {
    none(&breakers(&metadata()));
    let dependency = serde_json::json!({ "name": "cunfa-store", "kind": null, "path": "/x", "features": ["faults"] });
    let package = serde_json::json!({ "name": "cunfa-app", "dependencies": [dependency] });
    one(
        &breakers(&serde_json::json!({ "packages": [package] })),
        &["cunfa-app", "cunfa-store"],
    );
}

#[test]
fn a_forbidden_arrow_is_found_wherever_it_hides() {
    let clean = || {
        ROOMS
            .iter()
            .map(|room| (room.package.to_owned(), Arrows::default()))
            .collect::<BTreeMap<_, _>>()
    };
    none(&faults(&clean()));
    let mut all = clean();
    all.get_mut("cunfa-ui").unwrap().direct.insert("cunfa-store".to_owned());
    one(&faults(&all), &["cunfa-ui", "cunfa-store"]);
    let mut all = clean();
    all.get_mut("cunfa-core").unwrap().reach.insert("rusqlite".to_owned());
    one(&faults(&all), &["cunfa-core", "rusqlite"]);
    let mut all = clean();
    all.get_mut("cunfa-app").unwrap().direct.insert("reqwest".to_owned());
    one(&faults(&all), &["cunfa-app", "reqwest"]);
    let mut all = clean();
    all.insert("cunfa-manager".to_owned(), Arrows::default());
    one(&faults(&all), &["cunfa-manager"]);
}

#[test]
fn an_arrow_through_another_crate_is_reach_and_one_of_tests_only_is_not() {
    let dep = |to: &str, kind: Value| serde_json::json!({ "pkg": to, "dep_kinds": [{ "kind": kind }] });
    let metadata = serde_json::json!({
        "packages": [{ "id": "a", "name": "a" }, { "id": "b", "name": "b" }, { "id": "c", "name": "c" }, { "id": "d", "name": "d" }],
        "workspace_members": ["a"],
        "resolve": { "nodes": [
            { "id": "a", "deps": [dep("b", Value::Null), dep("d", "dev".into())] },
            { "id": "b", "deps": [dep("c", Value::Null)] }, { "id": "c", "deps": [] }, { "id": "d", "deps": [] }
        ] }
    });
    let all = arrows(&metadata);
    let set = |names: &[&str]| {
        names
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<BTreeSet<String>>()
    };
    assert_eq!(
        all["a"],
        Arrows {
            direct: set(&["b", "d"]),
            reach: set(&["b", "c"])
        }
    );
}
