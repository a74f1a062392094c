//! `POST /v1/inquiries`: what an office sees of the public page's questions, and what it decides.

use cunfa_core::{DismissReason, EntryId, Inquiry, InquiryId, Role};
use cunfa_protocol::inquiries::{
    INQUIRIES_PATH, InquiriesRequest, InquiriesResponse, InquiryAnswer, InquiryDecision, MAX_DECISIONS, MAX_INQUIRIES,
};
use cunfa_protocol::view::InquiryFault;
use cunfa_protocol::wire::{Refusal, VERSION, encode};

use crate::support::needs::{Paper, asked};
use crate::support::{House, NOW_MS, OTHER_VILLAGE, TestDevice, VILLAGE, read};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
const GONE: InquiryAnswer = InquiryAnswer::NotDone(InquiryFault::NotHere);

/// A villager asks.
pub(super) fn villager_asks(house: &House, village: &str, matter: &str, now_ms: i64) {
    let inquiry = Inquiry {
        name: "韦大爷".to_owned(),
        phone: String::new(),
        matter: matter.to_owned(),
    };
    let kept = house
        .server
        .keep_inquiry(b"form", &village.parse().unwrap(), inquiry, now_ms);
    assert!(kept.unwrap().is_some());
}

fn request(office: &TestDevice, decisions: Vec<InquiryDecision>) -> InquiriesRequest {
    InquiriesRequest {
        version: VERSION,
        by: office.person.id,
        decisions,
    }
}

fn ask_at(
    house: &House,
    office: &TestDevice,
    decisions: Vec<InquiryDecision>,
    now_ms: i64,
) -> Result<InquiriesResponse, Refusal> {
    let body = encode(&request(office, decisions)).unwrap();
    read(&house.server.answer(INQUIRIES_PATH, Some(&office.token), &body, now_ms))
}

pub(super) fn ask(
    house: &House,
    office: &TestDevice,
    decisions: Vec<InquiryDecision>,
) -> Result<InquiriesResponse, Refusal> {
    ask_at(house, office, decisions, NOW_MS)
}

fn told(response: &InquiriesResponse) -> Vec<&str> {
    response.inquiries.iter().map(|one| one.asked.matter.as_str()).collect()
}

fn take(inquiry: InquiryId, need: EntryId) -> InquiryDecision {
    InquiryDecision::Take { inquiry, need }
}

fn dismiss(inquiry: InquiryId, reason: DismissReason, note: &str) -> InquiryDecision {
    InquiryDecision::Dismiss {
        inquiry,
        reason,
        note: note.to_owned(),
    }
}

#[test]
fn an_office_sees_what_was_asked_in_its_area_the_oldest_first_and_where_the_page_is() {
    let house = House::new();
    let office = house.office("o");
    villager_asks(&house, OTHER_VILLAGE, "后问", NOW_MS);
    villager_asks(&house, VILLAGE, "先问", NOW_MS - 1);
    villager_asks(&house, "450102102201", "别的镇", NOW_MS);
    let seen = ask(&house, &office, vec![]).unwrap();
    assert_eq!(told(&seen), ["先问", "后问"]);
    assert_eq!((seen.more, seen.url.as_deref()), (false, None));
    let first = &seen.inquiries[0];
    assert_eq!(
        (
            first.village.as_str(),
            first.received_ms,
            first.asked.name.as_str(),
            first.need
        ),
        (VILLAGE, NOW_MS - 1, "韦大爷", None)
    );
}

#[test]
fn nobody_but_an_office_sees_or_decides_anything() {
    let house = House::new();
    let (office, counsel, cadre) = (house.office("o"), house.counsel("c"), house.cadre("k"));
    let county = house.device("county", &house.person(Role::County, &["450102"]));
    villager_asks(&house, VILLAGE, "问", NOW_MS);
    for device in [&counsel, &cadre, &county] {
        assert_eq!(ask(&house, device, vec![]), Err(Refusal::NotAllowed));
    }
    // Under another's name, on one's own device.
    let body = encode(&request(&office, vec![])).unwrap();
    let answer = house.post(INQUIRIES_PATH, Some(&cadre.token), &body);
    assert_eq!(read::<InquiriesResponse>(&answer), Err(Refusal::NotAllowed));
    assert_eq!(
        read::<InquiriesResponse>(&house.post(INQUIRIES_PATH, None, &body)),
        Err(Refusal::SignInAgain)
    );
    let many = vec![take(InquiryId([1; 16]), EntryId([1; 16])); MAX_DECISIONS + 1];
    assert_eq!(ask(&house, &office, many), Err(Refusal::TooLarge));
    house.server.revoke(office.id, NOW_MS).unwrap();
    assert_eq!(ask(&house, &office, vec![]), Err(Refusal::DeviceRevoked));
}

#[test]
fn an_office_of_another_township_learns_nothing_by_an_id_and_decides_nothing() {
    let house = House::new();
    let office = house.office("o");
    let other = house.device("other", &house.person(Role::Office, &["450102102"]));
    villager_asks(&house, VILLAGE, "问", NOW_MS);
    let inquiry = ask(&house, &office, vec![]).unwrap().inquiries[0].inquiry;
    let decisions = vec![
        take(inquiry, EntryId([1; 16])),
        dismiss(inquiry, DismissReason::Abuse, ""),
        take(InquiryId([9; 16]), EntryId([1; 16])),
    ];
    let answered = ask(&house, &other, decisions).unwrap();
    assert_eq!((answered.answers, answered.inquiries.len()), (vec![GONE; 3], 0));
    assert_eq!(told(&ask(&house, &office, vec![]).unwrap()), ["问"]);
}

#[test]
fn what_one_office_takes_is_not_another_ones_and_goes_when_the_need_is_in_the_log() {
    let house = House::new();
    let (mut office, second) = (house.office("o"), house.office("p"));
    villager_asks(&house, VILLAGE, "承包地被占", NOW_MS);
    let inquiry = ask(&house, &office, vec![]).unwrap().inquiries[0].inquiry;
    let paper = Paper::of(&house, &asked(&office.person, VILLAGE));
    for _ in 0..2 {
        let taken = ask(&house, &office, vec![take(inquiry, paper.id)]).unwrap();
        assert_eq!(taken.answers, [InquiryAnswer::Done]);
        assert_eq!(taken.inquiries[0].need, Some(paper.id), "the text is still here");
    }
    let late = ask(&house, &second, vec![take(inquiry, EntryId([5; 16]))]).unwrap();
    assert_eq!((late.answers, late.inquiries.len()), (vec![GONE], 0));
    let late = ask(&house, &second, vec![dismiss(inquiry, DismissReason::Abuse, "")]).unwrap();
    assert_eq!(late.answers, [GONE]);
    office.push(&house, &paper.first(&office));
    assert_eq!(ask(&house, &office, vec![]).unwrap().inquiries, []);
    let after = ask_at(&house, &second, vec![], NOW_MS + 30 * DAY_MS).unwrap();
    assert_eq!(after.inquiries, [], "also once the taking would have lapsed");
}

#[test]
fn what_a_lost_device_took_and_never_brought_is_offered_again() {
    let house = House::new();
    let (lost, office) = (house.office("o"), house.office("p"));
    villager_asks(&house, VILLAGE, "问", NOW_MS);
    let inquiry = ask(&house, &lost, vec![]).unwrap().inquiries[0].inquiry;
    ask(&house, &lost, vec![take(inquiry, EntryId([5; 16]))]).unwrap();
    let week = NOW_MS + 7 * DAY_MS;
    assert_eq!(ask_at(&house, &office, vec![], week).unwrap().inquiries, []);
    let seen = ask_at(&house, &office, vec![], week + 1).unwrap();
    assert_eq!((told(&seen), seen.inquiries[0].need), (vec!["问"], None));
    let taken = ask_at(&house, &office, vec![take(inquiry, EntryId([6; 16]))], week + 1).unwrap();
    assert_eq!(taken.answers, [InquiryAnswer::Done]);
    assert_eq!(
        ask_at(&house, &lost, vec![take(inquiry, EntryId([5; 16]))], week + 2)
            .unwrap()
            .answers,
        [GONE]
    );
}

#[test]
fn one_is_put_away_with_a_reason_and_another_reason_needs_a_note() {
    let house = House::new();
    let office = house.office("o");
    villager_asks(&house, VILLAGE, "买一送一", NOW_MS);
    let inquiry = ask(&house, &office, vec![]).unwrap().inquiries[0].inquiry;
    let bad = ask(&house, &office, vec![dismiss(inquiry, DismissReason::Other, "  ")]).unwrap();
    assert_eq!(bad.answers, [InquiryAnswer::NotDone(InquiryFault::Damaged)]);
    assert_eq!(told(&bad), ["买一送一"]);
    for _ in 0..2 {
        let put_away = ask(&house, &office, vec![dismiss(inquiry, DismissReason::Abuse, "")]).unwrap();
        assert_eq!(
            (put_away.answers, put_away.inquiries.len()),
            (vec![InquiryAnswer::Done], 0)
        );
    }
    let late = ask(&house, &office, vec![take(inquiry, EntryId([5; 16]))]).unwrap();
    assert_eq!(late.answers, [GONE]);
}

#[test]
fn nothing_is_kept_for_longer_than_90_days() {
    let house = House::new();
    let office = house.office("o");
    villager_asks(&house, VILLAGE, "问", NOW_MS);
    let last = NOW_MS + 90 * DAY_MS;
    assert_eq!(ask_at(&house, &office, vec![], last).unwrap().inquiries.len(), 1);
    assert_eq!(ask_at(&house, &office, vec![], last + 1).unwrap().inquiries, []);
    assert_eq!(ask(&house, &office, vec![]).unwrap().inquiries, [], "it is gone");
}

#[test]
fn an_answer_holds_so_many_and_says_when_there_are_more() {
    let house = House::new();
    let office = house.office("o");
    for number in 0..=MAX_INQUIRIES {
        villager_asks(&house, VILLAGE, &format!("第{number}问"), NOW_MS + i64::from(number));
    }
    let seen = ask(&house, &office, vec![]).unwrap();
    assert_eq!((seen.inquiries.len(), seen.more), (100, true));
    let decisions = vec![dismiss(seen.inquiries[0].inquiry, DismissReason::Abuse, "")];
    let seen = ask(&house, &office, decisions).unwrap();
    assert_eq!((seen.inquiries.len(), seen.more), (100, false));
}
