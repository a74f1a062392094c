//! A rule file beside those that are there, before it is taken in: what a month would have come to by it, and the text from which its next
//! version is written. Whether it fits among them: [`Rules::faults_with`].

use chrono::NaiveDate;

use super::file::{RuleFile, RuleName};
use super::preview::{Difference, preview, trial};
use super::reckoning::{Services, Span, span};
use super::timeline::{Rules, Timeline};
use crate::village::VillageCode;

/// A rule file tried beside those by which villages are counted now.
#[derive(Debug)]
pub struct Trying<'r> {
    places: Vec<Place<'r>>,
}

/// Villages that are counted by one timeline now, and would be counted by the rule.
#[derive(Debug)]
struct Place<'r> {
    now: &'r Timeline,
    then: Timeline,
    villages: Vec<VillageCode>,
}

impl<'r> Trying<'r> {
    /// `now` is what the villages are counted by; `with` the same files and the rule beside them. Only villages that would be counted by the
    /// rule's place are compared.
    #[must_use]
    pub fn new(now: &'r Rules, with: &Rules, rule: &RuleFile, villages: &[VillageCode]) -> Trying<'r> {
        let would = |village: &&VillageCode| with.timeline_of(village).is_some_and(|then| then.area() == rule.area);
        let places = now.timelines().iter().map(|timeline| {
            let here = |village: &&VillageCode| now.timeline_of(village) == Some(timeline);
            Place {
                now: timeline,
                then: trial(timeline, rule),
                villages: villages.iter().filter(here).filter(would).cloned().collect(),
            }
        });
        Trying {
            places: places.filter(|place| !place.villages.is_empty()).collect(),
        }
    }

    /// How many villages are compared.
    #[must_use]
    pub fn villages(&self) -> usize {
        self.places.iter().map(|place| place.villages.len()).sum()
    }

    /// The files by which their month is counted now, each once.
    #[must_use]
    pub fn counted_by(&self, month: NaiveDate) -> Vec<&'r RuleFile> {
        self.places.iter().map(|place| place.now.on(month)).collect()
    }

    /// The entries needed to count their month both ways; none when there is no village to compare.
    #[must_use]
    pub fn span(&self, month: NaiveDate, present: NaiveDate) -> Option<Span> {
        let timelines = self.places.iter().flat_map(|place| [place.now, &place.then]);
        timelines
            .map(|timeline| span(timeline, month, present))
            .reduce(Span::and)
    }

    /// The month of every village both ways, by code; `services` are those of [`Trying::span`].
    #[must_use]
    pub fn differences(&self, services: &Services, month: NaiveDate, present: NaiveDate) -> Vec<Difference> {
        let of_place = |place: &Place<'_>| preview(place.now, &place.then, services, &place.villages, (month, present));
        let mut found: Vec<Difference> = self.places.iter().flat_map(of_place).collect();
        found.sort_by(|one, other| one.village.cmp(&other.village));
        found
    }
}

/// The text of a rule file as its next version: the version and the day from which it holds are set, and it replaces `rule`, which the text is
/// of; an end that lies no later than that day goes. Every other line stays as it is. A text in which this cannot be done line by line is
/// given back unchanged.
#[must_use]
pub fn next_version(text: &str, rule: &RuleFile, version: u32, from: NaiveDate) -> String {
    let wanted = RuleFile {
        version,
        effective_from: from,
        effective_until: rule.effective_until.filter(|until| *until > from),
        replaces: Some(rule.name()),
        ..rule.clone()
    };
    let lines: Vec<String> = with_heads(text)
        .filter_map(|(head, line)| written(&wanted, &rule.name(), head, line))
        .collect();
    let next = format!("{}\n", lines.join("\n"));
    match RuleFile::read(&next) {
        Ok(read) if read == wanted => next,
        Ok(_) | Err(_) => text.to_owned(),
    }
}

/// Every line with the table it lies in, "" before the first one. A table's own line lies in it.
fn with_heads(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut head = "";
    text.lines().map(move |line| {
        if let Some(named) = line.trim_start().strip_prefix('[') {
            head = named.split(']').next().unwrap_or_default().trim();
        }
        (head, line)
    })
}

/// A line as it stands in the next version; none where it has no place there.
fn written(wanted: &RuleFile, replaced: &RuleName, head: &str, line: &str) -> Option<String> {
    let key = line.split_once('=').map_or("", |(key, _)| key.trim());
    match (head, key) {
        ("replaces", _) | ("", "replaces") => None,
        ("", "version") => Some(format!("version = {}", wanted.version)),
        ("", "effective_until") if wanted.effective_until.is_none() => None,
        ("", "effective_from") => {
            let RuleName { id, version } = replaced;
            let from = wanted.effective_from;
            Some(format!(
                "effective_from = \"{from}\"\nreplaces = {{ id = \"{id}\", version = {version} }}"
            ))
        }
        _ => Some(line.to_owned()),
    }
}
