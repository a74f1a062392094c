//! How long the two commands of the README took on this machine, from set-up to their last line. Each whole run that went through is kept in the
//! cache, so that `cargo xtask bench main` tells it beside the other figures.

use std::path::PathBuf;
use std::time::Instant;

use serde_json::{Map, Value, json};

use crate::paths::{self, Paths};
use crate::run;

/// What is timed, as it is kept and as the figures call it.
const TIMED: [(&str, &str); 2] = [
    ("demo", "set-up, build and demo without a screen"),
    ("test", "test command"),
];

/// A run under way.
pub struct Run {
    verb: &'static str,
    began: Instant,
    state: &'static str,
    kept: PathBuf,
}

/// Begins a run. It is `cold` when nothing was compiled on this machine before, otherwise `warm`.
pub fn begin(paths: &Paths, verb: &'static str) -> Run {
    let is_warm = paths.target.join("debug").is_dir();
    Run {
        verb,
        began: Instant::now(),
        state: if is_warm { "warm" } else { "cold" },
        kept: kept(paths),
    }
}

impl Run {
    /// The run went through: keeps how long it took, in place of the last one of its kind.
    pub fn end(self) -> Result<(), String> {
        let minutes = self.began.elapsed().as_secs_f64() / 60.0;
        let mut all = read(&self.kept);
        all.insert(
            format!("{} {}", self.verb, self.state),
            json!({ "minutes": minutes, "commit": commit() }),
        );
        paths::write(&self.kept, &Value::Object(all).to_string())?;
        run::say(&format!("{} {}: {minutes:.1} min", self.verb, self.state));
        Ok(())
    }
}

/// Tells what is kept, and adds it to a file of figures; of what was not seen on this machine it says so.
pub fn add_to(paths: &Paths, figures: &std::path::Path) -> Result<(), String> {
    let kept = read(&kept(paths));
    let mut all: Vec<Value> = serde_json::from_str(&paths::read(figures)?).map_err(|error| error.to_string())?;
    for (verb, name) in TIMED {
        for state in ["cold", "warm"] {
            let one = kept.get(&format!("{verb} {state}"));
            let Some(minutes) = one.and_then(|one| one.get("minutes")).and_then(Value::as_f64) else {
                println!("{name}, {state}: not run through on this machine yet");
                continue;
            };
            let commit = one.and_then(|one| one.get("commit")).and_then(Value::as_str);
            let commit = commit.unwrap_or_default();
            println!("{name}, {state}: {minutes:.1} min  [at {commit}]");
            all.push(json!({
                "name": format!("{name}, {state} (at {commit})"),
                "value": minutes,
                "unit": "min",
                "limit": null,
                "better": "lower",
                "peers": {},
            }));
        }
    }
    let text = serde_json::to_string_pretty(&all).map_err(|error| error.to_string())?;
    paths::write(figures, &text)
}

fn kept(paths: &Paths) -> PathBuf {
    paths.cache.join("minutes.json")
}

fn read(kept: &std::path::Path) -> Map<String, Value> {
    let text = paths::read(kept).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

/// The commit that is checked out; empty outside a clone.
fn commit() -> String {
    let out = std::process::Command::new("git")
        .args(["rev-parse", "--short", "HEAD"])
        .output();
    let out = out.ok().filter(|out| out.status.success());
    out.map_or_else(String::new, |out| {
        String::from_utf8_lossy(&out.stdout).trim().to_owned()
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn paths_in(folder: &std::path::Path) -> Paths {
        Paths {
            root: folder.to_owned(),
            cache: folder.to_owned(),
            target: folder.join("target"),
            target_wasm: folder.join("target-wasm"),
        }
    }

    #[test]
    fn a_run_is_kept_as_cold_or_warm_and_told_beside_the_figures() {
        let folder = std::env::temp_dir().join(format!("cunfa-minutes-{}", std::process::id()));
        let paths = paths_in(&folder);
        let figures = folder.join("main.json");
        paths::write(&figures, "[]").unwrap();
        add_to(&paths, &figures).unwrap();
        assert_eq!(paths::read(&figures).unwrap(), "[]");
        begin(&paths, "demo").end().unwrap();
        paths::create(&paths.target.join("debug")).unwrap();
        begin(&paths, "test").end().unwrap();
        add_to(&paths, &figures).unwrap();
        let told: Vec<Value> = serde_json::from_str(&paths::read(&figures).unwrap()).unwrap();
        let names: Vec<&str> = told.iter().filter_map(|one| one.get("name")?.as_str()).collect();
        let begins = |at: usize, words: &str| names.get(at).is_some_and(|name| name.starts_with(words));
        assert!(begins(0, "set-up, build and demo without a screen, cold"), "{names:?}");
        assert!(begins(1, "test command, warm"), "{names:?}");
        let minutes: Vec<f64> = told.iter().filter_map(|one| one.get("value")?.as_f64()).collect();
        assert!(
            minutes.len() == 2 && minutes.iter().all(|minutes| *minutes < 1.0),
            "{minutes:?}"
        );
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
