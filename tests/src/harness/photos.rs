//! Photos on a device, looked at and put there behind the screens: random bytes are no picture, and here they need not be one.

use std::collections::BTreeMap;

use cunfa_core::entry::to_fields;
use cunfa_core::{Attachment, AttachmentKind, BlobId, EntryId};
use cunfa_store::{Append, BlobState, Store, StoreError};

use super::{Dice, TestDevice};

/// A photo as a device has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhotoSeen {
    /// Here, whole, and unchanged.
    pub sound: bool,
    /// What the device knows.
    pub state: BlobState,
}

/// Whether these bytes are that blob.
#[must_use]
pub fn is_blob(bytes: &[u8], blob: BlobId) -> bool {
    cunfa_evidence::hash(bytes).0 == blob.0
}

/// The id of these bytes.
#[must_use]
pub fn id(bytes: &[u8]) -> BlobId {
    BlobId(cunfa_evidence::hash(bytes).0)
}

/// So many random bytes.
#[must_use]
pub fn bytes(dice: &mut Dice, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    dice.fill(&mut bytes);
    bytes
}

impl TestDevice {
    /// Keeps photos and names them in an entry, in one change by this actor.
    ///
    /// # Errors
    /// The store's.
    pub async fn attach(&self, entry: EntryId, photos: Vec<Vec<u8>>, actor: [u8; 16]) -> Result<(), String> {
        let attached = self
            .app()?
            .with_store(move |store| attach(store, entry, &photos, actor))
            .await;
        let attached = attached.map_err(|failure| format!("attaching: {failure:?}"))?;
        attached.map_err(|error| match error {
            StoreError::DiskFull => "attaching: DiskFull".to_owned(),
            other => format!("attaching: Internal, {other}"),
        })
    }

    /// How these photos are on the device.
    ///
    /// # Errors
    /// The store's.
    pub async fn photos(&self, blobs: Vec<BlobId>) -> Result<BTreeMap<BlobId, PhotoSeen>, String> {
        let look = move |store: &mut Store| -> Result<BTreeMap<BlobId, PhotoSeen>, StoreError> {
            let seen = blobs.iter().map(|blob| {
                let photo = PhotoSeen {
                    sound: store.blob(*blob)?.is_some_and(|bytes| is_blob(&bytes, *blob)),
                    state: store.blob_state(*blob)?,
                };
                Ok((*blob, photo))
            });
            seen.collect()
        };
        let seen = self.app()?.with_store(look).await;
        let seen = seen.map_err(|failure| format!("looking at photos: {failure:?}"))?;
        seen.map_err(|error| format!("looking at photos: {error}"))
    }

    /// How one photo is on the device.
    ///
    /// # Errors
    /// The store's.
    pub async fn photo(&self, blob: BlobId) -> Result<PhotoSeen, String> {
        let seen = self.photos(vec![blob]).await?;
        seen.get(&blob).copied().ok_or_else(|| "no such photo".to_owned())
    }
}

fn attach(store: &mut Store, entry: EntryId, photos: &[Vec<u8>], actor: [u8; 16]) -> Result<(), StoreError> {
    let record = store.open_entry(entry)?.ok_or(StoreError::Refused("no such entry"))?;
    let (mut doc, mut text) = (record.doc, record.current);
    for bytes in photos {
        let blob = store.keep_blob(bytes)?;
        let hex = blob.to_string();
        text.attachments.push(Attachment {
            row: format!("01-{}", hex.chars().take(4).collect::<String>()),
            kind: AttachmentKind::Photo,
            blob,
            length: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
        });
    }
    let Some(change) = doc.edit(&to_fields(&text), actor)? else {
        return Ok(());
    };
    let append = Append {
        entry,
        village: &text.village,
        changes: &[change],
        acts: &[],
        draft_done: None,
        now_ms: 1,
    };
    store.append(&append).map(|_| ())
}
