//! Scopes become other ones and come back. Whoever synced since holds nothing of a village that nobody on the device may read any more, but
//! what was written there and is not receipted; at the end everybody has their villages again, and with them everything.

use std::collections::BTreeMap;

use cunfa_core::{Action, Area, EntryId, VillageCode, may};
use cunfa_protocol::view::SyncOutcome;

use super::World;
use super::observe::LogIndex;
use super::step::{DESK, LAPTOP};
use super::world::Backup;
use crate::harness::{Fault, Who, raw, scene};

/// The scopes that are given beside everybody's own.
const OTHERS: [(Who, &[&str]); 6] = [
    (Who::Counsel, &[scene::VILLAGE]),
    (Who::Counsel, &[scene::SECOND]),
    (Who::Counsel, &[scene::SECOND, scene::OTHERS]),
    (Who::SecondCounsel, &[scene::OTHERS]),
    (Who::Office, &[scene::VILLAGE]),
    (Who::Office, &[scene::SECOND, scene::OTHERS]),
];

impl World {
    /// Somebody gets another scope, or their own again. Between a backup and the day it is put back only when the desk has all that there is,
    /// and the office keeps its scope from then on: what nobody holds, nobody can give back.
    pub(super) async fn rescope(&mut self) -> Result<(), String> {
        let Some((who, codes)) = self.dice.pick(&OTHERS).copied() else {
            return Ok(());
        };
        let between = matches!(self.backup, Backup::Made { .. });
        if who == Who::Office && (between || self.relied) {
            return Ok(());
        }
        if between && !self.desk_has_all().await? {
            return Ok(());
        }
        self.relied |= between;
        let own = self.scopes.iter().any(|(whose, _)| *whose == who) && self.dice.percent(50);
        let areas = if own {
            who.person().scope
        } else {
            codes.iter().filter_map(|code| code.parse().ok()).collect()
        };
        self.give(who, areas)
    }

    /// Whether the desk has all that the server has, with every photo.
    async fn desk_has_all(&mut self) -> Result<bool, String> {
        if self.is_closed(DESK) || self.is_rescoped(DESK)? {
            return Ok(false);
        }
        let desk = &self.seat(DESK)?.device;
        desk.link.always(Fault::None);
        let outcome = desk.sync().await?;
        self.came_to_an_end(DESK, outcome)?;
        self.tell(DESK, format!("has all there is: {outcome:?}"));
        Ok(outcome == SyncOutcome::Done)
    }

    /// Just before the disk breaks the counsel's work of a village goes to the server, the counsel loses the village, and the laptop forgets
    /// it.
    pub(super) async fn forget_before(&mut self) -> Result<(), String> {
        if self.scopes.iter().any(|(who, _)| *who == Who::Counsel) {
            return Ok(());
        }
        self.write(LAPTOP).await?;
        self.seat(LAPTOP)?.device.link.always(Fault::None);
        self.pass(LAPTOP).await?;
        if !self.desk_has_all().await? {
            return Ok(());
        }
        self.relied = true;
        let left = self.dice.pick(&[scene::VILLAGE, scene::SECOND]).copied();
        let left = left.and_then(|code| code.parse().ok());
        self.give(Who::Counsel, left.into_iter().collect())?;
        self.pass(LAPTOP).await
    }

    /// The server came from a backup, and with it the scopes of then. The county makes its changes again, or nobody thinks of them.
    pub(super) fn scopes_of_then(&mut self, then: Vec<(Who, Vec<Area>)>) -> Result<(), String> {
        let now = std::mem::replace(&mut self.scopes, then);
        let again = self.dice.percent(50);
        for who in Who::ALL {
            let of = |scopes: &[(Who, Vec<Area>)]| {
                let given = scopes.iter().find(|(whose, _)| *whose == who);
                given.map_or_else(|| who.person().scope, |(_, areas)| areas.clone())
            };
            let (had, has) = (of(&now), of(&self.scopes));
            if had == has {
                continue;
            }
            for seat in self.seats.iter_mut().filter(|seat| seat.people.contains(&who)) {
                seat.rescoped = true;
            }
            if again {
                self.give(who, had)?;
            }
        }
        Ok(())
    }

    /// Gives somebody these areas.
    ///
    /// # Errors
    /// The server's.
    pub fn give(&mut self, who: Who, areas: Vec<Area>) -> Result<(), String> {
        self.scene.server.rescope(who.person().id, areas.clone())?;
        for seat in self.seats.iter_mut().filter(|seat| seat.people.contains(&who)) {
            seat.rescoped = true;
        }
        self.told
            .push(format!("{:>3} {who:?} now has {areas:?}", self.told.len()));
        self.scopes.retain(|(whose, _)| *whose != who);
        if areas != who.person().scope {
            self.scopes.push((who, areas));
            self.stats.shrunk += 1;
        }
        Ok(())
    }

    /// Everybody has their own scope again.
    pub(super) fn give_back(&mut self) -> Result<(), String> {
        for (who, _) in self.scopes.clone() {
            self.give(who, who.person().scope)?;
        }
        Ok(())
    }

    /// Whether somebody on the seat has another scope than their own.
    pub(super) fn is_rescoped(&self, place: usize) -> Result<bool, String> {
        let people = &self.seat(place)?.people;
        Ok(self.scopes.iter().any(|(who, _)| people.contains(who)))
    }

    /// Where anybody on the seat may read.
    fn readable(&self, place: usize) -> Result<Vec<Area>, String> {
        let of = |who: &Who| {
            let given = self.scopes.iter().find(|(whose, _)| whose == who);
            given.map_or_else(|| who.person().scope, |(_, areas)| areas.clone())
        };
        let people = self.seat(place)?.people.iter();
        let readers = people.filter(|who| may(who.person().role, Action::ReadEntry));
        Ok(readers.flat_map(of).collect())
    }

    /// A device that synced holds nothing of a village that nobody on it may read, but entries of which something written there is the last
    /// copy.
    ///
    /// # Errors
    /// What it holds.
    pub fn check_forgotten(&mut self, place: usize) -> Result<(), String> {
        let areas = self.readable(place)?;
        let seat = self.seat(place)?;
        let held = raw::held(seat.device.folder())?;
        let outside = |village: &VillageCode| !areas.iter().any(|area| area.covers(village));
        let villages = self.scene.server.villages_of_entries()?;
        let left = held.entries.iter().find(|(entry, is_open)| {
            let village = villages.get(*entry);
            !**is_open && village.is_some_and(outside)
        });
        if let Some((entry, _)) = left {
            return Err(format!("{}: {entry} of a lost village is here still", seat.name));
        }
        if let Some(village) = held.indexed.iter().find(|village| outside(village)) {
            return Err(format!("{}: a row of the index is of {village} still", seat.name));
        }
        if held.rows != held.found {
            let (rows, found) = (held.rows, held.found);
            return Err(format!("{}: {rows} entries, {found} can be found", seat.name));
        }
        let gone = villages.iter().filter(|(_, village)| outside(village));
        self.stats.forgotten += gone.filter(|(entry, _)| !held.entries.contains_key(entry)).count();
        Ok(())
    }

    /// Neither photos nor words of what went can be found.
    pub(super) fn check_traces(&self, place: usize) -> Result<(), String> {
        let areas = self.readable(place)?;
        let seat = self.seat(place)?;
        let held = raw::held(seat.device.folder())?;
        let villages: BTreeMap<EntryId, VillageCode> = self.scene.server.villages_of_entries()?;
        let gone = |entry: &EntryId| {
            let outside = |village: &VillageCode| !areas.iter().any(|area| area.covers(village));
            !held.entries.contains_key(entry) && villages.get(entry).is_some_and(outside)
        };
        for (word, entry) in self.promises.words.iter().filter(|(_, entry)| gone(entry)) {
            if raw::finds(seat.device.folder(), word)? {
                return Err(format!("{}: {word} of {entry} can be found still", seat.name));
            }
        }
        for (blob, (entries, _)) in LogIndex::of(&self.scene.server)?.photos {
            // A correction that was not sent names the photos of what it corrects: what is here of it is the last copy.
            if entries.iter().all(gone) && held.blobs.contains(&blob) && !held.named.contains(&blob) {
                return Err(format!("{}: photo {blob} of {entries:?} is here still", seat.name));
            }
        }
        Ok(())
    }
}
