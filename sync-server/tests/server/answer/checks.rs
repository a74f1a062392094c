//! `POST /v1/registers`: what the check of a village's month found is taken from the office of its township alone, and only when it is in order.

use cunfa_core::Role;
use cunfa_core::register::{Column, MonthlyCheck};
use cunfa_protocol::view::ParkedReason;

use crate::support::registers::{FAR, but, check, county, read_by, refusal, refused, register};
use crate::support::{House, VILLAGE};

#[test]
fn what_an_office_found_is_taken_from_the_office_of_the_township_and_from_nobody_else() {
    let house = House::new();
    let (office, tablet, cadre) = (house.office("o"), house.counsel("a"), house.cadre("k"));
    let far = house.device("f", &house.person(Role::Office, &["450102102"]));
    let said = check(VILLAGE, "2026-10");
    let not_allowed = Some(ParkedReason::NotAllowed);
    for device in [&tablet, &cadre, &county(&house, "c")] {
        assert_eq!(refused(&house, device, &said), not_allowed);
    }
    assert_eq!(
        refused(&house, &far, &said),
        Some(ParkedReason::OutOfScope),
        "another township's office"
    );
    assert_eq!(
        refused(&house, &office, &check(FAR, "2026-10")),
        Some(ParkedReason::OutOfScope)
    );
    assert_eq!(refused(&house, &office, &said), None);
    assert_eq!(read_by(&house, &tablet).len(), 0, "its counsel does not read it");
    assert_eq!(read_by(&house, &far).len(), 0);
}

#[test]
fn numbers_that_cannot_be_and_months_to_come_are_refused_and_a_correction_replaces_what_it_corrects() {
    let house = House::new();
    let (office, desk) = (house.office("o"), county(&house, "c"));
    let content = Some(ParkedReason::Content);
    let said = check(VILLAGE, "2026-10");
    for wrong in ["satisfied=5:8:3:1", "satisfied=-5:0:0:0", "happy=1:1:0:0"] {
        let wrong = but(&said, &[(Column::Answers, wrong)]);
        assert_eq!(refused(&house, &office, &wrong), content);
    }
    assert_eq!(refused(&house, &office, &check(VILLAGE, "2100-01")), content, "to come");
    let otherwise = said.values.text(Column::Drawn).replace("yes", "no");
    let unexplained = but(&said, &[(Column::Drawn, &otherwise)]);
    assert_eq!(refused(&house, &office, &unexplained), content, "no word of how");
    let (card, word) = register(&house, &office, said.clone());
    assert_eq!(refused(&house, &office, &said), content, "it is recorded already");
    let corrected = card.next(&word, but(&said, &[(Column::Answers, "satisfied=12:12:0:0")]));
    assert_eq!(refusal(&house, &office, &corrected), None);
    assert_eq!(read_by(&house, &desk).len(), 2, "both words stay");
    let registers = house.server.registers(&"450102".parse().unwrap()).unwrap();
    let stands: MonthlyCheck = registers.one(card.record).unwrap();
    assert_eq!(stands.answers[0].1.good, 12);
}
