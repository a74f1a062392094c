//! Acts that were changed after they were signed, or made with other rules: the server names what is wrong, and stores nothing.

use cunfa_core::EntryId;
use cunfa_core::act::Body;
use cunfa_evidence::act::{MAX_ACT_BYTES, NamedRoot, SignedAct, Statement, sign};
use cunfa_evidence::canonical;
use cunfa_protocol::view::ParkedReason;

use crate::support::{Stage, sign_off, stage};

/// n of the curve of GB/T 32918.5.
const ORDER: [u8; 32] = [
    0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x72, 0x03, 0xDF,
    0x6B, 0x21, 0xC6, 0x05, 0x2B, 0x53, 0xBB, 0xF4, 0x09, 0x39, 0xD5, 0x41, 0x23,
];

fn split(act: &SignedAct) -> (&[u8], &[u8]) {
    act.bytes().split_at(act.bytes().len() - 64)
}

fn with(statement: &[u8], at: usize, instead: &[u8], signature: &[u8]) -> Vec<u8> {
    [&statement[..at], instead, &statement[at + 1..], signature].concat()
}

#[test]
fn a_tampered_act_is_refused_by_name() {
    let Stage {
        house,
        mut cadre,
        ledger,
        ..
    } = stage();
    let content = canonical::digest(ledger.id, &ledger.entry());
    let good = ledger.sign_off(&house, &cadre);
    let (statement, signature) = split(&good);
    let (r, s) = signature.split_at(32);
    let resaid = |change: &dyn Fn(&mut Statement)| {
        let mut said = good.statement().clone();
        change(&mut said);
        let other = sign(said, content, &cadre.person_key);
        [split(&other).0, signature].concat()
    };
    let hidden = |text: &str| {
        let Body::SignOff(mut body) = sign_off(&cadre) else {
            panic!("a sign-off")
        };
        body.remark = text.to_owned();
        ledger.act(&house, &cadre, Body::SignOff(body)).bytes().to_vec()
    };
    use ParkedReason::{Content, Damaged, Signature, TooLarge, TooNew};
    let table = [
        ("r is zero", [statement, &[0; 32], s].concat(), Signature),
        ("s is zero", [statement, r, &[0; 32]].concat(), Signature),
        ("r is n", [statement, &ORDER, s].concat(), Signature),
        ("s is above n", [statement, r, &[0xFF; 32]].concat(), Signature),
        ("a new time", resaid(&|said| said.act.device_time_s += 1), Signature),
        (
            "another root",
            resaid(&|said| said.root = Some(NamedRoot { size: 1, hash6: [1; 6] })),
            Signature,
        ),
        ("another chain", resaid(&|said| said.previous = None), Signature),
        (
            "moved to another entry",
            resaid(&|said| said.act.entry = EntryId([7; 16])),
            Content,
        ),
        ("another suite", with(statement, 2, &[2], signature), Signature),
        ("a newer version", with(statement, 1, &[2], signature), TooNew),
        (
            "a longer array head",
            with(statement, 0, &[0x98, 13], signature),
            Damaged,
        ),
        ("a longer number", with(statement, 1, &[0x18, 1], signature), Damaged),
        ("a byte in between", [statement, &[0], signature].concat(), Damaged),
        ("only a signature", signature.to_vec(), Damaged),
        ("too many bytes", vec![0; MAX_ACT_BYTES + 1], TooLarge),
        ("a text that turns", hidden("属实\u{202E}不"), Content),
        ("a text with a control character", hidden("属实\u{8}"), Content),
    ];
    for (why, bytes, reason) in table {
        let mut batch = ledger.batch(&cadre, &[], &[]);
        batch.acts.push(bytes);
        let sealed = batch.seal(&cadre.device_key).unwrap();
        assert_eq!(cadre.refusal(&house, &sealed), reason, "{why}");
    }
    cadre.push(&house, &ledger.sealed(&cadre, &[], &[&good]));
}

#[test]
fn an_act_that_the_log_holds_comes_again_without_being_counted_twice() {
    let mut stage = stage();
    let act = stage.signed();
    let Stage {
        house,
        mut cadre,
        ledger,
        ..
    } = stage;
    let more = ledger.sign_off(&house, &cadre);
    cadre.push(&house, &ledger.sealed(&cadre, &[], &[&act, &more]));
    let log = house.server.db().entry_log(ledger.id).unwrap();
    let acts = log.iter().map(|batch| batch.sealed.open().unwrap().acts.len());
    assert_eq!(acts.collect::<Vec<_>>(), [0, 1, 2]);
}
