//! Days that a person may ask about.

use chrono::{Duration, NaiveDate, NaiveDateTime, NaiveTime};
use cunfa_core::entry::Form;
use cunfa_core::{EntryId, Kind};

use super::county::County;
use super::plan::{Drawn, Fate, Place, Planned, Question};
use super::texts::Texts;
use super::visits::{Calendar, minutes};
use crate::harness::Dice;

/// Entries with the same words.
const COPIES: usize = 4;
/// Days that lie between a service and its late writing.
const LATE: usize = 61;
/// Days between two late ones.
const APART: usize = 8;
/// Entries of one sitting.
const SITTING: usize = 14;

/// Puts each question at so many places, and gives the entries and the places. The first one's days are the latest ones.
pub(super) fn ask(
    county: &County,
    places: usize,
    calendar: &mut Calendar,
    texts: &mut Texts<'_>,
    dice: &mut Dice,
) -> (Vec<Planned>, Vec<Place>) {
    let mut asking = Asking {
        county,
        calendar,
        texts,
        dice,
        planned: Vec::new(),
        places: Vec::new(),
    };
    let several: Vec<usize> = (0..county.counsel.len())
        .filter(|at| {
            county
                .counsel
                .get(*at)
                .is_some_and(|counsel| counsel.villages.len() > 1)
        })
        .collect();
    for number in 0..places {
        let Some(&counsel) = several.get(number * several.len() / places.max(1)) else {
            continue;
        };
        let since = 3 + 40 * number;
        asking.overlap(counsel, since);
        asking.long_day(counsel, since + 1);
        asking.copies(counsel, since + 3);
        asking.traced(counsel, since + 7);
        asking.late(counsel, since + 2);
        asking.sitting(counsel, since + 9);
        // Whatever day it is, something waits at the office.
        let yesterday = asking.calendar.before(1);
        asking.entry(counsel, 0, yesterday, (at(9, 0), at(10, 30)));
    }
    (asking.planned, asking.places)
}

struct Asking<'a, 'c> {
    county: &'a County,
    calendar: &'a mut Calendar,
    texts: &'a mut Texts<'c>,
    dice: &'a mut Dice,
    planned: Vec<Planned>,
    places: Vec<Place>,
}

fn at(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default()
}

impl Asking<'_, '_> {
    /// An entry, written at once unless it is said when. `nth`: of the counsel's villages.
    fn entry(&mut self, counsel: usize, nth: usize, day: NaiveDate, (start, end): (NaiveTime, NaiveTime)) -> usize {
        self.calendar.take(counsel, day);
        let villages = self.county.counsel.get(counsel).map(|one| one.villages.as_slice());
        let villages = villages.unwrap_or_default();
        let village = villages.get(nth % villages.len().max(1)).copied().unwrap_or(0);
        let (hand, words) = self.texts.fresh();
        let form = Form {
            village: self.county.villages.get(village).map(|village| village.code.clone()),
            date: Some(day),
            start: Some(start),
            end: Some(end),
            ..words
        };
        let form = Texts::of_kind(Kind::Visit, "", self.dice, form);
        self.planned.push(Planned {
            id: EntryId(self.dice.bytes()),
            counsel,
            village,
            form,
            written: day.and_time(end) + minutes(6),
            hand,
            drawn: Drawn::Plainly,
            fate: Fate::Plain,
            is_explained: false,
        });
        self.planned.len() - 1
    }

    fn note(&mut self, question: Question, entry: usize) {
        let place = self.planned.get(entry).map(|planned| Place {
            question,
            counsel: Some(planned.counsel),
            village: planned.village,
            date: planned.form.date,
        });
        self.places.extend(place);
    }

    fn overlap(&mut self, counsel: usize, before: usize) {
        let day = self.calendar.before(before);
        self.entry(counsel, 0, day, (at(9, 0), at(11, 0)));
        let other = self.entry(counsel, 1, day, (at(10, 15), at(11, 45)));
        self.note(Question::Overlap, other);
    }

    fn long_day(&mut self, counsel: usize, before: usize) {
        let day = self.calendar.before(before);
        self.entry(counsel, 0, day, (at(7, 30), at(12, 0)));
        self.entry(counsel, 1, day, (at(12, 30), at(17, 30)));
        let last = self.entry(counsel, 1, day, (at(18, 0), at(22, 0)));
        self.note(Question::LongDay, last);
    }

    fn copies(&mut self, counsel: usize, before: usize) {
        let first = self.planned.len();
        for copy in 0..COPIES {
            let day = self.calendar.before(before + copy);
            self.entry(counsel, copy, day, (at(14, 0), at(15, 30)));
        }
        let copied = self.planned.get(first).map(|planned| planned.form.clone());
        for planned in self.planned.iter_mut().skip(first) {
            if let Some(from) = &copied {
                planned.form.matter.clone_from(&from.matter);
                planned.form.advice.clone_from(&from.advice);
                planned.form.result.clone_from(&from.result);
            }
        }
        self.note(Question::CopiedText, first);
    }

    /// The second signature has the strokes of the first.
    fn traced(&mut self, counsel: usize, before: usize) {
        let (earlier, later) = (self.calendar.before(before + 1), self.calendar.before(before));
        let first = self.entry(counsel, 0, earlier, (at(9, 0), at(10, 0)));
        let second = self.entry(counsel, 0, later, (at(9, 0), at(10, 0)));
        let hand = self.planned.get(first).map_or(0, |planned| planned.hand);
        for (entry, drawn) in [(first, Drawn::Close), (second, Drawn::Traced(hand))] {
            if let Some(planned) = self.planned.get_mut(entry) {
                planned.drawn = drawn;
            }
        }
        self.note(Question::CopiedInk, second);
    }

    fn late(&mut self, counsel: usize, before: usize) {
        // The earlier one is answered, the later one is not.
        for (days, is_explained) in [(APART, true), (0, false)] {
            let day = self.calendar.before(before + LATE + days);
            let entry = self.entry(counsel, 0, day, (at(15, 45), at(17, 0)));
            let evening = self.calendar.before(before + days).and_time(at(20, 10));
            self.written(entry, evening);
            if let Some(planned) = self.planned.get_mut(entry) {
                planned.is_explained = is_explained;
            }
            self.note(Question::WrittenLate, entry);
        }
    }

    fn sitting(&mut self, counsel: usize, before: usize) {
        let evening = self.calendar.before(before).and_time(at(19, 30));
        for number in 0..SITTING {
            let day = self.calendar.before(before + 1 + number);
            let entry = self.entry(counsel, number, day, (at(16, 0), at(17, 0)));
            self.written(
                entry,
                evening + Duration::seconds(i64::try_from(110 * number).unwrap_or(0)),
            );
            if number == 0 {
                self.note(Question::OneSitting, entry);
            }
        }
    }

    fn written(&mut self, entry: usize, at: NaiveDateTime) {
        if let Some(planned) = self.planned.get_mut(entry) {
            planned.written = at;
        }
    }
}
