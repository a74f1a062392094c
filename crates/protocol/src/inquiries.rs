//! What an office asks of the public page's questions (网上提问), and what it decides about them: `POST /v1/inquiries`. Travels as
//! [`crate::wire`]'s messages do. See docs/protocol.md.

use cunfa_core::{DismissReason, EntryId, Inquiry, InquiryId, PersonId, VillageCode};
use serde::{Deserialize, Serialize};

use crate::view::InquiryFault;

/// Path of the questions.
pub const INQUIRIES_PATH: &str = "/v1/inquiries";
/// Most decisions in one request.
pub const MAX_DECISIONS: usize = 64;
/// Most questions in one answer.
pub const MAX_INQUIRIES: u32 = 100;

/// An office asks what waits, and says what becomes of it. The same request again is answered the same way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InquiriesRequest {
    /// [`crate::wire::VERSION`].
    pub version: u16,
    /// Who asks: a person of an office on this device.
    pub by: PersonId,
    /// Carried out in order, before anything is answered.
    pub decisions: Vec<InquiryDecision>,
}

/// What becomes of a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InquiryDecision {
    /// This device records it as a need. The server keeps the text until that need is in its log.
    Take {
        /// Which.
        inquiry: InquiryId,
        /// The id the need will have.
        need: EntryId,
    },
    /// It is put away: its text goes at once.
    Dismiss {
        /// Which.
        inquiry: InquiryId,
        /// Why.
        reason: DismissReason,
        /// More about it; may be empty, but for [`DismissReason::Other`].
        note: String,
    },
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InquiriesResponse {
    /// One per decision, in their order.
    pub answers: Vec<InquiryAnswer>,
    /// What waits in the office's villages: first what this device took and has not brought as a need, then the oldest.
    pub inquiries: Vec<AskedInquiry>,
    /// Whether there are more.
    pub more: bool,
    /// Address of the public page, without a path; none when the server has none.
    pub url: Option<String>,
}

/// What became of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InquiryAnswer {
    /// It stands, now or before.
    Done,
    /// It does not.
    NotDone(InquiryFault),
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedInquiry {
    /// Which.
    pub inquiry: InquiryId,
    /// Where it is asked.
    pub village: VillageCode,
    /// Server clock when it came.
    pub received_ms: i64,
    /// What it says.
    pub asked: Inquiry,
    /// The need this device took it over as, which the log does not hold yet.
    pub need: Option<EntryId>,
}
