//! 网上提问: what villagers asked on the public page, as the office's desk shows it.

use chrono::NaiveDate;
use cunfa_core::{EntryId, Inquiry, InquiryId, VillageCode};
use serde::{Deserialize, Serialize};

/// What waits, as the server says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inquiries {
    /// The oldest first; what this device took and has not recorded stands before.
    pub rows: Vec<InquiryRow>,
    /// Whether more waits behind these.
    pub more: bool,
    /// Address of the public page, without a path; none when the server has none.
    pub url: Option<String>,
    /// The need the question just taken over is now.
    pub taken: Option<EntryId>,
    /// Why the decision just made does not stand.
    pub fault: Option<InquiryFault>,
    /// Date of today where the device is.
    pub today: NaiveDate,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InquiryRow {
    /// Which.
    pub inquiry: InquiryId,
    /// Where it is asked.
    pub village: VillageCode,
    /// The village's name.
    pub village_name: String,
    /// The civil day it came, by the server's clock, in China.
    pub date: NaiveDate,
    /// What it says.
    pub asked: Inquiry,
}

/// Why a decision about a question does not stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InquiryFault {
    /// There is none such in a village of the office, or not any more: somebody else took it or put it away.
    NotHere,
    /// The reason says nothing, or what it says cannot be kept.
    Damaged,
}
