//! Whatever arrives is answered with a refusal of the protocol; nothing panics, nothing is stored.

use std::sync::LazyLock;

use cunfa_protocol::wire::{
    Blob, ENROL_PATH, MAX_BATCHES, MAX_REQUEST_BYTES, Refusal, SYNC_PATH, VERSION, WireBatch, decode, encode,
};
use proptest::prelude::*;

use cunfa_server::refusal::version;

use crate::support::{Asked, House, Ledger, TestDevice, VILLAGE, enrolment};

fn refused(house: &House, path: &str, token: Option<&str>, body: &[u8]) -> (u16, Refusal) {
    let answer = house.post(path, token, body);
    (answer.status, decode(&answer.body).unwrap())
}

fn full_request(house: &House, device: &TestDevice) -> Asked {
    let ledgers: Vec<Ledger> = (0..3).map(|_| Ledger::new(house, device, VILLAGE)).collect();
    device.request(&ledgers.iter().map(|ledger| ledger.first(device)).collect::<Vec<_>>())
}

#[test]
fn without_a_known_token_nothing_is_read() {
    let house = House::new();
    let counsel = house.counsel("a");
    let body = counsel.request(&[]).body().unwrap();
    for token in [None, Some(""), Some("0000"), Some("村法台账")] {
        assert_eq!(refused(&house, SYNC_PATH, token, &body), (401, Refusal::SignInAgain));
        assert_eq!(refused(&house, SYNC_PATH, token, b"?"), (401, Refusal::SignInAgain));
    }
}

#[test]
fn another_version_is_told_so_even_when_the_rest_cannot_be_read() {
    let house = House::new();
    let counsel = house.counsel("a");
    let mut request = counsel.request(&[]);
    request.version = VERSION + 1;
    let body = request.body().unwrap();
    assert_eq!(
        refused(&house, SYNC_PATH, Some(&counsel.token), &body),
        (426, version())
    );
    let of_the_future = b"\xa2\x67version\x18\x63\x66future\x81\x01";
    assert_eq!(
        refused(&house, SYNC_PATH, Some(&counsel.token), of_the_future),
        (426, version())
    );
    let mut request = enrolment("b", "ABCDEFGHJK", "b");
    request.version = 0;
    assert_eq!(
        refused(&house, ENROL_PATH, None, &encode(&request).unwrap()),
        (426, version())
    );
}

#[test]
fn an_unknown_path_is_unreadable() {
    let house = House::new();
    assert_eq!(refused(&house, "/v1/other", None, b""), (400, Refusal::Unreadable));
}

#[test]
fn a_body_over_the_limit_or_with_too_many_batches_is_too_large() {
    let house = House::new();
    let counsel = house.counsel("a");
    let large = vec![0; MAX_REQUEST_BYTES + 1];
    assert_eq!(
        refused(&house, SYNC_PATH, Some(&counsel.token), &large),
        (413, Refusal::TooLarge)
    );
    let empty = WireBatch {
        bytes: Blob(Vec::new()),
        signature: Blob(Vec::new()),
    };
    let mut request = counsel.request(&[]);
    request.batches = vec![empty.clone(); MAX_BATCHES + 1];
    let body = request.body().unwrap();
    assert_eq!(
        refused(&house, SYNC_PATH, Some(&counsel.token), &body),
        (413, Refusal::TooLarge)
    );
    request.batches = vec![empty; MAX_BATCHES];
    assert_eq!(
        house
            .post(SYNC_PATH, Some(&counsel.token), &request.body().unwrap())
            .status,
        200
    );
}

#[test]
fn a_request_cut_at_any_byte_is_unreadable_and_stores_nothing() {
    let house = House::new();
    let counsel = house.counsel("a");
    let body = full_request(&house, &counsel).body().unwrap();
    for length in 0..body.len() {
        let cut = &body[..length];
        assert_eq!(
            refused(&house, SYNC_PATH, Some(&counsel.token), cut),
            (400, Refusal::Unreadable),
            "{length}"
        );
    }
    let longer = [body.as_slice(), b"\x00"].concat();
    assert_eq!(
        refused(&house, SYNC_PATH, Some(&counsel.token), &longer),
        (400, Refusal::Unreadable)
    );
    assert_eq!(
        house
            .server
            .db()
            .shard(&"450102".parse().unwrap())
            .unwrap()
            .unwrap()
            .last_sequence,
        0
    );
    let request = encode(&enrolment("b", &house.invite(&counsel.person), "b")).unwrap();
    for length in 0..request.len() {
        assert_eq!(
            refused(&house, ENROL_PATH, None, &request[..length]),
            (400, Refusal::Unreadable),
            "{length}"
        );
    }
}

#[test]
fn claims_of_huge_lengths_cost_nothing() {
    let house = House::new();
    let counsel = house.counsel("a");
    let claims: [&[u8]; 6] = [
        b"\xbb\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\x5b\x7f\xff\xff\xff\xff\xff\xff\xff",
        b"\xa1\x67version\x01\x9b\x00\xff\xff\xff\xff\xff\xff\xff",
        b"\xa2\x67version\x01\x67batches\x9b\x00\x00\xff\xff\xff\xff\xff\xff",
        b"\xa2\x67version\x01\x67batches\x81\xa1\x65bytes\x5b\x00\x00\xff\xff\xff\xff\xff\xff",
    ];
    for claim in claims {
        assert_eq!(
            refused(&house, SYNC_PATH, Some(&counsel.token), claim),
            (400, Refusal::Unreadable)
        );
    }
}

#[test]
fn deep_nesting_is_refused_without_a_fault() {
    let house = House::new();
    let counsel = house.counsel("a");
    for byte in [0x81u8, 0xa1, 0xc1, 0x9f, 0xbf, 0x5f] {
        let deep = vec![byte; 1024 * 1024];
        assert_eq!(
            refused(&house, SYNC_PATH, Some(&counsel.token), &deep),
            (400, Refusal::Unreadable),
            "{byte:x}"
        );
        let under_a_key = [b"\xa2\x67version\x01\x66future".as_slice(), &deep].concat();
        let answer = house.post(SYNC_PATH, Some(&counsel.token), &under_a_key);
        assert_eq!(answer.status, 400, "{byte:x}");
    }
}

#[test]
fn a_request_with_any_flipped_byte_is_answered_and_never_stores_another_batch() {
    let house = House::new();
    let counsel = house.counsel("a");
    let body = full_request(&house, &counsel).body().unwrap();
    for place in (0..body.len()).step_by(3) {
        let mut flipped = body.clone();
        flipped[place] ^= 0x11;
        let answer = house.post(SYNC_PATH, Some(&counsel.token), &flipped);
        assert!(
            matches!(answer.status, 200 | 400 | 413 | 426),
            "{place}: {}",
            answer.status
        );
    }
    assert_eq!(house.post(SYNC_PATH, Some(&counsel.token), &body).status, 200);
    assert_eq!(
        house
            .server
            .db()
            .shard(&"450102".parse().unwrap())
            .unwrap()
            .unwrap()
            .last_sequence,
        3
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_are_refused(bodies in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..400), 16)) {
        static SHARED: LazyLock<(House, TestDevice)> = LazyLock::new(|| {
            let house = House::new();
            let counsel = house.counsel("a");
            (house, counsel)
        });
        let (house, counsel) = &*SHARED;
        for body in &bodies {
            prop_assert!(house.post(SYNC_PATH, Some(&counsel.token), body).status >= 400);
            prop_assert!(house.post(ENROL_PATH, None, body).status >= 400);
        }
    }
}
