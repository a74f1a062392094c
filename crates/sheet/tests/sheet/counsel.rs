//! A list of counsel against the registers.

use cunfa_core::{Person, PersonId, Role};
use cunfa_sheet::{
    Column, Held, Line, ListError, Listed, Official, Place, Preview, Question, Repair, Verdict, Why, counsel,
};

use crate::support::{book, kinds, merge, put, register, texts, workbook};

const HEAD: &[&str] = &["姓名", "执业类别", "执业机构", "乡镇", "村", "联系电话", "备注"];

fn of(rows: &[&[&str]], people: &[Person]) -> Preview<Listed> {
    let mut all = vec![HEAD];
    all.extend(rows);
    let villages = register();
    let held = Held {
        villages: &villages,
        people,
    };
    counsel(&book(&texts(&all)), held).expect("a list")
}

fn only(row: &[&str]) -> Line<Listed> {
    of(&[row], &[]).lines.pop().expect("a row")
}

fn listed(name: &str, post: &str, villages: &[&str]) -> Listed {
    Listed {
        name: name.to_owned(),
        post: post.to_owned(),
        villages: villages.iter().map(|code| code.parse().unwrap()).collect(),
    }
}

fn place(row: u32) -> Place {
    Place {
        sheet: "Sheet1".to_owned(),
        row,
    }
}

#[test]
fn villages_are_found_by_the_names_of_township_and_village() {
    let line = only(&["韦某", "执业律师", "某某律师事务所", "四塘镇", "甲村、丙村委会"]);
    let person = listed("韦某", "某某律师事务所 律师", &["990101101201", "990101101202"]);
    assert_eq!(line.verdict, Verdict::Taken(person));
    assert_eq!(
        kinds(&line.repairs),
        [Repair::CodeFound, Repair::CodeFound, Repair::Form]
    );
}

#[test]
fn a_name_that_several_villages_have_is_never_guessed() {
    let line = only(&["韦某", "律师", "某所", "", "甲村"]);
    assert_eq!(line.verdict, Verdict::Refused(Why::ManyVillages("甲村".to_owned(), 2)));
    let line = only(&["韦某", "律师", "某所", "三塘镇", "那旷村"]);
    let Verdict::Asked(Question::NearVillages { given, near }, _) = line.verdict else {
        panic!("{line:?}")
    };
    assert_eq!(
        (given.as_str(), near.len(), near[0].name.as_str()),
        ("那旷村", 1, "那况村")
    );
    let line = only(&["韦某", "律师", "某所", "三塘镇", "百花村"]);
    assert_eq!(line.verdict, Verdict::Refused(Why::UnknownVillage("百花村".to_owned())));
}

#[test]
fn the_rows_of_one_person_are_one_person_also_under_a_merged_name() {
    let villages = register();
    let bytes = workbook(|sheet| {
        put(
            sheet,
            &[
                &["姓名", "单位", "身份", "村代码"],
                &["", "某所", "实习律师", "990101100201"],
                &["", "某所", "实习律师", "990101100202"],
                &["韦某", "某所", "实习律师", "990101100202"],
            ],
        );
        merge(sheet, (1, 2), 0, "韦 某");
    });
    let held = Held {
        villages: &villages,
        people: &[],
    };
    let found = counsel(&book(&bytes), held).unwrap();
    assert_eq!(
        found.taken().collect::<Vec<_>>(),
        [&listed("韦某", "某所 实习人员", &["990101100201", "990101100202"])]
    );
    assert_eq!(found.lines[1].verdict, Verdict::Joined(place(2)));
    assert_eq!(found.lines[2].verdict, Verdict::Repeated(place(2)));
    assert!(kinds(&found.lines[1].repairs).contains(&Repair::Merged));
}

#[test]
fn public_officials_are_refused_wherever_the_list_says_it() {
    for row in [
        ["韦某", "公职律师", "某局", "三塘镇", "甲村", "", ""],
        ["韦某", "律师", "某局", "三塘镇", "甲村", "", "公务员"],
        ["韦某", "律师", "某司法所（参公）", "三塘镇", "甲村", "", ""],
    ] {
        let line = only(&row);
        let Verdict::Refused(Why::PublicOfficial(Official { text, .. })) = line.verdict else {
            panic!("{line:?}")
        };
        assert!(row.contains(&text.as_str()));
    }
    assert!(matches!(
        only(&["韦某", "律师", "某所", "三塘镇", "甲村", "", "非公务员"]).verdict,
        Verdict::Taken(_)
    ));
    let line = only(&["韦某", "志愿者", "某所", "三塘镇", "甲村"]);
    assert_eq!(line.verdict, Verdict::Refused(Why::UnknownRole("志愿者".to_owned())));
}

#[test]
fn a_person_with_a_row_that_is_not_taken_waits_with_every_other_row() {
    let good = ["韦某", "律师", "某所", "三塘镇", "甲村"];
    let bad = ["韦某", "律师", "某所", "三塘镇", "百花村"];
    for (rows, bad_row) in [([&good[..], &bad[..]], 3), ([&bad[..], &good[..]], 2)] {
        let found = of(&rows, &[]);
        assert_eq!(found.taken().count(), 0);
        let waits = found
            .lines
            .iter()
            .filter(|line| line.verdict == Verdict::Waits(place(bad_row)));
        assert_eq!(waits.count(), 1);
    }
}

#[test]
fn a_person_of_the_register_is_known_and_one_with_other_villages_is_asked_about() {
    let person = |post: &str, scope: &[&str]| Person {
        id: PersonId([7; 16]),
        name: "韦某".to_owned(),
        role: Role::Counsel,
        post: post.to_owned(),
        scope: scope.iter().map(|code| code.parse().unwrap()).collect(),
    };
    let row: &[&str] = &["韦某", "律师", "某所", "三塘镇", "甲村"];
    let verdict = |person: Person| of(&[row], &[person]).lines.pop().unwrap().verdict;
    assert_eq!(verdict(person("某所 律师", &["990101100201"])), Verdict::Known);
    assert!(matches!(
        verdict(person("某所 律师", &["990101100202"])),
        Verdict::Asked(Question::OtherScope { .. }, _)
    ));
    assert!(matches!(
        verdict(person("别所 律师", &["990101100201"])),
        Verdict::Asked(Question::SameName { .. }, _)
    ));
}

#[test]
fn two_people_of_one_name_and_firm_are_told_apart_by_their_phones() {
    let found = of(
        &[
            &["韦某", "律师", "某所", "三塘镇", "甲村", "0771-0000001"],
            &["韦某", "律师", "某所", "三塘镇", "那况村", "0771-0000002"],
        ],
        &[],
    );
    assert!(matches!(
        found.lines[1].verdict,
        Verdict::Asked(Question::OtherPhone { .. }, _)
    ));
}

#[test]
fn a_row_without_a_name_is_refused_and_a_list_without_rows_is_named() {
    let line = only(&["", "律师", "某所", "三塘镇", "甲村"]);
    assert_eq!(line.verdict, Verdict::Refused(Why::Missing(Column::Name)));
    let villages = register();
    let held = Held {
        villages: &villages,
        people: &[],
    };
    assert_eq!(
        counsel(&book(&texts(&[HEAD])), held),
        Err(ListError::NoRows { hidden: Vec::new() })
    );
}
