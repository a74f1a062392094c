//! A list of an office's spreadsheet into the registers: read and looked at in memory alone, signed for at once or not at all.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cunfa_core::register::{Fault, FaultReason, Registration};
use cunfa_core::{Action, EntryId, PersonId, Role};
use cunfa_protocol::Code;
use cunfa_protocol::command::{PreviewList, ReadList};
use cunfa_protocol::failure::ListFault;
use cunfa_protocol::registers::MAX_REGISTRATIONS;
use cunfa_protocol::view::{
    LISTED_ROWS, ListCounts, ListFilter, ListOutcome, ListPreview, ListRow, ListTaken, ListedFault, ListedRecord,
    MAX_LIST_BYTES, Topic,
};
use cunfa_sheet::list::register::{Ground, Outcome, Plan, RecordLine, registers};
use cunfa_sheet::{ListError, Question, ReadError};

use super::Book;
use super::book::pairs;
use super::names::Names;
use super::put::{self, Around};
use crate::app::Shared;
use crate::attachments::take_in;
use crate::desk::{Desk, code_of};

/// A list that is held.
pub(crate) struct Listed {
    file: Arc<cunfa_sheet::Book>,
    looked: Option<Arc<Looked>>,
}

/// What would become of it.
struct Looked {
    /// Names this very look.
    seen: String,
    by_code: bool,
    /// What it was held against: where that is the same, so is the look.
    stamp: [u64; 5],
    around: Around,
    plan: Plan,
}

/// Reads one; the desk is free meanwhile.
pub(crate) async fn read(shared: &Arc<Shared>, with: ReadList) -> Result<ListPreview, Code> {
    let who = |desk: &mut Desk| desk.person_who_may(Action::KeepRegister).map(|person| person.id);
    let person = shared.at_desk(who).await?;
    // Four characters carry three bytes.
    if with.file.len() / 4 * 3 > MAX_LIST_BYTES + 2 {
        return Err(of(ListFault::TooLarge));
    }
    let _turn = shared.picture.lock().await;
    let opened = tokio::task::spawn_blocking(move || open(&with.file)).await;
    let file = opened.unwrap_or_else(|_| {
        Err(Code::Internal {
            attempted: "reading a list".to_owned(),
        })
    })?;
    shared.at_desk(move |desk| hold(desk, person, file)).await
}

fn open(file: &str) -> Result<cunfa_sheet::Book, Code> {
    let bytes = STANDARD.decode(file.as_bytes()).map_err(|_| of(ListFault::Damaged))?;
    cunfa_sheet::read(&bytes).map_err(|error| of(unread(&error)))
}

fn hold(desk: &mut Desk, person: PersonId, file: cunfa_sheet::Book) -> Result<ListPreview, Code> {
    take_in::still(desk, person)?;
    let session = desk.session.as_mut().ok_or(Code::Locked)?;
    session.list = Some(Listed {
        file: Arc::new(file),
        looked: None,
    });
    let first = PreviewList {
        by_code: false,
        filter: ListFilter::All,
        offset: 0,
    };
    let preview = preview(desk, first);
    if preview.is_err() {
        drop(desk)?;
    }
    preview
}

/// Puts it away.
pub(crate) fn drop(desk: &mut Desk) -> Result<(), Code> {
    desk.person_who_may(Action::KeepRegister)?;
    if let Some(session) = &mut desk.session {
        session.list = None;
    }
    Ok(())
}

/// What would become of it, some of its rows.
pub(crate) fn preview(desk: &mut Desk, with: PreviewList) -> Result<ListPreview, Code> {
    desk.person_who_may(Action::KeepRegister)?;
    let book = Book::of_session(desk)?;
    let looked = look(desk, &book, Some(with.by_code))?;
    shown(desk, &book, &looked, &with)
}

/// Signs for all that is clear, if it is what was shown. What was refused of earlier lists goes: this look was over what took its place.
pub(crate) fn take(desk: &mut Desk, seen: &str) -> Result<ListTaken, Code> {
    let person = desk.person_who_may(Action::KeepRegister)?.id;
    let book = Book::of_session(desk)?;
    let looked = look(desk, &book, None)?;
    if looked.seen != seen {
        return Err(Code::ChangedMeanwhile);
    }
    let list = desk.random()?;
    let signed = looked
        .plan
        .taken()
        .map(|said| put::signed(desk, said.record, said.registration.clone(), Some(list)));
    let registrations = signed.collect::<Result<Vec<_>, Code>>()?;
    if registrations.is_empty() {
        desk.store_mut()?.drop_refused_lists(person).map_err(code_of)?;
        desk.told().topic(Topic::Entries);
        desk.told().topic(Topic::Sync);
    } else {
        put::keep(desk, &registrations)?;
    }
    let records = count(registrations.len());
    let parts = parts(records);
    Ok(ListTaken { records, parts })
}

/// The list against the registers as they are; the last look where nothing became another since.
fn look(desk: &mut Desk, book: &Book, by_code: Option<bool>) -> Result<Arc<Looked>, Code> {
    let held = desk.session()?.list.as_ref().ok_or_else(|| of(ListFault::Gone))?;
    let by_code = by_code.unwrap_or_else(|| held.looked.as_ref().is_some_and(|looked| looked.by_code));
    let (around, stamp) = (Around::read(desk)?, book.stamp());
    let is_same = |looked: &&Arc<Looked>| {
        let known = &looked.around;
        looked.stamp == stamp
            && looked.by_code == by_code
            && known.today == around.today
            && known.texts == around.texts
            && known.villages == around.villages
    };
    if let Some(looked) = held.looked.as_ref().filter(is_same) {
        return Ok(Arc::clone(looked));
    }
    let plan = plan(desk, book, (&*held.file, by_code), &around)?;
    let looked = Arc::new(Looked {
        seen: EntryId(desk.random()?).to_string(),
        by_code,
        stamp,
        around,
        plan,
    });
    if let Some(held) = desk.session.as_mut().and_then(|session| session.list.as_mut()) {
        held.looked = Some(Arc::clone(&looked));
    }
    Ok(looked)
}

fn plan(desk: &Desk, book: &Book, (file, by_code): (&cunfa_sheet::Book, bool), around: &Around) -> Result<Plan, Code> {
    let author = desk.person()?;
    let people = desk.store()?.certified_people().map_err(code_of)?.into_iter();
    let counsel = people.filter(|person| person.role == Role::Counsel);
    let unlisted: Vec<(PersonId, String)> = counsel.map(|person| (person.id, person.name)).collect();
    let mut failed = None;
    let mut draw = || {
        desk.random().unwrap_or_else(|code| {
            failed = Some(code);
            [0; 16]
        })
    };
    let plan = around.within(|world| {
        let ground = Ground {
            villages: &around.villages,
            registers: &book.registers,
            world,
            author,
            unlisted: &unlisted,
            by_code,
        };
        registers(file, &ground, &mut draw)
    });
    match failed {
        Some(code) => Err(code),
        None => plan.map_err(|error| of(no_list(&error))),
    }
}

fn shown(desk: &Desk, book: &Book, looked: &Looked, with: &PreviewList) -> Result<ListPreview, Code> {
    let plan = &looked.plan;
    let wanted = |line: &&RecordLine| match with.filter {
        ListFilter::All => true,
        ListFilter::Problems => is_left_out(&line.outcome),
        ListFilter::Changes => line.outcome.is_taken(),
    };
    let found = plan.lines.iter().filter(wanted);
    let first = usize::try_from(with.offset).unwrap_or(usize::MAX);
    let most = usize::try_from(LISTED_ROWS).unwrap_or(usize::MAX);
    let page: Vec<&RecordLine> = found.clone().skip(first).take(most).collect();
    let mut names = Names::read(desk, book)?;
    for said in plan.lines.iter().flat_map(|line| &line.said) {
        names.know(said.record, &said.registration);
    }
    page.iter().for_each(|line| need(&mut names, line));
    Ok(ListPreview {
        seen: looked.seen.clone(),
        counts: counts(plan),
        hidden: plan.hidden.clone(),
        other_sheets: plan.other_sheets.clone(),
        other_columns: plan.other_columns.clone(),
        found: count(found.count()),
        rows: page.into_iter().map(row).collect(),
        names: names.needed(),
        by_code: looked.by_code,
        refused: count(book.all_refused().filter(|(_, refused)| refused.is_listed).count()),
    })
}

/// Notes every code that a row shows.
fn need(names: &mut Names, line: &RecordLine) {
    for said in &line.said {
        names.need(&said.registration);
        if let Some(before) = &said.before {
            names.need(&Registration::new(said.registration.kind, before.clone()));
        }
    }
    if let Outcome::Faults(faults) = &line.outcome {
        for (_, fault) in faults {
            if let FaultReason::MergedVillage { into, .. } = &fault.reason {
                names.need_code(into.as_str());
            }
        }
    }
}

fn row(line: &RecordLine) -> ListRow {
    let records = line.said.iter().map(|said| ListedRecord {
        kind: said.registration.kind,
        values: pairs(&said.registration),
        before: said.before.clone().map(Vec::from),
    });
    let fault = |(kind, fault): &(_, Fault)| ListedFault {
        kind: *kind,
        fault: fault.clone(),
    };
    ListRow {
        place: line.place.clone(),
        shown: line.shown.clone(),
        outcome: match &line.outcome {
            Outcome::New => ListOutcome::New,
            Outcome::Changed => ListOutcome::Changed,
            Outcome::Known => ListOutcome::Known,
            Outcome::Repeated(place) => ListOutcome::Repeated(place.clone()),
            Outcome::Asked(question) => ListOutcome::Asked(question.clone()),
            Outcome::Refused(why) => ListOutcome::Refused(why.clone()),
            Outcome::Faults(faults) => ListOutcome::Faults(faults.iter().map(fault).collect()),
        },
        repairs: line.repairs.clone(),
        records: records.collect(),
    }
}

fn is_left_out(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Asked(_) | Outcome::Refused(_) | Outcome::Faults(_) => true,
        Outcome::New | Outcome::Changed | Outcome::Known | Outcome::Repeated(_) => false,
    }
}

fn counts(plan: &Plan) -> ListCounts {
    let mut counts = ListCounts {
        records: count(plan.taken().count()),
        ..ListCounts::default()
    };
    for line in &plan.lines {
        let one = match &line.outcome {
            Outcome::New => &mut counts.new,
            Outcome::Changed => &mut counts.changed,
            Outcome::Known | Outcome::Repeated(_) => &mut counts.known,
            Outcome::Asked(_) | Outcome::Refused(_) | Outcome::Faults(_) => &mut counts.left_out,
        };
        *one = one.saturating_add(1);
        let is_renamed = matches!(line.outcome, Outcome::Asked(Question::Renamed { .. }));
        counts.renamed = counts.renamed.saturating_add(is_renamed.into());
        let is_repaired = line.outcome.is_taken() && !line.repairs.is_empty();
        counts.repaired = counts.repaired.saturating_add(is_repaired.into());
    }
    counts.parts = parts(counts.records);
    counts
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

/// In how many requests so many records go up.
fn parts(records: u32) -> u32 {
    records.div_ceil(u32::try_from(MAX_REGISTRATIONS).unwrap_or(u32::MAX))
}

fn of(fault: ListFault) -> Code {
    Code::List { fault }
}

fn no_list(error: &ListError) -> ListFault {
    match error {
        ListError::NoHeadings { .. } => ListFault::NoHeadings,
        ListError::NoRows { .. } => ListFault::NoRows,
    }
}

fn unread(error: &ReadError) -> ListFault {
    match error {
        ReadError::Empty => ListFault::Empty,
        ReadError::TooLarge(_) | ReadError::UnpacksTooLarge => ListFault::TooLarge,
        ReadError::TooManyRows => ListFault::TooManyRows,
        ReadError::TooWide => ListFault::TooWide,
        ReadError::Password => ListFault::Password,
        ReadError::OpenDocument => ListFault::OpenDocument,
        ReadError::Xlsb => ListFault::Xlsb,
        ReadError::WebPage => ListFault::WebPage,
        ReadError::TooOld => ListFault::TooOld,
        ReadError::UnknownEncoding => ListFault::UnknownEncoding,
        ReadError::NotASheet => ListFault::NotASheet,
        ReadError::NothingVisible { .. } => ListFault::NothingVisible,
        ReadError::Damaged(_) => ListFault::Damaged,
    }
}
