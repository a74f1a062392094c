//! Excel since 2007: a zip of XML. It is unpacked once into nothing, to see how much it is, before anything is read.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, sink};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use zip::ZipArchive;

use super::merged::{self, Region};
use super::{Book, Budget, Cell, Format, MAX_UNPACKED_BYTES, ReadError, Row, Sheet, Value};

/// Most files in the zip.
const MOST_PARTS: usize = 10_000;

pub(super) fn read(bytes: &[u8]) -> Result<Book, ReadError> {
    measure(bytes, MAX_UNPACKED_BYTES)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(fault)?;
    let (mut sheets, mut hidden, mut budget) = (Vec::new(), Vec::new(), Budget::new());
    for about in workbook.sheets_metadata().to_vec() {
        if about.visible != SheetVisible::Visible {
            hidden.push(about.name);
        } else if about.typ == SheetType::WorkSheet {
            let rows = rows(&mut workbook, &about.name, &mut budget)?;
            sheets.push(Sheet { name: about.name, rows });
        }
    }
    Ok(Book {
        format: Format::Xlsx,
        sheets,
        hidden,
    })
}

/// What the zip is, and how much it unpacks to: by its own word first, then for real.
fn measure(bytes: &[u8], most: u64) -> Result<(), ReadError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > MOST_PARTS {
        return Err(ReadError::UnpacksTooLarge);
    }
    let names: Vec<String> = archive
        .file_names()
        .map(|name| name.map(|name| name.replace('\\', "/").to_lowercase()))
        .collect::<Result<_, _>>()
        .map_err(damaged)?;
    let has = |name: &str| names.iter().any(|one| one == name);
    if has("mimetype") && has("content.xml") {
        return Err(ReadError::OpenDocument);
    }
    if has("xl/workbook.bin") {
        return Err(ReadError::Xlsb);
    }
    if !has("[content_types].xml")
        || names
            .iter()
            .any(|name| name.starts_with("word/") || name.starts_with("ppt/"))
    {
        return Err(ReadError::NotASheet);
    }
    let mut left = most;
    for place in 0..archive.len() {
        let part = archive.by_index(place).map_err(damaged)?;
        if part.encrypted() {
            return Err(ReadError::Password);
        }
        if part.size() > left {
            return Err(ReadError::UnpacksTooLarge);
        }
        let unpacked = std::io::copy(&mut part.take(left + 1), &mut sink()).map_err(damaged)?;
        left = left.checked_sub(unpacked).ok_or(ReadError::UnpacksTooLarge)?;
    }
    Ok(())
}

fn rows(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str, budget: &mut Budget) -> Result<BTreeMap<u32, Row>, ReadError> {
    let mut rows = BTreeMap::new();
    let mut cells = workbook.worksheet_cells_reader(name).map_err(fault)?;
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(fault)? {
        let formula = cell.formula.is_some();
        let value = match value(cell.value) {
            None if formula => Value::Error(String::new()),
            None => continue,
            Some(value) => value,
        };
        let cell_here = Cell {
            value,
            formula,
            merged: false,
        };
        budget.put(&mut rows, cell.pos, cell_here)?;
    }
    drop(cells);
    let regions = workbook.merge_cells_by_sheet_name(name).map_err(fault)?;
    let regions: Vec<Region> = regions
        .iter()
        .map(|one| Region {
            rows: (one.start.0, one.end.0),
            column: one.start.1,
        })
        .collect();
    merged::fill(&mut rows, &regions)?;
    Ok(rows)
}

fn value(value: DataRef<'_>) -> Option<Value> {
    Some(match value {
        DataRef::Empty => return None,
        DataRef::String(text) => Value::Text(text),
        DataRef::SharedString(text) => Value::Text(text.to_owned()),
        DataRef::Int(number) => Value::Number(number as f64),
        DataRef::Float(number) => Value::Number(number),
        DataRef::Bool(is) => Value::Other(is.to_string()),
        DataRef::DateTime(at) => Value::Other(at.to_string()),
        DataRef::DateTimeIso(at) | DataRef::DurationIso(at) => Value::Other(at),
        DataRef::Error(error) => Value::Error(error.to_string()),
    })
}

fn fault(error: XlsxError) -> ReadError {
    match error {
        XlsxError::Password => ReadError::Password,
        other => damaged(other),
    }
}

fn damaged(error: impl std::fmt::Display) -> ReadError {
    ReadError::Damaged(error.to_string())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn packed(parts: &[(&str, usize)]) -> Vec<u8> {
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, zeros) in parts {
            out.start_file(*name, SimpleFileOptions::default()).unwrap();
            out.write_all(&vec![0; *zeros]).unwrap();
        }
        out.finish().unwrap().into_inner()
    }

    #[test]
    fn what_unpacks_to_too_much_is_refused_by_its_own_word_and_by_what_comes_out() {
        let bytes = packed(&[("[Content_Types].xml", 10), ("xl/worksheets/sheet1.xml", 100_000)]);
        assert!(bytes.len() < 2_000);
        assert_eq!(measure(&bytes, 100_010), Ok(()));
        assert_eq!(measure(&bytes, 100_009), Err(ReadError::UnpacksTooLarge));
        // A word of 16 bytes in the place of 100,000: it must not be believed.
        let real = 100_000_u32.to_le_bytes();
        let mut lies = bytes.clone();
        let places: Vec<usize> = (0..bytes.len() - 4).filter(|at| bytes[*at..*at + 4] == real).collect();
        assert!(!places.is_empty());
        for at in places {
            lies[at..at + 4].copy_from_slice(&16_u32.to_le_bytes());
        }
        assert!(measure(&lies, 50_000).is_err());
    }

    #[test]
    fn what_is_packed_alike_and_no_workbook_is_named() {
        let of = |names: &[&str]| measure(&packed(&names.iter().map(|name| (*name, 1)).collect::<Vec<_>>()), 1_000);
        assert_eq!(of(&["mimetype", "content.xml"]), Err(ReadError::OpenDocument));
        assert_eq!(of(&["[Content_Types].xml", "xl/workbook.bin"]), Err(ReadError::Xlsb));
        assert_eq!(
            of(&["[Content_Types].xml", "word/document.xml"]),
            Err(ReadError::NotASheet)
        );
        assert_eq!(of(&["picture.png"]), Err(ReadError::NotASheet));
    }
}
