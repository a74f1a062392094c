//! 投诉建议 as its author sees it.

use cunfa_core::FeedbackId;
use cunfa_core::feedback::FeedbackKind;
use serde::{Deserialize, Serialize};

/// What a person wrote to whoever runs the program, and what they are writing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// What is being written; empty when nothing is.
    pub draft: FeedbackDraft,
    /// What was written on this device by this person, the newest first.
    pub written: Vec<FeedbackRow>,
}

/// What is being written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedbackDraft {
    /// The id it will have.
    pub id: FeedbackId,
    /// What it is meant as.
    pub kind: FeedbackKind,
    /// The text as typed.
    pub text: String,
}

/// One that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedbackRow {
    /// Which.
    pub id: FeedbackId,
    /// What it is meant as.
    pub kind: FeedbackKind,
    /// The text.
    pub text: String,
    /// When it was written, device clock, ms since 1970.
    pub written_at_ms: i64,
    /// Whether the server said that it keeps it (已送达); else it is on this device only (在本机).
    pub delivered: bool,
}
