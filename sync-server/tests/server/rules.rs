//! Rule files on a server that is at work: tried first, taken in only when somebody says so, and never a set that does not hold together.

use crate::support::{OwnDatabase, Program, Said};

const NANNING: &str = include_str!("../../../rules/nanning-2016.toml");

fn put(program: &Program, text: &str, more: &[&str]) -> Said {
    let path = program.folder().join("规则.toml");
    std::fs::write(&path, text).unwrap();
    let mut words = vec!["rules", "put", path.to_str().unwrap()];
    words.extend(more);
    program.run(&words)
}

/// Nanning's second version, from a day on.
fn second(from: &str) -> String {
    let text = NANNING
        .replace("version = 1", "version = 2")
        .replace("2016-11-18\"\non_site", &format!("{from}\"\non_site"))
        .replace("minutes_per_month = 300", "minutes_per_month = 240");
    format!("{text}\n[replaces]\nid = \"nanning-2016\"\nversion = 1\n")
}

fn is_tried_and_then_taken(program: &Program) {
    let tried = put(program, &second("2099-01-01"), &[]);
    assert!(tried.success, "{}", tried.err);
    for words in ["第 2 版", "1856 个村", "300 → 240", "只是试算", "三塘镇那况村"] {
        assert!(tried.out.contains(words), "{words}: {}", tried.out);
    }
    assert!(!tried.out.contains("重新计算"), "it begins later");
    let listed = program.run(&["rules", "list"]);
    assert!(
        listed.out.contains("第 1 版") && !listed.out.contains("第 2 版"),
        "{}",
        listed.out
    );
    let taken = put(program, &second("2099-01-01"), &["--yes"]);
    assert!(taken.success && taken.out.contains("已采用"), "{}", taken.err);
    let listed = program.run(&["rules", "list"]);
    assert!(
        listed.out.contains("第 1 版") && listed.out.contains("第 2 版"),
        "{}",
        listed.out
    );
    let again = put(program, &second("2099-01-01"), &["--yes"]);
    assert!(!again.success && again.err.contains("已经有了"), "{}", again.err);
}

#[test]
fn a_new_rule_file_is_tried_on_last_month_and_taken_in_when_somebody_says_so() {
    is_tried_and_then_taken(&Program::founded());
}

#[test]
fn a_rule_file_is_taken_in_on_postgresql_too() {
    let own = OwnDatabase::empty();
    let program = Program::empty();
    program.configure_on(&own.url(), "127.0.0.1:0", "");
    assert!(program.run(&["init", "--villages", "nanning"]).success);
    is_tried_and_then_taken(&program);
}

#[test]
fn a_file_that_does_not_hold_together_with_the_others_is_refused_by_what_is_wrong() {
    let program = Program::founded();
    let alone = second("2099-01-01").replace("[replaces]\nid = \"nanning-2016\"\nversion = 1\n", "");
    let gap = NANNING.replace("lectures = 1", "effective_until = \"2020-01-01\"\nlectures = 1");
    let circle = second("2099-01-01").replace(
        "]\nid = \"nanning-2016\"\nversion = 1",
        "]\nid = \"nanning-2016\"\nversion = 2",
    );
    let seen = [
        (alone, "同时施行"),
        (gap, "已经有了"),
        (circle, "绕了一圈"),
        (second("2010-01-01"), "不晚于"),
        (
            second("2099-01-01").replace("= 240", "= -240"),
            "on_site_minutes_per_month 是负数",
        ),
        (
            second("2099-01-01").replace("area = \"4501\"", "area = \"45\""),
            "没有后者",
        ),
        ("version = ".to_owned(), "第 1 行"),
        (String::new(), "缺少 id"),
        ("x".repeat(70_000), "文件太长"),
    ];
    for (text, words) in seen {
        let said = put(&program, &text, &["--yes"]);
        assert!(
            !said.success && said.err.contains(words) && said.err.contains("什么也没有改动"),
            "{words}: {}",
            said.err
        );
    }
    let path = program.folder().join("乱码.toml");
    std::fs::write(&path, [0xFF, 0xFE, 0x81]).unwrap();
    let said = program.run(&["rules", "put", path.to_str().unwrap()]);
    assert!(!said.success && said.err.contains("UTF-8"), "{}", said.err);
    let listed = program.run(&["rules", "list"]);
    assert_eq!(listed.out.lines().count(), 1, "{}", listed.out);
}

#[test]
fn one_that_reaches_back_says_that_past_months_are_counted_anew() {
    let program = Program::founded();
    let tried = put(&program, &second("2020-01-01"), &[]);
    assert!(tried.success && tried.out.contains("重新计算"), "{}", tried.out);
}
