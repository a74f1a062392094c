//! Messages between device and server.

use cunfa_core::Role;
use cunfa_core::feedback::FeedbackKind;
use cunfa_protocol::view::{ClaimFault, DecisionFault, ParkedReason};
use cunfa_protocol::wire::{
    AskedFor, BatchAnswer, Blob, BlobAnswer, BlobFault, Chunk, ChunksRequest, ChunksResponse, ClaimAnswer, Decision,
    DecisionAnswer, Directory, EnrolRequest, EnrolResponse, Feedback, HeldRoot, InviteRequest, InviteResponse, Invitee,
    Issued, Items, MAX_ITEM_BYTES, PULL_BYTES, PulledBatch, RecoverRequest, RecoverResponse, Refusal, Returning,
    RootNews, Short, Span, Spoken, Stored, SyncRequest, SyncResponse, VERSION, VillageDigest, Want, Whom, WireBatch,
    decode, encode,
};

use super::{held, samples as s};

fn blob(byte: u8) -> Blob {
    Blob(vec![byte; 4])
}

fn batch() -> WireBatch {
    WireBatch {
        bytes: blob(0xb0),
        signature: blob(0xb1),
    }
}

fn pulled() -> PulledBatch {
    PulledBatch {
        sequence: 7,
        batch: batch(),
        received_at_ms: 1_795_399_200_000,
        receipt_signature: blob(0xc0),
    }
}

fn directory() -> Directory {
    Directory {
        version: 5,
        villages: vec![s::village()],
        certificates: vec![blob(0xd0)],
        revocations: vec![blob(0xd1)],
        rules: vec!["id = \"nanning-2016\"".to_owned()],
        people: vec![s::person()],
        roster: vec![s::person()],
        courier_key: blob(0xd2),
    }
}

fn claimed() -> Vec<ClaimAnswer> {
    vec![
        ClaimAnswer::Taken { share: blob(0xb1) },
        ClaimAnswer::NotTaken(ClaimFault::NotOnRoster),
    ]
}

fn decided() -> Vec<DecisionAnswer> {
    vec![DecisionAnswer::Taken, DecisionAnswer::NotTaken(DecisionFault::Changed)]
}

fn stored() -> Stored {
    Stored {
        sequence: 4_712,
        received_at_ms: 1_795_428_300_000,
        receipt_signature: blob(0xc1),
    }
}

fn answers() -> Vec<BatchAnswer> {
    vec![
        BatchAnswer::Stored(stored()),
        BatchAnswer::Refused {
            batch: s::batch_id(),
            reason: ParkedReason::OutOfScope,
        },
        BatchAnswer::Later { batch: s::batch_id() },
    ]
}

fn feedback() -> Feedback {
    Feedback {
        id: s::feedback_id(),
        kind: FeedbackKind::Complaint,
        text: "字太小\n看不清".to_owned(),
    }
}

#[test]
fn a_sync_request_and_its_answer_are_written_like_this() {
    held("wire-WireBatch", &[batch()]);
    held("wire-Stored", &[stored()]);
    let held_root = HeldRoot {
        epoch: 2,
        size: 70_000,
        name: Short::of(s::digest()),
    };
    held("wire-HeldRoot", &[held_root]);
    let request = SyncRequest {
        version: VERSION,
        epoch: 2,
        cursor: 6,
        directory: 4,
        claims: vec![blob(0xb0)],
        decisions: vec![Decision::Confirm(blob(0xa0)), Decision::Refuse(blob(0xa1))],
        feedback: vec![feedback()],
        root: Some(held_root),
        unsent: 0,
        want: vec![Short([1, 2, 3, 4, 5, 6])],
        time: true,
        compare: true,
        pull_bytes_max: 262_144,
    };
    held("wire-Feedback", &request.feedback);
    held("wire-Decision", &request.decisions);
    held("wire-SyncRequest", &[request]);
    held("wire-ClaimAnswer", &claimed());
    held("wire-DecisionAnswer", &decided());
    held("wire-BatchAnswer", &answers());
    held("wire-PulledBatch", &[pulled()]);
    held("wire-Directory", &[directory()]);
    let news = RootNews {
        root: blob(0xe1),
        consistency: vec![s::digest()],
    };
    held("wire-RootNews", std::slice::from_ref(&news));
    let digest = VillageDigest {
        village: s::village_code(),
        digest: 0x0102_0304_0506_0708,
    };
    held("digest-VillageDigest", std::slice::from_ref(&digest));
    let response = SyncResponse {
        epoch: 2,
        claims: claimed(),
        decisions: decided(),
        answers: answers(),
        wanted: 3,
        after: 5,
        cursor: 7,
        more: true,
        directory: Some(directory()),
        forget: vec![s::village_code()],
        root: Some(news),
        feedback: vec![s::feedback_id()],
        operator: Some(s::operator()),
        time_token: Some(blob(0xe0)),
        registers: Some(6),
        digests: vec![digest],
    };
    let idle = SyncResponse {
        claims: vec![],
        decisions: vec![],
        root: None,
        operator: None,
        feedback: vec![],
        answers: vec![],
        wanted: 0,
        more: false,
        directory: None,
        forget: vec![],
        time_token: None,
        registers: None,
        digests: vec![],
        ..response.clone()
    };
    held("wire-SyncResponse", &[response, idle]);
}

#[test]
fn an_enrolment_and_its_answer_are_written_like_this() {
    let first = EnrolRequest {
        version: VERSION,
        code: "ABCDE23456".to_owned(),
        device_name: "三塘 1 号".to_owned(),
        device_key: blob(4),
        person_key: blob(5),
        proof: blob(6),
        device: None,
        again: None,
        asked_for: None,
    };
    let further = EnrolRequest {
        device: Some(s::device()),
        ..first.clone()
    };
    let again = Returning {
        device_number: 3,
        device: blob(0xa0),
        people: vec![blob(0xa1), blob(0xa2)],
    };
    held("wire-Returning", std::slice::from_ref(&again));
    let returning = EnrolRequest {
        again: Some(again),
        ..first.clone()
    };
    let asked_for = AskedFor {
        role: Role::City,
        taken: vec!["450102".parse().unwrap()],
    };
    held("asked_for-AskedFor", std::slice::from_ref(&asked_for));
    let of_a_city = EnrolRequest {
        asked_for: Some(asked_for),
        ..first.clone()
    };
    held("wire-EnrolRequest", &[first, further, returning, of_a_city]);
    let response = EnrolResponse {
        device: s::device(),
        device_number: 3,
        token: Some("t".repeat(8)),
        shard: "450102".parse().unwrap(),
        county_key: blob(7),
        person: s::person(),
        directory: directory(),
        epoch: 1,
        time_token: blob(0xe0),
        share: blob(0xf0),
    };
    held("wire-EnrolResponse", &[response]);
}

#[test]
fn a_recovery_and_its_answer_are_written_like_this() {
    let request = RecoverRequest {
        version: VERSION,
        code: "ABCDE23456".to_owned(),
        device: s::device(),
        lost_key: s::act().key,
        person_key: blob(5),
        proof: blob(6),
    };
    held("wire-RecoverRequest", &[request]);
    held("wire-RecoverResponse", &[RecoverResponse { share: blob(0xf0) }]);
}

#[test]
fn a_code_is_asked_for_and_given_like_this() {
    let whom = Whom {
        person: s::person_id(),
        device: Some(s::device()),
    };
    let list = InviteRequest {
        version: VERSION,
        by: s::person_id(),
        key: s::act().key,
        nonce: blob(1),
        whom: None,
        signature: blob(2),
    };
    let code = InviteRequest {
        whom: Some(whom),
        ..list.clone()
    };
    held("wire-Whom", &[whom, Whom { device: None, ..whom }]);
    held("wire-InviteRequest", &[list, code]);
    let invitee = Invitee {
        person: s::person(),
        devices: vec![(s::device(), "三塘 1 号".to_owned())],
    };
    let issued = Issued {
        code: "ABCDE23456".to_owned(),
        expires_ms: 1_795_430_700_000,
    };
    held("wire-Invitee", std::slice::from_ref(&invitee));
    held("wire-Issued", std::slice::from_ref(&issued));
    let answer = InviteResponse {
        people: vec![invitee],
        issued: Some(issued),
    };
    held("wire-InviteResponse", &[answer]);
}

#[test]
fn chunks_are_asked_for_and_given_like_this() {
    let blob_id = cunfa_core::BlobId([0xb7; 32]);
    let span = Span { from: 2, to: 5 };
    let want = Want {
        blob: blob_id,
        missing: vec![span, Span { from: 7, to: 8 }],
    };
    let request = ChunksRequest {
        version: VERSION,
        ask: vec![blob_id],
        lost: vec![blob_id],
        want: vec![want.clone()],
        put: 1,
        bytes_max: 262_144,
    };
    held("wire-Span", &[span]);
    held("wire-Want", &[want]);
    held("wire-ChunksRequest", &[request]);
    held("wire-Chunk", &[chunk()]);
    let faults = [
        BlobFault::TooLarge,
        BlobFault::NotAllowed,
        BlobFault::Damaged,
        BlobFault::Quota,
    ];
    held("wire-BlobFault", &faults);
    let blobs = vec![
        BlobAnswer::Held { blob: blob_id },
        BlobAnswer::Missing {
            blob: blob_id,
            spans: vec![span],
        },
        BlobAnswer::Lost { blob: blob_id },
        BlobAnswer::Refused {
            blob: blob_id,
            reason: BlobFault::Damaged,
        },
    ];
    held("wire-BlobAnswer", &blobs);
    held("wire-ChunksResponse", &[ChunksResponse { blobs, chunks: 64 }]);
}

fn chunk() -> Chunk {
    Chunk {
        blob: cunfa_core::BlobId([0xb7; 32]),
        length: 32_770,
        index: 1,
        bytes: Blob(vec![0xff, 0xd9]),
    }
}

#[test]
fn a_sequence_gives_each_item_with_its_last_byte_and_none_before() {
    let one = encode(&chunk()).unwrap();
    let two = encode(&ChunksResponse {
        blobs: vec![],
        chunks: 1,
    })
    .unwrap();
    let mut items = Items::default();
    let mut taken = Vec::new();
    for (place, byte) in [one.as_slice(), two.as_slice()].concat().iter().enumerate() {
        items.push(&[*byte]);
        while let Some(item) = items.take().unwrap() {
            taken.push((place, item));
        }
    }
    assert!(items.is_empty());
    assert_eq!(taken, [(one.len() - 1, one.clone()), (one.len() + two.len() - 1, two)]);
    assert_eq!(decode::<Chunk>(&taken[0].1).unwrap(), chunk());
    items.push(&one[..one.len() - 1]);
    assert_eq!(items.take(), Ok(None));
    assert!(!items.is_empty(), "what is cut shows");
}

#[test]
fn a_sequence_of_anything_else_is_refused_before_it_fills_the_memory() {
    let mut items = Items::default();
    items.push(&[0x1c]);
    assert!(items.take().is_err(), "no CBOR begins so");
    let mut items = Items::default();
    // The head of a byte string of four gigabytes.
    items.push(&[0x5a, 0xff, 0xff, 0xff, 0xff]);
    assert_eq!(items.take(), Ok(None));
    items.push(&vec![0; MAX_ITEM_BYTES]);
    assert!(items.take().is_err());
    let mut items = Items::default();
    items.push(&encode(&Blob(vec![0; MAX_ITEM_BYTES])).unwrap());
    assert!(items.take().is_err(), "whole, and too long");
}

#[test]
fn refusals_are_written_like_this() {
    let spoken = Spoken {
        oldest: 1,
        newest: 2,
        dictionaries: vec![0, 49_153],
    };
    held("spoken-Spoken", std::slice::from_ref(&spoken));
    let all = [
        Refusal::SignInAgain,
        Refusal::DeviceRevoked,
        Refusal::Unreadable,
        Refusal::TooLarge,
        Refusal::Version(spoken),
        Refusal::InvitationUnknown,
        Refusal::InvitationUsed,
        Refusal::InvitationExpired,
        Refusal::InvitationElsewhere,
        Refusal::NotAllowed,
        Refusal::PersonAlreadyHere,
        Refusal::BadProof,
        Refusal::Busy,
    ];
    held("wire-Refusal", &all);
}

#[test]
fn a_message_cut_at_any_byte_is_no_message() {
    let whole = cunfa_protocol::wire::encode(&directory()).unwrap();
    for cut in 0..whole.len() {
        assert!(
            cunfa_protocol::wire::decode::<Directory>(&whole[..cut]).is_err(),
            "cut at {cut}"
        );
    }
    let longer = [whole.as_slice(), &[0]].concat();
    assert!(
        cunfa_protocol::wire::decode::<Directory>(&longer).is_err(),
        "trailing bytes"
    );
}

/// A request as a writer makes it that leaves nothing out.
#[derive(serde::Serialize)]
struct Whole {
    version: u16,
    epoch: u64,
    cursor: u64,
    directory: u64,
    claims: Vec<Blob>,
    decisions: Vec<Decision>,
    root: Option<HeldRoot>,
    time: bool,
    pull_bytes_max: u32,
}

#[test]
fn what_is_empty_is_left_out_of_a_request_and_means_the_same_when_it_is_given() {
    let request = SyncRequest {
        version: VERSION,
        epoch: 2,
        cursor: 6,
        directory: 4,
        claims: Vec::new(),
        decisions: Vec::new(),
        feedback: Vec::new(),
        root: None,
        unsent: 0,
        want: Vec::new(),
        time: false,
        compare: false,
        pull_bytes_max: PULL_BYTES,
    };
    let whole = Whole {
        version: VERSION,
        epoch: 2,
        cursor: 6,
        directory: 4,
        claims: Vec::new(),
        decisions: Vec::new(),
        root: None,
        time: false,
        pull_bytes_max: PULL_BYTES,
    };
    let (short, long) = (encode(&request).unwrap(), encode(&whole).unwrap());
    assert!(short.len() < 40 && long.len() > 2 * short.len());
    assert_eq!(decode::<SyncRequest>(&short), Ok(request.clone()));
    assert_eq!(decode::<SyncRequest>(&long), Ok(request));
}

#[test]
fn the_name_of_a_root_is_six_bytes_and_no_other_number_of_them() {
    assert_eq!(
        decode::<Short>(&[0x46, 1, 2, 3, 4, 5, 6]),
        Ok(Short([1, 2, 3, 4, 5, 6]))
    );
    assert!(decode::<Short>(&[0x45, 1, 2, 3, 4, 5]).is_err());
    assert!(decode::<Short>(&[0x47, 1, 2, 3, 4, 5, 6, 7]).is_err());
}
