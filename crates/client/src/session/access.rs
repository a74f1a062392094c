//! While the tablet is in a signer's hand it does nothing but show and sign what was handed over; whoever handed it over gets
//! everything back by their PIN. One table over all commands, so that a new one has to be decided on.

use cunfa_core::EntryId;
use cunfa_protocol::view::SIGNING_FORM;
use cunfa_protocol::{Code, Command};

use crate::desk::Desk;

/// Who may ask a command of a device that is in a signer's hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Anybody: nothing of the ledger is read.
    Anybody,
    /// The signer, for an entry that was handed over.
    Signer(EntryId),
    /// The signer, for what was handed over and nothing else.
    Handed,
    /// Whoever handed it over, after giving the PIN.
    Holder,
}

/// Refuses what the signer's hand must not reach.
///
/// # Errors
/// [`Code::Locked`].
pub(crate) fn admit(desk: &Desk, access: Access) -> Result<(), Code> {
    let handed = desk.session.as_ref().map_or(&[][..], |session| &session.handed);
    match access {
        Access::Anybody | Access::Handed => Ok(()),
        Access::Signer(entry) if handed.contains(&entry) => Ok(()),
        Access::Signer(_) | Access::Holder if handed.is_empty() => Ok(()),
        Access::Signer(_) | Access::Holder => Err(Code::Locked),
    }
}

/// The table.
pub(crate) fn of(command: &Command) -> Access {
    match command {
        Command::SessionStatus(_)
        | Command::Unlock(_)
        | Command::ResetPin(_)
        | Command::Lock(_)
        | Command::SetDisplay(_) => Access::Anybody,
        Command::OpenSigning(with) => Access::Signer(with.entry),
        Command::Sign(with) => Access::Signer(with.entry),
        Command::Picture(with) => Access::Signer(with.entry),
        Command::Typed(with) => of_form(&with.form, with.subject),
        Command::KeepTyped(with) => of_form(&with.form, with.subject),
        Command::Handed(_) => Access::Handed,
        Command::Enrol(_)
        | Command::AddPerson(_)
        | Command::SignInAgain(_)
        | Command::About(_)
        | Command::Feedback(_)
        | Command::KeepFeedback(_)
        | Command::GiveFeedback(_)
        | Command::Home(_)
        | Command::Villages(_)
        | Command::StartDraft(_)
        | Command::SaveDraft(_)
        | Command::Drafts(_)
        | Command::DropDraft(_)
        | Command::KeepDraft(_)
        | Command::SaveEntry(_)
        | Command::FollowUp(_)
        | Command::WriteAnother(_)
        | Command::DueFollowUps(_)
        | Command::Templates(_)
        | Command::KeepTemplate(_)
        | Command::DropTemplate(_)
        | Command::CountWriting(_)
        | Command::Burden(_)
        | Command::ClearBurden(_)
        | Command::Volume(_)
        | Command::OpenEntry(_)
        | Command::Settle(_)
        | Command::VoidEntry(_)
        | Command::SubmitPaper(_)
        | Command::Needs(_)
        | Command::OpenNeed(_)
        | Command::StartNeed(_)
        | Command::SaveNeedDraft(_)
        | Command::DropNeedDraft(_)
        | Command::RecordNeed(_)
        | Command::CloseNeed(_)
        | Command::ReopenNeed(_)
        | Command::AnswerNeed(_)
        | Command::Inquiries(_)
        | Command::TakeInquiry(_)
        | Command::DismissInquiry(_)
        | Command::Views(_)
        | Command::SaveView(_)
        | Command::RenameView(_)
        | Command::DropView(_)
        | Command::KeepView(_)
        | Command::SetReminder(_)
        | Command::ReadyToSign(_)
        | Command::HandOver(_)
        | Command::AddPhoto(_)
        | Command::DropPhoto(_)
        | Command::RestorePhoto(_)
        | Command::AttachPage(_)
        | Command::DetachPage(_)
        | Command::RestorePage(_)
        | Command::ReviewQueue(_)
        | Command::Review(_)
        | Command::MonthGrid(_)
        | Command::MonthCheck(_)
        | Command::YearGrid(_)
        | Command::AcknowledgeMajor(_)
        | Command::Questions(_)
        | Command::AnswerQuestion(_)
        | Command::Roster(_)
        | Command::EnrolCadre(_)
        | Command::Enrolments(_)
        | Command::DecideEnrolment(_)
        | Command::Invitees(_)
        | Command::Invite(_)
        | Command::Devices(_)
        | Command::Rule(_)
        | Command::SyncStatus(_)
        | Command::SyncNow(_)
        | Command::RetryParked(_)
        | Command::ReadRecordsNotice(_)
        | Command::Courier(_)
        | Command::ExportCourier(_)
        | Command::ImportCourier(_)
        | Command::CutNetwork(_)
        | Command::Backup(_)
        | Command::MakeBackup(_)
        | Command::ReadBackup(_)
        | Command::SheetPlaces(_)
        | Command::WriteSheet(_)
        | Command::Figures(_)
        | Command::VillageFigures(_)
        | Command::OpenFromAbove(_)
        | Command::Opened(_)
        | Command::CloseOpened(_)
        | Command::RuleTexts(_)
        | Command::KeepRule(_)
        | Command::TryRule(_)
        | Command::ForReview(_)
        | Command::ReviewMany(_)
        | Command::Since(_)
        | Command::Returning(_)
        | Command::KeepReturning(_)
        | Command::KeepReason(_)
        | Command::DropReason(_)
        | Command::HalfYear(_)
        | Command::HalfVillage(_)
        | Command::YearReport(_)
        | Command::Counties(_)
        | Command::JoinCounty(_)
        | Command::GoToCounty(_)
        | Command::OpenCounty(_)
        | Command::CityYear(_)
        | Command::Registers(_)
        | Command::Record(_)
        | Command::PutRecord(_)
        | Command::DropRefused(_)
        | Command::RegisterGaps(_)
        | Command::FirmAccount(_)
        | Command::InviteFirm(_)
        | Command::StopFirm(_)
        | Command::RenewalBasis(_)
        | Command::RecusalHere(_)
        | Command::Boards(_)
        | Command::ReadList(_)
        | Command::PreviewList(_)
        | Command::TakeList(_)
        | Command::DropList(_) => Access::Holder,
    }
}

/// What a signer typed is kept while the device is in their hand, and nothing else.
fn of_form(form: &str, subject: EntryId) -> Access {
    if form == SIGNING_FORM {
        Access::Signer(subject)
    } else {
        Access::Holder
    }
}
