//! Sticks that are plugged into a device and pulled out again: folders.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use cunfa_client::{Stick, Sticks};

/// What is plugged in now.
#[derive(Debug, Default)]
pub struct TestSticks(Mutex<Vec<Stick>>);

impl TestSticks {
    fn now(&self) -> MutexGuard<'_, Vec<Stick>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Plugs one in.
    pub fn plug(&self, folder: PathBuf) {
        self.now().push(Stick {
            folder,
            name: "U盘".to_owned(),
            is_stick: true,
        });
    }

    /// Pulls all out.
    pub fn pull(&self) {
        self.now().clear();
    }
}

impl Sticks for TestSticks {
    fn places(&self) -> Vec<Stick> {
        self.now().clone()
    }
}
