//! Tables as Excel files: a fold that is closed until somebody asks for it, since looking at sticks takes time.

use crate::components::changing;
use cunfa_protocol::view::{SheetOf, SheetPlace, SheetPlaces};
use cunfa_protocol::{Ask, Code, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::{Banner, Button, FailureBanner, Loading, Look, Tone};
use crate::later::{later, parts};
use crate::model::hours;
use crate::transport::{ask, download};
use crate::words::sheets as w;

/// 导出为 Excel, of whatever is shown when a place is pressed.
#[component]
pub fn SheetSection(of: Signal<SheetOf>) -> impl IntoView {
    let opened = RwSignal::new(false);
    view! {
        <details class="more-chips tables" data-test="sheet" on:toggle=move |_| opened.set(true)>
            <summary data-test="sheet-open">{w::TITLE}</summary>
            {changing(move || opened.get().then(|| later(move || inside(of))))}
        </details>
    }
}

parts! {
    fn inside(of: Signal<SheetOf>) {
        view! { <Inside of=of /> }
    }
}

/// What the fold knows.
#[derive(Clone, Copy)]
struct State {
    of: Signal<SheetOf>,
    places: RwSignal<Option<SheetPlaces>>,
    failure: RwSignal<Option<Code>>,
    said: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
}

impl State {
    fn ask<C: Ask + 'static>(self, command: C, done: impl FnOnce(C::Answer) + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failure.set(None);
        self.said.set(None);
        spawn_local(async move {
            match ask(command).await {
                Ok(answer) => done(answer),
                Err(reply) => {
                    self.failure.try_set(Some(reply.code));
                }
            }
            self.busy.try_set(false);
        });
    }

    fn look(self) {
        self.ask(command::SheetPlaces {}, move |places| {
            self.places.try_set(Some(places));
        });
    }

    fn write(self, place: String) {
        let of = self.of.get_untracked();
        self.ask(command::WriteSheet { place, of }, move |made| {
            let size = hours::size(made.bytes);
            let said = match &made.content {
                Some(content) if !download(&made.name, content) => w::NOT_TAKEN.to_owned(),
                Some(_) | None => w::written(&made, &size),
            };
            self.said.try_set(Some(said));
        });
    }
}

#[component]
fn Inside(of: Signal<SheetOf>) -> impl IntoView {
    let state = State {
        of,
        places: RwSignal::new(None),
        failure: RwSignal::new(None),
        said: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    state.look();
    let hint = move || match of.get() {
        SheetOf::Entries(_) => w::LIST_HINT,
        SheetOf::Months(_) => w::MONTHS_HINT,
        SheetOf::Check(_) => w::CHECK_HINT,
        SheetOf::Half(_) => w::HALF_HINT,
        SheetOf::Year(_) => w::YEAR_HINT,
        SheetOf::City(_) => w::CITY_HINT,
        SheetOf::Needs => w::NEEDS_HINT,
        SheetOf::Registers(_) => w::REGISTERS_HINT,
    };
    view! {
        <div class="stack">
            <p class="field-hint">{changing(hint)}</p>
            <p class="field-hint">{w::CARE}</p>
            <FailureBanner code=state.failure />
            {changing(move || state.said.get().map(|said| view! { <Banner tone=Tone::Good test="sheet-said"><p>{said}</p></Banner> }))}
            {changing(move || match state.places.get() {
                Some(places) if places.by_page => to_page(state).into_any(),
                Some(places) => targets(places.places, state).into_any(),
                None => view! { <Loading /> }.into_any(),
            })}
        </div>
    }
}

/// In a browser: it puts the file where it puts whatever is downloaded.
fn to_page(state: State) -> impl IntoView {
    let write = Callback::new(move |()| state.write(String::new()));
    view! {
        <div class="buttons">
            <Button label=w::DOWNLOAD test="sheet-download" busy=state.busy on_press=write />
        </div>
    }
}

fn targets(places: Vec<SheetPlace>, state: State) -> impl IntoView {
    let none = places.is_empty();
    let target = |place: SheetPlace| {
        let path = place.path;
        let write = Callback::new(move |()| state.write(path.clone()));
        view! { <Button label=w::write_to(&place.name) test="sheet-write" busy=state.busy on_press=write /> }
    };
    view! {
        {none.then(|| view! { <p data-test="sheet-none">{w::NO_PLACE}</p> })}
        <div class="buttons">
            {places.into_iter().map(target).collect_view()}
            <Button label=w::AGAIN test="sheet-again" look=Look::Quiet busy=state.busy
                on_press=Callback::new(move |()| state.look()) />
        </div>
    }
}
