//! The county's registers as tables, in a form in which they can be taken in again: a page for each, a row for each record, with who said it last.

use std::sync::Arc;

use chrono::NaiveDateTime;
use cunfa_core::Action;
use cunfa_core::register::{Column, RecordKind, Registered, Shape};
use cunfa_protocol::Code;
use cunfa_sheet::{Head, Item, Page};

use super::{Table, register_words as words, written_by};
use crate::app::Shared;
use crate::desk::Desk;
use crate::registers::Book;
use crate::registers::names::Names;

/// The table; rule files have a screen of their own.
pub(super) async fn table(shared: &Arc<Shared>, kind: Option<RecordKind>, made: NaiveDateTime) -> Result<Table, Code> {
    shared.at_desk(move |desk| read(desk, kind, made)).await
}

fn read(desk: &Desk, kind: Option<RecordKind>, made: NaiveDateTime) -> Result<Table, Code> {
    desk.person_who_may(Action::ReadRegister)?;
    let book = Book::of_session(desk)?;
    let names = Names::read(desk, &book)?;
    let lead = vec![
        written_by(desk, made)?,
        words::data(book.came_ms(), book.place.as_ref().map_or(0, |place| place.up_to)),
        if kind == Some(RecordKind::Check) {
            words::CHECK_LEAD
        } else {
            words::LEAD
        }
        .to_owned(),
    ];
    // Those that a list takes in again.
    let tabled = |kind: &RecordKind| !matches!(kind, RecordKind::RuleFile | RecordKind::Check);
    let kinds: Vec<RecordKind> = match kind {
        Some(kind) => vec![kind],
        None => RecordKind::ALL.iter().copied().filter(tabled).collect(),
    };
    let pages = kinds.iter().map(|kind| page(&book, &names, *kind, lead.clone()));
    // Of all registers those that hold nothing have no page; one page there is.
    let pages: Vec<Page> = pages.collect();
    let rows: usize = pages.iter().map(|page| page.rows.len()).sum();
    let is_wanted = |page: &Page| kind.is_some() || rows == 0 || !page.rows.is_empty();
    Ok(Table {
        pages: pages.into_iter().filter(is_wanted).collect(),
        about: kind.map_or(words::TITLE, words::kind).to_owned(),
        rows,
        not_here: 0,
    })
}

fn page(book: &Book, names: &Names, kind: RecordKind, lead: Vec<String>) -> Page {
    let mut records: Vec<&Registered> = book.registers.all(kind).collect();
    records.sort_by_cached_key(|said| (said.registration.withdrawn.is_some(), names.order(&said.registration)));
    Page {
        name: words::kind(kind).to_owned(),
        title: words::title(kind),
        lead,
        heads: heads(kind),
        rows: records.into_iter().map(|said| row(book, names, said)).collect(),
        // Nothing stands below: it would be taken for a record.
        foot: Vec::new(),
    }
}

/// Who a counsel is, is a number that people see nowhere.
fn columns(kind: RecordKind) -> impl Iterator<Item = Column> {
    let is_shown = move |column: &Column| kind != RecordKind::Counsel || *column != Column::Person;
    kind.columns().iter().copied().filter(is_shown)
}

fn heads(kind: RecordKind) -> Vec<Head> {
    let mut heads = Vec::new();
    for column in columns(kind) {
        heads.push(Head::new(words::column(kind, column), width(column)));
        if column == Column::Village {
            heads.push(Head::new(words::CODE, 15));
        }
    }
    let last = words::LAST.iter().map(|(name, width)| Head::new(name, *width));
    heads.extend(last);
    heads
}

fn width(column: Column) -> u8 {
    match column.shape() {
        Shape::Text(_) | Shape::Villages | Shape::Scores | Shape::Answers => 40,
        Shape::Village | Shape::Record(_) | Shape::Drawn | Shape::Root => 24,
        Shape::Line(_) => 20,
        Shape::Date | Shape::Person | Shape::Fen | Shape::Choice(_) | Shape::Half | Shape::Month => 14,
        Shape::YesNo | Shape::Hours => 10,
    }
}

fn row(book: &Book, names: &Names, said: &Registered) -> Vec<Item> {
    let registration = &said.registration;
    let mut items = Vec::new();
    for column in columns(registration.kind) {
        let text = registration.values.get(column);
        items.push(text.map_or(Item::Empty, |text| item(names, column, text)));
        if column == Column::Village {
            items.push(Item::from(text.unwrap_or_default()));
        }
    }
    items.extend(last(book, names, said));
    items
}

/// Who said it last, when, where in the log, and whether it was withdrawn.
fn last(book: &Book, names: &Names, said: &Registered) -> [Item; 6] {
    let waits = book.waits(said.act);
    let signed_ms = said.device_time_s.saturating_mul(1_000);
    [
        Item::from(words::by(&names.of_person(said.person), said.role)),
        Item::from(words::moment(signed_ms)),
        Item::from(if waits {
            words::NOT_SENT.to_owned()
        } else {
            words::moment(said.received_ms)
        }),
        match u32::try_from(said.sequence) {
            Ok(sequence) if !waits => Item::Number(sequence),
            Ok(_) | Err(_) => Item::Empty,
        },
        Item::from(said.registration.withdrawn.clone().unwrap_or_default()),
        Item::from(said.record.to_string()),
    ]
}

/// A value as it is read again.
fn item(names: &Names, column: Column, text: &str) -> Item {
    match column.shape() {
        Shape::Line(_)
        | Shape::Text(_)
        | Shape::Date
        | Shape::Hours
        | Shape::Root
        | Shape::Record(RecordKind::Recusal) => Item::from(text),
        Shape::Village | Shape::Person | Shape::Record(_) => Item::from(names.of(text)),
        Shape::Villages => {
            let villages: Vec<String> = text.split(' ').map(|code| names.of(code)).collect();
            Item::from(villages.join("、"))
        }
        Shape::Fen => text.parse().map_or_else(|_| Item::from(text), Item::Fen),
        Shape::YesNo => Item::from(words::yes_no(text)),
        Shape::Choice(_) => Item::from(words::choice(text)),
        Shape::Half => Item::from(words::half(text)),
        Shape::Scores => Item::from(words::scores(text)),
        Shape::Month => Item::from(words::month(text)),
        Shape::Drawn => Item::from(words::drawn(text)),
        Shape::Answers => Item::from(words::answers(text)),
    }
}
