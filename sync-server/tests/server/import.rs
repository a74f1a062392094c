//! Lists taken in by the admin commands: what the preview says, what is written, and that nothing is before somebody says yes.

use std::path::PathBuf;

use chrono::NaiveDate;
use cunfa_sheet::{Head, Item, Page, write};

use crate::support::{OwnDatabase, Program, Said};

const NEW: &str = "450102101299";

/// A workbook of one sheet in the program's folder.
fn sheet(program: &Program, rows: &[&[&str]]) -> PathBuf {
    let (heads, rows) = rows.split_first().unwrap();
    let page = Page {
        name: "名单".to_owned(),
        heads: heads.iter().map(|head| Head::new(head, 20)).collect(),
        rows: rows
            .iter()
            .map(|row| row.iter().map(|text| Item::from(*text)).collect())
            .collect(),
        ..Page::default()
    };
    let made = NaiveDate::from_ymd_opt(2026, 11, 26)
        .unwrap()
        .and_hms_opt(0, 0, 0)
        .unwrap();
    let path = program.folder().join("名单.xlsx");
    std::fs::write(&path, write(&[page], made).unwrap()).unwrap();
    path
}

fn import(program: &Program, what: &str, path: &std::path::Path, more: &[&str]) -> Said {
    let mut words = vec![what, "import", path.to_str().unwrap()];
    words.extend(more);
    program.run(&words)
}

const VILLAGES: &[&[&str]] = &[
    &["乡镇", "村（社区）", "代码"],
    &["三塘镇", "某新村", NEW],
    &["三塘镇", "那况村", "450102101202"],
    &["三塘镇", "某 某 村", "4501021012.98"],
    &["三塘镇", "另名村", "450102101203"],
    &["合计", "", ""],
];

fn villages_are_taken_in(program: &Program) {
    let path = sheet(program, VILLAGES);
    let said = import(program, "villages", &path, &[]);
    assert!(said.success, "{}", said.err);
    for words in [
        "某新村",
        "按代码从名册补上",
        "不是数字",
        "是改名吗",
        "合计行",
        "没有改动任何内容",
        "会一次写入 1 个村",
    ] {
        assert!(said.out.contains(words), "{words}: {}", said.out);
    }
    // Nothing was changed: the same list still says the same.
    assert_eq!(import(program, "villages", &path, &[]).out, said.out);
    let said = import(program, "villages", &path, &["--yes", "--renames"]);
    assert!(
        said.success && said.out.contains("已写入 2 个村"),
        "{}{}",
        said.out,
        said.err
    );
    let said = import(program, "villages", &path, &["--yes", "--renames"]);
    assert!(said.out.contains("已写入 0 个村"), "{}", said.out);
}

fn counsel_are_taken_in(program: &Program) {
    let path = sheet(
        program,
        &[
            &["姓名", "身份", "律师事务所", "乡镇", "村", "手机"],
            &["韦𫞩", "律师", "某某律师事务所", "三塘镇", "某新村", "13800000000"],
            &["韦𫞩", "律师", "某某律师事务所", "三塘镇", "", ""],
            &["黄某", "律师", "某某律师事务所", "三塘镇", "某新村", ""],
            &["李某", "公职律师", "某局", "三塘镇", "某新村", ""],
        ],
    );
    let said = import(program, "person", &path, &["--yes"]);
    assert!(said.success, "{}", said.err);
    for words in ["公务员不能担任", "没有村（社区）", "改好后一起写入", "已登记 1 名"] {
        assert!(said.out.contains(words), "{words}: {}", said.out);
    }
    let people = program.json(&["person", "list", "--json"]);
    assert_eq!(people[0]["name"], "黄某");
    assert_eq!(people[0]["post"], "某某律师事务所 律师");
    assert_eq!(people[0]["scope"], serde_json::json!([NEW]));
    assert!(!people.to_string().contains("13800000000"));
    let said = import(program, "person", &path, &["--yes"]);
    assert!(said.out.contains("已登记 0 名"), "{}", said.out);
    assert_eq!(program.json(&["person", "list", "--json"]).as_array().unwrap().len(), 1);
}

#[test]
fn a_list_of_villages_and_one_of_counsel_are_shown_and_then_taken_in_in_one_go() {
    let program = Program::founded();
    villages_are_taken_in(&program);
    counsel_are_taken_in(&program);
}

#[test]
fn lists_are_taken_in_on_postgresql_too() {
    let own = OwnDatabase::empty();
    let program = Program::empty();
    program.configure_on(&own.url(), "127.0.0.1:0", "");
    assert!(program.run(&["init", "--villages", "nanning"]).success);
    villages_are_taken_in(&program);
    counsel_are_taken_in(&program);
}

#[test]
fn what_is_no_list_is_said_and_changes_nothing() {
    let program = Program::founded();
    let says = |name: &str, bytes: &[u8], words: &str| {
        let path = program.folder().join(name);
        std::fs::write(&path, bytes).unwrap();
        let said = import(&program, "villages", &path, &["--yes"]);
        assert!(!said.success && said.out.is_empty(), "{name}: {}", said.out);
        assert!(
            said.err.contains(words) && said.err.contains("什么也没有改动"),
            "{name}: {}",
            said.err
        );
        let own = said.err.replace(path.to_str().unwrap(), "");
        let strange = own.split_terminator(|c: char| !c.is_ascii_alphabetic());
        let strange: Vec<&str> = strange.filter(|word| word.len() > "Excel".len()).collect();
        assert!(strange.is_empty(), "{name}: said in another language: {strange:?}");
    };
    says("空.xlsx", b"", "文件是空的");
    says("网页.xls", b"<html><table></table></html>", "这是网页");
    says("说明.csv", "说明\n请勿改动\n".as_bytes(), "没有找到表头");
    says("表头.csv", "代码,村\n".as_bytes(), "没有一行内容");
    says("坏.xlsx", b"PK\x03\x04", "损坏");
    says("照片.xlsx", b"\x89PNG\r\n\x1a\n\x01\x02", "不是表格文件");
    let said = import(&program, "villages", &program.folder().join("没有.xlsx"), &[]);
    assert!(
        !said.success && said.err.contains("没有.xlsx：没有这个文件"),
        "{}",
        said.err
    );
}

#[test]
fn before_init_a_list_is_not_looked_at() {
    let program = Program::empty();
    let path = sheet(&program, VILLAGES);
    assert!(import(&program, "villages", &path, &[]).err.contains("init"));
}
