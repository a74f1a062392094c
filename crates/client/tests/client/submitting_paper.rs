//! Submitting what was signed by hand (纸上已签字): with the signed page, over a text that is decided, once; then the office reviews it.

use cunfa_core::act::{Body, Submission, Way};
use cunfa_core::entry::MediationForm;
use cunfa_core::{AttachmentKind, Decision, EntryId, Form, Kind, Stage};
use cunfa_protocol::failure::Refusal;
use cunfa_protocol::{Code, command as c};
use cunfa_store::Append;

use crate::support::camera::photo;
use crate::support::*;

fn refused<T>(refusal: Refusal) -> Result<T, Code> {
    Err(Code::Signing { refusal })
}

fn divorce() -> Form {
    Form {
        kind: Some(Kind::Mediation),
        mediation: MediationForm {
            parties: "甲、乙".to_owned(),
            dispute: "离婚".to_owned(),
            agreed: Some(true),
        },
        ..visit()
    }
}

/// Writes a field of an entry's document behind the app's back.
async fn put(device: &Device, entry: EntryId, key: &'static str, text: String) {
    let written = device.app.with_store(move |store| {
        let record = store.open_entry(entry).unwrap().unwrap();
        let (mut doc, mut fields) = (record.doc, record.current_fields);
        fields.insert(key.to_owned(), text);
        let actor = cunfa_evidence::hash(fields[key].as_bytes()).first();
        let change = doc.edit(&fields, actor).unwrap().unwrap();
        let append = Append {
            entry,
            village: &record.current.village,
            changes: &[change],
            acts: &[],
            draft_done: None,
            now_ms: 1,
        };
        store.append(&append).map(|_| ())
    });
    written.await.unwrap().unwrap();
}

/// Names an attachment whose bytes are not here.
async fn name(device: &Device, entry: EntryId, kind: AttachmentKind) {
    let text = format!("{} {} 181204", kind.code(), "5b".repeat(32));
    put(device, entry, "attachment.01-77aa", text).await;
}

async fn attach_page(device: &Device, entry: EntryId) {
    let picture = photo(7);
    device.ask(c::AttachPage { entry, picture }).await.unwrap();
}

#[tokio::test]
async fn a_signed_page_whose_picture_is_not_here_is_not_submitted() {
    let county = County::new();
    let device = Device::field(&county).await;
    let entry = device.write(divorce()).await;
    name(&device, entry, AttachmentKind::SignedPage).await;
    assert_eq!(
        device.ask(c::SubmitPaper { entry }).await,
        refused(Refusal::AttachmentMissing)
    );
    assert!(device.entry(entry).await.acts.is_empty());
}

#[tokio::test]
async fn what_was_signed_on_paper_is_official_cannot_be_changed_and_is_approved_by_the_office() {
    let county = County::new();
    let device = Device::field(&county).await;
    let entry = device.write(divorce()).await;
    assert!(!device.entry(entry).await.may_submit_paper);
    assert_eq!(
        device.ask(c::SubmitPaper { entry }).await,
        refused(Refusal::SignedPageMissing)
    );
    attach_page(&device, entry).await;
    assert!(device.entry(entry).await.may_submit_paper);
    let submitted = device.ask(c::SubmitPaper { entry }).await.unwrap();
    let [act] = &submitted.acts[..] else { panic!("one act") };
    let way = Way::Paper;
    assert_eq!(act.act.body, Body::Submission(Submission { way }));
    assert!(act.holds && act.covers_current);
    assert_eq!(
        (submitted.life.stage, submitted.life.official),
        (Stage::Signed, Some(act.act.id))
    );
    assert!(submitted.may_correct && submitted.may_void);
    assert!(!submitted.may_change && !submitted.may_sign && !submitted.may_submit_paper);
    let again = device.ask(c::SubmitPaper { entry }).await.unwrap();
    assert_eq!(again.acts.len(), 1, "said twice, done once");
    let form = Form {
        matter: "改".to_owned(),
        ..divorce()
    };
    assert_eq!(
        device.ask(c::SaveEntry { draft: entry, form }).await,
        Err(Code::AlreadySigned)
    );
    device.app.sync_pass().await;
    let office = Device::enrolled(&county, Invited::Office).await;
    office.app.sync_pass().await;
    let queue = office.ask(c::ReviewQueue { village: None }).await.unwrap();
    let waiting: Vec<_> = queue
        .waiting
        .iter()
        .map(|item| (item.row.entry, item.on_paper))
        .collect();
    assert_eq!(waiting, [(entry, true)]);
    let review = c::Review {
        entry,
        sign_off: act.act.id,
        decision: Decision::Approve,
    };
    let approved = office.ask(review).await.unwrap();
    assert_eq!((approved.life.stage, approved.may_review), (Stage::Approved, false));
}

#[tokio::test]
async fn what_changed_after_the_paper_was_submitted_shows_beside_the_official_text() {
    let county = County::new();
    let device = Device::field(&county).await;
    let entry = device.write(divorce()).await;
    attach_page(&device, entry).await;
    let submitted = device.ask(c::SubmitPaper { entry }).await.unwrap();
    put(&device, entry, "matter", "签后改的".to_owned()).await;
    let view = device.entry(entry).await;
    assert_eq!(
        (view.life.stage, view.life.changed_after_signing),
        (Stage::Signed, true)
    );
    assert_eq!(view.entry.matter, submitted.entry.matter);
    assert_eq!(view.amendment.unwrap().entry.matter, "签后改的");
}

#[tokio::test]
async fn without_a_signed_page_or_twice_or_by_anybody_else_nothing_is_submitted_as_paper() {
    let county = County::new();
    let device = Device::field(&county).await;
    let entry = device.write(visit()).await;
    name(&device, entry, AttachmentKind::Photo).await;
    assert_eq!(
        device.ask(c::SubmitPaper { entry }).await,
        refused(Refusal::SignedPageMissing)
    );
    attach_page(&device, entry).await;
    device.unlock(2, CADRE_PIN).await.unwrap();
    assert_eq!(device.ask(c::SubmitPaper { entry }).await, Err(Code::NotAllowed));
    device.unlock(1, PIN).await.unwrap();
    let reason = "重复".to_owned();
    device.ask(c::VoidEntry { entry, reason }).await.unwrap();
    assert_eq!(device.ask(c::SubmitPaper { entry }).await, refused(Refusal::Voided));
    let signed = device.write(lecture()).await;
    device.sign(signed, 1).await.unwrap();
    name(&device, signed, AttachmentKind::SignedPage).await;
    assert_eq!(
        device.ask(c::SubmitPaper { entry: signed }).await,
        Err(Code::AlreadySigned)
    );
    assert!(submissions_of(&device.entry(entry).await).is_empty());
}

#[tokio::test]
async fn a_text_with_a_field_of_two_values_is_not_submitted_as_paper() {
    let county = County::new();
    let device = Device::field(&county).await;
    let entry = device.write(visit()).await;
    attach_page(&device, entry).await;
    device.app.sync_pass().await;
    let laptop = Device::enrolled(&county, Invited::Counsel).await;
    laptop.app.sync_pass().await;
    put(&device, entry, "matter", "甲".to_owned()).await;
    put(&laptop, entry, "matter", "乙".to_owned()).await;
    for device in [&laptop, &device, &laptop] {
        device.app.sync_pass().await;
    }
    assert_eq!(device.ask(c::SubmitPaper { entry }).await, refused(Refusal::Conflict));
    assert!(device.entry(entry).await.acts.is_empty());
}
