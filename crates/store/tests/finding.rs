//! Search and lists: every substring is found and nothing else; every filter narrows.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::*;
use cunfa_core::rules::Service;
use cunfa_core::{Area, Detail, DetailText, EntryId, Kind, Lecture, Mode, ServedPerson, ServiceTime, Stage};
use cunfa_store::{Row, RowQuery, Store};
use proptest::prelude::*;

fn all() -> RowQuery {
    RowQuery {
        scope: vec![shard()],
        limit: 50,
        ..RowQuery::default()
    }
}

fn found(store: &Store, words: &str) -> Vec<EntryId> {
    let query = RowQuery {
        search: words.to_owned(),
        ..all()
    };
    let mut found: Vec<EntryId> = store
        .rows(&query)
        .unwrap()
        .rows
        .into_iter()
        .map(|row| row.entry)
        .collect();
    found.sort();
    found
}

#[test]
fn rare_names_emoji_punctuation_and_full_width_are_found_by_any_part() {
    let mut tablet = Tablet::new(1);
    let mut first = entry("01-0001", "宅基地：相邻通行权（三组）😀");
    first.persons[0].name = "韦𡌶𬭎𫖯".into();
    first.result = "Ａｂ１２ 已达成".into();
    tablet.write(id(1), &first).unwrap();
    tablet.write(id(2), &entry("01-0002", "山林权属")).unwrap();
    for words in [
        "𡌶",
        "𬭎𫖯",
        "韦𡌶𬭎𫖯",
        "😀",
        "（三组）",
        "(三组)",
        "：相",
        "地：相邻",
        "AB12",
        "ab1",
        "b",
        "01-0001",
        "0001",
        "通行权 韦",
        " 已达成\u{3000}宅基 ",
    ] {
        assert_eq!(found(&tablet.store, words), [id(1)], "{words}");
    }
    for words in [
        "𡌷",
        "地相邻",
        "12已",
        "韦宅",
        "邻相",
        "\" OR \"",
        "*",
        "宅*",
        "text:宅",
        "NOT 山",
        "🙂",
    ] {
        assert!(found(&tablet.store, words).is_empty(), "{words}");
    }
    for words in ["", "  ", "01-000", "依照土地管理法"] {
        assert_eq!(found(&tablet.store, words), [id(1), id(2)], "{words}");
    }
}

#[test]
fn the_details_of_a_kind_are_found_and_the_other_side_by_its_initials() {
    let mut tablet = Tablet::new(1);
    let mut one = entry("01-0001", "承包合同");
    let details = [
        (Detail::Counterpart, "黄大山"),
        (Detail::CaseNumber, "（2026）桂0102民初17号"),
    ];
    one.details = details.map(|(of, text)| DetailText { of, text: text.into() }).into();
    tablet.write(id(1), &one).unwrap();
    tablet.write(id(2), &entry("01-0002", "承包合同")).unwrap();
    for words in ["桂0102民初17", "大山", "hds", "(2026)"] {
        assert_eq!(found(&tablet.store, words), [id(1)], "{words}");
    }
    tablet.edit(id(1), |entry| entry.details.clear()).unwrap();
    assert!(found(&tablet.store, "民初").is_empty());
}

#[test]
fn a_word_does_not_reach_across_names_or_fields() {
    let mut tablet = Tablet::new(1);
    let mut one = entry("01-0001", "甲乙");
    one.advice = "丙丁".into();
    one.persons = ["王大", "小李"]
        .iter()
        .zip(["01-aaaa", "02-bbbb"])
        .map(|(name, row)| ServedPerson {
            row: row.into(),
            name: (*name).into(),
            ..ServedPerson::default()
        })
        .collect();
    tablet.write(id(1), &one).unwrap();
    assert!(found(&tablet.store, "大小").is_empty());
    assert!(found(&tablet.store, "乙丙").is_empty());
    assert_eq!(found(&tablet.store, "大 小 乙 丙"), [id(1)]);
}

#[test]
fn after_an_edit_the_old_words_are_gone_and_after_signing_both_texts_are_found() {
    let mut tablet = Tablet::new(1);
    tablet.write(id(1), &entry("01-0001", "鱼塘承包")).unwrap();
    tablet.edit(id(1), |entry| entry.matter = "果园承包".into()).unwrap();
    assert!(found(&tablet.store, "鱼塘").is_empty());
    assert_eq!(found(&tablet.store, "果园"), [id(1)]);
    tablet.act(id(1), Who::Cadre, sign_off());
    tablet.edit(id(1), |entry| entry.matter = "水库承包".into()).unwrap();
    assert_eq!(found(&tablet.store, "果园"), [id(1)]);
    assert_eq!(found(&tablet.store, "水库"), [id(1)]);
    let rows = tablet.store.rows(&all()).unwrap().rows;
    assert_eq!(
        (rows[0].matter.as_str(), rows[0].changed_after_signing),
        ("果园承包", true)
    );
    assert_eq!(tablet.store.audit().unwrap(), []);
}

#[test]
fn a_person_is_found_by_the_initials_of_every_reading_of_the_name_and_no_text_is() {
    let mut tablet = Tablet::new(1);
    let mut named = entry("01-0001", "覃明远咨询林地");
    named.persons[0].name = "覃小单".into();
    tablet.write(id(1), &named).unwrap();
    let mut heard = entry("01-0002", "");
    heard.kind = Kind::Lecture;
    heard.persons.clear();
    heard.lecture = Some(Lecture {
        topic: "宅基地".into(),
        speaker: "韦明、Wei".into(),
        place: "村委会".into(),
        head_count: 20,
        copies: 0,
    });
    tablet.write(id(2), &heard).unwrap();
    for words in ["qxd", "txs", "QX", "ｘｓ", "qxs 林地", "01-0001 q"] {
        assert_eq!(found(&tablet.store, words), [id(1)], "{words}");
    }
    for words in ["wm", "wei", "m"] {
        assert_eq!(found(&tablet.store, words), [id(2)], "{words}");
    }
    for words in ["qmy", "zjd", "dx", "mwei", "qxdl", "q覃", "cwh"] {
        assert!(found(&tablet.store, words).is_empty(), "{words}");
    }
    assert_eq!(tablet.store.audit().unwrap(), []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn every_substring_is_found_and_nothing_else(
        texts in proptest::collection::vec("[土地权山林𡌶𬭎ab1，。 -]{1,24}", 2..6),
        queries in proptest::collection::vec("[土地权山林𡌶𬭎ab1，。-]{1,6}", 1..12),
    ) {
        let mut tablet = Tablet::new(1);
        let mut written = Vec::new();
        for (number, text) in (1u8..).zip(&texts) {
            let mut one = entry("9", text.trim());
            one.advice = String::new();
            one.persons.clear();
            tablet.write(id(number), &one).unwrap();
            written.push((id(number), one.matter));
        }
        let substrings = written.iter().flat_map(|(_, text)| {
            let characters: Vec<char> = text.chars().collect();
            (1..=6).flat_map(move |length| characters.windows(length).map(|part| part.iter().collect::<String>()).collect::<Vec<_>>())
        });
        let substrings: Vec<String> = substrings.filter(|part| !part.contains(' ')).collect();
        for words in queries.iter().chain(&substrings) {
            let folded = words.replace('，', ",");
            let holds = |text: &str| text.replace('，', ",").contains(&folded);
            let expected: Vec<EntryId> = written.iter().filter(|(_, text)| holds(text)).map(|(entry, _)| *entry).collect();
            prop_assert_eq!(found(&tablet.store, words), expected, "{}", words);
        }
    }
}

fn numbers(rows: &[Row]) -> Vec<&str> {
    rows.iter().map(|row| row.number.as_str()).collect()
}

/// Five entries: two villages, three months, a lecture; one signed, one delivered.
fn ledger() -> Tablet {
    let mut tablet = Tablet::new(1);
    let mut server = Server::new();
    let made = [
        (1, 1, "2025-12-31", Kind::Consultation),
        (2, 1, "2026-10-01", Kind::Visit),
        (3, 2, "2026-11-02", Kind::Lecture),
        (4, 1, "2026-11-20", Kind::Consultation),
        (5, 2, "2026-11-20", Kind::Consultation),
    ];
    for (number, place, date, kind) in made {
        let mut one = entry(&format!("01-{number:04}"), &format!("事由{number}"));
        one.village = village(place);
        one.date = date.parse().unwrap();
        one.kind = kind;
        if kind == Kind::Lecture {
            one.time = ServiceTime::Minutes(120);
            one.matter = String::new();
            one.persons.clear();
            one.lecture = Some(Lecture {
                topic: "民法典进乡村".into(),
                speaker: "覃律师".into(),
                place: "村委会".into(),
                head_count: 56,
                copies: 100,
            });
        }
        tablet.write(id(number), &one).unwrap();
        if number == 2 {
            tablet.act(id(2), Who::Cadre, sign_off());
            tablet.sync(&mut server);
        }
    }
    tablet.act(id(4), Who::Cadre, sign_off());
    tablet
}

#[test]
fn a_list_is_newest_first_in_pages_with_its_total() {
    let tablet = ledger();
    let page = tablet.store.rows(&all()).unwrap();
    assert_eq!(
        (page.total, numbers(&page.rows)),
        (5, vec!["01-0005", "01-0004", "01-0003", "01-0002", "01-0001"])
    );
    let page = tablet
        .store
        .rows(&RowQuery {
            offset: 2,
            limit: 2,
            ..all()
        })
        .unwrap();
    assert_eq!(
        (page.total, page.offset, numbers(&page.rows)),
        (5, 2, vec!["01-0003", "01-0002"])
    );
    let lecture = &page.rows[0];
    assert_eq!(
        (lecture.matter.as_str(), lecture.head_count, lecture.names.len()),
        ("民法典进乡村", Some(56), 0)
    );
    assert_eq!(lecture.time, ServiceTime::Minutes(120));
    let visit = &page.rows[1];
    assert_eq!(
        (visit.names.as_slice(), visit.mode, visit.kind),
        (["韦小妹".to_owned()].as_slice(), Mode::OnSite, Kind::Visit)
    );
}

#[test]
fn every_filter_narrows_and_filters_combine() {
    let tablet = ledger();
    let month = "2026-11-01".parse().ok();
    let cases = [
        (
            RowQuery {
                village: Some(village(2)),
                ..all()
            },
            vec!["01-0005", "01-0003"],
        ),
        (
            RowQuery {
                year: Some(2025),
                ..all()
            },
            vec!["01-0001"],
        ),
        (RowQuery { month, ..all() }, vec!["01-0005", "01-0004", "01-0003"]),
        (
            RowQuery {
                kind: Some(Kind::Lecture),
                ..all()
            },
            vec!["01-0003"],
        ),
        (
            RowQuery {
                stages: vec![Stage::Signed, Stage::InReview],
                ..all()
            },
            vec!["01-0004", "01-0002"],
        ),
        (
            RowQuery {
                mode: Some(Mode::Phone),
                ..all()
            },
            vec![],
        ),
        (
            RowQuery {
                mode: Some(Mode::OnSite),
                kind: Some(Kind::Lecture),
                ..all()
            },
            vec!["01-0003"],
        ),
        (RowQuery { major: true, ..all() }, vec![]),
        (
            RowQuery { unsent: true, ..all() },
            vec!["01-0005", "01-0004", "01-0003"],
        ),
        (
            RowQuery {
                month,
                village: Some(village(1)),
                search: "事由".into(),
                ..all()
            },
            vec!["01-0004"],
        ),
        (
            RowQuery {
                scope: vec![village(2).area()],
                ..all()
            },
            vec!["01-0005", "01-0003"],
        ),
        (
            RowQuery {
                scope: vec!["4502".parse::<Area>().unwrap()],
                ..all()
            },
            vec![],
        ),
        (RowQuery { scope: vec![], ..all() }, vec![]),
        (
            RowQuery {
                village: Some(village(1)),
                scope: vec![village(2).area()],
                ..all()
            },
            vec![],
        ),
    ];
    for (query, expected) in cases {
        let page = tablet.store.rows(&query).unwrap();
        assert_eq!(numbers(&page.rows), expected, "{query:?}");
        assert_eq!(page.total as usize, expected.len());
    }
}

#[test]
fn home_counts_visits_names_numbers_and_services_come_from_the_same_rows() {
    let tablet = ledger();
    let counts = tablet.store.counts(&[shard()]).unwrap();
    assert_eq!((counts.unsigned, counts.unsent, counts.returned), (3, 3, 0));
    assert_eq!(tablet.store.counts(&[]).unwrap(), cunfa_store::Counts::default());
    let visits = tablet.store.last_visits(&[shard()]).unwrap();
    assert_eq!(visits.len(), 2);
    assert_eq!(visits[0].1, "2026-11-20".parse().unwrap());
    assert_eq!(tablet.store.recent_names(&[shard()], 5).unwrap(), ["韦小妹"]);
    assert_eq!(tablet.store.next_number(&village(1), 2026).unwrap(), "01-0005");
    assert_eq!(tablet.store.next_number(&village(1), 2024).unwrap(), "01-0001");
    assert_eq!(tablet.store.next_number(&village(2), 2026).unwrap(), "01-0006");
    let of_year = |year| tablet.store.villages_of_year(&[shard()], year).unwrap().len();
    assert_eq!((of_year(2026), of_year(2024)), (2, 0));
    let services = |from: &str, before: &str| -> Vec<Service> {
        let found = tablet.store.services_in(&[shard()], &span(from, before)).unwrap();
        found.into_values().flatten().collect()
    };
    let numbers = |from: &str, before: &str| -> Vec<String> {
        services(from, before)
            .into_iter()
            .map(|service| service.number)
            .collect()
    };
    assert_eq!(numbers("2026-11-01", "2026-12-01"), ["01-0004", "01-0003", "01-0005"]);
    assert_eq!(
        numbers("2026-10-01", "2026-11-01"),
        ["01-0002", "01-0003"],
        "the month, and the year's lecture"
    );
    let first = services("2026-10-01", "2026-11-01").remove(0);
    assert!(
        first.counsel.is_some(),
        "who was there is told, for what two villages have in common"
    );
    assert_eq!((first.stage, first.time.minutes()), (Stage::InReview, 90));
}

#[test]
fn numbers_of_other_devices_do_not_count_for_the_next_one() {
    let mut tablet = Tablet::new(1);
    tablet.write(id(1), &entry("02-0041", "别的设备")).unwrap();
    tablet.write(id(2), &entry("01-0009", "这台设备")).unwrap();
    tablet.write(id(3), &entry("011-0050", "另一台")).unwrap();
    assert_eq!(tablet.store.next_number(&village(1), 2026).unwrap(), "01-0010");
}

#[test]
fn a_long_matter_is_cut_by_graphemes_in_the_row_only() {
    let mut tablet = Tablet::new(1);
    let long = "👨‍👩‍👧山".repeat(30);
    tablet.write(id(1), &entry("01-0001", &long)).unwrap();
    assert_eq!(tablet.store.rows(&all()).unwrap().rows[0].matter, "👨‍👩‍👧山".repeat(20));
    assert_eq!(tablet.store.open_entry(id(1)).unwrap().unwrap().current.matter, long);
}

#[test]
fn what_matters_most_and_how_it_was_done_narrow_a_list() {
    let mut tablet = Tablet::new(1);
    let mut major = entry("01-0001", "集体上访");
    major.major = Some("涉及多户".into());
    tablet.write(id(1), &major).unwrap();
    let mut phone = entry("01-0002", "电话咨询");
    phone.mode = Mode::Phone;
    tablet.write(id(2), &phone).unwrap();
    let numbered = |query: RowQuery| -> Vec<String> {
        let page = tablet.store.rows(&query).unwrap();
        page.rows.into_iter().map(|row| row.number).collect()
    };
    assert_eq!(numbered(RowQuery { major: true, ..all() }), ["01-0001"]);
    let mode = Some(Mode::Phone);
    assert_eq!(numbered(RowQuery { mode, ..all() }), ["01-0002"]);
    let search = "咨询".to_owned();
    assert!(
        numbered(RowQuery {
            major: true,
            search,
            ..all()
        })
        .is_empty()
    );
}

#[test]
fn the_last_day_of_a_month_and_of_a_year_belong_to_it() {
    let mut tablet = Tablet::new(1);
    for (number, date) in (1..).zip([
        "2025-12-31",
        "2026-01-01",
        "2026-01-31",
        "2026-02-01",
        "1970-01-01",
        "2106-12-31",
    ]) {
        let mut one = entry(&format!("01-000{number}"), "事由");
        one.date = date.parse().unwrap();
        tablet.write(id(number), &one).unwrap();
    }
    let numbered = |query: RowQuery| -> Vec<String> {
        let page = tablet.store.rows(&query).unwrap();
        page.rows.into_iter().map(|row| row.number).collect()
    };
    let month = "2026-01-17".parse().ok();
    assert_eq!(numbered(RowQuery { month, ..all() }), ["01-0003", "01-0002"]);
    let month = "2025-12-01".parse().ok();
    assert_eq!(numbered(RowQuery { month, ..all() }), ["01-0001"]);
    for (year, found) in [(2026, 3), (2025, 1), (1970, 1), (2106, 1), (2024, 0)] {
        let year = Some(year);
        let village = Some(village(1));
        assert_eq!(numbered(RowQuery { year, ..all() }).len(), found, "{year:?}");
        assert_eq!(numbered(RowQuery { year, village, ..all() }).len(), found, "{year:?}");
    }
    assert_eq!(tablet.store.next_number(&village(1), 2026).unwrap(), "01-0005");
    assert_eq!(tablet.store.next_number(&village(1), 2025).unwrap(), "01-0002");
}

#[test]
fn unsigned_entries_are_counted_by_village() {
    let tablet = ledger();
    let found = tablet.store.counts(&[shard()]).unwrap();
    assert_eq!(found.unsigned_by_village.values().sum::<u32>(), 3);
    assert_eq!(found.unsigned, 3);
}

#[test]
fn areas_that_lie_in_each_other_count_no_entry_twice() {
    let tablet = ledger();
    let scope = vec![village(2).area(), shard(), shard(), village(1).area()];
    let page = tablet.store.rows(&RowQuery { scope, ..all() }).unwrap();
    assert_eq!((page.total, page.rows.len()), (5, 5));
    let scope = vec![village(2).area(), village(1).area(), village(2).area()];
    assert_eq!(tablet.store.rows(&RowQuery { scope, ..all() }).unwrap().total, 5);
}
