//! The villages of the grids of office and county: every one that is there in a year, whether anybody serves it or wrote of it or not, and how each stands
//! in a month. One that is merged into another stays, below it, as long as the year of the merger, or whatever was written of it, is looked at.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, Months, NaiveDate};
use cunfa_core::register::{Days, Registers};
use cunfa_core::rules::{Service, first_of_month};
use cunfa_core::{Person, Role, Stage, VillageCode};
use cunfa_protocol::Code;
use cunfa_protocol::view::{VillageRow, VillageStanding};

use crate::desk::{Desk, code_of};
use crate::entries::places::Places;
use crate::registers::Book;

/// What the registers, the directory and the certificates tell of them.
pub(crate) struct Villages {
    codes: Vec<VillageCode>,
    /// By code, read once for all months.
    known: BTreeMap<VillageCode, Known>,
    places: Places,
    /// Everybody who may write.
    counsel: Vec<Person>,
}

/// What is known of one.
struct Known {
    /// Into which it is merged, and from when.
    merged: Option<(VillageCode, NaiveDate)>,
    /// Of its appointments.
    appointed: Vec<Days>,
    /// Whether somebody may write of it now.
    is_served: bool,
}

impl Villages {
    /// Those of a year in which something was written of the visited ones; by code, a merged one after the one it went into.
    pub(crate) fn of_year(desk: &Desk, year: i32, visited: &BTreeSet<VillageCode>) -> Result<Villages, Code> {
        let (book, places) = (Book::of_session(desk)?, Places::of_session(desk)?);
        let mut counsel = desk.store()?.certified_people().map_err(code_of)?;
        counsel.retain(|person| person.role == Role::Counsel);
        let all: BTreeSet<VillageCode> = places
            .all()
            .map(|village| village.code.clone())
            .chain(visited.iter().cloned())
            .collect();
        let there = |code: &&VillageCode| {
            let merged = book.registers.merged(code);
            visited.contains(*code) || merged.is_none_or(|(_, from)| from.year() >= year)
        };
        let mut codes: Vec<VillageCode> = all.iter().filter(there).cloned().collect();
        codes.sort_by_cached_key(|code| {
            let (into, hops) = end(&book.registers, code, year, &all);
            (into, hops, code.clone())
        });
        let known = codes.iter().map(|code| {
            let appointed = book.registers.appointments_in(code).into_iter();
            let known = Known {
                merged: book.registers.merged(code),
                appointed: appointed.map(|one| one.days).collect(),
                is_served: counsel.iter().any(|person| person.covers(code)),
            };
            (code.clone(), known)
        });
        Ok(Villages {
            known: known.collect(),
            codes,
            places,
            counsel,
        })
    }

    /// Their codes.
    pub(super) fn codes(&self) -> &[VillageCode] {
        &self.codes
    }

    /// One as lists show it.
    pub(super) fn row(&self, code: &VillageCode) -> VillageRow {
        self.places.row(code)
    }

    /// How one stands in the month that begins on this day: by the appointments of its days, and where none is registered by then, by who
    /// wrote of it in the month or may do so now.
    pub(super) fn standing(&self, code: &VillageCode, month: NaiveDate, services: &[Service]) -> VillageStanding {
        let Some(known) = self.known.get(code) else {
            return VillageStanding::Unserved;
        };
        if let Some((into, from)) = known.merged.as_ref().filter(|(_, from)| *from <= month) {
            return VillageStanding::Merged {
                into: self.places.row(into),
                from: *from,
            };
        }
        let last = month
            .checked_add_months(Months::new(1))
            .and_then(|next| next.pred_opt());
        let days = Days { from: month, to: last };
        let is_registered = known
            .appointed
            .iter()
            .any(|one| last.is_none_or(|last| one.from <= last));
        let is_served = match is_registered {
            true => known.appointed.iter().any(|one| one.meet(&days)),
            false => known.is_served || of_month(services, month).next().is_some(),
        };
        match is_served {
            true => VillageStanding::Served,
            false => VillageStanding::Unserved,
        }
    }

    /// Who may write of villages.
    pub(super) fn counsel(&self) -> &[Person] {
        &self.counsel
    }
}

/// What is written of a month and not void.
pub(super) fn of_month(services: &[Service], first: NaiveDate) -> impl Iterator<Item = &Service> {
    let in_it = move |service: &&Service| service.stage != Stage::Voided && first_of_month(service.date) == first;
    services.iter().filter(in_it)
}

/// Into which of these villages one went by the end of a year, one merger after the other, and after how many; the days of mergers that follow
/// each other rise, so that there is an end.
fn end(registers: &Registers, code: &VillageCode, year: i32, all: &BTreeSet<VillageCode>) -> (VillageCode, usize) {
    let (mut at, mut hops, mut since) = (code.clone(), 0, NaiveDate::MIN);
    while let Some((into, from)) = registers.merged(&at) {
        if from <= since || from.year() > year || !all.contains(&into) {
            break;
        }
        (at, hops, since) = (into, hops + 1, from);
    }
    (at, hops)
}
