//! Submissions: by the counsel of the entry alone, once, over a text that is decided; reviewed only when they stand for a signature.

use cunfa_core::act::{Body, Submission, Way};
use cunfa_evidence::act::{SignedAct, sign};
use cunfa_evidence::canonical;
use cunfa_protocol::view::ParkedReason;

use crate::support::{House, Ledger, OFFICE, Stage, TestDevice, VILLAGE, stage};

fn submission(house: &House, ledger: &Ledger, device: &TestDevice, way: Way) -> SignedAct {
    ledger.act(house, device, Body::Submission(Submission { way }))
}

#[test]
fn a_submission_is_stored_and_leaves_the_entry_unsigned() {
    let Stage {
        house,
        mut counsel,
        mut cadre,
        ledger,
        ..
    } = stage();
    let act = submission(&house, &ledger, &counsel, Way::Electronic);
    let sealed = ledger.sealed(&counsel, &[], &[&act]);
    let first = counsel.push(&house, &sealed);
    assert_eq!(counsel.push(&house, &sealed), first, "the same once more");
    let row = |house: &House| house.server.db().queue(&OFFICE.parse().unwrap()).unwrap();
    assert!(row(&house).is_empty());
    let signed = ledger.sign_off(&house, &cadre);
    cadre.push(&house, &ledger.sealed(&cadre, &[], &[&signed]));
    let waiting = row(&house);
    assert_eq!((waiting[0].official, waiting[0].on_paper), (Some(signed.id()), false));
}

#[test]
fn nobody_but_the_counsel_of_the_entry_submits_it() {
    let Stage {
        house,
        mut cadre,
        mut office,
        ledger,
        ..
    } = stage();
    let mut colleague = house.counsel("d");
    for device in [&mut cadre, &mut office, &mut colleague] {
        let act = submission(&house, &ledger, device, Way::Electronic);
        let sealed = ledger.sealed(device, &[], &[&act]);
        assert_eq!(device.refusal(&house, &sealed), ParkedReason::NotAllowed);
    }
}

#[test]
fn a_submission_moved_to_another_entry_or_replayed_with_a_new_time_is_refused() {
    let Stage {
        house,
        mut counsel,
        ledger,
        ..
    } = stage();
    let other = Ledger::new(&house, &counsel, VILLAGE);
    counsel.push(&house, &other.first(&counsel));
    let act = submission(&house, &ledger, &counsel, Way::Electronic);
    let moved = other.sealed(&counsel, &[], &[&act]);
    assert_eq!(counsel.refusal(&house, &moved), ParkedReason::Content);
    let digest = canonical::digest(ledger.id, &ledger.entry());
    let mut statement = act.statement().clone();
    statement.act.device_time_s += 86_400;
    let mut bytes = sign(statement, digest, &counsel.person_key).bytes().to_vec();
    let end = bytes.len() - 64;
    bytes[end..].copy_from_slice(act.signature());
    let replayed = SignedAct::read(&bytes).unwrap();
    let sealed = ledger.sealed(&counsel, &[], &[&replayed]);
    assert_eq!(counsel.refusal(&house, &sealed), ParkedReason::Signature);
}

#[test]
fn a_submission_for_a_cadres_signature_is_not_reviewed() {
    let Stage {
        house,
        mut counsel,
        mut office,
        ledger,
        ..
    } = stage();
    let act = submission(&house, &ledger, &counsel, Way::Electronic);
    counsel.push(&house, &ledger.sealed(&counsel, &[], &[&act]));
    let review = ledger.approve(&house, &office, act.id());
    let sealed = ledger.sealed(&office, &[], &[&review]);
    assert_eq!(office.refusal(&house, &sealed), ParkedReason::Content);
}

#[test]
fn a_text_with_a_field_of_two_values_is_submitted_in_no_way() {
    let Stage {
        house,
        mut counsel,
        mut ledger,
        ..
    } = stage();
    let mut fork = ledger.of_same();
    let (left, right) = (ledger.edit(&house, "matter", "甲"), fork.edit(&house, "matter", "乙"));
    counsel.push(&house, &ledger.sealed(&counsel, &[&left, &right], &[]));
    ledger.doc.apply([right.as_slice()]).unwrap();
    for way in Way::ALL {
        let act = submission(&house, &ledger, &counsel, way);
        let sealed = ledger.sealed(&counsel, &[], &[&act]);
        assert_eq!(counsel.refusal(&house, &sealed), ParkedReason::Content, "{way:?}");
    }
}

#[test]
fn an_agreement_for_paper_is_not_submitted_for_an_electronic_signature() {
    let Stage { house, mut counsel, .. } = stage();
    let mut fields = Ledger::fields(&counsel, VILLAGE);
    let mediation = [
        ("kind", "mediation"),
        ("mediation.parties", "甲、乙"),
        ("mediation.dispute", "离婚"),
    ];
    for (key, value) in mediation.into_iter().chain([("mediation.agreed", "true")]) {
        fields.insert(key.to_owned(), value.to_owned());
    }
    let agreed = Ledger::with_fields(&house, VILLAGE, &fields);
    counsel.push(&house, &agreed.first(&counsel));
    assert!(agreed.entry().is_for_paper());
    let act = submission(&house, &agreed, &counsel, Way::Electronic);
    let sealed = agreed.sealed(&counsel, &[], &[&act]);
    assert_eq!(counsel.refusal(&house, &sealed), ParkedReason::Content);
}

#[test]
fn what_names_no_signed_page_is_not_submitted_as_signed_on_paper() {
    let Stage {
        house,
        mut counsel,
        ledger,
        ..
    } = stage();
    let act = submission(&house, &ledger, &counsel, Way::Paper);
    let sealed = ledger.sealed(&counsel, &[], &[&act]);
    assert_eq!(counsel.refusal(&house, &sealed), ParkedReason::Content);
}

#[test]
fn what_was_signed_on_paper_waits_for_the_office_and_stays_official_over_later_edits() {
    let Stage {
        house,
        mut counsel,
        mut office,
        mut ledger,
        ..
    } = stage();
    let page = format!("signed_page {} 181204", "5b".repeat(32));
    let named = ledger.edit(&house, "attachment.01-77aa", &page);
    let act = submission(&house, &ledger, &counsel, Way::Paper);
    counsel.push(&house, &ledger.sealed(&counsel, &[&named], &[&act]));
    let waiting = house.server.db().queue(&OFFICE.parse().unwrap()).unwrap();
    assert_eq!((waiting[0].official, waiting[0].on_paper), (Some(act.id()), true));
    let edit = ledger.edit(&house, "result", "已履行");
    counsel.push(&house, &ledger.sealed(&counsel, &[&edit], &[]));
    let waiting = house.server.db().queue(&OFFICE.parse().unwrap()).unwrap();
    assert_eq!(
        (waiting[0].official, waiting[0].changed_after_signing),
        (Some(act.id()), true)
    );
    let review = ledger.approve(&house, &office, act.id());
    office.push(&house, &ledger.sealed(&office, &[], &[&review]));
    assert!(house.server.db().queue(&OFFICE.parse().unwrap()).unwrap().is_empty());
}

#[test]
fn a_photo_of_the_visit_is_no_signed_page() {
    let Stage {
        house,
        mut counsel,
        mut ledger,
        ..
    } = stage();
    let photo = format!("photo {} 181204", "5b".repeat(32));
    let named = ledger.edit(&house, "attachment.01-77aa", &photo);
    let act = submission(&house, &ledger, &counsel, Way::Paper);
    let sealed = ledger.sealed(&counsel, &[&named], &[&act]);
    assert_eq!(counsel.refusal(&house, &sealed), ParkedReason::Content);
}
