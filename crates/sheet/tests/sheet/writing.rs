//! Tables written, and read back by the reader of another program's files.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use chrono::{NaiveDate, NaiveDateTime};
use cunfa_sheet::{Head, Item, Page, Value, read, write};
use proptest::prelude::*;

fn made() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 11, 26)
        .unwrap()
        .and_hms_opt(9, 30, 0)
        .unwrap()
}

fn page(rows: Vec<Vec<Item>>) -> Page {
    Page {
        name: "台账".to_owned(),
        title: "甲村 2026 年".to_owned(),
        lead: vec!["共 1 条".to_owned()],
        heads: vec![Head::new("序号", 10), Head::new("事由", 40)],
        rows,
        foot: vec!["规则：nanning-2016 第 1 版".to_owned()],
    }
}

fn written(rows: Vec<Vec<Item>>) -> Vec<u8> {
    write(&[page(rows)], made()).unwrap()
}

#[test]
fn the_same_values_give_the_same_bytes() {
    let rows = || {
        vec![
            vec![Item::from("01-0001"), Item::from("借款")],
            vec![Item::from(2), Item::Empty],
        ]
    };
    let first = written(rows());
    assert_eq!(first, written(rows()));
    let text = String::from_utf8_lossy(&first).into_owned();
    assert!(text.contains("docProps/core.xml"));
}

#[test]
fn texts_that_begin_as_formulas_do_stay_texts() {
    let texts = [
        "=1+1",
        "+86 771",
        "-5",
        "@SUM(A1)",
        "\t=1",
        "=HYPERLINK(\"http://x\")",
        "'甲",
        "_x0041_",
        "0100",
    ];
    let bytes = written(
        texts
            .iter()
            .map(|text| vec![Item::from(*text), Item::from(1)])
            .collect(),
    );
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes.as_slice())).unwrap();
    let range = workbook.worksheet_range("台账").unwrap();
    let formulas = workbook.worksheet_formula("台账").unwrap();
    assert_eq!(formulas.used_cells().filter(|(_, _, text)| !text.is_empty()).count(), 0);
    for (row, text) in (3u32..).zip(texts) {
        assert_eq!(range.get_value((row, 0)), Some(&Data::String(text.to_owned())));
        assert_eq!(range.get_value((row, 1)), Some(&Data::Float(1.0)));
    }
    let book = read(&bytes).unwrap();
    assert!(
        book.sheets[0]
            .rows
            .values()
            .flat_map(|row| row.values())
            .all(|cell| !cell.formula)
    );
}

#[test]
fn an_amount_is_a_number_of_yuan_to_the_fen() {
    let rows = [0, 1, 40_000, 4_000_000_099].map(|fen| vec![Item::from("01"), Item::Fen(fen)]);
    let bytes = written(rows.to_vec());
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes.as_slice())).unwrap();
    let range = workbook.worksheet_range("台账").unwrap();
    for (row, yuan) in (3u32..).zip([0.0, 0.01, 400.0, 40_000_000.99]) {
        assert_eq!(range.get_value((row, 1)), Some(&Data::Float(yuan)));
    }
}

#[test]
fn a_text_longer_than_a_cell_goes_on_below_and_loses_nothing() {
    let long: String = "𠮷甲".chars().cycle().take(40_000).collect();
    let book = read(&written(vec![
        vec![Item::from("1"), Item::from(long.clone())],
        vec![Item::from("2"), Item::from("乙")],
    ]))
    .unwrap();
    let texts: Vec<&str> = book.sheets[0]
        .rows
        .range(4..)
        .filter_map(|(_, row)| match &row.get(&1)?.value {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(texts.len(), 4);
    assert_eq!(texts[..3].concat(), long);
    assert_eq!(texts[3], "乙");
}

#[test]
fn names_of_sheets_are_as_excel_allows_them_and_each_its_own() {
    let named = |name: &str| Page {
        name: name.to_owned(),
        ..page(Vec::new())
    };
    let pages = [
        named("三塘镇/甲村[1]"),
        named("三塘镇甲村1"),
        named(""),
        named(&"长".repeat(50)),
    ];
    let book = read(&write(&pages, made()).unwrap()).unwrap();
    let names: Vec<&str> = book.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    assert_eq!(names[..3], ["三塘镇甲村1", "三塘镇甲村1-2", "1"]);
    assert_eq!(names[3].chars().count(), 27);
}

#[test]
fn title_lead_and_foot_stand_around_the_rows() {
    let book = read(&written(vec![vec![Item::from(1), Item::from("借款")]])).unwrap();
    let first: Vec<String> = book.sheets[0]
        .rows
        .values()
        .filter_map(|row| match &row.get(&0)?.value {
            Value::Text(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        })
        .collect();
    assert_eq!(
        first,
        ["甲村 2026 年", "共 1 条", "序号", "1", "规则：nanning-2016 第 1 版"]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_text_comes_back_as_it_was(text in "[^\\r\\p{Cc}\u{FFFE}\u{FFFF}]{1,40}") {
        let book = read(&written(vec![vec![Item::from("1"), Item::from(text.clone())]])).unwrap();
        prop_assert_eq!(&book.sheets[0].rows[&4][&1].value, &Value::Text(text));
    }
}
