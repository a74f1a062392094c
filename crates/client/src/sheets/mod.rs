//! Tables for other programs: what is sought in the volumes, a volume with its months, the office's months and its check of a
//! month, villagers' needs, the county's half-year and year, the city's year, the county's registers, as Excel files at a place.
//! They are copies for people to work with, readable by anybody and no evidence, and say so.

mod check;
mod entries;
mod months;
mod needs;
mod register_words;
mod registers;
mod report;
mod report_words;
mod words;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::NaiveDateTime;
use cunfa_protocol::Code;
use cunfa_protocol::command::WriteSheet;
use cunfa_protocol::view::{CityYear, SheetOf, SheetPlace, SheetPlaces, SheetWritten};
use cunfa_sheet::Page;
use tokio::task::spawn_blocking;

use crate::app::Shared;
use crate::counties;
use crate::courier::fault::of_place;
use crate::courier::part::Part;
use crate::courier::places as sticks;
use crate::desk::Desk;

const EXTENSION: &str = "xlsx";
/// Longest part of a file's name that says what is in it, in characters.
const NAME_CHARS: usize = 40;

/// A table, before it is written.
struct Table {
    pages: Vec<Page>,
    /// What the file's name says is in it.
    about: String,
    rows: usize,
    not_here: usize,
}

/// Where tables can be put.
pub(crate) async fn places(shared: &Arc<Shared>) -> Result<SheetPlaces, Code> {
    shared.at_desk(|desk| desk.session().map(|_| ())).await?;
    let sticks = Arc::clone(&shared.config.sticks);
    let by_page = sticks.by_page();
    let looked = spawn_blocking(move || {
        let places = sticks.places().into_iter().filter(|place| place.folder.is_dir());
        let places = places.filter_map(|place| {
            Some(SheetPlace {
                path: place.folder.to_str()?.to_owned(),
                name: place.name,
                is_stick: place.is_stick,
            })
        });
        places.collect()
    });
    Ok(SheetPlaces {
        places: looked.await.unwrap_or_default(),
        by_page,
    })
}

/// Where a table goes.
enum To {
    Folder(PathBuf),
    /// To the page that asks, in the answer.
    Page,
}

impl To {
    fn of(shared: &Arc<Shared>, place: &str) -> Result<To, Code> {
        if place.is_empty() && shared.config.sticks.by_page() {
            return Ok(To::Page);
        }
        sticks::folder(shared, place).map(To::Folder)
    }
}

/// Writes one.
pub(crate) async fn write(shared: &Arc<Shared>, with: WriteSheet) -> Result<SheetWritten, Code> {
    let _one = shared.courier.lock().await;
    let to = To::of(shared, &with.place)?;
    let made = shared.at_desk(|desk| Ok(desk.config.local())).await?;
    let table = match with.of {
        SheetOf::City(day) => {
            let year = counties::year_alone(shared, day).await?;
            report::city(shared, &year, made).await?
        }
        SheetOf::Entries(sought) => entries::table(shared, sought, made).await?,
        SheetOf::Months(month) => months::table(shared, month, made).await?,
        SheetOf::Check(month) => check::table(shared, month, made).await?,
        SheetOf::Half(day) => report::half(shared, day, made).await?,
        SheetOf::Year(day) => report::year(shared, day, made).await?,
        SheetOf::Needs => needs::table(shared, made).await?,
        SheetOf::Registers(kind) => registers::table(shared, kind, made).await?,
    };
    put(table, to, made).await
}

/// Writes a year of several counties.
pub(crate) async fn write_city(shared: &Arc<Shared>, place: &str, year: CityYear) -> Result<SheetWritten, Code> {
    let _one = shared.courier.lock().await;
    let to = To::of(shared, place)?;
    let made = shared.at_desk(|desk| Ok(desk.config.local())).await?;
    let table = report::city(shared, &year, made).await?;
    put(table, to, made).await
}

async fn put(table: Table, to: To, made: NaiveDateTime) -> Result<SheetWritten, Code> {
    let written = spawn_blocking(move || match to {
        To::Folder(folder) => file(&table, &folder, made),
        To::Page => answered(&table, made),
    });
    written.await.unwrap_or_else(|_| Err(internal()))
}

fn internal() -> Code {
    Code::Internal {
        attempted: "writing a table".to_owned(),
    }
}

fn bytes(table: &Table, made: NaiveDateTime) -> Result<Vec<u8>, Code> {
    cunfa_sheet::write(&table.pages, made).map_err(|error| {
        tracing::warn!(%error, "a table could not be written");
        internal()
    })
}

fn stamp(made: NaiveDateTime) -> String {
    made.format("%Y%m%d-%H%M%S").to_string()
}

fn file(table: &Table, folder: &Path, made: NaiveDateTime) -> Result<SheetWritten, Code> {
    let bytes = bytes(table, made)?;
    let whole = free(folder, &named(&table.about), &stamp(made));
    let name = whole.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let (part, mut out) = Part::create(whole, words::PREFIX)?;
    out.write_all(&bytes).map_err(|error| of_place(&error))?;
    Part::settle(&out)?;
    drop(out);
    part.finish()?;
    Ok(written(table, name, &bytes, None))
}

fn answered(table: &Table, made: NaiveDateTime) -> Result<SheetWritten, Code> {
    let bytes = bytes(table, made)?;
    let name = format!("{}-{}.{EXTENSION}", named(&table.about), stamp(made));
    Ok(written(table, name, &bytes, Some(STANDARD.encode(&bytes))))
}

fn written(table: &Table, name: String, bytes: &[u8], content: Option<String>) -> SheetWritten {
    let count = |of: usize| u32::try_from(of).unwrap_or(u32::MAX);
    SheetWritten {
        name,
        bytes: bytes.len() as u64,
        rows: count(table.rows),
        not_here: count(table.not_here),
        content,
    }
}

/// As the beginning of a file's name on any system.
fn named(about: &str) -> String {
    let allowed = |c: &char| !c.is_control() && !c.is_whitespace() && !"/\\:*?\"<>|.".contains(*c);
    let about: String = about.chars().filter(allowed).take(NAME_CHARS).collect();
    format!("{}{about}", words::PREFIX)
}

/// A name no file there has.
fn free(folder: &Path, name: &str, stamp: &str) -> PathBuf {
    let mut whole = folder.join(format!("{name}-{stamp}.{EXTENSION}"));
    let mut next = 2;
    while whole.exists() {
        whole = folder.join(format!("{name}-{stamp}-{next}.{EXTENSION}"));
        next += 1;
    }
    whole
}

/// Who wrote it and when, as every page says.
fn written_by(desk: &Desk, made: NaiveDateTime) -> Result<String, Code> {
    let person = desk.person()?;
    Ok(words::written_by(&person.name, person.role, made))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_by_what_is_in_it_without_what_no_system_allows() {
        assert_eq!(named("那况村 2026年/11:*?\"<>|."), "台账表-那况村2026年11");
        assert_eq!(named(&"长".repeat(100)).chars().count(), 4 + NAME_CHARS);
    }
}
