//! Fixed vectors, byte for byte. A file that was released never changes; a new version gets new files.
//!
//! `UPDATE_VECTORS=1 cargo test -p cunfa-evidence --test vectors` writes the files anew while a version is still being made.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use std::path::PathBuf;

use common::{
    CADRE, DEVICE, ENTRY, appointed, confirmed, consultation, hex, key, samples, sign_off, small_ink, statement, unhex,
    visit,
};
use cunfa_core::entry::{Entry, Form, to_fields};
use cunfa_core::{
    ActId, Attachment, AttachmentKind, BatchId, BlobId, Body, Category, Decision, Digest, EntryId, Explanation, Mode,
    Opening, Person, QuestionKind, Registration, ResultClass, Review, Role, Standing, Submission, Void, Way,
};
use cunfa_evidence::act::{ClockQuality, SignedAct, Statement, sign};
use cunfa_evidence::batch::{Batch, SealedBatch};
use cunfa_evidence::certificate::{Certificate, Subject};
use cunfa_evidence::courier::{CourierKey, Kind, Opened, PublishedKey, Sealing};
use cunfa_evidence::pin::{Cost, PinKey};
use cunfa_evidence::receipt::{Receipt, TimeToken};
use cunfa_evidence::revocation::{Revocation, RevocationReason};
use cunfa_evidence::root::Root;
use cunfa_evidence::ruling::{Ruling, Verdict};
use cunfa_evidence::suite::{SM2_SM3, key_id, tagged_hash, verify};
use cunfa_evidence::tree::{Tree, leaf};
use cunfa_evidence::{canonical, hash};
use serde_json::{Value, json};

fn file(name: &str) -> PathBuf {
    PathBuf::from(format!("tests/vectors/{name}.json"))
}

fn stored(name: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(file(name)).unwrap()).unwrap()
}

/// Compares with the stored file, every value.
#[track_caller]
fn holds(name: &str, made: &Value) {
    if std::env::var_os("UPDATE_VECTORS").is_some() {
        std::fs::write(file(name), format!("{made:#}\n")).unwrap();
    }
    assert_eq!(&stored(name), made, "vectors/{name}.json");
}

fn bytes_of(value: &Value, name: &str) -> Vec<u8> {
    unhex(value[name].as_str().unwrap())
}

fn full_mediation() -> Entry {
    let mut form = Form {
        start: None,
        end: None,
        minutes: "45".into(),
        ..samples::mediation()
    };
    form.mode = Some(Mode::Appointment);
    form.persons = vec![
        samples::person("01-3fa2", "\u{21336}\u{2B5AF}"),
        samples::person("02-0b1c", "黄大山 👨‍👩‍👧‍👦"),
    ];
    form.persons[0].phone = "13800000000".into();
    form.persons[0].category = Some(Category::Elderly);
    form.result = "当场达成口头协议".into();
    form.result_class = Some(ResultClass::Solved);
    form.paid = Some("备案 2026-17".into());
    form.major = Some("涉及三十余户".into());
    form.corrects = Some(EntryId([0xC0; 16]));
    let attachment = |row: &str, kind, byte, length| Attachment {
        row: row.into(),
        kind,
        blob: BlobId([byte; 32]),
        length,
    };
    let mut entry = samples::check(&form).unwrap();
    entry.attachments = vec![
        attachment("01-77aa", AttachmentKind::Photo, 0x5B, 181_204),
        attachment("02-09ff", AttachmentKind::SignedPage, 0x9A, 240),
    ];
    entry
}

fn carried_on() -> Entry {
    let mut form = samples::consultation();
    form.result_class = Some(ResultClass::FollowUp);
    form.follow_up = Some(samples::day("2026-12-07"));
    form.follows = Some(EntryId([0xF0; 16]));
    samples::check(&form).unwrap()
}

fn litigated() -> Entry {
    let mut entry = samples::check(&samples::litigation()).unwrap();
    entry.details.reverse();
    entry
}

fn contents() -> [(&'static str, Entry); 5] {
    [
        ("a consultation", consultation()),
        ("a lecture", samples::check(&samples::lecture()).unwrap()),
        ("a mediation with everything and rare names", full_mediation()),
        (
            "a consultation that carries another on and is to be looked at again",
            carried_on(),
        ),
        (
            "a case with details, which are given in another order than they are signed in",
            litigated(),
        ),
    ]
}

#[test]
fn canonical_content_is_these_bytes() {
    let case = |(what, entry): (&str, Entry)| {
        let bytes = canonical::encode(ENTRY, &entry);
        json!({
            "what": what, "entry_id": ENTRY, "fields": to_fields(&entry),
            "canonical": hex(&bytes), "digest": canonical::digest(ENTRY, &entry),
        })
    };
    holds("content", &Value::Array(contents().map(case).into()));
    for (case, (_, mut entry)) in stored("content").as_array().unwrap().iter().zip(contents()) {
        entry.details.sort_by_key(|detail| detail.of);
        assert_eq!(canonical::decode(&bytes_of(case, "canonical")), Ok((ENTRY, entry)));
    }
}

#[test]
fn these_bytes_are_not_canonical_content() {
    let good = canonical::encode(ENTRY, &consultation());
    let decomposed = {
        let composed = canonical::encode(
            ENTRY,
            &Entry {
                matter: "é".into(),
                ..consultation()
            },
        );
        let at = composed
            .windows(3)
            .position(|three| three == [0x62, 0xC3, 0xA9])
            .unwrap();
        [&composed[..at], b"\x63e\xCC\x81", &composed[at + 3..]].concat()
    };
    let case = canonical::encode(ENTRY, &litigated());
    let as_schema = |schema: u8, bytes: &[u8]| {
        let at = bytes.windows(7).position(|seven| seven == b"content").unwrap() + 7;
        [&bytes[..at], &[schema], &bytes[at + 1..]].concat()
    };
    let swapped = {
        let (body, number) = (b"\x64body", b"\x6bcase_number");
        let at = |code: &[u8]| case.windows(code.len()).position(|some| some == code).unwrap() - 1;
        let (first, second) = (at(body), at(number));
        let third = case.windows(6).position(|six| six == b"\x65stage").unwrap() - 1;
        [
            &case[..first],
            &case[second..third],
            &case[first..second],
            &case[third..],
        ]
        .concat()
    };
    let cases = [
        ("a byte after the end", [&good[..], &[0]].concat()),
        (
            "array length not in the shortest form",
            [&[0x98, 23][..], &good[1..]].concat(),
        ),
        (
            "array of indefinite length",
            [&[0x9F][..], &good[1..], &[0xFF]].concat(),
        ),
        ("a text not in NFC", decomposed),
        ("cut", good[..good.len() - 1].to_vec()),
        (
            "an array of 26 with nothing in the last three",
            [&[0x98, 26][..], &good[1..], &[0xF6; 3]].concat(),
        ),
        ("an array of 24", [&[0x98, 24][..], &good[1..], &[0xF6]].concat()),
        ("schema 2 without details", as_schema(2, &good)),
        (
            "schema 2 with an empty list of details",
            [&[0x98, 27][..], &as_schema(2, &good)[1..], &[0xF6, 0xF6, 0xF6, 0x80]].concat(),
        ),
        ("schema 1 with details", as_schema(1, &case)),
        ("details in another order", swapped),
    ];
    let case = |(why, bytes): (&str, Vec<u8>)| json!({ "why": why, "bytes": hex(bytes) });
    holds("content_refused", &Value::Array(cases.map(case).into()));
    for case in stored("content_refused").as_array().unwrap() {
        assert!(canonical::decode(&bytes_of(case, "bytes")).is_err(), "{case}");
    }
}

/// Walks the bytes with a reader that knows nothing of these formats.
fn is_one_item(bytes: &[u8]) -> bool {
    let mut decoder = minicbor::Decoder::new(bytes);
    decoder.skip().is_ok() && decoder.position() == bytes.len()
}

#[test]
fn everything_written_is_one_well_formed_cbor_item() {
    for case in stored("content").as_array().unwrap() {
        assert!(is_one_item(&bytes_of(case, "canonical")));
    }
    for case in stored("act").as_array().unwrap() {
        let bytes = bytes_of(case, "bytes");
        assert!(is_one_item(&bytes_of(case, "signing_input")));
        assert!(is_one_item(&bytes[..bytes.len() - 64]), "the statement stands alone");
    }
    assert!(is_one_item(&bytes_of(&stored("batch"), "bytes")));
    for name in [
        "certificate_of_a_person",
        "certificate_of_a_device",
        "receipt",
        "time_token",
        "revocation",
    ] {
        let bytes = bytes_of(&stored("county_words"), name);
        assert!(is_one_item(&bytes[..bytes.len() - 64]), "{name}");
    }
}

#[test]
fn suite_1_gives_these_values() {
    let message = "村法台账".as_bytes();
    let made = json!({
        "suite": SM2_SM3, "secret": hex(key(1).secret()), "public_key": hex(key(1).public()), "key_id": key(1).id(),
        "message": hex(message), "sm3": hash(message), "signature": hex(key(1).sign(message)),
        "tagged_hash": { "tag": "cunfa/x", "parts": ["", hex(message)], "digest": tagged_hash("cunfa/x", &[b"", message]) },
    });
    holds("suite", &made);
    let stored = stored("suite");
    let (public, signature) = (bytes_of(&stored, "public_key"), bytes_of(&stored, "signature"));
    assert_eq!(verify(SM2_SM3, &public, message, &signature), Ok(()));
    assert_eq!(key_id(&public).to_string(), stored["key_id"]);
}

fn statements() -> [(&'static str, Statement); 12] {
    let mut review = statement(Body::Review(Review {
        sign_off: ActId([0x51; 16]),
        decision: Decision::Approve,
    }));
    review.act.role = Role::Office;
    let reasons = vec!["缺少结果".to_owned(), "日期有误".to_owned()];
    let mut give_back = statement(Body::Review(Review {
        sign_off: ActId([0x51; 16]),
        decision: Decision::Return { reasons },
    }));
    give_back.act.role = Role::Office;
    give_back.clock = ClockQuality::Off;
    let mut void = statement(Body::Void(Void {
        reason: "记错村".into(),
    }));
    void.act.role = Role::Counsel;
    void.act.heads = vec![Digest([0x01; 32]), Digest([0x02; 32])];
    void.act.device_time_s = -1;
    void.clock = ClockQuality::Unchecked;
    (void.root, void.previous) = (None, None);
    let submission = |way| {
        let mut statement = statement(Body::Submission(Submission { way }));
        statement.act.role = Role::Counsel;
        statement
    };
    let mut acknowledged = statement(Body::Acknowledgement);
    acknowledged.act.role = Role::Office;
    let mut explained = statement(Body::Explanation(Explanation {
        question: QuestionKind::Overlap,
        others: vec![EntryId([0x61; 16]), EntryId([0x62; 16])],
        text: "两村相邻，一并办理".into(),
    }));
    explained.act.role = Role::Counsel;
    let mut opening = statement(Body::Opening(Opening {
        reason: "核对补贴".into(),
    }));
    opening.act.role = Role::County;
    opening.act.heads = Vec::new();
    let registered = |registration| {
        let mut statement = statement(Body::Registration(registration));
        statement.act.role = Role::County;
        statement.act.heads = Vec::new();
        statement.previous = None;
        statement
    };
    let withdrawn = Registration {
        withdrawn: Some("合同已解除".into()),
        ..appointed()
    };
    let sign_off = statement(sign_off(small_ink()));
    let confirmed = statement(confirmed(small_ink()));
    [
        ("a sign-off", sign_off),
        ("a sign-off with confirmations", confirmed),
        ("an approval", review),
        ("a return", give_back),
        ("a voiding", void),
        ("a submission for a cadre's signature", submission(Way::Electronic)),
        ("a submission of what was signed on paper", submission(Way::Paper)),
        ("an acknowledgement", acknowledged),
        ("an explanation", explained),
        ("an opening from above", opening),
        ("a registration", registered(appointed())),
        ("a registration that withdraws a record", registered(withdrawn)),
    ]
}

#[test]
fn acts_are_these_bytes() {
    let text = canonical::digest(ENTRY, &consultation());
    let over = |statement: &Statement| {
        if statement.act.body.is_over_text() {
            text
        } else {
            canonical::no_text()
        }
    };
    let case = |(what, statement): (&str, Statement)| {
        let content = over(&statement);
        let act = sign(statement, content, &key(2));
        json!({
            "what": what, "secret": hex(key(2).secret()), "content_digest": content, "act": act.statement().act,
            "signing_input": hex(act.signing_input(content)), "signature": hex(act.signature()),
            "bytes": hex(act.bytes()), "id": act.id(),
        })
    };
    holds("act", &Value::Array(statements().map(case).into()));
    for (case, (_, statement)) in stored("act").as_array().unwrap().iter().zip(statements()) {
        let (act, content) = (SignedAct::read(&bytes_of(case, "bytes")).unwrap(), over(&statement));
        assert_eq!(act.verify(content, key(2).public()), Ok(()));
        assert_eq!(act, sign(statement, content, &key(2)));
    }
}

#[test]
fn a_batch_is_these_bytes() {
    let batch = Batch {
        village: samples::village(),
        entry: ENTRY,
        device: DEVICE,
        changes: vec![unhex("856f4a83"), vec![]],
        acts: vec![unhex("0102"), vec![0x55; 300]],
    };
    let made = batch.seal(&key(3)).unwrap();
    let made = json!({
        "secret": hex(key(3).secret()), "village": batch.village, "entry": ENTRY, "device": DEVICE,
        "changes": batch.changes.iter().map(hex).collect::<Vec<_>>(), "acts": batch.acts.iter().map(hex).collect::<Vec<_>>(),
        "bytes": hex(&made.bytes), "id": made.id(), "signature": hex(&made.signature),
    });
    holds("batch", &made);
    let stored = stored("batch");
    let sealed = SealedBatch {
        bytes: bytes_of(&stored, "bytes"),
        signature: bytes_of(&stored, "signature"),
    };
    assert_eq!(sealed.open(), Ok(batch));
    assert_eq!(sealed.verify(key(3).public()), Ok(()));
    assert_eq!(sealed.id().to_string(), stored["id"]);
}

#[test]
fn a_short_form_is_these_bytes() {
    let made = visit(&key(3)).seal(&key(3)).unwrap();
    holds(
        "batch_short",
        &json!({ "bytes": hex(&made.bytes), "short": hex(made.on_the_way()) }),
    );
    let back = SealedBatch::from_the_way(bytes_of(&stored("batch_short"), "short"), made.signature.clone());
    assert_eq!(back, made);
}

#[test]
fn the_county_keys_words_are_these_bytes() {
    let county = key(4);
    let scope = vec![samples::village().area(), samples::village().township()];
    let person = Person {
        id: CADRE,
        name: "黄\u{2CB4E}".into(),
        role: Role::Cadre,
        post: "村委会主任".into(),
        scope,
    };
    let of_person = Certificate {
        public_key: key(2).public().to_vec(),
        subject: Subject::Person { person, device: DEVICE },
        from_ms: 1_795_428_300_000,
        from_sequence: 0,
        issuer: county.id(),
        standing: Standing::Provisional,
    };
    let of_device = Certificate {
        subject: Subject::Device(DEVICE),
        standing: Standing::Confirmed,
        ..of_person.clone()
    };
    let (batch, shard) = (BatchId([0xBA; 32]), samples::village().county());
    let receipt = Receipt {
        batch,
        shard,
        epoch: 3,
        sequence: 70_000,
        received_at_ms: 1_795_428_301_000,
    };
    let token = TimeToken {
        server_time_ms: 1_795_428_302_000,
        nonce: [0x4E; 16],
    };
    let revocation = Revocation {
        issuer: county.id(),
        key: key(2).id(),
        reason: RevocationReason::Device,
        from_sequence: 70_001,
        at_ms: 1_795_428_400_000,
    };
    let ruling = Ruling {
        issuer: county.id(),
        batch,
        verdict: Verdict::Taken,
        reason: "平板找回，核对过内容".into(),
        at_ms: 1_795_428_500_000,
    };
    let made = json!({
        "county_secret": hex(county.secret()), "county_public_key": hex(county.public()),
        "certificate_of_a_person": hex(of_person.issue(&county)), "certificate_of_a_device": hex(of_device.issue(&county)),
        "receipt": hex(receipt.issue(&county)), "time_token": hex(token.issue(&county)),
        "revocation": hex(revocation.issue(&county)), "ruling": hex(ruling.issue(&county)),
    });
    holds("county_words", &made);
    let (stored, public) = (stored("county_words"), county.public());
    assert_eq!(
        Certificate::read(&bytes_of(&stored, "certificate_of_a_person"), public),
        Ok(of_person)
    );
    assert_eq!(
        Certificate::read(&bytes_of(&stored, "certificate_of_a_device"), public),
        Ok(of_device)
    );
    assert_eq!(Receipt::read(&bytes_of(&stored, "receipt"), public), Ok(receipt));
    assert_eq!(TimeToken::read(&bytes_of(&stored, "time_token"), public), Ok(token));
    assert_eq!(
        Revocation::read(&bytes_of(&stored, "revocation"), public),
        Ok(revocation)
    );
    assert_eq!(Ruling::read(&bytes_of(&stored, "ruling"), public), Ok(ruling));
}

/// Seven acts in three batches, as a whole: a second program builds the tree and finds every proof here.
#[test]
fn the_tree_and_its_root_are_these_bytes() {
    let acts: Vec<_> = (0u8..7).map(|byte| (1 + u64::from(byte / 3), hash(&[byte]))).collect();
    let leaves: Vec<Digest> = acts.iter().map(|(sequence, act)| leaf(*sequence, *act)).collect();
    let (tree, county) = (Tree::of(&leaves), key(4));
    let size = tree.size();
    let root = Root {
        county: samples::village().county(),
        epoch: 3,
        batches: 5,
        size,
        hash: tree.root(size).unwrap(),
        at_ms: 1_795_428_303_000,
    };
    let pairs = (0..=size).flat_map(|new| (0..=new).map(move |old| (old, new)));
    let made = json!({
        "leaves": acts.iter().zip(&leaves)
            .map(|((sequence, act), leaf)| json!({ "sequence": sequence, "act": act, "leaf": leaf })).collect::<Vec<_>>(),
        "roots": (0..=size).map(|size| tree.root(size).unwrap()).collect::<Vec<_>>(),
        "inclusion": (0..size).map(|index| tree.inclusion(index, size).unwrap()).collect::<Vec<_>>(),
        "consistency": pairs.map(|(old, new)| json!({
            "old": old, "new": new, "path": tree.consistency(old, new).unwrap(),
        })).collect::<Vec<_>>(),
        "county_secret": hex(county.secret()), "county_public_key": hex(county.public()),
        "root": hex(root.issue(&county)),
    });
    holds("tree", &made);
    let stored = stored("tree");
    assert_eq!(Root::read(&bytes_of(&stored, "root"), county.public()), Ok(root));
    assert!(is_one_item(
        bytes_of(&stored, "root").split_last_chunk::<64>().unwrap().0
    ));
}

#[test]
fn a_sealed_secret_is_these_bytes() {
    let (salt, nonce, secret) = ([0x5A; 16], [0x24; 24], [0x5E; 32]);
    let cost = Cost {
        memory_kib: 256,
        passes: 2,
        lanes: 1,
    };
    let sealed = PinKey::derive("281937", &salt, cost)
        .unwrap()
        .seal("signing-key", &secret, nonce);
    let made = json!({
        "pin": "281937", "salt": hex(salt), "memory_kib": cost.memory_kib, "passes": cost.passes, "lanes": cost.lanes,
        "purpose": "signing-key", "nonce": hex(nonce), "secret": hex(secret), "sealed": hex(sealed),
    });
    holds("pin", &made);
}

#[test]
fn a_couriers_file_is_these_bytes() {
    let county = CourierKey::of_county(&key(1)).unwrap();
    let mut sealing = Sealing::new(
        std::io::Cursor::new(Vec::new()),
        Kind::ToCounty,
        county.recipient(),
        [0x5A; 32],
    )
    .unwrap();
    let frames: [(u8, &[u8]); 2] = [(1, b"head"), (2, b"")];
    for (kind, bytes) in frames {
        sealing.frame(kind, bytes).unwrap();
    }
    let file = sealing.finish(&key(2)).unwrap().into_inner();
    let published = PublishedKey(county.recipient()).issue(&key(1));
    holds(
        "courier",
        &json!({
            "county_key": hex(key(1).public()), "courier_secret": hex(*county.secret()),
            "courier_public": hex(county.recipient().0), "published": hex(&published),
            "ephemeral_secret": hex([0x5A; 32]), "kind": "to_county", "signed_by": hex(key(2).public()),
            "frames": [{"kind": 1, "bytes": hex(b"head")}, {"kind": 2, "bytes": ""}], "file": hex(&file),
        }),
    );
    let file = std::io::Cursor::new(bytes_of(&stored("courier"), "file"));
    let mut opened = Opened::open(file, Kind::ToCounty, |id| {
        (id == county.recipient().id()).then_some(county)
    })
    .unwrap();
    for (kind, bytes) in frames {
        let frame = opened.next().unwrap().unwrap();
        assert_eq!((frame.kind, frame.bytes.as_slice()), (kind, bytes));
    }
    assert_eq!(opened.next().unwrap(), None);
    opened.is_signed_by(key(2).public()).unwrap();
}
