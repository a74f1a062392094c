//! The one thing that is written of a need: a change of its document.

use cunfa_core::entry::{Field, MAX_TEXT_GRAPHEMES, Rule};
use cunfa_core::{EntryId, Failure, VillageCode};
use cunfa_document::DocumentError;
use cunfa_protocol::Code;
use cunfa_store::{Append, NeedRecord};

use crate::desk::{Desk, code_of};

/// Writes a change, and removes the draft it came from; gives the need as it is then.
pub(super) fn append(
    desk: &mut Desk,
    need: EntryId,
    village: &VillageCode,
    change: Vec<u8>,
) -> Result<NeedRecord, Code> {
    let append = Append {
        entry: need,
        village,
        changes: &[change],
        acts: &[],
        draft_done: Some(need),
        now_ms: desk.now_ms(),
    };
    match desk.store_mut()?.append_need(&append) {
        Ok((_, record)) => {
            desk.tell_written(need);
            Ok(record)
        }
        Err(error) => {
            desk.renew_actor()?;
            Err(code_of(error))
        }
    }
}

/// Why a document takes no change.
pub(super) fn refused(error: DocumentError) -> Code {
    match error {
        DocumentError::Limit(_) => Code::Form {
            failures: vec![Failure {
                field: Field::Matter,
                rule: Rule::TooLong {
                    given: MAX_TEXT_GRAPHEMES + 1,
                    max: MAX_TEXT_GRAPHEMES,
                },
            }],
        },
        error => {
            tracing::error!(%error, "a document refused its own change");
            Code::Internal {
                attempted: "writing a need".to_owned(),
            }
        }
    }
}
