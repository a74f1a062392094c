//! 知悉 and 说明: by the village's own office over what is 重大事项, and by the entry's own counsel; neither moves the entry's life.

use cunfa_core::act::{Body, Explanation};
use cunfa_core::{EntryId, QuestionKind, Role, Stage as Life};
use cunfa_protocol::view::ParkedReason;

use crate::support::{House, OFFICE, Stage, TestDevice, stage};

fn explanation(others: Vec<EntryId>, text: &str) -> Body {
    Body::Explanation(Explanation {
        question: QuestionKind::Overlap,
        others,
        text: text.to_owned(),
    })
}

/// The entry, called 重大事项.
fn major() -> Stage {
    let mut stage = stage();
    let change = stage.ledger.edit(&stage.house, "major", "多户联名");
    let sealed = stage.ledger.sealed(&stage.counsel, &[&change], &[]);
    stage.counsel.push(&stage.house, &sealed);
    stage
}

fn refused(stage: &Stage, device: &mut TestDevice, body: Body) -> ParkedReason {
    let act = stage.ledger.act(&stage.house, device, body);
    device.refusal(&stage.house, &stage.ledger.sealed(device, &[], &[&act]))
}

fn neighbour(house: &House) -> TestDevice {
    house.device("d", &house.person(Role::Office, &["450102102"]))
}

#[test]
fn an_acknowledgement_and_an_answer_are_stored_and_leave_the_entry_as_it_stands() {
    let mut stage = major();
    let acknowledged = stage.ledger.act(&stage.house, &stage.office, Body::Acknowledgement);
    let explained = explanation(vec![EntryId([9; 16])], "两村相邻，一并办理");
    let explained = stage.ledger.act(&stage.house, &stage.counsel, explained);
    let sealed = stage.ledger.sealed(&stage.office, &[], &[&acknowledged]);
    let first = stage.office.push(&stage.house, &sealed);
    assert_eq!(stage.office.push(&stage.house, &sealed), first, "the same once more");
    let sealed = stage.ledger.sealed(&stage.counsel, &[], &[&explained]);
    stage.counsel.push(&stage.house, &sealed);
    stage.signed();
    let waiting = stage.house.server.db().queue(&OFFICE.parse().unwrap()).unwrap();
    assert_eq!((waiting.len(), waiting[0].stage), (1, Life::InReview));
}

#[test]
fn nobody_but_the_villages_office_acknowledges() {
    let stage = major();
    for mut device in [stage.house.counsel("e"), stage.house.cadre("f")] {
        assert_eq!(
            refused(&stage, &mut device, Body::Acknowledgement),
            ParkedReason::NotAllowed
        );
    }
    let mut neighbour = neighbour(&stage.house);
    assert_eq!(
        refused(&stage, &mut neighbour, Body::Acknowledgement),
        ParkedReason::OutOfScope
    );
}

#[test]
fn what_is_no_major_matter_is_not_acknowledged() {
    let stage = stage();
    let mut office = stage.house.office("e");
    assert_eq!(
        refused(&stage, &mut office, Body::Acknowledgement),
        ParkedReason::Content
    );
}

#[test]
fn nobody_but_the_entrys_own_counsel_answers_and_only_in_words() {
    let stage = stage();
    let house = &stage.house;
    for mut device in [house.counsel("e"), house.cadre("f"), house.office("g")] {
        let answer = explanation(Vec::new(), "说明");
        assert_eq!(refused(&stage, &mut device, answer), ParkedReason::NotAllowed);
    }
    let Stage {
        house,
        mut counsel,
        ledger,
        ..
    } = stage;
    let act = ledger.act(&house, &counsel, explanation(Vec::new(), " \n"));
    let sealed = ledger.sealed(&counsel, &[], &[&act]);
    assert_eq!(counsel.refusal(&house, &sealed), ParkedReason::Content);
}
