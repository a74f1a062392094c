//! The county's sheet of scores for the half-year assessment (半年考核评分表), an optional part of a rule file. No document that is shipped gives
//! one; a county that has one writes it down with what it follows. What is scored is measured in `assessment`; the sheet only says for what
//! there are how many points.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::kind::codes;

codes!(
    /// What an item of a sheet measures.
    Measure {
        /// Minutes owed that are not missing, of those owed.
        OnSite = "on_site_ratio",
        /// Lectures owed that are not missing, of those owed.
        Lectures = "lectures",
        /// The counsel's own entries that a cadre signed, of all of them.
        Signed = "signed_ratio",
        /// Those that the office decided over, of the signed ones.
        Reviewed = "reviewed_ratio",
        /// Trainings of the year, of as many as the item needs.
        Training = "training",
        /// Nothing that is counted: the county says it.
        Manual = "manual",
    }
);

/// A sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreSheet {
    /// What people call it.
    pub title: String,
    /// What it follows.
    pub source: String,
    /// Its items, in the order in which they are printed.
    pub items: Vec<ScoreItem>,
}

/// One item of a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreItem {
    /// By what a score given by a person names it; letters a to z, digits and `_`.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// Most points.
    pub points: u32,
    /// What is measured.
    pub measure: Measure,
    /// How many are needed for all points; for [`Measure::Training`] alone.
    pub needed: Option<u32>,
}

/// Most items of a sheet.
const MAX_ITEMS: usize = 50;
/// Longest key, in bytes.
const MAX_KEY: usize = 40;
/// Longest title or source, in characters.
const MAX_TEXT: usize = 1_000;
/// Most points of an item.
const MAX_POINTS: u32 = 1_000;
/// Most of anything needed.
const MAX_NEEDED: u32 = 100;

impl ScoreSheet {
    /// The key of a rule file at which its first value lies that makes no sense: blank or too long texts, no item or more than 50, keys twice, points
    /// that are not 1 to 1,000, something needed where nothing is counted.
    #[must_use]
    pub fn out_of_range(&self) -> Option<String> {
        let at = |key: &str| format!("assessment.{key}");
        if !is_text(&self.title) {
            return Some(at("title"));
        }
        if !is_text(&self.source) {
            return Some(at("source"));
        }
        if self.items.is_empty() || self.items.len() > MAX_ITEMS {
            return Some(at("items"));
        }
        let mut keys = BTreeSet::new();
        for (number, item) in (1_u32..).zip(&self.items) {
            let fault = if keys.insert(&item.key) {
                item.out_of_range()
            } else {
                Some("key")
            };
            if let Some(key) = fault {
                return Some(at(&format!("items.{number}.{key}")));
            }
        }
        None
    }

    /// All points together.
    #[must_use]
    pub fn points(&self) -> u32 {
        self.items.iter().fold(0, |sum, item| sum.saturating_add(item.points))
    }
}

impl ScoreItem {
    fn out_of_range(&self) -> Option<&'static str> {
        let is_key = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        let key = (1..=MAX_KEY).contains(&self.key.len()) && self.key.bytes().all(is_key);
        let needed = match self.measure {
            Measure::Training => self.needed.is_some_and(|needed| (1..=MAX_NEEDED).contains(&needed)),
            Measure::OnSite | Measure::Lectures | Measure::Signed | Measure::Reviewed | Measure::Manual => {
                self.needed.is_none()
            }
        };
        let ranges = [
            ("key", key),
            ("title", is_text(&self.title)),
            ("points", (1..=MAX_POINTS).contains(&self.points)),
            ("needed", needed),
        ];
        ranges.into_iter().find(|(_, good)| !good).map(|(key, _)| key)
    }
}

fn is_text(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= MAX_TEXT
}
