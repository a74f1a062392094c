//! What the kinds have of their own: a lecture, a mediation, and the short details of the others.

use super::texts::Texts;
use crate::entry::form::{Form, LectureForm, MediationForm};
use crate::entry::{DetailText, Field, Lecture, MAX_NAME_GRAPHEMES, MAX_TEXT_GRAPHEMES, Mediation};
use crate::kind::Detail;

/// Most listeners of one lecture.
const MAX_HEADS: u32 = 100_000;
/// Most copies handed out at one lecture.
const MAX_COPIES: u32 = 1_000_000;

pub(super) fn lecture(form: &LectureForm, texts: &mut Texts) -> Option<Lecture> {
    let topic = texts.needed(Field::LectureTopic, &form.topic, MAX_NAME_GRAPHEMES);
    let speaker = texts.needed(Field::LectureSpeaker, &form.speaker, MAX_NAME_GRAPHEMES);
    let place = texts.needed(Field::LecturePlace, &form.place, MAX_NAME_GRAPHEMES);
    let head_count = texts.number(Field::LectureHeadCount, &form.head_count, 1..=MAX_HEADS);
    let copies = copies(&form.copies, texts);
    Some(Lecture {
        topic,
        speaker,
        place,
        head_count: head_count?,
        copies: copies?,
    })
}

/// Copies handed out; a blank is none.
fn copies(typed: &str, texts: &mut Texts) -> Option<u32> {
    if typed.trim().is_empty() {
        Some(0)
    } else {
        texts.number(Field::LectureCopies, typed, 0..=MAX_COPIES)
    }
}

pub(super) fn mediation(form: &MediationForm, texts: &mut Texts) -> Option<Mediation> {
    let parties = texts.needed(Field::MediationParties, &form.parties, MAX_TEXT_GRAPHEMES);
    let dispute = texts.needed(Field::MediationDispute, &form.dispute, MAX_NAME_GRAPHEMES);
    let agreed = texts.given(Field::MediationAgreed, form.agreed);
    Some(Mediation {
        parties,
        dispute,
        agreed: agreed?,
    })
}

/// Those of the kind's details that say something.
pub(super) fn others(of_kind: &[Detail], form: &Form, texts: &mut Texts) -> Vec<DetailText> {
    let given = of_kind.iter().map(|of| DetailText {
        of: *of,
        text: texts.optional(Field::Detail(*of), form.detail(*of), of.max_graphemes()),
    });
    given.filter(|detail| !detail.text.is_empty()).collect()
}
