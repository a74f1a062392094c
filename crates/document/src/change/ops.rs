//! What a change may do: put or delete texts of the root map, and name the entry. Nothing nested, nothing counted.

use automerge::legacy::{Key, ObjectId, Op, OpType};
use automerge::{Change, ScalarValue};
use cunfa_core::{Attachment, EntryId};

use crate::doc::ENTRY_KEY;
use crate::{DocumentError, MAX_KEY_BYTES};

/// Checks every operation; gives the entry the change names.
pub(super) fn check(change: &Change) -> Result<Option<EntryId>, DocumentError> {
    let mut entry = None;
    for op in change.decode().operations {
        let named = check_op(&op)?;
        if named.is_some() && std::mem::replace(&mut entry, named).is_some() {
            return Err(DocumentError::Shape("two entries named"));
        }
    }
    Ok(entry)
}

/// Where the keys of attachments begin.
const ATTACHMENT: &str = "attachment.";

/// The attachments a change names, in its order; what is no attachment is left out.
pub(super) fn attachments(change: &Change) -> Vec<Attachment> {
    let operations = change.decode().operations.into_iter();
    operations.filter_map(|op| attachment(&op)).collect()
}

fn attachment(op: &Op) -> Option<Attachment> {
    let (Key::Map(key), OpType::Put(ScalarValue::Str(text))) = (&op.key, &op.action) else {
        return None;
    };
    Attachment::from_text(key.strip_prefix(ATTACHMENT)?, text)
}

/// Whether the raw bytes may hold such a key: keys stand in a change as they are.
pub(super) fn may_name_attachments(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, ATTACHMENT.as_bytes()).is_some()
}

fn check_op(op: &Op) -> Result<Option<EntryId>, DocumentError> {
    const NOT_FLAT: DocumentError = DocumentError::Shape("not a flat map of texts");
    let (ObjectId::Root, Key::Map(key), false) = (&op.obj, &op.key, op.insert) else {
        return Err(NOT_FLAT);
    };
    if key.len() > MAX_KEY_BYTES {
        return Err(DocumentError::Limit("key bytes"));
    }
    match (&op.action, key.as_str() == ENTRY_KEY) {
        (OpType::Put(ScalarValue::Bytes(bytes)), true) => EntryId::from_slice(bytes).map(Some).ok_or(NOT_FLAT),
        (OpType::Put(ScalarValue::Str(_)) | OpType::Delete, false) => Ok(None),
        _ => Err(NOT_FLAT),
    }
}
