//! The county's rule files in a real browser: each as it is written, the next version tried on last month, refused by what is wrong with it, and
//! signed only as it was tried; what is typed is kept.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod page_support;

use cunfa_core::register::{Column, RecordKind};
use cunfa_core::rules::{Question, Reason, RuleFault, RuleFile, SHIPPED};
use cunfa_core::{EntryId, Role};
use cunfa_protocol::view::{
    DraftSaved, RecordRow, RecordState, RecordView, RuleDifference, RuleDraft, RuleNumbers, RuleRead, RuleStanding,
    RuleText, RuleTexts, RuleTrial, RuleTried, VillageRow,
};
use cunfa_protocol::{Code, Command, Reply};
use cunfa_ui::above::rules::Rules;
use leptos::prelude::*;
use page_support::{Door, Scene, show, styled, type_into, until};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn rule() -> RuleFile {
    RuleFile::read(SHIPPED[0]).unwrap()
}

fn next() -> String {
    SHIPPED[0].replace("version = 1", "version = 2")
}

fn texts(draft: Option<&str>) -> RuleTexts {
    let file = |text: &str, read, standing, next: &str| RuleText {
        text: text.to_owned(),
        read,
        standing,
        next: next.to_owned(),
    };
    let error = RuleFile::read("version = 1\nlectures = -1\n").unwrap_err();
    RuleTexts {
        files: vec![
            file(
                SHIPPED[0],
                RuleRead::Rule(Box::new(rule())),
                RuleStanding::InForce,
                &next(),
            ),
            file("odd = 1", RuleRead::Unreadable(error), RuleStanding::AtHand, ""),
        ],
        shipped: false,
        faults: Vec::new(),
        draft: draft.map(|text| RuleDraft {
            text: text.to_owned(),
            saved_at_ms: 1_795_430_860_000,
        }),
    }
}

fn numbers(counted_minutes: u32, owed_minutes: u32) -> RuleNumbers {
    RuleNumbers {
        recorded_minutes: 180,
        left_out: vec![(Reason::NotSigned, 180 - counted_minutes)],
        rounding: 0,
        counted_minutes,
        owed_minutes,
        made_up_minutes: 0,
        missing_minutes: owed_minutes.saturating_sub(counted_minutes),
        lectures: 0,
        lectures_left_out: 0,
        owed_lectures: 1,
        lectures_per: rule().lectures_per,
    }
}

fn tried(text: &str) -> RuleTried {
    let rule = RuleFile::read(text).unwrap();
    let village = VillageRow {
        code: "450102101205".parse().unwrap(),
        name: "那况村".to_owned(),
        township: "三塘镇".to_owned(),
        county: "兴宁区".to_owned(),
    };
    RuleTried {
        faults: Vec::new(),
        other_area: false,
        reaches_back: true,
        month: "2026-10-01".parse().unwrap(),
        counted_by: vec![rule.name()],
        villages: 12,
        differences: vec![RuleDifference {
            village,
            now: numbers(90, 300),
            then: numbers(150, 240),
        }],
        untold: vec![Question::Overlap],
        came_ms: Some(1_795_430_860_000),
        rule,
    }
}

fn taken(values: Vec<(Column, String)>) -> RecordView {
    RecordView {
        row: RecordRow {
            record: EntryId([3; 16]),
            act: None,
            values,
            withdrawn: None,
            state: RecordState::Waiting,
        },
        kind: RecordKind::RuleFile,
        names: Vec::new(),
        history: Vec::new(),
        may: Vec::new(),
        may_withdraw: false,
        faults: Vec::new(),
        today: "2026-11-23".parse().unwrap(),
    }
}

/// A client that tries whatever can be read; a text with "twice" in it is there already.
fn door(draft: Option<&'static str>) -> Door {
    Door::put(move |command| match command {
        Command::RuleTexts(_) => Ok(Reply::RuleTexts(texts(draft))),
        Command::KeepRule(_) => Ok(Reply::KeepRule(DraftSaved {
            saved_at_ms: 1_795_430_860_000,
        })),
        Command::TryRule(with) => Ok(Reply::TryRule(match RuleFile::read(&with.text) {
            Err(error) => RuleTrial::Unreadable(error),
            Ok(rule) if with.text.contains("# twice") => RuleTrial::Tried(Box::new(RuleTried {
                faults: vec![RuleFault::Twice { rule: rule.name() }],
                ..tried(&with.text)
            })),
            Ok(_) => RuleTrial::Tried(Box::new(tried(&with.text))),
        })),
        Command::PutRecord(with) => Ok(Reply::PutRecord(taken(with.values.clone()))),
        _ => Err(Code::NotNow),
    })
}

fn kept(door: &Door) -> Vec<String> {
    let kept = door.asked().into_iter().filter_map(|command| match command {
        Command::KeepRule(with) => Some(with.text),
        _ => None,
    });
    kept.collect()
}

fn signed(door: &Door) -> Vec<String> {
    let signed = door.asked().into_iter().filter_map(|command| match command {
        Command::PutRecord(with) => Some(with.values[0].1.clone()),
        _ => None,
    });
    signed.collect()
}

fn at(role: Role) -> Scene {
    show(role, || view! { <div class="desk"><Rules /></div> })
}

async fn writing(role: Role) -> Scene {
    let scene = at(role);
    scene.press("rule-next-1").await;
    scene.wait("rule-editor").await;
    scene
}

#[wasm_bindgen_test]
async fn every_file_is_shown_with_its_version_its_day_its_text_and_what_is_wrong_with_it() {
    let _door = door(None);
    let scene = at(Role::County);
    let about = scene.wait("rule-about").await.text_content().unwrap();
    assert!(about.contains("第 1 版") && about.contains("2016年11月18日"), "{about}");
    let text = scene.text();
    assert!(
        text.contains("这个月按它算") && text.contains("on_site_minutes_per_month = 300"),
        "{text}"
    );
    assert!(scene.find("rule-unreadable").is_some());
}

#[wasm_bindgen_test]
async fn the_next_version_is_tried_and_signed_only_as_it_was_tried() {
    let door = door(None);
    let scene = writing(Role::County).await;
    assert!(scene.find("rule-take").is_none(), "not before it was tried");
    scene.press("rule-try").await;
    let summary = scene.wait("rule-summary").await.text_content().unwrap();
    assert!(
        summary.contains("2026年10月") && summary.contains("12 个村"),
        "{summary}"
    );
    let row = scene.find("rule-difference").unwrap().text_content().unwrap();
    for words in [
        "那况村",
        "1 小时 30 分 → 2 小时 30 分",
        "5 小时 → 4 小时",
        "村干部还没有签字",
    ] {
        assert!(row.contains(words), "{words}: {row}");
    }
    assert!(scene.find("rule-reaches-back").is_some() && scene.find("rule-untold").is_some());
    scene.wait("rule-take").await;
    let changed = next().replace("= 300", "= 240");
    type_into(&scene, "rule-text", &changed);
    scene.wait("rule-changed").await;
    assert!(scene.find("rule-take").is_none(), "the text is another one");
    scene.press("rule-try").await;
    scene.press("rule-take").await;
    scene.wait("rule-about").await;
    assert_eq!(signed(&door), [changed.clone()]);
    assert_eq!(
        kept(&door),
        [changed, String::new()],
        "kept as typed, and gone when it was taken in"
    );
}

#[wasm_bindgen_test]
async fn what_cannot_be_read_is_told_by_its_line_and_what_does_not_fit_is_not_taken_in() {
    let _door = door(None);
    let scene = writing(Role::County).await;
    type_into(&scene, "rule-text", &next().replace("= 300", "= -300"));
    scene.press("rule-try").await;
    until("the line is told", || {
        scene.text().contains("on_site_minutes_per_month 是负数")
    })
    .await;
    let error = scene.find("rule-text-error").unwrap().text_content().unwrap();
    assert!(error.contains("第 8 行"), "{error}");
    assert!(scene.find("rule-tried").is_none());
    type_into(&scene, "rule-text", &format!("{}# twice\n", next()));
    scene.press("rule-try").await;
    let obstacles = scene.wait("rule-obstacles").await.text_content().unwrap();
    assert!(obstacles.contains("已经有了"), "{obstacles}");
    assert!(scene.find("rule-take").is_none());
}

#[wasm_bindgen_test]
async fn what_was_not_written_to_its_end_is_offered_again_and_nothing_is_written_over_it() {
    let door = door(Some("id = \"half\""));
    let scene = at(Role::County);
    scene.wait("rule-draft").await;
    assert!(scene.wait("rule-next-1").await.has_attribute("disabled"));
    scene.press("rule-drop").await;
    scene.press("rule-restore").await;
    scene.press("rule-resume").await;
    scene.wait("rule-editor").await;
    assert_eq!(kept(&door), [String::new(), "id = \"half\"".to_owned()]);
}

#[wasm_bindgen_test]
async fn the_city_reads_and_tries_and_takes_nothing_in() {
    let _door = door(None);
    let scene = writing(Role::City).await;
    scene.press("rule-try").await;
    scene.wait("rule-tried").await;
    assert!(scene.find("rule-take").is_none() && scene.text().contains("县（区）司法局改"));
}

#[wasm_bindgen_test]
async fn it_fits_every_width() {
    for (text, theme) in [("standard", "light"), ("elder", "light"), ("standard", "contrast")] {
        let style = styled(text, theme);
        let _door = door(None);
        let scene = writing(Role::County).await;
        scene.press("rule-try").await;
        scene.wait("rule-difference").await;
        for width in ["320px", "788px", "1200px"] {
            scene.place.style().set_property("width", width).unwrap();
            page_support::frame().await;
            let rules = scene.find("rules").unwrap();
            let (wide, room) = (rules.scroll_width(), rules.client_width());
            assert!(wide <= room, "{text} {theme} {width}: {wide} in {room}");
        }
        drop(scene);
        style.remove();
    }
}
