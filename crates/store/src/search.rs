//! Search over Chinese text: every character is one token, every word of the person is a phrase of them. So every substring
//! is found and nothing else, apart from case, width and the line breaks a person cannot type.
//!
//! A token is the character's code in hex, so that the tokenizer of SQLite has no say in it: punctuation, emoji and the
//! rarest names are found like everything else. Blanks and the ends of fields become a token no query can hold.
//!
//! Names of people are found by their pinyin initials too ([`initials`]): those are tokens of their own, so that a letter of an initial is
//! never taken for a letter that was written.

mod initials;

use cunfa_core::{Detail, Digest, Entry, text};
use rusqlite::Connection;

use crate::StoreError;

/// Stands between words and fields; no hex digit.
const GAP: &str = "s";
/// Begins the token of an initial; no hex digit either.
const INITIAL: char = 'p';
/// Longest query, in characters; what is beyond is left out.
const MAX_QUERY_CHARS: usize = 200;

/// The tokens of an entry's texts; both texts when they differ.
pub(crate) fn tokens(official: &Entry, current: &Entry) -> String {
    let mut tokens = String::new();
    push_entry(&mut tokens, official);
    if current != official {
        push_entry(&mut tokens, current);
    }
    tokens
}

fn push_entry(tokens: &mut String, entry: &Entry) {
    let mut push = |text: &str| push_text(tokens, text);
    push(&entry.number);
    entry.persons.iter().for_each(|person| push(&person.name));
    [&entry.matter, &entry.advice, &entry.result]
        .into_iter()
        .for_each(|text| push(text));
    if let Some(lecture) = &entry.lecture {
        [&lecture.topic, &lecture.speaker, &lecture.place]
            .into_iter()
            .for_each(|text| push(text));
    }
    if let Some(mediation) = &entry.mediation {
        [&mediation.parties, &mediation.dispute]
            .into_iter()
            .for_each(|text| push(text));
    }
    entry.details.iter().for_each(|detail| push(&detail.text));
    entry.major.iter().for_each(|text| push(text));
    names(entry)
        .flat_map(initials::spellings)
        .for_each(|letters| push_initials(tokens, &letters));
}

/// The texts of an entry that hold people's names.
fn names(entry: &Entry) -> impl Iterator<Item = &str> {
    let persons = entry.persons.iter().map(|person| person.name.as_str());
    let speaker = entry.lecture.iter().map(|lecture| lecture.speaker.as_str());
    let parties = entry.mediation.iter().map(|mediation| mediation.parties.as_str());
    let counterparts = entry.details.iter().filter(|detail| detail.of == Detail::Counterpart);
    let counterparts = counterparts.map(|detail| detail.text.as_str());
    persons.chain(speaker).chain(parties).chain(counterparts)
}

fn push_initials(tokens: &mut String, letters: &str) {
    for letter in letters.chars() {
        if !tokens.is_empty() && !tokens.ends_with(' ') {
            tokens.push(' ');
        }
        tokens.push(INITIAL);
        tokens.push(letter);
    }
    tokens.push(' ');
    tokens.push_str(GAP);
}

fn push_text(tokens: &mut String, text: &str) {
    if text.is_empty() {
        return;
    }
    for word in fold(text).split_whitespace() {
        push_word(tokens, word);
        tokens.push(' ');
        tokens.push_str(GAP);
    }
}

fn push_word(tokens: &mut String, word: &str) {
    for character in word.chars() {
        if !tokens.is_empty() && !tokens.ends_with(' ') {
            tokens.push(' ');
        }
        tokens.push_str(&format!("{:x}", u32::from(character)));
    }
}

/// NFC, full width to half width, lower case.
fn fold(text: &str) -> String {
    text::tidy(text)
        .chars()
        .map(half_width)
        .flat_map(char::to_lowercase)
        .collect()
}

fn half_width(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        other => other,
    }
}

/// The FTS5 query for what a person typed; `None` when it asks for nothing. A word of letters is looked for as it stands and as
/// initials.
pub(crate) fn query(typed: &str) -> Option<String> {
    let phrases: Vec<String> = words(typed).iter().map(|word| phrase(word)).collect();
    (!phrases.is_empty()).then(|| phrases.join(" AND "))
}

/// The words a person typed, folded as what is searched is.
pub(crate) fn words(typed: &str) -> Vec<String> {
    let folded: String = fold(typed).chars().take(MAX_QUERY_CHARS).collect();
    folded.split_whitespace().map(str::to_owned).collect()
}

/// Texts in which [`words`] are looked for one by one, names by their initials too.
pub(crate) fn folded(texts: &[&str], names: &str) -> String {
    let mut folded = fold(&texts.join("\n"));
    for letters in initials::spellings(names) {
        folded.push('\n');
        folded.push_str(&letters);
    }
    folded
}

fn phrase(word: &str) -> String {
    let mut tokens = String::new();
    push_word(&mut tokens, word);
    if !word.chars().all(|character| character.is_ascii_lowercase()) {
        return format!("\"{tokens}\"");
    }
    let initials: Vec<String> = word.chars().map(|letter| format!("{INITIAL}{letter}")).collect();
    format!("(\"{tokens}\" OR \"{}\")", initials.join(" "))
}

/// What a search row is compared by.
pub(crate) fn digest(tokens: &str) -> Digest {
    cunfa_evidence::hash(tokens.as_bytes())
}

/// Writes the search row of an entry that has none.
pub(crate) fn put(connection: &Connection, id: i64, tokens: &str) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT INTO search (rowid, text) VALUES (?1, ?2)")?
        .execute((id, tokens))?;
    Ok(())
}

pub(crate) fn remove(connection: &Connection, id: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM search WHERE rowid = ?1")?
        .execute([id])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::query;

    #[test]
    fn a_query_is_one_phrase_a_word_whatever_is_typed_into_it() {
        assert_eq!(
            query(" 土地  Ａb "),
            Some("\"571f 5730\" AND (\"61 62\" OR \"pa pb\")".to_owned())
        );
        assert_eq!(
            query("\" OR *"),
            Some("\"22\" AND (\"6f 72\" OR \"po pr\") AND \"2a\"".to_owned())
        );
        assert_eq!(query("𡌶"), Some("\"21336\"".to_owned()));
        assert_eq!(query(" \u{3000}\n"), None);
    }
}
