//! From TOML to a rule file, key by key, so that every fault is told by the key it lies at.

use chrono::NaiveDate;
use toml::{Table, Value};

use super::file::{RuleFile, RuleFileError, RuleName};
use super::option::{Deduction, Direction, MonthBoundary, Period, Question, RoundedPart, Rounding};
use super::score_sheet::{Measure, ScoreItem, ScoreSheet};
use crate::kind::Mode;

type Read<T> = Result<T, RuleFileError>;

/// Reads the shape; ranges are the caller's.
pub(super) fn rule(text: &str) -> Read<RuleFile> {
    let table: Table = text.parse().map_err(|error: toml::de::Error| RuleFileError::NotToml {
        line: line_of(text, error.span()),
    })?;
    let mut keys = Keys {
        table,
        within: String::new(),
    };
    let rule = RuleFile {
        id: keys.text("id")?,
        version: keys.number("version")?,
        title: keys.text("title")?,
        source: keys.text("source")?,
        area: keys.text("area")?,
        effective_from: keys
            .date("effective_from")?
            .ok_or_else(|| keys.missing("effective_from"))?,
        effective_until: keys.date("effective_until")?,
        replaces: keys.replaces()?,
        on_site_minutes_per_month: keys.number("on_site_minutes_per_month")?,
        lectures: keys.number("lectures")?,
        lectures_per: keys.option("lectures_per", Period::from_code)?,
        villages_per_counsel_max: keys.number_if_there("villages_per_counsel_max")?,
        counted_modes: keys.list("counted_modes", |mode| {
            Mode::from_code(mode).ok_or_else(|| RuleFileError::UnknownMode { mode: short(mode) })
        })?,
        unsigned_counts: keys.flag("unsigned_counts")?,
        overlap_counts_once: keys.flag("overlap_counts_once")?,
        villages_overlap_counts_once: keys.flag("villages_overlap_counts_once")?,
        rounding: keys.rounding()?,
        month_boundary: keys.option("month_boundary", MonthBoundary::from_code)?,
        make_up_months: keys.number("make_up_months")?,
        deduction: keys.deduction()?,
        left_open: keys.list("left_open", |code| {
            Question::from_code(code).ok_or_else(|| unknown_option("left_open", code))
        })?,
        assessment: keys.assessment()?,
    };
    keys.end()?;
    Ok(rule)
}

fn line_of(text: &str, span: Option<std::ops::Range<usize>>) -> u32 {
    let start = span.map_or(0, |span| span.start);
    let before = text.bytes().take(start).filter(|byte| *byte == b'\n').count();
    u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1)
}

fn unknown_option(key: &str, option: &str) -> RuleFileError {
    RuleFileError::UnknownOption {
        key: key.to_owned(),
        option: short(option),
    }
}

/// What is shown of a value nobody knows.
fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

/// The keys that were not read yet.
struct Keys {
    table: Table,
    /// The key this table stands at, "" for the whole file.
    within: String,
}

impl Keys {
    fn at(&self, key: &str) -> String {
        if self.within.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.within)
        }
    }

    fn missing(&self, key: &str) -> RuleFileError {
        RuleFileError::Missing { key: self.at(key) }
    }

    fn shape(&self, key: &str) -> RuleFileError {
        RuleFileError::Shape { key: self.at(key) }
    }

    fn take(&mut self, key: &str) -> Read<Value> {
        self.table.remove(key).ok_or_else(|| self.missing(key))
    }

    fn text(&mut self, key: &str) -> Read<String> {
        match self.take(key)? {
            Value::String(text) => Ok(text),
            _ => Err(self.shape(key)),
        }
    }

    fn flag(&mut self, key: &str) -> Read<bool> {
        match self.take(key)? {
            Value::Boolean(flag) => Ok(flag),
            _ => Err(self.shape(key)),
        }
    }

    fn number(&mut self, key: &str) -> Read<u32> {
        self.number_if_there(key)?.ok_or_else(|| self.missing(key))
    }

    fn number_if_there(&mut self, key: &str) -> Read<Option<u32>> {
        let number = match self.table.remove(key) {
            None => return Ok(None),
            Some(Value::Integer(number)) => number,
            Some(_) => return Err(self.shape(key)),
        };
        if number < 0 {
            return Err(RuleFileError::Negative { key: self.at(key) });
        }
        let range = |_| RuleFileError::Range { key: self.at(key) };
        u32::try_from(number).map(Some).map_err(range)
    }

    fn date(&mut self, key: &str) -> Read<Option<NaiveDate>> {
        let text = match self.table.remove(key) {
            None => return Ok(None),
            Some(Value::String(text)) => text,
            Some(Value::Datetime(date)) => date.to_string(),
            Some(_) => return Err(self.shape(key)),
        };
        let bad = || RuleFileError::BadDate { key: self.at(key) };
        if text.len() != 10 {
            return Err(bad());
        }
        text.parse().map(Some).map_err(|_| bad())
    }

    fn option<T>(&mut self, key: &str, from_code: impl Fn(&str) -> Option<T>) -> Read<T> {
        let code = self.text(key)?;
        from_code(&code).ok_or_else(|| unknown_option(&self.at(key), &code))
    }

    fn list<T>(&mut self, key: &str, read: impl Fn(&str) -> Read<T>) -> Read<Vec<T>> {
        let Value::Array(values) = self.take(key)? else {
            return Err(self.shape(key));
        };
        let texts = values.iter().map(|value| value.as_str().ok_or_else(|| self.shape(key)));
        texts.map(|text| read(text?)).collect()
    }

    /// A table, or the word "none".
    fn table_or_none(&mut self, key: &str) -> Read<Option<Keys>> {
        let within = self.at(key);
        match self.take(key)? {
            Value::Table(table) => Ok(Some(Keys { table, within })),
            Value::String(word) if word == "none" => Ok(None),
            Value::String(word) => Err(unknown_option(key, &word)),
            _ => Err(self.shape(key)),
        }
    }

    fn replaces(&mut self) -> Read<Option<RuleName>> {
        if !self.table.contains_key("replaces") {
            return Ok(None);
        }
        let Some(mut keys) = self.table_or_none("replaces")? else {
            return Ok(None);
        };
        let name = RuleName {
            id: keys.text("id")?,
            version: keys.number("version")?,
        };
        keys.end()?;
        Ok(Some(name))
    }

    fn rounding(&mut self) -> Read<Option<Rounding>> {
        let Some(mut keys) = self.table_or_none("rounding")? else {
            return Ok(None);
        };
        let rounding = Rounding {
            to_minutes: keys.number("to_minutes")?,
            direction: keys.option("direction", Direction::from_code)?,
            of: keys.option("of", RoundedPart::from_code)?,
        };
        keys.end()?;
        Ok(Some(rounding))
    }

    fn deduction(&mut self) -> Read<Deduction> {
        let proportional = |value: &Value| value.as_str() == Some("proportional");
        if self.table.get("deduction").is_some_and(proportional) {
            self.table.remove("deduction");
            return Ok(Deduction::Proportional);
        }
        let Some(mut keys) = self.table_or_none("deduction")? else {
            return Ok(Deduction::None);
        };
        let deduction = Deduction::PerMissingTime {
            times_per_month: keys.number("times_per_month")?,
            fen_per_time: keys.number("fen_per_time")?,
            cap_fen_per_month: keys.number("cap_fen_per_month")?,
        };
        keys.end()?;
        Ok(deduction)
    }

    /// The sheet of scores, if there is one.
    fn assessment(&mut self) -> Read<Option<ScoreSheet>> {
        if !self.table.contains_key("assessment") {
            return Ok(None);
        }
        let mut keys = self.table_of("assessment")?;
        let items = keys.tables("items")?.into_iter().map(Keys::score_item);
        let sheet = ScoreSheet {
            items: items.collect::<Read<_>>()?,
            title: keys.text("title")?,
            source: keys.text("source")?,
        };
        keys.end()?;
        Ok(Some(sheet))
    }

    fn score_item(mut self) -> Read<ScoreItem> {
        let item = ScoreItem {
            key: self.text("key")?,
            title: self.text("title")?,
            points: self.number("points")?,
            measure: self.option("measure", Measure::from_code)?,
            needed: self.number_if_there("needed")?,
        };
        self.end()?;
        Ok(item)
    }

    fn table_of(&mut self, key: &str) -> Read<Keys> {
        let within = self.at(key);
        match self.take(key)? {
            Value::Table(table) => Ok(Keys { table, within }),
            _ => Err(self.shape(key)),
        }
    }

    /// A list of tables, each at its number, from 1.
    fn tables(&mut self, key: &str) -> Read<Vec<Keys>> {
        let Value::Array(values) = self.take(key)? else {
            return Err(self.shape(key));
        };
        let tables = (1_u32..).zip(values).map(|(number, value)| match value {
            Value::Table(table) => Ok(Keys {
                table,
                within: self.at(&format!("{key}.{number}")),
            }),
            _ => Err(self.shape(key)),
        });
        tables.collect()
    }

    /// Nothing may be left.
    fn end(self) -> Read<()> {
        match self.table.keys().next() {
            None => Ok(()),
            Some(key) => Err(RuleFileError::UnknownKey {
                key: short(&self.at(key)),
            }),
        }
    }
}
