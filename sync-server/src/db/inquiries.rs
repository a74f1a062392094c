//! What the server needs of a database for the public page's questions (网上提问): kept until the office decided, or too long nobody did. They are
//! in no log, and nothing of them goes to a device but to an office that asks.

use cunfa_core::{Area, DeviceId, DismissReason, EntryId, Inquiry, InquiryId, PersonId, VillageCode};

use super::DbResult;

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredInquiry {
    /// Tells one that comes twice.
    pub id: InquiryId,
    /// Where it is asked.
    pub village: VillageCode,
    /// Server clock when it came.
    pub received_ms: i64,
    /// What it says.
    pub asked: Inquiry,
    /// Who takes it over.
    pub taken: Option<Taken>,
}

/// That a device takes one over as a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// The need it becomes.
    pub need: EntryId,
    /// On which device.
    pub device: DeviceId,
    /// By whom.
    pub by: PersonId,
    /// Server clock.
    pub at_ms: i64,
}

/// That one is put away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dismissal<'a> {
    /// By whom.
    pub by: PersonId,
    /// On which device.
    pub device: DeviceId,
    /// Why.
    pub reason: DismissReason,
    /// More about it.
    pub note: &'a str,
    /// Server clock.
    pub at_ms: i64,
}

/// How many questions may wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// In one village.
    pub village: u64,
    /// In all.
    pub all: u64,
}

/// Which questions are wanted.
#[derive(Debug, Clone, Copy)]
pub struct InquiriesAsk<'a> {
    /// Only villages in any of these.
    pub scope: &'a [Area],
    /// What others take over is left out.
    pub device: DeviceId,
    /// What was taken before this, by the server's clock, and did not come as a need is anybody's again.
    pub lapsed_ms: i64,
    /// Most rows.
    pub rows_max: u32,
}

/// Questions of the public page.
pub trait InquiryDb: Send + Sync {
    /// Keeps one, unless it is there, or so many wait. Says whether it is there now.
    ///
    /// # Errors
    /// The engine's.
    fn keep_inquiry(&self, one: &StoredInquiry, room: Room) -> DbResult<bool>;
    /// What waits: first what this device took, then the oldest.
    ///
    /// # Errors
    /// The engine's.
    fn inquiries(&self, ask: &InquiriesAsk<'_>) -> DbResult<Vec<StoredInquiry>>;
    /// Where one is asked, decided or not.
    ///
    /// # Errors
    /// The engine's.
    fn inquiry_village(&self, id: InquiryId) -> DbResult<Option<VillageCode>>;
    /// Notes who takes one over, unless it was put away, or another device took it after `lapsed_ms`. The same again is the same. Says
    /// whether it is this device's now.
    ///
    /// # Errors
    /// The engine's.
    fn take_inquiry(&self, id: InquiryId, taken: &Taken, lapsed_ms: i64) -> DbResult<bool>;
    /// Puts one away, unless it is a need by now, or another device took it after `lapsed_ms`: its texts go, who decided why stays. The
    /// first word stays. Says whether it is put away now.
    ///
    /// # Errors
    /// The engine's.
    fn dismiss_inquiry(&self, id: InquiryId, dismissal: &Dismissal<'_>, lapsed_ms: i64) -> DbResult<bool>;
    /// Takes the texts out of what the log holds as a need, and forgets altogether what came before this. Gives how many rows were
    /// forgotten.
    ///
    /// # Errors
    /// The engine's.
    fn sweep_inquiries(&self, before_ms: i64) -> DbResult<u64>;
}
