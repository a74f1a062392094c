//! The one door: every command with its answer, as two enums that the window, the bridge and the tests all use.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::command as c;
use crate::view as v;

/// A command that knows the type of its answer.
pub trait Ask: Into<Command> + Serialize {
    /// Its name, one of [`Command::NAMES`].
    const NAME: &'static str;
    /// The view that answers it.
    type Answer: DeserializeOwned;
    /// The answer out of a reply; `None` when the reply answers something else.
    fn answer(reply: Reply) -> Option<Self::Answer>;
}

macro_rules! door {
    ($( $name:ident -> $answer:ty ),* $(,)?) => {
        /// What somebody wants.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Command { $( #[doc = concat!("See [`c::", stringify!($name), "`].")] $name(c::$name) ),* }

        /// What came of it.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Reply { $( #[doc = concat!("Answers [`c::", stringify!($name), "`].")] $name($answer) ),* }

        impl Command {
            /// The names of all commands.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($name)),*];

            /// Its name.
            #[must_use]
            pub fn name(&self) -> &'static str {
                match self { $(Command::$name(_) => stringify!($name)),* }
            }
        }

        $(
            impl From<c::$name> for Command {
                fn from(command: c::$name) -> Command { Command::$name(command) }
            }
            impl Ask for c::$name {
                const NAME: &'static str = stringify!($name);
                type Answer = $answer;
                fn answer(reply: Reply) -> Option<$answer> {
                    match reply { Reply::$name(answer) => Some(answer), _ => None }
                }
            }
        )*
    };
}

door! {
    SessionStatus -> v::Session,
    Enrol -> v::Session,
    AddPerson -> v::Session,
    Unlock -> v::Session,
    ResetPin -> v::Session,
    SignInAgain -> v::Sync,
    Lock -> v::Session,
    SetDisplay -> v::Session,
    About -> v::About,
    Feedback -> v::Feedback,
    KeepFeedback -> (),
    GiveFeedback -> v::Feedback,
    Home -> v::Home,
    Villages -> Vec<v::VillageRow>,
    StartDraft -> v::Draft,
    SaveDraft -> v::DraftSaved,
    Drafts -> Vec<v::Draft>,
    DropDraft -> (),
    KeepDraft -> v::Draft,
    SaveEntry -> v::EntryView,
    FollowUp -> v::Draft,
    WriteAnother -> v::Draft,
    DueFollowUps -> v::DueFollowUps,
    Templates -> v::Templates,
    KeepTemplate -> v::Templates,
    DropTemplate -> v::Templates,
    CountWriting -> (),
    Burden -> v::Burden,
    ClearBurden -> v::Burden,
    Volume -> v::VolumePage,
    OpenEntry -> v::EntryView,
    Settle -> v::EntryView,
    VoidEntry -> v::EntryView,
    SubmitPaper -> v::EntryView,
    Needs -> v::Needs,
    OpenNeed -> v::NeedView,
    StartNeed -> v::NeedDraft,
    SaveNeedDraft -> v::DraftSaved,
    DropNeedDraft -> (),
    RecordNeed -> v::NeedView,
    CloseNeed -> v::NeedView,
    ReopenNeed -> v::NeedView,
    AnswerNeed -> v::Draft,
    Inquiries -> v::Inquiries,
    TakeInquiry -> v::Inquiries,
    DismissInquiry -> v::Inquiries,
    Views -> Vec<v::SavedView>,
    SaveView -> Vec<v::SavedView>,
    RenameView -> Vec<v::SavedView>,
    DropView -> Vec<v::SavedView>,
    KeepView -> Vec<v::SavedView>,
    SetReminder -> v::Home,
    AddPhoto -> v::PhotoAdded,
    DropPhoto -> Vec<v::AttachmentView>,
    RestorePhoto -> Vec<v::AttachmentView>,
    AttachPage -> v::PageAttached,
    DetachPage -> v::EntryView,
    RestorePage -> v::EntryView,
    Picture -> v::Picture,
    OpenSigning -> v::Signing,
    Sign -> v::EntryView,
    ReadyToSign -> v::ReadyToSign,
    HandOver -> v::Handed,
    Handed -> v::Handed,
    ReviewQueue -> v::Queue,
    Review -> v::EntryView,
    MonthGrid -> v::MonthGrid,
    MonthCheck -> v::MonthCheck,
    YearGrid -> v::YearGrid,
    AcknowledgeMajor -> v::EntryView,
    Questions -> v::Questions,
    AnswerQuestion -> v::Questions,
    Roster -> v::Roster,
    EnrolCadre -> v::Session,
    Enrolments -> v::Enrolments,
    DecideEnrolment -> v::Enrolments,
    Invitees -> Vec<v::Invitee>,
    Invite -> v::Invitation,
    Devices -> v::Devices,
    Rule -> v::Devices,
    SyncStatus -> v::Sync,
    SyncNow -> v::Sync,
    RetryParked -> v::Sync,
    ReadRecordsNotice -> v::Sync,
    Courier -> v::Courier,
    ExportCourier -> v::CourierExported,
    ImportCourier -> v::CourierImported,
    CutNetwork -> v::Sync,
    Backup -> v::Backup,
    MakeBackup -> v::BackupMade,
    ReadBackup -> v::BackupRead,
    SheetPlaces -> v::SheetPlaces,
    WriteSheet -> v::SheetWritten,
    Figures -> v::Figures,
    VillageFigures -> v::FigureList,
    OpenFromAbove -> v::Opened,
    Opened -> v::Opened,
    CloseOpened -> v::Opened,
    RuleTexts -> v::RuleTexts,
    KeepRule -> v::DraftSaved,
    TryRule -> v::RuleTrial,
    ForReview -> Vec<v::BatchRow>,
    ReviewMany -> Vec<v::Reviewed>,
    Since -> Option<v::Since>,
    Returning -> v::Returning,
    KeepReturning -> v::DraftSaved,
    Typed -> v::Typed,
    KeepTyped -> v::DraftSaved,
    KeepReason -> Vec<v::OwnReason>,
    DropReason -> Vec<v::OwnReason>,
    HalfYear -> v::HalfYear,
    HalfVillage -> v::HalfVillage,
    YearReport -> v::YearReport,
    Counties -> v::Counties,
    JoinCounty -> v::Counties,
    GoToCounty -> v::Counties,
    OpenCounty -> v::Counties,
    CityYear -> v::CityYear,
    Registers -> v::RegisterList,
    Record -> v::RecordView,
    PutRecord -> v::RecordView,
    DropRefused -> (),
    RegisterGaps -> v::RegisterGaps,
    RenewalBasis -> v::RenewalBasis,
    RecusalHere -> Option<v::RecusalNote>,
    Boards -> v::Boards,
    FirmAccount -> v::FirmAccount,
    InviteFirm -> v::FirmAccount,
    StopFirm -> v::FirmAccount,
    ReadList -> v::ListPreview,
    PreviewList -> v::ListPreview,
    TakeList -> v::ListTaken,
    DropList -> (),
}
