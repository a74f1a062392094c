//! Failures as a screen meets them: a code exists only if a screen says or does something of its own about it.

use cunfa_core::entry::{Failure, Rule};
use cunfa_core::{InkFault, confirmation};
use serde::{Deserialize, Serialize};

use crate::view::EntryRow;

/// Why a command was not carried out. Nothing that was stored before is lost by any of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailureReply {
    /// What the screen acts on.
    pub code: Code,
}

/// The codes. The sentence of each stands in the interface's table of words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The PIN does not open this person's key.
    WrongPin {
        /// How long until the next try is taken, in ms.
        wait_ms: u64,
        /// Tries left before the PIN is locked.
        tries_left: u32,
    },
    /// Too early after wrong PINs.
    PinWait {
        /// How long still, in ms.
        wait_ms: u64,
        /// Tries left before the PIN is locked.
        tries_left: u32,
    },
    /// Too many wrong PINs: only a code of the office leads back.
    PinLocked,
    /// This code was sent from here before with another new PIN, which alone finishes it.
    OtherNewPin,
    /// A new PIN is too weak.
    WeakPin,
    /// The device is locked; unlock first.
    Locked,
    /// The device is already enrolled (or is not enrolled yet) and the command does not fit that.
    NotNow,
    /// No such invitation.
    InvitationUnknown,
    /// The invitation was used already.
    InvitationUsed,
    /// The invitation ran out.
    InvitationExpired,
    /// The code is for another person, another device, or another purpose (joining, setting a new PIN).
    InvitationElsewhere,
    /// This person is on this device already.
    PersonAlreadyHere,
    /// The address of the server cannot be used (not https, or not loopback for plain http, or no address at all).
    BadServerAddress,
    /// No network, or the server does not answer. Work stays here and goes up later.
    NoNetwork,
    /// Something answered that is not our server (a login page of the network, say).
    NotOurServer,
    /// The server reads only newer versions of the protocol: this program is to be updated.
    AppTooOld,
    /// The server reads only older versions of the protocol: it is to be updated.
    ServerTooOld,
    /// A newer program wrote something of this entry that this one does not know.
    WrittenByNewer,
    /// The server's certificate is not valid at this device's time.
    ClockOff,
    /// The server knows this device no more: revoked.
    DeviceRevoked,
    /// The role may not do this, or not in this village.
    NotAllowed,
    /// The form is not complete or holds something wrong.
    Form {
        /// Everything that is wrong.
        failures: Vec<Failure>,
    },
    /// There is no such entry here.
    NoSuchEntry,
    /// Only the server's index tells of the entry: it is on its way.
    NotHereYet {
        /// What the index tells.
        row: Box<EntryRow>,
    },
    /// The entry is signed: it can only be corrected by a new entry or voided.
    AlreadySigned,
    /// Somebody changed the entry since it was shown: look at it again, then decide.
    ChangedMeanwhile,
    /// Signing is refused.
    Signing {
        /// Why.
        refusal: Refusal,
    },
    /// The picture cannot be taken. What was typed and every other picture stays.
    Photo {
        /// Why.
        fault: PhotoFault,
    },
    /// A courier's file cannot be written or taken in. Nothing here changed, and what is unsent stays unsent.
    Courier {
        /// Why.
        fault: CourierFault,
    },
    /// A backup cannot be read. Nothing here changed. (What is wrong with a place is said as of a courier's.)
    Backup {
        /// Why.
        fault: BackupFault,
    },
    /// A view cannot be saved under this name. What is looked for stays as it is.
    View {
        /// Why.
        fault: ViewFault,
    },
    /// A list cannot be read. Nothing was signed.
    List {
        /// Why.
        fault: ListFault,
    },
    /// A return needs at least one reason; a voiding needs one.
    ReasonMissing,
    /// A reason, an answer or a note was given, and cannot be kept as it is.
    ReasonUnfit {
        /// Why: it is too long, or holds characters that are not seen.
        rule: Rule,
    },
    /// The disk is full. What was saved before stays.
    DiskFull,
    /// The file on this device is damaged; it was not touched.
    FileDamaged,
    /// The file was written by a newer program; it was not touched.
    FileTooNew,
    /// The file's key does not fit; it was not touched.
    FileKeyWrong,
    /// A fault of the program. The text is for the log and names nobody.
    Internal {
        /// What was attempted.
        attempted: String,
    },
}

/// Why signing is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Fields hold more than one value; a person must choose first.
    Conflict,
    /// The entry has attachments that are not here.
    AttachmentMissing,
    /// An agreement over marriage, adoption or succession: its printed page is signed by hand.
    ForPaper,
    /// Submitted as signed on paper, but no signed page hangs on the entry.
    SignedPageMissing,
    /// The ink is refused.
    Ink(InkFault),
    /// This person signed this text already.
    SignedAlready,
    /// The entry is voided.
    Voided,
    /// The person is not a cadre of this village.
    NotThisVillage,
    /// The person's enrolment on this device was not accepted, or their key was revoked.
    NotEnrolled,
    /// "有不同意见" needs a remark.
    RemarkMissing,
    /// The remark is too long, in grapheme clusters.
    RemarkTooLong {
        /// What was given.
        given: usize,
        /// What is allowed.
        max: usize,
    },
    /// A text holds characters that are not seen but change what is seen.
    HiddenCharacters,
    /// What villagers confirm cannot stand like this.
    Confirmations(Vec<confirmation::Failure>),
}

/// Why a picture is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhotoFault {
    /// The file is empty.
    Empty,
    /// More bytes than [`crate::view::MAX_PICTURE_BYTES`].
    TooHeavy,
    /// HEIC or HEIF, as Apple's phones store photos.
    Heic,
    /// AVIF.
    Avif,
    /// A PDF.
    Pdf,
    /// A film.
    Video,
    /// A picture in a format that is not read here.
    OtherPicture,
    /// No picture at all.
    NotAPicture,
    /// Larger than can be decoded on a tablet.
    TooManyPixels,
    /// It ends early, or cannot be read.
    Damaged,
    /// The entry holds as many as one may.
    TooMany,
    /// The disk is too full for a picture; texts are still kept.
    NoRoom,
}

/// Why a view is not saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ViewFault {
    /// It has no name.
    NameMissing,
    /// The name is longer than [`crate::view::MAX_VIEW_NAME`].
    NameTooLong,
    /// The name holds characters that are not seen.
    HiddenCharacters,
    /// The person has a view of this name.
    NameTaken,
    /// The person has [`crate::view::MAX_VIEWS`] of them.
    TooMany,
}

/// Why a list is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListFault {
    /// Nothing in it.
    Empty,
    /// More bytes than [`crate::view::MAX_LIST_BYTES`], or it unpacks to too much.
    TooLarge,
    /// More than 100,000 rows.
    TooManyRows,
    /// A cell lies too far out.
    TooWide,
    /// A password opens it.
    Password,
    /// An OpenDocument sheet.
    OpenDocument,
    /// A binary workbook.
    Xlsb,
    /// A web page that is named like a sheet.
    WebPage,
    /// From before 1993.
    TooOld,
    /// A text whose encoding is none of UTF-8, UTF-16, GB18030.
    UnknownEncoding,
    /// Something else: a letter, a picture.
    NotASheet,
    /// Every sheet is hidden.
    NothingVisible,
    /// Cut or damaged.
    Damaged,
    /// No sheet has headings that are known.
    NoHeadings,
    /// Headings and no row.
    NoRows,
    /// No list is held: the device was locked meanwhile. The file is read again.
    Gone,
}

/// Why a courier's file is not written or not taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CourierFault {
    /// The device has no courier key of the county yet: it has to sync once.
    NoKey,
    /// The place is gone: the stick was pulled.
    PlaceGone,
    /// The place is full. No half file is left there.
    PlaceFull,
    /// The place takes no files.
    PlaceReadOnly,
    /// Reading or writing failed otherwise.
    PlaceBroken,
    /// No such file any more.
    NoFile,
    /// Not a courier's file.
    NotCourier,
    /// Of another version of the program.
    OtherVersion,
    /// It was not copied to its end.
    Cut,
    /// Its bytes are not what was written.
    Damaged,
    /// For another county.
    OtherCounty,
    /// An answer for another device, or to a file this device no longer knows of.
    OtherDevice,
    /// An answer that was taken in before.
    TakenBefore,
    /// An answer that was made before something this device took in since. Another file brings the rest.
    Overtaken,
    /// It opens, and whoever should have signed it did not.
    Signature,
    /// Larger than a courier's file may be.
    TooLarge,
    /// The server's records in it do not fit the root kept here; nothing of it was taken.
    RecordsDiffer,
}

/// Why a backup is not made or not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BackupFault {
    /// No such file any more.
    NoFile,
    /// Not a backup.
    NotBackup,
    /// Of a newer program.
    TooNew,
    /// It was not copied to its end.
    Cut,
    /// Its bytes are not what was written.
    Damaged,
    /// These words do not open it.
    WrongCode,
    /// Of a device of another county.
    OtherCounty,
}

impl From<Code> for FailureReply {
    fn from(code: Code) -> Self {
        FailureReply { code }
    }
}
