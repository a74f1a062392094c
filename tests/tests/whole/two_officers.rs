//! Two officers over one entry, each without the other's word: whatever comes first, every device and the server end with the same stage, and
//! both officers are told. And several entries approved together: each its own act, whatever becomes of the others.

use cunfa_core::{Decision, EntryId, Person, PersonId, Stage};
use cunfa_protocol::view::{EnrolmentDecision, LeftOut, ReviewOutcome, SyncOutcome, ToApprove};
use cunfa_protocol::{Code, command as c};
use cunfa_store::Step;
use cunfa_tests::harness::device::PIN;
use cunfa_tests::harness::forms::{consultation, served};
use cunfa_tests::harness::{Scene, TestDevice, Who};

use super::{scene, village};

/// The counsel's tablet, and the desks of two officers of one office.
struct Party {
    scene: Scene,
    tablet: TestDevice,
    first: TestDevice,
    second: TestDevice,
}

impl Party {
    async fn new() -> Party {
        let mut scene = scene();
        let (tablet, first) = (scene.tablet().await.unwrap(), scene.office().await.unwrap());
        let colleague = Person {
            id: PersonId([66; 16]),
            name: "梁素芬".to_owned(),
            post: "司法所所长".to_owned(),
            ..Who::Office.person()
        };
        scene.server.add_person(&colleague).unwrap();
        let second = scene.fresh().unwrap();
        let code = scene.server.invite(colleague.id).unwrap();
        second.enrol(&code).await.unwrap();
        second.unlock(0).await.unwrap();
        confirm_all(&first).await;
        Party {
            scene,
            tablet,
            first,
            second,
        }
    }

    /// So many entries, signed and on everybody's device.
    async fn with_entries(count: u64) -> (Party, Vec<EntryId>) {
        let party = Party::new().await;
        let mut entries = Vec::new();
        for number in 1..=count {
            let form = consultation(&village(), &format!("第 {number} 件"));
            let entry = party.tablet.write(form).await.unwrap().row.entry;
            party.tablet.sign(entry, 1, number).await.unwrap();
            entries.push(entry);
        }
        party.sync([&party.tablet, &party.first, &party.second]).await;
        (party, entries)
    }

    async fn sync<'d>(&self, devices: impl IntoIterator<Item = &'d TestDevice>) {
        for device in devices {
            assert_eq!(device.sync().await.unwrap(), SyncOutcome::Done);
        }
    }

    /// Everybody hears everything: the desks in this order.
    async fn settle(&self, second_first: bool) {
        let desks = if second_first {
            [&self.second, &self.first]
        } else {
            [&self.first, &self.second]
        };
        self.sync(desks).await;
        self.sync([&self.tablet, &self.first, &self.second]).await;
    }

    /// The stage, which is the same on the three devices and the server; and whether all three say that decisions differ.
    async fn stage(&self, entry: EntryId) -> (Stage, bool) {
        let life = self.tablet.entry(entry).await.unwrap().life;
        for desk in [&self.first, &self.second] {
            assert_eq!(desk.entry(entry).await.unwrap().life, life);
        }
        let rows = self.scene.server.projection().unwrap();
        let row = rows.iter().find(|row| row.entry == entry).unwrap();
        assert_eq!((row.stage, row.official), (life.stage, life.official));
        (life.stage, life.reviews_differ)
    }

    /// How many entries with decisions that differ each desk tells of, in its list and in the rows.
    async fn told(&self) -> [(u32, usize); 2] {
        let mut told = Vec::new();
        for desk in [&self.first, &self.second] {
            let queue = desk.ask(c::ReviewQueue { village: None }).await.unwrap();
            told.push((
                queue.contrary,
                queue.decided.iter().filter(|item| item.contrary).count(),
            ));
        }
        [told[0], told[1]]
    }
}

/// Confirms everybody who waits for it, so that nobody's signature is 待登记.
async fn confirm_all(desk: &TestDevice) {
    desk.sync().await.unwrap();
    for one in desk.ask(c::Enrolments {}).await.unwrap().waiting {
        let decide = c::DecideEnrolment {
            key: one.key,
            decision: EnrolmentDecision::Confirm,
            pin: PIN.to_owned(),
        };
        desk.ask(decide).await.unwrap();
    }
    desk.sync().await.unwrap();
}

fn returned(reason: &str) -> Decision {
    Decision::Return {
        reasons: vec![reason.to_owned()],
    }
}

async fn decide(desk: &TestDevice, entry: EntryId, decision: Decision) {
    let sign_off = desk.entry(entry).await.unwrap().life.official.unwrap();
    let review = c::Review {
        entry,
        sign_off,
        decision,
    };
    desk.ask(review).await.unwrap();
}

/// Each with the sign-off it is shown with in the summary.
async fn shown(desk: &TestDevice, entries: &[EntryId]) -> Vec<ToApprove> {
    let rows = desk
        .ask(c::ForReview {
            entries: entries.to_vec(),
        })
        .await
        .unwrap();
    let rows = rows.into_iter().map(|row| ToApprove {
        entry: row.row.entry,
        sign_off: row.sign_off.unwrap(),
    });
    rows.collect()
}

async fn approve(desk: &TestDevice, entries: Vec<ToApprove>) -> Vec<ReviewOutcome> {
    let reviewed = desk.ask(c::ReviewMany { entries }).await.unwrap();
    reviewed.into_iter().map(|one| one.outcome).collect()
}

#[tokio::test]
async fn opposite_decisions_end_as_a_return_everywhere_and_both_officers_are_told() {
    for second_first in [false, true] {
        let (party, entries) = Party::with_entries(1).await;
        decide(&party.first, entries[0], Decision::Approve).await;
        decide(&party.second, entries[0], returned("缺结果")).await;
        party.settle(second_first).await;
        assert_eq!(party.stage(entries[0]).await, (Stage::Returned, true), "{second_first}");
        assert_eq!(party.told().await, [(1, 1), (1, 1)], "{second_first}");
        let view = party.first.entry(entries[0]).await.unwrap();
        assert_eq!(view.life.reasons, ["缺结果"]);
        let decisions = view
            .acts
            .iter()
            .filter(|act| act.person_name != "韦桂花" && !act.person_name.is_empty());
        let names: Vec<&str> = decisions.map(|act| act.person_name.as_str()).collect();
        assert!(names.contains(&"黄志强") && names.contains(&"梁素芬"), "{names:?}");
        assert!(!view.may_review, "there is nothing to decide over any more");
    }
}

#[tokio::test]
async fn the_same_decision_twice_is_one_and_two_returns_give_the_reasons_of_both() {
    let (party, entries) = Party::with_entries(2).await;
    for desk in [&party.first, &party.second] {
        decide(desk, entries[0], Decision::Approve).await;
    }
    decide(&party.first, entries[1], returned("缺结果")).await;
    decide(&party.second, entries[1], returned("缺地点")).await;
    party.settle(false).await;
    assert_eq!(party.stage(entries[0]).await, (Stage::Approved, false));
    assert_eq!(party.stage(entries[1]).await, (Stage::Returned, false));
    let mut reasons = party.tablet.entry(entries[1]).await.unwrap().life.reasons;
    reasons.sort();
    assert_eq!(reasons, ["缺地点", "缺结果"]);
    assert_eq!(party.told().await, [(0, 0), (0, 0)]);
}

#[tokio::test]
async fn several_approved_together_and_one_of_them_returned_elsewhere_differ_in_that_one_only() {
    for second_first in [false, true] {
        let (party, entries) = Party::with_entries(3).await;
        let approved = approve(&party.first, shown(&party.first, &entries).await).await;
        assert_eq!(approved, vec![ReviewOutcome::Approved; 3]);
        decide(&party.second, entries[1], returned("重复")).await;
        party.settle(second_first).await;
        let stages = [
            party.stage(entries[0]).await,
            party.stage(entries[1]).await,
            party.stage(entries[2]).await,
        ];
        let expected = [
            (Stage::Approved, false),
            (Stage::Returned, true),
            (Stage::Approved, false),
        ];
        assert_eq!(stages, expected, "{second_first}");
        assert_eq!(party.told().await, [(1, 1), (1, 1)], "{second_first}");
        let acts = party.scene.server.batches().unwrap();
        let first = &acts[&entries[0]];
        let decision = first.iter().find(|batch| batch.changes.is_empty()).unwrap();
        assert_eq!(decision.acts.len(), 1, "a decision is an act of its own");
    }
}

#[tokio::test]
async fn a_colleagues_decision_that_came_meanwhile_refuses_that_one_and_the_rest_goes_on() {
    let (party, entries) = Party::with_entries(3).await;
    let summary = shown(&party.first, &entries).await;
    decide(&party.second, entries[1], returned("缺结果")).await;
    party.settle(true).await;
    let outcomes = approve(&party.first, summary).await;
    let refused = ReviewOutcome::Refused(Code::ChangedMeanwhile);
    assert_eq!(outcomes, [ReviewOutcome::Approved, refused, ReviewOutcome::Approved]);
    party.settle(false).await;
    assert_eq!(party.stage(entries[1]).await, (Stage::Returned, false));
    assert_eq!(party.stage(entries[2]).await, (Stage::Approved, false));
}

#[tokio::test]
async fn an_entry_signed_anew_meanwhile_is_to_be_looked_at_again_and_ends_alike_everywhere() {
    let mut party = Party::new().await;
    let laptop = party.scene.device_of(&[Who::Counsel]).await.unwrap();
    let form = consultation(&village(), "宅基地界址");
    let entry = party.tablet.write(form).await.unwrap().row.entry;
    party.sync([&party.tablet, &laptop]).await;
    laptop
        .change(entry, |form| form.result = "已引导调解".to_owned())
        .await
        .unwrap();
    party.tablet.sign(entry, 1, 1).await.unwrap();
    party.sync([&party.tablet, &party.first, &party.second]).await;
    let summary = shown(&party.first, &[entry]).await;
    party.sync([&laptop, &party.tablet]).await;
    party.tablet.sign(entry, 1, 2).await.unwrap();
    party.sync([&party.tablet, &party.first]).await;
    let outcomes = approve(&party.first, summary.clone()).await;
    assert_eq!(outcomes, [ReviewOutcome::Refused(Code::ChangedMeanwhile)]);
    // The colleague has not heard of it and decides over what is shown there.
    let late = c::Review {
        entry,
        sign_off: summary[0].sign_off,
        decision: Decision::Approve,
    };
    party.second.ask(late).await.unwrap();
    party.settle(true).await;
    party.sync([&laptop]).await;
    let (stage, differ) = party.stage(entry).await;
    assert_eq!((stage, differ), (Stage::Approved, false));
    let view = party.first.entry(entry).await.unwrap();
    assert_eq!(view.life.official, Some(summary[0].sign_off));
    assert!(
        view.life.changed_after_signing && view.amendment.is_some(),
        "the later text is shown beside it"
    );
}

#[tokio::test]
async fn what_needs_an_eye_is_left_out_with_its_reason_even_when_a_page_asks_for_it() {
    let party = Party::new().await;
    let mut major = consultation(&village(), "群体诉求");
    major.major = Some("涉及二十余人".to_owned());
    major.persons = vec![served("01-3fa2", "陆小兰")];
    let major = party.tablet.write(major).await.unwrap().row.entry;
    let plain = party
        .tablet
        .write(consultation(&village(), "宅基地界址"))
        .await
        .unwrap()
        .row
        .entry;
    for (seed, entry) in [(1, major), (2, plain)] {
        party.tablet.sign(entry, 1, seed).await.unwrap();
    }
    party.sync([&party.tablet, &party.first]).await;
    let points = vec!["还没写完".to_owned()];
    let keep = |entry, points| c::KeepReturning { entry, points };
    party.first.ask(keep(plain, points)).await.unwrap();
    let entries = vec![major, plain];
    let rows = party
        .first
        .ask(c::ForReview {
            entries: entries.clone(),
        })
        .await
        .unwrap();
    assert_eq!(rows[0].left_out, [LeftOut::Major]);
    assert_eq!(
        (rows[1].left_out.as_slice(), rows[1].signer.as_str()),
        ([LeftOut::Returning].as_slice(), "韦桂花")
    );
    let outcomes = approve(&party.first, shown(&party.first, &entries).await).await;
    let left_out = |reason| ReviewOutcome::LeftOut(vec![reason]);
    assert_eq!(outcomes, [left_out(LeftOut::Major), left_out(LeftOut::Returning)]);
    assert_eq!(party.first.entry(plain).await.unwrap().life.stage, Stage::InReview);
    // Nothing of it is under way any more.
    party.first.ask(keep(plain, Vec::new())).await.unwrap();
    let outcomes = approve(&party.first, shown(&party.first, &[plain]).await).await;
    assert_eq!(outcomes, [ReviewOutcome::Approved]);
    let counsel = party.tablet.ask(c::ForReview { entries }).await;
    assert_eq!(counsel, Err(Code::NotAllowed));
}

#[tokio::test]
async fn a_batch_that_is_broken_in_the_middle_leaves_whole_decisions_only() {
    for step in [Step::Act, Step::Outbox, Step::Commit] {
        let (mut party, entries) = Party::with_entries(3).await;
        let summary = shown(&party.first, &entries).await;
        party.first.break_at(step).await.unwrap();
        let outcomes = approve(&party.first, summary).await;
        assert!(matches!(outcomes[0], ReviewOutcome::Refused(_)), "{step:?}");
        assert_eq!(outcomes[1..], vec![ReviewOutcome::Approved; 2], "{step:?}");
        party.first.pull_the_plug().unwrap();
        party.first.unlock(0).await.unwrap();
        let broken = party.first.entry(entries[0]).await.unwrap();
        assert_eq!(
            (broken.life.stage, broken.may_review),
            (Stage::InReview, true),
            "{step:?}"
        );
        party.settle(false).await;
        assert_eq!(party.stage(entries[0]).await, (Stage::InReview, false), "{step:?}");
        assert_eq!(party.stage(entries[2]).await, (Stage::Approved, false), "{step:?}");
    }
}
