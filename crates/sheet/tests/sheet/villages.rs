//! A list of villages against the register.

use cunfa_sheet::{Column, Counts, ListError, Place, Preview, Question, Repair, Verdict, Why, villages};
use rust_xlsxwriter::Workbook;

use crate::support::{book, kinds, merge, put, register, texts, village, workbook};
use cunfa_core::Village;

fn preview(rows: &[&[&str]]) -> Preview<Village> {
    villages(&book(&texts(rows)), &register()).expect("a list")
}

fn only(rows: &[&[&str]]) -> cunfa_sheet::Line<Village> {
    let mut all = vec![&["代码", "村", "乡镇", "县区", "市"][..]];
    all.extend(rows);
    preview(&all).lines.pop().expect("a row")
}

fn place(row: u32) -> Place {
    Place {
        sheet: "Sheet1".to_owned(),
        row,
    }
}

#[test]
fn columns_are_found_by_their_usual_headings_in_any_order_below_a_title() {
    let found = preview(&[
        &["测试县村（社区）名单"],
        &["", "2026年11月"],
        &[
            "序号",
            "村（社区）名称",
            "备 注",
            "行政区划代码",
            "乡镇（街道）",
            "县（市、区）",
        ],
        &["1", "丁村", "新设", "990101100203", "三塘镇", "测试县"],
        &["2", "甲村", "", "990101100201", "三塘镇", "测试县"],
        &["", "合计", "", "2"],
    ]);
    assert_eq!(found.other_columns, ["备注", "序号"]);
    let verdicts: Vec<_> = found.lines.iter().map(|line| &line.verdict).collect();
    assert_eq!(*verdicts[0], Verdict::Taken(village("990101100203", "三塘镇", "丁村")));
    assert_eq!(kinds(&found.lines[0].repairs), [Repair::Derived]);
    assert_eq!(*verdicts[1], Verdict::Known);
    assert_eq!(*verdicts[2], Verdict::Refused(Why::Sum));
    assert_eq!(found.taken().count(), 1);
}

#[test]
fn codes_stored_as_numbers_keep_their_digits_and_each_repair_is_told() {
    let found = villages(
        &book(&workbook(|sheet| {
            put(sheet, &[&["代码", "村"]]);
            sheet.write_number(1, 0, 990_101_100_203.0).unwrap();
            sheet.write_string(1, 1, "丁村").unwrap();
        })),
        &register(),
    )
    .unwrap();
    assert_eq!(
        *found.taken().next().unwrap(),
        village("990101100203", "三塘镇", "丁村")
    );
    assert_eq!(
        kinds(&found.lines[0].repairs),
        [Repair::Number, Repair::Derived, Repair::Derived, Repair::Derived]
    );
    let line = only(&[&["９９０１０１１００２０３", "丁\u{200b} 村", "三塘", "测试县", "某市"]]);
    assert_eq!(line.verdict, Verdict::Taken(village("990101100203", "三塘镇", "丁村")));
    assert_eq!(
        kinds(&line.repairs),
        [Repair::FullWidth, Repair::Invisible, Repair::Spaces, Repair::Form]
    );
    let line = only(&[&["9.90101100203E+11", "丁村", "三塘镇", "测试县", "某市"]]);
    assert_eq!(kinds(&line.repairs), [Repair::Scientific]);
    let line = only(&[&["990101100203.0", "丁村", "三塘镇", "测试县", "某市"]]);
    assert_eq!(kinds(&line.repairs), [Repair::TrailingZero]);
}

#[test]
fn a_code_that_lost_digits_is_refused_with_what_stands_there() {
    let refused = |code: &str| match only(&[&[code, "丁村"]]).verdict {
        Verdict::Refused(why) => why,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused("9.901E+11"), Why::DigitsLost("9.901E+11".to_owned()));
    assert_eq!(refused("99010110020"), Why::Digits("99010110020".to_owned()));
    assert_eq!(refused("甲"), Why::NotDigits("甲".to_owned()));
    assert_eq!(refused(""), Why::Missing(Column::Code));
}

#[test]
fn merged_townships_are_filled_down_and_a_formula_is_told() {
    let bytes = workbook(|sheet| {
        put(
            sheet,
            &[
                &["乡镇", "村", "代码"],
                &["", "", "990101100203"],
                &["", "戊村", "990101100204"],
            ],
        );
        merge(sheet, (1, 2), 0, "三塘镇");
        let name = rust_xlsxwriter::Formula::new("=\"丁\"&\"村\"").set_result("丁村");
        sheet.write_formula(1, 1, name).unwrap();
    });
    let found = villages(&book(&bytes), &register()).unwrap();
    let told: Vec<Vec<Repair>> = found
        .lines
        .iter()
        .map(|line| {
            let kinds = kinds(&line.repairs);
            kinds.into_iter().filter(|one| *one != Repair::Derived).collect()
        })
        .collect();
    assert_eq!(told, [vec![Repair::Formula], vec![Repair::Merged]]);
    assert_eq!(found.taken().count(), 2);
}

#[test]
fn a_renamed_village_is_asked_about_and_another_form_of_its_name_is_not() {
    let known = village("990101100202", "三塘镇", "那况村");
    let line = only(&[&["990101100202", "那况社区", "三塘镇", "测试县", "某市"]]);
    let Verdict::Asked(Question::Renamed { known: asked }, now) = line.verdict else {
        panic!("{line:?}")
    };
    assert_eq!((asked, now.name.as_str()), (known.clone(), "那况社区"));
    let line = only(&[&["990101100202", "那况村民委员会", "三塘镇", "测试县", "某市"]]);
    assert_eq!(
        (line.verdict, kinds(&line.repairs)),
        (Verdict::Known, vec![Repair::Form])
    );
    // The name of the register under a code it does not have, while its own code is not in the list.
    let line = only(&[&["990101100209", "那况村", "三塘镇", "测试县", "某市"]]);
    assert!(matches!(line.verdict, Verdict::Asked(Question::OtherCode { known: asked }, _) if asked == known));
}

#[test]
fn a_row_that_stands_twice_is_taken_once_and_a_code_with_two_names_is_refused() {
    let found = preview(&[
        &["代码", "村"],
        &["990101100203", "丁村"],
        &["990101100203", "丁村委会"],
        &["990101100203", "戊村"],
        &["代码", "村"],
    ]);
    assert_eq!(found.lines.len(), 3);
    assert_eq!(found.lines[1].verdict, Verdict::Repeated(place(2)));
    assert_eq!(found.lines[2].verdict, Verdict::Refused(Why::CodeTwice(place(2))));
    assert_eq!(
        found.counts(),
        Counts {
            repaired: 1,
            nothing_new: 1,
            refused: 1,
            ..Counts::default()
        }
    );
}

#[test]
fn headings_that_come_again_on_every_page_lose_no_row() {
    let found = preview(&[
        &["代码", "村"],
        &["990101100203", "丁村"],
        &["代码", "村"],
        &["990101100204", "戊村"],
    ]);
    assert_eq!(found.taken().count(), 2);
    // In two rows, the second finer than the first.
    let two = villages(
        &book(&workbook(|sheet| {
            put(
                sheet,
                &[
                    &["", "村（社区）"],
                    &["", "名称", "代码"],
                    &["三塘镇", "丁村", "990101100203"],
                ],
            );
            merge(sheet, (0, 1), 0, "乡镇");
        })),
        &register(),
    );
    let two = two.unwrap();
    assert_eq!((two.lines.len(), two.taken().count()), (1, 1));
}

#[test]
fn a_code_of_another_township_than_the_list_says_is_refused() {
    let line = only(&[&["990101100203", "丁村", "四塘镇", "测试县", "某市"]]);
    let why = Why::Elsewhere {
        column: Column::Township,
        given: "四塘镇".to_owned(),
        known: "三塘镇".to_owned(),
    };
    assert_eq!(line.verdict, Verdict::Refused(why));
    let line = only(&[&["880101100203", "丁村", "四塘镇", "", ""]]);
    assert_eq!(line.verdict, Verdict::Refused(Why::Missing(Column::City)));
}

#[test]
fn headings_without_rows_and_rows_without_headings_are_named() {
    let of = |rows: &[&[&str]]| villages(&book(&texts(rows)), &register());
    assert_eq!(of(&[&["代码", "村"]]), Err(ListError::NoRows { hidden: Vec::new() }));
    assert_eq!(
        of(&[&["990101100203", "丁村"]]),
        Err(ListError::NoHeadings { hidden: Vec::new() })
    );
}

#[test]
fn a_sheet_for_each_township_is_one_list_and_other_sheets_are_named() {
    let mut workbook = Workbook::new();
    for (name, rows) in [
        ("说明", &[&["请勿改动"][..]][..]),
        ("三塘镇", &[&["代码", "村"], &["990101100203", "丁村"]]),
        ("四塘镇", &[&["村", "代码"], &["己村", "990101101203"]]),
    ] {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name).unwrap();
        put(sheet, rows);
    }
    let found = villages(&book(&workbook.save_to_buffer().unwrap()), &register()).unwrap();
    assert_eq!(found.other_sheets, ["说明"]);
    let names: Vec<&str> = found.taken().map(|village| village.township.as_str()).collect();
    assert_eq!(names, ["三塘镇", "四塘镇"]);
}

#[test]
fn the_whole_list_of_1997_is_understood() {
    let found = villages(&book(include_bytes!("../files/excel97.xls")), &register()).unwrap();
    assert_eq!(found.hidden, ["旧名单"]);
    let known = found.lines.iter().filter(|line| line.verdict == Verdict::Known).count();
    assert_eq!((known, found.lines.len()), (2, 3));
}
