//! Acts that somebody tampered with or made with other rules: each is refused by its own name.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod common;

use common::{DEVICE, ENTRY, appointed, confirmed, consultation, key, sign_off, small_ink, statement, unhex};
use cunfa_core::confirmation::MAX_CONFIRMATIONS;
use cunfa_core::register::{Column, RecordKind, Values};
use cunfa_core::{
    Body, Decision, Digest, EntryId, Explanation, QuestionKind, Registration, Review, Submission, Void, Way,
};
use cunfa_evidence::act::{ActError, MAX_ACT_BYTES, SignedAct, Statement, sign};
use cunfa_evidence::batch::{Batch, BatchError};
use cunfa_evidence::canonical;
use cunfa_evidence::suite::SuiteError;

/// n of the curve of GB/T 32918.5.
const ORDER: &str = "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123";

fn content() -> Digest {
    canonical::digest(ENTRY, &consultation())
}

fn good() -> SignedAct {
    sign(statement(confirmed(small_ink())), content(), &key(1))
}

/// Reads and verifies, as whoever receives an act does.
fn received(bytes: &[u8]) -> Result<(), ActError> {
    SignedAct::read(bytes)?.verify(content(), key(1).public())
}

/// The good statement with a change, under the good signature.
fn resaid(change: impl FnOnce(&mut Statement)) -> Vec<u8> {
    let mut said = good().statement().clone();
    change(&mut said);
    let other = sign(said, content(), &key(1));
    let statement = &other.bytes()[..other.bytes().len() - 64];
    [statement, good().signature()].concat()
}

fn with_signature(r: &[u8], s: &[u8]) -> Vec<u8> {
    let bytes = good().bytes().to_vec();
    [&bytes[..bytes.len() - 64], r, s].concat()
}

fn with(at: usize, instead: &[u8]) -> Vec<u8> {
    let bytes = good().bytes().to_vec();
    [&bytes[..at], instead, &bytes[at + 1..]].concat()
}

#[test]
fn an_act_as_it_was_signed_is_received() {
    assert_eq!(received(good().bytes()), Ok(()));
}

#[test]
fn a_signature_out_of_range_is_named() {
    let act = good();
    let (r, s) = act.signature().split_at(32);
    let order = unhex(ORDER);
    let table: [(&str, &[u8], &[u8]); 6] = [
        ("r is zero", &[0; 32], s),
        ("s is zero", r, &[0; 32]),
        ("r is n", &order, s),
        ("s is n", r, &order),
        ("r is above n", &[0xFF; 32], s),
        ("s is above n", r, &[0xFF; 32]),
    ];
    let refused = Err(ActError::Suite(SuiteError::SignatureRange));
    for (why, r, s) in table {
        assert_eq!(received(&with_signature(r, s)), refused, "{why}");
    }
}

#[test]
fn what_was_changed_after_signing_is_named() {
    let broken = ActError::Suite(SuiteError::Signature);
    let act = good();
    let (r, s) = act.signature().split_at(32);
    let table = [
        ("r and s exchanged", with_signature(s, r), broken.clone()),
        (
            "moved to another entry",
            resaid(|said| said.act.entry = EntryId([7; 16])),
            broken.clone(),
        ),
        (
            "replayed with a new time",
            resaid(|said| said.act.device_time_s += 86_400),
            broken.clone(),
        ),
        ("another root", resaid(|said| said.root = None), broken.clone()),
        (
            "another place in the chain",
            resaid(|said| said.previous = Some([1; 6])),
            broken.clone(),
        ),
        (
            "other heads",
            resaid(|said| said.act.heads.push(Digest([9; 32]))),
            broken.clone(),
        ),
        (
            "a confirmation taken out",
            resaid(|said| {
                let Body::SignOff(body) = &mut said.act.body else {
                    return;
                };
                body.confirmations.pop();
            }),
            broken,
        ),
        (
            "signed with another key",
            sign(statement(sign_off(small_ink())), content(), &key(2))
                .bytes()
                .to_vec(),
            ActError::OtherKey,
        ),
    ];
    for (why, bytes, error) in table {
        assert_eq!(received(&bytes), Err(error), "{why}");
    }
}

#[test]
fn what_is_not_this_format_is_named() {
    let bytes = good().bytes().to_vec();
    let table = [
        ("a newer version", with(1, &[2]), ActError::Version(2)),
        (
            "another suite",
            with(2, &[2]),
            ActError::Suite(SuiteError::UnknownSuite(2)),
        ),
        ("an unknown kind", with(3, &[9]), ActError::Shape("unknown kind")),
        (
            "fewer fields",
            with(0, &[0x8C]),
            ActError::Shape("another number of fields"),
        ),
        (
            "a longer head of the array",
            with(0, &[0x98, 13]),
            ActError::NotCanonical,
        ),
        ("a longer number", with(1, &[0x18, 1]), ActError::NotCanonical),
        (
            "a byte before the signature",
            [&bytes[..], &[0]].concat(),
            ActError::NotCanonical,
        ),
        ("only a signature", bytes[..63].to_vec(), ActError::Shape("too short")),
        ("too many bytes", vec![0; MAX_ACT_BYTES + 1], ActError::TooLarge),
    ];
    for (why, bytes, error) in table {
        assert_eq!(received(&bytes), Err(error), "{why}");
    }
    assert!(received(&bytes[..bytes.len() - 1]).is_err());
}

#[test]
fn a_submission_in_a_way_that_nobody_knows_is_refused() {
    let submitted = |way| sign(statement(Body::Submission(Submission { way })), content(), &key(1));
    assert_eq!(received(submitted(Way::Paper).bytes()), Ok(()));
    let bytes = submitted(Way::Electronic).bytes().to_vec();
    let body = bytes.windows(2).position(|pair| pair == [0x81, 1]).unwrap();
    for unknown in [0, 3, 9] {
        let mut other = bytes.clone();
        other[body + 1] = unknown;
        assert_eq!(received(&other), Err(ActError::Shape("way")), "{unknown}");
    }
}

#[test]
fn an_explanation_names_others_in_one_order_and_a_question_that_is_known() {
    let explained = |others: Vec<EntryId>| {
        let body = Body::Explanation(Explanation {
            question: QuestionKind::CopiedText,
            others,
            text: "同一讲稿".into(),
        });
        sign(statement(body), content(), &key(1))
    };
    let one = |number: u8| EntryId([number; 16]);
    let good = explained(vec![one(0x61), one(0x62)]);
    assert_eq!(received(good.bytes()), Ok(()));
    for others in [vec![one(0x62), one(0x61)], vec![one(0x61), one(0x61)]] {
        let error = ActError::Shape("others not sorted");
        assert_eq!(received(explained(others).bytes()), Err(error));
    }
    let many: Vec<EntryId> = (0..65).map(one).collect();
    assert_eq!(received(explained(many).bytes()), Err(ActError::Shape("others")));
    let mut unknown = good.bytes().to_vec();
    let body = unknown.windows(3).position(|three| three == [0x83, 3, 0x82]).unwrap();
    unknown[body + 1] = 10;
    assert_eq!(received(&unknown), Err(ActError::Shape("question")));
}

#[test]
fn a_registration_names_columns_in_one_order_none_empty_and_kinds_and_columns_that_are_known() {
    let registered = |registration| sign(statement(Body::Registration(registration)), content(), &key(1));
    let good = registered(appointed());
    assert_eq!(received(good.bytes()), Ok(()));
    let nothing = registered(Registration::new(RecordKind::Firm, Values::new()));
    assert_eq!(
        received(nothing.bytes()),
        Ok(()),
        "what has to be said is not the reader's to know"
    );
    let changed = |at: &[u8], to: &[u8]| {
        let mut bytes = good.bytes().to_vec();
        let place = bytes.windows(at.len()).position(|found| found == at).unwrap();
        bytes[place..place + at.len()].copy_from_slice(to);
        received(&bytes)
    };
    // Not withdrawn, an appointment, six values; the last two are columns 11 and 13.
    let kind = |code| changed(&[0xF6, 3, 0x86], &[0xF6, code, 0x86]);
    for unknown in [0, 14] {
        assert_eq!(kind(unknown), Err(ActError::Shape("kind of record")));
    }
    let column = |code| changed(&[0x82, 11, 0x62], &[0x82, code, 0x62]);
    assert_eq!(
        [column(0), column(23)],
        [Err(ActError::Shape("column")), Err(unsorted())]
    );
    assert_eq!([column(10), column(13)], [Err(unsorted()), Err(unsorted())]);
}

fn unsorted() -> ActError {
    ActError::Shape("values not sorted, or empty")
}

#[test]
fn a_long_act_or_list_is_refused_when_it_is_read() {
    let long = Body::Void(Void {
        reason: "长".repeat(MAX_ACT_BYTES / 3),
    });
    let Body::SignOff(mut many) = confirmed(small_ink()) else {
        panic!("a sign-off")
    };
    many.confirmations = vec![many.confirmations[1].clone(); MAX_CONFIRMATIONS + 1];
    let table = [
        (long, ActError::TooLarge),
        (Body::SignOff(many), ActError::Shape("confirmations")),
    ];
    for (body, error) in table {
        let act = sign(statement(body), content(), &key(1));
        assert_eq!(received(act.bytes()), Err(error));
    }
}

#[test]
fn a_text_that_shows_otherwise_than_it_is_written_is_refused_wherever_it_stands() {
    let hidden = || "通过\u{202E}回退".to_owned();
    let sign_offs: [fn(&mut cunfa_core::SignOff, String); 7] = [
        |body, text| body.remark = text,
        |body, text| body.name = text,
        |body, text| body.post = text,
        |body, text| body.confirmations[0].row = text,
        |body, text| body.confirmations[0].name = text,
        |body, text| body.confirmations[1].witness.as_mut().unwrap().name = text,
        |body, text| body.confirmations[1].witness.as_mut().unwrap().reason = text,
    ];
    let mut bodies: Vec<Body> = sign_offs
        .iter()
        .map(|put| {
            let Body::SignOff(mut body) = confirmed(small_ink()) else {
                panic!("a sign-off")
            };
            put(&mut body, hidden());
            Body::SignOff(body)
        })
        .collect();
    bodies.push(Body::Void(Void { reason: hidden() }));
    let mut registered = appointed();
    registered.values = registered.values.with(Column::ContractNumber, &hidden());
    bodies.push(Body::Registration(registered));
    bodies.push(Body::Registration(Registration {
        withdrawn: Some(hidden()),
        ..appointed()
    }));
    bodies.push(Body::Explanation(Explanation {
        question: QuestionKind::LongDay,
        others: Vec::new(),
        text: hidden(),
    }));
    bodies.push(Body::Review(Review {
        sign_off: good().id(),
        decision: Decision::Return {
            reasons: vec!["缺结果".into(), hidden()],
        },
    }));
    for body in bodies {
        let act = sign(statement(body.clone()), content(), &key(1));
        assert_eq!(received(act.bytes()), Err(ActError::HiddenCharacters), "{body:?}");
    }
    let lines = Body::Void(Void {
        reason: "第一行\n\t第二行".into(),
    });
    assert_eq!(received(sign(statement(lines), content(), &key(1)).bytes()), Ok(()));
}

#[test]
fn the_same_act_twice_in_a_batch_is_refused() {
    let batch = |acts: &[&SignedAct]| Batch {
        village: common::samples::village(),
        entry: ENTRY,
        device: DEVICE,
        changes: vec![],
        acts: acts.iter().map(|act| act.bytes().to_vec()).collect(),
    };
    let (act, other) = (good(), sign(statement(sign_off(small_ink())), content(), &key(1)));
    assert!(batch(&[&act, &other]).seal(&key(3)).is_ok());
    assert_eq!(batch(&[&act, &other, &act]).seal(&key(3)), Err(BatchError::Twice));
    let mut sealed = batch(&[&act, &other]).seal(&key(3)).unwrap();
    let plain = sealed.bytes.clone();
    let item = |act: &SignedAct| {
        let length = u16::try_from(act.bytes().len()).unwrap().to_be_bytes();
        [&[0x59][..], &length, act.bytes()].concat()
    };
    let head = plain.len() - item(&act).len() - item(&other).len();
    let twice = [&plain[..head], &item(&act), &item(&act)].concat();
    sealed.bytes = twice;
    assert_eq!(sealed.open(), Err(BatchError::Twice));
}
