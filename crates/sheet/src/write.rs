//! Tables as xlsx. The same values give the same bytes: the one date in the file is given. Texts are texts, whatever they begin with; what
//! is longer than a cell goes on in the row below.

use chrono::NaiveDateTime;
use rust_xlsxwriter::{
    DocProperties, Format, FormatAlign, FormatBorder, IntoCustomDateTime, Workbook, Worksheet, XlsxError,
};

/// Most UTF-16 units in a cell.
const CELL_UNITS: usize = 32_767;
/// Characters of a piece of a longer text: each is two units at most.
const PIECE_CHARS: usize = CELL_UNITS / 2;
/// A4, in Excel's numbers.
const A4: u8 = 9;
/// Longest name of a sheet.
const NAME_CHARS: usize = 31;

/// A sheet to be written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// Its name; what Excel does not allow in one is left out.
    pub name: String,
    /// Stands above everything.
    pub title: String,
    /// Lines between title and headings.
    pub lead: Vec<String>,
    /// The columns.
    pub heads: Vec<Head>,
    /// The rows, each with an item for every column.
    pub rows: Vec<Vec<Item>>,
    /// Lines below the last row.
    pub foot: Vec<String>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its heading.
    pub name: String,
    /// Its width, in digits.
    pub width: u8,
}

impl Head {
    /// A column.
    #[must_use]
    pub fn new(name: &str, width: u8) -> Head {
        Head {
            name: name.to_owned(),
            width,
        }
    }
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A text, never a formula.
    Text(String),
    /// A whole number.
    Number(u32),
    /// An amount in fen (分), written as yuan with two decimals, so that it can be added up.
    Fen(u32),
    /// Nothing.
    Empty,
}

impl From<&str> for Item {
    fn from(text: &str) -> Item {
        Item::from(text.to_owned())
    }
}

impl From<String> for Item {
    fn from(text: String) -> Item {
        if text.is_empty() { Item::Empty } else { Item::Text(text) }
    }
}

impl From<u32> for Item {
    fn from(number: u32) -> Item {
        Item::Number(number)
    }
}

/// Why it is not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// More rows or columns than a sheet holds, or a date before 1900.
    #[error("writing a sheet: {0}")]
    Xlsx(String),
}

impl From<XlsxError> for WriteError {
    fn from(error: XlsxError) -> WriteError {
        WriteError::Xlsx(error.to_string())
    }
}

/// How cells look.
struct Looks {
    title: Format,
    head: Format,
    text: Format,
    /// A text that begins as formulas do: Excel keeps it a text when somebody edits it.
    guarded: Format,
    number: Format,
    money: Format,
}

impl Looks {
    fn new() -> Looks {
        let cell = Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::Top);
        let text = cell.clone().set_text_wrap().set_num_format("@");
        Looks {
            title: Format::new().set_bold().set_font_size(14),
            head: cell.clone().set_bold().set_text_wrap().set_align(FormatAlign::Center),
            guarded: text.clone().set_quote_prefix(),
            text,
            money: cell.clone().set_num_format("0.00"),
            number: cell,
        }
    }

    fn of(&self, text: &str) -> &Format {
        if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
            &self.guarded
        } else {
            &self.text
        }
    }
}

/// The file's one date.
struct Made(NaiveDateTime);

impl IntoCustomDateTime for &Made {
    fn utc_datetime(self) -> String {
        self.0.format("%Y-%m-%dT%H:%M:%SZ").to_string()
    }
}

/// Writes the pages, with `made` as the file's date.
///
/// # Errors
/// As [`WriteError`].
pub fn write(pages: &[Page], made: NaiveDateTime) -> Result<Vec<u8>, WriteError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&Made(made)));
    let (looks, mut names) = (Looks::new(), Vec::new());
    for page in pages {
        let name = sheet_name(&page.name, &names);
        let sheet = workbook.add_worksheet();
        sheet.set_name(&name)?;
        names.push(name.to_lowercase());
        put(sheet, page, &looks)?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// As Excel allows it, and no other sheet's.
fn sheet_name(wanted: &str, others: &[String]) -> String {
    let allowed = |c: &char| !c.is_control() && !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'');
    let kept: String = wanted.chars().filter(allowed).take(NAME_CHARS - 4).collect();
    let kept = if kept.trim().is_empty() { "1".to_owned() } else { kept };
    let mut name = kept.clone();
    let mut next = 2;
    while others.contains(&name.to_lowercase()) {
        name = format!("{kept}-{next}");
        next += 1;
    }
    name
}

fn put(sheet: &mut Worksheet, page: &Page, looks: &Looks) -> Result<(), WriteError> {
    let mut row = 0u32;
    if !page.title.is_empty() {
        sheet.write_string_with_format(row, 0, page.title.as_str(), &looks.title)?;
        row += 1;
    }
    for line in &page.lead {
        sheet.write_string(row, 0, line.as_str())?;
        row += 1;
    }
    for (column, head) in (0u16..).zip(&page.heads) {
        sheet.set_column_width(column, f64::from(head.width))?;
        sheet.write_string_with_format(row, column, head.name.as_str(), &looks.head)?;
    }
    let last_column = u16::try_from(page.heads.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let head_row = row;
    sheet.set_freeze_panes(head_row + 1, 0)?;
    sheet.set_repeat_rows(head_row, head_row)?;
    row += 1;
    for items in &page.rows {
        row = put_row(sheet, row, items, looks)?;
    }
    if row > head_row + 1 {
        sheet.autofilter(head_row, 0, row - 1, last_column)?;
    }
    // A line apart, so that sorting and filtering leave the foot alone.
    row += 1;
    for line in &page.foot {
        sheet.write_string(row, 0, line.as_str())?;
        row += 1;
    }
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
    Ok(())
}

/// One row, or more where a text is longer than a cell; gives the next row.
fn put_row(sheet: &mut Worksheet, row: u32, items: &[Item], looks: &Looks) -> Result<u32, WriteError> {
    let mut next = row + 1;
    for (column, item) in (0u16..).zip(items) {
        match item {
            Item::Empty => {
                sheet.write_blank(row, column, &looks.text)?;
            }
            Item::Number(number) => {
                sheet.write_number_with_format(row, column, *number, &looks.number)?;
            }
            Item::Fen(fen) => {
                sheet.write_number_with_format(row, column, f64::from(*fen) / 100.0, &looks.money)?;
            }
            Item::Text(text) => {
                for (at, piece) in (row..).zip(pieces(text)) {
                    sheet.write_string_with_format(at, column, piece, looks.of(piece))?;
                    next = next.max(at + 1);
                }
            }
        }
    }
    Ok(next)
}

/// Pieces that each fit into a cell.
fn pieces(text: &str) -> Vec<&str> {
    if text.encode_utf16().count() <= CELL_UNITS {
        return vec![text];
    }
    let mut starts: Vec<usize> = text.char_indices().map(|(at, _)| at).step_by(PIECE_CHARS).collect();
    starts.push(text.len());
    let spans = starts.iter().zip(starts.iter().skip(1));
    spans.filter_map(|(from, to)| text.get(*from..*to)).collect()
}
