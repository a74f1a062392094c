//! What an entry names of other documents: the entry it corrects, the one it carries on, the need it answers.

use super::{Entry, Field};
use crate::ids::EntryId;

impl Entry {
    /// What it names, each with its field.
    pub fn links(&self) -> impl Iterator<Item = (Field, EntryId)> {
        links(self.corrects, self.follows, self.answers)
    }

    /// Whether an entry of this id would correct, carry on or answer itself.
    #[must_use]
    pub fn names_itself(&self, id: EntryId) -> bool {
        self.links().any(|(_, named)| named == id)
    }
}

/// What is named, each with its field, in the order of the form.
pub(super) fn links(
    corrects: Option<EntryId>,
    follows: Option<EntryId>,
    answers: Option<EntryId>,
) -> impl Iterator<Item = (Field, EntryId)> {
    let named = [
        (Field::Corrects, corrects),
        (Field::Follows, follows),
        (Field::Answers, answers),
    ];
    named
        .into_iter()
        .filter_map(|(field, named)| named.map(|named| (field, named)))
}
