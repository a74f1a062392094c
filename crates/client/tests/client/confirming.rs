//! What villagers confirm under a sign-off: signed, kept and shown again; and texts that nobody may sign.

use cunfa_core::act::{Body, Decision};
use cunfa_core::confirmation::{Failure, Fault};
use cunfa_core::{Confirmation, Ink, InkFault, Witness};
use cunfa_protocol::failure::Refusal;
use cunfa_protocol::view::EntryView;
use cunfa_protocol::{Code, command as c};

use crate::support::*;

/// Turns the direction of writing.
const TURNS: &str = "属实\u{202E}不属实";

fn confirmation(ink: Option<Ink>) -> Confirmation {
    Confirmation {
        row: "01-3fa2".to_owned(),
        name: "韦秀英".to_owned(),
        ink,
        witness: None,
    }
}

fn witnessed(name: &str, reason: &str) -> Confirmation {
    Confirmation {
        witness: Some(Witness {
            name: name.to_owned(),
            reason: reason.to_owned(),
        }),
        ..confirmation(None)
    }
}

fn confirmed(view: &EntryView) -> Vec<Confirmation> {
    let Body::SignOff(sign_off) = &sign_off_of(view).act.body else {
        panic!("a sign-off")
    };
    sign_off.confirmations.clone()
}

async fn signing_with(device: &Device, confirmations: Vec<Confirmation>, ink_seed: i32) -> c::Sign {
    let entry = device.write(visit()).await;
    let content = device.shown(entry).await.content;
    c::Sign {
        confirmations,
        ..signing(entry, content, ink_seed)
    }
}

#[tokio::test]
async fn what_a_villager_confirms_is_signed_and_kept_and_comes_to_every_device() {
    let county = County::new();
    let mut device = Device::field(&county).await;
    let given = witnessed(" 韦小妹 ", "不识字\r\n");
    let sign = signing_with(&device, vec![given], 1).await;
    let entry = sign.entry;
    let signed = device.ask(sign).await.unwrap();
    assert_eq!(confirmed(&signed), [witnessed("韦小妹", "不识字")]);
    assert!(sign_off_of(&signed).holds);
    device.app.sync_pass().await;
    device.restart();
    device.unlock(1, PIN).await.unwrap();
    let office = Device::enrolled(&county, Invited::Office).await;
    office.app.sync_pass().await;
    for device in [&device, &office] {
        let view = device.entry(entry).await;
        assert_eq!(confirmed(&view), confirmed(&signed));
        assert!(sign_off_of(&view).holds && sign_off_of(&view).delivered);
    }
}

#[tokio::test]
async fn everything_wrong_with_confirmations_is_said_at_once_without_costing_a_try() {
    let county = County::new();
    let device = Device::field(&county).await;
    let stranger = Confirmation {
        name: "别人".to_owned(),
        ..confirmation(Some(Ink::default()))
    };
    let sign = signing_with(&device, vec![stranger, witnessed("", "不识字"), confirmation(None)], 1).await;
    let failure = |fault| Failure {
        row: "01-3fa2".to_owned(),
        fault,
    };
    let failures = vec![
        failure(Fault::NotInContent),
        failure(Fault::Ink(InkFault::Blank)),
        failure(Fault::WitnessNameMissing),
        failure(Fault::Twice),
        failure(Fault::InkMissing),
    ];
    let refused = Err(Code::Signing {
        refusal: Refusal::Confirmations(failures),
    });
    let wrong_pin = c::Sign {
        pin: "111222".to_owned(),
        ..sign.clone()
    };
    assert_eq!(device.ask(wrong_pin).await, refused);
    let view = device.entry(sign.entry).await;
    assert_eq!(view.acts.len(), submissions_of(&view).len());
}

#[tokio::test]
async fn a_villagers_ink_is_used_once() {
    let county = County::new();
    let device = Device::field(&county).await;
    let hand = vec![confirmation(Some(ink(5)))];
    let first = signing_with(&device, hand.clone(), 1).await;
    device.ask(first).await.unwrap();
    let copied = Fault::Ink(InkFault::Copy);
    let again = signing_with(&device, hand, 2).await;
    let failures = |fault| {
        Refusal::Confirmations(vec![Failure {
            row: "01-3fa2".to_owned(),
            fault,
        }])
    };
    let refused = Err(Code::Signing {
        refusal: failures(copied),
    });
    assert_eq!(device.ask(again.clone()).await, refused);
    let by_cadre = c::Sign {
        confirmations: Vec::new(),
        ink: ink(5),
        ..again
    };
    let refused = Err(Code::Signing {
        refusal: Refusal::Ink(InkFault::Copy),
    });
    assert_eq!(device.ask(by_cadre).await, refused);
}

#[tokio::test]
async fn a_text_that_shows_otherwise_than_it_is_written_is_not_signed() {
    let county = County::new();
    let device = Device::field(&county).await;
    let sign = signing_with(&device, Vec::new(), 1).await;
    let entry = sign.entry;
    let remarked = c::Sign {
        remark: TURNS.to_owned(),
        ..sign.clone()
    };
    let refused = Err(Code::Signing {
        refusal: Refusal::HiddenCharacters,
    });
    assert_eq!(device.ask(remarked).await, refused);
    let witness = c::Sign {
        confirmations: vec![witnessed("韦小妹", TURNS)],
        ..sign.clone()
    };
    let refused = Err(Code::Signing {
        refusal: Refusal::Confirmations(vec![Failure {
            row: "01-3fa2".to_owned(),
            fault: Fault::ControlCharacters,
        }]),
    });
    assert_eq!(device.ask(witness).await, refused);
    let reason = TURNS.to_owned();
    assert_eq!(device.ask(c::VoidEntry { entry, reason }).await, Err(hidden()));
    let signed = device.ask(sign).await.unwrap();
    device.app.sync_pass().await;
    let office = Device::enrolled(&county, Invited::Office).await;
    office.app.sync_pass().await;
    let review = c::Review {
        entry,
        sign_off: sign_off_of(&signed).act.id,
        decision: Decision::Return {
            reasons: vec![TURNS.to_owned()],
        },
    };
    assert_eq!(office.ask(review).await, Err(hidden()));
    assert_eq!(office.entry(entry).await.acts.len(), 2, "submitted and signed");
}
