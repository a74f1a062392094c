//! `POST /v1/firms`: who gives a firm access to its own page, and how long codes and sessions are good.

use cunfa_core::register::{Column, Registration};
use cunfa_core::{EntryId, Role};
use cunfa_protocol::firms::{FIRMS_PATH, FirmWant, FirmsRequest, FirmsResponse};
use cunfa_protocol::view::FirmAccess;
use cunfa_protocol::wire::{Refusal, VERSION, encode};
use cunfa_server::firms::FirmEntry;

use crate::support::registers::{self, Card};
use crate::support::{House, NOW_MS, OFFICE, TestDevice, VILLAGE, read};

const MINUTE_MS: i64 = 60 * 1_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;
const NAME: &str = "广西正道律师事务所";
const PASSPHRASE: &str = "邕江边上的老榕树下";
/// One that is long enough.
const LONG: &str = "邕江边上的老榕树底下";

fn ask(house: &House, device: &TestDevice, firm: EntryId, want: FirmWant) -> Result<FirmsResponse, Refusal> {
    let request = FirmsRequest {
        version: VERSION,
        by: device.person.id,
        firm,
        want,
    };
    let body = encode(&request).unwrap();
    read(&house.server.answer(FIRMS_PATH, Some(&device.token), &body, NOW_MS))
}

/// A county's device and a firm of its registers.
fn firm(house: &House) -> (TestDevice, EntryId) {
    let county = registers::county(house, "county");
    let (card, _) = registers::register(house, &county, registers::firm(NAME));
    (county, card.record)
}

/// The same with a passphrase; gives the token of a session that began at `NOW_MS`.
fn opened(house: &House) -> (TestDevice, EntryId, String) {
    let (county, firm) = firm(house);
    let code = ask(house, &county, firm, FirmWant::Invite).unwrap().code.unwrap();
    let entry = house.server.open_firm(&code, LONG, NOW_MS).unwrap();
    (county, firm, token(entry))
}

fn token(entry: FirmEntry) -> String {
    match entry {
        FirmEntry::In(token) => token,
        other => panic!("not in: {other:?}"),
    }
}

fn reads(house: &House, token: &str, now_ms: i64) -> bool {
    house.server.firm_signed_in(token, now_ms).unwrap().is_some()
}

fn sign_in(house: &House, name: &str, passphrase: &str, now_ms: i64) -> FirmEntry {
    house.server.sign_in_firm(name, passphrase, now_ms).unwrap()
}

#[test]
fn the_county_gives_a_code_sees_how_it_stands_and_takes_it_away() {
    let house = House::new();
    let (county, firm) = firm(&house);
    let state = |want| ask(&house, &county, firm, want).unwrap();
    assert_eq!(state(FirmWant::State).access, FirmAccess::Closed);
    let given = state(FirmWant::Invite);
    let expires_ms = NOW_MS + 7 * DAY_MS;
    assert_eq!(given.access, FirmAccess::Invited { expires_ms });
    assert_eq!(given.url, None, "there is no public page");
    let asked = state(FirmWant::State);
    assert_eq!((asked.access, asked.code), (given.access, None), "it is shown once");
    let code = given.code.unwrap();
    assert_ne!(
        state(FirmWant::Invite).code.as_ref(),
        Some(&code),
        "a new one each time"
    );
    let since_ms = NOW_MS + 1;
    assert_eq!(house.server.open_firm(&code, LONG, since_ms).unwrap(), FirmEntry::Wrong);
    let code = state(FirmWant::Invite).code.unwrap();
    token(house.server.open_firm(&code.to_lowercase(), LONG, since_ms).unwrap());
    assert_eq!(state(FirmWant::State).access, FirmAccess::Open { since_ms });
    assert_eq!(state(FirmWant::Stop).access, FirmAccess::Closed);
    assert_eq!(state(FirmWant::Stop).access, FirmAccess::Closed, "again");
}

#[test]
fn nobody_but_the_county_may_and_only_for_firms_of_its_own_registers() {
    let house = House::new();
    let (county, firm) = firm(&house);
    let wants = [FirmWant::State, FirmWant::Invite, FirmWant::Stop];
    let village = house.device("v", &house.person(Role::County, &[VILLAGE]));
    let city = house.device("city", &house.person(Role::City, &["450102"]));
    let others = [
        house.counsel("a"),
        house.cadre("b"),
        house.office("c"),
        house.device("d", &house.person(Role::Office, &[OFFICE])),
        village,
        city,
        registers::in_another_county(&house),
    ];
    for device in &others {
        for want in wants {
            assert_eq!(ask(&house, device, firm, want), Err(Refusal::NotAllowed), "{want:?}");
        }
    }
    let (counsel, _) = registers::register(
        &house,
        &county,
        registers::counsel(others[0].person.id, &others[0].person.name),
    );
    for record in [EntryId([9; 16]), counsel.record] {
        for want in wants {
            assert_eq!(ask(&house, &county, record, want), Err(Refusal::NotAllowed), "{want:?}");
        }
    }
    let stranger = TestDevice {
        person: others[0].person.clone(),
        ..registers::county(&house, "second")
    };
    assert_eq!(
        ask(&house, &stranger, firm, FirmWant::Invite),
        Err(Refusal::NotAllowed),
        "not a person of this device"
    );
    house.server.revoke(county.id, NOW_MS).unwrap();
    assert_eq!(
        ask(&house, &county, firm, FirmWant::Invite),
        Err(Refusal::DeviceRevoked)
    );
    assert_eq!(house.server.db().firms().unwrap(), []);
}

#[test]
fn an_account_of_another_countys_record_of_the_same_id_is_left_alone() {
    let house = House::new();
    let (county, firm) = firm(&house);
    let other = "450103".parse().unwrap();
    house.server.invite_firm(&other, firm, None, NOW_MS).unwrap();
    let before = house.server.db().firms().unwrap();
    for want in [FirmWant::State, FirmWant::Invite, FirmWant::Stop] {
        assert_eq!(ask(&house, &county, firm, want), Err(Refusal::NotAllowed), "{want:?}");
    }
    assert_eq!(house.server.db().firms().unwrap(), before);
}

#[test]
fn a_code_is_good_for_a_week_and_a_passphrase_has_ten_characters() {
    let house = House::new();
    let (county, firm) = firm(&house);
    let code = ask(&house, &county, firm, FirmWant::Invite).unwrap().code.unwrap();
    let open = |passphrase: &str, now_ms| house.server.open_firm(&code, passphrase, now_ms).unwrap();
    assert_eq!(open(PASSPHRASE, NOW_MS), FirmEntry::Wrong, "nine characters");
    assert_eq!(open(LONG, NOW_MS + 7 * DAY_MS), FirmEntry::Wrong, "it ran out");
    token(open(LONG, NOW_MS + 7 * DAY_MS - 1));
    assert_eq!(open(LONG, NOW_MS), FirmEntry::Wrong, "it was used");
}

#[test]
fn a_session_ends_after_half_an_hour_without_a_page_and_after_twelve_hours_with() {
    let house = House::new();
    let (_, _, token) = opened(&house);
    assert!(reads(&house, &token, NOW_MS + 30 * MINUTE_MS - 1));
    assert!(!reads(&house, &token, NOW_MS + 60 * MINUTE_MS), "half an hour later");
    let again = |now_ms| match sign_in(&house, NAME, LONG, now_ms) {
        FirmEntry::In(token) => token,
        other => panic!("{other:?}"),
    };
    let began = NOW_MS + DAY_MS;
    let token = again(began);
    let mut at = began;
    while at + 20 * MINUTE_MS < began + 12 * HOUR_MS {
        at += 20 * MINUTE_MS;
        assert!(reads(&house, &token, at), "{}", at - began);
    }
    assert!(!reads(&house, &token, began + 12 * HOUR_MS));
    let token = again(began + DAY_MS);
    house.server.sign_out_firm(&token).unwrap();
    assert!(!reads(&house, &token, began + DAY_MS));
    house.server.sweep_firm_sessions(began + 3 * DAY_MS).unwrap();
}

#[test]
fn a_new_code_a_stop_and_a_withdrawal_of_the_firm_end_every_session_at_once() {
    let house = House::new();
    let (county, firm, token) = opened(&house);
    assert!(reads(&house, &token, NOW_MS));
    let code = ask(&house, &county, firm, FirmWant::Invite).unwrap().code.unwrap();
    assert!(!reads(&house, &token, NOW_MS));
    assert_eq!(
        sign_in(&house, NAME, LONG, NOW_MS),
        FirmEntry::Wrong,
        "nor the old passphrase"
    );
    let token = self::token(house.server.open_firm(&code, LONG, NOW_MS).unwrap());
    ask(&house, &county, firm, FirmWant::Stop).unwrap();
    assert!(!reads(&house, &token, NOW_MS));
    assert_eq!(sign_in(&house, NAME, LONG, NOW_MS), FirmEntry::Wrong);
}

#[test]
fn a_firm_that_is_withdrawn_reads_nothing_and_gets_no_code_but_can_be_stopped() {
    let house = House::new();
    let county = registers::county(&house, "county");
    let (card, word) = registers::register(&house, &county, registers::firm(NAME));
    let code = ask(&house, &county, card.record, FirmWant::Invite)
        .unwrap()
        .code
        .unwrap();
    let token = token(house.server.open_firm(&code, LONG, NOW_MS).unwrap());
    registers::keep(&house, &county, &card.withdrawn(&word));
    assert!(!reads(&house, &token, NOW_MS));
    assert_eq!(sign_in(&house, NAME, LONG, NOW_MS), FirmEntry::Wrong);
    assert_eq!(
        ask(&house, &county, card.record, FirmWant::Invite),
        Err(Refusal::NotAllowed)
    );
    let stopped = ask(&house, &county, card.record, FirmWant::Stop).unwrap();
    assert_eq!(stopped.access, FirmAccess::Closed);
}

#[test]
fn a_code_of_a_firm_that_was_withdrawn_meanwhile_opens_nothing() {
    let house = House::new();
    let county = registers::county(&house, "county");
    let (card, word) = registers::register(&house, &county, registers::firm(NAME));
    let code = ask(&house, &county, card.record, FirmWant::Invite)
        .unwrap()
        .code
        .unwrap();
    registers::keep(&house, &county, &card.withdrawn(&word));
    assert_eq!(house.server.open_firm(&code, LONG, NOW_MS).unwrap(), FirmEntry::Wrong);
}

#[test]
fn a_firm_signs_in_by_the_name_it_has_now() {
    let house = House::new();
    let county = registers::county(&house, "county");
    let (card, word) = registers::register(&house, &county, registers::firm(NAME));
    let code = ask(&house, &county, card.record, FirmWant::Invite)
        .unwrap()
        .code
        .unwrap();
    token(house.server.open_firm(&code, LONG, NOW_MS).unwrap());
    let renamed: Registration = registers::but(&card.said, &[(Column::Name, "广西正道（南宁）律师事务所")]);
    let next: Card = card.next(&word, renamed);
    registers::keep(&house, &county, &next);
    assert_eq!(sign_in(&house, NAME, LONG, NOW_MS), FirmEntry::Wrong);
    token(sign_in(&house, " 广西正道（南宁）律师事务所 ", LONG, NOW_MS));
}

#[test]
fn ten_wrong_passphrases_close_the_account_for_a_quarter_of_an_hour() {
    let house = House::new();
    opened(&house);
    for _ in 0..10 {
        assert_eq!(sign_in(&house, NAME, "另外一句不对的口令", NOW_MS), FirmEntry::Wrong);
    }
    assert_eq!(
        sign_in(&house, NAME, LONG, NOW_MS),
        FirmEntry::TooOften,
        "also the right one"
    );
    assert_eq!(sign_in(&house, "别的律师事务所", LONG, NOW_MS), FirmEntry::Wrong);
    token(sign_in(&house, NAME, LONG, NOW_MS + 15 * MINUTE_MS + 1));
}
