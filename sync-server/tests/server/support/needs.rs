//! One need as devices write it: its document and the batches they seal.

use cunfa_core::entry::FieldMap;
use cunfa_core::need::{self, Channel, CloseReason, Closing, Need};
use cunfa_core::{EntryId, Person};
use cunfa_document::EntryDoc;
use cunfa_evidence::batch::{Batch, SealedBatch};

use super::device::TestDevice;
use super::house::House;

pub struct Paper {
    pub id: EntryId,
    pub doc: EntryDoc,
    pub village: String,
    /// The first change.
    pub genesis: Vec<u8>,
}

/// What this person records.
pub fn asked(recorder: &Person, village: &str) -> Need {
    Need {
        village: village.parse().unwrap(),
        date: "2026-11-20".parse().unwrap(),
        name: "梁大爷".to_owned(),
        phone: String::new(),
        category: None,
        matter: "承包地被占".to_owned(),
        channel: Channel::InPerson,
        recorder: recorder.id,
        recorder_name: recorder.name.clone(),
        written_at: "2026-11-20T11:00".to_owned(),
        closed: None,
    }
}

pub fn closing(by: &Person) -> Closing {
    Closing {
        reason: CloseReason::Withdrawn,
        note: String::new(),
        by: by.id,
        by_name: by.name.clone(),
        date: "2026-11-21".parse().unwrap(),
    }
}

impl Paper {
    /// A need recorded by the device's person.
    pub fn new(house: &House, device: &TestDevice, village: &str) -> Paper {
        Paper::of(house, &asked(&device.person, village))
    }

    pub fn of(house: &House, need: &Need) -> Paper {
        Paper::with_fields(house, need.village.as_str(), &need::to_fields(need))
    }

    pub fn with_fields(house: &House, village: &str, fields: &FieldMap) -> Paper {
        let id = EntryId(house.random.bytes());
        let (doc, genesis) = EntryDoc::create_need(id, fields, house.random.bytes()).unwrap();
        Paper {
            id,
            doc,
            village: village.to_owned(),
            genesis,
        }
    }

    /// Changes it; gives the change.
    pub fn edit(&mut self, house: &House, change: impl FnOnce(&mut Need)) -> Vec<u8> {
        let mut need = need::from_fields(&self.doc.fields()).unwrap();
        change(&mut need);
        let fields = need::to_fields(&need);
        self.doc.edit(&fields, house.random.bytes()).unwrap().unwrap()
    }

    pub fn sealed(&self, device: &TestDevice, changes: &[&[u8]]) -> SealedBatch {
        let batch = Batch {
            village: self.village.parse().unwrap(),
            entry: self.id,
            device: device.id,
            changes: changes.iter().map(|change| change.to_vec()).collect(),
            acts: Vec::new(),
        };
        batch.seal(&device.device_key).unwrap()
    }

    /// The first change, sealed.
    pub fn first(&self, device: &TestDevice) -> SealedBatch {
        self.sealed(device, &[&self.genesis])
    }
}
