//! 知悉, and questions with their answers, in a real browser: on the desk beside the facts, at the counsel's own entry with a field that
//! hinders nothing.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod page_support;

use cunfa_core::{EntryId, QuestionKind, Role, Stage};
use cunfa_protocol::command::AnswerQuestion;
use cunfa_protocol::view::{Asked, Clock, EntryView, ExplanationView, Known, QuestionView, Questions, Queue};
use cunfa_protocol::{Code, Command, Reply};
use cunfa_ui::desk::Desk;
use cunfa_ui::field::EntryScreen;
use leptos::prelude::*;
use page_support::{Door, Scene, queue, row, show, type_into, until, view};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const ENTRY: EntryId = EntryId([1; 16]);
const OTHER: EntryId = EntryId([2; 16]);

fn known() -> Known {
    Known {
        by: "黄建国".to_owned(),
        at_ms: 1_795_427_100_000,
        clock: Clock::Checked,
    }
}

fn question(answers: &[&str]) -> QuestionView {
    let answer = |text: &&str| ExplanationView {
        text: (*text).to_owned(),
        by: "覃文斌".to_owned(),
        at_ms: 1_795_427_100_000,
        clock: Clock::Unchecked,
    };
    QuestionView {
        kind: QuestionKind::Overlap,
        figure: 90,
        others: vec![row(OTHER)],
        answers: answers.iter().map(answer).collect(),
    }
}

fn questions(answers: &[&str], may_answer: bool) -> Questions {
    Questions {
        questions: vec![question(answers)],
        may_answer,
    }
}

/// A 重大事项 that raises a question.
fn major() -> EntryView {
    let mut major = view(ENTRY);
    major.row.major = true;
    (major.may_acknowledge, major.asked) = (true, Asked::Open);
    major
}

fn says(scene: &Scene, test: &str, part: &str) {
    let text = scene.find(test).unwrap().text_content().unwrap();
    assert!(text.contains(part), "{test}: {part:?} in {text:?}");
}

fn reported() -> Queue {
    let mut reported = queue(&[ENTRY, OTHER]);
    let mut item = reported.waiting.remove(0);
    (item.row.major, item.row.stage, item.asked) = (true, Stage::Unsigned, Asked::Open);
    reported.major = vec![item];
    reported
}

async fn desk() -> (Scene, Door) {
    let door = Door::put(|command| match command {
        Command::ReviewQueue(_) => Ok(Reply::ReviewQueue(reported())),
        Command::OpenEntry(with) if with.entry == ENTRY => Ok(Reply::OpenEntry(major())),
        Command::OpenEntry(with) => Ok(Reply::OpenEntry(view(with.entry))),
        Command::Questions(_) => Ok(Reply::Questions(questions(&["两村接壤"], false))),
        Command::AcknowledgeMajor(_) => {
            let mut acknowledged = major();
            (acknowledged.may_acknowledge, acknowledged.row.known) = (false, Some(known()));
            Ok(Reply::AcknowledgeMajor(acknowledged))
        }
        _ => Err(Code::NotNow),
    });
    let scene = show(Role::Office, || view! { <Desk /> });
    scene.wait("desk-row").await;
    (scene, door)
}

#[wasm_bindgen_test]
async fn a_major_matter_stands_first_with_words_for_what_is_to_be_done_about_it() {
    let (scene, door) = desk().await;
    let first = scene.find("desk-row").unwrap();
    assert_eq!(first.get_attribute("data-entry"), Some(ENTRY.to_string()));
    says(&scene, "row-unknown", "未知悉");
    says(&scene, "asked", "有疑问");
    first.click();
    scene.wait("acknowledge").await;
    scene.wait("question").await;
    says(&scene, "question", "时间重叠");
    says(&scene, "question", "那况村");
    says(&scene, "question-answer", "两村接壤");
    assert!(scene.find("answer-overlap").is_none(), "the office answers nothing");
    scene.press("acknowledge").await;
    let told = |door: &Door| {
        let asked = door.asked();
        asked
            .iter()
            .any(|command| matches!(command, Command::AcknowledgeMajor(_)))
    };
    until("it is acknowledged", || told(&door)).await;
}

#[wasm_bindgen_test]
async fn the_office_looks_at_the_other_entry_of_a_question_where_it_is_and_goes_back() {
    let (scene, _door) = desk().await;
    scene.press("desk-row").await;
    scene.wait("question").await;
    assert!(scene.find("desk-former").is_none());
    let current = |entry: EntryId| {
        let open = document().query_selector("[data-test=\"desk-row\"][aria-current=\"true\"]");
        open.unwrap().and_then(|row| row.get_attribute("data-entry")) == Some(entry.to_string())
    };
    scene.press("question-look").await;
    scene.wait("desk-former").await;
    until("the other entry is open", || scene.find("question").is_none()).await;
    assert!(current(OTHER));
    scene.press("desk-former").await;
    scene.wait("question").await;
    assert!(current(ENTRY));
    assert!(scene.find("desk-former").is_none());
}

fn answers(door: &Door) -> Vec<AnswerQuestion> {
    let answer = |command| match command {
        Command::AnswerQuestion(answer) => Some(answer),
        _ => None,
    };
    door.asked().into_iter().filter_map(answer).collect()
}

#[wasm_bindgen_test]
async fn the_counsel_answers_at_the_own_entry_and_an_empty_answer_is_asked_for_again() {
    let door = Door::put(|command| match command {
        Command::OpenEntry(_) => {
            let mut own = view(ENTRY);
            (own.row.major, own.row.known, own.asked) = (true, Some(known()), Asked::Open);
            Ok(Reply::OpenEntry(own))
        }
        Command::Questions(_) => Ok(Reply::Questions(questions(&[], true))),
        Command::AnswerQuestion(with) if with.text.trim().is_empty() => Err(Code::ReasonMissing),
        Command::AnswerQuestion(with) => Ok(Reply::AnswerQuestion(questions(&[with.text.as_str()], true))),
        _ => Err(Code::NotNow),
    });
    let scene = show(Role::Counsel, || view! { <EntryScreen entry=ENTRY /> });
    scene.wait("question").await;
    says(&scene, "known", "已知悉");
    says(&scene, "known", "黄建国");
    says(&scene, "unanswered", "尚未说明");
    scene.press("send-overlap").await;
    let asked_again = || {
        let error = scene
            .find("answer-overlap-error")
            .and_then(|error| error.text_content());
        error.is_some_and(|error| error.contains("请写明情况"))
    };
    until("it is asked for", asked_again).await;
    type_into(&scene, "answer-overlap", "两村接壤，一并办理");
    scene.press("send-overlap").await;
    until("the answer stands there", || scene.find("question-answer").is_some()).await;
    says(&scene, "question-answer", "两村接壤，一并办理");
    let given = answers(&door).pop().unwrap();
    assert_eq!((given.question, given.others), (QuestionKind::Overlap, vec![OTHER]));
}
