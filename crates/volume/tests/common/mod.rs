//! A county with a tablet and an office, its log, and volumes of it: honest ones and ones of a server that lies.

#![allow(dead_code, unused_imports, reason = "each test takes what it needs")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod programs;
#[path = "../../../core/tests/samples/mod.rs"]
pub mod samples;
mod worlds;

pub use programs::{Python, agree, by_python, codes, failing, verify, verify_both};
pub use worlds::{PAGE, PHOTO, approved, attached, attachment, carrying, small, small_of, tiny, with_files};

use std::collections::{BTreeMap, BTreeSet};

use cunfa_core::entry::to_fields;
use cunfa_core::{
    Act, ActId, Area, Body, Decision, DeviceId, Digest, Entry, EntryId, Ink, KeyId, Opening, Opinion, Person, PersonId,
    Point, Review, Role, SignOff, Standing, Stroke, Submission, VillageCode, Void, Way,
};
use cunfa_document::EntryDoc;
use cunfa_evidence::act::{ClockQuality, NamedRoot, SignedAct, Statement, sign};
use cunfa_evidence::batch::Batch;
use cunfa_evidence::certificate::{Certificate, Subject};
use cunfa_evidence::keys::SigningKey;
use cunfa_evidence::receipt::Receipt;
use cunfa_evidence::revocation::{Revocation, RevocationReason};
use cunfa_evidence::root::Root;
use cunfa_evidence::tree::{Tree, leaf};
use cunfa_evidence::{canonical, hash};
use cunfa_volume::build::{Given, GivenBatch, build};
use cunfa_volume::layout::{EarlierRoot, Proof};

pub const TABLET: DeviceId = DeviceId([0xD1; 16]);
pub const DESK: DeviceId = DeviceId([0xD2; 16]);
const START_MS: i64 = 1_795_428_300_000;

/// Somebody who signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    Counsel,
    Cadre,
    /// Enrolled on the spot; no office has confirmed it.
    NewCadre,
    Office,
    County,
}

impl Who {
    pub const ALL: [Who; 5] = [Who::Counsel, Who::Cadre, Who::NewCadre, Who::Office, Who::County];

    pub fn key(self) -> SigningKey {
        key(match self {
            Who::Counsel => 11,
            Who::Cadre => 12,
            Who::NewCadre => 13,
            Who::Office => 14,
            Who::County => 15,
        })
    }

    pub fn device(self) -> DeviceId {
        match self {
            Who::Counsel | Who::Cadre | Who::NewCadre => TABLET,
            Who::Office | Who::County => DESK,
        }
    }

    pub fn person(self) -> Person {
        let (id, name, role, scope) = match self {
            Who::Counsel => (7, "韦法明", Role::Counsel, "450102001003"),
            Who::Cadre => (0xCA, "黄\u{2CB4E}", Role::Cadre, "450102001003"),
            Who::NewCadre => (0xCB, "覃新", Role::Cadre, "450102001003"),
            Who::Office => (0x0F, "司法所周某", Role::Office, "450102001"),
            Who::County => (0x0C, "司法局农某", Role::County, "450102"),
        };
        Person {
            id: PersonId([id; 16]),
            name: name.to_owned(),
            role,
            post: "职务".to_owned(),
            scope: vec![scope.parse().unwrap()],
        }
    }
}

pub fn key(number: u8) -> SigningKey {
    SigningKey::from_secret([number; 32]).unwrap()
}

pub fn device_key(device: DeviceId) -> SigningKey {
    key(device.0[0])
}

pub fn ink(seed: i32) -> Ink {
    let point = |x, y, t_ms| Point {
        x,
        y,
        t_ms,
        pressure: None,
    };
    Ink {
        width: 600,
        height: 200,
        strokes: vec![Stroke(vec![point(10 + seed, 10, 0), point(300, 150, 40)])],
    }
}

pub fn sign_off(name: &str) -> Body {
    Body::SignOff(SignOff {
        opinion: Opinion::TrueAndSatisfied,
        remark: String::new(),
        name: name.to_owned(),
        post: "职务".to_owned(),
        ink: ink(0),
        confirmations: Vec::new(),
    })
}

pub fn review(sign_off: ActId, decision: Decision) -> Body {
    Body::Review(Review { sign_off, decision })
}

pub fn void(reason: &str) -> Body {
    Body::Void(Void {
        reason: reason.to_owned(),
    })
}

pub fn opening(reason: &str) -> Body {
    Body::Opening(Opening {
        reason: reason.to_owned(),
    })
}

pub fn submission(way: Way) -> Body {
    Body::Submission(Submission { way })
}

/// A log, and what its volume needs.
#[derive(Clone)]
pub struct World {
    pub county_key: u8,
    pub county: Area,
    pub village: VillageCode,
    pub log: Vec<(Batch, GivenBatch)>,
    pub certificates: Vec<Vec<u8>>,
    pub revocations: Vec<Vec<u8>>,
    pub rulings: Vec<Vec<u8>>,
    /// The last act of each device.
    pub last: BTreeMap<DeviceId, [u8; 6]>,
    /// The last root the devices accepted.
    pub accepted: Option<NamedRoot>,
    pub entries: u8,
}

/// An entry in hand.
pub struct Written {
    pub id: EntryId,
    pub doc: EntryDoc,
    pub unsent: Vec<Vec<u8>>,
}

impl World {
    pub fn new() -> World {
        World::of_county(9)
    }

    pub fn of_county(county_key: u8) -> World {
        let village: VillageCode = samples::village();
        let mut world = World {
            county_key,
            county: village.county(),
            village,
            log: Vec::new(),
            certificates: Vec::new(),
            revocations: Vec::new(),
            rulings: Vec::new(),
            last: BTreeMap::new(),
            accepted: None,
            entries: 0,
        };
        for device in [TABLET, DESK] {
            world.certify(
                device_key(device).public(),
                Subject::Device(device),
                Standing::Confirmed,
            );
        }
        for who in [Who::Office, Who::NewCadre] {
            let standing = if who == Who::Office {
                Standing::Confirmed
            } else {
                Standing::Provisional
            };
            world.certify(who.key().public(), subject(who), standing);
        }
        for who in [Who::Counsel, Who::Cadre] {
            world.certify(who.key().public(), subject(who), Standing::Provisional);
            world.confirm(who);
        }
        world
    }

    pub fn county_key(&self) -> SigningKey {
        key(self.county_key)
    }

    pub fn root_key(&self) -> Vec<u8> {
        self.county_key().public().to_vec()
    }

    pub fn certify(&mut self, public_key: &[u8], subject: Subject, standing: Standing) {
        let certificate = Certificate {
            public_key: public_key.to_vec(),
            subject,
            from_ms: START_MS,
            from_sequence: 0,
            issuer: self.county_key().id(),
            standing,
        };
        self.certificates.push(certificate.issue(&self.county_key()));
    }

    /// Another scope for somebody from this place of the log on, by the county's word.
    pub fn rescope(&mut self, who: Who, from_sequence: u64, scope: &[&str]) {
        let mut subject = subject(who);
        if let Subject::Person { person, .. } = &mut subject {
            person.scope = scope.iter().map(|area| area.parse().unwrap()).collect();
        }
        let certificate = Certificate {
            public_key: who.key().public().to_vec(),
            subject,
            from_ms: START_MS,
            from_sequence,
            issuer: self.county_key().id(),
            standing: Standing::Confirmed,
        };
        self.certificates.push(certificate.issue(&self.county_key()));
    }

    /// The office's confirmation.
    pub fn confirm(&mut self, who: Who) {
        let certificate = Certificate {
            public_key: who.key().public().to_vec(),
            subject: subject(who),
            from_ms: START_MS,
            from_sequence: 0,
            issuer: Who::Office.key().id(),
            standing: Standing::Confirmed,
        };
        self.certificates.push(certificate.issue(&Who::Office.key()));
    }

    pub fn revoke(&mut self, key: KeyId, from_sequence: u64) {
        let revocation = Revocation {
            issuer: self.county_key().id(),
            key,
            reason: RevocationReason::Device,
            from_sequence,
            at_ms: START_MS,
        };
        self.revocations.push(revocation.issue(&self.county_key()));
    }

    pub fn write(&mut self, change: impl FnOnce(&mut Entry)) -> Written {
        self.entries += 1;
        let id = EntryId([0xE0 + self.entries; 16]);
        let mut entry = samples::check(&samples::consultation()).unwrap();
        entry.number = format!("03-{:04}", self.entries);
        entry.village = self.village.clone();
        change(&mut entry);
        let (doc, change) = EntryDoc::create(id, &to_fields(&entry), [self.entries; 16]).unwrap();
        let unsent = vec![change];
        Written { id, doc, unsent }
    }

    pub fn statement(&self, who: Who, written: &Written, body: Body) -> Statement {
        Statement {
            act: Act {
                id: ActId([0; 16]),
                entry: written.id,
                heads: written.doc.heads(),
                body,
                person: who.person().id,
                key: who.key().id(),
                role: who.person().role,
                device: who.device(),
                device_time_s: START_MS / 1_000 + i64::try_from(self.log.len()).unwrap() * 60,
            },
            clock: ClockQuality::Checked,
            root: self.accepted,
            previous: self.last.get(&who.device()).copied(),
        }
    }

    pub fn sign(&mut self, who: Who, written: &Written, body: Body) -> SignedAct {
        let act = sign(self.statement(who, written, body), content(written), &who.key());
        self.last.insert(who.device(), act.id().short());
        act
    }

    /// An opening as it is made: over no text, in no order.
    pub fn open(&self, who: Who, written: &Written, reason: &str) -> SignedAct {
        let mut statement = self.statement(who, written, opening(reason));
        statement.act.heads = Vec::new();
        statement.previous = None;
        sign(statement, canonical::no_text(), &who.key())
    }

    /// Sends what is unsent of an entry with these acts.
    pub fn send(&mut self, device: DeviceId, written: &mut Written, acts: &[&SignedAct]) -> u64 {
        let batch = Batch {
            village: self.village.clone(),
            entry: written.id,
            device,
            changes: std::mem::take(&mut written.unsent),
            acts: acts.iter().map(|act| act.bytes().to_vec()).collect(),
        };
        self.append(batch)
    }

    pub fn append(&mut self, batch: Batch) -> u64 {
        let sealed = batch.seal(&device_key(batch.device)).unwrap();
        let sequence = self.log.len() as u64 + 1;
        let receipt = self.receipt(sealed.id(), sequence);
        self.log.push((
            batch,
            GivenBatch {
                sequence,
                sealed,
                receipt,
            },
        ));
        sequence
    }

    pub fn receipt(&self, batch: cunfa_core::BatchId, sequence: u64) -> Vec<u8> {
        let receipt = Receipt {
            batch,
            shard: self.county.clone(),
            epoch: 1,
            sequence,
            received_at_ms: START_MS + i64::try_from(sequence).unwrap() * 60_000,
        };
        receipt.issue(&self.county_key())
    }

    pub fn edit(&mut self, written: &mut Written, key: &str, text: &str) {
        let mut fields = written.doc.fields();
        fields.insert(key.to_owned(), text.to_owned());
        let change = written.doc.edit(&fields, [0x77; 16]).unwrap().unwrap();
        written.unsent.push(change);
    }

    fn leaves(&self) -> Vec<(u64, Digest)> {
        let of_batch = |(batch, given): &(Batch, GivenBatch)| {
            let sequence = given.sequence;
            batch
                .acts
                .iter()
                .map(move |act| (sequence, hash(act)))
                .collect::<Vec<_>>()
        };
        self.log.iter().flat_map(of_batch).collect()
    }

    pub fn tree(&self) -> Tree {
        Tree::of(
            &self
                .leaves()
                .iter()
                .map(|(sequence, act)| leaf(*sequence, *act))
                .collect::<Vec<_>>(),
        )
    }

    /// The devices accept the root of now.
    pub fn accept_root(&mut self) {
        let tree = self.tree();
        self.accepted = Some(NamedRoot::of(tree.size(), tree.root(tree.size()).unwrap()));
    }

    /// What the server exports.
    pub fn given(&self) -> Given {
        let (tree, size) = (self.tree(), self.tree().size());
        let root = Root {
            county: self.county.clone(),
            epoch: 1,
            batches: self.log.last().map_or(0, |(_, given)| given.sequence),
            size,
            hash: tree.root(size).unwrap(),
            at_ms: START_MS,
        };
        let proofs = self
            .leaves()
            .into_iter()
            .zip(0..)
            .map(|((sequence, act), index)| Proof {
                sequence,
                act,
                index,
                path: tree.inclusion(index, size).unwrap(),
            });
        let acts = self.log.iter().flat_map(|(batch, _)| &batch.acts);
        let named: BTreeSet<u64> = acts
            .filter_map(|act| SignedAct::read(act).unwrap().statement().root)
            .map(|root| root.size)
            .filter(|named| *named <= size)
            .collect();
        let earlier_roots = named.into_iter().map(|named| EarlierRoot {
            size: named,
            hash: tree.root(named).unwrap(),
            path: tree.consistency(named, size).unwrap(),
        });
        Given {
            county: self.county.clone(),
            village: self.village.clone(),
            years: (2026, 2026),
            exported_at_ms: START_MS + 86_400_000,
            batches: self.log.iter().map(|(_, given)| given.clone()).collect(),
            certificates: self.certificates.clone(),
            revocations: self.revocations.clone(),
            rulings: self.rulings.clone(),
            root: root.issue(&self.county_key()),
            root_size: size,
            proofs: proofs.collect(),
            earlier_roots: earlier_roots.collect(),
        }
    }

    pub fn volume(&self) -> Vec<u8> {
        build(&self.given(), &self.county_key()).unwrap()
    }
}

pub fn subject(who: Who) -> Subject {
    Subject::Person {
        person: who.person(),
        device: who.device(),
    }
}

/// Digest of the content an entry has now.
pub fn content(written: &Written) -> Digest {
    let entry = cunfa_core::entry::from_fields(&written.doc.fields()).unwrap();
    canonical::digest(written.id, &entry)
}
