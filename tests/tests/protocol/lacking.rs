//! What readers give back to a log that began anew.

use cunfa_protocol::lacking::{LackingAnswer, LackingBatch, LackingRequest, LackingResponse};
use cunfa_protocol::view::ParkedReason;
use cunfa_protocol::wire::{Blob, VERSION, WireBatch};

use super::held;

fn blob(byte: u8) -> Blob {
    Blob(vec![byte; 4])
}

fn answers() -> Vec<LackingAnswer> {
    vec![
        LackingAnswer::Held,
        LackingAnswer::Refused(ParkedReason::OutOfScope),
        LackingAnswer::Later,
    ]
}

#[test]
fn batches_of_others_and_what_becomes_of_them_are_written_like_this() {
    held("lacking-LackingRequest", &[LackingRequest { version: VERSION }]);
    let batch = LackingBatch {
        batch: WireBatch {
            bytes: blob(0xb0),
            signature: blob(0xb1),
        },
        epoch: 7,
        sequence: 12,
        received_at_ms: 1_795_399_200_000,
        receipt_signature: blob(0xc0),
    };
    held("lacking-LackingBatch", &[batch]);
    held("lacking-LackingAnswer", &answers());
    held("lacking-LackingResponse", &[LackingResponse { answers: answers() }]);
}
