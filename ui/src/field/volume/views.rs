//! Saved views: three that everybody has, and those a person saved. A touch narrows the list by one, another touch frees it again.

use crate::components::changing;
use cunfa_core::Stage;
use cunfa_protocol::view::{MonthOf, SavedView, Sought, VolumeFilter};
use cunfa_protocol::{Ask, Code, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::list::List;
use crate::components::{Banner, Button, Chip, Chips, Dialog, FailureBanner, Look, TextInput};
use crate::later::{later, parts};
use crate::state::{App, use_app};
use crate::transport::ask;
use crate::words::{self, finding as f};

/// What everybody looks for: name, name for tests, and what is sought.
fn built_in() -> [(&'static str, &'static str, Sought); 3] {
    let by = |filter: VolumeFilter| Sought {
        filter,
        ..Sought::default()
    };
    let of_stage = |stage: Stage| VolumeFilter {
        stages: vec![stage],
        ..VolumeFilter::default()
    };
    [
        (
            f::VIEW_UNSIGNED,
            "unsigned",
            by(VolumeFilter {
                month: Some(MonthOf::This),
                ..of_stage(Stage::Unsigned)
            }),
        ),
        (
            f::VIEW_UNSENT,
            "unsent",
            by(VolumeFilter {
                unsent: true,
                ..VolumeFilter::default()
            }),
        ),
        (f::VIEW_RETURNED, "returned", by(of_stage(Stage::Returned))),
    ]
}

/// Asks for the saved views. They are kept while the device is open for this person, so that the list has its place when it is found again.
pub(super) fn ask_for(app: App) {
    spawn_local(async move {
        if let Ok(views) = ask(command::Views {}).await
            && app.views.try_with_untracked(|before| before.as_ref() != Some(&views)) == Some(true)
        {
            app.views.try_set(Some(views));
        }
    });
}

/// What the dialog is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Naming {
    Save,
    Rename(u32),
}

/// The chips of the views, and what can be done with the one that is on.
#[component]
pub(super) fn Views(list: List, views: RwSignal<Option<Vec<SavedView>>>) -> impl IntoView {
    let dropped = RwSignal::new(None::<SavedView>);
    let options = Signal::derive(move || {
        let own = views.get().unwrap_or_default().into_iter();
        let own = own.map(|view| Chip::new(view.sought, view.name, view.view.to_string()));
        let built_in = built_in().map(|(name, code, sought)| Chip::new(sought, name, code));
        built_in.into_iter().chain(own).collect::<Vec<_>>()
    });
    let is_on = move |sought: &Sought| list.sought.with(|now| now == sought);
    let choose = Callback::new(move |sought: Sought| {
        list.seek(|now| *now = if *now == sought { Sought::default() } else { sought });
    });
    let managed = Memo::new(move |_| {
        let is_own = list
            .sought
            .with(|now| views.with(|views| views.iter().flatten().any(|view| view.sought == *now)));
        is_own || !list.sought.with(is_built_in) || dropped.with(Option::is_some)
    });
    view! {
        <div class="views">
            <Chips label=f::VIEWS options=options test="view" is_chosen=is_on on_choose=choose />
            {changing(move || managed.get().then(|| later(move || manage(list, views, dropped))))}
        </div>
    }
}

/// Everything, or what everybody looks for.
fn is_built_in(sought: &Sought) -> bool {
    *sought == Sought::default() || built_in().iter().any(|(_, _, one)| one == sought)
}

parts! {
    fn manage(list: List, views: RwSignal<Option<Vec<SavedView>>>, dropped: RwSignal<Option<SavedView>>) {
        view! { <Manage list=list views=views dropped=dropped /> }
    }
}

/// What can be done with the view that is on, or made of what is sought now.
#[component]
fn Manage(list: List, views: RwSignal<Option<Vec<SavedView>>>, dropped: RwSignal<Option<SavedView>>) -> impl IntoView {
    let naming = RwSignal::new(None::<Naming>);
    let failure = RwSignal::new(None::<Code>);
    let here = Memo::new(move |_| {
        let now = list.sought.get();
        let own = views.with(|views| {
            let mut views = views.iter().flatten();
            views.find(|view| view.sought == now).cloned()
        });
        (own, is_built_in(&now))
    });
    let keys = move || match here.get() {
        (Some(view), _) => own_keys(view, views, naming, dropped, failure).into_any(),
        (None, true) => ().into_any(),
        (None, false) => {
            let save = Callback::new(move |()| naming.set(Some(Naming::Save)));
            view! { <Button label=f::VIEW_SAVE test="view-save" look=Look::Quiet on_press=save /> }.into_any()
        }
    };
    view! {
        <div class="buttons">{changing(keys)}</div>
        <FailureBanner code=failure />
        {changing(move || dropped.get().map(|view| undo(view, views, dropped, failure)))}
        <NameDialog list=list views=views naming=naming />
    }
}

/// Carries a command over the views out, and shows what they are then.
fn carry_out<C>(
    command: C,
    views: RwSignal<Option<Vec<SavedView>>>,
    failure: RwSignal<Option<Code>>,
    then: impl FnOnce() + 'static,
) where
    C: Ask<Answer = Vec<SavedView>> + 'static,
{
    spawn_local(async move {
        match ask(command).await {
            Ok(now) => {
                failure.try_set(None);
                views.try_set(Some(now));
                then();
            }
            Err(reply) => {
                failure.try_set(Some(reply.code));
            }
        }
    });
}

fn own_keys(
    view: SavedView,
    views: RwSignal<Option<Vec<SavedView>>>,
    naming: RwSignal<Option<Naming>>,
    dropped: RwSignal<Option<SavedView>>,
    failure: RwSignal<Option<Code>>,
) -> impl IntoView {
    let number = view.view;
    let rename = Callback::new(move |()| naming.set(Some(Naming::Rename(number))));
    let drop = Callback::new(move |()| {
        let view = view.clone();
        carry_out(command::DropView { view: number }, views, failure, move || {
            dropped.try_set(Some(view));
        });
    });
    view! {
        <Button label=f::VIEW_RENAME test="view-rename" look=Look::Quiet on_press=rename />
        <Button label=f::VIEW_DROP test="view-drop" look=Look::Quiet on_press=drop />
    }
}

fn undo(
    view: SavedView,
    views: RwSignal<Option<Vec<SavedView>>>,
    dropped: RwSignal<Option<SavedView>>,
    failure: RwSignal<Option<Code>>,
) -> impl IntoView {
    let number = view.view;
    let keep = Callback::new(move |()| {
        carry_out(command::KeepView { view: number }, views, failure, move || {
            dropped.try_set(None);
        });
    });
    view! {
        <Banner test="view-dropped">
            <p>{f::dropped(&view.name)}</p>
            <div class="buttons">
                <Button label=f::VIEW_KEEP test="view-keep" on_press=keep />
                <Button label=words::CLOSE test="view-forget" look=Look::Quiet on_press=Callback::new(move |()| dropped.set(None)) />
            </div>
        </Banner>
    }
}

/// Asks for a name.
#[component]
fn NameDialog(list: List, views: RwSignal<Option<Vec<SavedView>>>, naming: RwSignal<Option<Naming>>) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        let asked = naming.with(Option::is_some);
        if open.get_untracked() != asked {
            open.set(asked);
        }
    });
    Effect::new(move |_| {
        // Closed by the browser's own key.
        if !open.get() && naming.with_untracked(Option::is_some) {
            naming.set(None);
        }
    });
    let title = Signal::derive(move || match naming.get() {
        Some(Naming::Rename(_)) => f::VIEW_RENAME_TITLE.to_owned(),
        Some(Naming::Save) | None => f::VIEW_SAVE_TITLE.to_owned(),
    });
    view! {
        <Dialog open=open title=title test="view-dialog">
            <NameForm list=list views=views naming=naming />
        </Dialog>
    }
}

#[component]
fn NameForm(list: List, views: RwSignal<Option<Vec<SavedView>>>, naming: RwSignal<Option<Naming>>) -> impl IntoView {
    let app = use_app();
    let asked = naming.get_untracked();
    let before = match &asked {
        Some(Naming::Rename(view)) => views.with_untracked(|views| {
            let mut views = views.iter().flatten();
            views.find(|one| one.view == *view).map(|one| one.name.clone())
        }),
        Some(Naming::Save) | None => None,
    };
    let name = RwSignal::new(before.unwrap_or_default());
    let failure = RwSignal::new(None::<Code>);
    let error = Signal::derive(move || failure.get().map(|code| words::failure::sentence(&code)));
    let store = Callback::new(move |()| {
        let typed = name.get_untracked();
        let said = f::saved(typed.trim());
        let done = move || {
            naming.try_set(None);
            app.say(said);
        };
        match &asked {
            Some(Naming::Rename(view)) => {
                let (view, name) = (*view, typed);
                carry_out(command::RenameView { view, name }, views, failure, done);
            }
            Some(Naming::Save) | None => {
                let (name, sought) = (typed, list.sought.get_untracked());
                carry_out(command::SaveView { name, sought }, views, failure, done);
            }
        }
    });
    view! {
        <TextInput id="view-name" label=f::VIEW_NAME hint=f::VIEW_NAME_HINT value=name error=error
            on_text=Callback::new(move |text| { failure.set(None); name.set(text) }) on_enter=store />
        <div class="buttons">
            <Button label=f::VIEW_STORE test="view-store" look=Look::Primary on_press=store />
            <Button label=words::CANCEL test="view-cancel" on_press=Callback::new(move |()| naming.set(None)) />
        </div>
    }
}
