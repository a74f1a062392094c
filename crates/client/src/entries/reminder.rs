//! The reminder of the home: villages that are still short this month, late in the month, unless the person put it away.

use cunfa_core::rules::{days_left, first_of_month, is_time_to_remind};
use cunfa_core::{Action, Role};
use cunfa_protocol::Code;
use cunfa_protocol::command::SetReminder;
use cunfa_protocol::view::{Home, Reminder, ShortVillage, VillageMonth};

use crate::desk::{Desk, code_of};
use crate::entries::home;

/// What is said of these villages today; nothing to anybody who owes nothing there.
pub(crate) fn reminder(desk: &Desk, villages: &[VillageMonth]) -> Result<Option<Reminder>, Code> {
    let today = desk.today()?;
    let person = desk.person()?;
    if person.role != Role::Counsel || !is_time_to_remind(today) {
        return Ok(None);
    }
    let month = first_of_month(today);
    if desk.store()?.reminder_away(person.id).map_err(code_of)? == Some(month) {
        return Ok(None);
    }
    let mut short: Vec<ShortVillage> = villages.iter().filter_map(short).collect();
    short.sort_by_key(|village| std::cmp::Reverse(village.missing_minutes));
    Ok((!short.is_empty()).then_some(Reminder {
        month,
        days_left: days_left(today),
        villages: short,
    }))
}

fn short(month: &VillageMonth) -> Option<ShortVillage> {
    let missing_minutes = month.tally.missing_minutes();
    (missing_minutes > 0).then(|| ShortVillage {
        village: month.village.clone(),
        missing_minutes,
    })
}

/// Puts the reminder of a month away, or takes it out again.
pub(crate) fn set(desk: &mut Desk, with: &SetReminder) -> Result<Home, Code> {
    let person = desk.person_who_may(Action::WriteEntry)?.id;
    let month = with.away.then(|| first_of_month(with.month));
    desk.store_mut()?.put_reminder_away(person, month).map_err(code_of)?;
    home::home(desk)
}
