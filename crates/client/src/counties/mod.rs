//! A city's person above several counties: a store, a key and a log for each of them, one of them shown at a time (decision 0024).
//!
//! The first county is the device as it was enrolled; a further one lies in a folder beside it that names the slot whose it is, and has its own
//! server, device and key. Nothing of one county's store reaches another's: what is added up is added up from answers.

mod own;
mod sum;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::NaiveDate;
use cunfa_core::Role;
use cunfa_protocol::command::{self as c, CityYear, GoToCounty, JoinCounty, OpenCounty, WriteSheet};
use cunfa_protocol::view::{
    self, CountyRow, CountyState, CountyYear, Event, Me, Session, SessionStage, SheetOf, Topic,
};
use cunfa_protocol::wire::AskedFor;
use cunfa_protocol::{Ask, Code, Command, FailureReply, Reply};
use cunfa_store::StoreError;
use cunfa_store::keyfile::{KeyFile, MOST_TRIES};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use crate::session::{enrol, pin};
use crate::{App, AppConfig, sheets};

pub(crate) use own::{alone, year_alone};
use sum::sum;

/// Where further counties are, in the device's folder: `counties/SLOT-NUMBER`.
const FOLDER: &str = "counties";
/// The slot of the one person in a further county's store.
const ONLY_SLOT: u32 = 1;
/// Events a slow listener may fall behind before it misses some.
const EVENTS: usize = 256;
/// What a screen asks again when another county is shown.
const EVERYTHING: [Topic; 4] = [Topic::Session, Topic::Drafts, Topic::Entries, Topic::Sync];

/// The app with as many counties as its people stand above; for everybody else it is the one county's [`App`].
pub struct Counties {
    inner: Arc<Inner>,
}

struct Inner {
    config: AppConfig,
    home: Arc<App>,
    further: Mutex<Vec<Further>>,
    /// The number of the county that is shown.
    shown: Mutex<u32>,
    events: broadcast::Sender<Event>,
    /// Whether counties sync by themselves.
    runs: AtomicBool,
    /// Held for one county that is taken in.
    joining: tokio::sync::Mutex<()>,
}

/// A further county.
#[derive(Clone)]
struct Further {
    /// Whose, by the slot in the first county.
    slot: u32,
    number: u32,
    /// Whether its enrolment is not finished: the next county that is taken in goes on with it.
    fresh: bool,
    /// None: its files cannot be read.
    app: Option<Arc<App>>,
}

impl Counties {
    /// Opens the device's folder and those of further counties. Nothing is decrypted before a PIN is given. Within a tokio runtime.
    ///
    /// # Errors
    /// As [`App::open`], for the first county. A further one that cannot be opened is left as it is and shown as damaged.
    pub fn open(config: AppConfig) -> Result<Counties, FailureReply> {
        let home = Arc::new(App::open(config.clone())?);
        Ok(Counties::around(config, home))
    }

    /// The same around the first county's app, which was opened with this configuration. Within a tokio runtime.
    #[must_use]
    pub fn around(config: AppConfig, home: Arc<App>) -> Counties {
        let found = found(&config.data_dir);
        let inner = Arc::new(Inner {
            config,
            home,
            further: Mutex::default(),
            shown: Mutex::new(0),
            events: broadcast::channel(EVENTS).0,
            runs: AtomicBool::new(false),
            joining: tokio::sync::Mutex::new(()),
        });
        inner.follow(0, &inner.home);
        for (slot, number, folder) in found {
            let app = inner.open(slot, number, folder);
            if let Err(failure) = app {
                tracing::error!(number, code = ?failure.code, "a county's file was not opened");
            }
        }
        Counties { inner }
    }

    /// Carries a command out, in the county that is shown.
    ///
    /// # Errors
    /// As [`App::handle`].
    pub async fn handle(&self, command: Command) -> Result<Reply, FailureReply> {
        let inner = &self.inner;
        match command {
            Command::SessionStatus(_) | Command::SetDisplay(_) => inner.session_of(command).await,
            Command::Unlock(with) => inner.unlock(with).await,
            Command::Lock(_) => inner.lock().await,
            Command::Enrol(_) | Command::AddPerson(_) | Command::ResetPin(_) => {
                inner.show(0);
                inner.home.handle(command).await
            }
            Command::CutNetwork(_) => inner.all(command).await,
            Command::Counties(_) => Ok(Reply::Counties(inner.counties().await?)),
            Command::JoinCounty(with) => Ok(Reply::JoinCounty(inner.join(with).await?)),
            Command::GoToCounty(with) => Ok(Reply::GoToCounty(inner.go_to(with).await?)),
            Command::OpenCounty(with) => Ok(Reply::OpenCounty(inner.open_county(with).await?)),
            Command::CityYear(with) => Ok(Reply::CityYear(inner.year(with).await?)),
            Command::WriteSheet(WriteSheet {
                place,
                of: SheetOf::City(day),
            }) => {
                let year = inner.year(CityYear { day }).await?;
                let written = sheets::write_city(inner.home.shared(), &place, year).await;
                Ok(Reply::WriteSheet(written.map_err(FailureReply::from)?))
            }
            other => inner.shown_app().handle(other).await,
        }
    }

    /// What changes from now on: of the county that is shown, and that another one changed.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.inner.events.subscribe()
    }

    /// Lets every county try by itself until this is dropped, as [`App::run`].
    pub fn run(&self) {
        self.inner.runs.store(true, Ordering::SeqCst);
        tokio::spawn(Arc::clone(&self.inner.home).run());
        for app in self.inner.further().iter().filter_map(|one| one.app.as_ref()) {
            tokio::spawn(Arc::clone(app).run());
        }
    }
}

impl Inner {
    fn further(&self) -> MutexGuard<'_, Vec<Further>> {
        self.further.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn shown(&self) -> u32 {
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn show(&self, number: u32) {
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = number;
    }

    /// Opens a further county's folder and keeps what came of it.
    fn open(self: &Arc<Self>, slot: u32, number: u32, data_dir: PathBuf) -> Result<Arc<App>, FailureReply> {
        let fresh = matches!(KeyFile::read(&data_dir), Err(StoreError::Missing));
        let config = AppConfig {
            data_dir,
            ..self.config.clone()
        };
        let app = App::open(config).map(Arc::new);
        if let Ok(app) = &app {
            self.follow(number, app);
            if self.runs.load(Ordering::SeqCst) {
                tokio::spawn(Arc::clone(app).run());
            }
        }
        self.further().push(Further {
            slot,
            number,
            fresh,
            app: app.clone().ok(),
        });
        app
    }

    /// Passes an app's changes on, as long as both are there.
    fn follow(self: &Arc<Self>, number: u32, app: &App) {
        let (mut changes, inner) = (app.subscribe(), Arc::downgrade(self));
        tokio::spawn(async move {
            loop {
                let event = match changes.recv().await {
                    Ok(event) => event,
                    Err(RecvError::Lagged(_)) => everything(),
                    Err(RecvError::Closed) => return,
                };
                let Some(inner) = inner.upgrade() else { return };
                inner.pass(number, event);
            }
        });
    }

    /// Of a county that is not shown nothing is told but that the city's sums and list may have changed; and of the first one whether it is open.
    fn pass(&self, number: u32, mut event: Event) {
        if number != self.shown() {
            event.entries = Vec::new();
            event
                .topics
                .retain(|topic| *topic == Topic::Entries || (number == 0 && *topic == Topic::Session));
            event.topics.push(Topic::Sync);
        }
        self.tell(event);
    }

    fn tell(&self, event: Event) {
        // Nobody listening is fine.
        let _ = self.events.send(event);
    }

    fn tell_list(&self) {
        self.tell(Event {
            topics: vec![Topic::Entries, Topic::Sync],
            entries: Vec::new(),
        });
    }

    fn app(&self, number: u32) -> Option<Arc<App>> {
        if number == 0 {
            return Some(Arc::clone(&self.home));
        }
        let further = self.further();
        further.iter().find(|one| one.number == number)?.app.clone()
    }

    fn shown_app(&self) -> Arc<App> {
        self.app(self.shown()).unwrap_or_else(|| Arc::clone(&self.home))
    }

    /// The person of a city that the device is open for.
    async fn me(&self) -> Result<Me, FailureReply> {
        match ask(&self.home, c::SessionStatus {}).await?.stage {
            SessionStage::Open(me) if me.person.role == Role::City => Ok(me),
            SessionStage::Open(_) => Err(Code::NotAllowed.into()),
            SessionStage::Fresh | SessionStage::Locked => Err(Code::Locked.into()),
        }
    }

    /// Whether the device is open for somebody of a city in this slot.
    async fn is_at_work(&self, slot: u32) -> bool {
        self.me().await.is_ok_and(|me| me.slot == slot)
    }

    /// The further counties of a slot, those whose enrolment is not finished left out.
    fn of(&self, slot: u32) -> Vec<Further> {
        let further = self.further();
        let theirs = further.iter().filter(|one| one.slot == slot && !one.fresh);
        theirs.cloned().collect()
    }

    /// How the device stands: who is on it is the first county's word, who is at work that of the county shown.
    async fn session_of(&self, command: Command) -> Result<Reply, FailureReply> {
        let reply = self.home.handle(command).await?;
        let shown = self.shown();
        if shown == 0 {
            return Ok(reply);
        }
        let there = ask(&self.shown_app(), c::SessionStatus {}).await;
        let there = there.ok().map(|session| session.stage);
        let put = |session: Session| match (&session.stage, there) {
            (SessionStage::Open(home), Some(SessionStage::Open(me))) => Session {
                stage: SessionStage::Open(Me { slot: home.slot, ..me }),
                ..session
            },
            _ => {
                self.show(0);
                session
            }
        };
        Ok(match reply {
            Reply::SessionStatus(session) => Reply::SessionStatus(put(session)),
            Reply::SetDisplay(session) => Reply::SetDisplay(put(session)),
            other => other,
        })
    }

    /// The first county is opened at once, the others after it: each takes as long as its PIN's derivation.
    async fn unlock(self: &Arc<Self>, with: c::Unlock) -> Result<Reply, FailureReply> {
        self.lock_further().await;
        self.show(0);
        let (slot, pin) = (with.slot, with.pin.clone());
        let reply = self.home.handle(Command::Unlock(with)).await?;
        let closed = self.of(slot);
        if !closed.is_empty() {
            let inner = Arc::clone(self);
            tokio::spawn(async move {
                for app in closed.into_iter().filter_map(|one| one.app) {
                    if !inner.is_at_work(slot).await {
                        return;
                    }
                    inner.try_pin(slot, &app, &pin).await;
                }
            });
        }
        Ok(reply)
    }

    /// Opens a county with the PIN of the first one. A PIN that is wrong there is tried once, never again by itself; and nothing is opened
    /// for somebody who is not at work any more.
    async fn try_pin(&self, slot: u32, app: &App, pin: &str) {
        let Ok(session) = ask(app, c::SessionStatus {}).await else {
            return;
        };
        let untried = session.slots.first().is_some_and(|slot| slot.tries_left == MOST_TRIES);
        if !untried || session.stage != SessionStage::Locked {
            return;
        }
        let unlock = c::Unlock {
            slot: ONLY_SLOT,
            pin: pin.to_owned(),
        };
        let opened = ask(app, unlock).await;
        if let Err(failure) = opened {
            tracing::info!(code = ?failure.code, "a county is not opened by the PIN of the first one");
        }
        self.lock_if_away(slot, app).await;
        self.tell_list();
    }

    /// Locks a county that was opened while the device was being locked.
    async fn lock_if_away(&self, slot: u32, app: &App) {
        if !self.is_at_work(slot).await {
            let _ = app.handle(Command::Lock(c::Lock {})).await;
        }
    }

    async fn lock(&self) -> Result<Reply, FailureReply> {
        self.show(0);
        let reply = self.home.handle(Command::Lock(c::Lock {})).await;
        self.lock_further().await;
        reply
    }

    async fn lock_further(&self) {
        let apps: Vec<_> = self.further().iter().filter_map(|one| one.app.clone()).collect();
        for app in apps {
            let _ = app.handle(Command::Lock(c::Lock {})).await;
        }
    }

    /// Asks all; the answer is the one of the county that is shown.
    async fn all(&self, command: Command) -> Result<Reply, FailureReply> {
        let shown = self.shown();
        let mut apps = vec![(0, Arc::clone(&self.home))];
        apps.extend(
            self.further()
                .iter()
                .filter_map(|one| Some((one.number, one.app.clone()?))),
        );
        for (_, app) in apps.iter().filter(|(number, _)| *number != shown) {
            app.handle(command.clone()).await?;
        }
        self.shown_app().handle(command).await
    }

    async fn counties(&self) -> Result<view::Counties, FailureReply> {
        let me = self.me().await?;
        let mut counties = vec![own::row(self.home.shared(), 0).await.map_err(FailureReply::from)?];
        for one in self.of(me.slot) {
            counties.push(row(&one).await);
        }
        Ok(view::Counties {
            counties,
            shown: self.shown(),
            can_join: true,
        })
    }

    async fn join(self: &Arc<Self>, with: JoinCounty) -> Result<view::Counties, FailureReply> {
        let _one = self.joining.lock().await;
        let me = self.me().await?;
        let (slot, pin) = (me.slot, with.pin.clone());
        let proved = self
            .home
            .shared()
            .at_desk(move |desk| pin::try_pin(desk, slot, &pin).map(|_| ()));
        proved.await.map_err(FailureReply::from)?;
        let mut taken = Vec::new();
        for row in self.counties().await?.counties {
            taken.extend(area_of(row.state));
        }
        let (number, app) = match self.begun(slot) {
            Some(begun) => begun,
            None => self.begin(slot)?,
        };
        let enrol = c::Enrol {
            server: with.server,
            code: with.code,
            pin: with.pin,
            device_name: me.device_name,
        };
        let asked_for = AskedFor {
            role: Role::City,
            taken,
        };
        let enrolled = enrol::enrol(app.shared(), enrol, Some(asked_for)).await;
        enrolled.map_err(FailureReply::from)?;
        self.lock_if_away(slot, &app).await;
        if let Some(one) = self.further().iter_mut().find(|one| one.number == number) {
            one.fresh = false;
        }
        self.tell_list();
        self.counties().await
    }

    /// A folder whose enrolment is not finished.
    fn begun(&self, slot: u32) -> Option<(u32, Arc<App>)> {
        let further = self.further();
        let mut begun = further.iter().filter(|one| one.slot == slot && one.fresh);
        begun.find_map(|one| Some((one.number, one.app.clone()?)))
    }

    fn begin(self: &Arc<Self>, slot: u32) -> Result<(u32, Arc<App>), FailureReply> {
        let last = self.further().iter().map(|one| one.number).max().unwrap_or(0);
        let number = last.saturating_add(1);
        let folder = self.config.data_dir.join(FOLDER).join(format!("{slot}-{number}"));
        Ok((number, self.open(slot, number, folder)?))
    }

    /// One of the person's own counties.
    fn own(&self, me: &Me, number: u32) -> Result<Arc<App>, FailureReply> {
        let theirs = number == 0 || self.of(me.slot).iter().any(|one| one.number == number);
        let app = self.app(number).filter(|_| theirs);
        app.ok_or_else(|| Code::NotNow.into())
    }

    async fn go_to(&self, with: GoToCounty) -> Result<view::Counties, FailureReply> {
        let me = self.me().await?;
        let app = self.own(&me, with.number)?;
        if !is_open(&app).await {
            return Err(Code::Locked.into());
        }
        self.show(with.number);
        self.tell(everything());
        self.counties().await
    }

    async fn open_county(&self, with: OpenCounty) -> Result<view::Counties, FailureReply> {
        let me = self.me().await?;
        let app = self.own(&me, with.number)?;
        if with.number == 0 {
            return Err(Code::NotNow.into());
        }
        let (slot, pin) = (ONLY_SLOT, with.pin);
        match with.code {
            Some(code) => ask(&app, c::ResetPin { slot, code, pin }).await?,
            None => ask(&app, c::Unlock { slot, pin }).await?,
        };
        self.lock_if_away(me.slot, &app).await;
        self.tell_list();
        self.counties().await
    }

    async fn year(&self, with: CityYear) -> Result<view::CityYear, FailureReply> {
        let me = self.me().await?;
        let (mut years, mut closed) = (Vec::new(), 0_u32);
        years.push(year_of(&self.home, 0, with.day).await?);
        for one in self.of(me.slot) {
            match &one.app {
                Some(app) if is_open(app).await => years.push(year_of(app, one.number, with.day).await?),
                Some(_) | None => closed = closed.saturating_add(1),
            }
        }
        Ok(sum(with.day, years, closed))
    }
}

/// Nothing in particular is known, so screens ask for all.
fn everything() -> Event {
    Event {
        topics: EVERYTHING.to_vec(),
        entries: Vec::new(),
    }
}

async fn ask<A: Ask>(app: &App, ask: A) -> Result<A::Answer, FailureReply> {
    let attempted = || Code::Internal {
        attempted: "asking a county".to_owned(),
    };
    A::answer(app.handle(ask.into()).await?).ok_or_else(|| attempted().into())
}

async fn is_open(app: &App) -> bool {
    let session = ask(app, c::SessionStatus {}).await;
    session.is_ok_and(|session| matches!(session.stage, SessionStage::Open(_)))
}

async fn year_of(app: &App, number: u32, day: NaiveDate) -> Result<CountyYear, FailureReply> {
    let year = app.shared().at_desk(move |desk| own::year(desk, day)).await;
    let year = year.map_err(FailureReply::from)?;
    Ok(CountyYear { number, ..year })
}

async fn row(one: &Further) -> CountyRow {
    let damaged = CountyRow {
        number: one.number,
        server: String::new(),
        state: CountyState::Damaged,
    };
    match &one.app {
        Some(app) => own::row(app.shared(), one.number).await.unwrap_or(damaged),
        None => damaged,
    }
}

fn area_of(state: CountyState) -> Option<cunfa_core::Area> {
    match state {
        CountyState::Open { area, .. } => Some(area),
        CountyState::Closed { .. } | CountyState::Damaged => None,
    }
}

/// The folders of further counties, by number: slot, number, where.
fn found(data_dir: &Path) -> Vec<(u32, u32, PathBuf)> {
    let Ok(folders) = std::fs::read_dir(data_dir.join(FOLDER)) else {
        return Vec::new();
    };
    let mut found: Vec<_> = folders
        .filter_map(|folder| {
            let path = folder.ok()?.path();
            let (slot, number) = path.file_name()?.to_str()?.split_once('-')?;
            Some((slot.parse().ok()?, number.parse().ok()?, path))
        })
        .collect();
    found.sort_by_key(|(_, number, _)| *number);
    found
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_folders_named_after_a_slot_and_a_number_are_counties_and_they_come_in_the_order_they_were_taken_in() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["1-10", "2-9", "1-2", "x-1", "1", "1-"] {
            std::fs::create_dir_all(dir.path().join(FOLDER).join(name)).unwrap();
        }
        let numbers: Vec<_> = found(dir.path())
            .into_iter()
            .map(|(slot, number, _)| (slot, number))
            .collect();
        assert_eq!(numbers, [(1, 2), (2, 9), (1, 10)]);
        assert_eq!(found(&dir.path().join("nowhere")), []);
    }
}
