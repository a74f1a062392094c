//! The frame: what the device shows by how it stands (fresh, locked, open) and who is at work. No facts, no commands of areas.

use crate::components::changing;
use cunfa_core::{Action, EntryId, Role, VillageCode, may};
use cunfa_protocol::view::{SessionStage, TextSize, Theme};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::{FailureBanner, Loading, NavBar, NavItem, Said, Shape, StatusLine};
use crate::desk::Desk;
use crate::field;
use crate::idle;
use crate::later::{self, later, parts};
use crate::model::route::{Route, village_of};
use crate::needs;
use crate::router;
use crate::state::{App, PATIENCE, use_app};
use crate::tablet::{SigningScreen, SittingScreen};
use crate::words;

/// What the frame shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Frame {
    Unknown,
    Fresh,
    Locked,
    /// By slot as well: another person gets screens of their own, made anew.
    Open(u32, Role),
}

/// The whole page.
#[component]
pub fn Root() -> impl IntoView {
    let app = App::new(router::here());
    provide_context(app);
    router::follow(app);
    app.start();
    follow_display(app);
    idle::watch(app);
    let frame = Memo::new(move |_| {
        app.session
            .with(|session| match session.as_ref().map(|session| &session.stage) {
                None => Frame::Unknown,
                Some(SessionStage::Fresh) => Frame::Fresh,
                Some(SessionStage::Locked) => Frame::Locked,
                Some(SessionStage::Open(me)) => Frame::Open(me.slot, me.person.role),
            })
    });
    let shown = move || match frame.get() {
        Frame::Unknown => view! { <Opening /> }.into_any(),
        Frame::Fresh => view! { <field::Enrol /> }.into_any(),
        Frame::Locked => view! { <field::Lock /> }.into_any(),
        Frame::Open(_, role) => view! { <Open role=role /> }.into_any(),
    };
    view! {
        {shown}
        <idle::LocksSoon />
    }
}

/// Puts size and contrast on the document, where the styles look.
fn follow_display(app: App) {
    let display = Memo::new(move |_| {
        app.session
            .with(|session| session.as_ref().map(|session| session.display))
    });
    Effect::new(move |_| {
        let (Some(display), Some(root)) = (display.get(), document().document_element()) else {
            return;
        };
        let theme = match display.theme {
            Theme::Light => "light",
            Theme::HighContrast => "contrast",
            Theme::Dark => "dark",
        };
        let text = match display.text {
            TextSize::Standard => "standard",
            TextSize::Elder => "elder",
        };
        let _ = root.set_attribute("data-theme", theme);
        let _ = root.set_attribute("data-text", text);
        let _ = root.set_attribute("data-scale", &display.scale.percent().to_string());
    });
}

/// Before the first answer, or when there is none. A quick answer is not announced: nothing is drawn before [`PATIENCE`].
#[component]
fn Opening() -> impl IntoView {
    let app = use_app();
    let late = RwSignal::new(false);
    set_timeout(
        move || {
            late.try_set(true);
        },
        PATIENCE,
    );
    let broken = move || app.broken.with(Option::is_some);
    view! {
        <Show when=move || late.get() || broken()>
            <main class="opening">
                <h1>{words::APP}</h1>
                <Show when=move || !broken()>
                    <Loading />
                </Show>
                <FailureBanner code=app.broken on_again=Callback::new(move |()| app.ask_session()) />
            </main>
        </Show>
    }
}

fn places(role: Role) -> Vec<NavItem> {
    let home = match role {
        Role::Office => NavItem {
            route: Route::Home,
            label: words::NAV_DESK,
            shape: Shape::Seal,
            test: "nav-home",
        },
        Role::Counsel | Role::Cadre | Role::County | Role::City => NavItem {
            route: Route::Home,
            label: words::NAV_HOME,
            shape: Shape::Home,
            test: "nav-home",
        },
    };
    let mut places = vec![
        home,
        NavItem {
            route: Route::Volume,
            label: words::NAV_VOLUME,
            shape: Shape::Volume,
            test: "nav-volume",
        },
        NavItem {
            route: Route::Sync,
            label: words::NAV_SYNC,
            shape: Shape::Up,
            test: "nav-sync",
        },
        NavItem {
            route: Route::Settings,
            label: words::NAV_SETTINGS,
            shape: Shape::Settings,
            test: "nav-settings",
        },
    ];
    // Who reads no entries has no volumes.
    places.retain(|place| place.route != Route::Volume || may(role, Action::ReadEntry));
    places
}

/// What is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Signing {
    One(EntryId),
    /// What was handed over together.
    Many,
}

/// The device is open for a person.
#[component]
fn Open(role: Role) -> impl IntoView {
    let app = use_app();
    let route = Memo::new(move |_| app.place.get().route);
    let signing = Memo::new(move |_| match route.get() {
        Route::Sign(entry) => Some(Signing::One(entry)),
        Route::Sitting => Some(Signing::Many),
        Route::Home
        | Route::Write(_)
        | Route::Volume
        | Route::Entry(_)
        | Route::Needs
        | Route::Need(_)
        | Route::RecordNeed
        | Route::Sync
        | Route::Settings
        | Route::Templates
        | Route::Feedback
        | Route::Registers
        | Route::Ready(_) => None,
    });
    Effect::new(move |_| app.sealed.set(signing.get().is_some()));
    move || match signing.get() {
        Some(Signing::One(entry)) => view! { <SigningScreen entry=entry /> }.into_any(),
        Some(Signing::Many) => later(sitting_screen),
        None => view! { <Shell role=role route=route /> }.into_any(),
    }
}

parts! {
    in county;

    fn above_screen() {
        view! { <crate::above::Above /> }
    }

    fn registers_screen() {
        view! { <crate::registers::RegistersScreen /> }
    }
}

parts! {
    fn needs_screen() {
        view! { <needs::NeedsScreen /> }
    }

    fn need_screen(need: EntryId) {
        view! { <needs::NeedScreen need=need /> }
    }

    fn record_screen() {
        view! { <needs::RecordScreen /> }
    }

    fn ready_screen(village: VillageCode) {
        view! { <field::Ready village=village /> }
    }

    fn sitting_screen() {
        view! { <SittingScreen /> }
    }

    fn templates_screen() {
        view! { <field::TemplatesScreen /> }
    }

    fn feedback_screen() {
        view! { <field::FeedbackScreen /> }
    }
}

/// Navigation, status line and the present screen.
#[component]
fn Shell(role: Role, route: Memo<Route>) -> impl IntoView {
    let app = use_app();
    let shown = shown(app, route);
    let unsent = Signal::derive(move || app.sync.with(|sync| sync.as_ref().map_or(0, |sync| sync.unsent)));
    let screen = move || match shown.get() {
        Route::Home => match role {
            Role::Office => view! { <Desk /> }.into_any(),
            Role::County | Role::City => later(above_screen),
            Role::Counsel => view! { <field::Home /> }.into_any(),
            Role::Cadre => view! { <field::CadreHome /> }.into_any(),
        },
        Route::Write(draft) => view! { <field::Write draft=draft /> }.into_any(),
        Route::Volume => view! { <field::Volume /> }.into_any(),
        Route::Entry(entry) => view! { <field::EntryScreen entry=entry /> }.into_any(),
        Route::Needs => later(needs_screen),
        Route::Need(need) => later(move || need_screen(need)),
        Route::RecordNeed => later(record_screen),
        Route::Sync => view! { <field::SyncCentre /> }.into_any(),
        Route::Settings => view! { <field::Settings /> }.into_any(),
        Route::Templates => later(templates_screen),
        Route::Feedback => later(feedback_screen),
        Route::Registers => later(registers_screen),
        Route::Ready(village) => match village_of(village) {
            Some(village) => later(move || ready_screen(village.clone())),
            None => ().into_any(),
        },
        Route::Sign(_) | Route::Sitting => ().into_any(),
    };
    let wide = move || shown.get() == Route::Home && matches!(role, Role::Office | Role::County | Role::City);
    view! {
        <a class="skip" href="#main" on:click=skip>{words::SKIP}</a>
        <div class="shell" class:shell-writing=move || matches!(shown.get(), Route::Write(_))>
            <NavBar items=places(role) unsent=unsent shown=shown />
            <div class="shell-body">
                <StatusLine />
                <main id="main" class="screen" class:screen-wide=wide tabindex="-1">
                    {changing(screen)}
                </main>
                <Said />
            </div>
        </div>
    }
}

/// The place whose screen is shown: the page's, but the volume comes with its first rows, and what is in a module of its own with the
/// module, or after [`PATIENCE`], so that nothing empty is drawn in between.
fn shown(app: App, route: Memo<Route>) -> RwSignal<Route> {
    let shown = RwSignal::new(route.get_untracked());
    let show = move |place: Route| {
        let there = route.try_get_untracked() == Some(place);
        if there && shown.try_get_untracked().is_some_and(|now| now != place) {
            shown.set(place);
        }
    };
    Effect::new(move |_| {
        let place = route.get();
        let waits = match place {
            Route::Volume
            | Route::Needs
            | Route::Need(_)
            | Route::RecordNeed
            | Route::Ready(_)
            | Route::Templates
            | Route::Feedback
            | Route::Registers => true,
            Route::Home
            | Route::Write(_)
            | Route::Entry(_)
            | Route::Sign(_)
            | Route::Sitting
            | Route::Sync
            | Route::Settings => false,
        };
        if !waits || shown.get_untracked() == place {
            show(place);
            return;
        }
        spawn_local(async move {
            match place {
                Route::Volume => field::volume_ahead(app).await,
                _ => later::ahead().await,
            }
            show(place);
        });
        set_timeout(move || show(place), PATIENCE);
    });
    shown
}

/// Moves the focus without touching the address, which names a place.
fn skip(event: leptos::ev::MouseEvent) {
    event.prevent_default();
    router::focus_screen();
}
