//! One line per figure on the screen, and the list as JSON.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

/// Most that one costs among many times as many, beside what it costs among few: the growth is linear.
pub const LINEAR: f64 = 1.5;

/// One figure.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    /// What was measured.
    pub name: String,
    /// The value.
    pub value: f64,
    /// Its unit.
    pub unit: &'static str,
    /// The limit an issue sets, if it sets one.
    pub limit: Option<f64>,
    /// "lower" or "higher" is better.
    pub better: &'static str,
    /// What it is compared with, in the same run and unit.
    pub peers: BTreeMap<String, f64>,
}

impl Figure {
    /// A figure of which less is better.
    #[must_use]
    pub fn lower(name: &str, value: f64, unit: &'static str, limit: Option<f64>) -> Figure {
        Figure {
            name: name.to_owned(),
            value,
            unit,
            limit,
            better: "lower",
            peers: BTreeMap::new(),
        }
    }

    /// A figure of which more is better.
    #[must_use]
    pub fn higher(name: &str, value: f64, unit: &'static str, limit: Option<f64>) -> Figure {
        Figure {
            better: "higher",
            ..Figure::lower(name, value, unit, limit)
        }
    }

    /// Adds a peer.
    #[must_use]
    pub fn beside(mut self, name: &str, value: f64) -> Figure {
        self.peers.insert(name.to_owned(), value);
        self
    }

    /// Whether the limit holds.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.limit.is_none_or(|limit| {
            if self.better == "lower" {
                self.value <= limit
            } else {
                self.value >= limit
            }
        })
    }

    fn line(&self) -> String {
        let limit = self
            .limit
            .map_or(String::new(), |limit| format!("  limit {limit} {}", self.unit));
        let verdict = if self.holds() { "" } else { "  OVER THE LIMIT" };
        let peers: String = self
            .peers
            .iter()
            .map(|(name, value)| format!("  [{name}: {value:.3}]"))
            .collect();
        format!("{}: {:.3} {}{limit}{peers}{verdict}", self.name, self.value, self.unit)
    }
}

/// Prints a figure at once, so that a long run shows progress.
pub fn show(figure: &Figure) {
    println!("{}", figure.line());
}

/// Writes the list.
///
/// # Errors
/// When the file cannot be written.
pub fn write(figures: &[Figure], file: &Path) -> Result<(), String> {
    let text = serde_json::to_string_pretty(figures).map_err(|error| error.to_string())?;
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).map_err(|error| format!("making {}: {error}", folder.display()))?;
    }
    std::fs::write(file, text).map_err(|error| format!("writing {}: {error}", file.display()))
}

/// The lines of those that are over their limits.
fn over(figures: &[Figure]) -> Vec<String> {
    let over = figures.iter().filter(|figure| !figure.holds());
    over.map(Figure::line).collect()
}

/// Writes the list; then says which figures are over their limits.
///
/// # Errors
/// When the file cannot be written, or a figure is over its limit: the file is there all the same.
pub fn judge(figures: &[Figure], file: &Path) -> Result<(), String> {
    write(figures, file)?;
    println!("figures: {}", file.display());
    let over = over(figures);
    if over.is_empty() {
        return Ok(());
    }
    Err(format!("{} over the limit:\n  {}", over.len(), over.join("\n  ")))
}

/// The value below which `percent` of the samples lie (nearest rank).
#[must_use]
pub fn percentile(samples: &mut [f64], percent: f64) -> f64 {
    samples.sort_by(f64::total_cmp);
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rank"
    )]
    let rank = ((samples.len() as f64 * percent / 100.0).ceil() as usize).clamp(1, samples.len().max(1)) - 1;
    samples.get(rank).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::harness::TestFolder;

    #[test]
    fn a_run_with_a_figure_over_its_limit_fails_by_its_name_and_its_figures_are_kept() {
        let folder = TestFolder::new().unwrap();
        let file = folder.join("bench/desk.json");
        let fine = [
            Figure::lower("grid", 80.0, "ms", Some(100.0)),
            Figure::higher("rows", 120.0, "1/s", Some(100.0)),
            Figure::lower("idle", 9_000.0, "ms", None),
        ];
        assert_eq!(judge(&fine, &file), Ok(()));
        let slow = Figure::lower("half-year", 1_200.0, "ms", Some(1_000.0));
        let few = Figure::higher("pushes", 90.0, "1/s", Some(100.0));
        let figures: Vec<Figure> = fine.into_iter().chain([slow, few]).collect();
        let said = judge(&figures, &file).unwrap_err();
        assert!(
            said.contains("2 over the limit") && said.contains("half-year") && said.contains("pushes"),
            "{said}"
        );
        assert!(!said.contains("grid") && !said.contains("idle"), "{said}");
        let kept = std::fs::read_to_string(&file).unwrap();
        assert!(kept.contains("half-year") && kept.contains("grid"));
    }

    #[test]
    fn what_is_no_number_is_over_every_limit() {
        let none = Figure::lower("nothing was measured", f64::NAN, "ms", Some(100.0));
        assert!(!none.holds());
    }
}
