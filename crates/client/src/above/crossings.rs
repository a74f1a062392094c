//! Questions of conflict (回避) for whoever keeps the registers: which entries raise one, as the server told it, and services during a recusal, which
//! figures and registers tell. No name but the counsel's. Computed anew each time; nothing is added up.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{Months, NaiveDate};
use cunfa_core::question::{Crossing, PARTY_MONTHS};
use cunfa_core::register::Recusal;
use cunfa_core::{Action, EntryId, Figure, Person, PersonId, QuestionKind, Stage, VillageCode, may};
use cunfa_protocol::Code;
use cunfa_protocol::view::CrossingRow;

use crate::desk::{Desk, code_of};
use crate::entries::places::Places;
use crate::registers::Book;

/// Those over services of the last [`PARTY_MONTHS`] months, the newest first; none for those who keep no registers.
pub(super) fn crossings(
    desk: &Desk,
    person: &Person,
    names: &BTreeMap<PersonId, String>,
    corrected: &BTreeSet<EntryId>,
) -> Result<Vec<CrossingRow>, Code> {
    if !may(person.role, Action::KeepRegister) {
        return Ok(Vec::new());
    }
    let (store, today) = (desk.store()?, desk.today()?);
    let from = today.checked_sub_months(Months::new(PARTY_MONTHS)).unwrap_or(today);
    let known = Known {
        told: by_entry(store.crossings().map_err(code_of)?),
        recusals: Book::standing(desk)?.registers.read(),
        today,
    };
    let places = Places::of_session(desk)?;
    let mut rows = Vec::new();
    for figure in store.figures(from, today).map_err(code_of)? {
        let stands = figure.stage != Stage::Voided && !corrected.contains(&figure.entry);
        if !stands || !person.may_in(Action::KeepRegister, &figure.village) {
            continue;
        }
        for (kind, other) in known.asked(&figure) {
            rows.push(CrossingRow {
                counsel_name: names.get(&figure.counsel).cloned().unwrap_or_default(),
                village: places.row(&figure.village),
                kind,
                recused: known.recused(&figure, other.as_ref()),
                other: other.map(|village| places.row(&village)),
                figure: figure.clone(),
            });
        }
    }
    rows.sort_by_key(|row| Reverse(row.figure.date));
    Ok(rows)
}

fn by_entry(crossings: Vec<Crossing>) -> BTreeMap<EntryId, Vec<Crossing>> {
    let mut told: BTreeMap<EntryId, Vec<Crossing>> = BTreeMap::new();
    for one in crossings {
        told.entry(one.entry).or_default().push(one);
    }
    told
}

/// What is known here.
struct Known {
    told: BTreeMap<EntryId, Vec<Crossing>>,
    recusals: Vec<Recusal>,
    today: NaiveDate,
}

impl Known {
    /// What is asked over an entry, each with the other village.
    fn asked(&self, figure: &Figure) -> Vec<(QuestionKind, Option<VillageCode>)> {
        let told = self.told.get(&figure.entry).into_iter().flatten();
        let told = told.map(|one| (one.kind, Some(one.village.clone())));
        let mut recusals = self.of(figure.counsel).filter(|one| one.days.hold(figure.date));
        let recused = recusals.find(|one| one.village == figure.village);
        let recused = recused.map(|one| (QuestionKind::Recused, one.other_village.clone()));
        told.chain(recused).collect()
    }

    /// Whether the counsel is recused in one of both villages, on the day of the service or now.
    fn recused(&self, figure: &Figure, other: Option<&VillageCode>) -> bool {
        self.of(figure.counsel).any(|one| {
            let in_one = one.village == figure.village || Some(&one.village) == other;
            in_one && (one.days.hold(figure.date) || one.days.hold(self.today))
        })
    }

    fn of(&self, counsel: PersonId) -> impl Iterator<Item = &Recusal> {
        self.recusals.iter().filter(move |one| one.person == counsel)
    }
}
