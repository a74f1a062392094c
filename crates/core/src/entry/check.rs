//! From a form to an entry, or the list of everything that is still wrong with it.
//!
//! Texts are judged as they will be stored: in NFC, trimmed, line breaks as `\n`. Nothing is ever cut.

mod details;
mod persons;
mod texts;
mod time;

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::{Entry, Field, Form, MAX_NAME_GRAPHEMES, MAX_TEXT_GRAPHEMES};
use crate::attachment::{Attachment, MAX_ATTACHMENTS};
use crate::ids::PersonId;
use crate::kind::Kind;
use crate::village::VillageCode;
pub(crate) use texts::Texts;

/// Earliest service date accepted: 2000-01-01.
pub(crate) const OLDEST: Option<NaiveDate> = NaiveDate::from_ymd_opt(2000, 1, 1);

/// What a form is checked against, besides itself.
pub struct CheckContext<'a> {
    /// Today's civil date where the device is.
    pub today: NaiveDate,
    /// The writing time, local.
    pub now: NaiveDateTime,
    /// The counsel who writes.
    pub counsel: PersonId,
    /// The counsel's name.
    pub counsel_name: &'a str,
    /// The entry's number if it already has one, else the next one of this device for the form's village and year.
    pub number: &'a str,
    /// What hangs on it, each with a row of its own.
    pub attachments: &'a [Attachment],
    /// Whether the village is known and in the counsel's scope.
    pub village_known: &'a dyn Fn(&VillageCode) -> bool,
}

/// One thing that is wrong, and where. The interface has a plain sentence for each rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Where.
    pub field: Field,
    /// What.
    pub rule: Rule,
}

/// What may be wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Nothing was given where something is needed.
    Missing,
    /// The village is not in the register or not this counsel's.
    UnknownVillage,
    /// The end is not after the start.
    EndNotAfterStart,
    /// The service date is after today.
    DateInFuture,
    /// The service date lies before 2000-01-01.
    DateTooOld,
    /// Not a whole number in the allowed range.
    NotANumber {
        /// Smallest allowed.
        min: u32,
        /// Largest allowed.
        max: u32,
    },
    /// Too long, in grapheme clusters (a cluster of more than 16 characters counts once per 16).
    TooLong {
        /// What was given.
        given: usize,
        /// What is allowed.
        max: usize,
    },
    /// Characters that are not seen but change what is seen, as [`crate::text::has_control`] finds them.
    ControlCharacters,
    /// More persons than one entry may hold.
    TooMany {
        /// What is allowed.
        max: usize,
    },
}

/// Which parts of a form a kind asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// 法治讲座, 法治宣传: lecture details; persons may be absent.
    Audience,
    /// 矛盾纠纷调解: mediation details and persons.
    Mediation,
    /// Everything else: persons, 事由 and 内容.
    Consult,
}

fn shape(kind: Kind) -> Shape {
    match kind {
        Kind::Lecture | Kind::Publicity => Shape::Audience,
        Kind::Mediation => Shape::Mediation,
        Kind::Consultation
        | Kind::Visit
        | Kind::Drafting
        | Kind::LegalAid
        | Kind::VillageRules
        | Kind::Election
        | Kind::Contract
        | Kind::Petition
        | Kind::Litigation
        | Kind::Other => Shape::Consult,
    }
}

/// Checks a form; gives the entry in NFC, trimmed, or everything that is wrong (never only the first).
///
/// 法治讲座 and 法治宣传 need their lecture details and may have no persons; 矛盾纠纷调解 needs its mediation details; every
/// other kind needs 事由 and 内容; every kind but the first two needs at least one person with a name. Blank person rows
/// are dropped, rows are sorted, and a row key that is unusable or used twice is replaced, so that no person is lost.
/// Times are whole minutes. Without interval and minutes the failure stands at [`Field::Start`].
///
/// # Errors
/// The failures, in the order of the form's fields.
pub fn check(form: &Form, context: &CheckContext<'_>) -> Result<Entry, Vec<Failure>> {
    let mut texts = Texts::default();
    let village = village(form, context, &mut texts);
    let number = texts.needed(Field::Number, context.number, MAX_NAME_GRAPHEMES);
    let date = date(form, context, &mut texts);
    let time = time::check(form, &mut texts);
    let mode = texts.given(Field::Mode, form.mode);
    let kind = texts.given(Field::Kind, form.kind);
    let shape = kind.map(shape);
    let persons = persons::check(&form.persons, shape, &mut texts);
    let (matter, advice) = matter_and_advice(form, shape, &mut texts);
    let result = texts.optional(Field::Result, &form.result, MAX_TEXT_GRAPHEMES);
    let lecture = if shape == Some(Shape::Audience) {
        details::lecture(&form.lecture, &mut texts)
    } else {
        None
    };
    let mediation = if shape == Some(Shape::Mediation) {
        details::mediation(&form.mediation, &mut texts)
    } else {
        None
    };
    let paid = form
        .paid
        .as_deref()
        .map(|text| texts.needed(Field::Paid, text, MAX_NAME_GRAPHEMES));
    let major = form
        .major
        .as_deref()
        .map(|text| texts.needed(Field::Major, text, MAX_TEXT_GRAPHEMES));
    let attachments = attachments(context, &mut texts);
    let failures = texts.failures;
    let (Some(village), Some(date), Some(time), Some(mode), Some(kind), true) =
        (village, date, time, mode, kind, failures.is_empty())
    else {
        return Err(failures);
    };
    Ok(Entry {
        village,
        number,
        counsel: context.counsel,
        counsel_name: crate::text::tidy(context.counsel_name),
        date,
        time,
        mode,
        kind,
        persons,
        matter,
        advice,
        result,
        result_class: form.result_class,
        lecture,
        mediation,
        paid,
        major,
        corrects: form.corrects,
        written_at: context.now.format("%Y-%m-%dT%H:%M").to_string(),
        attachments,
    })
}

fn attachments(context: &CheckContext<'_>, texts: &mut Texts) -> Vec<Attachment> {
    let mut attachments = context.attachments.to_vec();
    if attachments.len() > MAX_ATTACHMENTS {
        texts.fail::<()>(Field::Attachments, Rule::TooMany { max: MAX_ATTACHMENTS });
    }
    attachments.sort();
    attachments
}

fn village(form: &Form, context: &CheckContext<'_>, texts: &mut Texts) -> Option<VillageCode> {
    let village = texts.given(Field::Village, form.village.clone())?;
    if (context.village_known)(&village) {
        Some(village)
    } else {
        texts.fail(Field::Village, Rule::UnknownVillage)
    }
}

fn date(form: &Form, context: &CheckContext<'_>, texts: &mut Texts) -> Option<NaiveDate> {
    let date = texts.given(Field::Date, form.date)?;
    if date > context.today {
        texts.fail(Field::Date, Rule::DateInFuture)
    } else if Some(date) < OLDEST {
        texts.fail(Field::Date, Rule::DateTooOld)
    } else {
        Some(date)
    }
}

fn matter_and_advice(form: &Form, shape: Option<Shape>, texts: &mut Texts) -> (String, String) {
    match shape {
        Some(Shape::Consult) => (
            texts.needed(Field::Matter, &form.matter, MAX_TEXT_GRAPHEMES),
            texts.needed(Field::Advice, &form.advice, MAX_TEXT_GRAPHEMES),
        ),
        Some(Shape::Audience | Shape::Mediation) | None => (
            texts.optional(Field::Matter, &form.matter, MAX_TEXT_GRAPHEMES),
            texts.optional(Field::Advice, &form.advice, MAX_TEXT_GRAPHEMES),
        ),
    }
}
