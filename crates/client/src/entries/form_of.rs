//! From an entry back to the form it came from, for changing it and for correcting it (更正).

use cunfa_core::entry::{LectureForm, MediationForm};
use cunfa_core::{Entry, Form, ServiceTime};

/// The form that checks to this entry again.
#[must_use]
pub(crate) fn form_of(entry: &Entry) -> Form {
    let (start, end, minutes) = match entry.time {
        ServiceTime::Interval { start, end } => (Some(start), Some(end), String::new()),
        ServiceTime::Minutes(minutes) => (None, None, minutes.to_string()),
    };
    let lecture = entry.lecture.as_ref().map(|lecture| LectureForm {
        topic: lecture.topic.clone(),
        speaker: lecture.speaker.clone(),
        place: lecture.place.clone(),
        head_count: lecture.head_count.to_string(),
        copies: lecture.copies.to_string(),
    });
    let mediation = entry.mediation.as_ref().map(|mediation| MediationForm {
        parties: mediation.parties.clone(),
        dispute: mediation.dispute.clone(),
        agreed: Some(mediation.agreed),
    });
    Form {
        village: Some(entry.village.clone()),
        date: Some(entry.date),
        start,
        end,
        minutes,
        mode: Some(entry.mode),
        kind: Some(entry.kind),
        persons: entry.persons.clone(),
        matter: entry.matter.clone(),
        advice: entry.advice.clone(),
        result: entry.result.clone(),
        result_class: entry.result_class,
        lecture: lecture.unwrap_or_default(),
        mediation: mediation.unwrap_or_default(),
        paid: entry.paid.clone(),
        major: entry.major.clone(),
        corrects: entry.corrects,
    }
}
