//! From a form to an entry, or the list of everything that is still wrong with it.
//!
//! Texts are judged as they will be stored: in NFC, trimmed, line breaks as `\n`. Nothing is ever cut.

mod details;
mod links;
mod persons;
mod texts;
mod time;

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::{Asks, Entry, Field, Form, MAX_NAME_GRAPHEMES, MAX_TEXT_GRAPHEMES, Wanted};
use crate::attachment::{Attachment, MAX_ATTACHMENTS};
use crate::ids::{EntryId, PersonId};
use crate::kind::Kind;
use crate::village::VillageCode;
pub(crate) use texts::Texts;

/// Earliest service date accepted: 2000-01-01.
pub(crate) const OLDEST: Option<NaiveDate> = NaiveDate::from_ymd_opt(2000, 1, 1);

/// What a form is checked against, besides itself.
pub struct CheckContext<'a> {
    /// The id the entry has or will have.
    pub entry: EntryId,
    /// The last day that may be today: the civil date where the device is, later where its clock is known to be behind.
    pub latest: NaiveDate,
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
    /// The 跟进日期 lies before the service date.
    BeforeService,
    /// The 跟进日期 lies too long after the service date.
    TooFarAhead {
        /// How many years it may lie after it.
        years: u32,
    },
    /// The entry names itself.
    Itself,
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

/// Checks a form; gives the entry in NFC, trimmed, or everything that is wrong (never only the first).
///
/// What the kind asks for is [`Kind::asks`]'s word. Blank person rows
/// are dropped, rows are sorted, and a row key that is unusable or used twice is replaced, so that no person is lost.
/// Times are whole minutes. Without interval and minutes the failure stands at [`Field::Start`].
///
/// # Errors
/// The failures, in the order of the form's fields.
pub fn check(form: &Form, context: &CheckContext<'_>) -> Result<Entry, Vec<Failure>> {
    let mut texts = Texts::default();
    let village = village(form.village.as_ref(), context.village_known, &mut texts);
    let number = texts.needed(Field::Number, context.number, MAX_NAME_GRAPHEMES);
    let date = date(form.date, context.latest, &mut texts);
    let time = time::check(form, &mut texts);
    let mode = texts.given(Field::Mode, form.mode);
    let kind = texts.given(Field::Kind, form.kind);
    // A kind that is still missing asks for nothing yet.
    let asks = kind.map(Kind::asks);
    let wanted = |of: fn(Asks) -> Wanted| asks.map_or(Wanted::Optional, of);
    let persons = persons::check(&form.persons, wanted(|asks| asks.persons), &mut texts);
    let matter = texts.wanted(
        wanted(|asks| asks.matter),
        Field::Matter,
        &form.matter,
        MAX_TEXT_GRAPHEMES,
    );
    let advice = texts.wanted(
        wanted(|asks| asks.advice),
        Field::Advice,
        &form.advice,
        MAX_TEXT_GRAPHEMES,
    );
    let result = texts.optional(Field::Result, &form.result, MAX_TEXT_GRAPHEMES);
    let lecture = asks
        .filter(|asks| asks.lecture == Wanted::Needed)
        .and_then(|_| details::lecture(&form.lecture, &mut texts));
    let mediation = asks
        .filter(|asks| asks.mediation == Wanted::Needed)
        .and_then(|_| details::mediation(&form.mediation, &mut texts));
    let details = details::others(asks.map_or(&[], |asks| asks.details), form, &mut texts);
    let paid = form
        .paid
        .as_deref()
        .map(|text| texts.needed(Field::Paid, text, MAX_NAME_GRAPHEMES));
    let major = form
        .major
        .as_deref()
        .map(|text| texts.needed(Field::Major, text, MAX_TEXT_GRAPHEMES));
    links::check(form, context.entry, &mut texts);
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
        details,
        paid,
        major,
        corrects: form.corrects,
        follow_up: form.follow_up,
        follows: form.follows,
        answers: form.answers,
        written_at: crate::text::civil(context.now),
        attachments,
    })
}

/// A text as it would be kept, and what is wrong with it; an empty one is in order.
pub(crate) fn check_text(typed: &str, max_graphemes: usize) -> (String, Vec<Rule>) {
    let mut texts = Texts::default();
    let tidy = texts.optional(Field::Matter, typed, max_graphemes);
    (tidy, texts.failures.into_iter().map(|failure| failure.rule).collect())
}

fn attachments(context: &CheckContext<'_>, texts: &mut Texts) -> Vec<Attachment> {
    let mut attachments = context.attachments.to_vec();
    if attachments.len() > MAX_ATTACHMENTS {
        texts.fail::<()>(Field::Attachments, Rule::TooMany { max: MAX_ATTACHMENTS });
    }
    attachments.sort();
    attachments
}

/// A village that is known and in scope.
pub(crate) fn village(
    given: Option<&VillageCode>,
    known: &dyn Fn(&VillageCode) -> bool,
    texts: &mut Texts,
) -> Option<VillageCode> {
    let village = texts.given(Field::Village, given.cloned())?;
    if known(&village) {
        Some(village)
    } else {
        texts.fail(Field::Village, Rule::UnknownVillage)
    }
}

/// A day between the oldest and the last one that may be today.
pub(crate) fn date(given: Option<NaiveDate>, latest: NaiveDate, texts: &mut Texts) -> Option<NaiveDate> {
    let date = texts.given(Field::Date, given)?;
    if date > latest {
        texts.fail(Field::Date, Rule::DateInFuture)
    } else if Some(date) < OLDEST {
        texts.fail(Field::Date, Rule::DateTooOld)
    } else {
        Some(date)
    }
}
