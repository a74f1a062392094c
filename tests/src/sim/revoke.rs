//! A device is lost, and the county closes it. Whoever has it goes on writing: all of that goes to the quarantine.

use super::World;
use super::world::Backup;

/// A device that was closed.
#[derive(Debug, Clone, Copy)]
pub struct Closed {
    /// Its seat.
    pub place: usize,
    /// The last sequence of the log then.
    pub sequence: u64,
}

impl World {
    /// The county revokes a device, once in a run, and not between a backup and the day it is put back: whoever puts it back would have to
    /// revoke the device again, and nobody here does. A device that did not give a server that was put back what that lacks is not lost yet.
    /// What was parked there because of a lost village goes to the quarantine too. Nor where readers give back what its writer forgot: that
    /// would go to the quarantine, and what was decided over it would stay parked.
    pub(super) fn revoke(&mut self, place: usize) -> Result<(), String> {
        let settled = match self.backup {
            Backup::None => true,
            Backup::Made { .. } => false,
            Backup::PutBack => self.seat(place)?.settled,
        };
        if self.closed.is_some() || self.relied || !settled {
            return Ok(());
        }
        let server = &self.scene.server;
        let device = self.seat(place)?.device.id()?;
        let sequence = server.log()?.last().map_or(0, |batch| batch.sequence);
        server.revoke(device)?;
        self.closed = Some(Closed { place, sequence });
        self.stats.revoked += 1;
        self.tell(place, "is lost, and revoked");
        Ok(())
    }

    /// Whether the device of this seat was closed.
    #[must_use]
    pub fn is_closed(&self, place: usize) -> bool {
        self.closed.is_some_and(|closed| closed.place == place)
    }
}
