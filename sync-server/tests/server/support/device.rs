//! An enrolled device as the server sees it: keys, token, cursor.

use cunfa_core::{BatchId, DeviceId, Person};
use cunfa_evidence::batch::{Batch, SealedBatch};
use cunfa_evidence::keys::SigningKey;
use cunfa_evidence::receipt::Receipt;
use cunfa_protocol::view::ParkedReason;
use cunfa_protocol::wire::{BatchAnswer, Blob, EnrolResponse, Stored, SyncRequest, VERSION, WireBatch};

use super::house::House;
use super::seeded::key;
use super::{Answered, Asked};

pub struct TestDevice {
    pub id: DeviceId,
    pub token: String,
    pub device_key: SigningKey,
    pub person_key: SigningKey,
    pub person: Person,
    pub epoch: u64,
    pub cursor: u64,
    pub directory: u64,
}

/// The whole receipt of a batch, as a device puts it together; it verifies.
pub fn receipt(stored: &Stored, batch: BatchId, epoch: u64) -> Receipt {
    let receipt = Receipt {
        batch,
        shard: "450102".parse().unwrap(),
        epoch,
        sequence: stored.sequence,
        received_at_ms: stored.received_at_ms,
    };
    let whole = receipt.with_signature(&stored.receipt_signature.0);
    assert_eq!(Receipt::read(&whole, key("county").public()), Ok(receipt.clone()));
    receipt
}

/// What was pulled, opened.
pub struct Reader(pub Vec<Batch>);

impl TestDevice {
    pub fn enrolled(name: &str, response: &EnrolResponse) -> TestDevice {
        TestDevice {
            id: response.device,
            token: response.token.clone().unwrap_or_default(),
            device_key: key(&format!("{name}/device")),
            person_key: key(&format!("{name}/person")),
            person: response.person.clone(),
            epoch: response.epoch,
            cursor: 0,
            directory: response.directory.version,
        }
    }

    pub fn request(&self, batches: &[SealedBatch]) -> Asked {
        let head = SyncRequest {
            want: Vec::new(),
            version: VERSION,
            epoch: self.epoch,
            cursor: self.cursor,
            directory: self.directory,
            claims: Vec::new(),
            decisions: Vec::new(),
            feedback: Vec::new(),
            root: None,
            unsent: 0,
            time: true,
            compare: false,
            pull_bytes_max: 1024 * 1024,
        };
        Asked {
            head,
            batches: batches.iter().map(wire).collect(),
        }
    }

    /// One round trip; remembers cursor, epoch and directory.
    pub fn sync(&mut self, house: &House, batches: &[SealedBatch]) -> Answered {
        let response = house.sync(&self.token, &self.request(batches)).unwrap();
        self.cursor = response.cursor;
        self.epoch = response.epoch;
        if let Some(directory) = &response.directory {
            self.directory = directory.version;
        }
        response
    }

    /// Pushes one batch; gives its receipt.
    pub fn push(&mut self, house: &House, batch: &SealedBatch) -> Receipt {
        let response = self.sync(house, std::slice::from_ref(batch));
        match &response.answers[..] {
            [BatchAnswer::Stored(stored)] => receipt(stored, batch.id(), response.epoch),
            other => panic!("not stored: {other:?}"),
        }
    }

    /// Pushes one batch that is refused.
    pub fn refusal(&mut self, house: &House, batch: &SealedBatch) -> ParkedReason {
        match &self.sync(house, std::slice::from_ref(batch)).answers[..] {
            [BatchAnswer::Refused { batch: id, reason }] => {
                assert_eq!(*id, batch.id());
                *reason
            }
            other => panic!("not refused: {other:?}"),
        }
    }

    /// Pulls everything, page by page.
    pub fn pull(&mut self, house: &House) -> Reader {
        let mut read = Vec::new();
        loop {
            let response = self.sync(house, &[]);
            read.extend(response.pulled.iter().map(|pulled| open(response.epoch, pulled)));
            if !response.more {
                return Reader(read);
            }
        }
    }
}

fn wire(batch: &SealedBatch) -> WireBatch {
    WireBatch {
        bytes: Blob(batch.on_the_way()),
        signature: Blob(batch.signature.clone()),
    }
}

fn open(epoch: u64, pulled: &cunfa_protocol::wire::PulledBatch) -> Batch {
    let WireBatch { bytes, signature } = pulled.batch.clone();
    let sealed = SealedBatch::from_the_way(bytes.0, signature.0);
    let stored = Stored {
        sequence: pulled.sequence,
        received_at_ms: pulled.received_at_ms,
        receipt_signature: pulled.receipt_signature.clone(),
    };
    receipt(&stored, sealed.id(), epoch);
    sealed.open().unwrap()
}

pub fn is_later(answer: &BatchAnswer, batch: BatchId) -> bool {
    *answer == BatchAnswer::Later { batch }
}
