//! Questions that an entry raises, for the office and for its own counsel, and the counsel's answers (说明). Computed anew each time from
//! what is here; no number of them is kept or added up for anybody.

use cunfa_core::act::Explanation;
use cunfa_core::{Action, Body, EntryId, Person, Question};
use cunfa_protocol::Code;
use cunfa_protocol::command::AnswerQuestion;
use cunfa_protocol::view::{self, ExplanationView, QuestionView, Questions};
use cunfa_store::{ActRecord, Asked, Asking, EntryRecord, Row};

use crate::desk::{Desk, code_of};
use crate::entries::places::Places;
use crate::entries::{evidence, open_entry, row, writing};
use crate::reason::reason;
use crate::registers::recusal;

/// The questions over an entry, each with its answers.
pub(crate) fn questions(desk: &Desk, entry: EntryId) -> Result<Questions, Code> {
    let record = open_entry::record(desk, entry)?;
    of_record(desk, &record)
}

/// Answers one, over the text as it is now. A question that is not asked any more, or now asks about other entries, is to be looked at again.
pub(crate) fn answer(desk: &mut Desk, with: &AnswerQuestion) -> Result<Questions, Code> {
    let record = open_entry::record(desk, with.entry)?;
    let person = desk.person_who_may_in(Action::AnswerQuestion, &record.official.village)?;
    if record.current.counsel != person.id {
        return Err(Code::NotAllowed);
    }
    let text = reason(&with.text)?;
    let asked = asked(desk, person, record.entry)?;
    let mut questions = asked.questions.iter();
    let question = questions.find(|question| question.kind == with.question);
    let named = shown(desk, question.ok_or(Code::ChangedMeanwhile)?)?;
    if named.iter().map(|row| row.entry).ne(with.others.iter().copied()) {
        return Err(Code::ChangedMeanwhile);
    }
    let mut others = with.others.clone();
    others.sort();
    let body = Body::Explanation(Explanation {
        question: with.question,
        others,
        text,
    });
    let written = writing::act_of_session(desk, &record, body)?;
    of_record(desk, &written)
}

/// Begins to ask about entries, beside what lies in the person's scope and what the registers say of recusals.
pub(crate) fn asking<'d>(desk: &'d Desk, person: &'d Person) -> Result<Asking<'d>, Code> {
    Ok(desk.store()?.asking(&person.scope).beside(recusal::known(desk)?))
}

/// Whether a row raises questions that this person is told of; asked beside what lies in the person's scope.
pub(crate) fn of_row(asking: &mut Asking<'_>, person: &Person, row: &Row) -> Result<view::Asked, Code> {
    if !is_told(person, row) {
        return Ok(view::Asked::Nothing);
    }
    let asked = asking.asked(row.entry).map_err(code_of)?;
    Ok(match asked.questions.as_slice() {
        [] => view::Asked::Nothing,
        some if some.iter().all(|question| asked.is_answered(question)) => view::Asked::Answered,
        _ => view::Asked::Open,
    })
}

/// The office and the entry's own counsel; nobody else.
fn is_told(person: &Person, row: &Row) -> bool {
    let own = row.counsel == person.id && person.may_in(Action::AnswerQuestion, &row.village);
    own || person.may_in(Action::Review, &row.village)
}

fn asked(desk: &Desk, person: &Person, entry: EntryId) -> Result<Asked, Code> {
    asking(desk, person)?.asked(entry).map_err(code_of)
}

fn of_record(desk: &Desk, record: &EntryRecord) -> Result<Questions, Code> {
    let person = desk.person()?;
    let asked = if is_told(person, &record.row) {
        asked(desk, person, record.entry)?
    } else {
        Asked::default()
    };
    let places = Places::of_session(desk)?;
    let questions = asked.questions.iter().map(|question| {
        Ok(QuestionView {
            kind: question.kind,
            figure: question.figure,
            others: (shown(desk, question)?.iter())
                .map(|other| row::entry_row(other, &places))
                .collect(),
            answers: answers(desk, record, question)?,
        })
    });
    Ok(Questions {
        questions: questions.collect::<Result<_, Code>>()?,
        may_answer: record.current.counsel == person.id
            && person.may_in(Action::AnswerQuestion, &record.official.village),
    })
}

/// The rows of the other entries, as they are shown.
fn shown(desk: &Desk, question: &Question) -> Result<Vec<Row>, Code> {
    let scope = &desk.person()?.scope;
    desk.store()?.rows_of(&question.others, scope).map_err(code_of)
}

fn answers(desk: &Desk, record: &EntryRecord, question: &Question) -> Result<Vec<ExplanationView>, Code> {
    let answers = record
        .acts
        .iter()
        .filter_map(|act| Some((act, answer_to(act, question)?)));
    let views = answers.map(|(act, said)| {
        let evidence = evidence::of(desk, act, record)?;
        Ok(ExplanationView {
            text: said.text.clone(),
            by: evidence::certified_name(&evidence),
            at_ms: act.act.device_time_ms(),
            clock: evidence.clock,
        })
    });
    views.collect()
}

fn answer_to<'a>(act: &'a ActRecord, question: &Question) -> Option<&'a Explanation> {
    match &act.act.body {
        Body::Explanation(said) => {
            let answers = act.holds && question.is_answered_by(said.question, &said.others);
            answers.then_some(said)
        }
        Body::SignOff(_)
        | Body::Review(_)
        | Body::Void(_)
        | Body::Submission(_)
        | Body::Acknowledgement
        | Body::Opening(_)
        | Body::Registration(_) => None,
    }
}
