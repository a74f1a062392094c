//! What a need must hold, how it is kept as fields, and who may do what with it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod samples;

use cunfa_core::entry::{FieldMap, FieldsError, MAX_NAME_GRAPHEMES, MAX_TEXT_GRAPHEMES, Rule};
use cunfa_core::need::{
    ASKER_ROW, Channel, CloseReason, Closing, Need, NeedContext, NeedForm, check, closing_faults, faults, from_fields,
    to_fields,
};
use cunfa_core::{Action, Category, Failure, Field, PersonId, Role, VillageCode, may};
use proptest::prelude::*;
use samples::{day, now, village};

const CADRE: PersonId = PersonId([9; 16]);

fn form() -> NeedForm {
    NeedForm {
        village: Some(village()),
        date: Some(day("2026-11-22")),
        name: "  韦𡌶 ".into(),
        phone: "13800000000".into(),
        category: Some(Category::Elderly),
        matter: "承包地被占，想问怎么办\r\n请律师来看看".into(),
        channel: Some(Channel::InPerson),
    }
}

/// Checked on 2026-11-23 at 18:05; only the village of [`village`] is known.
fn checked(form: &NeedForm) -> Result<Need, Vec<Failure>> {
    let known = |code: &VillageCode| *code == village();
    let context = NeedContext {
        latest: now().date(),
        now: now(),
        recorder: CADRE,
        recorder_name: "黄支书",
        village_known: &known,
    };
    check(form, &context)
}

fn need() -> Need {
    checked(&form()).unwrap()
}

fn closing(reason: CloseReason, note: &str) -> Closing {
    Closing {
        reason,
        note: note.into(),
        by: CADRE,
        by_name: "黄支书".into(),
        date: day("2026-11-23"),
    }
}

#[track_caller]
fn refused(form: &NeedForm, expected: &[(Field, Rule)]) {
    let expected = expected.iter().map(|(field, rule)| Failure {
        field: field.clone(),
        rule: rule.clone(),
    });
    assert_eq!(checked(form), Err(expected.collect()));
}

fn name() -> Field {
    Field::PersonName(ASKER_ROW.into())
}

#[test]
fn a_complete_form_is_a_need_with_tidy_texts_and_who_recorded_it_when() {
    let need = need();
    assert_eq!(need.name, "韦𡌶");
    assert_eq!(need.matter, "承包地被占，想问怎么办\n请律师来看看");
    assert_eq!((need.recorder, need.recorder_name.as_str()), (CADRE, "黄支书"));
    assert_eq!(need.written_at, "2026-11-23T18:05");
    assert_eq!(need.closed, None);
    assert_eq!(need.asker().name, "韦𡌶");
    assert_eq!(faults(&need), []);
}

#[test]
fn everything_that_is_missing_is_said_at_once() {
    refused(
        &NeedForm::default(),
        &[
            (Field::Village, Rule::Missing),
            (Field::Date, Rule::Missing),
            (name(), Rule::Missing),
            (Field::Matter, Rule::Missing),
            (Field::Mode, Rule::Missing),
        ],
    );
    assert!(NeedForm::default().is_blank());
    assert!(!form().is_blank());
}

#[test]
fn a_village_elsewhere_and_days_to_come_or_long_past_are_refused() {
    let elsewhere = NeedForm {
        village: Some("450102001004".parse().unwrap()),
        ..form()
    };
    refused(&elsewhere, &[(Field::Village, Rule::UnknownVillage)]);
    let on = |date: &str| NeedForm {
        date: Some(day(date)),
        ..form()
    };
    refused(&on("2026-11-24"), &[(Field::Date, Rule::DateInFuture)]);
    refused(&on("1999-12-31"), &[(Field::Date, Rule::DateTooOld)]);
    assert!(checked(&on("2026-11-23")).is_ok());
}

#[test]
fn texts_too_long_or_with_hidden_characters_are_refused_and_never_cut() {
    let long = NeedForm {
        name: "韦".repeat(MAX_NAME_GRAPHEMES + 1),
        matter: "地".repeat(100_000),
        phone: "1\u{7}2".into(),
        ..form()
    };
    refused(
        &long,
        &[
            (name(), Rule::TooLong { given: 61, max: 60 }),
            (Field::PersonPhone(ASKER_ROW.into()), Rule::ControlCharacters),
            (
                Field::Matter,
                Rule::TooLong {
                    given: 100_000,
                    max: MAX_TEXT_GRAPHEMES,
                },
            ),
        ],
    );
}

#[test]
fn what_came_from_elsewhere_is_judged_by_the_same_rules_and_by_no_clock() {
    let of = |change: &dyn Fn(&mut Need)| {
        let mut need = need();
        change(&mut need);
        faults(&need)
            .into_iter()
            .map(|failure| failure.field)
            .collect::<Vec<_>>()
    };
    assert_eq!(of(&|need| need.date = day("2106-01-01")), []);
    assert_eq!(of(&|need| need.date = day("1970-01-01")), [Field::Date]);
    assert_eq!(of(&|need| need.name = " \u{3000}".into()), [name()]);
    assert_eq!(of(&|need| need.matter = "a\u{202e}b".into()), [Field::Matter]);
    assert_eq!(of(&|need| need.recorder_name.clear()).len(), 1);
    assert_eq!(
        of(&|need| need.closed = Some(closing(CloseReason::Other, ""))),
        [Field::Result]
    );
}

#[test]
fn closing_needs_a_note_only_where_the_reason_says_nothing() {
    for reason in CloseReason::ALL {
        let missing = closing_faults(&closing(*reason, " "));
        assert_eq!(missing.is_empty(), *reason != CloseReason::Other, "{reason:?}");
        assert_eq!(closing_faults(&closing(*reason, "已找民政办")), []);
        assert_eq!(closing_faults(&closing(*reason, "a\u{0}")).len(), 1);
    }
}

#[test]
fn a_need_reads_back_from_its_fields_closed_or_not() {
    let open = need();
    assert_eq!(from_fields(&to_fields(&open)), Ok(open.clone()));
    let closed = Need {
        closed: Some(closing(CloseReason::Elsewhere, "第一行\n第二行")),
        ..open.clone()
    };
    assert_eq!(from_fields(&to_fields(&closed)), Ok(closed.clone()));
    assert!(open.asks_the_same(&closed));
    let other = Need {
        matter: "别的事".into(),
        ..open.clone()
    };
    assert!(!open.asks_the_same(&other));
}

#[test]
fn fields_that_are_missing_or_have_another_spelling_are_no_need() {
    let with = |key: &str, value: Option<&str>| {
        let mut fields = to_fields(&need());
        match value {
            Some(value) => fields.insert(key.to_owned(), value.to_owned()),
            None => fields.remove(key),
        };
        from_fields(&fields)
    };
    for key in ["village", "date", "channel", "recorder", "written_at"] {
        assert!(matches!(with(key, None), Err(FieldsError::Missing(missing)) if missing == key));
    }
    for (key, value) in [
        ("village", "45010200100"),
        ("date", "2026-1-1"),
        ("category", "rich"),
        ("channel", "rumour"),
        ("recorder", "09"),
        ("written_at", "2026-11-23"),
        ("attachment.01-aaaa", "photo 00 1"),
        ("closed", "withdrawn"),
        ("closed", "withdrawn\n2026-1-1\n09090909090909090909090909090909\n黄\n"),
    ] {
        let unreadable = FieldsError::Unreadable { key: key.to_owned() };
        assert_eq!(with(key, Some(value)), Err(unreadable), "{key} {value}");
    }
    assert_eq!(with("of_a_newer_program", Some("x")), Ok(need()));
}

#[test]
fn a_closing_of_a_name_with_a_line_break_still_reads_back_on_its_lines() {
    let broken = Closing {
        by_name: "黄\n支书".into(),
        ..closing(CloseReason::Withdrawn, "")
    };
    let read = Closing::from_text(&broken.to_text()).unwrap();
    assert_eq!((read.by_name.as_str(), read.note.as_str()), ("黄 支书", ""));
}

#[test]
fn cadres_and_offices_record_counsels_answer_and_nobody_above_the_office_reads() {
    let who = |action| {
        Role::ALL
            .into_iter()
            .filter(|role| may(*role, action))
            .collect::<Vec<_>>()
    };
    assert_eq!(who(Action::RecordNeed), [Role::Cadre, Role::Office]);
    assert_eq!(who(Action::AnswerNeed), [Role::Counsel]);
    assert_eq!(who(Action::ReadNeed), [Role::Counsel, Role::Cadre, Role::Office]);
}

proptest! {
    #[test]
    fn reading_a_need_never_panics(fields in prop::collection::btree_map("(village|date|name|closed|channel|recorder|written_at)", any::<String>(), 0..8)) {
        let fields: FieldMap = fields;
        drop(from_fields(&fields));
    }

    #[test]
    fn every_closing_reads_back(note in any::<String>(), name in "[^\r\n]*") {
        let closing = Closing { note, by_name: name, ..closing(CloseReason::Other, "") };
        prop_assert_eq!(Closing::from_text(&closing.to_text()), Some(closing));
    }
}
