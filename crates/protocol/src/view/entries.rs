//! The ledger as the field sees it.

use chrono::NaiveDate;
use cunfa_core::act::Opinion;
use cunfa_core::entry::{Field, Form};
use cunfa_core::rules::{Basis, Tally};
use cunfa_core::{Act, Digest, Entry, EntryId, Kind, Life, Mode, Role, Stage, Standing, VillageCode};
use serde::{Deserialize, Serialize};

use super::Slot;
use super::evidence::Evidence;
use super::needs::NeedRow;
use super::pictures::AttachmentView;
use super::questions::{Asked, Known};
use super::sync::{Delivery, SyncOutcome};

/// The counsel's (and cadre's) home.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Home {
    /// Today where the device is.
    pub today: NaiveDate,
    /// The villages with this month's duty, the last visited first.
    pub villages: Vec<VillageMonth>,
    /// Drafts.
    pub drafts: u32,
    /// 待签字.
    pub unsigned: u32,
    /// Entries with something not yet on the server.
    pub unsent: u32,
    /// 被退回 and not yet corrected.
    pub returned: u32,
    /// 群众法律需求 that wait for an answer.
    pub needs: u32,
    /// By which rule files the villages' month is counted, each once; a tally names its own.
    pub rules: Vec<Basis>,
    /// Own entries whose 跟进日期 has come and that nothing carries on yet.
    pub follow_ups: u32,
    /// What some villages still lack this month; none while it is early, when nothing lacks, and when the person put it away.
    pub reminder: Option<Reminder>,
    /// When a sync last completed, device clock, ms since 1970.
    pub last_sync_ms: Option<i64>,
    /// How the last attempt ended.
    pub last_outcome: SyncOutcome,
}

/// One village's month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VillageMonth {
    /// Village.
    pub village: VillageRow,
    /// The arithmetic, with a line per entry.
    pub tally: Tally,
    /// 待签字 in it, of what is here.
    pub unsigned: u32,
}

/// What is still missing this month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminder {
    /// The month (its first day).
    pub month: NaiveDate,
    /// Days of it that are left, today among them.
    pub days_left: u32,
    /// The villages that are short, the shortest first.
    pub villages: Vec<ShortVillage>,
}

/// A village that is short this month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShortVillage {
    /// Which.
    pub village: VillageRow,
    /// Minutes missing.
    pub missing_minutes: u32,
}

/// A village as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VillageRow {
    /// Code.
    pub code: VillageCode,
    /// 村（社区）.
    pub name: String,
    /// 乡镇（街道）.
    pub township: String,
    /// 县（区）.
    pub county: String,
}

/// A draft: a form on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Its id, which becomes the entry's.
    pub draft: EntryId,
    /// The form.
    pub form: Form,
    /// Its photos, in the order of their rows. Kept apart from the form: keeping an older form loses none.
    pub photos: Vec<AttachmentView>,
    /// What is left on the disk in MiB, when it is little.
    pub room_mib: Option<u32>,
    /// The unsigned entry it changes, if it changes one.
    pub changes: Option<EntryId>,
    /// When it was last kept, device clock, ms since 1970; none when never.
    pub saved_at_ms: Option<i64>,
    /// Names used lately in this scope, newest first, to be offered for persons.
    pub recent_persons: Vec<String>,
    /// Date of today where the device is.
    pub today: NaiveDate,
    /// The last day that may be today: later than that one where the device's clock is known to be behind.
    pub latest: NaiveDate,
}

/// A draft was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftSaved {
    /// When, device clock, ms since 1970.
    pub saved_at_ms: i64,
}

/// 20 rows of a volume at most.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VolumePage {
    /// The rows, newest service date first.
    pub rows: Vec<EntryRow>,
    /// How many rows there are in all.
    pub total: u32,
    /// Rows skipped before these.
    pub offset: u32,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct EntryRow {
    /// Which.
    pub entry: EntryId,
    /// 序号.
    pub number: String,
    /// Village code.
    pub village: VillageCode,
    /// Village name.
    pub village_name: String,
    /// Service date.
    pub date: NaiveDate,
    /// Minutes.
    pub minutes: u16,
    /// Kind.
    pub kind: Kind,
    /// Mode.
    pub mode: Mode,
    /// Who was served, joined; or the head count for a lecture.
    pub people: String,
    /// 事由 or topic, the first 40 graphemes.
    pub matter: String,
    /// The counsel's name.
    pub counsel_name: String,
    /// Where it stands.
    pub stage: Stage,
    /// 签后有改动.
    pub changed_after_signing: bool,
    /// Whether the server holds it.
    pub delivery: Delivery,
    /// 重大事项.
    pub major: bool,
    /// 知悉: the office acknowledged it, the first time.
    pub known: Option<Known>,
    /// A newer program wrote something of it that this one does not know: it is shown as far as it can be read, and not written to.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub newer: bool,
}

/// One entry, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryView {
    /// Row form.
    pub row: EntryRow,
    /// The village's township; empty when the directory does not name the village.
    pub township: String,
    /// The official text: at the official signature (a sign-off, or the submission of a page signed by hand) if signed, else now.
    pub entry: Entry,
    /// Digest of its canonical content.
    pub content: Digest,
    /// What hangs on it, in the official text or in the text now, with where the bytes are.
    pub attachments: Vec<AttachmentView>,
    /// When the text now differs from the official one: the text now.
    pub amendment: Option<Amendment>,
    /// Fields that hold more than one value now.
    pub conflicts: Vec<Conflict>,
    /// The life.
    pub life: Life,
    /// The acts, oldest arrival first.
    pub acts: Vec<ActView>,
    /// The entries that correct this one.
    pub corrected_by: Vec<EntryId>,
    /// The entries that carry this one on (跟进).
    pub followed_by: Vec<EntryId>,
    /// The need its official text answers, if that is here.
    pub answers: Option<NeedRow>,
    /// Whether this person may change, void, or correct it here and now.
    pub may_change: bool,
    /// Whether it may be voided by this person.
    pub may_void: bool,
    /// Whether a correction (更正) by this person makes sense.
    pub may_correct: bool,
    /// Whether this person may carry it on (跟进).
    pub may_follow: bool,
    /// Whether this person may write another entry of the same sitting (再记一条).
    pub may_write_another: bool,
    /// Whether it can be given to a cadre to sign on this device.
    pub may_sign: bool,
    /// Whether giving it to a cadre to sign submits it (提交) in this person's name.
    pub submits: bool,
    /// Whether this person may submit it as signed on paper: a signed page hangs on it.
    pub may_submit_paper: bool,
    /// Whether this person may review it now.
    pub may_review: bool,
    /// Whether this person may attach a page signed by hand, or take one off again.
    pub may_attach: bool,
    /// Whether this person may acknowledge (知悉) it: a 重大事项 that the office has not acknowledged.
    pub may_acknowledge: bool,
    /// Whether it raises questions.
    pub asked: Asked,
}

/// 签后有改动: both texts side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    /// The text as the document holds it now.
    pub entry: Entry,
    /// The fields in which it differs from the official text.
    pub fields: Vec<Field>,
}

/// A field with more than one value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// Document key, for [`crate::command::Settle`].
    pub key: String,
    /// The field.
    pub field: Field,
    /// The values, sorted.
    pub values: Vec<String>,
}

/// One act as shown on an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActView {
    /// The act.
    pub act: Act,
    /// Who, by name.
    pub person_name: String,
    /// SVG path of the ink in pad units, for a sign-off.
    pub ink_path: Option<String>,
    /// Whether the signature holds for exactly the content at its heads, with a key certified for that person.
    pub holds: bool,
    /// Whether the signer's enrolment is confirmed (else 待登记); none when no certificate gives the key to that person.
    pub standing: Option<Standing>,
    /// Whether it covers the text as it is now.
    pub covers_current: bool,
    /// Delivered (a stored receipt, or it came from the server).
    pub delivered: bool,
    /// What stands behind it.
    pub evidence: Evidence,
}

/// The signing screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signing {
    /// The content to be signed, decoded from its canonical bytes.
    pub entry: Entry,
    /// What hangs on it; all of it is here, else nothing can be signed.
    pub attachments: Vec<AttachmentView>,
    /// Village name.
    pub village_name: String,
    /// Township name.
    pub township: String,
    /// Its digest, to be given back with [`crate::command::Sign`].
    pub content: Digest,
    /// Cadres of this village enrolled on this device.
    pub signers: Vec<Signer>,
    /// Chips.
    pub opinions: Vec<Opinion>,
    /// It cannot be signed here: an agreement over marriage, adoption or succession is signed by hand on its printed page.
    pub for_paper: bool,
}

/// A cadre who can sign here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signer {
    /// Slot.
    pub slot: Slot,
    /// Name.
    pub name: String,
    /// Post.
    pub post: String,
    /// Role (cadre today; more later).
    pub role: Role,
    /// Whether the enrolment is confirmed; else the signature is shown as 待登记.
    pub standing: Standing,
}
