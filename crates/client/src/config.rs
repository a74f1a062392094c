//! What an app is opened with. Everything that differs between a person's device, a test and a simulation is here.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime};
use cunfa_evidence::pin::Cost;

use crate::attachments::room::{Room, SystemRoom};
use crate::clock::{Clock, SystemClock};
use crate::courier::sticks::{Sticks, SystemSticks};
use crate::deriver::{Deriver, SystemDeriver};
use crate::link::{HttpLink, Link, LinkError};
use crate::random::{Random, SystemRandom};

/// Configuration of one app.
#[derive(Clone)]
pub struct AppConfig {
    /// Folder of the device's files; made when it is not there.
    pub data_dir: PathBuf,
    /// Argon2id cost for new PINs; PINs already set keep the cost they were set with. `None`: what this device is measured
    /// for; a PIN whose derivation takes less than [`cunfa_evidence::tuning::LEAST_MS`] gets what it is measured for then.
    pub cost: Option<Cost>,
    /// Whether this is a demo: the network switch works and is shown.
    pub demo: bool,
    /// Whether the file is another device's, from a backup, and only hands in what it says: whoever has it has the log already.
    pub hands_in: bool,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Derivation of PINs' keys.
    pub deriver: Arc<dyn Deriver>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// The way to the server.
    pub link: Arc<dyn Link>,
    /// What is left on the disk.
    pub room: Arc<dyn Room>,
    /// Where couriers' files are put and found.
    pub sticks: Arc<dyn Sticks>,
    /// Minutes east of UTC for civil dates and times, when not the system's time zone.
    pub utc_offset_minutes: Option<i32>,
}

impl AppConfig {
    /// For a person's device.
    ///
    /// # Errors
    /// When the system's TLS cannot be set up.
    pub fn real(data_dir: PathBuf) -> Result<AppConfig, LinkError> {
        Ok(AppConfig {
            data_dir,
            cost: None,
            demo: false,
            hands_in: false,
            clock: Arc::new(SystemClock),
            deriver: Arc::new(SystemDeriver),
            random: Arc::new(SystemRandom),
            link: Arc::new(HttpLink::new()?),
            room: Arc::new(SystemRoom),
            sticks: Arc::new(SystemSticks),
            utc_offset_minutes: None,
        })
    }

    /// Civil date and time where the device is.
    #[must_use]
    pub fn local(&self) -> NaiveDateTime {
        let shifted = |minutes: i32| {
            let utc = DateTime::from_timestamp_millis(self.clock.now_ms())?.naive_utc();
            utc.checked_add_signed(Duration::minutes(i64::from(minutes)))
        };
        self.utc_offset_minutes
            .and_then(shifted)
            .unwrap_or_else(|| self.clock.local())
    }

    /// Civil date and time where the device is, of a time in ms since 1970.
    #[must_use]
    pub fn local_at(&self, ms: i64) -> NaiveDateTime {
        let local = self.local();
        let ahead = local.and_utc().timestamp_millis().saturating_sub(self.clock.now_ms());
        let at = DateTime::from_timestamp_millis(ms.saturating_add(ahead));
        at.map_or(local, |at| at.naive_utc())
    }

    /// The civil date where the device is, of a time by its clock in ms since 1970.
    #[must_use]
    pub fn day_of(&self, ms: i64) -> NaiveDate {
        self.local_at(ms).date()
    }
}
