//! From a form to a need, or the list of everything that is still wrong with it; and what is wrong with a need that came from
//! elsewhere, for which no clock is asked.

use chrono::{NaiveDate, NaiveDateTime};

use super::{ASKER_ROW, CloseReason, Closing, Need, NeedForm};
use crate::entry::{
    Failure, Field, MAX_NAME_GRAPHEMES, MAX_TEXT_GRAPHEMES, OLDEST, Rule, Texts, check_date, check_village,
};
use crate::ids::PersonId;
use crate::village::VillageCode;

/// What a form is checked against, besides itself.
pub struct NeedContext<'a> {
    /// The last day that may be today, as for an entry.
    pub latest: NaiveDate,
    /// The writing time, local.
    pub now: NaiveDateTime,
    /// Who records it.
    pub recorder: PersonId,
    /// Their name.
    pub recorder_name: &'a str,
    /// Whether the village is known and in the recorder's scope.
    pub village_known: &'a dyn Fn(&VillageCode) -> bool,
}

/// Checks a form; gives the need in NFC, trimmed, or everything that is wrong (never only the first). Where it came from stands at
/// [`Field::Mode`], who asks at [`Field::PersonName`] of [`ASKER_ROW`].
///
/// # Errors
/// The failures, in the order of the form's fields.
pub fn check(form: &NeedForm, context: &NeedContext<'_>) -> Result<Need, Vec<Failure>> {
    let mut texts = Texts::default();
    let village = check_village(form.village.as_ref(), context.village_known, &mut texts);
    let date = check_date(form.date, context.latest, &mut texts);
    let (name, phone) = asker(&form.name, &form.phone, &mut texts);
    let matter = texts.needed(Field::Matter, &form.matter, MAX_TEXT_GRAPHEMES);
    let channel = texts.given(Field::Mode, form.channel);
    let recorder_name = by_name(context.recorder_name, &mut texts);
    let failures = texts.failures;
    let (Some(village), Some(date), Some(channel), true) = (village, date, channel, failures.is_empty()) else {
        return Err(failures);
    };
    Ok(Need {
        village,
        date,
        name,
        phone,
        category: form.category,
        matter,
        channel,
        recorder: context.recorder,
        recorder_name,
        written_at: crate::text::civil(context.now),
        closed: None,
    })
}

/// What is wrong with the texts and dates of a need, whoever wrote it: the rules a server and a device judge a document by. No clock
/// is asked.
#[must_use]
pub fn faults(need: &Need) -> Vec<Failure> {
    let mut texts = Texts::default();
    if Some(need.date) < OLDEST {
        texts.fail::<()>(Field::Date, Rule::DateTooOld);
    }
    asker(&need.name, &need.phone, &mut texts);
    texts.needed(Field::Matter, &need.matter, MAX_TEXT_GRAPHEMES);
    by_name(&need.recorder_name, &mut texts);
    let mut failures = texts.failures;
    failures.extend(need.closed.iter().flat_map(closing_faults));
    failures
}

/// What is wrong with a closing: too long a note, hidden characters, or no note where one is needed. All of it stands at
/// [`Field::Result`].
#[must_use]
pub fn closing_faults(closing: &Closing) -> Vec<Failure> {
    let mut texts = Texts::default();
    match closing.reason {
        CloseReason::Other => texts.needed(Field::Result, &closing.note, MAX_TEXT_GRAPHEMES),
        CloseReason::SolvedOtherwise | CloseReason::Withdrawn | CloseReason::Elsewhere | CloseReason::Duplicate => {
            texts.optional(Field::Result, &closing.note, MAX_TEXT_GRAPHEMES)
        }
    };
    by_name(&closing.by_name, &mut texts);
    texts.failures
}

fn asker(name: &str, phone: &str, texts: &mut Texts) -> (String, String) {
    let row = || ASKER_ROW.to_owned();
    (
        texts.needed(Field::PersonName(row()), name, MAX_NAME_GRAPHEMES),
        texts.optional(Field::PersonPhone(row()), phone, MAX_NAME_GRAPHEMES),
    )
}

/// A name out of the register, which stands in no form.
fn by_name(name: &str, texts: &mut Texts) -> String {
    texts.needed(Field::Other("name".to_owned()), name, MAX_NAME_GRAPHEMES)
}
