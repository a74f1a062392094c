//! The values of a record: a text for each column that says something, and what the texts mean.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::column::{Column, Shape};
use super::days::{Days, Half};
use super::monthly::{self, Answers, Asked, Finding};
use super::shape;
use crate::ids::{EntryId, PersonId};
use crate::text;
use crate::village::VillageCode;

/// The values of a record, by column in the order of the columns' numbers. None is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Vec<(Column, String)>", into = "Vec<(Column, String)>")]
pub struct Values(BTreeMap<Column, String>);

impl From<Vec<(Column, String)>> for Values {
    fn from(pairs: Vec<(Column, String)>) -> Values {
        let said = pairs.into_iter().filter(|(_, text)| !text.is_empty());
        Values(said.collect())
    }
}

impl From<Values> for Vec<(Column, String)> {
    fn from(values: Values) -> Vec<(Column, String)> {
        values.0.into_iter().collect()
    }
}

impl Values {
    /// Nothing said yet.
    #[must_use]
    pub fn new() -> Values {
        Values::default()
    }

    /// The values as they were signed; `None` when they are not in the one order there is, or one is empty.
    #[must_use]
    pub fn signed(pairs: Vec<(Column, String)>) -> Option<Values> {
        let sorted = pairs.is_sorted_by(|(before, _), (after, _)| before < after);
        let said = pairs.iter().all(|(_, text)| !text.is_empty());
        (sorted && said).then(|| Values::from(pairs))
    }

    /// The same with this text, tidied ([`text::tidy`]); without the column when nothing is left of it.
    #[must_use]
    pub fn with(mut self, column: Column, typed: &str) -> Values {
        let tidy = text::tidy(typed);
        if tidy.is_empty() {
            self.0.remove(&column);
        } else {
            self.0.insert(column, tidy);
        }
        self
    }

    /// The text of a column.
    #[must_use]
    pub fn get(&self, column: Column) -> Option<&str> {
        self.0.get(&column).map(String::as_str)
    }

    /// Every column that says something, with its text.
    pub fn iter(&self) -> impl Iterator<Item = (Column, &str)> {
        self.0.iter().map(|(column, text)| (*column, text.as_str()))
    }

    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether each of these columns says the same in both.
    #[must_use]
    pub fn agree(&self, other: &Values, columns: &[Column]) -> bool {
        columns.iter().all(|column| self.get(*column) == other.get(*column))
    }

    /// The text when it is shaped as its column wants.
    fn good(&self, column: Column) -> Option<&str> {
        self.get(column).filter(|text| shape::fits(column.shape(), text))
    }

    /// A text, empty when there is none.
    #[must_use]
    pub fn text(&self, column: Column) -> String {
        self.get(column).unwrap_or_default().to_owned()
    }

    /// A day.
    #[must_use]
    pub fn date(&self, column: Column) -> Option<NaiveDate> {
        self.good(column)?.parse().ok()
    }

    /// From [`Column::From`] to [`Column::To`]. `None` without a first day, or when the last one cannot be read.
    #[must_use]
    pub fn days(&self) -> Option<Days> {
        let to = match self.get(Column::To) {
            None => None,
            Some(_) => Some(self.date(Column::To)?),
        };
        let from = self.date(Column::From)?;
        Some(Days { from, to })
    }

    /// A village.
    #[must_use]
    pub fn village(&self, column: Column) -> Option<VillageCode> {
        self.good(column)?.parse().ok()
    }

    /// Villages; of a column that names one, this one.
    #[must_use]
    pub fn villages(&self, column: Column) -> BTreeSet<VillageCode> {
        let text = self.good(column).unwrap_or_default();
        text.split(' ').filter_map(|code| code.parse().ok()).collect()
    }

    /// Whom the record is about.
    #[must_use]
    pub fn person(&self) -> Option<PersonId> {
        self.good(Column::Person)?.parse().ok()
    }

    /// Another record.
    #[must_use]
    pub fn record(&self, column: Column) -> Option<EntryId> {
        let names_one = matches!(column.shape(), Shape::Record(_));
        self.good(column).filter(|_| names_one)?.parse().ok()
    }

    /// Whole fen.
    #[must_use]
    pub fn fen(&self) -> Option<u32> {
        self.good(Column::FeeFen)?.parse().ok()
    }

    /// Whether it says yes.
    #[must_use]
    pub fn yes(&self, column: Column) -> bool {
        self.get(column) == Some(shape::YES)
    }

    /// Hours, in minutes.
    #[must_use]
    pub fn minutes(&self) -> Option<u32> {
        shape::minutes(self.get(Column::Hours)?)
    }

    /// Half a year.
    #[must_use]
    pub fn half(&self) -> Option<Half> {
        self.get(Column::Half)?.parse().ok()
    }

    /// The first day of a month.
    #[must_use]
    pub fn month(&self) -> Option<NaiveDate> {
        monthly::month(self.get(Column::Month)?)
    }

    /// The entries drawn, by id, with what was found of each; none where they cannot be read.
    #[must_use]
    pub fn drawn(&self) -> Vec<(EntryId, Finding)> {
        let drawn = self.get(Column::Drawn).and_then(monthly::drawn);
        drawn.unwrap_or_default()
    }

    /// What villagers answered, in the order of the questions; none where it cannot be read.
    #[must_use]
    pub fn answers(&self) -> Vec<(Asked, Answers)> {
        let answers = self.get(Column::Answers).and_then(monthly::answers);
        answers.unwrap_or_default()
    }

    /// Scores in tenths of a point, by key; none where they cannot be read.
    #[must_use]
    pub fn scores(&self) -> BTreeMap<String, u32> {
        let pairs = self.get(Column::Scores).and_then(shape::scores);
        pairs.unwrap_or_default().into_iter().collect()
    }
}
