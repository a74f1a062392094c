//! Days on which a record holds, and halves of a year.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};

/// From a day to a day, both included; without end when there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Days {
    /// The first.
    pub from: NaiveDate,
    /// The last.
    pub to: Option<NaiveDate>,
}

impl Days {
    /// Whether a day is one of them.
    #[must_use]
    pub fn hold(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// Whether they have a day in common with others.
    #[must_use]
    pub fn meet(&self, other: &Days) -> bool {
        let ends_before = |one: &Days, next: &Days| one.to.is_some_and(|to| to < next.from);
        !ends_before(self, other) && !ends_before(other, self)
    }

    /// Whether each of them is one of the others.
    #[must_use]
    pub fn lie_in(&self, other: &Days) -> bool {
        let ends = match (self.to, other.to) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(own), Some(others)) => own <= others,
        };
        other.from <= self.from && ends
    }
}

/// Half a year: January to June, or July to December. Written as "2026-1".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Half {
    year: i32,
    second: bool,
}

impl Half {
    /// The half in which a day lies.
    #[must_use]
    pub fn of(day: NaiveDate) -> Half {
        Half {
            year: day.year(),
            second: day.month() > 6,
        }
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.year
    }

    /// 1 or 2.
    #[must_use]
    pub fn number(self) -> u8 {
        1 + u8::from(self.second)
    }

    /// The first days of its six months.
    #[must_use]
    pub fn months(self) -> Vec<NaiveDate> {
        let first = if self.second { 7 } else { 1 };
        let month = |month| NaiveDate::from_ymd_opt(self.year, month, 1);
        (first..first + 6).filter_map(month).collect()
    }
}

/// A text that is no half of a year from 1980 to 2100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("reading a half of a year: expected one such as 2026-1")]
pub struct HalfError;

impl TryFrom<String> for Half {
    type Error = HalfError;
    fn try_from(text: String) -> Result<Half, HalfError> {
        text.parse()
    }
}

impl From<Half> for String {
    fn from(half: Half) -> String {
        half.to_string()
    }
}

impl FromStr for Half {
    type Err = HalfError;
    fn from_str(text: &str) -> Result<Half, HalfError> {
        let (year, number) = text.split_once('-').ok_or(HalfError)?;
        let year: i32 = year.parse().map_err(|_| HalfError)?;
        let second = match number {
            "1" => false,
            "2" => true,
            _ => return Err(HalfError),
        };
        let half = Half { year, second };
        let plain = super::shape::YEARS.contains(&year) && half.to_string() == text;
        plain.then_some(half).ok_or(HalfError)
    }
}

impl fmt::Display for Half {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.year, self.number())
    }
}
