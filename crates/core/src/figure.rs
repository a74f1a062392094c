//! What the county and the city see of an entry: figures, and nothing of what was said or who was served.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::entry::Entry;
use crate::ids::{EntryId, PersonId};
use crate::kind::{Kind, Mode, ResultClass};
use crate::life::Stage;
use crate::village::VillageCode;

/// One entry in figures. What is not here is not told above: no text, no number, no name, no phone, no attachment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// Which, for opening it.
    pub entry: EntryId,
    /// The village.
    pub village: VillageCode,
    /// Service date.
    pub date: NaiveDate,
    /// 服务类别.
    pub kind: Kind,
    /// 方式.
    pub mode: Mode,
    /// Length in minutes.
    pub minutes: u16,
    /// Heads: those who came to a lecture, else the persons served.
    pub people: u32,
    /// 结果 as a class, if one was chosen.
    pub result: Option<ResultClass>,
    /// Where it stands.
    pub stage: Stage,
    /// 重大事项.
    pub major: bool,
    /// The counsel, whom the county staffs, assesses and pays.
    pub counsel: PersonId,
    /// The entry it corrects (更正).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<EntryId>,
}

impl Figure {
    /// The figures of an entry by its official text.
    #[must_use]
    pub fn of(entry: EntryId, official: &Entry, stage: Stage) -> Figure {
        Figure {
            entry,
            village: official.village.clone(),
            date: official.date,
            kind: official.kind,
            mode: official.mode,
            minutes: official.time.minutes(),
            people: people(official),
            result: official.result_class,
            stage,
            major: official.major.is_some(),
            counsel: official.counsel,
            corrects: official.corrects,
        }
    }
}

/// Of entries by what they correct and where they stand: those that another which is not void corrects. Nothing of them counts, what counts is the
/// correction.
#[must_use]
pub fn corrected(entries: impl IntoIterator<Item = (Option<EntryId>, Stage)>) -> BTreeSet<EntryId> {
    let standing = entries.into_iter().filter(|(_, stage)| *stage != Stage::Voided);
    standing.filter_map(|(corrects, _)| corrects).collect()
}

/// How many people an entry counts.
#[must_use]
pub fn people(entry: &Entry) -> u32 {
    match &entry.lecture {
        Some(lecture) => lecture.head_count,
        None => u32::try_from(entry.persons.len()).unwrap_or(u32::MAX),
    }
}
