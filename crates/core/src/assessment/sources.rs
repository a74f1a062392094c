//! What an assessment is made of: entries, rule files, villages, and what the county's registers tell, each as far as they do.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::entry::ServiceTime;
use crate::figure::Figure;
use crate::ids::{EntryId, PersonId};
use crate::kind::codes;
use crate::life::Stage;
use crate::person::{Person, Role};
use crate::register::Verdict;
use crate::rules::{Rules, Service, Services, first_of_month};
use crate::village::VillageCode;

codes!(
    /// On what ground somebody is said to serve a village.
    Ground {
        /// The county registered the appointment (聘任).
        Appointed = "appointed",
        /// No appointment is registered: whoever wrote of the village in that month, else whoever may write of it now.
        Supposed = "supposed",
    }
);

/// Who serves a village in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Serving {
    /// Who; nobody where the village has no counsel.
    pub counsel: Vec<PersonId>,
    /// How that is known.
    pub ground: Ground,
}

/// What the county recorded as the outcome of a half-year (半年考核), for one counsel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conclusion {
    /// Scores that a person gave, in tenths of a point, by the keys of the sheet's items. They stand in the place of counted ones.
    pub scores: BTreeMap<String, u32>,
    /// The verdict.
    pub verdict: Verdict,
    /// More about it; may be empty.
    pub note: String,
    /// Who recorded it.
    pub by: String,
    /// When, by the clock of the device it was signed on, ms since 1970.
    pub at_ms: i64,
}

impl Conclusion {
    /// By which key a sum is registered where there is no sheet.
    pub const TOTAL: &'static str = "total";

    /// The sum that was registered without a sheet, in tenths of a point.
    #[must_use]
    pub fn total(&self) -> Option<u32> {
        self.scores.get(Conclusion::TOTAL).copied()
    }
}

/// What the registers tell.
#[derive(Clone, Copy)]
pub struct Sources<'s> {
    /// Whether a village is there by itself in the month that begins on this day: it is merged into another one otherwise, and owes nothing.
    pub is_there: &'s dyn Fn(&VillageCode, NaiveDate) -> bool,
    /// Who serves a village in the month that begins on this day.
    pub serving: &'s dyn Fn(&VillageCode, NaiveDate) -> Serving,
    /// What a counsel is paid a month for a village when nothing is missing, in fen, in the month that begins on this day; none: not registered.
    pub fee: &'s dyn Fn(&VillageCode, PersonId, NaiveDate) -> Option<u32>,
    /// How many trainings a counsel took from the first of these days to before the second; none: nobody's are registered.
    pub trainings: &'s dyn Fn(PersonId, Range<NaiveDate>) -> Option<u32>,
    /// What the county concluded over a counsel for the time that is assessed.
    pub concluded: &'s dyn Fn(PersonId) -> Option<Conclusion>,
}

/// Everything an assessment is made of.
#[derive(Clone, Copy)]
pub struct Given<'g> {
    /// Entries, at least those of [`span`].
    pub services: &'g Services,
    /// The rule files at hand.
    pub rules: &'g Rules,
    /// Every village of the area, by code.
    pub villages: &'g [VillageCode],
    /// The present day: what a month came to counts when it is over.
    pub today: NaiveDate,
    /// The registers.
    pub sources: Sources<'g>,
}

/// Figures as the arithmetic takes entries, with those that are corrected ([`crate::figure::corrected`]), wherever the correction lies. They tell a length and no time of day, so that nothing in them overlaps (`Limit::Overlap`).
#[must_use]
pub fn services(figures: &[Figure], corrected: &BTreeSet<EntryId>) -> Services {
    let mut services = Services::new();
    for figure in figures {
        let service = Service {
            entry: figure.entry,
            number: String::new(),
            counsel: Some(figure.counsel),
            date: figure.date,
            time: ServiceTime::Minutes(figure.minutes),
            mode: figure.mode,
            kind: figure.kind,
            stage: figure.stage,
            corrected: corrected.contains(&figure.entry),
        };
        services.entry(figure.village.clone()).or_default().push(service);
    }
    services
}

/// The dates of which entries are needed to assess these months, from the first one to before the second; none without a month or a readable
/// rule file.
#[must_use]
pub fn span(rules: &Rules, months: &[NaiveDate], today: NaiveDate) -> Option<Range<NaiveDate>> {
    let present = first_of_month(today);
    let spans = months.iter().filter_map(|month| rules.span(*month, present));
    let wholes =
        spans.map(|span| span.services.start.min(span.lectures.start)..span.services.end.max(span.lectures.end));
    wholes.reduce(|one, other| one.start.min(other.start)..one.end.max(other.end))
}

/// Who serves where, as far as it can be supposed without a register of appointments.
#[derive(Debug, Clone, Default)]
pub struct Suppositions {
    wrote: BTreeMap<VillageCode, BTreeMap<NaiveDate, BTreeSet<PersonId>>>,
    may_write: Vec<Person>,
}

impl Suppositions {
    /// From entries that are not void, and from everybody who may write.
    #[must_use]
    pub fn new(services: &Services, people: Vec<Person>) -> Suppositions {
        let mut wrote: BTreeMap<VillageCode, BTreeMap<NaiveDate, BTreeSet<PersonId>>> = BTreeMap::new();
        for (village, services) in services {
            let months = wrote.entry(village.clone()).or_default();
            for service in services.iter().filter(|service| service.stage != Stage::Voided) {
                let of_month = months.entry(first_of_month(service.date)).or_default();
                of_month.extend(service.counsel);
            }
        }
        let is_counsel = |person: &Person| person.role == Role::Counsel;
        Suppositions {
            wrote,
            may_write: people.into_iter().filter(is_counsel).collect(),
        }
    }

    /// Whoever wrote of the village in the month, else whoever may write of it now.
    #[must_use]
    pub fn serving(&self, village: &VillageCode, month: NaiveDate) -> Serving {
        let wrote = self.wrote.get(village).and_then(|months| months.get(&month));
        let counsel = match wrote {
            Some(wrote) if !wrote.is_empty() => wrote.iter().copied().collect(),
            Some(_) | None => {
                let covering = self.may_write.iter().filter(|person| person.covers(village));
                covering.map(|person| person.id).collect()
            }
        };
        Serving {
            counsel,
            ground: Ground::Supposed,
        }
    }
}
