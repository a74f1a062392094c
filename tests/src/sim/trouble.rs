//! What goes wrong beside the wire: disks that fail or fill up, clocks that jump, a server that is restarted.

use std::collections::{BTreeMap, BTreeSet};

use cunfa_core::BatchId;
use cunfa_server::db::LogBatch;
use cunfa_store::Step;

use super::step::TABLET;
use super::sync::Held;
use super::world::Backup;
use super::{World, observe};
use crate::harness::clock::{DAY_MS, MINUTE_MS, START_MS, YEAR_MS};
use crate::harness::raw;

impl World {
    /// The disk fails in the middle of something: it is carried out whole or not at all.
    pub(super) async fn broken(&mut self, place: usize) -> Result<(), String> {
        let before = observe::rows(&self.seat(place)?.device).await?.len();
        if self.dice.percent(50) {
            let step = self.dice.pick(&Step::ALL).copied().unwrap_or(Step::Commit);
            self.seat(place)?.device.break_at(step).await?;
            self.tell(place, format!("will fail at {step:?}"));
        } else {
            let pages = u32::try_from(self.dice.below(4)).unwrap_or(0);
            self.seat(place)?.device.fill_disk(pages).await?;
            self.tell(place, format!("has {pages} pages left on its disk"));
        }
        let outcome = match self.dice.below(6) {
            0 | 1 => self.write(place).await,
            2 => self.change(place).await,
            3 if place == TABLET => self.sign().await,
            4 => self.photos(place).await,
            _ => self.sync(place).await,
        };
        match outcome {
            Err(fault) if fault.contains("DiskFull") || fault.contains("Internal") => {
                self.tell(place, format!("did not do it: {fault}"));
                if self.dice.percent(50) {
                    // Once broken the step is whole again; the program goes on as if somebody had made room.
                    self.seat(place)?.device.fill_disk(1_000_000).await?;
                } else {
                    self.crash(place).await?;
                }
                let after = observe::rows(&self.seat(place)?.device).await?.len();
                if after == before {
                    Ok(())
                } else {
                    Err(format!("{before} entries before, {after} after: {fault}"))
                }
            }
            Err(fault) => Err(fault),
            Ok(()) => self.crash(place).await,
        }
    }

    pub(super) fn jump(&mut self, place: usize) -> Result<(), String> {
        let choices = [-3 * YEAR_MS, -60 * MINUTE_MS, 0, DAY_MS, YEAR_MS, 3 * YEAR_MS];
        let to = START_MS + self.dice.pick(&choices).copied().unwrap_or(0);
        let clock = &self.device(place)?.clock;
        clock.advance(to - clock.ms());
        let passed = [MINUTE_MS, DAY_MS, 2 * DAY_MS, -90 * MINUTE_MS];
        let passed = self.dice.pick(&passed).copied().unwrap_or(MINUTE_MS);
        self.scene.server.clock.advance(passed);
        self.tell(place, "has its clock changed, and so has the server");
        Ok(())
    }

    pub(super) fn restart_server(&mut self) -> Result<(), String> {
        // By and by a day has passed, and there is another root to be made.
        self.scene.server.clock.advance(DAY_MS);
        self.tell(usize::MAX, "is restarted");
        self.scene.server.restart()
    }

    /// The server's file is copied; the next time it is put back, as after a broken disk, and the server is told so. What it got
    /// between is on the devices: on those of whoever wrote it, or on others'.
    pub(super) async fn restore(&mut self) -> Result<(), String> {
        // A backup from before a revocation would have to be put back by somebody who revokes again.
        if self.closed.is_some() {
            return Ok(());
        }
        if matches!(self.backup, Backup::Made { .. }) && self.dice.percent(50) {
            self.forget_before().await?;
        }
        match std::mem::replace(&mut self.backup, Backup::PutBack) {
            Backup::None => {
                self.backup = Backup::Made {
                    file: self.scene.server.backup()?,
                    scopes: self.scopes.clone(),
                };
                self.tell(usize::MAX, "is backed up");
            }
            Backup::Made { file, scopes } => {
                let before = self.scene.server.log()?;
                let server = &self.scene.server;
                server.put_back(&file)?;
                server.begin_anew(server.clock.ms())?;
                self.held = Held::default();
                self.seats.iter_mut().for_each(|seat| seat.settled = false);
                self.stats.restored += 1;
                self.tell(usize::MAX, "is put back from its backup");
                self.stats.orphans += self.orphans(&before)?;
                self.scopes_of_then(scopes)?;
            }
            Backup::PutBack => {}
        }
        Ok(())
    }

    /// How many batches of the log before are not in the log as it is now, nor on the device that made them.
    fn orphans(&self, before: &[LogBatch]) -> Result<usize, String> {
        let now = self.scene.server.log()?;
        let now: BTreeSet<BatchId> = now.iter().map(|batch| batch.sealed.id()).collect();
        let mut makers = BTreeMap::new();
        for seat in &self.seats {
            makers.insert(seat.device.id()?, raw::held(seat.device.folder())?.entries);
        }
        let mut orphans = 0;
        let entries = before.iter().filter(|batch| !batch.village.is_seat());
        for lost in entries.filter(|batch| !now.contains(&batch.sealed.id())) {
            let batch = lost
                .sealed
                .open()
                .map_err(|error| format!("a batch in the log: {error}"))?;
            let maker = makers.get(&batch.device);
            orphans += usize::from(!maker.is_some_and(|held| held.contains_key(&batch.entry)));
        }
        Ok(orphans)
    }

    pub(super) fn late(&mut self, place: usize) -> Result<(), String> {
        self.device(place)?.link.deliver_late();
        self.tell(place, "has its late requests delivered");
        Ok(())
    }
}
