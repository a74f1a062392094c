//! Every reason for which an act takes its batch down, or lets it wait, each from an act that is right in everything else.

use cunfa_core::act::Body;
use cunfa_core::{Ink, Role, Stroke};
use cunfa_evidence::act::sign;
use cunfa_evidence::canonical;
use cunfa_protocol::view::ParkedReason;

use crate::support::{Ledger, Stage, VILLAGE, is_later, key, sign_off, stage};

#[test]
fn an_act_over_other_content_is_refused() {
    let Stage {
        house,
        mut cadre,
        ledger,
        ..
    } = stage();
    let mut entry = ledger.entry();
    entry.advice.push('。');
    let statement = ledger.statement(&house, &cadre, sign_off(&cadre));
    let act = sign(statement, canonical::digest(ledger.id, &entry), &cadre.person_key);
    assert_eq!(
        cadre.refusal(&house, &ledger.sealed(&cadre, &[], &[&act])),
        ParkedReason::Signature
    );
}

#[test]
fn an_act_with_a_key_the_county_never_certified_is_refused() {
    let Stage {
        house,
        mut cadre,
        ledger,
        ..
    } = stage();
    let statement = ledger.statement(&house, &cadre, sign_off(&cadre));
    let act = sign(
        statement,
        canonical::digest(ledger.id, &ledger.entry()),
        &key("stranger"),
    );
    assert_eq!(
        cadre.refusal(&house, &ledger.sealed(&cadre, &[], &[&act])),
        ParkedReason::NotEnrolled
    );
    let statement = ledger.statement(&house, &cadre, sign_off(&cadre));
    let act = sign(
        statement,
        canonical::digest(ledger.id, &ledger.entry()),
        &cadre.device_key,
    );
    assert_eq!(
        cadre.refusal(&house, &ledger.sealed(&cadre, &[], &[&act])),
        ParkedReason::Signature
    );
}

#[test]
fn an_act_in_another_persons_name_role_or_device_is_refused() {
    let Stage {
        house,
        mut counsel,
        mut cadre,
        office,
        ledger,
        ..
    } = stage();
    let content = canonical::digest(ledger.id, &ledger.entry());
    let mut refused = |change: &dyn Fn(&mut cunfa_evidence::act::Statement)| {
        let mut statement = ledger.statement(&house, &cadre, sign_off(&cadre));
        change(&mut statement);
        let act = sign(statement, content, &cadre.person_key);
        let sealed = ledger.sealed(&cadre, &[], &[&act]);
        cadre.refusal(&house, &sealed)
    };
    assert_eq!(
        refused(&|statement| statement.act.person = office.person.id),
        ParkedReason::Signature
    );
    assert_eq!(
        refused(&|statement| statement.act.role = Role::Office),
        ParkedReason::Signature
    );
    assert_eq!(
        refused(&|statement| statement.act.device = office.id),
        ParkedReason::Signature
    );
    let act = ledger.sign_off(&house, &cadre);
    let carried = ledger.sealed(&counsel, &[], &[&act]);
    assert_eq!(counsel.refusal(&house, &carried), ParkedReason::Signature);
}

#[test]
fn a_role_does_only_what_is_its_own() {
    let mut stage = stage();
    let signed = stage.signed();
    let Stage {
        house,
        mut counsel,
        mut cadre,
        mut office,
        ledger,
    } = stage;
    let by_counsel = ledger.sign_off(&house, &counsel);
    assert_eq!(
        counsel.refusal(&house, &ledger.sealed(&counsel, &[], &[&by_counsel])),
        ParkedReason::NotAllowed
    );
    let by_counsel = ledger.approve(&house, &counsel, signed.id());
    assert_eq!(
        counsel.refusal(&house, &ledger.sealed(&counsel, &[], &[&by_counsel])),
        ParkedReason::NotAllowed
    );
    let by_cadre = ledger.approve(&house, &cadre, signed.id());
    assert_eq!(
        cadre.refusal(&house, &ledger.sealed(&cadre, &[], &[&by_cadre])),
        ParkedReason::NotAllowed
    );
    let by_cadre = ledger.void(&house, &cadre, "错");
    assert_eq!(
        cadre.refusal(&house, &ledger.sealed(&cadre, &[], &[&by_cadre])),
        ParkedReason::NotAllowed
    );
    let by_office = ledger.sign_off(&house, &office);
    assert_eq!(
        office.refusal(&house, &ledger.sealed(&office, &[], &[&by_office])),
        ParkedReason::NotAllowed
    );
    let by_office = ledger.void(&house, &office, "错");
    assert_eq!(
        office.refusal(&house, &ledger.sealed(&office, &[], &[&by_office])),
        ParkedReason::NotAllowed
    );
}

#[test]
fn blank_ink_and_reasons_of_blanks_are_refused() {
    let mut stage = stage();
    let signed = stage.signed();
    let Stage {
        house,
        mut counsel,
        mut cadre,
        mut office,
        ledger,
    } = stage;
    let dot = Ink {
        width: 10,
        height: 10,
        strokes: vec![Stroke(vec![crate::support::ink().strokes[0].0[0]])],
    };
    for ink in [
        Ink {
            width: 10,
            height: 10,
            strokes: Vec::new(),
        },
        dot,
    ] {
        let Body::SignOff(mut body) = sign_off(&cadre) else {
            panic!("a sign-off")
        };
        body.ink = ink;
        let act = ledger.act(&house, &cadre, Body::SignOff(body));
        assert_eq!(
            cadre.refusal(&house, &ledger.sealed(&cadre, &[], &[&act])),
            ParkedReason::Content
        );
    }
    for reasons in [&[][..], &["", "  "][..]] {
        let act = ledger.give_back(&house, &office, signed.id(), reasons);
        assert_eq!(
            office.refusal(&house, &ledger.sealed(&office, &[], &[&act])),
            ParkedReason::Content
        );
    }
    let void = ledger.void(&house, &counsel, " \n");
    assert_eq!(
        counsel.refusal(&house, &ledger.sealed(&counsel, &[], &[&void])),
        ParkedReason::Content
    );
}

#[test]
fn a_review_waits_for_its_sign_off_and_reviews_nothing_else() {
    let Stage {
        house,
        mut counsel,
        mut cadre,
        mut office,
        ledger,
    } = stage();
    let sign_off = ledger.sign_off(&house, &cadre);
    let review = ledger.approve(&house, &office, sign_off.id());
    let sealed = ledger.sealed(&office, &[], &[&review]);
    assert!(is_later(
        &office.sync(&house, std::slice::from_ref(&sealed)).answers[0],
        sealed.id()
    ));
    cadre.push(&house, &ledger.sealed(&cadre, &[], &[&sign_off]));
    office.push(&house, &sealed);
    let void = ledger.void(&house, &counsel, "重复");
    counsel.push(&house, &ledger.sealed(&counsel, &[], &[&void]));
    let of_void = ledger.approve(&house, &office, void.id());
    assert_eq!(
        office.refusal(&house, &ledger.sealed(&office, &[], &[&of_void])),
        ParkedReason::Content
    );
}

#[test]
fn an_act_at_heads_that_are_not_here_waits() {
    let Stage {
        house,
        mut counsel,
        mut cadre,
        mut ledger,
        ..
    } = stage();
    let edit = ledger.edit(&house, "result", "待跟进");
    let act = ledger.sign_off(&house, &cadre);
    let sealed = ledger.sealed(&cadre, &[], &[&act]);
    assert!(is_later(
        &cadre.sync(&house, std::slice::from_ref(&sealed)).answers[0],
        sealed.id()
    ));
    counsel.push(&house, &ledger.sealed(&counsel, &[&edit], &[]));
    cadre.push(&house, &sealed);
}

#[test]
fn a_sign_off_over_a_field_with_two_values_is_refused() {
    let Stage {
        house,
        mut counsel,
        mut cadre,
        mut ledger,
        ..
    } = stage();
    let mut fork = ledger.of_same();
    let (left, right) = (ledger.edit(&house, "matter", "甲"), fork.edit(&house, "matter", "乙"));
    let sealed = ledger.sealed(&counsel, &[&left, &right], &[]);
    counsel.push(&house, &sealed);
    ledger.doc.apply([right.as_slice()]).unwrap();
    let act = ledger.sign_off(&house, &cadre);
    assert_eq!(
        cadre.refusal(&house, &ledger.sealed(&cadre, &[], &[&act])),
        ParkedReason::Content
    );
    let settled = ledger.doc.settle("matter", "甲", house.random.bytes()).unwrap();
    counsel.push(&house, &ledger.sealed(&counsel, &[&settled], &[]));
    let act = ledger.sign_off(&house, &cadre);
    cadre.push(&house, &ledger.sealed(&cadre, &[], &[&act]));
}

#[test]
fn an_act_of_another_entry_does_not_travel_in_this_ones_batch() {
    let Stage {
        house,
        mut counsel,
        mut cadre,
        ledger,
        ..
    } = stage();
    let other = Ledger::new(&house, &counsel, VILLAGE);
    counsel.push(&house, &other.first(&counsel));
    let act = other.sign_off(&house, &cadre);
    assert_eq!(
        cadre.refusal(&house, &ledger.sealed(&cadre, &[], &[&act])),
        ParkedReason::Content
    );
}

#[test]
fn bytes_that_are_no_act_are_damaged() {
    let Stage {
        house,
        mut cadre,
        ledger,
        ..
    } = stage();
    let mut batch = ledger.batch(&cadre, &[], &[]);
    batch.acts.push(vec![0; 40]);
    let sealed = batch.seal(&cadre.device_key).unwrap();
    assert_eq!(cadre.refusal(&house, &sealed), ParkedReason::Damaged);
}
