//! A device: the real app on a real folder, with a clock, a chance and a wire of its own. It can be killed at any time.

use std::sync::Arc;

use cunfa_client::{App, AppConfig, Counties, Link};
use cunfa_core::entry::Form;
use cunfa_core::{DeviceId, EntryId, Opinion};
use cunfa_evidence::pin::Cost;
use cunfa_protocol::command as c;
use cunfa_protocol::view::{EntryView, Session, SessionStage, Sync, SyncOutcome, VolumeFilter, VolumePage};
use cunfa_protocol::{Ask, Code};
use cunfa_store::Step;

use super::let_go::let_go;
use super::{TestClock, TestFolder, TestLink, TestRandom, TestServer, TestSticks};
use super::{forms, raw};

/// The PIN of everybody in tests.
pub const PIN: &str = "258013";
/// The address of the server; the wire of a test leads there whatever it says.
pub const ADDRESS: &str = "https://cunfa.invalid";

/// A device.
pub struct TestDevice {
    folder: TestFolder,
    /// Its clock.
    pub clock: Arc<TestClock>,
    /// Its wire.
    pub link: Arc<TestLink>,
    random: Arc<TestRandom>,
    /// Another link than the wire, when there is one.
    over: Option<Arc<dyn Link>>,
    /// The sticks that are plugged in.
    pub sticks: Arc<TestSticks>,
    app: Option<Arc<App>>,
}

impl TestDevice {
    /// A fresh device whose chance comes from `seed`.
    ///
    /// # Errors
    /// When its folder or the app cannot be opened.
    pub fn new(server: &Arc<TestServer>, seed: u64) -> Result<TestDevice, String> {
        TestDevice::with_clock(server, seed, TestClock::default())
    }

    /// A fresh device with this clock.
    ///
    /// # Errors
    /// As [`TestDevice::new`].
    pub fn with_clock(server: &Arc<TestServer>, seed: u64, clock: TestClock) -> Result<TestDevice, String> {
        let folder = TestFolder::new().map_err(|error| format!("making a folder: {error}"))?;
        TestDevice::on_folder(server, seed, clock, folder)
    }

    /// A device on files that are there already, such as a copy of another device's.
    ///
    /// # Errors
    /// As [`TestDevice::new`].
    pub fn on_folder(
        server: &Arc<TestServer>,
        seed: u64,
        clock: TestClock,
        folder: TestFolder,
    ) -> Result<TestDevice, String> {
        let mut device = TestDevice {
            folder,
            clock: Arc::new(clock),
            link: Arc::new(TestLink::new(Arc::clone(server))),
            random: Arc::new(TestRandom::new(seed)),
            over: None,
            sticks: Arc::default(),
            app: None,
        };
        device.open()?;
        Ok(device)
    }

    /// Opens the app again after [`TestDevice::close`].
    ///
    /// # Errors
    /// When the app refuses.
    pub fn open(&mut self) -> Result<(), String> {
        let app = App::open(self.config()).map_err(|error| format!("opening the app: {error:?}"))?;
        self.app = Some(Arc::new(app));
        Ok(())
    }

    fn config(&self) -> AppConfig {
        let config = AppConfig {
            data_dir: self.folder.path().to_owned(),
            cost: Some(Cost::TEST),
            demo: true,
            clock: Arc::clone(&self.clock) as _,
            random: Arc::clone(&self.random) as _,
            link: Arc::clone(&self.link) as _,
            deriver: Arc::new(cunfa_client::SystemDeriver),
            room: Arc::new(cunfa_client::SystemRoom),
            sticks: Arc::clone(&self.sticks) as _,
            hands_in: false,
            utc_offset_minutes: None,
        };
        match &self.over {
            Some(link) => AppConfig {
                link: Arc::clone(link),
                ..config
            },
            None => config,
        }
    }

    /// The running app with the further counties beside it, as a window has them.
    ///
    /// # Errors
    /// When it is closed.
    pub fn counties(&self) -> Result<Arc<Counties>, String> {
        Ok(Arc::new(Counties::around(self.config(), self.app()?)))
    }

    /// Ends the program and starts it again on another link than the wire; everybody is locked out.
    ///
    /// # Errors
    /// When the app refuses to open.
    pub fn restart_over(&mut self, link: Arc<dyn Link>) -> Result<(), String> {
        self.over = Some(link);
        self.restart()
    }

    /// Ends the program as a window does, and waits until it has let go of its files.
    pub async fn close(&mut self) {
        self.app = None;
        let_go(self.folder.path()).await;
    }

    /// Ends the program and starts it again; everybody is locked out.
    ///
    /// # Errors
    /// When the app refuses to open.
    pub fn restart(&mut self) -> Result<(), String> {
        self.app = None;
        self.open()
    }

    /// Pulls the plug: only what is on the disk at this instant is there afterwards.
    ///
    /// # Errors
    /// When the files cannot be copied or the app refuses them.
    pub fn pull_the_plug(&mut self) -> Result<(), String> {
        let disk = self.folder.copy().map_err(|error| format!("copying a disk: {error}"))?;
        self.app = None;
        self.folder = disk;
        self.open()
    }

    /// A copy of the files as they are now.
    ///
    /// # Errors
    /// When they cannot be copied.
    pub fn copy_of_disk(&self) -> Result<TestFolder, String> {
        self.folder.copy().map_err(|error| format!("copying a disk: {error}"))
    }

    /// Where its files are.
    #[must_use]
    pub fn folder(&self) -> &TestFolder {
        &self.folder
    }

    /// The running app.
    ///
    /// # Errors
    /// When it is closed.
    pub fn app(&self) -> Result<Arc<App>, String> {
        self.app.clone().ok_or_else(|| "the app is closed".to_owned())
    }

    /// Asks through the one door.
    ///
    /// # Errors
    /// The failure's code.
    pub async fn ask<A: Ask>(&self, ask: A) -> Result<A::Answer, Code> {
        let internal = |attempted: &str| Code::Internal {
            attempted: attempted.to_owned(),
        };
        let app = self.app().map_err(|error| internal(&error))?;
        let reply = app.handle(ask.into()).await.map_err(|failure| failure.code)?;
        A::answer(reply).ok_or_else(|| internal("matching the reply to the command"))
    }

    /// Enrols the device and its first person.
    ///
    /// # Errors
    /// The failure's code.
    pub async fn enrol(&self, code: &str) -> Result<Session, Code> {
        let (server, pin, device_name) = (ADDRESS.to_owned(), PIN.to_owned(), "测试设备".to_owned());
        self.ask(c::Enrol {
            server,
            code: code.to_owned(),
            pin,
            device_name,
        })
        .await
    }

    /// Enrols a further person.
    ///
    /// # Errors
    /// The failure's code.
    pub async fn add_person(&self, code: &str) -> Result<Session, Code> {
        self.ask(c::AddPerson {
            code: code.to_owned(),
            pin: PIN.to_owned(),
        })
        .await
    }

    /// The slot of the person who was enrolled as the first, second, … (from 0) on this device.
    ///
    /// # Errors
    /// The failure's code.
    pub async fn slot(&self, place: usize) -> Result<u32, Code> {
        let session = self.ask(c::SessionStatus {}).await?;
        session.slots.get(place).map(|slot| slot.slot).ok_or(Code::NotNow)
    }

    /// Opens the device for the person who was enrolled as the first, second, … (from 0).
    ///
    /// # Errors
    /// The failure's code.
    pub async fn unlock(&self, place: usize) -> Result<Session, Code> {
        let slot = self.slot(place).await?;
        self.ask(c::Unlock {
            slot,
            pin: PIN.to_owned(),
        })
        .await
    }

    /// Writes an entry in one go.
    ///
    /// # Errors
    /// The failure's code.
    pub async fn write(&self, form: Form) -> Result<EntryView, Code> {
        let started = c::StartDraft {
            kind: form.kind,
            village: form.village.clone(),
            corrects: form.corrects,
            changes: None,
        };
        let draft = self.ask(started).await?;
        self.ask(c::SaveEntry {
            draft: draft.draft,
            form,
        })
        .await
    }

    /// Changes an unsigned entry.
    ///
    /// # Errors
    /// The failure's code.
    pub async fn change(&self, entry: EntryId, with: impl FnOnce(&mut Form) + Send) -> Result<EntryView, Code> {
        let started = c::StartDraft {
            kind: None,
            village: None,
            corrects: None,
            changes: Some(entry),
        };
        let draft = self.ask(started).await?;
        let mut form = draft.form;
        with(&mut form);
        self.ask(c::SaveEntry {
            draft: draft.draft,
            form,
        })
        .await
    }

    /// Lets the person who was enrolled as the first, second, … (from 0) read and sign an entry. Whoever held the device takes
    /// it back afterwards.
    ///
    /// # Errors
    /// The failure's code.
    pub async fn sign(&self, entry: EntryId, place: usize, ink_seed: u64) -> Result<EntryView, Code> {
        let slot = self.slot(place).await?;
        let shown = self.ask(c::OpenSigning { entry }).await?;
        let sign = c::Sign {
            entry,
            content: shown.content,
            slot,
            pin: PIN.to_owned(),
            opinion: Opinion::TrueAndSatisfied,
            remark: String::new(),
            ink: forms::ink(ink_seed),
            confirmations: Vec::new(),
        };
        let signed = self.ask(sign).await;
        self.take_back().await?;
        signed
    }

    /// Whoever holds the device gives the PIN again, as after handing it over to be signed on.
    ///
    /// # Errors
    /// The failure's code.
    pub async fn take_back(&self) -> Result<(), Code> {
        match self.ask(c::SessionStatus {}).await?.stage {
            SessionStage::Open(me) => {
                let (slot, pin) = (me.slot, PIN.to_owned());
                self.ask(c::Unlock { slot, pin }).await.map(|_| ())
            }
            SessionStage::Fresh | SessionStage::Locked => Ok(()),
        }
    }

    /// One entry.
    ///
    /// # Errors
    /// The failure's code.
    pub async fn entry(&self, entry: EntryId) -> Result<EntryView, Code> {
        self.ask(c::OpenEntry { entry }).await
    }

    /// The first page of everything that holds these words.
    ///
    /// # Errors
    /// The failure's code.
    pub async fn find(&self, words: &str) -> Result<VolumePage, Code> {
        let filter = VolumeFilter::default();
        self.ask(c::Volume {
            village: None,
            year: None,
            filter,
            search: words.to_owned(),
            offset: 0,
        })
        .await
    }

    /// One whole pass now.
    ///
    /// # Errors
    /// When the app is closed.
    pub async fn sync(&self) -> Result<SyncOutcome, String> {
        Ok(self.app()?.sync_pass().await)
    }

    /// The true state of everything unsent.
    ///
    /// # Errors
    /// The failure's code.
    pub async fn sync_status(&self) -> Result<Sync, Code> {
        self.ask(c::SyncStatus {}).await
    }

    /// Breaks the next transaction of the store that reaches this step, as a failing disk would.
    ///
    /// # Errors
    /// When the file is closed.
    pub async fn break_at(&self, step: Step) -> Result<(), String> {
        let broken = self.app()?.with_store(move |store| store.fail_next(step)).await;
        broken.map_err(|failure| format!("breaking a step: {failure:?}"))
    }

    /// Lets the file grow by so many pages at most, as if the disk were full then.
    ///
    /// # Errors
    /// When the file is closed.
    pub async fn fill_disk(&self, pages: u32) -> Result<(), String> {
        let filled = self.app()?.with_store(move |store| store.limit_growth(pages)).await;
        let filled = filled.map_err(|failure| format!("filling the disk: {failure:?}"))?;
        filled.map_err(|error| format!("filling the disk: {error}"))
    }

    /// The epoch of the log that it knows.
    ///
    /// # Errors
    /// When the file is closed.
    pub async fn epoch(&self) -> Result<u64, String> {
        let position = self.app()?.with_store(|store| store.position()).await;
        let position = position.map_err(|failure| format!("reading the epoch: {failure:?}"))?;
        position
            .map(|position| position.epoch)
            .map_err(|error| format!("reading the epoch: {error}"))
    }

    /// Its identity in the county.
    ///
    /// # Errors
    /// The store's, or when nobody is enrolled.
    pub fn id(&self) -> Result<DeviceId, String> {
        let device = raw::store(&self.folder)?.device().map_err(|error| format!("{error}"))?;
        device.map(|device| device.id).ok_or_else(|| "no device".to_owned())
    }

    /// What the store finds wrong with itself: damage, and derived rows that are not what the log gives.
    ///
    /// # Errors
    /// The store's.
    pub fn audit(&self) -> Result<Vec<String>, String> {
        let faults = raw::store(&self.folder)?
            .audit()
            .map_err(|error| format!("auditing: {error}"))?;
        Ok(faults.iter().map(|fault| format!("{fault:?}")).collect())
    }
}
