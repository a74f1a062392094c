//! A server: the real one on a real SQLite file, asked without a network, with a clock of its own. It can be restarted.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cunfa_client::Answer;
use cunfa_core::entry::FieldMap;
use cunfa_core::{
    Area, BlobId, DeviceId, EntryId, FeedbackId, KeyId, Operator, Person, PersonId, Village, VillageCode,
};
use cunfa_document::EntryDoc;
use cunfa_evidence::batch::Batch;
use cunfa_evidence::chain::Chain;
use cunfa_evidence::keys::SigningKey;
use cunfa_server::blobs::{Blobs as _, FolderBlobs};
use cunfa_server::db::sqlite::SqliteDb;
use cunfa_server::db::{Db, DbError, EntryRow, Founding, LogBatch, Offer, Pull, StoredFeedback};
use cunfa_server::random::{NoRandomness, Random};
use cunfa_server::{Limits, Server, ServerConfig, invitation};

use super::clock::DAY_MS;
use super::link::ours;
use super::{Dice, TestClock, TestFolder};

/// The rules every test server ships.
pub const RULES: &str = include_str!("../../../rules/nanning-2016.toml");
/// The county everything plays in.
pub const COUNTY: &str = "450102";

/// A server that can be stopped.
pub struct TestServer {
    folder: TestFolder,
    /// The server's clock.
    pub clock: TestClock,
    dice: Arc<Mutex<Dice>>,
    secret: [u8; 32],
    running: Mutex<Option<Arc<Server>>>,
    operator: Mutex<Operator>,
}

/// A server's chance, from a seed.
pub(crate) struct SharedDice(pub(crate) Arc<Mutex<Dice>>);

impl Random for SharedDice {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        locked(&self.0).fill(bytes);
        Ok(())
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn said(error: &DbError) -> String {
    format!("the server's database: {error}")
}

impl TestServer {
    /// A fresh server with the villages of one township.
    ///
    /// # Errors
    /// When its file cannot be made.
    pub fn new(seed: u64) -> Result<TestServer, String> {
        let mut dice = Dice::new(seed ^ 0x5E17_E000);
        let mut secret = [0; 32];
        dice.fill(&mut secret);
        let server = TestServer {
            folder: TestFolder::new().map_err(|error| format!("making a folder: {error}"))?,
            clock: TestClock::default(),
            dice: Arc::new(Mutex::new(dice)),
            secret,
            running: Mutex::new(None),
            operator: Mutex::default(),
        };
        let key = server.county_key()?;
        let founding = Founding {
            county_key: key.public().to_vec(),
            villages: villages(),
            rules: vec![RULES.to_owned()],
            epoch: 1,
        };
        let db = SqliteDb::create(&server.file()).map_err(|error| said(&error))?;
        db.found(&founding).map_err(|error| said(&error))?;
        drop(db);
        server.start()?;
        Ok(server)
    }

    fn county_key(&self) -> Result<SigningKey, String> {
        SigningKey::from_secret(self.secret).map_err(|error| format!("making the county key: {error}"))
    }

    /// Where its file is.
    pub(super) fn file(&self) -> PathBuf {
        self.folder.join("server.db")
    }

    /// Opens the file with nothing of the server in between.
    ///
    /// # Errors
    /// SQLite's.
    pub fn sqlite(&self) -> Result<rusqlite::Connection, String> {
        rusqlite::Connection::open(self.file()).map_err(|error| format!("opening the server's file: {error}"))
    }

    /// Says that the file came from a backup, as the admin command does.
    ///
    /// # Errors
    /// The database's.
    pub fn begin_anew(&self, now_ms: i64) -> Result<(), String> {
        let server = locked(&self.running).clone().ok_or("the server is stopped")?;
        server.begin_anew(now_ms).map_err(|error| said(&error))
    }

    /// Starts it on its file.
    ///
    /// # Errors
    /// When the file is refused.
    pub fn start(&self) -> Result<(), String> {
        let db = SqliteDb::open(&self.file()).map_err(|error| said(&error))?;
        let random = Box::new(SharedDice(Arc::clone(&self.dice)));
        let config = ServerConfig {
            county_key: self.county_key()?,
            random,
            blobs: Box::new(FolderBlobs::new(self.folder.join("blobs"))),
            limits: Limits::default(),
            operator: locked(&self.operator).clone(),
        };
        let server = Server::open(config, Box::new(db)).map_err(|error| format!("starting the server: {error}"))?;
        *locked(&self.running) = Some(Arc::new(server));
        Ok(())
    }

    /// Says who runs it, as the configuration does; from the next start on.
    pub fn set_operator(&self, operator: Operator) {
        *locked(&self.operator) = operator;
    }

    /// Stops it; nobody is answered any more.
    pub fn stop(&self) {
        *locked(&self.running) = None;
    }

    /// Stops and starts it.
    ///
    /// # Errors
    /// When the file is refused.
    pub fn restart(&self) -> Result<(), String> {
        self.stop();
        self.start()
    }

    /// The running server, to be put behind a network.
    #[must_use]
    pub fn running(&self) -> Option<Arc<Server>> {
        locked(&self.running).clone()
    }

    /// Answers a request as the network would carry it; `None` when the server is stopped.
    #[must_use]
    pub fn answer(&self, path: &str, token: Option<&str>, body: &[u8]) -> Option<Answer> {
        let server = locked(&self.running).clone()?;
        let answer = server.answer(path, token, body, self.clock.ms());
        Some(ours(answer.status, answer.retry_after_s, answer.body))
    }

    fn with_db<T>(&self, read: impl FnOnce(&dyn Db) -> Result<T, DbError>) -> Result<T, String> {
        let server = locked(&self.running).clone().ok_or("the server is stopped")?;
        read(server.db()).map_err(|error| said(&error))
    }

    /// Public key that pins every certificate and receipt.
    ///
    /// # Errors
    /// When the server is stopped.
    pub fn public_key(&self) -> Result<Vec<u8>, String> {
        self.county_key().map(|key| key.public().to_vec())
    }

    /// What people told the operator, and nobody handled.
    ///
    /// # Errors
    /// The database's.
    pub fn feedback(&self) -> Result<Vec<StoredFeedback>, String> {
        self.with_db(|db| db.feedback())
    }

    /// Says that one is handled, as the admin command does.
    ///
    /// # Errors
    /// The database's.
    pub fn handle_feedback(&self, id: FeedbackId) -> Result<bool, String> {
        self.with_db(|db| db.handle_feedback(id))
    }

    /// Adds somebody to the register.
    ///
    /// # Errors
    /// The database's.
    pub fn add_person(&self, person: &Person) -> Result<(), String> {
        self.with_db(|db| db.add_person(person, self.clock.ms()))
    }

    /// Takes villages in, as the admin command does.
    ///
    /// # Errors
    /// The database's.
    pub fn take_villages(&self, villages: &[Village]) -> Result<(), String> {
        self.with_db(|db| db.take_villages(villages, 1).map(|_| ()))
    }

    /// Takes a rule file in, as the admin command does.
    ///
    /// # Errors
    /// The database's.
    pub fn add_rule(&self, text: &str) -> Result<(), String> {
        self.with_db(|db| db.add_rule(text))
    }

    /// Gives somebody another scope, as the admin command does.
    ///
    /// # Errors
    /// The server's.
    pub fn rescope(&self, person: PersonId, scope: Vec<Area>) -> Result<(), String> {
        let server = locked(&self.running).clone().ok_or("the server is stopped")?;
        let given = server.rescope(person, scope);
        given.map(|_| ()).map_err(|error| format!("giving a scope: {error}"))
    }

    /// The village of every entry of the log; records of the registers have none.
    ///
    /// # Errors
    /// The database's, or a batch that does not open.
    pub fn villages_of_entries(&self) -> Result<BTreeMap<EntryId, VillageCode>, String> {
        let mut villages = BTreeMap::new();
        for logged in self.log()?.into_iter().filter(|logged| !logged.village.is_seat()) {
            let batch = logged.sealed.open().map_err(|error| format!("{error}"))?;
            villages.insert(batch.entry, logged.village);
        }
        Ok(villages)
    }

    /// A one-time code for somebody, good for a week.
    ///
    /// # Errors
    /// The database's.
    pub fn invite(&self, person: PersonId) -> Result<String, String> {
        self.give_code(person, None)
    }

    /// A code for a new PIN of the person on this device.
    ///
    /// # Errors
    /// The database's.
    pub fn reset_code(&self, person: PersonId, device: DeviceId) -> Result<String, String> {
        self.give_code(person, Some(device))
    }

    fn give_code(&self, person: PersonId, device: Option<DeviceId>) -> Result<String, String> {
        let random = SharedDice(Arc::clone(&self.dice));
        let code = invitation::draw_code(&random).map_err(|error| format!("drawing a code: {error}"))?;
        let created_ms = self.clock.ms();
        let code_hash = invitation::hash_code(&code);
        let offer = Offer {
            code_hash,
            person,
            device,
            by: None,
            created_ms,
            expires_ms: created_ms + 7 * DAY_MS,
        };
        self.with_db(|db| db.add_invitation(&offer))?;
        Ok(code)
    }

    /// The enrolled devices.
    ///
    /// # Errors
    /// The database's.
    pub fn devices(&self) -> Result<Vec<DeviceId>, String> {
        Ok(self
            .with_db(|db| db.devices())?
            .into_iter()
            .map(|device| device.id)
            .collect())
    }

    /// Revokes a device.
    ///
    /// # Errors
    /// The database's.
    pub fn revoke(&self, device: DeviceId) -> Result<(), String> {
        let server = locked(&self.running).clone().ok_or("the server is stopped")?;
        server.revoke(device, self.clock.ms()).map_err(|error| said(&error))
    }

    /// The epoch of its log.
    ///
    /// # Errors
    /// The database's.
    pub fn epoch(&self) -> Result<u64, String> {
        let county = county()?;
        let shard = self.with_db(|db| db.shard(&county))?;
        shard
            .map(|shard| shard.epoch)
            .ok_or_else(|| "no such county".to_owned())
    }

    /// The whole log in its order.
    ///
    /// # Errors
    /// The database's.
    pub fn log(&self) -> Result<Vec<LogBatch>, String> {
        self.log_after(0)
    }

    /// The log after a sequence, the county's registers too.
    ///
    /// # Errors
    /// The database's.
    pub fn log_after(&self, after: u64) -> Result<Vec<LogBatch>, String> {
        let county = county()?;
        let seat = VillageCode::seat(&county).ok_or("no county")?;
        let (scope, without) = ([county.clone(), seat.area()], BTreeSet::new());
        let pull = Pull {
            county: &county,
            after,
            head: u64::MAX >> 1,
            scope: &scope,
            without: &without,
            bytes_max: u64::MAX >> 1,
        };
        Ok(self.with_db(|db| db.pull(&pull))?.batches)
    }

    /// The whole log, opened, by entry and in its order.
    ///
    /// # Errors
    /// The database's, or a batch that does not open.
    pub fn batches(&self) -> Result<BTreeMap<EntryId, Vec<Batch>>, String> {
        let mut by_entry: BTreeMap<EntryId, Vec<Batch>> = BTreeMap::new();
        for logged in self.log()? {
            let batch = logged.sealed.open().map_err(|error| format!("{error}"))?;
            by_entry.entry(batch.entry).or_default().push(batch);
        }
        Ok(by_entry)
    }

    /// The fields of an entry as the server's log gives them.
    ///
    /// # Errors
    /// When the log does not hold it, or its changes do not load.
    pub fn fields_of(&self, entry: EntryId) -> Result<FieldMap, String> {
        let batches = self
            .batches()?
            .remove(&entry)
            .ok_or("the server does not hold the entry")?;
        let changes: Vec<&[u8]> = batches
            .iter()
            .flat_map(|batch| batch.changes.iter().map(Vec::as_slice))
            .collect();
        EntryDoc::load(entry, changes)
            .map(|doc| doc.fields())
            .map_err(|error| format!("{error}"))
    }

    /// The public key of every certificate of the county, by key id.
    ///
    /// # Errors
    /// The database's, or a certificate that does not verify.
    pub fn keys(&self) -> Result<BTreeMap<KeyId, Vec<u8>>, String> {
        let (county, county_key) = (county()?, self.public_key()?);
        let certificates = self.with_db(|db| db.certificates(&county))?;
        let chain = Chain::new(&county_key, certificates.iter().map(|one| one.bytes.as_slice()), []);
        if let Some((_, fault)) = chain.faults().first() {
            return Err(format!("{fault}"));
        }
        Ok(chain
            .holders()
            .map(|(key, holder)| (key, holder.public_key.clone()))
            .collect())
    }

    /// Whether it says that it holds a blob whole.
    ///
    /// # Errors
    /// The database's.
    pub fn holds(&self, blob: BlobId) -> Result<bool, String> {
        let county = county()?;
        Ok(self.with_db(|db| db.blob(&county, blob))?.held.is_some())
    }

    /// The bytes of a blob as they lie on its disk.
    ///
    /// # Errors
    /// The disk's.
    pub fn blob(&self, blob: BlobId) -> Result<Option<Vec<u8>>, String> {
        let folder = self.folder.join("blobs");
        if !folder.exists() {
            return Ok(None);
        }
        let bytes = FolderBlobs::new(folder).get(blob);
        bytes.map_err(|error| format!("reading a blob: {error}"))
    }

    /// The projected rows as they stand.
    ///
    /// # Errors
    /// The database's.
    pub fn projection(&self) -> Result<Vec<EntryRow>, String> {
        let county = county()?;
        self.with_db(|db| db.entries(&county))
    }
}

fn county() -> Result<Area, String> {
    COUNTY.parse().map_err(|error| format!("{error}"))
}

fn villages() -> Vec<Village> {
    let named = [
        ("201", "三塘村委会"),
        ("202", "那况村委会"),
        ("203", "四塘村委会"),
        ("209", "五塘村委会"),
    ];
    let village = |(digits, name): (&str, &str)| {
        let code = format!("450102101{digits}").parse().ok()?;
        let (city, county, township) = ("南宁市".to_owned(), "兴宁区".to_owned(), "三塘镇".to_owned());
        Some(Village {
            code,
            city,
            county,
            township,
            name: name.to_owned(),
        })
    };
    named.into_iter().filter_map(village).collect()
}
