//! What changed since the last decision, part by part, beside the reasons of that return.

use crate::components::changing;
use cunfa_core::entry::{Part, compare};
use cunfa_core::{Body, Decision, Entry, EntryId};
use cunfa_protocol::view::{EntryView, PriorDecision, Since};
use cunfa_protocol::{Code, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::later::{later, parts};
use crate::page::{moment, when};
use crate::transport::ask;
use crate::words::{deciding as w, desk as words, links};

/// The comparison, where there may be something to compare with.
pub(super) fn changes(view: &EntryView) -> Option<AnyView> {
    let decided = view.acts.iter().any(|act| matches!(act.act.body, Body::Review(_)));
    let again = decided || view.entry.corrects.is_some() || view.amendment.is_some();
    let entry = view.row.entry;
    again.then(|| later(move || inside(entry)))
}

parts! {
    fn inside(entry: EntryId) {
        let answer = RwSignal::new(None::<Result<Option<Since>, Code>>);
        spawn_local(async move {
            let came = ask(command::Since { entry }).await;
            answer.try_set(Some(came.map_err(|failure| failure.code)));
        });
        let shown = move || {
            answer.with(|answer| match answer {
                None | Some(Ok(None)) => ().into_any(),
                Some(Ok(Some(since))) => compared(since),
                Some(Err(code)) => view! { <p role="alert">{crate::words::failure::sentence(code)}</p> }.into_any(),
            })
        };
        view! { {changing(shown)} }
    }
}

fn compared(since: &Since) -> AnyView {
    let title = match &since.corrects {
        Some(number) => w::since_corrected(number),
        None if since.decisions.is_empty() => w::SINCE_SIGNED.to_owned(),
        None => w::SINCE_DECIDED.to_owned(),
    };
    let found = compare(&since.before, &since.now);
    let rest = if found.changed.is_empty() {
        w::SINCE_SAME.to_owned()
    } else {
        w::unchanged(found.unchanged)
    };
    let rows = found.changed.iter().map(|part| row(*part, since)).collect_view();
    let decisions = since.decisions.iter().map(decision).collect_view();
    view! {
        <section class="desk-part" data-test="since">
            <h2>{title}</h2>
            {decisions}
            <dl class="desk-dl since">{rows}</dl>
            <p data-test="since-rest">{rest}</p>
        </section>
    }
    .into_any()
}

fn row(part: Part, since: &Since) -> AnyView {
    let (before, now) = (text(part, &since.before), text(part, &since.now));
    view! {
        <div data-test="since-part">
            <dt>{w::part(part)}</dt>
            <dd>
                <p class="since-before"><span>{w::BEFORE}</span>{before}</p>
                <p class="since-now"><span>{w::NOW}</span>{now}</p>
            </dd>
        </div>
    }
    .into_any()
}

/// Who decided what; each reason of a return with a box of the officer's own.
fn decision(of: &PriorDecision) -> AnyView {
    let reasons = match &of.decision {
        Decision::Approve => &[],
        Decision::Return { reasons } => reasons.as_slice(),
    };
    let line = w::decided(&of.person_name, &moment(of.device_time_ms), reasons.is_empty());
    let hint = (!reasons.is_empty()).then(|| view! { <small>{w::REASONS_THEN}</small> });
    let reasons = reasons
        .iter()
        .map(|reason| view! { <li><label class="since-reason"><input type="checkbox" /><span>{reason.clone()}</span></label></li> })
        .collect_view();
    view! { <div class="desk-act" data-test="since-decision"><p>{line}</p>{hint}<ul>{reasons}</ul></div> }.into_any()
}

/// A part of a text, as the page says it.
fn text(part: Part, entry: &Entry) -> String {
    let said = match part {
        Part::Village => entry.village.to_string(),
        Part::When => format!("{} {}", when::day(entry.date), when::service_time(entry.time)),
        Part::Mode => crate::words::mode(entry.mode).to_owned(),
        Part::Kind => crate::words::kind(entry.kind).to_owned(),
        Part::Persons => persons(entry),
        Part::Lecture => lecture(entry),
        Part::Mediation => mediation(entry),
        Part::Details => details(entry),
        Part::Matter => entry.matter.clone(),
        Part::Advice => entry.advice.clone(),
        Part::Result => {
            let class = entry.result_class.map(crate::words::result_class);
            [class.unwrap_or_default(), entry.result.as_str()].join(" ")
        }
        Part::Major => entry.major.clone().unwrap_or_default(),
        Part::Paid => entry.paid.clone().unwrap_or_default(),
        Part::FollowUp => entry.follow_up.map(links::day).unwrap_or_default(),
        Part::Links => linked(entry),
        Part::Attachments => match entry.attachments.len() {
            0 => String::new(),
            count => w::attached(count),
        },
    };
    if said.trim().is_empty() {
        words::NOT_GIVEN.to_owned()
    } else {
        said
    }
}

fn persons(entry: &Entry) -> String {
    let persons = entry.persons.iter().map(|person| {
        let category = person.category.map(crate::words::category).unwrap_or_default();
        let said = [person.name.as_str(), person.phone.as_str(), category];
        let said: Vec<&str> = said.into_iter().filter(|text| !text.is_empty()).collect();
        said.join(" ")
    });
    persons.collect::<Vec<_>>().join("、")
}

fn lecture(entry: &Entry) -> String {
    let said = entry.lecture.as_ref().map(|lecture| {
        let counted = [
            words::people_count(lecture.head_count),
            words::copies_count(lecture.copies),
        ];
        let texts = [&lecture.topic, &lecture.speaker, &lecture.place].map(Clone::clone);
        [texts.as_slice(), counted.as_slice()].concat().join(" · ")
    });
    said.unwrap_or_default()
}

fn mediation(entry: &Entry) -> String {
    let said = entry.mediation.as_ref().map(|mediation| {
        let agreed = if mediation.agreed {
            words::AGREED
        } else {
            words::NOT_AGREED
        };
        crate::words::joined(&[&mediation.parties, &mediation.dispute, agreed])
    });
    said.unwrap_or_default()
}

fn details(entry: &Entry) -> String {
    let said = entry.details.iter();
    let said = said.map(|given| w::detail(crate::words::detail(given.of), &given.text));
    said.collect::<Vec<_>>().join(" · ")
}

fn linked(entry: &Entry) -> String {
    let follows = entry.follows.map(|_| links::THIS_FOLLOWS);
    let answers = entry.answers.map(|_| links::THIS_ANSWERS);
    follows.into_iter().chain(answers).collect()
}
