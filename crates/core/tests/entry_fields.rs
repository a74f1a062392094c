//! The flat keys an entry's document holds.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod samples;

use cunfa_core::entry::{FieldMap, FieldsError, ServiceTime, from_fields, is_of_newer, to_fields};
use cunfa_core::{Detail, Field};
use proptest::prelude::*;
use samples::{at, check, consultation, entries, lecture, litigation};

fn fields() -> FieldMap {
    to_fields(&check(&consultation()).unwrap())
}

fn with(key: &str, value: &str) -> Result<cunfa_core::Entry, FieldsError> {
    let mut fields = fields();
    fields.insert(key.into(), value.into());
    from_fields(&fields)
}

fn without(key: &str) -> Result<cunfa_core::Entry, FieldsError> {
    let mut fields = fields();
    fields.remove(key);
    from_fields(&fields)
}

#[test]
fn a_consultation_is_these_keys() {
    let given: Vec<(String, String)> = fields().into_iter().collect();
    let expected = [
        ("advice", "先请村委调解，再看登记资料"),
        ("counsel", "07070707070707070707070707070707"),
        ("counsel_name", "韦法明"),
        ("date", "2026-11-23"),
        ("end", "10:30"),
        ("kind", "consultation"),
        ("matter", "邻里宅基地边界"),
        ("mode", "on_site"),
        ("number", "03-0007"),
        ("person.01-3fa2.name", "覃秀英"),
        ("start", "09:00"),
        ("village", "450102001003"),
        ("written_at", "2026-11-23T18:05"),
    ];
    assert_eq!(given, expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
}

#[test]
fn unknown_keys_are_ignored() {
    assert_eq!(with("person.01-3fa2.shoe_size", "41"), from_fields(&fields()));
    assert_eq!(with("satisfaction", "5"), from_fields(&fields()));
}

#[test]
fn each_detail_has_a_key_of_its_own_so_that_two_people_can_write_two_of_them() {
    let given = to_fields(&check(&litigation()).unwrap());
    let details: Vec<(&str, &str)> = given
        .iter()
        .filter(|(key, _)| key.starts_with("detail."))
        .map(|(key, text)| (key.as_str(), text.as_str()))
        .collect();
    let expected = [
        ("detail.body", "兴宁区人民法院"),
        ("detail.case_number", "（2026）桂0102民初17号"),
        ("detail.stage", "一审"),
    ];
    assert_eq!(details, expected);
    for of in Detail::ALL.iter().copied() {
        assert_eq!(Field::of_key(&format!("detail.{}", of.code())), Field::Detail(of));
    }
    assert!(!is_of_newer(&given));
    assert_eq!(from_fields(&given).unwrap(), check(&litigation()).unwrap());
}

#[test]
fn a_detail_that_only_a_newer_program_knows_marks_the_entry_as_its() {
    let mut newer = fields();
    newer.insert("detail.chamber".into(), "速裁".into());
    assert!(is_of_newer(&newer));
    assert_eq!(Field::of_key("detail.chamber"), Field::Other("detail.chamber".into()));
    assert_eq!(from_fields(&newer), from_fields(&fields()));
}

#[test]
fn a_detail_of_another_kind_that_a_merge_left_stays_readable_and_an_empty_one_is_none() {
    let left = with("detail.aid_station", "县法律援助中心").unwrap();
    assert_eq!((left.details.len(), left.details[0].of), (1, Detail::AidStation));
    assert_eq!(with("detail.stage", "").unwrap().details, []);
}

#[test]
fn the_first_missing_key_is_named() {
    for key in [
        "village",
        "number",
        "counsel",
        "counsel_name",
        "date",
        "mode",
        "kind",
        "written_at",
        "start",
        "end",
    ] {
        assert!(
            matches!(without(key), Err(FieldsError::Missing(missing)) if missing == key),
            "{key}"
        );
    }
}

#[test]
fn another_spelling_of_a_value_is_unreadable() {
    let wrong = [
        ("village", "45010200100"),
        ("counsel", "0707070707070707070707070707070A"),
        ("date", "2026-11-3"),
        ("date", "2026-02-30"),
        ("start", "9:00"),
        ("start", "09:00:00"),
        ("minutes", "+5"),
        ("minutes", "005"),
        ("minutes", "65536"),
        ("mode", "teleport"),
        ("kind", "法律咨询"),
        ("person.01-3fa2.category", "vip"),
        ("result_class", ""),
        ("lecture.head_count", "-1"),
        ("mediation.agreed", "yes"),
        ("corrects", "abc"),
        ("follow_up", "2026-12-7"),
        ("follow_up", "下周"),
        ("follows", "0707070707070707070707070707070A"),
        ("answers", "07"),
        ("written_at", "2026-11-23 18:05"),
        ("written_at", "昨天"),
    ];
    for (key, value) in wrong {
        assert_eq!(
            with(key, value),
            Err(FieldsError::Unreadable { key: key.into() }),
            "{value}"
        );
    }
}

#[test]
fn fields_left_over_by_a_merge_stay_readable() {
    let mut length_and_end = fields();
    length_and_end.remove("start");
    length_and_end.insert("minutes".into(), "30".into());
    assert_eq!(from_fields(&length_and_end).unwrap().time, ServiceTime::Minutes(30));
    assert_eq!(
        with("minutes", "30").unwrap().time.minutes(),
        90,
        "an interval says more than a length"
    );
    let crossed = with("start", "15:00").unwrap();
    assert_eq!(
        crossed.time,
        ServiceTime::Interval {
            start: at("15:00"),
            end: at("10:30")
        }
    );
    assert_eq!(crossed.time.minutes(), 0);
    let topic_only = with("lecture.topic", "民法典").unwrap().lecture.unwrap();
    assert_eq!(
        (
            topic_only.topic.as_str(),
            topic_only.place.as_str(),
            topic_only.head_count
        ),
        ("民法典", "", 0)
    );
    let phone_only = with("person.02-0000.phone", "13800000000").unwrap();
    assert_eq!(phone_only.persons.len(), 2);
}

#[test]
fn every_key_of_an_entry_belongs_to_a_field() {
    let mut keys = to_fields(&check(&lecture()).unwrap());
    keys.extend(fields());
    for key in ["counsel", "counsel_name", "written_at"] {
        assert_eq!(Field::of_key(key), Field::Other(key.into()));
        keys.remove(key);
    }
    assert!(keys.keys().all(|key| !matches!(Field::of_key(key), Field::Other(_))));
    assert_eq!(
        Field::of_key("person.01-3fa2.name"),
        Field::PersonName("01-3fa2".into())
    );
    assert_eq!(
        Field::of_key("person.01-3fa2.phone"),
        Field::PersonPhone("01-3fa2".into())
    );
    assert_eq!(Field::of_key("person.01-3fa2.category"), Field::Persons);
    for other in [
        "",
        "person..name",
        "person.a.b.name",
        "person.01-3fa2",
        "person.01-3fa2.x",
        "lecture",
        "村",
    ] {
        assert_eq!(Field::of_key(other), Field::Other(other.into()));
    }
}

const KEYS: [&str; 36] = [
    "detail.stage",
    "detail.title",
    "detail.x",
    "village",
    "number",
    "counsel",
    "counsel_name",
    "date",
    "start",
    "end",
    "minutes",
    "mode",
    "kind",
    "matter",
    "advice",
    "result",
    "result_class",
    "lecture.topic",
    "lecture.speaker",
    "lecture.place",
    "lecture.head_count",
    "lecture.copies",
    "mediation.parties",
    "mediation.dispute",
    "mediation.agreed",
    "paid",
    "major",
    "corrects",
    "follow_up",
    "follows",
    "answers",
    "written_at",
    "person.01-3fa2.name",
    "person.01-3fa2.category",
    "person..name",
    "person.",
];

proptest! {
    #[test]
    fn every_entry_reads_back_from_its_fields(entry in entries()) {
        prop_assert_eq!(from_fields(&to_fields(&entry)), Ok(entry));
    }

    #[test]
    fn arbitrary_keys_and_texts_never_panic(map in proptest::collection::btree_map(".*", ".*", 0..8)) {
        map.keys().for_each(|key| { let _ = Field::of_key(key); });
        let _ = from_fields(&map);
    }

    #[test]
    fn arbitrary_texts_under_known_keys_read_to_what_writes_back_or_are_refused(
        changes in proptest::collection::vec((0usize..36, prop_oneof![".*", "[0-9:T-]{1,16}", "[a-z_]{1,12}"]), 0..6),
    ) {
        let mut map = fields();
        for (index, value) in changes {
            map.insert(KEYS.get(index).copied().unwrap_or_default().to_owned(), value);
        }
        if let Ok(entry) = from_fields(&map) {
            prop_assert_eq!(from_fields(&to_fields(&entry)), Ok(entry));
        }
    }
}
