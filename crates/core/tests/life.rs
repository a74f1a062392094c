//! Where an entry stands, from its acts.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use cunfa_core::life::{Fact, derive};
use cunfa_core::{
    Act, ActId, Body, Decision, DeviceId, Digest, EntryId, Ink, KeyId, Life, Opinion, PersonId, Review, Role, SignOff,
    Stage, Submission, Void, Way,
};
use proptest::prelude::*;

const SEEN: Digest = Digest([1; 32]);
const EDITED: Digest = Digest([2; 32]);

/// An act, the content it is about, and whether it is delivered.
#[derive(Debug, Clone)]
struct Told(Act, Digest, bool);

fn act(id: u8, body: Body) -> Act {
    Act {
        id: ActId([id; 16]),
        entry: EntryId([9; 16]),
        heads: vec![],
        body,
        person: PersonId([3; 16]),
        key: KeyId([4; 16]),
        role: Role::Cadre,
        device: DeviceId([5; 16]),
        device_time_s: 0,
    }
}

fn sign_off(id: u8, content: Digest) -> Told {
    let body = SignOff {
        opinion: Opinion::True,
        remark: String::new(),
        name: "黄村长".into(),
        post: "村委主任".into(),
        ink: Ink::default(),
        confirmations: Vec::new(),
    };
    Told(act(id, Body::SignOff(body)), content, true)
}

fn approve(id: u8, sign_off: u8) -> Told {
    let review = Review {
        sign_off: ActId([sign_off; 16]),
        decision: Decision::Approve,
    };
    Told(act(id, Body::Review(review)), SEEN, true)
}

fn give_back(id: u8, sign_off: u8, reason: &str) -> Told {
    let decision = Decision::Return {
        reasons: vec![reason.into()],
    };
    Told(
        act(
            id,
            Body::Review(Review {
                sign_off: ActId([sign_off; 16]),
                decision,
            }),
        ),
        SEEN,
        true,
    )
}

fn void(id: u8, reason: &str) -> Told {
    Told(act(id, Body::Void(Void { reason: reason.into() })), SEEN, true)
}

fn submission(id: u8, way: Way, content: Digest) -> Told {
    Told(act(id, Body::Submission(Submission { way })), content, true)
}

fn life(told: &[Told], current: Digest, content_delivered: bool) -> Life {
    let facts: Vec<Fact<'_>> = told
        .iter()
        .map(|Told(act, content, delivered)| Fact {
            act,
            content: *content,
            delivered: *delivered,
        })
        .collect();
    derive(&facts, current, content_delivered)
}

#[test]
fn without_acts_it_waits_for_a_signature() {
    let life = life(&[], SEEN, true);
    assert_eq!(
        (life.stage, life.official, life.changed_after_signing),
        (Stage::Unsigned, None, false)
    );
}

#[test]
fn a_sign_off_is_in_review_only_once_content_and_sign_off_are_delivered() {
    let mut told = [sign_off(1, SEEN)];
    assert_eq!(life(&told, SEEN, true).stage, Stage::InReview);
    assert_eq!(life(&told, SEEN, false).stage, Stage::Signed);
    told[0].2 = false;
    assert_eq!(life(&told, SEEN, true).stage, Stage::Signed);
}

#[test]
fn a_submission_for_an_electronic_signature_leaves_the_entry_as_it_was() {
    let submitted = submission(2, Way::Electronic, SEEN);
    assert_eq!(
        life(std::slice::from_ref(&submitted), EDITED, true),
        life(&[], EDITED, true)
    );
    let reviewed = [submitted.clone(), approve(3, 2)];
    assert_eq!(life(&reviewed, SEEN, true), life(&[], SEEN, true));
    let signed = [submitted, sign_off(1, EDITED)];
    assert_eq!(life(&signed, SEEN, true), life(&[sign_off(1, EDITED)], SEEN, true));
}

#[test]
fn what_is_submitted_as_signed_on_paper_is_signed_and_waits_for_the_office() {
    let submitted = submission(2, Way::Paper, SEEN);
    let waits = life(std::slice::from_ref(&submitted), SEEN, true);
    assert_eq!((waits.stage, waits.official), (Stage::InReview, Some(ActId([2; 16]))));
    assert_eq!(life(std::slice::from_ref(&submitted), SEEN, false).stage, Stage::Signed);
    assert!(life(std::slice::from_ref(&submitted), EDITED, true).changed_after_signing);
    let approved = life(&[submitted.clone(), approve(3, 2)], SEEN, true);
    assert_eq!(
        (approved.stage, approved.official),
        (Stage::Approved, Some(ActId([2; 16])))
    );
    assert_eq!(
        life(&[submitted.clone(), give_back(3, 2, "缺页")], SEEN, true).stage,
        Stage::Returned
    );
    assert!(life(&[submitted, sign_off(1, EDITED)], SEEN, true).sign_offs_differ);
}

#[test]
fn an_edit_after_signing_shows_and_the_official_text_stays_the_signed_one() {
    let life = life(&[sign_off(1, SEEN)], EDITED, true);
    assert!(life.changed_after_signing);
    assert_eq!(life.official, Some(ActId([1; 16])));
}

#[test]
fn two_sign_offs_over_different_content_are_both_kept_and_flagged() {
    let told = [sign_off(1, SEEN), sign_off(2, EDITED)];
    assert!(life(&told, SEEN, true).sign_offs_differ);
    assert!(!life(&[sign_off(1, SEEN), sign_off(2, SEEN)], SEEN, true).sign_offs_differ);
}

#[test]
fn a_sign_off_over_the_present_content_is_official_before_one_over_an_older_text() {
    let life = life(&[sign_off(1, SEEN), sign_off(2, EDITED)], EDITED, true);
    assert_eq!(
        (life.official, life.changed_after_signing),
        (Some(ActId([2; 16])), false)
    );
}

#[test]
fn an_approval_approves() {
    let life = life(&[sign_off(1, SEEN), approve(3, 1)], SEEN, true);
    assert_eq!((life.stage, life.official), (Stage::Approved, Some(ActId([1; 16]))));
}

#[test]
fn a_return_returns_with_its_reasons() {
    let life = life(&[sign_off(1, SEEN), give_back(3, 1, "缺少结果")], SEEN, true);
    assert_eq!(
        (life.stage, life.reasons),
        (Stage::Returned, vec!["缺少结果".to_owned()])
    );
}

#[test]
fn a_return_stands_over_an_approval_of_the_same_sign_off_and_the_difference_shows() {
    let life = life(&[sign_off(1, SEEN), approve(3, 1), give_back(4, 1, "重复")], SEEN, true);
    assert_eq!((life.stage, life.reviews_differ), (Stage::Returned, true));
}

#[test]
fn an_approval_and_a_return_of_one_text_under_two_signatures_show_as_a_difference_too() {
    let told = [
        sign_off(1, SEEN),
        approve(3, 1),
        sign_off(2, SEEN),
        give_back(4, 2, "重复"),
    ];
    let life = life(&told, SEEN, true);
    assert_eq!((life.stage, life.reviews_differ), (Stage::Approved, true));
}

#[test]
fn two_returns_give_the_reasons_of_both_and_two_approvals_are_one() {
    let returned = [sign_off(1, SEEN), give_back(4, 1, "重复"), give_back(3, 1, "缺少结果")];
    let returned = life(&returned, SEEN, true);
    assert_eq!((returned.stage, returned.reviews_differ), (Stage::Returned, false));
    assert_eq!(returned.reasons, ["缺少结果", "重复"]);
    let approved = life(&[sign_off(1, SEEN), approve(3, 1), approve(4, 1)], SEEN, true);
    assert_eq!((approved.stage, approved.reviews_differ), (Stage::Approved, false));
}

#[test]
fn an_approval_of_one_sign_off_stands_over_a_return_of_another() {
    let told = [
        sign_off(1, SEEN),
        give_back(3, 1, "缺少结果"),
        sign_off(2, EDITED),
        approve(4, 2),
    ];
    let life = life(&told, EDITED, true);
    assert_eq!((life.stage, life.official), (Stage::Approved, Some(ActId([2; 16]))));
    assert_eq!((life.reviews_differ, life.reasons.is_empty()), (false, true));
}

#[test]
fn a_text_signed_after_another_was_returned_waits_for_the_office_anew() {
    let mut told = vec![sign_off(1, SEEN), give_back(3, 1, "缺少结果"), sign_off(2, EDITED)];
    let waits = life(&told, EDITED, true);
    assert_eq!((waits.stage, waits.official), (Stage::InReview, Some(ActId([2; 16]))));
    assert_eq!((waits.changed_after_signing, waits.reasons.is_empty()), (false, true));
    told[2].2 = false;
    assert_eq!(life(&told, EDITED, true).stage, Stage::Signed);
    told.push(give_back(4, 2, "还缺结果"));
    assert_eq!(life(&told, EDITED, true).stage, Stage::Returned);
}

#[test]
fn a_text_that_was_returned_stays_returned_whoever_else_signed_it() {
    let told = [sign_off(2, SEEN), give_back(3, 2, "缺少结果"), sign_off(1, SEEN)];
    let life = life(&told, SEEN, true);
    assert_eq!((life.stage, life.official), (Stage::Returned, Some(ActId([2; 16]))));
    assert_eq!(life.reasons, ["缺少结果"]);
}

#[test]
fn a_void_stands_over_everything_and_says_why() {
    let told = [
        sign_off(1, SEEN),
        approve(3, 1),
        void(4, "记错村"),
        give_back(5, 1, "重复"),
    ];
    let life = life(&told, SEEN, true);
    assert_eq!((life.stage, life.reasons), (Stage::Voided, vec!["记错村".to_owned()]));
    assert_eq!(life.official, Some(ActId([1; 16])));
}

#[test]
fn a_review_of_an_unknown_act_or_of_no_sign_off_says_nothing() {
    assert_eq!(life(&[approve(3, 1)], SEEN, true).stage, Stage::Unsigned);
    let of_a_void = [sign_off(1, SEEN), approve(3, 2)];
    assert_eq!(life(&of_a_void, SEEN, true).stage, Stage::InReview);
}

fn told() -> impl Strategy<Value = Vec<Told>> {
    let content = prop_oneof![Just(SEEN), Just(EDITED)];
    let one = prop_oneof![
        4 => (0u8..4, content, any::<bool>()).prop_map(|(id, content, delivered)| {
            Told(sign_off(id, content).0, content, delivered)
        }),
        2 => (10u8..14, 0u8..5).prop_map(|(id, of)| approve(id + 10 * of, of)),
        2 => (100u8..103, 0u8..5, "[a-c]").prop_map(|(id, of, why)| give_back(id + 10 * of, of, &why)),
        1 => (200u8..204).prop_map(|id| void(id, &format!("作废{id}"))),
    ];
    proptest::collection::vec(one, 0..12).prop_map(|told| {
        let mut seen = std::collections::BTreeMap::new();
        told.into_iter().for_each(|told| {
            seen.entry(told.0.id).or_insert(told);
        });
        seen.into_values().collect()
    })
}

/// A permutation of the facts with some of them told twice.
fn shuffled() -> impl Strategy<Value = (Vec<Told>, Vec<Told>)> {
    told().prop_flat_map(|told| {
        let twice: Vec<Told> = told.iter().chain(told.iter().take(3)).cloned().collect();
        (Just(told), Just(twice).prop_shuffle())
    })
}

proptest! {
    #[test]
    fn the_life_does_not_depend_on_the_order_of_arrival((told, shuffled) in shuffled(), delivered: bool) {
        prop_assert_eq!(life(&told, SEEN, delivered), life(&shuffled, SEEN, delivered));
    }

    #[test]
    fn the_official_text_is_always_a_signature_that_is_there(told in told(), delivered: bool) {
        let life = life(&told, EDITED, delivered);
        let signatures: Vec<ActId> =
            told.iter().filter(|told| told.0.body.makes_official()).map(|told| told.0.id).collect();
        prop_assert_eq!(life.official.is_none(), signatures.is_empty());
        prop_assert!(life.official.is_none_or(|official| signatures.contains(&official)));
        prop_assert!(life.stage != Stage::Approved || life.official.is_some());
    }
}
