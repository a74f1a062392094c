//! One raw change, read from hostile bytes: what it is, what it needs, whether it is intact. Applies nothing.

mod ops;
mod plain;
mod rows;
mod scan;

use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::{Change, ChangeHash};
use cunfa_core::{Attachment, Digest, EntryId};

use crate::{DocumentError, DocumentKind};

pub(crate) use rows::{Does, Row, each_row};

/// What a raw change says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeInfo {
    /// Its hash, recomputed from the bytes (SHA-256, automerge's own).
    pub hash: Digest,
    /// The changes it follows, sorted.
    pub parents: Vec<Digest>,
    /// The document, named with its kind by its first change and by no other.
    pub names: Option<(DocumentKind, EntryId)>,
}

impl ChangeInfo {
    /// Reads and checks a raw change. Never panics; time and memory are bounded by the limits.
    ///
    /// # Errors
    /// [`DocumentError::Limit`], [`DocumentError::Shape`] or [`DocumentError::Hash`].
    pub fn read(bytes: &[u8]) -> Result<ChangeInfo, DocumentError> {
        parse(bytes).map(|parsed| parsed.info)
    }
}

/// The attachments a raw change names, in its order, whether later changes take them away or not. None for bytes that are no change.
#[must_use]
pub fn attachments_named(bytes: &[u8]) -> Vec<Attachment> {
    if ops::may_name_attachments(bytes) {
        parse(bytes).map_or_else(|_| Vec::new(), |parsed| ops::attachments(&parsed.change))
    } else {
        Vec::new()
    }
}

/// A checked change, ready to be applied.
pub(crate) struct Parsed {
    pub(crate) info: ChangeInfo,
    pub(crate) change: Change,
}

pub(crate) fn parse(bytes: &[u8]) -> Result<Parsed, DocumentError> {
    let columns = scan::within_limits(bytes)?;
    catch_unwind(AssertUnwindSafe(|| parse_scanned(bytes, columns))).unwrap_or(Err(DocumentError::Shape("unreadable")))
}

fn parse_scanned(bytes: &[u8], columns: scan::Columns) -> Result<Parsed, DocumentError> {
    let change = Change::try_from(bytes).map_err(|_| DocumentError::Shape("unreadable"))?;
    let hash = change.hash();
    // The first four bytes of the hash stand in the header after the four magic ones.
    if bytes.get(4..8) != hash.0.get(..4) || change.raw_bytes() != bytes {
        return Err(DocumentError::Hash);
    }
    let names = match columns {
        scan::Columns::Plain => None,
        scan::Columns::Other => ops::check(&change)?,
    };
    let mut parents: Vec<Digest> = change.deps().iter().map(digest).collect();
    parents.sort_unstable();
    match (parents.is_empty(), names) {
        (true, None) => Err(DocumentError::Shape("a first change that names no document")),
        (false, Some(_)) => Err(DocumentError::Shape("a later change that names a document")),
        (true, Some(_)) | (false, None) => Ok(Parsed {
            info: ChangeInfo {
                hash: digest(&hash),
                parents,
                names,
            },
            change,
        }),
    }
}

pub(crate) fn digest(hash: &ChangeHash) -> Digest {
    Digest(hash.0)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use automerge::transaction::{CommitOptions, Transactable as _};
    use automerge::{Automerge, AutomergeError, ObjType, ROOT, ReadDoc as _, ScalarValue};
    use proptest::prelude::*;

    use super::*;
    use crate::MAX_KEY_BYTES;

    /// The second change of a document whose first one puts two texts: what `write` does.
    fn change(
        write: impl FnOnce(&mut automerge::transaction::Transaction<'_>) -> Result<(), AutomergeError>,
    ) -> Change {
        let mut doc = Automerge::new().with_actor(automerge::ActorId::from([7; 16]));
        let first = |tx: &mut automerge::transaction::Transaction<'_>| {
            tx.put(ROOT, "advice", "one")?;
            tx.put(ROOT, "matter", "two")
        };
        let options = || CommitOptions::default().with_time(0);
        doc.transact_with::<_, _, AutomergeError, _>(|()| options(), first)
            .unwrap();
        let done = doc
            .transact_with::<_, _, AutomergeError, _>(|()| options(), write)
            .unwrap();
        doc.get_change_by_hash(&done.hash.unwrap()).unwrap()
    }

    fn is_plain(change: &Change) -> bool {
        scan::within_limits(change.raw_bytes()).unwrap() == scan::Columns::Plain
    }

    /// The same bytes with the beginning that their hash gives them.
    fn with_its_hash(mut bytes: Vec<u8>) -> Vec<u8> {
        let hash = <sha2::Sha256 as sha2::Digest>::digest(&bytes[8..]);
        bytes[4..8].copy_from_slice(&hash[..4]);
        bytes
    }

    #[test]
    fn texts_put_under_fields_are_plain_and_nothing_else_is() {
        let key = "k".repeat(MAX_KEY_BYTES);
        for texts in [
            &[("advice", "three")][..],
            &[("advice", ""), ("matter", "四"), ("matter", "5")],
            &[(key.as_str(), "6")],
        ] {
            let put = change(|tx| texts.iter().try_for_each(|(key, text)| tx.put(ROOT, *key, *text)));
            assert!(is_plain(&put), "{texts:?}");
            assert_eq!(ops::check(&put), Ok(None));
        }
        let others = [
            change(|tx| tx.delete(ROOT, "advice")),
            change(|tx| tx.put(ROOT, "advice", 1)),
            change(|tx| tx.put(ROOT, "advice", ScalarValue::Bytes(vec![b'a']))),
            change(|tx| tx.put(ROOT, "entry", ScalarValue::Bytes(vec![1; 16]))),
            change(|tx| tx.put(ROOT, "entry", "text")),
            change(|tx| tx.put(ROOT, "k".repeat(MAX_KEY_BYTES + 1), "text")),
            change(|tx| tx.put_object(ROOT, "list", ObjType::List).map(|_| ())),
            change(|tx| {
                let list = tx.put_object(ROOT, "list", ObjType::List)?;
                tx.insert(&list, 0, "text")
            }),
            change(|tx| {
                tx.put(ROOT, "advice", "text")?;
                tx.delete(ROOT, "matter")
            }),
        ];
        for other in others {
            assert!(!is_plain(&other), "{:?}", other.decode());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        #[test]
        fn what_is_plain_passes_as_it_would_operation_by_operation(
            keys in proptest::collection::vec("[a-e]{1,3}", 1..5),
            place: prop::sample::Index,
            value: u8,
        ) {
            let good = change(|tx| keys.iter().try_for_each(|key| tx.put(ROOT, key.as_str(), key.as_str())));
            let mut bytes = good.raw_bytes().to_vec();
            let place = 8 + place.index(bytes.len() - 8);
            bytes[place] = value;
            let bytes = with_its_hash(bytes);
            if scan::within_limits(&bytes) == Ok(scan::Columns::Plain)
                && let Ok(Ok(change)) = catch_unwind(|| Change::try_from(&bytes[..]))
            {
                prop_assert_eq!(ops::check(&change), Ok(None));
            }
        }
    }
}
