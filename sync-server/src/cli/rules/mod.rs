//! `rules list`, `rules put`: the rule files of a server that is at work. A new one is held against those that are there and tried on the last
//! month's entries; only with `--yes` is it taken in, and the devices get it with their next sync.

mod words;

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, Duration, Months, NaiveDate, NaiveTime};
use cunfa_core::rules::{Difference, RuleFile, Rules, Service, Services, Timeline, Trying, first_of_month};
use cunfa_core::{Area, ServiceTime, Village, VillageCode, figure};

use super::{CliError, open, say, table};
use crate::config::Config;
use crate::db::{Db, EntryRow};
use crate::http::now_ms;

/// Longest rule file that is read, in bytes: more than any may have, so that a longer one is told as such.
const MAX_BYTES: u64 = 1024 * 1024;
/// Hours that the clock of China is ahead of UTC.
const AHEAD_HOURS: i64 = 8;

pub(super) fn list(config: &Config) -> Result<(), CliError> {
    let db = open::db(config)?;
    let texts = db.rules()?;
    let rules = Rules::read(texts.iter().map(String::as_str), &[]);
    for text in &texts {
        match RuleFile::read(text) {
            Ok(rule) => say::line(&words::one(&rule)),
            Err(error) => say::line(&words::unreadable(&error)),
        }
    }
    if texts.is_empty() {
        say::line(words::NONE);
    }
    for fault in rules.timelines().iter().flat_map(Timeline::faults) {
        say::line(&words::fault(fault));
    }
    Ok(())
}

pub(super) fn put(config: &Config, file: &Path, yes: bool) -> Result<(), CliError> {
    let db = open::db(config)?;
    if db.county_key()?.is_none() {
        return Err(CliError::NotFounded);
    }
    let text = read(file)?;
    let refused = |words: String| CliError::Rules {
        path: file.display().to_string(),
        words,
    };
    let rule = RuleFile::read(&text).map_err(|error| refused(words::unreadable(&error)))?;
    let texts = db.rules()?;
    let faults = Rules::read(texts.iter().map(String::as_str), &[]).faults_with(rule.clone());
    if !faults.is_empty() {
        return Err(refused(faults.iter().map(words::fault).collect::<Vec<_>>().join("；")));
    }
    say::line(&words::one(&rule));
    let today = today();
    tried(db.as_ref(), &texts, &text, &rule, today)?;
    if rule.effective_from <= first_of_month(today) {
        say::line(words::PAST);
    }
    if !yes {
        say::line(words::ONLY_LOOKED);
        return Ok(());
    }
    db.add_rule(&text)?;
    db.settle()?;
    say::line(words::TAKEN);
    Ok(())
}

fn read(file: &Path) -> Result<String, CliError> {
    let unreadable = |error| CliError::In {
        path: file.display().to_string(),
        error,
    };
    let refused = |words: &str| CliError::Rules {
        path: file.display().to_string(),
        words: words.to_owned(),
    };
    if std::fs::metadata(file).map_err(unreadable)?.len() > MAX_BYTES {
        return Err(refused(words::TOO_LONG));
    }
    let bytes = std::fs::read(file).map_err(unreadable)?;
    String::from_utf8(bytes).map_err(|_| refused(words::NOT_UTF8))
}

/// Says what last month would have come to by it, village by village, where any number differs.
fn tried(db: &dyn Db, texts: &[String], text: &str, rule: &RuleFile, today: NaiveDate) -> Result<(), CliError> {
    let present = first_of_month(today);
    let month = present.checked_sub_months(Months::new(1)).unwrap_or(present);
    let now = Rules::read(texts.iter().map(String::as_str), &[]);
    let then = Rules::read(texts.iter().map(String::as_str).chain([text]), &[]);
    let register: BTreeMap<VillageCode, Village> = db
        .register()?
        .into_iter()
        .map(|village| (village.code.clone(), village))
        .collect();
    let villages: Vec<VillageCode> = register.keys().cloned().collect();
    let Ok(area) = rule.area.parse::<Area>() else {
        return Ok(());
    };
    let services = services(&db.entries(&area)?);
    let differences = Trying::new(&now, &then, rule, &villages).differences(&services, month, present);
    let differ: Vec<&Difference> = differences.iter().filter(|one| one.differs()).collect();
    say::line(&words::tried(month, differences.len(), differ.len()));
    let rows: Vec<[String; 5]> = differ
        .iter()
        .map(|one| words::difference(one, register.get(&one.village)))
        .collect();
    if !rows.is_empty() {
        table::lines(words::TABLE, &rows)
            .iter()
            .for_each(|line| say::line(line));
    }
    Ok(())
}

fn services(rows: &[EntryRow]) -> Services {
    let corrected = figure::corrected(rows.iter().map(|row| (row.listed.corrects, row.stage)));
    let mut services = Services::new();
    for row in rows {
        services.entry(row.village.clone()).or_default().push(Service {
            entry: row.entry,
            number: row.number.clone(),
            counsel: Some(row.counsel),
            date: row.date,
            time: time(row),
            mode: row.mode,
            kind: row.kind,
            stage: row.stage,
            corrected: corrected.contains(&row.entry),
        });
    }
    services
}

fn time(row: &EntryRow) -> ServiceTime {
    let at = |minute: u32| NaiveTime::from_hms_opt(minute / 60, minute % 60, 0);
    let interval = row.listed.start.and_then(|start| {
        let start = u32::from(start);
        at(start).zip(at(start + u32::from(row.minutes)))
    });
    match interval {
        Some((start, end)) => ServiceTime::Interval { start, end },
        None => ServiceTime::Minutes(row.minutes),
    }
}

/// The civil day in China.
fn today() -> NaiveDate {
    let now = DateTime::from_timestamp_millis(now_ms())
        .unwrap_or_default()
        .naive_utc();
    now.checked_add_signed(Duration::hours(AHEAD_HOURS))
        .unwrap_or(now)
        .date()
}
