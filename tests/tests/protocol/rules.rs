//! The county's rule files: as texts, and one that is tried.

use cunfa_core::rules::{Period, Question, Reason, RuleFileError};
use cunfa_protocol::view::{
    DraftSaved, ParkedReason, RuleDifference, RuleDraft, RuleNumbers, RuleRead, RuleStanding, RuleText, RuleTexts,
    RuleTrial, RuleTried,
};
use cunfa_protocol::{Command, Reply, command as c};

use super::{held, samples as s};

fn negative() -> RuleFileError {
    RuleFileError::Negative {
        key: "on_site_minutes_per_month".to_owned(),
    }
}

fn reads() -> Vec<RuleRead> {
    vec![RuleRead::Rule(Box::new(s::rule())), RuleRead::Unreadable(negative())]
}

fn standings() -> Vec<RuleStanding> {
    vec![
        RuleStanding::InForce,
        RuleStanding::AtHand,
        RuleStanding::Coming,
        RuleStanding::Refused(ParkedReason::NotAllowed),
    ]
}

fn files() -> Vec<RuleText> {
    let file = |(read, next): (RuleRead, &str)| RuleText {
        text: "version = 1\n".to_owned(),
        standing: if next.is_empty() {
            RuleStanding::AtHand
        } else {
            RuleStanding::InForce
        },
        next: next.to_owned(),
        read,
    };
    reads().into_iter().zip(["version = 2\n", ""]).map(file).collect()
}

fn texts() -> RuleTexts {
    RuleTexts {
        files: files(),
        shipped: false,
        faults: s::rule_faults().into_iter().skip(3).take(1).collect(),
        draft: Some(draft()),
    }
}

fn draft() -> RuleDraft {
    RuleDraft {
        text: "version = 2\n".to_owned(),
        saved_at_ms: 1_795_399_200_000,
    }
}

fn numbers(counted_minutes: u32) -> RuleNumbers {
    RuleNumbers {
        recorded_minutes: 310,
        left_out: vec![(Reason::NotSigned, 60)],
        rounding: -10,
        counted_minutes,
        owed_minutes: 300,
        made_up_minutes: 20,
        missing_minutes: 40,
        lectures: 1,
        lectures_left_out: 1,
        owed_lectures: 1,
        lectures_per: Period::Quarter,
    }
}

fn difference() -> RuleDifference {
    RuleDifference {
        village: s::village_row(),
        now: numbers(240),
        then: numbers(310),
    }
}

fn tried() -> RuleTried {
    RuleTried {
        rule: s::rule(),
        faults: s::rule_faults().into_iter().skip(3).take(1).collect(),
        other_area: true,
        reaches_back: true,
        month: s::tally().month,
        counted_by: vec![s::rule_name(1)],
        villages: 12,
        differences: vec![difference()],
        untold: vec![Question::Overlap],
        came_ms: Some(1_795_399_200_000),
    }
}

fn trials() -> Vec<RuleTrial> {
    vec![RuleTrial::Unreadable(negative()), RuleTrial::Tried(Box::new(tried()))]
}

pub fn commands() -> Vec<Command> {
    let text = || "version = 2\n".to_owned();
    vec![
        c::RuleTexts {}.into(),
        c::KeepRule { text: text() }.into(),
        c::TryRule { text: text() }.into(),
    ]
}

pub fn replies() -> Vec<Reply> {
    let mut replies = vec![
        Reply::RuleTexts(texts()),
        Reply::KeepRule(DraftSaved { saved_at_ms: 1 }),
    ];
    replies.extend(trials().into_iter().map(Reply::TryRule));
    replies
}

#[test]
fn rule_files_and_what_one_would_change_are_written_like_this() {
    held("rules-RuleTexts", &[texts()]);
    held("rules-RuleText", &files());
    held("rules-RuleDraft", &[draft()]);
    held("rules-RuleRead", &reads());
    held("rules-RuleStanding", &standings());
    held("rules-RuleTrial", &trials());
    held("rules-RuleTried", &[tried()]);
    held("rules-RuleDifference", &[difference()]);
    held("rules-RuleNumbers", &[numbers(240)]);
}
