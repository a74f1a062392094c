//! Which rule file is in force on a date: those the server sent, else those shipped with the program.
//! Numbers of the policy live in the files; here is only the choice by effective date.

use chrono::NaiveDate;
use cunfa_core::rules::RuleFile;

/// The files shipped with the program.
const SHIPPED: [&str; 1] = [include_str!("../../../rules/nanning-2016.toml")];

/// The readable rule files, oldest effective date first.
#[derive(Debug, Clone, Default)]
pub struct RuleBook(Vec<RuleFile>);

impl RuleBook {
    /// From the texts of the directory. One that cannot be read is left out (a newer program may have written it); when none
    /// is left, the shipped ones stand.
    #[must_use]
    pub fn read<'a>(texts: impl IntoIterator<Item = &'a str>) -> RuleBook {
        let sent = RuleBook::of(texts);
        if sent.0.is_empty() { RuleBook::of(SHIPPED) } else { sent }
    }

    fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> RuleBook {
        let mut files: Vec<_> = texts.into_iter().filter_map(|text| RuleFile::read(text).ok()).collect();
        files.sort_by(|a, b| (a.effective_from, &a.id, a.version).cmp(&(b.effective_from, &b.id, b.version)));
        RuleBook(files)
    }

    /// The file in force on a date: the last that took effect by then, else the first there is.
    #[must_use]
    pub fn on(&self, date: NaiveDate) -> Option<&RuleFile> {
        self.0
            .iter()
            .rev()
            .find(|file| file.effective_from <= date)
            .or_else(|| self.0.first())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn day(year: i32, month: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, 1).unwrap()
    }

    #[test]
    fn the_last_rule_file_that_took_effect_is_in_force() {
        let later = SHIPPED[0]
            .replace("2016-11-18", "2027-01-01")
            .replace("nanning-2016", "nanning-2027");
        let book = RuleBook::read([later.as_str(), SHIPPED[0]]);
        assert_eq!(book.on(day(2026, 12)).unwrap().id, "nanning-2016");
        assert_eq!(book.on(day(2027, 1)).unwrap().id, "nanning-2027");
        assert_eq!(book.on(day(2001, 1)).unwrap().id, "nanning-2016");
    }

    #[test]
    fn a_rule_file_that_cannot_be_read_leaves_the_shipped_one_in_force() {
        assert_eq!(
            RuleBook::read(["not a rule file"]).on(day(2026, 11)).unwrap().id,
            "nanning-2016"
        );
        assert_eq!(
            RuleBook::read([]).on(day(2026, 11)).unwrap().on_site_minutes_per_month,
            300
        );
    }
}
