//! `POST /v1/index`: what a list shows of every entry a device may read, before the entries themselves are there. See
//! docs/protocol.md. Rows are the server's word and no evidence of anything.
//!
//! The rows of a block travel by column, and what repeats in a table that grows from block to block, so that a row costs little
//! more than its words.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use cunfa_core::{EntryId, Kind, Mode, Stage, VillageCode};
use serde::{Deserialize, Serialize};

use crate::wire::{self, Blob, Short, WireError};

/// Path of the index.
pub const INDEX_PATH: &str = "/v1/index";
/// Most rows of one block.
pub const BLOCK_ROWS: usize = 1024;
/// How much of a 事由 travels, in grapheme clusters.
pub const MATTER_GRAPHEMES: usize = 9;
/// How much of a name travels, in grapheme clusters.
pub const NAME_GRAPHEMES: usize = 8;
/// Most bytes of an index, decompressed.
pub const MAX_INDEX_BYTES: usize = 64 * 1024 * 1024;
/// Stands between the texts of a column, so it stands in none of them.
const BETWEEN: char = '\n';
/// A service of which only the length is known.
const NO_START: u16 = u16::MAX;
/// Characters that take one byte.
const ONE_BYTE: usize = 200;
/// Characters that take two.
const TWO_BYTES: usize = (255 - ONE_BYTE) * 256;
/// Bytes before a byte string of a column.
const HEADER: usize = 3;

/// Asks for the rows of all entries in the reading scope of the device's people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexRequest {
    /// [`crate::wire::VERSION`].
    pub version: u16,
    /// The last row held here, of an answer that was cut; none: from the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<IndexPlace>,
}

/// Where a row stands: newest service date first, of one date by falling id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexPlace {
    /// Service date.
    pub date: NaiveDate,
    /// The entry, by its first bytes.
    pub entry: Short,
}

/// The first item of the answer; blocks follow until `rows` came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexHead {
    /// The log's epoch.
    pub epoch: u64,
    /// The log's last sequence: every batch up to it is in the rows.
    pub head: u64,
    /// Rows that follow.
    pub rows: u32,
    /// Rows in all, before the place that was named too.
    pub all: u32,
    /// Bytes of the batches in scope up to `head`, with signatures and receipts.
    pub bytes: u64,
}

/// What a list shows of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexRow {
    /// Which, by its first bytes.
    pub entry: Short,
    /// The village.
    pub village: VillageCode,
    /// Service date.
    pub date: NaiveDate,
    /// 序号.
    pub number: String,
    /// 服务类别.
    pub kind: Kind,
    /// 方式.
    pub mode: Mode,
    /// Length in minutes.
    pub minutes: u16,
    /// When it began, in minutes of the day, if that is known.
    pub start: Option<u16>,
    /// The first person's name, or the head count of a lecture without names; shortened.
    pub name: String,
    /// 事由 or topic, shortened.
    pub matter: String,
    /// The counsel's name.
    pub counsel_name: String,
    /// Where it stands.
    pub stage: Stage,
    /// What else is told of it.
    pub flags: IndexFlags,
}

/// What is told of an entry by yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct IndexFlags {
    /// There are more persons than the first.
    pub more_names: bool,
    /// 签后有改动.
    pub changed: bool,
    /// 重大事项.
    pub major: bool,
    /// Another entry that is not void corrects it.
    pub corrected: bool,
}

/// Rows by column, at most [`BLOCK_ROWS`]. It travels as an array, whose parts are compressed each with a code of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Columns", into = "Columns")]
pub struct IndexBlock {
    /// Six bytes of each entry's id.
    entries: Blob,
    /// The first row's date.
    first: NaiveDate,
    /// How many days each row lies before the row above it.
    days: Vec<u32>,
    /// What stands before a number's last digits.
    series: Column,
    kinds: Column,
    modes: Column,
    stages: Column,
    counsels: Column,
    minutes: Vec<u16>,
    flags: Blob,
    /// Characters that are new with this block.
    characters: String,
    villages: Column,
    /// A number's last digits, in lower and upper bytes.
    running: Halves,
    /// Beginnings in minutes of the day, likewise.
    starts: Halves,
    names: Blob,
    matters: Blob,
}

type Columns = (
    Blob,
    NaiveDate,
    Vec<u32>,
    Column,
    Column,
    Column,
    Column,
    Column,
    Vec<u16>,
    Blob,
    String,
    Column,
    Blob,
    Blob,
    (Blob, Blob, Blob, Blob),
);

/// A column whose values repeat: those that are new with this block, and the place of each row's in the table.
type Column = (Vec<String>, Vec<u32>);

/// Numbers of two bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Halves {
    lower: Vec<u8>,
    upper: Vec<u8>,
}

/// The tables of an answer, as far as it has come; for both sides.
#[derive(Debug, Clone, Default)]
pub struct IndexTables {
    villages: Vec<String>,
    series: Vec<String>,
    kinds: Vec<String>,
    modes: Vec<String>,
    stages: Vec<String>,
    counsels: Vec<String>,
    characters: Characters,
}

/// The characters of names and matters, the most frequent first as far as they are known, and where each stands.
#[derive(Debug, Clone, Default)]
struct Characters {
    all: Vec<char>,
    places: BTreeMap<char, usize>,
    /// How many of them the other side knows.
    told: usize,
}

impl IndexRow {
    /// The first bytes of an entry's id.
    #[must_use]
    pub fn short(entry: EntryId) -> Short {
        let mut short = [0; 6];
        short.iter_mut().zip(entry.0).for_each(|(to, from)| *to = from);
        Short(short)
    }

    /// Its place.
    #[must_use]
    pub fn place(&self) -> IndexPlace {
        IndexPlace {
            date: self.date,
            entry: self.entry,
        }
    }
}

impl IndexTables {
    /// Looks at rows that are to come, so that frequent characters get short codes.
    pub fn learn(&mut self, rows: &[IndexRow]) {
        let mut counts: BTreeMap<char, usize> = BTreeMap::new();
        let texts = rows
            .iter()
            .flat_map(|row| [row.name.as_str(), row.matter.as_str(), "\n"]);
        for character in texts.flat_map(str::chars) {
            *counts.entry(character).or_default() += 1;
        }
        let mut counted: Vec<(char, usize)> = counts.into_iter().collect();
        counted.sort_by_key(|(character, count)| (std::cmp::Reverse(*count), *character));
        for (character, _) in counted {
            self.characters.place(character);
        }
    }

    /// A block of these rows, newest first; of more than [`BLOCK_ROWS`] the rest is left out.
    #[must_use]
    pub fn block(&mut self, rows: &[IndexRow]) -> IndexBlock {
        let rows = rows.get(..BLOCK_ROWS).unwrap_or(rows);
        let first = rows.first().map_or_else(NaiveDate::default, |row| row.date);
        let numbers: Vec<(&str, u16)> = rows.iter().map(|row| split(&row.number)).collect();
        let names = self.characters.write(rows.iter().map(|row| row.name.as_str()));
        let matters = self.characters.write(rows.iter().map(|row| row.matter.as_str()));
        IndexBlock {
            entries: Blob(rows.iter().flat_map(|row| row.entry.0).collect()),
            first,
            days: steps(first, rows),
            series: column(&mut self.series, numbers.iter().map(|(series, _)| *series)),
            kinds: column(&mut self.kinds, rows.iter().map(|row| row.kind.code())),
            modes: column(&mut self.modes, rows.iter().map(|row| row.mode.code())),
            stages: column(&mut self.stages, rows.iter().map(|row| row.stage.code())),
            counsels: column(&mut self.counsels, rows.iter().map(|row| row.counsel_name.as_str())),
            minutes: rows.iter().map(|row| row.minutes).collect(),
            flags: Blob(rows.iter().map(|row| row.flags.bits()).collect()),
            characters: self.characters.news(),
            villages: column(&mut self.villages, rows.iter().map(|row| row.village.as_str())),
            running: numbers.iter().map(|(_, running)| *running).collect(),
            starts: rows.iter().map(|row| row.start.unwrap_or(NO_START)).collect(),
            names: Blob(names),
            matters: Blob(matters),
        }
    }

    /// The rows of the next block of an answer. In the place of a row with a code this program does not know stands `None`.
    ///
    /// # Errors
    /// [`WireError`] when its columns do not fit together.
    pub fn rows(&mut self, block: &IndexBlock) -> Result<Vec<Option<IndexRow>>, WireError> {
        let many = block.days.len();
        let even = [
            block.entries.0.len() / 6,
            block.minutes.len(),
            block.flags.0.len(),
            block.running.lower.len(),
            block.starts.lower.len(),
        ];
        if many > BLOCK_ROWS || even.iter().any(|length| *length != many) {
            return Err(uneven());
        }
        self.characters.learn(&block.characters);
        let series = values(&mut self.series, &block.series, many)?;
        let kinds = values(&mut self.kinds, &block.kinds, many)?;
        let modes = values(&mut self.modes, &block.modes, many)?;
        let stages = values(&mut self.stages, &block.stages, many)?;
        let counsels = values(&mut self.counsels, &block.counsels, many)?;
        let villages = values(&mut self.villages, &block.villages, many)?;
        let names = self.characters.read(&block.names.0, many)?;
        let matters = self.characters.read(&block.matters.0, many)?;
        let mut date = block.first;
        let mut rows = Vec::with_capacity(many);
        for place in 0..many {
            let days = at(&block.days, place)?;
            date = date.checked_sub_days(Days::new(u64::from(days))).ok_or_else(uneven)?;
            let Some((village, kind, mode, stage)) = codes([
                at(&villages, place)?,
                at(&kinds, place)?,
                at(&modes, place)?,
                at(&stages, place)?,
            ]) else {
                rows.push(None);
                continue;
            };
            let entry = block.entries.0.chunks_exact(6).nth(place).ok_or_else(uneven)?;
            let start = block.starts.at(place)?;
            rows.push(Some(IndexRow {
                entry: Short(entry.try_into().map_err(|_| uneven())?),
                village,
                date,
                number: join(at(&series, place)?, block.running.at(place)?),
                kind,
                mode,
                minutes: at(&block.minutes, place)?,
                start: (start != NO_START).then_some(start),
                name: names.get(place).ok_or_else(uneven)?.clone(),
                matter: matters.get(place).ok_or_else(uneven)?.clone(),
                counsel_name: at(&counsels, place)?.to_owned(),
                stage,
                flags: IndexFlags::of(at(&block.flags.0, place)?),
            }));
        }
        Ok(rows)
    }
}

impl IndexBlock {
    /// Where its last row stands, whether this program can read it or not; `None` for a block of no row.
    #[must_use]
    pub fn last(&self) -> Option<IndexPlace> {
        let days = self
            .days
            .iter()
            .fold(0u64, |sum, days| sum.saturating_add(u64::from(*days)));
        let entry = self.entries.0.chunks_exact(6).next_back()?.try_into().ok()?;
        Some(IndexPlace {
            date: self.first.checked_sub_days(Days::new(days))?,
            entry: Short(entry),
        })
    }

    /// Its encoding, cut where one kind of column ends and another begins: ids, which nothing makes smaller, would spoil the code
    /// of the texts.
    ///
    /// # Errors
    /// As [`wire::encode`].
    pub fn parts(self) -> Result<Vec<Vec<u8>>, WireError> {
        let ends = [
            self.matters.0.len(),
            self.names.0.len(),
            self.starts.lower.len(),
            self.running.lower.len(),
        ];
        let entries = self.entries.0.len();
        let mut rest = wire::encode(&self)?;
        let mut parts = Vec::new();
        for length in ends {
            parts.push(rest.split_off(rest.len().saturating_sub(length + HEADER)));
        }
        parts.push(rest.split_off((entries + HEADER).min(rest.len())));
        parts.push(rest);
        parts.reverse();
        Ok(parts)
    }
}

impl From<IndexBlock> for Columns {
    fn from(block: IndexBlock) -> Columns {
        (
            block.entries,
            block.first,
            block.days,
            block.series,
            block.kinds,
            block.modes,
            block.stages,
            block.counsels,
            block.minutes,
            block.flags,
            block.characters,
            block.villages,
            Blob(block.running.upper),
            Blob(block.starts.upper),
            (
                Blob(block.running.lower),
                Blob(block.starts.lower),
                block.names,
                block.matters,
            ),
        )
    }
}

impl From<Columns> for IndexBlock {
    fn from(columns: Columns) -> IndexBlock {
        let (entries, first, days, series, kinds, modes, stages, counsels, minutes, flags, characters, villages, ..) =
            columns;
        let (.., running, starts, (running_lower, starts_lower, names, matters)) = columns;
        IndexBlock {
            entries,
            first,
            days,
            series,
            kinds,
            modes,
            stages,
            counsels,
            minutes,
            flags,
            characters,
            villages,
            running: Halves {
                lower: running_lower.0,
                upper: running.0,
            },
            starts: Halves {
                lower: starts_lower.0,
                upper: starts.0,
            },
            names,
            matters,
        }
    }
}

impl FromIterator<u16> for Halves {
    fn from_iter<T: IntoIterator<Item = u16>>(numbers: T) -> Halves {
        let mut halves = Halves::default();
        for [lower, upper] in numbers.into_iter().map(u16::to_le_bytes) {
            halves.lower.push(lower);
            halves.upper.push(upper);
        }
        halves
    }
}

impl Halves {
    fn at(&self, place: usize) -> Result<u16, WireError> {
        Ok(u16::from_le_bytes([at(&self.lower, place)?, at(&self.upper, place)?]))
    }
}

impl Characters {
    fn place(&mut self, character: char) -> usize {
        let next = self.all.len();
        let place = *self.places.entry(character).or_insert(next);
        if place == next {
            self.all.push(character);
        }
        place
    }

    /// What the other side does not know.
    fn news(&mut self) -> String {
        let news = self.all.iter().skip(self.told).collect();
        self.told = self.all.len();
        news
    }

    fn learn(&mut self, news: &str) {
        self.all.extend(news.chars());
    }

    /// Texts, each with [`BETWEEN`] after it: one byte for each of the [`ONE_BYTE`] first characters, two for the next, four for
    /// any other.
    fn write<'t>(&mut self, texts: impl Iterator<Item = &'t str>) -> Vec<u8> {
        let mut bytes = Vec::new();
        for text in texts {
            let text = text
                .chars()
                .map(|character| if character == BETWEEN { ' ' } else { character });
            for character in text.chain([BETWEEN]) {
                bytes.extend(code(self.place(character)));
            }
        }
        bytes
    }

    fn read(&self, bytes: &[u8], many: usize) -> Result<Vec<String>, WireError> {
        let mut texts = Vec::with_capacity(many);
        let (mut text, mut bytes) = (String::new(), bytes.iter().copied());
        while let Some(place) = decode(&mut bytes)? {
            match self.all.get(place).copied().ok_or_else(uneven)? {
                BETWEEN => texts.push(std::mem::take(&mut text)),
                character => text.push(character),
            }
        }
        if texts.len() == many && text.is_empty() {
            Ok(texts)
        } else {
            Err(uneven())
        }
    }
}

/// The bytes of a character's place.
fn code(place: usize) -> Vec<u8> {
    let small = |number: usize| u8::try_from(number).unwrap_or(u8::MAX);
    match place.checked_sub(ONE_BYTE) {
        None => vec![small(place)],
        Some(beyond) if beyond < TWO_BYTES => vec![small(ONE_BYTE + beyond / 256), small(beyond % 256)],
        Some(_) => [
            &[u8::MAX],
            u32::try_from(place)
                .unwrap_or(0)
                .to_be_bytes()
                .get(1..)
                .unwrap_or_default(),
        ]
        .concat(),
    }
}

fn decode(bytes: &mut impl Iterator<Item = u8>) -> Result<Option<usize>, WireError> {
    let Some(first) = bytes.next() else { return Ok(None) };
    let mut next = || bytes.next().map(usize::from).ok_or_else(uneven);
    Ok(Some(match usize::from(first) {
        place if place < ONE_BYTE => place,
        255 => (next()? << 16) | (next()? << 8) | next()?,
        upper => ONE_BYTE + (upper - ONE_BYTE) * 256 + next()?,
    }))
}

impl IndexFlags {
    fn bits(self) -> u8 {
        let bit = |flag: bool, place: u8| u8::from(flag) << place;
        bit(self.more_names, 0) | bit(self.changed, 1) | bit(self.major, 2) | bit(self.corrected, 3)
    }

    fn of(bits: u8) -> IndexFlags {
        let bit = |place: u8| bits >> place & 1 == 1;
        IndexFlags {
            more_names: bit(0),
            changed: bit(1),
            major: bit(2),
            corrected: bit(3),
        }
    }
}

/// A row's values that come from closed lists: village, kind, mode, stage.
fn codes([village, kind, mode, stage]: [&str; 4]) -> Option<(VillageCode, Kind, Mode, Stage)> {
    Some((
        village.parse().ok()?,
        Kind::from_code(kind)?,
        Mode::from_code(mode)?,
        Stage::from_code(stage)?,
    ))
}

fn uneven() -> WireError {
    WireError("a block of the index whose columns do not fit together".to_owned())
}

fn at<T: Copy>(column: &[T], place: usize) -> Result<T, WireError> {
    column.get(place).copied().ok_or_else(uneven)
}

/// How many days each row lies before the one above; a row that is newer lies on its day.
fn steps(first: NaiveDate, rows: &[IndexRow]) -> Vec<u32> {
    let mut above = first;
    let steps = rows.iter().map(|row| {
        let days = (above - row.date).num_days();
        above = row.date;
        u32::try_from(days).unwrap_or(0)
    });
    steps.collect()
}

fn column<'v>(table: &mut Vec<String>, values: impl Iterator<Item = &'v str>) -> Column {
    let (mut new, mut places) = Column::default();
    for value in values {
        let known = table.iter().position(|known| known == value);
        let place = known.unwrap_or_else(|| {
            table.push(value.to_owned());
            new.push(value.to_owned());
            table.len() - 1
        });
        places.push(u32::try_from(place).unwrap_or(u32::MAX));
    }
    (new, places)
}

fn values<'t>(table: &'t mut Vec<String>, column: &Column, many: usize) -> Result<Vec<&'t str>, WireError> {
    let (new, places) = column;
    if places.len() != many || new.len() > many {
        return Err(uneven());
    }
    table.extend(new.iter().cloned());
    let value = |place: &u32| table.get(usize::try_from(*place).ok()?).map(String::as_str);
    places.iter().map(|place| value(place).ok_or_else(uneven)).collect()
}

/// "03-0007" as "03-" with four digits wanted, and 7: what stands before the last digits, and these. A number that does not come
/// together again this way travels whole.
fn split(number: &str) -> (&str, u16) {
    let series = number.trim_end_matches(|character: char| character.is_ascii_digit());
    let running = number.get(series.len()..).and_then(|digits| digits.parse().ok());
    match running {
        Some(running) if running > 0 && join(series, running) == number => (series, running),
        Some(_) | None => (number, 0),
    }
}

fn join(series: &str, running: u16) -> String {
    if running == 0 {
        series.to_owned()
    } else {
        format!("{series}{running:04}")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn row(place: u8) -> IndexRow {
        IndexRow {
            entry: Short([place; 6]),
            village: "450102101203".parse().unwrap(),
            date: NaiveDate::from_ymd_opt(2026, 11, 20).unwrap() - Days::new(u64::from(place / 2)),
            number: format!("03-{:04}", 300 - u32::from(place)),
            kind: if place == 3 { Kind::Lecture } else { Kind::Consultation },
            mode: Mode::OnSite,
            minutes: 25,
            start: (place != 4).then_some(8 * 60),
            name: "𡌶某".to_owned(),
            matter: String::new(),
            counsel_name: format!("顾问{}", place % 2),
            stage: Stage::Signed,
            flags: IndexFlags {
                changed: place == 1,
                ..IndexFlags::default()
            },
        }
    }

    #[test]
    fn rows_come_out_of_their_blocks_as_they_went_in() {
        let rows: Vec<IndexRow> = (0..9).map(row).collect();
        let (mut there, mut here) = (IndexTables::default(), IndexTables::default());
        for part in rows.chunks(4) {
            let block = there.block(part);
            let block: IndexBlock = wire::decode(&block.parts().unwrap().concat()).unwrap();
            let came: Option<Vec<IndexRow>> = here.rows(&block).unwrap().into_iter().collect();
            assert_eq!(came.as_deref(), Some(part));
            assert_eq!(block.last(), part.last().map(IndexRow::place));
        }
    }

    #[test]
    fn numbers_of_any_kind_come_together_again() {
        for number in [
            "03-0007",
            "03-10000",
            "",
            "7",
            "03-00007",
            "无",
            "03-0000",
            "99999999999999",
            "a-65535",
            "a-65536",
        ] {
            let (series, running) = split(number);
            assert_eq!(join(series, running), number);
        }
        assert_eq!(split("03-0007"), ("03-", 7));
    }

    #[test]
    fn characters_of_every_rank_read_back() {
        let every: Vec<char> = ('一'..='龥').chain('a'..='z').collect();
        let texts: Vec<String> = every.chunks(100).map(|some| some.iter().collect()).collect();
        let (mut there, mut here) = (Characters::default(), Characters::default());
        let bytes = there.write(texts.iter().map(String::as_str));
        here.learn(&there.news());
        assert_eq!(here.read(&bytes, texts.len()), Ok(texts));
        assert!(here.read(&[0], 1).is_err() && here.read(&[255, 255], 1).is_err());
    }

    #[test]
    fn a_line_break_in_a_text_moves_no_row() {
        let broken = IndexRow {
            name: "甲\n乙".to_owned(),
            ..row(1)
        };
        let block = IndexTables::default().block(&[broken, row(2)]);
        let rows = IndexTables::default().rows(&block).unwrap();
        let names: Vec<_> = rows.into_iter().flatten().map(|row| row.name).collect();
        assert_eq!(names, ["甲 乙", "𡌶某"]);
    }

    #[test]
    fn a_block_whose_columns_differ_in_length_is_refused() {
        let mut block = IndexTables::default().block(&[row(1), row(2)]);
        block.minutes.pop();
        assert!(IndexTables::default().rows(&block).is_err());
        let mut block = IndexTables::default().block(&[row(1), row(2)]);
        block.villages.1 = vec![0, 9];
        assert!(IndexTables::default().rows(&block).is_err());
    }

    #[test]
    fn a_row_with_a_code_of_a_newer_program_is_left_out_alone() {
        let mut block = IndexTables::default().block(&[row(3), row(4)]);
        block.kinds.0 = vec!["lecture_on_the_moon".to_owned(), Kind::Consultation.code().to_owned()];
        let rows = IndexTables::default().rows(&block).unwrap();
        assert_eq!(rows.first(), Some(&None));
        assert_eq!(rows.get(1), Some(&Some(row(4))));
    }
}
