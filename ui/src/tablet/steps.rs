//! The steps before the ink: reading the page, choosing an opinion, choosing one's own name.

use crate::components::changing;
use cunfa_core::Opinion;
use cunfa_protocol::view::{Signer, Signing};
use leptos::prelude::*;

use super::visit::{Step, Visit};
use crate::components::{Banner, Button, Empty, Look, PrintButton, StandingMark, TextArea, Tone};
use crate::page::{LedgerPage, ReadAloud};
use crate::photos::Pictures;
use crate::words::{sitting as s, tablet as words};

/// The word for leaving an entry unsigned: in a sitting the next one follows.
fn not_now(visit: Visit) -> &'static str {
    visit.sitting.map_or(words::NOT_NOW, |_| s::LATER)
}

/// The page in large type.
#[component]
pub(super) fn Read(visit: Visit) -> impl IntoView {
    let page = move |signing: Signing| {
        let pictures = Pictures::of(visit.entry, &signing.attachments);
        let paper = signing.for_paper.then(|| {
            view! { <Banner tone=Tone::Warning test="for-paper"><p><strong>{words::PAPER}</strong></p><p>{words::PAPER_MORE}</p></Banner> }
        });
        view! {
            {paper}
            <ReadAloud />
            <LedgerPage entry=signing.entry village_name=signing.village_name township=signing.township pictures=pictures />
        }
    };
    let shown = move || match visit.signing.get() {
        Some(signing) => page(signing).into_any(),
        None => view! { <p class="signing-wait">{words::OPENING}</p> }.into_any(),
    };
    let for_paper = Memo::new(move |_| {
        visit
            .signing
            .with(|signing| signing.as_ref().is_some_and(|signing| signing.for_paper))
    });
    let on = move || {
        if for_paper.get() {
            return view! { <PrintButton label=words::PRINT test="sign-print" look=Look::Primary /> }.into_any();
        }
        view! {
            <Button
                label=words::READ_DONE
                test="sign-read-done"
                look=Look::Primary
                disabled=Signal::derive(move || visit.signing.with(Option::is_none))
                on_press=Callback::new(move |()| visit.to(Step::Opinion))
            />
        }
        .into_any()
    };
    let not_now = not_now(visit);
    view! {
        <div class="signing-body signing-body-page" tabindex="0" data-test="sign-page">
            <p class="signing-hint">{words::READ_HINT}</p>
            {changing(shown)}
        </div>
        <footer class="signing-foot">
            {visit.sitting.map(|sitting| view! { <Button label=s::STOP test="sitting-stop" on_press=Callback::new(move |()| sitting.stop()) /> })}
            <Button label=not_now test="sign-not-now" on_press=Callback::new(move |()| visit.leave()) />
            {changing(on)}
        </footer>
    }
}

fn opinion_code(opinion: Opinion) -> &'static str {
    match opinion {
        Opinion::True => "opinion-true",
        Opinion::TrueAndSatisfied => "opinion-satisfied",
        Opinion::Differs => "opinion-differs",
    }
}

/// The opinion and, if wanted, words of one's own: one press on the opinion goes on, unless it needs words that are not there yet.
#[component]
pub(super) fn GiveOpinion(visit: Visit) -> impl IntoView {
    let opinions = visit
        .signing
        .with_untracked(|s| s.as_ref().map(|s| s.opinions.clone()).unwrap_or_default());
    let differs = Signal::derive(move || visit.opinion.get() == Some(Opinion::Differs));
    let choice = move |opinion: Opinion| {
        let chosen = Signal::derive(move || visit.opinion.get() == Some(opinion));
        view! {
            <button type="button" class="choice" class:choice-on=chosen aria-pressed=move || chosen.get().to_string()
                data-test=opinion_code(opinion) on:click=move |_| visit.choose(opinion)>
                <span class="choice-text">{crate::words::opinion(opinion)}</span>
            </button>
        }
    };
    let label = Signal::derive(move || {
        if differs.get() {
            words::REMARK_NEEDED
        } else {
            words::REMARK
        }
        .to_owned()
    });
    view! {
        <div class="signing-body">
            <div class="choices" role="group" aria-label=words::OPINION_TITLE>
                {opinions.into_iter().map(choice).collect_view()}
            </div>
            <TextArea
                id="sign-remark"
                label=label
                value=visit.remark
                on_text=Callback::new(move |text| visit.remark.set(text))
            />
        </div>
        <footer class="signing-foot">
            <Button label=words::BACK test="sign-back" on_press=Callback::new(move |()| visit.back()) />
            <Button
                label=words::NEXT
                test="sign-next"
                look=Look::Primary
                on_press=Callback::new(move |()| visit.opinion_given())
            />
        </footer>
    }
}

/// Who signs: one press on one's own name goes on.
#[component]
pub(super) fn ChooseName(visit: Visit) -> impl IntoView {
    let signers = visit
        .signing
        .with_untracked(|s| s.as_ref().map(|s| s.signers.clone()).unwrap_or_default());
    let nobody = signers
        .is_empty()
        .then(|| view! { <Empty title=words::NOBODY hint=words::NOBODY_MORE /> });
    let name = move |signer: Signer| {
        let test = format!("signer-{}", signer.slot.slot);
        let shown = signer.clone();
        view! {
            <button type="button" class="choice choice-name" data-test=test on:click=move |_| visit.name_given(signer.clone())>
                <span class="choice-text">{shown.name}</span>
                <span class="choice-aside">{shown.post}<StandingMark standing=Some(shown.standing) /></span>
            </button>
        }
    };
    view! {
        <div class="signing-body">
            <p class="signing-hint">{words::NAME_HINT}</p>
            <div class="choices">{signers.into_iter().map(name).collect_view()}</div>
            {nobody}
        </div>
        <footer class="signing-foot">
            <Button label=words::BACK test="sign-back" on_press=Callback::new(move |()| visit.back()) />
            <Button label=not_now(visit) test="sign-not-now" on_press=Callback::new(move |()| visit.leave()) />
        </footer>
    }
}
