//! The check of the log, which takes most of an opening: it waits until the home is drawn, or until something is asked that
//! rests on the log. What the first screens show is read from the derived tables meanwhile; nothing is written.

use std::collections::BTreeSet;
use std::sync::mpsc;

use cunfa_core::EntryId;
use cunfa_protocol::view::Topic;
use cunfa_protocol::{Code, Command};
use cunfa_store::{Fault, Store, StoreError};
use zeroize::Zeroizing;

use super::{Desk, code_of};

type Found = Result<Vec<Fault>, StoreError>;

/// How the check of the open file stands.
#[derive(Default)]
pub(crate) struct Check {
    /// The file was opened and is not repaired yet.
    due: bool,
    /// Where the check that runs apart says what it found.
    apart: Option<mpsc::Receiver<Found>>,
    /// Why the file was closed again, until somebody asked.
    failed: Option<Code>,
    /// It failed once: from now on no opening is shown before its check.
    first: bool,
}

impl Check {
    /// What a command hears that needs an open file: that it had to be closed again, until that was told, else that it is locked.
    pub(super) fn why_shut(&self) -> Code {
        self.failed.clone().unwrap_or(Code::Locked)
    }
}

/// Whether a command is answered from the key file and the derived tables alone.
pub(crate) fn goes_before(command: &Command) -> bool {
    matches!(
        command,
        Command::SessionStatus(_)
            | Command::Unlock(_)
            | Command::Lock(_)
            | Command::SetDisplay(_)
            | Command::Home(_)
            | Command::Villages(_)
            | Command::Drafts(_)
            | Command::Volume(_)
            | Command::Needs(_)
            | Command::Views(_)
    )
}

impl Desk {
    /// Opens the encrypted file, to be checked by [`Desk::settle`].
    pub(crate) fn open_store(&mut self, db_key: &Zeroizing<[u8; 32]>) -> Result<(), Code> {
        let path = self.ledger();
        let opened = if self.check.first {
            Store::open(&path, db_key)
        } else {
            Store::open_to_read(&path, db_key)
        };
        self.store = Some(opened.map_err(code_of)?);
        self.db_key = Some(db_key.clone());
        (self.check.due, self.check.failed) = (true, None);
        self.told().opened = true;
        Ok(())
    }

    /// The check, to be run apart from the desk, unless it was begun or is not due. [`Desk::settle`] takes what it finds.
    pub(crate) fn check_apart(&mut self) -> Option<impl FnOnce() + Send + use<>> {
        let waits = self.check.due && self.check.apart.is_none() && !self.store.as_ref()?.is_checked();
        let (path, key) = (self.ledger(), self.db_key.clone().filter(|_| waits)?);
        let (say, hear) = mpsc::channel();
        self.check.apart = Some(hear);
        Some(move || {
            // Nobody hears it only when the app is gone.
            let _ = say.send(Store::check_apart(&path, &key));
        })
    }

    /// Makes sure that the log of the open file was checked, and repairs what was found. A file that cannot be read is closed
    /// again and nobody is at work any more.
    pub(crate) fn settle(&mut self) -> Result<(), Code> {
        let apart = self.check.apart.take();
        if !std::mem::take(&mut self.check.due) {
            return Ok(());
        }
        let Some(store) = self.store.as_mut() else {
            return Ok(());
        };
        let begun = if store.is_checked() {
            Ok(())
        } else {
            let found = apart.and_then(|apart| apart.recv().ok());
            found
                .unwrap_or_else(|| store.check())
                .and_then(|faults| store.begin(faults))
        };
        match begun.map_err(code_of) {
            Ok(()) => repair(store),
            Err(code) => {
                self.store = None;
                self.db_key = None;
                self.session = None;
                self.told().topic(Topic::Session);
                self.check.failed = Some(code.clone());
                self.check.first = true;
                return Err(code);
            }
        }
        Ok(())
    }

    /// Why the file was closed again, once.
    pub(crate) fn why_closed(&mut self) -> Option<Code> {
        self.check.failed.take()
    }
}

/// Repairs what the check found, entry by entry: from the batches kept here, or with the next pass from the server. What cannot
/// be repaired stays as it is, and its entry says so when it is opened.
fn repair(store: &mut Store) {
    let damaged: BTreeSet<EntryId> = store.faults().iter().map(|fault| fault.entry).collect();
    for entry in damaged {
        match store.repair(entry) {
            Ok(repair) => tracing::warn!(
                restored = repair.restored,
                to_fetch = repair.to_fetch,
                lost = repair.lost,
                "an entry's log was damaged"
            ),
            Err(error) => tracing::error!(%error, "an entry's log is damaged and could not be repaired"),
        }
    }
}
