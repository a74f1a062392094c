//! Accounts of firms: a code is used once and in time, a new one takes the place of everything before it, tries are counted, and a session runs
//! until it is ended, too old, or the account changes.

use cunfa_core::{DeviceId, Digest, EntryId, PersonId};
use cunfa_evidence::pin::Cost;
use cunfa_server::db::{Db, FirmKey, FirmOffer, FirmRuns, FirmSession, FirmState, FirmTries, StoredFirm};

use super::{Make, county, founded};

const FIRM: EntryId = EntryId([0xF1; 16]);
const OTHER: EntryId = EntryId([0xF2; 16]);
/// Every session runs.
const ALL: FirmRuns = FirmRuns {
    began_after_ms: i64::MIN,
    seen_after_ms: i64::MIN,
};

pub fn all(make: Make<'_>) {
    a_code_is_used_once_and_not_after_its_time(make);
    a_new_code_takes_the_place_of_the_old_one_the_passphrase_and_every_session(make);
    a_session_runs_until_it_is_old_unused_or_ended(make);
    no_session_begins_by_a_key_that_was_replaced(make);
    so_many_tries_in_a_window_and_a_session_forgets_them(make);
    an_account_that_was_stopped_is_gone_with_its_sessions(make);
}

fn hash(number: u8) -> Digest {
    Digest([number; 32])
}

fn invite(db: &dyn Db, firm: EntryId, code: u8, expires_ms: i64) {
    let by = (firm == FIRM).then_some((PersonId([3; 16]), DeviceId([1; 16])));
    db.invite_firm(&FirmOffer {
        firm,
        county: county(),
        code_hash: hash(code),
        expires_ms,
        by,
        at_ms: 5,
    })
    .unwrap();
}

fn key(number: u8) -> FirmKey {
    FirmKey {
        salt: [number; 16],
        cost: Cost {
            memory_kib: 19_456,
            passes: 2,
            lanes: 1,
        },
        sealed: vec![number; 72],
    }
}

fn account(firm: EntryId, state: FirmState) -> StoredFirm {
    StoredFirm {
        firm,
        county: county(),
        state,
    }
}

fn invited(expires_ms: i64) -> FirmState {
    FirmState::Invited { expires_ms }
}

fn open(number: u8, since_ms: i64) -> FirmState {
    FirmState::Open {
        since_ms,
        key: key(number),
    }
}

/// A firm that used its code.
fn opened(make: Make<'_>) -> Box<dyn Db> {
    let db = founded(make);
    invite(&*db, FIRM, 1, 100);
    assert_eq!(db.open_firm(&hash(1), &key(7), 50).unwrap(), Some(FIRM));
    db
}

fn begins(db: &dyn Db, token: u8, key: &FirmKey, at_ms: i64) -> bool {
    let session = FirmSession {
        token_hash: &hash(token),
        firm: FIRM,
        key,
        at_ms,
    };
    db.begin_firm_session(&session).unwrap()
}

fn runs(db: &dyn Db, token: u8, runs: FirmRuns, now_ms: i64) -> bool {
    let seen = db.firm_session(&hash(token), runs, now_ms).unwrap();
    assert!(seen.as_ref().is_none_or(|seen| seen.firm == FIRM));
    seen.is_some()
}

fn a_code_is_used_once_and_not_after_its_time(make: Make<'_>) {
    let db = founded(make);
    assert_eq!(db.firms().unwrap(), []);
    invite(&*db, OTHER, 2, 200);
    invite(&*db, FIRM, 1, 100);
    assert_eq!(
        db.firms().unwrap(),
        [account(FIRM, invited(100)), account(OTHER, invited(200))]
    );
    assert_eq!(
        db.invited_firm(&hash(1), 99).unwrap(),
        Some(account(FIRM, invited(100)))
    );
    assert_eq!(db.invited_firm(&hash(1), 100).unwrap(), None, "its time is over");
    assert_eq!(db.open_firm(&hash(1), &key(7), 100).unwrap(), None);
    assert_eq!(db.open_firm(&hash(9), &key(7), 50).unwrap(), None, "nobody's");
    assert_eq!(db.open_firm(&hash(1), &key(7), 99).unwrap(), Some(FIRM));
    assert_eq!(db.open_firm(&hash(1), &key(8), 99).unwrap(), None, "it was used");
    assert_eq!(db.firm(FIRM).unwrap(), Some(account(FIRM, open(7, 99))));
    assert_eq!(db.firm(OTHER).unwrap(), Some(account(OTHER, invited(200))));
}

fn a_new_code_takes_the_place_of_the_old_one_the_passphrase_and_every_session(make: Make<'_>) {
    let db = opened(make);
    assert!(begins(&*db, 1, &key(7), 60) && runs(&*db, 1, ALL, 61));
    invite(&*db, FIRM, 2, 200);
    assert!(!runs(&*db, 1, ALL, 62));
    assert_eq!(db.firm(FIRM).unwrap(), Some(account(FIRM, invited(200))));
    invite(&*db, FIRM, 3, 300);
    assert_eq!(db.open_firm(&hash(2), &key(8), 70).unwrap(), None, "the old code");
    assert_eq!(db.open_firm(&hash(3), &key(8), 70).unwrap(), Some(FIRM));
}

fn a_session_runs_until_it_is_old_unused_or_ended(make: Make<'_>) {
    let db = opened(make);
    for token in 1..=4 {
        assert!(begins(&*db, token, &key(7), 60));
    }
    let within = |began_after_ms, seen_after_ms| FirmRuns {
        began_after_ms,
        seen_after_ms,
    };
    assert!(
        !runs(&*db, 1, within(60, 0), 61) && runs(&*db, 1, within(59, 0), 61),
        "old"
    );
    assert!(runs(&*db, 1, within(0, 60), 80), "it was asked for at 61");
    assert!(!runs(&*db, 2, within(0, 60), 80), "this one was not");
    assert!(!runs(&*db, 9, ALL, 80), "there is none such");
    db.end_firm_session(&hash(3)).unwrap();
    db.end_firm_session(&hash(3)).unwrap();
    assert!(!runs(&*db, 3, ALL, 80));
    assert_eq!(db.sweep_firm_sessions(within(0, 60)).unwrap(), 2);
    assert!(runs(&*db, 1, ALL, 81) && !runs(&*db, 4, ALL, 81));
}

fn no_session_begins_by_a_key_that_was_replaced(make: Make<'_>) {
    let db = opened(make);
    invite(&*db, FIRM, 2, 200);
    assert!(!begins(&*db, 1, &key(7), 60), "a code was given meanwhile");
    assert_eq!(db.open_firm(&hash(2), &key(8), 70).unwrap(), Some(FIRM));
    assert!(!begins(&*db, 1, &key(7), 71) && begins(&*db, 1, &key(8), 71));
}

fn so_many_tries_in_a_window_and_a_session_forgets_them(make: Make<'_>) {
    let db = opened(make);
    let tries = |since_ms| FirmTries { most: 2, since_ms };
    let may = |firm, since_ms, now_ms| db.try_firm(firm, tries(since_ms), now_ms).unwrap();
    assert!(may(FIRM, 10, 60) && may(FIRM, 11, 61) && !may(FIRM, 12, 62));
    assert!(!may(FIRM, 60, 120), "the window that began at 60 still runs");
    assert!(may(FIRM, 61, 121), "a new one");
    assert!(may(FIRM, 62, 122) && begins(&*db, 1, &key(7), 123) && may(FIRM, 63, 124));
    assert!(!may(OTHER, 10, 60), "there is no account");
}

fn an_account_that_was_stopped_is_gone_with_its_sessions(make: Make<'_>) {
    let db = opened(make);
    invite(&*db, OTHER, 2, 200);
    assert!(begins(&*db, 1, &key(7), 60));
    assert!(db.stop_firm(FIRM).unwrap() && !db.stop_firm(FIRM).unwrap());
    assert!(!runs(&*db, 1, ALL, 61) && !begins(&*db, 2, &key(7), 62));
    assert_eq!(db.firms().unwrap(), [account(OTHER, invited(200))]);
}
