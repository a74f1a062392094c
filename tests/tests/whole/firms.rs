//! 律所查看 from the county's desk: a code is given, the firm uses it, and access is taken away again; nobody else may, and without a network
//! nothing is said to be done.

use cunfa_core::register::{Column, RecordKind};
use cunfa_core::{EntryId, Role};
use cunfa_protocol::view::{FirmAccess, FirmAccount, SyncOutcome};
use cunfa_protocol::{Code, command as c};
use cunfa_server::firms::FirmEntry;
use cunfa_tests::harness::clock::DAY_MS;
use cunfa_tests::harness::{Fault, Scene, TestDevice};

use super::scene;

const PASSPHRASE: &str = "邕江边上的老榕树底下";

/// A firm that the county registered; it is in the log.
async fn firm(county: &TestDevice) -> EntryId {
    let values = [(Column::Name, "广西正道律师事务所"), (Column::FirmKind, "law_firm")];
    let view = county
        .ask(c::PutRecord {
            record: None,
            kind: RecordKind::Firm,
            after: None,
            values: values.map(|(column, text)| (column, text.to_owned())).to_vec(),
            withdrawn: None,
        })
        .await
        .unwrap();
    assert_eq!(view.faults, []);
    view.row.record
}

async fn account(device: &TestDevice, firm: EntryId) -> Result<FirmAccount, Code> {
    device.ask(c::FirmAccount { firm }).await
}

fn uses(scene: &Scene, code: &str) -> FirmEntry {
    let server = scene.server.running().unwrap();
    server.open_firm(code, PASSPHRASE, scene.server.clock.ms()).unwrap()
}

#[tokio::test]
async fn the_county_gives_a_firm_a_code_and_takes_its_access_away() {
    let mut scene = scene();
    let county = scene.county().await.unwrap();
    let firm = firm(&county).await;
    assert_eq!(
        account(&county, firm).await,
        Err(Code::NotAllowed),
        "the log has none such"
    );
    assert_eq!(county.sync().await.unwrap(), SyncOutcome::Done);
    assert_eq!(account(&county, firm).await.unwrap().access, FirmAccess::Closed);
    let given = county.ask(c::InviteFirm { firm }).await.unwrap();
    let code = given.code.unwrap();
    assert_eq!((code.len(), code.as_bytes()[5]), (11, b'-'), "as it is read aloud");
    let expires_ms = scene.server.clock.ms() + 7 * DAY_MS;
    assert_eq!(given.access, FirmAccess::Invited { expires_ms });
    assert!(matches!(uses(&scene, &code), FirmEntry::In(_)));
    assert_eq!(uses(&scene, &code), FirmEntry::Wrong, "it is good once");
    let seen = account(&county, firm).await.unwrap();
    assert!(matches!(seen.access, FirmAccess::Open { .. }) && seen.code.is_none());
    let stopped = county.ask(c::StopFirm { firm }).await.unwrap();
    assert_eq!(stopped.access, FirmAccess::Closed);
}

#[tokio::test]
async fn who_keeps_no_register_asks_for_no_account() {
    let mut scene = scene();
    let (county, office) = (scene.county().await.unwrap(), scene.office().await.unwrap());
    let counsel = scene.counsel().await.unwrap();
    let firm = firm(&county).await;
    assert_eq!(county.sync().await.unwrap(), SyncOutcome::Done);
    for (device, role) in [(&office, Role::Office), (&counsel, Role::Counsel)] {
        assert_eq!(account(device, firm).await, Err(Code::NotAllowed), "{role:?}");
        assert_eq!(
            device.ask(c::InviteFirm { firm }).await,
            Err(Code::NotAllowed),
            "{role:?}"
        );
        assert_eq!(
            device.ask(c::StopFirm { firm }).await,
            Err(Code::NotAllowed),
            "{role:?}"
        );
    }
}

#[tokio::test]
async fn without_a_network_it_says_so_and_a_code_of_a_lost_answer_opens_nothing_after_the_next_one() {
    let mut scene = scene();
    let county = scene.county().await.unwrap();
    let firm = firm(&county).await;
    assert_eq!(county.sync().await.unwrap(), SyncOutcome::Done);
    county.link.always(Fault::DropAnswer);
    assert_eq!(county.ask(c::InviteFirm { firm }).await, Err(Code::NoNetwork));
    county.link.always(Fault::None);
    let seen = account(&county, firm).await.unwrap();
    assert!(
        matches!(seen.access, FirmAccess::Invited { .. }),
        "one was given that nobody saw"
    );
    let given = county.ask(c::InviteFirm { firm }).await.unwrap();
    assert!(matches!(uses(&scene, &given.code.unwrap()), FirmEntry::In(_)));
}
