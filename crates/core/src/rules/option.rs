//! The named readings of an ambiguous policy: each is a value in a rule file and is printed with every number that depends on it.

use serde::{Deserialize, Serialize};

use crate::kind::codes;

codes!(
    /// Over what lectures are owed.
    Period {
        /// 每年, the calendar year.
        Year = "year",
        /// 每季度, the calendar quarter.
        Quarter = "quarter",
    }
);
codes!(
    /// Which way minutes are rounded.
    Direction {
        /// 舍去.
        Down = "down",
        /// 进一.
        Up = "up",
        /// To the nearer one; the middle goes up.
        Nearest = "nearest",
    }
);
codes!(
    /// What is rounded.
    RoundedPart {
        /// What counts of each entry.
        Entry = "entry",
        /// The month's sum.
        Month = "month",
    }
);
codes!(
    /// To which month a sitting over midnight at a month's end belongs. An entry lies on one day, so such a sitting is two entries: one that
    /// ends at 23:59, and one that begins at 00:00 on the first.
    MonthBoundary {
        /// Each entry counts in the month of its date.
        Date = "date",
        /// Both count in the month in which the sitting began.
        SittingStart = "sitting_start",
    }
);
codes!(
    /// What a policy may leave open. The codes are the keys of a rule file, but for travel, which no entry tells.
    Question {
        /// Which modes count.
        CountedModes = "counted_modes",
        /// Whether an entry counts before a cadre signed it.
        UnsignedCounts = "unsigned_counts",
        /// Whether overlapping minutes in one village count once.
        Overlap = "overlap_counts_once",
        /// Whether overlapping minutes of one counsel in two villages count once.
        VillagesOverlap = "villages_overlap_counts_once",
        /// How minutes are rounded.
        Rounding = "rounding",
        /// To which month a sitting over midnight belongs.
        MonthBoundary = "month_boundary",
        /// Within how many following months missing minutes may be made up.
        MakeUp = "make_up_months",
        /// How pay is reduced.
        Deduction = "deduction",
        /// From when it holds.
        EffectiveFrom = "effective_from",
        /// Whether travel counts. It is not written down, and never counted.
        Travel = "travel",
    }
);

/// How minutes are rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rounding {
    /// To so many minutes: 5, 15 or 30.
    pub to_minutes: u32,
    /// Which way.
    pub direction: Direction,
    /// What is rounded.
    pub of: RoundedPart,
}

impl Rounding {
    /// The rounded minutes.
    #[must_use]
    pub fn apply(&self, minutes: u32) -> u32 {
        let Some(rest) = minutes.checked_rem(self.to_minutes) else {
            return minutes;
        };
        let down = minutes - rest;
        let up = match self.direction {
            Direction::Down => false,
            Direction::Up => rest > 0,
            Direction::Nearest => rest > 0 && rest >= self.to_minutes - rest,
        };
        if up { down.saturating_add(self.to_minutes) } else { down }
    }
}

/// How pay is reduced for too little service. Amounts are whole fen (分).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deduction {
    /// Not at all.
    None,
    /// By the missing part of the minutes owed.
    Proportional,
    /// By missing times (次): one service one entry, so a time is an entry of which minutes count.
    PerMissingTime {
        /// Times owed per village and month.
        times_per_month: u32,
        /// Fen for each missing one.
        fen_per_time: u32,
        /// At most so many fen a month.
        cap_fen_per_month: u32,
    },
}
