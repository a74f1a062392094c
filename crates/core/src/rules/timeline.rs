//! The rule files of a place in their order, which of them holds on a date, and what is wrong with a set of them.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::file::{RuleFile, RuleFileError, RuleName};
use super::reckoning::{Span, span};
use super::tally::{Tally, first_of_month};
use crate::village::VillageCode;

/// The rule files shipped with the program, Nanning's first.
pub const SHIPPED: [&str; 2] = [
    include_str!("../../../../rules/nanning-2016.toml"),
    include_str!("../../../../rules/anhui-2021.toml"),
];

/// What is wrong with a set of rule files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleFault {
    /// There is no file.
    Empty,
    /// A file cannot be read, or holds a value that makes no sense.
    Unreadable {
        /// Which of them, from 1.
        position: u32,
        /// Why.
        error: RuleFileError,
    },
    /// A set holds files of two places.
    TwoPlaces {
        /// The file that is not of the first one's place.
        rule: RuleName,
    },
    /// Two files have the same id and version.
    Twice {
        /// Which.
        rule: RuleName,
    },
    /// A file replaces one that is not there.
    ReplacesUnknown {
        /// The file.
        rule: RuleName,
        /// What it names.
        replaced: RuleName,
    },
    /// Two files replace the same one.
    ReplacedTwice {
        /// The replaced one.
        replaced: RuleName,
        /// The first.
        by: RuleName,
        /// The other.
        also_by: RuleName,
    },
    /// Files replace each other in a circle.
    Circle {
        /// One of them.
        rule: RuleName,
    },
    /// A file begins no later than the one it replaces.
    ReplacesLater {
        /// The file.
        rule: RuleName,
        /// The replaced one.
        replaced: RuleName,
    },
    /// A higher version of the same file begins no later than a lower one.
    VersionsBackward {
        /// The lower version.
        lower: RuleName,
        /// The higher one.
        higher: RuleName,
    },
    /// Two files hold on the same dates.
    Overlap {
        /// The one that began earlier.
        earlier: RuleName,
        /// The other.
        later: RuleName,
        /// The first such date.
        from: NaiveDate,
        /// The first date after; none = without end.
        until: Option<NaiveDate>,
    },
    /// No file holds on some dates.
    Gap {
        /// The file before.
        before: RuleName,
        /// The file after.
        after: RuleName,
        /// The first such date.
        from: NaiveDate,
        /// The first date after.
        until: NaiveDate,
    },
    /// No file was made for the place of a village; it is counted by another place's.
    OtherPlace {
        /// By which.
        rule: RuleName,
    },
    /// The month lies before the first file took effect; it is counted by that one.
    NotYet {
        /// By which.
        rule: RuleName,
    },
    /// The month lies after the last file ended; it is counted by that one.
    NoLonger {
        /// By which.
        rule: RuleName,
    },
}

/// The rule files of one place, the oldest first; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    first: RuleFile,
    later: Vec<RuleFile>,
    faults: Vec<RuleFault>,
}

impl Timeline {
    /// A timeline without a fault.
    ///
    /// # Errors
    /// Every fault of the set.
    pub fn check(files: Vec<RuleFile>) -> Result<Timeline, Vec<RuleFault>> {
        match Timeline::of(files) {
            None => Err(vec![RuleFault::Empty]),
            Some(timeline) if timeline.faults.is_empty() => Ok(timeline),
            Some(timeline) => Err(timeline.faults),
        }
    }

    /// One rule for ever.
    #[must_use]
    pub fn alone(rule: RuleFile) -> Timeline {
        Timeline {
            first: rule,
            later: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// A timeline with its faults: numbers are still needed, and say what is wrong with their rules.
    fn of(mut files: Vec<RuleFile>) -> Option<Timeline> {
        files.sort_by(|a, b| (a.effective_from, &a.id, a.version).cmp(&(b.effective_from, &b.id, b.version)));
        let faults = faults(&files);
        let mut files = files.into_iter();
        Some(Timeline {
            first: files.next()?,
            later: files.collect(),
            faults,
        })
    }

    /// The file by which a date is counted: the last that took effect by then, else the first there is.
    #[must_use]
    pub fn on(&self, date: NaiveDate) -> &RuleFile {
        let by_then = |file: &&RuleFile| file.effective_from <= date;
        self.later.iter().rev().find(by_then).unwrap_or(&self.first)
    }

    /// What is wrong, for a village and the month that begins on a date.
    fn faults_on(&self, date: NaiveDate, village: &VillageCode) -> Vec<RuleFault> {
        let file = self.on(date);
        let rule = || file.name();
        let mut faults = self.faults.clone();
        faults.extend((!file.is_for(village)).then(|| RuleFault::OtherPlace { rule: rule() }));
        faults.extend((file.effective_from > date).then(|| RuleFault::NotYet { rule: rule() }));
        let ended = file.effective_until.is_some_and(|until| until <= date);
        faults.extend(ended.then(|| RuleFault::NoLonger { rule: rule() }));
        faults
    }

    /// What is wrong with the files as a set.
    #[must_use]
    pub fn faults(&self) -> &[RuleFault] {
        &self.faults
    }

    /// The place they are for: leading digits of its villages' codes.
    #[must_use]
    pub fn area(&self) -> &str {
        &self.first.area
    }

    /// The day from which the oldest file holds.
    #[must_use]
    pub fn begins(&self) -> NaiveDate {
        self.first.effective_from
    }
}

fn faults(files: &[RuleFile]) -> Vec<RuleFault> {
    let mut faults = Vec::new();
    let mut names = BTreeSet::new();
    for (position, file) in (1..).zip(files) {
        if let Some(key) = file.out_of_range() {
            let error = RuleFileError::Range { key: key.to_owned() };
            faults.push(RuleFault::Unreadable { position, error });
        }
        if files.first().is_some_and(|first| first.area != file.area) {
            faults.push(RuleFault::TwoPlaces { rule: file.name() });
        }
        if !names.insert(file.name()) {
            faults.push(RuleFault::Twice { rule: file.name() });
        }
    }
    faults.extend(files.iter().filter_map(|file| fault_of_replacing(file, files)));
    faults.extend(replaced_twice(files));
    faults.extend(versions_backward(files));
    faults.extend(not_joined(files));
    faults
}

fn named<'f>(files: &'f [RuleFile], name: &RuleName) -> Option<&'f RuleFile> {
    files.iter().find(|file| file.name() == *name)
}

fn fault_of_replacing(file: &RuleFile, files: &[RuleFile]) -> Option<RuleFault> {
    let (rule, replaced) = (file.name(), file.replaces.clone()?);
    let mut next = Some(replaced.clone());
    // As many steps as there are files lead to the end, or round.
    for _ in files {
        next = next
            .and_then(|name| named(files, &name))
            .and_then(|file| file.replaces.clone());
        if next.as_ref() == Some(&rule) {
            return Some(RuleFault::Circle { rule });
        }
    }
    match named(files, &replaced) {
        _ if replaced == rule => Some(RuleFault::Circle { rule }),
        None => Some(RuleFault::ReplacesUnknown { rule, replaced }),
        Some(old) if old.effective_from >= file.effective_from => Some(RuleFault::ReplacesLater { rule, replaced }),
        Some(_) => None,
    }
}

fn replaced_twice(files: &[RuleFile]) -> Vec<RuleFault> {
    let mut faults = Vec::new();
    for (at, file) in files.iter().enumerate() {
        let Some(replaced) = &file.replaces else { continue };
        let before = files
            .iter()
            .take(at)
            .find(|other| other.replaces.as_ref() == Some(replaced));
        faults.extend(before.map(|by| RuleFault::ReplacedTwice {
            replaced: replaced.clone(),
            by: by.name(),
            also_by: file.name(),
        }));
    }
    faults
}

fn versions_backward(files: &[RuleFile]) -> Vec<RuleFault> {
    let mut faults = Vec::new();
    for higher in files {
        let lower = files
            .iter()
            .filter(|lower| lower.id == higher.id && lower.version < higher.version);
        let late = lower.filter(|lower| lower.effective_from >= higher.effective_from);
        faults.extend(late.map(|lower| RuleFault::VersionsBackward {
            lower: lower.name(),
            higher: higher.name(),
        }));
    }
    faults
}

/// The first date on which a file holds no more: its own word, else the day on which the file that replaces it begins.
fn end(file: &RuleFile, files: &[RuleFile]) -> Option<NaiveDate> {
    let name = file.name();
    let replacing = files.iter().find(|other| other.replaces.as_ref() == Some(&name));
    file.effective_until.or(replacing.map(|other| other.effective_from))
}

/// Gaps and overlaps; `files` are sorted.
fn not_joined(files: &[RuleFile]) -> Vec<RuleFault> {
    let mut faults = Vec::new();
    let mut last: Option<(&RuleFile, Option<NaiveDate>)> = None;
    for file in files {
        let until = end(file, files);
        let Some((before, held_until)) = last else {
            last = Some((file, until));
            continue;
        };
        let from = file.effective_from;
        match held_until {
            Some(held) if held < from => faults.push(RuleFault::Gap {
                before: before.name(),
                after: file.name(),
                from: held,
                until: from,
            }),
            Some(held) if held == from => {}
            held => faults.push(RuleFault::Overlap {
                earlier: before.name(),
                later: file.name(),
                from,
                until: match (held, until) {
                    (Some(one), Some(other)) => Some(one.min(other)),
                    (one, other) => one.or(other),
                },
            }),
        }
        // What holds longest is what the next one has to join.
        let longer = held_until.is_some_and(|held| until.is_none_or(|until| until >= held));
        if longer {
            last = Some((file, until));
        }
    }
    faults
}

/// Every rule file at hand, a timeline for each place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rules {
    /// In the order in which the places were first met.
    timelines: Vec<Timeline>,
    unreadable: Vec<RuleFault>,
}

impl Rules {
    /// Reads texts. One that cannot be read is left out (a newer program may have written it) and stays known as a fault; when none is left, the
    /// `otherwise` ones stand.
    #[must_use]
    pub fn read<'t>(texts: impl IntoIterator<Item = &'t str>, otherwise: &[&'t str]) -> Rules {
        let sent = Rules::of(texts);
        if sent.timelines.is_empty() {
            let unreadable = sent.unreadable;
            Rules {
                unreadable,
                ..Rules::of(otherwise.iter().copied())
            }
        } else {
            sent
        }
    }

    fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Rules {
        let mut places: Vec<Vec<RuleFile>> = Vec::new();
        let mut unreadable = Vec::new();
        for (position, text) in (1..).zip(texts) {
            match RuleFile::read(text) {
                Err(error) => unreadable.push(RuleFault::Unreadable { position, error }),
                Ok(file) => {
                    let same = |place: &&mut Vec<RuleFile>| place.iter().any(|other| other.area == file.area);
                    match places.iter_mut().find(same) {
                        Some(place) => place.push(file),
                        None => places.push(vec![file]),
                    }
                }
            }
        }
        Rules {
            timelines: places.into_iter().filter_map(Timeline::of).collect(),
            unreadable,
        }
    }

    /// The timelines, one for each place.
    #[must_use]
    pub fn timelines(&self) -> &[Timeline] {
        &self.timelines
    }

    /// Which of them a village is counted by: that of the smallest place it lies in, else the first there is; none when no file is readable.
    pub(super) fn place_of(&self, village: &VillageCode) -> Option<usize> {
        let own = self.timelines.iter().enumerate();
        let own = own.filter(|(_, timeline)| timeline.first.is_for(village));
        let smallest = own.max_by_key(|(_, timeline)| timeline.first.area.len());
        smallest.map(|(at, _)| at).or((!self.timelines.is_empty()).then_some(0))
    }

    /// The timeline a village is counted by; none when no file is readable.
    #[must_use]
    pub fn timeline_of(&self, village: &VillageCode) -> Option<&Timeline> {
        self.timelines.get(self.place_of(village)?)
    }

    /// What would be wrong with the files of a file's place if it were one of them, and is not wrong without it.
    #[must_use]
    pub fn faults_with(&self, file: RuleFile) -> Vec<RuleFault> {
        let place = self.timelines.iter().find(|timeline| timeline.first.area == file.area);
        let there = place.into_iter().flat_map(|timeline| {
            let later = timeline.later.iter().cloned();
            std::iter::once(timeline.first.clone()).chain(later)
        });
        let known = place.map(Timeline::faults).unwrap_or_default();
        let files = there.chain([file]).collect();
        let faults = Timeline::of(files).map(|timeline| timeline.faults).unwrap_or_default();
        faults.into_iter().filter(|fault| !known.contains(fault)).collect()
    }

    /// The entries needed to count a month of any village; as [`span`] of each place.
    #[must_use]
    pub fn span(&self, month: NaiveDate, present: NaiveDate) -> Option<Span> {
        let spans = self.timelines.iter().map(|timeline| span(timeline, month, present));
        spans.reduce(|one, other| Span {
            services: one.services.start.min(other.services.start)..one.services.end.max(other.services.end),
            lectures: one.lectures.start.min(other.lectures.start)..one.lectures.end.max(other.lectures.end),
        })
    }

    /// By what the month of these villages is counted, each rule file once.
    #[must_use]
    pub fn bases<'v>(&self, month: NaiveDate, villages: impl IntoIterator<Item = &'v VillageCode>) -> Vec<Basis> {
        let month = first_of_month(month);
        let mut bases: Vec<Basis> = Vec::new();
        for village in villages {
            let Some(timeline) = self.timeline_of(village) else {
                continue;
            };
            let rule = timeline.on(month);
            let faults = self
                .unreadable
                .iter()
                .cloned()
                .chain(timeline.faults_on(month, village));
            match bases.iter_mut().find(|basis| basis.rule == *rule) {
                None => bases.push(Basis {
                    rule: rule.clone(),
                    faults: faults.collect(),
                }),
                Some(basis) => {
                    let more: Vec<RuleFault> = faults.filter(|fault| !basis.faults.contains(fault)).collect();
                    basis.faults.extend(more);
                }
            }
        }
        bases
    }
}

/// By what a month is counted: what is printed beside its numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// The rule file, with every named reading in it.
    pub rule: RuleFile,
    /// What is wrong with the files at hand.
    pub faults: Vec<RuleFault>,
}

impl Tally {
    /// What it was counted by, among the ones of its screen.
    #[must_use]
    pub fn basis<'b>(&self, bases: &'b [Basis]) -> Option<&'b Basis> {
        let same = |basis: &&Basis| basis.rule.id == self.rule && basis.rule.version == self.rule_version;
        bases.iter().find(same)
    }
}

/// The shipped files of the places that villages lie in, else Nanning's.
#[must_use]
pub fn shipped_for<'v>(villages: impl IntoIterator<Item = &'v VillageCode>) -> Vec<&'static str> {
    let villages: Vec<&VillageCode> = villages.into_iter().collect();
    let wanted =
        |text: &&&str| RuleFile::read(text).is_ok_and(|file| villages.iter().any(|village| file.is_for(village)));
    let found: Vec<&'static str> = SHIPPED.iter().filter(wanted).copied().collect();
    if found.is_empty() {
        SHIPPED.iter().take(1).copied().collect()
    } else {
        found
    }
}
