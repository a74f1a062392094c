//! A report as text for people and as JSON for programs.

use std::fmt::Write as _;

use chrono::{DateTime, FixedOffset};
use cunfa_evidence::act::ClockQuality;
use serde_json::{Value, json};

use crate::report::{ActReport, Code, EntryReport, Finding, Report, Said, Weight};
use crate::words;

/// The report in plain Chinese, line by line.
#[must_use]
pub fn in_words(report: &Report) -> String {
    let mut out = Lines(String::new());
    match &report.volume {
        Some(volume) => {
            out.line(
                0,
                &words::heading(volume.village.as_str(), volume.years.0, volume.years.1),
            );
            out.line(0, &words::exported(&beijing(volume.exported_at_ms), volume.root_size));
        }
        None => out.line(0, words::NO_MANIFEST),
    }
    out.line(0, &format!("{} {}", words::ROOT_KEY, report.root_key));
    out.line(0, &format!("{}：{}", words::VOLUME, verdict(holds(&report.findings))));
    out.findings(1, &report.findings);
    report.entries.iter().for_each(|entry| out.entry(entry));
    let acts = || report.entries.iter().flat_map(|entry| &entry.acts);
    let failing = report.entries.iter().filter(|entry| !entry.holds()).count();
    out.line(0, &words::count(report.entries.len(), acts().count(), failing));
    let is_elsewhere = |act: &&ActReport| act.findings.iter().any(|one| one.code == Code::PreviousElsewhere);
    match acts().filter(is_elsewhere).count() {
        0 => {}
        count => out.line(0, &words::elsewhere(count)),
    }
    out.line(
        0,
        if report.holds() {
            words::VOLUME_HOLDS
        } else {
            words::VOLUME_FAILS
        },
    );
    out.0
}

struct Lines(String);

impl Lines {
    fn line(&mut self, depth: usize, text: &str) {
        let _ = writeln!(self.0, "{}{}", "  ".repeat(depth), seen(text));
    }

    fn findings(&mut self, depth: usize, findings: &[Finding]) {
        for finding in findings
            .iter()
            .filter(|finding| finding.code != Code::PreviousElsewhere)
        {
            let before = match finding.code.weight() {
                Weight::Fails => words::WRONG,
                Weight::Note => words::NOTE,
            };
            self.line(depth, &format!("{before}：{}", sentence(finding)));
        }
    }

    fn entry(&mut self, entry: &EntryReport) {
        let stage = entry.stage.map_or("", words::stage);
        let head = [entry.date.as_str(), &entry.number, stage, verdict(entry.holds())].join("  ");
        self.line(0, &format!("{}  {}", head.trim(), entry.entry));
        self.findings(1, &entry.findings);
        for (key, then, now) in &entry.changed {
            self.line(2, &words::change(key, then, now));
        }
        entry.acts.iter().for_each(|act| self.act(act));
    }

    fn act(&mut self, act: &ActReport) {
        let verdict = if act.holds() && !act.counts() {
            words::SET_ASIDE
        } else {
            verdict(act.holds())
        };
        match &act.said {
            None => self.line(1, &format!("{}  {verdict}", act.act)),
            Some(said) => {
                let name = if said.name.is_empty() {
                    words::NOBODY
                } else {
                    &said.name
                };
                let standing = said.standing.map_or("", words::standing);
                let who = format!("{name}（{}，{standing}）", words::role(said.role));
                self.line(
                    1,
                    &format!("{}：{}  {who}  {verdict}", words::kind(said.kind), said.words),
                );
                self.line(2, &times(said));
                self.line(2, &format!("{}  {}", said.key, act.act));
            }
        }
        self.findings(2, &act.findings);
    }
}

fn times(said: &Said) -> String {
    let device = beijing(said.device_time_s.saturating_mul(1_000));
    let received = said.received_at_ms.map_or_else(|| "—".to_owned(), beijing);
    words::times(&device, words::clock(said.clock), &received)
}

fn verdict(holds: bool) -> &'static str {
    if holds { words::HOLDS } else { words::FAILS }
}

fn holds(findings: &[Finding]) -> bool {
    findings.iter().all(|finding| finding.code.weight() == Weight::Note)
}

fn sentence(finding: &Finding) -> String {
    let sentence = words::sentence(finding.code);
    if finding.about.is_empty() {
        sentence.to_owned()
    } else {
        format!("{sentence}（{}）", finding.about)
    }
}

/// Text of strangers, without what could move a terminal's cursor or turn the direction of writing.
fn seen(text: &str) -> String {
    let one = |c: char| {
        let bad = cunfa_core::text::has_control(c.encode_utf8(&mut [0; 4])) || c == '\n' || c == '\t';
        if bad { '\u{FFFD}' } else { c }
    };
    text.chars().map(one).collect()
}

fn beijing(ms: i64) -> String {
    let zone = FixedOffset::east_opt(8 * 3600);
    match (DateTime::from_timestamp_millis(ms), zone) {
        (Some(at), Some(zone)) => at.with_timezone(&zone).format("%Y-%m-%d %H:%M:%S").to_string(),
        (_, _) => "—".to_owned(),
    }
}

/// The report as one JSON object.
#[must_use]
pub fn to_json(report: &Report) -> Value {
    let volume = report.volume.as_ref().map(|volume| {
        json!({
            "county": volume.county.as_str(),
            "village": volume.village.as_str(),
            "first_year": volume.years.0,
            "last_year": volume.years.1,
            "exported_at_ms": volume.exported_at_ms,
            "root_size": volume.root_size,
            "root": volume.root.map(|root| root.to_string()),
        })
    });
    json!({
        "holds": report.holds(),
        "root_key": report.root_key.to_string(),
        "volume": volume,
        "findings": findings(&report.findings),
        "entries": report.entries.iter().map(entry).collect::<Vec<_>>(),
    })
}

fn findings(findings: &[Finding]) -> Vec<Value> {
    let one = |finding: &Finding| {
        json!({
            "code": finding.code.code(),
            "fails": finding.code.weight() == Weight::Fails,
            "about": finding.about,
            "text": sentence(finding),
        })
    };
    findings.iter().map(one).collect()
}

fn entry(entry: &EntryReport) -> Value {
    let batches = entry.batches.iter().map(|batch| {
        json!({
            "sequence": batch.sequence,
            "id": batch.id.to_string(),
            "device": batch.device.to_string(),
            "received_at_ms": batch.received_at_ms,
        })
    });
    let changed = entry.changed.iter();
    json!({
        "entry": entry.entry.to_string(),
        "holds": entry.holds(),
        "number": entry.number,
        "date": entry.date,
        "stage": entry.stage.map(cunfa_core::Stage::code),
        "official": entry.official.map(|act| act.to_string()),
        "content": entry.content.map(|digest| digest.to_string()),
        "findings": findings(&entry.findings),
        "batches": batches.collect::<Vec<_>>(),
        "acts": entry.acts.iter().map(act).collect::<Vec<_>>(),
        "changed": changed.map(|(key, then, now)| json!({ "field": key, "signed": then, "now": now })).collect::<Vec<_>>(),
    })
}

fn act(act: &ActReport) -> Value {
    let said = act.said.as_ref().map(|said| {
        json!({
            "kind": words::kind(said.kind),
            "says": said.words,
            "person": said.person.to_string(),
            "name": said.name,
            "role": said.role.code(),
            "key": said.key.to_string(),
            "standing": said.standing.map(words::standing),
            "device": said.device.to_string(),
            "device_time_s": said.device_time_s,
            "clock": match said.clock {
                ClockQuality::Checked => "checked",
                ClockQuality::Unchecked => "unchecked",
                ClockQuality::Off => "off",
            },
            "content": said.content.map(|digest| digest.to_string()),
            "received_at_ms": said.received_at_ms,
        })
    });
    json!({
        "act": act.act.to_string(),
        "sequence": act.sequence,
        "holds": act.holds(),
        "said": said,
        "findings": findings(&act.findings),
    })
}
