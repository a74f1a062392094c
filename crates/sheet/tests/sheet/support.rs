//! Sheets made by Excel's format, and a small register.

use cunfa_core::Village;
use cunfa_sheet::{Book, Repair, Repaired, read};
use rust_xlsxwriter::{Format, Workbook, Worksheet};

/// A workbook of one sheet.
pub fn workbook(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet());
    workbook.save_to_buffer().unwrap()
}

/// A sheet of texts.
pub fn texts(rows: &[&[&str]]) -> Vec<u8> {
    workbook(|sheet| put(sheet, rows))
}

/// Puts texts in from the first row on.
pub fn put(sheet: &mut Worksheet, rows: &[&[&str]]) {
    for (row, cells) in (0u32..).zip(rows) {
        for (column, text) in (0u16..).zip(*cells) {
            if !text.is_empty() {
                sheet.write_string(row, column, *text).unwrap();
            }
        }
    }
}

/// Merges a column's rows.
pub fn merge(sheet: &mut Worksheet, rows: (u32, u32), column: u16, text: &str) {
    sheet
        .merge_range(rows.0, column, rows.1, column, text, &Format::new())
        .unwrap();
}

pub fn book(bytes: &[u8]) -> Book {
    read(bytes).expect("a sheet")
}

/// A village of a county that is nowhere.
pub fn village(code: &str, township: &str, name: &str) -> Village {
    Village {
        code: code.parse().unwrap(),
        city: "某市".to_owned(),
        county: "测试县".to_owned(),
        township: township.to_owned(),
        name: name.to_owned(),
    }
}

/// Two townships.
pub fn register() -> Vec<Village> {
    vec![
        village("990101100001", "三塘镇", "乙社区居委会"),
        village("990101100201", "三塘镇", "甲村"),
        village("990101100202", "三塘镇", "那况村"),
        village("990101101201", "四塘镇", "丙村"),
        village("990101101202", "四塘镇", "甲村"),
    ]
}

pub fn kinds(repairs: &[Repaired]) -> Vec<Repair> {
    repairs.iter().map(|one| one.repair).collect()
}
