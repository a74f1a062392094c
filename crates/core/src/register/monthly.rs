//! 月度检查 as a record: what an office found in one village's month. Which entries were drawn and whether each is as it is written, and how many of
//! the villagers who were asked answered what. Numbers, ids and the office's own remark; no name of anybody who was asked.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};

use super::column::Column as C;
use super::kind::RecordKind;
use super::record::Record;
use super::shape;
use super::values::Values;
use crate::ids::{Digest, EntryId};
use crate::kind::codes;
use crate::village::VillageCode;

/// Most entries drawn of one village and month.
pub const MAX_DRAWN: usize = 50;
/// Most villagers asked one question.
pub const MAX_ASKED: u32 = 10_000;

codes!(
    /// What was found of an entry that was drawn.
    Finding {
        /// 相符: as it is written.
        AsWritten = "yes",
        /// 不符: otherwise than it is written; how, the remark says.
        Otherwise = "no",
        /// 未核对: nobody could look into it.
        NotSeen = "open",
    }
);
codes!(
    /// A question to villagers of the satisfaction form (群众满意度询问表), in its order.
    Asked {
        /// Whether they know who the counsel is and how to find them.
        Known = "known",
        /// Whether the service took place.
        Real = "real",
        /// Whether they understood the counsel.
        Clear = "clear",
        /// Whether they are satisfied.
        Satisfied = "satisfied",
    }
);

/// How many villagers answered a question, and what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Answers {
    /// How many were asked; at most [`MAX_ASKED`].
    pub asked: u32,
    /// 是 / 满意.
    pub good: u32,
    /// 一般.
    pub fair: u32,
    /// 否 / 不满意.
    pub poor: u32,
}

impl Answers {
    /// How many answered.
    #[must_use]
    pub fn answered(&self) -> u32 {
        self.good.saturating_add(self.fair).saturating_add(self.poor)
    }

    /// Both together.
    #[must_use]
    pub fn with(self, other: Answers) -> Answers {
        Answers {
            asked: self.asked.saturating_add(other.asked),
            good: self.good.saturating_add(other.good),
            fair: self.fair.saturating_add(other.fair),
            poor: self.poor.saturating_add(other.poor),
        }
    }
}

/// What an office found in one village's month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthlyCheck {
    /// Its record.
    pub record: EntryId,
    /// Where.
    pub village: VillageCode,
    /// First day of the month.
    pub month: NaiveDate,
    /// The root of the server's log by which the entries were drawn; none: the device had none.
    pub root: Option<Digest>,
    /// The entries drawn, by id, with what was found of each.
    pub drawn: Vec<(EntryId, Finding)>,
    /// What villagers answered, in the order of the questions; those that nobody was asked are left out.
    pub answers: Vec<(Asked, Answers)>,
    /// More about it; may be empty.
    pub note: String,
}

impl MonthlyCheck {
    /// How many of the entries drawn are so.
    #[must_use]
    pub fn count(&self, finding: Finding) -> usize {
        self.drawn.iter().filter(|(_, found)| *found == finding).count()
    }
}

impl Record for MonthlyCheck {
    const KIND: RecordKind = RecordKind::Check;

    fn read(record: EntryId, values: &Values) -> Option<MonthlyCheck> {
        Some(MonthlyCheck {
            record,
            village: values.village(C::Village)?,
            month: values.month()?,
            root: values.get(C::Root).and_then(|text| text.parse().ok()),
            drawn: values.drawn(),
            answers: values.answers(),
            note: values.text(C::Note),
        })
    }
}

/// What villagers answered in several checks together, in the order of the questions.
#[must_use]
pub fn answered_in<'c>(checks: impl IntoIterator<Item = &'c MonthlyCheck>) -> Vec<(Asked, Answers)> {
    let mut all: BTreeMap<Asked, Answers> = BTreeMap::new();
    for (question, of) in checks.into_iter().flat_map(|check| &check.answers) {
        let sum = all.entry(*question).or_default();
        *sum = sum.with(*of);
    }
    all.into_iter().collect()
}

/// A month as its column has it, "2026-11".
#[must_use]
pub fn month_text(month: NaiveDate) -> String {
    format!("{}-{:02}", month.year(), month.month())
}

/// Entries drawn as their column has them; empty when there are none.
#[must_use]
pub fn drawn_text(mut drawn: Vec<(EntryId, Finding)>) -> String {
    drawn.sort();
    let one = |(entry, found): &(EntryId, Finding)| format!("{entry}={}", found.code());
    drawn.iter().map(one).collect::<Vec<_>>().join(";")
}

/// Answers as their column has them, without those of nobody; empty when nobody was asked.
#[must_use]
pub fn answers_text(answers: &[(Asked, Answers)]) -> String {
    let of = |question: &Asked| {
        answers
            .iter()
            .find(|(one, of)| one == question && *of != Answers::default())
    };
    let one = |(question, of): &(Asked, Answers)| {
        let Answers {
            asked,
            good,
            fair,
            poor,
        } = of;
        format!("{}={asked}:{good}:{fair}:{poor}", question.code())
    };
    let all = Asked::ALL.iter().filter_map(of);
    all.map(one).collect::<Vec<_>>().join(";")
}

/// Reads a month; its first day.
pub(super) fn month(text: &str) -> Option<NaiveDate> {
    let first: NaiveDate = format!("{text}-01").parse().ok()?;
    let plain = shape::YEARS.contains(&first.year()) && month_text(first) == text;
    plain.then_some(first)
}

/// Reads entries drawn: ids ascending, none twice.
pub(super) fn drawn(text: &str) -> Option<Vec<(EntryId, Finding)>> {
    let one = |pair: &str| {
        let (entry, found) = pair.split_once('=')?;
        let id: EntryId = entry.parse().ok()?;
        let plain = id.to_string() == entry;
        Some((id, Finding::from_code(found)?)).filter(|_| plain)
    };
    let pairs: Option<Vec<(EntryId, Finding)>> = text.split(';').map(one).collect();
    let sorted = |pairs: &Vec<(EntryId, Finding)>| pairs.is_sorted_by(|(before, _), (after, _)| before < after);
    pairs.filter(|pairs| pairs.len() <= MAX_DRAWN && sorted(pairs))
}

/// Reads answers: questions in their order, none twice.
pub(super) fn answers(text: &str) -> Option<Vec<(Asked, Answers)>> {
    let pairs: Option<Vec<(Asked, Answers)>> = text.split(';').map(answered).collect();
    pairs.filter(|pairs| pairs.is_sorted_by(|(before, _), (after, _)| before < after))
}

fn answered(pair: &str) -> Option<(Asked, Answers)> {
    let (question, counts) = pair.split_once('=')?;
    let count = |text: &str| shape::number(text).filter(|count| *count <= MAX_ASKED);
    let counts: Option<Vec<u32>> = counts.split(':').map(count).collect();
    let &[asked, good, fair, poor] = counts?.as_slice() else {
        return None;
    };
    Some((
        Asked::from_code(question)?,
        Answers {
            asked,
            good,
            fair,
            poor,
        },
    ))
}
