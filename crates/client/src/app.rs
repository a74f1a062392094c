//! The app: the one door, the events, the passes. Doors are thin: each command goes to the file of its verb.
//!
//! What is blocking (the store, Argon2) runs off the async threads, one thing at a time, at the [`Desk`].

use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use cunfa_protocol::view::{Event, SyncOutcome, Topic};
use cunfa_protocol::{Code, Command, FailureReply, Reply};
use tokio::sync::{Notify, broadcast, watch};

use crate::config::AppConfig;
use crate::desk::check::goes_before;
use crate::desk::{Desk, Told};
use crate::link::SwitchedLink;
use crate::sync::engine::{Effect, Engine, Input};
use crate::sync::filling::Rate;
use crate::sync::moving::Traffic;
use crate::{above, attachments, backup, counties, courier, dispatch, needs, random, registers, session, sheets, sync};

/// Events a slow listener may fall behind before it misses some.
const EVENTS: usize = 256;
/// After an opening, before the check of the log: on two processors it would compete with the home's first frame.
const HOME_FIRST: Duration = Duration::from_millis(250);

/// The app. Dropping it ends everything it started; the device's file stays as the last commit left it.
pub struct App {
    shared: Arc<Shared>,
}

/// What the app's tasks share.
pub(crate) struct Shared {
    pub(crate) config: AppConfig,
    pub(crate) link: Arc<SwitchedLink>,
    desk: Mutex<Desk>,
    engine: Mutex<Engine>,
    events: broadcast::Sender<Event>,
    /// Woken when the engine's next attempt may have moved.
    pub(crate) wake: Notify,
    /// Told whenever something was written here that the server lacks, or is wanted before all else.
    pub(crate) changes: watch::Sender<()>,
    /// Held for one pass.
    pub(crate) pass: tokio::sync::Mutex<()>,
    /// Passes completed since the app was opened.
    pub(crate) passes: AtomicU64,
    /// Held for one picture that is made ready: each takes memory.
    pub(crate) picture: tokio::sync::Mutex<()>,
    /// What moved of photos.
    pub(crate) traffic: Traffic,
    /// How fast the first filling goes in this pass.
    pub(crate) rate: Rate,
    /// Held for one courier's file.
    pub(crate) courier: tokio::sync::Mutex<()>,
    /// Held while what backups brought is handed in.
    pub(crate) handing_in: tokio::sync::Mutex<()>,
    /// Held for one enrolment.
    pub(crate) enrolment: tokio::sync::Mutex<()>,
    /// Held for one person whose keys are wrapped anew.
    pub(crate) wrapping: Arc<tokio::sync::Mutex<()>>,
    background: Mutex<Vec<tokio::task::AbortHandle>>,
}

impl App {
    /// Opens the device's folder. Nothing is decrypted before a PIN is given.
    ///
    /// # Errors
    /// [`Code::FileDamaged`] or [`Code::FileTooNew`] for the key file, [`Code::DiskFull`], or a fault of the folder.
    pub fn open(config: AppConfig) -> Result<App, FailureReply> {
        let link = Arc::new(SwitchedLink::new(Arc::clone(&config.link)));
        let desk = Desk::open(config.clone(), config.demo.then(|| Arc::clone(&link)))?;
        let shared = Shared {
            link,
            config,
            desk: Mutex::new(desk),
            engine: Mutex::new(Engine::default()),
            events: broadcast::channel(EVENTS).0,
            wake: Notify::new(),
            changes: watch::Sender::new(()),
            pass: tokio::sync::Mutex::new(()),
            passes: AtomicU64::new(0),
            picture: tokio::sync::Mutex::new(()),
            traffic: Traffic::default(),
            rate: Rate::default(),
            courier: tokio::sync::Mutex::new(()),
            handing_in: tokio::sync::Mutex::new(()),
            enrolment: tokio::sync::Mutex::new(()),
            wrapping: Arc::default(),
            background: Mutex::new(Vec::new()),
        };
        Ok(App {
            shared: Arc::new(shared),
        })
    }

    /// Carries a command out.
    ///
    /// # Errors
    /// What a screen says about it; nothing that was stored before is lost.
    pub async fn handle(&self, command: Command) -> Result<Reply, FailureReply> {
        let shared = &self.shared;
        let access = session::access::of(&command);
        shared
            .at_desk_at_once(move |desk| session::access::admit(desk, access))
            .await?;
        let reply = match command {
            Command::Enrol(with) => session::enrol::enrol(shared, with, None).await.map(Reply::Enrol),
            Command::AddPerson(with) => session::add_person::add_person(shared, with)
                .await
                .map(Reply::AddPerson),
            Command::ResetPin(with) => session::reset_pin::reset_pin(shared, with).await.map(Reply::ResetPin),
            Command::SignInAgain(with) => session::sign_in_again::sign_in_again(shared, with)
                .await
                .map(Reply::SignInAgain),
            Command::Invitees(_) => session::invite::invitees(shared).await.map(Reply::Invitees),
            Command::Invite(with) => session::invite::invite(shared, with).await.map(Reply::Invite),
            Command::Devices(_) => session::devices::devices(shared).await.map(Reply::Devices),
            Command::Rule(with) => session::devices::rule(shared, with).await.map(Reply::Rule),
            Command::Inquiries(_) => needs::inquiries::inquiries(shared).await.map(Reply::Inquiries),
            Command::TakeInquiry(with) => needs::inquiries::take(shared, with).await.map(Reply::TakeInquiry),
            Command::DismissInquiry(with) => needs::inquiries::dismiss(shared, with).await.map(Reply::DismissInquiry),
            Command::FirmAccount(with) => registers::firm::account(shared, with.firm)
                .await
                .map(Reply::FirmAccount),
            Command::InviteFirm(with) => registers::firm::invite(shared, with.firm).await.map(Reply::InviteFirm),
            Command::StopFirm(with) => registers::firm::stop(shared, with.firm).await.map(Reply::StopFirm),
            Command::AddPhoto(with) => attachments::add_photo::add_photo(shared, with)
                .await
                .map(Reply::AddPhoto),
            Command::AttachPage(with) => attachments::attach_page::attach_page(shared, with)
                .await
                .map(Reply::AttachPage),
            Command::Picture(with) => attachments::picture::picture(shared, with).await.map(Reply::Picture),
            Command::SyncNow(_) => sync::commands::now(shared).await.map(Reply::SyncNow),
            Command::CutNetwork(with) => sync::commands::cut_network(shared, with).await.map(Reply::CutNetwork),
            Command::SyncStatus(_) => sync::commands::status(shared).await.map(Reply::SyncStatus),
            Command::RetryParked(with) => sync::commands::retry_parked(shared, with).await.map(Reply::RetryParked),
            Command::ReadRecordsNotice(_) => sync::commands::read_records_notice(shared)
                .await
                .map(Reply::ReadRecordsNotice),
            Command::Courier(_) => courier::status::status(shared).await.map(Reply::Courier),
            Command::ExportCourier(with) => courier::export::export(shared, with).await.map(Reply::ExportCourier),
            Command::ImportCourier(with) => courier::import::import(shared, with).await.map(Reply::ImportCourier),
            Command::Backup(_) => backup::status::status(shared).await.map(Reply::Backup),
            Command::MakeBackup(with) => backup::make::make(shared, with).await.map(Reply::MakeBackup),
            Command::ReadBackup(with) => backup::read::read(shared, with).await.map(Reply::ReadBackup),
            Command::SheetPlaces(_) => sheets::places(shared).await.map(Reply::SheetPlaces),
            Command::WriteSheet(with) => sheets::write(shared, with).await.map(Reply::WriteSheet),
            Command::ReadList(with) => registers::lists::read(shared, with).await.map(Reply::ReadList),
            Command::OpenFromAbove(with) => above::opening::open(shared, with).await.map(Reply::OpenFromAbove),
            Command::Counties(_) => counties::alone(shared).await.map(Reply::Counties),
            Command::CityYear(with) => counties::year_alone(shared, with.day).await.map(Reply::CityYear),
            // One county's app knows no other; [`crate::Counties`] does.
            Command::JoinCounty(_) | Command::GoToCounty(_) | Command::OpenCounty(_) => Err(Code::NotAllowed),
            Command::Opened(with) => above::opening::opened(shared, with.entry).await.map(Reply::Opened),
            early if goes_before(&early) => {
                let work = move |desk: &mut Desk| dispatch::dispatch(desk, early);
                shared.at_desk_at_once(work).await
            }
            other => shared.at_desk(move |desk| dispatch::dispatch(desk, other)).await,
        };
        reply.map_err(FailureReply::from)
    }

    /// What changes from now on: ids only; ask again for what is shown.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.shared.events.subscribe()
    }

    /// One pass now, whatever the timer says; when one is under way, the end of that one with one more round.
    pub async fn sync_pass(&self) -> SyncOutcome {
        sync::driver::pass(&self.shared).await
    }

    /// What its tasks share.
    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// Lets a test do something to the open store, such as breaking its next transaction.
    ///
    /// # Errors
    /// [`Code::Locked`] while the file is closed.
    #[cfg(feature = "faults")]
    pub async fn with_store<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut cunfa_store::Store) -> T + Send + 'static,
    ) -> Result<T, FailureReply> {
        let done = self.shared.at_desk(move |desk| desk.store_mut().map(work)).await;
        done.map_err(FailureReply::from)
    }

    /// Waits until no keys are being wrapped anew, of those whose PIN was answered before.
    #[cfg(feature = "faults")]
    pub async fn wrapped(&self) {
        let _none = self.shared.wrapping.lock().await;
    }

    /// Tries by itself until the app is dropped or the task ended: soon after a write, after failures with back-off,
    /// otherwise every five minutes.
    pub async fn run(self: Arc<Self>) {
        let shared = Arc::downgrade(&self.shared);
        drop(self);
        sync::timer::run(shared).await;
    }
}

impl Drop for App {
    fn drop(&mut self) {
        for task in self.shared.locked(&self.shared.background).drain(..) {
            task.abort();
        }
        self.shared.wake.notify_waiters();
    }
}

impl Shared {
    /// Does something blocking at the desk, once the log of an open file was checked, and tells what changed by it, also when it
    /// failed half-way.
    pub(crate) async fn at_desk<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut Desk) -> Result<T, Code> + Send + 'static,
    ) -> Result<T, Code> {
        self.at_desk_at_once(|desk| desk.settle().and_then(|()| work(desk)))
            .await
    }

    /// The same for what needs no log: it does not wait for the check.
    pub(crate) async fn at_desk_at_once<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut Desk) -> Result<T, Code> + Send + 'static,
    ) -> Result<T, Code> {
        let shared = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || {
            let mut desk = shared.locked(&shared.desk);
            let result = work(&mut desk);
            let (told, cheap) = (desk.take_told(), desk.cheap.take());
            drop(desk);
            if told.opened {
                shared.check_soon();
            }
            if let Some(cheap) = cheap {
                session::wrap_anew::soon(&shared, cheap);
            }
            shared.tell(told);
            result
        });
        done.await.unwrap_or_else(|_| {
            Err(Code::Internal {
                attempted: "finishing a command".to_owned(),
            })
        })
    }

    /// Has the log of the file that was just opened checked, apart from the desk, once the home had time to be drawn.
    fn check_soon(self: &Arc<Self>) {
        let app = Arc::downgrade(self);
        self.in_background(async move {
            tokio::time::sleep(HOME_FIRST).await;
            let Some(shared) = app.upgrade() else { return };
            let check = shared.at_desk_at_once(|desk| Ok(desk.check_apart())).await;
            if let Ok(Some(check)) = check {
                let _ = tokio::task::spawn_blocking(check).await;
            }
            if let Err(code) = shared.at_desk(|_| Ok(())).await {
                tracing::error!(?code, "the file was opened and cannot be read");
            }
        });
    }

    /// Gives the engine an event.
    pub(crate) fn feed(&self, input: Input) -> Effect {
        let dice = random::dice(self.config.random.as_ref());
        let effect = self.locked(&self.engine).feed(self.config.clock.now_ms(), dice, input);
        self.wake.notify_one();
        effect
    }

    /// Looks at the engine.
    pub(crate) fn engine<T>(&self, look: impl FnOnce(&mut Engine) -> T) -> T {
        look(&mut self.locked(&self.engine))
    }

    /// Tells listeners that something changed.
    pub(crate) fn tell_topics(&self, topics: &[Topic]) {
        // Nobody listening is fine.
        let _ = self.events.send(Event {
            topics: topics.to_vec(),
            entries: Vec::new(),
        });
    }

    /// Starts something that ends with the app.
    pub(crate) fn in_background(&self, task: impl Future<Output = ()> + Send + 'static) {
        let handle = tokio::spawn(task).abort_handle();
        let mut background = self.locked(&self.background);
        background.retain(|task| !task.is_finished());
        background.push(handle);
    }

    fn tell(&self, told: Told) {
        if told.opened {
            self.feed(Input::Opened);
        }
        if told.unsent {
            self.feed(Input::Changed);
            self.changes.send_replace(());
        }
        if !told.topics.is_empty() {
            let event = Event {
                topics: told.topics.into_iter().collect(),
                entries: told.entries.into_iter().collect(),
            };
            let _ = self.events.send(event);
        }
    }

    /// A panic elsewhere leaves the value as the last complete step left it: the store's truth is in its transactions.
    fn locked<'m, T>(&self, mutex: &'m Mutex<T>) -> MutexGuard<'m, T> {
        mutex.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
