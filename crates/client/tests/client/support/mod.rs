//! A device on a real folder, a clock that is set by hand, and a link whose other end is scripted: a small county that keeps a
//! log and signs receipts, and a plan of what goes wrong on the way. (The real server joins in package `tests`.)
#![allow(dead_code)]

pub mod camera;
pub mod county;
pub mod forms;
#[path = "../../../../../tests/src/harness/let_go.rs"]
pub mod let_go;
pub mod link;
#[allow(dead_code, reason = "each room uses its part")]
#[path = "../../../../../tests/src/harness/messages.rs"]
pub mod messages;
pub mod shelf;

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, NaiveDateTime};
use cunfa_client::{App, AppConfig, Clock, Random, RandomError};
use cunfa_core::{EntryId, Form};
use cunfa_evidence::pin::Cost;
use cunfa_protocol::command as c;
use cunfa_protocol::view as v;
use cunfa_protocol::{Ask, Code};

pub use county::{County, Invited};
pub use forms::*;
pub use link::{Fate, TestLink};
pub use messages::{Answered, Asked};
pub use shelf::Shelf;

pub const PIN: &str = "258013";
pub const CADRE_PIN: &str = "741026";

/// A clock set by hand.
pub struct TestClock(AtomicI64);

impl TestClock {
    /// 2026-11-25 09:00 in Nanning.
    pub fn new() -> Arc<TestClock> {
        Arc::new(TestClock(AtomicI64::new(1_795_568_400_000)))
    }

    pub fn pass_ms(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }

    fn local(&self) -> NaiveDateTime {
        DateTime::from_timestamp_millis(self.now_ms() + 8 * 3_600_000)
            .unwrap()
            .naive_utc()
    }
}

/// Seeded, different for every device.
pub struct TestRandom(Mutex<u64>);

static SEED: AtomicU64 = AtomicU64::new(1);

impl TestRandom {
    pub fn new() -> Arc<TestRandom> {
        Arc::new(TestRandom(Mutex::new(
            SEED.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::SeqCst),
        )))
    }
}

impl Random for TestRandom {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), RandomError> {
        let mut state = self.0.lock().unwrap();
        for byte in buffer {
            // splitmix64
            *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut z = *state;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            *byte = (z ^ (z >> 31)).to_le_bytes()[0];
        }
        Ok(())
    }
}

/// Where a flush costs nothing, if the system has such a place.
fn in_memory() -> std::io::Result<tempfile::TempDir> {
    tempfile::tempdir_in("/dev/shm")
}

/// One device.
pub struct Device {
    pub app: Arc<App>,
    pub config: AppConfig,
    pub clock: Arc<TestClock>,
    pub link: Arc<TestLink>,
    folder: Arc<tempfile::TempDir>,
}

impl Device {
    pub fn new(county: &Arc<County>) -> Device {
        let clock = TestClock::new();
        let link = TestLink::new(county, &clock);
        let folder = Arc::new(in_memory().or_else(|_| tempfile::tempdir()).unwrap());
        let config = AppConfig {
            data_dir: folder.path().join("数据"),
            cost: Some(Cost::TEST),
            demo: false,
            clock: clock.clone(),
            random: TestRandom::new(),
            link: link.clone(),
            deriver: Arc::new(cunfa_client::SystemDeriver),
            room: Arc::new(cunfa_client::SystemRoom),
            sticks: Arc::new(Vec::new()),
            hands_in: false,
            utc_offset_minutes: None,
        };
        Device {
            app: Arc::new(App::open(config.clone()).unwrap()),
            config,
            clock,
            link,
            folder,
        }
    }

    /// A device enrolled for one person, open.
    pub async fn enrolled(county: &Arc<County>, who: Invited) -> Device {
        let device = Device::new(county);
        device.enrol(&county.invite(who), PIN).await.unwrap();
        device
    }

    /// A counsel's tablet with the cadre of the village on it, open for the counsel.
    pub async fn field(county: &Arc<County>) -> Device {
        let device = Device::enrolled(county, Invited::Counsel).await;
        device.add_cadre(county).await;
        device
    }

    pub async fn add_cadre(&self, county: &Arc<County>) -> u32 {
        let code = county.invite(Invited::Cadre);
        let session = self
            .ask(c::AddPerson {
                code,
                pin: CADRE_PIN.to_owned(),
            })
            .await
            .unwrap();
        session.slots.last().unwrap().slot
    }

    /// Ends the program without any farewell and starts it again on the same folder.
    pub fn restart(&mut self) {
        self.restart_with(|_| ());
    }

    /// As [`Device::restart`], and waits until the program before has let go of its file, as the end of a process does.
    pub async fn restart_alone(&mut self) {
        self.restart();
        let_go::let_go(self.folder()).await;
    }

    pub fn restart_with(&mut self, change: impl FnOnce(&mut AppConfig)) {
        change(&mut self.config);
        self.app = Arc::new(App::open(self.config.clone()).unwrap());
    }

    pub async fn ask<C: Ask>(&self, command: C) -> Result<C::Answer, Code> {
        let reply = self.app.handle(command.into()).await.map_err(|failure| failure.code)?;
        Ok(C::answer(reply).expect("a reply to another command"))
    }

    pub async fn enrol(&self, code: &str, pin: &str) -> Result<v::Session, Code> {
        let server = "https://ledger.example.cn".to_owned();
        let device_name = "一号平板".to_owned();
        self.ask(c::Enrol {
            server,
            code: code.to_owned(),
            pin: pin.to_owned(),
            device_name,
        })
        .await
    }

    pub async fn unlock(&self, slot: u32, pin: &str) -> Result<v::Session, Code> {
        self.ask(c::Unlock {
            slot,
            pin: pin.to_owned(),
        })
        .await
    }

    pub async fn draft(&self) -> EntryId {
        let start = c::StartDraft {
            kind: None,
            village: None,
            corrects: None,
            changes: None,
        };
        self.ask(start).await.unwrap().draft
    }

    /// Writes an entry the whole way.
    pub async fn write(&self, form: Form) -> EntryId {
        let draft = self.draft().await;
        self.ask(c::SaveEntry { draft, form }).await.unwrap().row.entry
    }

    pub async fn entry(&self, entry: EntryId) -> v::EntryView {
        self.ask(c::OpenEntry { entry }).await.unwrap()
    }

    /// The cadre (in slot 2) signs what is shown; the counsel takes the tablet back.
    pub async fn sign(&self, entry: EntryId, ink_seed: i32) -> Result<v::EntryView, Code> {
        let shown = self.ask(c::OpenSigning { entry }).await?;
        let signed = self.ask(signing(entry, shown.content, ink_seed)).await;
        self.unlock(1, PIN).await.unwrap();
        signed
    }

    /// What a cadre would sign; the counsel takes the tablet back at once.
    pub async fn shown(&self, entry: EntryId) -> v::Signing {
        let shown = self.ask(c::OpenSigning { entry }).await.unwrap();
        self.unlock(1, PIN).await.unwrap();
        shown
    }

    pub async fn status(&self) -> v::Sync {
        self.ask(c::SyncStatus {}).await.unwrap()
    }

    /// A second copy of this device's folder, with a program of its own.
    pub fn cloned(&self, county: &Arc<County>) -> Device {
        let copy = Device::new(county);
        for file in std::fs::read_dir(self.folder()).unwrap() {
            let file = file.unwrap();
            std::fs::copy(file.path(), copy.folder().join(file.file_name())).unwrap();
        }
        Device {
            app: Arc::new(App::open(copy.config.clone()).unwrap()),
            ..copy
        }
    }

    pub fn folder(&self) -> &std::path::Path {
        &self.config.data_dir
    }
}

/// The first sign-off of an entry.
pub fn sign_off_of(view: &v::EntryView) -> &v::ActView {
    let sign_off = |act: &&v::ActView| matches!(act.act.body, cunfa_core::Body::SignOff(_));
    view.acts.iter().find(sign_off).unwrap()
}

/// The submissions of an entry.
pub fn submissions_of(view: &v::EntryView) -> Vec<&v::ActView> {
    let submission = |act: &&v::ActView| matches!(act.act.body, cunfa_core::Body::Submission(_));
    view.acts.iter().filter(submission).collect()
}

/// A counsel's tablet with one signed entry that no server has.
pub async fn written(county: &Arc<County>) -> (Device, EntryId) {
    let device = Device::field(county).await;
    device.app.sync_pass().await;
    let entry = device.write(visit()).await;
    device.sign(entry, 1).await.unwrap();
    (device, entry)
}

/// What the row says of its delivery.
pub async fn delivery(device: &Device, entry: EntryId) -> v::Delivery {
    device.entry(entry).await.row.delivery
}
