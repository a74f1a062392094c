//! What stands beside an entry's text: 知悉 of a 重大事项, and the questions it raises with the counsel's answers (说明). The same for the desk
//! and for the counsel's own entry. A question hinders nothing; what is asked is the client's word.

use chrono::NaiveDate;
use cunfa_core::{EntryId, QuestionKind};
use cunfa_protocol::view::{Asked, EntryRow, EntryView, Known, QuestionView, Questions, Topic};
use cunfa_protocol::{Code, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::clock::today;
use crate::components::{Button, FailureBanner, Icon, Look, Shape, TextArea, changing};
use crate::later::{later, parts};
use crate::live::{Live, live};
use crate::model::route::Route;
use crate::page::moment;
use crate::state::use_app;
use crate::transport::ask;
use crate::typed::KeptText;
use crate::words::{evidence, questions as words};

/// What another entry that is concerned is shown by, where the screen shows it itself; a page of its own else.
pub type Looking = Option<Callback<EntryId>>;

/// What there is to show beside an entry, as the shown view changes; none while there is nothing.
pub fn beside(entry: EntryId, shown: RwSignal<Option<EntryView>>, looking: Looking) -> impl Fn() -> Option<AnyView> {
    // By itself: what is typed there stays while the rest of the screen is drawn anew.
    let some = Memo::new(move |_| shown.with(|view| view.as_ref().is_some_and(is_some)));
    move || some.get().then(|| later(move || inside(entry, shown, looking)))
}

fn is_some(view: &EntryView) -> bool {
    view.may_acknowledge || view.row.known.is_some() || view.asked != Asked::Nothing
}

/// 已知悉, by whom and when.
#[must_use]
pub fn known_line(known: &Known) -> String {
    words::known(&moment(known.at_ms), &known.by)
}

/// 有疑问 or 已说明, with a shape; nothing when nothing is asked.
#[must_use]
pub fn asked(asked: Asked) -> Option<AnyView> {
    let word = words::asked(asked)?;
    let answered = asked == Asked::Answered;
    let shape = if answered { Shape::Tick } else { Shape::Pen };
    let answered = answered.to_string();
    Some(
        view! { <span class="asked" data-test="asked" data-answered=answered><Icon shape=shape />{word}</span> }
            .into_any(),
    )
}

parts! {
    fn inside(entry: EntryId, shown: RwSignal<Option<EntryView>>, looking: Looking) {
        let holds = move |look: fn(&EntryView) -> bool| {
            Memo::new(move |_| shown.with(|view| view.as_ref().is_some_and(look)))
        };
        let may = holds(|view| view.may_acknowledge);
        let asks = holds(|view| view.asked != Asked::Nothing);
        view! {
            {move || shown.with(|view| view.as_ref().and_then(|view| view.row.known.as_ref().map(known)))}
            {changing(move || may.get().then(|| acknowledge(entry)))}
            {changing(move || asks.get().then(|| panel(entry, looking)))}
        }
    }
}

fn known(known: &Known) -> AnyView {
    let (line, clock) = (known_line(known), evidence::clock(known.clock));
    view! { <p class="known" data-test="known"><strong>{line}</strong><small>{clock}</small></p> }.into_any()
}

fn acknowledge(entry: EntryId) -> AnyView {
    let (app, busy) = (use_app(), RwSignal::new(false));
    let failure = RwSignal::new(None::<Code>);
    let press = Callback::new(move |()| {
        busy.set(true);
        spawn_local(async move {
            match ask(command::AcknowledgeMajor { entry }).await {
                Ok(_) => app.say(words::ACKNOWLEDGED),
                Err(reply) => {
                    failure.try_set(Some(reply.code));
                }
            }
            busy.try_set(false);
        });
    });
    view! {
        <section class="question" data-test="to-acknowledge">
            <p>{words::ACKNOWLEDGE_LEAD}</p>
            <FailureBanner code=failure />
            <Button label=words::ACKNOWLEDGE test="acknowledge" look=Look::Primary busy=busy on_press=press />
        </section>
    }
    .into_any()
}

/// What is typed, by kind of question: kept while the questions are drawn anew.
type Typed = [(RwSignal<String>, KeptText); QuestionKind::ALL.len()];

fn panel(entry: EntryId, looking: Looking) -> AnyView {
    let held = live(&[Topic::Entries], move || command::Questions { entry });
    let typed: Typed = QuestionKind::ALL.map(|kind| {
        let text = RwSignal::new(String::new());
        (text, KeptText::of(format!("answer:{}", kind.code()), entry, text))
    });
    let shown = Memo::new(move |_| held.value.get());
    let list = move || shown.get().map(|questions| all(entry, questions, typed, held, looking));
    view! {
        <section class="questions" data-test="questions" aria-labelledby="questions-title">
            <h2 id="questions-title">{words::TITLE}</h2>
            <p class="field-hint">{words::LEAD}</p>
            <FailureBanner code=held.failure on_again=Callback::new(move |()| held.again()) />
            {changing(list)}
        </section>
    }
    .into_any()
}

fn all(entry: EntryId, questions: Questions, typed: Typed, held: Live<Questions>, looking: Looking) -> AnyView {
    let may = questions.may_answer;
    let one = |question: QuestionView| {
        let place = QuestionKind::ALL.iter().position(|kind| *kind == question.kind);
        let text = place.and_then(|place| typed.get(place)).copied().filter(|_| may);
        let answer = text.map(|text| answer(entry, &question, text, held));
        view! { {of(&question, looking)}{answer} }.into_any()
    };
    questions.questions.into_iter().map(one).collect_view().into_any()
}

fn of(question: &QuestionView, looking: Looking) -> AnyView {
    let today = today();
    let others = question
        .others
        .iter()
        .map(|row| view! { <li>{way_to(row, today, looking)}" · "{words::other(row, today)}</li> });
    let others = (!question.others.is_empty()).then(|| view! { <ul>{others.collect_view()}</ul> });
    let answers = question.answers.iter().map(|answer| {
        let who = words::answered(&answer.by, &moment(answer.at_ms));
        let clock = evidence::clock(answer.clock);
        view! { <div class="question-answer" data-test="question-answer"><p class="act-said">{answer.text.clone()}</p><small>{who}"　"{clock}</small></div> }
    });
    let answers = answers.collect_view();
    let open = question.answers.is_empty().then(|| {
        view! { <p class="question-open" data-test="unanswered">{words::UNANSWERED}</p> }
    });
    view! {
        <div class="question" data-test="question" data-kind=question.kind.code() data-answered=(!question.answers.is_empty()).to_string()>
            <h3>{words::kind(question.kind)}</h3>
            <p>{words::sentence(question.kind, question.figure)}</p>
            {others}
            {answers}
            {open}
        </div>
    }
    .into_any()
}

/// The number of another entry, which opens it.
fn way_to(row: &EntryRow, today: NaiveDate, looking: Looking) -> AnyView {
    let (entry, number) = (row.entry, row.number.clone());
    let label = words::open(row, today);
    match looking {
        Some(look) => view! {
            <button type="button" class="link" data-test="question-look" aria-label=label on:click=move |_| look.run(entry)>{number}</button>
        }
        .into_any(),
        None => view! { <a class="link" data-test="question-look" aria-label=label href=Route::Entry(entry).href()>{number}</a> }.into_any(),
    }
}

/// The field for an answer. A further one may be given; all of them stay.
fn answer(
    entry: EntryId,
    question: &QuestionView,
    (text, kept): (RwSignal<String>, KeptText),
    held: Live<Questions>,
) -> AnyView {
    let app = use_app();
    let (busy, said) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let (kind, code) = (question.kind, question.kind.code());
    let others: Vec<EntryId> = question.others.iter().map(|row| row.entry).collect();
    let press = Callback::new(move |()| {
        busy.set(true);
        let command = command::AnswerQuestion {
            entry,
            question: kind,
            others: others.clone(),
            text: text.get_untracked(),
        };
        spawn_local(async move {
            match ask(command).await {
                Ok(questions) => {
                    kept.done();
                    text.try_set(String::new());
                    said.try_set(None);
                    app.say(words::SENT);
                    held.put(questions);
                }
                Err(reply) => {
                    said.try_set(Some(words::failure(&reply.code)));
                }
            }
            busy.try_set(false);
        });
    });
    view! {
        <TextArea
            id=format!("answer-{code}")
            label=words::ANSWER
            hint=words::ANSWER_HINT
            value=text
            error=said
            on_text=Callback::new(move |typed| text.set(typed))
            rows=2
        />
        <div class="buttons">
            <Button label=words::SEND test=format!("send-{code}") busy=busy on_press=press />
        </div>
    }
    .into_any()
}
