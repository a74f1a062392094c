//! Deciding at the desk: the return that is being written, own reasons, and what changed since.

use std::sync::Arc;

use cunfa_core::entry::{Part, compare};
use cunfa_core::{Decision, EntryId, Form};
use cunfa_protocol::view::{LeftOut, OwnReason, Since};
use cunfa_protocol::{Code, command as c};

use crate::support::*;

async fn delivered(county: &Arc<County>) -> (Device, Device, EntryId) {
    let field = Device::field(county).await;
    let entry = field.write(visit()).await;
    field.sign(entry, 1).await.unwrap();
    field.app.sync_pass().await;
    let office = Device::enrolled(county, Invited::Office).await;
    office.app.sync_pass().await;
    (field, office, entry)
}

async fn give_back(office: &Device, entry: EntryId, reasons: &[&str]) {
    let review = c::Review {
        entry,
        sign_off: office.entry(entry).await.life.official.unwrap(),
        decision: Decision::Return {
            reasons: reasons.iter().map(|reason| (*reason).to_owned()).collect(),
        },
    };
    office.ask(review).await.unwrap();
}

async fn typed(office: &Device, entry: EntryId) -> Vec<String> {
    office.ask(c::Returning { entry }).await.unwrap().points
}

async fn keep(office: &Device, entry: EntryId, points: &[&str]) -> Result<i64, Code> {
    let points = points.iter().map(|point| (*point).to_owned()).collect();
    let kept = office.ask(c::KeepReturning { entry, points }).await;
    kept.map(|kept| kept.saved_at_ms)
}

async fn is_half_written(office: &Device) -> bool {
    let queue = office.ask(c::ReviewQueue { village: None }).await.unwrap();
    queue.waiting.iter().chain(&queue.decided).any(|item| item.returning)
}

#[tokio::test]
async fn an_entry_that_was_corrected_meanwhile_is_not_approved_together_with_others() {
    let county = County::new();
    let (field, office, entry) = delivered(&county).await;
    let left_out = async || {
        let rows = office.ask(c::ForReview { entries: vec![entry] }).await.unwrap();
        rows[0].left_out.clone()
    };
    assert!(!left_out().await.contains(&LeftOut::Corrected));
    let start = c::StartDraft {
        kind: None,
        village: None,
        corrects: Some(entry),
        changes: None,
    };
    let draft = field.ask(start).await.unwrap();
    let correction = c::SaveEntry {
        draft: draft.draft,
        form: draft.form,
    };
    field.ask(correction).await.unwrap();
    field.sign(draft.draft, 2).await.unwrap();
    field.app.sync_pass().await;
    office.app.sync_pass().await;
    assert!(left_out().await.contains(&LeftOut::Corrected));
}

#[tokio::test]
async fn a_half_typed_return_outlives_a_lock_and_the_end_of_the_program_as_it_was_typed() {
    let county = County::new();
    let (_field, mut office, entry) = delivered(&county).await;
    assert!(typed(&office, entry).await.is_empty() && !is_half_written(&office).await);
    keep(&office, entry, &["  缺结果，", " ", "时间要核"]).await.unwrap();
    office.ask(c::Lock {}).await.unwrap();
    assert_eq!(keep(&office, entry, &["锁了"]).await, Err(Code::Locked));
    office.unlock(1, PIN).await.unwrap();
    assert_eq!(typed(&office, entry).await, ["  缺结果，", "时间要核"]);
    office.restart_alone().await;
    office.unlock(1, PIN).await.unwrap();
    assert_eq!(typed(&office, entry).await, ["  缺结果，", "时间要核"]);
    assert!(is_half_written(&office).await);
}

#[tokio::test]
async fn a_return_on_its_way_goes_with_the_decision_or_when_everything_is_taken_out_of_it() {
    let county = County::new();
    let (_field, office, entry) = delivered(&county).await;
    keep(&office, entry, &["缺结果"]).await.unwrap();
    keep(&office, entry, &[""]).await.unwrap();
    assert!(typed(&office, entry).await.is_empty() && !is_half_written(&office).await);
    keep(&office, entry, &["缺结果"]).await.unwrap();
    give_back(&office, entry, &["缺结果"]).await;
    assert!(typed(&office, entry).await.is_empty() && !is_half_written(&office).await);
}

#[tokio::test]
async fn a_return_that_is_refused_keeps_what_was_typed() {
    let county = County::new();
    let (field, office, entry) = delivered(&county).await;
    let sign_off = office.entry(entry).await.life.official.unwrap();
    keep(&office, entry, &["缺结果"]).await.unwrap();
    let reason = "重复".to_owned();
    field.ask(c::VoidEntry { entry, reason }).await.unwrap();
    field.app.sync_pass().await;
    office.app.sync_pass().await;
    let decision = Decision::Return {
        reasons: vec!["缺结果".to_owned()],
    };
    let review = c::Review {
        entry,
        sign_off,
        decision,
    };
    assert_eq!(office.ask(review).await, Err(Code::ChangedMeanwhile));
    assert_eq!(typed(&office, entry).await, ["缺结果"]);
}

#[tokio::test]
async fn nobody_but_an_office_writes_returns_or_keeps_reasons() {
    let county = County::new();
    let (field, _office, entry) = delivered(&county).await;
    assert_eq!(keep(&field, entry, &["x"]).await, Err(Code::NotAllowed));
    let text = "x".to_owned();
    assert_eq!(
        field.ask(c::KeepReason { reason: None, text }).await,
        Err(Code::NotAllowed)
    );
    assert_eq!(field.ask(c::Since { entry }).await, Err(Code::NotAllowed));
}

fn texts(reasons: &[OwnReason]) -> Vec<&str> {
    reasons.iter().map(|one| one.text.as_str()).collect()
}

#[tokio::test]
async fn own_reasons_are_kept_changed_deleted_and_taken_back() {
    let county = County::new();
    let office = Device::enrolled(&county, Invited::Office).await;
    let keep = |reason, text: &str| c::KeepReason {
        reason,
        text: text.to_owned(),
    };
    assert_eq!(office.ask(keep(None, " ")).await, Err(Code::ReasonMissing));
    for (typed, unfit) in unfit() {
        assert_eq!(office.ask(keep(None, &typed)).await, Err(unfit));
    }
    office.ask(keep(None, " 请附签到表。")).await.unwrap();
    office.ask(keep(None, "请附签到表。")).await.unwrap();
    let kept = office.ask(keep(None, "请写明地点。")).await.unwrap();
    assert_eq!(
        texts(&kept),
        ["请附签到表。", "请写明地点。"],
        "the same is not kept twice"
    );
    let first = kept[0].reason;
    let kept = office.ask(keep(Some(first), "请附签到表和照片。")).await.unwrap();
    assert_eq!(texts(&kept), ["请附签到表和照片。", "请写明地点。"]);
    let left = office.ask(c::DropReason { reason: first }).await.unwrap();
    assert_eq!(texts(&left), ["请写明地点。"]);
    let back = office.ask(keep(Some(first), "请附签到表和照片。")).await.unwrap();
    assert_eq!(texts(&back), ["请附签到表和照片。", "请写明地点。"]);
    office.ask(c::DropReason { reason: first }).await.unwrap();
    office.ask(c::Lock {}).await.unwrap();
    office.unlock(1, PIN).await.unwrap();
    let late = office.ask(keep(Some(first), "请附签到表和照片。")).await;
    assert_eq!(late, Err(Code::NotNow), "it went when the device was opened anew");
}

async fn since(office: &Device, entry: EntryId) -> Option<Since> {
    office.ask(c::Since { entry }).await.unwrap()
}

#[tokio::test]
async fn a_correction_is_shown_beside_what_was_returned_with_the_reasons_of_that_return() {
    let county = County::new();
    let (field, office, entry) = delivered(&county).await;
    assert_eq!(since(&office, entry).await, None, "it came for the first time");
    give_back(&office, entry, &["请写明结果", "时间要核对"]).await;
    assert_eq!(since(&office, entry).await, None, "nothing changed since");
    office.app.sync_pass().await;
    field.app.sync_pass().await;
    let start = c::StartDraft {
        kind: None,
        village: None,
        corrects: Some(entry),
        changes: None,
    };
    let draft = field.ask(start).await.unwrap();
    let form = Form {
        result: "已引导到镇调解委员会。".to_owned(),
        ..draft.form
    };
    let saved = field
        .ask(c::SaveEntry {
            draft: draft.draft,
            form,
        })
        .await
        .unwrap();
    let correction = saved.row.entry;
    field.sign(correction, 2).await.unwrap();
    field.app.sync_pass().await;
    office.app.sync_pass().await;
    let since = since(&office, correction).await.unwrap();
    assert_eq!(since.corrects, Some(office.entry(entry).await.row.number));
    assert_eq!(compare(&since.before, &since.now).changed, [Part::Result]);
    let [decision] = since.decisions.as_slice() else {
        panic!("one decision, not {:?}", since.decisions);
    };
    let reasons = vec!["请写明结果".to_owned(), "时间要核对".to_owned()];
    assert_eq!(decision.decision, Decision::Return { reasons });
    assert!(!decision.person_name.is_empty());
}

#[tokio::test]
async fn a_text_signed_anew_is_shown_beside_the_one_that_was_returned() {
    let county = County::new();
    let tablet = Device::field(&county).await;
    let entry = tablet.write(visit()).await;
    tablet.app.sync_pass().await;
    let laptop = Device::enrolled(&county, Invited::Counsel).await;
    laptop.app.sync_pass().await;
    let start = c::StartDraft {
        kind: None,
        village: None,
        corrects: None,
        changes: Some(entry),
    };
    let form = Form {
        result: "已引导到镇调解委员会。".to_owned(),
        ..laptop.ask(start).await.unwrap().form
    };
    laptop.ask(c::SaveEntry { draft: entry, form }).await.unwrap();
    tablet.sign(entry, 1).await.unwrap();
    tablet.app.sync_pass().await;
    let office = Device::enrolled(&county, Invited::Office).await;
    office.app.sync_pass().await;
    give_back(&office, entry, &["请写明结果"]).await;
    for device in [&office, &laptop, &tablet] {
        device.app.sync_pass().await;
    }
    tablet.sign(entry, 2).await.unwrap();
    for device in [&tablet, &office] {
        device.app.sync_pass().await;
    }
    let since = since(&office, entry).await.unwrap();
    assert_eq!((since.corrects, since.decisions.len()), (None, 1));
    assert_eq!(compare(&since.before, &since.now).changed, [Part::Result]);
}

#[tokio::test]
async fn what_is_typed_in_any_form_is_kept_for_its_person_over_a_lock_and_a_kill_and_gone_when_it_is_given_up() {
    let county = County::new();
    let mut device = Device::field(&county).await;
    let entry = device.write(visit()).await;
    let of = |form: &str| c::Typed {
        form: form.to_owned(),
        subject: entry,
    };
    let keep = |form: &str, text: &str| c::KeepTyped {
        form: form.to_owned(),
        subject: entry,
        text: text.to_owned(),
    };
    assert_eq!(device.ask(of("void")).await.unwrap().text, "");
    device.ask(keep("void", " 写错了村")).await.unwrap();
    device.ask(keep("answer:overlap", "两村接壤")).await.unwrap();
    device.ask(c::Lock {}).await.unwrap();
    assert_eq!(device.ask(of("void")).await, Err(Code::Locked));
    device.restart_alone().await;
    device.unlock(2, CADRE_PIN).await.unwrap();
    assert_eq!(device.ask(of("void")).await.unwrap().text, "", "it is somebody else's");
    device.unlock(1, PIN).await.unwrap();
    assert_eq!(device.ask(of("void")).await.unwrap().text, " 写错了村");
    device.ask(keep("void", "")).await.unwrap();
    assert_eq!(device.ask(of("void")).await.unwrap().text, "");
    assert_eq!(device.ask(of("answer:overlap")).await.unwrap().text, "两村接壤");
    let long = keep("void", &"长".repeat(100_000));
    assert!(matches!(device.ask(long).await, Err(Code::ReasonUnfit { .. })));
}
