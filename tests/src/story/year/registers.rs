//! The county's registers of the year as devices sign them: a word of somebody about a record, on a day, with what it replaces. What is said is
//! `keeping`'s.

use std::collections::BTreeMap;

use chrono::{Duration, NaiveDate, NaiveDateTime};
use cunfa_core::register::{Column, RecordKind, Registration, Values};
use cunfa_core::{ActId, EntryId, PersonId, VillageCode};
use cunfa_protocol::wire::WireBatch;

use super::clock_ms;
use super::county::County;
use super::device::Device;
use super::serve::{Push, Step};
use crate::harness::Dice;

/// The hour at which it is signed.
const SIGNED: u32 = 16;

/// Who says it. On one day in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum By {
    /// The county's officer.
    County,
    /// The city.
    City,
    /// The office of a township.
    Office(usize),
    /// A counsel, on their tablet.
    Counsel(usize),
}

/// A record, and the last word about it.
#[derive(Debug, Clone)]
pub(super) struct Card {
    pub(super) record: EntryId,
    act: ActId,
    said: Registration,
}

/// The devices on which registers are kept.
pub(super) struct Desks<'y> {
    pub(super) officer: &'y Device,
    pub(super) city: &'y Device,
    /// By township.
    pub(super) offices: &'y [Device],
    /// By counsel.
    pub(super) tablets: &'y [Device],
}

/// Everything that is said, by day and by whom.
pub(super) struct Book<'y> {
    pub(super) county: &'y County,
    pub(super) now: NaiveDateTime,
    desks: Desks<'y>,
    seat: VillageCode,
    dice: Dice,
    said: BTreeMap<(NaiveDate, By), Vec<WireBatch>>,
}

/// Columns and their texts.
pub(super) type Said<'v> = [(Column, &'v str)];

impl<'y> Book<'y> {
    /// An empty one.
    pub(super) fn new(
        county: &'y County,
        desks: Desks<'y>,
        now: NaiveDateTime,
        dice: Dice,
    ) -> Result<Book<'y>, String> {
        Ok(Book {
            county,
            now,
            desks,
            seat: VillageCode::seat(&county.area).ok_or("a county without a seat")?,
            dice,
            said: BTreeMap::new(),
        })
    }

    /// So many days before today; with a negative number after it.
    pub(super) fn before(&self, days: i64) -> NaiveDate {
        self.now.date() - Duration::days(days)
    }

    /// A new record.
    pub(super) fn begin(&mut self, on: NaiveDate, by: By, kind: RecordKind, said: &Said<'_>) -> Result<Card, String> {
        let record = EntryId(self.dice.bytes());
        let said = Registration::new(kind, with(Values::new(), said));
        self.say(on, by, record, said)
    }

    /// The next word about a record, with other texts in some columns.
    pub(super) fn again(&mut self, on: NaiveDate, by: By, card: &Card, said: &Said<'_>) -> Result<Card, String> {
        let said = Registration {
            values: with(card.said.values.clone(), said),
            after: Some(card.act),
            ..card.said.clone()
        };
        self.say(on, by, card.record, said)
    }

    fn say(&mut self, on: NaiveDate, by: By, record: EntryId, said: Registration) -> Result<Card, String> {
        let (device, person) = self.who(by)?;
        let at = on.and_hms_opt(SIGNED, 0, 0).unwrap_or_default();
        let (act, batch) = device.register(person, (record, &self.seat), said.clone(), at)?;
        self.said.entry((on, by)).or_default().push(batch);
        Ok(Card { record, act, said })
    }

    fn who(&self, by: By) -> Result<(&'y Device, PersonId), String> {
        let found = match by {
            By::County => Some((self.desks.officer, self.county.officer.id)),
            By::City => Some((self.desks.city, self.county.city.id)),
            By::Office(at) => self
                .desks
                .offices
                .get(at)
                .zip(self.county.offices.get(at).map(|one| one.id)),
            By::Counsel(at) => {
                let person = self.county.counsel.get(at).map(|one| one.person.id);
                self.desks.tablets.get(at).zip(person)
            }
        };
        found.ok_or(format!("nobody is {by:?}"))
    }

    /// How each day's words are handed in, late on that day.
    pub(super) fn steps(mut self) -> Result<Vec<(NaiveDate, Step)>, String> {
        let mut steps = Vec::new();
        for ((on, by), batches) in std::mem::take(&mut self.said) {
            let push = Push {
                token: self.who(by)?.0.token.clone(),
                at_ms: clock_ms(on.and_hms_opt(23, 50, 0).unwrap_or_default()),
                batches,
                ..Push::default()
            };
            steps.push((on, Step::Register(push)));
        }
        Ok(steps)
    }
}

fn with(values: Values, said: &Said<'_>) -> Values {
    said.iter()
        .fold(values, |values, (column, text)| values.with(*column, text))
}
