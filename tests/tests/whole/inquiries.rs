//! 网上提问 over the whole road: a villager asks on the public page, the office takes it over as a need, the counsel answers it; two officers never
//! record it twice, and no kill, no lost answer and no lost device loses what was asked.

use cunfa_core::need::Channel;
use cunfa_core::{DismissReason, EntryId, Inquiry, InquiryId};
use cunfa_protocol::Code;
use cunfa_protocol::command as c;
use cunfa_protocol::view::{Delivery, Inquiries, InquiryFault, NeedState, NeedView, SyncOutcome};
use cunfa_tests::harness::clock::DAY_MS;
use cunfa_tests::harness::{Fault, Scene, TestDevice};

use super::{scene, too_long, village};

/// A villager asks.
fn villager_asks(scene: &Scene, matter: &str) {
    let server = scene.server.running().unwrap();
    let asked = Inquiry {
        name: "陆大爷".to_owned(),
        phone: "13800000000".to_owned(),
        matter: matter.to_owned(),
    };
    let now_ms = scene.server.clock.ms();
    let kept = server.keep_inquiry(b"form", &village(), asked, now_ms);
    assert!(kept.unwrap().is_some());
}

async fn list(device: &TestDevice) -> Inquiries {
    device.ask(c::Inquiries {}).await.unwrap()
}

/// The only one that waits.
async fn only(device: &TestDevice) -> InquiryId {
    let list = list(device).await;
    assert_eq!(list.rows.len(), 1);
    list.rows[0].inquiry
}

fn take(inquiry: InquiryId, name: &str) -> c::TakeInquiry {
    c::TakeInquiry {
        inquiry,
        name: name.to_owned(),
        phone: String::new(),
    }
}

async fn open(device: &TestDevice, need: EntryId) -> NeedView {
    device.ask(c::OpenNeed { need }).await.unwrap()
}

async fn total(device: &TestDevice) -> u32 {
    let all = c::Needs {
        village: None,
        open: false,
        search: String::new(),
        offset: 0,
    };
    device.ask(all).await.unwrap().total
}

#[tokio::test]
async fn what_a_villager_asks_becomes_a_need_that_the_counsel_sees() {
    let mut scene = scene();
    let (office, counsel) = (scene.office().await.unwrap(), scene.counsel().await.unwrap());
    villager_asks(&scene, "承包地被占，怎么办？");
    let seen = list(&office).await;
    let row = &seen.rows[0];
    assert_eq!(
        (
            row.asked.matter.as_str(),
            row.asked.phone.as_str(),
            row.village_name.as_str()
        ),
        ("承包地被占，怎么办？", "13800000000", "那况村委会")
    );
    assert!(office.ask(take(row.inquiry, " ")).await.is_err(), "a need has a name");
    let taken = office.ask(take(row.inquiry, "陆大爷（网上）")).await.unwrap();
    let need = taken.taken.unwrap();
    assert_eq!((taken.rows.len(), taken.fault), (0, None));
    let view = open(&office, need).await;
    assert_eq!(
        (
            view.row.need.matter.as_str(),
            view.row.need.name.as_str(),
            view.row.need.channel
        ),
        ("承包地被占，怎么办？", "陆大爷（网上）", Channel::PublicPage)
    );
    assert_eq!(view.row.delivery, Delivery::Here);
    let again = office.ask(take(row.inquiry, "陆大爷（网上）")).await.unwrap();
    assert_eq!(
        (again.taken, total(&office).await),
        (Some(need), 1),
        "a double tap is one"
    );
    assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
    assert_eq!(counsel.sync().await.unwrap(), SyncOutcome::Done);
    assert_eq!(open(&counsel, need).await.row.state, NeedState::Waiting);
    assert_eq!(list(&office).await.rows, []);
}

#[tokio::test]
async fn two_officers_never_record_it_twice() {
    let mut scene = scene();
    let (one, other) = (scene.office().await.unwrap(), scene.office().await.unwrap());
    villager_asks(&scene, "问");
    let inquiry = only(&one).await;
    assert_eq!(only(&other).await, inquiry);
    assert!(one.ask(take(inquiry, "陆大爷")).await.unwrap().taken.is_some());
    let late = other.ask(take(inquiry, "陆大爷")).await.unwrap();
    assert_eq!((late.taken, late.fault), (None, Some(InquiryFault::NotHere)));
    assert_eq!((late.rows.len(), total(&other).await), (0, 0));
    let dismiss = c::DismissInquiry {
        inquiry,
        reason: DismissReason::Duplicate,
        note: String::new(),
    };
    assert_eq!(other.ask(dismiss).await.unwrap().fault, Some(InquiryFault::NotHere));
}

#[tokio::test]
async fn an_answer_that_is_lost_loses_nothing_and_records_nothing_twice() {
    let mut scene = scene();
    let office = scene.office().await.unwrap();
    villager_asks(&scene, "问");
    let inquiry = only(&office).await;
    office.link.always(Fault::DropAnswer);
    assert_eq!(office.ask(take(inquiry, "陆大爷")).await, Err(Code::NoNetwork));
    office.link.always(Fault::None);
    assert_eq!(total(&office).await, 0);
    assert_eq!(only(&office).await, inquiry, "it is this device's, and still waits");
    assert!(office.ask(take(inquiry, "陆大爷")).await.unwrap().taken.is_some());
    assert_eq!((total(&office).await, list(&office).await.rows.len()), (1, 0));
}

#[tokio::test]
async fn what_a_lost_device_took_comes_back_to_the_office_after_a_week() {
    let mut scene = scene();
    let (lost, office) = (scene.office().await.unwrap(), scene.office().await.unwrap());
    villager_asks(&scene, "问");
    let inquiry = only(&lost).await;
    lost.ask(take(inquiry, "陆大爷")).await.unwrap();
    assert_eq!(list(&office).await.rows, []);
    scene.server.clock.advance(7 * DAY_MS + 1);
    assert!(office.ask(take(inquiry, "陆大爷")).await.unwrap().taken.is_some());
}

#[tokio::test]
async fn one_is_put_away_with_a_reason_and_nobody_but_the_office_sees_any() {
    let mut scene = scene();
    let (office, counsel) = (scene.office().await.unwrap(), scene.counsel().await.unwrap());
    villager_asks(&scene, "买一送一");
    let inquiry = only(&office).await;
    let dismiss = |note: &str| c::DismissInquiry {
        inquiry,
        reason: DismissReason::Other,
        note: note.to_owned(),
    };
    assert_eq!(office.ask(dismiss(" ")).await, Err(Code::ReasonMissing));
    let long = office.ask(dismiss(&"长".repeat(201))).await;
    assert_eq!(long, Err(too_long(201, 200)));
    assert_eq!(counsel.ask(c::Inquiries {}).await, Err(Code::NotAllowed));
    assert_eq!(counsel.ask(take(inquiry, "陆大爷")).await, Err(Code::NotAllowed));
    assert_eq!(counsel.ask(dismiss("广告")).await, Err(Code::NotAllowed));
    assert_eq!(only(&office).await, inquiry);
    let put_away = office.ask(dismiss("广告")).await.unwrap();
    assert_eq!((put_away.rows.len(), put_away.fault), (0, None));
}
