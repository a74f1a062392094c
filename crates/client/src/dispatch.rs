//! Every command that needs no network, to the file of its verb. No decision is made here.

use cunfa_protocol::{Code, Command, Reply};

use crate::about::about;
use crate::above::{figures, opening, report, rules};
use crate::aids::{burden, templates};
use crate::attachments::{detach_page, draft_photos};
use crate::desk::Desk;
use crate::enrolments::{decide, roster, waiting};
use crate::entries::{
    drafts, due, follow_up, home, open_entry, questions, reminder, save_entry, settle, start_draft, submit_paper,
    villages, void_entry, volume,
};
use crate::feedback;
use crate::finding::views;
use crate::needs::{answer, close, draft, list, open, record};
use crate::registers;
use crate::reviews::{acknowledge, many, month_check, month_grid, queue, returning, review, since, year_grid};
use crate::session::{display, enrol_cadre, lock, status, unlock};
use crate::signoffs::{hand_over, open_signing, sign};
use crate::typed;

/// Carries one command out at the desk.
pub(crate) fn dispatch(desk: &mut Desk, command: Command) -> Result<Reply, Code> {
    Ok(match command {
        Command::SessionStatus(_) => Reply::SessionStatus(status::asked(desk)?),
        Command::Unlock(with) => Reply::Unlock(unlock::unlock(desk, &with)?),
        Command::Lock(_) => Reply::Lock(lock::lock(desk)),
        Command::SetDisplay(with) => Reply::SetDisplay(display::set_display(desk, &with)?),
        Command::About(_) => Reply::About(about(desk)?),
        Command::Feedback(_) => Reply::Feedback(feedback::feedback(desk)?),
        Command::KeepFeedback(with) => {
            feedback::keep(desk, &with)?;
            Reply::KeepFeedback(())
        }
        Command::GiveFeedback(with) => Reply::GiveFeedback(feedback::give(desk, &with)?),
        Command::Home(_) => Reply::Home(home::home(desk)?),
        Command::Villages(_) => Reply::Villages(villages::villages(desk)?),
        Command::StartDraft(with) => Reply::StartDraft(start_draft::start_draft(desk, &with)?),
        Command::SaveDraft(with) => Reply::SaveDraft(drafts::save_draft(desk, &with)?),
        Command::Drafts(_) => Reply::Drafts(drafts::drafts(desk)?),
        Command::DropDraft(with) => {
            drafts::drop_draft(desk, with.draft)?;
            Reply::DropDraft(())
        }
        Command::KeepDraft(with) => Reply::KeepDraft(drafts::keep_draft(desk, with.draft)?),
        Command::SaveEntry(with) => Reply::SaveEntry(save_entry::save_entry(desk, &with)?),
        Command::FollowUp(with) => Reply::FollowUp(follow_up::follow_up(desk, with.entry)?),
        Command::WriteAnother(with) => Reply::WriteAnother(follow_up::write_another(desk, with.after)?),
        Command::DueFollowUps(_) => Reply::DueFollowUps(due::due(desk)?),
        Command::Templates(_) => Reply::Templates(templates::templates(desk)?),
        Command::KeepTemplate(with) => Reply::KeepTemplate(templates::keep(desk, &with.template)?),
        Command::DropTemplate(with) => Reply::DropTemplate(templates::drop(desk, &with.template)?),
        Command::CountWriting(with) => {
            burden::count(desk, &with)?;
            Reply::CountWriting(())
        }
        Command::Burden(_) => Reply::Burden(burden::burden(desk)?),
        Command::ClearBurden(_) => Reply::ClearBurden(burden::clear(desk)?),
        Command::Volume(with) => Reply::Volume(volume::volume(desk, &with)?),
        Command::Views(_) => Reply::Views(views::views(desk)?),
        Command::SaveView(with) => Reply::SaveView(views::save(desk, &with)?),
        Command::RenameView(with) => Reply::RenameView(views::rename(desk, &with)?),
        Command::DropView(with) => Reply::DropView(views::drop(desk, with.view)?),
        Command::KeepView(with) => Reply::KeepView(views::keep(desk, with.view)?),
        Command::SetReminder(with) => Reply::SetReminder(reminder::set(desk, &with)?),
        Command::OpenEntry(with) => Reply::OpenEntry(open_entry::open_or_want(desk, with.entry)?),
        Command::Settle(with) => Reply::Settle(settle::settle(desk, &with)?),
        Command::VoidEntry(with) => Reply::VoidEntry(void_entry::void_entry(desk, &with)?),
        Command::SubmitPaper(with) => Reply::SubmitPaper(submit_paper::submit_paper(desk, &with)?),
        Command::Needs(with) => Reply::Needs(list::list(desk, &with)?),
        Command::OpenNeed(with) => Reply::OpenNeed(open::open(desk, with.need)?),
        Command::StartNeed(_) => Reply::StartNeed(draft::start(desk)?),
        Command::SaveNeedDraft(with) => Reply::SaveNeedDraft(draft::save(desk, &with)?),
        Command::DropNeedDraft(_) => {
            draft::drop(desk)?;
            Reply::DropNeedDraft(())
        }
        Command::RecordNeed(with) => Reply::RecordNeed(record::record(desk, &with)?),
        Command::CloseNeed(with) => Reply::CloseNeed(close::close(desk, &with)?),
        Command::ReopenNeed(with) => Reply::ReopenNeed(close::reopen(desk, with.need)?),
        Command::AnswerNeed(with) => Reply::AnswerNeed(answer::answer(desk, with.need)?),
        Command::DropPhoto(with) => Reply::DropPhoto(draft_photos::drop_photo(desk, with.draft, &with.row)?),
        Command::RestorePhoto(with) => Reply::RestorePhoto(draft_photos::restore_photo(desk, with.draft, &with.row)?),
        Command::DetachPage(with) => Reply::DetachPage(detach_page::detach_page(desk, &with)?),
        Command::RestorePage(with) => Reply::RestorePage(detach_page::restore_page(desk, with.entry)?),
        Command::OpenSigning(with) => Reply::OpenSigning(open_signing::open_signing(desk, with.entry)?),
        Command::ReadyToSign(with) => Reply::ReadyToSign(hand_over::ready(desk, &with.village)?),
        Command::HandOver(with) => Reply::HandOver(hand_over::hand_over(desk, &with.entries)?),
        Command::Handed(_) => Reply::Handed(hand_over::handed(desk)?),
        Command::Sign(with) => Reply::Sign(sign::sign(desk, with)?),
        Command::ReviewQueue(with) => Reply::ReviewQueue(queue::queue(desk, &with)?),
        Command::Review(with) => Reply::Review(review::review(desk, with)?),
        Command::MonthGrid(with) => Reply::MonthGrid(month_grid::month_grid(desk, with.month)?),
        Command::MonthCheck(with) => Reply::MonthCheck(month_check::month_check(desk, with.month)?),
        Command::YearGrid(with) => Reply::YearGrid(year_grid::year_grid(desk, with.month)?),
        Command::AcknowledgeMajor(with) => Reply::AcknowledgeMajor(acknowledge::acknowledge(desk, &with)?),
        Command::Questions(with) => Reply::Questions(questions::questions(desk, with.entry)?),
        Command::AnswerQuestion(with) => Reply::AnswerQuestion(questions::answer(desk, &with)?),
        Command::Roster(with) => Reply::Roster(roster::roster(desk, &with)?),
        Command::EnrolCadre(with) => Reply::EnrolCadre(enrol_cadre::enrol_cadre(desk, &with)?),
        Command::Enrolments(_) => Reply::Enrolments(waiting::waiting(desk)?),
        Command::DecideEnrolment(with) => Reply::DecideEnrolment(decide::decide(desk, &with)?),
        Command::Figures(with) => Reply::Figures(figures::figures(desk, with.month)?),
        Command::VillageFigures(with) => Reply::VillageFigures(figures::village(desk, &with)?),
        Command::CloseOpened(with) => Reply::CloseOpened(opening::close(desk, with.entry)?),
        Command::RuleTexts(_) => Reply::RuleTexts(rules::texts(desk)?),
        Command::KeepRule(with) => Reply::KeepRule(rules::keep(desk, &with.text)?),
        Command::TryRule(with) => Reply::TryRule(rules::tried(desk, &with.text)?),
        Command::ForReview(with) => Reply::ForReview(many::for_review(desk, &with.entries)?),
        Command::ReviewMany(with) => Reply::ReviewMany(many::review_many(desk, &with.entries)?),
        Command::Since(with) => Reply::Since(since::since(desk, with.entry)?),
        Command::Returning(with) => Reply::Returning(returning::returning(desk, with.entry)?),
        Command::KeepReturning(with) => Reply::KeepReturning(returning::keep(desk, &with)?),
        Command::Typed(with) => Reply::Typed(typed::typed(desk, &with)?),
        Command::KeepTyped(with) => Reply::KeepTyped(typed::keep(desk, &with)?),
        Command::KeepReason(with) => Reply::KeepReason(returning::keep_reason(desk, &with)?),
        Command::DropReason(with) => Reply::DropReason(returning::drop_reason(desk, with.reason)?),
        Command::HalfYear(with) => Reply::HalfYear(report::half_year(desk, with.day)?),
        Command::HalfVillage(with) => Reply::HalfVillage(report::half_village(desk, &with)?),
        Command::YearReport(with) => Reply::YearReport(report::year_report(desk, with.day)?),
        Command::Registers(with) => Reply::Registers(registers::list::list(desk, with.kind)?),
        Command::Record(with) => Reply::Record(registers::one::one(desk, with.record)?),
        Command::PutRecord(with) => Reply::PutRecord(registers::put::put(desk, with)?),
        Command::DropRefused(with) => {
            registers::put::drop_refused(desk, with.record)?;
            Reply::DropRefused(())
        }
        Command::RegisterGaps(_) => Reply::RegisterGaps(registers::gaps::gaps(desk)?),
        Command::RenewalBasis(with) => Reply::RenewalBasis(registers::renewal::basis(desk, &with)?),
        Command::RecusalHere(with) => Reply::RecusalHere(registers::recusal::here(desk, &with)?),
        Command::Boards(_) => Reply::Boards(registers::boards::boards(desk)?),
        Command::PreviewList(with) => Reply::PreviewList(registers::lists::preview(desk, with)?),
        Command::TakeList(with) => Reply::TakeList(registers::lists::take(desk, &with.seen)?),
        Command::DropList(_) => {
            registers::lists::drop(desk)?;
            Reply::DropList(())
        }
        // These need the network, the app's tasks, or time away from the desk; the door answers them itself.
        Command::Enrol(_)
        | Command::AddPerson(_)
        | Command::ResetPin(_)
        | Command::SignInAgain(_)
        | Command::Invitees(_)
        | Command::Invite(_)
        | Command::Devices(_)
        | Command::Rule(_)
        | Command::Inquiries(_)
        | Command::TakeInquiry(_)
        | Command::DismissInquiry(_)
        | Command::FirmAccount(_)
        | Command::InviteFirm(_)
        | Command::StopFirm(_)
        | Command::AddPhoto(_)
        | Command::AttachPage(_)
        | Command::Picture(_)
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
        | Command::OpenFromAbove(_)
        | Command::Counties(_)
        | Command::JoinCounty(_)
        | Command::GoToCounty(_)
        | Command::OpenCounty(_)
        | Command::CityYear(_)
        | Command::Opened(_)
        | Command::WriteSheet(_)
        | Command::ReadList(_) => return Err(Code::NotNow),
    })
}
