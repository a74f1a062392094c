//! One entry as devices write it: its document, its acts, the batches they seal.

use std::sync::atomic::{AtomicI32, Ordering};

use cunfa_core::act::{Body, Decision, Opinion, Review, SignOff, Void};
use cunfa_core::entry::{FieldMap, to_fields};
use cunfa_core::{
    Act, ActId, Attachment, AttachmentKind, Entry, EntryId, Ink, KeyId, Kind, Mode, Person, Point, ServedPerson,
    ServiceTime, Stroke,
};
use cunfa_document::EntryDoc;
use cunfa_evidence::act::{ClockQuality, SignedAct, Statement, sign};
use cunfa_evidence::batch::{Batch, SealedBatch};
use cunfa_evidence::canonical;

use super::device::TestDevice;
use super::house::House;

pub struct Ledger {
    pub id: EntryId,
    pub doc: EntryDoc,
    pub village: String,
    /// The first change.
    pub genesis: Vec<u8>,
}

/// Handwriting that no other call gives.
pub fn ink() -> Ink {
    static NUMBER: AtomicI32 = AtomicI32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let point = |x, y, t_ms| Point {
        x,
        y,
        t_ms,
        pressure: None,
    };
    let own = point(20 + number % 250, 20 + number / 250 % 120, 20);
    Ink {
        width: 600,
        height: 200,
        strokes: vec![Stroke(vec![point(10, 10, 0), own, point(300, 150, 40)])],
    }
}

fn example(person: &Person, village: &str) -> Entry {
    Entry {
        village: village.parse().unwrap(),
        number: "01-0001".to_owned(),
        counsel: person.id,
        counsel_name: person.name.clone(),
        date: "2026-11-20".parse().unwrap(),
        time: ServiceTime::Interval {
            start: "09:00:00".parse().unwrap(),
            end: "10:30:00".parse().unwrap(),
        },
        mode: Mode::OnSite,
        kind: Kind::Consultation,
        persons: vec![ServedPerson {
            row: "01-3fa2".to_owned(),
            name: "梁某".to_owned(),
            phone: String::new(),
            category: None,
        }],
        matter: "承包地边界".to_owned(),
        advice: "先查登记簿".to_owned(),
        result: String::new(),
        result_class: None,
        lecture: None,
        mediation: None,
        details: Vec::new(),
        paid: None,
        major: None,
        corrects: None,
        follow_up: None,
        follows: None,
        answers: None,
        written_at: "2026-11-20T11:00".to_owned(),
        attachments: Vec::new(),
    }
}

impl Ledger {
    /// A new entry of the device's counsel.
    pub fn new(house: &House, device: &TestDevice, village: &str) -> Ledger {
        Ledger::of(house, &device.person, village)
    }

    /// A new entry that names this counsel.
    pub fn of(house: &House, counsel: &Person, village: &str) -> Ledger {
        Ledger::with_fields(house, village, &to_fields(&example(counsel, village)))
    }

    pub fn with_fields(house: &House, village: &str, fields: &FieldMap) -> Ledger {
        let id = EntryId(house.random.bytes());
        let (doc, genesis) = EntryDoc::create(id, fields, house.random.bytes()).unwrap();
        Ledger {
            id,
            doc,
            village: village.to_owned(),
            genesis,
        }
    }

    /// A new entry of the device's counsel with these photos.
    pub fn with_photos(house: &House, device: &TestDevice, village: &str, photos: &[&[u8]]) -> Ledger {
        let mut entry = example(&device.person, village);
        entry.attachments = (1..)
            .zip(photos)
            .map(|(row, bytes): (u32, _)| Attachment {
                row: format!("{row:02}-3fa2"),
                kind: AttachmentKind::Photo,
                blob: super::photos::id(bytes),
                length: u32::try_from(bytes.len()).unwrap(),
            })
            .collect();
        Ledger::with_fields(house, village, &to_fields(&entry))
    }

    /// Takes every photo out; gives the change.
    pub fn without_photos(&mut self, house: &House) -> Vec<u8> {
        let mut fields = self.doc.fields();
        fields.retain(|key, _| !key.starts_with("attachment."));
        self.doc.edit(&fields, house.random.bytes()).unwrap().unwrap()
    }

    /// The fields of an example.
    pub fn fields(device: &TestDevice, village: &str) -> FieldMap {
        to_fields(&example(&device.person, village))
    }

    /// Changes one field; gives the change.
    pub fn edit(&mut self, house: &House, key: &str, value: &str) -> Vec<u8> {
        let mut fields = self.doc.fields();
        fields.insert(key.to_owned(), value.to_owned());
        self.doc.edit(&fields, house.random.bytes()).unwrap().unwrap()
    }

    pub fn entry(&self) -> Entry {
        cunfa_core::entry::from_fields(&self.doc.fields()).unwrap()
    }

    pub fn batch(&self, device: &TestDevice, changes: &[&[u8]], acts: &[&SignedAct]) -> Batch {
        Batch {
            village: self.village.parse().unwrap(),
            entry: self.id,
            device: device.id,
            changes: changes.iter().map(|change| change.to_vec()).collect(),
            acts: acts.iter().map(|act| act.bytes().to_vec()).collect(),
        }
    }

    pub fn sealed(&self, device: &TestDevice, changes: &[&[u8]], acts: &[&SignedAct]) -> SealedBatch {
        self.batch(device, changes, acts).seal(&device.device_key).unwrap()
    }

    /// The first change, sealed.
    pub fn first(&self, device: &TestDevice) -> SealedBatch {
        self.sealed(device, &[&self.genesis], &[])
    }

    pub fn statement(&self, house: &House, device: &TestDevice, body: Body) -> Statement {
        Statement {
            act: Act {
                id: ActId([0; 16]),
                entry: self.id,
                heads: self.doc.heads(),
                body,
                person: device.person.id,
                key: KeyId([0; 16]),
                role: device.person.role,
                device: device.id,
                device_time_s: 0,
            },
            clock: ClockQuality::Unchecked,
            root: None,
            previous: Some(house.random.bytes()),
        }
    }

    /// An act over the document as it is now.
    pub fn act(&self, house: &House, device: &TestDevice, body: Body) -> SignedAct {
        let content = canonical::digest(self.id, &self.entry());
        sign(self.statement(house, device, body), content, &device.person_key)
    }

    pub fn sign_off(&self, house: &House, device: &TestDevice) -> SignedAct {
        self.act(house, device, sign_off(device))
    }

    pub fn approve(&self, house: &House, device: &TestDevice, sign_off: ActId) -> SignedAct {
        self.act(
            house,
            device,
            Body::Review(Review {
                sign_off,
                decision: Decision::Approve,
            }),
        )
    }

    pub fn give_back(&self, house: &House, device: &TestDevice, sign_off: ActId, reasons: &[&str]) -> SignedAct {
        let reasons = reasons.iter().map(|reason| (*reason).to_owned()).collect();
        self.act(
            house,
            device,
            Body::Review(Review {
                sign_off,
                decision: Decision::Return { reasons },
            }),
        )
    }

    pub fn void(&self, house: &House, device: &TestDevice, reason: &str) -> SignedAct {
        self.act(
            house,
            device,
            Body::Void(Void {
                reason: reason.to_owned(),
            }),
        )
    }
}

pub fn sign_off(device: &TestDevice) -> Body {
    Body::SignOff(SignOff {
        opinion: Opinion::TrueAndSatisfied,
        remark: String::new(),
        name: device.person.name.clone(),
        post: device.person.post.clone(),
        ink: ink(),
        confirmations: Vec::new(),
    })
}

impl Ledger {
    /// The same entry on another device, as it is now.
    pub fn of_same(&self) -> Ledger {
        Ledger {
            id: self.id,
            doc: self.doc.clone(),
            village: self.village.clone(),
            genesis: self.genesis.clone(),
        }
    }
}
