//! Scores by the county's sheet: each item by its own measure, with both numbers it comes from. What cannot be measured stays without a score
//! and says why; nothing is estimated, and nobody is put in an order by it.

use super::assessed::{AssessedCounsel, ScoreLine, Scored, Scores};
use crate::rules::{Measure, RuleFile, ScoreItem, ScoreSheet};

/// The scores of a counsel by the sheet of a rule file; none where it has none. `year_over`: the calendar year is over, so what is asked for
/// once a year had to be done.
pub(super) fn scores(rule: &RuleFile, of: &AssessedCounsel, year_over: YearIs) -> Option<Scores> {
    let sheet = rule.assessment.as_ref()?;
    Some(Scores {
        rule: rule.name(),
        lines: sheet.items.iter().map(|item| line(item, of, year_over)).collect(),
    })
}

/// Whether the calendar year that is assessed is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum YearIs {
    Over,
    Running,
}

fn line(item: &ScoreItem, of: &AssessedCounsel, year: YearIs) -> ScoreLine {
    let given = of.concluded.as_ref();
    ScoreLine {
        key: item.key.clone(),
        measure: item.measure,
        scored: scored(item, of, year),
        given: given.and_then(|given| given.scores.get(&item.key).copied()),
    }
}

fn scored(item: &ScoreItem, of: &AssessedCounsel, year: YearIs) -> Scored {
    let part_of = |part: u32, whole: u32, otherwise: Scored| match whole {
        0 => otherwise,
        whole => counted(item.points, part, whole),
    };
    let entries = &of.entries;
    match item.measure {
        Measure::OnSite => {
            let held = of.owed_minutes.saturating_sub(of.missing_minutes);
            part_of(held, of.owed_minutes, Scored::Nothing)
        }
        Measure::Lectures => {
            let held = of.lectures_owed.saturating_sub(of.lectures_missing);
            part_of(held, of.lectures_owed, Scored::NotDue)
        }
        Measure::Signed => part_of(entries.signed(), entries.all, Scored::Nothing),
        Measure::Reviewed => part_of(entries.reviewed(), entries.signed(), Scored::Nothing),
        Measure::Training => match (of.trainings, year) {
            (None, _) => Scored::NotRegistered,
            (Some(taken), YearIs::Running) if taken < needed(item) => Scored::NotDue,
            (Some(taken), YearIs::Running | YearIs::Over) => {
                part_of(taken.min(needed(item)), needed(item), Scored::Nothing)
            }
        },
        Measure::Manual => Scored::ByHand,
    }
}

fn needed(item: &ScoreItem) -> u32 {
    item.needed.unwrap_or(1)
}

fn counted(points: u32, part: u32, whole: u32) -> Scored {
    let tenths = (u64::from(points) * 10 * u64::from(part)).checked_div(u64::from(whole));
    Scored::Counted {
        part,
        whole,
        tenths: tenths.and_then(|tenths| u32::try_from(tenths).ok()).unwrap_or(0),
    }
}

/// A sum of scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Total {
    /// Tenths of a point of the items that have a score.
    pub tenths: u32,
    /// Points of these items.
    pub of_points: u32,
    /// How many items have none yet.
    pub without: u32,
}

impl Scores {
    /// The sum by a sheet. Items without a score are in neither number.
    #[must_use]
    pub fn total(&self, sheet: &ScoreSheet) -> Total {
        let mut total = Total::default();
        for item in &sheet.items {
            let line = self.lines.iter().find(|line| line.key == item.key);
            match line.and_then(ScoreLine::tenths) {
                Some(tenths) => {
                    total.tenths = total.tenths.saturating_add(tenths);
                    total.of_points = total.of_points.saturating_add(item.points);
                }
                None => total.without += 1,
            }
        }
        total
    }
}
