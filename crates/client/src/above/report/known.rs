//! What the county's registers tell an assessment, with what waits here counted in. Before a village's first registered appointment, who serves
//! it is supposed. A stand-in takes over a matter, not the village: the months stay with the appointed counsel.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use chrono::{Datelike as _, NaiveDate};
use cunfa_core::assessment::{Conclusion, Ground, Serving, Suppositions};
use cunfa_core::register::{self, Half, Record as _, RecordKind, Registered, Training};
use cunfa_core::{PersonId, VillageCode};

use crate::registers::Book;

/// What is known.
pub(super) struct Known {
    book: Arc<Book>,
    supposed: Suppositions,
    /// Whether any training is registered.
    has_trainings: bool,
    concluded: BTreeMap<PersonId, Conclusion>,
    names: BTreeMap<PersonId, String>,
}

impl Known {
    /// `half`: the conclusions of this one are taken. `names`: of everybody whom a certificate names.
    pub(super) fn new(
        book: Arc<Book>,
        supposed: Suppositions,
        half: Option<Half>,
        mut names: BTreeMap<PersonId, String>,
    ) -> Known {
        let registers = &book.registers;
        for counsel in registers.counsel() {
            names.insert(counsel.person, counsel.name);
        }
        let said = registers.standing(RecordKind::Assessment);
        let concluded = said.filter_map(|said| conclusion(said, half?, &names));
        Known {
            concluded: concluded.collect(),
            has_trainings: !registers.read::<Training>().is_empty(),
            book,
            supposed,
            names,
        }
    }

    /// Whether a village is merged into no other one in the month that begins on this day.
    pub(super) fn is_there(&self, village: &VillageCode, month: NaiveDate) -> bool {
        self.book.registers.merged(village).is_none_or(|(_, from)| month < from)
    }

    /// Who serves a village in the month that begins on this day.
    pub(super) fn serving(&self, village: &VillageCode, month: NaiveDate) -> Serving {
        let mut appointed = self.book.registers.appointments_in(village);
        appointed.retain(|one| one.stands_in.is_none());
        if appointed.iter().all(|one| month < one.days.from) {
            return self.supposed.serving(village, month);
        }
        let in_force = appointed.iter().find(|one| one.days.hold(month));
        Serving {
            counsel: in_force.map(|one| one.person).into_iter().collect(),
            ground: Ground::Appointed,
        }
    }

    /// What a counsel is paid a month, in fen.
    pub(super) fn fee(&self, village: &VillageCode, counsel: PersonId, month: NaiveDate) -> Option<u32> {
        self.book.registers.fee(village, counsel, month)
    }

    /// How many trainings of a time within one year.
    pub(super) fn trainings(&self, counsel: PersonId, time: &Range<NaiveDate>) -> Option<u32> {
        let taken = self.book.registers.training(counsel, time.start.year());
        let count = taken.iter().filter(|one| time.contains(&one.date)).count();
        self.has_trainings.then(|| u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// What the county recorded.
    pub(super) fn concluded(&self, counsel: PersonId) -> Option<Conclusion> {
        self.concluded.get(&counsel).cloned()
    }

    /// A name; empty when nobody here knows it.
    pub(super) fn name(&self, person: PersonId) -> String {
        self.names.get(&person).cloned().unwrap_or_default()
    }
}

fn conclusion(said: &Registered, half: Half, names: &BTreeMap<PersonId, String>) -> Option<(PersonId, Conclusion)> {
    let read = register::Assessment::read(said.record, &said.registration.values)?;
    let conclusion = Conclusion {
        scores: read.scores,
        verdict: read.verdict,
        note: read.note,
        by: names.get(&said.person).cloned().unwrap_or_default(),
        at_ms: said.device_time_s.saturating_mul(1_000),
    };
    (read.half == half).then_some((read.person, conclusion))
}
