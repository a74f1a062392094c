//! Invitation codes: ten characters of an alphabet without look-alikes, known to the database by their hash only.

use cunfa_core::Digest;
use cunfa_evidence::suite::tagged_hash;

use crate::random::{NoRandomness, Random, draw};

/// Digits and capitals without 0, 1, I, L, O.
const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
/// Characters of a code: 31^10 is about 2^49.
pub const LENGTH: usize = 10;
/// Bytes from here on would make some characters likelier than others.
const UNFAIR_FROM: usize = 256 - 256 % ALPHABET.len();

/// Draws a code.
///
/// # Errors
/// [`NoRandomness`].
pub fn draw_code(random: &dyn Random) -> Result<String, NoRandomness> {
    let mut code = String::with_capacity(LENGTH);
    while code.len() < LENGTH {
        let drawn: [u8; 32] = draw(random)?;
        extend(&mut code, &drawn);
    }
    Ok(code)
}

/// The code that belongs to a secret seed.
#[must_use]
pub fn code_from(seed: &Digest) -> String {
    let mut code = String::with_capacity(LENGTH);
    let mut round = *seed;
    while code.len() < LENGTH {
        round = tagged_hash("cunfa/code-round", &[round.as_bytes()]);
        extend(&mut code, round.as_bytes());
    }
    code
}

fn extend(code: &mut String, drawn: &[u8]) {
    let fair = drawn
        .iter()
        .copied()
        .map(usize::from)
        .filter(|byte| *byte < UNFAIR_FROM);
    let characters = fair.filter_map(|byte| ALPHABET.get(byte % ALPHABET.len()).copied().map(char::from));
    code.extend(characters.take(LENGTH - code.len()));
}

/// A code as somebody typed it: upper case, full-width folded, without blanks, dashes or anything else between.
#[must_use]
pub fn normalise(typed: &str) -> String {
    let half_width = |c: char| match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0),
        other => Some(other),
    };
    let characters = typed.chars().filter_map(half_width);
    characters
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// How the database knows a code.
#[must_use]
pub fn hash_code(code: &str) -> Digest {
    tagged_hash("cunfa/invitation", &[code.as_bytes()])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::random::SystemRandom;

    #[test]
    fn a_code_has_ten_characters_that_nobody_confuses() {
        for _ in 0..200 {
            let code = draw_code(&SystemRandom).unwrap();
            assert_eq!(code.len(), LENGTH);
            assert!(
                code.chars()
                    .all(|c| !"01ILO".contains(c) && (c.is_ascii_digit() || c.is_ascii_uppercase()))
            );
        }
    }

    #[test]
    fn a_code_is_the_same_however_it_is_typed() {
        for typed in ["ABCDE-23456", " abcde — 23456 ", "ＡＢＣＤＥ－２３４５６"] {
            assert_eq!(normalise(typed), "ABCDE23456");
        }
    }

    struct Counting(std::sync::atomic::AtomicU8);

    impl Random for Counting {
        fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
            bytes
                .iter_mut()
                .for_each(|byte| *byte = self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
            Ok(())
        }
    }

    #[test]
    fn every_character_is_equally_likely() {
        let random = Counting(0.into());
        let mut seen = std::collections::BTreeMap::new();
        let fair: Vec<u8> = (0u8..=255).filter(|byte| usize::from(*byte) < UNFAIR_FROM).collect();
        for byte in &fair {
            *seen.entry(usize::from(*byte) % ALPHABET.len()).or_insert(0) += 1;
        }
        assert_eq!(seen.values().collect::<std::collections::BTreeSet<_>>().len(), 1);
        assert!(draw_code(&random).unwrap().starts_with("23456789AB"));
    }
}
