//! One entry: the paper page, what people answered for, and what can be done with it now.

mod actions;
mod conflicts;

use crate::components::changing;
use cunfa_core::{EntryId, Stage};
use cunfa_protocol::view::{Delivery, EntryRow, EntryView, Topic};
use cunfa_protocol::{Code, command};
use leptos::prelude::*;

use crate::components::{Banner, ChangedMark, DeliveryMark, FailureBanner, Loading, StageMark, Tone};
use crate::evidence::{EvidencePanel, Fold, OfficialText, OtherTexts};
use crate::live::{Live, live};
use crate::model::route::Route;
use crate::needs::AnsweredNeed;
use crate::page::ReadAloud;
use crate::photos::PaperSigning;
use crate::questions::{asked, beside, known_line};
use crate::words::{self, field as w, writing as more};
use actions::Actions;
use conflicts::Conflicts;

/// The entry screen.
#[component]
pub fn EntryScreen(
    /// Which entry.
    entry: EntryId,
) -> impl IntoView {
    let opened = live(&[Topic::Entries, Topic::Sync], move || command::OpenEntry { entry });
    // The same answer again draws nothing anew: a photo that is looked at stays open while something else is sent.
    let shown = Memo::new(move |_| opened.value.get());
    view! {
        <div class="stack" data-test="entry" data-entry=entry.to_string()>
            {changing(move || match opened.failure.get() {
                Some(Code::NotHereYet { row }) => view! { <NotHereYet row=*row /> }.into_any(),
                Some(_) | None => view! {
                    <FailureBanner code=opened.failure on_again=Callback::new(move |()| opened.again()) />
                }
                .into_any(),
            })}
            {changing(move || match shown.get() {
                Some(view) => view! { <Opened view=view live=opened /> }.into_any(),
                None if opened.failure.with(Option::is_none) => view! { <Loading /> }.into_any(),
                None => ().into_any(),
            })}
            {beside(entry, opened.value, None)}
        </div>
    }
}

/// What the server's index tells of an entry that is on its way: facts in plain words, nothing that looks like a page or a seal.
#[component]
fn NotHereYet(row: EntryRow) -> impl IntoView {
    let title = format!("{} · {}", w::number(&row.number), words::kind(row.kind));
    let what = words::joined(&[&words::people(&row.people), &row.matter]);
    let stage = words::stage(row.stage);
    view! {
        <header class="entry-head" data-test="not-here">
            <h1>{title}</h1>
            <p class="entry-marks"><DeliveryMark delivery=Delivery::NotHere /></p>
            <p>{what}</p>
            <p class="field-hint">{row.date.to_string()}" · "{row.village_name}" · "{row.counsel_name}" · "{stage}</p>
        </header>
        <Banner test="fetching"><p>{words::sync::FETCHING}</p></Banner>
    }
}

#[component]
fn Opened(view: EntryView, live: Live<EntryView>) -> impl IntoView {
    let title = format!("{} · {}", w::number(&view.row.number), words::kind(view.row.kind));
    view! {
        <header class="entry-head">
            <h1>{title}</h1>
            <p class="entry-marks">
                <StageMark stage=view.life.stage />
                {view.row.changed_after_signing.then(|| view! { <ChangedMark /> })}
                <DeliveryMark delivery=view.row.delivery.clone() />
                {asked(view.asked)}
            </p>
            {view.row.known.as_ref().map(|known| view! { <p data-test="entry-known">{known_line(known)}</p> })}
            <p class="field-hint" data-test="delivery-sentence">{words::sync::delivery_sentence(&view.row.delivery)}</p>
        </header>
        {reasons(&view)}
        {warnings(&view)}
        {related(&view)}
        {view.answers.clone().map(|need| view! { <AnsweredNeed row=need /> })}
        <Conflicts view=view.clone() live=live />
        <Actions view=view.clone() live=live />
        <PaperSigning view=view.clone() live=live />
        <div class="entry-body">
            <div class="entry-texts">
                <ReadAloud />
                <OfficialText view=view.clone() test="amended" />
                <OtherTexts view=view.clone() />
            </div>
            <EvidencePanel view=view fold=Fold::Official />
        </div>
    }
}

/// Why it was returned or voided.
fn reasons(view: &EntryView) -> Option<impl IntoView + use<>> {
    let (title, lead) = match view.life.stage {
        Stage::Returned => (w::RETURN_REASONS, view.may_correct.then_some(w::RETURNED_LEAD)),
        Stage::Voided => (w::VOID_REASONS, None),
        Stage::Unsigned | Stage::Signed | Stage::InReview | Stage::Approved => return None,
    };
    let points = view
        .life
        .reasons
        .iter()
        .map(|reason| view! { <li>{reason.clone()}</li> })
        .collect_view();
    Some(view! {
        <Banner tone=Tone::Warning test="reasons">
            <h2>{title}</h2>
            <ol class="points">{points}</ol>
            {lead.map(|lead| view! { <p>{lead}</p> })}
        </Banner>
    })
}

fn warnings(view: &EntryView) -> impl IntoView + use<> {
    let warn = |test: &'static str, sentence: &'static str| view! { <Banner tone=Tone::Warning test=test><p>{sentence}</p></Banner> };
    (
        view.row.newer.then(|| warn("entry-newer", w::NEWER_LEAD)),
        view.life
            .sign_offs_differ
            .then(|| warn("sign-offs-differ", w::SIGN_OFFS_DIFFER)),
        view.life
            .reviews_differ
            .then(|| warn("reviews-differ", w::REVIEWS_DIFFER)),
    )
}

/// The entries it corrects and carries on, and those that correct it and carry it on.
fn related(view: &EntryView) -> impl IntoView + use<> {
    let link = |label: &'static str, entry: EntryId| {
        view! { <p class="related">{label}" "<a href=Route::Entry(entry).href() data-test="related">{w::OPEN_IT}</a></p> }
    };
    let corrects = view.entry.corrects.map(|entry| link(w::CORRECTS, entry));
    let by = view
        .corrected_by
        .iter()
        .map(|entry| link(w::CORRECTED_BY, *entry))
        .collect_view();
    let follows = view.entry.follows.map(|entry| link(more::FOLLOWS, entry));
    let followed_by = view
        .followed_by
        .iter()
        .map(|entry| link(more::FOLLOWED_BY, *entry))
        .collect_view();
    (corrects, by, follows, followed_by)
}
