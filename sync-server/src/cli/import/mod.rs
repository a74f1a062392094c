//! `villages import`, `person import`: a list is read and shown row by row; only with `--yes` is it taken in, in one transaction.

mod words;

use std::path::Path;

use cunfa_core::{Person, PersonId, Role, Village};
use cunfa_sheet::read::MAX_FILE_BYTES;
use cunfa_sheet::{Book, Held, Line, Listed, Preview, Question, ReadError, Verdict, counsel, villages};

use super::{CliError, open, say, table};
use crate::config::Config;
use crate::db::Db;
use crate::http::now_ms;
use crate::random::{SystemRandom, draw};

/// What was asked for on the command line.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct Asked {
    /// 真正写入；不加就只看预览，什么也不改
    #[arg(long)]
    pub(super) yes: bool,
    /// 没有问题的行也逐行列出
    #[arg(long)]
    pub(super) all: bool,
}

pub(super) fn of_villages(config: &Config, file: &Path, asked: Asked, renames: bool) -> Result<(), CliError> {
    let db = founded(config)?;
    let book = read(file)?;
    let preview = villages(&book, &db.register()?)
        .map_err(|error| bad(file, words::not_a_list(&error, words::VILLAGE_HEADINGS)))?;
    show(&book, &preview, asked.all, |line| {
        renames && matches!(line.verdict, Verdict::Asked(Question::Renamed { .. }, _))
    });
    let given: Vec<Village> = preview.lines.iter().filter_map(|line| village(line, renames)).collect();
    if !asked.yes {
        say::line(&words::only_looked(given.len(), words::VILLAGES));
        return Ok(());
    }
    let changed = db.take_villages(&given, u64::try_from(now_ms()).unwrap_or(1))?;
    db.settle()?;
    say::line(&words::villages_taken(changed));
    say::line(words::LATER);
    Ok(())
}

/// What is taken in of a row; a renamed village only when that was said.
fn village(line: &Line<Village>, renames: bool) -> Option<Village> {
    match &line.verdict {
        Verdict::Taken(village) => Some(village.clone()),
        Verdict::Asked(Question::Renamed { .. }, village) if renames => Some(village.clone()),
        _ => None,
    }
}

pub(super) fn of_people(config: &Config, file: &Path, asked: Asked) -> Result<(), CliError> {
    let db = founded(config)?;
    let book = read(file)?;
    let (register, people) = (db.register()?, db.people()?);
    let held = Held {
        villages: &register,
        people: &people,
    };
    let preview =
        counsel(&book, held).map_err(|error| bad(file, words::not_a_list(&error, words::COUNSEL_HEADINGS)))?;
    show(&book, &preview, asked.all, |_| false);
    let given = preview.taken().map(person).collect::<Result<Vec<_>, CliError>>()?;
    if !asked.yes {
        say::line(&words::only_looked(given.len(), words::PEOPLE));
        return Ok(());
    }
    let added = db.take_people(&given, now_ms())?;
    db.settle()?;
    say::line(&words::people_taken(added));
    say::line(words::LATER);
    Ok(())
}

fn person(listed: &Listed) -> Result<Person, CliError> {
    Ok(Person {
        id: PersonId(draw(&SystemRandom)?),
        name: listed.name.clone(),
        role: Role::Counsel,
        post: listed.post.clone(),
        scope: listed.villages.iter().map(cunfa_core::VillageCode::area).collect(),
    })
}

fn founded(config: &Config) -> Result<Box<dyn Db>, CliError> {
    let db = open::db(config)?;
    match db.county_key()? {
        Some(_) => Ok(db),
        None => Err(CliError::NotFounded),
    }
}

/// A file that is too large is not read into memory first.
fn read(file: &Path) -> Result<Book, CliError> {
    let unreadable = |error| CliError::In {
        path: file.display().to_string(),
        error,
    };
    let bytes = std::fs::metadata(file).map_err(unreadable)?.len();
    let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
    if bytes > MAX_FILE_BYTES {
        return Err(bad(file, words::unread(&ReadError::TooLarge(bytes))));
    }
    let bytes = std::fs::read(file).map_err(unreadable)?;
    cunfa_sheet::read(&bytes).map_err(|error| bad(file, words::unread(&error)))
}

fn bad(file: &Path, words: String) -> CliError {
    CliError::List {
        path: file.display().to_string(),
        words,
    }
}

/// Every row that somebody should look at, and how many there are of each kind.
fn show<T>(book: &Book, preview: &Preview<T>, all: bool, decided: impl Fn(&Line<T>) -> bool) {
    say::line(&words::format(book.format));
    for line in words::aside(preview) {
        say::line(&line);
    }
    let worth = |line: &&Line<T>| {
        all || !line.repairs.is_empty() || !matches!(line.verdict, Verdict::Taken(_) | Verdict::Known)
    };
    let rows: Vec<[String; 4]> = preview
        .lines
        .iter()
        .filter(worth)
        .map(|line| {
            [
                words::place(&line.place),
                line.shown.clone(),
                words::verdict(line, decided(line)).to_owned(),
                words::why(line),
            ]
        })
        .collect();
    if !rows.is_empty() {
        table::lines(words::TABLE, &rows)
            .iter()
            .for_each(|line| say::line(line));
    }
    say::line(&words::counts(&preview.counts()));
    for line in words::repairs(preview) {
        say::line(&line);
    }
}
