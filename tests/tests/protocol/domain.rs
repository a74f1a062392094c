//! The domain's value types as they are sent and stored.

use cunfa_core::act::{Decision, Opening, Opinion, Review, Submission, Void, Way};
use cunfa_core::confirmation::{self, Fault};
use cunfa_core::entry::{Failure, Field, Form, LectureForm, MediationForm, Rule};
use cunfa_core::rules::{
    Counted, Deduction, Direction, LectureLine, Line, MadeUp, MonthBoundary, Period, Question, Reason, RoundedPart,
    Rounding,
};
use cunfa_core::{
    Action, Category, Detail, InkFault, Kind, Mode, QuestionKind, ResultClass, Role, ServiceTime, Stage, Standing,
};

use super::{held, samples as s};

#[test]
fn places_and_people_are_written_like_this() {
    held("village-VillageCode", &[s::village_code()]);
    held("village-Area", &["4501".parse().unwrap(), s::area()]);
    held("village-Village", &[s::village()]);
    held("operator-Operator", &[s::operator()]);
    held("person-Role", &Role::ALL);
    held("person-Person", &[s::person()]);
    held("person-Standing", &[Standing::Provisional, Standing::Confirmed]);
    held("permission-Action", &Action::ALL);
}

#[test]
fn closed_lists_are_written_like_this() {
    held("kind-Kind", Kind::ALL);
    held("kind-Mode", Mode::ALL);
    held("kind-ResultClass", ResultClass::ALL);
    held("kind-Category", Category::ALL);
    held("kind-Detail", Detail::ALL);
}

#[test]
fn an_entry_is_written_like_this() {
    held("entry-Entry", &[s::entry()]);
    held("attachment-Attachment", &[s::attachment()]);
    held(
        "entry-ServiceTime",
        &[
            ServiceTime::Interval {
                start: s::time(9, 30),
                end: s::time(11, 0),
            },
            ServiceTime::Minutes(90),
        ],
    );
    held("entry-ServedPerson", &[s::served()]);
    held("entry-Lecture", &[s::lecture()]);
    held("entry-Mediation", &[s::mediation()]);
    held("detail-DetailText", &[s::detail()]);
    held("form-Form", &[Form::default(), s::form()]);
    held("form-LectureForm", &[LectureForm::default()]);
    held("form-MediationForm", &[MediationForm::default()]);
}

#[test]
fn what_is_wrong_with_a_form_is_written_like_this() {
    let row = || "01-3fa2".to_owned();
    let fields = [
        Field::Village,
        Field::Number,
        Field::Date,
        Field::Start,
        Field::End,
        Field::Minutes,
        Field::Mode,
        Field::Kind,
        Field::Persons,
        Field::PersonName(row()),
        Field::PersonPhone(row()),
        Field::Matter,
        Field::Advice,
        Field::Result,
        Field::ResultClass,
        Field::LectureTopic,
        Field::LectureSpeaker,
        Field::LecturePlace,
        Field::LectureHeadCount,
        Field::LectureCopies,
        Field::MediationParties,
        Field::MediationDispute,
        Field::MediationAgreed,
        Field::Detail(Detail::CaseNumber),
        Field::Paid,
        Field::Major,
        Field::FollowUp,
        Field::Corrects,
        Field::Follows,
        Field::Answers,
        Field::Attachments,
        Field::Other("weather".to_owned()),
    ];
    held("fields-Field", &fields);
    let rules = [
        Rule::Missing,
        Rule::UnknownVillage,
        Rule::EndNotAfterStart,
        Rule::DateInFuture,
        Rule::DateTooOld,
        Rule::BeforeService,
        Rule::TooFarAhead { years: 3 },
        Rule::Itself,
        Rule::NotANumber { min: 1, max: 1440 },
        Rule::TooLong {
            given: 100_000,
            max: 20_000,
        },
        Rule::ControlCharacters,
        Rule::TooMany { max: 50 },
    ];
    held("check-Rule", &rules);
    held(
        "check-Failure",
        &[Failure {
            field: Field::End,
            rule: Rule::EndNotAfterStart,
        }],
    );
}

#[test]
fn acts_and_ink_are_written_like_this() {
    held("ink-Ink", &[s::ink()]);
    held("ink-Stroke", &s::ink().strokes);
    held("ink-Point", &s::ink().strokes[0].0);
    held(
        "ink-InkFault",
        &[
            InkFault::Blank,
            InkFault::Dot,
            InkFault::OffPad,
            InkFault::TooLarge,
            InkFault::Copy,
        ],
    );
    held("confirmation-Confirmation", &s::confirmations());
    held("confirmation-Witness", &[s::witness()]);
    let faults = [
        Fault::NotInContent,
        Fault::Twice,
        Fault::TooMany { max: 50 },
        Fault::InkMissing,
        Fault::Ink(InkFault::Copy),
        Fault::WitnessNameMissing,
        Fault::WitnessReasonMissing,
        Fault::TooLong,
        Fault::ControlCharacters,
    ];
    held("confirmation-Fault", &faults);
    let failure = |fault| confirmation::Failure {
        row: "01-3fa2".to_owned(),
        fault,
    };
    held("confirmation-Failure", &faults.map(failure));
    held("act-Act", &[s::act()]);
    held("act-Body", &s::bodies());
    held("act-SignOff", &[s::sign_off()]);
    held("act-Opinion", &Opinion::ALL);
    held(
        "act-Decision",
        &[
            Decision::Approve,
            Decision::Return {
                reasons: vec!["缺结果".to_owned()],
            },
        ],
    );
    held(
        "act-Review",
        &[Review {
            sign_off: s::act_id(),
            decision: Decision::Approve,
        }],
    );
    held(
        "act-Opening",
        &[Opening {
            reason: "核对补贴".into(),
        }],
    );
    held("act-Explanation", &[s::explanation()]);
    held("question-QuestionKind", &QuestionKind::ALL);
    held("act-Submission", &Way::ALL.map(|way| Submission { way }));
    held("act-Way", &Way::ALL);
    held(
        "act-Void",
        &[Void {
            reason: "重复".to_owned(),
        }],
    );
}

#[test]
fn a_life_and_a_tally_are_written_like_this() {
    held("life-Stage", &Stage::ALL);
    held("life-Life", &[s::life()]);
    held("tally-Tally", &[s::tally()]);
    held::<Line>("tally-Line", &s::tally().lines);
    held::<LectureLine>("tally-LectureLine", &s::tally().lecture_lines);
    held::<MadeUp>("tally-MadeUp", &s::tally().made_up_by);
    held(
        "tally-Counted",
        &[Counted {
            minutes: 0,
            left_out: vec![(Reason::Voided, 90)],
            rounding: 0,
        }],
    );
    held(
        "tally-Reason",
        &[
            Reason::ModeNotCounted,
            Reason::NotSigned,
            Reason::Returned,
            Reason::Voided,
            Reason::Corrected,
            Reason::Overlap,
            Reason::OverlapElsewhere,
            Reason::MonthBefore,
        ],
    );
}

#[test]
fn a_rule_file_and_what_is_wrong_with_it_are_written_like_this() {
    held("file-RuleFile", &[s::rule()]);
    held("file-RuleName", &[s::rule_name(1)]);
    held("file-RuleFileError", &s::rule_file_errors());
    held("timeline-RuleFault", &s::rule_faults());
    held("timeline-Basis", &[s::basis()]);
    held::<Rounding>("option-Rounding", &[s::rule().rounding.unwrap()]);
    let times = Deduction::PerMissingTime {
        times_per_month: 2,
        fen_per_time: 5_000,
        cap_fen_per_month: 20_000,
    };
    held("option-Deduction", &[Deduction::None, Deduction::Proportional, times]);
    held("option-Period", Period::ALL);
    held("option-Direction", Direction::ALL);
    held("option-RoundedPart", RoundedPart::ALL);
    held("option-MonthBoundary", MonthBoundary::ALL);
    held("option-Question", Question::ALL);
}
