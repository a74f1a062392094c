//! The ordinary days: a counsel comes to a village, does one thing to three, and writes them down in the evening.

use std::collections::BTreeSet;

use chrono::{Datelike as _, Duration, NaiveDate, NaiveDateTime, NaiveTime, Weekday};
use cunfa_core::entry::Form;
use cunfa_core::{EntryId, Kind};

use super::Size;
use super::county::County;
use super::plan::{Drawn, Fate, Place, Planned, Question};
use super::texts::{Texts, kind};
use crate::harness::Dice;

/// Days of the year that is made, the last of them yesterday.
pub(super) const DAYS: usize = 364;
/// Draws of a day before the first free one is taken.
const DRAWS: usize = 40;

/// Who is where on which day: nobody in two villages, but where it is meant.
pub(super) struct Calendar {
    /// The local time at which the year ends.
    pub(super) now: NaiveDateTime,
    busy: BTreeSet<(usize, NaiveDate)>,
}

impl Calendar {
    pub(super) fn until(now: NaiveDateTime) -> Calendar {
        Calendar {
            now,
            busy: BTreeSet::new(),
        }
    }

    /// So many days before today.
    pub(super) fn before(&self, days: usize) -> NaiveDate {
        self.now.date() - Duration::days(i64::try_from(days).unwrap_or(0))
    }

    /// Keeps a counsel's day free of ordinary visits.
    pub(super) fn take(&mut self, counsel: usize, day: NaiveDate) {
        self.busy.insert((counsel, day));
    }

    /// A day of the counsel's, free as far as there are free ones.
    fn draw(&mut self, counsel: usize, dice: &mut Dice) -> NaiveDate {
        let mut day = self.before(1 + dice.below(DAYS));
        for _ in 0..DRAWS {
            let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !dice.percent(15);
            if !weekend && self.busy.insert((counsel, day)) {
                break;
            }
            day = self.before(1 + dice.below(DAYS));
        }
        day
    }
}

/// So many entries, and the villages that are worth a look for what they lack.
pub(super) fn ordinary(
    size: &Size,
    county: &County,
    calendar: &mut Calendar,
    texts: &mut Texts<'_>,
    dice: &mut Dice,
    entries: usize,
) -> (Vec<Planned>, Vec<Place>) {
    let short = spread(size.places(), size.villages, 2);
    let silent = spread(size.places(), size.villages, 3);
    let weight = |village: usize, dice: &mut Dice| {
        if short.contains(&village) {
            20
        } else {
            60 + dice.below(80)
        }
    };
    let weights: Vec<usize> = (0..size.villages).map(|village| weight(village, dice)).collect();
    let sum: usize = weights.iter().sum::<usize>().max(1);
    let mut planned = Vec::new();
    let (mut weighed, mut asked) = (0, 0);
    for (number, counsel) in county.counsel.iter().enumerate() {
        for &village in &counsel.villages {
            // By the running sum, so that all of them together are exactly so many.
            weighed += weights.get(village).copied().unwrap_or(0);
            let here = entries * weighed / sum - asked;
            asked += here;
            let mut year = Year {
                counsel: number,
                village,
                speaker: &counsel.person.name,
                lectures: if silent.contains(&village) {
                    0
                } else {
                    1 + dice.below(2)
                },
                left: here,
            };
            while year.left > 0 {
                planned.extend(year.visit(county, calendar, texts, dice));
            }
        }
    }
    let place = |question, village: usize| Place {
        question,
        counsel: None,
        village,
        date: None,
    };
    let short = short.iter().map(|village| place(Question::ShortHours, *village));
    let silent = silent.iter().map(|village| place(Question::NoLecture, *village));
    (planned, short.chain(silent).collect())
}

/// So many of all, far from each other, the first of them at `from`.
fn spread(count: usize, of: usize, from: usize) -> Vec<usize> {
    (0..count)
        .map(|number| (from + number * of / count.max(1)) % of.max(1))
        .collect()
}

/// A counsel's year in a village.
struct Year<'c> {
    counsel: usize,
    village: usize,
    speaker: &'c str,
    lectures: usize,
    left: usize,
}

impl Year<'_> {
    fn visit(
        &mut self,
        county: &County,
        calendar: &mut Calendar,
        texts: &mut Texts<'_>,
        dice: &mut Dice,
    ) -> Vec<Planned> {
        let day = calendar.draw(self.counsel, dice);
        let mut at = NaiveTime::from_hms_opt(8, 30, 0).unwrap_or_default() + minutes(5 * dice.below(16));
        let count = (1 + dice.below(3)).min(self.left);
        self.left -= count;
        let village = county.villages.get(self.village).map(|village| village.code.clone());
        let mut planned = Vec::new();
        for _ in 0..count {
            let kind = self.kind(dice);
            let length = minutes(45 + 5 * dice.below(17));
            let (hand, words) = texts.fresh();
            let form = Form {
                village: village.clone(),
                date: Some(day),
                start: Some(at),
                end: Some(at + length),
                ..words
            };
            let mut form = Texts::of_kind(kind, self.speaker, dice, form);
            if dice.percent(5) {
                // Only the length is known.
                form.minutes = length.num_minutes().to_string();
                (form.start, form.end) = (None, None);
            }
            planned.push(Planned {
                id: EntryId(dice.bytes()),
                counsel: self.counsel,
                village: self.village,
                form,
                written: written(day, at + length, dice).min(calendar.now - minutes(5)),
                hand,
                drawn: Drawn::Plainly,
                fate: Fate::Plain,
                is_explained: false,
            });
            at += length + minutes(5 + 5 * dice.below(5));
        }
        planned
    }

    /// The lectures first, for they are few.
    fn kind(&mut self, dice: &mut Dice) -> Kind {
        if self.lectures > 0 {
            self.lectures -= 1;
            Kind::Lecture
        } else {
            kind(dice)
        }
    }
}

pub(super) fn minutes(count: usize) -> Duration {
    Duration::minutes(i64::try_from(count).unwrap_or(0))
}

/// When it is written: mostly within the hour, else on an evening of the next days.
fn written(day: NaiveDate, end: NaiveTime, dice: &mut Dice) -> NaiveDateTime {
    if dice.percent(80) {
        return day.and_time(end) + minutes(4 + dice.below(50));
    }
    let most = if dice.percent(70) { 3 } else { 9 };
    let days = 1 + dice.below(most);
    let evening = day.and_hms_opt(19, 0, 0).unwrap_or_default() + minutes(dice.below(110));
    evening + Duration::days(i64::try_from(days).unwrap_or(0))
}
