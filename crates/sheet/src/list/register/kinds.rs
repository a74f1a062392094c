//! A row of a table of one register: which record it is about, and what it says of it. What a row leaves blank stays as it is: a list takes
//! nothing away.

use cunfa_core::list::{Place, Question, Repaired, Why};
use cunfa_core::register::{Column as C, RecordKind, Registered, Registration, Shape, Values};
use cunfa_core::{EntryId, PersonId, VillageCode};

use super::draft::{Draft, Halt};
use super::value::{self, At};
use super::{Outcome, RecordLine, Said};
use crate::list::villages::is_sum;
use crate::list::{Column, counsel};

/// What becomes of a row; none where it says nothing that is looked for.
pub(super) fn line(draft: &mut Draft<'_, '_>, kind: RecordKind, place: Place, at: At<'_>) -> Option<RecordLine> {
    let (row, headings) = at;
    if !headings.columns.values().any(|column| row.contains_key(column)) {
        return None;
    }
    let (mut repairs, mut said) = (Vec::new(), Vec::new());
    let outcome = judge(draft, kind, (&place, at), &mut repairs, &mut said);
    Some(RecordLine {
        shown: shown(kind, at),
        place,
        repairs,
        outcome: outcome.unwrap_or_else(Halt::outcome),
        said,
    })
}

/// What a row is about, for whoever looks for it in the list.
fn shown(kind: RecordKind, at: At<'_>) -> String {
    let first = match kind {
        RecordKind::Firm | RecordKind::Counsel => Column::Of(C::Name),
        RecordKind::Training | RecordKind::Assessment => Column::Of(C::Person),
        RecordKind::Allocation => Column::Of(C::Villages),
        RecordKind::Appointment
        | RecordKind::Board
        | RecordKind::Recusal
        | RecordKind::Filing
        | RecordKind::Village
        | RecordKind::RuleFile
        | RecordKind::Fee
        | RecordKind::Check => Column::Village,
    };
    let text = value::text(at, first, &mut Vec::new());
    text.ok().flatten().unwrap_or_default()
}

fn judge(
    draft: &mut Draft<'_, '_>,
    kind: RecordKind,
    (place, at): (&Place, At<'_>),
    repairs: &mut Vec<Repaired>,
    said: &mut Vec<Said>,
) -> Result<Outcome, Halt> {
    if is_sum(at.0) {
        return Err(Why::Sum.into());
    }
    let numbered = numbered(draft, kind, at)?;
    let mut listed = listed(draft, kind, (at, numbered.as_ref()), repairs)?;
    let known = numbered.or_else(|| same(draft, kind, &listed));
    let withdraws = value::text(at, Column::Withdrawn, &mut Vec::new())?.is_some();
    let Some(known) = known else {
        if withdraws {
            return Err(Why::Withdrawn.into());
        }
        listed = filled(draft, kind, listed)?;
        let new = draft.begin(kind, listed);
        return signed(draft, place, new, said, Outcome::New);
    };
    let values = over(&known.registration.values, (at, &listed), repairs);
    let is_same = values == known.registration.values;
    if let Some(last) = known.registration.values.get(C::To).filter(|_| !withdraws)
        && value::has_no_end(at)?
    {
        return Err(Why::TakesAway(Column::Of(C::To), last.to_owned()).into());
    }
    let above = draft.row_of(known.record).cloned();
    if known.registration.withdrawn.is_some() {
        return if is_same {
            Ok(Outcome::Known)
        } else {
            Err(Why::Withdrawn.into())
        };
    }
    if withdraws {
        return Err(Why::Withdrawn.into());
    }
    match above {
        Some(above) if is_same => return Ok(Outcome::Repeated(above)),
        Some(above) => return Err(Why::SaidAbove(above).into()),
        None if is_same => return Ok(Outcome::Known),
        None => {}
    }
    let changed = Said {
        record: known.record,
        registration: Registration {
            after: Some(known.act),
            ..Registration::new(kind, values)
        },
        before: Some(known.registration.values),
    };
    signed(draft, place, changed, said, Outcome::Changed)
}

/// Says it; what is wrong with it is told beside what it would say.
fn signed(
    draft: &mut Draft<'_, '_>,
    place: &Place,
    one: Said,
    said: &mut Vec<Said>,
    outcome: Outcome,
) -> Result<Outcome, Halt> {
    said.push(one.clone());
    let record = draft.say(one)?;
    *said = draft.take(place, &[record]);
    Ok(outcome)
}

/// The record whose number stands in the row.
fn numbered(draft: &Draft<'_, '_>, kind: RecordKind, at: At<'_>) -> Result<Option<Registered>, Halt> {
    let Some(text) = value::text(at, Column::Record, &mut Vec::new())? else {
        return Ok(None);
    };
    let record: Option<EntryId> = text.parse().ok();
    let found = record.and_then(|record| draft.registers.record(record));
    match found.filter(|found| found.registration.kind == kind) {
        Some(found) => Ok(Some(found.clone())),
        None => Err(Why::UnknownRecord(text).into()),
    }
}

/// What the row says, column by column; of villages, persons and records what is meant.
fn listed(
    draft: &Draft<'_, '_>,
    kind: RecordKind,
    (at, known): (At<'_>, Option<&Registered>),
    repairs: &mut Vec<Repaired>,
) -> Result<Values, Halt> {
    if kind == RecordKind::Counsel {
        no_official(at)?;
    }
    let mut values = Values::new();
    for column in kind.columns().iter().copied() {
        if column == C::Village {
            if let Some(code) = own_village(draft, (at, known), repairs)? {
                values = values.with(column, code.as_str());
            }
            continue;
        }
        let Some(text) = value::read(at, column, repairs)? else {
            continue;
        };
        let text = match column.shape() {
            Shape::Village => draft.village(&text)?.to_string(),
            Shape::Villages => several(draft, &text)?,
            Shape::Person => person(draft, &text, known)?.to_string(),
            Shape::Record(RecordKind::Firm) => firm(draft, text, known)?.to_string(),
            Shape::Line(_)
            | Shape::Text(_)
            | Shape::Date
            | Shape::Record(_)
            | Shape::Fen
            | Shape::YesNo
            | Shape::Choice(_)
            | Shape::Hours
            | Shape::Half
            | Shape::Scores
            | Shape::Month
            | Shape::Root
            | Shape::Drawn
            | Shape::Answers => text,
        };
        values = values.with(column, &text);
    }
    Ok(values)
}

/// Refuses a public official wherever the row says so.
fn no_official(at: At<'_>) -> Result<(), Why> {
    for column in [Column::Of(C::CounselKind), Column::Of(C::Firm)] {
        counsel::official(column, crate::list::clean::text(at.0, at.1.at(column), column)?)?;
    }
    Ok(())
}

fn own_village(
    draft: &Draft<'_, '_>,
    (at, known): (At<'_>, Option<&Registered>),
    repairs: &mut Vec<Repaired>,
) -> Result<Option<VillageCode>, Halt> {
    // Of a record that the row names by its number the village is certain.
    let own = known.and_then(|known| known.registration.values.village(C::Village));
    let code = value::text(at, Column::Code, &mut Vec::new())?;
    if let Some(own) = own.filter(|own| code.as_deref() == Some(own.as_str())) {
        return Ok(Some(own));
    }
    let stands = |column| at.1.at(column).is_some_and(|column| at.0.contains_key(&column));
    if !stands(Column::Code) && !stands(Column::Village) {
        return Ok(None);
    }
    let codes = draft.villages_of(at, "", repairs)?;
    match codes.as_slice() {
        [code] => Ok(Some(code.clone())),
        _ => Err(Why::Value(
            Column::Village,
            codes.iter().map(VillageCode::as_str).collect::<Vec<_>>().join(" "),
        )
        .into()),
    }
}

/// Codes, ascending, each once.
fn several(draft: &Draft<'_, '_>, text: &str) -> Result<String, Halt> {
    let parts = crate::list::clean::parts(text);
    let mut codes = parts
        .into_iter()
        .map(|part| draft.village(part))
        .collect::<Result<Vec<_>, _>>()?;
    codes.sort();
    codes.dedup();
    Ok(codes.iter().map(VillageCode::as_str).collect::<Vec<_>>().join(" "))
}

/// Which firm is meant by a name: that of the record itself, else the one that holds.
fn firm(draft: &Draft<'_, '_>, name: String, known: Option<&Registered>) -> Result<EntryId, Why> {
    let own = known.and_then(|known| known.registration.values.record(C::Firm));
    if let Some(own) = own.filter(|own| draft.people.firm_name(*own) == Some(name.as_str())) {
        return Ok(own);
    }
    draft.people.firm(&name).ok_or(Why::UnknownFirm(name))
}

/// Who is meant by a name: of the record itself whom it is about, else the one counsel of this name.
fn person(draft: &Draft<'_, '_>, name: &str, known: Option<&Registered>) -> Result<PersonId, Halt> {
    let own = known.and_then(|known| known.registration.values.person());
    if let Some(own) = own.filter(|own| draft.people.name(*own) == Some(name)) {
        return Ok(own);
    }
    match draft.counsel(name, None)? {
        Some(counsel) => Ok(counsel.person),
        None => Err(Halt::from(Question::UnknownPerson { name: name.to_owned() })),
    }
}

/// By what a row finds its record where it has no number.
fn key(kind: RecordKind) -> &'static [C] {
    match kind {
        RecordKind::Appointment => &[C::Village, C::Person, C::From, C::Recusal],
        RecordKind::Recusal => &[C::Village, C::OtherVillage, C::Person, C::From],
        RecordKind::Filing => &[C::Village, C::Person, C::Date, C::Matter],
        RecordKind::Allocation => &[C::Villages],
        RecordKind::Firm
        | RecordKind::Counsel
        | RecordKind::Board
        | RecordKind::Training
        | RecordKind::Village
        | RecordKind::Assessment
        | RecordKind::RuleFile
        | RecordKind::Fee
        | RecordKind::Check => kind.named_by(),
    }
}

/// The record that holds and is named the same.
fn same(draft: &Draft<'_, '_>, kind: RecordKind, listed: &Values) -> Option<Registered> {
    if kind == RecordKind::Counsel {
        // Who it is has no number in a table.
        let firm = listed.record(C::Firm).and_then(|firm| draft.people.firm_name(firm));
        let counsel = draft.counsel(listed.get(C::Name)?, firm).ok().flatten()?;
        return draft.registers.record(counsel.record).cloned();
    }
    let key = key(kind);
    let by_place = listed.village(C::Village).filter(|_| kind == RecordKind::Appointment);
    if let Some(village) = by_place {
        // Of thousands those of one village.
        let mut there = draft.registers.appointments_in(&village).into_iter();
        let found = there.find_map(|one| {
            draft
                .registers
                .record(one.record)
                .filter(|said| said.registration.values.agree(listed, key))
        });
        return found.cloned();
    }
    let mut holding = draft.registers.standing(kind);
    holding
        .find(|said| said.registration.values.agree(listed, key))
        .cloned()
}

/// What nobody writes into a list of something new: who a new counsel is, and what is no unless it says yes.
fn filled(draft: &mut Draft<'_, '_>, kind: RecordKind, mut values: Values) -> Result<Values, Halt> {
    if kind == RecordKind::Counsel {
        let name = values.text(C::Name);
        if draft.is_unlisted(&name) {
            return Err(Question::Unlisted { name }.into());
        }
        if let Some(known) = draft.people.named(&name).first() {
            let firm = draft
                .registers
                .record(known.record)
                .and_then(|said| said.registration.values.record(C::Firm));
            return Err(Halt::from(Question::Differs {
                column: Column::Firm,
                given: values
                    .record(C::Firm)
                    .and_then(|firm| draft.people.firm_name(firm))
                    .unwrap_or_default()
                    .to_owned(),
                known: firm
                    .and_then(|firm| draft.people.firm_name(firm))
                    .unwrap_or_default()
                    .to_owned(),
            }));
        }
        values = values.with(C::Person, &PersonId(draft.drawn()).to_string());
    }
    for column in [C::Official, C::Prior, C::Acknowledged] {
        if kind.columns().contains(&column) && values.get(column).is_none() {
            values = values.with(column, "no");
        }
    }
    Ok(values)
}

/// What a record says, with what the row says over it. A text that stands there as it is was no text to be put right.
fn over(known: &Values, (at, listed): (At<'_>, &Values), repairs: &mut Vec<Repaired>) -> Values {
    let mut values = known.clone();
    for (column, text) in listed.iter() {
        let as_it_is = matches!(column.shape(), Shape::Line(_) | Shape::Text(_))
            && known.get(column).is_some()
            && value::as_it_stands(at, column).as_deref() == known.get(column);
        if as_it_is {
            repairs.retain(|one| one.column != Column::Of(column));
        } else {
            values = values.with(column, text);
        }
    }
    values
}
