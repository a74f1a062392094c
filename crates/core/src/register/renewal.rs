//! What speaks for and against serving on: P四(二) makes a training a year the basis of a renewal, and by P四(五) nobody is renewed whose duty was
//! neglected or with whom villagers are dissatisfied. The county decides; against the verdict or without a training it says why, and signs that.

use chrono::{Datelike as _, NaiveDate};

use super::days::Half;
use super::fold::Registers;
use super::record::{Appointment, Assessment, Training, Verdict};
use crate::ids::{EntryId, PersonId};
use crate::village::VillageCode;

/// How many of the last verdicts are looked at: those of a year.
const LAST_HALVES: usize = 2;

/// What the registers say of a counsel before a first day in a village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renewal {
    /// The last day of the same counsel in the same village before it; none: they never served there, and it is no renewal.
    pub served_until: Option<NaiveDate>,
    /// The year whose trainings are looked at: the one before the first day.
    pub year: i32,
    /// The trainings of that year and since, by their day.
    pub trainings: Vec<Training>,
    /// The verdicts of the last two halves before the first day that have one, the latest first.
    pub verdicts: Vec<(Half, Verdict)>,
}

impl Renewal {
    /// The half whose verdict, the last one, is against a renewal.
    #[must_use]
    pub fn poor(&self) -> Option<Half> {
        let last = self.verdicts.first().filter(|_| self.served_until.is_some());
        last.filter(|(_, verdict)| *verdict == Verdict::Poor)
            .map(|(half, _)| *half)
    }

    /// The year of which a training is missing for a renewal.
    #[must_use]
    pub fn untrained(&self) -> Option<i32> {
        (self.served_until.is_some() && self.trainings.is_empty()).then_some(self.year)
    }
}

impl Registers {
    /// What to look at before a counsel serves in a village from a day on, by a record of its own or by one that goes on longer. Standing in for
    /// somebody is neither a renewal nor what one follows.
    #[must_use]
    pub fn renewal(&self, record: EntryId, village: &VillageCode, person: PersonId, from: NaiveDate) -> Renewal {
        let in_village = self.appointments_in(village).into_iter();
        let own = in_village.filter(|one| one.person == person && one.stands_in.is_none());
        let served: Vec<Appointment> = own.collect();
        // A record that goes on is renewed from the day after its last one.
        let goes_on = served
            .iter()
            .find(|one| one.record == record)
            .and_then(|one| one.days.to);
        let begins = goes_on
            .and_then(|to| to.succ_opt())
            .filter(|day| *day > from)
            .unwrap_or(from);
        let ended = served.iter().filter_map(|one| one.days.to).filter(|to| *to < begins);
        let year = begins.year() - 1;
        let mut trainings = self.training(person, year);
        trainings.extend(
            self.training(person, begins.year())
                .into_iter()
                .filter(|one| one.date < begins),
        );
        Renewal {
            served_until: ended.max(),
            year,
            trainings,
            verdicts: self.verdicts(person, begins),
        }
    }

    /// Of halves that were over by a day.
    fn verdicts(&self, person: PersonId, before: NaiveDate) -> Vec<(Half, Verdict)> {
        let mut found: Vec<Assessment> = self.read();
        found.retain(|one| one.person == person && one.half < Half::of(before));
        found.sort_by_key(|one| std::cmp::Reverse(one.half));
        let last = found.into_iter().take(LAST_HALVES);
        last.map(|one| (one.half, one.verdict)).collect()
    }
}
