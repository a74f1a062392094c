//! One pass of sync over a bad wire, and the promise that is checked after each: nothing is green before the server has it.

use std::sync::Arc;

use cunfa_core::EntryId;
use cunfa_protocol::view::{Delivery, EntryView};

use super::World;
use super::observe::{self, LogIndex};
use crate::harness::{Fault, raw};

impl World {
    /// One pass; the program may be killed in it.
    ///
    /// # Errors
    /// A broken promise.
    pub async fn sync(&mut self, place: usize) -> Result<(), String> {
        let mut fates = self.dice.fork();
        let kind = self.dice.below(3);
        let seat = self.seat(place)?;
        match kind {
            0 => seat.device.link.always(Fault::None),
            1 => seat.device.link.once(Fault::roll(&mut fates)),
            _ => seat.device.link.fate(Box::new(move || Fault::roll(&mut fates))),
        }
        let (app, link) = (seat.device.app()?, Arc::clone(&seat.device.link));
        let outcome = tokio::select! {
            biased;
            outcome = app.sync_pass() => Some(outcome),
            () = link.killed() => None,
        };
        drop(app);
        self.stats.passes += 1;
        match outcome {
            Some(outcome) => self.tell(place, format!("syncs: {outcome:?}")),
            None => {
                self.tell(place, "is killed in the middle of a pass");
                self.crash(place).await?;
            }
        }
        self.check_green(place).await
    }

    /// Everything this device shows as delivered is on the server at this instant, and no entry has gone from it.
    ///
    /// # Errors
    /// What is green too early, or gone.
    pub async fn check_green(&mut self, place: usize) -> Result<(), String> {
        let log = LogIndex::of(&self.scene.server)?;
        let device = &self.seat(place)?.device;
        let views = observe::views(device).await?;
        let green = |view: &&EntryView| view.row.delivery == Delivery::Delivered;
        let delivered: Vec<EntryId> = views.values().filter(green).map(|view| view.row.entry).collect();
        for (entry, heads) in raw::heads(device.folder(), &delivered)? {
            if heads.is_empty() || !log.holds(entry, &heads) {
                return Err(format!("{entry} is shown as delivered but the server lacks a change"));
            }
        }
        for view in views.values() {
            let entry = view.row.entry;
            for act in view.acts.iter().filter(|act| act.delivered && !log.acts.contains(&act.act.id)) {
                return Err(format!("act {} of {entry} is shown as delivered but the server lacks it", act.act.id));
            }
            let all = view.acts.iter().all(|act| log.acts.contains(&act.act.id));
            if green(&view) && !all {
                return Err(format!("{entry} is shown as delivered but the server lacks an act"));
            }
        }
        let count = u32::try_from(views.len()).unwrap_or(u32::MAX);
        let seat = self.seat_mut(place)?;
        if count < seat.most {
            return Err(format!("{} had {} entries and has {count}", seat.name, seat.most));
        }
        seat.most = count;
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
        let seat = self.seat_mut(place)?;
        if plug { seat.device.pull_the_plug()? } else { seat.device.restart()? }
        let unlocked = seat.device.unlock(0).await;
        unlocked.map(|_| ()).map_err(|code| format!("after a crash it does not unlock: {code:?}"))
    }
}
