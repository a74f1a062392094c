//! Views: what screens show, ready to be shown. Codes and numbers only; the words are the interface's.

mod about;
mod above;
mod backup;
mod check;
mod counties;
mod courier;
mod deciding;
mod devices;
mod due;
mod enrolments;
mod entries;
mod event;
mod evidence;
mod feedback;
mod finding;
mod firms;
mod handing;
mod inquiries;
mod lists;
mod needs;
mod pictures;
mod questions;
mod registers;
mod report;
mod reviews;
mod rules;
mod session;
mod sheets;
mod sync;
mod writing;
mod year;

pub use about::About;
pub use above::{
    CrossingRow, FigureList, FigureRow, Figures, Opened, OpenedAct, OpenedText, OpeningState, StageCount,
    VillageFigures,
};
pub use backup::{Backup, BackupFile, BackupMade, BackupPlace, BackupRead, Restored};
pub use check::{CheckData, CheckFound, CheckVillage, LogState, MonthCheck};
pub use counties::{CityYear, Counties, CountyRow, CountyState, CountyYear};
pub use courier::{Courier, CourierExported, CourierFile, CourierImported, CourierLast, CourierPlace, CourierWay};
pub use deciding::{
    BatchRow, LeftOut, MAX_FORM_BYTES, MAX_OWN_REASONS, MAX_TOGETHER, MAX_TYPED_BYTES, OwnReason, PriorDecision,
    Returning, ReviewOutcome, Reviewed, SIGNING_FORM, Since, ToApprove, Typed,
};
pub use devices::{DeviceRow, Devices, QuarantineRow, RulingFault, WouldStand};
pub use due::{DueFollowUp, DueFollowUps};
pub use enrolments::{
    ClaimFault, DecisionFault, DecisionState, EnrolmentDecision, Enrolments, Roster, RosterRow, WaitingEnrolment,
};
pub use entries::{
    ActView, Amendment, Conflict, Draft, DraftSaved, EntryRow, EntryView, Home, Reminder, ShortVillage, Signer,
    Signing, VillageMonth, VillageRow, VolumePage,
};
pub use event::{Event, Topic};
pub use evidence::{Certified, Clock, Evidence, Issuer, KnownRoot, SignedText};
pub use feedback::{Feedback, FeedbackDraft, FeedbackRow};
pub use finding::{MAX_VIEW_NAME, MAX_VIEWS, MonthOf, SavedView, Sought, VolumeFilter};
pub use firms::{FirmAccess, FirmAccount};
pub use handing::{Handed, HandedEntry, MAX_HANDED, ReadyEntry, ReadyToSign};
pub use inquiries::{Inquiries, InquiryFault, InquiryRow};
pub use lists::{
    LISTED_ROWS, ListCounts, ListFilter, ListOutcome, ListPreview, ListRow, ListTaken, ListedFault, ListedRecord,
    MAX_LIST_BYTES,
};
pub use needs::{NeedDraft, NeedRow, NeedState, NeedView, Needs};
pub use pictures::{AttachmentView, MAX_PICTURE_BYTES, PageAttached, PhotoAdded, Picture, PictureSize, PictureState};
pub use questions::{Asked, ExplanationView, Known, QuestionView, Questions};
pub use registers::{
    BoardCounsel, BoardView, Boards, ENDING_DAYS, EndingAppointment, MAX_LISTED_CHARS, NamedPerson, RecordAct,
    RecordRow, RecordState, RecordView, RecusalNote, RefusedRecord, RegisterGaps, RegisterList, RenewalBasis,
    TrainingLine,
};
pub use report::{
    AreaRow, HalfVillage, HalfYear, ReportCounsel, ReportData, ReportHead, ReportVillage, SheetOfRule, YearReport,
};
pub use reviews::{GridCell, MonthGrid, Queue, QueueItem, VillageStanding};
pub use rules::{
    RuleDifference, RuleDraft, RuleNumbers, RuleRead, RuleStanding, RuleText, RuleTexts, RuleTrial, RuleTried,
};
pub use session::{
    DemoSwitch, Display, Invitation, Invitee, InviteeDevice, LockAfter, Me, Scale, Session, Slot,
    Stage as SessionStage, TextSize, Theme,
};
pub use sheets::{SheetOf, SheetPlace, SheetPlaces, SheetWritten};
pub use sync::{
    Delivery, Filling, ItemState, LittleRoom, Moving, ParkedReason, Photos, RecordsNotice, Sync, SyncItem, SyncOutcome,
};
pub use writing::{Burden, Templates};
pub use year::{CounselLoad, Load, LoadVillage, YearCell, YearGrid, YearVillage};
