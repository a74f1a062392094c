//! Two officers of the county keep its registers over the same bad wire, by the same stick and through the same crashes as everybody: firms that
//! either of them says, changes and withdraws, and a counsel whom the first appoints here and there. At the end everybody who may read of it
//! has it as the log holds it.
//!
//! No officer's device gets lost. Once the server was put back from a backup, its log may take a word that the one before had refused, from an
//! old file on the stick; then what the other officer had said is refused, and what was said over that comes again to whoever said it.

use std::collections::{BTreeMap, BTreeSet};

use cunfa_core::register::{Column, RecordKind, Registered, Registers, Registration, may_read};
use cunfa_core::{ActId, Area, Body, EntryId, Person, PersonId, Role, VillageCode};
use cunfa_evidence::act::{SignedAct, id_of};
use cunfa_evidence::canonical;
use cunfa_protocol::command as c;
use cunfa_protocol::view::{RecordRow, RecordState, RecordView};
use cunfa_store::RegistrationState;

use super::World;
use crate::harness::{Fault, Scene, TestDevice, Who, raw, scene};

/// The places of the two officers, beside the seats.
pub(super) const OFFICER: usize = 1_000;
pub(super) const COLLEAGUE: usize = 1_001;
/// After how many steps of a run one of them does something.
const EVERY: usize = 2;
/// Where the counsel is appointed, and from when.
const VILLAGES: [&str; 3] = [scene::VILLAGE, scene::SECOND, scene::OTHERS];
const FROM: &str = "2026-01-01";
/// The county of the stage.
const COUNTY: &str = "450102";

/// Whether it is the place of an officer.
pub(super) fn is_officer(place: usize) -> bool {
    matches!(place, OFFICER | COLLEAGUE)
}

/// One registration of the log.
#[derive(Debug, Clone)]
pub struct RegistrationSeen {
    /// Its place.
    pub sequence: u64,
    /// Its act.
    pub act: ActId,
    /// What it says.
    pub said: Registration,
    /// Whether its signature holds by the key that a certificate names.
    pub holds: bool,
}

/// What one device holds of the registers.
#[derive(Debug, Clone)]
pub struct RegistersHeld {
    /// For messages.
    pub name: String,
    /// Places and acts that it holds.
    pub held: Vec<(u64, ActId)>,
    /// Those that somebody on it may read.
    pub told: Vec<(u64, ActId)>,
}

/// The registers after a run.
#[derive(Debug, Clone, Default)]
pub struct RegistersSeen {
    /// In the order of the log.
    pub log: Vec<RegistrationSeen>,
    /// Device by device, but for a closed one.
    pub devices: Vec<RegistersHeld>,
    /// Every record's acts as the server has them folded, and from the log alone.
    pub folds: [Vec<String>; 2],
    /// Registrations of officers that nobody answered.
    pub waiting: BTreeSet<ActId>,
    /// Those that were refused, and are shown again to whoever said them.
    pub refused: BTreeSet<ActId>,
    /// The villages of the appointed counsel at the server, and those they are appointed in; none while they are appointed nowhere.
    pub moved: Option<(BTreeSet<String>, BTreeSet<String>)>,
}

/// The second officer.
fn person() -> Person {
    Person {
        id: PersonId([66; 16]),
        name: "梁素芬".to_owned(),
        ..Who::County.person()
    }
}

/// Whom the first one appoints; nobody has a device of theirs.
fn appointed() -> Person {
    Person {
        id: PersonId([77; 16]),
        name: "甘正平".to_owned(),
        role: Role::Counsel,
        post: String::new(),
        scope: Vec::new(),
    }
}

/// The second officer's device, enrolled beside the seats.
pub(super) async fn colleague(scene: &Scene, seed: u64) -> Result<TestDevice, String> {
    let device = TestDevice::new(&scene.server, seed.wrapping_add(0xC011))?;
    scene.server.add_person(&person())?;
    let code = scene.server.invite(person().id)?;
    let enrolled = device.enrol(&code).await;
    enrolled.map_err(|code| format!("enrolling a second officer: {code:?}"))?;
    let unlocked = device.unlock(0).await;
    unlocked.map_err(|code| format!("unlocking: {code:?}"))?;
    Ok(device)
}

impl World {
    /// One of the officers does something.
    ///
    /// # Errors
    /// A broken promise.
    pub async fn keep_registers(&mut self, step: usize) -> Result<(), String> {
        if !step.is_multiple_of(EVERY) {
            return Ok(());
        }
        let place = if self.dice.percent(50) { OFFICER } else { COLLEAGUE };
        match self.dice.below(20) {
            0..4 => self.begin_firm(place).await,
            4..9 => self.change_firm(place).await,
            9..11 => self.appoint().await,
            11..16 => self.sync(place).await,
            16..18 => self.courier(place).await,
            18 => self.crash(place).await,
            _ => {
                self.late(place)?;
                self.jump(place)
            }
        }
    }

    /// The wire of the second officer is good.
    pub(super) async fn rests_beside(&self) -> Result<(), String> {
        self.colleague.link.always(Fault::None);
        self.colleague.link.deliver_late();
        self.colleague.sync().await.map(|_| ())
    }

    async fn begin_firm(&mut self, place: usize) -> Result<(), String> {
        let name = format!("{}律师事务所", self.word());
        let values = [(Column::Name, name), (Column::FirmKind, "law_firm".to_owned())];
        self.put(place, None, RecordKind::Firm, (values.to_vec(), None)).await
    }

    /// Changes a firm or withdraws it; one of which something was refused is said once more, or what was refused is put away.
    async fn change_firm(&mut self, place: usize) -> Result<(), String> {
        let rows = self.rows_of(place, RecordKind::Firm).await?;
        let refused = rows.iter().find(|row| matches!(row.state, RecordState::Refused(_)));
        let Some(row) = refused.or_else(|| self.dice.pick(&rows)).cloned() else {
            return self.begin_firm(place).await;
        };
        match row.state {
            RecordState::Refused(_) => {
                let again = row.withdrawn.is_none() && row.act.is_some() && self.dice.percent(50);
                self.forget_refused(place, row.record).await?;
                if again {
                    return self
                        .put(place, Some(&row), RecordKind::Firm, (row.values.clone(), None))
                        .await;
                }
                let record = row.record;
                let dropped = self.ask(place, c::DropRefused { record }).await?;
                return dropped.map_err(|code| format!("putting away what was refused: {code:?}"));
            }
            RecordState::Waiting | RecordState::Stands => {}
        }
        if row.withdrawn.is_some() {
            return Ok(());
        }
        let mut values = row.values.clone();
        let withdrawn = self.dice.percent(15).then(|| "登记有误".to_owned());
        if withdrawn.is_none() {
            values.retain(|(column, _)| *column != Column::Phone);
            values.push((Column::Phone, self.word()));
        }
        self.put(place, Some(&row), RecordKind::Firm, (values, withdrawn)).await
    }

    /// The first officer appoints the counsel in a village, or withdraws that.
    async fn appoint(&mut self) -> Result<(), String> {
        let person = appointed().id.to_string();
        if self.rows_of(OFFICER, RecordKind::Counsel).await?.is_empty() {
            let said = [
                (Column::Person, person.clone()),
                (Column::Name, appointed().name),
                (Column::CounselKind, "lawyer".to_owned()),
                (Column::Official, "no".to_owned()),
            ];
            self.put(OFFICER, None, RecordKind::Counsel, (said.to_vec(), None))
                .await?;
        }
        let village = self.dice.pick(&VILLAGES).copied().unwrap_or(scene::VILLAGE);
        let rows = self.rows_of(OFFICER, RecordKind::Appointment).await?;
        let here = |row: &&RecordRow| {
            let there = row.values.iter().any(|(_, text)| text == village);
            there && row.withdrawn.is_none() && !matches!(row.state, RecordState::Refused(_))
        };
        if let Some(row) = rows.iter().find(here).cloned() {
            let withdrawn = Some("改由他人担任".to_owned());
            let values = row.values.clone();
            return self
                .put(OFFICER, Some(&row), RecordKind::Appointment, (values, withdrawn))
                .await;
        }
        let said = [
            (Column::Village, village.to_owned()),
            (Column::Person, person),
            (Column::From, FROM.to_owned()),
            (Column::Prior, "no".to_owned()),
        ];
        self.put(OFFICER, None, RecordKind::Appointment, (said.to_vec(), None))
            .await
    }

    async fn rows_of(&self, place: usize, kind: RecordKind) -> Result<Vec<RecordRow>, String> {
        let list = self.ask(place, c::Registers { kind }).await?;
        let list = list.map_err(|code| format!("listing registers: {code:?}"))?;
        Ok(list.rows)
    }

    /// Says it; from then on it may not get lost.
    async fn put(
        &mut self,
        place: usize,
        over: Option<&RecordRow>,
        kind: RecordKind,
        (values, withdrawn): (Vec<(Column, String)>, Option<String>),
    ) -> Result<(), String> {
        let with = c::PutRecord {
            record: over.map(|row| row.record),
            kind,
            after: over.and_then(|row| row.act),
            values,
            withdrawn,
        };
        let said = self.ask(place, with).await?;
        let RecordView { row, faults, .. } = said.map_err(|code| format!("keeping registers: {code:?}"))?;
        if !faults.is_empty() {
            // What was refused may be in order no more; what is said of what stands is.
            let was_refused = over.is_some_and(|row| matches!(row.state, RecordState::Refused(_)));
            self.tell(place, format!("cannot say {kind:?} {}: {faults:?}", row.record));
            return if was_refused {
                Ok(())
            } else {
                Err(format!("keeping registers: {faults:?}"))
            };
        }
        self.tell(place, format!("says {kind:?} {}", row.record));
        let act = row.act.ok_or("a registration without an act")?;
        self.promises.registered.insert(act, (place, row.record));
        self.stats.registered += 1;
        Ok(())
    }

    /// What was refused of a record is about to go.
    async fn forget_refused(&mut self, place: usize, record: EntryId) -> Result<(), String> {
        let open = self
            .device(place)?
            .app()?
            .with_store(|store| store.open_registrations())
            .await;
        let open = open.map_err(|failure| format!("looking at registrations: {failure:?}"))?;
        for one in open.map_err(fault)?.iter().filter(|one| one.record == record) {
            if matches!(one.state, RegistrationState::Refused(_)) {
                self.promises.registered.remove(&one.act);
                self.stats.overtaken += 1;
            }
        }
        Ok(())
    }

    /// Looks at them after a run.
    pub(super) async fn seen_registers(&self) -> Result<RegistersSeen, String> {
        let (log, fold) = self.registers_of_log()?;
        let server = self.scene.server.running().ok_or("the server is stopped")?;
        let stored = server.registers(&county()?).map_err(fault)?;
        let records: BTreeSet<EntryId> = RecordKind::ALL
            .iter()
            .flat_map(|kind| fold.all(*kind).chain(stored.all(*kind)))
            .map(|last| last.record)
            .collect();
        let lines = |registers: &Registers| records.iter().map(|record| line(registers, *record)).collect();
        let mut seen = RegistersSeen {
            folds: [lines(&stored), lines(&fold)],
            moved: moved(&fold, &server.db().people().map_err(fault)?),
            ..RegistersSeen::default()
        };
        for (place, seat) in self
            .seats
            .iter()
            .enumerate()
            .filter(|(place, _)| !self.is_closed(*place))
        {
            let people: Vec<Person> = seat.people.iter().map(|who| who.person()).collect();
            seen.devices.push(held(seat.name, self.device(place)?, &people, &log)?);
        }
        for (name, place, person) in [
            ("officer", OFFICER, Who::County.person()),
            ("colleague", COLLEAGUE, person()),
        ] {
            let device = self.device(place)?;
            seen.devices.push(held(name, device, &[person], &log)?);
            for one in raw::store(device.folder())?.open_registrations().map_err(fault)? {
                match one.state {
                    RegistrationState::Waiting => {
                        seen.waiting.insert(one.act);
                    }
                    RegistrationState::Refused(_) => {
                        seen.refused.insert(one.act);
                    }
                    RegistrationState::Stands => {}
                }
            }
        }
        Ok(RegistersSeen { log, ..seen })
    }

    /// The registrations of the log, and what they come to by core's rule alone.
    fn registers_of_log(&self) -> Result<(Vec<RegistrationSeen>, Registers), String> {
        let keys: BTreeMap<_, _> = self.scene.server.keys()?;
        let (mut log, mut fold) = (Vec::new(), Registers::new());
        for logged in self
            .scene
            .server
            .log()?
            .iter()
            .filter(|logged| logged.village.is_seat())
        {
            let batch = logged.sealed.open().map_err(fault)?;
            for bytes in &batch.acts {
                let signed = SignedAct::read(bytes).map_err(fault)?;
                let act = &signed.statement().act;
                let Body::Registration(said) = &act.body else {
                    return Err("another act at the county's seat".to_owned());
                };
                let key = keys.get(&act.key);
                log.push(RegistrationSeen {
                    sequence: logged.sequence,
                    act: act.id,
                    said: said.clone(),
                    holds: key.is_some_and(|key| signed.verify(canonical::no_text(), key).is_ok()),
                });
                fold.apply(Registered {
                    record: act.entry,
                    act: act.id,
                    registration: said.clone(),
                    person: act.person,
                    role: act.role,
                    device_time_s: act.device_time_s,
                    sequence: logged.sequence,
                    received_ms: logged.received_ms,
                });
            }
        }
        Ok((log, fold))
    }
}

fn county() -> Result<Area, String> {
    COUNTY.parse().map_err(fault)
}

fn line(registers: &Registers, record: EntryId) -> String {
    let history = registers.history(record).iter();
    let acts: Vec<(u64, ActId)> = history.map(|said| (said.sequence, said.act)).collect();
    format!("{record} {acts:?}")
}

fn held(name: &str, device: &TestDevice, people: &[Person], log: &[RegistrationSeen]) -> Result<RegistersHeld, String> {
    let held = raw::store(device.folder())?.registered().map_err(fault)?;
    let may = |seen: &&RegistrationSeen| people.iter().any(|person| may_read(person, &seen.said));
    Ok(RegistersHeld {
        name: name.to_owned(),
        held: held.iter().map(|act| (act.sequence, id_of(&act.bytes))).collect(),
        told: log.iter().filter(may).map(|seen| (seen.sequence, seen.act)).collect(),
    })
}

/// The villages of the appointed counsel: at the server, and by the registers.
fn moved(registers: &Registers, people: &[Person]) -> Option<(BTreeSet<String>, BTreeSet<String>)> {
    let counsel = appointed().id;
    let appointed: BTreeSet<VillageCode> = registers
        .appointments_of(counsel)
        .into_iter()
        .map(|one| one.village)
        .collect();
    let appointed: BTreeSet<String> = appointed.iter().map(VillageCode::to_string).collect();
    let person = people.iter().find(|person| person.id == counsel);
    let scope = person.map(|person| person.scope.iter().map(Area::to_string).collect());
    (!appointed.is_empty()).then(|| (scope.unwrap_or_default(), appointed))
}

fn fault(error: impl std::fmt::Display) -> String {
    format!("registers: {error}")
}
