//! The desk: what one device holds while the app runs. One thing is done at it at a time; everything here blocks.
//!
//! The encrypted file stays open once a PIN opened it, so that sync goes on while the device is locked; a person's signing
//! key is held only between unlocking and locking.

pub(crate) mod check;
mod day;
mod failure;
mod told;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use cunfa_core::{Action, Attachment, EntryId, Person, VillageCode, may};
use cunfa_evidence::frame::{self, Dictionary};
use cunfa_evidence::keys::SigningKey;
use cunfa_protocol::Code;
use cunfa_protocol::view::{Display, OpenedText};
use cunfa_protocol::wire::Short;
use cunfa_store::keyfile::KeyFile;
use cunfa_store::{Device, Store, StoreError};
use zeroize::Zeroizing;

use crate::config::AppConfig;
use crate::link::SwitchedLink;
use crate::random;
use crate::registers::Kept;
use crate::registers::lists::Listed;
use crate::session::wrap_anew::Cheap;
use crate::sync::compare::Compared;

pub(crate) use failure::code_of;
pub(crate) use told::Told;

/// Name of the encrypted file in the data folder.
pub(crate) const LEDGER: &str = "ledger.db";

/// What one device holds.
pub(crate) struct Desk {
    /// Configuration.
    pub(crate) config: AppConfig,
    /// The key file, once the device is enrolled.
    pub(crate) key_file: Option<KeyFile>,
    /// The encrypted file, once a PIN opened it.
    pub(crate) store: Option<Store>,
    /// Its key, for sealing it for a further person.
    pub(crate) db_key: Option<Zeroizing<[u8; 32]>>,
    /// Whom the device is open for.
    pub(crate) session: Option<Session>,
    /// The demo's network switch.
    pub(crate) demo: Option<Arc<SwitchedLink>>,
    /// Text size and contrast before there is a key file to keep them in.
    pub(crate) display: Display,
    /// Whether a word of the server's clock came since the program was started.
    pub(crate) has_time: bool,
    /// What is known of the digests of the villages.
    pub(crate) compared: Compared,
    /// The dictionary that is written with: the newest that the server is not known to lack.
    pub(crate) dictionary: Dictionary,
    /// Entries that somebody wants to see and that are not here, by the first bytes of their ids, the last wanted last.
    pub(crate) wanted: Vec<Short>,
    /// A right PIN that turned out too cheap, until the desk is free again.
    pub(crate) cheap: Option<Cheap>,
    check: check::Check,
    actor: [u8; 16],
    told: Told,
}

/// An open session.
pub(crate) struct Session {
    /// Slot on this device.
    pub(crate) slot: u32,
    /// Who, with the scope as last heard from the server.
    pub(crate) person: Person,
    /// The person's signing key.
    pub(crate) key: SigningKey,
    /// The entries for whose signing the device is in another's hand; until a PIN is given. None: it is in the person's own.
    pub(crate) handed: Vec<EntryId>,
    /// The entries that are signed together, in the order in which they are shown.
    pub(crate) batch: Vec<EntryId>,
    /// The texts that the person opened from above; they go with the session.
    pub(crate) opened: BTreeMap<EntryId, OpenedText>,
    /// The county's registers as they were read last for the person.
    pub(crate) book: Kept,
    /// The list that is looked at before it is taken into the registers; it lies in memory alone and goes with the session.
    pub(crate) list: Option<Listed>,
    /// The signed page that was taken off last, and of which entry.
    pub(crate) page_off: Option<(EntryId, Attachment)>,
}

impl Desk {
    /// Reads the key file; nothing is decrypted.
    pub(crate) fn open(config: AppConfig, demo: Option<Arc<SwitchedLink>>) -> Result<Desk, Code> {
        std::fs::create_dir_all(&config.data_dir).map_err(|error| code_of(failure::folder(error)))?;
        let key_file = match KeyFile::read(&config.data_dir) {
            Ok(file) => Some(file),
            Err(StoreError::Missing) => None,
            Err(error) => return Err(code_of(error)),
        };
        let actor = random::bytes(config.random.as_ref()).map_err(|_| failure::no_randomness())?;
        let display = Display::default();
        let told = Told::default();
        Ok(Desk {
            config,
            key_file,
            store: None,
            db_key: None,
            session: None,
            demo,
            display,
            has_time: false,
            compared: Compared::default(),
            dictionary: frame::NEWEST,
            wanted: Vec::new(),
            cheap: None,
            check: check::Check::default(),
            actor,
            told,
        })
    }

    /// Where the encrypted file is.
    pub(crate) fn ledger(&self) -> PathBuf {
        self.config.data_dir.join(LEDGER)
    }

    /// The open file.
    pub(crate) fn store(&self) -> Result<&Store, Code> {
        self.store.as_ref().ok_or_else(|| self.check.why_shut())
    }

    /// The open file, to write.
    pub(crate) fn store_mut(&mut self) -> Result<&mut Store, Code> {
        let shut = self.check.why_shut();
        self.store.as_mut().ok_or(shut)
    }

    /// The open session.
    pub(crate) fn session(&self) -> Result<&Session, Code> {
        self.session.as_ref().ok_or_else(|| self.check.why_shut())
    }

    /// The person the device is open for.
    pub(crate) fn person(&self) -> Result<&Person, Code> {
        self.session().map(|session| &session.person)
    }

    /// The person, if the role may do this at all.
    pub(crate) fn person_who_may(&self, action: Action) -> Result<&Person, Code> {
        let person = self.person()?;
        if may(person.role, action) {
            Ok(person)
        } else {
            Err(Code::NotAllowed)
        }
    }

    /// The person, if the role may do this in this village.
    pub(crate) fn person_who_may_in(&self, action: Action, village: &VillageCode) -> Result<&Person, Code> {
        let person = self.person_who_may(action)?;
        if person.may_in(action, village) {
            Ok(person)
        } else {
            Err(Code::NotAllowed)
        }
    }

    /// This device as the server knows it.
    pub(crate) fn device(&self) -> Result<Device, Code> {
        self.store()?.device().map_err(code_of)?.ok_or(Code::NotNow)
    }

    /// The person of a slot, once the file is open.
    pub(crate) fn person_in(&self, slot: u32) -> Option<Person> {
        let people = self.store.as_ref()?.people().ok()?;
        people
            .into_iter()
            .find(|stored| stored.slot == slot)
            .map(|stored| stored.person)
    }

    /// Takes over name, role and scope of the person the device is open for, as the directory says now.
    pub(crate) fn refresh_person(&mut self) {
        let Some(person) = self.session.as_ref().and_then(|session| self.person_in(session.slot)) else {
            return;
        };
        if let Some(session) = &mut self.session {
            session.person = person;
        }
    }

    /// Draws random bytes.
    pub(crate) fn random<const N: usize>(&self) -> Result<[u8; N], Code> {
        random::bytes(self.config.random.as_ref()).map_err(|_| failure::no_randomness())
    }

    /// The actor id for changes made in this session of the program.
    pub(crate) fn actor(&self) -> [u8; 16] {
        self.actor
    }

    /// After a write that failed nobody knows whether the actor's next number is taken: a new actor takes over.
    pub(crate) fn renew_actor(&mut self) -> Result<(), Code> {
        self.actor = self.random()?;
        Ok(())
    }

    /// Device clock, ms since 1970.
    pub(crate) fn now_ms(&self) -> i64 {
        self.config.clock.now_ms()
    }

    /// Notes what changed, to be told when the desk is free again.
    pub(crate) fn told(&mut self) -> &mut Told {
        &mut self.told
    }

    /// Takes what changed.
    pub(crate) fn take_told(&mut self) -> Told {
        std::mem::take(&mut self.told)
    }

    /// Notes an entry written here, which the server lacks.
    pub(crate) fn tell_written(&mut self, entry: EntryId) {
        self.told.written(entry);
    }
}
