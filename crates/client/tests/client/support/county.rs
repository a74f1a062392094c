//! A small county: invitations, certificates, a log with receipts. It verifies nothing; the real server does.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use cunfa_client::Answer;
use cunfa_core::{Area, BatchId, DeviceId, Person, PersonId, Role, Standing, Village, VillageCode};
use cunfa_evidence::batch::SealedBatch;
use cunfa_evidence::certificate::{Certificate, Subject};
use cunfa_evidence::courier::{CourierKey, PublishedKey};
use cunfa_evidence::frame::{self, Dictionary};
use cunfa_evidence::hash;
use cunfa_evidence::keys::SigningKey;
use cunfa_evidence::receipt::{Receipt, TimeToken};
use cunfa_evidence::root::Root;
use cunfa_evidence::tree::{Tree, leaf};
use cunfa_protocol::index::INDEX_PATH;
use cunfa_protocol::lacking::LACKING_PATH;
use cunfa_protocol::registers::REGISTERS_PATH;
use cunfa_protocol::view::ParkedReason;
use cunfa_protocol::wire::{
    self, BatchAnswer, Blob, CHUNKS_PATH, Directory, ENROL_PATH, EnrolRequest, EnrolResponse, HeldRoot, MEDIA_TYPE,
    PulledBatch, Refusal, RootNews, Stored, SyncResponse, WireBatch, decode, encode,
};
use serde::Serialize;

use super::link::refusal;
use super::{Answered, Asked, Shelf};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invited {
    Counsel,
    Cadre,
    Office,
    OtherVillageCadre,
}

/// Device key and person key an invitation was used with.
type Keys = (Vec<u8>, Vec<u8>);

/// Makes an honest answer another one.
pub type Lie = Box<dyn FnMut(&mut SyncResponse) + Send>;

#[derive(Default)]
struct State {
    lie: Option<Lie>,
    invitations: BTreeMap<String, (Person, Option<Keys>)>,
    devices: Vec<(DeviceId, Vec<u8>)>,
    certificates: Vec<Vec<u8>>,
    people: Vec<Person>,
    log: Vec<(WireBatch, Vec<u8>, BatchId)>,
    refuse: BTreeMap<BatchId, ParkedReason>,
    refuse_all: Option<ParkedReason>,
    later_all: bool,
    epoch: u64,
    clock_ahead_ms: i64,
    rooted_ms: i64,
    rescoped: u64,
    rules: Vec<String>,
    forget: Vec<VillageCode>,
}

pub struct County {
    key: SigningKey,
    state: Mutex<State>,
    /// The bytes of attachments.
    pub shelf: Mutex<Shelf>,
}

impl County {
    pub fn new() -> std::sync::Arc<County> {
        let state = State {
            epoch: 7,
            rules: vec![cunfa_core::rules::SHIPPED[0].to_owned()],
            ..State::default()
        };
        std::sync::Arc::new(County {
            key: county_key(),
            state: Mutex::new(state),
            shelf: Mutex::default(),
        })
    }

    /// A code for this person.
    pub fn invite(&self, who: Invited) -> String {
        let mut state = self.state.lock().unwrap();
        let code = format!("CODE{:06}", state.invitations.len());
        state.invitations.insert(code.clone(), (person(who), None));
        code
    }

    /// Refuses every new batch from now on.
    pub fn refuse_all(&self, reason: Option<ParkedReason>) {
        self.state.lock().unwrap().refuse_all = reason;
    }

    /// Changes every answer to a sync from now on.
    pub fn lie(&self, lie: Option<Lie>) {
        self.state.lock().unwrap().lie = lie;
    }

    /// Refuses one batch.
    pub fn refuse(&self, batch: BatchId, reason: ParkedReason) {
        self.state.lock().unwrap().refuse.insert(batch, reason);
    }

    /// Puts every new batch off from now on.
    pub fn later_all(&self, later: bool) {
        self.state.lock().unwrap().later_all = later;
    }

    /// Gives somebody another scope, and says what is to be forgotten.
    pub fn rescope(&self, who: Invited, scope: &str, forget: &[&str]) {
        let mut state = self.state.lock().unwrap();
        let id = person(who).id;
        for known in state.people.iter_mut().filter(|known| known.id == id) {
            known.scope = vec![scope.parse().unwrap()];
        }
        state.forget = forget.iter().map(|code| code.parse().unwrap()).collect();
        state.rescoped += 1;
    }

    /// Sends other rule files.
    pub fn set_rules(&self, rules: &[&str]) {
        let mut state = self.state.lock().unwrap();
        state.rules = rules.iter().map(|text| (*text).to_owned()).collect();
        state.rescoped += 1;
    }

    /// Forgets the log and starts another epoch, as after a restore from an old backup.
    pub fn restore_empty(&self) {
        let mut state = self.state.lock().unwrap();
        state.log.clear();
        state.epoch += 1;
    }

    pub fn batches(&self) -> Vec<BatchId> {
        self.state.lock().unwrap().log.iter().map(|(_, _, id)| *id).collect()
    }

    pub fn answer(&self, path: &str, token: Option<&str>, body: &[u8], now_ms: i64) -> Answer {
        let mut state = self.state.lock().unwrap();
        if path == ENROL_PATH {
            match self.enrol(&mut state, &decode(body).unwrap(), now_ms) {
                Ok(response) => ok(&response),
                Err(why @ (Refusal::InvitationUsed | Refusal::PersonAlreadyHere)) => refusal(409, why, None),
                Err(why) => refusal(404, why, None),
            }
        } else if token != Some("token") {
            refusal(401, Refusal::SignInAgain, None)
        } else if path == CHUNKS_PATH {
            let body = self.shelf.lock().unwrap().take(body, true).unwrap();
            Answer { body, ..ok(&()) }
        } else if [INDEX_PATH, LACKING_PATH, REGISTERS_PATH].contains(&path) {
            // A server that knows none of them: the log comes without them.
            refusal(404, Refusal::Unreadable, None)
        } else {
            let mut response = self.sync(&mut state, &Asked::read(body).unwrap(), now_ms);
            if let Some(lie) = &mut state.lie {
                lie(&mut response.head);
            }
            let parts = wire::sequence(&response.head, &response.pulled).unwrap();
            let dictionary = Dictionary::of(body).unwrap();
            Answer {
                body: frame::pack_parts(dictionary, &parts).unwrap(),
                ..ok(&())
            }
        }
    }

    fn enrol(&self, state: &mut State, request: &EnrolRequest, now_ms: i64) -> Result<EnrolResponse, Refusal> {
        let keys = (request.device_key.0.clone(), request.person_key.0.clone());
        let (person, used) = state
            .invitations
            .get_mut(&request.code)
            .ok_or(Refusal::InvitationUnknown)?;
        let person = person.clone();
        match used {
            Some(used) if *used != keys => return Err(Refusal::InvitationUsed),
            Some(_) => {}
            None => *used = Some(keys.clone()),
        }
        let known = state.devices.iter().position(|(_, key)| *key == keys.0);
        let number = known.unwrap_or(state.devices.len());
        let device = DeviceId([number as u8 + 1; 16]);
        if known.is_none() {
            state.devices.push((device, keys.0.clone()));
        }
        for (public_key, subject) in [
            (keys.0, Subject::Device(device)),
            (
                keys.1,
                Subject::Person {
                    person: person.clone(),
                    device,
                },
            ),
        ] {
            let certificate = Certificate {
                public_key,
                subject,
                from_ms: 0,
                from_sequence: 0,
                issuer: self.key.id(),
                standing: Standing::Confirmed,
            };
            let bytes = certificate.issue(&self.key);
            if !state.certificates.contains(&bytes) {
                state.certificates.push(bytes);
            }
        }
        if !state.people.contains(&person) {
            state.people.push(person.clone());
        }
        Ok(EnrolResponse {
            device,
            device_number: number as u32 + 1,
            token: Some("token".to_owned()),
            shard: shard(),
            county_key: Blob(self.key.public().to_vec()),
            share: Blob(vec![7; 32]),
            person,
            directory: directory(state),
            epoch: state.epoch,
            time_token: self.token(state, now_ms),
        })
    }

    fn sync(&self, state: &mut State, request: &Asked, now_ms: i64) -> Answered {
        let mut pushed = BTreeSet::new();
        let answers = request
            .batches
            .iter()
            .map(|batch| self.push(state, batch, &mut pushed, now_ms))
            .collect();
        let from = if request.epoch == state.epoch {
            request.cursor as usize
        } else {
            0
        };
        let mut pulled = Vec::new();
        let mut cursor = from;
        let mut bytes = 0;
        for (position, (batch, receipt, id)) in state.log.iter().enumerate().skip(from) {
            if !pulled.is_empty() && bytes + batch.bytes.0.len() > request.pull_bytes_max as usize {
                break;
            }
            cursor = position + 1;
            if !pushed.contains(id) {
                bytes += batch.bytes.0.len();
                let sequence = position as u64 + 1;
                let (said, signature) = Receipt::take_apart(receipt).unwrap();
                pulled.push(PulledBatch {
                    sequence,
                    batch: batch.clone(),
                    received_at_ms: said.received_at_ms,
                    receipt_signature: Blob(signature.to_vec()),
                });
            }
        }
        let newest = directory(state);
        let newest_version = newest.version;
        let head = SyncResponse {
            wanted: 0,
            claims: Vec::new(),
            decisions: Vec::new(),
            epoch: state.epoch,
            answers,
            after: from as u64,
            cursor: cursor as u64,
            more: cursor < state.log.len(),
            directory: (newest.version > request.directory).then_some(newest),
            forget: if newest_version > request.directory {
                state.forget.clone()
            } else {
                Vec::new()
            },
            root: self.news(state, request.root, now_ms),
            operator: None,
            feedback: Vec::new(),
            time_token: request.time.then(|| self.token(state, now_ms)),
            registers: None,
            digests: Vec::new(),
        };
        Answered { head, pulled }
    }

    fn push(&self, state: &mut State, batch: &WireBatch, pushed: &mut BTreeSet<BatchId>, now_ms: i64) -> BatchAnswer {
        let id = SealedBatch::from_the_way(batch.bytes.0.clone(), batch.signature.0.clone()).id();
        if let Some((_, receipt, _)) = state.log.iter().find(|(_, _, known)| *known == id) {
            pushed.insert(id);
            return stored(receipt);
        }
        if let Some(reason) = state.refuse.get(&id).copied().or(state.refuse_all) {
            return BatchAnswer::Refused { batch: id, reason };
        }
        if state.later_all {
            return BatchAnswer::Later { batch: id };
        }
        let sequence = state.log.len() as u64 + 1;
        let received_at_ms = now_ms + state.clock_ahead_ms;
        let receipt = Receipt {
            batch: id,
            shard: shard(),
            epoch: state.epoch,
            sequence,
            received_at_ms,
        }
        .issue(&self.key);
        state.log.push((batch.clone(), receipt.clone(), id));
        pushed.insert(id);
        stored(&receipt)
    }

    /// A root for every answer, each a moment later than the last.
    fn news(&self, state: &mut State, held: Option<HeldRoot>, now_ms: i64) -> Option<RootNews> {
        let mut tree = Tree::default();
        for ((batch, _, _), sequence) in state.log.iter().zip(1..) {
            let sealed = SealedBatch::from_the_way(batch.bytes.0.clone(), batch.signature.0.clone());
            for act in sealed.open().unwrap().acts {
                tree.push(leaf(sequence, hash(&act)));
            }
        }
        let size = tree.size();
        state.rooted_ms = state.rooted_ms.max(now_ms + state.clock_ahead_ms);
        let root = Root {
            county: shard(),
            epoch: state.epoch,
            batches: state.log.len() as u64,
            size,
            hash: tree.root(size).unwrap(),
            at_ms: state.rooted_ms,
        };
        let held = held.filter(|held| held.epoch == state.epoch);
        let consistency = held.map_or_else(Vec::new, |held| tree.consistency(held.size, size).unwrap());
        let root = Blob(root.issue(&self.key));
        Some(RootNews { root, consistency })
    }

    fn token(&self, state: &State, now_ms: i64) -> Blob {
        Blob(
            TimeToken {
                server_time_ms: now_ms + state.clock_ahead_ms,
                nonce: [3; 16],
            }
            .issue(&self.key),
        )
    }

    /// Sets the server's clock against the devices'.
    pub fn clock_ahead_ms(&self, ms: i64) {
        self.state.lock().unwrap().clock_ahead_ms = ms;
    }
}

fn ok<T: Serialize>(message: &T) -> Answer {
    Answer {
        status: 200,
        media_type: MEDIA_TYPE.to_owned(),
        retry_after_s: None,
        body: encode(message).unwrap(),
    }
}

fn shard() -> Area {
    "450103".parse().unwrap()
}

fn county_key() -> SigningKey {
    SigningKey::from_secret([9; 32]).unwrap()
}

/// The county's word over its courier key.
pub fn courier_key() -> Vec<u8> {
    let county = county_key();
    PublishedKey(CourierKey::of_county(&county).unwrap().recipient()).issue(&county)
}

fn directory(state: &State) -> Directory {
    let village = |code: &str, name: &str| Village {
        code: code.parse().unwrap(),
        city: "南宁市".to_owned(),
        county: "青秀区".to_owned(),
        township: "长塘镇".to_owned(),
        name: name.to_owned(),
    };
    Directory {
        version: state.certificates.len() as u64 + state.rescoped,
        villages: vec![village("450103001001", "天堂村"), village("450103001002", "定西村")],
        certificates: state.certificates.iter().map(|bytes| Blob(bytes.clone())).collect(),
        revocations: Vec::new(),
        rules: state.rules.clone(),
        people: state.people.clone(),
        roster: Vec::new(),
        courier_key: Blob(courier_key()),
    }
}

/// What of a receipt the device does not know.
fn stored(receipt: &[u8]) -> BatchAnswer {
    let (receipt, signature) = Receipt::take_apart(receipt).unwrap();
    BatchAnswer::Stored(Stored {
        sequence: receipt.sequence,
        received_at_ms: receipt.received_at_ms,
        receipt_signature: Blob(signature.to_vec()),
    })
}

fn person(who: Invited) -> Person {
    let (id, name, role, post, scope) = match who {
        Invited::Counsel => (1, "覃志明", Role::Counsel, "广西正道律师事务所", "450103001"),
        Invited::Cadre => (2, "韦玉兰", Role::Cadre, "村委会主任", "450103001001"),
        Invited::Office => (3, "梁海燕", Role::Office, "司法所所长", "450103001"),
        Invited::OtherVillageCadre => (4, "黄建国", Role::Cadre, "村委会副主任", "450103001002"),
    };
    let scope = vec![scope.parse().unwrap()];
    Person {
        id: PersonId([id; 16]),
        name: name.to_owned(),
        role,
        post: post.to_owned(),
        scope,
    }
}
