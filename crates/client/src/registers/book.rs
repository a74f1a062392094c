//! The registers as the person reads them: what the log holds, then what was signed on this device and waits.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use cunfa_core::register::{Column, RecordKind, Registered, Registers, Registration, may_read};
use cunfa_core::{ActId, EntryId, Person};
use cunfa_evidence::act::SignedAct;
use cunfa_protocol::Code;
use cunfa_protocol::view::{RecordRow, RecordState};
use cunfa_store::{ParkedReason, RegistersPlace, RegistersStamp, RegistrationState, Store, StoredRegistration};

use crate::desk::{Desk, code_of};
use crate::sync::round::view_reason;

/// What a device knows of the registers, as far as one person may read it.
pub(crate) struct Book {
    /// The log's, then what waits here and fits on it.
    pub(crate) registers: Registers,
    /// The acts among them that the log is not known to hold.
    waiting: BTreeSet<ActId>,
    /// Records of which something waits, whether it fits or was overtaken.
    unsent: BTreeSet<EntryId>,
    /// What this person signed here and the server refused, the last of each record.
    refused: BTreeMap<EntryId, Refused>,
    /// How far the registers reach.
    pub(crate) place: Option<RegistersPlace>,
}

/// Something refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    /// What was said.
    pub(crate) registration: Registration,
    /// Why it was not taken.
    pub(crate) reason: ParkedReason,
    /// Whether it was taken in with a list.
    pub(crate) is_listed: bool,
}

/// The book of a session as it was read last, for whatever is asked until something is written; it goes with the session.
#[derive(Default)]
pub(crate) struct Kept {
    book: KeptFor<u64>,
    standing: KeptFor<RegistersStamp>,
}

/// A book, and what it was read from: the open file in a state that has such a stamp, and for whom, as the directory had them.
struct KeptFor<S>(RefCell<Option<(Current<S>, Arc<Book>)>>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Current<S> {
    of: S,
    person: Person,
}

impl<S> Default for KeptFor<S> {
    fn default() -> KeptFor<S> {
        KeptFor(RefCell::new(None))
    }
}

impl<S: PartialEq> KeptFor<S> {
    fn get(&self, current: Current<S>, read: impl FnOnce() -> Result<Book, Code>) -> Result<Arc<Book>, Code> {
        if let Some((of, book)) = &*self.0.borrow()
            && *of == current
        {
            return Ok(Arc::clone(book));
        }
        let book = Arc::new(read()?);
        self.0.replace(Some((current, Arc::clone(&book))));
        Ok(book)
    }
}

impl Book {
    /// For the person the device is open for; read once for all that is asked between two writes.
    pub(crate) fn of_session(desk: &Desk) -> Result<Arc<Book>, Code> {
        let (store, session) = (desk.store()?, desk.session()?);
        let current = Current {
            of: store.written(),
            person: session.person.clone(),
        };
        session.book.book.get(current, || Book::read(store, &session.person))
    }

    /// The same for what the registers say alone: read again only when something came or was said of them, not with every entry.
    pub(crate) fn standing(desk: &Desk) -> Result<Arc<Book>, Code> {
        let (store, session) = (desk.store()?, desk.session()?);
        let current = Current {
            of: store.registers_stamp().map_err(code_of)?,
            person: session.person.clone(),
        };
        session
            .book
            .standing
            .get(current, || Book::read(store, &session.person))
    }

    fn read(store: &Store, person: &Person) -> Result<Book, Code> {
        let mut book = Book::empty();
        book.place = store.registers_place().map_err(code_of)?;
        book.read_log(store, person)?;
        book.read_own(store, person)?;
        Ok(book)
    }

    fn empty() -> Book {
        Book {
            registers: Registers::new(),
            waiting: BTreeSet::new(),
            unsent: BTreeSet::new(),
            refused: BTreeMap::new(),
            place: None,
        }
    }

    fn read_log(&mut self, store: &Store, person: &Person) -> Result<(), Code> {
        for registered in store.registered().map_err(code_of)? {
            let act = SignedAct::read(&registered.bytes).map_err(|_| Code::FileDamaged)?;
            let said = Registered::of(&act.statement().act, registered.sequence, registered.received_ms);
            if let Some(said) = said.filter(|said| may_read(person, &said.registration)) {
                self.registers.apply(said);
            }
        }
        Ok(())
    }

    fn read_own(&mut self, store: &Store, person: &Person) -> Result<(), Code> {
        for own in store.open_registrations().map_err(code_of)? {
            let Some(said) = self.own(&own) else { continue };
            if !may_read(person, &said.registration) && own.person != person.id {
                continue;
            }
            match own.state {
                RegistrationState::Waiting | RegistrationState::Stands => self.wait(said, own.state),
                RegistrationState::Refused(reason) if own.person == person.id => {
                    let registration = said.registration;
                    let refused = Refused {
                        registration,
                        reason,
                        is_listed: own.list.is_some(),
                    };
                    self.refused.insert(own.record, refused);
                }
                RegistrationState::Refused(_) => {}
            }
        }
        Ok(())
    }

    /// What was signed here, as the log would hold it after all that is known of it.
    fn own(&self, own: &StoredRegistration) -> Option<Registered> {
        let batch = own.batch.open().ok()?;
        let act = SignedAct::read(batch.acts.first()?).ok()?;
        Registered::of(
            &act.statement().act,
            self.registers.latest_sequence().saturating_add(1),
            0,
        )
    }

    fn wait(&mut self, said: Registered, state: RegistrationState) {
        if state == RegistrationState::Waiting {
            self.unsent.insert(said.record);
        }
        // What does not fit was overtaken by what came: the server will say so.
        let act = said.act;
        if self.registers.apply(said) {
            self.waiting.insert(act);
        }
    }

    /// The act a record stands by.
    pub(crate) fn tip(&self, record: EntryId) -> Option<ActId> {
        self.registers.record(record).map(|last| last.act)
    }

    /// What of a record was refused to this person.
    pub(crate) fn refused(&self, record: EntryId) -> Option<&Refused> {
        self.refused.get(&record)
    }

    /// Everything that was refused to this person.
    pub(crate) fn all_refused(&self) -> impl Iterator<Item = (EntryId, &Refused)> {
        self.refused.iter().map(|(record, refused)| (*record, refused))
    }

    /// Another one whenever the book is: the log's place, how far what waits reaches, how much waits and was refused.
    pub(crate) fn stamp(&self) -> [u64; 5] {
        let place = self.place.as_ref();
        let count = |of: usize| u64::try_from(of).unwrap_or(u64::MAX);
        [
            place.map_or(0, |place| place.epoch),
            place.map_or(0, |place| place.up_to),
            self.registers.latest_sequence(),
            count(self.waiting.len()),
            count(self.refused.len()),
        ]
    }

    /// Whether the log is not known to hold an act of this book.
    pub(crate) fn waits(&self, act: ActId) -> bool {
        self.waiting.contains(&act)
    }

    /// The records of a kind, withdrawn ones and refused ones too.
    pub(crate) fn of_kind(&self, kind: RecordKind) -> Vec<EntryId> {
        let mut records: Vec<EntryId> = self.registers.all(kind).map(|last| last.record).collect();
        let refused = self
            .refused
            .iter()
            .filter(|(_, refused)| refused.registration.kind == kind);
        let new = refused.filter(|(record, _)| self.registers.record(**record).is_none());
        records.extend(new.map(|(record, _)| *record));
        records
    }

    /// What is shown of a record; `None` when this person knows of none.
    pub(crate) fn shown(&self, record: EntryId) -> Option<&Registration> {
        let refused = self.refused.get(&record).map(|refused| &refused.registration);
        refused.or_else(|| self.registers.record(record).map(|last| &last.registration))
    }

    /// A record as lists show it, no text cut.
    pub(crate) fn row(&self, record: EntryId) -> Option<RecordRow> {
        let shown = self.shown(record)?;
        Some(RecordRow {
            record,
            act: self.tip(record),
            values: pairs(shown),
            withdrawn: shown.withdrawn.clone(),
            state: self.state(record),
        })
    }

    /// Where what was said last of a record stands.
    pub(crate) fn state(&self, record: EntryId) -> RecordState {
        let refused = self.refused.get(&record);
        let waits = self.unsent.contains(&record) || self.tip(record).is_some_and(|act| self.waits(act));
        match refused {
            Some(refused) => RecordState::Refused(view_reason(refused.reason)),
            None if waits => RecordState::Waiting,
            None => RecordState::Stands,
        }
    }

    /// When the registers came last, whole; none while they never did.
    pub(crate) fn came_ms(&self) -> Option<i64> {
        self.place.as_ref().map(|place| place.at_ms).filter(|at_ms| *at_ms > 0)
    }
}

/// The values of a registration, as views carry them.
pub(crate) fn pairs(said: &Registration) -> Vec<(Column, String)> {
    let values = said.values.iter();
    values.map(|(column, text)| (column, text.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use cunfa_core::{PersonId, Role};

    use super::*;

    fn current(written: u64, id: u8, scope: &str) -> Current<u64> {
        Current {
            of: written,
            person: Person {
                id: PersonId([id; 16]),
                name: "某某".to_owned(),
                role: Role::County,
                post: String::new(),
                scope: vec![scope.parse().unwrap()],
            },
        }
    }

    #[test]
    fn a_book_is_read_once_until_something_is_written_or_somebody_else_or_another_scope_reads_it() {
        let (kept, mut reads) = (KeptFor::default(), 0);
        let mut ask = |current: Current<u64>| {
            let read = || {
                reads += 1;
                Ok(Book::empty())
            };
            kept.get(current, read).unwrap();
            reads
        };
        let asked = [
            (current(7, 1, "450102"), 1),
            (current(7, 1, "450102"), 1),
            (current(8, 1, "450102"), 2),
            (current(8, 2, "450102"), 3),
            (current(8, 2, "450103"), 4),
            (current(8, 2, "450103"), 4),
        ];
        for (current, expected) in asked {
            assert_eq!(ask(current.clone()), expected, "{current:?}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_kept_from_nobody_and_what_was_kept_goes_with_the_session() {
        let kept = KeptFor::default();
        assert!(kept.get(current(7, 1, "450102"), || Err(Code::FileDamaged)).is_err());
        let book = kept.get(current(7, 1, "450102"), || Ok(Book::empty())).unwrap();
        let left = Arc::downgrade(&book);
        drop(book);
        assert!(left.upgrade().is_some());
        drop(kept);
        assert!(left.upgrade().is_none());
    }
}
