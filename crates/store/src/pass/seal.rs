//! Sealing: what no batch carries yet becomes batches, one per entry (and village), in the order it was written.

use std::collections::BTreeMap;

use cunfa_core::{DeviceId, EntryId, VillageCode};
use cunfa_evidence::batch::{Batch, BatchError, SealedBatch};
use cunfa_evidence::keys::SigningKey;
use rusqlite::Connection;

use crate::table::outbox::Loose;
use crate::table::{batches, device, outbox};
use crate::{Step, Store, StoreError};

/// Signs batches.
struct Sealer<'k> {
    device: DeviceId,
    key: &'k SigningKey,
}

impl Store {
    /// Seals what no batch carries yet, of the oldest entries first and of so many at most (a signature for each takes about a
    /// millisecond, and the file is busy meanwhile); gives how many batches were made.
    ///
    /// # Errors
    /// [`StoreError::NotNow`] when the device is not enrolled, and as every write.
    pub fn seal(&mut self, device_key: &SigningKey, entries_max: usize) -> Result<usize, StoreError> {
        if !outbox::has_loose(&self.connection)? {
            return Ok(0);
        }
        self.write(|transaction, plan| {
            let sealer = Sealer {
                device: device::needed(transaction)?.id,
                key: device_key,
            };
            let mut made = 0;
            for ((_, entry, village), items) in grouped(outbox::loose(transaction, entries_max)?)? {
                plan.reach(Step::Seal)?;
                made += sealer.seal(transaction, entry, &village, &items)?;
            }
            Ok(made)
        })
    }
}

type Groups = BTreeMap<(i64, EntryId, VillageCode), Vec<Loose>>;

/// By entry and village, in the order of each group's first item.
fn grouped(items: Vec<Loose>) -> Result<Groups, StoreError> {
    let mut first = BTreeMap::new();
    let mut groups = Groups::new();
    for item in items {
        let village: VillageCode = item.village.parse().map_err(|_| StoreError::Shape("an outbox row"))?;
        let position = *first.entry((item.entry, village.clone())).or_insert(item.position);
        groups.entry((position, item.entry, village)).or_default().push(item);
    }
    Ok(groups)
}

impl Sealer<'_> {
    /// Seals items into as few batches as the limits allow.
    fn seal(
        &self,
        connection: &Connection,
        entry: EntryId,
        village: &VillageCode,
        items: &[Loose],
    ) -> Result<usize, StoreError> {
        match self.batch(entry, village, items).seal(self.key) {
            Ok(sealed) => store(connection, entry, &sealed, items),
            Err(BatchError::Limit(_)) if items.len() > 1 => {
                let (former, latter) = items.split_at(items.len() / 2);
                Ok(self.seal(connection, entry, village, former)? + self.seal(connection, entry, village, latter)?)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn batch(&self, entry: EntryId, village: &VillageCode, items: &[Loose]) -> Batch {
        let bytes = |acts: bool| {
            let of_kind = items.iter().filter(move |item| item.is_act == acts);
            of_kind.map(|item| item.bytes.clone()).collect()
        };
        Batch {
            village: village.clone(),
            entry,
            device: self.device,
            changes: bytes(false),
            acts: bytes(true),
        }
    }
}

fn store(connection: &Connection, entry: EntryId, sealed: &SealedBatch, items: &[Loose]) -> Result<usize, StoreError> {
    let id = batches::insert(connection, entry, sealed)?;
    items
        .iter()
        .try_for_each(|item| outbox::carry(connection, item.position, id))?;
    Ok(1)
}
