//! Which words are looked for: pairs of characters that stand in what was written, by how often they do.

use std::collections::BTreeMap;

use cunfa_core::entry::Form;

use crate::harness::Dice;

/// How many entries a rare pair stands in at most.
const RARE: u32 = 5;

/// Pairs of characters with how many entries they stand in.
#[derive(Default)]
pub(super) struct Words {
    pairs: BTreeMap<[char; 2], u32>,
    /// A pair of each entry, so that one written twice as often is here twice as often.
    written: Vec<[char; 2]>,
}

fn is_han(character: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&character)
}

fn word(pair: &[char; 2]) -> String {
    pair.iter().collect()
}

impl Words {
    /// Takes an entry's texts in.
    pub(super) fn add(&mut self, form: &Form) {
        let mut here: Vec<[char; 2]> = Vec::new();
        for text in [&form.matter, &form.advice, &form.result] {
            let characters: Vec<char> = text.chars().collect();
            let pairs = characters.windows(2).filter_map(|pair| match pair {
                [one, other] if is_han(*one) && is_han(*other) => Some([*one, *other]),
                _ => None,
            });
            here.extend(pairs);
        }
        if let Some(pair) = here.get(self.written.len() % here.len().max(1)) {
            self.written.push(*pair);
        }
        here.sort_unstable();
        here.dedup();
        for pair in here {
            *self.pairs.entry(pair).or_default() += 1;
        }
    }

    /// Pairs drawn from the texts.
    pub(super) fn as_written(&self, dice: &mut Dice, count: usize) -> Vec<String> {
        (0..count).filter_map(|_| dice.pick(&self.written).map(word)).collect()
    }

    /// Pairs that hardly any entry has.
    pub(super) fn rare(&self, dice: &mut Dice, count: usize) -> Vec<String> {
        let rare = self.pairs.iter().filter(|(_, entries)| **entries <= RARE);
        let rare: Vec<[char; 2]> = rare.map(|(pair, _)| *pair).collect();
        (0..count).filter_map(|_| dice.pick(&rare).map(word)).collect()
    }

    /// The pairs that most entries have.
    pub(super) fn common(&self, count: usize) -> Vec<String> {
        let mut pairs: Vec<(&[char; 2], &u32)> = self.pairs.iter().collect();
        pairs.sort_by_key(|(_, entries)| std::cmp::Reverse(**entries));
        pairs.into_iter().take(count).map(|(pair, _)| word(pair)).collect()
    }

    /// Every two letters a name may begin with.
    pub(super) fn initials() -> Vec<String> {
        let letters = 'a'..='z';
        let of = |first: char| letters.clone().map(move |second| format!("{first}{second}"));
        letters.clone().flat_map(of).collect()
    }
}
