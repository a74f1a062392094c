//! What the county is told of conflicts (回避), which it finds a stand-in for (P二(五)): that an entry raises such a question, which one, and which other
//! village it is about. Never who: no party, no text, not even the other entry. The rules are those of the questions.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::QuestionKind;
use super::party::{MAX_OF_NAME, Party, party_dates};
use crate::ids::{EntryId, PersonId};
use crate::village::VillageCode;

/// A question of conflict over an entry, as far as it is told above.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Crossing {
    /// Over which entry.
    pub entry: EntryId,
    /// [`QuestionKind::SameParty`] or [`QuestionKind::OtherVillage`]; what is asked of a recusal the registers tell.
    pub kind: QuestionKind,
    /// The other village of the same counsel.
    pub village: VillageCode,
}

/// An entry that stands (neither void nor corrected) and names parties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sides {
    /// Which.
    pub entry: EntryId,
    /// Its village.
    pub village: VillageCode,
    /// Service date.
    pub date: NaiveDate,
    /// Who serves there.
    pub counsel: PersonId,
    /// Its parties ([`super::parties`]).
    pub parties: Vec<Party>,
}

/// Entries of one counsel in different villages with a party that may be the same: each is told of the other's village. Of one name the first
/// [`MAX_OF_NAME`] are looked at.
#[must_use]
pub fn same_party(all: &[Sides]) -> BTreeSet<Crossing> {
    let mut of_name: BTreeMap<(PersonId, &str), Vec<(&Sides, &Party)>> = BTreeMap::new();
    for sides in all {
        for party in &sides.parties {
            let found = of_name.entry((sides.counsel, party.name.as_str())).or_default();
            if found.len() < MAX_OF_NAME {
                found.push((sides, party));
            }
        }
    }
    let mut crossings = BTreeSet::new();
    for named in of_name.values() {
        for (at, (one, party)) in named.iter().enumerate() {
            let (from, until) = party_dates(one.date);
            let meets = |(other, its): &&(&Sides, &Party)| {
                other.village != one.village && (from..=until).contains(&other.date) && party.may_be(its)
            };
            for (other, _) in named.iter().skip(at + 1).filter(meets) {
                crossings.insert(same(one, other));
                crossings.insert(same(other, one));
            }
        }
    }
    crossings
}

fn same(of: &Sides, other: &Sides) -> Crossing {
    Crossing {
        entry: of.entry,
        kind: QuestionKind::SameParty,
        village: other.village.clone(),
    }
}

/// Entries with a party that names another of these villages, each with its counsel: whether they serve there too is still to be asked.
#[must_use]
pub fn other_village(all: &[Sides], villages: &[(VillageCode, String)]) -> Vec<(PersonId, Crossing)> {
    // Hardly any person is named with the last character of a village: most names are done with at once.
    let ends: BTreeSet<char> = villages.iter().filter_map(|(_, name)| name.chars().last()).collect();
    let mut found = BTreeSet::new();
    for sides in all {
        let may_name = sides
            .parties
            .iter()
            .filter(|party| party.name.contains(|sign| ends.contains(&sign)));
        let named = may_name.filter_map(|party| party.village_named(villages));
        found.extend(named.filter(|village| **village != sides.village).map(|village| {
            let (entry, kind, village) = (sides.entry, QuestionKind::OtherVillage, village.clone());
            (sides.counsel, Crossing { entry, kind, village })
        }));
    }
    found.into_iter().collect()
}
