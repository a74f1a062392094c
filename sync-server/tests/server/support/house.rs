//! One server with the villages of Nanning.

use std::sync::atomic::{AtomicU64, Ordering};

use cunfa_core::{DeviceId, Person, PersonId, Role};
use cunfa_evidence::suite::tagged_hash;
use cunfa_protocol::wire::{
    Blob, ENROL_PATH, EnrolRequest, EnrolResponse, Refusal, SYNC_PATH, VERSION, decode, encode,
};
use cunfa_server::blobs::MemoryBlobs;
use cunfa_server::db::sqlite::SqliteDb;
use cunfa_server::db::{Db, Founding, Offer};
use cunfa_server::invitation::{draw_code, hash_code};
use cunfa_server::register::{NANNING, NewPerson, add_person, read_villages};
use cunfa_server::{Answer, Limits, Random, Server, ServerConfig};

use super::device::TestDevice;
use super::postgres::OwnDatabase;
use super::seeded::{Seeded, key};
use super::{Answered, Asked};

/// The server's clock in tests: 2026-11-25T00:00Z.
pub const NOW_MS: i64 = 1_795_564_800_000;
/// 三塘镇那况村.
pub const VILLAGE: &str = "450102101202";
/// Another village of the same township.
pub const OTHER_VILLAGE: &str = "450102101203";
/// 三塘镇.
pub const OFFICE: &str = "450102101";

pub struct House {
    pub server: Server,
    pub random: Seeded,
    people: AtomicU64,
}

pub fn founding() -> Founding {
    Founding {
        county_key: key("county").public().to_vec(),
        villages: read_villages(NANNING).unwrap(),
        rules: vec![cunfa_core::rules::SHIPPED[0].to_owned()],
        epoch: 7,
    }
}

impl House {
    pub fn new() -> House {
        let db = SqliteDb::in_memory().unwrap();
        db.found(&founding()).unwrap();
        House::on(Box::new(db), Limits::default())
    }

    pub fn on(db: Box<dyn Db>, limits: Limits) -> House {
        House::drawing(Box::new(Seeded::new(1)), db, limits)
    }

    pub fn drawing(random: Box<dyn Random>, db: Box<dyn Db>, limits: Limits) -> House {
        let config = ServerConfig {
            county_key: key("county"),
            random,
            blobs: Box::new(MemoryBlobs::default()),
            limits,
            operator: cunfa_core::Operator::default(),
        };
        House {
            server: Server::open(config, db).unwrap(),
            random: Seeded::new(2),
            people: AtomicU64::new(1),
        }
    }

    pub fn person(&self, role: Role, scope: &[&str]) -> Person {
        let count = self.people.fetch_add(1, Ordering::Relaxed);
        let new = NewPerson {
            id: PersonId(self.random.bytes()),
            name: format!("测试{count}"),
            role,
            post: "测试".to_owned(),
            scope: scope.iter().map(|code| code.parse().unwrap()).collect(),
        };
        add_person(self.server.db(), new, NOW_MS).unwrap()
    }

    pub fn invite(&self, person: &Person) -> String {
        self.give_code(person, None)
    }

    /// A code for a new PIN on the device.
    pub fn reset_code(&self, person: &Person, device: DeviceId) -> String {
        self.give_code(person, Some(device))
    }

    fn give_code(&self, person: &Person, device: Option<DeviceId>) -> String {
        let code = draw_code(&self.random).unwrap();
        let offer = Offer {
            code_hash: hash_code(&code),
            person: person.id,
            device,
            by: None,
            created_ms: NOW_MS,
            expires_ms: NOW_MS + 7 * 24 * 60 * 60 * 1000,
        };
        self.server.db().add_invitation(&offer).unwrap();
        code
    }

    /// A new device with this person on it. Keys come from `name`.
    pub fn device(&self, name: &str, person: &Person) -> TestDevice {
        let code = self.invite(person);
        let request = enrolment(name, &code, name);
        let response = self.enrol(None, &request).unwrap();
        TestDevice::enrolled(name, &response)
    }

    pub fn counsel(&self, name: &str) -> TestDevice {
        self.device(name, &self.person(Role::Counsel, &[VILLAGE, OTHER_VILLAGE]))
    }

    pub fn cadre(&self, name: &str) -> TestDevice {
        self.device(name, &self.person(Role::Cadre, &[VILLAGE]))
    }

    pub fn office(&self, name: &str) -> TestDevice {
        self.device(name, &self.person(Role::Office, &[OFFICE]))
    }

    pub fn post(&self, path: &str, token: Option<&str>, body: &[u8]) -> Answer {
        self.server.answer(path, token, body, NOW_MS)
    }

    pub fn enrol(&self, token: Option<&str>, request: &EnrolRequest) -> Result<EnrolResponse, Refusal> {
        let answer = self.post(ENROL_PATH, token, &encode(request).unwrap());
        read(&answer)
    }

    pub fn sync(&self, token: &str, request: &Asked) -> Result<Answered, Refusal> {
        let answer = self.post(SYNC_PATH, Some(token), &request.body().unwrap());
        match answer.status {
            200 => Ok(Answered::read(&answer.body).unwrap()),
            _ => Err(decode(&answer.body).unwrap()),
        }
    }
}

/// Runs on a file and on PostgreSQL.
pub fn on_both(test: impl Fn(&House)) {
    let folder = tempfile::tempdir().unwrap();
    let file = SqliteDb::create(&folder.path().join("server.db")).unwrap();
    let own = OwnDatabase::made();
    let databases: [Box<dyn Db>; 2] = [Box::new(file), Box::new(own.open())];
    for db in databases {
        db.found(&founding()).unwrap();
        test(&House::on(db, Limits::default()));
    }
}

pub fn read<T: serde::de::DeserializeOwned>(answer: &Answer) -> Result<T, Refusal> {
    if answer.status == 200 {
        Ok(decode(&answer.body).unwrap())
    } else {
        Err(decode(&answer.body).unwrap())
    }
}

/// A request by the device `device` for the person key `person`.
pub fn enrolment(device: &str, code: &str, person: &str) -> EnrolRequest {
    let (device_key, person_key) = (key(&format!("{device}/device")), key(&format!("{person}/person")));
    let message = tagged_hash(
        "cunfa/enrol",
        &[code.as_bytes(), device_key.public(), person_key.public()],
    );
    EnrolRequest {
        version: VERSION,
        code: code.to_owned(),
        device_name: device.to_owned(),
        device_key: Blob(device_key.public().to_vec()),
        person_key: Blob(person_key.public().to_vec()),
        proof: Blob(person_key.sign(message.as_bytes()).to_vec()),
        device: None,
        again: None,
        asked_for: None,
    }
}
