//! 知悉, and questions with their answers.

use cunfa_core::QuestionKind;
use cunfa_protocol::command as c;
use cunfa_protocol::view::{Asked, Clock, ExplanationView, QuestionView, Questions};
use cunfa_protocol::{Command, Reply};

use super::{held, samples as s, views as v};

fn answer() -> ExplanationView {
    ExplanationView {
        text: "上午两村接壤处一并办理".to_owned(),
        by: "覃明远".to_owned(),
        at_ms: 1_795_500_000_000,
        clock: Clock::Unchecked,
    }
}

fn question() -> QuestionView {
    QuestionView {
        kind: QuestionKind::Overlap,
        figure: 30,
        others: vec![s::row()],
        answers: vec![answer()],
    }
}

fn questions() -> Questions {
    Questions {
        questions: vec![question()],
        may_answer: true,
    }
}

pub fn commands() -> Vec<Command> {
    vec![
        c::AcknowledgeMajor { entry: s::entry_id() }.into(),
        c::Questions { entry: s::entry_id() }.into(),
        c::AnswerQuestion {
            entry: s::entry_id(),
            question: QuestionKind::Overlap,
            others: vec![s::entry_id()],
            text: "上午两村接壤处一并办理".to_owned(),
        }
        .into(),
    ]
}

pub fn replies() -> Vec<Reply> {
    vec![
        Reply::AcknowledgeMajor(v::entry_view()),
        Reply::Questions(questions()),
        Reply::AnswerQuestion(questions()),
    ]
}

#[test]
fn questions_and_answers_are_written_like_this() {
    held("questions-Known", &[s::known()]);
    held("questions-Asked", &[Asked::Nothing, Asked::Open, Asked::Answered]);
    held("questions-Questions", &[questions()]);
    held("questions-QuestionView", &[question()]);
    held("questions-ExplanationView", &[answer()]);
}
