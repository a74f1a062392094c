//! The year done day by day: each device's deeds become changes and acts, and what it hands in that day becomes a push.

use std::collections::BTreeMap;

use chrono::{Duration, NaiveDate, NaiveDateTime};
use cunfa_core::act::{Decision, Explanation, Review, SignOff, Submission, Void, Way};
use cunfa_core::need::{self, Closing};
use cunfa_core::question::QuestionKind;
use cunfa_core::{
    ActId, Attachment, AttachmentKind, BlobId, Body, Confirmation, Entry, EntryId, Ink, Opinion, Person, Stroke,
    VillageCode,
};
use cunfa_document::EntryDoc;
use cunfa_protocol::wire::{Blob, WireBatch};

use super::agenda::Whose;
use super::clock_ms;
use super::county::County;
use super::device::{Device, Parcel, Text};
use super::making::Plan;
use super::plan::{Deed, Drawn, Event, Fate, Planned};
use super::serve::Push;
use crate::bench::sync::corpus::Corpus;
use crate::story::page::page;

/// Days before the end since which the newcomers sign.
const NEWCOMERS: i64 = 12;
/// The hour at which a day's writing is handed in.
const HANDED_IN: u32 = 23;
/// A page signed by hand, in pixels.
const PAGE: (u16, u16) = (600, 800);
const REASONS: [&str; 4] = [
    "服务内容太简单，请写明咨询的问题和答复（演示）",
    "时间与走访登记不一致，请核对（演示）",
    "缺少服务对象姓名，请补充（演示）",
    "结果一栏没有写后续安排（演示）",
];

/// What is known of an entry while others act on it.
struct Written {
    text: Text,
    /// The act that makes it official.
    official: Option<ActId>,
    /// Kept for an amendment: the entry and its first change.
    first: Option<(Entry, Vec<u8>)>,
}

/// The devices and what was written so far.
pub(super) struct Writing<'y> {
    pub(super) plan: &'y Plan,
    pub(super) county: &'y County,
    pub(super) corpus: &'y Corpus,
    pub(super) now: NaiveDateTime,
    pub(super) tablets: Vec<Device>,
    pub(super) desks: Vec<Device>,
    written: BTreeMap<usize, Written>,
    needs: BTreeMap<usize, EntryDoc>,
}

/// What one device hands in. What is done to an entry in one go travels together; what comes to it after another entry's turn goes
/// apart, so that the log has the device's acts in the order in which they name each other.
#[derive(Default)]
struct Bag {
    done: Vec<(EntryId, VillageCode, Parcel)>,
    last: Option<(EntryId, VillageCode, Parcel)>,
    claims: Vec<Blob>,
    pages: Vec<Vec<u8>>,
}

impl Bag {
    fn of(&mut self, entry: EntryId, village: &VillageCode) -> &mut Parcel {
        let begun = match self.last.take() {
            Some(last) if last.0 == entry => last,
            before => {
                self.done.extend(before);
                (entry, village.clone(), Parcel::default())
            }
        };
        &mut self.last.insert(begun).2
    }

    fn sealed(&mut self, device: &Device) -> Result<Vec<WireBatch>, String> {
        let parcels = std::mem::take(&mut self.done).into_iter().chain(self.last.take());
        let sealed = parcels.map(|(entry, village, parcel)| device.seal(entry, &village, parcel));
        sealed.collect()
    }
}

impl<'y> Writing<'y> {
    pub(super) fn new(
        (plan, county, corpus): (&'y Plan, &'y County, &'y Corpus),
        now: NaiveDateTime,
        tablets: Vec<Device>,
        desks: Vec<Device>,
    ) -> Writing<'y> {
        Writing {
            plan,
            county,
            corpus,
            now,
            tablets,
            desks,
            written: BTreeMap::new(),
            needs: BTreeMap::new(),
        }
    }

    /// What a device hands in on a day.
    pub(super) fn day(&mut self, day: NaiveDate, whose: Whose, events: &[Event]) -> Result<Push, String> {
        let mut bag = Bag::default();
        for event in events {
            self.deed(whose, *event, &mut bag)?;
        }
        let (device, at) = match whose {
            Whose::Tablet(number) => {
                let evening = day.and_hms_opt(HANDED_IN, 0, 0).unwrap_or_default();
                let seconds = Duration::seconds(i64::try_from(number).unwrap_or(0));
                (
                    self.tablets.get(number),
                    evening.min(self.now - Duration::minutes(2)) + seconds,
                )
            }
            Whose::Office(number) => (self.desks.get(number), day.and_hms_opt(11, 0, 0).unwrap_or_default()),
        };
        let device = device.ok_or("no such device")?;
        Ok(Push {
            token: device.token.clone(),
            at_ms: clock_ms(at),
            batches: bag.sealed(device)?,
            claims: bag.claims,
            pages: bag.pages,
            ..Push::default()
        })
    }

    fn deed(&mut self, whose: Whose, Event { at, deed }: Event, bag: &mut Bag) -> Result<(), String> {
        match deed {
            Deed::Write(place) => self.write(place, at, bag),
            Deed::Sign(place) => self.sign(place, at, bag),
            Deed::Page(place) => {
                let paper = Body::Submission(Submission { way: Way::Paper });
                let act = self.by_counsel(place, paper, at, bag)?;
                self.make_official(place, act);
                Ok(())
            }
            Deed::Amend(place) => self.amend(place, bag),
            Deed::Void(place) => {
                let reason = "与另一条记录重复登记（演示）".to_owned();
                self.by_counsel(place, Body::Void(Void { reason }), at, bag).map(|_| ())
            }
            Deed::Acknowledge(place) => self.acknowledge(whose, place, at, bag),
            Deed::Explain(place) => {
                let explanation = Explanation {
                    question: QuestionKind::WrittenLate,
                    others: Vec::new(),
                    text: "当时在外办案，回来后按笔记补写（演示）".to_owned(),
                };
                let body = Body::Explanation(explanation);
                self.by_counsel(place, body, at, bag).map(|_| ())
            }
            Deed::Approve(place) => self.review(whose, place, Decision::Approve, at, bag),
            Deed::Return(place) => {
                let reason = REASONS.get(place % REASONS.len()).copied().unwrap_or_default();
                let reasons = vec![reason.to_owned()];
                self.review(whose, place, Decision::Return { reasons }, at, bag)
            }
            Deed::Record(place) => self.record(whose, place, bag),
            Deed::Close(place) => self.close(whose, place, bag),
        }
    }

    fn planned(&self, place: usize) -> Result<&'y Planned, String> {
        self.plan.entries.get(place).ok_or("no such entry".to_owned())
    }

    fn counsel(&self, planned: &Planned) -> Result<&'y Person, String> {
        let counsel = self.county.counsel.get(planned.counsel).ok_or("no such counsel")?;
        Ok(&counsel.person)
    }

    fn text(&self, place: usize) -> Result<Text, String> {
        let written = self.written.get(&place).ok_or("an act over what is not written yet")?;
        Ok(written.text.clone())
    }

    fn make_official(&mut self, place: usize, act: ActId) {
        if let Some(written) = self.written.get_mut(&place) {
            written.official = Some(act);
        }
    }

    fn write(&mut self, place: usize, at: NaiveDateTime, bag: &mut Bag) -> Result<(), String> {
        let planned = self.planned(place)?;
        let counsel = self.counsel(planned)?;
        let on_paper = planned.fate == Fate::Paper;
        let mut attachments = Vec::new();
        if on_paper {
            let bytes = page(PAGE, 40 + u32::try_from(place % 500).unwrap_or(0))?;
            attachments.push(Attachment {
                row: "01-0001".to_owned(),
                kind: AttachmentKind::SignedPage,
                blob: BlobId(cunfa_evidence::hash(&bytes).0),
                length: u32::try_from(bytes.len()).map_err(|error| error.to_string())?,
            });
            bag.pages.push(bytes);
        }
        let device = self.tablets.get_mut(planned.counsel).ok_or("no such tablet")?;
        let (text, entry, change) = device.write(planned.id, &planned.form, counsel, &attachments, at)?;
        let parcel = bag.of(planned.id, &text.village);
        let first = (planned.fate == Fate::Amended).then(|| (entry, change.clone()));
        parcel.changes.push(change);
        let official = None;
        let written = Written { text, official, first };
        self.written.insert(place, written);
        // Some of those that nobody signs were not even handed over.
        if on_paper || (planned.fate == Fate::Unsigned && place.is_multiple_of(2)) {
            return Ok(());
        }
        let electronic = Body::Submission(Submission { way: Way::Electronic });
        self.by_counsel(place, electronic, at, bag).map(|_| ())
    }

    fn by_counsel(&mut self, place: usize, body: Body, at: NaiveDateTime, bag: &mut Bag) -> Result<ActId, String> {
        let planned = self.planned(place)?;
        let (counsel, text) = (self.counsel(planned)?, self.text(place)?);
        let device = self.tablets.get_mut(planned.counsel).ok_or("no such tablet")?;
        let (id, bytes) = device.act(counsel.id, &text, body, at)?;
        bag.of(text.entry, &text.village).acts.push(bytes);
        Ok(id)
    }

    fn sign(&mut self, place: usize, at: NaiveDateTime, bag: &mut Bag) -> Result<(), String> {
        let planned = self.planned(place)?;
        let text = self.text(place)?;
        let cadre = self.cadre(planned.village, at)?;
        let device = self.tablets.get_mut(planned.counsel).ok_or("no such tablet")?;
        if !device.has(cadre.id) {
            bag.claims.push(Blob(device.claim(cadre, at)?));
        }
        let differs = place % 83 == 40;
        let confirmed = planned.form.persons.first().filter(|_| place % 17 == 3);
        let confirmation = confirmed.map(|person| Confirmation {
            row: person.row.clone(),
            name: person.name.clone(),
            ink: Some(self.corpus.hand(planned.hand)),
            witness: None,
        });
        let sign_off = SignOff {
            opinion: match place % 3 {
                _ if differs => Opinion::Differs,
                0 => Opinion::TrueAndSatisfied,
                _ => Opinion::True,
            },
            remark: if differs {
                "时间比记录的短一些（演示）".to_owned()
            } else {
                String::new()
            },
            name: cadre.name.clone(),
            post: cadre.post.clone(),
            ink: match planned.drawn {
                Drawn::Plainly => self.corpus.entry(planned.hand).ink,
                Drawn::Close => close(self.corpus.entry(planned.hand).ink),
                Drawn::Traced(hand) => traced(close(self.corpus.entry(hand).ink)),
            },
            confirmations: confirmation.into_iter().collect(),
        };
        let (id, bytes) = device.act(cadre.id, &text, Body::SignOff(sign_off), at)?;
        bag.of(text.entry, &text.village).acts.push(bytes);
        self.make_official(place, id);
        Ok(())
    }

    /// Who signs for the village on that day.
    fn cadre(&self, village: usize, at: NaiveDateTime) -> Result<&'y Person, String> {
        let lately = at > self.now - Duration::days(NEWCOMERS);
        let mut newcomers = self.county.newcomers.iter();
        let newcomer = newcomers
            .find(|(of, _)| lately && *of == village)
            .map(|(_, person)| person);
        let cadre = newcomer.or_else(|| self.county.cadres.get(village));
        cadre.ok_or("a village without a cadre".to_owned())
    }

    fn amend(&mut self, place: usize, bag: &mut Bag) -> Result<(), String> {
        let planned = self.planned(place)?;
        let text = self.text(place)?;
        let first = self.written.get_mut(&place).and_then(|written| written.first.take());
        let (entry, genesis) = first.ok_or("an amendment to what was not kept")?;
        let device = self.tablets.get_mut(planned.counsel).ok_or("no such tablet")?;
        let change = device.amend(&entry, text.entry, &genesis)?;
        bag.of(text.entry, &text.village).changes.push(change);
        Ok(())
    }

    fn review(
        &mut self,
        whose: Whose,
        place: usize,
        decision: Decision,
        at: NaiveDateTime,
        bag: &mut Bag,
    ) -> Result<(), String> {
        let text = self.text(place)?;
        let sign_off = self.written.get(&place).and_then(|written| written.official);
        let sign_off = sign_off.ok_or("a review of what nobody signed")?;
        let (office, device) = self.desk(whose)?;
        let body = Body::Review(Review { sign_off, decision });
        let (_, bytes) = device.act(office.id, &text, body, at)?;
        bag.of(text.entry, &text.village).acts.push(bytes);
        Ok(())
    }

    fn acknowledge(&mut self, whose: Whose, place: usize, at: NaiveDateTime, bag: &mut Bag) -> Result<(), String> {
        let text = self.text(place)?;
        let (office, device) = self.desk(whose)?;
        let (_, bytes) = device.act(office.id, &text, Body::Acknowledgement, at)?;
        bag.of(text.entry, &text.village).acts.push(bytes);
        Ok(())
    }

    fn desk(&mut self, whose: Whose) -> Result<(&'y Person, &mut Device), String> {
        let Whose::Office(number) = whose else {
            return Err("a tablet decides nothing".to_owned());
        };
        let office = self.county.offices.get(number).ok_or("no such office")?;
        Ok((office, self.desks.get_mut(number).ok_or("no such desk")?))
    }

    fn record(&mut self, whose: Whose, place: usize, bag: &mut Bag) -> Result<(), String> {
        let planned = self.plan.needs.get(place).ok_or("no such need")?;
        let (_, device) = self.desk(whose)?;
        let actor = device.draw();
        let made = EntryDoc::create_need(planned.id, &need::to_fields(&planned.need), actor);
        let (doc, change) = made.map_err(|error| format!("a need of the year: {error}"))?;
        bag.of(planned.id, &planned.need.village).changes.push(change);
        self.needs.insert(place, doc);
        Ok(())
    }

    fn close(&mut self, whose: Whose, place: usize, bag: &mut Bag) -> Result<(), String> {
        let planned = self.plan.needs.get(place).ok_or("no such need")?;
        let (date, reason) = planned.closes.ok_or("a need that is not to be closed")?;
        let (office, device) = self.desk(whose)?;
        let mut closed = planned.need.clone();
        closed.closed = Some(Closing {
            reason,
            note: "已电话核实（演示）".to_owned(),
            by: office.id,
            by_name: office.name.clone(),
            date,
        });
        let actor = device.draw();
        let doc = self.needs.get_mut(&place).ok_or("a need that is not recorded yet")?;
        let change = doc.edit(&need::to_fields(&closed), actor);
        let change = change.map_err(|error| format!("a need of the year: {error}"))?;
        bag.of(planned.id, &planned.need.village).changes.extend(change);
        Ok(())
    }
}

/// Of the pad, in ink units: where a close drawing begins, and from one stroke to the next.
const CLOSE: (i32, i32, i32) = (3_000, 2_000, 300);
/// Strokes in a line of it.
const LINE: i32 = 4;

/// The same strokes, each beginning close to the one before.
fn close(mut ink: Ink) -> Ink {
    for (number, Stroke(points)) in (0..).zip(&mut ink.strokes) {
        let Some(first) = points.first().copied() else { continue };
        let (left, top, step) = CLOSE;
        let (x, y) = (left + step * (number % LINE), top + step * (number / LINE));
        for point in points {
            (point.x, point.y) = (point.x - first.x + x, point.y - first.y + y);
        }
    }
    ink
}

/// The same strokes, but for one point that lies well within its stroke.
fn traced(mut ink: Ink) -> Ink {
    for Stroke(points) in &mut ink.strokes {
        let (left, right) = points.iter().fold((i32::MAX, i32::MIN), |(left, right), point| {
            (left.min(point.x), right.max(point.x))
        });
        let aside = (right - left) / 8;
        let last = points.len().saturating_sub(1);
        let inner = points.iter_mut().take(last).skip(1);
        let mut within = inner.filter(|point| aside > 0 && left < point.x && point.x + aside < right);
        if let Some(point) = within.next() {
            point.x += aside;
            break;
        }
    }
    ink
}
