//! What the office acknowledged, and questions with their answers. A question is asked of the counsel; it is no finding and no penalty.

use cunfa_core::QuestionKind;
use serde::{Deserialize, Serialize};

use super::entries::EntryRow;
use super::evidence::Clock;

/// 知悉 of a 重大事项.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Known {
    /// By whom at the office; empty when no name is here.
    pub by: String,
    /// When, device clock, ms since 1970.
    pub at_ms: i64,
    /// How far that clock can be trusted.
    pub clock: Clock,
}

/// Whether an entry raises questions, for the office and for its own counsel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// None, or none that this person is told of.
    Nothing,
    /// Some that are not answered yet.
    Open,
    /// Each is answered.
    Answered,
}

/// The questions over one entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Questions {
    /// At most one of each kind.
    pub questions: Vec<QuestionView>,
    /// Whether this person may answer: the entry's own counsel.
    pub may_answer: bool,
}

/// One question, with its answer beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionView {
    /// What is asked.
    pub kind: QuestionKind,
    /// The figure ([`cunfa_core::Question::figure`]).
    pub figure: u32,
    /// The other entries concerned, by date and number.
    pub others: Vec<EntryRow>,
    /// The answers, in the order they came; none while it is open.
    pub answers: Vec<ExplanationView>,
}

/// 说明.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExplanationView {
    /// What was said.
    pub text: String,
    /// By whom.
    pub by: String,
    /// When, device clock, ms since 1970.
    pub at_ms: i64,
    /// How far that clock can be trusted.
    pub clock: Clock,
}
