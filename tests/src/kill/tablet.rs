//! The app of a device of the kill test: opened, enrolled, asked, brought to rest.

use std::path::PathBuf;
use std::sync::Arc;

use cunfa_client::{App, AppConfig};
use cunfa_evidence::pin::Cost;
use cunfa_protocol::command as c;
use cunfa_protocol::view::SyncOutcome;
use cunfa_protocol::{Ask, Code};

use crate::harness::device::PIN;

/// Passes until a device must be at rest when nobody disturbs it.
const QUIET_PASSES: usize = 40;

/// The real app on its real file and link.
pub struct Tablet {
    /// Its number.
    pub place: usize,
    /// The app.
    pub app: Arc<App>,
}

impl Tablet {
    /// Opens the app. `folder` holds its data.
    ///
    /// # Errors
    /// When it does not open.
    pub fn open(place: usize, folder: PathBuf) -> Result<Tablet, String> {
        let real = AppConfig::real(folder).map_err(|error| format!("setting up the link: {error}"))?;
        let cost = Some(Cost::TEST);
        let app = App::open(AppConfig { cost, ..real }).map_err(|error| format!("opening the app: {error:?}"))?;
        Ok(Tablet {
            place,
            app: Arc::new(app),
        })
    }

    /// Asks through the one door.
    ///
    /// # Errors
    /// The failure's code.
    pub async fn ask<A: Ask>(&self, ask: A) -> Result<A::Answer, Code> {
        let reply = self.app.handle(ask.into()).await.map_err(|failure| failure.code)?;
        A::answer(reply).ok_or(Code::NotNow)
    }

    /// Enrols people, one code each, and ends.
    ///
    /// # Errors
    /// The first refusal.
    pub async fn enrol(&self, url: &str, codes: &[String]) -> Result<(), String> {
        let pin = || PIN.to_owned();
        for (place, code) in codes.iter().cloned().enumerate() {
            let (server, device_name) = (url.to_owned(), format!("device {}", self.place));
            let enrolled = if place == 0 {
                self.ask(c::Enrol {
                    server,
                    code,
                    pin: pin(),
                    device_name,
                })
                .await
            } else {
                self.ask(c::AddPerson { code, pin: pin() }).await
            };
            enrolled.map_err(|code| format!("enrolling: {code:?}"))?;
        }
        Ok(())
    }

    /// The slot of the person who was enrolled as the first, second, … (from 0).
    ///
    /// # Errors
    /// When there is none.
    pub async fn slot(&self, person: usize) -> Result<u32, String> {
        let session = self.ask(c::SessionStatus {}).await;
        let session = session.map_err(|code| format!("{code:?}"))?;
        let slot = session.slots.get(person).ok_or("nobody of that number on the device")?;
        Ok(slot.slot)
    }

    /// Opens the device for the person who was enrolled as the first, second, … (from 0).
    ///
    /// # Errors
    /// When the app refuses.
    pub async fn unlock(&self, person: usize) -> Result<(), String> {
        let (slot, pin) = (self.slot(person).await?, PIN.to_owned());
        let unlocked = self.ask(c::Unlock { slot, pin }).await;
        unlocked.map(|_| ()).map_err(|code| format!("unlocking: {code:?}"))
    }

    /// Syncs until nothing waits.
    ///
    /// # Errors
    /// When it does not come to rest.
    pub async fn quiet(&self) -> Result<(), String> {
        self.unlock(0).await?;
        for _ in 0..QUIET_PASSES {
            let outcome = self.app.sync_pass().await;
            let sync = self.ask(c::SyncStatus {}).await.map_err(|code| format!("{code:?}"))?;
            if outcome == SyncOutcome::Done && sync.unsent == 0 {
                return Ok(());
            }
        }
        Err("the line is good, yet something waits".to_owned())
    }
}
