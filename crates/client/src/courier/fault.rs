//! What a person is told of a file that is not written or not taken in.

use std::io::{Error, ErrorKind};

use cunfa_evidence::courier::CourierError;
use cunfa_protocol::Code;
use cunfa_protocol::failure::CourierFault;

pub(crate) fn code(fault: CourierFault) -> Code {
    Code::Courier { fault }
}

/// A place that does not take or give what it should.
pub(crate) fn of_place(error: &Error) -> Code {
    code(match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => CourierFault::PlaceFull,
        ErrorKind::NotFound | ErrorKind::NotADirectory => CourierFault::PlaceGone,
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => CourierFault::PlaceReadOnly,
        _ => {
            tracing::warn!(%error, "a courier's file could not be written or read");
            CourierFault::PlaceBroken
        }
    })
}

/// A file that does not open, or is not written.
pub(crate) fn of_file(error: &CourierError) -> Code {
    let fault = match error {
        CourierError::NotCourier | CourierError::OtherWay => CourierFault::NotCourier,
        CourierError::Version(_) => CourierFault::OtherVersion,
        CourierError::NotForUs => CourierFault::OtherDevice,
        CourierError::Cut => CourierFault::Cut,
        CourierError::Damaged(_) => CourierFault::Damaged,
        CourierError::Signature => CourierFault::Signature,
        CourierError::TooLarge => CourierFault::TooLarge,
        CourierError::Io(error) => return of_place(error),
    };
    code(fault)
}
