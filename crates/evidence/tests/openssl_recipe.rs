//! The lines of docs/evidence.md that verify an act with the `openssl` program alone, run as they stand there.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod common;

use std::process::Command;

use common::{ENTRY, consultation, key, sign_off, small_ink, statement};
use cunfa_core::Entry;
use cunfa_evidence::{act, canonical};

const DOCUMENT: &str = include_str!("../../../docs/evidence.md");

/// Runs the recipe in a folder with the act, the given content and the signer's public key.
fn openssl_accepts(content: &[u8]) -> bool {
    let signed_content = canonical::digest(ENTRY, &consultation());
    let signer = key(1);
    let act = act::sign(statement(sign_off(small_ink())), signed_content, &signer);
    let folder = tempfile::tempdir().unwrap();
    let files = [("act", act.bytes()), ("content", content), ("key", signer.public())];
    files
        .iter()
        .for_each(|(name, bytes)| std::fs::write(folder.path().join(name), bytes).unwrap());
    let (_, recipe) = DOCUMENT.split_once("```sh\n").unwrap();
    let (recipe, _) = recipe.split_once("```").unwrap();
    let output = Command::new("sh")
        .args(["-euc", recipe])
        .current_dir(folder.path())
        .output();
    let output = output.expect("a shell and the openssl program are needed for this test");
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(
        output.status.success(),
        said.contains("Signature Verified Successfully"),
        "{output:?}"
    );
    output.status.success()
}

#[test]
fn the_recipe_accepts_the_signed_content() {
    assert!(openssl_accepts(&canonical::encode(ENTRY, &consultation())));
}

#[test]
fn the_recipe_refuses_other_content() {
    let other = Entry {
        result: "已解决".into(),
        ..consultation()
    };
    assert!(!openssl_accepts(&canonical::encode(ENTRY, &other)));
}
