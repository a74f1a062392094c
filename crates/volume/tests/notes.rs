//! 知悉 and 说明 in a volume: by the office over what is 重大事项, and by the entry's own counsel.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::BTreeSet;

use cunfa_core::{Body, EntryId, Explanation, QuestionKind, Stage};
use cunfa_volume::report::{ActKind, Code, Report};

use common::*;

fn explanation() -> Body {
    Body::Explanation(Explanation {
        question: QuestionKind::CopiedText,
        others: vec![EntryId([7; 16])],
        text: "同一讲稿".to_owned(),
    })
}

/// An entry with this act over its text.
fn with_act(who: Who, body: Body, major: Option<&str>) -> Report {
    let mut world = tiny();
    let mut entry = world.write(|entry| entry.major = major.map(str::to_owned));
    let act = world.sign(who, &entry, body);
    world.send(who.device(), &mut entry, &[&act]);
    verify_both(&world.volume(), &world.root_key())
}

fn only(report: &Report, expected: &[Code]) {
    assert_eq!(failing(report), expected.iter().copied().collect::<BTreeSet<_>>());
}

#[test]
fn an_acknowledgement_and_an_explanation_hold_and_the_entry_stays_unsigned() {
    let said = [
        (Who::Office, Body::Acknowledgement, ActKind::Acknowledgement, ""),
        (Who::Counsel, explanation(), ActKind::Explanation, "同一讲稿"),
    ];
    for (who, body, kind, words) in said {
        let report = with_act(who, body, Some("多户联名"));
        assert!(report.holds(), "{:?}", failing(&report));
        let entry = report.entries.last().unwrap();
        assert_eq!((entry.stage, entry.official), (Some(Stage::Unsigned), None));
        let act = entry.acts.first().unwrap().said.as_ref().unwrap();
        assert_eq!((act.kind, act.words.as_str()), (kind, words));
    }
}

#[test]
fn nobody_else_acknowledges_or_explains() {
    for who in [Who::Counsel, Who::Cadre] {
        only(
            &with_act(who, Body::Acknowledgement, Some("多户联名")),
            &[Code::NotAllowed],
        );
    }
    for who in [Who::Cadre, Who::Office] {
        let codes = [Code::NotAllowed, Code::NotTheCounsel];
        only(&with_act(who, explanation(), None), &codes);
    }
}

#[test]
fn what_is_no_major_matter_is_not_acknowledged() {
    only(&with_act(Who::Office, Body::Acknowledgement, None), &[Code::NotMajor]);
}
