//! What the check of a village's month found, as it is typed: a finding for each entry drawn, numbers of villagers for each question, a remark.

use std::collections::BTreeMap;

use cunfa_core::EntryId;
use cunfa_core::register::{Answers, Asked, Column, Finding, Values, answers_text, drawn_text};

use super::yuan::half_width;
use crate::words::check::PERSON_SIGNS;

/// Numbers of one question as they are typed: asked, 是 / 满意, 一般, 否 / 不满意.
pub type Counts = [String; 4];

/// What is typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Typed {
    /// Of each entry drawn what was found; nothing chosen says that nobody looked.
    pub found: BTreeMap<EntryId, Finding>,
    /// Of each question the numbers.
    pub counts: BTreeMap<Asked, Counts>,
    /// The remark.
    pub note: String,
}

impl Typed {
    /// What a record says, the way people type it.
    #[must_use]
    pub fn of(values: &Values) -> Typed {
        let counts = |(question, of): (Asked, Answers)| {
            let counts = [of.asked, of.good, of.fair, of.poor];
            (question, counts.map(|count| count.to_string()))
        };
        Typed {
            found: values.drawn().into_iter().collect(),
            counts: values.answers().into_iter().map(counts).collect(),
            note: values.text(Column::Note),
        }
    }

    /// Everything as one text, to be kept.
    #[must_use]
    pub fn to_kept(&self) -> String {
        serde_json::to_string(&(&self.found, &self.counts, &self.note)).unwrap_or_default()
    }

    /// What was kept so; `None` for anything else.
    #[must_use]
    pub fn of_kept(kept: &str) -> Option<Typed> {
        let (found, counts, note) = serde_json::from_str(kept).ok()?;
        Some(Typed { found, counts, note })
    }

    /// A number as it is typed.
    #[must_use]
    pub fn count(&self, question: Asked, part: usize) -> &str {
        let counts = self.counts.get(&question);
        counts.and_then(|counts| counts.get(part)).map_or("", String::as_str)
    }

    /// Puts a number in its field.
    pub fn put(&mut self, question: Asked, part: usize, text: String) {
        let counts = self.counts.entry(question).or_default();
        if let Some(count) = counts.get_mut(part) {
            *count = text;
        }
    }

    /// What it says of these entries; what is blank is left out.
    ///
    /// # Errors
    /// The questions of which a number cannot be read.
    pub fn read(&self, drawn: &[EntryId]) -> Result<Vec<(Column, String)>, Vec<Asked>> {
        let (mut answers, mut unread) = (Vec::new(), Vec::new());
        for (question, counts) in &self.counts {
            let read: Option<Vec<u32>> = counts.iter().map(|typed| number(typed)).collect();
            match read.as_deref() {
                Some(&[asked, good, fair, poor]) => answers.push((
                    *question,
                    Answers {
                        asked,
                        good,
                        fair,
                        poor,
                    },
                )),
                _ => unread.push(*question),
            }
        }
        if !unread.is_empty() {
            return Err(unread);
        }
        let found = |entry: &EntryId| (*entry, self.found.get(entry).copied().unwrap_or(Finding::NotSeen));
        let values = [
            (Column::Drawn, drawn_text(drawn.iter().map(found).collect())),
            (Column::Answers, answers_text(&answers)),
            (Column::Note, self.note.trim().to_owned()),
        ];
        Ok(values.into_iter().filter(|(_, text)| !text.is_empty()).collect())
    }
}

/// Reads "12", "１２ 人"; nothing is none. `None` for anything else.
fn number(typed: &str) -> Option<u32> {
    let plain = typed.chars().filter(|c| !PERSON_SIGNS.contains(*c));
    let plain: String = plain.map(half_width).collect();
    if plain.is_empty() {
        return Some(0);
    }
    let digits = plain.bytes().all(|byte| byte.is_ascii_digit());
    plain.parse().ok().filter(|_| digits)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const ENTRIES: [EntryId; 2] = [EntryId([1; 16]), EntryId([2; 16])];

    fn typed() -> Typed {
        let mut typed = Typed::default();
        typed.found.insert(ENTRIES[0], Finding::AsWritten);
        for (part, text) in ["１０ 人", "8", "", " 1"].into_iter().enumerate() {
            typed.put(Asked::Satisfied, part, text.to_owned());
        }
        typed.put(Asked::Real, 0, String::new());
        typed.note = " 抽查属实 ".to_owned();
        typed
    }

    #[test]
    fn what_is_typed_is_read_and_what_nobody_chose_says_that_nobody_looked() {
        let one = "01".repeat(16);
        let two = "02".repeat(16);
        assert_eq!(
            typed().read(&ENTRIES).unwrap(),
            [
                (Column::Drawn, format!("{one}=yes;{two}=open")),
                (Column::Answers, "satisfied=10:8:0:1".to_owned()),
                (Column::Note, "抽查属实".to_owned()),
            ]
        );
        assert_eq!(Typed::default().read(&[]).unwrap(), []);
    }

    #[test]
    fn questions_of_which_a_number_cannot_be_read_are_told() {
        let mut typed = typed();
        for wrong in ["十", "-1", "+1", "1.5", "99999999999"] {
            typed.put(Asked::Clear, 0, wrong.to_owned());
            assert_eq!(typed.read(&ENTRIES), Err(vec![Asked::Clear]), "{wrong}");
        }
    }

    #[test]
    fn what_is_kept_and_what_is_recorded_are_typed_as_they_were() {
        assert_eq!(Typed::of_kept(&typed().to_kept()), Some(typed()));
        let said = typed().read(&ENTRIES).unwrap();
        let again = Typed::of(&Values::from(said.clone()));
        assert_eq!(again.read(&ENTRIES).unwrap(), said);
        assert_eq!(Typed::of_kept("别的"), None);
    }
}
