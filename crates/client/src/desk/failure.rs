//! From the store's errors to what a screen says. A code names no person and no content.

use cunfa_protocol::Code;
use cunfa_store::StoreError;

/// What a screen says about it.
pub(crate) fn code_of(error: StoreError) -> Code {
    match error {
        StoreError::WrongKey => Code::FileKeyWrong,
        StoreError::Damaged | StoreError::Shape(_) | StoreError::EntryDamaged(_) => Code::FileDamaged,
        StoreError::TooNew { .. } => Code::FileTooNew,
        StoreError::DiskFull => Code::DiskFull,
        StoreError::NotNow(_) => Code::NotNow,
        error @ (StoreError::Missing
        | StoreError::Exists
        | StoreError::Document(_)
        | StoreError::Refused(_)
        | StoreError::Batch(_)
        | StoreError::Act(_)
        | StoreError::Io { .. }
        | StoreError::Sql(_)
        | StoreError::Interrupted(_)) => {
            tracing::error!(%error, "the store refused");
            Code::Internal {
                attempted: attempted(&error).to_owned(),
            }
        }
    }
}

/// What was attempted, without anything that names contents.
fn attempted(error: &StoreError) -> &'static str {
    match error {
        StoreError::Missing | StoreError::Exists => "opening the store",
        StoreError::Io { attempted, .. } => attempted,
        StoreError::Batch(_) => "sealing a batch",
        _ => "writing the store",
    }
}

/// A failed file operation of our own.
pub(crate) fn folder(source: std::io::Error) -> StoreError {
    match source.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => StoreError::DiskFull,
        _ => StoreError::Io {
            attempted: "making the data folder",
            source,
        },
    }
}

/// The system gave no random bytes: nothing is made then.
pub(crate) fn no_randomness() -> Code {
    Code::Internal {
        attempted: "drawing random bytes".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_key_damage_a_newer_program_and_a_full_disk_each_have_their_own_code() {
        let table = [
            (StoreError::WrongKey, Code::FileKeyWrong),
            (StoreError::Damaged, Code::FileDamaged),
            (StoreError::Shape("a draft"), Code::FileDamaged),
            (StoreError::TooNew { found: 9, known: 1 }, Code::FileTooNew),
            (StoreError::DiskFull, Code::DiskFull),
            (folder(std::io::ErrorKind::StorageFull.into()), Code::DiskFull),
            (StoreError::NotNow("enrolling the device"), Code::NotNow),
            (
                StoreError::Missing,
                Code::Internal {
                    attempted: "opening the store".to_owned(),
                },
            ),
        ];
        for (error, code) in table {
            assert_eq!(code_of(error), code);
        }
    }
}
