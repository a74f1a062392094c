//! What nobody may sign here, and handwriting that was used before: the server looks at both again.

use cunfa_core::act::Body;
use cunfa_core::{Confirmation, Ink};
use cunfa_evidence::act::SignedAct;
use cunfa_protocol::view::ParkedReason;

use crate::support::{House, Ledger, Stage, TestDevice, VILLAGE, ink, sign_off, stage};

fn with_ink(house: &House, ledger: &Ledger, device: &TestDevice, ink: Ink) -> SignedAct {
    let Body::SignOff(mut body) = sign_off(device) else {
        panic!("a sign-off")
    };
    body.ink = ink;
    ledger.act(house, device, Body::SignOff(body))
}

#[test]
fn a_copy_of_handwriting_in_the_log_is_refused_whoever_signs_and_wherever() {
    let Stage {
        house,
        mut counsel,
        mut cadre,
        ledger,
        ..
    } = stage();
    let used = ink();
    let first = with_ink(&house, &ledger, &cadre, used.clone());
    cadre.push(&house, &ledger.sealed(&cadre, &[], &[&first]));
    let other = Ledger::new(&house, &counsel, VILLAGE);
    counsel.push(&house, &other.first(&counsel));
    let mut larger = used.clone();
    larger
        .strokes
        .iter_mut()
        .flat_map(|stroke| &mut stroke.0)
        .for_each(|point| {
            point.x *= 2;
            point.y *= 2;
        });
    larger.width *= 2;
    larger.height *= 2;
    let mut colleague = house.cadre("d");
    for copy in [used.clone(), larger] {
        let act = with_ink(&house, &other, &colleague, copy);
        let sealed = other.sealed(&colleague, &[], &[&act]);
        assert_eq!(colleague.refusal(&house, &sealed), ParkedReason::Content);
    }
    let Body::SignOff(mut body) = sign_off(&colleague) else {
        panic!("a sign-off")
    };
    body.confirmations.push(Confirmation {
        row: "01-3fa2".to_owned(),
        name: "梁某".to_owned(),
        ink: Some(used),
        witness: None,
    });
    let act = other.act(&house, &colleague, Body::SignOff(body));
    let sealed = other.sealed(&colleague, &[], &[&act]);
    assert_eq!(colleague.refusal(&house, &sealed), ParkedReason::Content);
    let act = with_ink(&house, &other, &colleague, ink());
    colleague.push(&house, &other.sealed(&colleague, &[], &[&act]));
}

#[test]
fn a_signature_over_a_text_that_holds_what_only_a_newer_program_knows_waits_for_a_newer_server() {
    let Stage {
        house,
        mut counsel,
        mut cadre,
        ..
    } = stage();
    let mut fields = Ledger::fields(&counsel, VILLAGE);
    fields.insert("detail.chamber".into(), "速裁".into());
    let newer = Ledger::with_fields(&house, VILLAGE, &fields);
    counsel.push(&house, &newer.first(&counsel));
    let act = newer.act(&house, &cadre, sign_off(&cadre));
    let sealed = newer.sealed(&cadre, &[], &[&act]);
    assert_eq!(cadre.refusal(&house, &sealed), ParkedReason::TooNew);
}

#[test]
fn a_copy_within_one_request_is_refused_and_the_first_stands() {
    let Stage {
        house,
        mut counsel,
        mut cadre,
        ledger,
        ..
    } = stage();
    let other = Ledger::new(&house, &counsel, VILLAGE);
    counsel.push(&house, &other.first(&counsel));
    let used = ink();
    let first = with_ink(&house, &ledger, &cadre, used.clone());
    let copy = with_ink(&house, &other, &cadre, used);
    let (first, copy) = (
        ledger.sealed(&cadre, &[], &[&first]),
        other.sealed(&cadre, &[], &[&copy]),
    );
    let answers = cadre.sync(&house, &[first.clone(), copy.clone()]).head.answers;
    assert!(matches!(answers[0], cunfa_protocol::wire::BatchAnswer::Stored(_)));
    assert!(answers.iter().any(|answer| matches!(
        answer,
        cunfa_protocol::wire::BatchAnswer::Refused { batch, reason: ParkedReason::Content } if *batch == copy.id()
    )));
}

#[test]
fn an_agreement_over_personal_status_is_signed_on_paper_only() {
    let Stage {
        house,
        mut counsel,
        mut cadre,
        ..
    } = stage();
    let mut written = |dispute: &str, agreed: &str| {
        let mut fields = Ledger::fields(&counsel, VILLAGE);
        for (key, value) in [
            ("kind", "mediation"),
            ("mediation.parties", "甲、乙"),
            ("mediation.dispute", dispute),
            ("mediation.agreed", agreed),
        ] {
            fields.insert(key.to_owned(), value.to_owned());
        }
        let ledger = Ledger::with_fields(&house, VILLAGE, &fields);
        counsel.push(&house, &ledger.first(&counsel));
        ledger
    };
    let (agreed, open, other) = (
        written("离婚", "true"),
        written("离婚", "false"),
        written("相邻", "true"),
    );
    let act = agreed.sign_off(&house, &cadre);
    let sealed = agreed.sealed(&cadre, &[], &[&act]);
    assert_eq!(cadre.refusal(&house, &sealed), ParkedReason::Content);
    for ledger in [open, other] {
        let act = ledger.sign_off(&house, &cadre);
        cadre.push(&house, &ledger.sealed(&cadre, &[], &[&act]));
    }
}

#[test]
fn a_text_is_signed_with_its_attachments_before_their_bytes_have_come() {
    let Stage {
        house,
        mut counsel,
        mut cadre,
        mut ledger,
        ..
    } = stage();
    let photo = format!("photo {} 181204", "5b".repeat(32));
    let named = ledger.edit(&house, "attachment.01-77aa", &photo);
    counsel.push(&house, &ledger.sealed(&counsel, &[&named], &[]));
    let act = ledger.sign_off(&house, &cadre);
    cadre.push(&house, &ledger.sealed(&cadre, &[], &[&act]));
}

#[test]
fn an_attachment_that_this_program_cannot_read_is_newer_than_it() {
    for text in ["film 5b 3", "photo"] {
        let Stage {
            house,
            mut counsel,
            mut ledger,
            ..
        } = stage();
        let named = ledger.edit(&house, "attachment.01-77aa", text);
        let sealed = ledger.sealed(&counsel, &[&named], &[]);
        assert_eq!(counsel.refusal(&house, &sealed), ParkedReason::TooNew, "{text}");
    }
}
