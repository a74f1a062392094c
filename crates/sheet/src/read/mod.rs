//! A file as rows of cells, whatever program wrote it. Limits are looked at before anything is unpacked; hidden sheets are named and not
//! read; of a formula the stored value is taken, and that it is one is kept.

mod csv;
mod merged;
mod xls;
mod xlsx;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Largest file that is read, in bytes.
pub const MAX_FILE_BYTES: usize = 32 * 1024 * 1024;
/// Most bytes that an xlsx may unpack to.
pub const MAX_UNPACKED_BYTES: u64 = 256 * 1024 * 1024;
/// Most rows with something in them, over all sheets that are read.
pub const MAX_ROWS: usize = 100_000;
/// Columns looked at: something further right refuses the file.
pub const MAX_COLUMNS: u32 = 256;

/// Why a file is not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Nothing in it.
    #[error("reading a sheet: the file is empty")]
    Empty,
    /// Larger than [`MAX_FILE_BYTES`].
    #[error("reading a sheet: the file has {0} bytes")]
    TooLarge(usize),
    /// Unpacks to more than [`MAX_UNPACKED_BYTES`].
    #[error("reading a sheet: it unpacks to too much")]
    UnpacksTooLarge,
    /// More than [`MAX_ROWS`].
    #[error("reading a sheet: more than {MAX_ROWS} rows")]
    TooManyRows,
    /// Cells beyond [`MAX_COLUMNS`], or so far from each other that the sheet would not fit into memory.
    #[error("reading a sheet: a cell lies too far out")]
    TooWide,
    /// Encrypted: a password opens it.
    #[error("reading a sheet: it is protected by a password")]
    Password,
    /// An OpenDocument sheet.
    #[error("reading a sheet: OpenDocument is not read")]
    OpenDocument,
    /// A binary workbook (xlsb).
    #[error("reading a sheet: xlsb is not read")]
    Xlsb,
    /// A web page or XML that is named like a sheet.
    #[error("reading a sheet: it is a web page")]
    WebPage,
    /// An Excel file from before 1993.
    #[error("reading a sheet: Excel 2 to 4 is not read")]
    TooOld,
    /// A text whose encoding is none of UTF-8, UTF-16, GB18030.
    #[error("reading a sheet: the encoding of the text is unknown")]
    UnknownEncoding,
    /// Something else: a letter, a picture, a PDF.
    #[error("reading a sheet: it is no sheet")]
    NotASheet,
    /// Every sheet is hidden, or there is none.
    #[error("reading a sheet: no sheet is visible")]
    NothingVisible {
        /// The hidden ones.
        hidden: Vec<String>,
    },
    /// Cut or damaged. The text is for the log.
    #[error("reading a sheet: damaged ({0})")]
    Damaged(String),
}

/// How a text was encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte-order mark.
    Utf8,
    /// UTF-16 of either order.
    Utf16,
    /// GB18030, which holds GBK and GB 2312.
    Gb18030,
}

/// What kind of file it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Excel since 2007.
    Xlsx,
    /// Excel 5 to 2003.
    Xls,
    /// Text with separators.
    Csv(Encoding),
}

/// What is read of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Book {
    /// Its kind.
    pub format: Format,
    /// The visible sheets, in order.
    pub sheets: Vec<Sheet>,
    /// The names of the hidden ones, which are not read.
    pub hidden: Vec<String>,
}

/// The cells of a row with something in them, by column from 0.
pub type Row = BTreeMap<u32, Cell>;

/// One sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Its name; empty for a text file.
    pub name: String,
    /// Rows with something in them, by number from 1, as the program shows it.
    pub rows: BTreeMap<u32, Row>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// What stands in it.
    pub value: Value,
    /// A formula stands there; the value is the one stored with it.
    pub formula: bool,
    /// It is covered by a merged cell above, whose value this is.
    pub merged: bool,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
    /// A date, a time, or yes and no, as far as it can be told.
    Other(String),
    /// An error, such as "#N/A", or nothing stored with a formula (then empty).
    Error(String),
}

/// Reads a file, by what is in it and not by its name.
///
/// # Errors
/// As [`ReadError`].
pub fn read(bytes: &[u8]) -> Result<Book, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    if bytes.len() > MAX_FILE_BYTES {
        return Err(ReadError::TooLarge(bytes.len()));
    }
    // Files of strangers: the libraries below check much, and not everything.
    let read = catch_unwind(AssertUnwindSafe(|| by_kind(bytes)));
    let book = read.unwrap_or_else(|_| Err(ReadError::Damaged("the reader gave up".to_owned())))?;
    if book.sheets.is_empty() {
        return Err(ReadError::NothingVisible { hidden: book.hidden });
    }
    Ok(book)
}

fn by_kind(bytes: &[u8]) -> Result<Book, ReadError> {
    match bytes {
        [b'P', b'K', 3 | 5, 4 | 6, ..] => xlsx::read(bytes),
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..] => xls::read(bytes),
        // Pictures and printed pages may hold no byte that no text holds.
        [0x89, b'P', b'N', b'G', ..]
        | [0xFF, 0xD8, 0xFF, ..]
        | [b'G', b'I', b'F', b'8', ..]
        | [b'%', b'P', b'D', b'F', ..] => Err(ReadError::NotASheet),
        [0x09, 0x00 | 0x02 | 0x04, 0x04 | 0x06, 0x00, ..] => Err(ReadError::TooOld),
        _ => csv::read(bytes),
    }
}

/// What may still be read.
struct Budget {
    rows: usize,
}

impl Budget {
    fn new() -> Budget {
        Budget { rows: MAX_ROWS }
    }

    /// Puts a cell into its place: row and column from 0.
    fn put(&mut self, rows: &mut BTreeMap<u32, Row>, (row, column): (u32, u32), cell: Cell) -> Result<(), ReadError> {
        if column >= MAX_COLUMNS {
            return Err(ReadError::TooWide);
        }
        let number = row.saturating_add(1);
        if !rows.contains_key(&number) {
            self.rows = self.rows.checked_sub(1).ok_or(ReadError::TooManyRows)?;
        }
        rows.entry(number).or_default().insert(column, cell);
        Ok(())
    }
}

impl Cell {
    /// A cell that stands for itself.
    fn plain(value: Value) -> Cell {
        Cell {
            value,
            formula: false,
            merged: false,
        }
    }
}
