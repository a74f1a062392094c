//! 纸上签字: the page is printed, signed by hand, and photographed. What is photographed hangs on the entry at once.

use cunfa_core::{AttachmentKind, EntryId};
use cunfa_protocol::command;
use cunfa_protocol::view::EntryView;
use leptos::callback::UnsyncCallback;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::pick::{Chosen, Pick};
use super::submit_paper::SubmitPaper;
use crate::components::{Button, PrintButton, changing};
use crate::later::{later, parts};
use crate::live::Live;
use crate::state::{App, use_app};
use crate::transport::ask;
use crate::words::{self, photos as w};

/// The way over paper, for an entry that nobody signed on a device: in sight where it is the only one, folded otherwise.
#[component]
pub fn PaperSigning(
    /// The entry.
    view: EntryView,
    /// Where the changed entry goes.
    live: Live<EntryView>,
) -> impl IntoView {
    if !view.may_attach {
        return ().into_any();
    }
    let is_page = |kind| kind == AttachmentKind::SignedPage;
    let pages = view.attachments.iter().any(|one| is_page(one.attachment.kind));
    let open = pages || view.entry.is_for_paper();
    let opened = RwSignal::new(open);
    let view = StoredValue::new(view);
    view! {
        <details class="card paper" open=open data-test="paper" on:toggle=move |_| opened.set(true)>
            <summary>{w::PAPER_TITLE}</summary>
            <Show when=move || opened.get()>{later(move || inside(view.get_value(), live))}</Show>
        </details>
    }
    .into_any()
}

parts! {
    fn inside(view: EntryView, live: Live<EntryView>) {
        view! { <Inside view=view live=live /> }
    }
}

#[component]
fn Inside(view: EntryView, live: Live<EntryView>) -> impl IntoView {
    let app = use_app();
    let busy = RwSignal::new(false);
    let entry = view.row.entry;
    let (only, submits) = (view.entry.is_for_paper(), view.may_submit_paper);
    let is_page = |kind| kind == AttachmentKind::SignedPage;
    let pages: Vec<(usize, String)> = view
        .attachments
        .iter()
        .enumerate()
        .filter(|(_, one)| is_page(one.attachment.kind))
        .map(|(at, one)| (at + 1, one.attachment.row.clone()))
        .collect();
    let lead = if only { w::PAPER_FOR } else { w::PAPER_ELSE };
    let off = app.page_off;
    let undo = move || {
        (off.get() == Some(entry)).then(|| {
            let back = Callback::new(move |()| restore(app, entry, live));
            view! {
                <div class="buttons photos-dropped">
                    <span role="status">{w::PAGE_REMOVED}</span>
                    <Button label=w::UNDO test="page-undo" on_press=back />
                </div>
            }
        })
    };
    let keep = UnsyncCallback::new(|then: super::pick::Then| then());
    let files = UnsyncCallback::new(move |files| attach(app, entry, files, live, busy));
    let page = move |(number, row): (usize, String)| {
        view! {
            <li class="paper-page">
                <span>{w::page(number)}</span>
                <button type="button" class="button button-quiet" aria-label=w::remove(number) data-test=format!("page-remove-{number}")
                    on:click=move |_| detach(app, entry, row.clone(), live)>
                    {w::REMOVE}
                </button>
            </li>
        }
    };
    view! {
        <p>{lead}</p>
        <div class="buttons"><PrintButton label=w::PAPER_PRINT test="paper-print" /></div>
        <ul class="paper-pages">{pages.into_iter().map(page).collect_view()}</ul>
        {changing(undo)}
        <Pick take=w::PAGE_TAKE choose=w::PAGE_CHOOSE test="page" busy=busy keep=keep on_files=files />
        {submits.then(|| view! { <SubmitPaper entry=entry live=live /> })}
    }
}

fn attach(app: App, entry: EntryId, files: Vec<Chosen>, live: Live<EntryView>, busy: RwSignal<bool>) {
    busy.set(true);
    spawn_local(async move {
        let (mut last, mut said) = (None, Vec::new());
        for file in files {
            let attached = match file.read().await {
                Ok(picture) => ask(command::AttachPage { entry, picture })
                    .await
                    .map_err(|reply| reply.code),
                Err(code) => Err(code),
            };
            match attached {
                Ok(attached) => {
                    if attached.location_removed {
                        said.push(w::LOCATION_REMOVED.to_owned());
                    }
                    last = Some(attached.entry);
                }
                Err(code) => said.push(w::file(&file.name, &words::failure::sentence(&code))),
            }
        }
        busy.try_set(false);
        if !said.is_empty() {
            said.dedup();
            app.say(said.join(" "));
        }
        if let Some(entry) = last {
            live.put(entry);
        }
    });
}

fn detach(app: App, entry: EntryId, row: String, live: Live<EntryView>) {
    spawn_local(async move {
        match ask(command::DetachPage { entry, row }).await {
            Ok(view) => {
                app.page_off.set(Some(entry));
                live.put(view);
            }
            Err(reply) => app.say(words::failure::sentence(&reply.code)),
        }
    });
}

fn restore(app: App, entry: EntryId, live: Live<EntryView>) {
    spawn_local(async move {
        let back = ask(command::RestorePage { entry }).await;
        app.page_off.set(None);
        match back {
            Ok(view) => live.put(view),
            Err(reply) => app.say(words::failure::sentence(&reply.code)),
        }
    });
}
