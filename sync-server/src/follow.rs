//! What a county's registers mean for the server's own tables: who works in which villages, and what these are called. Rule files are read from
//! the registers themselves ([`Server::rules_of`]).
//!
//! Invariant: what is done follows from the registers and the day alone. Done twice it is done once; what could not be done is done the next time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::PoisonError;

use chrono::NaiveDate;
use cunfa_core::register::{Appointment, Column, Record as _, RecordKind, Registers};
use cunfa_core::{Area, Person, PersonId, Role, Village, VillageCode};

use crate::day;
use crate::db::DbResult;
use crate::register::{NewPerson, PersonError, add_person};
use crate::server::Server;

/// For so many days after the last day of an appointment its village stays within reach: what was done by then is still to be written down,
/// signed, reviewed and corrected, by devices that may be without a network for weeks. An appointment that is withdrawn ends at once. The last one
/// is no other: whose every appointment is over has no village, and what is unsent of theirs waits on the device until one comes back.
pub const HANDOVER_DAYS: u64 = 60;

impl Server {
    /// Lets people and villages of a county follow its registers as they stand on the day of `now_ms`: a counsel who is appointed for the
    /// first time joins the register of people; counsel get the villages that they are appointed in, and keep those of which the registers say
    /// nothing yet, so that whoever was never appointed keeps all; villages get their new names. Who is not a counsel, or has a device in another county, stays as they are.
    /// Tells whether it was done: a clock that is not believed moves nothing ([`Server::doubts_clock`]).
    ///
    /// # Errors
    /// The database's; what was done by then stands.
    pub fn follow(&self, county: &Area, now_ms: i64) -> DbResult<bool> {
        let _alone = self.following.lock().unwrap_or_else(PoisonError::into_inner);
        if self.doubts_clock(county, now_ms)?.is_some() {
            return Ok(false);
        }
        let (registers, today) = (self.registers(county)?, day::in_china(now_ms));
        self.rename(county, &registers, today)?;
        let people = self.db.people()?;
        let people: BTreeMap<PersonId, &Person> = people.iter().map(|person| (person.id, person)).collect();
        let mut failed = None;
        for (id, villages) in appointed(&registers, today) {
            let moved = match people.get(&id) {
                None if villages.is_empty() => Ok(()),
                None => self.join(&registers, id, &villages, now_ms),
                Some(person) => self.settle_in((county, &registers, today), person, &villages),
            };
            match moved {
                Ok(()) => {}
                Err(PersonError::Db(error)) => failed = Some(error),
                Err(error) => tracing::warn!(%county, %error, "a counsel does not follow an appointment"),
            }
        }
        failed.map_or(Ok(true), Err)
    }

    /// The same for every county. Tells whether it was done for all.
    ///
    /// # Errors
    /// The database's; what was done by then stands.
    pub fn follow_all(&self, now_ms: i64) -> DbResult<bool> {
        let (mut all, mut failed) = (true, None);
        for county in &self.counties()? {
            match self.follow(county, now_ms) {
                Ok(done) => all &= done,
                Err(error) => failed = Some(error),
            }
        }
        failed.map_or(Ok(all), Err)
    }

    /// Every county of the register of villages.
    pub(crate) fn counties(&self) -> DbResult<BTreeSet<Area>> {
        let register = self.db.register()?;
        Ok(register.iter().map(|village| village.code.county()).collect())
    }

    fn rename(&self, county: &Area, registers: &Registers, today: NaiveDate) -> DbResult<()> {
        let villages = self.db.villages(std::slice::from_ref(county))?;
        let renamed: Vec<Village> = villages
            .into_iter()
            .filter_map(|village| {
                let name = name(registers, &village.code, today)?;
                (name != village.name).then_some(Village { name, ..village })
            })
            .collect();
        if renamed.is_empty() {
            return Ok(());
        }
        // The county is there, so no log begins.
        let changed = self.db.take_villages(&renamed, 1)?;
        tracing::info!(%county, changed, "villages are called otherwise by the registers");
        Ok(())
    }

    /// A counsel whom the register of people has not.
    fn join(
        &self,
        registers: &Registers,
        id: PersonId,
        villages: &BTreeSet<VillageCode>,
        now_ms: i64,
    ) -> Result<(), PersonError> {
        let Some(counsel) = registers.counsel_of(id) else {
            return Ok(());
        };
        let firm = registers.firm_of(&counsel);
        let new = NewPerson {
            id,
            name: counsel.name,
            role: Role::Counsel,
            post: firm.map(|firm| firm.name).unwrap_or_default(),
            scope: villages.iter().map(VillageCode::area).collect(),
        };
        add_person(self.db.as_ref(), new, now_ms)?;
        tracing::info!("a counsel joined the register of people by an appointment");
        Ok(())
    }

    /// What lies in no village of this county is another county's to say. A village stays with whoever has it until an appointment of their own there
    /// has begun, or somebody else's has held there for [`HANDOVER_DAYS`], so that registers may be filled one by one.
    fn settle_in(
        &self,
        (county, registers, today): (&Area, &Registers, NaiveDate),
        person: &Person,
        villages: &BTreeSet<VillageCode>,
    ) -> Result<(), PersonError> {
        if person.role != Role::Counsel {
            tracing::warn!(%county, "an appointment names somebody who is no counsel in the register of people");
            return Ok(());
        }
        if person.scope.iter().any(|area| area != county && area.contains(county)) {
            tracing::warn!(%county, "a counsel with an area wider than the county does not follow appointments");
            return Ok(());
        }
        let elsewhere = |area: &&Area| !county.contains(area) && !area.contains(county);
        let (others, here): (Vec<&Area>, Vec<&Area>) = person.scope.iter().partition(elsewhere);
        let here: Vec<Area> = here.into_iter().cloned().collect();
        let before = self.db.villages(&here)?.into_iter().map(|village| village.code);
        let unspoken =
            before.filter(|village| county.covers(village) && !speaks_of(registers, person.id, village, today));
        let mut scope: Vec<Area> = others.into_iter().cloned().collect();
        scope.extend(unspoken.map(|village| village.area()));
        scope.extend(villages.iter().map(VillageCode::area));
        scope.sort();
        scope.dedup();
        if scope == person.scope {
            return Ok(());
        }
        let devices = self.rescope_by_registers(person, scope)?.len();
        tracing::info!(%county, devices, "a counsel has other villages by the registers");
        Ok(())
    }
}

/// Whether the registers say who has a village, and that it is not, or only by an appointment, this person: an own appointment there has begun,
/// withdrawn or not, or another counsel's has held for [`HANDOVER_DAYS`]. A stand-in takes nobody's village.
fn speaks_of(registers: &Registers, person: PersonId, village: &VillageCode, today: NaiveDate) -> bool {
    let (since, id) = (day::before(today, HANDOVER_DAYS), person.to_string());
    let own = registers.all(RecordKind::Appointment).any(|said| {
        let values = &said.registration.values;
        values.get(Column::Village) == Some(village.as_str())
            && values.get(Column::Person) == Some(id.as_str())
            && values.date(Column::From).is_some_and(|from| from <= today)
    });
    own || registers.appointments_in(village).iter().any(|one| {
        let held = one.days.from <= since && one.days.to.is_none_or(|to| since <= to);
        one.person != person && one.stands_in.is_none() && held
    })
}

/// Whose appointment had ever begun by a day, and the villages within reach on it: none where each is withdrawn or long over.
fn appointed(registers: &Registers, today: NaiveDate) -> BTreeMap<PersonId, BTreeSet<VillageCode>> {
    let since = day::before(today, HANDOVER_DAYS);
    let mut appointed: BTreeMap<PersonId, BTreeSet<VillageCode>> = BTreeMap::new();
    for said in registers.all(RecordKind::Appointment) {
        let Some(one) = Appointment::read(said.record, &said.registration.values) else {
            continue;
        };
        if one.days.from > today {
            continue;
        }
        let reached = appointed.entry(one.person).or_default();
        if said.registration.withdrawn.is_none() && one.days.to.is_none_or(|to| since <= to) {
            reached.insert(one.village);
        }
    }
    appointed
}

/// What a village is called by the registers; `None` while they say nothing of that.
fn name(registers: &Registers, village: &VillageCode, today: NaiveDate) -> Option<String> {
    let changes = registers.changes_of(village).into_iter();
    let by_then = changes.filter(|change| change.from <= today);
    by_then.filter_map(|change| change.name).next_back()
}
