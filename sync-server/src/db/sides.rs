//! The parties of an entry as its row keeps them (`entries.parties`): a line for each, the name, a blank, the phone. No name has a blank.

use cunfa_core::question::Party;

/// The text of parties.
pub(super) fn text(parties: &[Party]) -> String {
    let lines: Vec<String> = parties
        .iter()
        .map(|party| format!("{} {}", party.name, party.phone))
        .collect();
    lines.join("\n")
}

/// The parties of a text.
pub(super) fn read(text: &str) -> Vec<Party> {
    let parties = text.lines().filter_map(|line| line.split_once(' '));
    let parties = parties.map(|(name, phone)| Party {
        name: name.to_owned(),
        phone: phone.to_owned(),
    });
    parties.collect()
}
