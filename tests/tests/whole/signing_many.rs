//! The day's entries signed in one sitting: each its own act, on the disk before the next is shown, whatever happens in between.

use cunfa_core::{EntryId, Opinion, Stage};
use cunfa_protocol::command as c;
use cunfa_server::export::Attachments;
use cunfa_tests::harness::TestDevice;
use cunfa_tests::harness::device::PIN;
use cunfa_tests::harness::forms::{consultation, ink};

use super::{scene, village};

async fn written(device: &TestDevice, count: usize) -> Vec<EntryId> {
    let mut entries = Vec::new();
    for number in 1..=count {
        let form = consultation(&village(), &format!("第 {number} 件事"));
        entries.push(device.write(form).await.unwrap().row.entry);
    }
    entries
}

async fn sign(device: &TestDevice, entry: EntryId, seed: u64) -> Result<(), cunfa_protocol::Code> {
    let shown = device.ask(c::OpenSigning { entry }).await?;
    let sign = c::Sign {
        entry,
        content: shown.content,
        slot: device.slot(1).await?,
        pin: PIN.to_owned(),
        opinion: Opinion::True,
        remark: String::new(),
        ink: ink(seed),
        confirmations: Vec::new(),
    };
    device.ask(sign).await.map(|_| ())
}

#[tokio::test]
async fn a_sitting_that_is_cut_keeps_what_was_signed_and_goes_on_with_the_rest() {
    let mut scene = scene();
    let (mut tablet, office) = (scene.tablet().await.unwrap(), scene.office().await.unwrap());
    let entries = written(&tablet, 4).await;
    let hand_over = c::HandOver {
        entries: entries.clone(),
    };
    tablet.ask(hand_over).await.unwrap();
    sign(&tablet, entries[0], 1).await.unwrap();
    sign(&tablet, entries[1], 2).await.unwrap();
    tablet.pull_the_plug().unwrap();
    tablet.unlock(0).await.unwrap();
    let stages = async |device: &TestDevice| {
        let mut stages = Vec::new();
        for entry in &entries {
            stages.push(device.entry(*entry).await.unwrap().life.stage);
        }
        stages
    };
    let half = [Stage::Signed, Stage::Signed, Stage::Unsigned, Stage::Unsigned];
    assert_eq!(stages(&tablet).await, half);
    let village = village();
    let ready = tablet.ask(c::ReadyToSign { village }).await.unwrap();
    assert!(!ready.submits, "what was handed over is submitted already");
    let rest: Vec<EntryId> = ready.entries.iter().map(|one| one.row.entry).collect();
    assert_eq!(rest.len(), 2);
    tablet.ask(c::HandOver { entries: rest.clone() }).await.unwrap();
    // One is left for another time.
    sign(&tablet, rest[0], 3).await.unwrap();
    tablet.take_back().await.unwrap();
    for device in [&tablet, &office] {
        device.sync().await.unwrap();
    }
    let view = office.entry(rest[0]).await.unwrap();
    assert_eq!(view.acts.len(), 2, "submitted and signed, each once");
    assert!(view.acts.iter().all(|act| act.holds && act.delivered));
    let left = office.entry(rest[1]).await.unwrap();
    assert_eq!((left.life.stage, left.acts.len()), (Stage::Unsigned, 1));
    let acts: std::collections::BTreeSet<_> = {
        let mut acts = std::collections::BTreeSet::new();
        for entry in &entries {
            acts.extend(office.entry(*entry).await.unwrap().acts.iter().map(|act| act.act.id));
        }
        acts
    };
    assert_eq!(
        acts.len(),
        7,
        "four submissions and three signatures, each an act of its own"
    );
    assert!(tablet.audit().unwrap().is_empty());
}

#[tokio::test]
async fn a_wrong_pin_in_the_middle_of_a_sitting_signs_nothing_and_loses_nothing() {
    let tablet = scene().tablet().await.unwrap();
    let entries = written(&tablet, 2).await;
    let hand_over = c::HandOver {
        entries: entries.clone(),
    };
    tablet.ask(hand_over).await.unwrap();
    sign(&tablet, entries[0], 1).await.unwrap();
    let shown = tablet.ask(c::OpenSigning { entry: entries[1] }).await.unwrap();
    let sign_wrong = c::Sign {
        entry: entries[1],
        content: shown.content,
        slot: tablet.slot(1).await.unwrap(),
        pin: "970531".to_owned(),
        opinion: Opinion::True,
        remark: String::new(),
        ink: ink(2),
        confirmations: Vec::new(),
    };
    assert!(matches!(
        tablet.ask(sign_wrong).await,
        Err(cunfa_protocol::Code::WrongPin { .. })
    ));
    sign(&tablet, entries[1], 2).await.unwrap();
    let handed = tablet.ask(c::Handed {}).await.unwrap();
    assert!(handed.entries.iter().all(|one| one.signed));
}

#[tokio::test]
async fn a_volume_holds_although_a_sitting_s_acts_came_into_the_log_entry_by_entry() {
    let mut scene = scene();
    let tablet = scene.tablet().await.unwrap();
    let entries = written(&tablet, 2).await;
    let hand_over = c::HandOver {
        entries: entries.clone(),
    };
    tablet.ask(hand_over).await.unwrap();
    for (seed, entry) in (1..).zip(&entries) {
        sign(&tablet, *entry, seed).await.unwrap();
    }
    tablet.sync().await.unwrap();
    let server = scene.server.running().unwrap();
    let made = server
        .export(&village(), &(2025..=2027), Attachments::Carried, 1_795_600_000_000)
        .unwrap();
    let report = cunfa_volume::verify(&made.bytes, &scene.server.public_key().unwrap()).unwrap();
    assert!(report.holds(), "{}", cunfa_volume::to_json(&report));
    let told = report
        .all_findings()
        .any(|finding| finding.code == cunfa_volume::report::Code::PreviousLater);
    assert!(told, "the second submission came before the first signature");
}
