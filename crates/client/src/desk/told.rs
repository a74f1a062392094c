//! What changed while something was done at the desk. Ids only; listeners ask again.

use std::collections::BTreeSet;

use cunfa_core::EntryId;
use cunfa_protocol::view::Topic;

/// What changed.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// Kinds of things.
    pub(crate) topics: BTreeSet<Topic>,
    /// Entries; empty when many.
    pub(crate) entries: BTreeSet<EntryId>,
    /// Something was written that the server lacks.
    pub(crate) unsent: bool,
    /// The device was opened, so sync can begin.
    pub(crate) opened: bool,
}

impl Told {
    /// A kind of thing changed.
    pub(crate) fn topic(&mut self, topic: Topic) {
        self.topics.insert(topic);
    }

    /// An entry was written here.
    pub(crate) fn written(&mut self, entry: EntryId) {
        self.topics.extend([Topic::Entries, Topic::Sync]);
        self.entries.insert(entry);
        self.unsent = true;
    }
}
