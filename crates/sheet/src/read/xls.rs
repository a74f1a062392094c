//! Excel 5 to 2003: records in a compound file. They are walked once before they are read, for what is encrypted and for cells that lie so
//! far out that the sheet would not fit into memory.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use calamine::{Data, Reader, SheetType, SheetVisible, Xls, XlsError};
use cfb::CompoundFile;

use super::merged::{self, Region};
use super::{Book, Budget, Cell, Format, MAX_FILE_BYTES, ReadError, Row, Sheet, Value};

/// Most cells that the sheets may span, counting the empty ones.
const MOST_CELLS: u64 = 8_000_000;
/// Most cells that a sheet may say it spans.
const MOST_CLAIMED: u64 = 20_000_000;

const FILE_PASS: u16 = 0x002F;
const BOUND_SHEET: u16 = 0x0085;
const DIMENSIONS: u16 = 0x0200;
const MANY_NUMBERS: u16 = 0x00BD;
/// Records that put something into a cell: number, text, text, yes-no or error, number, text, formula.
const CELLS: [u16; 7] = [0x0203, 0x0204, 0x00D6, 0x0205, 0x027E, 0x00FD, 0x0006];

pub(super) fn read(bytes: &[u8]) -> Result<Book, ReadError> {
    measure(&stream(bytes)?)?;
    let mut workbook: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|error| fault(&error))?;
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
        format: Format::Xls,
        sheets,
        hidden,
    })
}

/// The workbook's records.
fn stream(bytes: &[u8]) -> Result<Vec<u8>, ReadError> {
    let damaged = |error: std::io::Error| ReadError::Damaged(error.to_string());
    let mut file = CompoundFile::open(Cursor::new(bytes)).map_err(damaged)?;
    if file.exists("/EncryptedPackage") {
        return Err(ReadError::Password);
    }
    let name = ["/Workbook", "/Book"].into_iter().find(|name| file.is_stream(name));
    let stream = file.open_stream(name.ok_or(ReadError::NotASheet)?).map_err(damaged)?;
    let mut records = Vec::new();
    let most = MAX_FILE_BYTES as u64;
    stream.take(most).read_to_end(&mut records).map_err(damaged)?;
    Ok(records)
}

fn measure(records: &[u8]) -> Result<(), ReadError> {
    let (mut rows, mut columns, mut sheets) = (0u64, 0u64, 0u64);
    let mut rest = records;
    while let [id0, id1, length0, length1, tail @ ..] = rest {
        let id = u16::from_le_bytes([*id0, *id1]);
        let length = usize::from(u16::from_le_bytes([*length0, *length1]));
        let Some((data, after)) = tail.split_at_checked(length) else {
            return Err(ReadError::Damaged("a record is cut".to_owned()));
        };
        rest = after;
        match id {
            FILE_PASS => return Err(ReadError::Password),
            BOUND_SHEET => sheets += 1,
            DIMENSIONS if claimed(data) > MOST_CLAIMED => return Err(ReadError::TooWide),
            MANY_NUMBERS => {
                rows = rows.max(short(data, 0) + 1);
                columns = columns.max(short(data, data.len().saturating_sub(2)) + 1);
            }
            id if CELLS.contains(&id) => {
                rows = rows.max(short(data, 0) + 1);
                columns = columns.max(short(data, 2) + 1);
            }
            _ => {}
        }
    }
    if rows * columns * sheets.max(1) > MOST_CELLS {
        return Err(ReadError::TooWide);
    }
    Ok(())
}

/// The cells a sheet says it spans.
fn claimed(data: &[u8]) -> u64 {
    let span = |first: u64, last: u64| last.saturating_sub(first).max(1);
    match data.len() {
        10 | 12 => span(short(data, 0), short(data, 2)) * span(short(data, 4), short(data, 6)),
        _ => span(long(data, 0), long(data, 4)).saturating_mul(span(short(data, 8), short(data, 10))),
    }
}

fn short(data: &[u8], at: usize) -> u64 {
    let bytes = data.get(at..).and_then(<[u8]>::first_chunk::<2>);
    bytes.map_or(0, |bytes| u64::from(u16::from_le_bytes(*bytes)))
}

fn long(data: &[u8], at: usize) -> u64 {
    let bytes = data.get(at..).and_then(<[u8]>::first_chunk::<4>);
    bytes.map_or(0, |bytes| u64::from(u32::from_le_bytes(*bytes)))
}

fn rows(workbook: &mut Xls<Cursor<&[u8]>>, name: &str, budget: &mut Budget) -> Result<BTreeMap<u32, Row>, ReadError> {
    let formulas = workbook.worksheet_formula(name).map_err(|error| fault(&error))?;
    let start = formulas.start().unwrap_or_default();
    let formulas: BTreeSet<(u32, u32)> = formulas
        .used_cells()
        .map(|(row, column, _)| place(start, row, column))
        .collect();
    let cells = workbook.worksheet_range(name).map_err(|error| fault(&error))?;
    let start = cells.start().unwrap_or_default();
    let mut rows = BTreeMap::new();
    for (row, column, data) in cells.used_cells() {
        let place = place(start, row, column);
        let Some(value) = value(data) else { continue };
        let cell = Cell {
            value,
            formula: formulas.contains(&place),
            merged: false,
        };
        budget.put(&mut rows, place, cell)?;
    }
    let regions = workbook
        .merge_cells_by_sheet_name(name)
        .map_err(|error| fault(&error))?;
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

fn place(start: (u32, u32), row: usize, column: usize) -> (u32, u32) {
    let from = |start: u32, by: usize| start.saturating_add(u32::try_from(by).unwrap_or(u32::MAX));
    (from(start.0, row), from(start.1, column))
}

fn value(data: &Data) -> Option<Value> {
    Some(match data {
        Data::Empty => return None,
        Data::String(text) => Value::Text(text.clone()),
        Data::Int(number) => Value::Number(*number as f64),
        Data::Float(number) => Value::Number(*number),
        Data::Bool(is) => Value::Other(is.to_string()),
        Data::DateTime(at) => Value::Other(at.to_string()),
        Data::DateTimeIso(at) | Data::DurationIso(at) => Value::Other(at.clone()),
        Data::Error(error) => Value::Error(error.to_string()),
    })
}

fn fault(error: &XlsError) -> ReadError {
    match error {
        XlsError::Password => ReadError::Password,
        other => ReadError::Damaged(other.to_string()),
    }
}
