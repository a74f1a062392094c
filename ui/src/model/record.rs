//! A record of the registers as it is typed, found and compared: what its fields hold, what they say once they are read, which rows a search
//! finds, what one word about it changed of the one before. Pure.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use cunfa_core::register::{Column, Half, Shape};

use super::{dates, yuan};
use crate::words::registers::{HOUR_SIGNS, POINT_SIGNS};

/// Values as views carry them.
pub type Values = Vec<(Column, String)>;

/// What is typed in the fields of a record, by column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Typed(BTreeMap<Column, String>);

/// Why what a field holds cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// It is no date.
    Date,
    /// It is no amount.
    Yuan,
    /// Some of it are no points.
    Points,
}

impl Typed {
    /// Fields that hold these values, the way people type them.
    #[must_use]
    pub fn of(values: &[(Column, String)]) -> Typed {
        let typed = |(column, text): &(Column, String)| (*column, as_typed(*column, text));
        Typed(values.iter().map(typed).collect())
    }

    /// Everything as one text, to be kept.
    #[must_use]
    pub fn to_kept(&self) -> String {
        let all: Vec<(&Column, &String)> = self.0.iter().collect();
        serde_json::to_string(&all).unwrap_or_default()
    }

    /// Takes what was kept over what stands here, of these columns.
    pub fn take_kept(&mut self, kept: &str, columns: &[Column]) {
        let all: Vec<(Column, String)> = serde_json::from_str(kept).unwrap_or_default();
        self.0
            .extend(all.into_iter().filter(|(column, _)| columns.contains(column)));
    }

    /// What a field holds; empty when nothing.
    #[must_use]
    pub fn get(&self, column: Column) -> &str {
        self.0.get(&column).map_or("", String::as_str)
    }

    /// Puts a text in a field.
    pub fn put(&mut self, column: Column, text: String) {
        self.0.insert(column, text);
    }

    /// The codes that are chosen in a field.
    #[must_use]
    pub fn chosen(&self, column: Column) -> Vec<String> {
        let codes = self.get(column).split(' ').filter(|code| !code.is_empty());
        codes.map(str::to_owned).collect()
    }

    /// Chooses a code, as a field of one code in the place of the one before. Choosing it again takes it back where nothing needs to be chosen.
    pub fn choose(&mut self, column: Column, code: &str, needed: bool) {
        let mut chosen = self.chosen(column);
        let was = chosen.iter().position(|one| one == code);
        match (column.shape() == Shape::Villages, was) {
            (true, Some(at)) => {
                chosen.remove(at);
            }
            (true, None) => chosen.push(code.to_owned()),
            (false, Some(_)) if !needed => chosen.clear(),
            (false, _) => chosen = vec![code.to_owned()],
        }
        chosen.sort();
        self.put(column, chosen.join(" "));
    }

    /// What is typed for one item of a sheet of points.
    #[must_use]
    pub fn points(&self, column: Column, key: &str) -> &str {
        let found = pairs(self.get(column)).find(|(one, _)| *one == key);
        found.map_or("", |(_, typed)| typed)
    }

    /// Puts a text there.
    pub fn put_points(&mut self, column: Column, key: &str, text: &str) {
        let text: String = text.chars().filter(|c| !['=', ';'].contains(c)).collect();
        let others = pairs(self.get(column)).filter(|(one, _)| *one != key);
        let all: Vec<String> = others
            .chain([(key, text.as_str())])
            .map(|(key, typed)| format!("{key}={typed}"))
            .collect();
        self.put(column, all.join(";"));
    }

    /// The points that can be read together, in tenths.
    #[must_use]
    pub fn total(&self, column: Column) -> u32 {
        let points = pairs(self.get(column)).filter_map(|(_, typed)| tenths(typed));
        points.fold(0, u32::saturating_add)
    }

    /// What the fields say; blanks are left out.
    ///
    /// # Errors
    /// Every field that cannot be read.
    pub fn read(&self, today: NaiveDate) -> Result<Values, Vec<(Column, Unread)>> {
        let (mut values, mut unread) = (Vec::new(), Vec::new());
        for (column, typed) in &self.0 {
            match read(*column, typed, today) {
                Ok(text) if text.is_empty() => {}
                Ok(text) => values.push((*column, text)),
                Err(why) => unread.push((*column, why)),
            }
        }
        if unread.is_empty() { Ok(values) } else { Err(unread) }
    }
}

fn as_typed(column: Column, text: &str) -> String {
    let whole = |text: &str| text.parse::<u32>().ok();
    if column.shape() == Shape::Scores {
        let shown =
            |(key, given): (&str, &str)| format!("{key}={}", whole(given).map_or_else(String::new, show_tenths));
        return pairs(text).map(shown).collect::<Vec<_>>().join(";");
    }
    let fen = whole(text).filter(|_| column.shape() == Shape::Fen);
    fen.map_or_else(|| text.to_owned(), yuan::show)
}

/// Keys of items with what stands behind each.
fn pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split(';').filter_map(|pair| pair.split_once('='))
}

/// Points as they are typed: "38", "38.5".
#[must_use]
pub fn show_tenths(tenths: u32) -> String {
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        rest => format!("{}.{rest}", tenths / 10),
    }
}

/// Reads "38", "38.5 分", in tenths. `None` for anything else.
fn tenths(typed: &str) -> Option<u32> {
    let plain = typed.chars().filter(|c| !POINT_SIGNS.contains(*c));
    let plain: String = plain.map(yuan::half_width).collect();
    let (whole, rest) = plain.split_once('.').unwrap_or((plain.as_str(), "0"));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !(1..=4).contains(&whole.len()) || rest.len() != 1 || !digits(whole) || !digits(rest) {
        return None;
    }
    let (whole, rest): (u32, u32) = (whole.parse().ok()?, rest.parse().ok()?);
    Some(whole * 10 + rest)
}

/// Points by key, in the order of the keys; what is blank is left out.
fn scores(typed: &str) -> Result<String, Unread> {
    let given = pairs(typed).filter(|(_, typed)| !typed.trim().is_empty());
    let read = |(key, typed): (&str, &str)| Some((key.to_owned(), tenths(typed)?));
    let read: Option<BTreeMap<String, u32>> = given.map(read).collect();
    let read = read.ok_or(Unread::Points)?.into_iter();
    Ok(read
        .map(|(key, tenths)| format!("{key}={tenths}"))
        .collect::<Vec<_>>()
        .join(";"))
}

fn read(column: Column, typed: &str, today: NaiveDate) -> Result<String, Unread> {
    let typed = typed.trim();
    match column.shape() {
        _ if typed.is_empty() => Ok(String::new()),
        Shape::Date => dates::read(typed, today).map(dates::show).ok_or(Unread::Date),
        Shape::Fen => yuan::read(typed).map(|fen| fen.to_string()).ok_or(Unread::Yuan),
        Shape::Hours => Ok(hours(typed)),
        Shape::Scores => scores(typed),
        Shape::Line(_)
        | Shape::Text(_)
        | Shape::Village
        | Shape::Villages
        | Shape::Person
        | Shape::Record(_)
        | Shape::YesNo
        | Shape::Choice(_)
        | Shape::Half
        | Shape::Month
        | Shape::Root
        | Shape::Drawn
        | Shape::Answers => Ok(typed.to_owned()),
    }
}

/// Plain digits without the unit and without a tenth that is none.
fn hours(typed: &str) -> String {
    let plain = typed.chars().filter(|c| !HOUR_SIGNS.contains(*c));
    let plain: String = plain.map(yuan::half_width).collect();
    plain.strip_suffix(".0").map(str::to_owned).unwrap_or(plain)
}

/// What codes are called.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names(BTreeMap<String, String>);

impl Names {
    /// By code.
    #[must_use]
    pub fn of(names: &[(String, String)]) -> Names {
        Names(names.iter().cloned().collect())
    }

    /// What a code is called; the code itself when nobody here knows.
    #[must_use]
    pub fn get<'a>(&'a self, code: &'a str) -> &'a str {
        self.0.get(code).map_or(code, String::as_str)
    }

    /// The same with others.
    pub fn add(&mut self, names: &[(String, String)]) {
        self.0.extend(names.iter().cloned());
    }
}

/// The value of a column.
#[must_use]
pub fn value(values: &[(Column, String)], column: Column) -> Option<&str> {
    let found = values.iter().find(|(at, _)| *at == column);
    found.map(|(_, text)| text.as_str())
}

/// One column that says something else than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which.
    pub column: Column,
    /// What it said.
    pub before: Option<String>,
    /// What it says.
    pub after: Option<String>,
}

/// What changed, in the order of the columns.
#[must_use]
pub fn changes(columns: &[Column], before: &[(Column, String)], after: &[(Column, String)]) -> Vec<Change> {
    let of = |column: &Column| Change {
        column: *column,
        before: value(before, *column).map(str::to_owned),
        after: value(after, *column).map(str::to_owned),
    };
    let all = columns.iter().map(of);
    all.filter(|change| change.before != change.after).collect()
}

/// Whether every word of a search occurs somewhere in a text; an empty search finds everything.
#[must_use]
pub fn finds(text: &str, search: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let mut words = search.split_whitespace();
    words.all(|word| text.contains(&word.to_ascii_lowercase()))
}

/// Of many options the chosen ones, then those that a search finds, as many as `most`; and how many it finds beyond.
#[must_use]
pub fn offered<'o>(
    options: &'o [(String, String)],
    chosen: &[String],
    search: &str,
    most: usize,
) -> (Vec<&'o (String, String)>, usize) {
    let is_chosen = |option: &&(String, String)| chosen.contains(&option.0);
    let others: Vec<&(String, String)> = options
        .iter()
        .filter(|option| !is_chosen(option) && finds(&option.1, search))
        .collect();
    let rest = others.len().saturating_sub(most);
    let all = options.iter().filter(is_chosen).chain(others.into_iter().take(most));
    (all.collect(), rest)
}

/// This half of a year and the three before, the newest first.
#[must_use]
pub fn halves(today: NaiveDate) -> Vec<String> {
    let before = |half: &Half| half.months().first().and_then(NaiveDate::pred_opt).map(Half::of);
    let halves = std::iter::successors(Some(Half::of(today)), before);
    halves.take(4).map(|half| half.to_string()).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 25).unwrap()
    }

    fn values(pairs: &[(Column, &str)]) -> Values {
        pairs
            .iter()
            .map(|(column, text)| (*column, (*text).to_owned()))
            .collect()
    }

    #[test]
    fn what_is_typed_is_read_by_the_shape_of_its_column_and_blanks_are_left_out() {
        let mut typed = Typed::default();
        typed.put(Column::From, "11月3日".to_owned());
        typed.put(Column::FeeFen, "８００ 元".to_owned());
        typed.put(Column::Hours, "4.0 学时".to_owned());
        typed.put(Column::Note, "  ".to_owned());
        let read = typed.read(today()).unwrap();
        assert_eq!(
            read,
            values(&[
                (Column::From, "2026-11-03"),
                (Column::FeeFen, "80000"),
                (Column::Hours, "4")
            ])
        );
    }

    #[test]
    fn every_field_that_cannot_be_read_is_told() {
        let mut typed = Typed::default();
        typed.put(Column::From, "下个月".to_owned());
        typed.put(Column::FeeFen, "八百".to_owned());
        typed.put(Column::Name, "覃文斌".to_owned());
        let unread = typed.read(today()).unwrap_err();
        assert_eq!(unread, [(Column::From, Unread::Date), (Column::FeeFen, Unread::Yuan)]);
    }

    #[test]
    fn a_value_is_typed_as_it_was_and_reads_back() {
        let said = values(&[(Column::From, "2026-01-01"), (Column::FeeFen, "80050")]);
        let typed = Typed::of(&said);
        assert_eq!(typed.get(Column::FeeFen), "800.50");
        assert_eq!(typed.read(today()).unwrap(), said);
    }

    #[test]
    fn points_are_typed_item_by_item_and_read_in_tenths_by_key() {
        let mut typed = Typed::of(&values(&[(Column::Scores, "lectures=100;on_site=385")]));
        assert_eq!(typed.points(Column::Scores, "on_site"), "38.5");
        typed.put_points(Column::Scores, "on_site", "４０ 分");
        typed.put_points(Column::Scores, "by_hand", "7.5");
        typed.put_points(Column::Scores, "blank", " ");
        assert_eq!(typed.total(Column::Scores), 100 + 400 + 75);
        let read = typed.read(today()).unwrap();
        assert_eq!(read, values(&[(Column::Scores, "by_hand=75;lectures=100;on_site=400")]));
        for wrong in ["很好", "7.55", "-1", "12345", "."] {
            typed.put_points(Column::Scores, "by_hand", wrong);
            assert_eq!(
                typed.read(today()),
                Err(vec![(Column::Scores, Unread::Points)]),
                "{wrong}"
            );
        }
    }

    #[test]
    fn one_code_takes_the_place_of_another_and_several_stand_in_order() {
        let mut typed = Typed::default();
        typed.choose(Column::Firm, "b", false);
        typed.choose(Column::Firm, "a", false);
        assert_eq!(typed.get(Column::Firm), "a");
        typed.choose(Column::Firm, "a", false);
        assert_eq!(typed.get(Column::Firm), "");
        typed.choose(Column::Person, "a", true);
        typed.choose(Column::Person, "a", true);
        assert_eq!(typed.get(Column::Person), "a", "what is needed is not taken back");
        for code in ["450102101205", "450102101202", "450102101207", "450102101205"] {
            typed.choose(Column::Villages, code, true);
        }
        assert_eq!(typed.get(Column::Villages), "450102101202 450102101207");
    }

    #[test]
    fn what_changed_is_told_with_what_it_was() {
        let columns = [Column::Village, Column::To, Column::ContractNumber];
        let before = values(&[(Column::Village, "450102101202"), (Column::ContractNumber, "7")]);
        let after = values(&[(Column::Village, "450102101202"), (Column::To, "2026-12-31")]);
        let changed = changes(&columns, &before, &after);
        let told = |one: &Change| (one.column, one.before.clone(), one.after.clone());
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            changed.iter().map(told).collect::<Vec<_>>(),
            [
                (Column::To, None, some("2026-12-31")),
                (Column::ContractNumber, some("7"), None)
            ]
        );
    }

    #[test]
    fn of_many_options_the_chosen_ones_stay_in_sight() {
        let option = |code: &str, name: &str| (code.to_owned(), name.to_owned());
        let options = [
            option("1", "三塘村"),
            option("2", "四塘村"),
            option("3", "那况村"),
            option("4", "五塘村"),
        ];
        let (shown, rest) = offered(&options, &["3".to_owned()], "塘", 2);
        let codes: Vec<&str> = shown.iter().map(|one| one.0.as_str()).collect();
        assert_eq!((codes, rest), (vec!["3", "1", "2"], 1));
        assert_eq!(offered(&options, &[], "没有", 2), (vec![], 0));
    }

    #[test]
    fn halves_go_back_over_the_year() {
        assert_eq!(halves(today()), ["2026-2", "2026-1", "2025-2", "2025-1"]);
    }
}
