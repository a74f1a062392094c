//! Who plays: a counsel's laptop and tablet (with two cadres on it), the office's desk, a second counsel; one server.

use std::collections::{BTreeMap, BTreeSet};

use cunfa_core::{ActId, Area, BlobId, Digest, EntryId};
use cunfa_protocol::command;
use cunfa_protocol::view::SyncOutcome;

use super::Stats;
use super::above;
use super::courier::Stick;
use super::registers::{self, COLLEAGUE, OFFICER};
use super::revoke::Closed;
use super::step::LAPTOP;
use super::sync::Held;
use crate::harness::{Dice, Fault, Scene, TestDevice, Who};

/// How often everybody syncs after the wire healed; far more than is needed.
const HEALING_ROUNDS: usize = 8;

/// Entries that are written before a further device joins.
const STOCK: usize = 10;
/// Of the requests of that device's first pass, how many come through at most; the connection is gone after that.
const FIRST_REQUESTS: usize = 4;

/// A device and the people on it, in their slots.
pub struct Seat {
    /// For messages.
    pub name: &'static str,
    /// Slot by slot.
    pub people: Vec<Who>,
    /// The device.
    pub device: TestDevice,
    /// The most entries ever seen on it by the person in slot 0.
    pub most: Most,
    /// Since the server was put back from a backup, a pass of it came to its end: the server has all of it again.
    pub settled: bool,
    /// Somebody on it got another scope, and no pass came to its end since.
    pub rescoped: bool,
}

/// The most entries of a seat.
#[derive(Debug, Default, Clone, Copy)]
pub struct Most {
    /// With those that only the index tells of; it never falls while the log is the same.
    pub rows: usize,
    /// Of the log of this epoch.
    pub epoch: u64,
    /// That are here; it never falls.
    pub here: usize,
}

/// What the program acknowledged to somebody, and must therefore be true for ever.
#[derive(Debug, Default, Clone)]
pub struct Promises {
    /// Entries that were saved.
    pub entries: BTreeSet<EntryId>,
    /// A word of every saved text; it must be in the log.
    pub words: BTreeMap<String, EntryId>,
    /// Sign-offs with the digest of the content that was on the screen.
    pub signed: BTreeMap<ActId, (EntryId, Digest)>,
    /// Reviews and voids.
    pub acts: BTreeMap<ActId, EntryId>,
    /// Needs that were recorded, each with the word of its text.
    pub needs: BTreeMap<EntryId, String>,
    /// Photos that were kept, each with the seat they were kept at.
    pub photos: BTreeMap<BlobId, usize>,
    /// What was told to the operator, each with the seat it was told at.
    pub feedback: BTreeMap<String, usize>,
    /// What officers said of records, each with the officer and the record, until they said something else instead of what was refused.
    pub registered: BTreeMap<ActId, (usize, EntryId)>,
}

/// A copy of the server's file.
#[derive(Debug)]
pub enum Backup {
    /// None was made yet.
    None,
    /// As it was then, with the scopes of then.
    Made {
        /// The file.
        file: Vec<u8>,
        /// Whoever had another scope than their own.
        scopes: Vec<(Who, Vec<Area>)>,
    },
    /// The server runs on it: once in a run.
    PutBack,
}

/// The stage of one run.
pub struct World {
    /// Server and people.
    pub scene: Scene,
    /// The devices.
    pub seats: Vec<Seat>,
    /// The county's device.
    pub above: TestDevice,
    /// That of a second officer of the county.
    pub colleague: TestDevice,
    /// Chance.
    pub dice: Dice,
    /// What was acknowledged.
    pub promises: Promises,
    /// What happened, in words.
    pub told: Vec<String>,
    /// In numbers.
    pub stats: Stats,
    /// What the server holds.
    pub held: Held,
    /// The server's file as it was once, until it is put back.
    pub backup: Backup,
    /// The device that was revoked.
    pub closed: Option<Closed>,
    /// Makes every text and every ink different.
    pub serial: u64,
    /// The stick that goes round.
    pub stick: Stick,
    /// Whoever has another scope than their own.
    pub scopes: Vec<(Who, Vec<Area>)>,
    /// Somebody lost a village between a backup and the day it was put back: what they forgot only readers can give back, and the desk is
    /// the one that has all of it.
    pub relied: bool,
}

impl World {
    /// Sets the stage: everybody enrolled, nothing written.
    ///
    /// # Errors
    /// When that fails already.
    pub async fn new(seed: u64) -> Result<World, String> {
        let mut scene = Scene::new(seed)?;
        let cast = [
            ("tablet", vec![Who::Counsel, Who::Cadre, Who::SecondCadre]),
            ("laptop", vec![Who::Counsel]),
            ("desk", vec![Who::Office]),
            ("second", vec![Who::SecondCounsel]),
        ];
        let (stick, mut seats) = (Stick::new()?, Vec::new());
        for (name, people) in cast {
            let device = scene.device_of(&people).await?;
            device.sticks.plug(stick.folder.path().to_owned());
            seats.push(Seat {
                name,
                people,
                device,
                most: Most::default(),
                settled: true,
                rescoped: false,
            });
        }
        let above = above::device(&scene, seed).await?;
        let colleague = registers::colleague(&scene, seed).await?;
        for device in [&above, &colleague] {
            device.sticks.plug(stick.folder.path().to_owned());
        }
        let (promises, told, stats) = (Promises::default(), Vec::new(), Stats::default());
        let held = Held::default();
        Ok(World {
            scene,
            seats,
            above,
            colleague,
            dice: Dice::new(seed),
            promises,
            told,
            stats,
            held,
            backup: Backup::None,
            closed: None,
            serial: 0,
            stick,
            scopes: Vec::new(),
            relied: false,
        })
    }

    /// The office gets a second device, which has nothing yet, when there is more than comes at once: the line of its first pass breaks
    /// somewhere between the first answer and the end of the log, and the next pass goes over the same bad wire as all.
    ///
    /// # Errors
    /// When it cannot be enrolled, or a broken promise.
    pub async fn join_late(&mut self) -> Result<(), String> {
        for _ in 0..STOCK {
            self.write(LAPTOP).await?;
        }
        let laptop = &self.seat(LAPTOP)?.device;
        laptop.link.always(Fault::None);
        laptop.sync().await?;
        let people = vec![Who::Office];
        let device = self.scene.device_of(&people).await?;
        device.sticks.plug(self.stick.folder.path().to_owned());
        let mut left = 1 + self.dice.below(FIRST_REQUESTS);
        device.link.fate(Box::new(move || {
            let through = left > 0;
            left = left.saturating_sub(1);
            if through { Fault::None } else { Fault::DropRequest }
        }));
        self.seats.push(Seat {
            name: "late",
            people,
            device,
            most: Most::default(),
            settled: true,
            rescoped: false,
        });
        let place = self.seats.len() - 1;
        self.tell(place, "joins");
        self.pass(place).await?;
        self.sync(place).await
    }

    /// Notes what happens.
    pub fn tell(&mut self, seat: usize, what: impl AsRef<str>) {
        let name = match seat {
            OFFICER => "officer",
            COLLEAGUE => "colleague",
            seat => self.seats.get(seat).map_or("server", |seat| seat.name),
        };
        self.told
            .push(format!("{:>3} {name}: {}", self.told.len(), what.as_ref()));
    }

    /// A seat.
    ///
    /// # Errors
    /// When there is none of this number.
    pub fn seat(&self, seat: usize) -> Result<&Seat, String> {
        self.seats.get(seat).ok_or_else(|| "no such seat".to_owned())
    }

    /// A seat to change.
    ///
    /// # Errors
    /// When there is none of this number.
    pub fn seat_mut(&mut self, seat: usize) -> Result<&mut Seat, String> {
        self.seats.get_mut(seat).ok_or_else(|| "no such seat".to_owned())
    }

    /// The device of a seat, or of an officer.
    ///
    /// # Errors
    /// When there is none of this number.
    pub fn device(&self, place: usize) -> Result<&TestDevice, String> {
        match place {
            OFFICER => Ok(&self.above),
            COLLEAGUE => Ok(&self.colleague),
            place => Ok(&self.seat(place)?.device),
        }
    }

    /// The same to change.
    ///
    /// # Errors
    /// When there is none of this number.
    pub fn device_mut(&mut self, place: usize) -> Result<&mut TestDevice, String> {
        match place {
            OFFICER => Ok(&mut self.above),
            COLLEAGUE => Ok(&mut self.colleague),
            place => Ok(&mut self.seat_mut(place)?.device),
        }
    }

    /// A device that the server lost with its backup gets back by a code of the office.
    async fn sign_in(&mut self, place: usize) -> Result<(), String> {
        let seat = self.seat(place)?;
        let who = seat.people.first().ok_or("nobody is on this seat")?;
        let code = self.scene.server.invite(who.person().id)?;
        let signed_in = seat.device.ask(command::SignInAgain { code }).await;
        signed_in.map_err(|code| format!("signing in again: {code:?}"))?;
        self.stats.lost += 1;
        self.tell(place, "was lost with a backup and signs in again");
        Ok(())
    }

    /// The wire is good again: everybody syncs until nothing moves, with the scopes of now, and then with their own.
    ///
    /// # Errors
    /// When it does not come to rest, or a broken promise.
    pub async fn heal(&mut self) -> Result<(), String> {
        if !self.scopes.is_empty() {
            self.rest().await?;
            for place in 0..self.seats.len() {
                if !self.is_closed(place) {
                    self.check_forgotten(place)?;
                    self.check_traces(place)?;
                }
            }
            self.give_back()?;
        }
        self.rest().await
    }

    async fn rest(&mut self) -> Result<(), String> {
        self.scene.server.restart()?;
        for place in 0..self.seats.len() {
            let seat = self.seat(place)?;
            seat.device.link.always(Fault::None);
            seat.device.link.deliver_late();
        }
        for round in 0..HEALING_ROUNDS {
            let before = self.scene.server.log()?.len();
            self.rests_above().await?;
            self.rests_beside().await?;
            for place in 0..self.seats.len() {
                let mut outcome = self.seat(place)?.device.sync().await?;
                if outcome == SyncOutcome::SignInAgain {
                    self.sign_in(place).await?;
                    outcome = self.seat(place)?.device.sync().await?;
                }
                self.came_to_an_end(place, outcome)?;
                self.tell(place, format!("heals, round {round}: {outcome:?}"));
                self.check_green(place).await?;
                self.check_photos(place).await?;
                let good = if self.is_closed(place) {
                    SyncOutcome::Revoked
                } else {
                    SyncOutcome::Done
                };
                // What builds on work in a lost village waits as long as that is parked.
                let waits = outcome == SyncOutcome::PutOff && self.is_rescoped(place)?;
                if outcome != good && !waits && round > 1 {
                    return Err(format!("the wire is good, yet a pass ends as {outcome:?}"));
                }
            }
            if round > 1 && self.scene.server.log()?.len() == before {
                return Ok(());
            }
        }
        Err("the wire is good, yet the log goes on growing".to_owned())
    }
}
