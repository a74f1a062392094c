//! Who may say what of the registers, and who reads it. What an action needs is the table's to say ([`crate::permission`]); here is which
//! action, and where.

use super::kind::RecordKind;
use super::{Column, Registration};
use crate::permission::{Action, may};
use crate::person::{Person, Role};
use crate::village::VillageCode;

/// Whether a person may say this in the county of this seat. A counsel files what is their own.
#[must_use]
pub fn may_write(person: &Person, said: &Registration, seat: &VillageCode) -> bool {
    let action = said.action();
    let in_county = |place: &VillageCode| place.county() == seat.county();
    let allowed = said
        .place(seat)
        .is_some_and(|place| in_county(&place) && person.may_in(action, &place));
    let own = action != Action::FilePaid || is_about(person, said);
    allowed && own
}

/// Whether a person may read this. By what never changes of a record ([`RecordKind::fixed`]), so of a record's acts all or none; what
/// changes it are the person's own villages.
#[must_use]
pub fn may_read(person: &Person, said: &Registration) -> bool {
    let role = person.role;
    let own = is_about(person, said);
    may(role, Action::ReadRegister)
        && match said.kind {
            RecordKind::RuleFile => true,
            RecordKind::Firm => matches!(role, Role::Counsel | Role::Office | Role::County | Role::City),
            RecordKind::Counsel => own || matches!(role, Role::Office | Role::County | Role::City),
            RecordKind::Training | RecordKind::Assessment => own || stands_above(role),
            RecordKind::Allocation => stands_above(role),
            RecordKind::Fee => own || (stands_above(role) && reads_in(person, said, Column::Village)),
            RecordKind::Appointment => own || reads_in(person, said, Column::Village),
            RecordKind::Board | RecordKind::Village => reads_in(person, said, Column::Village),
            RecordKind::Check => matches!(role, Role::Office | Role::County) && reads_in(person, said, Column::Village),
            RecordKind::Filing => {
                let place = matches!(role, Role::Office | Role::County | Role::City);
                own || (place && reads_in(person, said, Column::Village))
            }
            RecordKind::Recusal => {
                let place = matches!(role, Role::Office | Role::County);
                let either = [Column::Village, Column::OtherVillage];
                own || (place && either.into_iter().any(|column| reads_in(person, said, column)))
            }
        }
}

fn stands_above(role: Role) -> bool {
    matches!(role, Role::County | Role::City)
}

/// Whether it is about this counsel.
fn is_about(person: &Person, said: &Registration) -> bool {
    person.role == Role::Counsel && said.values.person() == Some(person.id)
}

/// Whether the village of a column is one whose registers the person reads.
fn reads_in(person: &Person, said: &Registration, column: Column) -> bool {
    let village = said.values.village(column);
    village.is_some_and(|village| person.may_in(Action::ReadRegister, &village))
}
