//! The areas that people work and read in, and the clause that keeps a query inside areas, whatever the engine.

use std::fmt::Write as _;

use cunfa_core::{Action, Area, Person, may};

/// Where anybody of these may read the text of entries; county and city may not.
pub(crate) fn reading_scope(people: &[Person]) -> Vec<Area> {
    areas_for(people, Action::ReadEntry)
}

/// Where anybody of these may do this.
pub(crate) fn areas_for(people: &[Person], action: Action) -> Vec<Area> {
    areas(people.iter().filter(|person| may(person.role, action)))
}

/// Where anybody of these works, each area once.
pub(crate) fn areas<'a>(people: impl Iterator<Item = &'a Person>) -> Vec<Area> {
    let mut areas: Vec<Area> = people.flat_map(|person| person.scope.iter().cloned()).collect();
    areas.sort();
    areas.dedup();
    areas
}

/// From where to where the codes of these areas' villages lie, byte by byte.
pub(super) fn bounds(areas: &[Area]) -> Vec<(String, String)> {
    let bounds = areas
        .iter()
        .map(|area| (area.as_str().to_owned(), super::value::after_area(area.as_str())));
    bounds.collect()
}

/// The last id of 16 bytes that begins with these.
pub(super) fn last_beginning(first: &[u8]) -> Vec<u8> {
    first.iter().copied().chain(std::iter::repeat(0xff)).take(16).collect()
}

/// "village IN (…)" with two parameters an area, in their order, from the place `from` on; `sign` begins a parameter's name.
/// Nothing lies in no area.
pub(super) fn clause(sign: char, from: usize, areas: usize) -> String {
    let mut ranges = String::new();
    for area in 0..areas {
        let word = if area == 0 { "" } else { " OR " };
        let place = from + 2 * area;
        // Writing to a text does not fail.
        let _ = write!(ranges, "{word}(code >= {sign}{place} AND code < {sign}{})", place + 1);
    }
    let ranges = if ranges.is_empty() { "1 = 0" } else { &ranges };
    format!("village IN (SELECT code FROM villages WHERE {ranges})")
}
