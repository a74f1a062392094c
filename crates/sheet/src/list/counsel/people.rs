//! The rows of a list of counsel as people: rows of one name, firm and role are one person, who is held against the register and taken in whole
//! or not at all.

use std::collections::{BTreeMap, BTreeSet};

use cunfa_core::{Area, Person, Role, VillageCode};

use super::super::{Line, Place, Question, Verdict, Why};
use super::Listed;
use super::row::{Found, Read, Stop};

/// Rows that are not taken in, by whom they are about: the first of each.
#[derive(Default)]
struct Left {
    by_name: BTreeMap<String, Place>,
    by_person: BTreeMap<(String, String), Place>,
}

/// The rows of each person, in the place of the first of them.
pub(super) fn together(rows: Vec<Read>, people: &[Person]) -> Vec<Line<Listed>> {
    let mut groups: BTreeMap<(String, String), Group> = BTreeMap::new();
    let mut lines: Vec<Line<Listed>> = Vec::new();
    let mut left = Left::default();
    for row in rows {
        let verdict = match row.found {
            Err(Stop::Refused(why)) => {
                if why != Why::Sum {
                    let place = || row.place.clone();
                    left.by_name.entry(row.shown.clone()).or_insert_with(place);
                }
                Verdict::Refused(why)
            }
            Err(Stop::Asked(asked)) => {
                let (question, person) = *asked;
                let place = || row.place.clone();
                left.by_person.entry(key(&person)).or_insert_with(place);
                Verdict::Asked(question, person)
            }
            Ok(found) => join(found, &row.place, lines.len(), &mut groups),
        };
        lines.push(Line {
            place: row.place,
            shown: row.shown,
            repairs: row.repairs,
            verdict,
        });
    }
    let mut known: BTreeMap<&str, Vec<&Person>> = BTreeMap::new();
    for person in people.iter().filter(|person| person.role == Role::Counsel) {
        known.entry(&person.name).or_default().push(person);
    }
    for group in groups.into_values() {
        settle(group, &left, &known, &mut lines);
    }
    lines
}

fn key(person: &Listed) -> (String, String) {
    (person.name.clone(), person.post.clone())
}

/// One person's rows.
struct Group {
    person: Listed,
    phone: String,
    /// Places in the lines, the first first.
    lines: Vec<usize>,
    first: Place,
}

fn join(found: Found, place: &Place, line: usize, groups: &mut BTreeMap<(String, String), Group>) -> Verdict<Listed> {
    let Found { person, phone } = found;
    let Some(group) = groups.get_mut(&key(&person)) else {
        let group = Group {
            person: person.clone(),
            phone,
            lines: vec![line],
            first: place.clone(),
        };
        groups.insert(key(&person), group);
        return Verdict::Taken(person);
    };
    let first = group.first.clone();
    if !phone.is_empty() && !group.phone.is_empty() && phone != group.phone {
        return Verdict::Asked(Question::OtherPhone { first }, person);
    }
    if person
        .villages
        .iter()
        .all(|village| group.person.villages.contains(village))
    {
        return Verdict::Repeated(first);
    }
    group.lines.push(line);
    group.person.villages.extend(person.villages);
    group.person.villages.sort();
    group.person.villages.dedup();
    Verdict::Joined(first)
}

/// What becomes of a person, over all of their rows: whoever has one that is not taken in waits with every other one.
fn settle(group: Group, left: &Left, known: &BTreeMap<&str, Vec<&Person>>, lines: &mut [Line<Listed>]) {
    let Group { person, lines: own, .. } = group;
    let waits = left
        .by_person
        .get(&key(&person))
        .or_else(|| left.by_name.get(&person.name));
    let verdict = match waits {
        Some(place) => Verdict::Waits(place.clone()),
        None => against_register(&person, known.get(person.name.as_str()).map_or(&[], Vec::as_slice)),
    };
    for (at, line) in own.into_iter().enumerate() {
        let Some(line) = lines.get_mut(line) else { continue };
        match &verdict {
            // The first row stands for the person; the others say that they are joined to it.
            Verdict::Taken(_) if at > 0 => {}
            verdict => line.verdict = verdict.clone(),
        }
    }
}

/// `named`: the counsel of the register who have this name.
fn against_register(person: &Listed, named: &[&Person]) -> Verdict<Listed> {
    if let Some(known) = named.iter().find(|known| known.post == person.post) {
        let scope: BTreeSet<Area> = known.scope.iter().cloned().collect();
        let listed: BTreeSet<Area> = person.villages.iter().map(VillageCode::area).collect();
        return if scope == listed {
            Verdict::Known
        } else {
            let known = known.scope.clone();
            Verdict::Asked(Question::OtherScope { known }, person.clone())
        };
    }
    match named.first() {
        Some(known) => {
            let known = known.post.clone();
            Verdict::Asked(Question::SameName { known }, person.clone())
        }
        None => Verdict::Taken(person.clone()),
    }
}
