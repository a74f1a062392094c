//! What the registers say of a village, a counsel, a day.

use std::collections::BTreeSet;

use chrono::{Datelike as _, Days as After, NaiveDate};

use super::Column;
use super::fold::{Registers, read};
use super::kind::RecordKind;
use super::record::{Appointment, Board, CounselRecord, Fee, Firm, Recusal, Training, VillageChange};
use crate::ids::{EntryId, PersonId};
use crate::village::VillageCode;

impl Registers {
    /// Every appointment that holds, whenever it does.
    #[must_use]
    pub fn appointments(&self) -> Vec<Appointment> {
        self.read()
    }

    /// Those of a village, by their first day.
    #[must_use]
    pub fn appointments_in(&self, village: &VillageCode) -> Vec<Appointment> {
        let mut found: Vec<Appointment> =
            read(self.saying(RecordKind::Appointment, Column::Village, village.as_str()));
        found.sort_by_key(|one| (one.days.from, one.record));
        found
    }

    /// Those of a counsel, by their first day.
    #[must_use]
    pub fn appointments_of(&self, person: PersonId) -> Vec<Appointment> {
        let mut found: Vec<Appointment> =
            read(self.saying(RecordKind::Appointment, Column::Person, &person.to_string()));
        found.sort_by_key(|one| (one.days.from, one.record));
        found
    }

    /// By which appointment a village has its counsel on a day: the stand-in's before the one it stands in for.
    #[must_use]
    pub fn in_force(&self, village: &VillageCode, day: NaiveDate) -> Option<Appointment> {
        let on_the_day = self.appointments_in(village).into_iter();
        on_the_day
            .filter(|one| one.days.hold(day))
            .max_by_key(|one| one.stands_in.is_some())
    }

    /// The villages in which somebody is appointed on a day, as a stand-in too. A recusal is from a matter and takes none away.
    #[must_use]
    pub fn villages_of(&self, person: PersonId, day: NaiveDate) -> BTreeSet<VillageCode> {
        let appointed = self.appointments_of(person).into_iter();
        appointed
            .filter(|one| one.days.hold(day))
            .map(|one| one.village)
            .collect()
    }

    /// Every counsel.
    #[must_use]
    pub fn counsel(&self) -> Vec<CounselRecord> {
        self.read()
    }

    /// One counsel.
    #[must_use]
    pub fn counsel_of(&self, person: PersonId) -> Option<CounselRecord> {
        let found = read(self.saying(RecordKind::Counsel, Column::Person, &person.to_string()));
        found.into_iter().next()
    }

    /// The firm of a counsel.
    #[must_use]
    pub fn firm_of(&self, counsel: &CounselRecord) -> Option<Firm> {
        self.one(counsel.firm?)
    }

    /// The notice board of a village.
    #[must_use]
    pub fn board(&self, village: &VillageCode) -> Option<Board> {
        let found = read(self.saying(RecordKind::Board, Column::Village, village.as_str()));
        found.into_iter().next()
    }

    /// What a counsel is paid in a village for the month that begins on a day, in fen; none where nothing is registered.
    #[must_use]
    pub fn fee(&self, village: &VillageCode, person: PersonId, month: NaiveDate) -> Option<u32> {
        let fees: Vec<Fee> = read(self.saying(RecordKind::Fee, Column::Village, village.as_str()));
        let by_then = fees.into_iter().filter(|fee| fee.person == person && fee.from <= month);
        by_then.max_by_key(|fee| fee.from).map(|fee| fee.fen)
    }

    /// The trainings of a counsel in a year, by their day.
    #[must_use]
    pub fn training(&self, person: PersonId, year: i32) -> Vec<Training> {
        let mut found: Vec<Training> = read(self.saying(RecordKind::Training, Column::Person, &person.to_string()));
        found.retain(|one| one.date.year() == year);
        found.sort_by_key(|one| (one.date, one.record));
        found
    }

    /// The recusal of a counsel in a village on a day.
    #[must_use]
    pub fn recusal(&self, person: PersonId, village: &VillageCode, day: NaiveDate) -> Option<Recusal> {
        let found: Vec<Recusal> = read(self.saying(RecordKind::Recusal, Column::Village, village.as_str()));
        found
            .into_iter()
            .find(|one| one.person == person && one.days.hold(day))
    }

    /// Whether a counsel is recused in a village on a day.
    #[must_use]
    pub fn recused(&self, person: PersonId, village: &VillageCode, day: NaiveDate) -> bool {
        self.recusal(person, village, day).is_some()
    }

    /// What became of a village: its new names and its merger, by their days.
    #[must_use]
    pub fn changes_of(&self, village: &VillageCode) -> Vec<VillageChange> {
        let mut found: Vec<VillageChange> = read(self.saying(RecordKind::Village, Column::Village, village.as_str()));
        found.sort_by_key(|one| (one.from, one.record));
        found
    }

    /// Into which village one is merged, and from when.
    #[must_use]
    pub fn merged(&self, village: &VillageCode) -> Option<(VillageCode, NaiveDate)> {
        let changes = self.changes_of(village).into_iter();
        let mut merged = changes.filter_map(|one| Some((one.merged_into?, one.from)));
        merged.next()
    }

    /// The villages without a counsel on a day, but for merged ones.
    #[must_use]
    pub fn gaps(&self, villages: &[VillageCode], day: NaiveDate) -> Vec<VillageCode> {
        let is_there = |village: &VillageCode| self.merged(village).is_none_or(|(_, from)| day < from);
        let open = |village: &&VillageCode| is_there(village) && self.in_force(village, day).is_none();
        villages.iter().filter(open).cloned().collect()
    }

    /// The appointments, but for stand-ins, that end within so many days from a day, without another one that joins them. By their last day.
    #[must_use]
    pub fn ending(&self, day: NaiveDate, days: u32) -> Vec<Appointment> {
        let until = day.checked_add_days(After::new(days.into())).unwrap_or(NaiveDate::MAX);
        let ends = |one: &Appointment| one.days.to.is_some_and(|to| day <= to && to <= until);
        let mut ending = self.appointments();
        ending.retain(|one| one.stands_in.is_none() && ends(one) && !self.is_continued(one));
        ending.sort_by(|a, b| (a.days.to, &a.village).cmp(&(b.days.to, &b.village)));
        ending
    }

    /// Whether the village has a counsel the day after an appointment too.
    fn is_continued(&self, ended: &Appointment) -> bool {
        let next = ended.days.to.and_then(|to| to.succ_opt());
        let ordinary = |one: &Appointment| one.stands_in.is_none();
        let mut others = self.appointments_in(&ended.village).into_iter().filter(ordinary);
        next.is_some_and(|next| others.any(|one| one.days.hold(next)))
    }

    /// The counsel whom no training is registered for in a year.
    #[must_use]
    pub fn untrained(&self, year: i32) -> Vec<CounselRecord> {
        let mut counsel = self.counsel();
        counsel.retain(|one| self.training(one.person, year).is_empty());
        counsel
    }

    /// The texts of the rule files, each with its record.
    #[must_use]
    pub fn rule_files(&self) -> Vec<(EntryId, &str)> {
        let files = self.standing(RecordKind::RuleFile);
        files
            .filter_map(|said| Some((said.record, said.registration.values.get(Column::Text)?)))
            .collect()
    }
}
