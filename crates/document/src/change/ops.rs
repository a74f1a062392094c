//! What a change may do: put or delete texts of the root map, and name the document. Nothing nested, nothing counted.

use automerge::legacy::{Key, ObjectId, Op, OpType};
use automerge::{Change, ScalarValue};
use cunfa_core::{Attachment, EntryId};

use crate::{DocumentError, DocumentKind, MAX_KEY_BYTES};

/// The kind of a document, and which it is.
type Names = (DocumentKind, EntryId);

/// Checks every operation; gives what the change names.
pub(super) fn check(change: &Change) -> Result<Option<Names>, DocumentError> {
    let mut names = None;
    for op in change.decode().operations {
        let named = check_op(&op)?;
        if named.is_some() && std::mem::replace(&mut names, named).is_some() {
            return Err(DocumentError::Shape("two documents named"));
        }
    }
    Ok(names)
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

fn check_op(op: &Op) -> Result<Option<Names>, DocumentError> {
    const NOT_FLAT: DocumentError = DocumentError::Shape("not a flat map of texts");
    let (ObjectId::Root, Key::Map(key), false) = (&op.obj, &op.key, op.insert) else {
        return Err(NOT_FLAT);
    };
    if key.len() > MAX_KEY_BYTES {
        return Err(DocumentError::Limit("key bytes"));
    }
    match (&op.action, DocumentKind::of_key(key)) {
        (OpType::Put(ScalarValue::Bytes(bytes)), Some(kind)) => {
            let id = EntryId::from_slice(bytes).ok_or(NOT_FLAT)?;
            Ok(Some((kind, id)))
        }
        (OpType::Put(ScalarValue::Str(_)) | OpType::Delete, None) => Ok(None),
        _ => Err(NOT_FLAT),
    }
}
