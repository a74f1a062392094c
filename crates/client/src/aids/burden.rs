//! 填写负担: counted by the interface, kept here, shown to the person alone. No message to a server has a place for it.

use cunfa_core::{Action, PersonId};
use cunfa_protocol::Code;
use cunfa_protocol::command::CountWriting;
use cunfa_protocol::view::Burden;
use cunfa_store::Burden as Counted;

use crate::desk::{Desk, code_of};

/// How many entries are looked at.
const ENTRIES: u32 = 20;
/// Most taps and seconds that one stay at a form can count.
const MOST: u32 = 100_000;

/// Adds a stay at a form.
pub(crate) fn count(desk: &mut Desk, with: &CountWriting) -> Result<(), Code> {
    let owner = owner(desk)?;
    let more = Counted {
        taps: with.taps.min(MOST),
        seconds: with.seconds.min(MOST),
    };
    desk.store_mut()?.add_burden(owner, with.draft, more).map_err(code_of)
}

/// What the last entries cost.
pub(crate) fn burden(desk: &Desk) -> Result<Burden, Code> {
    let counted = desk.store()?.burden(owner(desk)?, ENTRIES).map_err(code_of)?;
    Ok(Burden {
        entries: u32::try_from(counted.len()).unwrap_or(u32::MAX),
        median_taps: median(counted.iter().map(|one| one.taps).collect()),
        median_seconds: median(counted.iter().map(|one| one.seconds).collect()),
    })
}

/// Forgets it.
pub(crate) fn clear(desk: &mut Desk) -> Result<Burden, Code> {
    let owner = owner(desk)?;
    desk.store_mut()?.clear_burden(owner).map_err(code_of)?;
    burden(desk)
}

fn owner(desk: &Desk) -> Result<PersonId, Code> {
    Ok(desk.person_who_may(Action::WriteEntry)?.id)
}

/// The lower median; 0 of nothing.
fn median(mut numbers: Vec<u32>) -> u32 {
    numbers.sort_unstable();
    let middle = numbers.len().saturating_sub(1) / 2;
    numbers.get(middle).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_numbers_are_at_most_the_median() {
        for (numbers, expected) in [
            (vec![], 0),
            (vec![7], 7),
            (vec![9, 1], 1),
            (vec![9, 1, 5], 5),
            (vec![4, 1, 3, 2], 2),
        ] {
            assert_eq!(median(numbers.clone()), expected, "{numbers:?}");
        }
    }
}
