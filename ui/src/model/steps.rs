//! The three steps of writing, and in which of them a failure of the form is mended.

use cunfa_core::entry::Field;

/// The last step.
pub const LAST: u8 = 3;

/// The step that holds a field.
#[must_use]
pub fn step_of(field: &Field) -> u8 {
    match field {
        Field::Village
        | Field::Number
        | Field::Date
        | Field::Start
        | Field::End
        | Field::Minutes
        | Field::Mode
        | Field::Kind => 1,
        Field::Persons
        | Field::PersonName(_)
        | Field::PersonPhone(_)
        | Field::Matter
        | Field::Advice
        | Field::Result
        | Field::ResultClass
        | Field::LectureTopic
        | Field::LectureSpeaker
        | Field::LecturePlace
        | Field::LectureHeadCount
        | Field::LectureCopies
        | Field::MediationParties
        | Field::MediationDispute
        | Field::MediationAgreed
        | Field::Detail(_)
        | Field::Paid
        | Field::Major
        | Field::FollowUp
        | Field::Corrects
        | Field::Follows
        | Field::Answers
        | Field::Attachments
        | Field::Other(_) => 2,
    }
}
