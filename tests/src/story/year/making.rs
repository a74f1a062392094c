//! The plan of the year out of its parts: as many entries as asked for, each with its fate, needs with their answers.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Duration, NaiveDate, NaiveDateTime};
use cunfa_core::entry::MediationForm;
use cunfa_core::need::{Channel, CloseReason};
use cunfa_core::{EntryId, Kind, Mode, Need};

use super::Size;
use super::agenda::{Agenda, Days};
use super::county::County;
use super::plan::{Fate, Place, Planned, PlannedNeed};
use super::texts::{FOR_PAPER, MAJOR, Texts};
use super::visits::{Calendar, ordinary};
use super::{questions, visits};
use crate::bench::sync::corpus::Corpus;
use crate::harness::Dice;

/// The whole plan.
pub(super) struct Plan {
    pub(super) entries: Vec<Planned>,
    pub(super) needs: Vec<PlannedNeed>,
    pub(super) days: Days,
    pub(super) places: Vec<Place>,
}

/// Makes it.
pub(super) fn plan(size: &Size, county: &County, corpus: &Corpus, dice: &mut Dice, now: NaiveDateTime) -> Plan {
    let mut calendar = Calendar::until(now);
    let mut texts = Texts::new(corpus);
    let (asked, mut places) = questions::ask(county, size.places(), &mut calendar, &mut texts, dice);
    let left = size.entries.saturating_sub(asked.len());
    let (mut planned, lacking) = ordinary(size, county, &mut calendar, &mut texts, dice, left);
    places.extend(lacking);
    planned.sort_by_key(|planned| (planned.written, planned.id));
    for (nth, planned) in planned.iter_mut().enumerate() {
        planned.fate = fate(nth);
        if planned.fate == Fate::Paper {
            for_paper(planned, nth, corpus);
        }
        if nth % 97 == 36 {
            planned.form.major = MAJOR.first().map(|why| (*why).to_owned());
        }
    }
    carry_on(&mut planned);
    let needs = needs(size, county, &calendar, &mut texts, dice);
    answer(&needs, &mut planned);
    let (returned, others): (Vec<_>, Vec<_>) = planned
        .into_iter()
        .partition(|planned| matches!(planned.fate, Fate::Returned | Fate::ReturnedAgain));
    let mut agenda = Agenda::new(county, now);
    for planned in returned {
        agenda.add(planned, &mut texts, dice);
    }
    let over = (agenda.entries.len() + others.len() + asked.len()).saturating_sub(size.entries);
    for planned in without(others, over).into_iter().chain(asked) {
        agenda.add(planned, &mut texts, dice);
    }
    for (place, need) in needs.iter().enumerate() {
        agenda.add_need(place, need);
    }
    for events in agenda.days.values_mut() {
        events.sort_by_key(|event| event.at);
    }
    Plan {
        entries: agenda.entries,
        needs,
        days: agenda.days,
        places,
    }
}

/// By the order in which they are written, so that even a small year has everything early enough to come to its end.
fn fate(nth: usize) -> Fate {
    match nth % 97 {
        5 | 77 => Fate::Returned,
        17 => Fate::ReturnedAgain,
        29 => Fate::Voided,
        41 => Fate::Amended,
        53 => Fate::Unsigned,
        65 => Fate::Paper,
        _ if nth % 13 == 7 => Fate::SignedLater,
        _ => Fate::Plain,
    }
}

/// An agreement that the law wants on paper.
fn for_paper(planned: &mut Planned, nth: usize, corpus: &Corpus) {
    let form = &mut planned.form;
    if form.persons.is_empty() {
        form.persons = corpus.entry(planned.hand).form.persons;
    }
    let parties: Vec<&str> = form.persons.iter().map(|person| person.name.as_str()).collect();
    form.mediation = MediationForm {
        parties: parties.join("、"),
        dispute: FOR_PAPER
            .get(nth % FOR_PAPER.len())
            .copied()
            .unwrap_or_default()
            .to_owned(),
        agreed: Some(true),
    };
    (form.kind, form.mode) = (Some(Kind::Mediation), Some(Mode::OnSite));
}

/// What is to be looked at again is carried on by the next entry of the village that can.
fn carry_on(planned: &mut [Planned]) {
    let mut open: BTreeMap<usize, (NaiveDate, EntryId)> = BTreeMap::new();
    for one in planned {
        let Some(date) = one.form.date else { continue };
        let waits = open
            .get(&one.village)
            .filter(|(again, _)| date >= *again)
            .map(|(_, entry)| *entry);
        if let Some(entry) = waits {
            one.form.follows = Some(entry);
            open.remove(&one.village);
        }
        if let Some(again) = one.form.follow_up {
            open.entry(one.village).or_insert((again, one.id));
        }
    }
}

/// A third of them stay open, a third are answered, a third are closed without an entry.
fn needs(
    size: &Size,
    county: &County,
    calendar: &Calendar,
    texts: &mut Texts<'_>,
    dice: &mut Dice,
) -> Vec<PlannedNeed> {
    let count = size.villages.div_ceil(2).max(6);
    let need = |number: usize| {
        let village = number * 7 % size.villages;
        let office = county.office_of(village);
        let recorder = county.offices.get(office)?;
        let before = if number.is_multiple_of(3) {
            2 + dice.below(25)
        } else {
            40 + dice.below(visits::DAYS - 60)
        };
        let date = calendar.before(before);
        let (_, words) = texts.fresh();
        let closed = date + Duration::days(9);
        Some(PlannedNeed {
            id: EntryId(dice.bytes()),
            office,
            need: Need {
                village: county.villages.get(village)?.code.clone(),
                date,
                name: words.persons.first()?.name.clone(),
                phone: String::new(),
                category: None,
                matter: words.matter,
                channel: dice.pick(Channel::ALL).copied()?,
                recorder: recorder.id,
                recorder_name: recorder.name.clone(),
                written_at: format!("{date}T10:30"),
                closed: None,
            },
            closes: (number % 3 == 2).then_some((closed, *dice.pick(CloseReason::ALL)?)),
        })
    };
    (0..count).filter_map(need).collect()
}

/// The next entry of the village after it answers a need.
fn answer(needs: &[PlannedNeed], planned: &mut [Planned]) {
    for one in needs.iter().skip(1).step_by(3) {
        let fits = |planned: &&mut Planned| {
            let here = planned.form.village.as_ref() == Some(&one.need.village);
            let after = planned.form.date.is_some_and(|date| date > one.need.date);
            let free = planned.form.answers.is_none() && !planned.form.persons.is_empty();
            here && after && free && planned.fate == Fate::Plain
        };
        if let Some(planned) = planned.iter_mut().find(fits) {
            planned.form.answers = Some(one.id);
        }
    }
}

/// Without so many plain ones that nothing hangs on, taken evenly from the whole year.
fn without(mut planned: Vec<Planned>, over: usize) -> Vec<Planned> {
    let carried: BTreeSet<EntryId> = planned.iter().filter_map(|one| one.form.follows).collect();
    let is_plain = |one: &Planned| {
        let bare = one.form.answers.is_none() && one.form.follows.is_none() && !carried.contains(&one.id);
        one.fate == Fate::Plain && bare && one.form.kind == Some(Kind::Consultation)
    };
    let all = planned.iter().filter(|one| is_plain(one)).count().max(1);
    let (mut seen, mut gone) = (0, 0);
    planned.retain(|one| {
        seen += usize::from(is_plain(one));
        let goes = is_plain(one) && seen * over / all > gone;
        gone += usize::from(goes);
        !goes
    });
    planned
}
