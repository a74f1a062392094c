//! What the county is told of conflicts (回避): which entry, which question, which other village; on both engines. Never a party or a text, and nobody
//! else is told.

use cunfa_core::question::Crossing;
use cunfa_core::{EntryId, Kind, QuestionKind, Role};
use cunfa_protocol::figures::{FIGURES_PATH, FiguresRequest, FiguresResponse};
use cunfa_protocol::wire::{VERSION, encode};

use crate::support::{House, Ledger, NOW_MS, OTHER_VILLAGE, TestDevice, VILLAGE, on_both, read};

/// Who is a party in both villages, and what the entries are about.
const PARTY: &str = "韦𡌶强";
const MATTER: &str = "𡌶地承包合同纠纷";
/// Two years in ms.
const TWO_YEARS_MS: i64 = 2 * 365 * 24 * 60 * 60 * 1_000;

/// Pushes an entry in which somebody is a party.
fn with_party(house: &House, counsel: &mut TestDevice, village: &str, kind: Kind, name: &str, phone: &str) -> Ledger {
    let mut fields = Ledger::fields(counsel, village);
    fields.insert("kind".to_owned(), kind.code().to_owned());
    fields.insert("matter".to_owned(), MATTER.to_owned());
    let person = fields.iter().find(|(_, value)| value.as_str() == "梁某");
    let key = person.map(|(key, _)| key.clone()).unwrap();
    fields.insert(key.replace("name", "phone"), phone.to_owned());
    fields.insert(key, name.to_owned());
    let ledger = Ledger::with_fields(house, village, &fields);
    let first = ledger.first(counsel);
    counsel.push(house, &first);
    ledger
}

/// What a device is told, and that no party and no text is in it.
fn told_at(house: &House, device: &TestDevice, now_ms: i64) -> Option<Vec<Crossing>> {
    let request = FiguresRequest {
        version: VERSION,
        epoch: 7,
        after: 0,
    };
    let body = encode(&request).unwrap();
    let answer = house.server.answer(FIGURES_PATH, Some(&device.token), &body, now_ms);
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    for secret in [PARTY, MATTER, "13900000001", "村民委员会"] {
        assert!(!text.contains(secret), "{secret} among figures");
    }
    read::<FiguresResponse>(&answer).unwrap().crossings
}

fn told(house: &House, device: &TestDevice) -> Option<Vec<Crossing>> {
    told_at(house, device, NOW_MS)
}

fn crossing(entry: EntryId, kind: QuestionKind, village: &str) -> Crossing {
    let village = village.parse().unwrap();
    Crossing { entry, kind, village }
}

fn sorted(told: Option<Vec<Crossing>>) -> Vec<Crossing> {
    let mut told = told.unwrap();
    told.sort();
    told
}

#[test]
fn the_county_is_told_which_entries_and_villages_conflict_and_no_party_and_the_city_nothing() {
    on_both(|house| {
        let mut counsel = house.counsel("counsel");
        let county = house.device("county", &house.person(Role::County, &["450102"]));
        let city = house.device("city", &house.person(Role::City, &["450102"]));
        let other = house.device("other", &house.person(Role::County, &["450103"]));
        let here = with_party(house, &mut counsel, VILLAGE, Kind::Drafting, PARTY, "");
        assert_eq!(told(house, &county), Some(Vec::new()));
        let there = with_party(house, &mut counsel, OTHER_VILLAGE, Kind::Drafting, PARTY, "");
        let mut both = vec![
            crossing(here.id, QuestionKind::SameParty, OTHER_VILLAGE),
            crossing(there.id, QuestionKind::SameParty, VILLAGE),
        ];
        both.sort();
        assert_eq!(sorted(told(house, &county)), both);
        assert_eq!(told(house, &city), None);
        assert_eq!(told(house, &other), Some(Vec::new()), "of another county");
        assert_eq!(
            told_at(house, &county, NOW_MS + TWO_YEARS_MS),
            Some(Vec::new()),
            "of long ago"
        );
        // What is void asks nothing any more, nor is anything asked about it.
        let act = there.void(house, &counsel, "写错了村");
        let void = there.sealed(&counsel, &[], &[&act]);
        counsel.push(house, &void);
        assert_eq!(told(house, &county), Some(Vec::new()));
    });
}

#[test]
fn the_county_is_not_told_of_advice_of_another_counsel_nor_of_people_whom_phones_tell_apart() {
    let house = House::new();
    let (mut counsel, mut colleague) = (house.counsel("counsel"), house.counsel("colleague"));
    let county = house.device("county", &house.person(Role::County, &["450102"]));
    with_party(&house, &mut counsel, VILLAGE, Kind::Drafting, PARTY, "13900000001");
    with_party(&house, &mut counsel, OTHER_VILLAGE, Kind::Consultation, PARTY, "");
    with_party(
        &house,
        &mut counsel,
        OTHER_VILLAGE,
        Kind::Drafting,
        PARTY,
        "13900000002",
    );
    with_party(&house, &mut colleague, OTHER_VILLAGE, Kind::Drafting, PARTY, "");
    assert_eq!(told(&house, &county), Some(Vec::new()));
    let same = with_party(
        &house,
        &mut counsel,
        OTHER_VILLAGE,
        Kind::Drafting,
        PARTY,
        "13900000001",
    );
    let told = told(&house, &county).unwrap();
    assert_eq!(told.len(), 2);
    assert!(
        told.contains(&crossing(same.id, QuestionKind::SameParty, VILLAGE)),
        "{told:?}"
    );
}

#[test]
fn a_village_as_a_party_is_told_where_the_same_counsel_writes_for_it() {
    let house = House::new();
    let mut counsel = house.counsel("counsel");
    let county = house.device("county", &house.person(Role::County, &["450102"]));
    let villages = house.server.db().villages(&[OTHER_VILLAGE.parse().unwrap()]).unwrap();
    let name = format!("{}村民委员会", villages[0].name);
    let entry = with_party(&house, &mut counsel, VILLAGE, Kind::Contract, &name, "");
    assert_eq!(
        told(&house, &county),
        Some(Vec::new()),
        "nobody writes for the other one"
    );
    with_party(&house, &mut counsel, OTHER_VILLAGE, Kind::Consultation, "覃先生", "");
    let expected = crossing(entry.id, QuestionKind::OtherVillage, OTHER_VILLAGE);
    assert_eq!(told(&house, &county), Some(vec![expected]));
}
