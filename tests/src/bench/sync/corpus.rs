//! The corpus of the sync figures: ledger entries in free Chinese text, each with a sign-off in a hand of its own.
//!
//! The text comes from a model over words (`words.txt`, written by us): clauses choose among word classes, and every other word
//! is put together from two characters, as Chinese forms its words. What matters is how much the words tell, not what: it
//! compresses as prose does, about one byte a character (a test holds it there), where sentences from templates would vanish. The
//! same entries, as lines of JSON, go to every participant.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, NaiveTime};
use cunfa_core::entry::{Form, ServedPerson};
use cunfa_core::{Ink, Kind, Mode, Point, Stroke, VillageCode};
use serde_json::{Value, json};

use super::pack;
use crate::harness::Dice;

const WORDS: &str = include_str!("words.txt");
/// Of a hundred words of an open class, how many are put together.
const PUT_TOGETHER: usize = 70;
/// A hand: strokes and samples of each, some three seconds of a pen on a screen that looks 60 times a second.
const STROKES: u32 = 10;
const SAMPLES: u32 = 20;
/// Of the pad, in ink units.
const PAD: (i32, i32) = (10_000, 6_000);

/// A generator. The n-th entry is the same for the same seed, whatever was asked before.
pub struct Corpus {
    seed: u64,
    words: BTreeMap<&'static str, Vec<&'static str>>,
    villages: Vec<VillageCode>,
    last_day: NaiveDate,
}

/// One entry and what the cadre puts under it.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// Its place in the corpus.
    pub number: u64,
    /// The filled form.
    pub form: Form,
    /// The hand.
    pub ink: Ink,
}

impl Corpus {
    /// Entries of these villages in turn, of the year before `last_day`.
    ///
    /// # Errors
    /// When there is no village, or the table of words is none.
    pub fn new(seed: u64, villages: &[VillageCode], last_day: NaiveDate) -> Result<Corpus, String> {
        if villages.is_empty() {
            return Err("a corpus needs a village".to_owned());
        }
        let table = WORDS.lines().filter_map(|line| {
            let mut words = line.split(' ');
            Some((words.next()?, words.collect()))
        });
        Ok(Corpus {
            seed,
            words: table.collect(),
            villages: villages.to_vec(),
            last_day,
        })
    }

    fn pen(&self, number: u64) -> Pen<'_> {
        let dice = Dice::new(self.seed ^ number.wrapping_mul(0xD134_2543_DE82_EF95));
        Pen {
            words: &self.words,
            dice,
        }
    }

    /// The n-th name of somebody.
    #[must_use]
    pub fn name(&self, number: u64) -> String {
        self.pen(!number).name()
    }

    /// The n-th hand of somebody who is no cadre.
    #[must_use]
    pub fn hand(&self, number: u64) -> Ink {
        self.pen(!number).ink()
    }

    /// The n-th entry.
    #[must_use]
    pub fn entry(&self, number: u64) -> Written {
        let mut pen = self.pen(number);
        let place = usize::try_from(number).unwrap_or(0) % self.villages.len();
        let days = Days::new(1 + pen.dice.below(330) as u64);
        let (hour, minute) = (8 + pen.dice.below(9), 5 * pen.dice.below(6));
        let time = |minute: usize| NaiveTime::from_hms_opt(u32::try_from(hour).ok()?, u32::try_from(minute).ok()?, 0);
        let persons = (0..=pen.dice.below(2)).map(|row| ServedPerson {
            row: format!("{row:02}-{:04x}", pen.dice.below(0x10000)),
            name: pen.name(),
            phone: String::new(),
            category: None,
        });
        let persons = persons.collect();
        let form = Form {
            village: self.villages.get(place).cloned(),
            date: self.last_day.checked_sub_days(days),
            start: time(minute),
            end: time(minute + 20 + 5 * pen.dice.below(2)),
            mode: Some(Mode::OnSite),
            kind: Some(Kind::Consultation),
            persons,
            matter: pen.text(15, 35, Part::Matter),
            advice: pen.text(40, 120, Part::Advice),
            result: pen.text(8, 28, Part::Result),
            ..Form::default()
        };
        Written {
            number,
            form,
            ink: pen.ink(),
        }
    }

    /// These entries, one after the other.
    pub fn entries(&self, numbers: std::ops::Range<u64>) -> impl Iterator<Item = Written> + '_ {
        numbers.map(|number| self.entry(number))
    }
}

impl Written {
    /// What is written, as lines: the free text only.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.form.matter, self.form.advice, self.form.result)
    }

    /// All there is to send, as small as plain data is: JSON without its ink and signature, and these as bytes.
    #[must_use]
    pub fn plain(&self) -> Vec<u8> {
        let mut json = self.json();
        for name in ["ink", "signature"] {
            if let Some(sign_off) = json.get_mut("sign_off").and_then(Value::as_object_mut) {
                sign_off.remove(name);
            }
        }
        let mut plain = format!("{json}\n").into_bytes();
        plain.extend(pack::ink(&self.ink));
        plain.extend(self.signature());
        plain
    }

    fn signature(&self) -> [u8; 64] {
        let mut signature = [0; 64];
        Dice::new(self.number ^ 0x5161_0FF5).fill(&mut signature);
        signature
    }

    /// The entry and its sign-off as one JSON object: what every participant is given. The ink is columns of differences, the
    /// signature is as long as one and as little compressible.
    #[must_use]
    pub fn json(&self) -> Value {
        let (form, number) = (&self.form, self.number);
        let persons = form
            .persons
            .iter()
            .map(|one| json!({ "row": one.row, "name": one.name }));
        json!({
            "entry": {
                "id": format!("e{number:07}"),
                "village": form.village.as_ref().map(VillageCode::as_str),
                "number": format!("2026-{:02}-{number:05}", number % 40),
                "date": form.date,
                "start": form.start,
                "end": form.end,
                "mode": "on_site",
                "kind": "consultation",
                "persons": persons.collect::<Vec<_>>(),
                "matter": form.matter,
                "advice": form.advice,
                "result": form.result,
                "counsel": "9f1c2ab07744d1e0",
                "counsel_name": "覃明远",
            },
            "sign_off": {
                "id": format!("s{number:07}"),
                "entry": format!("e{number:07}"),
                "opinion": "true",
                "signer": "71d0a93be2f05c18",
                "at_ms": 1_795_399_200_000_u64 + number * 61_007,
                "ink": pack::base64(&pack::ink(&self.ink)),
                "signature": pack::base64(&self.signature()),
            },
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Matter,
    Advice,
    Result,
}

struct Pen<'c> {
    words: &'c BTreeMap<&'static str, Vec<&'static str>>,
    dice: Dice,
}

impl Pen<'_> {
    /// Whether one of so many.
    fn one_of(&mut self, many: usize) -> bool {
        self.dice.below(many) == 0
    }

    /// A word of a class, the earlier ones more often.
    fn pick(&mut self, class: &str) -> &'static str {
        let Some(words) = self.words.get(class) else { return "" };
        let (one, other) = (self.dice.below(words.len()), self.dice.below(words.len()));
        let at = if self.one_of(3) { one } else { one.min(other) };
        words.get(at).copied().unwrap_or_default()
    }

    /// A word of an open class: from the table, or put together.
    fn word(&mut self, class: &str) -> String {
        if self.dice.below(100) >= PUT_TOGETHER {
            return self.pick(class).to_owned();
        }
        match class {
            "did" => format!("{}{}", self.pick("move"), self.pick("after")),
            "who" | "what" | "place" => format!("{}{}", self.pick("first"), self.pick("second")),
            _ => format!("{}{}", self.pick("first"), self.pick("after")),
        }
    }

    fn name(&mut self) -> String {
        let mut name = format!("{}{}", self.pick("family"), self.pick("given"));
        if !self.one_of(3) {
            name.push_str(self.pick("given"));
        }
        name
    }

    fn number(&mut self) -> String {
        match self.dice.below(4) {
            0 => format!("{}", 2 + self.dice.below(90)),
            1 => format!("{}00", 1 + self.dice.below(98)),
            2 => format!("{}.{}", self.dice.below(90), self.dice.below(99)),
            _ => format!("{}万", 1 + self.dice.below(40)),
        }
    }

    fn amount(&mut self) -> String {
        format!("{}{}", self.number(), self.pick("unit"))
    }

    fn thing(&mut self) -> String {
        match self.dice.below(10) {
            0..6 => self.word("what"),
            6..8 => format!("{}{}", self.word("place"), self.word("what")),
            _ => format!("{}{}", self.amount(), self.word("what")),
        }
    }

    fn somebody(&mut self) -> String {
        match self.dice.below(10) {
            0..5 => self.word("who"),
            5..8 => self.name(),
            _ => format!("{}{}", self.word("who"), self.name()),
        }
    }

    fn clause(&mut self) -> String {
        let mut said = String::new();
        if self.one_of(3) {
            said += &self.word("when");
        }
        if !self.one_of(4) {
            said += &self.somebody();
        }
        if self.one_of(3) {
            said += self.pick("join");
        }
        if self.one_of(2) {
            said += &self.word("how");
        }
        said += &self.word("did");
        if !self.one_of(5) {
            said += &self.thing();
        }
        if self.one_of(5) {
            said += "的";
            said += &self.word("what");
        }
        if self.one_of(5) {
            said += &self.amount();
        }
        if self.one_of(4) {
            said += &self.word("did");
        }
        said
    }

    fn sentence_part(&mut self, part: Part) -> String {
        match (part, self.dice.below(10)) {
            (Part::Advice, 0..3) => format!("{}{}", self.pick("advise"), self.pick("step")),
            (Part::Advice, 3) => format!("根据《{}》第{}条", self.pick("law"), 1 + self.dice.below(300)),
            (Part::Advice, 4..6) => format!("{}{}", self.pick("advise"), self.clause()),
            (Part::Result, 0..6) => format!("{}{}", self.somebody(), self.pick("end")),
            _ => self.clause(),
        }
    }

    /// A text of at least `least` characters and hardly more than `least + spread`.
    fn text(&mut self, least: usize, spread: usize, part: Part) -> String {
        let wanted = least + self.dice.below(spread);
        let mut text = String::new();
        while text.chars().count() < wanted {
            if !text.is_empty() {
                text += ["，", "，", "，", "，", "。", "；"]
                    .get(self.dice.below(6))
                    .copied()
                    .unwrap_or_default();
            }
            if self.one_of(3) {
                text += self.pick("join");
            }
            text += &self.sentence_part(part);
        }
        text + "。"
    }

    /// Handwriting: each stroke a walk whose steps wobble around where the hand is going.
    fn ink(&mut self) -> Ink {
        let mut t_ms = 0;
        let strokes = (0..STROKES).map(|number| {
            let column = i32::try_from(number % 4).unwrap_or(0);
            let line = i32::try_from(number / 4).unwrap_or(0);
            let mut at = (
                800 + 2_200 * column + self.wobble(300),
                900 + 1_700 * line + self.wobble(300),
            );
            // A stroke goes across or down; across is to the right.
            let way = if self.one_of(2) {
                (24, self.wobble(9))
            } else {
                (self.wobble(9), 24)
            };
            let mut sway = (0, 0);
            t_ms += 90 + u32::try_from(self.dice.below(160)).unwrap_or(0);
            let samples = (0..SAMPLES).map(|_| {
                sway = (sway.0 * 4 / 5 + self.wobble(11), sway.1 * 4 / 5 + self.wobble(11));
                let step = (way.0 + sway.0, way.1 + sway.1);
                at = ((at.0 + step.0).clamp(0, PAD.0), (at.1 + step.1).clamp(0, PAD.1));
                t_ms += if self.one_of(8) { 17 } else { 16 };
                Point {
                    x: at.0,
                    y: at.1,
                    t_ms,
                    pressure: None,
                }
            });
            Stroke(samples.collect())
        });
        let strokes = strokes.collect();
        Ink {
            width: u32::try_from(PAD.0).unwrap_or(0),
            height: u32::try_from(PAD.1).unwrap_or(0),
            strokes,
        }
    }

    /// Between `-most` and `most`.
    fn wobble(&mut self, most: i32) -> i32 {
        let span = usize::try_from(2 * most + 1).unwrap_or(1);
        i32::try_from(self.dice.below(span)).unwrap_or(0) - most
    }
}
