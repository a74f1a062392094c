//! A year of a county, invented but signed for real: counsel, cadres and offices with keys of their own, entries and needs as automerge
//! documents, acts by SM2, all of it through the real server onto a real database, by the clock of the year. Every state an entry can be
//! in occurs, and everything a person may ask about, in places that are listed.
//!
//! The same seed and the same end of the year give the same log, byte for byte.

mod agenda;
mod county;
pub mod demo;
mod device;
mod keeping;
mod look;
mod making;
mod matters;
mod plan;
mod questions;
mod registers;
mod serve;
mod texts;
mod visits;
mod writing;

use std::collections::VecDeque;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};

use chrono::{Duration, NaiveDate, NaiveDateTime};
use cunfa_core::entry::Form;
use cunfa_core::rules::shipped_for;
use cunfa_core::{DeviceId, EntryId, Operator, Person, VillageCode};
use cunfa_evidence::keys::SigningKey;
use cunfa_server::blobs::FolderBlobs;
use cunfa_server::county_key::write_key;
use cunfa_server::db::sqlite::SqliteDb;
use cunfa_server::db::{Db as _, DbError, Founding};
use cunfa_server::{Limits, Server, ServerConfig};

use self::county::{Counsel, County};
use self::device::{Device, Parcel};
use self::plan::Place;
use self::registers::{Book, Desks};
use self::serve::{Door, Push, Step};
use self::writing::Writing;
use crate::bench::sync::corpus::Corpus;
use crate::harness::server::SharedDice;
use crate::harness::{Dice, enrolling};

pub use self::county::COUNTY;
pub use self::matters::{Kept, Matter};
pub use self::plan::Question;

/// Nanning, in seconds east of UTC.
const EAST_S: i64 = 8 * 3_600;
/// Days before the year's first one on which everybody is enrolled.
const ENROLLED: i64 = 3;
/// Days before the end on which a tablet is lost, and on which it comes back.
const LOST: i64 = 20;
const FOUND: i64 = 17;
/// Pushes that may wait between the devices and the server.
const WAITING: usize = 64;
/// Batches between two lines about how far it is.
const SAY_EVERY: usize = 4_000;

/// How large a county.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Townships.
    pub townships: usize,
    /// Villages.
    pub villages: usize,
    /// Counsel.
    pub counsel: usize,
    /// Entries, corrections among them.
    pub entries: usize,
}

impl Size {
    /// The county of the demo.
    pub const WHOLE: Size = Size {
        townships: 12,
        villages: 200,
        counsel: 60,
        entries: 12_000,
    };
    /// As small as holds one of everything.
    pub const SMALL: Size = Size {
        townships: 2,
        villages: 6,
        counsel: 3,
        entries: 120,
    };

    /// At how many places each question is put.
    fn places(&self) -> usize {
        if self.villages < Size::WHOLE.villages { 1 } else { 3 }
    }
}

/// Somewhere to look, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// What is to be seen.
    pub question: Question,
    /// The village.
    pub village: VillageCode,
    /// The whole sentence.
    pub words: String,
}

/// A year that is done.
pub struct Year {
    /// The server on its database.
    pub server: Server,
    /// The county's public key.
    pub county_key: Vec<u8>,
    /// Where to look.
    pub seen: Vec<Seen>,
    /// Where to look in the county's registers, and for what waits from the public page.
    pub kept: Vec<Kept>,
    /// Entries.
    pub entries: usize,
    /// Needs.
    pub needs: usize,
    /// Batches in the log.
    pub batches: usize,
    /// The device that was lost, and what it brought back.
    pub lost: (DeviceId, EntryId),
    county: County,
}

impl Year {
    /// Whoever can be chosen by this word: `counsel`, `cadre`, `office` or `county`.
    #[must_use]
    pub fn lead(&self, key: &str) -> Option<&Person> {
        self.county.lead(key)
    }

    /// The county's townships.
    #[must_use]
    pub fn townships(&self) -> &[cunfa_core::Area] {
        &self.county.townships
    }

    /// The villages, by code.
    pub fn villages(&self) -> impl Iterator<Item = &VillageCode> {
        self.county.villages.iter().map(|village| &village.code)
    }
}

/// A local time as ms since 1970.
#[must_use]
pub fn clock_ms(local: NaiveDateTime) -> i64 {
    local.and_utc().timestamp_millis() - EAST_S * 1_000
}

/// The local time at ms since 1970.
#[must_use]
pub fn local(ms: i64) -> NaiveDateTime {
    let at = chrono::DateTime::from_timestamp_millis(ms + EAST_S * 1_000);
    at.unwrap_or_default().naive_utc()
}

fn said(error: &DbError) -> String {
    format!("the server's database: {error}")
}

/// Makes the year that ends at `now` in the database `folder/server.db`, which must not be there, with its key and attachments beside
/// it. `say` hears how far it is.
///
/// # Errors
/// What failed; a batch that the server did not store is a failure.
pub fn make(
    folder: &Path,
    size: &Size,
    seed: u64,
    now: NaiveDateTime,
    say: &mut dyn FnMut(&str),
) -> Result<Year, String> {
    let mut dice = Dice::new(seed);
    let code = "450110000000"
        .parse::<VillageCode>()
        .map_err(|error| format!("{error}"))?;
    let corpus = Corpus::new(seed, &[code], now.date())?;
    let county = County::invent(size, &corpus, &mut dice)?;
    let (server, county_key) = found(folder, &county, &mut dice)?;
    let began = now - Duration::days(i64::try_from(visits::DAYS).unwrap_or(0) + ENROLLED);
    let random = SharedDice(Arc::new(Mutex::new(dice.fork())));
    let Enrolled {
        tablets,
        desks,
        above: [officer, city],
        lost,
    } = enrol(&server, &random, &county, &mut dice, clock_ms(began))?;
    say(&format!("{} 台设备登记完毕", tablets.len() + desks.len() + 3));
    let plan = making::plan(size, &county, &corpus, &mut dice, now);
    say(&format!(
        "全年安排：{} 条记录、{} 条群众需求",
        plan.entries.len(),
        plan.needs.len()
    ));
    let shard = server.db().shard(&county.area).map_err(|error| said(&error))?;
    let mut door = Door::of(&server, shard.ok_or("no such county")?.epoch);
    for push in confirmed(&county, &tablets, &desks, began)? {
        door.take(Step::Push(push))?;
    }
    let lost_device = lost.id;
    let (brought, apart) = brought_back(&county, &corpus, lost, now)?;
    let at = Desks {
        officer: &officer,
        city: &city,
        offices: &desks,
        tablets: &tablets,
    };
    let mut book = Book::new(&county, at, now, dice.fork())?;
    let mut kept = keeping::keep(&mut book, size)?;
    let apart = in_order(apart, book.steps()?);
    let mut writing = Writing::new((&plan, &county, &corpus), now, tablets, desks);
    std::thread::scope(|scope| {
        let (sender, steps) = sync_channel(WAITING);
        let writer = scope.spawn(move || write(&mut writing, apart, &sender));
        let served = serve(&mut door, steps, say);
        let written = writer.join().map_err(|_| "the writing stopped".to_owned())?;
        // Of two failures the server's came first: the writer only finds that nobody listens.
        served.and(written)
    })?;
    let (entries, needs, batches) = (plan.entries.len(), plan.needs.len(), door.batches);
    let seen = plan
        .places
        .iter()
        .map(|place| seen(&county, place))
        .collect::<Option<_>>();
    let seen = seen.ok_or("a place that is nowhere")?;
    kept.extend(matters::asked(&server, &county, now)?);
    server.db().settle().map_err(|error| said(&error))?;
    Ok(Year {
        server,
        county_key,
        seen,
        kept,
        entries,
        needs,
        batches,
        lost: (lost_device, brought),
        county,
    })
}

/// A server on a new database with the county's villages.
fn found(folder: &Path, county: &County, dice: &mut Dice) -> Result<(Server, Vec<u8>), String> {
    std::fs::create_dir_all(folder).map_err(|error| format!("making {}: {error}", folder.display()))?;
    let key = enrolling::key(dice)?;
    write_key(&folder.join("server.county-key"), &key).map_err(|error| format!("writing the key: {error}"))?;
    let public = key.public().to_vec();
    let rules = shipped_for(county.villages.iter().map(|village| &village.code));
    let founding = Founding {
        county_key: public.clone(),
        villages: county.villages.clone(),
        rules: rules.into_iter().map(str::to_owned).collect(),
        epoch: 1,
    };
    let db = SqliteDb::create(&folder.join("server.db")).map_err(|error| said(&error))?;
    db.found(&founding).map_err(|error| said(&error))?;
    let server = Server::open(config(folder, key, dice.fork()), Box::new(db));
    Ok((server.map_err(|error| format!("opening the server: {error}"))?, public))
}

fn config(folder: &Path, county_key: SigningKey, dice: Dice) -> ServerConfig {
    ServerConfig {
        county_key,
        random: Box::new(SharedDice(Arc::new(Mutex::new(dice)))),
        blobs: Box::new(FolderBlobs::new(folder.join("blobs"))),
        limits: Limits::default(),
        operator: Operator::default(),
    }
}

struct Enrolled {
    /// By counsel.
    tablets: Vec<Device>,
    /// By township.
    desks: Vec<Device>,
    /// The county's and the city's.
    above: [Device; 2],
    /// The last counsel's old tablet.
    lost: Device,
}

/// Everybody is registered; counsel and offices get a device, and cadres a key on the tablet of their counsel.
fn enrol(
    server: &Server,
    random: &SharedDice,
    county: &County,
    dice: &mut Dice,
    now_ms: i64,
) -> Result<Enrolled, String> {
    for person in county.people() {
        server.db().add_person(person, now_ms).map_err(|error| said(&error))?;
    }
    let mut device = |person: &Person, name: &str| {
        let name = format!("{}的{name}", person.name);
        Device::enrol(server, random, person, &name, (dice.fork(), now_ms))
    };
    let mut tablets = Vec::new();
    for counsel in &county.counsel {
        let mut tablet = device(&counsel.person, "平板")?;
        for cadre in counsel
            .villages
            .iter()
            .filter_map(|village| county.cadres.get(*village))
        {
            tablet.add(server, random, cadre, now_ms)?;
        }
        tablets.push(tablet);
    }
    let desks = county.offices.iter().map(|office| device(office, "电脑"));
    let desks = desks.collect::<Result<_, _>>()?;
    let above = [device(&county.officer, "电脑")?, device(&county.city, "电脑")?];
    let last = county.counsel.last().ok_or("no counsel")?;
    let lost = device(&last.person, "旧平板")?;
    Ok(Enrolled {
        tablets,
        desks,
        above,
        lost,
    })
}

/// A day later each office confirms whoever was enrolled on the tablets of its counsel.
fn confirmed(
    county: &County,
    tablets: &[Device],
    desks: &[Device],
    enrolled: NaiveDateTime,
) -> Result<Vec<Push>, String> {
    let mut pushes = Vec::new();
    for (number, (desk, office)) in desks.iter().zip(&county.offices).enumerate() {
        let of_office = |counsel: &&Counsel| counsel.villages.first().map(|at| county.office_of(*at)) == Some(number);
        let theirs = county
            .counsel
            .iter()
            .zip(tablets)
            .filter(|(counsel, _)| of_office(counsel));
        let keys = theirs.flat_map(|(_, tablet)| tablet.enrolled(clock_ms(enrolled)));
        pushes.push(Push {
            token: desk.token.clone(),
            at_ms: clock_ms(enrolled + Duration::days(1)),
            decisions: keys.map(|key| desk.confirm(office.id, key)).collect::<Result<_, _>>()?,
            ..Push::default()
        });
    }
    Ok(pushes)
}

/// The old tablet is lost and revoked; found again, it brings an entry, which is kept apart.
fn brought_back(
    county: &County,
    corpus: &Corpus,
    mut device: Device,
    now: NaiveDateTime,
) -> Result<(EntryId, VecDeque<(NaiveDate, Step)>), String> {
    let counsel = county.counsel.last().ok_or("no counsel")?;
    let village = counsel.villages.first().and_then(|at| county.villages.get(*at));
    let village = village.ok_or("a counsel without a village")?;
    let written = now - Duration::days(LOST + 1);
    let words = corpus.entry(u64::MAX).form;
    let form = Form {
        village: Some(village.code.clone()),
        date: Some(written.date()),
        ..words
    };
    let entry = EntryId(device.draw());
    let (text, _, change) = device.write(entry, &form, &counsel.person, &[], written)?;
    let parcel = Parcel {
        changes: vec![change],
        acts: Vec::new(),
    };
    let (lost, found) = (now - Duration::days(LOST), now - Duration::days(FOUND));
    let revoke = Step::Revoke {
        device: device.id,
        at_ms: clock_ms(lost),
    };
    let push = Step::Push(Push {
        token: device.token.clone(),
        at_ms: clock_ms(found),
        batches: vec![device.seal(entry, &text.village, parcel)?],
        to_quarantine: true,
        ..Push::default()
    });
    Ok((entry, VecDeque::from([(lost.date(), revoke), (found.date(), push)])))
}

/// What happens apart, by day.
fn in_order(apart: VecDeque<(NaiveDate, Step)>, said: Vec<(NaiveDate, Step)>) -> VecDeque<(NaiveDate, Step)> {
    let mut all: Vec<_> = said.into_iter().chain(apart).collect();
    all.sort_by_key(|(on, _)| *on);
    all.into()
}

/// Does the year day by day, with what happens apart between the days.
fn write(
    writing: &mut Writing<'_>,
    mut apart: VecDeque<(NaiveDate, Step)>,
    sender: &SyncSender<Step>,
) -> Result<(), String> {
    let send = |step| sender.send(step).map_err(|_| "the server stopped".to_owned());
    let plan = writing.plan;
    for ((day, whose), events) in &plan.days {
        while apart.front().is_some_and(|(on, _)| on < day) {
            apart.pop_front().map_or(Ok(()), |(_, step)| send(step))?;
        }
        send(Step::Push(writing.day(*day, *whose, events)?))?;
    }
    apart.into_iter().try_for_each(|(_, step)| send(step))
}

fn serve(door: &mut Door<'_>, steps: Receiver<Step>, say: &mut dyn FnMut(&str)) -> Result<(), String> {
    let mut told = 0;
    for step in steps {
        door.take(step)?;
        if door.batches / SAY_EVERY > told {
            told = door.batches / SAY_EVERY;
            say(&format!("服务器已收 {} 批", door.batches));
        }
    }
    Ok(())
}

fn seen(county: &County, place: &Place) -> Option<Seen> {
    let village = county.villages.get(place.village)?.code.clone();
    let counsel = place.counsel.and_then(|at| county.counsel.get(at));
    let counsel = counsel
        .map(|counsel| format!("，{}", counsel.person.name))
        .unwrap_or_default();
    let date = place.date.map(|date| format!("，{date}")).unwrap_or_default();
    let (what, at) = (place.question.words(), county.name_of(place.village));
    Some(Seen {
        question: place.question,
        village,
        words: format!("{what}：看{at}{date}{counsel}"),
    })
}
