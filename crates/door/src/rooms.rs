//! The browsers' apps: one folder and one app each, opened when its browser asks, locked and closed when nobody does. A folder is made when an
//! enrolment begins and goes again when the server says no, so that visitors leave nothing behind.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use cunfa_client::{App, AppConfig, ByPage, SystemRandom, SystemRoom};
use cunfa_protocol::command::{Enrol, Lock};
use cunfa_protocol::{Code, Command, FailureReply, Reply};

use crate::half::Half;
use crate::{DoorConfig, DoorError};

/// Stands in the folder of every device that is enrolled.
const ENROLLED: &str = "device.json";
/// How long an enrolment that was begun may wait for its end: as long as a code is good.
const BEGUN: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// After this many times the idle time an app is closed: the key of its file leaves the memory.
const CLOSED_AFTER: u32 = 4;
/// What is unsent has so long before its app is closed.
const LAST_PASS: Duration = Duration::from_secs(30);
/// Where people are, whatever the server's clock says: China has one time.
const UTC_OFFSET_MINUTES: i32 = 8 * 60;

/// Every app that is open.
pub(crate) struct Rooms {
    config: DoorConfig,
    open: Mutex<HashMap<String, Room>>,
    joining: tokio::sync::Mutex<()>,
}

struct Room {
    app: Arc<App>,
    /// When its browser asked last.
    asked: Instant,
    /// Since when it is open for somebody.
    since: Option<Instant>,
}

/// What an enrolment came to, and the half the browser keeps from now on.
pub(crate) struct Joined {
    pub(crate) result: Result<Reply, FailureReply>,
    pub(crate) half: Option<Half>,
}

impl Joined {
    fn failed(failure: impl Into<FailureReply>) -> Joined {
        Joined {
            result: Err(failure.into()),
            half: None,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Due {
    Lock,
    Close,
}

impl Rooms {
    /// Rooms in the folder of the configuration, with what was begun there too long ago removed.
    pub(crate) fn new(config: DoorConfig) -> Result<Rooms, DoorError> {
        make(&config.devices)
            .and_then(|()| sweep(&config.devices))
            .map_err(|error| DoorError::Devices {
                folder: config.devices.display().to_string(),
                error,
            })?;
        Ok(Rooms {
            config,
            open: Mutex::default(),
            joining: tokio::sync::Mutex::new(()),
        })
    }

    /// The app of the browser that holds this half; none when it has no device here.
    ///
    /// # Errors
    /// When its files cannot be opened, or too many are open and busy.
    pub(crate) fn find(&self, half: &Half, now: Instant) -> Result<Option<Arc<App>>, FailureReply> {
        let (name, mut open) = (half.folder(), self.open());
        if let Some(room) = open.get_mut(&name) {
            room.asked = now;
            return Ok(Some(Arc::clone(&room.app)));
        }
        let folder = self.config.devices.join(&name);
        if !folder.is_dir() {
            return Ok(None);
        }
        make_place(&mut open, self.config.most)?;
        let app = Arc::new(App::open(self.app_config(folder, half))?);
        tokio::spawn(Arc::clone(&app).run());
        let room = Room {
            app: Arc::clone(&app),
            asked: now,
            since: None,
        };
        open.insert(name, room);
        Ok(Some(app))
    }

    fn app_config(&self, data_dir: PathBuf, half: &Half) -> AppConfig {
        AppConfig {
            data_dir,
            cost: Some(self.config.cost),
            demo: false,
            hands_in: false,
            clock: Arc::new(cunfa_client::SystemClock),
            deriver: Arc::new(half.clone()),
            random: Arc::new(SystemRandom),
            link: Arc::clone(&self.config.link),
            room: Arc::new(SystemRoom),
            sticks: Arc::new(ByPage),
            utc_offset_minutes: Some(UTC_OFFSET_MINUTES),
        }
    }

    /// Enrols a browser: one that began before goes on with its half, another gets one. When the server did not take it, nothing stays.
    pub(crate) async fn join(&self, began: Option<Half>, with: Enrol, now: Instant) -> Joined {
        let _one = self.joining.lock().await;
        let fresh = began.is_none();
        let half = match began.map_or_else(Half::draw, Ok) {
            Ok(half) => half,
            Err(_) => return Joined::failed(internal("drawing a browser's half")),
        };
        let folder = self.config.devices.join(half.folder());
        if make(&folder).is_err() {
            return Joined::failed(internal("making a browser's folder"));
        }
        let result = match self.find(&half, now) {
            Ok(Some(app)) => app.handle(Command::Enrol(with)).await,
            Ok(None) => Err(internal("opening a browser's folder").into()),
            Err(failure) => Err(failure),
        };
        let refused = result.as_ref().is_err_and(|failure| was_not_taken(&failure.code));
        if fresh && refused {
            self.open().remove(&half.folder());
            if fs::remove_dir_all(&folder).is_err() {
                tracing::warn!("the folder of an enrolment that was refused stays until it is swept");
            }
            return Joined { result, half: None };
        }
        if result.is_ok() {
            self.entered(&half, now);
        }
        Joined {
            result,
            half: Some(half),
        }
    }

    /// Somebody gave a PIN: their session begins.
    pub(crate) fn entered(&self, half: &Half, now: Instant) {
        if let Some(room) = self.open().get_mut(&half.folder()) {
            room.since = Some(now);
        }
    }

    /// Locks what nobody uses and what was open too long, and closes what nobody used for long. What was typed is in the device's file.
    pub(crate) async fn tidy(&self, now: Instant) {
        for (name, app, due) in self.due(now) {
            if app.handle(Command::Lock(Lock {})).await.is_err() {
                tracing::warn!("a browser's device could not be locked");
            }
            if due == Due::Close && tokio::time::timeout(LAST_PASS, app.sync_pass()).await.is_err() {
                tracing::warn!("a browser's device is closed before everything went up");
            }
            drop(app);
            self.settle(&name, due, now);
        }
    }

    fn due(&self, now: Instant) -> Vec<(String, Arc<App>, Due)> {
        let due = |room: &Room| {
            let idle = now.saturating_duration_since(room.asked);
            let over = |since: Instant| now.saturating_duration_since(since) >= self.config.session;
            if idle >= self.config.idle * CLOSED_AFTER {
                Some(Due::Close)
            } else if room.since.is_some_and(|since| idle >= self.config.idle || over(since)) {
                Some(Due::Lock)
            } else {
                None
            }
        };
        let open = self.open();
        let each = open.iter().filter_map(|(name, room)| Some((name, room, due(room)?)));
        each.map(|(name, room, due)| (name.clone(), Arc::clone(&room.app), due))
            .collect()
    }

    fn settle(&self, name: &str, due: Due, now: Instant) {
        let mut open = self.open();
        let Some(room) = open.get_mut(name) else { return };
        room.since = room.since.filter(|since| *since > now);
        // Who asked meanwhile has it open again.
        if due == Due::Close && room.asked <= now && is_idle(room) {
            open.remove(name);
        }
    }

    fn open(&self) -> MutexGuard<'_, HashMap<String, Room>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether nobody but the list holds the app.
fn is_idle(room: &Room) -> bool {
    Arc::strong_count(&room.app) == 1
}

/// Closes the app that was not asked for longest, when there are as many as there may be.
fn make_place(open: &mut HashMap<String, Room>, most: usize) -> Result<(), FailureReply> {
    if open.len() < most {
        return Ok(());
    }
    let idle = open.iter().filter(|(_, room)| is_idle(room));
    let oldest = idle.min_by_key(|(_, room)| room.asked).map(|(name, _)| name.clone());
    let name = oldest.ok_or(Code::NoNetwork)?;
    open.remove(&name);
    Ok(())
}

/// Whether the server certainly did not take the enrolment, or was not asked.
fn was_not_taken(code: &Code) -> bool {
    !matches!(
        code,
        Code::NoNetwork | Code::NotOurServer | Code::DiskFull | Code::OtherNewPin | Code::Internal { .. }
    )
}

fn internal(attempted: &str) -> Code {
    Code::Internal {
        attempted: attempted.to_owned(),
    }
}

/// Makes a folder that nobody else on the machine may look into.
fn make(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Removes enrolments that were begun and never ended.
fn sweep(devices: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(devices)?.flatten() {
        let folder = entry.path();
        let is_ours = entry.file_name().len() == 64 && folder.is_dir();
        let age = entry.metadata().and_then(|meta| meta.modified()).map(|at| at.elapsed());
        let is_old = matches!(age, Ok(Ok(age)) if age >= BEGUN);
        if is_ours && is_old && !folder.join(ENROLLED).exists() {
            fs::remove_dir_all(&folder)?;
        }
    }
    Ok(())
}
