//! Scopes become other ones and come back. Whoever synced since holds nothing of a village that nobody on the device may read any more, but
//! what was written there and is not receipted; at the end everybody has their villages again, and with them everything.

use std::collections::BTreeMap;

use cunfa_core::{Action, Area, EntryId, VillageCode, may};

use super::World;
use super::observe::LogIndex;
use super::world::Backup;
use crate::harness::{Who, raw, scene};

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
    /// Somebody gets another scope, or their own again. Not between a backup and the day it is put back: what a device forgot meanwhile it
    /// could not give a server that lost it.
    pub(super) fn rescope(&mut self) -> Result<(), String> {
        if matches!(self.backup, Backup::Made(_)) {
            return Ok(());
        }
        let Some((who, codes)) = self.dice.pick(&OTHERS).copied() else {
            return Ok(());
        };
        let own = self.scopes.iter().any(|(whose, _)| *whose == who) && self.dice.percent(50);
        let areas = if own {
            who.person().scope
        } else {
            codes.iter().filter_map(|code| code.parse().ok()).collect()
        };
        self.give(who, areas)
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
            if entries.iter().all(gone) && held.blobs.contains(&blob) {
                return Err(format!("{}: photo {blob} of {entries:?} is here still", seat.name));
            }
        }
        Ok(())
    }
}
