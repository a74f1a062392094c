//! A county with its key and people, enrolled devices on real files, and the server's log as far as a store can see it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
#![allow(dead_code, reason = "each test file uses its part")]

use std::path::PathBuf;

use cunfa_core::entry::to_fields;
use cunfa_core::{
    Act, ActId, Area, BatchId, Body, Decision, DeviceId, Digest, Entry, EntryId, Ink, KeyId, Kind, Mode, Opinion,
    Person, PersonId, Point, Review, Role, ServedPerson, ServiceTime, SignOff, Stroke, Village, VillageCode, Void,
};
use cunfa_document::EntryDoc;
use cunfa_evidence::act::{ClockQuality, SignedAct, Statement, sign};
use cunfa_evidence::batch::SealedBatch;
use cunfa_evidence::certificate::{Certificate, Subject};
use cunfa_evidence::keys::SigningKey;
use cunfa_evidence::pin::Cost;
use cunfa_evidence::receipt::{Receipt, TimeToken};
use cunfa_store::keyfile::KeyFile;
use cunfa_store::{
    Append, Appended, Device, Directory, Enrolment, OutgoingBatch, PassResult, PulledBatch, Store, StoreError, Stored,
    StoredPerson,
};
use tempfile::TempDir;

pub const SHARD: &str = "450102";
pub const EPOCH: u64 = 7;

pub fn village(number: u32) -> VillageCode {
    format!("450102001{number:03}").parse().unwrap()
}

pub fn shard() -> Area {
    SHARD.parse().unwrap()
}

pub fn key(seed: u8) -> SigningKey {
    SigningKey::from_secret([seed; 32]).unwrap()
}

pub fn county_key() -> SigningKey {
    key(200)
}

/// One person of the tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Counsel,
    Cadre,
    Office,
    OtherCounsel,
}

impl Who {
    pub const ALL: [Who; 4] = [Who::Counsel, Who::Cadre, Who::Office, Who::OtherCounsel];

    pub fn seed(self) -> u8 {
        match self {
            Who::Counsel => 11,
            Who::Cadre => 12,
            Who::Office => 13,
            Who::OtherCounsel => 14,
        }
    }

    pub fn person(self) -> Person {
        let (name, role) = match self {
            Who::Counsel => ("覃律师", Role::Counsel),
            Who::Cadre => ("韦支书", Role::Cadre),
            Who::Office => ("黄所长", Role::Office),
            Who::OtherCounsel => ("莫律师", Role::Counsel),
        };
        Person {
            id: PersonId([self.seed(); 16]),
            name: name.to_owned(),
            role,
            post: "职务".to_owned(),
            scope: vec!["450102001".parse().unwrap()],
        }
    }

    pub fn key(self) -> SigningKey {
        key(self.seed())
    }

    pub fn certificate(self, revoked_at_ms: Option<i64>) -> Vec<u8> {
        let certificate = Certificate {
            public_key: self.key().public().to_vec(),
            subject: Subject::Person {
                person: self.person(),
                device: DeviceId([1; 16]),
            },
            from_ms: 0,
            revoked_at_ms,
        };
        certificate.issue(&county_key())
    }
}

pub fn directory(version: u64) -> Directory {
    Directory {
        version,
        villages: (1..=3)
            .map(|number| Village {
                code: village(number),
                city: "南宁市".into(),
                county: "兴宁区".into(),
                township: "民生街道".into(),
                name: format!("第{number}村"),
            })
            .collect(),
        certificates: Who::ALL.into_iter().map(|who| who.certificate(None)).collect(),
        rules: vec!["id = \"nanning-2016\"".into()],
        people: vec![Who::Counsel.person()],
    }
}

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
        self.store.append(&Append {
            entry,
            village,
            changes,
            acts,
            draft_done: None,
            now_ms: 1_000,
        })
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
                id: ActId([0; 32]),
                entry: id,
                heads: record.doc.heads(),
                body,
                person: who.person().id,
                key: KeyId([0; 32]),
                role: who.person().role,
                device,
                device_time_ms: 1,
            },
            clock: ClockQuality::Unchecked,
            server_token: None,
            nonce: [9; 16],
            previous: self.store.last_act_of(device).unwrap(),
        };
        sign(statement, record.current_content, &who.key())
    }

    pub fn seal(&mut self) -> usize {
        let key = key(100 + self.number);
        self.store.seal(&key).unwrap()
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
    connection
}

pub fn enrolment(number: u8, who: Who) -> Enrolment {
    let device_key = key(100 + number);
    Enrolment {
        device: Device {
            id: DeviceId([number; 16]),
            number: number.into(),
            token: "token".into(),
            shard: shard(),
            county_key: county_key().public().to_vec(),
            server: "https://example.test".into(),
            name: "平板".into(),
            secret: (*device_key.secret()).into(),
        },
        person: StoredPerson {
            slot: u32::from(who.seed()),
            person: who.person(),
            public_key: who.key().public().to_vec(),
            sealed_key: vec![1; 72],
            salt: [3; 16],
            cost: Cost::TEST,
        },
        directory: directory(1),
        epoch: EPOCH,
        time_token: token(5_000),
        now_ms: 4_000,
    }
}

pub fn token(server_time_ms: i64) -> Vec<u8> {
    let token = TimeToken {
        server_time_ms,
        nonce: [8; 16],
    };
    token.issue(&county_key())
}

/// The server's log.
pub struct Server {
    pub epoch: u64,
    pub log: Vec<SealedBatch>,
}

impl Server {
    pub fn new() -> Server {
        Server {
            epoch: EPOCH,
            log: Vec::new(),
        }
    }

    pub fn receipt(&self, batch: BatchId, sequence: u64) -> Vec<u8> {
        let receipt = Receipt {
            batch,
            shard: shard(),
            epoch: self.epoch,
            sequence,
            received_at_ms: 10_000 + i64::try_from(sequence).unwrap(),
        };
        receipt.issue(&county_key())
    }

    /// Stores a batch; gives its receipt.
    pub fn store(&mut self, batch: &SealedBatch) -> Vec<u8> {
        if !self.log.contains(batch) {
            self.log.push(batch.clone());
        }
        let sequence = self.log.iter().position(|known| known == batch).unwrap() + 1;
        self.receipt(batch.id(), u64::try_from(sequence).unwrap())
    }

    /// Answers a request like the real one: receipts for what was pushed, and what lies after the cursor.
    pub fn answer(&mut self, store: &Store, pushed: &[OutgoingBatch]) -> PassResult {
        let position = store.position().unwrap();
        let after = if position.epoch == self.epoch {
            position.cursor
        } else {
            0
        };
        let stored = pushed
            .iter()
            .map(|batch| (batch.id, self.store(&batch.sealed)))
            .collect();
        let pulled = self.log.iter().enumerate().skip(usize::try_from(after).unwrap());
        let pulled = pulled.filter(|(_, sealed)| !pushed.iter().any(|batch| batch.sealed == **sealed));
        PassResult {
            epoch: self.epoch,
            cursor: u64::try_from(self.log.len()).unwrap(),
            stored,
            pulled: pulled
                .map(|(at, sealed)| self.pulled(u64::try_from(at).unwrap() + 1, sealed))
                .collect(),
            time_token: token(6_000),
            now_ms: 6_500,
            ..PassResult::default()
        }
    }

    pub fn pulled(&self, sequence: u64, sealed: &SealedBatch) -> PulledBatch {
        PulledBatch {
            sequence,
            sealed: sealed.clone(),
            receipt: self.receipt(sealed.id(), sequence),
        }
    }
}

pub fn entry(number: &str, matter: &str) -> Entry {
    Entry {
        village: village(1),
        number: number.into(),
        counsel: Who::Counsel.person().id,
        counsel_name: Who::Counsel.person().name,
        date: "2026-11-23".parse().unwrap(),
        time: ServiceTime::Interval {
            start: "09:30".parse().unwrap(),
            end: "11:00".parse().unwrap(),
        },
        mode: Mode::OnSite,
        kind: Kind::Consultation,
        persons: vec![ServedPerson {
            row: "01-aaaa".into(),
            name: "韦小妹".into(),
            ..ServedPerson::default()
        }],
        matter: matter.into(),
        advice: "依照土地管理法协商".into(),
        result: String::new(),
        result_class: None,
        lecture: None,
        mediation: None,
        paid: None,
        major: None,
        corrects: None,
        written_at: "2026-11-23T18:05".into(),
    }
}

pub fn id(number: u8) -> EntryId {
    EntryId([number; 16])
}

pub fn sign_off() -> Body {
    let point = |at: u32| Point {
        x: i32::try_from(at).unwrap() * 100,
        y: 200,
        t_ms: at * 10,
        pressure: None,
    };
    Body::SignOff(SignOff {
        opinion: Opinion::True,
        remark: String::new(),
        name: "韦支书".into(),
        post: "支书".into(),
        ink: Ink {
            width: 10_000,
            height: 5_000,
            strokes: vec![Stroke((0..20).map(point).collect())],
        },
    })
}

pub fn approve(sign_off: ActId) -> Body {
    Body::Review(Review {
        sign_off,
        decision: Decision::Approve,
    })
}

pub fn give_back(sign_off: ActId) -> Body {
    Body::Review(Review {
        sign_off,
        decision: Decision::Return {
            reasons: vec!["写明时间".into()],
        },
    })
}

pub fn void(reason: &str) -> Body {
    Body::Void(Void { reason: reason.into() })
}

/// Everything derived, for comparing two stores or one with its rebuild; the order of arrival is each device's own.
pub fn derived(tablet: &Tablet, with_arrival: bool) -> Vec<String> {
    let connection = tablet.raw();
    let arrival = if with_arrival {
        "signed_at || ' ' || decided_at"
    } else {
        "''"
    };
    let sql = format!(
        "SELECT hex(entry) || ' ' || village || number || date || start || finish || minutes || mode || kind || names || matter
                || hex(counsel) || written_at || major || stage || changed || conflicts || hex(heads) || hex(content)
                || hex(search_digest) || {arrival} FROM entries ORDER BY entry"
    );
    let mut statement = connection.prepare(&sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

/// Rows of the log, the outbox and everything derived, counted.
pub fn counts(tablet: &Tablet) -> Vec<i64> {
    let connection = tablet.raw();
    let tables = [
        "changes", "acts", "outbox", "batches", "pulled", "entries", "search", "drafts",
    ];
    let count = |table: &&str| {
        connection
            .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))
            .unwrap()
    };
    tables.iter().map(count).collect()
}

pub fn digest(byte: u8) -> Digest {
    Digest([byte; 32])
}
