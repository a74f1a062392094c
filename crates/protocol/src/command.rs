//! Every command of the door, by area. A command is what a person wants; its answer is a view.

use cunfa_core::act::{Decision, Opinion};
use cunfa_core::entry::Form;
use cunfa_core::need::{CloseReason, NeedForm};
use cunfa_core::{
    ActId, BatchId, BlobId, Confirmation, DeviceId, Digest, DismissReason, EntryId, Ink, InquiryId, KeyId, Kind,
    PersonId, QuestionKind, Template, VillageCode,
};
use serde::{Deserialize, Serialize};

use crate::view::{Display, EnrolmentDecision, FeedbackDraft, PictureSize, SheetOf, Sought, ToApprove, VolumeFilter};

macro_rules! commands {
    ($( $(#[$meta:meta])* $name:ident { $( $(#[$fmeta:meta])* $field:ident : $type:ty ),* $(,)? } )*) => {
        $(
            $(#[$meta])*
            #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
            pub struct $name { $( $(#[$fmeta])* pub $field: $type ),* }
        )*
    };
}

mod above;
mod counties;
mod registers;

pub use above::{
    CloseOpened, Figures, FirmAccount, HalfVillage, HalfYear, InviteFirm, OpenFromAbove, Opened, StopFirm,
    VillageFigures, YearReport,
};
pub use counties::{CityYear, Counties, GoToCounty, JoinCounty, OpenCounty};
pub use registers::{
    Boards, DropList, DropRefused, PreviewList, PutRecord, ReadList, Record, RecusalHere, RegisterGaps, Registers,
    RenewalBasis, TakeList,
};

// Sessions: who holds the device.
commands! {
    /// Asks how the device stands. Always answered, locked or not.
    SessionStatus {}
    /// Enrols this device and its first person against a server. Needs the network.
    Enrol {
        /// Server address, "https://…" (or "http://127.0.0.1:…").
        server: String,
        /// One-time invitation code, as printed (case and dashes do not matter).
        code: String,
        /// New PIN of this person on this device.
        pin: String,
        /// What the office will call this device.
        device_name: String,
    }
    /// Enrols a further person on this device. Needs the network; the device may be locked to others.
    AddPerson {
        /// One-time invitation code.
        code: String,
        /// New PIN.
        pin: String,
    }
    /// Opens the device for one person.
    Unlock {
        /// Which of the people on the device ([`crate::view::Slot`]).
        slot: u32,
        /// PIN.
        pin: String,
    }
    /// Sets a new PIN for a person who lost theirs, by a code of the office for this person and this device. The person gets
    /// a new signing key; nothing on the device is lost. Needs the network. Ended anywhere, the old PIN still holds and the
    /// same code and new PIN finish it.
    ResetPin {
        /// Whose.
        slot: u32,
        /// One-time code, as printed.
        code: String,
        /// New PIN.
        pin: String,
    }
    /// Signs this device in again, by a code of the office for the person it is open for: its server does not know its token
    /// any more. Keys, number and everything written stay. Needs the network.
    SignInAgain {
        /// One-time invitation code, as printed.
        code: String,
    }
    /// Locks. Nothing is deleted, unsent work stays.
    Lock {}
    /// Sets text size and contrast for this device. Works locked.
    SetDisplay {
        /// The new setting.
        display: Display,
    }
}

// What the app says of itself and of whoever runs the server.
commands! {
    /// Who runs the server, as it said last.
    About {}
}

// What people tell the operator (投诉建议).
commands! {
    /// What this person wrote to the operator on this device, and is writing.
    Feedback {}
    /// Keeps what is being written as it is.
    KeepFeedback {
        /// As typed.
        draft: FeedbackDraft,
    }
    /// Keeps it as written: it goes to the server with the next sync. Saying it twice is saying it once.
    GiveFeedback {
        /// As typed.
        draft: FeedbackDraft,
    }
}

// Entries: writing and reading the ledger.
commands! {
    /// The counsel's home.
    Home {}
    /// The villages in this person's scope.
    Villages {}
    /// Starts a draft (or gives back the one started for the same purpose and untouched).
    StartDraft {
        /// The kind, when already chosen.
        kind: Option<Kind>,
        /// The village, when already chosen; else the last one.
        village: Option<VillageCode>,
        /// The signed entry to correct (更正): the form is filled from it.
        corrects: Option<EntryId>,
        /// The unsigned entry to change: the form is filled from it.
        changes: Option<EntryId>,
    }
    /// Keeps the form as it is, complete or not.
    SaveDraft {
        /// The draft (an entry id chosen when it was started).
        draft: EntryId,
        /// The form as typed.
        form: Form,
    }
    /// Drafts found on this device for this person.
    Drafts {}
    /// Puts a draft away; it can be taken back until the session ends.
    DropDraft {
        /// The draft.
        draft: EntryId,
    }
    /// Takes a dropped draft back.
    KeepDraft {
        /// The draft.
        draft: EntryId,
    }
    /// Makes the draft an entry (or changes the unsigned entry). Saying it twice is saying it once.
    SaveEntry {
        /// The draft.
        draft: EntryId,
        /// The form as typed.
        form: Form,
    }
    /// A page of a volume.
    Volume {
        /// Village; none = all in scope.
        village: Option<VillageCode>,
        /// Calendar year; none = all.
        year: Option<i32>,
        /// Filter chips.
        filter: VolumeFilter,
        /// Words to find; empty = all. Any substring of Chinese characters finds.
        search: String,
        /// Rows to skip.
        offset: u32,
    }
    /// One entry with its acts.
    OpenEntry {
        /// Which.
        entry: EntryId,
    }
    /// Chooses one of the values of a field in conflict.
    Settle {
        /// Which entry.
        entry: EntryId,
        /// Document key.
        key: String,
        /// The chosen value, one of those shown.
        value: String,
    }
    /// Voids (作废) an entry.
    VoidEntry {
        /// Which.
        entry: EntryId,
        /// Why.
        reason: String,
    }
    /// Submits (提交) an entry that was signed by hand on paper; the signed page hangs on it.
    SubmitPaper {
        /// Which.
        entry: EntryId,
    }
}

// Questions that entries raise, computed and kept nowhere, and the counsel's answers.
commands! {
    /// The questions over an entry, for the office and for its own counsel.
    Questions {
        /// Which.
        entry: EntryId,
    }
    /// Answers (说明) one, over the person's own entry.
    AnswerQuestion {
        /// Which entry.
        entry: EntryId,
        /// What is asked.
        question: QuestionKind,
        /// The other entries that were shown with it.
        others: Vec<EntryId>,
        /// The answer.
        text: String,
    }
}

// What was to be come back to.
commands! {
    /// The person's own entries whose 跟进日期 has come and that nothing carries on yet.
    DueFollowUps {}
}

// What helps with writing. Templates and counts stay on the device.
commands! {
    /// Starts a draft that carries an entry on (跟进), with its village and persons; or gives back the one that does already.
    FollowUp {
        /// Which.
        entry: EntryId,
    }
    /// Starts the next draft of a sitting (再记一条): village, day and mode of the person's own entry, from its end on.
    WriteAnother {
        /// The entry just written.
        after: EntryId,
    }
    /// This person's templates.
    Templates {}
    /// Keeps a template in the place of the one with its key; without a key it is a new one.
    KeepTemplate {
        /// The template.
        template: Template,
    }
    /// Deletes a template; keeping it again takes it back.
    DropTemplate {
        /// As it was shown.
        template: Template,
    }
    /// Counts a stay at a form, for the person's own 填写负担.
    CountWriting {
        /// The draft, or the entry that was made of it.
        draft: EntryId,
        /// Touches of buttons, chips and fields.
        taps: u32,
        /// Seconds, long pauses left out.
        seconds: u32,
    }
    /// 填写负担 of this person's last entries on this device.
    Burden {}
    /// Forgets what was counted.
    ClearBurden {}
}

// Needs (群众法律需求): recorded by a cadre or the office, answered by the counsel's entry.
commands! {
    /// A page of needs: those that wait first, the oldest first.
    Needs {
        /// Village; none = all in scope.
        village: Option<VillageCode>,
        /// Only those that wait.
        open: bool,
        /// Words to find; empty = all.
        search: String,
        /// Rows to skip.
        offset: u32,
    }
    /// One need.
    OpenNeed {
        /// Which.
        need: EntryId,
    }
    /// Starts recording a need, or gives back the one this person was typing.
    StartNeed {}
    /// Keeps the form as it is, complete or not.
    SaveNeedDraft {
        /// The need (an id chosen when it was started).
        need: EntryId,
        /// The form as typed.
        form: NeedForm,
    }
    /// Puts the need this person was typing away.
    DropNeedDraft {}
    /// Makes it a need. Saying it twice is saying it once.
    RecordNeed {
        /// The need.
        need: EntryId,
        /// The form as typed.
        form: NeedForm,
    }
    /// Closes a need without an entry.
    CloseNeed {
        /// Which.
        need: EntryId,
        /// Why.
        reason: CloseReason,
        /// More about it; needed where the reason says nothing.
        note: String,
    }
    /// Takes the closing of a need back.
    ReopenNeed {
        /// Which.
        need: EntryId,
    }
    /// Starts the entry that answers a need (办理), or gives back the one that was started: village, person and what was asked are
    /// taken over.
    AnswerNeed {
        /// Which.
        need: EntryId,
    }
}

// 网上提问: what villagers asked on the public page, for the office. Need the network.
commands! {
    /// What waits.
    Inquiries {}
    /// Takes one over as a need (群众法律需求), recorded here. Saying it twice is saying it once.
    TakeInquiry {
        /// Which.
        inquiry: InquiryId,
        /// Who asks, as the need will say; it needs a name.
        name: String,
        /// Their phone; may be empty.
        phone: String,
    }
    /// Puts one away: its text is gone from the server.
    DismissInquiry {
        /// Which.
        inquiry: InquiryId,
        /// Why.
        reason: DismissReason,
        /// More about it; needed where the reason says nothing.
        note: String,
    }
}

// Finding again: what a person saved of the chips, and the reminder of the home.
commands! {
    /// What this person saved, in the order it was saved.
    Views {}
    /// Saves what is looked for now under a name.
    SaveView {
        /// The name; at most [`crate::view::MAX_VIEW_NAME`].
        name: String,
        /// What is looked for.
        sought: Sought,
    }
    /// Gives a saved view another name.
    RenameView {
        /// Which.
        view: u32,
        /// The new name.
        name: String,
    }
    /// Deletes a saved view; it can be taken back until the device is locked.
    DropView {
        /// Which.
        view: u32,
    }
    /// Takes it back.
    KeepView {
        /// Which.
        view: u32,
    }
    /// Puts the reminder of a month away for this person, or takes it out again.
    SetReminder {
        /// First day of the month.
        month: chrono::NaiveDate,
        /// True: away.
        away: bool,
    }
}

// Photos and signed pages. A picture comes as the camera made it and is made small, upright and silent here.
commands! {
    /// Adds a photo to a draft that was kept before.
    AddPhoto {
        /// The draft.
        draft: EntryId,
        /// The file, in base64; at most [`crate::view::MAX_PICTURE_BYTES`] before that.
        picture: String,
    }
    /// Takes a photo off a draft; it can be put back as long as the draft is there.
    DropPhoto {
        /// The draft.
        draft: EntryId,
        /// Which.
        row: String,
    }
    /// Puts it back.
    RestorePhoto {
        /// The draft.
        draft: EntryId,
        /// Which.
        row: String,
    }
    /// Attaches a photo of the page that was printed and signed by hand (手写签字页) to an entry that is not signed here.
    AttachPage {
        /// The entry.
        entry: EntryId,
        /// The file, as for [`AddPhoto`].
        picture: String,
    }
    /// Takes a signed page off again, before anything is signed.
    DetachPage {
        /// The entry.
        entry: EntryId,
        /// Which.
        row: String,
    }
    /// Puts back the page that was taken off last by the same person, unless the device was locked since; nothing else is put back.
    RestorePage {
        /// The entry.
        entry: EntryId,
    }
    /// A picture of an entry or a draft. Who may not see that, or names a picture that it does not hold, learns nothing.
    Picture {
        /// The entry or draft.
        entry: EntryId,
        /// Which.
        blob: BlobId,
        /// How large.
        size: PictureSize,
    }
}

// Sign-offs.
commands! {
    /// What a cadre will sign: the canonical content, and who may sign on this device. Asked by the entry's own counsel, it hands the
    /// device over and submits (提交) the entry; once for each text.
    OpenSigning {
        /// Which entry.
        entry: EntryId,
    }
    /// Signs.
    Sign {
        /// Which entry.
        entry: EntryId,
        /// Digest of the content that was shown.
        content: Digest,
        /// Which person on this device.
        slot: u32,
        /// That person's PIN.
        pin: String,
        /// Opinion.
        opinion: Opinion,
        /// Opinion in own words; needed when it differs.
        remark: String,
        /// The handwriting.
        ink: Ink,
        /// What villagers confirm under it.
        confirmations: Vec<Confirmation>,
    }
}

// The day's entries, handed over together.
commands! {
    /// What of a village could be handed to a cadre now.
    ReadyToSign {
        /// Which village.
        village: VillageCode,
    }
    /// Hands the device over with these entries of one village, in this order, and submits (提交) each as [`OpenSigning`] does. All of
    /// them can be signed now, else nothing happens.
    HandOver {
        /// Which.
        entries: Vec<EntryId>,
    }
    /// What is in the signer's hand.
    Handed {}
}

// Reviews: the desk.
commands! {
    /// What waits for the office, and what was decided lately.
    ReviewQueue {
        /// One village, or all in scope.
        village: Option<VillageCode>,
    }
    /// Decides over the sign-off that was shown.
    Review {
        /// Which entry.
        entry: EntryId,
        /// The sign-off shown.
        sign_off: ActId,
        /// Approve or return.
        decision: Decision,
    }
    /// Acknowledges (知悉) a 重大事项. It decides nothing; saying it twice is saying it once.
    AcknowledgeMajor {
        /// Which entry.
        entry: EntryId,
    }
    /// The office's month grid: villages × hours.
    MonthGrid {
        /// First day of the month.
        month: chrono::NaiveDate,
    }
    /// The office's year: villages × months, and what each counsel had to do.
    YearGrid {
        /// Any day of the year.
        month: chrono::NaiveDate,
    }
    /// The office's check of a month (月度检查), with the entries drawn for a closer look.
    MonthCheck {
        /// Any day of the month.
        month: chrono::NaiveDate,
    }
}

// Enrolments on the spot: the counsel's tablet.
commands! {
    /// The cadres of the roster who may be enrolled here.
    Roster {
        /// Only those of this village.
        village: Option<VillageCode>,
    }
    /// Enrols a cadre of the roster on this device, without the network: signs at once, shown as 待登记.
    EnrolCadre {
        /// Who.
        person: PersonId,
        /// Their own new PIN.
        pin: String,
    }
}

// Enrolments (登记): the desk.
commands! {
    /// The enrolments that wait for this office.
    Enrolments {}
    /// Confirms or refuses one. Kept here and sent with the next pass.
    DecideEnrolment {
        /// The enrolled key.
        key: KeyId,
        /// What the office says.
        decision: EnrolmentDecision,
        /// PIN of the person the device is open for.
        pin: String,
    }
}

// Codes: the office's settings. Need the network.
commands! {
    /// Whom this office may give a code.
    Invitees {}
    /// Gives a person a code (开通码). It is shown once.
    Invite {
        /// For whom.
        person: PersonId,
        /// None: to join a device. A device the person is on: to set a new PIN there.
        device: Option<DeviceId>,
    }
}

// Devices: the office's desk. Need the network.
commands! {
    /// How the devices of the office's area stand, and what revoked ones delivered.
    Devices {}
    /// Says what becomes of a batch in quarantine: taken, its text joins the ledger; left, it stays there, kept.
    Rule {
        /// Which.
        batch: BatchId,
        /// Taken or left.
        take: bool,
        /// Why.
        reason: String,
    }
}

// Sync.
commands! {
    /// The true state of everything unsent.
    SyncStatus {}
    /// Starts a pass now; answers at once with the state as it starts.
    SyncNow {}
    /// Puts a parked item back into the queue.
    RetryParked {
        /// Which batch.
        batch: BatchId,
    }
    /// Somebody read that the server's log began anew, and which villages went from the device.
    ReadRecordsNotice {}
    /// What a courier would carry, and where to and from.
    Courier {}
    /// Seals everything unsent into a file at one of the places ([`crate::view::Courier`]).
    ExportCourier {
        /// The place's path.
        place: String,
        /// Photos and signed pages too.
        photos: bool,
    }
    /// Takes in a file at one of the places: an answer to this device, or another device's file, which is carried to the server.
    ImportCourier {
        /// The file's path.
        path: String,
    }
    /// Cuts or restores the network of this window. Only a demo carries this out.
    CutNetwork {
        /// True: cut.
        cut: bool,
    }
}

// Backups of this device, for the day it is lost.
commands! {
    /// Where backups can be put and found.
    Backup {}
    /// Copies the device's file, with everything in it, to one of the places ([`crate::view::Backup`]), under words that are shown once.
    MakeBackup {
        /// The place's path.
        place: String,
    }
    /// Takes drafts, and everything the server lacks, over from a backup of another device of this county. This device stays what it is.
    ReadBackup {
        /// The file's path.
        path: String,
        /// The words that open it, as shown when it was made.
        code: String,
    }
}

// Deciding at the desk: several at once, what changed, and what is being written.
commands! {
    /// What of these entries could be approved together, and what needs a person's eye, and why. At most [`crate::view::MAX_TOGETHER`].
    ForReview {
        /// Which.
        entries: Vec<EntryId>,
    }
    /// Approves each of them by an act of its own. One that cannot be approved stops none of the others.
    ReviewMany {
        /// Which, each with the sign-off it was shown with; at most [`crate::view::MAX_TOGETHER`].
        entries: Vec<ToApprove>,
    }
    /// What an entry was when it was decided over last, or signed, or as the entry that it corrects; none when there is nothing to compare with.
    Since {
        /// Which entry.
        entry: EntryId,
    }
    /// The return that the person is writing over an entry, and their own reasons.
    Returning {
        /// Which entry.
        entry: EntryId,
    }
    /// Keeps a return as it is typed; without any point there is none.
    KeepReturning {
        /// Which entry.
        entry: EntryId,
        /// The points as typed.
        points: Vec<String>,
    }
    /// What the person typed in a form that makes no draft, and neither sent nor gave up.
    Typed {
        /// The interface's name of the form, at most [`crate::view::MAX_FORM_BYTES`].
        form: String,
        /// The entry or record it is about; zeros for none yet.
        subject: EntryId,
    }
    /// Keeps it as it is typed, at most [`crate::view::MAX_TYPED_BYTES`]; an empty text gives it up.
    KeepTyped {
        /// As for [`Typed`].
        form: String,
        /// As for [`Typed`].
        subject: EntryId,
        /// What is typed.
        text: String,
    }
    /// Keeps one of the person's own reasons, or gives it another text, or takes a dropped one back.
    KeepReason {
        /// Which; none: a new one.
        reason: Option<u32>,
        /// What it says.
        text: String,
    }
    /// Deletes one; keeping it again takes it back, until the device is opened for the person anew.
    DropReason {
        /// Which.
        reason: u32,
    }
}

// Tables for other programs.
commands! {
    /// Where a table can be put.
    SheetPlaces {}
    /// Writes a table as an Excel file to one of the places ([`crate::view::SheetPlaces`]). It is readable by anybody, and no evidence.
    WriteSheet {
        /// The place's path.
        place: String,
        /// What stands in it.
        of: SheetOf,
    }
}

// Rule files: the county's editor.
commands! {
    /// Every rule file at hand, as text.
    RuleTexts {}
    /// Keeps the rule file that this person is writing as it is typed; without a text none is being written. At most 256 KiB.
    KeepRule {
        /// As typed.
        text: String,
    }
    /// What last month's figures would have come to by a rule file. Nothing is kept; taking it in is a record of the register of rule files.
    TryRule {
        /// The file, TOML.
        text: String,
    }
}
