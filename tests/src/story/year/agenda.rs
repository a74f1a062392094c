//! From what happens to when it is done and by which device: tablets hand in every few days, offices review every few days, and what
//! would come after the year's end does not come.

use std::collections::BTreeMap;

use chrono::{Datelike as _, Duration, NaiveDate, NaiveDateTime};
use cunfa_core::EntryId;

use super::county::County;
use super::plan::{Deed, Drawn, Event, Fate, Planned, PlannedNeed};
use super::texts::Texts;
use super::visits::minutes;
use crate::harness::Dice;

/// Days from one handing in to the next, and from one review to the next.
const HANDS_IN: i32 = 5;
const REVIEWS: i32 = 3;
/// The hour at which an office decides.
const OFFICE_HOUR: u32 = 10;

/// Which device: an office's, or a counsel's tablet. The offices of a day come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Whose {
    /// The office's desk.
    Office(usize),
    /// The counsel's tablet, on which the cadres sign.
    Tablet(usize),
}

/// What every device does, by the day on which it hands that in.
pub(super) type Days = BTreeMap<(NaiveDate, Whose), Vec<Event>>;

/// Puts deeds on days.
pub(super) struct Agenda<'c> {
    county: &'c County,
    now: NaiveDateTime,
    /// So far.
    pub(super) days: Days,
    /// The entries so far; deeds name them by their places.
    pub(super) entries: Vec<Planned>,
}

fn next(day: NaiveDate, every: i32, number: usize) -> NaiveDate {
    let number = i32::try_from(number).unwrap_or(0);
    let over = (day.num_days_from_ce() + number).rem_euclid(every);
    day + Duration::days(i64::from((every - over) % every))
}

impl<'c> Agenda<'c> {
    pub(super) fn new(county: &'c County, now: NaiveDateTime) -> Agenda<'c> {
        Agenda {
            county,
            now,
            days: Days::new(),
            entries: Vec::new(),
        }
    }

    fn handed_in(&self, counsel: usize, at: NaiveDateTime) -> NaiveDate {
        next(at.date(), HANDS_IN, counsel).min(self.now.date())
    }

    /// The next day of an office after this one; `None` when that is today or later: today's queue is left to whoever looks.
    fn office_day(&self, office: usize, after: NaiveDate) -> Option<NaiveDateTime> {
        let day = next(after + Duration::days(1), REVIEWS, office);
        (day < self.now.date()).then_some(day.and_hms_opt(OFFICE_HOUR, 0, 0)?)
    }

    /// Something done on a tablet; gives when it is handed in, if the year lasts until it is done.
    fn on_tablet(&mut self, counsel: usize, at: NaiveDateTime, deed: Deed) -> Option<NaiveDate> {
        if at > self.now {
            return None;
        }
        let day = self.handed_in(counsel, at);
        self.days
            .entry((day, Whose::Tablet(counsel)))
            .or_default()
            .push(Event { at, deed });
        Some(day)
    }

    fn at_office(&mut self, office: usize, at: NaiveDateTime, deed: Deed) {
        let day = (at.date(), Whose::Office(office));
        self.days.entry(day).or_default().push(Event { at, deed });
    }

    /// Everything that becomes of an entry; corrections are entries that come to the end.
    pub(super) fn add(&mut self, planned: Planned, texts: &mut Texts<'_>, dice: &mut Dice) {
        let mut next = Some(planned);
        while let Some(planned) = next {
            next = self.add_one(planned, texts, dice);
        }
    }

    fn add_one(&mut self, planned: Planned, texts: &mut Texts<'_>, dice: &mut Dice) -> Option<Planned> {
        let (place, counsel, fate, written) = (self.entries.len(), planned.counsel, planned.fate, planned.written);
        let office = self.county.office_of(planned.village);
        self.entries.push(planned.clone());
        let reported = self.on_tablet(counsel, written, Deed::Write(place))?;
        if planned.form.major.is_some()
            && let Some(at) = self.office_day(office, reported)
        {
            self.at_office(office, at, Deed::Acknowledge(place));
        }
        if planned.is_explained {
            self.on_tablet(counsel, written + Duration::days(2), Deed::Explain(place));
        }
        let (signed, deed) = match fate {
            Fate::Unsigned => return None,
            Fate::Paper => (written + minutes(9), Deed::Page(place)),
            Fate::SignedLater => (later(written, dice), Deed::Sign(place)),
            Fate::Plain | Fate::Voided | Fate::Amended | Fate::Returned | Fate::ReturnedAgain => {
                (written + minutes(1), Deed::Sign(place))
            }
        };
        let handed_in = self.on_tablet(counsel, signed, deed)?;
        if fate == Fate::Amended {
            self.on_tablet(counsel, signed + minutes(1), Deed::Amend(place));
        }
        let waits = Duration::days(i64::try_from(dice.below(4)).unwrap_or(0));
        let reviewed = self.office_day(office, handed_in + waits)?;
        let again = match fate {
            Fate::Returned => Some(Fate::Plain),
            Fate::ReturnedAgain => Some(Fate::Returned),
            Fate::Plain | Fate::SignedLater | Fate::Unsigned | Fate::Paper | Fate::Voided | Fate::Amended => None,
        };
        let Some(fate_of_next) = again else {
            self.at_office(office, reviewed, Deed::Approve(place));
            if fate == Fate::Voided {
                self.on_tablet(counsel, reviewed + Duration::days(4), Deed::Void(place));
            }
            return None;
        };
        self.at_office(office, reviewed, Deed::Return(place));
        let corrected = reviewed.date().and_hms_opt(20, 0, 0)? + Duration::days(2);
        (corrected < self.now).then(|| correction(planned, corrected, fate_of_next, texts, dice))
    }

    /// A need, recorded by its office and closed there.
    pub(super) fn add_need(&mut self, place: usize, need: &PlannedNeed) {
        let at = need.need.date.and_hms_opt(OFFICE_HOUR, 30, 0).unwrap_or_default();
        self.at_office(need.office, at, Deed::Record(place));
        if let Some((day, _)) = need.closes {
            let at = day.and_hms_opt(OFFICE_HOUR, 40, 0).unwrap_or_default();
            self.at_office(need.office, at, Deed::Close(place));
        }
    }
}

/// On the morning of one of the next days.
fn later(written: NaiveDateTime, dice: &mut Dice) -> NaiveDateTime {
    let days = 1 + i64::try_from(dice.below(6)).unwrap_or(0);
    written.date().and_hms_opt(9, 20, 0).unwrap_or_default() + Duration::days(days) + minutes(dice.below(50))
}

/// The same once more with what was asked for, under its own id and hand.
fn correction(planned: Planned, written: NaiveDateTime, fate: Fate, texts: &mut Texts<'_>, dice: &mut Dice) -> Planned {
    let (hand, words) = texts.fresh();
    let mut form = planned.form;
    form.advice = format!("{}补充：{}", form.advice, words.result);
    form.corrects = Some(planned.id);
    Planned {
        id: EntryId(dice.bytes()),
        form,
        written,
        hand,
        drawn: Drawn::Plainly,
        fate,
        is_explained: false,
        ..planned
    }
}
