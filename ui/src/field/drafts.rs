//! Drafts: offered after a crash or a pause, started, put away and taken back. Never applied or lost in silence.

use crate::components::changing;
use cunfa_core::{EntryId, Kind, VillageCode};
use cunfa_protocol::view::{Draft, Topic, VillageRow};
use cunfa_protocol::{Ask, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::clock;
use crate::components::{Banner, Button, Look};
use crate::live::live;
use crate::state::{App, use_app};
use crate::transport::ask;
use crate::words::{self, field as w};

/// What a draft is started for.
#[derive(Debug, Clone, Default)]
pub struct Purpose {
    /// Village, when chosen.
    pub village: Option<VillageCode>,
    /// Kind, when chosen.
    pub kind: Option<Kind>,
    /// The signed entry to correct.
    pub corrects: Option<EntryId>,
    /// The unsigned entry to change.
    pub changes: Option<EntryId>,
}

/// Starts a draft and opens it for writing.
pub fn start(app: App, purpose: Purpose) {
    let Purpose {
        village,
        kind,
        corrects,
        changes,
    } = purpose;
    open(
        app,
        command::StartDraft {
            kind,
            village,
            corrects,
            changes,
        },
    );
}

/// Asks for a draft and opens it for writing.
pub fn open<C: Ask<Answer = Draft> + 'static>(app: App, command: C) {
    spawn_local(async move {
        match ask(command).await {
            Ok(draft) => app.write(draft),
            Err(failure) => app.say(words::failure::sentence(&failure.code)),
        }
    });
}

/// Puts a draft away, remembering it so that it can be taken back.
pub fn put_away(app: App, draft: Draft) {
    spawn_local(async move {
        match ask(command::DropDraft { draft: draft.draft }).await {
            Ok(()) => app.dropped.set(Some(draft)),
            Err(failure) => app.say(words::failure::sentence(&failure.code)),
        }
    });
}

fn take_back(app: App) {
    let Some(draft) = app.dropped.get_untracked() else {
        return;
    };
    spawn_local(async move {
        match ask(command::KeepDraft { draft: draft.draft }).await {
            Ok(draft) => {
                app.dropped.set(None);
                app.write(draft);
            }
            Err(failure) => app.say(words::failure::sentence(&failure.code)),
        }
    });
}

/// One line that says what a draft is about.
fn about(draft: &Draft, villages: &[VillageRow]) -> String {
    let village = villages
        .iter()
        .find(|row| Some(&row.code) == draft.form.village.as_ref())
        .map(|row| row.name.clone());
    let kind = draft.form.kind.map(|kind| words::kind(kind).to_owned());
    let who = draft
        .form
        .persons
        .iter()
        .map(|person| person.name.trim())
        .find(|name| !name.is_empty())
        .map(str::to_owned);
    let parts: Vec<String> = [village, kind, who].into_iter().flatten().collect();
    parts.join(" · ")
}

/// The drafts on this device, each with what can be done, and the one just put away.
#[component]
pub fn DraftOffers(
    /// Villages, for their names.
    #[prop(into)]
    villages: Signal<Vec<VillageRow>>,
) -> impl IntoView {
    let app = use_app();
    let drafts = live(&[Topic::Drafts], || command::Drafts {});
    let offers = move || {
        let found = drafts.value.get().unwrap_or_default();
        found
            .into_iter()
            .filter(|draft| draft.saved_at_ms.is_some())
            .map(|draft| offer(app, draft, villages))
            .collect_view()
    };
    view! {
        {move || app.dropped.get().map(|_| dropped(app))}
        {changing(offers)}
    }
}

fn dropped(app: App) -> impl IntoView {
    view! {
        <Banner test="draft-dropped">
            <p>{w::DRAFT_DROPPED}</p>
            <div class="buttons">
                <Button label=w::DRAFT_UNDO test="draft-undo" on_press=Callback::new(move |()| take_back(app)) />
                <Button label=words::CLOSE test="draft-forget" look=Look::Quiet on_press=Callback::new(move |()| app.dropped.set(None)) />
            </div>
        </Banner>
    }
}

fn offer(app: App, draft: Draft, villages: Signal<Vec<VillageRow>>) -> impl IntoView {
    let moment = draft.saved_at_ms.map(clock::moment);
    let about = villages.with(|villages| about(&draft, villages));
    let id = draft.draft;
    let (restored, away) = (draft.clone(), draft);
    view! {
        <Banner test=format!("draft-{id}")>
            <div data-test="draft-offer">
                <p><strong>{w::draft_found(moment.as_deref())}</strong></p>
                <p>{about}</p>
            </div>
            <div class="buttons">
                <Button label=w::DRAFT_RESTORE test="draft-restore" look=Look::Primary
                    on_press=Callback::new(move |()| app.write(restored.clone())) />
                <Button label=w::DRAFT_DROP test="draft-drop" on_press=Callback::new(move |()| put_away(app, away.clone())) />
            </div>
        </Banner>
    }
}
