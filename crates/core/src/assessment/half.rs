//! A half-year of the calendar, by which the county assesses (P四(五)).

use std::ops::RangeInclusive;

use chrono::{Datelike as _, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::kind::codes;

codes!(
    /// Which half of a year.
    HalfPart {
        /// 上半年, January to June.
        First = "first",
        /// 下半年, July to December.
        Second = "second",
    }
);

/// One half of one year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Half {
    /// The calendar year.
    pub year: i32,
    /// Which half of it.
    pub part: HalfPart,
}

impl Half {
    /// The one a date lies in.
    #[must_use]
    pub fn of(date: NaiveDate) -> Half {
        Half {
            year: date.year(),
            part: if date.month() <= 6 {
                HalfPart::First
            } else {
                HalfPart::Second
            },
        }
    }

    /// The one before.
    #[must_use]
    pub fn before(self) -> Half {
        match self.part {
            HalfPart::First => Half {
                year: self.year.saturating_sub(1),
                part: HalfPart::Second,
            },
            HalfPart::Second => Half {
                part: HalfPart::First,
                ..self
            },
        }
    }

    /// The one after.
    #[must_use]
    pub fn after(self) -> Half {
        match self.part {
            HalfPart::First => Half {
                part: HalfPart::Second,
                ..self
            },
            HalfPart::Second => Half {
                year: self.year.saturating_add(1),
                part: HalfPart::First,
            },
        }
    }

    /// The first days of its six months; none for a year that the calendar does not reach.
    #[must_use]
    pub fn months(self) -> Vec<NaiveDate> {
        months_of(self.year, self.numbers())
    }

    fn numbers(self) -> RangeInclusive<u32> {
        match self.part {
            HalfPart::First => 1..=6,
            HalfPart::Second => 7..=12,
        }
    }

    /// As it is written in a record: "2026-1".
    #[must_use]
    pub fn code(self) -> String {
        let part = match self.part {
            HalfPart::First => 1,
            HalfPart::Second => 2,
        };
        format!("{}-{part}", self.year)
    }

    /// Reads what [`Half::code`] writes, of the years 1000 to 9999.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Half> {
        let (year, part) = code.split_once('-')?;
        let is_year = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()) && !year.starts_with('0');
        let part = match part {
            "1" => HalfPart::First,
            "2" => HalfPart::Second,
            _ => return None,
        };
        Some(Half {
            year: year.parse().ok().filter(|_| is_year)?,
            part,
        })
    }
}

/// The first days of a year's months.
#[must_use]
pub fn months_of_year(year: i32) -> Vec<NaiveDate> {
    months_of(year, 1..=12)
}

fn months_of(year: i32, numbers: RangeInclusive<u32>) -> Vec<NaiveDate> {
    numbers
        .filter_map(|month| NaiveDate::from_ymd_opt(year, month, 1))
        .collect()
}

/// The first day of the next month.
pub(super) fn next(month: NaiveDate) -> NaiveDate {
    month.checked_add_months(Months::new(1)).unwrap_or(month)
}
