//! Which attachments the log names, as a database notes it.

use cunfa_core::{Attachment, DeviceId, EntryId, VillageCode};

use super::{LogBatch, NewBatch};

/// The device of a batch of the log, and the attachments its changes name, in their order; `None` when it does not open.
pub type NamedBy<'a> = dyn Fn(&LogBatch) -> Option<(DeviceId, Vec<Attachment>)> + Sync + 'a;

/// What a place of the log names.
pub(crate) struct Naming<'a> {
    pub(crate) sequence: u64,
    pub(crate) entry: EntryId,
    pub(crate) village: &'a VillageCode,
    pub(crate) device: DeviceId,
    pub(crate) attachments: &'a [Attachment],
}

impl<'a> Naming<'a> {
    /// Of a batch that gets this place.
    pub(crate) fn of(batch: &'a NewBatch, sequence: u64) -> Naming<'a> {
        Naming {
            sequence,
            entry: batch.entry,
            village: &batch.village,
            device: batch.device,
            attachments: &batch.attachments,
        }
    }
}
