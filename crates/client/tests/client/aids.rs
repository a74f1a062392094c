//! Templates and 填写负担: per person, on this device, gone nowhere.

use cunfa_core::template::{BUILT_IN, MAX_TEMPLATES};
use cunfa_core::{EntryId, Field, Kind, Template};
use cunfa_protocol::view::Burden;
use cunfa_protocol::{Code, command as c};

use crate::support::*;

fn template(name: &str) -> Template {
    Template {
        key: String::new(),
        kind: Kind::Consultation,
        name: name.to_owned(),
        matter: "与邻居的宅基地边界不清".to_owned(),
        advice: String::new(),
        result: String::new(),
    }
}

async fn counsel() -> Device {
    let county = County::new();
    Device::enrolled(&county, Invited::Counsel).await
}

#[tokio::test]
async fn a_template_is_kept_changed_deleted_and_taken_back_and_outlives_the_program() {
    let mut device = counsel().await;
    let template = template(" 宅基地 ");
    let kept = device.ask(c::KeepTemplate { template }).await.unwrap().kept;
    assert_eq!((kept.len(), kept[0].name.as_str()), (1, "宅基地"));
    let changed = Template {
        advice: "先查登记资料".to_owned(),
        ..kept[0].clone()
    };
    let template = changed.clone();
    device.ask(c::KeepTemplate { template }).await.unwrap();
    device.restart();
    device.unlock(1, PIN).await.unwrap();
    assert_eq!(
        device.ask(c::Templates {}).await.unwrap().kept,
        std::slice::from_ref(&changed)
    );
    let template = changed.clone();
    assert_eq!(device.ask(c::DropTemplate { template }).await.unwrap().kept, []);
    let template = changed.clone();
    assert_eq!(device.ask(c::KeepTemplate { template }).await.unwrap().kept, [changed]);
}

#[tokio::test]
async fn a_built_in_template_can_be_changed_hidden_and_shown_again() {
    let device = counsel().await;
    let built_in = Template {
        key: format!("{BUILT_IN}consultation.1"),
        ..template("宅基地")
    };
    let template = built_in.clone();
    let after = device.ask(c::DropTemplate { template }).await.unwrap();
    assert_eq!((after.kept, after.hidden), (vec![], vec![built_in.key.clone()]));
    let template = built_in.clone();
    let after = device.ask(c::KeepTemplate { template }).await.unwrap();
    assert_eq!((after.kept, after.hidden), (vec![built_in], vec![]));
}

#[tokio::test]
async fn a_template_without_name_or_text_and_one_too_many_are_refused() {
    let device = counsel().await;
    let refused = |answer: Result<cunfa_protocol::view::Templates, Code>| match answer {
        Err(Code::Form { failures }) => failures.into_iter().map(|failure| failure.field).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    let empty = Template {
        matter: String::new(),
        ..template(" ")
    };
    let name = Field::Other("template_name".to_owned());
    let answer = device.ask(c::KeepTemplate { template: empty }).await;
    assert_eq!(refused(answer), [name.clone(), Field::Matter]);
    for number in 0..MAX_TEMPLATES {
        let template = template(&number.to_string());
        device.ask(c::KeepTemplate { template }).await.unwrap();
    }
    let answer = device
        .ask(c::KeepTemplate {
            template: template("多"),
        })
        .await;
    assert_eq!(refused(answer), [name]);
    assert_eq!(device.ask(c::Templates {}).await.unwrap().kept.len(), MAX_TEMPLATES);
}

#[tokio::test]
async fn templates_and_burden_are_a_persons_own_and_a_cadre_has_none() {
    let county = County::new();
    let device = Device::field(&county).await;
    let template = template("宅基地");
    device.ask(c::KeepTemplate { template }).await.unwrap();
    device.unlock(2, CADRE_PIN).await.unwrap();
    assert_eq!(device.ask(c::Templates {}).await, Err(Code::NotAllowed));
    assert_eq!(device.ask(c::Burden {}).await, Err(Code::NotAllowed));
}

async fn count(device: &Device, draft: EntryId, taps: u32, seconds: u32) {
    device.ask(c::CountWriting { draft, taps, seconds }).await.unwrap();
}

#[tokio::test]
async fn the_burden_is_the_median_of_entries_that_were_made_and_can_be_cleared() {
    let mut device = counsel().await;
    assert_eq!(device.ask(c::Burden {}).await.unwrap(), Burden::default());
    for (taps, seconds) in [(9, 40), (12, 61), (30, 300)] {
        let draft = device.draft().await;
        // Two stays at one form are one burden.
        count(&device, draft, taps - 4, seconds - 10).await;
        device.ask(c::SaveEntry { draft, form: visit() }).await.unwrap();
        count(&device, draft, 4, 10).await;
    }
    count(&device, EntryId([9; 16]), 500, 5_000).await;
    device.restart();
    device.unlock(1, PIN).await.unwrap();
    let expected = Burden {
        entries: 3,
        median_taps: 12,
        median_seconds: 61,
    };
    assert_eq!(device.ask(c::Burden {}).await.unwrap(), expected);
    assert_eq!(device.ask(c::ClearBurden {}).await.unwrap(), Burden::default());
}

#[tokio::test]
async fn what_helps_with_writing_leaves_nothing_to_send() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Counsel).await;
    device.app.sync_pass().await;
    let before = device.status().await;
    let template = template("宅基地");
    device.ask(c::KeepTemplate { template }).await.unwrap();
    count(&device, EntryId([9; 16]), 11, 48).await;
    let after = device.status().await;
    assert_eq!((after.unsent, after.items), (before.unsent, before.items));
}
