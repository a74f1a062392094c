//! Text with separators: in UTF-8, UTF-16 or GB18030, separated by commas, tabs or semicolons, whichever its first lines use most.

use std::collections::BTreeMap;

use ::csv::{ReaderBuilder, StringRecord};
use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};

use super::{Book, Budget, Cell, Encoding, Format, ReadError, Sheet, Value};

/// Lines looked at for the separator.
const FIRST_LINES: usize = 10;
const SEPARATORS: [u8; 3] = *b",\t;";
/// A line with which Excel is told the separator.
const SEPARATOR_LINE: &str = "sep=";

pub(super) fn read(bytes: &[u8]) -> Result<Book, ReadError> {
    let (text, encoding) = decode(bytes)?;
    let start: String = text.trim_start().chars().take(15).collect();
    let start = start.to_ascii_lowercase();
    if ["<html", "<!doctype", "<?xml", "<table", "<meta"]
        .iter()
        .any(|tag| start.starts_with(tag))
    {
        return Err(ReadError::WebPage);
    }
    let strange = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{1a}');
    if text.chars().filter(|c| strange(*c)).count() > text.len() / 200 {
        return Err(ReadError::NotASheet);
    }
    // One kind of line end, also after the last line: the reader counts lines by it.
    let mut text = text.replace("\r\n", "\n").replace('\r', "\n");
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let first = text.lines().next().unwrap_or_default();
    let told = first.strip_prefix(SEPARATOR_LINE).and_then(|rest| rest.bytes().next());
    let separator = told.filter(u8::is_ascii).unwrap_or_else(|| separator(&text));
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let (mut rows, mut budget, mut record) = (BTreeMap::new(), Budget::new(), StringRecord::new());
    while reader
        .read_record(&mut record)
        .map_err(|error| ReadError::Damaged(error.to_string()))?
    {
        // The line on which it begins: behind its last one, less those within it. Empty lines before it are not its own.
        let within = record.iter().map(|field| field.matches('\n').count()).sum::<usize>();
        let behind = usize::try_from(reader.position().line()).unwrap_or(usize::MAX);
        let row = u32::try_from(behind.saturating_sub(within + 2)).unwrap_or(u32::MAX);
        if told.is_some() && row == 0 {
            continue;
        }
        for (column, field) in (0u32..).zip(record.iter()) {
            if !field.trim().is_empty() {
                budget.put(&mut rows, (row, column), Cell::plain(Value::Text(field.to_owned())))?;
            }
        }
    }
    Ok(Book {
        format: Format::Csv(encoding),
        sheets: vec![Sheet {
            name: String::new(),
            rows,
        }],
        hidden: Vec::new(),
    })
}

/// By the byte-order mark; else UTF-8 if it is; else UTF-16 if every second byte of it is often zero; else GB18030 if it is.
fn decode(bytes: &[u8]) -> Result<(String, Encoding), ReadError> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, UTF_16LE),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, UTF_16BE),
        bytes if !bytes.contains(&0) => utf8(bytes).or_else(|_| gb18030(bytes)),
        bytes if zeros_only_at(bytes, 1) => utf16(bytes, UTF_16LE),
        bytes if zeros_only_at(bytes, 0) => utf16(bytes, UTF_16BE),
        _ => Err(ReadError::NotASheet),
    }
}

fn zeros_only_at(bytes: &[u8], odd: usize) -> bool {
    bytes.len().is_multiple_of(2) && (0usize..).zip(bytes).all(|(at, byte)| *byte != 0 || at % 2 == odd)
}

fn utf8(bytes: &[u8]) -> Result<(String, Encoding), ReadError> {
    let text = std::str::from_utf8(bytes).map_err(|_| ReadError::UnknownEncoding)?;
    Ok((text.to_owned(), Encoding::Utf8))
}

fn utf16(bytes: &[u8], encoding: &'static encoding_rs::Encoding) -> Result<(String, Encoding), ReadError> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
    let text = text.ok_or(ReadError::UnknownEncoding)?;
    Ok((text.into_owned(), Encoding::Utf16))
}

fn gb18030(bytes: &[u8]) -> Result<(String, Encoding), ReadError> {
    let text = GB18030.decode_without_bom_handling_and_without_replacement(bytes);
    let text = text.ok_or(ReadError::UnknownEncoding)?;
    Ok((text.into_owned(), Encoding::Gb18030))
}

/// The one that the first lines use most, outside of quotes; a comma when none is used.
fn separator(text: &str) -> u8 {
    let mut counts = [0usize; SEPARATORS.len()];
    let mut quoted = false;
    for byte in text.lines().take(FIRST_LINES).flat_map(str::bytes) {
        quoted ^= byte == b'"';
        if !quoted {
            let counted = counts.iter_mut().zip(SEPARATORS);
            counted
                .filter(|(_, one)| *one == byte)
                .for_each(|(count, _)| *count += 1);
        }
    }
    // Of equals the first.
    let mut best = (0, b',');
    for (count, one) in counts.into_iter().zip(SEPARATORS) {
        if count > best.0 {
            best = (count, one);
        }
    }
    best.1
}
