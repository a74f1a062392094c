//! An enrolled device on real files, and how people use it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
#![allow(dead_code, unused_imports, reason = "each test file uses its part")]

use std::path::PathBuf;

use cunfa_core::entry::to_fields;
use cunfa_core::{Act, ActId, BatchId, Body, DeviceId, Entry, EntryId, KeyId, VillageCode};
use cunfa_document::EntryDoc;
use cunfa_evidence::act::{ClockQuality, SignedAct, Statement, sign};
use cunfa_store::keyfile::KeyFile;
use cunfa_store::{Append, Appended, OutgoingBatch, Store, StoreError, Stored};
use tempfile::TempDir;

use super::county::{Who, enrolment, key};
use super::server::Server;

/// One enrolled device on a real file.
pub struct Tablet {
    pub folder: TempDir,
    pub store: Store,
    pub number: u8,
    pub actor: u8,
}

pub const DB_KEY: [u8; 32] = [42; 32];

impl Tablet {
    pub fn new(number: u8) -> Tablet {
        let folder = tempfile::tempdir().unwrap();
        KeyFile::new(&DB_KEY).write(folder.path()).unwrap();
        let mut store = Store::create(&folder.path().join("cunfa.db"), &DB_KEY).unwrap();
        store.enrol(&enrolment(number, Who::Counsel)).unwrap();
        Tablet {
            folder,
            store,
            number,
            actor: number,
        }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("cunfa.db")
    }

    /// Closes and opens again; a new session takes a fresh actor.
    pub fn reopen(&mut self) {
        let path = self.path();
        let folder = std::mem::replace(&mut self.folder, tempfile::tempdir().unwrap());
        let placeholder = Store::create(&self.folder.path().join("cunfa.db"), &DB_KEY).unwrap();
        drop(std::mem::replace(&mut self.store, placeholder));
        self.store = Store::open(&path, &DB_KEY).unwrap();
        self.folder = folder;
        self.actor = self.actor.wrapping_add(50);
    }

    /// The files as they lie on the disk now, opened elsewhere, as after a power cut.
    pub fn crashed_copy(&self) -> Tablet {
        let folder = tempfile::tempdir().unwrap();
        for file in std::fs::read_dir(self.folder.path()).unwrap() {
            let file = file.unwrap();
            if file.file_name() != "cunfa.db-shm" {
                std::fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
            }
        }
        Tablet {
            store: Store::open(&folder.path().join("cunfa.db"), &DB_KEY).unwrap(),
            folder,
            number: self.number,
            actor: self.actor + 50,
        }
    }

    pub fn actor(&self) -> [u8; 16] {
        [self.actor; 16]
    }

    /// A connection behind the store's back.
    pub fn raw(&self) -> rusqlite::Connection {
        raw(&self.path())
    }

    pub fn write(&mut self, id: EntryId, entry: &Entry) -> Result<Appended, StoreError> {
        let (_, change) = EntryDoc::create(id, &to_fields(entry), self.actor()).unwrap();
        self.append(id, &entry.village, &[change], &[])
    }

    pub fn edit(&mut self, id: EntryId, edit: impl FnOnce(&mut Entry)) -> Result<Appended, StoreError> {
        let record = self.store.open_entry(id)?.unwrap();
        let (mut doc, mut entry) = (record.doc, record.current);
        edit(&mut entry);
        let change = doc
            .edit(&to_fields(&entry), self.actor())
            .unwrap()
            .expect("the edit changes something");
        self.append(id, &entry.village, &[change], &[])
    }

    pub fn append(
        &mut self,
        entry: EntryId,
        village: &VillageCode,
        changes: &[Vec<u8>],
        acts: &[SignedAct],
    ) -> Result<Appended, StoreError> {
        let append = Append {
            entry,
            village,
            changes,
            acts,
            draft_done: None,
            now_ms: 1_000,
        };
        self.store.append(&append).map(|(appended, _)| appended)
    }

    /// Signs over the text as it is here now.
    pub fn act(&mut self, id: EntryId, who: Who, body: Body) -> ActId {
        let act = self.made(id, who, body);
        let village = self.store.open_entry(id).unwrap().unwrap().current.village;
        self.append(id, &village, &[], std::slice::from_ref(&act)).unwrap();
        act.id()
    }

    pub fn made(&self, id: EntryId, who: Who, body: Body) -> SignedAct {
        let record = self.store.open_entry(id).unwrap().unwrap();
        let device = DeviceId([self.number; 16]);
        let statement = Statement {
            act: Act {
                id: ActId([0; 16]),
                entry: id,
                heads: record.doc.heads(),
                body,
                person: who.person().id,
                key: KeyId([0; 16]),
                role: who.person().role,
                device,
                device_time_s: 1,
            },
            clock: ClockQuality::Unchecked,
            root: None,
            previous: self.store.last_act_of(device).unwrap().map(|act| act.short()),
        };
        sign(statement, record.current_content, &who.key())
    }

    pub fn seal(&mut self) -> usize {
        let key = key(100 + self.number);
        self.store.seal(&key, usize::MAX).unwrap()
    }

    /// One whole pass against the server's log.
    pub fn sync(&mut self, server: &mut Server) -> Stored {
        self.store.reset_sending().unwrap();
        self.seal();
        let batches = self.store.next_batches(usize::MAX, 1_000).unwrap();
        self.store.mark_sending(&ids(&batches)).unwrap();
        let answer = server.answer(&self.store, &batches);
        self.store.store_answers(&answer).unwrap()
    }
}

pub fn ids(batches: &[OutgoingBatch]) -> Vec<BatchId> {
    batches.iter().map(|batch| batch.id).collect()
}

pub fn raw(path: &std::path::Path) -> rusqlite::Connection {
    let connection = rusqlite::Connection::open(path).unwrap();
    let hex: String = DB_KEY.iter().map(|byte| format!("{byte:02x}")).collect();
    connection.key(None::<&str>, format!("x'{hex}'"), false).unwrap();
    connection.execute_batch(cunfa_store::CIPHER).unwrap();
    connection
}
