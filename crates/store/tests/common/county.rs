//! A county with its key, places and people.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
#![allow(dead_code, unused_imports, reason = "each test file uses its part")]

use cunfa_core::{Area, DeviceId, Person, PersonId, Role, Standing, Village, VillageCode};
use cunfa_evidence::certificate::{Certificate, Subject};
use cunfa_evidence::courier::{CourierKey, PublishedKey};
use cunfa_evidence::keys::SigningKey;
use cunfa_evidence::pin::Cost;
use cunfa_evidence::receipt::TimeToken;
use cunfa_evidence::revocation::{Revocation, RevocationReason};
use cunfa_store::{Device, Directory, Enrolment, StoredPerson};

pub const SHARD: &str = "450102";
pub const EPOCH: u64 = 7;

pub fn village(number: u32) -> VillageCode {
    format!("450102001{number:03}").parse().unwrap()
}

pub fn shard() -> Area {
    SHARD.parse().unwrap()
}

pub fn key(seed: u8) -> SigningKey {
    SigningKey::from_secret([seed; 32]).unwrap()
}

pub fn county_key() -> SigningKey {
    key(200)
}

/// One person of the tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Counsel,
    Cadre,
    Office,
    OtherCounsel,
}

impl Who {
    pub const ALL: [Who; 4] = [Who::Counsel, Who::Cadre, Who::Office, Who::OtherCounsel];

    pub fn seed(self) -> u8 {
        match self {
            Who::Counsel => 11,
            Who::Cadre => 12,
            Who::Office => 13,
            Who::OtherCounsel => 14,
        }
    }

    pub fn person(self) -> Person {
        let (name, role) = match self {
            Who::Counsel => ("覃律师", Role::Counsel),
            Who::Cadre => ("韦支书", Role::Cadre),
            Who::Office => ("黄所长", Role::Office),
            Who::OtherCounsel => ("莫律师", Role::Counsel),
        };
        Person {
            id: PersonId([self.seed(); 16]),
            name: name.to_owned(),
            role,
            post: "职务".to_owned(),
            scope: vec!["450102001".parse().unwrap()],
        }
    }

    pub fn key(self) -> SigningKey {
        key(self.seed())
    }

    pub fn certificate(self) -> Vec<u8> {
        let certificate = Certificate {
            public_key: self.key().public().to_vec(),
            subject: Subject::Person {
                person: self.person(),
                device: DeviceId([1; 16]),
            },
            from_ms: 0,
            from_sequence: 0,
            issuer: county_key().id(),
            standing: Standing::Confirmed,
        };
        certificate.issue(&county_key())
    }

    pub fn revocation(self, from_sequence: u64) -> Vec<u8> {
        let revocation = Revocation {
            issuer: county_key().id(),
            key: self.key().id(),
            reason: RevocationReason::Device,
            from_sequence,
            at_ms: 1,
        };
        revocation.issue(&county_key())
    }
}

pub fn directory(version: u64) -> Directory {
    Directory {
        version,
        villages: (1..=3)
            .map(|number| Village {
                code: village(number),
                city: "南宁市".into(),
                county: "兴宁区".into(),
                township: "民生街道".into(),
                name: format!("第{number}村"),
            })
            .collect(),
        certificates: Who::ALL.into_iter().map(|who| who.certificate()).collect(),
        revocations: Vec::new(),
        rules: vec!["id = \"nanning-2016\"".into()],
        people: vec![Who::Counsel.person()],
        roster: Vec::new(),
        courier_key: PublishedKey(CourierKey::of_county(&county_key()).unwrap().recipient()).issue(&county_key()),
    }
}

pub fn enrolment(number: u8, who: Who) -> Enrolment {
    let device_key = key(100 + number);
    Enrolment {
        device: Device {
            id: DeviceId([number; 16]),
            number: number.into(),
            token: "token".into(),
            shard: shard(),
            county_key: county_key().public().to_vec(),
            server: "https://example.test".into(),
            name: "平板".into(),
            secret: (*device_key.secret()).into(),
        },
        person: StoredPerson {
            slot: u32::from(who.seed()),
            person: who.person(),
            public_key: who.key().public().to_vec(),
            sealed_key: vec![1; 72],
            salt: [3; 16],
            cost: Cost::TEST,
        },
        directory: directory(1),
        epoch: EPOCH,
        time_token: token(5_000),
        now_ms: 4_000,
    }
}

pub fn token(server_time_ms: i64) -> Vec<u8> {
    let token = TimeToken {
        server_time_ms,
        nonce: [8; 16],
    };
    token.issue(&county_key())
}
