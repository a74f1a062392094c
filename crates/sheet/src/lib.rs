//! Spreadsheets: lists as offices keep them (xlsx, xls, CSV) read with every repair explained, and tables written as xlsx. Pure: bytes in,
//! values out; no clock, no randomness, no files. What is said of it in words is the caller's.

pub mod list;
pub mod read;
pub mod write;

pub use list::{
    Column, Counts, Held, Line, ListError, Listed, Official, Place, Preview, Question, Repair, Repaired, Verdict, Why,
    counsel, villages,
};
pub use read::{Book, Cell, Encoding, Format, ReadError, Row, Sheet, Value, read};
pub use write::{Head, Item, Page, WriteError, write};
