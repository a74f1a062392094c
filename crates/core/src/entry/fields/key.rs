//! The spelling of keys.

use super::{Field, FieldMap};
use crate::entry::row;
use crate::kind::Detail;

pub(super) const VILLAGE: &str = "village";
pub(super) const NUMBER: &str = "number";
pub(super) const COUNSEL: &str = "counsel";
pub(super) const COUNSEL_NAME: &str = "counsel_name";
pub(super) const DATE: &str = "date";
pub(super) const START: &str = "start";
pub(super) const END: &str = "end";
pub(super) const MINUTES: &str = "minutes";
pub(super) const MODE: &str = "mode";
pub(super) const KIND: &str = "kind";
pub(super) const MATTER: &str = "matter";
pub(super) const ADVICE: &str = "advice";
pub(super) const RESULT: &str = "result";
pub(super) const RESULT_CLASS: &str = "result_class";
pub(super) const LECTURE_TOPIC: &str = "lecture.topic";
pub(super) const LECTURE_SPEAKER: &str = "lecture.speaker";
pub(super) const LECTURE_PLACE: &str = "lecture.place";
pub(super) const LECTURE_HEAD_COUNT: &str = "lecture.head_count";
pub(super) const LECTURE_COPIES: &str = "lecture.copies";
pub(super) const MEDIATION_PARTIES: &str = "mediation.parties";
pub(super) const MEDIATION_DISPUTE: &str = "mediation.dispute";
pub(super) const MEDIATION_AGREED: &str = "mediation.agreed";
pub(super) const PAID: &str = "paid";
pub(super) const MAJOR: &str = "major";
pub(super) const CORRECTS: &str = "corrects";
pub(super) const FOLLOW_UP: &str = "follow_up";
pub(super) const FOLLOWS: &str = "follows";
pub(super) const ANSWERS: &str = "answers";
pub(super) const WRITTEN_AT: &str = "written_at";

/// The key of a detail.
pub(super) fn detail(of: Detail) -> String {
    format!("{DETAIL}{}", of.code())
}

const DETAIL: &str = "detail.";

/// The key of an attachment's row.
pub(super) fn attachment(row: &str) -> String {
    format!("attachment.{row}")
}

/// The row of an attachment's key, usable or not; `None` when it is another's key.
pub(super) fn attachment_row(key: &str) -> Option<&str> {
    key.strip_prefix("attachment.")
}

/// What a person's row holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PersonPart {
    Name,
    Phone,
    Category,
}

impl PersonPart {
    fn code(self) -> &'static str {
        match self {
            PersonPart::Name => "name",
            PersonPart::Phone => "phone",
            PersonPart::Category => "category",
        }
    }

    /// The key of this part of a row.
    pub(super) fn key(self, row: &str) -> String {
        format!("person.{row}.{}", self.code())
    }

    /// The row and part a key names; `None` when it is no person's key.
    pub(super) fn of_key(key: &str) -> Option<(&str, PersonPart)> {
        let (row, part) = key.strip_prefix("person.")?.rsplit_once('.')?;
        let parts = [PersonPart::Name, PersonPart::Phone, PersonPart::Category];
        let part = parts.into_iter().find(|known| known.code() == part)?;
        row::is_usable(row).then_some((row, part))
    }
}

/// Whether a key stands there that this program does not know: a newer one wrote it, and this one does not show all there is.
#[must_use]
pub fn is_of_newer(fields: &FieldMap) -> bool {
    let own = [COUNSEL, COUNSEL_NAME, WRITTEN_AT];
    fields
        .keys()
        .any(|key| !own.contains(&key.as_str()) && matches!(Field::of_key(key), Field::Other(_)))
}

impl Field {
    /// The field a document key belongs to; keys without a field of their own (the counsel, the time of
    /// writing, keys of a newer program) are [`Field::Other`].
    #[must_use]
    pub fn of_key(key: &str) -> Field {
        match key {
            VILLAGE => Field::Village,
            NUMBER => Field::Number,
            DATE => Field::Date,
            START => Field::Start,
            END => Field::End,
            MINUTES => Field::Minutes,
            MODE => Field::Mode,
            KIND => Field::Kind,
            MATTER => Field::Matter,
            ADVICE => Field::Advice,
            RESULT => Field::Result,
            RESULT_CLASS => Field::ResultClass,
            LECTURE_TOPIC => Field::LectureTopic,
            LECTURE_SPEAKER => Field::LectureSpeaker,
            LECTURE_PLACE => Field::LecturePlace,
            LECTURE_HEAD_COUNT => Field::LectureHeadCount,
            LECTURE_COPIES => Field::LectureCopies,
            MEDIATION_PARTIES => Field::MediationParties,
            MEDIATION_DISPUTE => Field::MediationDispute,
            MEDIATION_AGREED => Field::MediationAgreed,
            PAID => Field::Paid,
            MAJOR => Field::Major,
            FOLLOW_UP => Field::FollowUp,
            CORRECTS => Field::Corrects,
            FOLLOWS => Field::Follows,
            ANSWERS => Field::Answers,
            other => Field::of_other_key(other),
        }
    }

    fn of_other_key(key: &str) -> Field {
        if let Some(of) = key.strip_prefix(DETAIL).and_then(Detail::from_code) {
            return Field::Detail(of);
        }
        match PersonPart::of_key(key) {
            Some((row, PersonPart::Name)) => Field::PersonName(row.to_owned()),
            Some((row, PersonPart::Phone)) => Field::PersonPhone(row.to_owned()),
            Some((_, PersonPart::Category)) => Field::Persons,
            None if attachment_row(key).is_some() => Field::Attachments,
            None => Field::Other(key.to_owned()),
        }
    }
}
