//! The steps from the ink on: writing the name, the signer's PIN, what was signed.

use leptos::prelude::*;

use super::pad::InkPad;
use super::visit::Visit;
use crate::components::{Button, Look, PinPad};
use crate::page::marks::{Confirmed, SignMark, sign_mark};
use crate::page::{Handwriting, confirmation, when};
use crate::words::{codes, sitting, tablet as words};

/// The pad with its three keys.
#[component]
pub(super) fn WriteName(visit: Visit) -> impl IntoView {
    let blank = Signal::derive(move || visit.pad.is_blank());
    Effect::new(move |_| {
        if !visit.pad.is_blank() {
            visit.fault.set(None);
        }
    });
    // Where nothing stands between this press and the signature, the key says so.
    let signs = !visit.asks_villagers() && visit.held_pin().is_some();
    let confirm = if signs {
        sitting::CONFIRM_AND_SIGN
    } else {
        words::CONFIRM
    };
    view! {
        <div class="signing-pad">
            <InkPad pad=visit.pad />
        </div>
        <footer class="signing-foot signing-foot-pad">
            <Button label=words::BACK test="sign-back" on_press=Callback::new(move |()| visit.back()) />
            <Button label=words::CLEAR test="ink-clear" disabled=blank on_press=Callback::new(move |()| visit.pad.clear()) />
            <Button label=words::UNDO test="ink-undo" disabled=blank on_press=Callback::new(move |()| visit.pad.undo()) />
            <Button
                label=confirm
                test="ink-confirm"
                look=Look::Primary
                busy=visit.busy
                on_press=Callback::new(move |()| visit.ink_given())
            />
        </footer>
    }
}

/// The signer's own PIN.
#[component]
pub(super) fn GivePin(visit: Visit) -> impl IntoView {
    let name = visit
        .signer
        .with_untracked(|signer| signer.as_ref().map(|s| s.name.clone()).unwrap_or_default());
    let forgot = if visit.is_own() {
        codes::OWNER_FORGOT
    } else {
        codes::SIGNER_FORGOT
    };
    view! {
        <div class="signing-body signing-body-pin">
            <PinPad
                label=words::pin_title(&name)
                confirm=words::SIGN
                on_done=Callback::new(move |pin| visit.sign(pin))
                busy=visit.busy
                test="sign-pin"
            />
            {visit.sitting.map(|_| view! { <p class="signing-hint">{sitting::PIN_ASKED_ONCE}</p> })}
            <p class="signing-hint">{forgot}</p>
        </div>
        <footer class="signing-foot">
            <Button
                label=words::BACK
                test="sign-back"
                disabled=visit.busy
                on_press=Callback::new(move |()| visit.back())
            />
        </footer>
    }
}

/// The newest sign-off of this signer as it now stands on the entry.
fn newest_mark(visit: Visit) -> Option<SignMark> {
    let signer = visit
        .signer
        .with_untracked(|signer| signer.as_ref().and_then(|s| s.slot.person));
    visit.signed.with_untracked(|view| {
        let acts = view.as_ref().map(|view| view.acts.as_slice()).unwrap_or_default();
        acts.iter()
            .rev()
            .filter(|act| signer.is_none_or(|id| act.act.person == id))
            .find_map(sign_mark)
    })
}

/// What villagers confirmed with it.
fn confirmed(given: Vec<Confirmed>) -> Option<impl IntoView> {
    (!given.is_empty()).then(|| {
        let all = given.into_iter().map(confirmation).collect_view();
        view! { <div><dt>{words::DONE_CONFIRMED}</dt><dd><ul class="page-confirmations">{all}</ul></dd></div> }
    })
}

/// The big confirmation: what was signed, with which ink.
#[component]
pub(super) fn Done(visit: Visit) -> impl IntoView {
    let what = visit.signing.with_untracked(|signing| {
        signing.as_ref().map(|s| {
            let line = format!("{} · {}", s.village_name, crate::words::kind(s.entry.kind));
            (
                words::number(&s.entry.number),
                line,
                when::day(s.entry.date),
                when::service_time(s.entry.time),
            )
        })
    });
    let what = what.map(|(number, line, day, time)| {
        view! { <dd><strong>{line}</strong><br />{day}<br />{time}<br />{number}</dd> }
    });
    let mark = newest_mark(visit);
    let opinion = visit.opinion.get_untracked().map(crate::words::opinion);
    let remark = Some(visit.remark.get_untracked()).filter(|remark| !remark.trim().is_empty());
    view! {
        <div class="signing-body signing-body-done" data-test="sign-done" role="status" tabindex="0">
            <p class="done-seal" aria-hidden="true"><span class="seal seal-large">{words::SEAL}</span></p>
            <p class="done-more">{words::DONE_MORE}</p>
            <dl class="done-facts">
                <div><dt>{words::DONE_WHAT}</dt>{what}</div>
                <div><dt>{words::DONE_OPINION}</dt><dd>{opinion}{remark.map(|text| view! { <br />{text} })}</dd></div>
                {mark
                    .map(|mark| {
                        let who = mark.name.clone();
                        view! {
                            <div><dt>{words::DONE_WHO}</dt><dd>{who}<Handwriting name=mark.name drawn=mark.drawn /></dd></div>
                            {confirmed(mark.confirmed)}
                        }
                    })}
            </dl>
        </div>
        <footer class="signing-foot">
            <Button
                label=if visit.is_own() { sitting::FINISH_OWN } else { words::HAND_BACK }
                test="sign-finish"
                look=Look::Primary
                on_press=Callback::new(move |()| visit.leave())
            />
        </footer>
    }
}
