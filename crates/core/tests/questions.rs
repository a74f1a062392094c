//! Questions: each arises past its limit and not at it, names the others and the figure, and is answered by what names them all.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests"
)]

use chrono::{NaiveDateTime, NaiveTime};
use cunfa_core::question::{
    Line, Near, Party, SITTING_ENTRIES, SITTING_MINUTES, Sides, copied_part, other_village, parties, questions,
    same_party,
};
use cunfa_core::{EntryId, Ink, PersonId, Point, Question, QuestionKind, ServiceTime, Stroke};

fn id(number: u8) -> EntryId {
    EntryId([number; 16])
}

fn at(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
}

fn line(number: u8, village: &str, from: (u32, u32), to: (u32, u32)) -> Line {
    Line {
        entry: id(number),
        village: village.parse().unwrap(),
        date: "2026-11-23".parse().unwrap(),
        time: ServiceTime::Interval {
            start: at(from.0, from.1),
            end: at(to.0, to.1),
        },
        written_at: Some("2026-11-23T18:00:00".parse().unwrap()),
        is_correction: false,
    }
}

const HERE: &str = "450102101202";
const THERE: &str = "450102101203";

fn of(line: &Line, near: &Near, kind: QuestionKind) -> Option<Question> {
    questions(line, near).into_iter().find(|question| question.kind == kind)
}

fn day(others: Vec<Line>) -> Near {
    Near {
        day: others,
        ..Near::default()
    }
}

#[test]
fn an_overlap_is_asked_about_only_in_another_village_and_not_where_one_ends_as_the_other_begins() {
    let entry = line(1, HERE, (9, 0), (10, 30));
    let next = day(vec![line(2, THERE, (10, 30), (11, 0))]);
    assert_eq!(of(&entry, &next, QuestionKind::Overlap), None);
    let same_village = day(vec![line(2, HERE, (9, 30), (11, 0))]);
    assert_eq!(of(&entry, &same_village, QuestionKind::Overlap), None);
    let mut length = line(2, THERE, (9, 0), (10, 0));
    length.time = ServiceTime::Minutes(600);
    assert_eq!(of(&entry, &day(vec![length]), QuestionKind::Overlap), None);
    let both = day(vec![line(3, THERE, (8, 0), (9, 10)), line(2, THERE, (10, 29), (11, 0))]);
    let question = of(&entry, &both, QuestionKind::Overlap).unwrap();
    assert_eq!((question.others, question.figure), (vec![id(2), id(3)], 10));
}

#[test]
fn a_day_of_twelve_hours_is_ordinary_and_a_minute_more_is_asked_about() {
    let entry = line(1, HERE, (7, 0), (13, 0));
    let twelve = day(vec![line(2, HERE, (13, 0), (19, 0))]);
    assert_eq!(of(&entry, &twelve, QuestionKind::LongDay), None);
    let longer = day(vec![line(2, HERE, (13, 0), (19, 1))]);
    let question = of(&entry, &longer, QuestionKind::LongDay).unwrap();
    assert_eq!((question.others, question.figure), (vec![id(2)], 721));
}

#[test]
fn what_overlaps_counts_once_in_a_day_and_a_mere_length_counts_beside_it() {
    let entry = line(1, HERE, (8, 0), (14, 0));
    let twice = line(2, HERE, (9, 0), (15, 0));
    let mut length = line(3, HERE, (0, 0), (0, 1));
    length.time = ServiceTime::Minutes(300);
    assert_eq!(
        of(&entry, &day(vec![twice.clone(), length.clone()]), QuestionKind::LongDay),
        None
    );
    length.time = ServiceTime::Minutes(301);
    let question = of(&entry, &day(vec![length, twice]), QuestionKind::LongDay).unwrap();
    assert_eq!((question.others, question.figure), (vec![id(2), id(3)], 721));
}

#[test]
fn writing_thirty_days_after_is_ordinary_and_later_is_asked_about_unless_it_corrects() {
    let mut entry = line(1, HERE, (9, 0), (10, 0));
    let mut written = |at: &str| {
        entry.written_at = Some(at.parse().unwrap());
        of(&entry, &Near::default(), QuestionKind::WrittenLate)
    };
    assert_eq!(written("2026-12-23T23:59:00"), None);
    assert_eq!(written("2026-11-01T08:00:00"), None, "a clock that is off says nothing");
    let question = written("2026-12-24T00:00:00").unwrap();
    assert_eq!((question.others, question.figure), (Vec::new(), 31));
    entry.is_correction = true;
    assert_eq!(of(&entry, &Near::default(), QuestionKind::WrittenLate), None);
    entry.written_at = None;
    assert_eq!(questions(&entry, &Near::default()), Vec::new());
}

/// Others written so many minutes after six.
fn sitting(minutes: impl IntoIterator<Item = u32>) -> Near {
    let one = |(number, minute): (u8, u32)| {
        let mut other = line(number, HERE, (9, 0), (10, 0));
        other.date = "2026-11-02".parse().unwrap();
        other.written_at = Some(other.written_at.unwrap() + chrono::Duration::minutes(minute.into()));
        other
    };
    Near {
        sitting: (10_u8..).zip(minutes).map(one).collect(),
        ..Near::default()
    }
}

#[test]
fn ten_entries_in_half_an_hour_are_a_sitting_and_eleven_are_asked_about() {
    let entry = line(1, HERE, (9, 0), (10, 0));
    assert_eq!(SITTING_ENTRIES, 10);
    let ten = sitting((1..=9).map(|number| number * 3));
    assert_eq!(of(&entry, &ten, QuestionKind::OneSitting), None);
    let eleven = sitting((1..=10).map(|number| number * 3));
    let question = of(&entry, &eleven, QuestionKind::OneSitting).unwrap();
    assert_eq!((question.others.len(), question.figure), (10, 11));
    let slower = sitting((1..=10).map(|number| if number == 10 { 31 } else { number }));
    assert_eq!(of(&entry, &slower, QuestionKind::OneSitting), None);
}

#[test]
fn a_sitting_is_the_same_as_when_every_entry_is_held_against_every_other() {
    let entry = line(1, HERE, (9, 0), (10, 0));
    let written = entry.written_at.unwrap();
    for seed in 0..200_u32 {
        // Times from the entry's on, many of them the same ones.
        let times = (0..40_u32)
            .map(|n| n.wrapping_mul(seed * 7 + 3).wrapping_mul(2_654_435_761) >> 16)
            .map(|n| n % 60);
        let near = sitting(times);
        let all: Vec<NaiveDateTime> = near
            .sitting
            .iter()
            .filter_map(|one| one.written_at)
            .chain([written])
            .collect();
        let within = |from: NaiveDateTime| {
            let minutes = all.iter().map(|at| at.signed_duration_since(from).num_minutes());
            minutes
                .filter(|minutes| (0..=SITTING_MINUTES).contains(minutes))
                .count()
        };
        let with_it = all
            .iter()
            .filter(|from| (0..=SITTING_MINUTES).contains(&written.signed_duration_since(**from).num_minutes()));
        let largest = with_it
            .map(|from| within(*from))
            .max()
            .filter(|most| *most > SITTING_ENTRIES);
        let asked = of(&entry, &near, QuestionKind::OneSitting);
        assert_eq!(
            asked.map(|question| question.figure),
            largest.map(|most| u32::try_from(most).unwrap()),
            "{seed}"
        );
    }
}

#[test]
fn copies_are_asked_about_with_the_entries_that_have_them() {
    let entry = line(1, HERE, (9, 0), (10, 0));
    let near = Near {
        same_text: vec![id(9), id(4)],
        same_ink: vec![id(7)],
        ..Near::default()
    };
    let asked = questions(&entry, &near);
    let kinds: Vec<QuestionKind> = asked.iter().map(|question| question.kind).collect();
    assert_eq!(kinds, [QuestionKind::CopiedText, QuestionKind::CopiedInk]);
    assert_eq!((asked[0].others.clone(), asked[0].figure), (vec![id(4), id(9)], 2));
}

fn text(advice: &str, matter: &str) -> Option<String> {
    let mut entry = samples();
    entry.advice = advice.to_owned();
    entry.matter = matter.to_owned();
    copied_part(&entry)
}

fn samples() -> cunfa_core::Entry {
    cunfa_core::Entry {
        village: HERE.parse().unwrap(),
        number: "03-0001".to_owned(),
        counsel: cunfa_core::PersonId([1; 16]),
        counsel_name: "覃明远".to_owned(),
        date: "2026-11-23".parse().unwrap(),
        time: ServiceTime::Minutes(60),
        mode: cunfa_core::Mode::OnSite,
        kind: cunfa_core::Kind::Consultation,
        persons: Vec::new(),
        matter: String::new(),
        advice: String::new(),
        result: String::new(),
        result_class: None,
        lecture: None,
        mediation: None,
        details: Vec::new(),
        paid: None,
        major: None,
        corrects: None,
        follow_up: None,
        follows: None,
        answers: None,
        written_at: "2026-11-23T18:00".to_owned(),
        attachments: Vec::new(),
    }
}

#[test]
fn a_text_is_compared_from_thirty_characters_on_without_blanks_and_punctuation() {
    let long = "告知承包地确权登记的办理步骤并建议双方先到村委会申请调解再看";
    assert_eq!(long.chars().count(), 30);
    let short: String = long.chars().take(29).collect();
    assert_eq!(text(&short, ""), None);
    assert_eq!(
        text(&format!("{short}，。 \n"), ""),
        None,
        "punctuation makes no text longer"
    );
    assert!(text(long, "").is_some());
    let spaced = format!("{} ，\n{}。", &long[..30], &long[30..]);
    assert_eq!(text(&spaced, "甲"), text(long, "乙"));
    assert_eq!(
        text("", long),
        text(long, ""),
        "the first of 内容 and 事由 that is long"
    );
    assert_ne!(text(&long.replace('先', "再"), ""), text(long, ""));
}

#[test]
fn an_answer_stands_while_it_names_every_entry_that_is_asked_about() {
    let question = Question {
        kind: QuestionKind::Overlap,
        others: vec![id(2), id(3)],
        figure: 10,
    };
    assert!(question.is_answered_by(QuestionKind::Overlap, &[id(2), id(3)]));
    assert!(question.is_answered_by(QuestionKind::Overlap, &[id(1), id(2), id(3)]));
    assert!(!question.is_answered_by(QuestionKind::Overlap, &[id(2)]));
    assert!(!question.is_answered_by(QuestionKind::LongDay, &[id(2), id(3)]));
}

/// Three strokes over the pad; `inner` moves a point inside the second one.
fn ink(inner: i32, moved: i32) -> Ink {
    let stroke = |points: &[(i32, i32)]| {
        let point = |(x, y): &(i32, i32)| Point {
            x: x + moved,
            y: y + moved,
            t_ms: 0,
            pressure: None,
        };
        Stroke(points.iter().map(point).collect())
    };
    Ink {
        width: 900,
        height: 400,
        strokes: vec![
            stroke(&[(10, 10), (300, 200), (40, 190)]),
            stroke(&[(200, 20), (260 + inner, 100), (210, 180), (290, 60)]),
            stroke(&[(320, 20), (420, 210), (330, 200)]),
        ],
    }
}

#[test]
fn an_outline_is_that_of_a_moved_or_inwardly_changed_copy_and_of_no_other_hand() {
    let first = ink(0, 0);
    assert!(first.outline().is_some());
    assert_eq!(ink(7, 0).outline(), first.outline());
    assert_ne!(ink(7, 0).shape(), first.shape(), "no exact copy, which is refused");
    assert_eq!(ink(0, 30).outline(), first.outline());
    let mut other = first.clone();
    other.strokes[2].0[2].x += 30;
    assert_ne!(other.outline(), first.outline());
    let line = Ink {
        strokes: vec![Stroke(first.strokes[0].0[..2].to_vec())],
        ..first
    };
    assert_eq!(line.outline(), None, "a plain line tells nobody apart");
}

fn sided(kind: cunfa_core::Kind, persons: &[(&str, &str)], named: &str) -> Vec<(String, String)> {
    let mut entry = samples();
    entry.kind = kind;
    entry.persons = persons
        .iter()
        .map(|(name, phone)| cunfa_core::entry::ServedPerson {
            name: (*name).to_owned(),
            phone: (*phone).to_owned(),
            ..Default::default()
        })
        .collect();
    entry.mediation = Some(cunfa_core::entry::Mediation {
        parties: named.to_owned(),
        dispute: String::new(),
        agreed: false,
    });
    let parties = parties(&entry).into_iter();
    parties.map(|party| (party.name, party.phone)).collect()
}

#[test]
fn parties_are_whom_a_matter_with_sides_names_and_no_hidden_name_nor_a_word_for_anybody() {
    use cunfa_core::Kind;
    let text = "申请人：韦志强（58 岁）、黄和平，张某；甲方\n那马村村民委员会";
    let named = sided(
        Kind::Mediation,
        &[("韦志强", "138 0000-0001"), ("欧 阳娜", ""), ("李", "")],
        text,
    );
    let plain = |name: &str| (name.to_owned(), String::new());
    let expected = [
        plain("欧阳娜"),
        plain("那马村村民委员会"),
        plain("韦志强"),
        ("韦志强".to_owned(), "13800000001".to_owned()),
        plain("黄和平"),
    ];
    assert_eq!(named, expected);
    for kind in [
        Kind::Consultation,
        Kind::Visit,
        Kind::Lecture,
        Kind::Publicity,
        Kind::Other,
    ] {
        assert_eq!(sided(kind, &[("韦志强", "")], text), [], "{kind:?} has no sides");
    }
}

#[test]
fn two_of_one_name_may_be_the_same_unless_their_phones_differ() {
    let party = |name: &str, phone: &str| Party {
        name: name.to_owned(),
        phone: phone.to_owned(),
    };
    assert!(party("韦志强", "").may_be(&party("韦志强", "1")));
    assert!(party("韦志强", "1").may_be(&party("韦志强", "1")));
    assert!(!party("韦志强", "1").may_be(&party("韦志强", "2")));
    assert!(!party("韦志强", "").may_be(&party("韦志刚", "")));
}

#[test]
fn a_party_names_the_village_of_the_longest_name_that_stands_in_it() {
    let villages = [(HERE, "大新村"), (THERE, "新村")].map(|(code, name)| (code.parse().unwrap(), name.to_owned()));
    let named = |name: &str| {
        let party = Party {
            name: name.to_owned(),
            phone: String::new(),
        };
        party.village_named(&villages).map(ToString::to_string)
    };
    assert_eq!(named("大新村村委会").as_deref(), Some(HERE));
    assert_eq!(named("新村三组").as_deref(), Some(THERE));
    assert_eq!(named("韦志强"), None);
}

#[test]
fn parties_of_two_villages_another_village_as_a_party_and_a_recusal_are_asked_about() {
    let entry = line(1, HERE, (9, 0), (10, 0));
    let near = Near {
        same_party: vec![id(8), id(3), id(8)],
        villages_named: 1,
        recused: true,
        ..Near::default()
    };
    let asked = questions(&entry, &near);
    let seen: Vec<_> = asked
        .iter()
        .map(|one| (one.kind, one.others.as_slice(), one.figure))
        .collect();
    let both = [id(3), id(8)];
    let expected = [
        (QuestionKind::SameParty, both.as_slice(), 2),
        (QuestionKind::OtherVillage, &[], 1),
        (QuestionKind::Recused, &[], 0),
    ];
    assert_eq!(seen, expected);
    assert!(asked.iter().all(|one| one.is_answered_by(one.kind, &both)));
}

fn sides(number: u8, village: &str, date: &str, party: (&str, &str)) -> Sides {
    Sides {
        entry: id(number),
        village: village.parse().unwrap(),
        date: date.parse().unwrap(),
        counsel: PersonId([1; 16]),
        parties: vec![Party {
            name: party.0.to_owned(),
            phone: party.1.to_owned(),
        }],
    }
}

#[test]
fn entries_of_one_party_in_two_villages_are_told_of_each_others_village_within_a_year_and_of_no_other_counsels() {
    let one = sides(1, HERE, "2026-11-23", ("韦志强", "1"));
    let told = |other: Sides| {
        let told = same_party(&[one.clone(), other]);
        told.into_iter()
            .map(|crossing| (crossing.entry.0[0], crossing.village.to_string()))
            .collect::<Vec<_>>()
    };
    let both = vec![(1, THERE.to_owned()), (2, HERE.to_owned())];
    assert_eq!(told(sides(2, THERE, "2025-11-23", ("韦志强", ""))), both);
    assert_eq!(told(sides(2, THERE, "2025-11-22", ("韦志强", ""))), []);
    assert_eq!(told(sides(2, THERE, "2026-11-23", ("韦志强", "2"))), []);
    assert_eq!(told(sides(2, HERE, "2026-11-23", ("韦志强", ""))), []);
    let counsel = PersonId([2; 16]);
    let colleague = Sides {
        counsel,
        ..sides(2, THERE, "2026-11-23", ("韦志强", ""))
    };
    assert_eq!(told(colleague), []);
}

#[test]
fn a_party_that_names_another_village_is_told_of_it_and_one_that_names_its_own_is_not() {
    let villages = [(HERE, "那况村"), (THERE, "新村"), ("450102101204", "大新村")];
    let villages = villages.map(|(code, name)| (code.parse().unwrap(), name.to_owned()));
    let told = |name: &str| {
        let told = other_village(&[sides(1, HERE, "2026-11-23", (name, ""))], &villages);
        told.into_iter()
            .map(|(_, one)| one.village.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(told("新村村民委员会"), [THERE]);
    assert_eq!(told("大新村"), ["450102101204"]);
    assert!(told("那况村").is_empty() && told("韦志强").is_empty() && told("新村").len() == 1);
}
