//! What each kind asks for, and that the check asks for the same.

#![allow(clippy::unwrap_used, reason = "tests")]

mod samples;

use cunfa_core::entry::{Form, Rule, Wanted};
use cunfa_core::{Detail, Failure, Field, Kind, ResultClass};
use samples::{check, consultation, lecture, mediation};

/// A form with everything in it.
fn full(kind: Kind) -> Form {
    Form {
        kind: Some(kind),
        lecture: lecture().lecture,
        mediation: mediation().mediation,
        ..consultation()
    }
}

/// A form that says something of every detail there is.
fn detailed(kind: Kind) -> Form {
    let mut form = full(kind);
    for of in Detail::ALL.iter().rev() {
        form.set_detail(*of, format!(" {} ", of.code()));
    }
    form
}

fn missing(form: &Form) -> Vec<Field> {
    let failures = check(form).err().unwrap_or_default();
    assert!(
        failures.iter().all(|failure| failure.rule == Rule::Missing),
        "{failures:?}"
    );
    failures.into_iter().map(|Failure { field, .. }| field).collect()
}

#[test]
fn every_kind_is_complete_with_what_it_asks_for_and_incomplete_without_any_of_it() {
    for kind in Kind::ALL.iter().copied() {
        let asks = kind.asks();
        assert!(check(&full(kind)).is_ok(), "{kind:?}");
        let without = |form: Form| missing(&form);
        let if_needed = |wanted: Wanted, fields: &[Field]| match wanted {
            Wanted::Needed => fields.to_vec(),
            Wanted::Optional | Wanted::Never => Vec::new(),
        };
        let no_persons = Form {
            persons: Vec::new(),
            ..full(kind)
        };
        assert_eq!(
            without(no_persons),
            if_needed(asks.persons, &[Field::Persons]),
            "{kind:?}"
        );
        let no_matter = Form {
            matter: String::new(),
            ..full(kind)
        };
        assert_eq!(without(no_matter), if_needed(asks.matter, &[Field::Matter]), "{kind:?}");
        let no_advice = Form {
            advice: String::new(),
            ..full(kind)
        };
        assert_eq!(without(no_advice), if_needed(asks.advice, &[Field::Advice]), "{kind:?}");
        let no_lecture = Form {
            lecture: Default::default(),
            ..full(kind)
        };
        let of_lecture = [
            Field::LectureTopic,
            Field::LectureSpeaker,
            Field::LecturePlace,
            Field::LectureHeadCount,
        ];
        assert_eq!(without(no_lecture), if_needed(asks.lecture, &of_lecture), "{kind:?}");
        let no_mediation = Form {
            mediation: Default::default(),
            ..full(kind)
        };
        let of_mediation = [Field::MediationParties, Field::MediationDispute, Field::MediationAgreed];
        assert_eq!(
            without(no_mediation),
            if_needed(asks.mediation, &of_mediation),
            "{kind:?}"
        );
    }
}

#[test]
fn a_villager_is_demanded_only_where_somebody_is_served() {
    let demand = |kind: &&Kind| kind.asks().persons == Wanted::Needed;
    let demanding: Vec<Kind> = Kind::ALL.iter().filter(demand).copied().collect();
    assert_eq!(
        demanding,
        [
            Kind::Consultation,
            Kind::Mediation,
            Kind::Drafting,
            Kind::LegalAid,
            Kind::Litigation
        ]
    );
}

#[test]
fn what_a_kind_has_no_part_for_is_not_read() {
    for kind in Kind::ALL.iter().copied() {
        let (entry, asks) = (check(&full(kind)).unwrap(), kind.asks());
        assert_eq!(entry.lecture.is_some(), asks.lecture == Wanted::Needed, "{kind:?}");
        assert_eq!(entry.mediation.is_some(), asks.mediation == Wanted::Needed, "{kind:?}");
    }
}

#[test]
fn each_kind_has_at_most_three_details_of_its_own_reads_no_others_and_demands_none() {
    let of = |kind: Kind| kind.asks().details;
    for kind in Kind::ALL.iter().copied() {
        let entry = check(&detailed(kind)).unwrap();
        let given: Vec<(Detail, &str)> = entry.details.iter().map(|one| (one.of, one.text.as_str())).collect();
        let expected: Vec<(Detail, &str)> = of(kind).iter().map(|of| (*of, of.code())).collect();
        assert_eq!(given, expected, "{kind:?}");
        assert!(
            of(kind).len() <= 3 && of(kind).is_sorted_by(|one, next| one < next),
            "{kind:?}"
        );
        assert_eq!(check(&full(kind)).unwrap().details, [], "{kind:?}");
        let again = Form::of(&entry);
        assert_eq!(
            check(&again).unwrap().details,
            entry.details,
            "{kind:?}: a correction takes them over"
        );
    }
    for daily in [Kind::Consultation, Kind::Visit, Kind::Lecture] {
        assert_eq!(of(daily), [], "the main job asks for nothing more");
    }
    assert_eq!(of(Kind::Litigation), [Detail::Body, Detail::CaseNumber, Detail::Stage]);
    assert_eq!(of(Kind::VillageRules), [Detail::Title, Detail::Changes, Detail::Stage]);
    let nobodys = |of: &&Detail| !Kind::ALL.iter().any(|kind| kind.asks().details.contains(of));
    assert_eq!(Detail::ALL.iter().find(nobodys), None);
}

#[test]
fn a_detail_is_of_at_most_sixty_characters_or_two_hundred_and_holds_nothing_unseen() {
    let wrong = |kind, of, text: &str| {
        let mut form = full(kind);
        form.set_detail(of, "别的".to_owned());
        form.set_detail(of, text.to_owned());
        check(&form).err().unwrap_or_default()
    };
    for (kind, of, max) in [
        (Kind::Litigation, Detail::CaseNumber, 60),
        (Kind::VillageRules, Detail::Changes, 200),
    ] {
        assert_eq!(wrong(kind, of, &"条".repeat(max)), [], "{of:?}");
        let given = max + 1;
        let failure = |rule| Failure {
            field: Field::Detail(of),
            rule,
        };
        let long = failure(Rule::TooLong { given, max });
        assert_eq!(wrong(kind, of, &"条".repeat(given)), [long], "{of:?}");
        let hidden = failure(Rule::ControlCharacters);
        assert_eq!(wrong(kind, of, "一\u{202E}审"), [hidden], "{of:?}");
        assert_eq!(wrong(Kind::Consultation, of, &"条".repeat(given)), [], "not read there");
    }
}

#[test]
fn every_kind_offers_fitting_result_classes_with_waiting_among_them_and_refuses_none() {
    for kind in Kind::ALL.iter().copied() {
        let results = kind.asks().results;
        assert!(results.contains(&ResultClass::FollowUp), "{kind:?}");
        let once = results
            .iter()
            .all(|class| results.iter().filter(|other| *other == class).count() == 1);
        assert!(once, "{kind:?}");
        for class in ResultClass::ALL {
            let form = Form {
                result_class: Some(*class),
                ..full(kind)
            };
            assert!(check(&form).is_ok(), "{kind:?} {class:?}");
        }
    }
    let mediation = Kind::Mediation.asks().results;
    assert!(!mediation.contains(&ResultClass::ToMediation), "it is the mediation");
    assert_eq!(Kind::Lecture.asks().results, [ResultClass::FollowUp]);
}
