//! What follows from a county's registers at the server: who works where, what villages are called, by which rules is counted; and that nothing else does.

use cunfa_core::register::Column;
use cunfa_core::{Area, PersonId, Role};
use cunfa_evidence::batch::SealedBatch;
use cunfa_protocol::view::ParkedReason;
use cunfa_server::register::PersonError;

use crate::support::registers::{
    Card, FAR, SEAT, appointment, ask_at, but, counsel, county, firm, hand_in, in_another_county, keep, listed,
    refused, register, renamed, rule_file, stored,
};
use crate::support::{House, Ledger, NOW_MS, OFFICE, OTHER_VILLAGE, VILLAGE};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// The scope of who has no village.
const NONE: [&str; 0] = [];

fn scope(house: &House, person: PersonId) -> Vec<String> {
    let person = house.server.db().person(person).unwrap().unwrap();
    person.scope.iter().map(Area::to_string).collect()
}

#[test]
fn who_is_appointed_gets_the_village_and_who_is_not_any_more_loses_it() {
    let house = House::new();
    let desk = county(&house, "c");
    let mut tablet = house.counsel("a");
    let one = tablet.person.id;
    listed(&house, &desk, &tablet);
    assert_eq!(scope(&house, one), [VILLAGE, OTHER_VILLAGE], "nobody is appointed yet");
    let (card, word) = register(&house, &desk, appointment(VILLAGE, one, "2026-11-01", ""));
    assert_eq!(
        scope(&house, one),
        [VILLAGE, OTHER_VILLAGE],
        "of the other one nothing is said yet"
    );
    let other = house.device("b", &house.person(Role::Counsel, &[OTHER_VILLAGE]));
    listed(&house, &desk, &other);
    let of_the_other = |from| appointment(OTHER_VILLAGE, other.person.id, from, "");
    let (soon, said) = register(&house, &desk, of_the_other("2027-01-01"));
    assert_eq!(
        scope(&house, one),
        [VILLAGE, OTHER_VILLAGE],
        "whoever comes is not there yet"
    );
    keep(&house, &desk, &soon.withdrawn(&said));
    assert_eq!(
        scope(&house, one),
        [VILLAGE, OTHER_VILLAGE],
        "what was said by mistake takes nothing"
    );
    register(&house, &desk, of_the_other("2026-08-01"));
    assert_eq!(scope(&house, one), [VILLAGE], "it has been another's for long");
    assert_eq!(scope(&house, other.person.id), [OTHER_VILLAGE]);
    let told = tablet.sync(&house, &[]);
    assert_eq!(told.head.forget, [OTHER_VILLAGE.parse().unwrap()]);
    let ledger = Ledger::new(&house, &tablet, FAR);
    assert_eq!(tablet.refusal(&house, &ledger.first(&tablet)), ParkedReason::OutOfScope);
    register(&house, &desk, appointment(FAR, one, "2026-11-01", ""));
    assert_eq!(scope(&house, one), [VILLAGE, FAR]);
    tablet.push(&house, &ledger.first(&tablet));
    keep(&house, &desk, &card.withdrawn(&word));
    assert_eq!(scope(&house, one), [FAR], "withdrawn at once");
    let lost = Ledger::new(&house, &tablet, VILLAGE);
    assert_eq!(tablet.refusal(&house, &lost.first(&tablet)), ParkedReason::OutOfScope);
}

#[test]
fn a_village_goes_some_time_after_the_last_day_of_its_appointment_the_last_one_too() {
    let house = House::new();
    let (desk, tablet) = (county(&house, "c"), house.counsel("a"));
    let one = tablet.person.id;
    let county: Area = "450102".parse().unwrap();
    listed(&house, &desk, &tablet);
    let words = [
        appointment(VILLAGE, one, "2026-11-01", "2026-11-30"),
        appointment(OTHER_VILLAGE, one, "2026-11-01", "2026-12-31"),
        appointment(FAR, one, "2027-01-01", "2027-01-31"),
    ]
    .map(|said| Card::new(&house, said).word(&house, &desk));
    assert_eq!(stored(&hand_in(&house, &desk, &words.each_ref())), 3);
    assert_eq!(scope(&house, one), [VILLAGE, OTHER_VILLAGE], "the third begins later");
    // NOW_MS is 2026-11-25.
    let on = |days: i64| {
        assert!(house.server.follow(&county, NOW_MS + days * DAY_MS).unwrap());
        scope(&house, one)
    };
    let handover = i64::try_from(cunfa_server::HANDOVER_DAYS).unwrap();
    assert_eq!(on(37), [VILLAGE, OTHER_VILLAGE, FAR], "2027-01-01");
    assert_eq!(on(5 + handover), [VILLAGE, OTHER_VILLAGE, FAR]);
    assert_eq!(on(6 + handover), [OTHER_VILLAGE, FAR]);
    assert_eq!(on(37 + handover), [FAR]);
    assert_eq!(on(67 + handover), [FAR], "2027-01-31, and so many days");
    assert_eq!(on(68 + handover), NONE);
    assert_eq!(on(500), NONE);
    let directory = |house: &House| house.server.db().shard(&county).unwrap().unwrap().directory;
    let before = directory(&house);
    assert!(house.server.follow_all(NOW_MS + 500 * DAY_MS).unwrap());
    assert_eq!(directory(&house), before, "done twice it is done once");
}

#[test]
fn a_clock_that_is_behind_the_log_or_more_than_a_year_ahead_of_it_moves_no_village_until_it_is_right_or_trusted() {
    let house = House::new();
    let (desk, tablet) = (county(&house, "c"), house.counsel("a"));
    let one = tablet.person.id;
    let county: Area = "450102".parse().unwrap();
    listed(&house, &desk, &tablet);
    for said in [
        appointment(VILLAGE, one, "2026-01-01", "2026-03-31"),
        appointment(OTHER_VILLAGE, one, "2026-04-01", ""),
        appointment(FAR, one, "2026-11-01", "2026-12-31"),
    ] {
        register(&house, &desk, said);
    }
    assert_eq!(scope(&house, one), [OTHER_VILLAGE, FAR]);
    let on = |days: i64| house.server.follow(&county, NOW_MS + days * DAY_MS).unwrap();
    // 2026-04-09, when the first village was within reach still.
    assert!(!on(-230));
    let ahead = NOW_MS + 500 * DAY_MS;
    assert!(!on(500) && !house.server.follow_all(ahead).unwrap());
    let doubt = house.server.doubts_clock(&county, ahead).unwrap().unwrap();
    assert_eq!((doubt.is_behind(), doubt.known_ms), (false, NOW_MS));
    // What comes in by such a clock is taken, and makes it no better.
    let word = Card::new(&house, firm("南湖律师事务所")).word(&house, &desk);
    let answer = ask_at(&house, &desk, (desk.epoch, 0), &[&word.sealed], ahead).unwrap();
    assert_eq!(stored(&answer.answers), 1);
    assert!(!on(500));
    assert_eq!(scope(&house, one), [OTHER_VILLAGE, FAR]);
    assert!(on(1), "it was set right");
    assert_eq!(scope(&house, one), [OTHER_VILLAGE, FAR]);
    house.server.look_at_clock(ahead, true).unwrap();
    assert!(on(500), "an operator says that it is");
    assert_eq!(scope(&house, one), [OTHER_VILLAGE]);
}

#[test]
fn whose_only_appointment_is_withdrawn_has_no_village_and_hands_in_what_waits_when_it_comes_back() {
    let house = House::new();
    let desk = county(&house, "c");
    let mut tablet = house.device("a", &house.person(Role::Counsel, &[VILLAGE]));
    let one = tablet.person.id;
    let never = house.counsel("b").person.id;
    listed(&house, &desk, &tablet);
    let early = Ledger::new(&house, &tablet, VILLAGE);
    tablet.push(&house, &early.first(&tablet));
    let (card, word) = register(&house, &desk, appointment(VILLAGE, one, "2026-11-01", ""));
    keep(&house, &desk, &card.withdrawn(&word));
    assert_eq!(scope(&house, one), NONE);
    assert_eq!(
        scope(&house, never),
        [VILLAGE, OTHER_VILLAGE],
        "of whom the registers never had an appointment"
    );
    let told = tablet.sync(&house, &[]);
    assert_eq!(told.head.forget, [VILLAGE.parse().unwrap()]);
    let directory = told.head.directory.unwrap();
    assert_eq!((directory.villages.len(), directory.people[0].scope.len()), (0, 0));
    assert!(!directory.certificates.is_empty(), "what they signed stays theirs");
    // What was written before the device heard of it.
    let late = Ledger::new(&house, &tablet, VILLAGE).first(&tablet);
    assert_eq!(tablet.refusal(&house, &late), ParkedReason::OutOfScope);
    in_another_county(&house);
    let elsewhere = house.server.rescope(one, vec!["450103".parse().unwrap()]);
    assert!(matches!(elsewhere, Err(PersonError::OtherCounty(_))), "{elsewhere:?}");
    register(&house, &desk, appointment(VILLAGE, one, "2026-11-20", ""));
    assert_eq!(scope(&house, one), [VILLAGE]);
    assert_eq!(tablet.pull(&house).0.len(), 1, "the log from its beginning");
    tablet.push(&house, &late);
}

#[test]
fn a_counsel_whom_nobody_knows_joins_the_register_of_people_by_the_first_appointment() {
    let house = House::new();
    let desk = county(&house, "c");
    let person = PersonId([0xAB; 16]);
    let (office, _) = register(&house, &desk, firm("南湖律师事务所"));
    let of_firm = but(
        &counsel(person, "韦𫞩明"),
        &[(Column::Firm, &office.record.to_string())],
    );
    register(&house, &desk, of_firm);
    assert_eq!(house.server.db().person(person).unwrap(), None);
    register(&house, &desk, appointment(VILLAGE, person, "2026-11-01", ""));
    let joined = house.server.db().person(person).unwrap().unwrap();
    assert_eq!((joined.name.as_str(), joined.role), ("韦𫞩明", Role::Counsel));
    assert_eq!(joined.post, "南湖律师事务所");
    let mut tablet = house.device("n", &joined);
    let ledger = Ledger::new(&house, &tablet, VILLAGE);
    tablet.push(&house, &ledger.first(&tablet));
    // Somebody of another role is left alone.
    let office = house.office("o");
    register(&house, &desk, counsel(office.person.id, "司法所"));
    register(&house, &desk, appointment(FAR, office.person.id, "2026-11-01", ""));
    assert_eq!(scope(&house, office.person.id), [OFFICE]);
}

#[test]
fn a_village_is_called_otherwise_from_the_day_that_was_said() {
    let house = House::new();
    let desk = county(&house, "c");
    let mut tablet = house.counsel("a");
    let name = || {
        house
            .server
            .db()
            .village(&VILLAGE.parse().unwrap())
            .unwrap()
            .unwrap()
            .name
    };
    let before = name();
    register(&house, &desk, renamed(VILLAGE, "那况新村委会", "2026-11-26"));
    tablet.sync(&house, &[]);
    assert_eq!(name(), before);
    house.server.follow_all(NOW_MS + DAY_MS).unwrap();
    assert_eq!(name(), "那况新村委会");
    let directory = tablet.sync(&house, &[]).head.directory.unwrap();
    assert!(directory.villages.iter().any(|village| village.name == "那况新村委会"));
    register(&house, &desk, renamed(VILLAGE, "那况社区", "2026-11-20"));
    assert_eq!(name(), "那况社区", "what holds today, whenever it was said");
    house.server.follow_all(NOW_MS + DAY_MS).unwrap();
    assert_eq!(name(), "那况新村委会");
}

#[test]
fn a_rule_file_goes_to_the_devices_of_its_county_and_a_withdrawn_one_comes_out_again() {
    let house = House::new();
    let desk = county(&house, "c");
    let mut tablet = house.counsel("a");
    let mut elsewhere = in_another_county(&house);
    let own = house.server.db().rules().unwrap();
    for device in [&mut tablet, &mut elsewhere] {
        device.sync(&house, &[]);
    }
    let (card, word) = register(&house, &desk, rule_file());
    let rules = tablet.sync(&house, &[]).head.directory.unwrap().rules;
    assert_eq!((rules.len(), &rules[..own.len()]), (own.len() + 1, own.as_slice()));
    assert_eq!(card.said.values.get(Column::Text), rules.last().map(String::as_str));
    assert!(elsewhere.sync(&house, &[]).head.directory.is_none());
    assert_eq!(
        refused(&house, &desk, &rule_file()),
        Some(ParkedReason::Content),
        "the same version twice"
    );
    keep(&house, &desk, &card.withdrawn(&word));
    assert_eq!(tablet.sync(&house, &[]).head.directory.unwrap().rules, own);
    assert_eq!(
        house.server.db().rules().unwrap(),
        own,
        "the server's own table has none of it"
    );
}

/// What lies at the seat is no entry: no list, index or figure knows of it, also after everything derived was made again.
#[test]
fn no_list_of_entries_has_a_record() {
    let house = House::new();
    let desk = county(&house, "c");
    let (card, _) = register(&house, &desk, firm("南湖律师事务所"));
    let area: Area = "450102".parse().unwrap();
    let rows = || house.server.db().entries(&area).unwrap().len();
    assert_eq!(rows(), 0);
    assert_eq!(house.server.rebuild().unwrap(), 0);
    assert_eq!((rows(), house.server.db().queue(&area).unwrap().len()), (0, 0));
    let beginning = house
        .server
        .db()
        .entries_beginning(&[area], &card.record.as_bytes()[..6]);
    assert_eq!(beginning.unwrap(), []);
    let seat: SealedBatch = house.server.db().entry_log(card.record).unwrap()[0].sealed.clone();
    assert_eq!(seat.open().unwrap().village.as_str(), SEAT);
}
