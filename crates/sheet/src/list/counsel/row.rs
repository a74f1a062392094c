//! One row of a list of counsel: who, what they are, and the villages it names, by code or by name.

use std::collections::{BTreeMap, BTreeSet};

use cunfa_core::{Village, VillageCode};

use super::super::clean::{self, Cleaned};
use super::super::heading::Headings;
use super::super::names::{self, Meant};
use super::super::villages::{is_good, is_sum, taken};
use super::super::{Column, Official, Place, Question, Repair, Repaired, Why};
use super::Listed;
use super::words::{NONE, OFFICIAL, ROLES};
use crate::read::{Row, Value};

/// The register of villages, by code and by township.
pub(in crate::list) struct Known<'k> {
    townships: BTreeMap<(&'k str, &'k str), Vec<&'k Village>>,
    by_code: BTreeMap<&'k VillageCode, &'k Village>,
    codes: BTreeSet<&'k VillageCode>,
}

impl<'k> Known<'k> {
    pub(in crate::list) fn new(villages: &'k [Village]) -> Known<'k> {
        let mut townships: BTreeMap<(&str, &str), Vec<&Village>> = BTreeMap::new();
        for village in villages {
            let township = (village.county.as_str(), village.township.as_str());
            townships.entry(township).or_default().push(village);
        }
        Known {
            townships,
            by_code: villages.iter().map(|village| (&village.code, village)).collect(),
            codes: villages.iter().map(|village| &village.code).collect(),
        }
    }

    /// The village of a code.
    pub(in crate::list) fn village(&self, code: &VillageCode) -> Option<&'k Village> {
        self.by_code.get(code).copied()
    }

    /// The villages of a township and county, as far as the list names them.
    pub(in crate::list) fn among(&self, township: Option<&str>, county: Option<&str>) -> Vec<&'k Village> {
        let fits = |names: &(&str, &str)| {
            county.is_none_or(|given| names::is_area(given, names.0))
                && township.is_none_or(|given| names::is_area(given, names.1))
        };
        let found = self.townships.iter().filter(|(names, _)| fits(names));
        found.flat_map(|(_, villages)| villages.iter().copied()).collect()
    }
}

/// A row as far as it could be read.
pub(super) struct Read {
    pub(super) place: Place,
    pub(super) shown: String,
    pub(super) repairs: Vec<Repaired>,
    pub(super) found: Result<Found, Stop>,
}

/// Why a row is not taken in as it is.
pub(in crate::list) enum Stop {
    Refused(Why),
    Asked(Box<(Question, Listed)>),
}

/// Whom a row is about, with their villages in it.
pub(super) struct Found {
    pub(super) person: Listed,
    pub(super) phone: String,
}

impl From<Why> for Stop {
    fn from(why: Why) -> Stop {
        Stop::Refused(why)
    }
}

/// Reads a row; none where it says nothing that is looked for.
pub(super) fn read(place: Place, row: &Row, headings: &Headings, known: &Known<'_>) -> Option<Read> {
    let stands = |column| headings.at(column).is_some_and(|at| row.contains_key(&at));
    if ![Column::Name, Column::Village, Column::Code, Column::Firm]
        .into_iter()
        .any(stands)
    {
        return None;
    }
    let (mut repairs, mut shown) = (Vec::new(), String::new());
    let found = judge(row, headings, known, &mut repairs, &mut shown);
    Some(Read {
        place,
        shown,
        repairs,
        found,
    })
}

fn judge(
    row: &Row,
    headings: &Headings,
    known: &Known<'_>,
    repairs: &mut Vec<Repaired>,
    shown: &mut String,
) -> Result<Found, Stop> {
    let take = |column| clean::text(row, headings.at(column), column);
    let name = take(Column::Name)?;
    if let Some(name) = &name {
        name.text.clone_into(shown);
    }
    if is_sum(row) {
        return Err(Why::Sum.into());
    }
    let name = taken(name.ok_or(Why::Missing(Column::Name))?, repairs);
    if !is_good(&name) {
        return Err(Why::BadText(Column::Name).into());
    }
    for column in [Column::Role, Column::Post, Column::Firm, Column::Remark] {
        official(column, take(column)?)?;
    }
    let role = match take(Column::Role)? {
        Some(role) => Some(role_of(&taken(role, repairs))?),
        None => None,
    };
    let firm = match take(Column::Firm)? {
        Some(firm) => taken(firm, repairs),
        None => String::new(),
    };
    let post = match (firm.as_str(), role) {
        (firm, None) => firm.to_owned(),
        ("", Some(role)) => role.to_owned(),
        (firm, Some(role)) => format!("{firm} {role}"),
    };
    if !post.is_empty() && !is_good(&post) {
        return Err(Why::BadText(Column::Firm).into());
    }
    let phone = take(Column::Phone)?.map(|phone| phone.text).unwrap_or_default();
    let mut person = Listed {
        name,
        post,
        villages: Vec::new(),
    };
    let codes = by_code(row, headings, known, repairs)?;
    person.villages = match codes {
        Some(codes) => codes,
        None => by_name(row, headings, known, &person, repairs)?,
    };
    person.villages.sort();
    person.villages.dedup();
    Ok(Found { person, phone })
}

/// Refuses public officials: 法律顾问 are lawyers, trainees and legal workers of the grass roots, never public officials.
pub(in crate::list) fn official(column: Column, cell: Option<Cleaned>) -> Result<(), Why> {
    let Some(Cleaned { text, .. }) = cell else {
        return Ok(());
    };
    let says = OFFICIAL.iter().any(|word| {
        text.match_indices(word).any(|(at, _)| {
            let before = text.get(..at).unwrap_or_default();
            !NONE.iter().any(|none| before.ends_with(none))
        })
    });
    if says {
        return Err(Why::PublicOfficial(Official { column, text }));
    }
    Ok(())
}

/// What somebody is, as the list calls it.
pub(in crate::list) fn role_of(text: &str) -> Result<&'static str, Why> {
    let found = ROLES.iter().find(|(_, names)| names.contains(&text));
    found
        .map(|(role, _)| *role)
        .ok_or_else(|| Why::UnknownRole(text.to_owned()))
}

/// The villages of the codes; `None` when the row has no code.
pub(in crate::list) fn by_code(
    row: &Row,
    headings: &Headings,
    known: &Known<'_>,
    repairs: &mut Vec<Repaired>,
) -> Result<Option<Vec<VillageCode>>, Why> {
    let at = headings.at(Column::Code);
    let Some(cell) = clean::text(row, at, Column::Code)? else {
        return Ok(None);
    };
    let is_number = at
        .and_then(|at| row.get(&at))
        .is_some_and(|cell| matches!(cell.value, Value::Number(_)));
    let Cleaned { text, repairs: of_cell } = cell;
    repairs.extend(of_cell);
    let mut codes = Vec::new();
    for part in clean::parts(&text) {
        let part = Cleaned {
            text: part.to_owned(),
            repairs: Vec::new(),
        };
        let (code, told) = clean::code(part, is_number, &known.codes)?;
        if !known.by_code.contains_key(&code) {
            return Err(Why::UnknownCode(code));
        }
        repairs.extend(told);
        codes.push(code);
    }
    Ok(Some(codes))
}

/// The villages of the names.
pub(in crate::list) fn by_name(
    row: &Row,
    headings: &Headings,
    known: &Known<'_>,
    person: &Listed,
    repairs: &mut Vec<Repaired>,
) -> Result<Vec<VillageCode>, Stop> {
    let take = |column| clean::text(row, headings.at(column), column);
    let cell = take(Column::Village)?.ok_or(Why::Missing(Column::Village))?;
    let text = taken(cell, repairs);
    let mut part = |column| -> Result<Option<String>, Why> { Ok(take(column)?.map(|cell| taken(cell, repairs))) };
    let (township, county) = (part(Column::Township)?, part(Column::County)?);
    let among = known.among(township.as_deref(), county.as_deref());
    let mut codes = Vec::new();
    for name in clean::parts(&text) {
        let village = match names::meant(name, &among) {
            Meant::One(village, other_form) => {
                repairs.push(Repaired {
                    column: Column::Village,
                    repair: Repair::CodeFound,
                    was: name.to_owned(),
                    now: village.code.to_string(),
                });
                if other_form {
                    repairs.push(Repaired {
                        column: Column::Village,
                        repair: Repair::Form,
                        was: name.to_owned(),
                        now: village.name.clone(),
                    });
                }
                village
            }
            Meant::Many(count) => return Err(Why::ManyVillages(name.to_owned(), count).into()),
            Meant::Near(near) if township.is_some() => {
                let question = Question::NearVillages {
                    given: name.to_owned(),
                    near: near.into_iter().cloned().collect(),
                };
                return Err(Stop::Asked(Box::new((question, person.clone()))));
            }
            Meant::Near(_) | Meant::None => return Err(Why::UnknownVillage(name.to_owned()).into()),
        };
        codes.push(village.code.clone());
    }
    Ok(codes)
}
