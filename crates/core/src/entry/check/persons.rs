//! The served persons: blank rows dropped, rows with usable and unique keys, sorted.

use std::collections::BTreeSet;

use super::Rule;
use super::texts::Texts;
use crate::entry::{Field, MAX_NAME_GRAPHEMES, MAX_PERSONS, ServedPerson, Wanted, row};

pub(super) fn check(typed: &[ServedPerson], wanted: Wanted, texts: &mut Texts) -> Vec<ServedPerson> {
    let persons = with_unique_rows(typed.iter().filter(|person| !is_blank(person)));
    if persons.is_empty() && wanted == Wanted::Needed {
        texts.fail::<()>(Field::Persons, Rule::Missing);
    }
    if persons.len() > MAX_PERSONS {
        texts.fail::<()>(Field::Persons, Rule::TooMany { max: MAX_PERSONS });
    }
    persons.into_iter().map(|person| check_one(person, texts)).collect()
}

fn check_one(person: ServedPerson, texts: &mut Texts) -> ServedPerson {
    let name = texts.needed(Field::PersonName(person.row.clone()), &person.name, MAX_NAME_GRAPHEMES);
    let phone = texts.optional(
        Field::PersonPhone(person.row.clone()),
        &person.phone,
        MAX_NAME_GRAPHEMES,
    );
    ServedPerson {
        row: person.row,
        name,
        phone,
        category: person.category,
    }
}

fn is_blank(person: &ServedPerson) -> bool {
    person.name.trim().is_empty() && person.phone.trim().is_empty() && person.category.is_none()
}

/// Rows sorted by key. The first holder of a key keeps it; an unusable or repeated one becomes the next free "NN-0000".
fn with_unique_rows<'a>(typed: impl Iterator<Item = &'a ServedPerson> + Clone) -> Vec<ServedPerson> {
    let mut taken: BTreeSet<String> = typed.clone().map(|person| person.row.clone()).collect();
    let mut kept = BTreeSet::new();
    let mut persons: Vec<ServedPerson> = typed
        .map(|person| {
            let mut person = person.clone();
            if !row::is_usable(&person.row) || !kept.insert(person.row.clone()) {
                person.row = free_row(&taken);
                taken.insert(person.row.clone());
            }
            person
        })
        .collect();
    persons.sort_by(|a, b| a.row.cmp(&b.row));
    persons
}

fn free_row(taken: &BTreeSet<String>) -> String {
    let mut rows = (1u32..).map(|number| format!("{number:02}-0000"));
    rows.find(|row| !taken.contains(row)).unwrap_or_default()
}
