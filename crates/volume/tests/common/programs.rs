//! Both verifiers, and that they agree.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use cunfa_volume::report::{Code, Report, Weight};

pub fn verify(volume: &[u8], root_key: &[u8]) -> Report {
    cunfa_volume::verify(volume, root_key).unwrap_or_else(|error| panic!("{error}"))
}

/// What only a program sees that derives contents from documents.
const INSIDE: [Code; 4] = [
    Code::DocumentIncomplete,
    Code::ContentUnderivable,
    Code::InkRefused,
    Code::ConfirmationRefused,
];

/// The second verifier's exit code, its word on every entry, and all it said.
pub type Verdict = (Option<i32>, BTreeMap<String, bool>, String);

/// Tests run in their package's folder.
const SCRIPT: &str = "verify.py";

/// What the second verifier says.
pub fn by_python(volume: &[u8], root_key: &[u8]) -> Verdict {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("volume");
    std::fs::write(&file, volume).unwrap();
    let mut command = Command::new("python3");
    let output = command.arg(SCRIPT).arg(&file).arg(hex(root_key)).output().unwrap();
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    verdict(output.status.code(), said)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn verdict(code: Option<i32>, said: String) -> Verdict {
    let lines = said
        .lines()
        .filter_map(|line| line.strip_prefix("entry ")?.split_once(' '));
    let entries = lines
        .map(|(entry, verdict)| (entry.to_owned(), verdict == "holds"))
        .collect();
    (code, entries, said)
}

/// The second verifier kept running, for many volumes: it asks openssl the same question only once.
pub struct Python {
    process: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Python {
    pub fn start(root_key: &[u8]) -> Python {
        let mut command = Command::new("python3");
        command
            .args(["tests/common/many.py", SCRIPT, &hex(root_key)])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let (to, from) = (process.stdin.take().unwrap(), process.stdout.take().unwrap());
        let from = BufReader::new(from);
        Python { process, to, from }
    }

    /// As [`by_python`].
    pub fn verify(&mut self, volume: &[u8]) -> Verdict {
        self.to.write_all(&(volume.len() as u64).to_be_bytes()).unwrap();
        self.to.write_all(volume).unwrap();
        self.to.flush().unwrap();
        let mut lines = String::new();
        while !lines.ends_with("\nend\n") {
            let read = self.from.read_line(&mut lines).unwrap();
            assert!(read > 0, "the second verifier ended: {lines}");
        }
        let (code, said) = lines.split_once('\n').unwrap();
        verdict(code.parse().ok(), said.to_owned())
    }
}

impl Drop for Python {
    fn drop(&mut self) {
        let _ = (self.process.kill(), self.process.wait());
    }
}

/// Verifies with both programs, which must agree.
pub fn verify_both(volume: &[u8], root_key: &[u8]) -> Report {
    let report = verify(volume, root_key);
    agree(&report, &by_python(volume, root_key));
    report
}

/// The programs agree on the whole and on every entry, except in what only ours sees.
pub fn agree(report: &Report, (code, entries, said): &Verdict) {
    let seen = |codes: &BTreeSet<Code>| codes.iter().all(|code| INSIDE.contains(code)) && !codes.is_empty();
    let all = failing(report);
    if !seen(&all) {
        assert_eq!(*code, Some(i32::from(!report.holds())), "{said}\n{all:?}");
    }
    for entry in &report.entries {
        let acts = entry.acts.iter().flat_map(|act| &act.findings);
        let findings = entry.findings.iter().chain(acts);
        let codes: BTreeSet<Code> = findings
            .map(|one| one.code)
            .filter(|code| code.weight() == Weight::Fails)
            .collect();
        if !seen(&codes) {
            let by_python = entries.get(&entry.entry.to_string());
            assert_eq!(by_python, Some(&entry.holds()), "{said}\n{}: {codes:?}", entry.entry);
        }
    }
}

/// The codes that stand against something, wherever they stand.
pub fn failing(report: &Report) -> BTreeSet<Code> {
    let fails = report
        .all_findings()
        .filter(|finding| finding.code.weight() == Weight::Fails);
    fails.map(|finding| finding.code).collect()
}

pub fn codes(report: &Report) -> BTreeSet<Code> {
    report.all_findings().map(|finding| finding.code).collect()
}
