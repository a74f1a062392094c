//! One pass of sync over a bad wire, and the promise that is checked after each: nothing is green before the server has it.

use std::collections::BTreeSet;
use std::sync::Arc;

use cunfa_core::EntryId;
use cunfa_document::ChangeInfo;
use cunfa_evidence::act::SignedAct;
use cunfa_protocol::view::{Delivery, EntryRow, SyncOutcome};

use super::registers::is_officer;
use super::world::Most;
use super::{World, observe};
use crate::harness::{Fault, TestServer, raw};

/// What the server is known to hold; read on from where it was read last.
#[derive(Debug, Default)]
pub struct Held {
    sequence: u64,
    /// Hashes of changes and ids of acts.
    pub items: BTreeSet<Vec<u8>>,
}

impl Held {
    /// Reads what the log got since.
    ///
    /// # Errors
    /// When the log holds something unreadable.
    pub fn read_on(&mut self, server: &TestServer) -> Result<(), String> {
        for logged in server.log_after(self.sequence)? {
            let batch = logged
                .sealed
                .open()
                .map_err(|error| format!("a batch in the log: {error}"))?;
            for change in &batch.changes {
                self.items.insert(
                    ChangeInfo::read(change)
                        .map_err(|error| format!("a change in the log: {error}"))?
                        .hash
                        .0
                        .to_vec(),
                );
            }
            for act in &batch.acts {
                self.items.insert(
                    SignedAct::read(act)
                        .map_err(|error| format!("an act in the log: {error}"))?
                        .id()
                        .0
                        .to_vec(),
                );
            }
            self.sequence = logged.sequence;
        }
        Ok(())
    }
}

impl Most {
    fn of(rows: &[EntryRow], epoch: u64) -> Most {
        Most {
            rows: rows.len(),
            epoch,
            here: rows.iter().filter(|row| row.delivery != Delivery::NotHere).count(),
        }
    }
}

impl World {
    /// One pass over a bad wire; the program may be killed in it.
    ///
    /// # Errors
    /// A broken promise.
    pub async fn sync(&mut self, place: usize) -> Result<(), String> {
        let mut fates = self.dice.fork();
        let kind = self.dice.below(4);
        let link = &self.device(place)?.link;
        match kind {
            0 | 1 => link.always(Fault::None),
            2 => link.once(Fault::roll(&mut fates)),
            _ => link.fate(Box::new(move || Fault::roll(&mut fates))),
        }
        self.pass(place).await
    }

    /// One pass over the wire as it is.
    ///
    /// # Errors
    /// A broken promise.
    pub async fn pass(&mut self, place: usize) -> Result<(), String> {
        let device = self.device(place)?;
        let (app, link) = (device.app()?, Arc::clone(&device.link));
        let outcome = tokio::select! {
            biased;
            outcome = app.sync_pass() => Some(outcome),
            () = link.killed() => None,
        };
        drop(app);
        self.stats.passes += 1;
        match outcome {
            Some(outcome) => {
                self.tell(place, format!("syncs: {outcome:?}"));
                if !is_officer(place) {
                    self.came_to_an_end(place, outcome)?;
                }
            }
            None => {
                self.tell(place, "is killed in the middle of a pass");
                self.crash(place).await?;
            }
        }
        self.check_shown(place).await
    }

    /// What a seat shows is true; an officer has no entries to show.
    ///
    /// # Errors
    /// A broken promise.
    pub(super) async fn check_shown(&mut self, place: usize) -> Result<(), String> {
        if is_officer(place) {
            return Ok(());
        }
        self.check_green(place).await?;
        self.check_photos(place).await
    }

    /// A pass ended like this.
    pub(super) fn came_to_an_end(&mut self, place: usize, outcome: SyncOutcome) -> Result<(), String> {
        if outcome != SyncOutcome::Done {
            return Ok(());
        }
        let seat = self.seat_mut(place)?;
        seat.settled = true;
        if std::mem::take(&mut seat.rescoped) {
            seat.most = Most::default();
        }
        if self.is_rescoped(place)? {
            self.check_forgotten(place)
        } else {
            Ok(())
        }
    }

    /// Everything this device shows as delivered is on the server at this instant, and no entry has gone from it. A device that
    /// has not heard yet that the server was put back from a backup is only asked for the latter.
    ///
    /// # Errors
    /// What is green too early, or gone.
    pub async fn check_green(&mut self, place: usize) -> Result<(), String> {
        self.held.read_on(&self.scene.server)?;
        let device = &self.seat(place)?.device;
        let rows = observe::rows(device).await?;
        let mut green: BTreeSet<EntryId> = rows
            .iter()
            .filter(|row| row.delivery == Delivery::Delivered)
            .map(|row| row.entry)
            .collect();
        let needs = observe::needs(device).await?.into_iter().map(|view| view.row);
        let delivered = needs.filter(|row| row.delivery == Delivery::Delivered);
        green.extend(delivered.map(|row| row.id));
        let epoch = device.epoch().await?;
        let current = epoch == self.scene.server.epoch()?;
        for (entry, item) in raw::items(device.folder())? {
            if current && green.contains(&entry) && !self.held.items.contains(&item) {
                return Err(format!(
                    "{entry} is shown as delivered but the server lacks something of it"
                ));
            }
        }
        let told: Vec<&EntryRow> = rows.iter().filter(|row| row.delivery == Delivery::NotHere).collect();
        if let Some(row) = self.dice.pick(&told).copied() {
            self.check_told(place, row).await?;
        }
        self.stats.told += told.len();
        let pale: Vec<EntryId> = rows
            .iter()
            .filter(|row| row.delivery != Delivery::NotHere && !green.contains(&row.entry))
            .map(|row| row.entry)
            .collect();
        if let Some(entry) = self.dice.pick(&pale).copied().filter(|_| current) {
            let view = self
                .seat(place)?
                .device
                .entry(entry)
                .await
                .map_err(|code| format!("opening {entry}: {code:?}"))?;
            let early = view
                .acts
                .iter()
                .find(|act| act.delivered && !self.held.items.contains(act.act.id.as_bytes()));
            if let Some(act) = early {
                return Err(format!(
                    "{entry}: act {} is shown as delivered but the server lacks it",
                    act.act.id
                ));
            }
        }
        let seat = self.seat_mut(place)?;
        let (most, now) = (seat.most, Most::of(&rows, epoch));
        // Of what only an index told, a log that began anew may know nothing yet.
        if !seat.rescoped && (now.here < most.here || now.epoch == most.epoch && now.rows < most.rows) {
            return Err(format!("{} had {most:?} entries and has {now:?}", seat.name));
        }
        seat.most = Most {
            rows: if now.epoch == most.epoch {
                now.rows.max(most.rows)
            } else {
                now.rows
            },
            epoch,
            here: now.here.max(most.here),
        };
        Ok(())
    }

    /// The program ends as if killed, or the power is cut; then it is opened and unlocked again.
    ///
    /// # Errors
    /// When it does not open again.
    pub async fn crash(&mut self, place: usize) -> Result<(), String> {
        self.stats.crashes += 1;
        let plug = self.dice.percent(50);
        self.tell(place, if plug { "loses power" } else { "is restarted" });
        let device = self.device_mut(place)?;
        if plug {
            device.pull_the_plug()?
        } else {
            device.restart()?
        }
        let unlocked = device.unlock(0).await;
        unlocked
            .map(|_| ())
            .map_err(|code| format!("after a crash it does not unlock: {code:?}"))
    }
}
