//! The program `cunfa-verify`: what it prints and how it ends.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use std::path::Path;
use std::process::Command;

use common::{key, small};

fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_cunfa-verify"))
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn put(folder: &Path, name: &str, bytes: &[u8]) -> String {
    std::fs::write(folder.join(name), bytes).unwrap();
    folder.join(name).to_str().unwrap().to_owned()
}

#[test]
fn it_ends_with_0_when_all_holds_1_when_something_does_not_and_2_when_it_cannot_read() {
    let folder = tempfile::tempdir().unwrap();
    let world = small();
    let root_key = hex(&world.root_key());
    let good = put(folder.path(), "good", &world.volume());
    let mut changed = world.volume();
    let place = changed.len() / 2;
    changed[place] ^= 1;
    let bad = put(folder.path(), "bad", &changed);
    let none = put(folder.path(), "none", b"no volume");

    let (code, out, err) = run(&[&good, "--root-key", &root_key]);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    for words in [
        "结论：本卷全部成立",
        "签后有改动",
        "已作废",
        "待登记",
        "司法所周某",
        "03-0001",
    ] {
        assert!(out.contains(words), "{words} in {out}");
    }
    let (code, out, _) = run(&[&bad, "--root-key", &root_key]);
    assert!(code == Some(1) && out.contains("结论：本卷有不成立之处"), "{out}");
    let (code, _, err) = run(&[&none, "--root-key", &root_key]);
    assert!(code == Some(2) && err.contains("不是卷"), "{err}");
    let (code, _, err) = run(&["/nowhere", "--root-key", &root_key]);
    assert!(code == Some(2) && err.contains("读不出"), "{err}");
    let (code, _, err) = run(&[&good, "--root-key", "zz"]);
    assert!(code == Some(2) && err.contains("根密钥"), "{err}");
    assert_eq!(run(&[&good, "--root-key", &hex(key(8).public())]).0, Some(1));
}

#[test]
fn the_root_key_may_be_a_file_of_bytes_or_of_hex() {
    let folder = tempfile::tempdir().unwrap();
    let world = small();
    let volume = put(folder.path(), "volume", &world.volume());
    let bytes = put(folder.path(), "bytes", &world.root_key());
    let text = put(
        folder.path(),
        "text",
        format!("{}\n", hex(&world.root_key())).as_bytes(),
    );
    for given in [bytes, text] {
        assert_eq!(run(&[&volume, "--root-key", &given]).0, Some(0));
    }
}

#[test]
fn json_names_every_entry_and_act() {
    let folder = tempfile::tempdir().unwrap();
    let world = small();
    let volume = put(folder.path(), "volume", &world.volume());
    let (code, out, _) = run(&[&volume, "--json", "--root-key", &hex(&world.root_key())]);
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &report["holds"]), (Some(0), &true.into()));
    let entries = report["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 6);
    let act = &entries[0]["acts"][0];
    assert_eq!((&act["holds"], &act["said"]["role"]), (&true.into(), &"cadre".into()));
    assert_eq!(act["said"]["key"].as_str().unwrap().len(), 32);
}

#[test]
fn help_is_in_chinese_and_a_wrong_use_ends_with_2() {
    let (code, out, _) = run(&["--help"]);
    assert_eq!(code, Some(0));
    for words in ["校验导出的卷", "退出码", "--root-key", "--json"] {
        assert!(out.contains(words), "{words} in {out}");
    }
    for word in ["Usage", "Options", "Arguments", "Print"] {
        assert!(!out.contains(word), "{word} in {out}");
    }
    for wrong in [&[][..], &["a"], &["a", "--root-key", "b", "--other"]] {
        let (code, _, err) = run(wrong);
        assert!(code == Some(2) && err.contains("用法"), "{err}");
    }
}
